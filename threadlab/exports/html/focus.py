"""The argument map: one comment in the focus, the path down to it, and its strongest answers.

Focus and context (Furnas 1986, "Generalized fisheye views"): what is far from the focus is told
in a number. Here the most contested comment is in the focus; focus.js lists the same for any
comment. The lists hang within each other as the comments do, and the style sheet draws them as a
tree.
"""

from collections import defaultdict
from collections.abc import Callable

from threadlab.exports.html.outline import gist
from threadlab.exports.html.safe import escape, excerpt
from threadlab.exports.html.tree import Tree, anchor
from threadlab.exports.html.wording import LOOKS, STANCES_OF, TYPE_KINDS, Naming

# These numbers stand in focus.js, too.
SHOWN = 4
"""Answers to the focus, side by side; each has its strongest below it."""

FEW, DEEPEST, DEEPEST_OF_FEW = 3, 2, 4
"""Levels below the focus: where few answer it, there is room to go on deeper."""

NEAR = 3
"""Comments right above the focus; those between them and the root are told in a number."""

LETTERS = 110
NAME_LETTERS = 40

NOTE = (
    "Above a comment stands what it answers, below it what answers it: + agrees, − disagrees, "
    "? is not sure. It opens at "
)


def argument_map(tree: Tree, naming: Naming, contested: int | None) -> str:
    """Draws the argument map.

    Args:
        tree: The thread as it is shown.
        naming: Which labels look unsure.
        contested: Number of the comment in the focus, the most contested one; None: nothing is
            contested, the opening comment with most below it is in the focus.

    Returns:
        HTML: lists in lists, whose boxes link to their comments; empty where nothing is answered.
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
    focus = opening if contested is None else contested

    def strongest(number: int, most: int) -> list[int]:
        return sorted(answers[number], key=lambda one: (-below[one], -_sure(tree, one)))[:most]

    deepest = DEEPEST if len(answers[focus]) >= FEW else DEEPEST_OF_FEW

    def shown(number: int, step: int) -> str:
        kept = strongest(number, SHOWN if not step else int(step < deepest))
        look = " focus" if not step else ""
        hidden = len(answers[number]) - len(kept)
        more = f'<span class="more">+{hidden:,} more</span>' if hidden else ""
        return _node(tree, number, look) + more + _row(tree, naming, kept, step + 1, shown)

    drawn = shown(focus, 0)
    above = _above(tree, focus)
    kept_above, skipped = _kept(above)
    inner = focus
    for number in reversed(kept_above):
        left = skipped if number == kept_above[0] else 0
        drawn = _node(tree, number, " path") + f"<ul>{_item(tree, naming, inner, left, drawn)}</ul>"
        inner = number
    told = "the most contested comment" if contested is not None else "the opening post"
    note = f'{NOTE}{told}, <a href="#{anchor(focus)}">{focus + 1}</a>.'
    return (
        f'<p class="note">{note}</p><div class="scroll"><ul id="focus" data-focus="'
        f'{anchor(focus)}"><li>{drawn}</li></ul></div>'
    )


def _row(
    tree: Tree, naming: Naming, numbers: list[int], step: int, shown: Callable[[int, int], str]
) -> str:
    items = "".join(_item(tree, naming, one, 0, shown(one, step)) for one in numbers)
    return f"<ul>{items}</ul>" if items else ""


def _above(tree: Tree, number: int) -> list[int]:
    """What a comment answers, and what that answers, the root first."""
    found = []
    parent = tree.parents[number]
    while parent is not None:
        found.append(parent)
        parent = tree.parents[parent]
    return found[::-1]


def _kept(above: list[int]) -> tuple[list[int], int]:
    """The part of a path that is drawn, and how many comments are left out after its first."""
    skipped = len(above) - 1 - NEAR
    if skipped <= 1:
        return above, 0
    return [above[0], *above[-NEAR:]], skipped


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


def _item(tree: Tree, naming: Naming, number: int, skipped: int, drawn: str) -> str:
    """A comment under what it answers, with the sign of its stance on the line between them."""
    reply = tree.replies[number]
    look, sign = "lost", "?"
    if skipped:
        look, sign = "skipped", f"{skipped:,} between"
    elif reply is not None and reply.parent is not None:
        stance = reply.stance[0] if reply.stance else None
        look = LOOKS[stance.name] if stance else "s"
        sign = STANCES_OF[stance.name].glyph if stance else ""
        sign += "?" if stance and naming.unsure(stance) else ""
    return f'<li class="edge {look}"><b class="sign">{sign}</b>{drawn}</li>'


def _node(tree: Tree, number: int, look: str) -> str:
    comment = tree.comment(number)
    kind = TYPE_KINDS[comment.types[0].name] if comment.types else None
    coloured = f" {LOOKS[kind.name]}" if kind else ""
    glyph = f" <i>{kind.glyph}</i>" if kind else ""
    name = excerpt(comment.author or "", NAME_LETTERS)
    by = f" <bdi>{escape(name)}</bdi>" if name else ""
    current = ' aria-current="true"' if look == " focus" else ""
    return (
        f'<a href="#{anchor(number)}" class="node{coloured}{look}"{current}>'
        f"<span><b>{number + 1}</b>{glyph}{by}</span>"
        f"<span>{escape(gist(comment, LETTERS))}</span></a>"
    )
