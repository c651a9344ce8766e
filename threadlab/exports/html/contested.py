"""The most contested points: what met most disagreement, and what speaks most surely against it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from threadlab.exports.html.outline import told
from threadlab.exports.html.safe import count
from threadlab.exports.html.tree import Tree
from threadlab.exports.html.wording import LOOKS, STANCES_OF, by
from threadlab.graph import ContestedPoint, contested_points, disagreeing_range

POINTS = 5
POINT_LETTERS = 150
AGAINST_LETTERS = 80
TELLING = 0.5
"""A range over more than this share of the answers tells little more than its lower end."""


@dataclass(frozen=True, slots=True)
class Contested:
    """A contested point as it is shown.

    Attributes:
        number: Number of the comment.
        point: What is counted of it.
        tally: How many answers most likely agree, disagree and do neither.
        between: The least and the greatest number of answers that may disagree.
        against: Number of the answer that most surely disagrees.
    """

    number: int
    point: ContestedPoint
    tally: Mapping[str, int]
    between: tuple[int, int]
    against: int


def contested(tree: Tree) -> list[Contested]:
    """Gives the most contested points, at most POINTS.

    Args:
        tree: The thread as it is shown.

    Returns:
        Points with at least one answer that most likely disagrees.
    """
    found: list[Contested] = []
    for point in contested_points(tree.thread):
        replies = [tree.replies[tree.numbers[answer]] for answer in point.answers]
        stanced = [reply for reply in replies if reply is not None and reply.stance]
        names = Counter(reply.stance[0].name for reply in stanced)
        if not names["disagree"]:
            continue
        surest = max(
            (reply for reply in stanced if reply.stance[0].name == "disagree"),
            key=lambda reply: reply.probability * reply.stance[0].probability,
        )
        found.append(
            Contested(
                number=tree.numbers[point.comment],
                point=point,
                tally={name: names[name] for name in STANCES_OF},
                between=disagreeing_range(tree.thread, point),
                against=tree.numbers[surest.child],
            )
        )
        if len(found) == POINTS:
            break
    return found


def points_list(tree: Tree, points: Sequence[Contested]) -> str:
    """Lists contested points.

    Args:
        tree: The thread as it is shown.
        points: What contested gave.

    Returns:
        HTML; empty where nothing is contested.
    """
    items = "".join(_point(tree, point) for point in points)
    return f'<ol class="list points">{items}</ol>' if items else ""


def _point(tree: Tree, shown: Contested) -> str:
    comment, tally = tree.comment(shown.number), shown.tally
    total = sum(tally.values())
    words = [f"{tally['disagree']} of {count(total, 'answer')} disagree"]
    if total == 1:
        words = ["its one answer disagrees"]
    elif tally["disagree"] == 1:
        words = [f"1 of {total} answers disagrees"]
    if total > 1:
        words[0] += _likely(*shown.between, total)
    if tally["agree"]:
        words.append(f"{tally['agree']} agree{'s' if tally['agree'] == 1 else ''}")
    if shown.point.below > len(shown.point.answers):
        words.append(f"{count(shown.point.below, 'comment')} below it")
    opening = ' <span class="note">the opening post</span>' if shown.number == 0 else ""
    against = tree.comment(shown.against)
    return (
        f"<li>{told(tree, shown.number, POINT_LETTERS)}{opening}"
        f' <span class="fact">{_split(tally, total)} {by(comment.author, False)}'
        f' {", ".join(words)}</span> <span class="fact">against it {by(against.author, False)}'
        f" {told(tree, shown.against, AGAINST_LETTERS)}</span></li>"
    )


def _likely(low: int, high: int, total: int) -> str:
    """How many of the answers disagree; nothing where a range would tell no more."""
    if low == high:
        return ""
    if high - low < TELLING * total:
        return f" (likely {low:,}–{high:,})"
    return f" (likely at least {low:,})" if low >= TELLING * total else ""


def _split(tally: Mapping[str, int], total: int) -> str:
    place = 0.0
    rects = []
    for name in ("disagree", "neutral", "agree"):
        wide = 60 * tally[name] / total
        if wide:
            rects.append(
                f'<rect x="{place:.4g}" width="{wide:.4g}" height="8" class="{LOOKS[name]}"/>'
            )
        place += wide
    return (
        f'<svg class="split" viewBox="0 0 60 8" width="60" height="8" aria-hidden="true">'
        f"{''.join(rects)}</svg>"
    )
