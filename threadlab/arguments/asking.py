"""Asking a model about pairs of words; where it cannot know, its answers lose their certainty.

Probabilities are calibrated on prose in the languages that a model reads. Of a text in another
language, of bare code and of a text without words they mean little: they are drawn towards even
ones, so far that none reaches the limit of doubt. Their order stays.
"""

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from threadlab.arguments.language import PROSE, Writing, same_language, writing_of
from threadlab.encoder import Head, ModelFolder, Pair, load_model

# What is left of the certainty, at most.
_LEFT = 0.5
# How far below the limit of doubt the surest of these answers stays, as a share of the limit.
_BELOW = 0.98


@dataclass(frozen=True, slots=True)
class Answer:
    """What a model says about a pair, as it is shown.

    Attributes:
        by_head: For each head the probability of each of its labels, in the head's order.
        writing: Why the model cannot be trusted with the own words; None: it can.
    """

    by_head: Mapping[str, tuple[float, ...]]
    writing: Writing | None


def ask(folder: ModelFolder, pairs: Sequence[Pair], *, progress: bool = False) -> list[Answer]:
    """Asks a model about pairs.

    Args:
        folder: The opened folder of the model; it is loaded if it is not yet.
        pairs: The words answered and the own words.
        progress: Whether to show a progress bar on stderr.

    Returns:
        An answer a pair, in order.

    Raises:
        ModelError: The folder or a file in it is missing or broken.
        UnknownName: There is no such engine.
    """
    heads = {head.name: head for head in folder.heads}
    # Meanwhile, since what tells languages takes most of a second to unpack, once.
    with ThreadPoolExecutor(1) as aside:
        writings = aside.submit(lambda: [doubtful(pair, folder.languages) for pair in pairs])
        scored = load_model(folder).score(pairs, progress=progress)
    found = []
    for writing, scores in zip(writings.result(), scored, strict=True):
        shown = scores.by_head
        if writing is not None:
            shown = {name: flattened(heads[name], row) for name, row in shown.items()}
        found.append(Answer(shown, writing))
    return found


def doubtful(pair: Pair, languages: Sequence[str]) -> Writing | None:
    """Tells why a model cannot be trusted with the own words.

    Args:
        pair: The words answered and the own words.
        languages: Codes of the languages that the model reads; empty: any.

    Returns:
        What the own words are written in; None: nothing speaks against the model.
    """
    writing = writing_of(pair.own)
    if writing.kind != PROSE:
        return writing
    if not languages or not (writing.languages or writing.script):
        return None
    read = set(map(same_language, languages))
    return None if read.intersection(writing.languages) else writing


def flattened(head: Head, row: Sequence[float]) -> tuple[float, ...]:
    """Draws probabilities towards even ones, below the limit of doubt.

    Args:
        head: With its limit of doubt.
        row: The probability of each of its labels.

    Returns:
        As many, in the same order of size; those of stances still sum to 1.
    """
    even = 1 / len(row)
    room = (_BELOW * head.unsure_below - even) / (1 - even)
    left = min(_LEFT, room) if room > 0 else _LEFT
    return tuple(round(even + left * (p - even), 5) for p in row)
