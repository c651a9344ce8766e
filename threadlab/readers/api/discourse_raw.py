"""Discourse's raw text of a topic: heads "name | time | #3", texts between rules of dashes.

The times are those of each post's last change, so the numbers give the order.
"""

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from threadlab.errors import UnreadableSource
from threadlab.readers.repair import repaired
from threadlab.readers.sources import OnError, Source
from threadlab.thread import Thread

_HEAD = re.compile(r"([^|\n]{0,100}?) ?\| (\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC) \| #(\d{1,9})")
_RULE = "-" * 25
_A_PAGE = 100
_MOST_NUMBERS = 12


class _Head(NamedTuple):
    """The head of a post: where it stands, and what it says."""

    line: int
    author: str
    date: str
    number: int


def sniff(head: str, name: str) -> float:  # noqa: ARG001 - every reader takes the name
    """Says how sure it is that a text is a topic's raw text, 0 to 1."""
    first = head.lstrip("\ufeff\n")[:300].split("\n", 1)[0]
    return 1.0 if _HEAD.fullmatch(first.rstrip()) else 0.0


def read(source: Source, on_error: OnError | None = None) -> Iterator[Thread]:  # noqa: ARG001
    """Reads a topic.

    Args:
        source: The open file.
        on_error: Not needed: a topic is one thread or an error.

    Yields:
        One thread.

    Raises:
        UnreadableSource: The text does not begin with a head.
    """
    text, notes = source.text()
    lines = text.split("\n")
    heads = _heads(lines)
    first = next((k for k, line in enumerate(lines) if line.strip()), 0)
    if not heads or heads[0].line != first:
        raise UnreadableSource(
            source.name,
            "does not begin with the head of a post",
            place=f"line {first + 1}",
            next_step='A head is "name | 2020-01-31 12:00:00 UTC | #1".',
        )
    ends = [head.line - 2 for head in heads[1:]] + [_end(lines)]
    row: dict[str, Any] = {
        "comments": [
            _comment(head, lines[head.line + 1 : end])
            for head, end in zip(heads, ends, strict=True)
        ]
    }
    yield repaired(row, made_up_id=source.stem, source=source.name, notes=[*notes, *_notes(heads)])


def _heads(lines: list[str]) -> list[_Head]:
    """Finds the heads: at the beginning and behind rules, their numbers rising."""
    heads: list[_Head] = []
    begun = False
    for k, line in enumerate(lines):
        is_first = not begun and bool(line.strip())
        begun = begun or is_first
        if not (is_first or (k >= 2 and lines[k - 2] == _RULE and not lines[k - 1])):
            continue
        found = _HEAD.fullmatch(line.rstrip())
        if found and (not heads or int(found[3]) > heads[-1].number):
            heads.append(_Head(k, found[1].strip(), found[2], int(found[3])))
    return heads


def _end(lines: list[str]) -> int:
    """Finds the end of the last post, which a rule closes like the others."""
    end = len(lines)
    while end and not lines[end - 1].strip():
        end -= 1
    return end - 1 if end and lines[end - 1] == _RULE else end


def _comment(head: _Head, lines: list[str]) -> dict[str, Any]:
    start = 1 if lines and not lines[0] else 0
    end = len(lines) - 1 if len(lines) > start and not lines[-1] else len(lines)
    return {
        "id": str(head.number),
        "author": head.author or None,
        "date": head.date,
        "body": "\n".join(lines[start:end]),
        "format": "bbcode",
    }


def _notes(heads: list[_Head]) -> list[str]:
    numbers = {head.number for head in heads}
    missing = [n for n in range(heads[0].number, heads[-1].number) if n not in numbers]
    notes = ["the dates are those of each post's last change; the posts stand by their numbers"]
    if missing:
        shown = ", ".join(f"#{number}" for number in missing[:_MOST_NUMBERS])
        more = f" and {len(missing) - _MOST_NUMBERS} more" if len(missing) > _MOST_NUMBERS else ""
        notes.append(f"posts that are not in the file: {shown}{more}")
    if len(heads) >= _A_PAGE:
        notes.append(
            f"the text has {_A_PAGE} posts, as many as a page of it; there may be further pages"
        )
    return notes
