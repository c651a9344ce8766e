"""The room's one public function: a thread -> the same thread with its replies."""

import itertools
import math
from dataclasses import replace

from threadlab.markup import passages
from threadlab.replies.clues import Clue
from threadlab.replies.decode import Choice, decode
from threadlab.replies.finders import FINDERS
from threadlab.replies.further import also_answered
from threadlab.replies.material import lay_out
from threadlab.replies.outline import Outline, outline
from threadlab.replies.restore import restore
from threadlab.replies.stated import Stated, settle
from threadlab.replies.weights import ParentModel, ReplyModel, load_model
from threadlab.thread import Candidate, Comment, Evidence, Reply, Span, Thread

# Pieces of evidence and runners-up that a reply carries.
MOST_EVIDENCE = 4
RUNNERS_UP = 3
# Below this, a parent is not shown as a runner-up.
NEGLIGIBLE = 0.005
# A stated parent is wrong only where the source is.
STATED = 0.995


def rebuild(thread: Thread) -> Thread:
    """Finds who answers whom, and where lost comments begin.

    Comments are divided into passages where they are not; lost comment boundaries are restored by
    a trained line model; then evidence finders, a trained weighing and a decoder that respects the
    order of comments choose each comment's parent. Replies found before are found anew, so that
    rebuilding twice changes nothing.

    Args:
        thread: Any thread, as a reader gives it.

    Returns:
        A thread with a reply for every comment but the first: parent (None: unknown), calibrated
        probability, evidence and runners-up.

    Raises:
        ModelError: The shipped model is missing or broken.
    """
    return rebuild_with(load_model(), thread)


def rebuild_with(model: ReplyModel, thread: Thread) -> Thread:
    """Does what rebuild does, with another model."""
    if thread.boundaries == "lost":
        thread = restore(thread, model.lines)
    if thread.order == "posted":
        thread = _in_time(thread)
    divided = tuple(_divided(comment) for comment in thread.comments)
    thread = replace(thread, comments=divided, replies=())
    if len(thread.comments) < 2:
        return thread
    material = lay_out(thread)
    clues = [clue for finder in FINDERS.values() for clue in finder(material)]
    parents = model.parents[thread.order]
    view = outline(material, [clue for clue in clues if clue.kind != "stated"])
    choices = decode(view, parents, thread.order)
    found = [None, *(choice.parent for choice in choices)]
    stated = settle(thread, [clue for clue in clues if clue.kind == "stated"], found)
    replies: list[Reply] = []
    for child, choice in enumerate(choices, start=1):
        replies.extend(_replies(view, parents, child, choice, stated))
    notes = (*thread.notes, *(note for note in stated.notes if note not in thread.notes))
    return replace(thread, replies=tuple(replies), notes=notes)


def _in_time(thread: Thread) -> Thread:
    """The thread with its comments as they were posted, where all times are known.

    Mails bear the clocks of their senders: a mailbox's own order is the better one.
    """
    if any(comment.format == "email" for comment in thread.comments):
        return thread
    times = [comment.posted for comment in thread.comments if comment.posted is not None]
    in_order = all(a <= b for a, b in itertools.pairwise(times))
    if in_order or len(times) < len(thread.comments):
        return thread
    order = sorted(range(len(times)), key=lambda number: times[number])
    note = "the comments were put in the order of their times"
    notes = thread.notes if note in thread.notes else (*thread.notes, note)
    comments = tuple(thread.comments[number] for number in order)
    return replace(thread, comments=comments, replies=(), notes=notes)


def _divided(comment: Comment) -> Comment:
    if comment.passages or not comment.body:
        return comment
    return Comment(  # replace() takes three times as long
        comment.id,
        comment.author,
        comment.body,
        comment.format,
        comment.posted,
        tuple(passages(comment.body, comment.format)),
        comment.stated_parents,
        comment.types,
    )


def _replies(
    view: Outline, model: ParentModel, child: int, choice: Choice, stated: Stated
) -> list[Reply]:
    comments = view.material.thread.comments
    if child in stated.parents:
        parent: int | None = stated.parents[child]
        probability = STATED
        ranked = [(choice.parent, choice.probability), *choice.others]
        rest = [(p, q * (1 - STATED)) for p, q in ranked if p != parent]
    else:
        parent = choice.parent
        restored = view.material.thread.boundaries == "restored"
        probability = calibrated(model, choice.probability, restored=restored)
        left = math.fsum(q for _, q in choice.others)
        room = (1 - probability) / max(left, 1 - choice.probability, 1e-9)
        rest = [(p, q * room) for p, q in choice.others]
    runners_up = tuple(
        Candidate(None if p is None else comments[p].id, min(1.0, round(q, 4)))
        for p, q in rest
        if q >= NEGLIGIBLE
    )[:RUNNERS_UP]
    evidence = _evidence(view, child, parent)
    if child in stated.parents:
        evidence = (Evidence("stated", 1.0), *evidence)
    first = Reply(
        comments[child].id,
        None if parent is None else comments[parent].id,
        round(probability, 4),
        evidence[:MOST_EVIDENCE],
        runners_up,
    )
    if not view.material.entries[child].quotes:
        return [first]
    further = [
        Reply(comments[child].id, comments[p].id, q, e, (), primary=False)
        for p, q, e in _further(view, child, parent)
    ]
    return [first, *further]


def calibrated(model: ParentModel, probability: float, *, restored: bool) -> float:
    """Corrects a probability by what held-back threads showed (Platt 1999).

    Args:
        model: For this order.
        probability: Before.
        restored: Whether the thread's boundaries were restored, so that the comment as a whole
            may be wrong.

    Returns:
        A probability.
    """
    inside = min(max(probability, 1e-6), 1 - 1e-6)
    odds = math.log(inside / (1 - inside))
    slope, offset = model.restored if restored else (model.slope, model.offset)
    return 1 / (1 + math.exp(-(slope * odds + offset)))


def _evidence(view: Outline, child: int, parent: int | None) -> tuple[Evidence, ...]:
    """The reasons for a parent, strongest first; for an unknown one, what is nearest."""
    if parent is None:
        return (Evidence("near", 0.0),)
    found = [_as_evidence(clue) for clue in view.clues.get(child * view.count + parent, ())]
    found.sort(key=lambda e: -e.strength)
    kinds: set[tuple[str, Span | None]] = set()
    kept: list[Evidence] = []
    for evidence in found:
        if (evidence.kind, evidence.here) not in kinds and evidence.strength > 0:
            kinds.add((evidence.kind, evidence.here))
            kept.append(evidence)
    return tuple(kept) or (Evidence("near", round(0.3 / max(1, child - parent), 4)),)


def _as_evidence(clue: Clue) -> Evidence:
    return Evidence(clue.kind, round(min(1.0, clue.strength), 4), clue.here, clue.there)


def _further(
    view: Outline, child: int, parent: int | None
) -> list[tuple[int, float, tuple[Evidence, ...]]]:
    """Further comments that a comment answers: those that it quotes beside the first."""
    material = view.material
    restored = material.thread.boundaries == "restored"
    chances = also_answered(material.entries[child], parent, restored=restored)
    further: list[tuple[int, float, tuple[Evidence, ...]]] = []
    for holder, chance in chances.items():
        evidence = tuple(
            e for e in _evidence(view, child, holder) if e.kind in ("quoted", "repeated")
        )
        if evidence:
            further.append((holder, round(chance, 4), evidence[:MOST_EVIDENCE]))
    return further
