"""A thread drawn small: the overview's icicle, of at most a few kilobytes for any thread."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from math import ceil

from threadlab.exports.html.overview import rows
from threadlab.exports.html.tree import Tree
from threadlab.exports.html.wording import LOOKS

WIDTH, HEIGHT = 96, 64
COLUMNS, ROWS = 12, 32
"""Most columns and rows: a cell of a larger thread stands for several comments."""

EXACT_ROWS = 21
"""Up to so many rows and COLUMNS levels each comment has a box, with a gap below it."""

WIDEST_COLUMN, TALLEST_ROW = 16, 8
NO_STANCE = "s"


@dataclass(frozen=True, slots=True)
class Thumbnail:
    """A small picture, as data: what stands in a file may have been changed by anybody.

    Attributes:
        columns: How many columns of boxes it has, 1 to COLUMNS.
        rows: How many rows, 1 to ROWS.
        paths: The boxes of each look, as the data of an SVG path: a vertical line a box.
    """

    columns: int
    rows: int
    paths: dict[str, str]

    def svg(self) -> str:
        """Gives the picture as HTML; its colours come from the style sheet."""
        wide, high = _cell(self.columns, self.rows)
        drawn = "".join(f'<path class="{look}" d="{path}"/>' for look, path in self.paths.items())
        width, height = self.columns * wide, self.rows * high
        return (
            f'<svg class="tiny" viewBox="0 0 {width} {height}" width="{width}" height="{height}"'
            f' stroke-width="{wide - 1}" aria-hidden="true">{drawn}</svg>'
        )


@dataclass(frozen=True, slots=True)
class _Box:
    look: str
    column: int
    top: float
    bottom: float


def thumbnail(tree: Tree) -> Thumbnail:
    """Draws a thread small.

    Args:
        tree: The thread as it is shown, of at least one comment.

    Returns:
        The picture. Where there are more levels or rows than it holds, each cell has the look of
        what fills most of it.
    """
    tops, bottoms = rows(tree)
    levels, height = max(tree.level) + 1, max(bottoms)
    boxes = [
        _Box(_look(tree, number), tree.level[number], top, bottom)
        for number, top, bottom in zip(tree.order, tops, bottoms, strict=True)
    ]
    if levels <= COLUMNS and height <= EXACT_ROWS:
        return Thumbnail(levels, height, _paths(boxes, levels, height, gap=1))
    columns, lines = min(levels, COLUMNS), min(height, ROWS)
    cells = _cells(boxes, columns / levels, lines / height)
    return Thumbnail(columns, lines, _paths(_runs(cells), columns, lines, gap=0))


def _look(tree: Tree, number: int) -> str:
    reply = tree.replies[number]
    return LOOKS[reply.stance[0].name] if reply is not None and reply.stance else NO_STANCE


def _cell(columns: int, lines: int) -> tuple[int, int]:
    """Width and height of a cell, in pixels."""
    return min(WIDEST_COLUMN, WIDTH // columns), min(TALLEST_ROW, HEIGHT // lines)


def _paths(boxes: Iterable[_Box], columns: int, lines: int, *, gap: int) -> dict[str, str]:
    """One path a look; a box is a line as thick as a column is wide, but for a pixel."""
    wide, high = _cell(columns, lines)
    paths: dict[str, list[str]] = defaultdict(list)
    for box in boxes:
        long = (box.bottom - box.top) * high - gap
        paths[box.look].append(f"M{box.column * wide + wide // 2} {box.top * high:g}v{long:g}")
    return {look: "".join(paths[look]) for look in sorted(paths)}


def _cells(boxes: Iterable[_Box], across: float, down: float) -> dict[tuple[int, int], str]:
    """Which look fills most of each cell that anything reaches into; column and row tell a cell."""
    filled: dict[tuple[int, int], dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for box in boxes:
        top, bottom = box.top * down, box.bottom * down
        for line in range(int(top), ceil(bottom)):
            part = min(bottom, line + 1) - max(top, line)
            filled[int(box.column * across), line][box.look] += part
    return {cell: max(sorted(looks), key=looks.__getitem__) for cell, looks in filled.items()}


def _runs(cells: dict[tuple[int, int], str]) -> Iterable[_Box]:
    """Joins cells of one look that stand one below the other."""
    # In a run, the row grows as the place does.
    ordered = enumerate(sorted(cells.items()))
    for (column, look, _), run in groupby(
        ordered, key=lambda one: (one[1][0][0], one[1][1], one[1][0][1] - one[0])
    ):
        lines = [cell[1] for _, (cell, _) in run]
        yield _Box(look, column, lines[0], lines[-1] + 1)
