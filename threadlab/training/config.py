"""The settings of a training."""

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace

from threadlab.errors import UnknownName


@dataclass(frozen=True, slots=True)
class Config:
    """What a training does; together with the data and the first weights it fixes the result.

    Attributes:
        seed: Of the order of examples, the fresh heads and the dropout.
        mixed_epochs: First epochs, in which helping examples are mixed in.
        epochs: Further epochs, on the main examples alone.
        helping_weight: Weight of a helping example in the loss; 1 = like a main one.
        helping_share: Share of the helping examples that each of the mixed epochs takes; the next
            one goes on where it stopped.
        max_tokens: Length of a pair.
        frozen: How many of the lower layers stay as they are; their work is done once.
        batch: Pairs a step.
        body_rate: Highest learning rate of the body.
        head_rate: Highest learning rate of the heads.
        weight_decay: Of AdamW.
        warmup: Share of the steps in which the rate rises.
        dropout: In the body and before the heads.
        average: How slowly the mean of the weights follows them; 0 = it is the last weights.
        types_weight: Weight of the loss of the single types, summed over the ten.
        primary_weight: Weight of the loss that ranks the primary type first, beside the loss of
            the single types.
        stance_weight: Weight of the loss of the stance, beside that of the types.
        patience: Epochs without a better validation score before training stops.
        checkpoint_every: Steps between checkpoints.
        rounds: Samples drawn for each interval of the scores.
    """

    seed: int = 1
    mixed_epochs: int = 1
    epochs: int = 4
    helping_weight: float = 0.5
    helping_share: float = 1.0
    max_tokens: int = 192
    frozen: int = 0
    batch: int = 32
    body_rate: float = 8e-5
    head_rate: float = 1e-3
    weight_decay: float = 0.01
    warmup: float = 0.06
    dropout: float = 0.1
    average: float = 0.99
    types_weight: float = 0.25
    primary_weight: float = 0.5
    stance_weight: float = 1.0
    patience: int = 2
    checkpoint_every: int = 100
    rounds: int = 1000


def config_of(settings: Sequence[str]) -> Config:
    """The usual settings with some changed.

    Args:
        settings: "name=value" each.

    Raises:
        UnknownName: There is no such setting, or it does not take this value.
    """
    usual = Config()
    names = [field.name for field in fields(Config)]
    for setting in settings:
        name, _, value = setting.partition("=")
        if name not in names:
            raise UnknownName("setting", name, names)
        kind = type(getattr(usual, name))
        try:
            usual = replace(usual, **{name: kind(value)})
        except ValueError:
            raise UnknownName(
                f"value of {name}", value, [f"numbers such as {getattr(usual, name)}"]
            ) from None
    return usual
