"""What an interface is: how its answers are known, and how they become posts; and its reader."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from threadlab.errors import UnreadableSource
from threadlab.readers.api.assembly import joined
from threadlab.readers.api.documents import Document, documents, glimpse
from threadlab.readers.api.pile import Pile
from threadlab.readers.api.records import Post, Record, Remark
from threadlab.readers.reader import Reader
from threadlab.readers.sources import OnError, Source, tell

_SAMPLE = 5
_MOST_KEYS = 12
_MOST_GENERAL = 100  # remarks on no thread in particular: every thread of a document gets them


@dataclass(frozen=True, slots=True)
class Interface:
    """How the answers of one site's interface are known and read.

    Attributes:
        name: What `--format` calls it.
        description: One line for the list of formats.
        knows: Takes a JSON value, whole or its beginning; says whether it is of this interface.
        posts: Takes such a value; yields the posts it holds, and what else is to be told.
        suffixes: How its files usually end.
    """

    name: str
    description: str
    knows: Callable[[Any], bool]
    posts: Callable[[Any], Iterator[Record]]
    suffixes: tuple[str, ...] = (".json",)


def knows_some(interface: Interface, value: Any) -> bool:
    """Says whether a value, or one of the first in a list of values, is of an interface."""
    if interface.knows(value):
        return True
    return isinstance(value, list) and any(interface.knows(item) for item in value[:_SAMPLE])


def records_of(interface: Interface, value: Any) -> Iterator[Record]:
    """Gives what a value holds, or, in a list of values, each of them."""
    if not isinstance(value, list) or interface.knows(value):
        return interface.posts(value)
    return _listed(interface, value)


def _listed(interface: Interface, values: list[Any]) -> Iterator[Record]:
    strange = 0
    for item in values:
        if interface.knows(item):
            yield from interface.posts(item)
        else:
            strange += 1
    if strange:
        yield Remark("", f"entries of the list that are none of this site's, left out: {strange}")


def reader_of(interface: Interface) -> Reader:
    """Makes the reader of an interface."""

    def sniff(head: str, name: str) -> float:  # noqa: ARG001 - every reader takes the name
        value = glimpse(head)
        return 1.0 if value is not None and knows_some(interface, value) else 0.0

    def read(source: Source, on_error: OnError | None = None) -> Iterator[Pile]:
        yield from _piles(interface, source, on_error)

    return Reader(interface.name, interface.suffixes, interface.description, sniff, read, joined)


def _piles(interface: Interface, source: Source, on_error: OnError | None) -> Iterator[Pile]:
    pile = Pile(interface.name, source.name)
    failed = False

    def told(error: UnreadableSource) -> None:
        nonlocal failed
        failed = True
        tell(error, on_error)

    for document in documents(source, told):
        if knows_some(interface, document.value):
            fill(pile, document, interface)
        else:
            problem = f"holds {shape_of(document.value)}, which is none of {interface.name}"
            step = "Leave out --format to have it found out."
            told(UnreadableSource(source.name, problem, place=document.place, next_step=step))
    if pile.posts:
        yield pile
    elif not failed:
        step = f"What is read so: {interface.description}."
        told(UnreadableSource(source.name, "holds no post or comment", next_step=step))


def fill(pile: Pile, document: Document, interface: Interface) -> set[str]:
    """Adds what a document holds to a pile.

    What is told about no thread in particular is told of all threads of the document.

    Returns:
        The keys of the threads.
    """
    threads: set[str] = set()
    general = dict.fromkeys(Remark("", note) for note in document.notes)
    for record in records_of(interface, document.value):
        if isinstance(record, Remark) and not record.thread:
            if len(general) < _MOST_GENERAL:
                general[record] = None
            continue
        pile.add(record)
        if isinstance(record, Post):
            threads.add(record.thread)
    if general:
        tell_all(pile, general, threads)
    return threads


def tell_all(pile: Pile, remarks: Iterable[Remark], threads: Iterable[str]) -> None:
    """Adds remarks to each of several threads."""
    for remark in remarks:
        for thread in threads:
            pile.add(remark._replace(thread=thread))


def shape_of(value: Any) -> str:
    """Says in a few words what a JSON value is."""
    if isinstance(value, dict):
        keys = [str(key)[:40] for key in list(value)[:_MOST_KEYS]]
        more = ", …" if len(value) > _MOST_KEYS else ""
        return f"a JSON object with the keys {', '.join(keys)}{more}" if keys else "an empty object"
    if isinstance(value, list):
        if not value:
            return "an empty JSON list"
        return f"a JSON list whose first entry is {_bare_shape(value[0])}"
    return "a single JSON value"


def _bare_shape(value: Any) -> str:
    if isinstance(value, dict):
        return shape_of(value)
    return next((name for kind, name in _KINDS if isinstance(value, kind)), "null")


_KINDS = ((str, "a text"), (bool, "a truth value"), (int | float, "a number"), (list, "a list"))
"""What the entries of a list are called, by their type."""
