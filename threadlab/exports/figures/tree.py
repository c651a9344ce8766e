"""The thread as a figure: who answers whom, with which stance and which kind of argument.

An indented tree, as in a table of contents: each comment has a row of its own, so that labels
never overlap. Stances are told by colour and line, types by colour and marker (Okabe and Ito
2008, "Color Universal Design": colour never stands alone). What is unsure looks unsure: hollow
marks, thin lines, dotted trunks.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from threadlab.arguments import is_unsure
from threadlab.encoder import Model, open_folder
from threadlab.exports.figures.style import (
    GREY,
    LEGEND,
    LINES,
    SIGNS,
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
from threadlab.graph.summary import GUESSED
from threadlab.scheme import ARGUMENT_TYPES, STANCE_KINDS
from threadlab.thread import (
    Comment,
    Label,
    Reply,
    Thread,
    by_id,
    children,
    own_words,
    primary_replies,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

MOST_ROWS = 60
"""Most comments that are drawn; of longer threads the branches with the most comments."""

ROW = 0.19
INDENT, LEAST_INDENT = 0.3, 0.1
# All indents together leave at least half of the width to the words.
INDENTS = 3.0

TRUNK = "#c4c4c4"
DOTTED = (0, (1, 1.6))
SURE_LINE, UNSURE_LINE = 1.5, 0.7

HOLLOW = {"markerfacecolor": "white", "markeredgewidth": 0.9}

MARKERS = {
    "claim": "o",
    "reason": "^",
    "evidence": "s",
    "testimony": "P",
    "rebuttal": "D",
    "concession": "v",
    "question": "$?$",
    "proposal": ">",
    "attack": "X",
    "other": "h",
}


@dataclass(frozen=True, slots=True)
class _Row:
    comment: Comment
    number: int
    level: int
    reply: Reply | None
    parent: int | None
    hidden: int
    unsure_type: bool
    unsure_stance: bool

    @property
    def guessed(self) -> bool:
        """Whether what it answers is more likely wrong than right."""
        reply = self.reply
        return reply is not None and not reply.corrected and reply.probability < GUESSED


def tree(thread: Thread, ax: "Axes | None" = None, model: Model = None) -> "Figure":
    """Draws a thread as a tree of answers with types and stances.

    Args:
        thread: A thread; without replies all comments stand in one column, without types and
            stances they are drawn in grey.
        ax: Axes to draw into; None: a new figure that belongs to no window.
        model: What classified the thread: its limits tell which labels are unsure.

    Returns:
        The matplotlib figure.
    """
    rows = _rows(thread, model)
    wide = WIDTH
    if ax is None:
        ax = new_axes(max(1.6, (len(rows) + 2.6) * ROW + LEGEND), LEGEND)
    else:
        wide, _ = inches(ax)
    _paint(ax, thread, rows, wide)
    return figure_of(ax)


def _rows(thread: Thread, model: Model) -> list[_Row]:
    """The comments that are drawn, in the order of their rows."""
    labelled = any(c.types for c in thread.comments) or any(r.stance for r in thread.replies)
    limits = open_folder(model) if labelled else model

    def unsure(labels: tuple[Label, ...]) -> bool:
        return bool(labels) and is_unsure(labels[0], limits)

    replies = primary_replies(thread)
    below = children(thread)
    comments = by_id(thread)
    numbers = {comment.id: k for k, comment in enumerate(thread.comments)}
    roots = [c.id for c in thread.comments if c.id not in replies or replies[c.id].parent is None]
    chosen = _chosen(roots, below)
    rows: list[_Row] = []
    row_of: dict[str, int] = {}
    stack = [(root, 0) for root in reversed(roots) if root in chosen]
    while stack:
        here, level = stack.pop()
        reply = replies.get(here)
        parent = row_of.get(reply.parent) if reply is not None and reply.parent else None
        hidden = sum(child not in chosen for child in below.get(here, ()))
        row_of[here] = len(rows)
        doubts = unsure(comments[here].types), unsure(reply.stance if reply else ())
        rows.append(_Row(comments[here], numbers[here], level, reply, parent, hidden, *doubts))
        shown = [child for child in below.get(here, ()) if child in chosen]
        stack.extend((child, level + 1) for child in reversed(shown))
    return rows


def _chosen(roots: list[str], below: dict[str, list[str]]) -> set[str]:
    """Takes the comments with the largest branches; what they hang on comes with them."""
    order: list[str] = []
    stack = list(reversed(roots))
    while stack:
        here = stack.pop()
        order.append(here)
        stack.extend(reversed(below.get(here, ())))
    if len(order) <= MOST_ROWS:
        return set(order)
    size: dict[str, int] = {}
    for here in reversed(order):
        size[here] = 1 + sum(size[child] for child in below.get(here, ()))
    place = {here: k for k, here in enumerate(order)}
    # A branch is larger than any within it, so that whoever is chosen has its parent chosen.
    return set(sorted(order, key=lambda here: (-size[here], place[here]))[:MOST_ROWS])


def _paint(ax: "Axes", thread: Thread, rows: list[_Row], wide: float) -> None:
    colours = {kind.name: kind.light for kind in (*ARGUMENT_TYPES, *STANCE_KINDS)}
    ax.set_xlim(0, wide)
    ax.set_ylim(len(rows) + 0.6, -2.0)
    ax.set_axis_off()
    heading(ax, 0.12, -1.1, thread.title or "Who answers whom", wide - 0.3)
    columns = _columns(rows)
    for k, row in enumerate(rows):
        x = columns[k]
        if row.parent is not None:
            _paint_edge(ax, k, row, columns, colours)
        elif row.reply is not None:
            write(ax, x - 0.12, k, "?", fontsize=7, color="#444444", ha="center")
        types = row.comment.types
        kind = types[0].name if types else ""
        ax.plot(
            x, k, linestyle="none", marker=MARKERS.get(kind, "o"),
            markersize=6.2 if kind == "question" else 5.2,
            color=colours.get(kind, "#777777"), zorder=3,
            **(HOLLOW if row.unsure_type else {"markeredgewidth": 0.4}),
        )  # fmt: skip
        write(ax, x + 0.12, k, _label(row, wide - x - 0.25), fontsize=SIZE)
    left = len(thread.comments) - len(rows)
    if left > 0:
        note = f"{left:,} more comments are not drawn: the largest branches are shown."
        write(ax, 0.12, len(rows) + 0.1, note, fontsize=SIZE, color="#444444", style="italic")
    _legend(ax, rows)


def _columns(rows: list[_Row]) -> list[float]:
    """How far from the left each row begins: the deeper the thread, the smaller the steps."""
    deepest = max((row.level for row in rows), default=0)
    step = max(LEAST_INDENT, min(INDENT, INDENTS / max(1, deepest)))
    return [0.2 + min(INDENTS, step * row.level) for row in rows]


def _paint_edge(
    ax: "Axes", k: int, row: _Row, columns: list[float], colours: dict[str, str]
) -> None:
    """A grey trunk down from what is answered, and a stub to the answer that tells the stance."""
    if row.parent is None or row.reply is None:
        return
    stance = row.reply.stance[0].name if row.reply.stance else ""
    x, to = columns[row.parent], columns[k]
    # Deeper than the indent goes, answers stand straight below what they answer.
    start = x if to > x + 0.01 else x - 0.1
    ax.plot(
        (start, start), (row.parent + 0.35, k), color=TRUNK, linewidth=0.8,
        linestyle=DOTTED if row.guessed else "-", zorder=1,
    )  # fmt: skip
    ax.plot(
        (start, to), (k, k), color=colours.get(stance, "#777777"),
        linewidth=UNSURE_LINE if row.unsure_stance else SURE_LINE,
        linestyle=LINES.get(stance, "-"), dash_capstyle="butt", zorder=2,
    )  # fmt: skip


def _label(row: _Row, room: float) -> str:
    author = plain(row.comment.author or "")
    name = f"{row.number + 1}" + (f" {author[:24]}" if author else "")
    more = f"  (+{row.hidden:,} not drawn)" if row.hidden else ""
    words = plain(own_words(row.comment)[:400] or row.comment.body[:400])
    return fit(f"{name}: {words}" if words else name, room - width(more, SIZE), SIZE) + more


def _legend(ax: "Axes", rows: list[_Row]) -> None:
    types = {row.comment.types[0].name for row in rows if row.comment.types}
    stances = {row.reply.stance[0].name for row in rows if row.reply and row.reply.stance}
    handles = [mark(MARKERS[k.name], k.light, k.name) for k in ARGUMENT_TYPES if k.name in types]
    handles += [
        stroke(LINES[k.name], k.light, SIGNS[k.name]) for k in STANCE_KINDS if k.name in stances
    ]
    if any(row.reply is not None and row.reply.parent is None for row in rows):
        handles.append(mark("$?$", "#444444", "answers an unknown comment"))
    if any(row.unsure_type for row in rows):
        handles.append(mark("o", GREY, "unsure type", **HOLLOW))
    if any(row.unsure_stance for row in rows):
        handles.append(stroke("-", GREY, "unsure stance", linewidth=UNSURE_LINE))
    if any(row.guessed and row.parent is not None for row in rows):
        handles.append(stroke(DOTTED, GREY, "doubtful answer"))
    legend(ax, handles)
