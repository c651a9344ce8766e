"""Examples made ready for training: token numbers, batches, targets."""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from threadlab.encoder.pairs import Tokens
from threadlab.scheme import STANCES, TYPES
from threadlab.training.examples import Example

if TYPE_CHECKING:
    import torch

# Batches are filled from pools of this many batches, sorted by length: little padding, and yet
# other company for each example in each epoch.
_POOL = 16
_GREATEST_WEIGHT = 3.0


@dataclass(frozen=True, slots=True)
class Material:
    """Examples with their token numbers.

    Attributes:
        examples: What is known.
        tokens: What the model reads, in the same order.
    """

    examples: Sequence[Example]
    tokens: Sequence[Tokens]

    def only(self, keep: Callable[[Example], bool]) -> "Material":
        """The part whose examples pass a test."""
        pairs = zip(self.examples, self.tokens, strict=True)
        kept = [(example, tokens) for example, tokens in pairs if keep(example)]
        return Material([example for example, _ in kept], [tokens for _, tokens in kept])


def shuffled(tokens: Sequence[Tokens], size: int, seed: str) -> list[list[int]]:
    """Shuffles examples into batches of like length.

    Args:
        tokens: The tokenized examples.
        size: Examples in a batch.
        seed: Fixes the order.

    Returns:
        Lists of indices into tokens.
    """
    dice = random.Random(seed)  # noqa: S311 - an order, no secret
    order = list(range(len(tokens)))
    dice.shuffle(order)
    batches: list[list[int]] = []
    for start in range(0, len(order), size * _POOL):
        pool = sorted(order[start : start + size * _POOL], key=lambda i: len(tokens[i].ids))
        batches += [pool[i : i + size] for i in range(0, len(pool), size)]
    dice.shuffle(batches)
    return batches


class Targets:
    """The labels of examples as tensors; weights of 0 mask what a row does not say.

    Args:
        examples: The examples.
        helping_weight: Weight of those that follow another scheme.
    """

    def __init__(self, examples: Sequence[Example], helping_weight: float) -> None:
        import torch

        def table(rows: list[list[float]], width: int) -> "torch.Tensor":
            return torch.tensor(rows, dtype=torch.float32).reshape(len(examples), width)

        said = [_said(e) for e in examples]
        self.types = table([[row.get(t, 0.0) for t in TYPES] for row in said], len(TYPES))
        self.told = table([[float(t in row) for t in TYPES] for row in said], len(TYPES))
        self.primary = torch.tensor([TYPES.index(e.types[0]) if e.types else 0 for e in examples])
        self.stance = table([list(e.stance or (0.0,) * 3) for e in examples], len(STANCES))
        weight = torch.tensor([helping_weight if e.helping else 1.0 for e in examples])
        self.types_weight = weight * torch.tensor([float(bool(row)) for row in said])
        self.primary_weight = weight * torch.tensor([float(e.types is not None) for e in examples])
        self.stance_weight = weight * torch.tensor([float(e.stance is not None) for e in examples])

    def class_weights(self) -> "tuple[torch.Tensor, torch.Tensor]":
        """Weights of the rarer labels: the root of how much rarer they are.

        Returns:
            Weight of a present type, (10,), within 1 and 3; of a stance, (3,), with mean 1.
        """
        # Of comments labelled with all types; helping rows show other types for other reasons.
        said = self.primary_weight > 0
        count = self.types[said].sum(0).clamp(min=1.0)
        types = ((said.sum() - count).clamp(min=1.0) / count).sqrt().clamp(1.0, _GREATEST_WEIGHT)
        stances = (self.stance * self.stance_weight.unsqueeze(1)).sum(0).clamp(min=1.0)
        stance = (stances.sum() / stances).sqrt()
        return types, stance / stance.mean()


def _said(example: Example) -> dict[str, float]:
    """What an example says of single types; what it is silent about is absent."""
    if example.types is not None:
        return {name: float(name in example.types) for name in TYPES}
    return dict(example.hints)
