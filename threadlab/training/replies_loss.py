"""How wrong the reader is about a stretch: its beginnings and the parents of its comments."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from threadlab.training.replies_samples import Stretch

if TYPE_CHECKING:
    import torch

# How much parents count beside beginnings.
PARENTS = 0.5
# Stretches of fewer units or parents count as if they had so many: short ones tell little.
FEW_UNITS, FEW_PARENTS = 20, 8


def stretch_loss(
    network: Any, stretch: Stretch, begins: "torch.Tensor", known: "torch.Tensor"
) -> "torch.Tensor":
    """The loss of a stretch.

    Losses of units and of parents are summed and divided by the root of how many there are, so
    that a long stretch counts more than a short one, but not in proportion.

    Args:
        network: The reader's.
        stretch: What is known.
        begins: Log odds that each unit begins a comment, (units,).
        known: What is known of each unit, see look_around.

    Returns:
        A scalar.
    """
    import torch
    from torch.nn.functional import binary_cross_entropy_with_logits, cross_entropy

    each = binary_cross_entropy_with_logits(begins, torch.tensor(stretch.begins), reduction="none")
    counted = (each * torch.tensor(stretch.counted)).sum()
    total: torch.Tensor = counted / (8 * max(FEW_UNITS, len(each)) ** 0.5)
    choices = stretch.choices
    if choices.comments:
        keys = _keys(network, known, stretch.spans)
        options = torch.tensor(choices.options)
        first = torch.tensor([stretch.spans[comment][0] for comment in choices.comments])
        fits = torch.einsum("nkd,nd->nk", keys[options.clamp(min=0)], network.query(known[first]))
        scores = fits / keys.shape[1] ** 0.5 + network.steps[torch.tensor(choices.places)]
        scores = scores.masked_fill(options < 0, -1e9)
        lost = cross_entropy(scores, torch.tensor(choices.right), reduction="sum")
        total = total + PARENTS * lost / (4 * max(FEW_PARENTS, len(choices.right)) ** 0.5)
    return total


def _keys(network: Any, known: "torch.Tensor", spans: Sequence[tuple[int, int]]) -> "torch.Tensor":
    """What each comment offers, (comments, fit); see Reading.key."""
    import torch

    first, end = (torch.tensor([span[n] for span in spans]) for n in (0, 1))
    summed = torch.cat([torch.zeros(1, known.shape[1]), known.cumsum(0)])
    mean = (summed[end] - summed[first]) / (end - first)[:, None]
    keys: torch.Tensor = (
        network.first(known[first]) + network.mean(mean) + network.last(known[end - 1])
    )
    return keys
