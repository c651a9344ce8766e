"""A page without boundaries -> its comments and who they answer, line by line.

A beam search over paths (as in transition-based parsing, Zhang and Clark 2008): every line is a
move, and the most likely sequences of moves are kept. What is kept of them at the end gives the
probability of each beginning (forward-backward over the kept moves).
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from threadlab.replies.moves import Branch, Page

if TYPE_CHECKING:
    import numpy as np

    from threadlab.replies.weights import MoveModel

# Paths that are kept at each line.
BEAM = 12
# Taken off the score of what hardly ever happens.
HARDLY = 6.0

_Path = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Beginning:
    """A line that begins a comment.

    Attributes:
        line: Its number.
        answered: First line of the comment that it answers.
        probability: That the line begins a comment.
    """

    line: int
    answered: int
    probability: float


@dataclass(slots=True)
class _State:
    """A path at one line.

    Attributes:
        last: The comment that the line belongs to.
        best: Log probability of the best way here.
        came: The state before on it.
        moves: All kept ways here: state before and log probability of the move.
        total: Log probability of all of them together.
        after: Log probability of all that follows.
    """

    last: Branch
    best: float
    came: "_State | None"
    moves: list[tuple["_State", float]] = field(default_factory=list)
    total: float = 0.0
    after: float = -math.inf


def parse(page: Page, model: "MoveModel", first: int) -> list[Beginning]:
    """Finds the lines that begin a comment.

    Args:
        page: Its lines, the opening post's first.
        model: Weighs moves.
        first: Lines of the opening post; none of them begins a comment.

    Returns:
        The beginnings on the best path, by line.
    """
    eager = eagerness(page.begins[max(1, first) :], model.share)
    columns = [[_State(Branch(0, None), 0.0, None)]]
    for line in range(max(1, first), len(page)):
        columns.append(_advance(page, model, eager, line, columns[-1]))
    sure = _sure(columns)
    found: list[Beginning] = []
    state: _State | None = columns[-1][0]
    for number in range(len(columns) - 1, 0, -1):
        if state is None or state.came is None:
            break
        if state.last.start != state.came.last.start:
            above = state.last.above
            answered = 0 if above is None else above.start
            found.append(Beginning(state.last.start, answered, sure[number]))
        state = state.came
    return found[::-1]


def eagerness(begins: Sequence[float], share: float) -> float:
    """How much beginnings are preferred on a page: more where the reader is sure of little.

    Args:
        begins: Log odds that each line begins a comment.
        share: Of the F1 that can be expected on the page; a line as probable as that is taken.

    Returns:
        Log odds, added to every beginning.
    """
    limit = share * best_expected_f1([1 / (1 + math.exp(-odds)) for odds in begins])
    limit = min(max(limit, 0.01), 0.99)
    return math.log((1 - limit) / limit)


def best_expected_f1(chances: Sequence[float]) -> float:
    """The F1 that can be expected of the best choice of lines, if the chances hold.

    The best choice takes every line whose chance is at least half of it (Lipton et al. 2014,
    "Optimal Thresholding of Classifiers to Maximize F1 Measure").

    Args:
        chances: The probability of each line that it begins a comment.

    Returns:
        A fraction.
    """
    total = math.fsum(chances)
    best = taken = 0.0
    for count, chance in enumerate(sorted(chances, reverse=True), start=1):
        taken += chance
        best = max(best, 2 * taken / (count + total))
    return best


def _advance(
    page: Page, model: "MoveModel", eager: float, line: int, column: Sequence[_State]
) -> list[_State]:
    """The states at a line, most likely first."""
    import numpy as np

    options = [page.answerable(line, state.last) for state in column]
    rows = [
        page.rows(line, state.last, nodes) for state, nodes in zip(column, options, strict=True)
    ]
    scores = np.asarray(model.network.scores(np.concatenate(rows)))
    reached: dict[_Path, _State] = {}
    at = 0
    for state, nodes in zip(column, options, strict=True):
        own = scores[at : at + len(nodes) + 1]
        if page.quotes_itself(line, state.last):
            own[0] -= HARDLY
        shares = _log_shares(own, eager)
        at += len(nodes) + 1
        ended = state.last
        if ended.end is None:
            ended = Branch(ended.start, ended.above, line)
        _reach(reached, (state.last.start, id(state.last)), state.last, state, shares[0])
        for node, share in zip(nodes, shares[1:], strict=True):
            above = ended if node is state.last else node
            way = (line, above.start, above.end or 0, id(above.above))
            _reach(reached, way, Branch(line, above), state, share)
    kept = sorted(reached.values(), key=lambda state: (-state.best, state.last.start))[:BEAM]
    top = max(state.total for state in kept)
    for state in kept:
        state.best -= top
        state.total -= top
        state.moves = [(before, share - top) for before, share in state.moves]
    return kept


def _log_shares(scores: "np.ndarray[Any, Any]", eager: float) -> list[float]:
    """Log probabilities of the moves at a line."""
    raised = [float(scores[0]), *(float(score) + eager for score in scores[1:])]
    top = max(raised)
    total = top + math.log(math.fsum(math.exp(value - top) for value in raised))
    return [value - total for value in raised]


def _reach(
    reached: dict[_Path, _State],
    key: _Path,
    last: Branch,
    state: _State,
    share: float,
) -> None:
    best, total = state.best + share, state.total + share
    known = reached.get(key)
    if known is None:
        reached[key] = _State(last, best, state, [(state, share)], total)
        return
    known.moves.append((state, share))
    known.total = _add(known.total, total)
    if best > known.best:
        known.best, known.came = best, state


def _add(one: float, other: float) -> float:
    """log(exp(one) + exp(other))."""
    top, low = (one, other) if one >= other else (other, one)
    return top + math.log1p(math.exp(low - top)) if low > -math.inf else top


def _sure(columns: Sequence[Sequence[_State]]) -> list[float]:
    """For each column, the probability that its line begins a comment."""
    for state in columns[-1]:
        state.after = 0.0
    found = [0.0] * len(columns)
    for number in range(len(columns) - 1, 0, -1):
        total = yes = -math.inf
        for state in columns[number]:
            for before, share in state.moves:
                way = before.total + share + state.after
                total = _add(total, way) if total > -math.inf else way
                if state.last.start != before.last.start:
                    yes = _add(yes, way) if yes > -math.inf else way
                there = share + state.after
                before.after = _add(before.after, there) if before.after > -math.inf else there
        found[number] = math.exp(min(0.0, yes - total)) if yes > -math.inf else 0.0
    return found
