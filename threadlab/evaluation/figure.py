"""The reliability figure: is a probability worth what it claims, and what does caution gain?

A diagram a source: mean claimed probability against the share that held, in bins of equal count
(DeGroot and Fienberg 1983), beside it the accuracy on the most certain share of the comments.
"""

import io
import math
from collections.abc import Mapping, Sequence
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any

from threadlab.errors import UnknownName
from threadlab.exports.figures.reliability import MODEL, reliability, unit_square
from threadlab.exports.writing import write_whole

if TYPE_CHECKING:
    from matplotlib.axes import Axes

SUFFIXES = (".png", ".svg")

# Fewer comments give bins of two or three each, which show nothing but chance.
_LEAST = 45
_SIZE = 2.3
_RULE = "#d55e00"  # Okabe and Ito 2008


def save_figure(scores: Mapping[str, Mapping[str, Any]], path: str | PathLike[str]) -> None:
    """Draws the calibration of replies, a source at a time and over all.

    Args:
        scores: From evaluate, of replies; or any mapping of titles to such scores.
        path: Where to write the figure; its suffix, .png or .svg, says how. It is written whole
            or not at all.

    Raises:
        UnknownName: The suffix is another one.
        OSError: The file cannot be written.
    """
    out = Path(path)
    check_suffix(out)
    picked = _panels(scores)
    write_whole(out, [_drawn(picked, out.suffix.lower()[1:])])


def check_suffix(path: Path) -> None:
    """Refuses a file that is neither .png nor .svg (UnknownName)."""
    if path.suffix.lower() not in SUFFIXES:
        raise UnknownName("kind of figure", path.suffix, SUFFIXES)


def _panels(scores: Mapping[str, Mapping[str, Any]]) -> list[tuple[str, Mapping[str, Any]]]:
    """The sources that have enough comments; all together where none has or there are several."""
    shown = [(name, found) for name, found in scores.items() if _count(found) >= _LEAST]
    sources = [pair for pair in shown if pair[0] != "all"]
    pooled = [("all", scores["all"])] if "all" in scores else list(scores.items())
    if len(sources) == 1 and len(scores) == 2:
        return sources
    return ([*pooled, *sources] if "all" in scores else sources) or pooled


def _count(found: Mapping[str, Any]) -> int:
    return sum(part["n"] for part in found["reliability"])


def _drawn(panels: Sequence[tuple[str, Mapping[str, Any]]], kind: str) -> bytes:
    from matplotlib import rc_context
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    across = 1 if len(panels) == 1 else 2
    down = math.ceil(len(panels) / across)
    # Ids in the SVG are drawn from this salt, so that the same scores give the same bytes.
    style = {"font.family": "DejaVu Sans", "font.size": 7.5, "svg.hashsalt": "threadlab"}
    with rc_context(style):
        figure = Figure(
            figsize=(2 * across * (_SIZE + 0.3), down * (_SIZE + 0.2) + 0.1), layout="constrained"
        )
        FigureCanvasAgg(figure)
        axes = figure.subplots(down, 2 * across, squeeze=False)
        cells = [(row[k], row[k + 1]) for row in axes for k in range(0, 2 * across, 2)]
        for (name, found), (left, right) in zip(panels, cells, strict=False):
            _reliability(left, name, found)
            _coverage(right, found)
        for left, right in cells[len(panels) :]:
            left.set_axis_off()
            right.set_axis_off()
        image = io.BytesIO()
        still = {"Date": None} if kind == "svg" else {}
        figure.savefig(image, format=kind, dpi=160, metadata=still)
    return image.getvalue()


def _reliability(axes: "Axes", name: str, found: Mapping[str, Any]) -> None:
    reliability(found["reliability"], axes)
    axes.set_title(_title(name), loc="left", fontweight="bold", fontsize=8)


def _coverage(axes: "Axes", found: Mapping[str, Any]) -> None:
    points = found["coverage"]
    axes.plot(
        [point["coverage"] for point in points],
        [point["accuracy"] for point in points],
        "-o",
        color=MODEL,
        markersize=3,
        linewidth=1,
    )
    lines = [(f"all {100 * points[-1]['accuracy']:.1f} %" if points else "", MODEL)]
    rule = found["baselines"].get("quote_else_previous")
    if isinstance(rule, float):
        axes.axhline(rule, color=_RULE, linewidth=0.9, linestyle=(0, (4, 3)))
        lines.append((f"quote, else previous {100 * rule:.1f} %", _RULE))
    for number, (text, colour) in enumerate(reversed(lines)):
        # Behind a light box, so that it can be read where a curve runs low.
        axes.text(
            0.03,
            0.04 + 0.1 * number,
            text,
            color=colour,
            transform=axes.transAxes,
            fontsize=6.5,
            bbox={"facecolor": "white", "edgecolor": "none", "alpha": 0.7, "pad": 0.5},
        )
    axes.set_title(f"n = {_count(found):,}    ECE {found['ece']:.3f}", loc="left", fontsize=7)
    axes.set_xlabel("share of comments, most certain first")
    axes.set_ylabel("right parent")
    unit_square(axes)


def _title(name: str) -> str:
    """A source's name without what matplotlib would take for a formula."""
    plain = "".join(c if c.isprintable() else "\ufffd" for c in name)
    return (plain if len(plain) <= 40 else plain[:39] + "…").replace("$", r"\$") or "(no source)"
