"""The project's own format: one thread a line, as JSON; streamed, repaired, nothing dropped.

What threadlab wrote is read back as it was. Other people's lines may lack any field: what had to be
assumed or repaired stands in the thread's notes. Keys that start with "gold" are never read.
"""

import hashlib
import json
from collections.abc import Iterator
from typing import Any

from threadlab.errors import InvalidThread, UnreadableSource
from threadlab.readers.decode import decode_unmarked
from threadlab.readers.repair import repaired
from threadlab.readers.sources import OnError, Source
from threadlab.rows import from_row
from threadlab.text import clean
from threadlab.thread import Thread

_FORMAT = 'A line is {"thread_id": …, "comments": [{"id": …, "parent": …, "body": …}, …]}.'
_WIDE_MARKS = (b"\xff\xfe", b"\xfe\xff")


def sniff(head: str, name: str) -> float:
    """Says how sure it is that a text is in this format, 0 to 1."""
    start = head.lstrip()
    is_named = name.endswith((".jsonl", ".jsonl.gz", ".jsonl.zst"))
    if not start.startswith("{"):
        return 0.6 if is_named else 0.0
    first = start.split("\n", 1)[0]
    if '"comments"' in first:
        return 1.0
    try:
        json.loads(first)
    except (ValueError, RecursionError):
        return 0.8 if is_named else 0.2
    return 0.9 if is_named else 0.5


def read(source: Source, on_error: OnError | None = None) -> Iterator[Thread]:
    """Reads the threads of a file, line by line.

    Args:
        source: The open file.
        on_error: Takes the error of a bad line, then reading goes on; None: it is raised.

    Yields:
        The threads in order.

    Raises:
        UnreadableSource: A line is not a thread; its place names the line.
    """
    empty = True
    for number, line in enumerate(_lines(source), 1):
        if not line.strip():
            continue
        empty = False
        try:
            yield _thread(line, number, source)
        except UnreadableSource as error:
            if on_error is None:
                raise
            on_error(error)
    if empty:
        raise UnreadableSource(source.name, "holds no line", next_step=_FORMAT)


def _lines(source: Source) -> Iterator[bytes]:
    if source.head.startswith(_WIDE_MARKS):
        yield from (line.encode() for line in source.text().text.split("\n"))
        return
    for number, line in enumerate(source.lines()):
        yield line.removeprefix(b"\xef\xbb\xbf") if number == 0 else line


def _thread(line: bytes, number: int, source: Source) -> Thread:
    text, notes = decode_unmarked(line)
    row = _parsed(text, number, source)
    try:
        if _is_ours(row) and not notes:
            try:
                return from_row(row)
            except InvalidThread:
                pass  # not written by us after all, or changed since: repaired below
        digest = hashlib.sha256(line.strip()).hexdigest()[:8]
        return repaired(row, made_up_id=f"{source.stem}-{digest}", source=source.name, notes=notes)
    except InvalidThread as error:
        raise UnreadableSource(
            source.name, str(error), place=f"line {number}", next_step=_FORMAT
        ) from error


def _parsed(text: str, number: int, source: Source) -> dict[str, Any]:
    try:
        row = json.loads(text)
    except json.JSONDecodeError as error:
        problem, place = f"is not JSON ({error.msg})", f"line {number}, column {error.colno}"
    except RecursionError:
        problem, place = "is JSON nested too deeply to be a thread", f"line {number}"
    except ValueError as error:
        problem, place = f"is not JSON that can be read ({error})", f"line {number}"
    else:
        if isinstance(row, dict):
            return row
        problem, place = f"is a JSON {type(row).__name__}, not an object", f"line {number}"
    raise UnreadableSource(source.name, problem, place=place, next_step=_FORMAT)


def _is_ours(row: dict[str, Any]) -> bool:
    """Says whether threadlab wrote this row: it states everything and is clean."""
    comments = row.get("comments")
    if not ({"order", "boundaries", "notes"} <= row.keys() and isinstance(comments, list)):
        return False
    return (
        bool(comments) and isinstance(row.get("thread_id"), str) and all(map(_is_clean, comments))
    )


def _is_clean(comment: Any) -> bool:
    if not (isinstance(comment, dict) and "passages" in comment):
        return False
    body, name, author = comment.get("body"), comment.get("id"), comment.get("author")
    return (
        isinstance(body, str)
        and clean(body) == body
        and isinstance(name, str)
        and (author is None or isinstance(author, str))
    )
