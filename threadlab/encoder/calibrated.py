"""Scores of the network to probabilities that mean what they say."""

import math
from collections.abc import Sequence

from threadlab.encoder.folder import Head

SUREST = 0.99999
"""The most that a model is sure."""


def probabilities(head: Head, logits: Sequence[float]) -> tuple[float, ...]:
    """Calibrates the scores of one pair.

    Args:
        head: Says temperature and offsets, and by its name how labels exclude one another.
        logits: One score a label.

    Returns:
        One probability a label: independent ones for "types", which a comment may have several
        of; for "stance" such that they sum to 1.
    """
    shifted = [z / head.temperature + b for z, b in zip(logits, head.offsets, strict=True)]
    if head.name == "types":
        return tuple(_round(sigmoid(value)) for value in shifted)
    return tuple(_round(value) for value in softmax(shifted))


def sigmoid(value: float) -> float:
    """The logistic function, safe for any value."""
    if value >= 0:
        return 1 / (1 + math.exp(-value))
    power = math.exp(value)
    return power / (1 + power)


def softmax(values: Sequence[float]) -> list[float]:
    """Shares that sum to 1, safe for any values."""
    top = max(values)
    powers = [math.exp(value - top) for value in values]
    total = math.fsum(powers)
    return [power / total for power in powers]


def _round(probability: float) -> float:
    """Drops digits that depend on which other pairs were read at the same time.

    A probability of 1 is kept for what a person corrected.
    """
    return min(SUREST, round(probability, 5))
