"""The reliability diagram: is a probability worth what it claims?"""

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from threadlab.exports.figures.style import figure_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

INK, MODEL = "#333333", "#0072b2"
SIDE = 2.6
_Z = 1.96


def reliability(bins: Sequence[Mapping[str, float]], ax: "Axes | None" = None) -> "Figure":
    """Draws mean claimed probability against the share that held, in bins.

    The source of such diagrams is DeGroot and Fienberg 1983.

    Args:
        bins: As threadlab.evaluate gives them under "reliability": probability (mean claimed),
            accuracy (share that held) and n (how many).
        ax: Axes to draw into; None: a new figure that belongs to no window.

    Returns:
        The matplotlib figure.
    """
    if ax is None:
        from matplotlib.figure import Figure as NewFigure

        ax = NewFigure(figsize=(SIDE, SIDE), layout="constrained").subplots()
    claimed = [part["probability"] for part in bins]
    held = [part["accuracy"] for part in bins]
    spread = [wilson(part["accuracy"], int(part["n"])) for part in bins]
    errors = [
        [max(0.0, share - low) for share, (low, _) in zip(held, spread, strict=True)],
        [max(0.0, high - share) for share, (_, high) in zip(held, spread, strict=True)],
    ]
    ax.plot([0, 1], [0, 1], color=INK, linewidth=0.7, linestyle=(0, (4, 3)))
    ax.errorbar(
        claimed, held, yerr=errors, fmt="-o", color=MODEL, markersize=3, linewidth=1,
        elinewidth=0.6,
    )  # fmt: skip
    sizes = sorted({int(part["n"]) for part in bins})
    each = f"{len(bins)} bins of {'–'.join(f'{n:,}' for n in (sizes[:1] + sizes[1:][-1:]))}"
    ax.set_xlabel(f"probability claimed ({each})")
    ax.set_ylabel("share that held")
    unit_square(ax)
    return figure_of(ax)


def unit_square(ax: "Axes") -> None:
    """Gives axes the look of two shares from 0 to 1."""
    ax.set_box_aspect(1)
    ax.set_xlim(0, 1.02)
    ax.set_ylim(0, 1.02)
    ax.set_xticks([0, 0.5, 1], ["0", "50 %", "100 %"])
    ax.set_yticks([0, 0.5, 1], ["0", "50 %", "100 %"])
    ax.grid(color="#e6e6e6", linewidth=0.5)
    ax.set_axisbelow(True)
    ax.spines[["top", "right"]].set_visible(False)
    ax.tick_params(length=2)


def wilson(share: float, count: int) -> tuple[float, float]:
    """Gives the 95 % interval of a share (Wilson 1927)."""
    square = _Z * _Z / count
    middle = (share + square / 2) / (1 + square)
    half = _Z / (1 + square) * math.sqrt(share * (1 - share) / count + square / (4 * count))
    return middle - half, middle + half
