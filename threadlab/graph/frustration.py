"""The frustration index: how far a signed graph is from two camps.

The index is the least weight of ties that must be given up so that the rest divides into two
camps, friends within and opponents between (the line index of balance: Abelson and Rosenberg
1958; Harary 1959). Finding it is as hard as the largest cut of a graph.

Exact values come from HiGHS, through scipy: the ties given up are a smallest cover of all circles
with an odd number of disagreements, whose inequalities are found as they are violated (Barahona
and Mahjoub 1986; the models of Aref, Mason and Wilson 2020 name each circle of length three at
once instead). scipy is a core dependency for this: a branch and bound of our own stays behind
HiGHS from about 25 people on, and its sparse graphs serve all measures. A graph is divided at its
cut points first, because no circle runs through one: of a forum thread this leaves small blocks.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from threadlab.graph.descent import Search, cost, lower_bound, spanning
from threadlab.graph.ties import Ties

if TYPE_CHECKING:
    import networkx as nx

    from threadlab.graph.chances import Flags, Sides

TRIED_PEOPLE = 12
"""Most people in a block of which every division is looked at: quicker than loading HiGHS."""

EXACT_PEOPLE = 40
"""Most people in a block (a part without cut points) for which the exact value is looked for."""

MOST_NODES = 20_000
"""Most branches that HiGHS opens for a block; a count, not a time, so that every run is equal."""

EXACT_TIES = 160
"""Most ties in such a block: dense ones take minutes from about 30 people on."""

SMALL = 100
"""Up to so many nodes, the search is also begun from divisions drawn at random."""

RESTARTS = 8
ROUNDS = 60
_LEAST = 1e-6


@dataclass(frozen=True, slots=True)
class Frustration:
    """How far a signed graph is from two camps.

    Attributes:
        value: Weight of the contradicted ties of the best division found; 0 is balance.
        bound: No division contradicts less.
        exact: Whether the value is proven to be the least (it equals the bound).
        total: Weight of all ties; half of it is the most that the value can be.
        camps: The camp of each node, 1 or 2, in the order of the nodes; the first node of each
            connected part is in camp 1.
    """

    value: float
    bound: float
    exact: bool
    total: float
    camps: tuple[int, ...]


def frustration(
    graph: "nx.Graph[Any]", *, sign: str = "sign", weight: str | None = None, exact: bool = True
) -> Frustration:
    """Gives the frustration index of a signed networkx graph, and the two camps it implies.

    Args:
        graph: Directed or not; edges of the same two nodes are summed.
        sign: Name of the edge attribute that tells agreement (above 0), disagreement (below 0) or
            neither (0; as good as no edge).
        weight: Name of an edge attribute by which signs are multiplied; None: each edge counts 1.
        exact: Whether to solve blocks of any size exactly, which takes long where they are large
            and dense; otherwise those of more than EXACT_PEOPLE nodes or EXACT_TIES ties are
            searched and bounded.

    Returns:
        The index with its bound and its camps, in the order of graph.nodes.
    """
    import numpy as np

    from threadlab.graph.ties import ties

    number = {node: k for k, node in enumerate(graph)}
    rows = [
        (number[u], number[v], data[sign] * (1.0 if weight is None else data[weight]))
        for u, v, data in graph.edges(data=True)
    ]
    source, target, weights = np.array(rows, dtype=float).reshape(-1, 3).T
    built = ties(len(number), source.astype(np.int32), target.astype(np.int32), weights)
    return solve(built, exact=exact)


def solve(graph: Ties, *, exact: bool = False, seed: int = 0) -> Frustration:
    """Gives the frustration index of ties.

    Args:
        graph: The ties.
        exact: Whether to solve blocks of any size; otherwise those of more than EXACT_PEOPLE nodes
            or EXACT_TIES ties are searched and bounded.
        seed: Of the search.
    """
    import numpy as np

    sides = search(graph, seed)
    total = float(abs(graph.weight).sum())
    if not graph.against(sides).any():
        return Frustration(0.0, 0.0, True, total, _camps(graph, sides))
    given_up = np.zeros(len(graph.one), dtype=bool)
    bound = 0.0
    for block in _blocks(graph):
        piece, nodes = _piece(graph, block)
        found, least = _solved(piece, sides[nodes], exact)
        given_up[block] = piece.against(found)
        bound += least
    sides = _without(graph, given_up)
    value = cost(graph, sides)
    bound = min(bound, value)
    return Frustration(value, bound, value - bound < _LEAST, total, _camps(graph, sides))


def search(graph: Ties, seed: int = 0) -> "Sides":
    """Searches a division into two camps that contradicts little; +1 or -1 for each node."""
    import numpy as np

    first = spanning(graph)
    if not graph.against(first).any():
        return first
    looking = Search(graph)
    best = looking.tabu(first, seed)
    least = cost(graph, best)
    random = np.random.default_rng(seed)
    for restart in range(RESTARTS if graph.size <= SMALL else 0):
        start = random.choice(np.array([-1, 1], dtype=np.int8), size=graph.size)
        found = looking.tabu(start, seed + restart + 1)
        if (value := cost(graph, found)) < least - _LEAST:
            best, least = found, value
    return best


def _camps(graph: Ties, sides: "Sides") -> tuple[int, ...]:
    """Calls the camp of the first node of each part 1, the other 2."""
    import numpy as np

    from threadlab.graph.ties import parts

    if not graph.size:
        return ()
    part = parts(graph)
    _, first = np.unique(part, return_index=True)
    turned = sides * sides[first][part]
    return tuple(np.where(turned > 0, 1, 2).tolist())


def _blocks(graph: Ties) -> Iterator[list[int]]:
    """Yields the ties of each block: of each part that no single node cuts in two."""
    import networkx as nx

    plain: nx.Graph[int] = nx.Graph()
    plain.add_edges_from(zip(graph.one.tolist(), graph.other.tolist(), strict=True))
    place = {
        (a, b): k
        for k, (a, b) in enumerate(zip(graph.one.tolist(), graph.other.tolist(), strict=True))
    }
    for edges in nx.biconnected_component_edges(plain):
        listed = sorted(place[min(edge), max(edge)] for edge in edges)
        if len(listed) > 2:  # fewer form no circle
            yield listed


def _piece(graph: Ties, block: Sequence[int]) -> tuple[Ties, Any]:
    """A block as a graph of its own, and the numbers of its nodes in the whole."""
    import numpy as np

    ends = np.stack([graph.one[block], graph.other[block]])
    nodes, places = np.unique(ends, return_inverse=True)
    one, other = places.reshape(ends.shape).astype(np.int32)
    return Ties(len(nodes), one, other, graph.weight[block]), nodes


def _solved(piece: Ties, sides: "Sides", exact: bool) -> tuple["Sides", float]:
    """Gives the best division of a block, and how little any contradicts."""
    if not piece.against(sides).any():
        return sides, 0.0
    bound = lower_bound(piece, sides)
    value = cost(piece, sides)
    if value - bound < _LEAST:
        return sides, bound
    if piece.size <= TRIED_PEOPLE:
        return _tried(piece, sides, value)
    if not exact and (piece.size > EXACT_PEOPLE or len(piece.one) > EXACT_TIES):
        return sides, bound
    return _covered(piece, sides, bound)


def _tried(piece: Ties, sides: "Sides", value: float) -> tuple["Sides", float]:
    """Looks at every division of a small block; of equals the given one is kept."""
    import numpy as np

    codes = np.arange(2 ** (piece.size - 1), dtype=np.int32)  # the last node never moves
    each = (1 - 2 * (codes[:, None] >> np.arange(piece.size) & 1)).astype(np.int8)
    against = each[:, piece.one] * each[:, piece.other] * np.sign(piece.weight) < 0
    costs = against @ np.abs(piece.weight)
    least = int(costs.argmin())
    if costs[least] < value - _LEAST:
        return each[least], float(costs[least])
    return sides, value


def _covered(piece: Ties, sides: "Sides", bound: float) -> tuple["Sides", float]:
    """Covers all odd circles of a block by the ties of least weight."""
    import numpy as np
    from scipy.optimize import LinearConstraint, linprog, milp
    from scipy.sparse import csr_array

    weight = np.abs(piece.weight)
    count = len(weight)
    value = cost(piece, sides)
    whole = bool((weight == np.round(weight)).all())
    circles = _Circles(piece)
    circles.add_triangles(sides)
    for _ in range(ROUNDS):
        if not circles.rows:
            circles.add(circles.violated(np.zeros(count)))
        rows = csr_array(circles.matrix(count))
        relaxed = linprog(weight, A_ub=-rows, b_ub=-np.ones(rows.shape[0]), bounds=(0, 1))
        bound = max(bound, float(relaxed.fun))
        # With whole weights the index is whole, too.
        if (np.ceil(bound - _LEAST) if whole else bound) >= value - _LEAST:
            return sides, value
        if not circles.add(circles.violated(relaxed.x)):
            break
    while True:
        rows = csr_array(circles.matrix(count))
        found = milp(
            weight,
            integrality=np.ones(count),
            bounds=(0, 1),
            constraints=LinearConstraint(rows, lb=1),
            options={"node_limit": MOST_NODES},
        )
        if found.mip_dual_bound is not None:
            least = float(found.mip_dual_bound)
            bound = max(bound, float(np.ceil(least - _LEAST)) if whole else least)
        if found.x is None or bound >= value - _LEAST:
            return sides, min(bound, value)
        taken = found.x > 0.5
        if not circles.add(circles.violated(taken.astype(float))):
            best = _without(piece, taken)
            better = cost(piece, best)
            if better <= value:
                sides, value = best, better
            return sides, value if found.status == 0 else min(bound, value)


class _Circles:
    """The circles with an odd number of disagreements that have been found in a graph."""

    def __init__(self, graph: Ties) -> None:
        self._graph = graph
        self._place = {
            pair: k
            for k, pair in enumerate(zip(graph.one.tolist(), graph.other.tolist(), strict=True))
        }
        self.rows: dict[tuple[int, ...], None] = {}

    def add(self, circles: Iterable[tuple[int, ...]]) -> bool:
        """Takes circles, each as its ties; says whether one is new."""
        before = len(self.rows)
        self.rows.update(dict.fromkeys(circles))
        return len(self.rows) > before

    def matrix(self, count: int) -> Any:
        """Gives a row a circle and a column a tie: 1 where the circle has the tie."""
        import numpy as np
        from scipy.sparse import coo_array

        lengths = [len(row) for row in self.rows]
        column = np.fromiter((k for row in self.rows for k in row), dtype=np.int64)
        row = np.repeat(np.arange(len(lengths)), lengths)
        return coo_array((np.ones(len(column)), (row, column)), shape=(len(lengths), count))

    def add_triangles(self, sides: "Sides") -> None:
        """Takes the triangles round the ties that a division contradicts."""
        near: dict[int, set[int]] = {}
        for one, other in self._place:
            near.setdefault(one, set()).add(other)
            near.setdefault(other, set()).add(one)
        sign = self._graph.weight > 0
        for k in self._graph.against(sides).nonzero()[0].tolist():
            one, other = int(self._graph.one[k]), int(self._graph.other[k])
            for third in near[one] & near[other]:
                a, b = self._at(one, third), self._at(other, third)
                if (sign[k] + sign[a] + sign[b]) % 2 == 0:
                    self.rows[tuple(sorted((k, a, b)))] = None

    def violated(self, share: Any) -> Iterator[tuple[int, ...]]:
        """Yields odd circles whose ties are given up by less than one in all.

        An odd circle is a way from a node to its copy in a graph of two layers, between which
        disagreements change; the shortest such way of each node is looked at (Barahona 1993).
        """
        import numpy as np
        from scipy.sparse import coo_array
        from scipy.sparse.csgraph import dijkstra

        graph, size = self._graph, self._graph.size
        length = np.maximum(share, 0) + 1e-7  # ways of no length would be no ties
        friend = graph.weight > 0
        one, other = graph.one.astype(np.int64), graph.other.astype(np.int64)
        start = np.concatenate([one, one + size])
        end = np.concatenate(
            [np.where(friend, other, other + size), np.where(friend, other + size, other)]
        )
        layers = coo_array(
            (np.concatenate([length, length]), (start, end)), shape=(2 * size, 2 * size)
        ).tocsr()
        nodes = np.arange(size)
        far, before = dijkstra(layers, directed=False, indices=nodes, return_predecessors=True)
        for node in nodes[far[nodes, nodes + size] < 1 - 1e-4].tolist():
            here, taken = node + size, []
            while here != node:
                above = int(before[node, here])
                taken.append(self._at(above % size, here % size))
                here = above
            # A tie that is walked twice is no part of the odd circle within the way.
            yield tuple(sorted(k for k in set(taken) if taken.count(k) == 1))

    def _at(self, one: int, other: int) -> int:
        return self._place[min(one, other), max(one, other)]


def _without(graph: Ties, given_up: "Flags") -> "Sides":
    """Divides a graph by the ties that are left."""
    kept = ~given_up
    return spanning(Ties(graph.size, graph.one[kept], graph.other[kept], graph.weight[kept]))
