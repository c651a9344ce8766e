"""JSON as forums' interfaces give it: one document, one a line, or wrapped in a script.

The parser of the standard library recurses over its input, so what is nested too deep for it is
parsed by a loop; the same loop reads the beginning of a document, to find out what it is.
"""

import json
import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any, NamedTuple

from threadlab.errors import UnreadableSource
from threadlab.readers.sources import OnError, Source, tell
from threadlab.readers.unmarked import decode_unmarked

_DECODER = json.JSONDecoder(strict=False)
_WIDE_MARKS = (b"\xff\xfe", b"\xfe\xff")
_BOM = b"\xef\xbb\xbf"
_SPACE = re.compile(r"[ \t\n\r]*")
_WRAPPER = re.compile(  # of a script; first what guards against other scripts
    r"\s*+(?:(?:\)\]\}',?|for\s?\(;;\);|while\s?\(1\);|/\*\*/)\s*+)?"
    r"(?:(?:export\s{1,9}default|return)\s{1,9}"
    r"|(?:(?:var|let|const)\s{1,9})?[\w$.]{1,100}\s{0,9}=\s{0,9}"  # var x = {…}
    r"|[\w$.]{1,100}\s{0,9}\(\s{0,9})?"  # JSONP: callback({…})
    r"(?=[\[{])"
)
_TAIL = re.compile(r"[\s;)]*")
_GET_AGAIN = "Get the file again: it may have been cut off or changed."


class Document(NamedTuple):
    """One JSON value of a source: where it begins, and what had to be assumed to decode it."""

    value: Any
    place: str
    notes: tuple[str, ...]


def documents(source: Source, on_error: OnError | None) -> Iterator[Document]:
    """Reads the JSON values of a source.

    Args:
        source: A JSON document, JSON lines (which are streamed), several documents after each
            other, or a document in a script: `var x = {…};`, `callback({…})`.
        on_error: Takes the error of a bad line, then reading goes on; None: it is raised.

    Yields:
        The values in order.

    Raises:
        UnreadableSource: Something is not JSON; its place names line and column.
    """
    if _is_in_lines(source.head):
        yield from _in_lines(source, on_error)
    else:
        yield from _after_each_other(source)


@lru_cache(maxsize=4)
def glimpse(head: str) -> Any:
    """Parses the beginning of a JSON text, as far as it goes.

    Args:
        head: The first characters of a text.

    Returns:
        The first value, what is cut off left out; None where the text does not begin as JSON.
    """
    wrapper = _WRAPPER.match(head)
    if wrapper is None:
        return None
    try:
        return _DECODER.raw_decode(head, wrapper.end())[0]
    except (ValueError, RecursionError):
        return _parsed(head, wrapper.end(), cut=True)[0]


def is_whole(head: str) -> bool:
    """Says whether a text is one JSON list or object and nothing else."""
    try:
        return isinstance(json.loads(head), dict | list)
    except (ValueError, RecursionError):
        return False


def parse(text: str) -> Any:
    """Parses one JSON document, however deep it is nested.

    Raises:
        ValueError: It is not JSON.
    """
    wrapper = _WRAPPER.match(text)
    if wrapper is None:
        raise ValueError("not JSON")
    return _loaded(text, wrapper.end())[0]


def _is_in_lines(head: bytes) -> bool:
    """Says whether a source holds a value a line; so does a document on a single line."""
    start = head.removeprefix(_BOM).lstrip()
    if start[:1] not in (b"{", b"[") or start.startswith(_WIDE_MARKS) or b"\0" in start[:4]:
        return False
    first, *others = start.split(b"\n", 2)
    if not others:
        return True
    if _is_value(first):
        return True
    return len(first.strip()) > 1 and len(others) > 1 and _is_value(others[0])


def _is_value(line: bytes) -> bool:
    try:
        value = json.loads(line.decode("utf-8", "replace"), strict=False)
    except ValueError:
        return False
    except RecursionError:
        return True
    return isinstance(value, dict | list) and bool(value)


def _in_lines(source: Source, on_error: OnError | None) -> Iterator[Document]:
    for number, line in enumerate(source.lines(), 1):
        bare = (line.removeprefix(_BOM) if number == 1 else line).strip()
        if not bare:
            continue
        text, notes = decode_unmarked(bare)
        try:
            value, end = _loaded(text, 0)
            if end < len(text):
                raise json.JSONDecodeError("Extra data", text, end)
        except ValueError as error:
            tell(_unreadable(error, source, number), on_error)
            continue
        yield Document(value, f"line {number}", tuple(notes))


