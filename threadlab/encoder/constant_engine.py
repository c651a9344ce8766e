"""The engine of constant models: the same scores for every pair, without weights or torch.

Such a model serves tests of what does not depend on the answers, and rehearsals of large batches. A
model folder is constant if its config.json says so; its scores stand there, too.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from threadlab.encoder.folder import SMALL, ModelFolder
from threadlab.encoder.pairs import Pair, Tokens

KIND = "constant"
DECISIVE = SMALL
"""The files that decide what a constant model answers: it has no tokenizer and no weights."""


class ConstantEngine:
    """Answers without reading.

    Args:
        scores: By head one score a label, before calibration.
    """

    def __init__(self, scores: Mapping[str, list[float]]) -> None:
        self._scores = scores

    def tokens(self, pairs: Sequence[Pair]) -> list[Tokens]:
        """One and the same token for each pair."""
        return [Tokens((0,), split=0)] * len(pairs)

    def logits(self, batch: Sequence[Tokens]) -> dict[str, list[list[float]]]:
        """Scores of a batch before calibration, by head."""
        return {name: [row] * len(batch) for name, row in self._scores.items()}


def is_constant(config: Mapping[str, Any]) -> bool:
    """Says whether a config.json is that of a constant model."""
    return config.get("model_type") == KIND


def load(folder: ModelFolder) -> ConstantEngine:
    """Reads the scores of a constant model.

    Args:
        folder: From open_folder.

    Returns:
        The engine.

    Raises:
        ModelError: config.json does not have one score a label.
    """
    try:
        scores = {
            head.name: [float(score) for score in folder.config["scores"][head.name]]
            for head in folder.heads
        }
    except (KeyError, TypeError, ValueError) as error:
        raise folder.broken("config.json", repr(error)) from error
    for head in folder.heads:
        if len(scores[head.name]) != len(head.labels):
            raise folder.broken("config.json", f"it has not one score a label of {head.name}")
    return ConstantEngine(scores)
