"""Adapting a model to a forum's own labels: a few hundred comments, a minute, and an honest answer.

Ways from the gentlest on, each tried by cross-validation over whole threads:

| way | what changes |
|---|---|
| unchanged | nothing |
| balance | the offset of each label and the temperature: how common labels are in this forum |
| heads | also the weights of the heads, pulled toward those they had |

The way with the least log loss on comments that it has not seen is taken, unless it costs macro-F1
there. Only comments of a random sample can tell how common labels are, and whether anything helps:
offsets, temperature and thresholds are fitted on them, and all scores are theirs. Picked comments
(corrections, and rows with "sampling") teach the weights alone, see refitting.py. Where there is
nothing else the way is "taught": the weights change, how common labels are does not, and only if
what some picked comments teach carries over to others; whether it helps on the forum is not known.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from threadlab.encoder.folder import Head
from threadlab.scheme import STANCES, TYPES
from threadlab.scores import interval, mean
from threadlab.training.examples import Example
from threadlab.training.judging import gold_stance, named, stance_scores, types_scores_of
from threadlab.training.refitting import Refitted, Rows, Way, is_random, refit
from threadlab.training.splits import fold_of

if TYPE_CHECKING:
    import torch

UNCHANGED, TAUGHT, CHOSEN = "unchanged", "taught", "chosen"
FOLDS = 5
# Fewer labelled comments than this cannot tell whether anything helps.
FEWEST = 30
# No probability counts as less than this in the log loss.
_LEAST = 1e-5
_WEIGHTS_PULL = 3.0
WAYS: Mapping[str, Way] = {"balance": Way(True, None), "heads": Way(True, _WEIGHTS_PULL)}
_TEACHING, _STILL = Way(False, _WEIGHTS_PULL), Way(False, None)


@dataclass(frozen=True, slots=True)
class Adapted:
    """What became of a head.

    Attributes:
        head: With its calibration now.
        way: What was done to it.
        weight: What is added to its weights, (features, labels); None: nothing.
        scores: By way, and for "chosen", the scores on random comments that were not seen;
            "gain": the 95 % interval of the chosen way's macro-F1 minus the unchanged model's.
            Where there were picked comments alone: "picked", the log loss of those not seen,
            "before" and "after". Empty where there were too few comments to try anything.
    """

    head: Head
    way: str
    weight: "torch.Tensor | None"
    scores: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class _Answers:
    """What a way says of comments that it has not seen.

    Attributes:
        shown: The probabilities of each label.
        named: The types that are named by the thresholds of that very fit, most probable first.
        losses: The log loss.
    """

    shown: list[tuple[float, ...]]
    named: list[list[int]]
    losses: list[float]


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
        The adapted head; unchanged if nothing helped, or if fewer than 30 random comments of two
        or more threads, and fewer than 30 picked ones, were given.
    """
    import torch

    scores = torch.tensor(logits, dtype=torch.float64).reshape(len(examples), len(head.labels))
    rows = Rows(features.double(), scores, tuple(examples))
    random = [i for i, e in enumerate(examples) if is_random(e)]
    if can_tell([examples[i] for i in random]):
        return _measured(head, rows, random, rounds)
    if len(examples) - len(random) >= FEWEST:
        return _taught(head, rows)
    return Adapted(head, UNCHANGED, None, {})


def can_tell(random: Sequence[Example]) -> bool:
    """Whether random comments are enough, and of enough threads, to tell if anything helps."""
    return len(random) >= FEWEST and len({fold_of(e.key, FOLDS) for e in random}) > 1


def _measured(head: Head, rows: Rows, random: Sequence[int], rounds: int) -> Adapted:
    """Adapts where random comments tell which way is best, and what it brings."""
    examples = [rows.examples[i] for i in random]
    folds = [fold_of(e.key, FOLDS) for e in examples]
    tried = _cross_validated(head, rows, random)
    losses = {way: answers.losses for way, answers in tried.items()}
    taken = {fold: _least(losses, [f != fold for f in folds]) for fold in set(folds)}
    best = _least(losses, [True] * len(examples))
    tried[CHOSEN] = _Answers(
        *(
            [getattr(tried[taken[f]], part)[i] for i, f in enumerate(folds)]
            for part in ("shown", "named", "losses")
        )
    )
    everything = range(len(examples))
    found: dict[str, Any] = {
        way: {**_score(head, answers, examples, everything), "log_loss": mean(answers.losses)}
        for way, answers in tried.items()
    }

    def gain(chosen: Sequence[int]) -> float:
        after, before = (
            _score(head, tried[way], examples, chosen)["macro_f1"] for way in (CHOSEN, UNCHANGED)
        )
        return float(after - before)

    found["gain"] = interval(gain, [e.key for e in examples], rounds=rounds)
    # Honest probabilities at the price of worse labels are no help.
    if best == UNCHANGED or found[CHOSEN]["macro_f1"] < found[UNCHANGED]["macro_f1"]:
        return Adapted(head, UNCHANGED, None, found)
    fitted = refit(head, _taught_by(best, rows), WAYS[best])
    return Adapted(fitted.head, best, fitted.weight, found)


