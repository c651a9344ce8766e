"""The maps beside the thread: overview, argument map, who disagrees, timeline.

Without scripts, and on paper, they stand one below the other; maps.js makes them tabs.
"""

from threadlab.exports.html.focus import argument_map
from threadlab.exports.html.overview import HATCH, overview
from threadlab.exports.html.people import who_disagrees
from threadlab.exports.html.safe import escape
from threadlab.exports.html.timeline import timeline
from threadlab.exports.html.tree import Tree
from threadlab.exports.html.wording import LOOKS, Naming
from threadlab.graph import Findings, Summary
from threadlab.scheme import ARGUMENT_TYPES, STANCE_KINDS, Kind

LONG = 40
"""Threads of more comments have maps that scroll on a phone."""


def maps(
    tree: Tree, figures: Summary, found: Findings | None, naming: Naming, underlined: bool
) -> str:
    """Shows all maps of a thread that have something to show.

    Args:
        tree: The thread as it is shown.
        figures: Its counts.
        found: What its measures say; None where they have not been taken.
        naming: Which labels look unsure.
        underlined: Whether sentences of comments are underlined.

    Returns:
        HTML.
    """
    stanced, typed = bool(figures.by_stance), bool(figures.by_type)
    camps = found.camps if found is not None else None
    shown = [
        _map("overview", "Overview", _colours(stanced, typed) + overview(tree)),
        _map("arguments", "Argument map", argument_map(tree, naming)),
        _map("people", "Who disagrees", who_disagrees(tree, camps)),
        _map("times", "Timeline", timeline(tree)),
    ]
    long = " long" if figures.comments > LONG else ""
    hatch = f'<svg class="hatch" width="0" height="0" aria-hidden="true"><defs>{HATCH}</defs></svg>'
    return (
        f'<section class="view{long}" aria-label="Maps" tabindex="0">{hatch}{"".join(shown)}'
        f"{_legend(stanced, typed)}{_UNDERLINED if underlined else ''}</section>"
    )


def _map(name: str, heading: str, content: str) -> str:
    if not content:
        return ""
    return (
        f'<section class="map" id="{name}" aria-labelledby="{name}-heading">'
        f'<h2 id="{name}-heading">{heading}</h2>{content}</section>'
    )


def _colours(stanced: bool, typed: bool) -> str:
    if not (stanced and typed):
        return ""
    return (
        "<fieldset><legend>Colour by</legend>"
        '<label><input type="radio" name="colour" id="by-stance" checked>stance</label>'
        '<label><input type="radio" name="colour" id="by-type">type</label></fieldset>'
    )


def _legend(stanced: bool, typed: bool) -> str:
    stances = _meanings(STANCE_KINDS) if stanced else ""
    types = _meanings(ARGUMENT_TYPES) if typed else ""
    if not stances and not types:
        return ""
    return (
        '<details class="legend"><summary>What the words mean</summary>'
        f"<dl>{stances}{types}</dl></details>"
    )


def _meanings(kinds: tuple[Kind, ...]) -> str:
    return "".join(
        f'<dt class="{LOOKS[kind.name]}">{kind.name}</dt><dd>{escape(kind.definition)}</dd>'
        for kind in kinds
    )


_UNDERLINED = (
    "<p class=hint><u class=k>Underlined</u> is the sentence of a comment that speaks most for "
    "its first type: what the model goes by, which need not be what makes it right.</p>"
)
