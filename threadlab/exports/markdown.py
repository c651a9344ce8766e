"""A thread as a report in Markdown: what it shows, and every comment under what it answers."""

import re
from collections.abc import Iterator

from threadlab.exports.placing import Placed, in_tree_order
from threadlab.exports.plain_text import excerpt, one_line
from threadlab.graph import concessions, contested_points, summary, unanswered_challenges
from threadlab.scheme import ARGUMENT_TYPES, STANCE_KINDS
from threadlab.text import clean
from threadlab.thread import Comment, Label, Reply, Thread, primary_replies

LISTED = 10
"""How many points, challenges and concessions the report lists."""

DEEPEST = 12
"""Levels of indentation; renderers stop making sense of more."""

_GLYPHS = {kind.name: kind.glyph for kind in (*ARGUMENT_TYPES, *STANCE_KINDS)}
_MARKS = re.compile(r"([\\`*_{}\[\]<>#|~&$])")
_AT_START = re.compile(r"^([+\-=:]|[0-9]{1,9}(?=[.)]))")
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029]")


def markdown(thread: Thread) -> bytes:
    """Gives a thread as a report in CommonMark that needs no extension.

    The texts are shown as they are, quotes included: nothing in them is taken as Markdown or
    HTML. Left out: evidence, runners-up, all labels but the most probable, and indentation below
    12 levels (each comment says what it answers). Several reports may follow one another.

    Args:
        thread: A thread, at any stage.

    Returns:
        The report in UTF-8.
    """
    return "\n".join(_lines(thread)).encode() + b"\n"


def _lines(thread: Thread) -> Iterator[str]:
    numbers = {comment.id: k for k, comment in enumerate(thread.comments, start=1)}
    yield f"# {_escaped(one_line(thread.title or thread.id)) or 'Thread'}"
    yield ""
    yield from _figures(thread)
    yield from _findings(thread, numbers)
    yield "## The thread"
    yield ""
    replies = primary_replies(thread)
    for placed in in_tree_order(thread):
        yield from _comment(placed, numbers, replies.get(placed.comment.id))
    if thread.notes:
        yield "## Notes"
        yield ""
        yield from (f"- {_escaped(one_line(note))}" for note in thread.notes)
        yield ""


def _figures(thread: Thread) -> Iterator[str]:
    figures = summary(thread)
    people = f" by {figures.people} people" if figures.people else ""
    yield f"- {figures.comments} comments{people}"
    if figures.replies or figures.unknown:
        unknown = f"; {figures.unknown} answer an unknown comment" if figures.unknown else ""
        yield f"- {figures.replies} replies{unknown}"
    for counts in (figures.by_type, figures.by_stance):
        if counts:
            yield "- " + ", ".join(f"{count} {name}" for name, count in counts.items())
    if figures.share_disagree is not None:
        yield f"- {figures.share_disagree:.0%} of the replies disagree (expected share)"
    if figures.type_certainty is not None:
        yield (
            f"- labels are a model's: on average {figures.type_certainty:.0%} sure of a type"
            + (
                f", {figures.stance_certainty:.0%} of a stance"
                if figures.stance_certainty is not None
                else ""
            )
        )
    yield ""


def _findings(thread: Thread, numbers: dict[str, int]) -> Iterator[str]:
    comments = {comment.id: comment for comment in thread.comments}

    def item(name: str, more: str = "") -> str:
        comment = comments[name]
        who = f" {_escaped(one_line(comment.author))}:" if comment.author else ""
        return f"- [{numbers[name]}](#c{numbers[name]}){who} {_excerpt(comment)}{more}"

    points = [
        item(point.comment, f" ({point.disagree:.1f} of {len(point.answers)} answers disagree)")
        for point in contested_points(thread)[:LISTED]
    ]
    lists = (
        ("Most contested", points),
        ("Challenges nobody answered", [item(n) for n in unanswered_challenges(thread)[:LISTED]]),
        ("Concessions", [item(n) for n in concessions(thread)[:LISTED]]),
    )
    for title, items in lists:
        if items:
            yield f"## {title}"
            yield ""
            yield from items
            yield ""


def _excerpt(comment: Comment) -> str:
    own = " ".join(p.text for p in comment.passages[:50] if p.kind == "own")
    return _escaped(excerpt(own or comment.body, 100))


def _comment(placed: Placed, numbers: dict[str, int], reply: Reply | None) -> Iterator[str]:
    comment = placed.comment
    number = numbers[comment.id]
    who = _escaped(one_line(comment.author)) if comment.author else ""
    parts = [f"**{who or 'unknown author'}**"]
    if comment.posted is not None:
        parts.append(f"{comment.posted:%Y-%m-%d %H:%M}")
    if comment.types:
        parts.append(_labelled(comment.types[0]))
    if placed.parent is not None:
        parent = numbers[placed.parent]
        sure = f" ({reply.probability:.0%})" if reply else ""
        parts.append(f"answers [{parent}](#c{parent}){sure}")
    elif reply is not None:
        parts.append("answers an unknown comment")
    if reply is not None and reply.stance:
        parts.append(_labelled(reply.stance[0]))
    indent = "  " * min(placed.level, DEEPEST)
    yield f'{indent}- <a id="c{number}"></a>{number} · {" · ".join(parts)}'
    yield ""
    body = _CONTROLS.sub("\ufffd", clean(comment.body).replace("\r\n", "\n").replace("\r", "\n"))
    lines = [line.strip() for line in body.split("\n")]
    for line, following in zip(lines, [*lines[1:], ""], strict=True):
        # A hard break within a paragraph keeps the lines of the comment.
        ending = "\\" if following else ""
        yield f"{indent}  {_escaped(line)}{ending}" if line else ""
    yield ""


def _labelled(label: Label) -> str:
    sure = ", corrected" if label.corrected else f" {label.probability:.0%}"
    return f"{_escaped(_GLYPHS[label.name])} {label.name}{sure}"


def _escaped(text: str) -> str:
    """One line in which CommonMark sees no mark, nor the beginning of a list or heading."""
    text = _MARKS.sub(r"\\\1", clean(text))
    start = _AT_START.match(text)
    if start is None:
        return text
    end = start.end()
    return f"{text[:end]}\\{text[end:]}" if start[0].isdigit() else f"\\{text}"
