"""Two camps by search: a partition that few ties contradict, and how few there must be."""

import itertools
from collections import defaultdict, deque
from typing import TYPE_CHECKING, Any

from threadlab.graph.ties import Ties

if TYPE_CHECKING:
    from threadlab.graph.chances import Floats, Sides

TABU_FLIPS = 20
"""How many flips a member has in a search, on average."""

MOST_FLIPS = 4_000
DENSE = 300
"""Up to so many nodes a search holds all pairs: whole rows are quicker than picked places."""

PATHS = 400
"""Most contradicted ties of a graph for which a way round is looked for."""

_LEAST = 1e-9


def cost(graph: Ties, sides: "Sides") -> float:
    """Gives the weight of the ties that two camps contradict.

    Args:
        graph: The ties.
        sides: +1 or -1 for each node.
    """
    contradicted = graph.against(sides)
    return float(abs(graph.weight[contradicted]).sum())


def spanning(graph: Ties) -> "Sides":
    """Divides nodes so that the strongest ties that form no circle are all explained.

    A graph without circles can always be divided so (Harary 1953); this is where searches begin.
    Ties are taken by strength where they join two parts (Kruskal 1956); each node knows the sign
    of its way to the first node of its part, whose side is +1.
    """
    import numpy as np

    above = list(range(graph.size))
    signs = [1] * graph.size

    def root(node: int) -> tuple[int, int]:
        """The first node of a part, and the sign of the way to it, which is made short."""
        way = []
        while above[node] != node:
            way.append(node)
            node = above[node]
        sign = 1
        for passed in reversed(way):
            sign *= signs[passed]
            above[passed], signs[passed] = node, sign
        return node, sign

    strongest = np.argsort(-np.abs(graph.weight), kind="stable")
    rows = (graph.one[strongest], graph.other[strongest], np.sign(graph.weight[strongest]))
    for one, other, sign in zip(*(row.tolist() for row in rows), strict=True):
        (a, to_a), (b, to_b) = root(one), root(other)
        if a != b:
            first, later = min(a, b), max(a, b)
            above[later], signs[later] = first, to_a * to_b * int(sign)
    return np.array([root(node)[1] for node in range(graph.size)], dtype=np.int8)


