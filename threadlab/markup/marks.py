"""Lines of text with `>` marks before them: how deep each is quoted, where its words begin."""

import re
from array import array
from collections.abc import Collection
from itertools import accumulate

from threadlab.markup.attributions import Attribution

_MARKS = re.compile(r"[ \t]{0,3}>(?:[ \t]{0,3}>)*")
_LONGEST_START = 300  # characters of the first line that patterns of line starts look at
_NOTABLE = frozenset(" \t[<(*….-_=~#@|:+}%&»›¦❯—–\u00a0ᐧ\\")
"""First letters of lines that may be more than words: rules, lists of names, elisions, bars."""

_LOOKED_AT = _NOTABLE | {">"}
_LOOKED_AT_CLASS = f"[{re.escape(''.join(sorted(_LOOKED_AT)))}]"
_NOTABLE_LINE = re.compile(rf"\n{_LOOKED_AT_CLASS}")
_NOTABLE_START = re.compile(_LOOKED_AT_CLASS)
_INDENT = (" ", "\t")
_GOES_ON = (" ", "\t", ">")


def are_all_words(body: str) -> bool:
    """Says at a glance whether no line of a text can be more than a writer's own words.

    Most comments on the web are such: no mark, no notable letter before a line, and no colon, as
    heads and attributions have it. Their lines need not be looked at one by one.
    """
    if ">" in body or ":" in body or "：" in body:
        return False
    return _NOTABLE_START.match(body) is None and _NOTABLE_LINE.search(body) is None


class Rows:
    """The lines of a part of a body, column by column, with what has been found out about them.

    Attributes:
        body: The whole body.
        starts: Offset of each line, and one more: the end of the last line.
        depths: How many marks stand before each line.
        marks: How many characters the marks before its words take.
        texts: Its words, without marks and line end.
        blank: Whether it has no words.
        kinds: One of threadlab.thread.PASSAGE_KINDS for each.
        speakers: Attributions, by the line at which they end.
        names: Who is quoted, by line, where the marks themselves tell.
        fenced: The lines of fenced code.
        foreign: The lines whose marks are not only `>`.
        notable: The lines that begin with a letter of _NOTABLE, in order.
        firsts: The first letter of each of these that is no white space; "" where there is none.
    """

    __slots__ = (
        "_rises", "blank", "body", "depths", "fenced", "firsts", "foreign", "kinds", "marks",
        "names", "notable", "speakers", "starts", "texts",
    )  # fmt: skip

    def __init__(self, body: str, start: int = 0, end: int | None = None) -> None:
        """Splits a part of a body at line ends and counts the marks before each line."""
        stop = len(body) if end is None else end
        part = body if stop - start == len(body) else body[start:stop]
        lines = part.split("\n")
        if not lines[-1]:
            lines.pop()
        starts = array("q", accumulate([len(line) + 1 for line in lines], initial=start))
        starts[-1] = stop
        if "\r" in part:
            lines = [line.rstrip("\r") for line in lines]
        self.body = body
        self.starts = starts
        self.depths = [0] * len(lines)
        self.marks = [0] * len(lines)
        self.texts = lines
        self.speakers: dict[int, Attribution] = {}
        self.names: dict[int, str] = {}
        self.fenced: set[int] = set()
        self.foreign: set[int] = set()
        self.notable: list[int] = []
        self.firsts: list[str] | None = None
        self._rises: list[int] | None = None
        self.kinds = ["own"] * len(lines)
        self._read_marks()
        self.blank = [not text or text.isspace() for text in lines]

    def __len__(self) -> int:
        return len(self.texts)

    def _read_marks(self) -> None:
        """Takes the marks off the lines, and notes which lines begin with a notable letter."""
        texts, depths, marks, kinds = self.texts, self.depths, self.marks, self.kinds
        notable = self.notable
        looked_at = [k for k, line in enumerate(texts) if line[:1] in _LOOKED_AT]
        for k in looked_at:
            line = texts[k]
            if line[:2] == "> " and line[2:3] not in _GOES_ON:
                depths[k] = 1  # as nearly all quoted lines are
                marks[k] = 2
                kinds[k] = "quote"
                line = texts[k] = line[2:]
            elif line == ">":
                depths[k] = marks[k] = 1
                kinds[k] = "quote"
                line = texts[k] = ""
            elif line[0] == ">" or (line[0] in _INDENT and line.lstrip(" \t")[:1] == ">"):
                found = _MARKS.match(line)
                if found:
                    begin = found.end()
                    depths[k] = line.count(">", 0, begin)
                    begin += line[begin : begin + 1] in _INDENT
                    marks[k] = begin
                    kinds[k] = "quote"
                    line = texts[k] = line[begin:]
            if line[:1] in _NOTABLE:
                notable.append(k)

    def notable_by(self, letters: Collection[str]) -> list[int]:
        """Gives the notable lines whose first letter is one of these, once all marks are read."""
        if not self.notable:
            return []
        if self.firsts is None:
            texts = self.texts
            self.firsts = [texts[k].lstrip()[:1] for k in self.notable]
        return [k for k, first in zip(self.notable, self.firsts, strict=True) if first in letters]

    def rises(self) -> list[int]:
        """Gives the lines that are quoted deeper than the line before them, in order."""
        if self._rises is None:
            depths = self.depths
            self._rises = [
                k for k, depth in enumerate(depths) if depth and (not k or depth > depths[k - 1])
            ]
        return self._rises

    def holds(self, pattern: re.Pattern[str]) -> bool:
        """Says whether a pattern that begins with a line end occurs before one of the lines.

        A pattern with a fixed first letter is searched at the speed of str.find.
        """
        first, last = self.starts[0], self.starts[-1]
        if pattern.search(self.body, first, last):
            return True
        start = self.body[first : min(last, first + _LONGEST_START)]
        return pattern.match("\n" + start) is not None

    def text(self, k: int) -> str:
        """Gives the words of line k without marks and line end; "" outside the lines."""
        return self.texts[k] if 0 <= k < len(self.texts) else ""

    def restate(self, k: int, depth: int, words: int) -> None:
        """Puts another reading of line k in place of its first one."""
        text = self.body[words : self.starts[k + 1]].rstrip("\r\n")
        self.depths[k] = depth
        self._rises = None
        self.marks[k] = words - self.starts[k]
        self.texts[k] = text
        self.blank[k] = not text or text.isspace()
        self.kinds[k] = "quote" if depth else "own"

    def above(self, k: int, most: int = 3) -> int:
        """Gives the nearest line above k that has words, over at most so many blank ones; or -1."""
        for j in range(k - 1, max(-1, k - 2 - most), -1):
            if not self.blank[j]:
                return j
        return -1

    def below(self, k: int, most: int = 3) -> int:
        """Gives the nearest line below k that has words, over at most so many blank ones; or -1."""
        for j in range(k + 1, min(len(self.texts), k + 2 + most)):
            if not self.blank[j]:
                return j
        return -1

    def cap(self, k: int, depth: int) -> None:
        """Reads line k with at most so many marks; further ones belong to its words."""
        if self.depths[k] <= depth or k in self.foreign:
            return
        place = self.starts[k]
        for _ in range(depth):
            place = self.body.index(">", place) + 1
        if depth and self.body[place : place + 1] == " ":
            place += 1
        self.restate(k, depth, place)
