"""Comments as JSON objects: one a line, or in an array; with whatever names their fields have."""

import json
import re
from collections.abc import Iterator
from typing import Any

from threadlab.errors import UnreadableSource
from threadlab.readers.decode import decode_unmarked
from threadlab.readers.sources import OnError, Source, tell
from threadlab.readers.tables.names import fields_named
from threadlab.readers.tables.threads import ODDITY

_STEP = "A table of comments has a JSON object for each of them, in an array or one a line."
_LISTS = ("comments", "posts", "messages", "data", "rows", "records", "items", "results",
          "utterances", "tweets", "response")  # fmt: skip
_LISTED = re.compile(rf'"(?:{"|".join(_LISTS[1:])})"\s{{0,8}}:\s{{0,8}}\[\s{{0,80}}\{{')
_SPLIT = re.compile(r'\{\s{0,8}"columns":\s{0,8}(\[[^\[\]{}]{0,8000}\])')
_DECODER = json.JSONDecoder()
_BROKEN = (ValueError, RecursionError)


def certainty(head: str) -> float:
    """Says how sure it is that a text is made of comments as JSON objects, 0 to 1."""
    text = head.lstrip("\ufeff \t\r\n")
    if text.startswith("["):
        start = text.find("{", 0, 1000)
        if start < 0 or text[1:start].strip():
            return 0.0
        first = _first_object(text, start)
        return _certainty(first, 0.88) if first is not None else _by_names(text[start:])
    if not text.startswith("{"):
        return 0.0
    split = _SPLIT.match(text)
    if split:
        return _certainty(dict.fromkeys(_first_object(split[1], 0) or ()), 0.93)
    first = _first_object(text, 0)
    listed = _LISTED.search(text, 0, 4000)
    if listed and (first is None or not _certainty(first, 1)):
        return _certainty(_first_object(text, listed.end() - 1), 0.75)
    if first is None:
        return _by_names(text) if "\n" not in text.rstrip() else 0.0
    return _certainty(first, 0.93)


def first_row(head: str) -> dict[str, Any] | None:
    """Gives the first object of a text that is made of objects, where all of it is there."""
    text = head.lstrip("\ufeff \t\r\n")
    start = text.find("{", 0, 1000)
    if start < 0 or text[:start].strip(" \t\r\n["):
        return None
    found = _first_object(text, start)
    return found if isinstance(found, dict) else None


def _first_object(text: str, start: int) -> Any:
    try:
        return _DECODER.raw_decode(text, start)[0]
    except _BROKEN:
        return None


def _by_names(text: str) -> float:
    """Judges an object that is cut off by its first names."""
    names = {part.split('"')[-1] for part in text[:2000].split('":')[:-1]}
    return 0.6 if "body" in (known := fields_named(names)) and len(known) >= 3 else 0.0


def _certainty(found: Any, sure: float) -> float:
    if not isinstance(found, dict) or isinstance(found.get("comments"), list):
        return 0.0
    fields = fields_named(str(key) for key in found)
    if "body" not in fields or len(fields) < 2:
        return 0.0
    return sure if len(fields) >= 3 else 0.7


def rows(source: Source, on_error: OnError | None, notes: list[str]) -> Iterator[dict[str, Any]]:
    """Reads the objects of a file, one after the other.

    Args:
        source: The open file.
        on_error: Takes the error of a line that is no object; None: it is raised.
        notes: Takes what had to be assumed to read the text.

    Yields:
        The objects; those within objects are named with a point between, as pandas does.

    Raises:
        UnreadableSource: The file is not JSON, or on_error is None and a line is no object.
    """
    start = source.head.lstrip(b"\xef\xbb\xbf \t\r\n")
    if start.startswith(b"[") or b"\0" in source.head or not _is_lines(source.head):
        yield from _in_array(source, on_error, notes)
        return
    told: set[str] = set()
    for number, line in enumerate(source.lines(), 1):
        line = line.removeprefix(b"\xef\xbb\xbf") if number == 1 else line
        if not line.strip():
            continue
        text, assumed = decode_unmarked(line)
        notes.extend(note for note in assumed if note not in told)
        told.update(assumed)
        try:
            found = json.loads(text)
        except _BROKEN as error:
            tell(_not_json(source, error, f"line {number}"), on_error)
            continue
        row = _row(found)
        if row is None:
            tell(_no_object(source, found, f"line {number}"), on_error)
        else:
            yield row


