"""The type profile: which kinds of argument each camp, or each person, brings."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from threadlab.errors import InvalidThread, UnknownName
from threadlab.exports.figures.style import (
    INK,
    SIZE,
    WIDTH,
    figure_of,
    fit,
    heading,
    inches,
    new_axes,
    plain,
    write,
)
from threadlab.exports.figures.tree import MARKERS
from threadlab.graph import Measures, measure
from threadlab.scheme import ARGUMENT_TYPES
from threadlab.thread import Comment, Thread

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

MOST_ROWS = 16
ROW = 0.36
NAMES = 1.75
"""Room for the names of the rows, in inches."""

OUTSIDE = "in no camp"
GROUPS = ("camp", "person")


@dataclass(frozen=True, slots=True)
class _Row:
    name: str
    note: str
    shares: tuple[float, ...]


def profile(
    thread: Thread,
    ax: "Axes | None" = None,
    by: str = "camp",
    measures: Measures | None = None,
) -> "Figure":
    """Draws how the comments of each camp or person divide into types.

    A row a camp or person, a column a type: the area of the mark, and the number in it, are the
    expected share of the row's comments whose foremost type this is (probabilities of the ten
    types, scaled to 1 a comment).

    Args:
        thread: A thread, classified.
        ax: Axes to draw into; None: a new figure that belongs to no window.
        by: "camp" or "person"; the 16 with the most comments.
        measures: Those of the thread, for its camps; None: measured here where they are needed.

    Returns:
        The matplotlib figure.

    Raises:
        UnknownName: by is something else.
        InvalidThread: The thread has not been classified.
    """
    if by not in GROUPS:
        raise UnknownName("grouping", by, GROUPS)
    if not any(comment.types for comment in thread.comments):
        raise InvalidThread(
            f"thread {thread.id} has no types yet; classify it first (threadlab.classify)"
        )
    rows = _rows(thread, by, measures)
    wide, high = WIDTH, (len(rows) + 2.4) * ROW + 0.35
    if ax is None:
        ax = new_axes(high)
    else:
        wide, high = inches(ax)
    ax.set_xlim(0, wide)
    ax.set_ylim(high, 0)
    ax.set_axis_off()
    heading(ax, 0.12, 0.2, thread.title or f"Types by {by}", wide - 0.3)
    _paint(ax, rows, wide, min(ROW, (high - 1.1) / max(1, len(rows))))
    write(
        ax, 0.12, high - 0.15, "Percent of the row’s comments, expected from the probabilities.",
        fontsize=SIZE, color="#444444", style="italic",
    )  # fmt: skip
    return figure_of(ax)


def _rows(thread: Thread, by: str, measures: Measures | None) -> list[_Row]:
    """All comments, then the groups with the most."""
    typed = [comment for comment in thread.comments if comment.types]
    groups: dict[str, list[Comment]] = {}
    if by == "person":
        for comment in typed:
            groups.setdefault(comment.author or "without author", []).append(comment)
    else:
        camp = _camps(thread, measures)
        for comment in typed:
            name = comment.author if comment.author is not None else f"#{comment.id}"
            groups.setdefault(camp.get(name, OUTSIDE), []).append(comment)
    order = sorted(groups, key=lambda name: (-len(groups[name]), name))[:MOST_ROWS]
    if by == "camp":
        order.sort(key=lambda name: (name == OUTSIDE, len(name), name))
    return [_row("all", typed), *(_row(name, groups[name]) for name in order)]


def _camps(thread: Thread, measures: Measures | None) -> dict[str, str]:
    found = measure(thread, resamples=0) if measures is None else measures
    camps = found.camps if found.camps.number > 1 else found.two_camps
    # Parts whose camps cannot be compared with those of the largest are in none here.
    return {m.name: f"camp {m.camp}" for m in camps.members if m.part == 1}


def _row(name: str, comments: Sequence[Comment]) -> _Row:
    sums = dict.fromkeys((kind.name for kind in ARGUMENT_TYPES), 0.0)
    for comment in comments:
        total = sum(label.probability for label in comment.types) or 1.0
        for label in comment.types:
            sums[label.name] += label.probability / total
    return _Row(name, f"{len(comments):,}", tuple(s / len(comments) for s in sums.values()))


def _paint(ax: "Axes", rows: Sequence[_Row], wide: float, row_high: float) -> None:
    step = (wide - NAMES - 0.15) / len(ARGUMENT_TYPES)
    size = min(SIZE, 7.2 * step / 0.62)
    columns = [NAMES + step * (k + 0.5) for k in range(len(ARGUMENT_TYPES))]
    for x, kind in zip(columns, ARGUMENT_TYPES, strict=True):
        write(ax, x, 0.52, fit(kind.name, step, size), fontsize=size, ha="center", color=kind.light)
        ax.plot(
            x, 0.68, linestyle="none", marker=MARKERS[kind.name], markersize=4.5,
            color=kind.light, markeredgewidth=0.4,
        )  # fmt: skip
    for number, row in enumerate(rows):
        y = 0.88 + row_high * (number + 0.5)
        note = f"  {row.note}"
        name = fit(plain(row.name) or "□", NAMES - 0.6, SIZE)
        bold = "bold" if not number else "normal"
        write(ax, 0.12, y, name, fontsize=SIZE, fontweight=bold)
        write(ax, NAMES - 0.1, y, note, fontsize=SIZE, color="#444444", ha="right")
        ax.plot(
            (0.12, wide - 0.1), (y + row_high / 2,) * 2, color="#e6e6e6", linewidth=0.5, zorder=0
        )
        for x, kind, share in zip(columns, ARGUMENT_TYPES, row.shares, strict=True):
            widest = 0.92 * min(step, row_high * 1.6)
            ax.plot(
                x, y, linestyle="none", marker="s", zorder=1, alpha=0.3, markeredgewidth=0,
                color=kind.light, markersize=72 * min(0.95 * row_high, widest) * share**0.5,
            )  # fmt: skip
            if share >= 0.005:
                write(
                    ax, x, y, f"{100 * share:.0f}", fontsize=size, ha="center", color=INK, zorder=2
                )
