"""Second part of the reader's training: its upper layers, over vectors that stay as they are.

The encoder is slow and learns from each line about once. The layers above it, which see how a
whole page is written, need many passes: they get them over the encoder's vectors, kept in memory.
"""

import random
from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from threadlab.replies.network import look_around, read_windows, upper
from threadlab.replies.reader import Reader
from threadlab.replies.windows import windows
from threadlab.training.replies_loss import stretch_loss
from threadlab.training.replies_samples import Stretch, Talk, stretch_of

if TYPE_CHECKING:
    import torch

    from threadlab.training.replies_reader import ReaderConfig

# Units of a stretch, units that a stretch shares with the one before, stretches of a batch.
UNITS = 150
SHARED = 10
BATCH = 16

# Units a source, in order: more of one platform teach little.
MOST_UNITS = 70_000

Report = Callable[[str], object]


def train_upper(
    reader: Reader,
    talks: Sequence[Talk],
    widths: dict[str, Any],
    config: "ReaderConfig",
    say: Report,
) -> None:
    """Trains fresh upper layers in place.

    Args:
        reader: Whose encoder is trained.
        talks: All that is learned from.
        widths: The configuration of the network.
        config: Epochs, rate and seed.
        say: Called with a line on how it goes.
    """
    talks = _enough(talks)
    say(f"reader: vectors of {sum(len(talk.units) for talk in talks)} lines")
    kept = [_vectors(reader, talk) for talk in talks]
    fit_upper(reader.network, talks, kept, widths, config, say)


def fit_upper(
    network: Any,
    talks: Sequence[Talk],
    kept: "Sequence[tuple[torch.Tensor, torch.Tensor]]",
    widths: dict[str, Any],
    config: "ReaderConfig",
    say: Report,
) -> None:
    """Trains fresh upper layers in place, as train_upper does.

    Args:
        network: The reader's.
        talks: All that is learned from.
        kept: Of each talk the encoder's vectors and the numbers of its lines.
        widths: The configuration of the network.
        config: Epochs, rate and seed.
        say: Called with a line on how it goes.
    """
    import torch

    torch.manual_seed(config.seed)
    upper(network, widths)
    torch.nn.init.zeros_(network.steps)
    weight = _weights(talks)
    above = [p for name, p in network.named_parameters() if not name.startswith(("body", "num"))]
    dice = random.Random(config.seed)  # noqa: S311 - no secret
    per_epoch = len(_batches(talks, random.Random(0)))  # noqa: S311 - no secret
    optimiser = torch.optim.AdamW(above, lr=config.upper_rate, weight_decay=0.02)
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimiser, config.upper_rate, total_steps=config.epochs * (per_epoch + 20), pct_start=0.1
    )
    network.train()
    for epoch in range(config.epochs):
        lost = 0.0
        batches = _batches(talks, dice)
        for batch in batches:
            optimiser.zero_grad()
            pages = [_page(kept[number], stretch) for number, stretch in batch]
            found = look_around(network, pages)
            loss = torch.stack(
                [
                    weight[stretch.talk.source] * stretch_loss(network, stretch, *read)
                    for (_, stretch), read in zip(batch, found, strict=True)
                ]
            ).sum()
            loss.backward()  # type: ignore[no-untyped-call]
            torch.nn.utils.clip_grad_norm_(above, 1.0)
            optimiser.step()
            schedule.step()
            lost += float(loss.detach())
        say(f"reader: epoch {epoch + 1} of {config.epochs}, loss {lost / len(batches):.3f}")
    network.eval()


def _enough(talks: Sequence[Talk]) -> list[Talk]:
    """At most about MOST_UNITS of a source."""
    sizes: dict[str, int] = defaultdict(int)
    kept: list[Talk] = []
    for talk in talks:
        if sizes[talk.source] < MOST_UNITS:
            sizes[talk.source] += len(talk.units)
            kept.append(talk)
    return kept


def _vectors(reader: Reader, talk: Talk) -> "tuple[torch.Tensor, torch.Tensor]":
    """The encoder's vectors of a talk's units, in half precision, and their numbers."""
    import torch

    numbers = torch.tensor([unit.numbers for unit in talk.units])
    laid = windows([unit.pieces for unit in talk.units], reader.start)
    with torch.no_grad():
        return read_windows(reader.network, laid, numbers).half(), numbers


def _page(
    kept: "tuple[torch.Tensor, torch.Tensor]", stretch: Stretch
) -> "tuple[torch.Tensor, torch.Tensor]":
    vectors, numbers = kept
    return vectors[stretch.chosen].float(), numbers[stretch.chosen]


def _weights(talks: Sequence[Talk]) -> dict[str, float]:
    """A source weighs as the root of its size; the mean weight of a unit is 1."""
    sizes: dict[str, int] = defaultdict(int)
    for talk in talks:
        sizes[talk.source] += len(talk.units)
    mean = sum(size**0.5 for size in sizes.values()) / sum(sizes.values())
    return {source: size**-0.5 / mean for source, size in sizes.items()}


def _batches(talks: Sequence[Talk], dice: random.Random) -> list[list[tuple[int, Stretch]]]:
    """All talks once, cut into stretches of like length, in random order."""
    found: list[tuple[int, Stretch]] = []
    for number, talk in enumerate(talks):
        count = len(talk.units)
        shift = dice.randrange(UNITS) if count > UNITS else 0
        for begin in range(-shift, count, UNITS):
            first = max(0, begin - SHARED)
            end = min(count, begin + UNITS)
            if end - first > 1:
                found.append((number, stretch_of(talk, first, end)))
    found.sort(key=lambda item: len(item[1].chosen) + 20 * dice.random())
    batches = [found[at : at + BATCH] for at in range(0, len(found), BATCH)]
    dice.shuffle(batches)
    return batches
