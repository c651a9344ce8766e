"""The argument map: one comment in the focus, the path down to it, and its strongest answers.

Focus and context (Furnas 1986, "Generalized fisheye views"): what is far from the focus is told
in a number. Here the opening post is in the focus; focus.js lays out the same for any comment.
"""

from collections import defaultdict
from dataclasses import dataclass, field

from threadlab.exports.html.outline import gist
from threadlab.exports.html.safe import count, escape, excerpt
from threadlab.exports.html.tree import Tree, anchor
from threadlab.exports.html.wording import LOOKS, STANCES_OF, TYPE_KINDS, Naming

# These sizes stand in focus.js, too.
WIDTH = 600
FOCUS_WIDTH, FOCUS_HEIGHT = 340, 66
ANSWER_WIDTH, ANSWER_HEIGHT = 140, 80
GAP, LEVEL_GAP = 10, 36
SIGN = 9
SHOWN = 4
"""Answers to the focus that fit side by side into the width; each has its strongest below it."""

FEW, DEEPEST, DEEPEST_OF_FEW = 3, 2, 4
"""Levels below the focus: where few answer it, there is room to go on deeper."""

LETTERS = 110
NAME_LETTERS = 40


def argument_map(tree: Tree, naming: Naming) -> str:
    """Draws the argument map with the opening post in the focus.

    Args:
        tree: The thread as it is shown.
        naming: Which labels look unsure.

    Returns:
        An SVG picture as HTML, whose boxes link to their comments; empty where nothing is answered.
    """
    below = _below(tree)
    if not any(below):
        return ""
    answers: dict[int, list[int]] = defaultdict(list)
    for number in tree.order:
        parent = tree.parents[number]
        if parent is not None:
            answers[parent].append(number)
    opening = max(
        (number for number in tree.order if tree.parents[number] is None),
        key=lambda number: below[number],
    )

    def strongest(number: int, most: int) -> list[_Box]:
        ranked = sorted(answers[number], key=lambda one: (-below[one], -_sure(tree, one)))
        return [_Box(one, ANSWER_WIDTH, ANSWER_HEIGHT) for one in ranked[:most]]

    focus = _Box(opening, FOCUS_WIDTH, FOCUS_HEIGHT, strongest(opening, SHOWN))
    row = focus.answers
    for _ in range(1, DEEPEST if len(row) >= FEW else DEEPEST_OF_FEW):
        for box in row:
            box.answers = strongest(box.number, 1)
        row = [one for box in row for one in box.answers]
    boxes = _placed(focus)
    wide = max(WIDTH, round(max(box.x + box.wide for box in boxes)))
    high = round(max(box.y + box.high for box in boxes)) + GAP
    edges = "".join(_edge(tree, naming, box, one) for box in boxes for one in box.answers)
    shown = "".join(
        _node(tree, box, len(answers[box.number]) - len(box.answers), box is focus) for box in boxes
    )
    return (
        f'<div class="scroll"><svg id="focus" viewBox="0 0 {wide} {high}" width="{wide}"'
        f' height="{high}" role="group" data-focus="{anchor(opening)}" aria-label='
        f'"{count(len(boxes), "comment")} around the opening post">{edges}{shown}</svg></div>'
    )


@dataclass(slots=True)
class _Box:
    number: int
    wide: int
    high: int
    answers: list["_Box"] = field(default_factory=list)
    x: float = 0
    y: float = 0

    def span(self) -> float:
        """Width of the box and of all that is drawn below it."""
        row = sum(one.span() for one in self.answers) + GAP * (len(self.answers) - 1)
        return max(self.wide, row)


def _below(tree: Tree) -> list[int]:
    """How many comments hang below each one."""
    below = [0] * len(tree.order)
    for number in reversed(tree.order):
        parent = tree.parents[number]
        if parent is not None:
            below[parent] += below[number] + 1
    return below


def _sure(tree: Tree, number: int) -> int:
    """How sure it is what a comment answers: in percent, as the page tells it."""
    reply = tree.replies[number]
    return round(100 * reply.probability) if reply is not None else 0


def _placed(focus: _Box) -> list[_Box]:
    """Places each box over the middle of its answers, all of one level in a row."""
    focus.x = max(0.0, (WIDTH - focus.span()) / 2)
    row, found = [focus], []
    top = 2
    while row:
        below = []
        for box in row:
            # Until here x is where the span of the box begins.
            room = box.span()
            answered = sum(one.span() for one in box.answers) + GAP * (len(box.answers) - 1)
            left = box.x + (room - answered) / 2
            for one in box.answers:
                one.x = left
                left += one.span() + GAP
            below += box.answers
            box.x, box.y = box.x + (room - box.wide) / 2, top
        found += row
        top += max(box.high for box in row) + LEVEL_GAP
        row = below
    return found


def _edge(tree: Tree, naming: Naming, above: _Box, box: _Box) -> str:
    reply = tree.replies[box.number]
    look, sign = "lost", "?"
    if reply is not None and reply.parent is not None:
        stance = reply.stance[0] if reply.stance else None
        look = LOOKS[stance.name] if stance else "s"
        sign = STANCES_OF[stance.name].glyph if stance else ""
        sign += "?" if stance and naming.unsure(stance) else ""
    x, y = above.x + above.wide / 2, above.y + above.high
    to, end = box.x + box.wide / 2, box.y
    half = (y + end) / 2
    drawn = (
        f'<path d="M{_n(x)} {_n(y)}C{_n(x)} {_n(half)} {_n(to)} {_n(half)} {_n(to)} {_n(end)}"/>'
    )
    if sign:
        # The sign sits near the answer, where edges have parted.
        at = end - SIGN - 3
        drawn += f'<circle cx="{_n(to)}" cy="{_n(at)}" r="{SIGN + 2 * (len(sign) - 1)}"/>'
        drawn += f'<text x="{_n(to)}" y="{_n(at + 4)}">{sign}</text>'
    return f'<g class="edge {look}">{drawn}</g>'


def _node(tree: Tree, box: _Box, hidden: int, focused: bool) -> str:
    comment = tree.comment(box.number)
    kind = TYPE_KINDS[comment.types[0].name] if comment.types else None
    look = f" {LOOKS[kind.name]}" if kind else ""
    glyph = f" <i>{kind.glyph}</i>" if kind else ""
    name = excerpt(comment.author or "", NAME_LETTERS)
    by = f" <bdi>{escape(name)}</bdi>" if name else ""
    more = (
        f'<foreignObject class="more" x="{_n(box.x)}" y="{_n(box.y + box.high - 10)}"'
        f' width="{box.wide}" height="22"><div>+{hidden:,} more</div></foreignObject>'
        if hidden
        else ""
    )
    return (
        f'<a href="#{anchor(box.number)}" class="node{look}{" focus" if focused else ""}">'
        f'<foreignObject x="{_n(box.x)}" y="{_n(box.y)}" width="{box.wide}" height="{box.high}">'
        f"<div><p><b>{box.number + 1}</b>{glyph}{by}</p>"
        f"<p>{escape(gist(comment, LETTERS))}</p></div></foreignObject></a>{more}"
    )


def _n(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")