def _cross_validated(head: Head, rows: Rows, random: Sequence[int]) -> dict[str, _Answers]:
    """What each way says of the random comments, fitted without the threads of those it reads."""
    folds = [fold_of(e.key, FOLDS) for e in rows.examples]
    before = Refitted.of(head)
    places = {place: i for i, place in enumerate(random)}
    found = {UNCHANGED: _answers(before, rows.some(random))}
    empty: list[Any] = [None] * len(random)
    for name, way in WAYS.items():
        found[name] = _Answers(list(empty), list(empty), list(empty))
        for fold in sorted({folds[i] for i in random}):
            new = [i for i in random if folds[i] == fold]
            # A corrected comment may stand among the random ones, too, under another key.
            words = {rows.examples[i].own for i in new}
            seen = [
                i
                for i, e in enumerate(rows.examples)
                if folds[i] != fold and (is_random(e) or e.own not in words)
            ]
            fitted = refit(head, _taught_by(name, rows.some(seen)), way)
            answers = _answers(fitted, rows.some(new))
            for k, i in enumerate(new):
                found[name].shown[places[i]] = answers.shown[k]
                found[name].named[places[i]] = answers.named[k]
                found[name].losses[places[i]] = answers.losses[k]
    return found


def _taught_by(way: str, rows: Rows) -> Rows:
    """The comments that a way learns from: picked ones only teach weights."""
    if WAYS[way].pull is not None:
        return rows
    return rows.some([i for i, e in enumerate(rows.examples) if is_random(e)])


def _answers(fitted: Refitted, rows: Rows) -> _Answers:
    shown = fitted.shown(rows)
    return _Answers(
        shown,
        [named(row, fitted.head.thresholds) for row in shown],
        _losses(fitted.head.name, shown, rows.examples),
    )


def _taught(head: Head, rows: Rows) -> Adapted:
    """Teaches the weights by picked comments, if that carries over to picked ones not seen."""
    picked = [i for i, e in enumerate(rows.examples) if not is_random(e)]
    groups = [rows.examples[i].key for i in picked]
    if len({fold_of(key, FOLDS) for key in groups}) < 2:
        # Corrections of one map: its threads cannot be parted, its comments can.
        groups = [f"{rows.examples[i].key}/{rows.examples[i].id}" for i in picked]
    fold_by_place = {i: fold_of(key, FOLDS) for i, key in zip(picked, groups, strict=True)}
    losses = dict.fromkeys(picked, (0.0, 0.0))
    for fold in sorted(set(fold_by_place.values())):
        new = [i for i in picked if fold_by_place[i] == fold]
        seen = rows.some([i for i in range(len(rows.examples)) if fold_by_place.get(i) != fold])
        tried = [refit(head, seen, way) for way in (_STILL, _TEACHING)]
        unseen = rows.some(new)
        before, after = (
            _losses(head.name, fitted.shown_as_picked(head, unseen), unseen.examples)
            for fitted in tried
        )
        losses.update(zip(new, zip(before, after, strict=True), strict=True))
    found = {
        "picked": {
            "before": mean([before for before, _ in losses.values()]),
            "after": mean([after for _, after in losses.values()]),
        }
    }
    gains: dict[str, float] = {}
    for group, (old, new_loss) in zip(groups, losses.values(), strict=True):
        gains[group] = gains.get(group, 0.0) + old - new_loss
    # One standard error: Breiman et al. 1984, "Classification and Regression Trees".
    if sum(gains.values()) <= math.sqrt(sum(gain**2 for gain in gains.values())):
        return Adapted(head, UNCHANGED, None, found)
    fitted = refit(head, rows, _TEACHING)
    return Adapted(fitted.head, TAUGHT, fitted.weight, found)


def _least(losses: Mapping[str, Sequence[float]], picked: Sequence[bool]) -> str:
    """The way with the least loss over some comments; the gentlest among equals."""
    ways = (UNCHANGED, *WAYS)
    return min(ways, key=lambda way: sum(x for x, p in zip(losses[way], picked, strict=True) if p))


def _score(
    head: Head, answers: _Answers, examples: Sequence[Example], places: Sequence[int]
) -> dict[str, Any]:
    """The scores on the comments at these places, which may repeat."""
    shown = [answers.shown[i] for i in places]
    if head.name == "types":
        gold = [examples[i].types or () for i in places]
        return types_scores_of(gold, shown, [answers.named[i] for i in places])
    return stance_scores([gold_stance(examples[i]) for i in places], shown)


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
