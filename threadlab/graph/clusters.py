"""More than two camps: how many the signs speak for, and who is in which."""

import heapq
from collections.abc import Iterator
from math import log2
from typing import TYPE_CHECKING

from threadlab.graph.ties import Ties, parts

if TYPE_CHECKING:
    from threadlab.graph.chances import Ints

SWEEPS = 30
MOST_CAMPS = 400
"""Of more camps than this, none but one or two are looked for."""

_LEAST = 1e-9


def clusters(graph: Ties, start: "Ints | None" = None) -> "Ints":
    """Divides nodes into any number of camps so that few ties speak against it.

    Correlation clustering (Bansal, Blum and Chawla 2004; before that, generalised balance: Davis
    1967, and its blockmodels: Doreian and Mrvar 1996): the weight of disagreement within camps and
    of agreement between them is to be small, and no number of camps is given. Pairs of camps are
    joined greedily while the ties between them agree more than they disagree (Keuper and others
    2015, greedy additive edge contraction), then single members move while that helps.

    Args:
        graph: The ties.
        start: Camps from which members move; None: joined from single members.

    Returns:
        A camp for each node, numbered from 0 in the order of their first members; a node without
        ties is alone.
    """
    import numpy as np

    near: list[dict[int, float]] = [{} for _ in range(graph.size)]
    rows = zip(graph.one.tolist(), graph.other.tolist(), graph.weight.tolist(), strict=True)
    for one, other, weight in rows:
        near[one][other] = near[other][one] = weight
    labels = _moved(near, _joined(near) if start is None else start.tolist())
    _, first, inverse = np.unique(labels, return_index=True, return_inverse=True)
    number = np.empty(len(first), dtype=np.int32)
    number[np.argsort(first)] = np.arange(len(first))
    return number[inverse]


def _joined(near: list[dict[int, float]]) -> list[int]:
    """Joins camps, the strongest agreement first."""
    links = [dict(row) for row in near]
    member_of = list(range(len(near)))
    members = [[node] for node in range(len(near))]
    heap = [
        (-weight, one, other)
        for one, row in enumerate(near)
        for other, weight in row.items()
        if one < other and weight > 0
    ]
    heapq.heapify(heap)
    while heap:
        weight, one, other = heapq.heappop(heap)
        if links[one].get(other) != -weight:  # was joined or changed meanwhile
            continue
        keep, drop = (one, other) if len(links[one]) >= len(links[other]) else (other, one)
        for third, more in links[drop].items():
            del links[third][drop]
            if third == keep:
                continue
            total = links[keep].get(third, 0.0) + more
            links[keep][third] = links[third][keep] = total
            if total > _LEAST:
                heapq.heappush(heap, (-total, min(keep, third), max(keep, third)))
        links[drop] = {}
        for node in members[drop]:
            member_of[node] = keep
        members[keep] += members[drop]
        members[drop] = []
    return member_of


def _moved(near: list[dict[int, float]], labels: list[int]) -> list[int]:
    """Moves single members to the camp, or to one of their own, where their ties fit best."""
    fresh = len(near)
    for _ in range(SWEEPS):
        changed = False
        for node, row in enumerate(near):
            pull: dict[int, float] = {}
            for other, weight in row.items():
                pull[labels[other]] = pull.get(labels[other], 0.0) + weight
            here = pull.pop(labels[node], 0.0)
            best = max(pull.items(), key=lambda item: (item[1], -item[0]), default=(fresh, 0.0))
            if best[1] < 0:
                best = (fresh, 0.0)
            if best[1] > here + _LEAST:
                labels[node] = best[0]
                fresh += best[0] == fresh
                changed = True
        if not changed:
            break
    return labels


def description(graph: Ties, labels: "Ints") -> float:
    """Gives the bits that it takes to tell the signs of a graph by its camps.

    The camp of each member, and then which ties break the rule that friends are within and
    opponents between (minimum description length: Rissanen 1978). Fewer is better, so that another
    camp must earn its place; a graph without circles never speaks for camps, because any signs on
    it can be explained by two.

    Args:
        graph: The ties; only their signs count.
        labels: A camp for each node.

    Returns:
        Bits, of the nodes that have ties.
    """
    import numpy as np

    count = len(graph.one)
    if not count:
        return 0.0
    members = np.unique(np.concatenate([graph.one, graph.other]))
    part = parts(graph)[members]
    camps = np.unique(np.stack([part, labels[members]]), axis=1)[0]
    choices = np.bincount(camps, minlength=int(part.max()) + 1)
    assigned = np.bincount(part, minlength=len(choices)) * np.log2(np.maximum(choices, 1))
    wrong = int(graph.against(labels).sum())
    return float(assigned.sum()) + log2(count + 1) + count * _entropy(wrong / count)


def fitting(expected: Ties, likeliest: Ties, two: "Ints") -> tuple["Ints", float]:
    """Finds the number of camps that the signs speak for: one, two, or as many as clusters finds.

    Camps of clusters are joined, those that disagree least first, and of all numbers on the way
    the one with the shortest description of the most probable signs is taken.

    Args:
        expected: The expected ties, by which camps are made.
        likeliest: The most probable ones, by which they are judged.
        two: The two camps that explain most (see frustration.solve), 0 or 1 a node.

    Returns:
        A camp for each node, all 0 for a single one; and the description's bits. Of equally short
        descriptions the one with fewer camps is taken.
    """
    import numpy as np

    best = np.zeros(expected.size, dtype=np.int32)
    least = description(likeliest, best)
    if (bits := description(likeliest, two)) < least - _LEAST:
        best, least = two, bits
    for labels in reversed(list(_fewer(expected, clusters(expected)))):
        if (bits := description(likeliest, labels)) < least - _LEAST:
            best, least = labels, bits
    return best, least


def _fewer(graph: Ties, labels: "Ints") -> Iterator["Ints"]:
    """Yields a division and those that come of joining its camps, down to three."""
    import numpy as np

    tied = np.zeros(graph.size, dtype=bool)
    tied[graph.one] = tied[graph.other] = True
    _, numbers = np.unique(labels[tied], return_inverse=True)
    labels = np.zeros(graph.size, dtype=np.int32)
    labels[tied] = numbers
    count = int(labels.max(initial=-1)) + 1
    if not 2 < count <= MOST_CAMPS:
        return
    between = np.zeros((count, count))
    np.add.at(between, (labels[graph.one], labels[graph.other]), graph.weight)
    between += between.T
    linked = np.zeros((count, count), dtype=bool)
    linked[labels[graph.one], labels[graph.other]] = True
    linked |= linked.T
    np.fill_diagonal(between, -np.inf)
    yield labels
    for _ in range(count - 3):
        # Camps between which nothing is said stay apart as long as there are others.
        pull = np.where(linked, between, -1e12)
        np.fill_diagonal(pull, -np.inf)
        one, other = np.unravel_index(int(pull.argmax()), pull.shape)
        if not np.isfinite(pull[one, other]):
            return
        between[one] += between[other]
        between[:, one] = between[one]
        between[one, one] = -np.inf
        linked[one] |= linked[other]
        linked[:, one] = linked[one]
        between[other] = between[:, other] = -np.inf
        linked[other] = linked[:, other] = True
        labels = np.where(labels == other, one, labels).astype(np.int32)
        yield labels


def _entropy(share: float) -> float:
    if share in (0.0, 1.0):
        return 0.0
    return -share * log2(share) - (1 - share) * log2(1 - share)
