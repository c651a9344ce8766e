"""Scores of answers against gold: plain functions of lists.

Fractions lie between 0 and 1. A score over nothing is 0.
"""

import math
import random
from collections.abc import Callable, Collection, Hashable, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np


def accuracy(gold: Sequence[Hashable], answers: Sequence[Hashable]) -> float:
    """Share of answers that are right.

    Args:
        gold: The right answers.
        answers: The given ones, as many.

    Returns:
        A fraction.
    """
    right = sum(g == a for g, a in zip(gold, answers, strict=True))
    return right / len(gold) if gold else 0.0


def f1(gold: Sequence[bool], answers: Sequence[bool]) -> float:
    """F1 of one yes-or-no label: the harmonic mean of precision and recall.

    Args:
        gold: Whether each item has the label.
        answers: Whether it is given the label.

    Returns:
        A fraction; 0 where the label neither occurs nor is given.
    """
    pairs = list(zip(gold, answers, strict=True))
    hits = sum(g and a for g, a in pairs)
    total = sum(g for g, _ in pairs) + sum(a for _, a in pairs)
    return 2 * hits / total if total else 0.0


def f1_by_class(
    gold: Sequence[str], answers: Sequence[str], classes: Sequence[str]
) -> dict[str, float]:
    """F1 of each class, where an item has exactly one.

    Args:
        gold: The right classes.
        answers: The given ones.
        classes: All classes.

    Returns:
        F1 by class.
    """
    return {c: f1([g == c for g in gold], [a == c for a in answers]) for c in classes}


def f1_by_label(
    gold: Sequence[Collection[str]], answers: Sequence[Collection[str]], labels: Sequence[str]
) -> dict[str, float]:
    """F1 of each label, where an item may have several (multi-label).

    Args:
        gold: The right labels of each item.
        answers: The given ones.
        labels: All labels.

    Returns:
        F1 by label.
    """
    return {name: f1([name in g for g in gold], [name in a for a in answers]) for name in labels}


def mean(values: Collection[float]) -> float:
    """The mean; macro-F1 is the mean of the F1 of the classes or labels."""
    return math.fsum(values) / len(values) if values else 0.0


@dataclass(frozen=True, slots=True)
class Bin:
    """Items that claim about the same probability.

    Attributes:
        n: How many.
        probability: What they claim on average.
        accuracy: The share that held.
    """

    n: int
    probability: float
    accuracy: float


def reliability(probabilities: Sequence[float], right: Sequence[bool], bins: int = 15) -> list[Bin]:
    """Claimed against true share in bins of (nearly) equal count: a reliability diagram.

    DeGroot and Fienberg 1983, "The Comparison and Evaluation of Forecasters". Items of equal
    probability keep their order.

    Args:
        probabilities: What was claimed.
        right: Whether it held.
        bins: How many.

    Returns:
        The bins that hold something, lowest probability first.
    """
    parts = _equal_counts(probabilities, right, bins)
    return [
        Bin(len(part), mean([p for p, _ in part]), sum(r for _, r in part) / len(part))
        for part in parts
    ]


def calibration_error(
    probabilities: Sequence[float], right: Sequence[bool], bins: int = 15
) -> float:
    """Expected calibration error over bins of (nearly) equal count.

    Nixon et al. 2019, "Measuring Calibration in Deep Learning" (adaptive bins). Items of equal
    probability keep their order.

    Args:
        probabilities: What was claimed.
        right: Whether it held.
        bins: How many.

    Returns:
        Mean distance of claimed and true share, weighted by the size of the bins.
    """
    if not probabilities:
        return 0.0
    parts = _equal_counts(probabilities, right, bins)
    error = sum(abs(math.fsum(p for p, _ in part) - sum(r for _, r in part)) for part in parts)
    return error / len(probabilities)


