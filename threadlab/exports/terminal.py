"""A thread for the terminal: a short report, and the rebuilt tree.

Hostile text is the normal case: whatever a terminal could take as a command is replaced.
"""

import shutil
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass

from threadlab.arguments import is_unsure
from threadlab.encoder import Model, open_folder
from threadlab.graph import ContestedPoint, Summary, contested_points, summary
from threadlab.scheme import ARGUMENT_TYPES, STANCE_KINDS, Kind
from threadlab.text import terminal_line
from threadlab.thread import (
    Comment,
    Evidence,
    Label,
    Reply,
    Thread,
    by_id,
    children,
    own_words,
    primary_replies,
)

EVIDENCE_WORDS = {
    "stated": "stated by the source",
    "quoted": "marked quote",
    "repeated": "repeated line",
    "named": "name",
    "similar": "wording",
    "near": "position",
    "corrected": "correction",
}
KINDS = {kind.name: kind for kind in (*ARGUMENT_TYPES, *STANCE_KINDS)}
LEAST_WIDTH = 40
EXCERPT_LINES = 2
REPORT_WIDTH = 100
# A blank at which no line is broken, until it is printed as a plain one.
_TIED = "\u00a0"
GUESSED_REPLIES = "who answers whom is mostly a guess here: check what rests on it"


def report(thread: Thread, name: str, *, model: Model = None) -> str:
    """Says in a few lines what a classified thread holds.

    Args:
        thread: A thread, rebuilt and classified.
        name: What to call it: the file that it was read from.
        model: What classified the thread: its limits tell which labels are unsure.

    Returns:
        Lines without colour, ready for print.
    """
    figures = summary(thread)
    rows = [
        ("title", terminal_line(thread.title) if thread.title else ""),
        ("comments", _comments(figures)),
        ("replies", _replies(figures)),
        ("types", _counts(figures.by_type)),
        ("stance", _counts(figures.by_stance)),
        ("contested", _contested(thread)),
        ("sureness", _sureness(figures)),
        ("caution", GUESSED_REPLIES if figures.guessed else ""),
        ("unsure", _unsure(thread, _opened(thread, model))),
        ("corrected", f"{figures.corrected} by a person" if figures.corrected else ""),
        *(("note" if k == 0 else "", terminal_line(note)) for k, note in enumerate(thread.notes)),
    ]
    lines = [terminal_line(name)]
    for label, text in rows:
        if text:
            lines += textwrap.wrap(
                text,
                REPORT_WIDTH,
                initial_indent=f"  {label:<11} ",
                subsequent_indent=" " * 14,
                break_on_hyphens=False,
            )
    return "\n".join(lines).replace(_TIED, " ")


def _comments(figures: Summary) -> str:
    people = f" by {figures.people} people" if figures.people else ", authors unknown"
    return f"{figures.comments}{people}"


def _replies(figures: Summary) -> str:
    if not figures.replies and not figures.unknown:
        return ""
    kinds = ", ".join(f"{n} by {EVIDENCE_WORDS[kind]}" for kind, n in figures.by_evidence.items())
    unknown = f"; {figures.unknown} answer an unknown comment" if figures.unknown else ""
    return f"{figures.replies}: {kinds}{unknown}" if kinds else f"{figures.replies}{unknown}"


def _counts(counts: dict[str, int]) -> str:
    return ", ".join(f"{count}{_TIED}{name}" for name, count in counts.items())


def _contested(thread: Thread) -> str:
    replies = primary_replies(thread)
    first = next(
        (
            point
            for point in contested_points(thread)
            if any(replies[a].stance[0].name == "disagree" for a in point.answers)
        ),
        None,
    )
    if first is None:  # as on the map: a point is contested if an answer to it likely disagrees
        return ""
    number = _numbers(thread)[first.comment]
    return f"{number} ({_answers(first)}): {_excerpt(by_id(thread)[first.comment], 70)}"


def _answers(point: ContestedPoint) -> str:
    answers = "1 answer" if len(point.answers) == 1 else f"{len(point.answers)} answers"
    below = "1 comment" if point.below == 1 else f"{point.below} comments"
    return f"{answers}, {below} below"


def _numbers(thread: Thread) -> dict[str, int]:
    """The number of each comment, from 1, as the map shows it: ids of mails are long."""
    return {comment.id: number for number, comment in enumerate(thread.comments, start=1)}


def _sureness(figures: Summary) -> str:
    parts = (
        ("replies", figures.reply_certainty),
        ("types", figures.type_certainty),
        ("stances", figures.stance_certainty),
    )
    known = [f"{what} {_percent(p)}" for what, p in parts if p is not None]
    return f"on average {', '.join(known)}" if known else ""


