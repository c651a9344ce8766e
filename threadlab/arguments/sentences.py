"""The sentences of a comment's own words, with their places in its body."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from threadlab.text import words
from threadlab.thread import Comment, Passage, Span

# A sentence ends after its mark and what closes a quotation or bracket, before white space; a
# paragraph, or an item of a list, ends one without a mark.
_END = re.compile(r"[.!?…]+[\"'”’)\]]*(?=\s)|\n[ \t]*\n|\n(?=[ \t]*(?:[-*•]|\d{1,3}[.)])[ \t])")
_ABBREVIATIONS = frozenset(
    (
        *("mr", "mrs", "ms", "dr", "prof", "st", "jr", "sr", "vs", "e.g", "i.e", "eg", "ie", "etc"),
        *("cf", "al", "approx", "u.s", "u.k"),
    )
)
# These are words, too, and abbreviations only before a number.
_COUNTING = frozenset({"no", "fig", "vol", "art", "sec"})
_LAST_WORD = re.compile(r"[^\s(\"'“‘]*$")
_LOOK_BACK = 12


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a comment.

    Attributes:
        text: Its words, as they read.
        span: Where in the body, markup included.
    """

    text: str
    span: Span


def sentences(comment: Comment) -> list[Sentence]:
    """Divides a comment's own words into sentences.

    Args:
        comment: With passages; without any, its whole body is its own words.

    Returns:
        The sentences in order; between them only white space is left out. The place of a sentence
        within markup is found by its words; where they cannot be found in the body, it is the
        place of its whole passage.
    """
    own = [p for p in comment.passages if p.kind == "own"]
    if not comment.passages:
        own = [Passage(comment.body, Span(0, len(comment.body)), "own")]
    return [found for passage in own for found in _of_passage(comment.body, passage)]


def _of_passage(body: str, passage: Passage) -> Iterator[Sentence]:
    start, end = passage.span.start, passage.span.end
    pieces = list(divide(passage.text))
    place = body.find(passage.text, start, end)
    if place >= 0:
        for a, b in pieces:
            yield Sentence(passage.text[a:b], Span(place + a, place + b))
        return
    there, here = words(body, start, end), words(passage.text)
    known = [word.form for word in there] == [word.form for word in here]
    number = 0
    for a, b in pieces:
        first = number
        while number < len(here) and here[number].start < b:
            number += 1
        span = passage.span
        if known and number > first:
            span = Span(there[first].start, there[number - 1].end)
        yield Sentence(passage.text[a:b], span)


def divide(text: str) -> Iterator[tuple[int, int]]:
    """Divides a text into sentences.

    Args:
        text: Any text.

    Yields:
        Start and end of each, without the white space around.
    """
    start = 0
    for mark in _END.finditer(text):
        before = text[max(start, mark.start() - _LOOK_BACK) : mark.start()]
        if mark[0] == "." and _goes_on(before, text[mark.end() : mark.end() + 2].strip()):
            continue
        yield from _trimmed(text, start, mark.end())
        start = mark.end()
    yield from _trimmed(text, start, len(text))


def _goes_on(before: str, after: str) -> bool:
    """Whether a full stop between these characters ends no sentence: "Dr.", "no. 5", "3. item"."""
    last = _LAST_WORD.search(before)
    word = last[0].casefold() if last else ""
    if word in _COUNTING:
        return after.isdecimal()
    if word.isdecimal() and not before[: -len(word)].strip():
        return True  # the number of an item
    return word in _ABBREVIATIONS or (len(word) == 1 and word.isalpha() and word != "i")


def _trimmed(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    piece = text[start:end]
    stripped = piece.strip()
    if stripped:
        begin = start + len(piece) - len(piece.lstrip())
        yield begin, begin + len(stripped)