def _is_lines(head: bytes) -> bool:
    """Says whether the first line is an object of its own, and not a part of one."""
    first = head.lstrip(b"\xef\xbb\xbf \t\r\n").split(b"\n", 1)[0].rstrip()
    if not first.endswith(b"}"):
        return len(first) > 30_000  # cut off: a long line is a whole object
    try:
        found = json.loads(first.decode("utf-8", "replace"))
    except _BROKEN:
        return first.count(b'"') > 4
    return not (isinstance(found, dict) and _rows_in(found) is not None)


def _in_array(
    source: Source, on_error: OnError | None, notes: list[str]
) -> Iterator[dict[str, Any]]:
    text, assumed = source.text()
    notes.extend(assumed)
    place = _skip(text, 0)
    if text[place : place + 1] == "{":
        try:
            whole = json.loads(text)
        except _BROKEN as error:
            raise _not_json(source, error, None) from error
        listed = _rows_in(whole)
        yield from _objects(source, on_error, [whole] if listed is None else listed)
        return
    place = _skip(text, place + 1)
    number = 0
    while text[place : place + 1] not in ("]", ""):
        number += 1
        try:
            found, place = _DECODER.raw_decode(text, place)
        except _BROKEN as error:
            line = text.count("\n", 0, place) + 1
            tell(_not_json(source, error, f"line {line}, object {number}"), on_error)
            return
        yield from _objects(source, on_error, [found], number)
        place = _skip(text, place)
        if text[place : place + 1] == ",":
            place = _skip(text, place + 1)


def _objects(
    source: Source, on_error: OnError | None, listed: list[Any], first: int = 1
) -> Iterator[dict[str, Any]]:
    for number, found in enumerate(listed, first):
        row = _row(found)
        if row is None:
            tell(_no_object(source, found, f"object {number}"), on_error)
        else:
            yield row


def _rows_in(found: dict[str, Any]) -> list[Any] | None:
    """Finds the rows that one object holds: as a list, or column by column as pandas writes them.

    Returns:
        The rows; None where the object is a row itself.
    """
    names, data = found.get("columns"), found.get("data")
    if isinstance(names, list) and isinstance(data, list) and data and isinstance(data[0], list):
        return [
            dict(zip(map(str, names), row, strict=False)) if isinstance(row, list) else row
            for row in data
        ]
    for name in _LISTS:
        listed = found.get(name)
        if isinstance(listed, list) and listed and isinstance(listed[0], dict):
            return listed
    return _transposed(found)


def _transposed(found: dict[str, Any]) -> list[Any] | None:
    """Turns columns, each an object of values by row, to rows."""
    first = next(iter(found.values()), None)
    if not isinstance(first, dict) or not first or "body" not in fields_named(found):
        return None
    if not all(isinstance(column, dict) for column in found.values()):
        return None
    return [{name: column.get(row) for name, column in found.items()} for row in first]


def _skip(text: str, place: int) -> int:
    while text[place : place + 1] in ("\ufeff", " ", "\t", "\r", "\n") and place < len(text):
        place += 1
    return place


def _row(found: Any) -> dict[str, Any] | None:
    if not isinstance(found, dict):
        return None
    row = {}
    for key, value in found.items():
        row[key] = value
        if isinstance(value, dict):
            row.update((f"{key}.{inner}", below) for inner, below in value.items())
    row.pop(ODDITY, None)
    return row


def _not_json(source: Source, error: BaseException, place: str | None) -> UnreadableSource:
    problem = getattr(error, "msg", None) or str(error)
    return UnreadableSource(source.name, f"is not JSON ({problem})", place=place, next_step=_STEP)


def _no_object(source: Source, found: Any, place: str) -> UnreadableSource:
    kind = type(found).__name__
    return UnreadableSource(
        source.name, f"is a JSON {kind}, not an object", place=place, next_step=_STEP
    )
