"""Quotes that the index cannot find: of a few words, mistyped at every turn, or of the title."""

from collections import Counter, deque
from collections.abc import Sequence

from threadlab.replies.repeats import Held
from threadlab.text import word_forms

# Latest comments in which such a quote is looked for; the opening post is always one of them.
REACH = 24
# A quote of fewer letters ("a", "1") may be anything.
LETTERS = 2
# Up to so many words a quote must be found as it is.
SHORT_WORDS = 3
# Share of a longer quote's different words that a comment must have to be looked at closely, and
# of its words that it must have in the same order and about as far apart.
SHARED = 0.6
ALIGNED = 0.55
# From the second on a mistyped quote is long enough that chance cannot line so many words up.
FEW_WORDS = 6
ALIGNED_FEW = 0.7
# Letters of the words that line up.
ALIGNED_LETTERS = 12
# Words that may be missing or added between two that line up.
DRIFT = 3
# Places of one word in a comment that are tried; words with more tell nothing about the place.
PLACES = 12
# Words of a comment that are searched.
SEARCHED = 4000


class Faint:
    """Looks quotes up in the latest comments, word by word instead of by groups of words.

    Args:
        title: Of the thread; a quote of it is one of the opening post.
    """

    def __init__(self, title: str | None) -> None:
        self._title = word_forms(title or "")
        self._count = 0
        self._recent: deque[_Recent] = deque(maxlen=REACH)
        self._opening: _Recent | None = None

    def add(self, forms: Sequence[str], author: str | None) -> None:
        """Remembers what the next comment brought into the thread, and whose it is."""
        comment = _Recent(self._count, forms[:SEARCHED], author)
        self._count += 1
        self._recent.appendleft(comment)
        self._opening = self._opening or comment

    def find(self, forms: Sequence[str], author: str | None) -> list[Held]:
        """Finds who said a quote that the index does not find.

        Args:
            forms: The words of the quote.
            author: Who is said to be quoted; None where nobody is named who has written before.

        Returns:
            The latest comment that has them, or the one that has most of them; else nothing.
        """
        if sum(map(len, forms)) < LETTERS or self._opening is None:
            return []
        comments = list(self._recent)
        if self._opening.number < comments[-1].number:
            comments.append(self._opening)
        if author is not None:
            comments = [comment for comment in comments if comment.author == author]
        if len(forms) <= SHORT_WORDS:
            exact = next((held for c in comments if (held := c.exact(forms))), None)
            return [exact] if exact else self._titled(forms)
        different = set(forms)
        found = [
            held
            for comment in comments
            if len(different & comment.different) >= SHARED * len(different)
            and (held := comment.aligned(forms))
        ]
        found.sort(key=lambda held: (-held.words, -held.holder))
        return found or self._titled(forms)

    def _titled(self, forms: Sequence[str]) -> list[Held]:
        if not self._title or not _holds(self._title, forms):
            return []
        length = len(forms)
        # The title has no place in the opening post's words.
        return [Held(0, length, length, (0, length), (0, 0))]


class _Recent:
    """The words of one of the latest comments, prepared only as far as they are asked for."""

    def __init__(self, number: int, forms: Sequence[str], author: str | None) -> None:
        self.number = number
        self.author = author
        self._forms = forms
        self._line: str | None = None
        self._different: frozenset[str] | None = None

    @property
    def different(self) -> frozenset[str]:
        if self._different is None:
            self._different = frozenset(self._forms)
        return self._different

    def exact(self, forms: Sequence[str]) -> Held | None:
        if self._line is None:
            self._line = f" {' '.join(self._forms)} "
        place = self._line.find(f" {' '.join(forms)} ")
        if place < 0:
            return None
        length = len(forms)
        at = self._line.count(" ", 0, place)
        return Held(self.number, length, length, (0, length), (at, at + length))

    def aligned(self, forms: Sequence[str]) -> Held | None:
        """Lines the words up: most of them must stand about as far apart as in the quote."""
        places: dict[str, list[int]] = {form: [] for form in forms}
        for place, form in enumerate(self._forms):
            if form in places:
                places[form].append(place)
        pairs = [
            (at, place)
            for at, form in enumerate(forms)
            if len(places[form]) <= PLACES
            for place in places[form]
        ]
        # Each pair votes for all shifts that are near enough to its own.
        votes = Counter(
            place - at + near for at, place in pairs for near in range(-DRIFT, DRIFT + 1)
        )
        if not votes:
            return None
        shift = min(votes, key=lambda shift: (-votes[shift], abs(shift), shift))
        chosen: dict[int, int] = {}
        last = -1
        for at, place in pairs:
            if at not in chosen and abs(place - at - shift) <= DRIFT and place > last:
                chosen[at] = last = place
        share = ALIGNED if len(forms) >= FEW_WORDS else ALIGNED_FEW
        letters = sum(len(forms[at]) for at in chosen)
        if len(chosen) < share * len(forms) or letters < ALIGNED_LETTERS:
            return None
        ats = list(chosen)
        here = (ats[0], ats[-1] + 1)
        there = (chosen[ats[0]], chosen[ats[-1]] + 1)
        return Held(self.number, len(chosen), _longest(ats), here, there)


def _longest(numbers: Sequence[int]) -> int:
    """The most numbers that follow one another without a gap."""
    longest = length = 0
    before = -2
    for number in numbers:
        length = length + 1 if number == before + 1 else 1
        longest = max(longest, length)
        before = number
    return longest


def _holds(title: Sequence[str], forms: Sequence[str]) -> bool:
    return f" {' '.join(forms)} " in f" {' '.join(title)} "
