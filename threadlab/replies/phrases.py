"""An index of what was said: finds where stretches of words occurred before."""

from bisect import bisect_right
from collections.abc import Sequence
from typing import NamedTuple

# Words by which a run grows backwards: where a holder says the same group twice, the index knows
# its later place only, and what stood before the earlier one is read from the text.
BACKWARDS = 48


class Run(NamedTuple):
    """A stretch of words that was said before: word numbers here and there, ends exclusive."""

    holder: int
    here: int
    there: int
    length: int


class PhraseIndex:
    """Finds where stretches of words were said before, without comparing all with all.

    Every group of `size` neighbouring words points to its latest place, and every place to the
    one before it by an earlier holder (the hash chains of LZ77 compressors; RFC 1951, section 4).
    Groups that more than `common` holders said are boilerplate and lead nowhere, so that they can
    neither decide nor make the work grow.

    Args:
        size: Words a group; shorter stretches are not found.
        common: Holders of a group that are followed up; a group with more of them is left out.
    """

    def __init__(self, size: int = 4, common: int = 8) -> None:
        self.size = size
        self._common = common
        self._said: list[str] = []
        self._latest: dict[int, int] = {}
        self._before: list[int | None] = []
        self._begins: list[int] = []
        self._parts: list[tuple[int, int]] = []

    def add(self, holder: int, forms: Sequence[str], first: int = 0) -> None:
        """Remembers words.

        Args:
            holder: Number of who says them; later holders are added later.
            forms: The words in order.
            first: Number of the first of these words among all of the holder's words.
        """
        keys = self._keys(forms)
        self._add(holder, forms, first, keys, [self._latest.get(key) for key in keys])

    def meet(self, holder: int, forms: Sequence[str]) -> list[Run]:
        """Finds what was said before, as runs() does, then remembers the words, as add() does."""
        keys = self._keys(forms)
        places = list(map(self._latest.get, keys))
        found = self._grown(forms, places)
        self._add(holder, forms, 0, keys, places)
        return found

    def runs(self, forms: Sequence[str]) -> list[Run]:
        """Finds all longest stretches of the words that were said before.

        Args:
            forms: The words in order.

        Returns:
            Runs of at least `size` words, by place here; they may overlap.
        """
        return self._grown(forms, list(map(self._latest.get, self._keys(forms))))

    def _keys(self, forms: Sequence[str]) -> list[int]:
        # Hashes take a third of the memory of the groups; runs compare the words themselves.
        return list(map(hash, zip(*(forms[at:] for at in range(self.size)), strict=False)))

    def _add(
        self,
        holder: int,
        forms: Sequence[str],
        first: int,
        keys: Sequence[int],
        places: Sequence[int | None],
    ) -> None:
        if not keys:
            return
        begin = len(self._said)
        self._begins.append(begin)
        self._parts.append((holder, first))
        self._said.extend(forms)
        self._before.extend(places)
        self._before.extend([None] * (len(forms) - len(keys)))
        self._latest.update(zip(keys, range(begin, begin + len(keys)), strict=True))

    def _grown(self, forms: Sequence[str], places: Sequence[int | None]) -> list[Run]:
        found: list[Run] = []
        # By shift between there and here: the first word that no run covers yet.
        covered: dict[int, int] = {}
        before, common = self._before, self._common
        for at, latest in enumerate(places):
            if latest is None:
                continue
            older = before[latest]
            if older is None:
                if covered.get(latest - at, -1) < at:
                    self._grow(forms, at, latest, covered, found)
                continue
            chain = [latest]
            while older is not None and len(chain) <= common:
                chain.append(older)
                older = before[older]
            if len(chain) > common:
                continue
            for place in chain:
                if covered.get(place - at, -1) < at:
                    self._grow(forms, at, place, covered, found)
        found.sort(key=lambda run: (run.here, -run.length, -run.holder, run.there))
        return found

    def _grow(
        self, forms: Sequence[str], at: int, place: int, covered: dict[int, int], found: list[Run]
    ) -> None:
        said = self._said
        part = bisect_right(self._begins, place) - 1
        begin = self._begins[part]
        end = self._begins[part + 1] if part + 1 < len(self._begins) else len(said)
        here, there = at, place
        most = min(len(forms) - at, end - place)
        length = 0
        while length < most and forms[at + length] == said[place + length]:
            length += 1
        covered[place - at] = at + max(1, length)
        if length < self.size:
            return  # another group of the same hash
        least = max(0, at - BACKWARDS, at - (place - begin))
        while here > least and forms[here - 1] == said[there - 1]:
            here -= 1
            there -= 1
        holder, first = self._parts[part]
        found.append(Run(holder, here, first + there - begin, at + length - here))
