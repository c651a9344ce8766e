"""What simple rules say about replies: the figures that a model has to beat.

The rules share no code with the replies room, so that they stay the same when it changes.
"""

from bisect import bisect_right
from collections import Counter, deque
from collections.abc import Sequence

from threadlab.text import words
from threadlab.thread import Comment, Thread

QUOTE_LETTERS = 20
"""Characters of an earlier comment, word for word and normalised, that are taken for a quote."""

# Words that are looked up together: fewer are seldom as long as a quote has to be.
_TOGETHER = 3
# Places kept of words that are said again and again, which bounds the work.
_KEPT = 16


def quote_else_previous(thread: Thread) -> list[int]:
    """The parents by the rule "whoever said most of what is quoted, else the comment before".

    A quote is at least QUOTE_LETTERS characters that stand word for word in an earlier comment's
    own words. Of quotes in quotes only the outermost that are found count. In a comment that
    marks no quote, a line counts as one that is as a whole part of an earlier comment's own
    words (on flattened pages: "repeat, else previous").

    Args:
        thread: A thread whose comments are divided into passages.

    Returns:
        Number of the parent of each comment; -1 for the first.
    """
    sources = quoted_sources(thread)
    return [n - 1 if source is None else source for n, source in enumerate(sources)]


def quoted_sources(thread: Thread) -> list[int | None]:
    """Who said most of what each comment quotes.

    Args:
        thread: A thread whose comments are divided into passages; a page of which each line is a
            comment shows which lines repeat an earlier one.

    Returns:
        For each comment the number of an earlier one; None where it quotes nobody.
    """
    index = _Said()
    found: list[int | None] = []
    for number, comment in enumerate(thread.comments):
        quotes, own = _divide(index, comment)
        said: Counter[tuple[int, int]] = Counter()
        for depth, forms in quotes:
            told: dict[int, int] = {}
            for holder, start, end in index.runs(forms):
                if _letters(forms[start:end]) >= QUOTE_LETTERS:
                    # What one comment says twice counts once.
                    begin = max(start, told.get(holder, 0))
                    said[-depth, holder] += _letters(forms[begin:end])
                    told[holder] = max(end, begin)
        best = max(said, key=lambda key: (key[0], said[key], key[1]), default=None)
        found.append(None if best is None else best[1])
        index.add(number, own)
    return found


class _Said:
    """What was said before, by whom."""

    def __init__(self) -> None:
        self._places: dict[tuple[str, ...], deque[tuple[int, int]]] = {}

    def add(self, holder: int, forms: Sequence[str]) -> None:
        """Remembers a comment's words."""
        for at in range(len(forms) - _TOGETHER + 1):
            key = tuple(forms[at : at + _TOGETHER])
            self._places.setdefault(key, deque(maxlen=_KEPT)).append((holder, at))

    def runs(self, forms: Sequence[str]) -> list[tuple[int, int, int]]:
        """The longest stretches that were said before: by whom, first word, word after the last."""
        found: list[tuple[int, int, int]] = []
        growing: dict[tuple[int, int], int] = {}
        for at in range(len(forms) - _TOGETHER + 2):
            places = self._places.get(tuple(forms[at : at + _TOGETHER]), ())
            here = {(holder, there - at) for holder, there in places}
            ended = growing.keys() - here
            found.extend((key[0], growing.pop(key), at + _TOGETHER - 1) for key in ended)
            for key in here:
                growing.setdefault(key, at)
        return sorted(found)


def _divide(index: _Said, comment: Comment) -> tuple[list[tuple[int, list[str]]], list[str]]:
    """Quotes with their depths, and the comment's own words."""
    quotes = [(p.depth, _forms(p.text)) for p in comment.passages if p.kind == "quote"]
    own: list[str] = []
    # Who marks quotes marks them all; elsewhere a repeated line is a quote.
    marked = bool(quotes)
    for passage in comment.passages:
        if passage.kind != "own":
            continue
        for line in passage.text.split("\n"):
            forms = _forms(line)
            if not marked and _repeats(index, forms):
                quotes.append((1, forms))
            else:
                own.extend(forms)
    return quotes, own


def _repeats(index: _Said, forms: Sequence[str]) -> bool:
    """Whether a line as a whole was said before."""
    long = _letters(forms) >= QUOTE_LETTERS
    return long and any(end - start == len(forms) for _, start, end in index.runs(forms))


def _forms(text: str) -> list[str]:
    return [word.form for word in words(text)]


def _letters(forms: Sequence[str]) -> int:
    """The length of words with spaces between."""
    return sum(map(len, forms)) + max(0, len(forms) - 1)


def repeated_starts(sources: Sequence[int | None]) -> list[int]:
    """The comment starts by the rule "a repeated line, the first of several, opens a comment".

    Args:
        sources: The earlier line that each line repeats.

    Returns:
        Numbers of the lines, ascending.
    """
    return [
        number
        for number in range(1, len(sources))
        if sources[number] is not None and sources[number - 1] is None
    ]


def within(starts: Sequence[int], line: int) -> int:
    """The number of the comment that holds a line.

    Args:
        starts: First line of each comment, ascending from 0.
        line: Number of the line.

    Returns:
        Number of the comment.
    """
    return bisect_right(starts, line) - 1
