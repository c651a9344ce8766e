"""Adapting a model to a forum's own labels: a few hundred comments, a minute, and an honest answer.

Ways from the gentlest on, each tried by cross-validation over whole threads:

| way | what changes |
|---|---|
| unchanged | nothing |
| balance | the offset of each label and the temperature: how common labels are in this forum |
| heads | also the weights of the heads, pulled toward those they had |

The way with the least log loss on comments that it has not seen is taken, unless it costs macro-F1
there. The scores that are told
are those of a choice made without the comments that it is scored on, so that they do not flatter.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from threadlab.encoder.calibrated import probabilities
from threadlab.encoder.folder import Head
from threadlab.scheme import STANCES, TYPES
from threadlab.scores import interval, mean
from threadlab.training.calibrating import loss_of_head, thresholds_of
from threadlab.training.examples import Example
from threadlab.training.judging import gold_stance, stance_scores, types_scores
from threadlab.training.splits import fold_of

if TYPE_CHECKING:
    import torch

UNCHANGED, CHOSEN = "unchanged", "chosen"
FOLDS = 5
# Fewer labelled comments than this cannot tell whether anything helps.
FEWEST = 30
# Pull of offsets and temperature toward those of the model, in rows.
_PULL = 2.0
# No probability counts as less than this in the log loss.
_LEAST = 1e-5
# By way: the pull of the heads' weights toward those they had; None: they stay.
WAYS: Mapping[str, float | None] = {"balance": None, "heads": 3.0}


@dataclass(frozen=True, slots=True)
class Adapted:
    """What became of a head.

    Attributes:
        head: With its calibration now.
        way: What was done to it.
        weight: What is added to its weights, (features, labels); None: nothing.
        scores: By way, and for "chosen", the scores on comments that were not seen; "gain": the
            95 % interval of the chosen way's macro-F1 minus the unchanged model's; empty where
            there were too few comments to try anything.
    """

    head: Head
    way: str
    weight: "torch.Tensor | None"
    scores: Mapping[str, Any]


def adapt(
    head: Head,
    features: "torch.Tensor",
    logits: Sequence[Sequence[float]],
    examples: Sequence[Example],
    rounds: int,
) -> Adapted:
    """Adapts one head to labelled comments of a forum, if that helps on comments not seen.

    Args:
        head: As it is in the model.
        features: What the head reads of each comment, (comments, features).
        logits: The head's scores of each comment.
        examples: The comments; all tell this head's labels.
        rounds: Samples drawn for the interval.

    Returns:
        The adapted head; unchanged if nothing helped, or if fewer than 30 comments, or comments
        of fewer than two threads, were given.
    """
    import torch

    groups = [e.key for e in examples]
    folds = [fold_of(key, FOLDS) for key in groups]
    if len(examples) < FEWEST or len(set(folds)) < 2:
        return Adapted(head, UNCHANGED, None, {})
    scores = torch.tensor(logits, dtype=torch.float64)
    shown = {UNCHANGED: [probabilities(head, row) for row in logits]}
    limits = {UNCHANGED: head.thresholds}
    for way, pull in WAYS.items():
        table: list[tuple[float, ...]] = [()] * len(examples)
        each: list[tuple[float, ...]] = []
        for fold in sorted(set(folds)):
            seen = [i for i, f in enumerate(folds) if f != fold]
            new = [i for i, f in enumerate(folds) if f == fold]
            now, weight = _fit(
                head, pull, features[seen], scores[seen], [examples[i] for i in seen]
            )
            rows = scores[new] if weight is None else scores[new] + features[new].double() @ weight
            for i, row in zip(new, rows.tolist(), strict=True):
                table[i] = probabilities(now, row)
            each.append(now.thresholds)
        shown[way] = table
        limits[way] = tuple(mean(column) for column in zip(*each, strict=True))
    losses = {name: _losses(head.name, table, examples) for name, table in shown.items()}
    taken = {fold: _least(losses, [f != fold for f in folds]) for fold in sorted(set(folds))}
    best = _least(losses, [True] * len(examples))
    shown[CHOSEN] = [shown[taken[f]][i] for i, f in enumerate(folds)]
    limits[CHOSEN] = limits[best]
    losses[CHOSEN] = [losses[taken[f]][i] for i, f in enumerate(folds)]
    found: dict[str, Any] = {
        name: {**_score(head, table, limits[name], examples), "log_loss": mean(losses[name])}
        for name, table in shown.items()
    }

    def gain(rows: Sequence[int]) -> float:
        some = [examples[i] for i in rows]
        chosen, before = (
            _score(head, [shown[name][i] for i in rows], limits[name], some)["macro_f1"]
            for name in (CHOSEN, UNCHANGED)
        )
        return float(chosen - before)

    found["gain"] = interval(gain, groups, rounds=rounds)
    # Honest probabilities at the price of worse labels are no help.
    if best == UNCHANGED or found[CHOSEN]["macro_f1"] < found[UNCHANGED]["macro_f1"]:
        return Adapted(head, UNCHANGED, None, found)
    now, weight = _fit(head, WAYS[best], features, scores, examples)
    return Adapted(now, best, weight, found)


def _fit(
    head: Head,
    pull: float | None,
    features: "torch.Tensor",
    scores: "torch.Tensor",
    examples: Sequence[Example],
) -> "tuple[Head, torch.Tensor | None]":
    """Fits a way on some comments: the head's calibration, and what is added to its weights."""
    import torch

    loss = loss_of_head(head.name, examples)
    seen = features.double()
    before = torch.tensor(head.offsets, dtype=torch.float64)
    heat = torch.zeros((), dtype=torch.float64, requires_grad=True)
    offsets = torch.zeros(len(head.labels), dtype=torch.float64, requires_grad=True)
    weight = torch.zeros(seen.shape[1], len(head.labels), dtype=torch.float64, requires_grad=True)
    fitted = [heat, offsets] if pull is None else [heat, offsets, weight]
    search = torch.optim.LBFGS(fitted, max_iter=100, line_search_fn="strong_wolfe")

    def closure() -> "torch.Tensor":
        search.zero_grad()
        heated = scores / head.temperature / heat.exp() + before + offsets
        value = loss(heated if pull is None else heated + seen @ weight)
        value = value + _PULL * (offsets.square().sum() + heat.square())
        if pull is not None:
            # Over features of mean square 1, so that the pull does not depend on their size.
            value = value + pull * seen.square().mean() * seen.shape[1] * weight.square().sum()
        value.backward()  # type: ignore[no-untyped-call]
        return value

    search.step(closure)  # type: ignore[no-untyped-call]
    temperature = head.temperature * float(heat.detach().exp())
    now = replace(
        head, temperature=temperature, offsets=tuple((before + offsets.detach()).tolist())
    )
    added = None if pull is None else weight.detach() * temperature
    if head.name == "types":
        rows = scores if added is None else scores + seen @ added
        now = replace(now, thresholds=thresholds_of([probabilities(now, r) for r in rows.tolist()]))
    return now, added


def _least(losses: Mapping[str, Sequence[float]], picked: Sequence[bool]) -> str:
    """The way with the least loss over some comments; the gentlest among equals."""
    ways = (UNCHANGED, *WAYS)
    return min(ways, key=lambda way: sum(x for x, p in zip(losses[way], picked, strict=True) if p))


def _score(
    head: Head,
    shown: Sequence[Sequence[float]],
    limits: Sequence[float],
    examples: Sequence[Example],
) -> dict[str, Any]:
    if head.name == "types":
        return types_scores([e.types or () for e in examples], shown, limits)
    return stance_scores([gold_stance(e) for e in examples], shown)


def _losses(
    name: str, shown: Sequence[Sequence[float]], examples: Sequence[Example]
) -> list[float]:
    """The log loss of each comment."""
    if name == "types":
        return [
            -sum(
                math.log(max(p if t in (e.types or ()) else 1 - p, _LEAST))
                for t, p in zip(TYPES, row, strict=True)
            )
            for row, e in zip(shown, examples, strict=True)
        ]
    gold = [STANCES.index(gold_stance(e)) for e in examples]
    return [-math.log(max(row[g], _LEAST)) for row, g in zip(shown, gold, strict=True)]
