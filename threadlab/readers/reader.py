"""What a reader is: how one kind of source is known, read, and joined with others of its kind."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from threadlab.readers.sources import OnError, Source
from threadlab.thread import Thread


@dataclass(frozen=True, slots=True)
class Reader:
    """How one kind of source is known and read.

    Attributes:
        name: What `--format` calls it.
        suffixes: How its files usually end; only content decides.
        description: One line for the list of formats.
        sniff: Takes the first characters and the file's name; says how sure it is, 0 to 1.
        read: Takes the open source and what to do with errors; yields its threads, or, for a
            reader that joins, the pieces that it found.
        join: For files that are but parts of threads (mails, the pages of a topic): takes all
            pieces of a folder, an archive or a call, and a name for what has none; yields the
            threads. Readers with the same join have their pieces joined together.
        magic: First bytes that tell a binary format; it is chosen before anything is decoded.
    """

    name: str
    suffixes: tuple[str, ...]
    description: str
    sniff: Callable[[str, str], float]
    read: Callable[[Source, OnError | None], Iterator[Any]]
    join: Callable[[Sequence[Any], str], Iterator[Thread]] | None = None
    magic: tuple[bytes, ...] = ()
