"""The camps of a thread, and how its draws bear them out."""

from typing import TYPE_CHECKING

from threadlab.graph.camps import Bridge, Camps, Placing, bridges, camps_of
from threadlab.graph.chances import Chances
from threadlab.graph.clusters import clusters, description, fitting
from threadlab.graph.frustration import solve
from threadlab.graph.ties import Ties, expected_ties

if TYPE_CHECKING:
    from threadlab.graph.chances import Sides


class Division:
    """Two camps of the expected ties, and the number of camps that the signs speak for.

    Args:
        odds: The thread.
        likeliest: The ties of the most probable thread.
        seed: Of the search.
    """

    def __init__(self, odds: Chances, likeliest: Ties, seed: int) -> None:
        import numpy as np

        self._odds, self._likeliest = odds, likeliest
        self._expected = expected_ties(odds)
        two = np.array(solve(self._expected, seed=seed).camps, dtype=np.int32) - 1
        chosen, self._bits = fitting(self._expected, likeliest, two)
        self.start: Sides = np.where(two == 0, 1, -1).astype(np.int8)
        self._two = Placing(self._expected, two)
        self._same = bool((chosen == two).all())
        self._divides = bool(chosen.any())
        self._many = self._two if self._same else Placing(self._expected, chosen)

    def count(self, graph: Ties, sides: "Sides") -> None:
        """Takes one draw.

        Args:
            graph: Its ties.
            sides: Its two camps.
        """
        import numpy as np

        self._two.count(graph, (sides < 0).astype(np.int32))
        if self._divides and not self._same:
            self._many.count(graph, clusters(graph, start=self._many.labels))

    def two(self) -> Camps:
        """Gives the division into two."""
        bits = description(self._likeliest, self._two.labels)
        return camps_of(self._odds, self._expected, self._two, bits)

    def fitting(self) -> Camps:
        """Gives the division that the signs speak for; one camp has no stabilities."""
        if self._same:
            return self.two()
        return camps_of(self._odds, self._expected, self._many, self._bits)

    def bridges(self) -> list[Bridge]:
        """Gives those who agree across the two camps."""
        return bridges(self._odds, self.two(), self._two)
