"""Many sources -> a folder of argument maps that never overwrite one another."""

import os
from collections.abc import Callable, Container, Iterable, Iterator
from dataclasses import dataclass
from os import PathLike
from pathlib import Path, PurePath
from typing import Any

from threadlab.arguments import key_sentences
from threadlab.encoder import Model
from threadlab.errors import ThreadlabError, UnreadableSource
from threadlab.exports import Naming, list_maps, named, page, page_identity, save_page
from threadlab.exports.writing import check_on_disk
from threadlab.pipeline import OnError, analyze_each
from threadlab.pseudonyms import Pseudonyms
from threadlab.thread import Thread

OnList = Callable[[Path], None]


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
    on_list: OnList | None = None,
    pseudonyms: Pseudonyms | None = None,
    explain: bool = False,
    **reading: Any,
) -> Iterator[Map]:
    """Writes an argument map for every thread of the sources, one after the other.

    A source with one thread gives <stem>.html, one with several <stem>-<n>-<slug>.html. A page
    of the same thread is renewed; another thread's page, or any other file, is never
    overwritten: the new page takes the next free name. Once the folder holds two maps, index.html
    lists all of them, those of earlier runs, too.

    Args:
        sources: Files, folders, patterns, archives, or "-" for standard input.
        folder: Where the pages go; made if it is not there.
        model: Folder of a model; None: the one that ships with threadlab.
        on_error: Called with each error of a source or a part of it, after which the others go
            on; None: the first error is raised.
        on_list: Called with the path of the list of maps, once it is written.
        pseudonyms: Gives authors made-up names; None: they keep theirs.
        explain: Whether each page underlines the sentences that types rest on most; the model
            then reads every comment once more for each of its sentences, in long threads those
            with the most answers.
        reading: format, columns and join, as threadlab.read_all takes them, prior and
            corrections.

    Yields:
        Each page, as soon as it is written.

    Raises:
        UnwritableTarget: The folder is an address in an object store.
    """
    check_on_disk(os.fspath(folder))
    out = Path(folder)
    out.mkdir(parents=True, exist_ok=True)
    taken: set[Path] = set()
    failures: list[str] = []

    def failed(error: ThreadlabError) -> None:
        failures.append(_told(error))
        if on_error is not None:
            on_error(error)

    told = failed if on_error is not None else None
    for found in analyze_each(sources, model=model, on_error=told, **reading):
        threads = map(pseudonyms.replace, found.threads) if pseudonyms else found.threads
        for name, thread in named(found.name, threads):
            path = _free(out, name, thread, taken)
            keys = key_sentences(thread, model=model) if explain else None
            # Made-up names are of this run: corrections of such a page would fit no other.
            shown = page(
                thread,
                Naming.of(model),
                keys=keys,
                correctable=pseudonyms is None,
                source=found.name,
            )
            save_page(shown, path)
            taken.add(path)
            yield Map(found.name, thread, path)
    listed = list_maps(out, failures)
    if listed is not None and on_list is not None:
        on_list(listed)


def _told(error: ThreadlabError) -> str:
    """An error as the list of maps tells it: whoever gets that needs not know the folders here."""
    told = str(error)
    if isinstance(error, UnreadableSource) and told.startswith(error.source):
        return PurePath(error.source).name + told.removeprefix(error.source)
    return told


def _free(folder: Path, name: str, thread: Thread, taken: Container[Path]) -> Path:
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
