"""Scores to probabilities: temperature, offsets, thresholds and the limit of doubt, by head."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from threadlab.encoder.calibrated import probabilities
from threadlab.encoder.folder import Head
from threadlab.scheme import STANCES, TYPES
from threadlab.scores import accuracy
from threadlab.training.examples import Example
from threadlab.training.judging import gold_stance, top

if TYPE_CHECKING:
    import torch

LABELS: Mapping[str, tuple[str, ...]] = {"types": TYPES, "stance": STANCES}
# Fewer rows than this cannot tell how far random samples differ from the training data.
_FEWEST = 50
_GRID = [step / 100 for step in range(10, 61)]
# At most this share of answers is shown as unsure, and none that is more likely right than wrong.
_DOUBTED_SHARE, _DOUBT = 0.25, 0.5
# Pulls toward an uncalibrated head, in rows: of the offsets, so that a label that few rows show
# keeps the training's balance, and of the difference between picked rows and random ones.
_PULL, _PICKED_PULL = 2.0, 4.0


def calibrate(name: str, logits: Sequence[Sequence[float]], examples: Sequence[Example]) -> Head:
    """Fits how a head's scores become probabilities.

    Temperature (Guo et al. 2017, "On Calibration of Modern Neural Networks") and one offset a
    label minimise the log loss; rows that were picked have offsets of their own, which are thrown
    away. Thresholds maximise the F1 that the calibrated probabilities themselves lead to expect
    (Lipton et al. 2014, "Optimal Thresholding of Classifiers to Maximize F1 Measure"): few rows
    hold the rare types, and thresholds that follow their labels do worse on other threads.

    Args:
        name: "types" or "stance".
        logits: Scores of the network for held-back examples.
        examples: These examples; thresholds and the limit of doubt rest on the random samples
            among them, if there are enough.

    Returns:
        The head; uncalibrated (temperature 1, thresholds 0.5) if no example tells its labels. Its
        prior is that of the random samples among them: of the stance, whose labels exclude one
        another, and if there are enough.
    """
    pairs = [
        (row, e)
        for row, e in zip(logits, examples, strict=True)
        if (e.types if name == "types" else e.stance) and not e.helping
    ]
    labels = LABELS[name]
    if not pairs:
        zeros, halves = (0.0,) * len(labels), (0.5,) * len(labels)
        return Head(name, labels, 1.0, zeros, halves, _DOUBT)
    rows = [row for row, _ in pairs]
    chosen = [example for _, example in pairs]
    random = [row for row, example in pairs if example.measured]
    temperature, offsets = _fit(name, rows, chosen)
    head = Head(name, labels, temperature, offsets, (0.5,) * len(labels), 0.0)
    shown = [probabilities(head, row) for row in (random if len(random) >= _FEWEST else rows)]
    certainty = sorted(max(row) for row in shown)
    limit = min(_DOUBT, certainty[int(_DOUBTED_SHARE * len(certainty))])
    told = [example for example in chosen if example.measured]
    return replace(
        head,
        thresholds=thresholds_of(shown) if name == "types" else head.thresholds,
        unsure_below=round(limit, 3),
        prior=shares_among(told) if name == "stance" and len(told) >= _FEWEST else None,
    )


def shares_among(
    examples: Sequence[Example], before: Sequence[float] | None = None
) -> tuple[float, ...]:
    """The shares of the stances among random examples, for arguments.prior.

    Args:
        examples: Of a random sample; all tell a stance.
        before: The shares known before, which weigh as much as one example of each stance, so
            that none is 0; None: even ones.

    Returns:
        The share of each of STANCES; they sum to 1.
    """
    count = len(STANCES)
    known = before or (1 / count,) * count
    gold = [gold_stance(e) for e in examples]
    return tuple(
        round((gold.count(name) + count * share) / (len(gold) + count), 5)
        for name, share in zip(STANCES, known, strict=True)
    )


def _fit(
    name: str, rows: Sequence[Sequence[float]], examples: Sequence[Example]
) -> tuple[float, tuple[float, ...]]:
    """Fits temperature and offsets of a head on examples that all tell its labels."""
    import torch

    exact = torch.float64
    scores = torch.tensor(rows, dtype=exact)
    picked = torch.tensor([[float(not e.measured)] for e in examples], dtype=exact)
    loss = loss_of_head(name, examples)
    heat = torch.zeros((), dtype=exact, requires_grad=True)
    offsets = torch.zeros(scores.shape[1], dtype=exact, requires_grad=True)
    apart = torch.zeros(scores.shape[1], dtype=exact, requires_grad=True)
    search = torch.optim.LBFGS([heat, offsets, apart], max_iter=200, line_search_fn="strong_wolfe")

    def closure() -> "torch.Tensor":
        search.zero_grad()
        value = loss(scores / heat.exp() + offsets + picked * apart)
        value = value + _PULL * (offsets.square().sum() + heat.square())
        value = value + _PICKED_PULL * apart.square().sum()
        value.backward()  # type: ignore[no-untyped-call]
        return value

    search.step(closure)  # type: ignore[no-untyped-call]
    fitted = offsets.detach().tolist()
    return round(float(heat.detach().exp()), 4), tuple(round(value, 4) for value in fitted)


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
    from torch.nn.functional import binary_cross_entropy_with_logits

    gold = torch.tensor([[float(t in (e.types or ())) for t in TYPES] for e in examples]).double()

    def loss(scores: "torch.Tensor") -> "torch.Tensor":
        return binary_cross_entropy_with_logits(scores, gold, reduction="sum")

    return loss


def _stance_loss(examples: Sequence[Example]) -> Loss:
    import torch
    from torch.nn.functional import cross_entropy

    gold = torch.tensor([STANCES.index(gold_stance(e)) for e in examples])

    def loss(scores: "torch.Tensor") -> "torch.Tensor":
        return cross_entropy(scores, gold, reduction="sum")

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
