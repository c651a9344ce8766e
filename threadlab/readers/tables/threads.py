"""A table's rows to threads, once its columns are known: the way that all kinds of tables share."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from html import unescape
from itertools import chain, islice
from typing import Any

from threadlab.errors import InvalidThread, UnreadableSource
from threadlab.readers.dates import parse_date
from threadlab.readers.numeric_dates import day_comes_first, plain_date
from threadlab.readers.repair import repaired
from threadlab.readers.sources import OnError, tell
from threadlab.readers.tables.columns import Columns, find_columns
from threadlab.readers.tables.grouping import Group, Row, Shelf, in_order_of_dates
from threadlab.readers.tables.values import (
    as_ids,
    as_name,
    as_person,
    as_text,
    with_clock,
)
from threadlab.scheme import STANCES, TYPES
from threadlab.thread import Thread

SAMPLE = 1000
"""Rows that are looked at to find out what the columns hold."""
_LARGEST_SAMPLE = 4 << 20  # characters in it
_MOST_NAMED = 3

ODDITY = "\0oddity"
"""The key under which a row says what was odd about it: (what, where)."""


@dataclass(slots=True)
class Table:
    """A table while it is read.

    Attributes:
        name: Its file, for errors and as the threads' source.
        stem: What threads without an id are named after.
        rows: Its rows, column by column; read once.
        columns: The names of its columns; empty: those of the first rows.
        notes: What had to be assumed to read it; complete once all rows are read.
        format: How bodies are to be read; None: told by the table or guessed.
        replies: Per thread its replies as the project's JSON lines have them, from another table.
    """

    name: str
    stem: str
    rows: Iterator[Mapping[str, Any]]
    columns: Sequence[str] = ()
    notes: list[str] = field(default_factory=list)
    format: str | None = None
    replies: Mapping[str, list[dict[str, Any]]] = field(default_factory=dict)


def threads_of(
    table: Table,
    given: Mapping[str, str] | None = None,
    on_error: OnError | None = None,
) -> Iterator[Thread]:
    """Reads the threads of a table.

    Args:
        table: The table.
        given: The column of each field, by field; None: all are guessed.
        on_error: Takes the error of a thread that cannot be made; None: it is raised.

    Yields:
        The threads in order of their first rows.

    Raises:
        UnreadableSource: There is no row, or no column of text.
        UnknownName: A field is given that there is not.
    """
    yield from shelved(table, given).threads(on_error)


@dataclass(slots=True)
class Shelved:
    """A table whose rows were all read: they wait on a shelf until the threads are asked for."""

    table: Table
    columns: Columns
    shelf: Shelf
    notes: list[str]

    def threads(
        self, on_error: OnError | None = None, titles: Mapping[str, str] | None = None
    ) -> Iterator[Thread]:
        """Yields the threads in order of their first rows.

        Args:
            on_error: Takes the error of a thread that cannot be made; None: it is raised.
            titles: Titles by the ids of threads, from elsewhere.
        """
        for group in self.shelf.threads():
            try:
                yield _thread(group, self, titles or {})
            except InvalidThread as error:
                tell(UnreadableSource(self.table.name, str(error)), on_error)


def shelved(table: Table, given: Mapping[str, str] | None = None) -> Shelved:
    """Reads all rows of a table.

    Args:
        table: The table.
        given: The column of each field, by field; None: all are guessed.

    Returns:
        The rows, grouped to threads when these are asked for.

    Raises:
        UnreadableSource: There is no row, or no column of text.
        UnknownName: A field is given that there is not.
    """
    sample = _sample(table.rows)
    names = list(table.columns) or list(dict.fromkeys(n for row in sample for n in row))
    names = [name for name in names if name != ODDITY]
    if not names:
        raise UnreadableSource(
            table.name, "holds no row that can be read", next_step="Check how it was saved."
        )
    columns = find_columns(names, sample, given, table.name)
    if not sample:
        raise UnreadableSource(
            table.name, "names columns but holds no row", next_step="Check how it was saved."
        )
    if table.format is not None:
        columns.format = table.format
    days = _Days(columns, sample)
    shelf = Shelf(columns.mail)
    for row in chain(sample, table.rows):
        shelf.add(_row(row, columns, days))
    return Shelved(table, columns, shelf, [*table.notes, *columns.notes, *days.notes])


def _sample(rows: Iterator[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    taken: list[Mapping[str, Any]] = []
    size = 0
    for row in islice(rows, SAMPLE):
        taken.append(row)
        size += sum(len(value) for value in row.values() if isinstance(value, str))
        if size > _LARGEST_SAMPLE:
            break
    return taken


class _Days:
    """Whether the day or the month comes first in dates that are numbers alone."""

    def __init__(self, columns: Columns, sample: Iterable[Mapping[str, Any]]) -> None:
        column = columns.names.get("date", "")
        texts = [text for row in sample if isinstance(text := row.get(column), str)]
        self.first = day_comes_first(texts)
        self.notes: list[str] = []
        numeric = next((t for t in texts if plain_date(t, self.first)), None)
        if numeric is not None:
            told = {
                None: f"dates such as {numeric!r} do not tell day from month; with points between "
                "the numbers the day was taken to come first, else the month",
                True: f"in dates such as {numeric!r} the day was taken to come first",
                False: f"in dates such as {numeric!r} the month was taken to come first",
            }
            self.notes.append(told[self.first])
        self._numeric = numeric is not None

    def date(self, value: Any, clock: Any) -> str | int | float | None:
        """Gives a date in a form that reads the same everywhere."""
        if isinstance(value, int | float) and not isinstance(value, bool):
            return value if value == value else None
        text = with_clock(as_name(value), as_text(clock))
        if text is None or not self._numeric:
            return text
        return plain_date(text, self.first) or text


def _row(row: Mapping[str, Any], columns: Columns, days: _Days) -> Row:
    def cell(name: str) -> Any:
        column = columns.names.get(name)
        return None if column is None else row.get(column)

    body = as_text(cell("body"))
    if columns.more_text and not (body or "").strip():
        body = as_text(row.get(columns.more_text)) or body
    return Row(
        as_name(cell("id")),
        as_ids(cell("parent")),
        as_name(cell("thread")),
        as_person(cell("author")),
        days.date(cell("date"), row.get(columns.clock) if columns.clock else None),
        body or None,
        as_name(cell("title")),
        as_name(cell("format")),
        _labels(row, columns, TYPES),
        _labels(row, columns, STANCES),
        row.get(ODDITY),
    )


def _labels(
    row: Mapping[str, Any], columns: Columns, names: Sequence[str]
) -> dict[str, float] | None:
    """The probabilities that the project's own tables give, greatest first."""
    if not columns.labels:
        return None
    found = {}
    for name in names:
        try:
            found[name] = float(row.get(columns.labels[name]))  # type: ignore[arg-type]
        except (TypeError, ValueError):
            return None
        if not 0 <= found[name] <= 1:
            return None
    return dict(sorted(found.items(), key=lambda item: -item[1]))


