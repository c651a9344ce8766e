"""Scores of types and stances on labelled comments, a source at a time and over all."""

import sys
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from os import PathLike
from typing import Any

from threadlab.arguments.asking import ask
from threadlab.arguments.prior import (
    LEAST_REPLIES,
    check_prior,
    forum_shares,
    shares_of,
    shifted,
)
from threadlab.encoder import Head, Model, ModelFolder, Pair, open_folder
from threadlab.errors import ModelError, UnreadableSource
from threadlab.evaluation.gold import Selection
from threadlab.scheme import STANCES, TYPES
from threadlab.scores import (
    accuracy,
    f1_by_class,
    f1_by_label,
    interval,
    macro_f1_samples,
    mean,
    most_certain,
    percentiles,
    ratio_interval,
    reliability,
)
from threadlab.training.baseline import cross_validated, majority
from threadlab.training.examples import Example
from threadlab.training.judging import (
    HALVES,
    gold_stance,
    named,
    stance_scores,
    top,
    types_scores,
)
from threadlab.training.labels import label_files, read_labels
from threadlab.training.splits import split_of

ALL = "all"
BINS = 15
"""Of equal count, for the calibration error."""
STEPS = 10
"""Steps of coverage: the most certain 100 %, 90 %, … of the answers."""

Table = Sequence[Sequence[float]]


@dataclass(frozen=True, slots=True)
class Answers:
    """One labelled row's right labels and what was answered.

    Attributes:
        gold: The right labels, primary first.
        given: The labels answered, most probable first.
        probability: Of the first of them.
    """

    gold: tuple[str, ...]
    given: tuple[str, ...]
    probability: float


def evaluate_labels(
    what: str,
    paths: Sequence[str | PathLike[str]],
    *,
    model: Model = None,
    all_rows: bool = False,
    prior: str = "model",
    texts: Sequence[str | PathLike[str]] = (),
    selection: Selection,
) -> dict[str, dict[str, Any]]:
    """Scores a model's types or stances on labelled files.

    Args:
        what: "types" or "stance".
        paths: Labelled files, or folders of them.
        model: As classify takes it.
        all_rows: Whether rows with "sampling", which belong to no random sample, are scored, too.
        prior: "model", or of stances "forum": shifted to the shares estimated for each source.
        texts: Files, or folders of them, in which rows without text find it.
        selection: Which part of the split by thread is scored.

    Returns:
        By source, and for "all" of them together, the scores as evaluate describes them.

    Raises:
        UnreadableSource: A file cannot be read or holds nothing to score.
        ModelError: The model folder cannot be used, or does not tell what is asked.
        UnknownName: There is no such prior.
    """
    check_prior(prior)
    examples = read_labels(label_files(paths), label_files(texts))
    rows = _rows(what, paths, examples, all_rows, selection.part)
    folder = open_folder(model)
    head = _head(folder.head(what), what, str(folder.path))
    pairs = [Pair(e.answered, e.own) for e in rows]
    answers = ask(folder, pairs, progress=sys.stderr.isatty())
    shown: Table = [answer.by_head[what] for answer in answers]
    places: dict[str, list[int]] = {}
    for place, example in enumerate(rows):
        places.setdefault(example.source, []).append(place)
    shares: dict[str, dict[str, Any]] = {}
    if prior == "forum" and what == "stance":
        shown, shares = _of_forums(head, folder, shown, places)
    tables: dict[str, Table | None] = {"model": shown, "tfidf_lr": cross_validated(what, rows)}
    found = {
        source: {**_scores(head, rows, tables, places[source]), **shares.get(source, {})}
        for source in sorted(places)
    }
    return {**found, ALL: _scores(head, rows, tables, range(len(rows)))}


