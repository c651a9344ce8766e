"""From scores of pairs to the replies of a whole thread, respecting the order of comments.

Posted order: each comment answers an earlier one, each for itself. Page order (depth-first): the
parent lies on the path from the root to the comment before; the best tree and the probability of
each parent come from a lattice of the most likely paths (Viterbi and forward-backward).
"""

import itertools
import math
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from threadlab.replies.candidates import candidates
from threadlab.replies.features import rows
from threadlab.replies.outline import Outline
from threadlab.replies.ranking import foremost
from threadlab.replies.weights import STEPS, Network, ParentModel

if TYPE_CHECKING:
    import numpy as np

    Numbers = np.ndarray[Any, Any]

# Paths that are kept at each comment, and parents that are tried on each of them.
BEAM, LONG_BEAM = 12, 8
OPTIONS = 6
# Paths and parents this much less likely than the best (log) are given up.
HOPELESS = 9.0
# From this many comments on, the shorter beam keeps the work within bounds.
LONG = 2_000
# Pairs that are scored together: few enough for their numbers to stay in the processor's cache.
BATCH = 4_096
# Steps up a path that are tried in any case.
NEAREST = 8
# Further parents that are told.
OTHERS = 3
# Below this share the best parent is no better than a guess among very many: unknown is said.
UNSURE = 0.03


@dataclass(frozen=True, slots=True)
class Choice:
    """What was found for one comment.

    Attributes:
        parent: Number of the parent; None: none of those considered.
        probability: Of it, before calibration.
        others: Further parents with their probabilities, most probable first.
    """

    parent: int | None
    probability: float
    others: tuple[tuple[int | None, float], ...]


def decode(view: Outline, model: ParentModel, order: str) -> list[Choice]:
    """Chooses the parent of each comment but the first.

    Args:
        view: The thread's outline.
        model: For this order.
        order: "posted" or "page".

    Returns:
        A choice for each comment from the second on.
    """
    import numpy as np

    if view.count < 2:
        return []
    children, parents = candidates(view, order)
    scores = scored_pairs(view, model.network, children, parents)
    numbers = np.arange(1, view.count)
    nobody = scored_pairs(view, model.network, numbers, np.full(len(numbers), -1))
    starts = np.searchsorted(children, numbers)
    top = np.maximum(np.maximum.reduceat(scores, starts), nobody)
    weights = np.exp(scores - top[children - 1])
    none = np.exp(nobody - top)
    totals = np.add.reduceat(weights, starts) + none
    if order == "page":
        by_child = _by_child(starts, parents, scores)
        return _Lattice(view, model, by_child, (none / totals).tolist()).choices()
    return _chosen(children, parents, weights / totals[children - 1], none / totals)


def scored_pairs(
    view: Outline, network: Network, children: "Numbers", parents: "Numbers"
) -> "Numbers":
    """Scores pairs, in batches.

    Args:
        view: The thread's outline.
        network: Scores a row.
        children: Numbers of the answering comments.
        parents: Number of an earlier one for each of them; -1: none of those considered.

    Returns:
        A score for each pair.
    """
    import numpy as np

    parts = [
        network.values(rows(view, children[at : at + BATCH], parents[at : at + BATCH]))
        for at in range(0, len(children), BATCH)
    ]
    return np.concatenate(parts)


def _by_child(starts: "Numbers", parents: "Numbers", scores: "Numbers") -> list[dict[int, float]]:
    """For each comment its scores by parent."""
    bounds = [*starts.tolist(), len(parents)]
    flat = list(zip(parents.tolist(), scores.tolist(), strict=True))
    return [{}, *(dict(flat[a:b]) for a, b in itertools.pairwise(bounds))]


