"""Asking a model about pairs of words; where it cannot know, its answers lose their certainty.

Probabilities are calibrated on English prose. Of a text in a language that the model does not
read, of bare code and of a text without words they mean little: they are drawn towards even ones,
so far that none reaches the limit of doubt. Their order stays.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from threadlab.arguments.language import OTHER, Writing, writing_of
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
        writing = _doubtful(pair, folder.languages)
        shown = scores.by_head
        if writing is not None:
            shown = {name: flattened(heads[name], row) for name, row in shown.items()}
        found.append(Answer(shown, writing))
    return found


def _doubtful(pair: Pair, languages: Sequence[str]) -> Writing | None:
    """Why a model of these languages cannot read the own words; None: it can."""
    if not languages:
        return None
    writing = writing_of(pair.own)
    if writing is None:
        # Who reads no English cannot tell English by its own means.
        return None if "en" in languages else Writing(OTHER, "en")
    return None if writing.language in languages else writing


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
