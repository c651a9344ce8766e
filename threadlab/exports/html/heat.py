"""Heat: where in a thread comments attack persons instead of points."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from threadlab.exports.html.safe import attribute, count
from threadlab.exports.html.timeline import chosen_unit, dated
from threadlab.exports.html.tree import Tree, anchor
from threadlab.exports.html.wording import LOOKS
from threadlab.graph.points import is_attack

MOST_BARS = 30
WIDTH, HEIGHT, TOP = 300, 52, 8
WIDEST_BAR = 20.0
FILLED = 0.85
"""How much of its place a bar fills; the rest is the gap to the next one."""


@dataclass(frozen=True, slots=True)
class _Bars:
    """The comments as bars.

    Attributes:
        of: Number of the first comment and how many comments, attacks among them: for each bar.
        unit: What a bar stands for.
        course: What the bars run along, from left to right.
        timed: Whether a bar is a length of time, whose comments differ in number.
    """

    of: tuple[tuple[str, tuple[int, ...]], ...]
    unit: str
    course: str
    timed: bool


def heat(tree: Tree) -> tuple[str, str]:
    """Draws how many comments are attacks first of all: over time, else in their order.

    Args:
        tree: The thread as it is shown.

    Returns:
        HTML of a note that says what is counted, and of the picture, whose bars link to their
        first attack; both empty where no comment is an attack first of all.
    """
    comments = tree.thread.comments
    attacks = {k for k, comment in enumerate(comments) if is_attack(comment)}
    if not attacks:
        return "", ""
    bars = _over_time(tree) or _in_order(tree)
    most = max(len(numbers) for _, numbers in bars.of)
    typed = count(sum(bool(comment.types) for comment in comments), "comment")
    are = "is an attack" if len(attacks) == 1 else "are attacks"
    high = f", its height {count(most, 'comment')} at most" if bars.timed and most > 1 else ""
    note = (
        f"{len(attacks):,} of {typed} {are} first of all: coloured, where others are grey. A bar is"
        f" {bars.unit}{high}; {bars.course}."
    )
    return note, _picture(bars, attacks, most)


def _over_time(tree: Tree) -> _Bars | None:
    """One bar a unit of time, also where nobody wrote; None where dates tell of no course."""
    posted = dated(tree)
    if not posted:
        return None
    first, last = posted[0][0], posted[-1][0]
    unit = chosen_unit(first, last, MOST_BARS)
    found: dict[int, list[int]] = defaultdict(list)
    for moment, number in posted:
        found[unit.bin(moment)].append(number)
    begin, end = unit.bin(first), unit.bin(last)
    return _Bars(
        of=tuple((unit.told(at), tuple(found.get(at, ()))) for at in range(begin, end + 1)),
        unit=unit.name if unit.name[0].isdigit() else f"one {unit.name}",
        course=f"they run from {unit.told(begin)} to {unit.told(end)}, in universal time",
        timed=True,
    )


def _in_order(tree: Tree) -> _Bars:
    whole = len(tree.thread.comments)
    size = -(-whole // MOST_BARS)
    numbers = [tuple(range(at, min(at + size, whole))) for at in range(0, whole, size)]
    along = "down the page" if tree.thread.order == "page" else "in the order of posting"
    return _Bars(
        of=tuple((_place(some), some) for some in numbers),
        unit=count(size, "comment"),
        course=f"they run from the first to the last, {along}",
        timed=False,
    )


def _place(numbers: Sequence[int]) -> str:
    first, last = numbers[0] + 1, numbers[-1] + 1
    return f"comment {first:,}" if first == last else f"comments {first:,} to {last:,}"


def _picture(bars: _Bars, attacks: set[int], most: int) -> str:
    wide = min(WIDTH / len(bars.of), WIDEST_BAR)
    scale = (HEIGHT - TOP) / most
    drawn = []
    for slot, (name, numbers) in enumerate(bars.of):
        if not numbers:
            continue
        heated = [number for number in numbers if number in attacks]
        x, thick = wide * slot, wide * FILLED
        bar = _box("path", x, thick, scale * len(numbers))
        if heated:
            told = f"{name}: {count(len(heated), 'attack')} in {count(len(numbers), 'comment')}"
            bar += _box("rect", x, thick, scale * len(heated))
            bar = f'<a href="#{anchor(heated[0])}"><title>{attribute(told)}</title>{bar}</a>'
        drawn.append(bar)
    label = f"{count(len(attacks), 'attack')} over the thread"
    return (
        f'<svg class="split" viewBox="0 0 {WIDTH} {HEIGHT}" width="100%" role="group"'
        f' aria-label="{label}">{"".join(drawn)}</svg>'
    )


def _box(element: str, x: float, thick: float, high: float) -> str:
    """A bar: of all comments a pale path, of attacks a rect in the colour of their type."""
    top = f"{HEIGHT - high:.4g}"
    if element == "path":
        return (
            f'<path d="M{x:.4g} {top}h{thick:.4g}V{HEIGHT}h-{thick:.4g}z"'
            ' fill="#888" opacity=".35"/>'
        )
    return (
        f'<rect class="{LOOKS["attack"]}" x="{x:.4g}" y="{top}" width="{thick:.4g}"'
        f' height="{high:.4g}"/>'
    )
