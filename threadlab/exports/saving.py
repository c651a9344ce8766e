"""Threads -> files and folders: how the table of exporters is used."""

import itertools
import os
import sys
from collections.abc import Iterable, Iterator
from os import PathLike
from pathlib import Path

from threadlab.errors import ManyThreads, UnknownName, UnwritableTarget
from threadlab.exports.exporter import Exporter
from threadlab.exports.html import Card, index
from threadlab.exports.naming import named, stem_of
from threadlab.exports.table import EXPORTERS
from threadlab.exports.writing import check_on_disk, write_folder, write_whole
from threadlab.thread import Thread


def formats() -> list[dict[str, str]]:
    """Lists the formats that are written.

    Returns:
        A row an exporter: "name", "suffixes", "description", and in "leaves_out" and
        "reads_back" what a file of it does not hold and what comes back of it.
    """
    return [
        {
            "name": one.name,
            "suffixes": one.suffix,
            "description": one.description,
            "leaves_out": one.leaves_out,
            "reads_back": one.reads_back,
        }
        for one in EXPORTERS
    ]


def save(thread: Thread, path: str | PathLike[str], *, graph: str | None = None) -> Path:
    """Writes a thread in the format that the suffix names.

    A file or folder is written whole or not at all. A file of that name is replaced; a folder is
    if it holds nothing but what is written anew.

    Args:
        thread: A thread.
        path: The file, such as "map.html", or folder, such as "thread.convokit"; a name that
            ends in "/", or a folder that is there, takes Parquet tables. threadlab.formats lists
            the suffixes.
        graph: Which graph a graph format holds: "replies" (where None), "disagreement" or
            "arguments".

    Returns:
        The path.

    Raises:
        UnknownName: No format has this suffix, or there is no such graph.
        UnwritableTarget: A graph was asked for, and the format holds none.
        InvalidThread: The graph needs stances, and the thread was not classified.
        OSError: The file cannot be written.
        ModelError: An argument map is asked for and the shipped model cannot be read.
    """
    save_all([thread], path, graph=graph)
    return Path(path)


def save_all(
    threads: Iterable[Thread],
    path: str | PathLike[str],
    *,
    suffix: str | None = None,
    graph: str | None = None,
    source: str = "thread",
) -> None:
    """Writes threads into one file or folder, or a file each into a folder.

    Args:
        threads: Any number of threads.
        path: The file or folder, or "-" for standard output. For a format whose files hold one
            thread, a folder (one that is there, or a name that ends in "/") takes a file each.
        suffix: Name of the format, with or without a leading dot; None: by the file's suffix.
        graph: Which graph a graph format holds, as save takes it.
        source: What the threads were read from; files in a folder are named after it.

    Raises:
        UnknownName: There is no such format or graph.
        ManyThreads: The format holds one thread a file, and there are several.
        UnwritableTarget: The format is a folder, and standard output was asked for; a graph was
            asked for, and the format holds none; or the path is an address in an object store.
        InvalidThread: The graph needs stances, and a thread was not classified.
        OSError: The file cannot be written.
    """
    target = os.fspath(path)
    check_on_disk(target)
    exporter = for_path(target) if suffix is None else for_name(suffix)
    check_graph(exporter, graph)
    if exporter.fill is not None:
        _save_folder(exporter, threads, target)
    elif target == "-":
        sys.stdout.flush()
        for piece in _pieces(threads, exporter, target, graph):
            sys.stdout.buffer.write(piece)
        sys.stdout.buffer.flush()
    elif suffix is not None and is_folder(target):
        _save_each(exporter, threads, Path(target), graph, source)
    else:
        write_whole(Path(target), _pieces(threads, exporter, target, graph))


def save_page(html: str, path: str | PathLike[str]) -> Path:
    """Writes a page, whole or not at all.

    Args:
        html: The page.
        path: Where; a file of that name is replaced.

    Returns:
        The path.

    Raises:
        OSError: It cannot be written.
    """
    check_on_disk(os.fspath(path))
    write_whole(Path(path), [html.encode()])
    return Path(path)


