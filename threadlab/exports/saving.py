"""Threads -> files: the table of exporters, and how it is used."""

import gzip
import io
import itertools
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from os import PathLike
from pathlib import Path

from threadlab.errors import ManyThreads, UnknownName
from threadlab.exports.figures import pdf, png, svg
from threadlab.exports.html import index, page
from threadlab.exports.jsonl import jsonl
from threadlab.exports.writing import write_whole
from threadlab.thread import Thread


def _html(thread: Thread) -> bytes:
    return page(thread).encode()


def _jsonl_gz(thread: Thread) -> bytes:
    packed = io.BytesIO()
    with gzip.GzipFile(fileobj=packed, mode="wb", filename="", mtime=0) as file:
        file.write(jsonl(thread))
    return packed.getvalue()


@dataclass(frozen=True, slots=True)
class Exporter:
    """One format that is written.

    Attributes:
        suffix: End of the names of its files, with its dot or dots.
        name: What the command line calls it.
        description: One line.
        write: Gives a thread as the content of a file.
        joins: Whether the contents of several threads, one after the other, are a file, too.
    """

    suffix: str
    name: str
    description: str
    write: Callable[[Thread], bytes]
    joins: bool = False


EXPORTERS: tuple[Exporter, ...] = (
    Exporter(".html", "html", "argument map: one page, offline", _html),
    Exporter(".jsonl", "jsonl", "threads as JSON lines, read back whole", jsonl, joins=True),
    Exporter(".jsonl.gz", "jsonl.gz", "the same, compressed", _jsonl_gz, joins=True),
    Exporter(".svg", "svg", "figure of the thread, for the web", svg),
    Exporter(".pdf", "pdf", "figure of the thread, for a paper", pdf),
    Exporter(".png", "png", "figure of the thread, as a picture", png),
)


def formats() -> list[dict[str, str]]:
    """Lists the formats that are written.

    Returns:
        A row an exporter: "name", "suffixes" and "description".
    """
    return [
        {"name": one.name, "suffixes": one.suffix, "description": one.description}
        for one in EXPORTERS
    ]


def save(thread: Thread, path: str | PathLike[str]) -> Path:
    """Writes a thread in the format that the file's suffix names.

    The file is written whole or not at all, and a file of that name is replaced.

    Args:
        thread: A thread.
        path: The file, such as "map.html"; threadlab.formats lists the suffixes.

    Returns:
        The path.

    Raises:
        UnknownName: No format has this suffix.
        OSError: The file cannot be written.
        ModelError: An argument map is asked for and the shipped model cannot be read.
    """
    file = Path(path)
    exporter = _for_file(file)
    write_whole(file, [exporter.write(thread)])
    return file


def save_all(
    threads: Iterable[Thread], path: str | PathLike[str], *, suffix: str | None = None
) -> None:
    """Writes threads into one file, one after the other.

    Args:
        threads: Any number of threads.
        path: The file, or "-" for standard output.
        suffix: Name of the format, with or without a leading dot; None: by the file's suffix.

    Raises:
        UnknownName: There is no such format.
        ManyThreads: The format holds one thread a file, and there are several.
        OSError: The file cannot be written.
    """
    exporter = _for_file(Path(path)) if suffix is None else _for_name(suffix)
    pieces = _pieces(threads, exporter, str(path))
    if str(path) != "-":
        write_whole(Path(path), pieces)
        return
    sys.stdout.flush()
    for piece in pieces:
        sys.stdout.buffer.write(piece)
    sys.stdout.buffer.flush()


def save_index(maps: Iterable[tuple[Thread, str]], path: str | PathLike[str]) -> Path:
    """Writes a page that lists argument maps.

    Args:
        maps: Each thread with the name of its map's file, relative to the index.
        path: The page.

    Returns:
        The path.

    Raises:
        OSError: The file cannot be written.
    """
    write_whole(Path(path), [index(maps).encode()])
    return Path(path)


def _pieces(threads: Iterable[Thread], exporter: Exporter, path: str) -> Iterator[bytes]:
    if exporter.joins:
        yield from map(exporter.write, threads)
        return
    first = list(itertools.islice(threads, 2))
    if len(first) > 1:
        raise ManyThreads(
            path,
            f"{exporter.suffix} holds one thread, and there are several",
            next_step="Take jsonl, or 'threadlab map' for a page each.",
        )
    yield from map(exporter.write, first)


def _for_file(path: Path) -> Exporter:
    name = path.name.lower()
    fitting = [one for one in EXPORTERS if name.endswith(one.suffix)]
    if not fitting:
        suffix = "".join(path.suffixes) or path.name
        raise UnknownName("file suffix", suffix, [one.suffix for one in EXPORTERS])
    return max(fitting, key=lambda one: len(one.suffix))


def _for_name(name: str) -> Exporter:
    for one in EXPORTERS:
        if name.lower().lstrip(".") in (one.name, one.suffix[1:]):
            return one
    raise UnknownName("format", name, [one.name for one in EXPORTERS])
