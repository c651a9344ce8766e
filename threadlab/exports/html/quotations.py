"""Which words are quoted where, so that each quote can link to the words that it quotes.

Places come as offsets into bodies, markup included; what is shown are the texts of the passages,
so that places are carried over.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from threadlab.exports.html.safe import BLANKS
from threadlab.exports.html.tree import Tree
from threadlab.text import words
from threadlab.thread import Comment, Passage, Span

MOST_SEARCHED = 200
"""Most places of one passage that are looked for by their words; the others are not marked."""

Key = tuple[str, str, Span]


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of a passage's text that is quoted elsewhere, quotes, or speaks for a label.

    Attributes:
        passage: Number of the passage.
        start: Offset into its text.
        end: Likewise, exclusive.
        target: Where it links to ("w3.1", "c3"), if it quotes.
        name: Its own anchor, if it is quoted.
        speaks: For what it speaks, in words, if it is the sentence that a label rests on most.
    """

    passage: int
    start: int
    end: int
    target: str | None = None
    name: str | None = None
    speaks: str | None = None


@dataclass(frozen=True, slots=True)
class Quotations:
    """All that is quoted in a thread.

    Attributes:
        stretches: By number of the comment.
        targets: Anchor of the quoted words, by answering comment, answered comment and place.
    """

    stretches: dict[int, list[Stretch]] = field(default_factory=lambda: defaultdict(list))
    targets: dict[Key, str] = field(default_factory=dict)


def voices(comment: Comment) -> Sequence[Passage]:
    """The passages of a comment; one of own words where it has not been divided."""
    if comment.passages or not comment.body:
        return comment.passages
    return (Passage(comment.body, Span(0, len(comment.body)), "own"),)


def shown_part(text: str) -> tuple[int, int]:
    """Where the part of a passage's text begins and ends that is shown: no blanks around it."""
    end = len(text.rstrip(BLANKS))
    return min(end, len(text) - len(text.lstrip("\r\n"))), end


def quotations(tree: Tree, keys: Mapping[str, tuple[Span, str]] | None = None) -> Quotations:
    """Finds what is quoted where in a thread.

    Args:
        tree: The thread as it is shown.
        keys: By id of comment, its sentence that a label rests on most, and what to say of it.
    """
    found = Quotations()
    quoted: dict[int, list[tuple[Span, Key]]] = defaultdict(list)
    quoting: dict[int, list[tuple[Span, Span | None, str, str]]] = defaultdict(list)
    for reply in tree.thread.replies:
        if reply.parent is None:
            continue
        for evidence in reply.evidence:
            there = evidence.there
            if there is not None and there.start < there.end:
                key = (reply.child, reply.parent, there)
                quoted[tree.numbers[reply.parent]].append((there, key))
            if evidence.here is not None and evidence.kind in ("quoted", "repeated"):
                place = (evidence.here, there, reply.child, reply.parent)
                quoting[tree.numbers[reply.child]].append(place)
    for number, places in quoted.items():
        _name_quoted(found, number, _Carrier(tree.comment(number)), places)
    for number, sources in quoting.items():
        carrier = _Carrier(tree.comment(number))
        for here, there, child, parent in sources:
            key = (child, parent, there or here)
            target = found.targets.get(key) if there is not None else None
            for passage, start, end in carrier.carry(here):
                stretch = Stretch(passage, start, end, target=target or tree.anchor(parent))
                found.stretches[number].append(stretch)
    _mark_speaking(found, tree, keys or {})
    return found


def _mark_speaking(found: Quotations, tree: Tree, keys: Mapping[str, tuple[Span, str]]) -> None:
    for comment, (span, speaks) in keys.items():
        number = tree.numbers[comment]
        for passage, start, end in _Carrier(tree.comment(number)).carry(span):
            found.stretches[number].append(Stretch(passage, start, end, speaks=speaks))


def _name_quoted(
    found: Quotations, number: int, carrier: "_Carrier", places: list[tuple[Span, Key]]
) -> None:
    """Joins the overlapping places of one comment, so that each word has at most one anchor."""
    groups: list[tuple[int, int, list[Key]]] = []
    for span, key in sorted(places, key=lambda item: (item[0].start, item[0].end)):
        if groups and span.start < groups[-1][1]:
            start, end, keys = groups[-1]
            keys.append(key)
            groups[-1] = (start, max(end, span.end), keys)
        else:
            groups.append((span.start, span.end, [key]))
    for place, (start, end, keys) in enumerate(groups, start=1):
        name = f"w{number + 1}.{place}"
        for passage, first, last in carrier.carry(Span(start, end)):
            found.stretches[number].append(Stretch(passage, first, last, name=name))
            found.targets.update(dict.fromkeys(keys, name))


class _Carrier:
    """Carries places in a body over to the texts of its passages."""

    def __init__(self, comment: Comment) -> None:
        self._body = comment.body
        self._voices = voices(comment)
        self._ends = [passage.span.end for passage in self._voices]
        self._words: dict[int, tuple[list[tuple[int, int]], str]] = {}
        self._searched: dict[int, int] = defaultdict(int)

    def carry(self, span: Span) -> list[tuple[int, int, int]]:
        """Gives (number of the passage, start, end) for each passage that the place touches."""
        found = []
        number = bisect_left(self._ends, span.start + 1)
        while number < len(self._voices) and self._voices[number].span.start < span.end:
            passage = self._voices[number]
            start = max(span.start, passage.span.start)
            end = min(span.end, passage.span.end)
            place = self._within(number, start, end)
            if place is not None:
                first, last = shown_part(passage.text)
                begin, stop = max(place[0], first), min(place[1], last)
                if begin < stop:
                    found.append((number, begin, stop))
            number += 1
        return found

    def _within(self, number: int, start: int, end: int) -> tuple[int, int] | None:
        passage = self._voices[number]
        origin = passage.span.start
        if passage.text == self._body[origin : passage.span.end]:
            return start - origin, end - origin
        # The text reads without its markup: the words are looked for in their order.
        wanted = [word.form for word in words(self._body, start, end)]
        places, text = self._text_words(number)
        self._searched[number] += 1
        if not wanted or not places or self._searched[number] > MOST_SEARCHED:
            return None
        if len(wanted) >= len(places):
            return 0, len(passage.text)
        at = text.find("\0".join(["", *wanted, ""]))
        if at < 0:
            return None
        first = text.count("\0", 0, at)
        return places[first][0], places[first + len(wanted) - 1][1]

    def _text_words(self, number: int) -> tuple[list[tuple[int, int]], str]:
        if number not in self._words:
            found = words(self._voices[number].text)
            joined = "\0".join(["", *(word.form for word in found), ""])
            self._words[number] = ([(word.start, word.end) for word in found], joined)
        return self._words[number]