def save_index(
    maps: Iterable[tuple[Thread | Card, str]],
    path: str | PathLike[str],
    failures: Iterable[str] = (),
) -> Path:
    """Writes a page that lists argument maps.

    Args:
        maps: Each thread, or what its map says of it, with the name of its map's file, relative
            to the list.
        path: The page.
        failures: What could not be mapped, and why.

    Returns:
        The path.

    Raises:
        OSError: The file cannot be written.
    """
    return save_page(index(maps, failures), path)


def check_graph(exporter: Exporter, graph: str | None) -> None:
    """Refuses a graph for a format that holds none.

    Raises:
        UnwritableTarget: It is so.
    """
    if graph is not None and not exporter.is_graph:
        others = ", ".join(one.name for one in EXPORTERS if one.is_graph)
        raise UnwritableTarget(
            exporter.name,
            f"holds no graph that could be chosen ({graph!r} was)",
            next_step=f"A graph is chosen for {others}.",
        )


def is_folder(target: str) -> bool:
    """Says whether a name means a folder: it ends in a slash, or the folder is there."""
    return target.endswith(("/", os.sep)) or Path(target).is_dir()


def _save_folder(exporter: Exporter, threads: Iterable[Thread], target: str) -> None:
    fill = exporter.fill
    if fill is None or target == "-":
        raise UnwritableTarget(
            target,
            f"{exporter.name} is a folder of several files",
            next_step="Name a folder for it (-o).",
        )
    write_folder(Path(target), lambda folder: fill(threads, folder))


def _save_each(
    exporter: Exporter, threads: Iterable[Thread], folder: Path, graph: str | None, source: str
) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    if exporter.joins:
        everything = folder / f"{stem_of(source)}{exporter.suffix}"
        write_whole(everything, _pieces(threads, exporter, str(everything), graph))
        return
    for name, thread in named(source, threads):
        file = folder / f"{name}{exporter.suffix}"
        write_whole(file, [_content(exporter, thread, graph)])


def _content(exporter: Exporter, thread: Thread, graph: str | None) -> bytes:
    if exporter.write is None:
        raise UnwritableTarget(exporter.name, "is no file", next_step="Name a folder for it.")
    if exporter.is_graph:
        return exporter.write(thread, graph or "replies")
    return exporter.write(thread)


def _pieces(
    threads: Iterable[Thread], exporter: Exporter, target: str, graph: str | None
) -> Iterator[bytes]:
    if exporter.join is not None:
        yield from exporter.join(threads)
        return
    if not exporter.joins:
        threads = list(itertools.islice(threads, 2))
        if len(threads) > 1:
            raise ManyThreads(
                target,
                f"{exporter.suffix} holds one thread, and there are several",
                next_step="Name a folder (-o DIR/) for a file each, or take jsonl.",
            )
    for thread in threads:
        yield _content(exporter, thread, graph)


def for_path(target: str) -> Exporter:
    """Finds the exporter for a file or folder by its name.

    Raises:
        UnknownName: No format has its suffix.
    """
    path = Path(target)
    name = path.name.lower()
    fitting = [one for one in EXPORTERS if name.endswith(one.suffix)]
    if fitting:
        return max(fitting, key=lambda one: len(one.suffix))
    if is_folder(target):
        return for_name("dataset")
    suffix = "".join(path.suffixes) or path.name
    raise UnknownName("file suffix", suffix, [one.suffix for one in EXPORTERS])


def for_name(name: str) -> Exporter:
    """Finds an exporter by its name or suffix, with or without a leading dot.

    Raises:
        UnknownName: There is no such format.
    """
    for one in EXPORTERS:
        if name.lower().lstrip(".") in (one.name, one.suffix[1:] or one.name):
            return one
    raise UnknownName("format", name, [one.name for one in EXPORTERS])