def _chosen(
    children: "Numbers", parents: "Numbers", shares: "Numbers", none: "Numbers"
) -> list[Choice]:
    """Takes the likeliest parent of each comment; among equals the earliest."""
    import numpy as np

    order = np.flatnonzero(foremost(children, shares, OTHERS + 1))
    order = order[np.lexsort((parents[order], -shares[order], children[order]))]
    children, parents, shares = children[order], parents[order], shares[order]
    rank = np.arange(len(children)) - np.searchsorted(children, children)
    best = rank <= OTHERS
    ranked: list[list[tuple[int | None, float]]] = [[] for _ in none]
    found = zip(
        (children[best] - 1).tolist(), parents[best].tolist(), shares[best].tolist(), strict=True
    )
    for child, parent, share in found:
        ranked[child].append((parent, share))
    choices: list[Choice] = []
    for options, unknown in zip(ranked, none.tolist(), strict=True):
        (parent, share), *others = options
        if share < UNSURE:
            choices.append(Choice(None, unknown, tuple(options[:OTHERS])))
            continue
        others.append((None, unknown))
        others.sort(key=lambda item: -item[1])
        choices.append(Choice(parent, share, tuple(others[:OTHERS])))
    return choices


@dataclass(slots=True, eq=False)
class _Node:
    """A comment on a path; paths share their beginnings.

    `jump` leads to an ancestor far up, so that a comment is found on a path in few steps (Myers
    1983, "An applicative random-access stack").
    """

    number: int
    depth: int
    above: "_Node | None"
    jump: "_Node | None"

    def child(self, number: int) -> "_Node":
        """Makes the node of a comment that answers this one."""
        jump = self.jump
        far = None if jump is None else jump.jump
        if jump is not None and far is not None and self.depth + far.depth == 2 * jump.depth:
            return _Node(number, self.depth + 1, self, far)
        return _Node(number, self.depth + 1, self, self)

    def find(self, number: int) -> "_Node | None":
        """The node of a comment on the path up from here; None if it is not on it."""
        node: _Node | None = self
        while node is not None and node.number > number:
            jump = node.jump
            node = jump if jump is not None and jump.number >= number else node.above
        return node if node is not None and node.number == number else None


@dataclass(slots=True, eq=False)
class _State:
    """A path at one comment of the lattice.

    Attributes:
        node: The comment on its path; its parent until the state is kept.
        best: Weight (log) of the likeliest way here.
        total: Weight of all ways here.
        came: The state before on the likeliest way.
        edges: The states before, with the weights of the steps from them.
        after: Weight of all ways on from here.
    """

    node: _Node
    best: float
    total: float
    came: "_State | None"
    edges: list[tuple["_State", float]]
    after: float = 0.0