def _after_each_other(source: Source) -> Iterator[Document]:
    text, notes = source.text()
    wrapper = _WRAPPER.match(text)
    if wrapper is None:
        raise UnreadableSource(
            source.name,
            "is not JSON: it begins neither with { nor with [",
            place="line 1, column 1",
            next_step="Check that it is the file you mean.",
        )
    line, end = 1, 0
    while wrapper is not None:
        start = wrapper.end()
        line += text.count("\n", end, start)
        try:
            value, after = _loaded(text, start)
            line_after = line + text.count("\n", start, after)
            wrapper, end = _next(text, after, is_wrapped=start > wrapper.start())
        except ValueError as error:
            raise _unreadable(error, source) from error
        yield Document(value, f"line {line}", notes)
        line, notes = line_after + text.count("\n", after, end), ()


def _next(text: str, place: int, *, is_wrapped: bool) -> tuple[re.Match[str] | None, int]:
    """Finds the document behind the one that ends at a place; gives where it was looked for.

    Raises:
        JSONDecodeError: There is something else.
    """
    tail = (_TAIL if is_wrapped else _SPACE).match(text, place)
    place = tail.end() if tail else place
    found = _WRAPPER.match(text, place)
    if found is None and place < len(text):
        raise json.JSONDecodeError("Extra data", text, place)
    return found, place


def _unreadable(error: ValueError, source: Source, line: int | None = None) -> UnreadableSource:
    if not isinstance(error, json.JSONDecodeError):  # such as a number of too many digits
        place = None if line is None else f"line {line}"
        return UnreadableSource(source.name, f"is not JSON that can be read ({error})", place=place)
    number = error.lineno if line is None else line
    ends = not error.doc[error.pos :].strip() or error.msg.startswith("Unterminated string")
    problem = "is JSON that ends too early" if ends else f"is not JSON ({error.msg})"
    return UnreadableSource(
        source.name, problem, place=f"line {number}, column {error.colno}", next_step=_GET_AGAIN
    )


def _loaded(text: str, start: int) -> tuple[Any, int]:
    """Parses the value at a place; gives it and where it ends."""
    try:
        return _DECODER.raw_decode(text, start)
    except RecursionError:
        return _parsed(text, start)


def _parsed(text: str, start: int, *, cut: bool = False) -> tuple[Any, int]:
    """Parses a value without recursion; with `cut`, what is broken off ends everything open."""
    loop = _Loop(text, start)
    try:
        while not loop.is_done:
            loop.step()
    except json.JSONDecodeError:
        if not cut:
            raise
        loop.name_what_is_cut()
    return (loop.outermost[0] if loop.outermost else None), loop.place


class _Loop:
    """The state of parsing: what is open, which key awaits its value, what may come next."""

    def __init__(self, text: str, start: int) -> None:
        self.text = text
        self.place = start
        self.outermost: list[Any] = []
        self.open: list[list[Any] | dict[str, Any]] = [self.outermost]
        self.keys: list[str] = [""]
        self.is_done = False
        self.step = self._value

    def _letter(self) -> str:
        space = _SPACE.match(self.text, self.place)
        self.place = space.end() if space else self.place
        return self.text[self.place : self.place + 1]

    def _value(self) -> None:
        letter = self._letter()
        if letter == "{":
            self._begin({})
            self.step = self._first_key
        elif letter == "[":
            self._begin([])
            self.step = self._first_value
        else:
            value, self.place = _DECODER.raw_decode(self.text, self.place)
            self._put(value)
            self.step = self._after

    def _first_value(self) -> None:
        if self._letter() == "]":
            self._end()
        else:
            self._value()

    def _first_key(self) -> None:
        if self._letter() == "}":
            self._end()
        else:
            self._key()

    def _key(self) -> None:
        if self._letter() != '"':
            raise self._error("Expecting property name enclosed in double quotes")
        self.keys[-1], self.place = _DECODER.raw_decode(self.text, self.place)
        if self._letter() != ":":
            raise self._error("Expecting ':' delimiter")
        self.place += 1
        self.step = self._value

    def _after(self) -> None:
        letter, holder = self._letter(), self.open[-1]
        if letter == ",":
            self.place += 1
            self.step = self._key if isinstance(holder, dict) else self._value
        elif letter == ("}" if isinstance(holder, dict) else "]"):
            self._end()
        else:
            raise self._error("Expecting ',' delimiter")

    def _begin(self, value: list[Any] | dict[str, Any]) -> None:
        self._put(value)
        self.open.append(value)
        self.keys.append("")
        self.place += 1

    def _end(self) -> None:
        self.open.pop()
        self.keys.pop()
        self.place += 1
        self.step = self._after
        self.is_done = len(self.open) == 1

    def _put(self, value: Any) -> None:
        holder = self.open[-1]
        if isinstance(holder, dict):
            holder[self.keys[-1]] = value
        else:
            holder.append(value)

    def _error(self, problem: str) -> json.JSONDecodeError:
        return json.JSONDecodeError(problem, self.text, self.place)

    def name_what_is_cut(self) -> None:
        """Puts an empty text where one is cut off, so that its key is seen."""
        if self.step == self._value and self.text[self.place : self.place + 1] == '"':
            self._put("")
