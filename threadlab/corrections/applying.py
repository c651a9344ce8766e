"""A thread and the corrections of its comments -> the thread as it was corrected."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from threadlab.corrections.correction import ByThread, Correction, Given, gather, told
from threadlab.scheme import STANCES, TYPES
from threadlab.thread import (
    Comment,
    Evidence,
    Label,
    Reply,
    Thread,
    by_id,
    own_words,
    primary_replies,
)


def apply(thread: Thread, corrections: Given) -> Thread:
    """Gives the thread as a person corrected it.

    Parents are corrected once the thread has replies, labels once a model has told some: until
    then they wait. A reply whose parent changes loses its stance, which was told toward another
    comment, unless the correction gives one.

    Args:
        thread: At any stage.
        corrections: A file of corrections, several, or Corrections themselves (also as the plain
            data of a file); of several for one comment the last one counts.

    Returns:
        The thread with corrected types, stances and parents, all of probability 1; applying them
        again changes nothing. What cannot be applied stands in its notes.

    Raises:
        UnreadableSource: A file is no file of corrections.
        InvalidThread: A correction contradicts itself.
    """
    return correct(thread, gather(corrections))


def correct(thread: Thread, known: ByThread) -> Thread:
    """Does what apply does with corrections that have been gathered."""
    mine = known.get(thread.id, ())
    typed = any(comment.types for comment in thread.comments)
    if not mine or not (thread.replies or typed):
        return thread
    comments = by_id(thread)
    misfits = {c.comment: _misfit(c, comments) for c in mine}
    notes = [_note(name, why) for name, why in misfits.items() if why]
    fitting = {c.comment: c for c in mine if not misfits[c.comment]}
    stanced = any(reply.stance for reply in thread.replies)
    replies = thread.replies
    if replies:
        lost = _impossible(fitting, comments, primary_replies(thread))
        notes += [_note(name, why) for name, why in lost.items()]
        # A stance was said toward the parent that it was said with.
        for name in lost:
            fitting[name] = replace(fitting[name], moved=False, parent=None, stance=None)
        replies = tuple(_replies(thread, fitting, stanced))
        if stanced:
            notes += _without_reply(fitting, replies)
    if typed:
        comments = {name: _typed(comment, fitting) for name, comment in comments.items()}
    return replace(
        thread,
        comments=tuple(comments.values()),
        replies=replies,
        notes=(*thread.notes, *(note for note in notes if note not in thread.notes)),
    )


def _note(comment: str, why: str) -> str:
    return f"a correction of comment {comment} was left out: {why}"


def _misfit(correction: Correction, comments: Mapping[str, Comment]) -> str | None:
    """Why a correction cannot be meant for this thread; None: it can."""
    comment = comments.get(correction.comment)
    if comment is None:
        return "there is no such comment"
    if correction.text is not None and told(correction.text) != told(own_words(comment)):
        return "it has other words now"
    return None


def _impossible(
    corrections: Mapping[str, Correction],
    comments: Mapping[str, Comment],
    primary: Mapping[str, Reply],
) -> dict[str, str]:
    """Which parents cannot be corrected, and why: they are not there, or close a circle."""
    moved = {name: c.parent for name, c in corrections.items() if c.moved}
    lost = {
        name: f"the comment {parent} that it should answer is not there"
        for name, parent in moved.items()
        if parent is not None and parent not in comments
    }
    found = {name: reply.parent for name, reply in primary.items()}
    while True:
        kept = {name: parent for name, parent in moved.items() if name not in lost}
        closing = [name for name in _on_circles({**found, **kept}) if name in kept]
        if not closing:
            return {name: lost[name] for name in moved if name in lost}
        for name in closing:
            lost[name] = f"it would answer {moved[name]}, which answers it in turn"


def _on_circles(parents: Mapping[str, str | None]) -> set[str]:
    """All comments that lie on a circle of parents."""
    circles: set[str] = set()
    done: set[str] = set()
    for start in parents:
        path: dict[str, None] = {}
        here: str | None = start
        while here is not None and here not in done and here not in path:
            path[here] = None
            here = parents.get(here)
        if here is not None and here in path:
            order = list(path)
            circles.update(order[order.index(here) :])
        done.update(path)
    return circles


def _replies(
    thread: Thread, corrections: Mapping[str, Correction], stanced: bool
) -> Iterator[Reply]:
    """The replies as they are corrected; at the end those of comments that answered nothing."""
    primary = primary_replies(thread)
    for reply in thread.replies:
        correction = corrections.get(reply.child)
        if correction is None:
            yield reply
        elif reply.primary:
            yield _corrected(reply, correction, stanced)
        elif not correction.moved or reply.parent != correction.parent:
            yield reply
    for name, correction in corrections.items():
        if correction.moved and correction.parent is not None and name not in primary:
            yield _corrected(Reply(name, None, 1.0), correction, stanced)


def _corrected(reply: Reply, correction: Correction, stanced: bool) -> Reply:
    if correction.moved:
        stays = reply.parent == correction.parent
        evidence = (Evidence("corrected", 1.0),)
        stance = reply.stance if stays else ()
        reply = Reply(reply.child, correction.parent, 1.0, evidence, stance=stance)
    if correction.stance is not None and stanced:
        reply = replace(reply, stance=_certain((correction.stance,), reply.stance, STANCES))
    return reply


def _without_reply(corrections: Mapping[str, Correction], replies: Iterable[Reply]) -> list[str]:
    answering = {reply.child for reply in replies}
    return [
        _note(name, "it answers nothing, and so has no stance")
        for name, correction in corrections.items()
        if correction.stance is not None and name not in answering
    ]


def _typed(comment: Comment, corrections: Mapping[str, Correction]) -> Comment:
    correction = corrections.get(comment.id)
    if correction is None or not correction.types:
        return comment
    return replace(comment, types=_certain(correction.types, comment.types, TYPES))


def _certain(
    said: Sequence[str], labels: Sequence[Label], names: Sequence[str]
) -> tuple[Label, ...]:
    """What was said, of probability 1, then all other labels in the order they had."""
    others = [label.name for label in labels] or names
    return (
        *(Label(name, 1.0) for name in said),
        *(Label(name, 0.0) for name in others if name not in said),
    )
