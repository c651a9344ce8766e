"""The scores of a new model on threads that were held back, beside the baselines'."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from threadlab.encoder.calibrated import probabilities
from threadlab.encoder.folder import Head
from threadlab.scores import interval
from threadlab.training.baseline import majority, word_model
from threadlab.training.calibrating import doubt_table
from threadlab.training.examples import Example
from threadlab.training.judging import HALVES, gold_stance, stance_scores, types_scores

_INTERVALS = {"types": ("macro_f1", "primary_accuracy"), "stance": ("macro_f1", "accuracy")}
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
        "doubt", what the limit of doubt does. Rounded to four digits.
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
                score: interval(lambda rows, f=scorer, s=score: f(rows)[s], groups, rounds=rounds)  # type: ignore[misc]
                for score in _INTERVALS[head.name]
            }
    model, words = scorers["model"], scorers["tfidf_lr"]
    found["gain"] = interval(
        lambda rows: model(rows)["macro_f1"] - words(rows)["macro_f1"], groups, rounds=rounds
    )
    found["doubt"] = doubt_table(head, shown["model"], test)
    rounded: dict[str, Any] = _rounded(found)
    return rounded


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


def _rounded(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _rounded(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_rounded(inner) for inner in value]
    return round(value, _DIGITS) if isinstance(value, float) else value
