"""Who disagrees: the people of a thread as a signed network and as a table.

Where the authors are lost, each comment without an author stands for itself.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from unicodedata import east_asian_width

from threadlab.exports.figures.places import Box, labels_without_overlap, layout
from threadlab.exports.html.outline import gist
from threadlab.exports.html.safe import count, escape, excerpt
from threadlab.exports.html.tree import Tree, anchor
from threadlab.exports.html.wording import LOOKS
from threadlab.graph import disagreement_graph
from threadlab.graph.build import voices_of
from threadlab.graph.camps import Camps

if TYPE_CHECKING:
    import networkx as nx

LEAST = 3
DRAWN = 30
"""People that are drawn: those with the strongest ties."""

MOST_TIES = 80
LISTED = 200
INCH = 100
"""Places are found in inches, as for figures; a picture has a hundred units an inch."""

WIDTH, HEIGHT = 4.8, 5.2
TOP = 0.34
MARGIN = 0.2
LABEL_HEIGHT = 0.18
LETTER_WIDTH, WIDE_LETTER = 0.078, 0.13
NAME_LETTERS = 18
WORDS = 60
"""First letters of a comment in the table."""

CAMP_LOOKS = 6
"""Camps beyond this number look like people without a camp; the table tells them."""


@dataclass(frozen=True, slots=True)
class _Person:
    """Somebody, or a comment without an author, with a tie.

    Attributes:
        name: As in disagreement_graph.
        number: Number of the comment without an author, from 0; None: a person.
        comments: How many comments it wrote.
        disagrees: With how many others it disagrees on balance.
        agrees: Likewise agrees.
        strength: Of all its ties.
        camp: Number of its camp.
    """

    name: str
    number: int | None
    comments: int
    disagrees: int
    agrees: int
    strength: float
    camp: int | None


def who_disagrees(tree: Tree, camps: Camps | None) -> str:
    """Shows who agrees and disagrees with whom on balance.

    Args:
        tree: The thread as it is shown.
        camps: The camps that the signs speak for, if they speak for any.

    Returns:
        HTML: a picture of those with the strongest ties and a table: of people or, where fewer
        than LEAST of them have a tie and most comments have lost their author, of these comments,
        too; empty where LEAST of them have none.
    """
    replies = tree.thread.replies
    if not any(reply.stance for reply in replies if reply.parent is not None):
        return ""
    graph = disagreement_graph(tree.thread)
    people = _with_ties(tree, graph, camps, ("person",))
    named = len(people) >= LEAST
    lost = sum(comment.author is None for comment in tree.thread.comments)
    if not named and 2 * lost > len(tree.thread.comments):
        people = _with_ties(tree, graph, camps, ("person", "comment"))
    if len(people) < LEAST:
        return ""
    ties = _ties(graph, {person.name for person in people})
    return (
        f'<p class="note">{_note(people, camps, lost, named)}</p>'
        f'<div class="pair"><div class="scroll">{_picture(tree, people[:DRAWN], ties)}</div>'
        f'<div class="scroll">{_table(tree, people, camps is not None)}</div></div>'
    )


def _note(people: Sequence[_Person], camps: Camps | None, lost: int, named: bool) -> str:
    whom = "people who" if named else "comments, as their authors are lost, that"
    note = f"Lines join {whom}, on balance, agree (green) or disagree (red, dashed)."
    if camps is None:
        note += " The signs do not speak for camps."
    if lost and named:
        note += (
            f" {count(lost, 'comment')} without an author {'is' if lost == 1 else 'are'} left out."
        )
    if len(people) > DRAWN:
        note += f" Drawn are the {DRAWN} with the strongest ties."
    return note


Ties = Mapping[tuple[str, str], float]


def _ties(graph: "nx.DiGraph[str]", names: Collection[str]) -> Ties:
    """What each two of these agree less what they disagree."""
    ties: dict[tuple[str, str], float] = defaultdict(float)
    for one, other, edge in graph.edges(data=True):
        if one in names and other in names:
            ties[min(one, other), max(one, other)] += edge["agree"] - edge["disagree"]
    return {pair: net for pair, net in sorted(ties.items()) if abs(net) > 1e-9}


def _with_ties(
    tree: Tree, graph: "nx.DiGraph[str]", camps: Camps | None, kinds: Collection[str]
) -> list[_Person]:
    """Those of these kinds who have a tie among themselves, the strongest first."""
    nodes = {
        name: node
        for name, node in graph.nodes(data=True)
        if node["kind"] in kinds and name.strip()
    }
    numbers = {voice: tree.numbers[comment] for comment, voice in voices_of(tree.thread).items()}
    strength: dict[str, float] = defaultdict(float)
    against: dict[str, int] = defaultdict(int)
    along: dict[str, int] = defaultdict(int)
    for pair, net in _ties(graph, nodes).items():
        for name in pair:
            strength[name] += abs(net)
            (along if net > 0 else against)[name] += 1
    members = camps.members if camps is not None else ()
    # Of other connected parts nobody can say which camp they would belong to.
    camp = {member.name: member.camp for member in members if member.part == 1}
    found = [
        _Person(
            name,
            numbers[name] if nodes[name]["kind"] == "comment" else None,
            nodes[name]["comments"],
            against[name],
            along[name],
            weight,
            camp.get(name),
        )
        for name, weight in strength.items()
    ]
    return sorted(
        found, key=lambda person: (-round(person.strength, 9), person.number or 0, person.name)
    )


def _picture(tree: Tree, people: Sequence[_Person], ties: Ties) -> str:
    number = {person.name: k for k, person in enumerate(people)}
    kept = [
        (number[one], number[other], net)
        for (one, other), net in ties.items()
        if one in number and other in number
    ]
    kept = sorted(kept, key=lambda tie: (-round(abs(tie[2]), 9), tie[:2]))[:MOST_TIES]
    places = _places(people, kept)
    who = ("comment",) if any(p.number is not None for p in people) else ("person", "people")
    label = f"{count(len(people), *who)} and {count(len(kept), 'tie')} between them"
    return (
        f'<svg id="network" viewBox="0 0 {WIDTH * INCH:.0f} {HEIGHT * INCH:.0f}" role="group"'
        f' aria-label="{label}; the table says the same.">'
        f"{_lines(kept, places)}{_camp_names(people, places)}"
        f"{_marks(tree, people, places, kept)}</svg>"
    )


def _places(
    people: Sequence[_Person], ties: Sequence[tuple[int, int, float]]
) -> list[tuple[float, float]]:
    """Camps from the left to the right, who has none at the right."""
    camps = sorted({person.camp or 0 for person in people}, key=lambda camp: (not camp, camp))
    frame = Box(MARGIN + 0.15, MARGIN, WIDTH - MARGIN - 0.15, HEIGHT - TOP - MARGIN)
    return layout([camps.index(person.camp or 0) for person in people], ties, frame)


def _lines(ties: Sequence[tuple[int, int, float]], places: Sequence[tuple[float, float]]) -> str:
    drawn = []
    for one, other, net in reversed(ties):
        look = LOOKS["agree" if net > 0 else "disagree"]
        (x, y), (to, end) = _point(places[one]), _point(places[other])
        drawn.append(
            f'<path class="tie {look}" data-ends="{one} {other}" d="M{x:.0f} {y:.0f}L{to:.0f}'
            f' {end:.0f}" stroke-width="{min(4.0, 0.8 + 0.8 * abs(net)):.1f}"/>'
        )
    return "".join(drawn)


def _camp_names(people: Sequence[_Person], places: Sequence[tuple[float, float]]) -> str:
    across: dict[int, list[float]] = defaultdict(list)
    for person, place in zip(people, places, strict=True):
        if person.camp is not None and person.camp <= CAMP_LOOKS:
            across[person.camp].append(_point(place)[0])
    return "".join(
        f'<text class="camp" x="{sum(at) / len(at):.0f}" y="16">camp {camp}</text>'
        for camp, at in sorted(across.items())
    )


def _marks(
    tree: Tree,
    people: Sequence[_Person],
    places: Sequence[tuple[float, float]],
    ties: Sequence[tuple[int, int, float]],
) -> str:
    sizes = [min(0.13, 0.045 + 0.014 * person.comments**0.5) for person in people]
    names = [_short(person) for person in people]
    boxes = labels_without_overlap(
        [
            (place, size, _wide(name))
            for place, size, name in zip(places, sizes, names, strict=True)
        ],
        Box(0, 0, WIDTH, HEIGHT - TOP / 2),
        LABEL_HEIGHT,
        [(places[one], places[other]) for one, other, _ in ties],
    )
    drawn = []
    for k, (person, place, size, name, box) in enumerate(
        zip(people, places, sizes, names, boxes, strict=True)
    ):
        look = person.camp if person.camp is not None and person.camp <= CAMP_LOOKS else 0
        title = (
            f"{excerpt(person.name, 60)}: {count(person.comments, 'comment')}"
            if person.number is None
            else f"{name}: {gist(tree.comment(person.number), 60)}"
        )
        label = ""
        if box is not None:
            left, top = _point((box.left, box.high))
            wide, high = INCH * (box.right - box.left), INCH * LABEL_HEIGHT
            label = (
                f'<foreignObject x="{left:.0f}" y="{top:.0f}" width="{wide:.0f}"'
                f' height="{high:.0f}"><div>{escape(name)}</div></foreignObject>'
            )
        drawn.append(
            f'<g class="person k{look}" data-person="{k}"><title>{escape(title)}</title>'
            f"{_mark(look, _point(place), INCH * size)}{label}</g>"
        )
    return "".join(drawn)


def _short(person: _Person) -> str:
    """What stands beside a mark: a name, or the number of a comment."""
    return excerpt(person.name, NAME_LETTERS) if person.number is None else str(person.number + 1)


def _wide(name: str) -> float:
    """About how wide a name is; what is wider after all is cut by the style sheet."""
    return 0.1 + sum(
        WIDE_LETTER if letter in "mwMW@" or east_asian_width(letter) in "WF" else LETTER_WIDTH
        for letter in name[:NAME_LETTERS]
    )


def _mark(look: int, at: tuple[float, float], size: float) -> str:
    """A circle, square, rhomb or triangle: camps are told apart without colours, too."""
    (x, y), s = at, size
    shape = look % 4
    if shape in (0, 1):
        return f'<circle cx="{x:.0f}" cy="{y:.0f}" r="{s:.1f}"/>'
    paths = {
        2: f"M{x - s:.1f} {y - s:.1f}h{2 * s:.1f}v{2 * s:.1f}h-{2 * s:.1f}z",
        3: f"M{x:.1f} {y - 1.3 * s:.1f}l{1.3 * s:.1f} {1.3 * s:.1f}l-{1.3 * s:.1f} {1.3 * s:.1f}"
        f"l-{1.3 * s:.1f}-{1.3 * s:.1f}z",
    }
    return f'<path d="{paths[shape]}"/>'


def _point(place: tuple[float, float]) -> tuple[float, float]:
    """From inches above the ground to units below the top."""
    return INCH * place[0], INCH * (HEIGHT - place[1])


def _table(tree: Tree, people: Sequence[_Person], camped: bool) -> str:
    named = any(person.number is None for person in people)
    rows = "".join(_row(tree, person, named, camped) for person in people[:LISTED])
    who, wrote = ("Person", ["Comments"]) if named else ("Comment", [])
    heads = [*wrote, "Disagrees with", "Agrees with", *(["Camp"] if camped else [])]
    shown_heads = "".join(f'<th scope="col" class="figure">{head}</th>' for head in heads)
    left = len(people) - LISTED
    more = f'<p class="note">… and {left:,} more with weaker ties.</p>' if left > 0 else ""
    return (
        '<table id="people-table"><caption class="note">With how many others each one agrees and '
        f'disagrees</caption><thead><tr><th scope="col">{who}</th>{shown_heads}</tr></thead>'
        f"<tbody>{rows}</tbody></table>{more}"
    )


def _row(tree: Tree, person: _Person, named: bool, camped: bool) -> str:
    camp = person.camp if person.camp is not None else "–"
    cells = [f"{person.comments:,}"] if named else []
    cells += [f"{person.disagrees:,}", f"{person.agrees:,}", *([f"{camp}"] if camped else [])]
    figures = "".join(f"<td>{cell}</td>" for cell in cells)
    if person.number is None:
        who = f"<bdi>{escape(person.name)}</bdi>"
    else:
        words = escape(gist(tree.comment(person.number), WORDS))
        who = f'<a href="#{anchor(person.number)}">{person.number + 1}</a> <bdi>{words}</bdi>'
    return f"<tr><th scope=row>{who}</th>{figures}</tr>"