def _unsure(thread: Thread, model: Model) -> str:
    """How many labels are too doubtful to be stated as facts, of how many."""
    types = [comment.types[0] for comment in thread.comments if comment.types]
    stances = [reply.stance[0] for reply in primary_replies(thread).values() if reply.stance]
    parts = (("types", types), ("stances", stances))
    return ", ".join(
        f"{sum(is_unsure(label, model) for label in labels)} of {len(labels)} {what}"
        for what, labels in parts
        if labels
    )


def _opened(thread: Thread, model: Model) -> Model:
    """Opens a model where there is a label: doing it for each label would take most of the time."""
    labelled = any(c.types for c in thread.comments) or any(r.stance for r in thread.replies)
    return open_folder(model) if labelled else model


def outline(
    thread: Thread, *, width: int | None = None, colour: bool = False, model: Model = None
) -> str:
    """Draws the rebuilt thread as a tree.

    Args:
        thread: A thread; what has not been rebuilt or classified is left out.
        width: Columns; None: those of the terminal.
        colour: Whether to colour labels by ANSI codes.
        model: What classified the thread: its limits tell which labels are unsure.

    Returns:
        Lines ready for print: a head and an excerpt for each comment, answers indented.
    """
    columns = max(LEAST_WIDTH, width or shutil.get_terminal_size((100, 24)).columns)
    comments = by_id(thread)
    replies = primary_replies(thread)
    answers = children(thread)
    numbers = _numbers(thread)
    look = _Look(colour, _opened(thread, model))
    lines = [terminal_line(thread.title or thread.id), ""]
    roots = [c.id for c in thread.comments if _is_root(replies.get(c.id))]
    stack = [(root, 0) for root in reversed(roots)]
    while stack:
        here, depth = stack.pop()
        reply = replies.get(here)
        head = [str(numbers[here]), *_head(comments[here], reply, numbers, look)]
        lines += _entry(" · ".join(head), own_words(comments[here]), depth, columns)
        stack.extend((child, depth + 1) for child in reversed(answers.get(here, [])))
    return "\n".join(lines)


def _is_root(reply: Reply | None) -> bool:
    return reply is None or reply.parent is None


def _head(
    comment: Comment, reply: Reply | None, numbers: dict[str, int], look: "_Look"
) -> Iterator[str]:
    if comment.author is not None:
        yield terminal_line(comment.author)
    if comment.types:
        yield _badge(comment.types[0], look)
    if reply is not None:
        if reply.stance:
            yield _badge(reply.stance[0], look)
        yield _why(reply, numbers)


def _entry(head: str, words: str, depth: int, columns: int) -> list[str]:
    # Deep threads would leave no room for words: past a third of the width only a number says
    # how deep a comment lies.
    most = columns // 6
    indent = "│ " * min(depth, most) + (f"({depth}) " if depth > most else "")
    room = max(20, columns - len(indent))
    text = textwrap.wrap(terminal_line(words), room, max_lines=EXCERPT_LINES, placeholder=" …")
    return [indent + head, *(indent + line for line in text), indent.rstrip()]


@dataclass(frozen=True, slots=True)
class _Look:
    """How labels are shown: whether in colour, and by the limits of which model as unsure."""

    colour: bool
    model: Model


def _badge(label: Label, look: _Look) -> str:
    kind = KINDS[label.name]
    if label.corrected:
        words = f"{kind.glyph} {kind.name}, corrected"
    else:
        unsure = "?" if is_unsure(label, look.model) else ""
        words = f"{kind.glyph} {kind.name}{unsure} {_percent(label.probability)}"
    return _coloured(words, kind) if look.colour else words


def _coloured(words: str, kind: Kind) -> str:
    red, green, blue = (int(kind.dark[k : k + 2], 16) for k in (1, 3, 5))
    return f"\x1b[38;2;{red};{green};{blue}m{words}\x1b[0m"


def _why(reply: Reply, numbers: dict[str, int]) -> str:
    evidence: Evidence | None = reply.evidence[0] if reply.evidence else None
    by = f" by {EVIDENCE_WORDS[evidence.kind]}" if evidence else ""
    if evidence and evidence.kind == "stated":
        by = ", as the source states"
    if reply.corrected:
        answered = "an unknown comment" if reply.parent is None else str(numbers[reply.parent])
        return f"answers {answered}, corrected"
    if reply.parent is None:
        return f"answers an unknown comment, {_percent(reply.probability)}"
    return f"answers {numbers[reply.parent]}{by}, {_percent(reply.probability)}"


def _excerpt(comment: Comment, width: int) -> str:
    return f"“{textwrap.shorten(terminal_line(own_words(comment)), width, placeholder=' …')}”"


def _percent(probability: float) -> str:
    return f"{round(100 * probability)} %"
