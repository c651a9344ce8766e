"""A head fitted anew to labelled comments: its offsets and temperature, and its weights.

Rows that somebody picked say nothing about how common a label is: people correct what is wrong.
Under a sampling that depends on the label (Prentice and Pyke 1979, "Logistic Disease Incidence
Models and Case-Control Studies"; Scott and Wild 1986) only the constants of a logistic model
change, not its weights. Picked rows therefore have constants of their own, one for each label
where the model names it and one where it does not, which are thrown away.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from threadlab.encoder.calibrated import probabilities
from threadlab.encoder.folder import Head
from threadlab.training.calibrating import loss_of_head, shares_among, thresholds_of
from threadlab.training.examples import Example
from threadlab.training.judging import named

if TYPE_CHECKING:
    import torch

# Pulls, in rows: of offsets and temperature toward those of the model, and of the constants of
# picked rows, which are to take up all that picking does, toward none.
_PULL, _APART_PULL = 2.0, 0.05


@dataclass(frozen=True, slots=True)
class Rows:
    """Labelled comments as a head reads them.

    Attributes:
        features: What the head reads, (comments, features).
        logits: The head's scores, (comments, labels), both in double precision.
        examples: The comments; all tell this head's labels.
    """

    features: "torch.Tensor"
    logits: "torch.Tensor"
    examples: tuple[Example, ...]

    def some(self, places: Sequence[int]) -> "Rows":
        """Those at these places."""
        chosen = list(places)
        examples = tuple(self.examples[i] for i in chosen)
        return Rows(self.features[chosen], self.logits[chosen], examples)


@dataclass(frozen=True, slots=True)
class Way:
    """What a fit may change.

    Attributes:
        rates: Whether offsets and temperature: how common labels are; only random rows tell it.
        pull: The pull of the weights toward those they had, in rows; None: they stay.
    """

    rates: bool
    pull: float | None


@dataclass(frozen=True, slots=True)
class Refitted:
    """A head after a fit.

    Attributes:
        head: With its calibration now.
        weight: What is added to its weights, (features, labels); None: nothing.
        apart: The constants of picked rows, (2, labels): where the model does not name the label,
            and where it does.
    """

    head: Head
    weight: "torch.Tensor | None"
    apart: "torch.Tensor"

    @classmethod
    def of(cls, head: Head) -> "Refitted":
        """A head as it is."""
        import torch

        return cls(head, None, torch.zeros(2, len(head.labels), dtype=torch.float64))

    def logits(self, rows: Rows) -> "torch.Tensor":
        """The scores that the head gives with its weights now."""
        return rows.logits if self.weight is None else rows.logits + rows.features @ self.weight

    def shown(self, rows: Rows) -> list[tuple[float, ...]]:
        """The probabilities that it gives."""
        return [probabilities(self.head, row) for row in self.logits(rows).tolist()]

    def shown_as_picked(self, before: Head, rows: Rows) -> list[tuple[float, ...]]:
        """The probabilities given that somebody picked these rows.

        Args:
            before: The head whose answers they saw.
            rows: The picked rows.
        """
        scores = self.logits(rows) + _apart(self.apart, before, rows) * self.head.temperature
        return [probabilities(self.head, row) for row in scores.tolist()]


def is_random(example: Example) -> bool:
    """Whether a comment belongs to a random sample that was labelled after the codebook."""
    return example.measured and not example.helping


def refit(head: Head, rows: Rows, way: Way) -> Refitted:
    """Fits a head anew by the log loss, pulled toward what it was.

    Args:
        head: As it is in the model.
        rows: What to learn from, one at least.
        way: What may change.

    Returns:
        The head. Thresholds and the shares of the labels are those of the random rows if the way
        changes the rates, else they stay.
    """
    import torch

    exact = torch.float64
    labels = len(head.labels)
    random = [i for i, e in enumerate(rows.examples) if is_random(e)]
    # About their mean, so that weights cannot do what is the offsets' part.
    middle = (rows.some(random) if way.rates else rows).features.mean(0)
    centred = rows.features - middle
    before = torch.tensor(head.offsets, dtype=exact)
    picked = torch.tensor([[float(not is_random(e))] for e in rows.examples], dtype=exact)
    seen = _named(head, rows)
    heat = torch.zeros((), dtype=exact, requires_grad=True)
    offsets = torch.zeros(labels, dtype=exact, requires_grad=True)
    apart = torch.zeros(2, labels, dtype=exact, requires_grad=True)
    weight = torch.zeros(centred.shape[1], labels, dtype=exact, requires_grad=True)
    fitted = [apart, *([heat, offsets] if way.rates else ())]
    fitted += [weight] if way.pull is not None else []
    loss = loss_of_head(head.name, rows.examples)
    search = torch.optim.LBFGS(fitted, max_iter=100, line_search_fn="strong_wolfe")
    # Over features of mean square 1, so that the pull does not depend on their size.
    size = float(centred.square().mean()) * centred.shape[1]

    def closure() -> "torch.Tensor":
        search.zero_grad()
        heated = rows.logits / head.temperature / heat.exp() + before + offsets
        heated = heated + picked * torch.where(seen, apart[1], apart[0])
        if way.pull is not None:
            heated = heated + centred @ weight
        value = loss(heated) + _APART_PULL * apart.square().sum()
        value = value + _PULL * (offsets.square().sum() + heat.square())
        if way.pull is not None:
            value = value + way.pull * size * weight.square().sum()
        value.backward()  # type: ignore[no-untyped-call]
        return value

    search.step(closure)  # type: ignore[no-untyped-call]
    temperature = head.temperature * float(heat.detach().exp())
    moved = before + offsets.detach() - middle @ weight.detach()
    now = replace(head, temperature=temperature, offsets=tuple(moved.tolist()))
    found = Refitted(
        now, None if way.pull is None else weight.detach() * temperature, apart.detach()
    )
    return replace(found, head=_settled(found, rows.some(random))) if way.rates else found


def _settled(found: Refitted, random: Rows) -> Head:
    """The head with the thresholds and the shares of the labels of random rows."""
    if found.head.name == "types":
        return replace(found.head, thresholds=thresholds_of(found.shown(random)))
    return replace(found.head, prior=shares_among(random.examples, found.head.prior))


def _named(head: Head, rows: Rows) -> "torch.Tensor":
    """Which labels a head names of each comment, (comments, labels)."""
    import torch

    table = torch.zeros(len(rows.examples), len(head.labels), dtype=torch.bool)
    for place, scores in enumerate(rows.logits.tolist()):
        row = probabilities(head, scores)
        chosen = named(row, head.thresholds)
        table[place, chosen if head.name == "types" else chosen[:1]] = True
    return table


def _apart(apart: "torch.Tensor", before: Head, rows: Rows) -> "torch.Tensor":
    import torch

    return torch.where(_named(before, rows), apart[1], apart[0])
