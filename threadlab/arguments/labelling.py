"""classify: threads -> the same threads with argument types and stances."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from os import PathLike

from threadlab.arguments.pairing import Question, questions
from threadlab.encoder import Encoder, Scores, load_model
from threadlab.thread import Label, Thread

# Pairs that are read together, over several threads: enough to sort them by length, and little
# enough that memory does not grow with the number of threads.
TOGETHER = 512


def classify(
    thread: Thread, *, model: str | PathLike[str] | None = None, progress: bool = False
) -> Thread:
    """Tells the argument types of every comment and the stance of every reply.

    Args:
        thread: With passages and replies, as rebuild gives it.
        model: A model folder; None: the model that ships with threadlab.
        progress: Whether to show a progress bar on stderr.

    Returns:
        The thread with all ten types on each comment that has words of its own, and all three
        stances on each reply whose answered words are known; earlier labels are replaced. A
        comment that opens the thread has types and no stance.

    Raises:
        ModelError: The model folder cannot be used.
    """
    asked = list(questions(thread))
    if not asked:
        return _labelled(thread, (), ())
    encoder = load_model(model)
    scores = encoder.score([question.pair for question in asked], progress=progress)
    return _labelled(thread, asked, [_labels(encoder, s) for s in scores])


def classify_many(
    threads: Iterable[Thread], *, model: str | PathLike[str] | None = None
) -> Iterator[Thread]:
    """Classifies threads as classify does, reading the comments of several threads together.

    Args:
        threads: Any number of them; they are taken one by one.
        model: A model folder; None: the model that ships with threadlab.

    Yields:
        The classified threads, in order.

    Raises:
        ModelError: The model folder cannot be used.
    """
    waiting: list[tuple[Thread, list[Question]]] = []
    count = 0
    for thread in threads:
        waiting.append((thread, list(questions(thread))))
        count += len(waiting[-1][1])
        if count >= TOGETHER:
            yield from _together(waiting, model)
            waiting, count = [], 0
    yield from _together(waiting, model)


def _together(
    waiting: Sequence[tuple[Thread, list[Question]]], model: str | PathLike[str] | None
) -> Iterator[Thread]:
    pairs = [question.pair for _, asked in waiting for question in asked]
    labels: list[_Labels] = []
    if pairs:
        encoder = load_model(model)
        labels = [_labels(encoder, scores) for scores in encoder.score(pairs)]
    place = 0
    for thread, asked in waiting:
        yield _labelled(thread, asked, labels[place : place + len(asked)])
        place += len(asked)


_Labels = dict[str, tuple[Label, ...]]


def _labels(encoder: Encoder, scores: Scores) -> _Labels:
    """Gives the labels of each head, most probable first."""
    found: _Labels = {}
    for head in encoder.folder.heads:
        pairs = zip(head.labels, scores.by_head[head.name], strict=True)
        labels = [Label(name, probability) for name, probability in pairs]
        found[head.name] = tuple(sorted(labels, key=lambda label: -label.probability))
    return found


def _labelled(thread: Thread, asked: Sequence[Question], labels: Sequence[_Labels]) -> Thread:
    types: dict[str, tuple[Label, ...]] = {}
    stances: dict[int, tuple[Label, ...]] = {}
    for question, found in zip(asked, labels, strict=True):
        if question.types:
            types[question.child] = found.get("types", ())
        if question.reply is not None:
            stances[question.reply] = found.get("stance", ())
    return replace(
        thread,
        comments=tuple(replace(c, types=types.get(c.id, ())) for c in thread.comments),
        replies=tuple(replace(r, stance=stances.get(i, ())) for i, r in enumerate(thread.replies)),
    )
