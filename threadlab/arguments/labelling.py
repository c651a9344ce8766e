"""classify: threads -> the same threads with argument types and stances."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from threadlab.arguments.asking import Answer, ask
from threadlab.arguments.language import PROSE
from threadlab.arguments.pairing import Question, questions
from threadlab.arguments.prior import NOTES as SHIFTED
from threadlab.arguments.prior import check_prior, shift_to_forum
from threadlab.encoder import Head, Labels, Model, ModelFolder, open_folder
from threadlab.thread import Label, Thread

# Pairs that are read together, over several threads: enough to sort them by length, and little
# enough that memory does not grow with the number of threads.
TOGETHER = 512


# How the note begins that says which labels are doubtful; an earlier one is replaced.
_NOTE = "Labels are doubtful where"


def classify(
    thread: Thread,
    *,
    model: Model = None,
    labels: Labels = None,
    prior: str = "model",
    engine: str | None = None,
    progress: bool = False,
) -> Thread:
    """Tells the argument types of every comment and the stance of every reply.

    Args:
        thread: With passages and replies, as rebuild gives it.
        model: A model folder: one of threadlab's, or a sequence classifier of Hugging Face; None:
            the model that ships with threadlab.
        labels: Of a folder of Hugging Face: which type or stance each of its labels means, as a
            mapping or a JSON file; None: as its threadlab.json says.
        prior: "model", or "forum": shift the stances to the shares that the thread's own replies
            speak for, if there are a hundred (see prior.py: on labelled forums it was no gain).
        engine: What runs the model: one of threadlab.encoder.ENGINES, or "auto", as
            threadlab.encoder.engine_of takes it; None: as an opened folder says, or "auto".
        progress: Whether to show a progress bar on stderr.

    Returns:
        The thread with all ten types on each comment that has words of its own, and all three
        stances on each reply whose answered words are known, as far as the model tells them;
        earlier labels are replaced. A comment that opens the thread has types and no stance. A
        note says how many comments are in a language that the model does not read: their labels
        lie below the limit of doubt.

    Raises:
        ModelError: The model folder cannot be used, or the labels do not fit it.
        UnknownName: There is no such prior, or no such engine.
    """
    check_prior(prior)
    asked = list(questions(thread))
    if not asked:
        return _labelled(thread, (), ())
    folder = open_folder(model, labels, engine)
    answers = ask(folder, [question.pair for question in asked], progress=progress)
    found = _labelled(thread, asked, [_told(folder, answer) for answer in answers])
    return shift_to_forum(found, model=folder) if prior == "forum" else found


def classify_many(
    threads: Iterable[Thread],
    *,
    model: Model = None,
    labels: Labels = None,
    prior: str = "model",
    engine: str | None = None,
) -> Iterator[Thread]:
    """Classifies threads as classify does, reading the comments of several threads together.

    Args:
        threads: Any number of them; they are taken one by one.
        model: As classify takes it.
        labels: As classify takes them.
        prior: As classify takes it; each thread counts for itself.
        engine: As classify takes it.

    Yields:
        The classified threads, in order.

    Raises:
        ModelError: The model folder cannot be used, or the labels do not fit it.
        UnknownName: There is no such prior.
    """
    check_prior(prior)
    # Opened at once, so that a wrong name is told before the first thread is read.
    opened = open_folder(model, labels, engine)
    check_prior(prior, opened)
    waiting: list[tuple[Thread, list[Question]]] = []
    count = 0
    for thread in threads:
        waiting.append((thread, list(questions(thread))))
        count += len(waiting[-1][1])
        if count >= TOGETHER:
            yield from _shifted(_together(waiting, opened), opened, prior)
            waiting, count = [], 0
    yield from _shifted(_together(waiting, opened), opened, prior)


def _shifted(threads: Iterator[Thread], model: Model, prior: str) -> Iterator[Thread]:
    return (
        shift_to_forum(thread, model=model) if prior == "forum" else thread for thread in threads
    )


def _together(
    waiting: Sequence[tuple[Thread, list[Question]]], folder: ModelFolder
) -> Iterator[Thread]:
    pairs = [question.pair for _, asked in waiting for question in asked]
    told: list[_Told] = []
    if pairs:
        told = [_told(folder, answer) for answer in ask(folder, pairs)]
    place = 0
    for thread, asked in waiting:
        yield _labelled(thread, asked, told[place : place + len(asked)])
        place += len(asked)


@dataclass(frozen=True, slots=True)
class _Told:
    """The labels of each head, most probable first, and the name of a language not read."""

    by_head: dict[str, tuple[Label, ...]]
    language: str


def _told(folder: ModelFolder, answer: Answer) -> _Told:
    labels = {head.name: _ordered(head, answer) for head in folder.heads}
    foreign = answer.writing is not None and answer.writing.kind == PROSE
    return _Told(labels, answer.writing.name if answer.writing and foreign else "")


def _ordered(head: Head, answer: Answer) -> tuple[Label, ...]:
    pairs = zip(head.labels, answer.by_head[head.name], strict=True)
    labels = [Label(name, probability) for name, probability in pairs]
    return tuple(sorted(labels, key=lambda label: -label.probability))


def _labelled(thread: Thread, asked: Sequence[Question], told: Sequence[_Told]) -> Thread:
    types: dict[str, tuple[Label, ...]] = {}
    stances: dict[int, tuple[Label, ...]] = {}
    languages: dict[str, str] = {}
    for question, found in zip(asked, told, strict=True):
        if question.types:
            types[question.child] = found.by_head.get("types", ())
            languages[question.child] = found.language
        if question.reply is not None:
            stances[question.reply] = found.by_head.get("stance", ())
    return replace(
        thread,
        comments=tuple(replace(c, types=types.get(c.id, ())) for c in thread.comments),
        replies=tuple(replace(r, stance=stances.get(i, ())) for i, r in enumerate(thread.replies)),
        notes=(
            *(note for note in thread.notes if not note.startswith((_NOTE, *SHIFTED))),
            *_note(Counter(name for name in languages.values() if name)),
        ),
    )


def _note(languages: Counter[str]) -> Iterator[str]:
    """Says how many comments are in languages that the model does not read, if any are."""
    if not languages:
        return
    named = [f"{name} ({n})" for name, n in languages.most_common()]
    count = languages.total()
    comments = "1 comment is" if count == 1 else f"{count} comments are"
    yield f"{_NOTE} {comments} in a language that the model does not read: {', '.join(named)}"
