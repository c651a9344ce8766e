"""Scores of answers against gold: plain functions of lists.

Fractions lie between 0 and 1. A score over nothing is 0.
"""

import math
import random
from collections.abc import Callable, Collection, Hashable, Sequence


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
    items = sorted(zip(probabilities, right, strict=True), key=lambda item: item[0])
    count = len(items)
    if not count:
        return 0.0
    error = 0.0
    for number in range(bins):
        part = items[number * count // bins : (number + 1) * count // bins]
        if part:
            claimed = math.fsum(p for p, _ in part)
            error += abs(claimed - sum(r for _, r in part))
    return error / count


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
) -> tuple[float, float]:
    """95 % interval of a score by the bootstrap, drawing whole groups (threads).

    Efron and Tibshirani 1993, "An Introduction to the Bootstrap" (percentile interval); items of
    one thread are not independent, so that threads are drawn, not items.

    Args:
        measure: The score of the items with these indices (which may repeat).
        groups: The group of each item.
        rounds: How many samples to draw.
        seed: Fixes the samples.

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
    return drawn[int(0.025 * rounds)], drawn[min(rounds - 1, int(0.975 * rounds))]
