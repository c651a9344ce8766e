"""Lines of text with `>` marks before them: how deep each is quoted, where its words begin."""

import re
from typing import NamedTuple

from threadlab.markup.attributions import Attribution

_MARKS = re.compile(r"[ \t]{0,3}>(?:[ \t]{0,3}>)*")


class Row(NamedTuple):
    """A line of text: place, depth of its marks, and where its words begin."""

    start: int
    end: int
    depth: int
    words: int


class Rows:
    """The lines of a part of a body with what has been found out about each of them."""

    __slots__ = ("blank", "body", "kinds", "rows", "speakers", "texts")

    def __init__(self, body: str, rows: list[Row]) -> None:
        self.body = body
        self.rows = rows
        self.texts = [body[r.words : r.end].rstrip("\r\n") for r in rows]
        self.blank = [not text or text.isspace() for text in self.texts]
        self.kinds = ["quote" if r.depth else "own" for r in rows]
        self.speakers: dict[int, Attribution] = {}

    def text(self, k: int) -> str:
        """Gives the words of line k without marks and line end; "" after the last line."""
        return self.texts[k] if k < len(self.texts) else ""

    def restate(self, k: int, row: Row) -> None:
        """Puts another reading of line k in place of its first one."""
        self.rows[k] = row
        self.texts[k] = self.body[row.words : row.end].rstrip("\r\n")
        self.kinds[k] = "quote" if row.depth else "own"
        self.blank[k] = not self.texts[k] or self.texts[k].isspace()


def split_rows(body: str, start: int, end: int) -> list[Row]:
    """Splits a part of a body at line ends and counts the marks before each line."""
    rows = []
    while start < end:
        stop = body.find("\n", start, end) + 1 or end
        marks = _MARKS.match(body, start, stop)
        if marks is None:
            rows.append(Row(start, stop, 0, start))
        else:
            words = marks.end()
            words += body[words : words + 1] in (" ", "\t")
            rows.append(Row(start, stop, body.count(">", start, marks.end()), words))
        start = stop
    return rows


def at_depth(body: str, row: Row, depth: int) -> tuple[int, int]:
    """Reads a line with at most so many marks; further ones belong to its words."""
    if row.depth <= depth:
        return row.depth, row.words
    place = row.start
    for _ in range(depth):
        place = body.index(">", place) + 1
    if depth and body[place : place + 1] == " ":
        place += 1
    return depth, place
