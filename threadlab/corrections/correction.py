"""Corrections: what a person says of a comment instead of the model, kept in a small JSON file.

    {"format": "threadlab corrections", "version": 1, "corrections": [
      {"thread": "<thread id>", "comment": "<comment id>", "types": ["rebuttal", "evidence"],
       "stance": "agree", "parent": "<comment id>", "text": "<own words>", "answered": "<words>"}]}

"types" (primary first, one to three), "stance" and "parent" (null: not known) stand only where they
were corrected. "text" are the comment's own words: a comment of the same id with other words is
left alone, and a model can learn from them; "answered" are the words that it answers. One file may
serve many threads. The argument map makes such files, every command takes them (--corrections).

A corrected label has the probability 1, which no model gives.
"""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from os import PathLike
from pathlib import Path
from typing import Any

from threadlab.errors import InvalidThread, UnreadableSource
from threadlab.scheme import STANCES, TYPES

FORMAT = "threadlab corrections"
VERSION = 1
MOST_TYPES = 3
_HEAD = 4096

# Blanks, and what a page cannot show and replaces.
_UNTELLING = re.compile("[\\s\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffd-\uffff]+")


@dataclass(frozen=True, slots=True)
class Correction:
    """What a person says of one comment.

    Attributes:
        thread: Id of the thread.
        comment: Id of the comment.
        types: Its argument types, primary first; empty: as the model says.
        stance: Toward what it answers; None: as the model says.
        moved: Whether `parent` is corrected.
        parent: Id of the comment that it answers; None: which one is not known.
        text: Its own words, by which it is known again; None: whatever they are.
        answered: The words that it answers; None: not told.
    """

    thread: str
    comment: str
    types: tuple[str, ...] = ()
    stance: str | None = None
    moved: bool = False
    parent: str | None = None
    text: str | None = None
    answered: str | None = None

    def __post_init__(self) -> None:
        for name in self.types:
            if name not in TYPES:
                raise InvalidThread(f"unknown type {name!r}; there is: {', '.join(TYPES)}")
        if len(self.types) > MOST_TYPES or len(set(self.types)) < len(self.types):
            raise InvalidThread(f'"types" must name one to {MOST_TYPES} different types')
        if self.stance is not None and self.stance not in STANCES:
            raise InvalidThread(f"unknown stance {self.stance!r}; there is: {', '.join(STANCES)}")
        if self.parent is not None and not self.moved:
            raise InvalidThread("a parent is told, and it is not said to be corrected")


File = str | PathLike[str]
Given = File | Correction | Mapping[str, Any] | Iterable[File | Correction | Mapping[str, Any]]
"""Files of corrections, or corrections themselves, also as plain data."""

ByThread = Mapping[str, tuple[Correction, ...]]
"""One correction a comment, by id of the thread."""


def gather(given: Given | None) -> dict[str, tuple[Correction, ...]]:
    """Reads corrections, and joins those of one comment: of each part the last one counts.

    Args:
        given: As apply takes them; None: none.

    Returns:
        Corrections by id of the thread.

    Raises:
        UnreadableSource: A file is no file of corrections.
        InvalidThread: A correction contradicts itself.
    """
    if given is None:
        given = ()
    elif isinstance(given, str | PathLike | Correction | Mapping):
        given = (given,)
    found: dict[str, dict[str, Correction]] = {}
    for number, one in enumerate(given, 1):
        for correction in _each(one, number):
            comments = found.setdefault(correction.thread, {})
            earlier = comments.get(correction.comment)
            comments[correction.comment] = _joined(earlier, correction) if earlier else correction
    return {thread: tuple(comments.values()) for thread, comments in found.items()}


def _each(one: Any, number: int) -> Sequence[Correction]:
    if isinstance(one, Correction):
        return (one,)
    if isinstance(one, Mapping):
        try:
            return (_from_row(one),)
        except InvalidThread as error:
            raise InvalidThread(f"correction {number}: {error}") from error
    return read_corrections(one)


