"""Which column of a table holds which field: told by the user, or guessed by names and values."""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field
from typing import Any

from threadlab.errors import UnknownName, UnreadableSource
from threadlab.readers.tables.names import FIELDS, named, squeezed
from threadlab.readers.tables.values import as_ids, as_text, is_message_id, looks_like_html
from threadlab.scheme import STANCES, TYPES
from threadlab.thread import FORMATS

_MORE_TEXT = "selftext"  # of a Reddit submission; its comments have theirs in "body"
_POST = "postid"  # the comment's own id, or, where that is another column, what it is posted under
_CLOCK = ("time", "hour", "posttime")
_ALIASES = {"text": "body", "comment": "body", "thread_id": "thread", "subject": "title"}
_HTML_NAMES = ("bodyhtml", "contenthtml", "cooked", "html")
_FORMAT_SHARE = 0.5  # of the bodies looked at that must look so


@dataclass(slots=True)
class Columns:
    """The columns of a table by field.

    Attributes:
        names: Per field the column; fields without one are missing.
        more_text: A second column of text, for rows where the first is empty; None: none.
        clock: A column with the time of day, beside the one with the date; None: none.
        labels: The column of each argument type's and stance's probability, as the project's own
            tables have them; empty where they are not all there.
        format: How bodies are to be read.
        escaped: Whether "<", ">" and "&" are escaped in bodies, as Reddit does in its Markdown.
        mail: Whether the rows are mails, which know each other by message ids.
        notes: What was guessed and what is left aside, in plain words.
    """

    names: dict[str, str]
    more_text: str | None = None
    clock: str | None = None
    labels: dict[str, str] = field(default_factory=dict)
    format: str = "plain"
    escaped: bool = False
    mail: bool = False
    notes: list[str] = field(default_factory=list)


def find_columns(
    columns: Sequence[str],
    sample: Sequence[Mapping[str, Any]],
    given: Mapping[str, str] | None,
    source: str,
) -> Columns:
    """Finds the column of each field.

    Args:
        columns: The names of all columns.
        sample: Some rows: what parents point to and how bodies look decides where names do not.
        given: What the user says, by field; an empty name: there is no such column.
        source: The table's name, for errors.

    Returns:
        The columns, with notes on what was guessed.

    Raises:
        UnreadableSource: There is no column of text, or one that is given is not there.
        UnknownName: A field is given that there is not.
    """
    told = _told(columns, given or {}, source)
    left = [c for c in columns if c not in told.values()]
    names = {name: column for name, column in told.items() if column}
    guessed = {
        name: fitting[0] for name in FIELDS if name not in told and (fitting := named(name, left))
    }
    if "body" in guessed:
        worded = (c for c in named("body", left) if _holds_words(c, sample))
        guessed["body"] = next(worded, guessed["body"])
    if "body" not in names and "body" not in guessed:
        raise UnreadableSource(
            source,
            f"has no column that is known to hold the text; there is {_listed(columns)}",
            next_step='Name it: columns={"body": "…"}, or --columns body=….',
        )
    _choose_ids(names, guessed, left, sample)
    if "format" in guessed and not _holds_formats(guessed["format"], sample):
        del guessed["format"]
    _one_field_each(guessed)
    names |= guessed
    post = next((c for c in left if squeezed(c) == _POST and c not in names.values()), None)
    if post and "id" in names and "thread" not in names and "thread" not in told:
        names["thread"] = guessed["thread"] = post
    found = Columns(names)
    _find_further(found, left, told)
    _find_format(found, sample)
    found.notes = _notes(found, guessed, columns)
    return found


def _told(columns: Sequence[str], given: Mapping[str, str], source: str) -> dict[str, str]:
    """Takes what the user says; names may be written without their case and separators."""
    exact = set(columns)
    by_squeezed = {squeezed(column): column for column in reversed(columns)}
    told = {}
    for key, column in given.items():
        name = _ALIASES.get(key, key)
        if name not in FIELDS:
            raise UnknownName("field", key, FIELDS)
        found = column if column in exact else by_squeezed.get(squeezed(column or ""))
        if column and found is None:
            raise UnreadableSource(
                source,
                f"has no column {column!r}; there is {_listed(columns)}",
                next_step=f"Name the column of the {name} as it stands there.",
            )
        told[name] = found if column and found else ""
    return told


def _choose_ids(
    names: dict[str, str],
    guessed: dict[str, str],
    left: Sequence[str],
    sample: Sequence[Mapping[str, Any]],
) -> None:
    """Takes the pair of columns of which one points to the other most often.

    Tables have several ids ("id" and "message_id"), and "reply_to" may hold the name of a person.
    """
    own = [names["id"]] if "id" in names else named("id", left)
    above = [names["parent"]] if "parent" in names else named("parent", left)
    if "id" not in guessed and "parent" not in guessed:
        return
    held = {column: {as_text(row.get(column)) for row in sample} - {None} for column in own}
    stated = {column: [x for row in sample for x in as_ids(row.get(column))] for column in above}
    best = max(
        ((sum(x in held[i] for x in stated[p]), i, p) for p in above for i in own),
        key=lambda pair: pair[0],
        default=(0, "", ""),
    )
    if best[0]:
        guessed.update(
            {n: c for n, c in zip(("id", "parent"), best[1:], strict=True) if n in guessed}
        )
    elif "parent" in guessed and _are_people(stated[guessed["parent"]], names, guessed, sample):
        del guessed["parent"]
    elif "id" in guessed and "parent" in guessed and "reply" not in squeezed(guessed["parent"]):
        plain = next((c for c in own if squeezed(c) == "id"), None)
        guessed["id"] = plain if plain and not _is_mail(guessed["id"], sample) else guessed["id"]


