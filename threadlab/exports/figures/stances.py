"""Stance over time: when a thread agrees, and when it disagrees."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from threadlab.exports.figures.style import (
    FONT,
    SIGNS,
    SIZE,
    WIDTH,
    figure_of,
    fit,
    inches,
    legend,
    new_axes,
    plain,
    write,
)
from threadlab.graph.build import need_stances
from threadlab.scheme import STANCE_KINDS
from threadlab.thread import Reply, Thread, primary_replies

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

HEIGHT = 3.4
MOST_BARS = 24
LEAST_IN_BAR = 4
DATED = 0.8
"""The least share of replies with a date for an axis of time; else the order of comments."""

# Drawn from the bottom up; each with a hatch, so that colour does not stand alone.
_PARTS = (("disagree", "////"), ("neutral", "...."), ("agree", ""))


def stances(thread: Thread, ax: "Axes | None" = None) -> "Figure":
    """Draws the expected number of replies of each stance over time.

    Bars span equal times, or equally many comments where dates are missing; a bar's parts are
    sums of probabilities, not counts of the most probable stance. Replies without a date are left
    out of an axis of time, and the figure says how many.

    Args:
        thread: A thread, rebuilt and classified.
        ax: Axes to draw into; None: a new figure that belongs to no window.

    Returns:
        The matplotlib figure.

    Raises:
        InvalidThread: The thread has replies and none of them has a stance.
    """
    need_stances(thread)
    replies = primary_replies(thread)
    rows = [
        (k, comment.posted, replies[comment.id])
        for k, comment in enumerate(thread.comments, start=1)
        if comment.id in replies and replies[comment.id].stance
    ]
    dated = [(posted, reply) for _, posted, reply in rows if posted is not None]
    timed = len(dated) >= DATED * len(rows) and len({posted for posted, _ in dated}) > 1
    ax = new_axes(HEIGHT) if ax is None else ax
    if figure_of(ax).axes == [ax] and not ax.get_subplotspec():
        ax.set_position((0.09, 0.27, 0.89, 0.62))
    if timed:
        left_out = _over_time(ax, dated, len(rows) - len(dated))
    else:
        left_out = ""
        _over_order(ax, [(float(k), reply) for k, _, reply in rows], len(thread.comments))
    _frame(ax, thread, left_out)
    return figure_of(ax)


def _over_time(ax: "Axes", dated: list[tuple[datetime, Reply]], lost: int) -> str:
    from matplotlib.dates import AutoDateLocator, ConciseDateFormatter, date2num

    places = [(float(date2num(posted)), reply) for posted, reply in dated]
    _bars(ax, places, min(x for x, _ in places), max(x for x, _ in places))
    locator = AutoDateLocator(maxticks=8)
    ax.xaxis.set_major_locator(locator)
    ax.xaxis.set_major_formatter(ConciseDateFormatter(locator))
    return f"{lost:,} replies without a date are left out." if lost else ""


def _over_order(ax: "Axes", places: list[tuple[float, Reply]], last: int) -> None:
    from matplotlib.ticker import MaxNLocator

    _bars(ax, places, 1.0, float(max(2, last)))
    ax.xaxis.set_major_locator(MaxNLocator(8, integer=True))
    ax.set_xlabel("comment, in the thread’s order", fontsize=SIZE, family=FONT)


def _bars(ax: "Axes", places: list[tuple[float, Reply]], first: float, last: float) -> None:
    import numpy as np

    count = int(np.clip(len(places) // LEAST_IN_BAR, 1, MOST_BARS))
    edges = np.linspace(first, last, count + 1)
    where = np.array([x for x, _ in places])
    under = np.zeros(count)
    for name, hatch in _PARTS:
        shares = [next(p.probability for p in r.stance if p.name == name) for _, r in places]
        tall, _ = np.histogram(where, bins=edges, weights=shares)
        kind = next(kind for kind in STANCE_KINDS if kind.name == name)
        ax.bar(
            edges[:-1], tall, np.diff(edges) * 0.92, bottom=under, align="edge",
            facecolor=kind.light, hatch=hatch, edgecolor="white", linewidth=0.4,
        )  # fmt: skip
        under += tall


def _frame(ax: "Axes", thread: Thread, left_out: str) -> None:
    from matplotlib.patches import Patch

    wide = inches(ax)[0] if ax.get_subplotspec() else 0.89 * WIDTH
    title = fit(plain(thread.title or "") or "Stance over time", wide / 1.15, 9)
    ax.set_title(title, loc="left", fontsize=9, fontweight="bold", family=FONT, parse_math=False)
    ax.set_ylabel("replies (expected)", fontsize=SIZE, family=FONT)
    ax.tick_params(labelsize=SIZE, length=2)
    ax.xaxis.get_offset_text().set_fontsize(SIZE)
    ax.spines[["top", "right"]].set_visible(False)
    ax.margins(x=0.01)
    looks = {kind.name: kind.light for kind in STANCE_KINDS}
    handles: list[Any] = [
        Patch(facecolor=looks[name], hatch=hatch, edgecolor="white", label=SIGNS[name])
        for name, hatch in reversed(_PARTS)
    ]
    legend(ax, handles, down=0.2)
    if left_out:
        write(
            ax, 1.0, -0.27, left_out, transform=ax.transAxes, fontsize=SIZE, color="#444444",
            style="italic", ha="right", va="top", clip_on=False,
        )  # fmt: skip
