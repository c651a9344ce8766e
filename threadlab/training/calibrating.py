"""Scores to probabilities: temperature, offsets, thresholds and the limit of doubt, by head."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from threadlab.encoder.calibrated import probabilities
from threadlab.encoder.folder import Head
from threadlab.scheme import STANCES, TYPES
from threadlab.scores import accuracy
from threadlab.training.examples import Example
from threadlab.training.judging import gold_stance, top

if TYPE_CHECKING:
    import torch
    from torch.nn import ModuleDict

LABELS: Mapping[str, tuple[str, ...]] = {"types": TYPES, "stance": STANCES}
# Fewer rows than this cannot tell how far random samples differ from the training data.
_FEWEST = 50
_GRID = [step / 100 for step in range(10, 61)]
# At most this share of answers is shown as unsure, and none that is more likely right than wrong.
_DOUBTED_SHARE, _DOUBT = 0.25, 0.5
# Pulls toward an uncalibrated head, in rows: of offsets, of the difference between picked rows
# and random ones, and of what one label's score says of another label. Chosen, as the weights
# below, by cross-validation over the threads of the validation part.
_PULL, _PICKED_PULL = 2.0, 4.0
_MIXING_PULL: Mapping[str, float] = {"types": 300.0, "stance": 100.0}
# Weight of ranking the primary type first, beside the log loss of the single types.
_PRIMARY = 1.0
# How far rarer stances weigh more: 0 = not at all, 1 = all stances alike.
_BALANCE = 0.5

Logits = Mapping[str, Sequence[Sequence[float]]]


@dataclass(frozen=True, slots=True)
class Calibrated:
    """A fitted head.

    Attributes:
        head: How its scores become probabilities and labels.
        mixing: What is added to its scores first: (scores of all heads, labels of this head), the
            heads in their order in the network. It is linear and can be folded into the weights.
    """

    head: Head
    mixing: tuple[tuple[float, ...], ...]


def calibrate(name: str, logits: Logits, examples: Sequence[Example]) -> Calibrated:
    """Fits how a head's scores become probabilities.

    Temperature (Guo et al. 2017, "On Calibration of Modern Neural Networks"), one offset a label
    and a small matrix over the scores of all heads minimise the log loss (matrix scaling with
    off-diagonal regularisation, Kull et al. 2019, "Beyond Temperature Scaling"); picked rows have
    offsets of their own, which are thrown away. Thresholds maximise the F1 that the calibrated
    probabilities themselves lead to expect (Lipton et al. 2014, "Optimal Thresholding of
    Classifiers to Maximize F1 Measure"): few rows hold the rare types, and thresholds that follow
    their labels do worse on other threads.

    Args:
        name: "types" or "stance".
        logits: Scores of the network for held-back examples, by head.
        examples: These examples; thresholds and the limit of doubt rest on the random samples
            among them, if there are enough.

    Returns:
        The head and its mixing; uncalibrated (temperature 1, thresholds 0.5, no mixing) if no
        example tells its labels.
    """
    told = [
        i
        for i, e in enumerate(examples)
        if (e.types if name == "types" else e.stance) and not e.helping
    ]
    labels = LABELS[name]
    width = sum(len(LABELS[head]) for head in logits)
    if not told:
        zeros, halves = (0.0,) * len(labels), (0.5,) * len(labels)
        return Calibrated(Head(name, labels, 1.0, zeros, halves, _DOUBT), (zeros,) * width)
    chosen = [examples[i] for i in told]
    measured = [k for k, e in enumerate(chosen) if e.measured]
    measured = measured if len(measured) >= _FEWEST else list(range(len(chosen)))
    rows = {head: [table[i] for i in told] for head, table in logits.items()}
    picked = [float(not e.measured) for e in chosen]
    temperature, offsets, mixing = _fit(name, rows, chosen, picked)
    plain = Head(name, labels, temperature, offsets, (0.5,) * len(labels), 0.0)
    fitted = Calibrated(plain, mixing)
    shown = [probabilities(plain, row) for row in mixed(fitted, rows)]
    shown = [shown[k] for k in measured]
    thresholds = thresholds_of(shown) if name == "types" else plain.thresholds
    certainty = sorted(max(row) for row in shown)
    limit = min(_DOUBT, certainty[int(_DOUBTED_SHARE * len(certainty))])
    head = replace(plain, thresholds=thresholds, unsure_below=round(limit, 3))
    return Calibrated(head, mixing)


def mixed(fitted: Calibrated, logits: Logits) -> list[list[float]]:
    """The scores of a head after its mixing, as a network with folded weights gives them."""
    import torch

    everything = torch.cat([torch.tensor(table) for table in logits.values()], dim=1)
    own = torch.tensor(logits[fitted.head.name])
    table: list[list[float]] = (own + everything @ torch.tensor(fitted.mixing)).tolist()
    return table


def fold(network: "ModuleDict", fitted: Sequence[Calibrated]) -> None:
    """Puts the mixing of every head into the weights of the heads, in place.

    Args:
        network: Whose heads are linear.
        fitted: One entry for each head, in their order in the network.
    """
    import torch

    heads: list[Any] = [network[f.head.name] for f in fitted]
    with torch.no_grad():
        weight = torch.cat([head.weight for head in heads])
        bias = torch.cat([head.bias for head in heads])
        for head, found in zip(heads, fitted, strict=True):
            share = torch.tensor(found.mixing)
            head.weight += share.T @ weight
            head.bias += share.T @ bias


def _fit(
    name: str,
    rows: Logits,
    examples: Sequence[Example],
    picked: Sequence[float],
) -> tuple[float, tuple[float, ...], tuple[tuple[float, ...], ...]]:
    """Fits temperature, offsets and mixing of a head on examples that all tell its labels."""
    import torch

    exact = torch.float64
    scores = torch.tensor(rows[name], dtype=exact)
    everything = torch.cat([torch.tensor(table, dtype=exact) for table in rows.values()], dim=1)
    apart = torch.tensor(picked, dtype=exact).unsqueeze(1)
    loss = loss_of_head(name, examples)
    size = scores.shape[1]
    heat = torch.zeros((), dtype=exact, requires_grad=True)
    offsets = torch.zeros(size, dtype=exact, requires_grad=True)
    other = torch.zeros(size, dtype=exact, requires_grad=True)
    share = torch.zeros(everything.shape[1], size, dtype=exact, requires_grad=True)
    search = torch.optim.LBFGS(
        [heat, offsets, other, share], max_iter=200, line_search_fn="strong_wolfe"
    )

    def closure() -> "torch.Tensor":
        search.zero_grad()
        value = loss(scores / heat.exp() + everything @ share + offsets + apart * other)
        value = value + _PULL * (offsets.square().sum() + heat.square())
        value = value + _PICKED_PULL * other.square().sum()
        value = value + _MIXING_PULL[name] * share.square().sum()
        value.backward()  # type: ignore[no-untyped-call]
        return value

    search.step(closure)  # type: ignore[no-untyped-call]
    temperature = round(float(heat.detach().exp()), 4)
    mixing = (share.detach() * temperature).tolist()
    return (
        temperature,
        tuple(round(value, 4) for value in offsets.detach().tolist()),
        tuple(tuple(row) for row in mixing),
    )


Loss = Callable[["torch.Tensor"], "torch.Tensor"]


def loss_of_head(name: str, examples: Sequence[Example]) -> Loss:
    """The loss that a head's calibration makes least, as a function of its scores.

    Args:
        name: "types" or "stance".
        examples: What the scores are of; all tell the head's labels.

    Returns:
        A function from scores in double precision, (examples, labels), to a scalar.
    """
    return (_types_loss if name == "types" else _stance_loss)(examples)


def _types_loss(examples: Sequence[Example]) -> Loss:
    import torch
    from torch.nn.functional import binary_cross_entropy_with_logits, cross_entropy

    gold = torch.tensor([[float(t in (e.types or ())) for t in TYPES] for e in examples]).double()
    first = torch.tensor([TYPES.index((e.types or TYPES)[0]) for e in examples])

    def loss(scores: "torch.Tensor") -> "torch.Tensor":
        single = binary_cross_entropy_with_logits(scores, gold, reduction="sum")
        return single + _PRIMARY * cross_entropy(scores, first, reduction="sum")

    return loss


def _stance_loss(examples: Sequence[Example]) -> Loss:
    import torch
    from torch.nn.functional import cross_entropy

    gold = torch.tensor([STANCES.index(gold_stance(e)) for e in examples])
    count = torch.bincount(gold, minlength=len(STANCES)).clamp(min=1).double()
    weight = (len(gold) / len(STANCES) / count) ** _BALANCE

    def loss(scores: "torch.Tensor") -> "torch.Tensor":
        return cross_entropy(scores, gold, weight=weight, reduction="sum")

    return loss


def thresholds_of(shown: Sequence[Sequence[float]]) -> tuple[float, ...]:
    """Chooses for each type the threshold with the greatest F1 to be expected.

    Args:
        shown: Calibrated probabilities of each of TYPES, for each comment.

    Returns:
        The thresholds, from 0.10 to 0.60.
    """
    tops = [max(range(len(row)), key=row.__getitem__) for row in shown]
    return tuple(
        max(
            _GRID,
            key=lambda limit, k=k: _expected_f1(  # type: ignore[misc]
                [row[k] for row in shown],
                [row[k] >= limit or t == k for row, t in zip(shown, tops, strict=True)],
            ),
        )
        for k in range(len(TYPES))
    )


def _expected_f1(chances: Sequence[float], answers: Sequence[bool]) -> float:
    hits = sum(s for s, answer in zip(chances, answers, strict=True) if answer)
    total = sum(chances) + sum(answers)
    return 2 * hits / total if total else 0.0


def doubt_table(
    head: Head, shown: Sequence[Sequence[float]], examples: Sequence[Example]
) -> dict[str, float]:
    """How much lies above the limit of doubt, and how often each side is right.

    Args:
        head: With its limit.
        shown: Calibrated probabilities.
        examples: What was read.

    Returns:
        coverage (share of answers above the limit), accuracy_above and accuracy_below (of the
        primary type or the stance).
    """
    if head.name == "types":
        gold = [(e.types or ("",))[0] for e in examples]
    else:
        gold = [gold_stance(e) for e in examples]
    answers = [top(head.labels, row) for row in shown]
    sure = [max(row) >= head.unsure_below for row in shown]
    sides = {side: [i for i, s in enumerate(sure) if s is side] for side in (True, False)}
    return {
        "coverage": len(sides[True]) / len(sure) if sure else 0.0,
        **{
            f"accuracy_{'above' if side else 'below'}": accuracy(
                [gold[i] for i in rows], [answers[i] for i in rows]
            )
            for side, rows in sides.items()
        },
    }
