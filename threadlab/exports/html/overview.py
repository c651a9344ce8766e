"""The overview: all comments at a glance, as an icicle that reads like the outline.

A column is a level of the thread, a box a comment; a box spans all that answers it. Layout after
Kruskal and Landwehr 1983, "Icicle Plots: Better Displays for Hierarchical Clustering".
"""

from collections import defaultdict
from dataclasses import dataclass

from threadlab.exports.html.safe import count, escape, excerpt
from threadlab.exports.html.tree import Tree
from threadlab.exports.html.wording import LOOKS
from threadlab.scheme import ARGUMENT_TYPES
from threadlab.thread import own_words

WIDTH = 400
WIDEST_COLUMN = 84
TALLEST_ROW = 26
SHORTEST_ROW = 2
HEIGHT = 720
"""Height that the rows of a long thread share, until they reach the shortest row."""

LETTER_HEIGHT = 11
LETTER_WIDTH = 7.2
MOST_BOXES = 1500
"""Longer threads are drawn as one path a look; the script tells the boxes apart."""


_GLYPHS = {kind.name: kind.glyph for kind in ARGUMENT_TYPES}
_VERBS = {"agree": "agrees with", "disagree": "disagrees with", "neutral": "answers"}


def overview(tree: Tree) -> str:
    """Draws the overview.

    Args:
        tree: The thread as it is shown.

    Returns:
        An SVG picture as HTML; its boxes are told by the comments' numbers ("o12").
    """
    tops, bottoms = rows(tree)
    height = max(bottoms)
    columns = max(tree.level) + 1
    wide = min(WIDEST_COLUMN, WIDTH / columns)
    high = max(SHORTEST_ROW, min(TALLEST_ROW, HEIGHT / height))
    places = [
        _Place(number, tree.level[number] * wide, top * high, wide, (bottom - top) * high)
        for number, top, bottom in zip(tree.order, tops, bottoms, strict=True)
    ]
    few = len(places) <= MOST_BOXES
    drawn = "".join(_box(tree, place) for place in places) if few else _paths(tree, places)
    label = f"Overview of {count(len(tree.order), 'comment')}; the outline says the same in words."
    return (
        f'<svg id="icicle" viewBox="0 0 {_n(columns * wide)} {_n(height * high)}"'
        f' width="{_n(columns * wide)}" role="img" aria-label="{label}">'
        f"{drawn}</svg>"
    )


@dataclass(frozen=True, slots=True)
class _Place:
    number: int
    x: float
    y: float
    wide: float
    high: float


def _paths(tree: Tree, places: list[_Place]) -> str:
    """All boxes of one look as one path, in the order of the outline: small, and quick to draw.

    A box is a line as thick as the box is wide.
    """
    paths: dict[str, list[str]] = defaultdict(list)
    for place in places:
        box = f"M{_n(place.x)} {_n(place.y)}v{_n(place.high - _gap(place.high))}"
        paths[_stance(tree, place.number)].append(box)
    wide = places[0].wide - _gap(places[0].wide)
    thick = f'stroke-width="{_n(wide)}" transform="translate({_n(wide / 2)})"'
    return "".join(
        f'<path class="{look}" {thick} d="{"".join(boxes)}"/>' for look, boxes in paths.items()
    )


def _stance(tree: Tree, number: int) -> str:
    reply = tree.replies[number]
    return LOOKS[reply.stance[0].name] if reply is not None and reply.stance else "s"


def _gap(size: float) -> float:
    return min(1.0, size / 4)


HATCH = (
    '<pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse"'
    ' patternTransform="rotate(45)"><rect width="6" height="6" class="hatch-ground"/>'
    '<rect width="2" height="6" class="hatch-line"/></pattern>'
)
"""What disagrees is hatched in all pictures: this pattern must stand in the page."""


def rows(tree: Tree) -> tuple[list[int], list[int]]:
    """Says which rows each place in the order spans: a row a comment that nothing hangs under.

    Returns:
        The first row of each place, and the row after its last.
    """
    size = len(tree.order)
    leaves_before = [0] * (size + 1)
    for place in range(size):
        leaf = tree.last[place] == place + 1
        leaves_before[place + 1] = leaves_before[place] + leaf
    return leaves_before[:size], [leaves_before[last] for last in tree.last]


def _box(tree: Tree, place: _Place) -> str:
    comment, reply = tree.comment(place.number), tree.replies[place.number]
    looks = [_stance(tree, place.number)]
    if comment.types:
        looks.append(LOOKS[comment.types[0].name])
    if reply is not None and reply.parent is None:
        looks.append("lost")
    box = (
        f'<rect id="o{place.number + 1}" x="{_n(place.x)}" y="{_n(place.y)}"'
        f' width="{_n(place.wide - _gap(place.wide))}"'
        f' height="{_n(place.high - _gap(place.high))}" class="{" ".join(looks)}">'
        f"{_title(tree, place.number)}</rect>"
    )
    name = str(place.number + 1)
    room = place.wide - 6
    # Either all boxes have room for their number, or none is numbered.
    digits = len(str(len(tree.order)))
    if place.high < LETTER_HEIGHT + 2 or room < digits * LETTER_WIDTH:
        return box
    glyph = ""
    if comment.types and room >= (digits + 2.6) * LETTER_WIDTH:
        glyph = f'<tspan dx="4">{_GLYPHS[comment.types[0].name]}</tspan>'
    middle = place.y + min(place.high, TALLEST_ROW) / 2 + 4
    return f'{box}<text x="{_n(place.x + 4)}" y="{_n(middle)}">{name}{glyph}</text>'


def _title(tree: Tree, number: int) -> str:
    comment, reply = tree.comment(number), tree.replies[number]
    parts = [str(number + 1)]
    if comment.author is not None:
        parts.append(comment.author)
    if comment.types:
        parts.append(comment.types[0].name)
    if reply is not None:
        where = "an unknown comment"
        if reply.parent is not None:
            where = str(tree.numbers[reply.parent] + 1)
        verb = _VERBS[reply.stance[0].name] if reply.stance else "answers"
        parts.append(f"{verb} {where}")
    words = excerpt(own_words(comment) or comment.body, 90)
    return f"<title>{escape(' · '.join(parts))}: {escape(words)}</title>"


def _n(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")
