"""What all figures share: letters that the font has, words that fit, files that are reproducible.

Colours are told apart by everybody who sees colours at all, or nearly (Okabe and Ito 2008, "Color
Universal Design"), and never stand alone: marks, lines and hatches tell the same.
"""

import io
import unicodedata
from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

WIDTH = 7.2
"""Width of a figure in inches: two columns of a journal."""

LEGEND = 0.75
SIZE = 6.6
TITLE = 9
FONT = "DejaVu Sans"
INK, GREY = "#333333", "#777777"

LINES: dict[str, Any] = {
    "agree": "-",
    "disagree": (0, (1.7, 0.9)),
    "neutral": (0, (0.8, 1.1)),
}
SIGNS = {"agree": "agrees", "disagree": "disagrees", "neutral": "neither"}

# Blue, orange, green, purple, light blue, red, black (Okabe and Ito 2008), with a mark each.
CAMPS = (
    ("#0072b2", "o"),
    ("#e69f00", "s"),
    ("#009e73", "^"),
    ("#cc79a7", "D"),
    ("#56b4e9", "v"),
    ("#d55e00", "P"),
    ("#333333", "X"),
)


def new_axes(height: float, below: float = 0.0) -> "Axes":
    """Makes axes on a new figure that belongs to no window.

    Args:
        height: Of the figure, in inches.
        below: Room for a legend under the axes, in inches.
    """
    from matplotlib.figure import Figure

    figure = Figure(figsize=(WIDTH, height))
    return figure.add_axes((0.0, below / height, 1.0, 1 - below / height))


def figure_of(ax: "Axes") -> "Figure":
    """Gives the whole figure of axes, also from within a subfigure."""
    whole: Figure = ax.figure.figure
    return whole


def inches(ax: "Axes") -> tuple[float, float]:
    """Gives width and height of axes in inches."""
    box, dots = ax.get_window_extent(), figure_of(ax).dpi
    return float(box.width / dots), float(box.height / dots)


def fit(text: str, room: float, size: float) -> str:
    """Cuts text to a width in inches."""
    if width(text, size) <= room:
        return text
    short, long = 0, len(text)
    while short < long:
        middle = (short + long + 1) // 2
        if width(text[:middle] + "…", size) <= room:
            short = middle
        else:
            long = middle - 1
    return text[:short].rstrip() + "…"


def width(text: str, size: float) -> float:
    """Gives the width of text in inches, with room for a screen's hinting, which widens letters."""
    return 1.04 * sum(_letters().get(ord(letter), 0.0) for letter in text) * size / 72


def plain(text: str) -> str:
    """Gives one line of letters that the figure's font has; others become "□"."""
    known = _letters()
    joined = " ".join(unicodedata.normalize("NFC", text).split())
    visible = (c for c in joined if unicodedata.category(c) != "Cf")
    return "".join(c if ord(c) in known else "□" for c in visible)


@cache
def _letters() -> dict[int, float]:
    """The letters that the figure's font has, and how wide they run at a size of one point."""
    from matplotlib.font_manager import FontProperties, findfont, get_font
    from matplotlib.ft2font import FT2Font

    font: FT2Font = get_font(findfont(FontProperties(family=FONT)))
    font.set_size(10, 72)
    return {
        code: font.load_char(code).linearHoriAdvance / 65536 / 10 for code in font.get_charmap()
    }


def write(ax: "Axes", x: float, y: float, text: str, **looks: Any) -> None:
    """Writes text as it is: without parse_math a "$" is a dollar, not the start of a formula."""
    looks = {"ha": "left", "va": "center", "family": FONT, "clip_on": True, **looks}
    ax.text(x, y, text, parse_math=False, **looks)


def heading(ax: "Axes", x: float, y: float, title: str, room: float) -> None:
    """Writes the bold heading of a figure, cut to a width in inches."""
    # Bold letters run wider.
    fitting = fit(plain(title), room / 1.15, TITLE)
    write(ax, x, y, fitting, fontsize=TITLE, fontweight="bold")


def mark(shape: str, colour: str, label: str, **looks: Any) -> Any:
    """Gives a mark for a legend."""
    from matplotlib.lines import Line2D

    looks = {"linestyle": "none", "markersize": 5, **looks}
    return Line2D([], [], marker=shape, color=colour, label=label, **looks)


def stroke(style: Any, colour: str, label: str, linewidth: float = 1.2) -> Any:
    """Gives a line for a legend."""
    from matplotlib.lines import Line2D

    return Line2D([], [], linestyle=style, color=colour, linewidth=linewidth, label=label)


def legend(ax: "Axes", handles: list[Any], columns: int = 5, down: float = 0.0) -> None:
    """Puts a legend under axes.

    Args:
        ax: The axes.
        handles: What it explains; none, no legend.
        columns: In how many columns.
        down: How far below the axes, as a share of their height.
    """
    if handles:
        ax.legend(
            handles=handles, loc="upper left", bbox_to_anchor=(0.0, -down), ncols=columns,
            frameon=False, handlelength=2.2, columnspacing=1.4, borderaxespad=0.3,
            prop={"family": FONT, "size": SIZE},
        )  # fmt: skip


def picture(make: "Callable[[], Figure]", format: str) -> bytes:
    """Gives a figure as the content of a file; the same figure gives the same bytes.

    Args:
        make: Draws it.
        format: "svg", "pdf" or "png" (at 200 dots an inch).
    """
    import matplotlib

    metadata: dict[str, Any] = {
        "svg": {"Date": None, "Creator": None},
        "pdf": {"CreationDate": None, "Creator": None, "Producer": None},
        "png": {"Software": None},
    }[format]
    file = io.BytesIO()
    settings = {"svg.hashsalt": "threadlab", "svg.fonttype": "path", "pdf.fonttype": 42}
    with matplotlib.rc_context(settings):
        make().savefig(file, format=format, dpi=200, metadata=metadata)
    return file.getvalue()