class Search:
    """Improves partitions of one graph by moving one node at a time.

    Steepest descent, then tabu search: the best move is made even where it costs, and a node that
    moved rests for a while (Glover 1989; for signed graphs Brusco and Steinley 2010, "K-balance
    partitioning"). It gives an upper bound of the frustration index, deterministic for a seed.
    """

    def __init__(self, graph: Ties) -> None:
        import numpy as np

        self._graph = graph
        ends = np.concatenate([graph.one, graph.other])
        order = np.argsort(ends, kind="stable")
        self._starts = np.searchsorted(ends[order], np.arange(graph.size + 1))
        self._others = np.concatenate([graph.other, graph.one])[order]
        self._weights = np.concatenate([graph.weight, graph.weight])[order]
        self._pairs: Floats | None = None
        if graph.size <= DENSE:
            self._pairs = np.zeros((graph.size, graph.size))
            self._pairs[graph.one, graph.other] = self._pairs[graph.other, graph.one] = (
                2 * graph.weight
            )

    def descend(self, sides: "Sides") -> "Sides":
        """Moves nodes while this explains more; sides that cost nothing to leave are left."""
        here = sides.copy()
        content = self._content(here)
        while len(here):
            worst = int(content.argmin())
            if content[worst] >= -_LEAST:
                break
            self._flip(here, content, worst)
        return here

    def tabu(self, sides: "Sides", seed: int, flips: int | None = None) -> "Sides":
        """Searches on from a partition and gives the best that was met.

        Args:
            sides: Where to begin.
            seed: Of the resting times.
            flips: How many moves; None: by the graph's size.
        """
        import numpy as np

        best = here = self.descend(sides)
        size = len(here)
        left = cost(self._graph, best)
        if size < 3 or left < _LEAST:  # nothing is contradicted: there is no better one
            return best
        here = here.copy()
        content = self._content(here)
        steps = min(TABU_FLIPS * size, MOST_FLIPS) if flips is None else flips
        rests = np.random.default_rng(seed).integers(
            1 + min(5, size // 4), 3 + min(10, size // 2), size=steps
        )
        resting = np.zeros(size)
        resting[self._starts[1:] == self._starts[:-1]] = np.inf  # without ties: never moved
        waking: dict[int, list[int]] = defaultdict(list)
        now = lowest = 0.0
        for step, rest in enumerate(rests.tolist()):
            for node in waking.pop(step, ()):
                resting[node] = 0.0
            chosen = int((content + resting).argmin())
            if resting[chosen]:
                continue
            now += float(content[chosen])
            self._flip(here, content, chosen)
            resting[chosen] = np.inf
            waking[step + rest].append(chosen)
            if now < lowest - _LEAST:
                lowest, best = now, here.copy()
                if left + lowest < _LEAST:
                    break
        return best

    def _content(self, sides: "Sides") -> "Floats":
        """How much more each node's ties speak for its side than against it."""
        import numpy as np

        sums = np.zeros(len(sides))
        spoken = self._graph.weight * sides[self._graph.one] * sides[self._graph.other]
        np.add.at(sums, self._graph.one, spoken)
        np.add.at(sums, self._graph.other, spoken)
        return sums

    def _flip(self, sides: "Sides", content: "Floats", node: int) -> None:
        if self._pairs is not None:
            content -= self._pairs[node] * (sides * sides[node])
        else:
            near = slice(self._starts[node], self._starts[node + 1])
            others = self._others[near]
            content[others] -= 2 * self._weights[near] * (sides[others] * sides[node])
        content[node] = -content[node]
        sides[node] = -sides[node]


def lower_bound(graph: Ties, sides: "Sides") -> float:
    """Gives a weight that every division into two camps contradicts at least.

    Circles with an odd number of disagreements that share no tie each cost at least their
    weakest tie (Harary 1959, "On the measurement of structural balance"). They are collected
    greedily: round each contradicted tie the shortest way over explained ties that are left.

    Args:
        graph: The ties.
        sides: A good division; the better, the better the bound.
    """
    contradicted = graph.against(sides)
    if not contradicted.any():
        return 0.0
    weight = abs(graph.weight)
    near: dict[int, dict[int, float]] = defaultdict(dict)
    rows = zip(graph.one.tolist(), graph.other.tolist(), weight.tolist(), strict=True)
    open_ties: list[list[Any]] = []
    for (one, other, heavy), odd in zip(rows, contradicted.tolist(), strict=True):
        if odd:
            open_ties.append([one, other, heavy])
        else:
            near[one][other] = near[other][one] = heavy
    open_ties.sort(key=lambda tie: (-tie[2], tie[0], tie[1]))
    bound = 0.0
    for tie in open_ties:
        bound += _short_ways(near, tie)
    left = [tie for tie in open_ties if tie[2] > _LEAST]
    for tie in left[:PATHS]:
        while tie[2] > _LEAST and (way := _way(near, tie[0], tie[1])):
            bound += _use(near, tie, way)
    return bound


def _short_ways(near: dict[int, dict[int, float]], tie: list[Any]) -> float:
    """Takes the triangles round a contradicted tie."""
    one, other, _ = tie
    small, large = sorted((near[one], near[other]), key=len)
    found = 0.0
    for middle in [node for node in small if node in large]:
        if tie[2] <= _LEAST:
            break
        found += _use(near, tie, [one, middle, other])
    return found


def _use(near: dict[int, dict[int, float]], tie: list[Any], way: list[int]) -> float:
    """Takes a circle's weakest weight from all its ties."""
    steps = list(itertools.pairwise(way))
    least = min(tie[2], *(near[a][b] for a, b in steps))
    tie[2] -= least
    for a, b in steps:
        left = near[a][b] - least
        if left > _LEAST:
            near[a][b] = near[b][a] = left
        else:
            del near[a][b], near[b][a]
    return float(least)


def _way(near: dict[int, dict[int, float]], start: int, goal: int) -> list[int]:
    """The shortest way between two nodes, searched from both ends; [] where there is none."""
    before: tuple[dict[int, int], dict[int, int]] = ({start: start}, {goal: goal})
    edges = (deque([start]), deque([goal]))
    while edges[0] and edges[1]:
        turn = int(len(edges[1]) < len(edges[0]))
        mine, theirs, edge = before[turn], before[1 - turn], edges[turn]
        for _ in range(len(edge)):
            here = edge.popleft()
            for there in near[here]:
                if there in mine:
                    continue
                mine[there] = here
                if there in theirs:
                    return _joined(before[0], before[1], there)
                edge.append(there)
    return []


def _joined(forward: dict[int, int], backward: dict[int, int], middle: int) -> list[int]:
    way = [middle]
    while forward[way[-1]] != way[-1]:
        way.append(forward[way[-1]])
    way.reverse()
    while backward[way[-1]] != way[-1]:
        way.append(backward[way[-1]])
    return way
