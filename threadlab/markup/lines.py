"""The one shape of every markup: lines with depth and place, and how they become passages.

A line is a stretch of the body (not always a line of text: a tag cuts too) with the words it
holds. Each markup gives the lines of a body in order, without gap; `group` makes passages of them.
"""

from collections.abc import Iterable
from typing import NamedTuple

from threadlab.thread import Passage, Span


class Voice:
    """Who speaks in a stretch of text; lines of one voice stand together.

    A markup may learn the name only after the words (a cite at the end of a quote): hence not
    frozen. Voices are told apart by identity, so two quotes in a row stay two.

    Attributes:
        said_by: Name of who is quoted, where the markup names it.
        said_in: Id of the comment that is quoted, where the markup names it.
    """

    __slots__ = ("said_by", "said_in")

    def __init__(self, said_by: str | None = None, said_in: str | None = None) -> None:
        self.said_by = said_by
        self.said_in = said_in


class Line(NamedTuple):
    """A stretch of a body: its place, its words without markers, and how it is to be read.

    Attributes:
        start: Offset of its first character, markers included.
        end: Offset after its last character, line end included.
        text: Its words, with a line end where the reader sees one.
        kind: One of threadlab.thread.PASSAGE_KINDS.
        depth: How many quotes it lies in.
        voice: Whose words they are; None: nothing is known of that.
    """

    start: int
    end: int
    text: str
    kind: str = "own"
    depth: int = 0
    voice: Voice | None = None


def group(lines: Iterable[Line]) -> tuple[Passage, ...]:
    """Joins the lines of one voice, kind and depth to passages.

    Args:
        lines: All lines of a body, in order, without gap or overlap.

    Returns:
        The passages; together they are the body. A quote without any word is a marker.
    """
    grouped: list[Passage] = []
    run: list[Line] = []
    for line in lines:
        if run:
            first = run[0]
            if line[3] == first[3] and line[4] == first[4] and line[5] is first[5]:
                run.append(line)
                continue
            grouped.append(_passage(run))
        run = [line]
    if run:
        grouped.append(_passage(run))
    return tuple(grouped)


def _passage(run: list[Line]) -> Passage:
    start, end, text, kind, depth, voice = run[0]
    if len(run) > 1:
        text = "".join([line.text for line in run])
        end = run[-1].end
    if kind == "quote" and not text.strip():
        kind = "marker"
    if voice is None:
        return Passage(text, Span(start, end), kind, depth)
    return Passage(text, Span(start, end), kind, depth, voice.said_by, voice.said_in)
