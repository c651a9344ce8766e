"""Scores to probabilities: temperature, offsets, thresholds and the limit of doubt, by head."""

from collections.abc import Callable, Mapping, Sequence
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
# Pull of the offsets toward 0, in rows: a type that few rows show keeps the training's balance.
_PULL = 2.0


def calibrate(name: str, logits: Sequence[Sequence[float]], examples: Sequence[Example]) -> Head:
    """Fits how a head's scores become probabilities.

    Temperature (Guo et al. 2017, "On Calibration of Modern Neural Networks") and one offset a
    label minimise the log loss; thresholds maximise the F1 of each type, its gold labels mixed
    half and half with the calibrated probabilities, since few rows hold the rare types.

    Args:
        name: "types" or "stance".
        logits: Scores of the network for held-back examples.
        examples: These examples; only random samples among them count, if there are enough.

    Returns:
        The head; uncalibrated (temperature 1, thresholds 0.5) if no example tells its labels.
    """
    pairs = [
        (row, e)
        for row, e in zip(logits, examples, strict=True)
        if (e.types if name == "types" else e.stance) and not e.helping
    ]
    measured = [pair for pair in pairs if pair[1].measured]
    pairs = measured if len(measured) >= _FEWEST else pairs
    labels = LABELS[name]
    if not pairs:
        zeros, halves = (0.0,) * len(labels), (0.5,) * len(labels)
        return Head(name, labels, 1.0, zeros, halves, _DOUBT)
    rows = [row for row, _ in pairs]
    chosen = [example for _, example in pairs]
    if name == "types":
        gold = [[float(t in (e.types or ())) for t in TYPES] for e in chosen]
    else:
        gold = [[float(s == gold_stance(e)) for s in STANCES] for e in chosen]
    temperature, offsets = _fit(_types_loss if name == "types" else _stance_loss, rows, gold)
    plain = Head(name, labels, temperature, offsets, (0.5,) * len(labels), 0.0)
    shown = [probabilities(plain, row) for row in rows]
    thresholds = _thresholds(gold, shown) if name == "types" else plain.thresholds
    certainty = sorted(max(row) for row in shown)
    limit = min(_DOUBT, certainty[int(_DOUBTED_SHARE * len(certainty))])
    return Head(name, labels, temperature, offsets, thresholds, round(limit, 3))


def _types_loss(scores: "torch.Tensor", gold: "torch.Tensor") -> "torch.Tensor":
    from torch.nn.functional import binary_cross_entropy_with_logits

    return binary_cross_entropy_with_logits(scores, gold, reduction="sum")


def _stance_loss(scores: "torch.Tensor", gold: "torch.Tensor") -> "torch.Tensor":
    from torch.nn.functional import cross_entropy

    return cross_entropy(scores, gold, reduction="sum")


def _fit(
    loss: "Callable[[torch.Tensor, torch.Tensor], torch.Tensor]",
    rows: Sequence[Sequence[float]],
    gold: Sequence[Sequence[float]],
) -> tuple[float, tuple[float, ...]]:
    import torch

    scores = torch.tensor(rows, dtype=torch.float64)
    right = torch.tensor(gold, dtype=torch.float64)
    heat = torch.zeros((), dtype=torch.float64, requires_grad=True)
    offsets = torch.zeros(scores.shape[1], dtype=torch.float64, requires_grad=True)
    search = torch.optim.LBFGS([heat, offsets], max_iter=200, line_search_fn="strong_wolfe")

    def closure() -> "torch.Tensor":
        search.zero_grad()
        value = loss(scores / heat.exp() + offsets, right)
        value = value + _PULL * (offsets.square().sum() + heat.square())
        value.backward()  # type: ignore[no-untyped-call]
        return value

    search.step(closure)  # type: ignore[no-untyped-call]
    fitted = offsets.detach().tolist()
    return round(float(heat.detach().exp()), 4), tuple(round(value, 4) for value in fitted)


def _thresholds(
    gold: Sequence[Sequence[float]], shown: Sequence[Sequence[float]]
) -> tuple[float, ...]:
    tops = [max(range(len(row)), key=row.__getitem__) for row in shown]
    return tuple(
        max(
            _GRID,
            key=lambda limit, k=k: _expected_f1(  # type: ignore[misc]
                [(g[k] + row[k]) / 2 for g, row in zip(gold, shown, strict=True)],
                [row[k] >= limit or t == k for row, t in zip(shown, tops, strict=True)],
            ),
        )
        for k in range(len(TYPES))
    )


def _expected_f1(soft: Sequence[float], answers: Sequence[bool]) -> float:
    hits = sum(s for s, answer in zip(soft, answers, strict=True) if answer)
    total = sum(soft) + sum(answers)
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
