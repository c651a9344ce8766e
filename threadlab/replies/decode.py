"""From scores of pairs to the replies of a whole thread, respecting the order of comments.

Posted order: each comment answers an earlier one, each for itself. Page order (depth-first): the
parent lies on the path from the root to the comment before; the best tree and the probability of
each parent come from a lattice of the most likely paths (Viterbi and forward-backward).
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

from threadlab.replies.features import Outline, candidates, row
from threadlab.replies.weights import STEPS, Network, ParentModel

# Paths that are kept at each comment, and parents that are tried on each of them.
BEAM, LONG_BEAM = 24, 8
OPTIONS = 6
# From this many comments on, the shorter beam keeps the work within bounds.
LONG = 2_000
# Comments whose pairs are scored together.
BATCH = 512
# Steps up a path that are tried in any case.
NEAREST = 8


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
    scored = score_pairs(view, model.network)
    if order == "page":
        return _Lattice(view, model, scored).choices()
    return [_choose(_softmax(scored[child])) for child in range(1, len(scored))]


def score_pairs(view: Outline, network: Network) -> list[dict[int | None, float]]:
    """Scores every pair that has a clue, and "none of them", in batches.

    Args:
        view: The thread's outline.
        network: Scores a row.

    Returns:
        For each comment its scores by parent.
    """
    count = len(view.material.entries)
    scored: list[dict[int | None, float]] = [{} for _ in range(count)]
    for start in range(1, count, BATCH):
        pairs: list[tuple[int, int | None]] = []
        for child in range(start, min(count, start + BATCH)):
            pairs.append((child, None))
            pairs.extend((child, parent) for parent in candidates(view, child))
        found = network.scores([row(view, child, parent) for child, parent in pairs])
        for (child, parent), score in zip(pairs, found, strict=True):
            scored[child][parent] = score
    return scored


def _softmax(scores: dict[int | None, float]) -> dict[int | None, float]:
    top = max(scores.values())
    weights = {parent: math.exp(score - top) for parent, score in scores.items()}
    total = math.fsum(weights.values())
    return {parent: weight / total for parent, weight in weights.items()}


def _choose(shares: dict[int | None, float]) -> Choice:
    ranked = sorted(shares.items(), key=lambda item: (-item[1], -1 if item[0] is None else item[0]))
    (parent, probability), *others = ranked
    return Choice(parent, probability, tuple(others[:3]))


@dataclass(slots=True)
class _Node:
    """A comment on a path; paths share their beginnings.

    `jump` leads to an ancestor far up, so that a comment is found on a path in few steps (Myers
    1983, "An applicative random-access stack").
    """

    number: int
    depth: int
    above: "_Node | None"
    jump: "_Node | None"
    below: dict[int, "_Node"] = field(default_factory=dict)

    def child(self, number: int) -> "_Node":
        """The node of a comment that answers this one; one node a path."""
        known = self.below.get(number)
        if known is None:
            jump = self.jump
            same = jump is not None and jump.jump is not None
            if (
                same
                and jump is not None
                and jump.jump is not None
                and self.depth - jump.depth == jump.depth - jump.jump.depth
            ):
                known = _Node(number, self.depth + 1, self, jump.jump)
            else:
                known = _Node(number, self.depth + 1, self, self)
            self.below[number] = known
        return known

    def find(self, number: int) -> "_Node | None":
        """The node of a comment on the path up from here; None if it is not on it."""
        node: _Node | None = self
        while node is not None and node.number > number:
            jump = node.jump
            node = jump if jump is not None and jump.number >= number else node.above
        return node if node is not None and node.number == number else None


@dataclass(slots=True)
class _State:
    """A path at one comment of the lattice."""

    node: _Node
    best: float
    total: float
    came: "_State | None"
    edges: list[tuple["_State", int, float]]
    after: float = 0.0


class _Lattice:
    """The most likely paths of a depth-first page, comment by comment."""

    def __init__(
        self, view: Outline, model: ParentModel, scored: list[dict[int | None, float]]
    ) -> None:
        self._view = view
        self._model = model
        self._scored = scored
        self._beam = BEAM if len(scored) < LONG else LONG_BEAM
        self._columns: list[list[_State]] = []

    def choices(self) -> list[Choice]:
        if len(self._scored) < 2:
            return []
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
        none = _softmax(self._scored[child]).get(None, 0.0)
        rest = [(other, p * (1 - none)) for other, p in share.items() if other != parent]
        ranked = sorted(rest, key=lambda item: (-item[1], item[0]))
        others: list[tuple[int | None, float]] = [*ranked[:3]]
        if none > 0.01:
            others = sorted([*others, (None, none)], key=lambda item: -item[1])[:3]
        return Choice(parent, share.get(parent, 0.0) * (1 - none), tuple(others))

    def _forward(self) -> None:
        root = _Node(0, 0, None, None)
        self._columns.append([_State(root, 0.0, 0.0, None, [])])
        for child in range(1, len(self._scored)):
            reached: dict[int, _State] = {}
            for state in self._columns[-1]:
                for node, weight in self._options(child, state.node):
                    self._step(reached, state, node.child(child), node.number, weight)
            kept = sorted(reached.values(), key=lambda s: (-s.best, -s.node.depth))[: self._beam]
            top = max(state.total for state in kept)
            for state in kept:
                state.best -= top
                state.total -= top
                state.edges = [(s, p, w - top) for s, p, w in state.edges]
            self._columns.append(kept)

    def _step(
        self, reached: dict[int, _State], state: _State, node: _Node, parent: int, weight: float
    ) -> None:
        known = reached.get(id(node))
        best, total = state.best + weight, state.total + weight
        if known is None:
            reached[id(node)] = _State(node, best, total, state, [(state, parent, weight)])
            return
        known.edges.append((state, parent, weight))
        known.total = _add(known.total, total)
        if best > known.best:
            known.best, known.came = best, state

    def _options(self, child: int, leaf: _Node) -> list[tuple[_Node, float]]:
        """The likeliest parents on one path, with their weights."""
        nodes: dict[int, _Node] = {}
        node: _Node | None = leaf
        while node is not None and leaf.depth - node.depth < NEAREST:
            nodes[node.number] = node
            node = node.above
        scores = self._scored[child]
        for parent in scores:
            if parent is not None and parent not in nodes and parent < leaf.number:
                found = leaf.find(parent)
                if found is not None:
                    nodes[parent] = found
        missing = [number for number in nodes if number not in scores]
        if missing:
            rows = [row(self._view, child, number) for number in missing]
            scores.update(zip(missing, self._model.network.scores(rows), strict=True))
        steps = self._model.steps
        weighed = [
            (node, scores[number] + steps[min(leaf.depth - node.depth, STEPS)])
            for number, node in nodes.items()
        ]
        top = max(weight for _, weight in weighed)
        total = top + math.log(math.fsum(math.exp(weight - top) for _, weight in weighed))
        off = (1 - self._model.reach) * total
        weighed.sort(key=lambda item: (-item[1], -item[0].number))
        return [(node, weight - off) for node, weight in weighed[:OPTIONS]]

    def _backward(self) -> list[dict[int, float]]:
        """The probability of each parent of each comment, over all kept paths."""
        shares: list[dict[int, float]] = [{} for _ in self._columns]
        for state in self._columns[-1]:
            state.after = 0.0
        for child in range(len(self._columns) - 1, 0, -1):
            before: dict[int, float] = {}
            weights: dict[int, float] = {}
            column = self._columns[child]
            total = _log_sum([state.total + state.after for state in column])
            for state in column:
                for source, parent, weight in state.edges:
                    there = weight + state.after
                    key = id(source)
                    before[key] = _add(before[key], there) if key in before else there
                    share = math.exp(min(0.0, source.total + there - total))
                    weights[parent] = weights.get(parent, 0.0) + share
            for source in self._columns[child - 1]:
                source.after = before.get(id(source), -math.inf)
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
