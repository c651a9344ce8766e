"""Many sources -> a folder of argument maps that never overwrite one another."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from os import PathLike
from pathlib import Path
from typing import Any

from threadlab.encoder import Model
from threadlab.exports import page_identity, save, save_index
from threadlab.pipeline import OnError, analyze_each
from threadlab.thread import Thread

SLUG_LENGTH = 48


@dataclass(frozen=True, slots=True)
class Map:
    """A written page.

    Attributes:
        source: The file that was read, as the user named it.
        thread: What the page shows.
        path: The page.
    """

    source: str
    thread: Thread
    path: Path


def save_maps(
    sources: Iterable[str | PathLike[str]],
    folder: str | PathLike[str] = "reports",
    *,
    model: Model = None,
    on_error: OnError | None = None,
    **reading: Any,
) -> Iterator[Map]:
    """Writes an argument map for every thread of the sources, one after the other.

    A source with one thread gives <stem>.html, one with several <stem>-<n>-<slug>.html. A page
    of the same thread is renewed; another thread's page, or any other file, is never
    overwritten: the new page takes the next free name. From two pages on, index.html lists them.

    Args:
        sources: Files, folders, patterns, archives, or "-" for standard input.
        folder: Where the pages go; made if it is not there.
        model: Folder of a model; None: the one that ships with threadlab.
        on_error: Called with each error of a source or a part of it, after which the others go
            on; None: the first error is raised.
        reading: format, columns and join, as threadlab.read_all takes them, and prior.

    Yields:
        Each page, as soon as it is written.
    """
    out = Path(folder)
    out.mkdir(parents=True, exist_ok=True)
    written: list[Map] = []
    taken: set[Path] = set()
    for found in analyze_each(sources, model=model, on_error=on_error, **reading):
        for name, thread in _named(found.name, found.threads):
            path = _free(out, name, thread, taken)
            save(thread, path)
            taken.add(path)
            written.append(Map(found.name, thread, path))
            yield written[-1]
    if len(written) > 1:
        save_index([(page.thread, page.path.name) for page in written], out / "index.html")


def _named(file: str, threads: Iterator[Thread]) -> Iterator[tuple[str, Thread]]:
    """Names the threads of a file; looks one thread ahead to see whether the first is alone."""
    stem = _stem(file)
    first = next(threads, None)
    if first is None:
        return
    second = next(threads, None)
    if second is None:
        yield stem, first
        return
    for number, thread in enumerate(chain((first, second), threads), start=1):
        slug = _slug(thread.title or thread.id)
        yield f"{stem}-{number}" + (f"-{slug}" if slug else ""), thread


def _stem(file: str) -> str:
    """The file's name up to its suffixes."""
    if file == "-":
        return "stdin"
    name = Path(file).name
    return name.split(".")[0] or _slug(name) or "thread"


def _slug(text: str) -> str:
    letters = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", letters)[:SLUG_LENGTH].strip("-")


def _free(folder: Path, name: str, thread: Thread, taken: set[Path]) -> Path:
    """Finds the page's name: the plain one, else the first whose file is this thread's or free."""
    identity = page_identity(thread)
    number = 1
    while True:
        path = folder / (f"{name}.html" if number == 1 else f"{name}-{number}.html")
        reserved = path in taken or path.name == "index.html"
        if not reserved and (not path.exists() or _holds(path, identity)):
            return path
        number += 1


def _holds(path: Path, identity: str) -> bool:
    """Whether a file is a map of the thread with this identity (told by its first kilobytes)."""
    with path.open("rb") as file:
        return identity.encode() in file.read(4096)
