"""The words of HTML as a reader sees them: entities decoded, white space collapsed, lines ended.

Words are gathered in runs of one voice; a run may be cut at the beginning of one of its last
lines when a later tag shows that these were said by another.
"""

import re
from collections import deque
from html import unescape
from typing import NamedTuple

from threadlab.markup.lines import Line, Voice

_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,31});?")
_WHITE = " \t\r\n\f"
_UNEVEN = re.compile(r" ?[\t\r\n\f][ \t\r\n\f]*|  [ \t\r\n\f]*")
_REMEMBERED = 4
"""Lines of a run that may turn out to be an attribution: as many as attributions run over."""


class Manner(NamedTuple):
    """How words are to be read: kind, depth and voice of their Line."""

    kind: str = "own"
    depth: int = 0
    voice: Voice | None = None


class Seen(NamedTuple):
    """A line that a reader sees, without its end.

    Attributes:
        part: Where it begins among its run's parts.
        start: Where it begins in the body.
        text: Its words.
    """

    part: int
    start: int
    text: str


class Sheet:
    """Gathers the words of a body and writes its Lines.

    Attributes:
        lines: What is written.
        manner: How the words of the present run are to be read.
        recent: The last lines with words of the present run.
        line_empty: Whether nothing stands on the present line.
        pre: How many elements are open that keep white space.
    """

    __slots__ = (
        "_body", "_gap", "_line", "_line_start", "_parts", "_start",
        "line_empty", "lines", "manner", "pre", "recent",
    )  # fmt: skip

    def __init__(self, body: str) -> None:
        self._body = body
        self._start = 0
        self._parts: list[str] = []
        self._line = 0
        self._line_start = 0
        self._gap = True  # a space would not be seen here
        self.lines: list[Line] = []
        self.manner = Manner()
        self.recent: deque[Seen] = deque(maxlen=_REMEMBERED)
        self.line_empty = True
        self.pre = 0

    def say(self, start: int, end: int) -> None:
        """Adds the words of a piece of text between tags."""
        raw = self._body[start:end]
        if "&" in raw:
            raw = _ENTITY.sub(_decoded, raw)
        if self.pre:
            self._parts.append(raw)
            self._gap = self.line_empty = raw.endswith("\n")
            return
        if self._gap and raw[:1] in _WHITE:
            raw = raw.lstrip(_WHITE)
            if not raw:
                return
        if "\n" in raw or "  " in raw or "\t" in raw or "\r" in raw or "\f" in raw:
            raw = _UNEVEN.sub(" ", raw)
        if raw:
            self._gap = raw[-1] == " "
            self._parts.append(raw.replace("\xa0", " ") if "\xa0" in raw else raw)
            self.line_empty = False

    def tab(self) -> None:
        """Parts two cells of a row."""
        if not self.line_empty:
            self._parts.append("\t")
            self._gap = True

    def end_line(self, place: int) -> Seen | None:
        """Ends the present line; what follows `place` is the next one.

        Returns:
            The line; None where it has no words.
        """
        parts = self._parts
        index, start = self._line, self._line_start
        number = len(parts) - index
        self._line = len(parts) + 1
        self._line_start = place
        if not number:
            parts.append("\n")
            return None
        if self._gap and parts[-1][-1:] == " ":
            parts[-1] = parts[-1][:-1]
        text = parts[index] if number == 1 else "".join(parts[index:])
        parts.append("\n")
        self._gap = self.line_empty = True
        return Seen(index, start, text) if text and not text.isspace() else None

    def flush(self, end: int, *, carry: bool = False) -> None:
        """Writes the present run, which ends at `end`.

        Args:
            end: Where it ends.
            carry: Whether a run without words goes over to the next one.
        """
        if end > self._start:
            text = "".join(self._parts)
            if not carry or (text and not text.isspace()):
                self._write(end, text, self.manner)
        self._parts = []
        self._line = 0
        self._line_start = end
        self.recent.clear()

    def finish(self, end: int) -> None:
        """Writes what is left at the end of the body."""
        self.flush(end)
        if self._start < end:
            self.lines.append(Line(self._start, end, ""))

    def cut(self, seen: Seen, manner: Manner | None = None) -> Seen:
        """Writes what stands before a line of the present run, and begins another run there.

        Args:
            seen: The line, one of `recent`, or the one that has just ended, or the next one.
            manner: How the part before is to be read, if not as the run.

        Returns:
            The line as it stands in the run that it begins.
        """
        index = seen.part
        if seen.start > self._start:
            self._write(seen.start, "".join(self._parts[:index]), manner or self.manner)
        self._parts = self._parts[index:]
        self._line -= index
        kept = [line._replace(part=line.part - index) for line in self.recent]
        self.recent.clear()
        self.recent.extend(line for line in kept if line.part >= 0)
        return seen._replace(part=0)

    def assign(self, first: Seen, following: Seen, manner: Manner) -> Seen:
        """Gives the lines from `first` to before `following` another manner.

        Returns:
            The following line as it stands in the run that it begins.
        """
        self.cut(first)
        return self.cut(following._replace(part=following.part - first.part), manner)

    def next_line(self) -> Seen:
        """Gives the line that begins after the one that has just ended, for `cut`."""
        return Seen(self._line, self._line_start, "")

    def run(self) -> str:
        """Gives the words of the present run."""
        return "".join(self._parts)

    def reword(self, text: str, manner: Manner) -> None:
        """Writes the whole present run with other words, in another manner."""
        self._write(self._line_start, text, manner)
        self._parts = []
        self._line = 0
        self.recent.clear()

    def _write(self, end: int, text: str, manner: Manner) -> None:
        kind, depth, voice = manner
        if kind != "quote" and (not text or text.isspace()):
            if not self.lines and kind == "own":
                return  # tags above the first words belong to these
            if kind == "own":
                _, _, _, kind, depth, voice = self.lines[-1]
            else:
                kind = "marker"
        self.lines.append(Line(self._start, end, text, kind, depth, voice))
        self._start = end


def _decoded(entity: re.Match[str]) -> str:
    return unescape(entity[0])
