"""Values of many draws -> means, intervals, and how often each comment shows something."""

from typing import TYPE_CHECKING, Any

from threadlab.graph.chances import Chances, Drawn
from threadlab.graph.courses import Courses, courses
from threadlab.graph.descent import cost
from threadlab.graph.division import Division
from threadlab.graph.endings import OpenEnd
from threadlab.graph.frustration import Frustration
from threadlab.graph.measures import Contested, Estimate
from threadlab.graph.points import ContestedPoint
from threadlab.graph.values import (
    ALONG,
    PERSONAL,
    along,
    balance,
    contradicted,
    divided,
    links,
    ties_of,
)
from threadlab.thread import Thread

if TYPE_CHECKING:
    from threadlab.graph.chances import Floats, Ints

MOST_ENDS = 500
LEAST_SURE = 0.25
"""An open end that fewer of the drawn threads show is not listed."""


class Tally:
    """Collects the values of draws.

    Args:
        thread: The thread.
        odds: The same as arrays.
        points: The contested points whose heat is followed.
        division: The camps, which each draw bears out or not.
        proven: Frustration of the most probable graph.
    """

    def __init__(
        self,
        thread: Thread,
        odds: Chances,
        points: list[ContestedPoint],
        division: Division,
        proven: Frustration,
    ) -> None:
        self._ids = [comment.id for comment in thread.comments]
        numbers = {identity: k for k, identity in enumerate(self._ids)}
        self._odds, self._points, self._division = odds, points, division
        self._rows = [numbers[point.comment] for point in points]
        likeliest = odds.likeliest()
        found = courses(odds, likeliest)
        self._shown = along(odds, likeliest, found)
        graph = ties_of(odds, likeliest, 0)
        single = {
            **links(odds, likeliest.parent[:, 0], likeliest.sign[:, 0]),
            **balance(graph),
            **contradicted(graph, proven.value),
        }
        self._shown.update({name: [value] for name, value in single.items()})
        self._shown_heat = found.heat[self._rows, 0]
        self._values: dict[str, list[float]] = {name: [] for name in (*PERSONAL, *ALONG)}
        self._heat: list[Floats] = []
        self._at: dict[str, Ints] = {}
        self._draws = 0

    def add(self, drawn: Drawn) -> None:
        """Takes some draws."""
        found = courses(self._odds, drawn)
        self._add_along(drawn, found)
        for draw in range(drawn.parent.shape[1]):
            graph = ties_of(self._odds, drawn, draw)
            sides = divided(graph, self._division.start, self._draws)
            self._division.count(graph, sides)
            values = {
                **links(self._odds, drawn.parent[:, draw], drawn.sign[:, draw]),
                **balance(graph),
                **contradicted(graph, cost(graph, sides)),
            }
            for name, value in values.items():
                self._values[name].append(value)
            self._draws += 1

    def _add_along(self, drawn: Drawn, found: Courses) -> None:
        values = along(self._odds, drawn, found)
        for name in ALONG:
            self._values[name].extend(values[name].tolist())
        for name in ("challenges at", "dead_ends at"):
            self._at[name] = self._at.get(name, 0) + values[name]
        self._heat.append(found.heat[self._rows].astype(float))

    def estimates(self, level: float) -> dict[str, Estimate]:
        """Gives the mean and the interval of each measure.

        Draws in which there is nothing to measure are left out.
        """
        import numpy as np

        return {
            name: _estimate(np.array(values, dtype=float), float(self._shown[name][0]), level)
            for name, values in self._values.items()
        }

    def contested(self, level: float) -> list[Contested]:
        """Gives the contested points, the most contested first."""
        import numpy as np

        heat = np.concatenate(self._heat, axis=1) if self._heat else np.zeros((len(self._rows), 0))
        found = [
            Contested(
                comment=point.comment,
                score=_estimate(heat[k], float(self._shown_heat[k]), level),
                answers=len(point.answers),
                people=point.people,
                below=point.below,
                depth=point.depth,
            )
            for k, point in enumerate(self._points)
        ]
        return sorted(found, key=lambda point: -(point.score.value or 0.0))

    def open_ends(self, name: str) -> list[OpenEnd]:
        """Gives the comments that are open ends of a kind, the surest first.

        Args:
            name: "challenges" or "dead_ends".
        """
        at = f"{name} at"
        share: Any = self._at[at] / self._draws if self._draws else self._shown[at]
        kept = [k for k, part in enumerate(share.tolist()) if part >= LEAST_SURE]
        kept.sort(key=lambda k: (-share[k], k))
        return [OpenEnd(self._ids[k], float(share[k])) for k in kept[:MOST_ENDS]]


def _estimate(values: "Floats", likeliest: float, level: float) -> Estimate:
    import numpy as np

    shown = None if np.isnan(likeliest) else likeliest
    some = values[~np.isnan(values)]
    if not len(values):
        return Estimate(shown, None, None, shown)
    if not len(some):
        return Estimate(None, None, None, shown)
    low, high = np.quantile(some, [(1 - level) / 2, (1 + level) / 2], method="inverted_cdf")
    # Of many draws alike and a few far off, the mean may lie beyond the quantiles; of draws that
    # are all alike it is no rounding error beside them.
    mean = float(some.mean()) if some.min() < some.max() else float(low)
    return Estimate(mean, min(mean, float(low)), max(mean, float(high)), shown)
