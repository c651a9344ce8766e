"""Scores of chosen parents: accuracy, baselines, calibration, coverage."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from threadlab.evaluation.baselines import quote_else_previous
from threadlab.replies.rebuilding import rebuild_with
from threadlab.replies.weights import ReplyModel
from threadlab.scores import (
    accuracy,
    calibration_error,
    coverage_curve,
    most_certain,
    ratio_interval,
    reliability,
)
from threadlab.thread import Thread, primary_replies
from threadlab.training.replies_data import divided

CERTAIN = 0.7


@dataclass(frozen=True, slots=True)
class Answer:
    """What was found for one comment whose parent is known.

    Attributes:
        right: Whether the chosen parent is the known one.
        probability: Of the chosen parent.
        baselines: Whether each baseline is right.
    """

    right: bool
    probability: float
    baselines: Mapping[str, bool]


def answers(thread: Thread, gold: Mapping[int, int], model: ReplyModel) -> list[Answer]:
    """Compares the parents that rebuild finds with the known ones.

    Args:
        thread: A thread whose parents are hidden.
        gold: Number of the parent by number of the child, of those that are scored.
        model: Of replies.

    Returns:
        An answer for each scored child, in the order of gold.
    """
    if not gold:
        return []
    number = {comment.id: n for n, comment in enumerate(thread.comments)}
    replies = primary_replies(rebuild_with(model, thread))
    quoted = quote_else_previous(divided(thread))
    found: list[Answer] = []
    for child, parent in gold.items():
        reply = replies.get(thread.comments[child].id)
        chosen = None if reply is None or reply.parent is None else number[reply.parent]
        baselines = {
            "previous": parent == child - 1,
            "first": parent == 0,
            "quote_else_previous": parent == quoted[child],
        }
        sure = reply.probability if reply is not None else 0.0
        found.append(Answer(chosen == parent, sure, baselines))
    return found


def parent_scores(threads: Sequence[Sequence[Answer]]) -> dict[str, Any]:
    """The scores of a source.

    Args:
        threads: The answers of each of its threads; one answer at least.

    Returns:
        The keys of a threads file (see evaluate).
    """
    found = [answer for thread in threads for answer in thread]
    right = [answer.right for answer in found]
    sure = [answer.probability for answer in found]
    yes = [True] * len(right)
    certain = [right[n] for n in most_certain(sure, CERTAIN)]
    hits = [sum(answer.right for answer in thread) for thread in threads]
    return {
        "n": len(right),
        "threads": len(threads),
        "accuracy": accuracy(yes, right),
        "interval": ends(ratio_interval(hits, [len(thread) for thread in threads])),
        "baselines": {
            name: accuracy(yes, [answer.baselines[name] for answer in found])
            for name in found[0].baselines
        },
        f"accuracy_at_{CERTAIN * 100:.0f}": accuracy([True] * len(certain), certain),
        **trust(sure, right),
    }


def trust(probabilities: Sequence[float], right: Sequence[bool]) -> dict[str, Any]:
    """What probabilities are worth: calibration, and accuracy on the most certain.

    Args:
        probabilities: Of each answer.
        right: Whether it is right.

    Returns:
        The keys "ece", "coverage" and "reliability".
    """
    return {
        "ece": calibration_error(probabilities, right),
        "coverage": [asdict(point) for point in coverage_curve(probabilities, right)],
        "reliability": [asdict(part) for part in reliability(probabilities, right)],
    }


def ends(found: tuple[float, float] | None) -> list[float] | None:
    """An interval as JSON has it."""
    return None if found is None else list(found)
