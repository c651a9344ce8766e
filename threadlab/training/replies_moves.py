"""Training of what may happen at a line of a page without boundaries."""

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from statistics import fmean
from typing import Any

from threadlab.replies.lines import read_lines
from threadlab.replies.moves import FEATURES, Branch
from threadlab.replies.moves import Page as Moves
from threadlab.replies.parse import parse
from threadlab.replies.reader import Reader
from threadlab.replies.weights import MoveModel, network
from threadlab.training.replies_data import Page
from threadlab.training.replies_fit import Group, fit_choice

# Lines a source that are learned from.
MOST_LINES = 8_000
# Shares of the expected F1, among which the best mean F1 chooses; lines of a source that choose.
SHARES = (0.25, 0.35, 0.45, 0.55, 0.7)
MOST_CHOOSING = 4_000


def train_moves(
    learned: Sequence[Page], held_back: Sequence[Page], reader: Reader, *, seed: int = 1
) -> dict[str, Any]:
    """Trains the weighing of moves.

    Args:
        learned: Pages that the reader was not trained on: on those it would seem too sure.
        held_back: Pages that choose how eager it is to begin comments.
        reader: A trained one.
        seed: Fixes the result.

    Returns:
        The JSON form of a MoveModel, and "valid": the mean F1 of starts over held-back sources.
    """
    by_source: dict[str, list[Group]] = defaultdict(list)
    for page in learned:
        found = by_source[page.source]
        if len(found) < MOST_LINES:
            found.extend(_groups(page, moves_of(page, reader)))
    groups = [
        replace(group, weight=1 / math.sqrt(len(found)))
        for found in by_source.values()
        for group in found
    ]
    fitted = fit_choice(groups, FEATURES, seed=seed)
    return {"network": fitted["network"], **_share(fitted, held_back, reader)}


def moves_of(page: Page, reader: Reader) -> Moves:
    """Reads a page."""
    lines = read_lines(page.lines)
    return Moves(lines, reader.read(reader.lines(lines)))


def _groups(page: Page, moves: Moves) -> Iterator[Group]:
    """What may happen at each line after the right moves before, and what did."""
    begins = {start: number for number, start in enumerate(page.starts)}
    branches = {0: Branch(0, None)}
    last = branches[0]
    for line in range(1, len(page.lines)):
        answerable = moves.answerable(line, last)
        values = moves.rows(line, last, answerable)
        number = begins.get(line)
        if number is None:
            yield Group(values, (0,), ())
            continue
        parent = page.parents[number]
        if last.end is None:
            last.end = line
        above = branches.get(parent or 0, branches[0])
        if above not in answerable:
            # The page does not show this thread depth-first.
            above = answerable[-1]
        sure = parent is not None and page.scored[number] and above is branches.get(parent)
        every = tuple(range(1, len(answerable) + 1))
        yield Group(values, (1 + answerable.index(above),) if sure else every, ())
        last = branches[number] = Branch(line, above)


def _share(fitted: Mapping[str, Any], held_back: Sequence[Page], reader: Reader) -> dict[str, Any]:
    """How eager to be: the mean over sources of the F1 of starts decides."""
    read: list[tuple[Page, Moves]] = []
    lines: dict[str, int] = defaultdict(int)
    for page in held_back:
        if lines[page.source] < MOST_CHOOSING:
            lines[page.source] += len(page.lines)
            read.append((page, moves_of(page, reader)))
    best = {"share": 0.5, "valid": -1.0}
    for share in SHARES:
        model = MoveModel(network(fitted), share)
        counts: dict[str, list[int]] = defaultdict(lambda: [0, 0])
        for page, moves in read:
            found = {beginning.line for beginning in parse(moves, model, 1)}
            counts[page.source][0] += 2 * len(found & set(page.starts))
            counts[page.source][1] += len(found) + len(page.starts) - 1
        score = fmean(hits / max(1, both) for hits, both in counts.values()) if counts else 0.0
        if score > best["valid"]:
            best = {"share": share, "valid": round(score, 4)}
    return best