class _Lattice:
    """The most likely paths of a depth-first page, comment by comment."""

    def __init__(
        self,
        view: Outline,
        model: ParentModel,
        scored: list[dict[int, float]],
        none: Sequence[float],
    ) -> None:
        self._view = view
        self._model = model
        self._scored = scored
        self._none = none
        self._beam = BEAM if len(scored) < LONG else LONG_BEAM
        self._columns: list[list[_State]] = []
        # Taken off the weights of each column, so that they stay small.
        self._tops: list[float] = []

    def choices(self) -> list[Choice]:
        self._forward()
        shares = self._backward()
        found: list[Choice] = []
        state: _State | None = self._columns[-1][0]
        parents: list[int] = []
        while state is not None and state.came is not None:
            above = state.node.above
            parents.append(above.number if above is not None else 0)
            state = state.came
        for child, parent in enumerate(reversed(parents), start=1):
            found.append(self._choice(child, parent, shares[child]))
        return found

    def _choice(self, child: int, parent: int, share: dict[int, float]) -> Choice:
        """Takes the best tree's parent; what speaks for none of them is taken off all."""
        none = self._none[child - 1]
        rest = [(other, p * (1 - none)) for other, p in share.items() if other != parent]
        ranked = sorted(rest, key=lambda item: (-item[1], item[0]))
        others: list[tuple[int | None, float]] = [*ranked[:OTHERS]]
        if none > 0.01:
            others = sorted([*others, (None, none)], key=lambda item: -item[1])[:OTHERS]
        return Choice(parent, share.get(parent, 0.0) * (1 - none), tuple(others))

    def _forward(self) -> None:
        root = _Node(0, 0, None, None)
        self._columns.append([_State(root, 0.0, 0.0, None, [])])
        self._tops.append(0.0)
        for child in range(1, len(self._scored)):
            reached = list(self._reached(child).values())
            reached.sort(key=lambda s: (-s.best, -s.node.depth))
            hopeless = reached[0].best - HOPELESS
            kept = [state for state in reached[: self._beam] if state.best > hopeless]
            top = max(state.total for state in kept)
            for state in kept:
                state.node = state.node.child(child)
                state.best -= top
                state.total -= top
            self._columns.append(kept)
            self._tops.append(top)

    def _reached(self, child: int) -> dict[_Node, _State]:
        """All states of a comment by its parent's node, which they bear until they are kept."""
        reached: dict[_Node, _State] = {}
        column = self._columns[-1]
        for state, path in zip(column, self._paths(child, column), strict=True):
            for node, weight in self._options(child, state.node, path):
                best, total = state.best + weight, state.total + weight
                known = reached.get(node)
                if known is None:
                    reached[node] = _State(node, best, total, state, [(state, weight)])
                    continue
                known.edges.append((state, weight))
                known.total = _add(known.total, total)
                if best > known.best:
                    known.best, known.came = best, state
        return reached

    def _paths(self, child: int, leaves: Sequence[_State]) -> list[list[_Node]]:
        """The possible parents on each path; those not scored yet are scored together."""
        scores = self._scored[child]
        paths: list[list[_Node]] = []
        missing: dict[int, None] = {}
        ranked = sorted(scores)
        # Paths run together further up.
        above: dict[_Node | None, list[_Node]] = {None: []}
        for leaf in leaves:
            nodes: list[_Node] = []
            node: _Node | None = leaf.node
            for _ in range(NEAREST):
                if node is None:
                    break
                nodes.append(node)
                if node.number not in scores:
                    missing[node.number] = None
                node = node.above
            far = above.get(node)
            if far is None and node is not None:
                # What is left of the path lies above, and so do its numbers.
                higher = ranked[: bisect_right(ranked, node.number)]
                far = above[node] = [f for f in map(node.find, higher) if f is not None]
            paths.append(nodes + far if far else nodes)
        if missing:
            import numpy as np

            parents = np.array(list(missing))
            children = np.full(len(parents), child)
            added = scored_pairs(self._view, self._model.network, children, parents)
            scores.update(zip(missing, added.tolist(), strict=True))
        return paths

    def _options(self, child: int, leaf: _Node, path: Sequence[_Node]) -> list[tuple[_Node, float]]:
        """The likeliest parents on one path, with their weights."""
        steps, scores, depth = self._model.steps, self._scored[child], leaf.depth
        # As they are sorted: heaviest first, among equals the latest.
        weighed = [
            (-scores[node.number] - steps[min(depth - node.depth, STEPS)], -node.number, node)
            for node in path
        ]
        weighed.sort()
        lightest = weighed[0][0]
        off = 0.0
        if self._model.reach < 1:
            total = math.log(math.fsum([math.exp(lightest - item[0]) for item in weighed]))
            off = (1 - self._model.reach) * (total - lightest)
        hopeless = lightest + HOPELESS
        return [(node, -w - off) for w, _, node in weighed[:OPTIONS] if w < hopeless]

    def _backward(self) -> list[dict[int, float]]:
        """The probability of each parent of each comment, over all kept paths."""
        shares: list[dict[int, float]] = [{} for _ in self._columns]
        for state in self._columns[-1]:
            state.after = 0.0
        for child in range(len(self._columns) - 1, 0, -1):
            before: dict[_State, float] = {}
            weights: dict[int, float] = {}
            column, top = self._columns[child], self._tops[child]
            total = _log_sum([state.total + state.after for state in column])
            for state in column:
                share = 0.0
                for source, weight in state.edges:
                    there = weight - top + state.after
                    before[source] = _add(before[source], there) if source in before else there
                    share += math.exp(min(0.0, source.total + there - total))
                parent = 0 if state.node.above is None else state.node.above.number
                weights[parent] = weights.get(parent, 0.0) + share
            for source in self._columns[child - 1]:
                source.after = before.get(source, -math.inf)
            norm = math.fsum(weights.values()) or 1.0
            shares[child] = {parent: weight / norm for parent, weight in weights.items()}
        return shares


def _add(one: float, other: float) -> float:
    """log(exp(one) + exp(other))."""
    top, low = (one, other) if one >= other else (other, one)
    return top + math.log1p(math.exp(low - top)) if low > -math.inf else top


def _log_sum(values: Sequence[float]) -> float:
    top = max(values)
    return top + math.log(math.fsum(math.exp(value - top) for value in values))
