"""Records of many threads, brought together by thread; what is too much for memory goes to disk."""

import heapq
import json
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import IO, NamedTuple

from threadlab.readers.api.records import KINDS, Post, Record

MOST_IN_MEMORY = 64 * 2**20
"""Characters of posts that are held in memory, for a source."""
_BESIDES = 300  # of a post that is not its body, roughly
_BLOCK = 1 << 18


class Filed(NamedTuple):
    """A record, and the source that it is from."""

    record: Record
    source: str


class Pile:
    """The records of one source, of one site.

    Args:
        site: Which interface they are of; threads of two sites never meet.
        source: The file they are from.
    """

    def __init__(self, site: str, source: str) -> None:
        self.site = site
        self.source = source
        self.posts = 0
        self._records: list[Record] = []
        self._size = 0
        self._runs: list[tuple[int, int]] = []
        self._file: IO[bytes] | None = None

    def add(self, record: Record) -> None:
        """Adds a record."""
        self._records.append(record)
        if isinstance(record, Post):
            self.posts += 1
            self._size += _BESIDES + len(record.body or "")
        else:
            self._size += _BESIDES
        if self._size > MOST_IN_MEMORY:
            self._put_aside()

    def sorted(self) -> Iterator[Filed]:
        """Gives the records by thread; those of one thread in the order they came."""
        runs = [self._run(start, end) for start, end in self._runs]
        self._records.sort(key=_thread)
        merged = heapq.merge(*runs, self._records, key=_thread)
        return (Filed(record, self.source) for record in merged)

    def _put_aside(self) -> None:
        """Writes the records to disk, by thread."""
        if self._file is None:
            self._file = tempfile.TemporaryFile()  # noqa: SIM115 - it lives as long as the pile
        self._records.sort(key=_thread)
        start = self._file.seek(0, 2)
        for record in self._records:
            line = json.dumps([KINDS.index(type(record)), *record])
            self._file.write(line.encode() + b"\n")
        self._runs.append((start, self._file.tell()))
        self._records, self._size = [], 0

    def _run(self, start: int, end: int) -> Iterator[Record]:
        """Reads records back; other runs are read from the same file in between."""
        while start < end and self._file is not None:
            self._file.seek(start)
            for line in self._file.readlines(min(_BLOCK, end - start)):
                if start == end:  # the first line of the next run
                    return
                start += len(line)
                kind, *fields = json.loads(line)
                yield KINDS[kind](*(tuple(f) if isinstance(f, list) else f for f in fields))


def by_thread(piles: Sequence[Pile]) -> Iterator[list[Filed]]:
    """Brings together what several sources hold of each thread.

    Args:
        piles: Those of one site, in the order of their sources.

    Yields:
        The records of a thread, in the order they came; threads by their keys, short keys first,
        so that numbers stand in order.
    """
    merged: Iterable[Filed] = heapq.merge(
        *(pile.sorted() for pile in piles), key=lambda filed: _thread(filed.record)
    )
    for _, group in groupby(merged, key=lambda filed: filed.record.thread):
        yield list(group)


def _thread(record: Record) -> tuple[int, str]:
    return len(record.thread), record.thread
