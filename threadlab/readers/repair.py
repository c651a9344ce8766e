"""A row of other people's making, repaired until it is a thread; every repair leaves a note."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from functools import lru_cache
from typing import Any

from threadlab.errors import InvalidThread
from threadlab.markup import passages
from threadlab.readers.dates import parse_date
from threadlab.readers.order import parents_first, without_cycles
from threadlab.rows import from_row
from threadlab.text import clean, count_surrogates, somebody
from threadlab.thread import BOUNDARIES, FORMATS, ORDERS, Comment, Thread

_MOST_EXAMPLES = 3
_SHORT = 100  # characters of a name that is remembered


class Notes:
    """Collects repairs of one kind over all comments, to tell each kind in one sentence."""

    def __init__(self, first: list[str]) -> None:
        self._plain = list(first)
        self._places: dict[str, list[str]] = {}

    def add(self, note: str) -> None:
        """Adds a sentence."""
        self._plain.append(note)

    def at(self, what: str, place: str) -> None:
        """Adds a place at which something had to be done."""
        self._places.setdefault(what, []).append(place)

    def all(self) -> list[str]:
        """Gives the sentences, each with the number of its places and the first of them."""
        told = []
        for what, places in self._places.items():
            more = (
                f" and {len(places) - _MOST_EXAMPLES} more" if len(places) > _MOST_EXAMPLES else ""
            )
            told.append(f"{what}: {', '.join(places[:_MOST_EXAMPLES])}{more}")
        return self._plain + told


def repaired(row: Mapping[str, Any], *, made_up_id: str, source: str, notes: list[str]) -> Thread:
    """Builds a thread from a row that may lack any field but its comments.

    Args:
        row: The row as parsed from JSON.
        made_up_id: The thread's id where the row has none.
        source: The thread's source where the row has none.
        notes: What had to be assumed before.

    Raises:
        InvalidThread: There are no comments, or stated replies, passages or types are broken.
    """
    rows = row.get("comments")
    if not isinstance(rows, list) or not rows:
        raise InvalidThread('has no list of "comments"' if rows != [] else "holds no comment")
    told = Notes(notes)
    written = row.get("notes")
    for note in written if isinstance(written, list) else []:
        told.add(_text(note))
    comments = _identified([_as_row(c, k) for k, c in enumerate(rows)], told)
    cleaned = [_cleaned(comment, told) for comment in comments]
    order = _one_of(row.get("order"), ORDERS, "order", told)
    if not row.get("replies"):
        _repair_parents(cleaned, told)
        if order == "posted":
            cleaned = _in_order(cleaned, told)
    thread_id = row.get("thread_id")
    if thread_id is None or _text(thread_id) == "":
        told.add(f"the thread has no id; it was named {made_up_id}")
        thread_id = made_up_id
    stated_source = row.get("source")
    thread = {
        "thread_id": _text(thread_id),
        "source": source if stated_source is None else _text(stated_source),
        "title": _text(row["title"]).strip() or None if row.get("title") is not None else None,
        "order": order,
        "boundaries": _one_of(row.get("boundaries"), BOUNDARIES, "boundaries", told),
        "replies": row.get("replies"),
        "notes": told.all(),
    }
    if not row.get("replies") and not any("passages" in c or "types" in c for c in cleaned):
        # As others' threads are: their comments are made at once, not by way of our own rows.
        return replace(from_row({**thread, "comments": []}), comments=tuple(map(_voiced, cleaned)))
    read = from_row({**thread, "comments": [_dated(c) for c in cleaned]})
    stated = {c["id"] for c in cleaned if "passages" in c}
    voiced = (
        c if c.id in stated else replace(c, passages=passages(c.body, c.format))
        for c in read.comments
    )
    return replace(read, comments=tuple(voiced))


def _voiced(comment: Mapping[str, Any]) -> Comment:
    """Makes a comment of its cleaned fields, cut into passages."""
    body, markup = comment["body"], comment["format"]
    return Comment(
        id=comment["id"],
        author=comment["author"],
        body=body,
        format=markup,
        posted=comment["date"],
        passages=passages(body, markup),
        stated_parents=tuple(comment["stated_parents"]),
    )


def _dated(comment: dict[str, Any]) -> dict[str, Any]:
    """Writes the date of a cleaned comment as our own rows have it."""
    date = comment["date"]
    return comment if date is None else {**comment, "date": date.isoformat()}


def _text(value: Any) -> str:
    return clean(value if isinstance(value, str) else str(value))


def _as_row(comment: Any, k: int) -> dict[str, Any]:
    if isinstance(comment, str):
        return {"body": comment}
    if not isinstance(comment, dict):
        raise InvalidThread(f"comment {k + 1} is no JSON object")
    return {key: value for key, value in comment.items() if not key.startswith("gold")}


def _one_of(value: Any, known: tuple[str, ...], what: str, told: Notes) -> str:
    if value in known:
        return str(value)
    if value is not None:
        told.add(f"unknown {what} {_text(value)[:40]!r}; read as {known[0]!r}")
    return known[0]


def _identified(comments: list[dict[str, Any]], told: Notes) -> list[dict[str, Any]]:
    """Gives every comment an id of its own."""
    taken = {_text(c["id"]) for c in comments if c.get("id") is not None}
    used: set[str] = set()
    counts: dict[str, int] = {}
    for k, comment in enumerate(comments, 1):
        stated = _text(comment["id"]) if comment.get("id") is not None else ""
        name = stated
        if not stated:
            name = _free(f"c{k}", taken, counts)
            told.at("comments without an id were named", name)
        elif stated in used:
            name = _free(stated, taken, counts)
            told.at("comments with the id of an earlier one were renamed", name)
        used.add(name)
        taken.add(name)
        comment["id"] = name
    return comments


def _free(name: str, taken: set[str], counts: dict[str, int]) -> str:
    free = name
    while free in taken:
        counts[name] = counts.get(name, 1) + 1
        free = f"{name}~{counts[name]}"
    return free


def _cleaned(comment: dict[str, Any], told: Notes) -> dict[str, Any]:
    """Makes each field one that the core types take."""
    name = comment["id"]
    body = comment.get("body")
    if body is None:
        told.at("comments without a body", name)
        body = ""
    raw = body if isinstance(body, str) else str(body)
    if count_surrogates(raw):
        told.at("lone surrogates were replaced by U+FFFD in", name)
    comment["body"] = clean(raw)
    author = comment.get("author")
    comment["author"] = _author(_text(author)) if author is not None else None
    stated_format = comment.get("format")
    if stated_format not in FORMATS:
        if stated_format is not None:
            told.at(f"unknown format {_text(stated_format)[:40]!r} was read as plain text in", name)
        comment["format"] = "plain"
    comment["date"] = _date(comment.get("date"), name, told)
    if not isinstance(comment.get("types") or {}, dict):
        del comment["types"]
        told.at("types without probabilities were left out of", name)
    return comment


def _author(name: str) -> str | None:
    return (_known if len(name) <= _SHORT else somebody)(name)


_known = lru_cache(maxsize=4096)(somebody)  # who writes in a forum writes often


def _date(value: Any, name: str, told: Notes) -> datetime | None:
    if value is None or value == "":
        return None
    moment = parse_date(value)
    if moment is None:
        told.at(
            "dates that do not tell day, month and year were left out",
            f"{_text(value)[:40]!r} of {name}",
        )
    return moment


def _repair_parents(comments: list[dict[str, Any]], told: Notes) -> None:
    """Makes stated parents a list of ids, without self-references and circles."""
    names = {c["id"] for c in comments}
    stated: dict[str, list[str]] = {}
    for comment in comments:
        listed = comment.get("stated_parents")
        if not isinstance(listed, list):
            parent = comment.get("parent")
            listed = [] if parent is None or parent == "" else [parent]
        parents = list(dict.fromkeys(_text(p) for p in listed if p is not None))
        if comment["id"] in parents:
            parents.remove(comment["id"])
            told.at("comments that were said to answer themselves", comment["id"])
        for parent in parents:
            if parent not in names:
                told.at("parents that are not in the thread", f"{parent} of {comment['id']}")
        stated[comment["id"]] = parents
    kept, cut = without_cycles(stated)
    for child, parent in cut:
        told.at("replies in a circle, cut at", f"{child} (answers {parent})")
    for comment in comments:
        comment["stated_parents"] = kept[comment["id"]]


def _in_order(comments: list[dict[str, Any]], told: Notes) -> list[dict[str, Any]]:
    by_name = {c["id"]: c for c in comments}
    order = parents_first({name: c["stated_parents"] for name, c in by_name.items()})
    moved = sum(one != other for one, other in zip(order, by_name, strict=True))
    if not moved:
        return comments
    told.add("comments stood before the ones they answer; they were moved behind them")
    return [by_name[name] for name in order]
