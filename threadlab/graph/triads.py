"""Balance of triads: is the enemy of my enemy my friend?"""

import itertools
from typing import TYPE_CHECKING

from threadlab.graph.ties import Ties

if TYPE_CHECKING:
    from threadlab.graph.chances import Ints, Signs

WEDGES = 2_000_000
"""Most pairs of ties that are looked at together."""


def triads(graph: Ties) -> tuple[int, int]:
    """Counts the triangles of a signed graph, and those that are balanced.

    A triangle is balanced when the product of its signs is positive: three friends, or two
    friends with a common enemy (Cartwright and Harary 1956, "Structural balance: a
    generalization of Heider's theory"). Each triangle is found once, from its node of the lowest
    degree (Chiba and Nishizeki 1985), in at most O(ties ** 1.5) steps.

    Args:
        graph: The ties; only their signs count.

    Returns:
        Number of balanced triangles, number of all.
    """
    import numpy as np

    count = len(graph.one)
    if count < 3:
        return 0, 0
    degree = np.bincount(graph.one, minlength=graph.size) + np.bincount(
        graph.other, minlength=graph.size
    )
    rank = np.empty(graph.size, dtype=np.int64)
    rank[np.lexsort((np.arange(graph.size), degree))] = np.arange(graph.size)
    one, other = rank[graph.one], rank[graph.other]
    keys = np.minimum(one, other) * graph.size + np.maximum(one, other)
    order = np.argsort(keys)
    keys = keys[order]
    sign = np.sign(graph.weight[order]).astype(np.int8)
    low, high = keys // graph.size, keys % graph.size
    ends = np.searchsorted(low, low, side="right")
    later = ends - np.arange(count) - 1  # ties of the same lower node that follow
    balanced = total = 0
    for first, last in _chunks(later):
        some, every = _closed(keys, high, sign, later, (first, last), graph.size)
        balanced, total = balanced + some, total + every
    return balanced, total


def _chunks(later: "Ints") -> list[tuple[int, int]]:
    """Cuts the ties so that no piece has too many pairs."""
    import numpy as np

    upto = np.cumsum(later)
    cuts = [0]
    while cuts[-1] < len(later):
        before = upto[cuts[-1] - 1] if cuts[-1] else 0
        after = int(np.searchsorted(upto, before + WEDGES, side="right"))
        cuts.append(max(after, cuts[-1] + 1))
    return list(itertools.pairwise(cuts))


def _closed(
    keys: "Ints",
    high: "Ints",
    sign: "Signs",
    later: "Ints",
    piece: tuple[int, int],
    size: int,
) -> tuple[int, int]:
    """Counts the pairs of ties at one node that a third tie closes."""
    import numpy as np

    first, last = piece
    number = later[first:last]
    left = np.repeat(np.arange(first, last), number)
    if not len(left):
        return 0, 0
    starts = np.repeat(np.cumsum(number) - number, number)
    right = left + 1 + np.arange(len(left)) - starts
    wanted = high[left] * size + high[right]  # ties of a node are sorted by their other end
    place = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
    closed = keys[place] == wanted
    product = sign[left[closed]] * sign[right[closed]] * sign[place[closed]]
    return int((product > 0).sum()), int(closed.sum())