def _equal_counts(
    probabilities: Sequence[float], right: Sequence[bool], bins: int
) -> list[list[tuple[float, bool]]]:
    items = sorted(zip(probabilities, right, strict=True), key=lambda item: item[0])
    count = len(items)
    parts = (items[k * count // bins : (k + 1) * count // bins] for k in range(bins))
    return [part for part in parts if part]


@dataclass(frozen=True, slots=True)
class Covered:
    """The answers that are left when only the most certain are given.

    Attributes:
        coverage: The share that is given.
        accuracy: The share of those that is right.
        least_probability: The probability of the least certain of them.
    """

    coverage: float
    accuracy: float
    least_probability: float


def coverage_curve(
    probabilities: Sequence[float], right: Sequence[bool], steps: int = 10
) -> list[Covered]:
    """Accuracy on the most certain answers, a step of coverage at a time.

    El-Yaniv and Wiener 2010, "On the Foundations of Noise-free Selective Classification".

    Args:
        probabilities: Of each answer.
        right: Whether it is right.
        steps: How many; the last one covers all answers.

    Returns:
        A point a step, each over one answer at least; none where there is no answer.
    """
    items = list(zip(probabilities, right, strict=True))
    # Sorting is stable: among equals the earlier ones are given first, as most_certain does.
    items.sort(key=lambda item: -item[0])
    hits = list(accumulate(r for _, r in items))
    found: list[Covered] = []
    for step in range(1, steps + 1) if items else ():
        count = max(1, round(step / steps * len(items)))
        found.append(Covered(step / steps, hits[count - 1] / count, items[count - 1][0]))
    return found


def most_certain(probabilities: Sequence[float], share: float) -> list[int]:
    """Chooses the items with the highest probability.

    Args:
        probabilities: Of each item's answer.
        share: How many to choose, as a fraction.

    Returns:
        Their indices in order of the items; among equals the earlier ones.
    """
    order = sorted(range(len(probabilities)), key=lambda i: (-probabilities[i], i))
    return sorted(order[: round(share * len(order))])


def interval(
    measure: Callable[[Sequence[int]], float],
    groups: Sequence[Hashable],
    *,
    rounds: int = 1000,
    seed: int = 1,
    centred: bool = False,
) -> tuple[float, float]:
    """95 % interval of a score by the bootstrap, drawing whole groups (threads).

    Efron and Tibshirani 1993, "An Introduction to the Bootstrap" (percentile interval); items of
    one thread are not independent, so that threads are drawn, not items.

    Args:
        measure: The score of the items with these indices (which may repeat).
        groups: The group of each item.
        rounds: How many samples to draw.
        seed: Fixes the samples.
        centred: Whether to take off the bias of the samples (there, chapter 10), for errors that
            cannot be negative: a sample, which holds some items twice, looks worse calibrated
            than all items do. Neither end is below 0 then.

    Returns:
        Lower and upper end.
    """
    members: dict[Hashable, list[int]] = {}
    for index, group in enumerate(groups):
        members.setdefault(group, []).append(index)
    if not members:
        return 0.0, 0.0
    pool = list(members.values())
    dice = random.Random(seed)  # noqa: S311 - a sample, no secret
    drawn = sorted(
        measure([i for chosen in dice.choices(pool, k=len(pool)) for i in chosen])
        for _ in range(rounds)
    )
    low, high = drawn[int(0.025 * rounds)], drawn[min(rounds - 1, int(0.975 * rounds))]
    if centred:
        bias = mean(drawn) - measure(range(len(groups)))
        return max(0.0, low - bias), max(0.0, high - bias)
    return low, high


# Numbers that are drawn at once, which bounds the memory.
_AT_ONCE = 4_000_000


def ratio_interval(
    parts: Sequence[float], wholes: Sequence[float], *, rounds: int = 2000, seed: int = 1
) -> tuple[float, float] | None:
    """95 % interval of a ratio of sums by the bootstrap, drawing whole groups (threads).

    As interval, for scores that are the sum of one count over the sum of another, which makes
    it fast: accuracy (right answers; answers), F1 (twice the hits; found and known).

    Args:
        parts: The upper count of each group.
        wholes: The lower count of each group.
        rounds: How many samples to draw.
        seed: Fixes the samples.

    Returns:
        Lower and upper end; None where there are not two groups, so that nothing can vary.
    """
    import numpy as np

    upper, lower = np.asarray(parts, float), np.asarray(wholes, float)
    count = len(upper)
    if count != len(lower):
        raise ValueError("each group has two counts")
    if count < 2:
        return None
    dice = np.random.default_rng(seed)
    drawn: list[float] = []
    while len(drawn) < rounds:
        block = min(rounds - len(drawn), max(1, _AT_ONCE // count))
        chosen = dice.integers(count, size=(block, count))
        above, below = upper[chosen].sum(axis=1), lower[chosen].sum(axis=1)
        ratios = np.divide(above, below, out=np.zeros(block), where=below > 0)
        drawn.extend(ratios.tolist())
    low, high = np.quantile(drawn, (0.025, 0.975))
    return float(low), float(high)


def macro_f1_samples(
    gold: Sequence[Collection[str]],
    answers: Sequence[Collection[str]],
    labels: Sequence[str],
    groups: Sequence[Hashable],
    *,
    rounds: int = 1000,
    seed: int = 1,
) -> "np.ndarray[Any, Any] | None":
    """Draws macro-F1 by the bootstrap over whole groups (threads), for intervals and differences.

    Args:
        gold: The right labels of each item.
        answers: The given ones.
        labels: All labels.
        groups: The group of each item.
        rounds: How many samples to draw.
        seed: Fixes the samples: with the same groups, those of another system are the same ones.

    Returns:
        A macro-F1 for each sample; None where there are not two groups, so that nothing varies.
    """
    import numpy as np

    place = {group: k for k, group in enumerate(dict.fromkeys(groups))}
    if len(place) < 2:
        return None
    column = {label: k for k, label in enumerate(labels)}
    hits, totals = (np.zeros((len(place), len(labels))) for _ in range(2))
    for right, given, group in zip(gold, answers, groups, strict=True):
        for label in right:
            totals[place[group], column[label]] += 1
        for label in given:
            totals[place[group], column[label]] += 1
            hits[place[group], column[label]] += label in right
    dice = np.random.default_rng(seed)
    drawn = []
    for _ in range(rounds):
        chosen = dice.integers(len(place), size=len(place))
        above, below = 2 * hits[chosen].sum(axis=0), totals[chosen].sum(axis=0)
        drawn.append(np.divide(above, below, out=np.zeros(len(labels)), where=below > 0).mean())
    return np.array(drawn)


def percentiles(samples: "np.ndarray[Any, Any] | None") -> tuple[float, float] | None:
    """The 95 % interval that bootstrap samples of a score span; None for none."""
    if samples is None:
        return None
    import numpy as np

    low, high = np.quantile(samples, (0.025, 0.975))
    return float(low), float(high)