def _thread(group: Group, rows_of: Shelved, titles: Mapping[str, str]) -> Thread:
    table, columns, shelf = rows_of.table, rows_of.columns, rows_of.shelf
    notes = list(rows_of.notes)
    if group.joined:
        notes.append(
            f"replies cross the threads {_listed(group.joined)}; they were read as one thread"
        )
    rows = group.rows if columns.labels else _in_order(group.rows, notes)
    notes += _oddities(rows)
    stated = next((row.thread for row in rows if row.thread is not None), None)
    title = next((row.title for row in rows if row.title), titles.get(stated or ""))
    notes += _further_titles(rows, title)
    comments = []
    by_date = []
    for row in rows:
        parents = shelf.parents_of(row)
        if columns.mail and parents and parents[0] != row.parents[0] and "<" not in row.parents[0]:
            by_date.append(f"{parents[0]}, answered by {row.id}")
        comment = {
            "id": row.id,
            "stated_parents": parents,
            "author": row.author,
            "date": row.date,
            "body": unescape(row.body) if columns.escaped and row.body else row.body,
            "format": row.format or columns.format,
        }
        if row.types is not None:
            comment["types"] = row.types
        comments.append(comment)
    if by_date:
        notes.append(f"mails told only by their date: {_listed(by_date)}")
    made: dict[str, Any] = {"title": title, "comments": comments}
    if stated is not None:
        made["thread_id"] = stated
        _add_replies(made, rows, table.replies.get(stated, ()))
    first = rows[0].id
    made_up = table.stem if group.alone or first is None else f"{table.stem}-{first}"
    return repaired(made, made_up_id=made_up, source=table.name, notes=notes)


def _add_replies(
    made: dict[str, Any], rows: Sequence[Row], replies: Sequence[Mapping[str, Any]]
) -> None:
    """Adds replies; of those, only the ones with that evidence are stated by the source."""
    if not replies:
        return
    stances = {row.id: row.stance for row in rows}
    stated: dict[str, list[str]] = {}
    made["replies"] = []
    for reply in replies:
        stance = stances.get(reply["child"]) if reply["primary"] else None
        made["replies"].append({**reply, "stance": stance or {}})
        if any(e.get("kind") == "stated" for e in reply["evidence"]) and reply["parent"]:
            stated.setdefault(reply["child"], []).append(reply["parent"])
    for comment in made["comments"]:
        comment["stated_parents"] = stated.get(comment["id"], [])


def _in_order(rows: list[Row], notes: list[str]) -> list[Row]:
    """Sorts rows by their dates where all have one."""
    order = in_order_of_dates([parse_date(row.date) for row in rows])
    if order is None:
        return rows
    notes.append("the rows were not in order of time; they were sorted by their dates")
    return [rows[number] for number in order]


def _oddities(rows: Sequence[Row]) -> list[str]:
    places: dict[str, list[str]] = {}
    for row in rows:
        if row.oddity:
            places.setdefault(row.oddity[0], []).append(row.oddity[1])
    return [f"{what}: {_listed(where)}" for what, where in places.items()]


def _further_titles(rows: Sequence[Row], title: str | None) -> list[str]:
    """Tells titles of single comments that are left out: they say more than "Re: …"."""
    if title is None:
        return []
    main = _without_re(title)
    other = dict.fromkeys(row.title for row in rows if row.title and _without_re(row.title) != main)
    if not other:
        return []
    shown = [repr(name if len(name) <= 60 else name[:59] + "…") for name in other]
    return [f"titles of single comments that were left out: {_listed(shown)}"]


def _without_re(title: str) -> str:
    bare = " ".join(title.casefold().split())
    while bare.startswith(("re:", "aw:", "sv:", "fw:", "fwd:")):
        bare = bare.partition(":")[2].strip()
    return bare


def _listed(names: Sequence[str]) -> str:
    more = f" and {len(names) - _MOST_NAMED} more" if len(names) > _MOST_NAMED else ""
    return f"{', '.join(names[:_MOST_NAMED])}{more}"
