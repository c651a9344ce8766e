"""Answers against gold: the scores of types and stances that cards and evaluations show."""

from collections.abc import Mapping, Sequence
from typing import Any

from threadlab.arguments import MOST_TYPES
from threadlab.scheme import STANCES, TYPES
from threadlab.scores import (
    accuracy,
    calibration_error,
    f1,
    f1_by_class,
    f1_by_label,
    mean,
    most_certain,
)
from threadlab.training.examples import Example

SURE_SHARE = 0.7
# A word model names a type that is more likely present than not.
HALVES = (0.5,) * len(TYPES)


def gold_stance(example: Example) -> str:
    """The most probable stance of a labelled example."""
    return top(STANCES, example.stance or (0.0, 0.0, 1.0))


def top(names: Sequence[str], values: Sequence[float]) -> str:
    """The name with the greatest value; the first among equals."""
    return names[max(range(len(names)), key=lambda i: values[i])]


def named(probabilities: Sequence[float], thresholds: Sequence[float]) -> list[int]:
    """Which types are named: the most probable, then those that reach their threshold.

    Args:
        probabilities: Of each of TYPES.
        thresholds: Of each of TYPES.

    Returns:
        Their places in TYPES, most probable first; three at most.
    """
    order = sorted(range(len(probabilities)), key=lambda i: -probabilities[i])
    return [i for n, i in enumerate(order) if not n or probabilities[i] >= thresholds[i]][
        :MOST_TYPES
    ]


def types_scores(
    gold: Sequence[Sequence[str]],
    probabilities: Sequence[Sequence[float]],
    thresholds: Sequence[float],
) -> dict[str, Any]:
    """Scores of argument types.

    Args:
        gold: The types of each comment, primary first.
        probabilities: Of each of TYPES, for each comment.
        thresholds: Of each of TYPES.

    Returns:
        n, macro_f1, per_type, primary_accuracy and ece (over the types that are named: the
        probability shown against being in the gold types).
    """
    return types_scores_of(gold, probabilities, [named(row, thresholds) for row in probabilities])


def types_scores_of(
    gold: Sequence[Sequence[str]],
    probabilities: Sequence[Sequence[float]],
    chosen: Sequence[Sequence[int]],
) -> dict[str, Any]:
    """Scores of argument types where each comment was named by thresholds of its own.

    Args:
        gold: The types of each comment, primary first.
        probabilities: Of each of TYPES, for each comment.
        chosen: The places in TYPES of those that are named, most probable first.

    Returns:
        As types_scores.
    """
    per_type = f1_by_label(gold, [[TYPES[i] for i in row] for row in chosen], TYPES)
    shown = [
        (row[i], TYPES[i] in types)
        for types, row, places in zip(gold, probabilities, chosen, strict=True)
        for i in places
    ]
    return {
        "n": len(gold),
        "macro_f1": mean(per_type.values()),
        "per_type": per_type,
        "primary_accuracy": accuracy([g[0] for g in gold], [TYPES[row[0]] for row in chosen]),
        "ece": calibration_error([p for p, _ in shown], [right for _, right in shown]),
    }


def stance_scores(gold: Sequence[str], probabilities: Sequence[Sequence[float]]) -> dict[str, Any]:
    """Scores of stances.

    Args:
        gold: The stance of each comment.
        probabilities: Of each of STANCES, for each comment.

    Returns:
        n, macro_f1, per_stance, accuracy, macro_f1_at_70 (on the most certain 70 %) and ece (of
        the top class).
    """
    answers = [top(STANCES, row) for row in probabilities]
    certainty = [max(row) for row in probabilities]
    sure = most_certain(certainty, SURE_SHARE)
    per_stance = f1_by_class(gold, answers, STANCES)
    at_70 = f1_by_class([gold[i] for i in sure], [answers[i] for i in sure], STANCES)
    right = [g == a for g, a in zip(gold, answers, strict=True)]
    return {
        "n": len(gold),
        "macro_f1": mean(per_stance.values()),
        "per_stance": per_stance,
        "accuracy": accuracy(gold, answers),
        "macro_f1_at_70": mean(at_70.values()),
        "ece": calibration_error(certainty, right),
    }


def quick_scores(
    logits: Mapping[str, Sequence[Sequence[float]]], examples: Sequence[Example]
) -> dict[str, float]:
    """Scores that choose the best epoch, before anything is calibrated.

    Args:
        logits: Scores of the network by head.
        examples: What was read, in the same order; helping ones are left out.

    Returns:
        "types" (mean over the types of the best F1 that any threshold gives), "primary"
        (accuracy) and "stance" (macro-F1), as far as the network tells them.
    """
    found: dict[str, float] = {}
    told = [i for i, e in enumerate(examples) if e.types and not e.helping]
    if "types" in logits and told:
        gold = [examples[i].types or () for i in told]
        rows = [logits["types"][i] for i in told]
        steps = [step / 4 for step in range(-12, 9)]
        found["types"] = mean(
            [
                max(f1([t in g for g in gold], [row[k] > step for row in rows]) for step in steps)
                for k, t in enumerate(TYPES)
            ]
        )
        found["primary"] = accuracy([g[0] for g in gold], [top(TYPES, row) for row in rows])
    told = [i for i, e in enumerate(examples) if e.stance and not e.helping]
    if "stance" in logits and told:
        answers = [top(STANCES, logits["stance"][i]) for i in told]
        gold_stances = [gold_stance(examples[i]) for i in told]
        found["stance"] = mean(f1_by_class(gold_stances, answers, STANCES).values())
    return found
