"""The disagreement graph with its camps: who is with whom, and against whom."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from threadlab.exports.figures.places import Box, labels_without_overlap, layout
from threadlab.exports.figures.style import (
    CAMPS,
    GREY,
    LINES,
    SIZE,
    WIDTH,
    figure_of,
    fit,
    heading,
    inches,
    legend,
    mark,
    new_axes,
    plain,
    stroke,
    width,
    write,
)
from threadlab.graph import Measures, disagreement_graph, measure
from threadlab.graph.build import voices_of
from threadlab.graph.camps import Member
from threadlab.scheme import STANCE_KINDS
from threadlab.thread import Thread

if TYPE_CHECKING:
    import networkx as nx
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

MOST_PEOPLE = 200
"""Most people that are drawn: those with the most ties."""

MOST_TIES = 400
RESAMPLES = 50
LEGEND = 0.55
HEIGHT = 5.4
TOP, BOTTOM = 0.45, 0.3
LONGEST_NAME = 1.3
SURE = 0.9


@dataclass(frozen=True, slots=True)
class _Tie:
    one: str
    other: str
    net: float
    replies: float


def network(thread: Thread, ax: "Axes | None" = None, measures: Measures | None = None) -> "Figure":
    """Draws who agrees and disagrees with whom, in camps.

    Camps stand apart and differ in colour and mark; a member whose camp is not sure (less than
    90 % of drawn threads) is hollow. The more somebody wrote, the larger the mark; the more
    replies say so on balance, the wider the line. Names have their place or are left out.

    Args:
        thread: A thread, rebuilt and classified.
        ax: Axes to draw into; None: a new figure that belongs to no window.
        measures: Those of the thread, for its camps; None: measured here.

    Returns:
        The matplotlib figure.

    Raises:
        InvalidThread: The thread has not been rebuilt and classified.
    """
    found = measure(thread, resamples=RESAMPLES) if measures is None else measures
    members, ties = _chosen(thread, found)
    wide, high = (WIDTH, HEIGHT - LEGEND) if ax is None else inches(ax)
    if ax is None:
        ax = new_axes(HEIGHT, LEGEND)
    ax.set_xlim(0, wide)
    ax.set_ylim(0, high)
    ax.set_axis_off()
    heading(ax, 0.12, high - 0.2, thread.title or "Who disagrees with whom", wide - 0.3)
    places = _places(members, ties, wide, high)
    _paint_ties(ax, members, ties, places)
    _paint_members(ax, members, places)
    numbers = _numbers(thread)
    named = _paint_names(ax, members, places, numbers, (wide, high - TOP))
    _notes(ax, found, members, named, numbers)
    _legend(ax, members, ties)
    return figure_of(ax)


def _chosen(thread: Thread, found: Measures) -> tuple[list[Member], list[_Tie]]:
    """The people and the ties that are drawn, the strongest."""
    camps = found.camps if found.camps.number > 1 else found.two_camps
    ties = _ties(disagreement_graph(thread))
    weight: dict[str, float] = {}
    for tie in ties:
        for name in (tie.one, tie.other):
            weight[name] = weight.get(name, 0.0) + abs(tie.net)
    tied = [member for member in camps.members if weight.get(member.name)]
    tied.sort(key=lambda m: (m.part, -weight[m.name], m.name))
    members = tied[:MOST_PEOPLE]
    members.sort(key=lambda m: (m.camp, -m.comments, m.name))
    shown = {member.name for member in members}
    kept = [tie for tie in ties if tie.one in shown and tie.other in shown]
    kept.sort(key=lambda tie: (-abs(tie.net), tie.one, tie.other))
    return members, kept[:MOST_TIES]


def _ties(graph: "nx.DiGraph[str]") -> list[_Tie]:
    """Both directions of a pair as one tie."""
    found: dict[tuple[str, str], list[float]] = {}
    for one, other, edge in graph.edges(data=True):
        pair = (min(one, other), max(one, other))
        sums = found.setdefault(pair, [0.0, 0.0])
        sums[0] += edge["agree"] - edge["disagree"]
        sums[1] += edge["weight"]
    return [_Tie(*pair, net, weight) for pair, (net, weight) in found.items() if abs(net) > 1e-9]


def _places(
    members: Sequence[Member], ties: Sequence[_Tie], wide: float, high: float
) -> list[tuple[float, float]]:
    number = {member.name: k for k, member in enumerate(members)}
    camps = {camp: k for k, camp in enumerate(dict.fromkeys(m.camp for m in members))}
    return layout(
        [camps[member.camp] for member in members],
        [(number[tie.one], number[tie.other], tie.net) for tie in ties],
        Box(0.35, BOTTOM + 0.1, wide - 0.35, high - TOP - 0.1),
    )


def _radius(comments: int) -> float:
    """Half the width of a mark in inches."""
    return float(min(0.13, 0.035 + 0.012 * comments**0.5))


def _paint_ties(
    ax: "Axes",
    members: Sequence[Member],
    ties: Sequence[_Tie],
    places: Sequence[tuple[float, float]],
) -> None:
    from matplotlib.collections import LineCollection

    where = dict(zip((member.name for member in members), places, strict=True))
    faint = 0.75 if len(ties) < 60 else 0.5 if len(ties) < 200 else 0.35
    for kind in STANCE_KINDS[:2]:
        drawn = [tie for tie in ties if (tie.net > 0) == (kind.name == "agree")]
        lines = LineCollection(
            [[where[tie.one], where[tie.other]] for tie in drawn],
            colors=kind.light,
            linestyles=[LINES[kind.name]],
            linewidths=[min(3.0, 0.5 + 0.8 * abs(tie.net)) for tie in drawn],
            alpha=faint,
            zorder=1,
        )
        ax.add_collection(lines)


def _looks(camp: int) -> tuple[str, str]:
    return CAMPS[(camp - 1) % len(CAMPS)]


def _paint_members(
    ax: "Axes",
    members: Sequence[Member],
    places: Sequence[tuple[float, float]],
) -> None:
    for member, (x, y) in zip(members, places, strict=True):
        size = _radius(member.comments)
        colour, shape = _looks(member.camp)
        sure = member.stability is None or member.stability >= SURE
        ax.plot(
            x, y, linestyle="none", marker=shape, markersize=2 * 72 * size,
            markerfacecolor=colour if sure else "white", markeredgecolor=colour if not sure
            else "white", markeredgewidth=0.5 if sure else 1.4, zorder=3,
        )  # fmt: skip


def _numbers(thread: Thread) -> dict[str, str]:
    """Names comments without an author by their number, as the map does."""
    names = voices_of(thread)
    return {
        names[comment.id]: f"{number}"
        for number, comment in enumerate(thread.comments, start=1)
        if comment.author is None
    }


def _paint_names(
    ax: "Axes",
    members: Sequence[Member],
    places: Sequence[tuple[float, float]],
    numbers: Mapping[str, str],
    frame: tuple[float, float],
) -> int:
    """Writes the names that have a place; says how many."""
    sizes = [_radius(member.comments) for member in members]
    names = [
        fit(plain(numbers.get(member.name, member.name)) or "□", LONGEST_NAME, SIZE)
        for member in members
    ]
    order = sorted(range(len(members)), key=lambda k: (-members[k].comments, k))
    boxes = labels_without_overlap(
        [(places[k], sizes[k], width(names[k], SIZE)) for k in order],
        Box(0.05, BOTTOM, frame[0] - 0.05, frame[1]),
        1.35 * SIZE / 72,
    )
    for k, box in zip(order, boxes, strict=True):
        if box is not None:
            write(
                ax, box.left, (box.low + box.high) / 2, names[k], fontsize=SIZE, zorder=4,
                bbox={"facecolor": "white", "edgecolor": "none", "alpha": 0.65, "pad": 0.2},
            )  # fmt: skip
    return sum(box is not None for box in boxes)


def _notes(
    ax: "Axes", found: Measures, members: Sequence[Member], named: int, numbers: Mapping[str, str]
) -> None:
    notes = []
    left = len(found.two_camps.members) - len(members)
    if left > 0:
        notes.append(f"{left:,} more people are not drawn")
    if named < len(members):
        notes.append(f"{len(members) - named:,} names are left out for want of room")
    if found.camps.number < 2 and members:
        notes.append("the signs do not speak for camps; these are the best two")
    if any(member.name in numbers for member in members):
        notes.append("numbers are comments without an author")
    if not members:
        notes.append("nobody agrees or disagrees with anybody")
    if notes:
        text = "; ".join(notes)
        note = fit(f"{text[0].upper()}{text[1:]}.", inches(ax)[0] - 0.3, SIZE)
        write(ax, 0.12, 0.13, note, fontsize=SIZE, color="#444444", style="italic")


def _legend(ax: "Axes", members: Sequence[Member], ties: Sequence[_Tie]) -> None:
    handles: list[Any] = []
    camps = list(dict.fromkeys(member.camp for member in members))
    for camp in camps[: len(CAMPS)]:
        colour, shape = _looks(camp)
        count = sum(member.camp == camp for member in members)
        handles.append(mark(shape, colour, f"camp {camp} ({count:,})"))
    if any(member.stability is not None and member.stability < SURE for member in members):
        hollow = mark("o", GREY, "hollow: camp less than 90 % sure", markerfacecolor="white")
        handles.append(hollow)
    words = {"agree": "agree on balance", "disagree": "disagree on balance"}
    handles += [
        stroke(LINES[kind.name], kind.light, words[kind.name])
        for kind in STANCE_KINDS[:2]
        if any((tie.net > 0) == (kind.name == "agree") for tie in ties)
    ]
    if ties:
        handles.append(mark("o", GREY, "larger: wrote more; wider: more replies", markersize=3))
    legend(ax, handles, columns=4)
