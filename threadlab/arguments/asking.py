"""Asking a model about pairs of words; where it cannot know, its answers lose their certainty.

Probabilities are calibrated on prose in the languages that a model reads. Of a text in another
language, of bare code and of a text without words they mean little: they are drawn towards even
ones, so far that none reaches the limit of doubt. Their order stays.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from threadlab.arguments.language import PROSE, Writing, same_language, writing_of
from threadlab.encoder import Encoder, Head, Pair

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


def ask(encoder: Encoder, pairs: Sequence[Pair], *, progress: bool = False) -> list[Answer]:
    """Asks a model about pairs.

    Args:
        encoder: From load_model.
        pairs: The words answered and the own words.
        progress: Whether to show a progress bar on stderr.

    Returns:
        An answer a pair, in order.
    """
    folder = encoder.folder
    heads = {head.name: head for head in folder.heads}
    found = []
    for pair, scores in zip(pairs, encoder.score(pairs, progress=progress), strict=True):
        writing = doubtful(pair, folder.languages)
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
