"""The scores of a new model on threads that were held back, beside the baselines'."""

import random
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from threadlab.encoder.calibrated import probabilities
from threadlab.encoder.folder import Head
from threadlab.scores import calibration_error, coverage_curve, interval, mean
from threadlab.training.baseline import majority, word_model
from threadlab.training.calibrating import doubt_table
from threadlab.training.examples import Example
from threadlab.training.judging import (
    HALVES,
    gold_stance,
    named,
    stance_scores,
    top,
    types_scores,
)

_INTERVALS = {
    "types": ("macro_f1", "primary_accuracy", "ece"),
    "stance": ("macro_f1", "accuracy", "ece"),
}
_DRAWS = 200
_DIGITS = 4


def measure(
    head: Head,
    logits: Sequence[Sequence[float]],
    test: Sequence[Example],
    train: Sequence[Example],
    rounds: int,
) -> dict[str, Any]:
    """Scores one head on the held-back examples.

    Args:
        head: Calibrated.
        logits: Scores of the network for test.
        test: Held-back examples with this head's labels.
        train: What the word model learns from: the model's own main examples.
        rounds: Samples drawn for each interval.

    Returns:
        threads (how many were held back), and for "model", "tfidf_lr" and "majority" the scores
        with 95 % intervals; "gain", the interval of the model's macro-F1 minus the word model's;
        "doubt", the limit of doubt and what it does; "coverage", for each tenth of the most certain
        answers the share, how many are right and the least probability; "ece_by_chance", the
        calibration error that perfect probabilities would show on as many comments. Rounded to
        four digits.
    """
    shown = {
        "model": [probabilities(head, row) for row in logits],
        "tfidf_lr": word_model(head.name, train, test),
        "majority": majority(head.name, test),
    }
    scorers = {name: _scorer(head, name, rows, test) for name, rows in shown.items()}
    groups = [e.key for e in test]
    everything = range(len(test))
    found: dict[str, Any] = {"threads": len(set(groups))}
    for name, scorer in scorers.items():
        found[name] = dict(scorer(everything))
        if name != "majority":
            found[name]["intervals"] = {
                score: interval(
                    lambda rows, f=scorer, s=score: f(rows)[s],  # type: ignore[misc]
                    groups,
                    rounds=rounds,
                    centred=score == "ece",
                )
                for score in _INTERVALS[head.name]
            }
    model, words = scorers["model"], scorers["tfidf_lr"]
    found["gain"] = interval(
        lambda rows: model(rows)["macro_f1"] - words(rows)["macro_f1"], groups, rounds=rounds
    )
    found["doubt"] = {"limit": head.unsure_below, **doubt_table(head, shown["model"], test)}
    found["coverage"] = _coverage(head, shown["model"], test)
    found["ece_by_chance"] = _ece_by_chance(head, shown["model"])
    table: dict[str, Any] = rounded(found)
    return table


def _scorer(
    head: Head, name: str, shown: Sequence[Sequence[float]], test: Sequence[Example]
) -> Callable[[Sequence[int]], Mapping[str, Any]]:
    """A function from row numbers (which may repeat) to the scores of these rows."""
    if head.name == "types":
        limits = head.thresholds if name == "model" else HALVES
        types = [e.types or () for e in test]
        return lambda rows: types_scores([types[i] for i in rows], [shown[i] for i in rows], limits)
    stances = [gold_stance(e) for e in test]
    return lambda rows: stance_scores([stances[i] for i in rows], [shown[i] for i in rows])


def _coverage(
    head: Head, shown: Sequence[Sequence[float]], test: Sequence[Example]
) -> list[list[float]]:
    if head.name == "types":
        gold = [(e.types or ("",))[0] for e in test]
    else:
        gold = [gold_stance(e) for e in test]
    right = [g == top(head.labels, row) for g, row in zip(gold, shown, strict=True)]
    curve = coverage_curve([max(row) for row in shown], right)
    return [[point.coverage, point.accuracy, point.least_probability] for point in curve]


def _ece_by_chance(head: Head, shown: Sequence[Sequence[float]]) -> float:
    """The mean calibration error if every shown probability were true: bins hold few comments."""
    if head.name == "types":
        claimed = [row[i] for row in shown for i in named(row, head.thresholds)]
    else:
        claimed = [max(row) for row in shown]
    dice = random.Random(1)  # noqa: S311 - a simulation, no secret
    return mean(
        [calibration_error(claimed, [dice.random() < p for p in claimed]) for _ in range(_DRAWS)]
    )


def rounded(value: Any) -> Any:
    """The same with every number to four digits; tables and lists are gone through."""
    if isinstance(value, dict):
        return {key: rounded(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [rounded(inner) for inner in value]
    return round(value, _DIGITS) if isinstance(value, float) else value
