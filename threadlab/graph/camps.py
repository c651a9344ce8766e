"""Camps of people, how sure each one's place is, and who stands between them."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from threadlab.graph.chances import Chances
from threadlab.graph.ties import Ties, parts

if TYPE_CHECKING:
    from threadlab.graph.chances import Floats, Ints

COIN = 0.5


@dataclass(frozen=True, slots=True)
class Member:
    """A person, or a comment without an author, in a camp.

    Attributes:
        name: As in disagreement_graph.
        camp: Number of the camp, from 1; in another connected part, other numbers.
        part: Number of the connected part, 1 the largest: of two parts nobody can say which of
            their camps belong together.
        stability: Share of drawn threads in which the member is in the camp that corresponds to
            this one, 0 to 1; where a draw leaves it no tie, this counts a half, as a coin would.
            None without resampling.
        comments: How many comments the member wrote.
    """

    name: str
    camp: int
    part: int
    stability: float | None
    comments: int


@dataclass(frozen=True, slots=True)
class Camps:
    """A division of people.

    Attributes:
        number: How many camps the largest connected part has.
        members: Those who agree or disagree with anybody, by part, camp, falling stability.
        against: Weight of the ties that speak against the division (expected replies).
        total: Weight of all ties.
        bits: How many bits tell the signs by these camps (see clusters.description).
    """

    number: int
    members: tuple[Member, ...]
    against: float
    total: float
    bits: float


@dataclass(frozen=True, slots=True)
class Bridge:
    """A member who agrees with members of another camp.

    Attributes:
        name: As in disagreement_graph.
        camp: The own camp.
        agree: Expected number of agreeing replies to and from members of other camps of the part.
        disagree: Likewise of disagreeing ones.
        probability: Share of drawn threads in which the member agrees more than it disagrees
            with somebody of another camp; None without resampling.
    """

    name: str
    camp: int
    agree: float
    disagree: float
    probability: float | None


class Placing:
    """Counts over draws how often each node is in the camp that corresponds to its own.

    Args:
        graph: The expected ties.
        labels: The camp of each node, numbered from 0.
    """

    def __init__(self, graph: Ties, labels: "Ints") -> None:
        import numpy as np

        self.labels = labels
        self.part = parts(graph)
        self._agreed = np.zeros(graph.size)
        self._crossed = np.zeros(graph.size)
        self._draws = 0

    def count(self, graph: Ties, labels: "Ints") -> None:
        """Takes one draw: its ties and its camps.

        The camps of a draw are matched to the own ones part by part, each to the own camp with
        which it shares most nodes (Hubert and Arabie 1985 compare partitions over the same table).
        """
        import numpy as np

        tied = np.zeros(graph.size, dtype=bool)
        tied[graph.one] = tied[graph.other] = True
        self._draws += 1
        self._agreed[~tied] += COIN
        nodes = tied.nonzero()[0]
        if len(nodes):
            wide = int(labels.max()) + 1
            drawn = self.part[nodes].astype(np.int64) * wide + labels[nodes]
            own = self.labels[nodes]
            self._agreed[nodes] += _matched(drawn, own) == own
        crossing = (self.labels[graph.one] != self.labels[graph.other]) & (graph.weight > 0)
        crossed = np.zeros(graph.size, dtype=bool)
        crossed[graph.one[crossing]] = crossed[graph.other[crossing]] = True
        self._crossed += crossed

    def stability(self) -> "Floats | None":
        """Gives the share of draws that agree, a node; None without draws."""
        return self._agreed / self._draws if self._draws else None

    def crossed(self) -> "Floats | None":
        """Gives the share of draws in which a node agrees across camps; None without draws."""
        return self._crossed / self._draws if self._draws else None


def _matched(drawn: "Ints", own: "Ints") -> "Ints":
    """Gives each node the own camp that its drawn camp shares most nodes with, one to one."""
    import numpy as np

    width = int(own.max()) + 1
    _, rows = np.unique(drawn, return_inverse=True)
    cells, sizes = np.unique(rows * width + own, return_counts=True)
    match = np.full(int(rows.max()) + 1, -1, dtype=np.int64)
    taken: set[int] = set()
    for cell in cells[np.lexsort((cells, -sizes))].tolist():
        row, column = divmod(cell, width)
        if match[row] < 0 and column not in taken:
            match[row] = column
            taken.add(column)
    return match[rows]


def camps_of(chances: Chances, graph: Ties, placing: Placing, bits: float) -> Camps:
    """Describes a division in words that readers see.

    Args:
        chances: The thread.
        graph: The expected ties.
        placing: The division and what the draws said of it.
        bits: Its description length.
    """
    import numpy as np

    degree = np.bincount(graph.one, minlength=graph.size) + np.bincount(
        graph.other, minlength=graph.size
    )
    comments = np.bincount(chances.voice, minlength=graph.size)
    stability = placing.stability()
    nodes = [int(node) for node in degree.nonzero()[0]]
    pairs = {(int(placing.part[n]), int(placing.labels[n])) for n in nodes}
    sizes = dict.fromkeys(pairs, 0)
    for node in nodes:
        sizes[int(placing.part[node]), int(placing.labels[node])] += 1
    # Camps are numbered by part, then by size.
    order = sorted(pairs, key=lambda pair: (pair[0], -sizes[pair], pair[1]))
    number = {pair: k for k, pair in enumerate(order, start=1)}
    members = [
        Member(
            name=chances.voices[node],
            camp=number[int(placing.part[node]), int(placing.labels[node])],
            part=int(placing.part[node]) + 1,
            stability=None if stability is None else float(stability[node]),
            comments=int(comments[node]),
        )
        for node in nodes
    ]
    members.sort(key=lambda m: (m.part, m.camp, -(m.stability or 0.0), -m.comments))
    weight = np.abs(graph.weight)
    return Camps(
        number=len({m.camp for m in members if m.part == 1}),
        members=tuple(members),
        against=float(weight[graph.against(placing.labels)].sum()),
        total=float(weight.sum()),
        bits=bits,
    )


def bridges(chances: Chances, camps: Camps, placing: Placing) -> list[Bridge]:
    """Lists those who agree with members of another camp, the most agreeing first.

    Those who speak across a divide hold a debate together (the gatekeepers of Garimella and others
    2018, "Political discourse on social media").

    Args:
        chances: The thread.
        camps: The division.
        placing: What it was made from.

    Returns:
        One for each member with an expected agreeing reply across camps of at least a half.
    """
    import numpy as np

    options = chances.parents.shape[1]
    source = np.repeat(chances.voice[chances.child], options)
    parent = chances.parents.ravel()
    there = parent >= 0
    source, target = source[there], chances.voice[parent[there]]
    across = (placing.labels[source] != placing.labels[target]) & (
        placing.part[source] == placing.part[target]
    )
    size = len(chances.voices)

    def summed(stance: "Floats") -> "Floats":
        chance = (np.repeat(stance, options) * chances.chance.ravel())[there][across]
        ends = np.concatenate([source[across], target[across]])
        return np.bincount(ends, weights=np.tile(chance, 2), minlength=size)

    agree, disagree = summed(chances.agree), summed(chances.disagree)
    crossed = placing.crossed()
    number = {name: k for k, name in enumerate(chances.voices)}
    found = [
        Bridge(
            name=member.name,
            camp=member.camp,
            agree=float(agree[node]),
            disagree=float(disagree[node]),
            probability=None if crossed is None else float(crossed[node]),
        )
        for member in camps.members
        if agree[node := number[member.name]] >= COIN
    ]
    return sorted(found, key=lambda bridge: (-bridge.agree, bridge.name))
