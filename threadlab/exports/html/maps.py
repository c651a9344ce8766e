"""The maps beside the thread: overview, argument map, who disagrees, timeline.

Without scripts, and on paper, they stand one below the other; maps.js makes them tabs.
"""

from collections.abc import Mapping

from threadlab.exports.html.focus import argument_map
from threadlab.exports.html.overview import HATCH, MOST_BOXES, overview
from threadlab.exports.html.people import who_disagrees
from threadlab.exports.html.safe import escape
from threadlab.exports.html.timeline import timeline
from threadlab.exports.html.tree import Tree
from threadlab.exports.html.wording import LOOKS, Naming
from threadlab.graph import Findings, Summary
from threadlab.scheme import ARGUMENT_TYPES, STANCE_KINDS, Kind

HEADINGS = {
    "overview": "Overview",
    "arguments": "Argument map",
    "people": "Who disagrees",
    "times": "Timeline",
}

LONG = 40
"""Threads of more comments have maps that scroll on a phone."""


def maps(
    tree: Tree, figures: Summary, found: Findings | None, naming: Naming, focus: int | None
) -> dict[str, str]:
    """Draws all maps of a thread that have something to show.

    Args:
        tree: The thread as it is shown.
        figures: Its counts.
        found: What its measures say; None where they have not been taken.
        naming: Which labels look unsure.
        focus: Number of the most contested comment; None where nothing is contested.

    Returns:
        HTML by name of the map.
    """
    camps = found.camps if found is not None else None
    # A long overview has no boxes of their own to colour.
    few = figures.comments <= MOST_BOXES and figures.by_stance and figures.by_type
    drawn = {
        "overview": (_COLOURS if few else "") + overview(tree),
        "arguments": argument_map(tree, naming, focus),
        "people": who_disagrees(tree, camps),
        "times": timeline(tree),
    }
    return {name: html for name, html in drawn.items() if html}


def view(drawn: Mapping[str, str], figures: Summary, underlined: bool, correctable: bool) -> str:
    """Shows maps, and what the words on them mean.

    Args:
        drawn: What maps gave.
        figures: The counts of the thread.
        underlined: Whether sentences of comments are underlined.
        correctable: Whether readers can name any type or stance.

    Returns:
        HTML.
    """
    shown = "".join(
        f'<section class="map" id="{name}" aria-labelledby="{name}-heading">'
        f'<h2 id="{name}-heading">{HEADINGS[name]}</h2>{html}</section>'
        for name, html in drawn.items()
    )
    long = " long" if figures.comments > LONG else ""
    hatch = f'<svg class="hatch" width="0" height="0" aria-hidden="true"><defs>{HATCH}</defs></svg>'
    legend = _legend(correctable or bool(figures.by_stance), correctable or bool(figures.by_type))
    return (
        f'<section class="view{long}" aria-label="Maps" tabindex="0">{hatch}{_tabs(drawn)}{shown}'
        f"{legend}{_UNDERLINED if underlined else ''}</section>"
    )


def _tabs(drawn: Mapping[str, str]) -> str:
    """A tab a map, which the script shows, where there are several."""
    if len(drawn) < 2:
        return ""
    tabs = "".join(
        f'<button id="{name}-tab" type="button" role="tab" aria-controls="{name}">'
        f"{HEADINGS[name]}</button>"
        for name in drawn
    )
    return f'<div class="tabs" role="tablist" aria-label="Maps" hidden>{tabs}</div>'


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
        f'<dt class="{LOOKS[kind.name]}" data-glyph="{kind.glyph}">{kind.name}</dt>'
        f"<dd>{escape(kind.definition)}</dd>"
        for kind in kinds
    )


_COLOURS = (
    "<fieldset><legend>Colour by</legend>"
    '<label><input type="radio" name="colour" id="by-stance" checked>stance</label>'
    '<label><input type="radio" name="colour" id="by-type">type</label></fieldset>'
)

_UNDERLINED = (
    "<p class=hint><u class=k>Underlined</u> is the sentence of a comment that speaks most for "
    "its first type: what the model goes by, which need not be what makes it right.</p>"
)
