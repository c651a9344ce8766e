"""Signed ties between people: who is with whom and against whom, over all replies of two."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from threadlab.graph.chances import Chances

if TYPE_CHECKING:
    from threadlab.graph.chances import Flags, Floats, Ints, Signs


@dataclass(frozen=True, slots=True)
class Ties:
    """An undirected signed graph as arrays.

    Attributes:
        size: How many nodes; they are 0 to size - 1.
        one: One end of each tie.
        other: The other end; above `one`, and no tie comes twice.
        weight: Above 0 where they agree, below 0 where they disagree, never 0: for people the
            number of replies between the two that agree less those that disagree.
    """

    size: int
    one: "Ints"
    other: "Ints"
    weight: "Floats"

    def against(self, labels: "Ints") -> "Flags":
        """Says which ties a partition does not explain.

        Args:
            labels: A part for each node.

        Returns:
            Whether each tie disagrees within a part or agrees between two (is frustrated).
        """
        wrong: Flags = (self.weight > 0) != (labels[self.one] == labels[self.other])
        return wrong


def ties(size: int, source: "Ints", target: "Ints", weight: "Floats | Any") -> Ties:
    """Sums directed, repeated edges to ties; what sums to nothing is no tie.

    Args:
        size: How many nodes.
        source: One end of each edge.
        target: The other end; edges from a node to itself are left out.
        weight: Of each edge, signed.
    """
    import numpy as np

    kept = (source != target) & (weight != 0)
    low = np.minimum(source[kept], target[kept]).astype(np.int64)
    high = np.maximum(source[kept], target[kept]).astype(np.int64)
    keys, place = np.unique(low * size + high, return_inverse=True)
    total = np.bincount(place, weights=weight[kept], minlength=len(keys))
    some = np.abs(total) > 1e-12
    keys, total = keys[some], total[some]
    return Ties(
        size,
        (keys // max(1, size)).astype(np.int32),
        (keys % max(1, size)).astype(np.int32),
        total,
    )


def expected_ties(chances: Chances) -> Ties:
    """Gives the ties between voices that are expected over all draws of a thread."""
    import numpy as np

    options = chances.parents.shape[1]
    lean = np.repeat(chances.agree - chances.disagree, options) * chances.chance.ravel()
    source = np.repeat(chances.voice[chances.child], options)
    parent = chances.parents.ravel()
    there = parent >= 0
    return ties(len(chances.voices), source[there], chances.voice[parent[there]], lean[there])


def drawn_ties(chances: Chances, parent: "Ints", sign: "Signs") -> Ties:
    """Gives the ties between voices in one drawn thread.

    Args:
        chances: The thread.
        parent: What each reply answers, NONE for nothing; shape (replies,).
        sign: Its stance; shape (replies,).
    """
    there = parent >= 0
    return ties(
        len(chances.voices),
        chances.voice[chances.child[there]],
        chances.voice[parent[there]],
        sign[there],
    )


def parts(graph: Ties) -> "Ints":
    """Numbers the connected parts of a graph, the largest first; shape (size,).

    Parts of equal size come in the order of their first node.
    """
    import numpy as np
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    links = coo_array(
        (np.ones(len(graph.one)), (graph.one, graph.other)), shape=(graph.size, graph.size)
    )
    count, part = connected_components(links, directed=False)
    if not graph.size:
        return np.zeros(0, dtype=np.int32)
    sizes = np.bincount(part, minlength=count)
    _, first = np.unique(part, return_index=True)
    order = np.lexsort((first, -sizes))
    number = np.empty(count, dtype=np.int32)
    number[order] = np.arange(count)
    found: Ints = number[part]
    return found
