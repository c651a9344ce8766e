"""Rows to threads: by what the table says, or by who answers whom; the rows wait on disk.

A thread's rows may stand anywhere in a table, so all of it is read before the first thread is
known. In memory there is but a number or two a row, and the ids.
"""

import json
import tempfile
from array import array
from collections.abc import Iterator
from datetime import datetime
from itertools import groupby, pairwise
from typing import Any, NamedTuple

from threadlab.readers.dates import parse_date
from threadlab.readers.tables.values import (
    bare_id,
    is_no_parent,
    likely_message_id,
    moment_of_mail,
)

_IN_MEMORY = 16 << 20  # bytes of rows; what is beyond waits in a file without a name
_SEVERAL = -1


class Row(NamedTuple):
    """One comment as a table tells it; plain values only.

    Attributes:
        id: Its id; None: the table names none.
        parents: The ids that it is said to answer.
        thread: The id of its thread; None: not told.
        author: Who wrote it.
        date: When, as it stands there.
        body: The text; None: there is none.
        title: A title or subject.
        format: How the body is to be read; None: as the others.
        types: Probabilities by argument type, greatest first; None: there are none.
        stance: Probabilities by stance, greatest first; None: there are none.
        oddity: What was odd about the row, and where; None: nothing.
    """

    id: str | None
    parents: list[str]
    thread: str | None
    author: str | None
    date: Any
    body: str | None
    title: str | None
    format: str | None
    types: dict[str, float] | None = None
    stance: dict[str, float] | None = None
    oddity: tuple[str, str] | None = None


class Group(NamedTuple):
    """The rows of one thread, in the table's order, and the ids of threads that were joined."""

    rows: list[Row]
    joined: list[str]
    alone: bool


class Shelf:
    """Keeps rows until all are there, and gives them thread by thread.

    Args:
        mail: Whether rows are mails: some name what they answer by its date alone.
    """

    def __init__(self, mail: bool = False) -> None:
        self._ids_by_date: dict[datetime, str | None] | None = {} if mail else None
        self._file = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115 - kept
        self._starts = array("q", [0])
        self._groups = array("q")
        self._by_thread: dict[str, int] = {}
        self._by_id: dict[str, int] = {}
        self._parents = False
        self._threads = False
        self._local_ids = False  # they count from 1 in each thread, and tell nothing beyond it
        self._count = 0

    def __len__(self) -> int:
        return len(self._groups)

    def add(self, row: Row) -> None:
        """Takes a row."""
        data = json.dumps(row).encode("ascii")
        self._file.write(data)
        self._starts.append(self._starts[-1] + len(data))
        self._parents = self._parents or bool(row.parents)
        self._threads = self._threads or row.thread is not None
        group = self._group_of(row)
        self._groups.append(group)
        if row.id is not None and self._by_id.setdefault(row.id, group) != group:
            self._by_id[row.id] = _SEVERAL
            self._local_ids = True

        if self._ids_by_date is not None and row.id and (moment := parse_date(row.date)):
            self._ids_by_date[moment] = None if moment in self._ids_by_date else row.id

    def _group_of(self, row: Row) -> int:
        """Numbers the row's group: its thread's, or one of its own until parents tell."""
        name = row.thread if row.thread is not None else row.id
        if name is None:
            self._count += 1
            return self._count - 1
        group = self._by_thread.setdefault(bare_id(name), self._count)
        self._count += group == self._count
        return group

    def parents_of(self, row: Row) -> list[str]:
        """Gives the ids that a row answers as the rows of the table write them."""
        if not row.parents:
            return []
        known = [here for name in row.parents if (here := self._known(name)) is not None]
        if known:
            return list(dict.fromkeys(known))
        if self._ids_by_date and (moment := moment_of_mail(row.parents[0])):
            dated = self._ids_by_date.get(moment)
            return row.parents if dated is None else [dated]
        stated = [name for name in row.parents if not is_no_parent(name)]
        if len(stated) > 1 and all(name.startswith("<") for name in stated):
            stated = [likely_message_id(stated)]
        return [bare_id(name) if name.endswith(".0") else name for name in stated]

    def _known(self, name: str) -> str | None:
        if name in self._by_id:
            return name
        bare = bare_id(name)
        return bare if bare in self._by_id else None

    def threads(self) -> Iterator[Group]:
        """Yields the threads, in order of their first rows.

        Rows that name their thread belong to it; where a reply crosses two threads, they are one.
        Rows that name none belong to what they answer. Without threads and parents, all rows are
        one thread.
        """
        import numpy as np

        if not len(self):
            return
        if not self._parents and not self._threads:
            roots = array("q", bytes(8 * self._count))
        else:
            roots = self._connected()
        of_row = np.frombuffer(roots, dtype=np.int64)[np.frombuffer(self._groups, dtype=np.int64)]
        order = np.argsort(of_row, kind="stable")
        alone = bool((of_row == of_row[0]).all())
        for _, numbers in groupby(order.tolist(), key=of_row.__getitem__):
            rows = [self._row(number) for number in numbers]
            names = dict.fromkeys(row.thread for row in rows if row.thread is not None)
            joined = list(dict.fromkeys(map(bare_id, names)))
            yield Group(rows, list(names) if len(joined) > 1 else [], alone)

    def _connected(self) -> "array[int]":
        """Joins groups that replies cross; each group's root is its earliest."""
        roots = array("q", range(self._count))
        if not self._parents or self._local_ids:
            return roots
        for number, group in enumerate(self._groups):
            for parent in self.parents_of(self._row(number)):
                other = self._by_id.get(parent, _SEVERAL)
                if other != _SEVERAL:
                    _unite(roots, group, other)
        for group in range(self._count):  # roots come first, so one step is enough
            roots[group] = roots[roots[group]]
        return roots

    def _row(self, number: int) -> Row:
        start, end = self._starts[number], self._starts[number + 1]
        self._file.seek(start)
        fields = json.loads(self._file.read(end - start).decode("ascii"))
        return Row(*fields)


def _unite(roots: "array[int]", one: int, other: int) -> None:
    one, other = _root(roots, one), _root(roots, other)
    if one != other:
        roots[max(one, other)] = min(one, other)


def _root(roots: "array[int]", group: int) -> int:
    while roots[group] != group:
        roots[group] = roots[roots[group]]
        group = roots[group]
    return group


def in_order_of_dates(moments: list[Any]) -> list[int] | None:
    """Gives the order by dates; None where one is missing, or they are in order already."""
    if any(moment is None for moment in moments):
        return None
    if all(one <= other for one, other in pairwise(moments)):
        return None
    return sorted(range(len(moments)), key=moments.__getitem__)
