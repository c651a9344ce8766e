"""Lines that introduce a quote ("On Monday Ann wrote:"), for when they are quoted in their turn."""

from collections.abc import Sequence

from threadlab.replies.phrases import PhraseIndex
from threadlab.replies.repeats import Held, holders

# Share of an introduction's words that must be quoted: introductions are formulas, and only a name,
# a date or a message's number tells one from another.
SHARE = 0.8


class Introductions:
    """Finds which comment introduced a quote with certain words.

    Args:
        size: Words a group of the index.
    """

    def __init__(self, size: int) -> None:
        self._index = PhraseIndex(size)
        # Who wrote each, the number of its first word among the writer's, how many words it has.
        self._known: list[tuple[int, int, int]] = []

    def add(self, holder: int, forms: Sequence[str], first: int) -> None:
        """Remembers an introduction.

        Args:
            holder: Number of the comment.
            forms: The words of the introduction.
            first: Number of the first of them among all of the comment's words.
        """
        self._index.add(len(self._known), forms)
        self._known.append((holder, first, len(forms)))

    def find(self, forms: Sequence[str]) -> list[Held]:
        """Finds whose introduction is quoted.

        Args:
            forms: The words of a quote.

        Returns:
            The comments that wrote most of an introduction's words, the latest first.
        """
        best: dict[int, Held] = {}
        for held in holders(self._index.runs(forms)):
            holder, first, length = self._known[held.holder]
            if held.words < SHARE * length or holder in best:
                continue
            there = (first + held.there[0], first + held.there[1])
            best[holder] = held._replace(holder=holder, there=there)
        return sorted(best.values(), key=lambda held: (-held.words, -held.holder))