def _are_people(
    stated: Sequence[str],
    names: Mapping[str, str],
    guessed: Mapping[str, str],
    sample: Sequence[Mapping[str, Any]],
) -> bool:
    author = names.get("author") or guessed.get("author")
    if author is None or not stated:
        return False
    people = {as_text(row.get(author)) for row in sample}
    return 2 * sum(name.removeprefix("@") in people for name in stated) >= len(stated)


def _one_field_each(guessed: dict[str, str]) -> None:
    """Leaves a column that fits two fields to the first of them."""
    taken: set[str] = set()
    for name in [n for n in FIELDS if n in guessed]:
        if guessed[name] in taken:
            del guessed[name]
        else:
            taken.add(guessed[name])


def _find_further(found: Columns, left: Sequence[str], told: Mapping[str, str]) -> None:
    """Finds columns that add to a field: a submission's text, a time of day, probabilities."""
    used = set(found.names.values())
    free = {squeezed(c): c for c in reversed(left) if c not in used}
    if "body" not in told:
        found.more_text = free.get(_MORE_TEXT)
    date = squeezed(found.names.get("date", ""))
    if "date" not in told and date.endswith("date"):
        found.clock = next((free[name] for name in _CLOCK if name in free), None)
    labels = {name: free.get(f"p{name}", "") for name in (*TYPES, *STANCES)}
    if all(labels.values()):
        found.labels = labels


_ESCAPED = ("&gt;", "&lt;", "&amp;")


def _find_format(found: Columns, sample: Sequence[Mapping[str, Any]]) -> None:
    found.mail = _is_mail(found.names.get("id", ""), sample)
    body = found.names["body"]
    bodies = [text for row in sample if (text := as_text(row.get(body)))]
    if found.mail:
        found.format = "email"
    elif squeezed(body) in _HTML_NAMES or _are_html(bodies):
        found.format = "html"
    elif _are_reddits(found.names, sample):
        found.format = "markdown"
        found.escaped = any(mark in text for text in bodies for mark in _ESCAPED)
        found.escaped &= not any(mark in text for text in bodies for mark in "<>")


def _are_reddits(names: Mapping[str, str], sample: Sequence[Mapping[str, Any]]) -> bool:
    """Says whether a column is named as Reddit's, or parents are, with a kind before the id."""
    if squeezed(names.get("thread", "")) in ("linkid", "submissionid"):
        return True
    parents = [as_text(row.get(names.get("parent", ""))) for row in sample]
    named = [parent for parent in parents if parent]
    return bool(named) and all(parent.startswith(("t1_", "t3_")) for parent in named)


def _are_html(bodies: Sequence[str]) -> bool:
    return bool(bodies) and sum(map(looks_like_html, bodies)) > _FORMAT_SHARE * len(bodies)


def _is_mail(column: str, sample: Sequence[Mapping[str, Any]]) -> bool:
    ids = [name for row in sample if (name := as_text(row.get(column)))]
    return bool(ids) and 2 * sum(map(is_message_id, ids)) > len(ids)


def _holds_words(column: str, sample: Sequence[Mapping[str, Any]]) -> bool:
    """Says whether a column holds text: "post" and "comment" may also be numbers."""
    return any(c.isalpha() for row in sample for c in (as_text(row.get(column)) or "")[:1000])


def _holds_formats(column: str, sample: Sequence[Mapping[str, Any]]) -> bool:
    values = {as_text(row.get(column)) for row in sample} - {None, ""}
    return bool(values) and values <= set(FORMATS)


def _notes(found: Columns, guessed: Mapping[str, str], columns: Sequence[str]) -> list[str]:
    words = {"id": "id", "body": "text"}
    notes = [
        f"column {column!r} was taken for the {words.get(name, name)}"
        for name, column in found.names.items()
        if guessed.get(name) == column and squeezed(column) not in (name, words.get(name))
    ]
    if found.more_text:
        notes.append(f"column {found.more_text!r} was taken for the text where there is no other")
    if found.clock:
        notes.append(f"column {found.clock!r} was taken for the time of day")
    if found.format in ("html", "markdown"):
        notes.append(f"the texts were taken for {found.format}")
    if found.escaped:
        notes.append(
            '"&gt;", "&lt;" and "&amp;" in the texts were read as the signs they stand for'
        )
    used = {*found.names.values(), found.more_text, found.clock, *found.labels.values()}
    whole = set(columns)
    aside = [c for c in columns if c not in used and not _goes_without_saying(c, whole)]
    if aside:
        notes.append(f"columns left aside: {_listed(aside)}")
    return notes


def _goes_without_saying(column: str, whole: Set[str]) -> bool:
    """Says whether a column is a part of one that is told: "meta.score" beside "meta"."""
    outer, point, _ = column.partition(".")
    return bool(point) and outer in whole


def _listed(columns: Sequence[str], most: int = 30) -> str:
    shown = ", ".join(repr(c if len(c) <= 60 else c[:59] + "…") for c in columns[:most])
    return f"{shown} and {len(columns) - most} more" if len(columns) > most else shown or "none"
