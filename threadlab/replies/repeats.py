"""Which words were said before, and by whom: marked quotes and unmarked repeats alike."""

from collections.abc import Iterable, Sequence
from itertools import accumulate
from typing import NamedTuple

from threadlab.replies.phrases import PhraseIndex, Run

# A repeated line counts as a quote from this many letters and digits on: shorter ones ("Thanks!",
# "I agree.") are said by anybody. A whole earlier line may be shorter than a part of one.
PART_LETTERS = 20
WHOLE_LETTERS = 14
# Share of a line's words that one earlier voice must have said.
LINE_SHARE = 0.85
# Unmarked stretches within a line count from this many words on.
STRETCH_WORDS = 6
# Words that more holders than this have tell nothing where others have been said by fewer.
FEW_HOLDERS = 3
# Runs that are added up for one holder; bounds the work on hostile text.
MAX_RUNS = 40


class Held(NamedTuple):
    """How much of a stretch of words one earlier holder said.

    Attributes:
        holder: Number of the holder.
        words: How many of the words it said.
        longest: Length of the longest run, in words.
        here: First and last word (end exclusive) of what it said, here.
        there: The same, in the holder's words.
    """

    holder: int
    words: int
    longest: int
    here: tuple[int, int]
    there: tuple[int, int]


def holders(runs: Iterable[Run]) -> list[Held]:
    """Adds runs up by holder: re-wrapped, elided and mistyped quotes come in several runs.

    Args:
        runs: Runs of one stretch of words.

    Returns:
        Holders, most words first, among equals the latest holder first. Who has only what many
        have (a signature, a formula) is left out where anybody has more than that.
    """
    by_holder: dict[int, list[Run]] = {}
    for run in runs:
        by_holder.setdefault(run.holder, []).append(run)
    found = [_held(holder, its) for holder, its in by_holder.items()]
    if len(found) > FEW_HOLDERS:
        found = _telling(found)
    return sorted(found, key=lambda held: (-held.words, -held.holder))


def _telling(found: list[Held]) -> list[Held]:
    """The holders of words that few have; all, where there are none."""
    changes = [0] * (1 + max(held.here[1] for held in found))
    for held in found:
        changes[held.here[0]] += 1
        changes[held.here[1]] -= 1
    # By word: how many words before it are held by few.
    few = [0]
    for count in accumulate(changes):
        few.append(few[-1] + (0 < count <= FEW_HOLDERS))
    return [held for held in found if few[held.here[1]] > few[held.here[0]]] or found


def _held(holder: int, runs: Sequence[Run]) -> Held:
    if len(runs) == 1:
        _, here, there, length = runs[0]
        return Held(holder, length, length, (here, here + length), (there, there + length))
    chosen: list[Run] = []
    for run in sorted(runs, key=lambda run: (-run.length, run.here, run.there)):
        if len(chosen) < MAX_RUNS and not any(_overlap(run, other) for other in chosen):
            chosen.append(run)
    longest = chosen[0]
    # What lies far from the longest run in the holder's words is not part of the same passage.
    near = [r for r in chosen if abs((r.there - r.here) - (longest.there - longest.here)) < 60]
    return Held(
        holder,
        sum(run.length for run in chosen),
        longest.length,
        (min(r.here for r in near), max(r.here + r.length for r in near)),
        (min(r.there for r in near), max(r.there + r.length for r in near)),
    )


def _overlap(run: Run, other: Run) -> bool:
    return run.here < other.here + other.length and other.here < run.here + run.length


def line_source(index: PhraseIndex, whole: dict[str, int], forms: Sequence[str]) -> Held | None:
    """Finds the earlier holder that a whole line repeats.

    Args:
        index: What was said before.
        whole: Earlier lines (their forms, joined by spaces) and their latest holder.
        forms: The line's words.

    Returns:
        The holder, or None where the line is nobody's or too short to tell.
    """
    line = " ".join(forms)
    letters = len(line) - len(forms) + 1
    if letters < WHOLE_LETTERS:
        return None
    found = holders(index.runs(forms))
    if found and letters >= PART_LETTERS and found[0].words >= LINE_SHARE * len(forms):
        return found[0]
    holder = whole.get(line)
    if holder is None:
        return None
    there = next((held.there for held in found if held.holder == holder), (0, 0))
    return Held(holder, len(forms), len(forms), (0, len(forms)), there)