def _rows(
    what: str,
    paths: Sequence[str | PathLike[str]],
    examples: Sequence[Example],
    all_rows: bool,
    part: str,
) -> list[Example]:
    """The rows that say these labels and may be measured on."""
    told = [e for e in examples if getattr(e, what) and part in ("all", split_of(e.key))]
    rows = [e for e in told if e.measured or all_rows]
    if not rows:
        hidden = '; it has some with "sampling": score them with --all' if told else ""
        raise UnreadableSource(
            ", ".join(map(str, paths)),
            f"no row to measure {what} on{hidden}",
            next_step=f'Give labelled comments: JSON lines with "text" and "{what}".',
        )
    return rows


def _of_forums(
    head: Head, folder: ModelFolder, shown: Table, places: Mapping[str, Sequence[int]]
) -> tuple[list[Sequence[float]], dict[str, dict[str, Any]]]:
    """Stances shifted to each source's own shares, and these; None: too few replies to tell."""
    usual = shares_of(head, folder)
    moved = list(shown)
    told: dict[str, dict[str, Any]] = {}
    for source, chosen in places.items():
        told[source] = {"shares": None}
        if len(chosen) < LEAST_REPLIES:
            continue
        table = [shown[i] for i in chosen]
        shares = forum_shares(table, usual)
        told[source] = {"shares": dict(zip(head.labels, shares, strict=True))}
        for i, row in zip(chosen, shifted(table, usual, shares), strict=True):
            moved[i] = row
    return moved, told


def _head(head: Head | None, what: str, folder: str) -> Head:
    if head is None:
        raise ModelError(
            folder, f"it has no head {what!r}", next_step=f"Take a model that tells {what}."
        )
    return head


def _scores(
    head: Head, rows: Sequence[Example], tables: Mapping[str, Table | None], places: Sequence[int]
) -> dict[str, Any]:
    chosen = [rows[i] for i in places]
    threads = [e.key for e in chosen]
    shown = [(tables["model"] or ())[i] for i in places]
    words = tables["tfidf_lr"]
    others = {
        "majority": majority(head.name, chosen),
        "tfidf_lr": [words[i] for i in places] if words else None,
    }
    answers = _answers(head, chosen, shown, head.thresholds)
    names = TYPES if head.name == "types" else STANCES
    found = _plain(head, chosen, shown, head.thresholds)
    found["baselines"] = {
        name: _baseline(head, chosen, table) if table else None for name, table in others.items()
    }
    samples = _samples(answers, names, threads)
    found["threads"] = len(set(threads))
    found["intervals"] = {
        "macro_f1": percentiles(samples),
        _first(head): _accuracy_interval(answers, threads),
        "ece": _error_interval(head, answers, shown, threads),
    }
    found["gain"] = None
    if others["tfidf_lr"] and samples is not None:
        theirs = _samples(_answers(head, chosen, others["tfidf_lr"], HALVES), names, threads)
        # The same threads are drawn for both.
        found["gain"] = percentiles(samples - theirs)
    right = [a.given[0] in a.gold[:1] for a in answers]
    certainty = [a.probability for a in answers]
    found["confusion"] = _confusion(answers, names)
    found["coverage"] = _coverage(head, answers, names)
    found["unsure"] = _unsure(head, answers, right)
    found["reliability"] = [
        {"n": b.n, "probability": b.probability, "accuracy": b.accuracy}
        for b in reliability(certainty, right)
    ]
    return found


def _first(head: Head) -> str:
    """The name of the accuracy of the first label."""
    return "primary_accuracy" if head.name == "types" else "accuracy"


def _plain(
    head: Head, rows: Sequence[Example], shown: Table, limits: Sequence[float]
) -> dict[str, Any]:
    if head.name == "types":
        return types_scores([e.types or () for e in rows], shown, limits)
    return stance_scores([gold_stance(e) for e in rows], shown)


def _baseline(head: Head, rows: Sequence[Example], table: Table) -> dict[str, Any]:
    scores = _plain(head, rows, table, HALVES)
    return {key: scores[key] for key in ("macro_f1", _first(head))}


def _answers(
    head: Head, rows: Sequence[Example], table: Table, limits: Sequence[float]
) -> list[Answers]:
    if head.name == "types":
        return [
            Answers(e.types or (), tuple(TYPES[k] for k in named(row, limits)), max(row))
            for e, row in zip(rows, table, strict=True)
        ]
    return [
        Answers((gold_stance(e),), (top(STANCES, row),), max(row))
        for e, row in zip(rows, table, strict=True)
    ]