def _joined(earlier: Correction, later: Correction) -> Correction:
    same = told(earlier.text) == told(later.text) or None in (earlier.text, later.text)
    if not same:
        return later
    return replace(
        later,
        types=later.types or earlier.types,
        stance=later.stance or (None if later.moved else earlier.stance),
        moved=later.moved or earlier.moved,
        parent=later.parent if later.moved else earlier.parent,
        text=later.text if later.text is not None else earlier.text,
        answered=later.answered if later.answered is not None else earlier.answered,
    )


def holds_corrections(path: File) -> bool:
    """Tells whether a file says at its beginning that it holds corrections.

    Raises:
        OSError: It cannot be read.
    """
    with Path(path).open("rb") as file:
        return f'"{FORMAT}"'.encode() in file.read(_HEAD)


def read_corrections(path: File) -> list[Correction]:
    """Reads a file of corrections.

    Args:
        path: The file.

    Returns:
        Its corrections, in order.

    Raises:
        UnreadableSource: It cannot be read, or is no file of corrections.
    """
    try:
        whole = json.loads(Path(path).read_text("utf-8-sig"))
    except OSError as error:
        raise UnreadableSource(
            str(path), f"cannot be read: {error.strerror}", next_step="Check the name of the file."
        ) from error
    except json.JSONDecodeError as error:
        raise _broken(path, f"is not JSON: {error.msg}", f"line {error.lineno}") from error
    except (ValueError, RecursionError) as error:
        raise _broken(path, f"is not JSON in UTF-8: {error}") from error
    if not isinstance(whole, dict) or whole.get("format") != FORMAT:
        raise _broken(path, f'is no file of corrections (its "format" is not "{FORMAT}")')
    if whole.get("version") != VERSION:
        raise UnreadableSource(
            str(path),
            f"is of version {whole.get('version')!r}, and this threadlab reads version {VERSION}",
            next_step="Take the threadlab that the map was made with.",
        )
    rows = whole.get("corrections")
    if not isinstance(rows, list):
        raise _broken(path, 'has no list "corrections"')
    found = []
    for number, row in enumerate(rows, 1):
        try:
            found.append(_from_row(row))
        except InvalidThread as error:
            raise _broken(path, str(error), f"correction {number}") from error
    return found


def _broken(path: File, problem: str, place: str | None = None) -> UnreadableSource:
    advice = "Download the corrections from the map again, or mend the file."
    return UnreadableSource(str(path), problem, place=place, next_step=advice)


def _from_row(row: Any) -> Correction:
    if not isinstance(row, Mapping):
        raise InvalidThread("is no object")
    for name in ("thread", "comment"):
        if not isinstance(row.get(name), str) or not row[name]:
            raise InvalidThread(f'needs a "{name}" (an id, as text)')
    for name in ("stance", "parent", "text", "answered"):
        if not isinstance(row.get(name), str | None):
            raise InvalidThread(f'"{name}" must be text')
    types = row.get("types")
    if types is not None and not (
        isinstance(types, list | tuple) and types and all(isinstance(name, str) for name in types)
    ):
        raise InvalidThread('"types" must be a list of names')
    if not types and row.get("stance") is None and "parent" not in row:
        raise InvalidThread('corrects nothing: it has neither "types", "stance" nor "parent"')
    return Correction(
        row["thread"],
        row["comment"],
        tuple(types or ()),
        row.get("stance"),
        "parent" in row,
        row.get("parent"),
        row.get("text"),
        row.get("answered"),
    )


def to_row(correction: Correction) -> dict[str, Any]:
    """Gives a correction as the plain data of a file."""
    row: dict[str, Any] = {"thread": correction.thread, "comment": correction.comment}
    if correction.types:
        row["types"] = list(correction.types)
    if correction.stance is not None:
        row["stance"] = correction.stance
    if correction.moved:
        row["parent"] = correction.parent
    for name in ("text", "answered"):
        if getattr(correction, name) is not None:
            row[name] = getattr(correction, name)
    return row


def told(text: str | None) -> str:
    """What tells a text from others, however it was shown and copied."""
    return _UNTELLING.sub("", text or "")
