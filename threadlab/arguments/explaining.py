"""Which sentences of a comment speak for its type and its stance: attribution by occlusion.

A sentence is left out, and it is left alone; what that does to the probability of the label is
what it counts for (Zeiler and Fergus 2014, "Visualizing and Understanding Convolutional Networks",
for the first; the mean of both is the Shapley value as estimated from its two outermost terms).
It says what the model goes by, not what makes the label right. Where the model cannot read a
comment, probabilities and effects are those that classify shows: drawn towards even ones.
"""

import time
from collections.abc import Iterator, Sequence
from dataclasses import replace

from threadlab.arguments.asking import doubtful, flattened
from threadlab.arguments.explanation import Explanation, SentenceEffect
from threadlab.arguments.naming import is_unsure
from threadlab.arguments.pairing import Question, questions
from threadlab.arguments.sentences import Sentence, sentences
from threadlab.encoder import Encoder, Labels, Model, Pair, Scores, load_model
from threadlab.errors import UnknownName
from threadlab.thread import Label, Span, Thread, by_id, children

# More sentences are taken together: it bounds the work, and one of forty decides nothing.
MOST = 24
# As many known ids as a refusal lists.
_LISTED = 20
_AT_ONCE = 256
_LEAST_EFFECT = 0.05


def explain_comment(
    thread: Thread, comment: str, *, model: Model = None, labels: Labels = None
) -> Explanation:
    """Tells which sentences of a comment speak for its type and its stance.

    Args:
        thread: With passages; with replies if the stance is to be explained, too.
        comment: Id of the comment.
        model: As classify takes it.
        labels: As classify takes them.

    Returns:
        The comment's sentences with their effects; no sentence where it has no words of its own.
        Comments of more than 24 sentences are explained by groups of neighbouring ones. Labels
        have the probabilities that classify gives them, and it says which of them are unsure.

    Raises:
        UnknownName: There is no such comment.
        ModelError: The model folder cannot be used.
    """
    comments = by_id(thread)
    if comment not in comments:
        raise UnknownName("comment", comment, list(comments)[:_LISTED])
    asked = next((q for q in questions(thread) if q.child == comment and q.types), None)
    if asked is None:
        return Explanation(comment, None, None, ())
    encoder = load_model(model, labels=labels)
    pieces = _pieces(sentences(comments[comment]))
    scores = encoder.score(list(_variants(asked.pair, pieces)))
    return _explained(encoder, asked, pieces, scores)


def key_sentences(
    thread: Thread,
    *,
    model: Model = None,
    labels: Labels = None,
    seconds: float | None = None,
    most_pairs: int = 2_000,
) -> dict[str, SentenceEffect]:
    """Finds the sentence that speaks most for each comment's type, within a budget.

    The comments with the most answers come first. The budget in pairs gives the same on every
    machine; that in seconds does not.

    Args:
        thread: With passages and replies.
        model: As classify takes it.
        labels: As classify takes them.
        seconds: After about this time no further comments are read; None: no limit.
        most_pairs: As many pairs are read at most: two a sentence and two a comment.

    Returns:
        By id of comment, in the thread's order: the sentence with the greatest effect on its
        type. Comments of a single sentence, those in which no sentence moves the probability by
        0.05 and those beyond the budget are not in it.
    """
    started = time.monotonic()
    comments = by_id(thread)
    answers = children(thread)
    waiting = [
        (question, pieces)
        for question in questions(thread)
        if question.types and len(pieces := _pieces(sentences(comments[question.child]))) > 1
    ]
    waiting.sort(key=lambda entry: -len(answers.get(entry[0].child, ())))
    encoder = load_model(model, labels=labels) if waiting else None
    found: dict[str, SentenceEffect] = {}
    for group in _groups(waiting, most_pairs):
        if encoder is None or (seconds is not None and time.monotonic() - started >= seconds):
            break
        pairs = [pair for question, pieces in group for pair in _variants(question.pair, pieces)]
        scores = encoder.score(pairs)
        place = 0
        for question, pieces in group:
            count = 2 * len(pieces) + 2
            told = _explained(encoder, question, pieces, scores[place : place + count])
            place += count
            best = max(told.sentences, key=lambda sentence: sentence.type_effect or 0.0)
            if (best.type_effect or 0.0) >= _LEAST_EFFECT:
                found[question.child] = best
    return {c.id: found[c.id] for c in thread.comments if c.id in found}


