"""Places for people and for their names, so that nothing lies upon another."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Points = NDArray[np.float64]

STEPS = 220
SPRING, HOME = 0.68, 0.45
"""How far apart people want to be, and how strongly each is drawn to the middle of its camp."""

GAP = 0.02

Line = tuple[tuple[float, float], tuple[float, float]]
"""From one place to another."""

OPPOSED = 0.03
"""How much a disagreement pulls, beside an agreement: just so that opponents face each other."""


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in inches."""

    left: float
    low: float
    right: float
    high: float

    def touches(self, other: "Box") -> bool:
        """Whether two boxes share any place."""
        return (
            self.left < other.right
            and other.left < self.right
            and self.low < other.high
            and other.low < self.high
        )

    def crossed(self, line: "Line") -> bool:
        """Whether a line enters the box (Liang and Barsky 1984, a line clipped by its shares)."""
        (x, y), (to, end) = line
        first, last = 0.0, 1.0
        for at, way, least, most in (
            (x, to - x, self.left, self.right),
            (y, end - y, self.low, self.high),
        ):
            if not way:
                if not least < at < most:
                    return False
                continue
            enters, leaves = sorted(((least - at) / way, (most - at) / way))
            first, last = max(first, enters), min(last, leaves)
        return first < last

    def holds(self, other: "Box") -> bool:
        """Whether another box lies within."""
        return (
            self.left <= other.left
            and other.right <= self.right
            and self.low <= other.low
            and other.high <= self.high
        )


def layout(
    camps: Sequence[int], ties: Sequence[tuple[int, int, float]], frame: Box
) -> list[tuple[float, float]]:
    """Places people: camps side by side, friends near each other, nobody upon another.

    Forces as Fruchterman and Reingold (1991): all repel one another, ties that agree attract,
    those that disagree a little, and each camp holds its members in its share of the frame.

    Args:
        camps: Number of the camp of each node, from 0, in order from the left.
        ties: Pairs of nodes with their net agreement.
        frame: Where to place them.

    Returns:
        A place for each node; the same input gives the same places.
    """
    import numpy as np

    count = len(camps)
    if not count:
        return []
    camp = np.array(camps)
    wide, high = frame.right - frame.left, frame.high - frame.low
    centre, half = _shares(camp, wide)
    random = np.random.default_rng(0)
    spread = random.uniform(-1, 1, size=(count, 2))
    points = np.column_stack([centre + spread[:, 0] * half, high * (0.5 + 0.5 * spread[:, 1])])
    spring = SPRING * (wide * high / count) ** 0.5
    one = np.array([tie[0] for tie in ties], dtype=int)
    other = np.array([tie[1] for tie in ties], dtype=int)
    pull = np.array([1.0 if tie[2] > 0 else OPPOSED for tie in ties])
    for step in range(STEPS):
        apart = points[:, None] - points[None]
        far = np.maximum(np.hypot(apart[..., 0], apart[..., 1]), 1e-3)
        move = (apart * (spring**2 / far**3)[..., None] * spring).sum(axis=1)
        if len(one):
            towards = points[other] - points[one]
            length = np.hypot(towards[:, 0], towards[:, 1])[:, None]
            force = towards * length / spring * 0.25 * pull[:, None]
            np.add.at(move, one, force)
            np.add.at(move, other, -force)
        move[:, 0] += HOME * (centre - points[:, 0])
        move[:, 1] += HOME * (high / 2 - points[:, 1])
        most = 0.25 * high * (1 - step / STEPS) + 0.005
        size = np.maximum(np.hypot(move[:, 0], move[:, 1]), 1e-9)
        points += move * np.minimum(1, most / size)[:, None]
        points[:, 0] = np.clip(points[:, 0], centre - half, centre + half)
        points[:, 1] = np.clip(points[:, 1], 0, high)
    low, tall = points[:, 1].min(), np.ptp(points[:, 1])
    if count > 2 and tall > 0:  # use all of the height
        points[:, 1] = (points[:, 1] - low) / tall * high
    return [(frame.left + x, frame.low + y) for x, y in points.tolist()]


def _shares(camp: "Points", wide: float) -> tuple["Points", "Points"]:
    """The middle and half the width of each node's strip: wider, the more are in the camp."""
    import numpy as np

    sizes = np.bincount(camp).astype(float) ** 0.7
    gap = 0.08 * wide if len(sizes) > 1 else 0.0
    gap = min(gap, 0.4 * wide / len(sizes))
    widths = sizes / sizes.sum() * (wide - gap * (len(sizes) - 1))
    left = np.concatenate([[0.0], np.cumsum(widths + gap)[:-1]])
    return (left + widths / 2)[camp], (widths / 2)[camp]


def labels_without_overlap(
    marks: Sequence[tuple[tuple[float, float], float, float]],
    frame: Box,
    height: float,
    lines: Sequence[Line] = (),
) -> list[Box | None]:
    """Finds places for labels beside their marks, greedily, the first ones first.

    Eight places round each mark are tried (Christensen, Marks and Shieber 1995, the greedy way);
    a label never lies upon another label or mark, nor outside the frame. Of the places that are
    left the one that the fewest lines cross is taken.

    Args:
        marks: For each its place, its half width, and the width of its label.
        frame: Where labels may lie.
        height: Of a label.
        lines: What labels should rather not lie upon.

    Returns:
        A box for each label, None where there is no place.
    """
    taken = _Grid(max(0.2, height * 2))
    for (x, y), size, _ in marks:
        taken.add(Box(x - size, y - size, x + size, y + size))
    found: list[Box | None] = []
    for (x, y), size, wide in marks:
        tried = _round(x, y, size + GAP, wide, height)
        free = [box for box in tried if frame.holds(box) and not taken.touched(box)]
        box = min(free, key=lambda box: sum(map(box.crossed, lines)), default=None)
        if box is not None:
            taken.add(Box(box.left - GAP, box.low, box.right + GAP, box.high))
        found.append(box)
    return found


def _round(x: float, y: float, gap: float, wide: float, high: float) -> list[Box]:
    beside, above, below = y - high / 2, y + gap, y - gap - high
    corner = 0.7 * gap
    return [
        Box(left, low, left + wide, low + high)
        for left, low in (
            (x + gap, beside),
            (x - gap - wide, beside),
            (x - wide / 2, above),
            (x - wide / 2, below),
            (x + corner, y + corner),
            (x + corner, y - corner - high),
            (x - corner - wide, y + corner),
            (x - corner - wide, y - corner - high),
        )
    ]


class _Grid:
    """Boxes by the cells that they touch, so that each is compared with its neighbours only."""

    def __init__(self, cell: float) -> None:
        self._cell = cell
        self._boxes: dict[tuple[int, int], list[Box]] = {}

    def add(self, box: Box) -> None:
        for key in self._keys(box):
            self._boxes.setdefault(key, []).append(box)

    def touched(self, box: Box) -> bool:
        return any(
            box.touches(other) for key in self._keys(box) for other in self._boxes.get(key, ())
        )

    def _keys(self, box: Box) -> list[tuple[int, int]]:
        across = range(int(box.left // self._cell), int(box.right // self._cell) + 1)
        along = range(int(box.low // self._cell), int(box.high // self._cell) + 1)
        return [(a, b) for a in across for b in along]