def _samples(answers: Sequence[Answers], names: Sequence[str], threads: Sequence[str]) -> Any:
    return macro_f1_samples([a.gold for a in answers], [a.given for a in answers], names, threads)


def _accuracy_interval(
    answers: Sequence[Answers], threads: Sequence[str]
) -> tuple[float, float] | None:
    counts: dict[str, list[int]] = {}
    for answer, thread in zip(answers, threads, strict=True):
        count = counts.setdefault(thread, [0, 0])
        count[0] += answer.given[0] == answer.gold[0]
        count[1] += 1
    return ratio_interval([c[0] for c in counts.values()], [c[1] for c in counts.values()])


def _error_interval(
    head: Head, answers: Sequence[Answers], shown: Table, threads: Sequence[str]
) -> tuple[float, float] | None:
    """The interval of the calibration error, which is that of scores.calibration_error.

    The claims are sorted once, and a sample only says how often each of them counts: sorting
    every sample anew would take minutes on the largest files.
    """
    import numpy as np

    if len(set(threads)) < 2:
        return None
    labels = TYPES if head.name == "types" else STANCES
    claims = sorted(
        (
            (row[labels.index(name)], name in answer.gold, place)
            for place, (answer, row) in enumerate(zip(answers, shown, strict=True))
            for name in answer.given
        ),
        key=lambda claim: claim[0],
    )
    off = np.array([probability - right for probability, right, _ in claims])
    comment = np.array([place for _, _, place in claims])

    def error(rows: Sequence[int]) -> float:
        times = np.bincount(rows, minlength=len(answers))[comment]
        count = np.concatenate([[0], np.cumsum(times)])
        total = np.concatenate([[0.0], np.cumsum(times * off)])
        ends = np.arange(BINS + 1) * count[-1] // BINS
        return float(np.abs(np.diff(np.interp(ends, count, total))).sum() / count[-1])

    return interval(error, threads, centred=True)


def _confusion(answers: Sequence[Answers], names: Sequence[str]) -> dict[str, dict[str, int]]:
    """How often each first label (rows: gold) was answered by each (columns)."""
    found = {name: dict.fromkeys(names, 0) for name in names}
    for answer in answers:
        found[answer.gold[0]][answer.given[0]] += 1
    return found


def _coverage(
    head: Head, answers: Sequence[Answers], names: Sequence[str]
) -> list[dict[str, float]]:
    """Scores on the most certain answers, a step of coverage at a time."""
    certainty = [a.probability for a in answers]
    found = []
    for step in range(STEPS, 0, -1):
        kept = [answers[i] for i in most_certain(certainty, step / STEPS)]
        if not kept:
            continue
        gold: list[Collection[str]] = [a.gold for a in kept]
        if head.name == "types":
            by_name = f1_by_label(gold, [a.given for a in kept], names)
        else:
            by_name = f1_by_class([a.gold[0] for a in kept], [a.given[0] for a in kept], names)
        found.append(
            {
                "coverage": step / STEPS,
                "macro_f1": mean(by_name.values()),
                "accuracy": accuracy([a.gold[0] for a in kept], [a.given[0] for a in kept]),
                "least_probability": min(a.probability for a in kept),
            }
        )
    return found


def _unsure(head: Head, answers: Sequence[Answers], right: Sequence[bool]) -> dict[str, Any]:
    """What the model's limit of doubt does: how much is shown as unsure, how right each side is."""
    sides = [a.probability >= head.unsure_below for a in answers]
    sure = [r for r, s in zip(right, sides, strict=True) if s]
    doubtful = [r for r, s in zip(right, sides, strict=True) if not s]
    return {
        "below": head.unsure_below,
        "share": len(doubtful) / len(sides),
        "accuracy_unsure": sum(doubtful) / len(doubtful) if doubtful else None,
        "accuracy_sure": sum(sure) / len(sure) if sure else None,
    }
