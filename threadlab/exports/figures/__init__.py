"""Figures of a thread for papers: one page a kind, one table of them.

Each kind is a function that takes matplotlib axes, or makes a figure that belongs to no window.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from threadlab.errors import UnknownName
from threadlab.exports.figures.network import network
from threadlab.exports.figures.profile import profile
from threadlab.exports.figures.reliability import reliability
from threadlab.exports.figures.stances import stances
from threadlab.exports.figures.style import picture
from threadlab.exports.figures.tree import MOST_ROWS, tree
from threadlab.thread import Thread

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = [
    "FIGURES",
    "MOST_ROWS",
    "draw",
    "network",
    "pdf",
    "png",
    "profile",
    "reliability",
    "stances",
    "svg",
    "tree",
]

FIGURES: dict[str, Callable[..., "Figure"]] = {
    "replies": tree,
    "disagreement": network,
    "stance": stances,
    "types": profile,
}
"""The kinds of figures, as draw names them."""


def draw(
    thread: Thread, what: str = "replies", *, ax: "Axes | None" = None, **options: Any
) -> "Figure":
    """Draws a thread.

    Args:
        thread: A thread; all kinds but "replies" need it classified.
        what: "replies" (who answers whom, with types and stances), "disagreement" (who agrees and
            disagrees with whom, in camps), "stance" (stance over time) or "types" (types by camp,
            or by person with by="person").
        ax: Axes to draw into; None: a new figure that belongs to no window.
        options: Of the kind: measures (from threadlab.measure, for "disagreement" and "types"),
            by (for "types") and model (what classified, for "replies": its limits tell which
            labels are unsure).

    Returns:
        The matplotlib figure.

    Raises:
        UnknownName: There is no such kind of figure.
        InvalidThread: The thread has not been classified.
    """
    if what not in FIGURES:
        raise UnknownName("figure", what, FIGURES)
    return FIGURES[what](thread, ax=ax, **options)


def svg(thread: Thread) -> bytes:
    """Gives the figure of replies as SVG; the same thread gives the same bytes."""
    return picture(lambda: draw(thread), "svg")


def pdf(thread: Thread) -> bytes:
    """Gives the figure of replies as PDF; the same thread gives the same bytes."""
    return picture(lambda: draw(thread), "pdf")


def png(thread: Thread) -> bytes:
    """Gives the figure of replies as PNG at 200 dots an inch; the same bytes every time."""
    return picture(lambda: draw(thread), "png")
