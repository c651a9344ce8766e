"""Words of a comment with their places in the body, which are worked out only where asked for."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, overload

from threadlab.text import Word, word_forms, words, words_at
from threadlab.thread import Span

MARKUP_WORDS = 60
"""Words of markup (attributes of tags) that may lie between two words of a passage."""

# Single words that are looked up in a passage before all of it is placed: bounds the work on a
# long passage that very many comments quote.
LOOK_UPS = 8


@dataclass(slots=True)
class Origin:
    """The part of a body from which words come.

    Attributes:
        body: The body.
        start: Where the part begins.
        end: Where it ends.
        text: The part as it reads, where markup makes it another text; None: as it stands.
    """

    body: str
    start: int
    end: int
    text: str | None = None
    _found: list[Word] | None = field(default=None, repr=False)
    _few: dict[int, Word] | None = field(default=None, repr=False)

    def words(self) -> list[Word]:
        """Places all words; the list is kept."""
        if self._found is None:
            if self._stands():
                self._found = words(self.body, self.start, self.end)
            else:
                self._found = placed(self.body, self.start, self.end, self.text or "")
        return self._found

    def word(self, number: int) -> Word:
        """Places one word.

        Args:
            number: Which word of the part, from 0.

        Returns:
            The word.
        """
        return self._look_up(number)[0]

    def ends(self, first: int, last: int) -> tuple[int, int]:
        """Places a stretch of words.

        Args:
            first: Its first word.
            last: Its last word.

        Returns:
            Where the first begins and where the last ends.
        """
        one, other = self._look_up(first, last)
        return one.start, other.end

    def _look_up(self, *numbers: int) -> list[Word]:
        """Places words: these alone and those asked for before, or else all."""
        few = self._few = self._few or {}
        if self._found is None and any(number not in few for number in numbers):
            placed = None
            if len(few) < LOOK_UPS and self._stands():
                placed = words_at(self.body, self.start, self.end, numbers)
            few.update(zip(numbers, placed or (), strict=False))
            if placed is None:
                self.words()
        found = few if self._found is None else self._found
        return [found[number] for number in numbers]

    def _stands(self) -> bool:
        """Whether the body has the same words: marks such as "> " are none."""
        if self.text is not None:
            part = self.body[self.start : self.end]
            if not _same_but_marks(part, self.text) and word_forms(part) != word_forms(self.text):
                return False
            self.text = None
        return True


class Part(NamedTuple):
    """Where neighbouring words come from.

    Attributes:
        first: Number of the first of them.
        number: The same word's number in its origin.
        origin: Their origin.
    """

    first: int
    number: int
    origin: Origin


class Words(Sequence[Word]):
    """Words of one comment: their forms at once, their places where asked for.

    Args:
        forms: The forms of the words.
        parts: Where they come from, in order; empty where there are no words.
    """

    __slots__ = ("forms", "parts")

    def __init__(self, forms: list[str], parts: Sequence[Part]) -> None:
        self.forms = forms
        self.parts = parts

    def __len__(self) -> int:
        return len(self.forms)

    def __iter__(self) -> Iterator[Word]:
        for at, part in enumerate(self.parts):
            end = self.parts[at + 1].first if at + 1 < len(self.parts) else len(self.forms)
            yield from part.origin.words()[part.number : part.number + end - part.first]

    @overload
    def __getitem__(self, at: int) -> Word: ...

    @overload
    def __getitem__(self, at: slice) -> list[Word]: ...

    def __getitem__(self, at: int | slice) -> Word | list[Word]:
        if isinstance(at, slice):
            return list(self)[at]
        number = range(len(self.forms))[at]
        part = self._part(number)
        return part.origin.word(part.number + number - part.first)

    def span(self, first: int, last: int) -> Span | None:
        """Gives the place of a stretch of words.

        Args:
            first: Number of its first word.
            last: Number of its last word, exclusive.

        Returns:
            From the first word's beginning to the last one's end; None for no words.
        """
        if first >= last or last > len(self.forms):
            return None
        part, other = self._part(first), self._part(last - 1)
        if part is other:
            shift = part.number - part.first
            start, end = part.origin.ends(first + shift, last - 1 + shift)
        else:
            start, end = self[first].start, self[last - 1].end
        return Span(start, max(start, end))

    def _part(self, number: int) -> Part:
        parts = self.parts
        if len(parts) == 1:
            return parts[0]
        return parts[bisect_right(parts, number, key=lambda part: part.first) - 1]


def _same_but_marks(part: str, text: str) -> bool:
    """Whether two texts are the same but for ">" and white space, which belong to no word."""
    if part == text or part.lstrip("> ").rstrip() == text:
        return True
    if "[/" in part or "&" in part:  # markup may be broken by a mark
        return False
    return part.replace(">", " ").split() == text.replace(">", " ").split()


def placed(body: str, start: int, end: int, text: str) -> list[Word]:
    """Gives a passage's words with their places in the body.

    Where markup lies between the words (tags, "> "), each word is looked up in the body from the
    place of the one before it; a word written otherwise in the body gets the place right behind.

    Args:
        body: The body.
        start: Where the passage begins.
        end: Where it ends.
        text: The passage as it reads.

    Returns:
        As many words as the text has, their places within the passage.
    """
    read = words(text)
    there = words(body, start, end)
    if len(read) == len(there):
        return [Word(a.form, b.start, b.end) for a, b in zip(read, there, strict=True)]
    places: dict[str, list[int]] = {}
    for number in range(len(there) - 1, -1, -1):
        places.setdefault(there[number].form, []).append(number)
    found: list[Word] = []
    reached, offset = -1, start
    for word in read:
        ahead = places.get(word.form, [])
        while ahead and ahead[-1] <= reached:
            ahead.pop()
        if ahead and ahead[-1] - reached <= MARKUP_WORDS:
            reached = ahead.pop()
            place = there[reached]
            found.append(Word(word.form, place.start, place.end))
            offset = place.end
        else:
            found.append(Word(word.form, offset, offset))
    return found