_Waiting = tuple[Question, list[Sentence]]


def _groups(waiting: Sequence[_Waiting], most: int) -> Iterator[list[_Waiting]]:
    """Takes comments together that are read at once, as far as the budget goes."""
    group: list[_Waiting] = []
    count = total = 0
    for entry in waiting:
        size = 2 * len(entry[1]) + 2
        if total + size > most:
            continue
        group.append(entry)
        count, total = count + size, total + size
        if count >= _AT_ONCE:
            yield group
            group, count = [], 0
    if group:
        yield group


def _pieces(found: Sequence[Sentence]) -> list[Sentence]:
    """The sentences; neighbours taken together where there are too many."""
    size = -(-len(found) // MOST) or 1
    groups = [found[k : k + size] for k in range(0, len(found), size)]
    return [
        group[0]
        if len(group) == 1
        else Sentence(
            " ".join(sentence.text for sentence in group),
            Span(group[0].span.start, max(sentence.span.end for sentence in group)),
        )
        for group in groups
    ]


def _variants(pair: Pair, pieces: Sequence[Sentence]) -> Iterator[Pair]:
    """All own words, none of them, then without each sentence, then each alone."""
    yield pair
    yield Pair(pair.answered, "")
    for k in range(len(pieces)):
        rest = " ".join(p.text for n, p in enumerate(pieces) if n != k)
        yield Pair(pair.answered, rest)
    for piece in pieces:
        yield Pair(pair.answered, piece.text)


def _explained(
    encoder: Encoder, asked: Question, pieces: Sequence[Sentence], scores: Sequence[Scores]
) -> Explanation:
    writing = doubtful(asked.pair, encoder.folder.languages)
    if writing is not None:
        # All readings alike, so that the effects are those on the probability that is shown.
        scores = [_flattened(encoder, one) for one in scores]
    types, kinds = _effects(encoder, "types", scores, len(pieces))
    stance: Label | None = None
    turns: list[float | None] = [None] * len(pieces)
    if asked.reply is not None:
        stance, turns = _effects(encoder, "stance", scores, len(pieces))
    return Explanation(
        asked.child,
        types,
        stance,
        tuple(
            SentenceEffect(piece.text, piece.span, kind, turn)
            for piece, kind, turn in zip(pieces, kinds, turns, strict=True)
        ),
        unsure=tuple(
            label.name
            for label in (types, stance)
            if label is not None and is_unsure(label, encoder.folder)
        ),
        doubt=writing.doubt if writing is not None else "",
    )


def _flattened(encoder: Encoder, scores: Scores) -> Scores:
    heads = encoder.folder.heads
    return replace(
        scores, by_head={head.name: flattened(head, scores.by_head[head.name]) for head in heads}
    )


def _effects(
    encoder: Encoder, name: str, scores: Sequence[Scores], count: int
) -> tuple[Label | None, list[float | None]]:
    """The label of a head, and how much each sentence speaks for it."""
    head = encoder.folder.head(name)
    if head is None:
        return None, [None] * count
    whole = scores[0].by_head[name]
    place = max(range(len(whole)), key=whole.__getitem__)
    probability = [score.by_head[name][place] for score in scores]
    every, none = probability[:2]
    without, alone = probability[2 : 2 + count], probability[2 + count :]
    effects: list[float | None] = [
        round(((every - left) + (kept - none)) / 2, 5)
        for left, kept in zip(without, alone, strict=True)
    ]
    return Label(head.labels[place], every), effects
