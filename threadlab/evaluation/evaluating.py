"""evaluate: a model's scores on a labelled file, a source at a time and over all.

| what | file | scores |
|---|---|---|
| types | labelled comments | multi-label F1 of the ten argument types, primary type, calibration |
| stance | labelled comments | F1 of the three stances, calibration |
| replies | threads, or flattened ones | right parents, comment starts, calibration |
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from os import PathLike
from types import MappingProxyType
from typing import Any

from threadlab.encoder import Pair, load_model
from threadlab.errors import ModelError, UnknownName, UnreadableSource
from threadlab.evaluation.gold import Progress, Selection
from threadlab.evaluation.replies import PathName, evaluate_replies
from threadlab.evaluation.tables import as_text, is_of_replies, reply_table
from threadlab.training.baseline import cross_validated, majority
from threadlab.training.examples import Example
from threadlab.training.judging import HALVES, gold_stance, stance_scores, types_scores
from threadlab.training.labels import label_files, read_labels
from threadlab.training.splits import split_of

ALL = "all"


@dataclass(frozen=True, slots=True)
class Task:
    """What is to be scored, and how.

    Attributes:
        paths: The labelled files.
        model: A model folder; None: the shipped one.
        boundaries: Of a flattened file: "given" or "lost".
        all_rows: Whether rows that belong to no random sample are scored, too.
        selection: Which threads are scored.
    """

    paths: tuple[PathName, ...]
    model: PathName | None = None
    boundaries: str = "lost"
    all_rows: bool = False
    selection: Selection = field(default_factory=Selection)


def evaluate(
    what: str,
    path: PathName | Sequence[PathName],
    *,
    model: PathName | None = None,
    boundaries: str = "lost",
    all_rows: bool = False,
    part: str = "all",
    threads: int | None = None,
    progress: Progress | None = None,
) -> dict[str, dict[str, Any]]:
    """Scores a model on labelled files.

    Args:
        what: One of EVALUATIONS.
        path: The labelled file, or several, whose sources are pooled.
        model: A model folder; None: the one that ships with threadlab.
        boundaries: Of a flattened file: whether it is told where comments begin ("given") or
            not ("lost").
        all_rows: Whether rows with "sampling", which belong to no random sample, are scored, too.
        part: Only threads of this part of the split by thread: "train", "valid" or "test", which
            no shipped model has seen; "all".
        threads: Of replies: at most so many threads a source, the first ones; None: all.
        progress: Of replies: shows how far it is; takes the threads and how many there are, gives
            the threads.

    Returns:
        For each source, and for "all" of them together, the scores as fractions, with those of
        the baselines; a baseline is None where there is too little to learn from. For replies:

        * with known boundaries: "n" comments of so many "threads", "accuracy" and its "interval"
          (95 %, by the bootstrap over whole threads; None for a single thread), "baselines",
          "accuracy_at_70" (on the most certain 70 %), "ece", "coverage" (accuracy on the most
          certain 10 %, 20 %, …, with the least probability among them) and "reliability" (bins of
          equal count: "n", mean "probability", "accuracy").
        * with lost ones: precision, recall, F1 and its interval of comment "starts", of starts
          that are "attached" (the first line of the parent is right) and of those that are
          "attached_within" (it is any line of the right parent, as for the baselines'
          "attached"); "ece", "coverage" and "reliability" of the probability of the parent.

    Raises:
        UnknownName: what is none of EVALUATIONS, or there is no such part.
        UnreadableSource: A file cannot be read or holds nothing to score.
        ModelError: The model folder cannot be used.
    """
    if what not in EVALUATIONS:
        raise UnknownName("evaluation", what, EVALUATIONS)
    paths = (path,) if isinstance(path, str | PathLike) else tuple(path)
    selection = Selection(part, threads, progress)
    return EVALUATIONS[what](Task(paths, model, boundaries, all_rows, selection))


def _evaluate_types(task: Task) -> dict[str, dict[str, Any]]:
    rows = _rows(task, "types")
    shown, limits = _shown(task, "types", rows)
    words = cross_validated("types", rows)

    def score(picked: Sequence[int]) -> dict[str, Any]:
        gold = [rows[i].types or () for i in picked]

        def baseline(table: Sequence[Sequence[float]]) -> dict[str, Any]:
            return _some(types_scores(gold, table, HALVES), ("macro_f1", "primary_accuracy"))

        found = types_scores(gold, [shown[i] for i in picked], limits)
        found["baselines"] = {
            "majority": baseline(majority("types", [rows[i] for i in picked])),
            "tfidf_lr": baseline([words[i] for i in picked]) if words else None,
        }
        return found

    return _by_source(rows, score)


def _evaluate_stance(task: Task) -> dict[str, dict[str, Any]]:
    rows = _rows(task, "stance")
    shown, _ = _shown(task, "stance", rows)
    words = cross_validated("stance", rows)

    def score(picked: Sequence[int]) -> dict[str, Any]:
        gold = [gold_stance(rows[i]) for i in picked]

        def baseline(table: Sequence[Sequence[float]]) -> dict[str, Any]:
            return _some(stance_scores(gold, table), ("macro_f1", "accuracy"))

        found = stance_scores(gold, [shown[i] for i in picked])
        found["baselines"] = {
            "majority": baseline(majority("stance", [rows[i] for i in picked])),
            "tfidf_lr": baseline([words[i] for i in picked]) if words else None,
        }
        return found

    return _by_source(rows, score)


def _evaluate_replies(task: Task) -> dict[str, dict[str, Any]]:
    return evaluate_replies(
        task.paths, model=task.model, boundaries=task.boundaries, selection=task.selection
    )


EVALUATIONS: Mapping[str, Callable[[Task], dict[str, dict[str, Any]]]] = MappingProxyType(
    {"types": _evaluate_types, "stance": _evaluate_stance, "replies": _evaluate_replies}
)
"""What can be scored: name -> the function that does it."""


def _rows(task: Task, head: str) -> list[Example]:
    """The rows that say this head's labels and may be measured on."""
    part = task.selection.part
    told = [
        e
        for e in read_labels(label_files(task.paths))
        if getattr(e, head) and part in ("all", split_of(e.key))
    ]
    rows = [e for e in told if e.measured or task.all_rows]
    if not rows:
        hidden = '; it has some with "sampling": score them with --all' if told else ""
        raise UnreadableSource(
            ", ".join(map(str, task.paths)),
            f"no row to measure {head} on{hidden}",
            next_step=f'Give labelled comments: JSON lines with "text" and "{head}".',
        )
    return rows


def _shown(
    task: Task, head: str, rows: Sequence[Example]
) -> tuple[list[tuple[float, ...]], tuple[float, ...]]:
    """The model's calibrated probabilities, and its thresholds."""
    encoder = load_model(task.model)
    known = encoder.folder.head(head)
    if known is None:
        raise ModelError(
            str(encoder.folder.path),
            f"labels.json has no head {head!r}",
            next_step=f"Take a model that tells {head}.",
        )
    scores = encoder.score([Pair(e.answered, e.own) for e in rows])
    return [s.by_head[head] for s in scores], known.thresholds


def _by_source(
    rows: Sequence[Example], score: Callable[[Sequence[int]], dict[str, Any]]
) -> dict[str, dict[str, Any]]:
    places: dict[str, list[int]] = {}
    for place, example in enumerate(rows):
        places.setdefault(example.source, []).append(place)
    found = {source: score(places[source]) for source in sorted(places)}
    return {**found, ALL: score(range(len(rows)))}


def _some(scores: Mapping[str, Any], keys: Sequence[str]) -> dict[str, Any]:
    return {key: scores[key] for key in keys}


def table(scores: Mapping[str, Mapping[str, Any]]) -> str:
    """Lays out scores for the terminal.

    Args:
        scores: From evaluate.

    Returns:
        One line a source under a heading line. Of types and stance, what holds a figure for each
        label or for each baseline is listed below, for all sources together.
    """
    if is_of_replies(scores):
        return as_text(reply_table(scores))
    plain = [k for k, v in scores[ALL].items() if not isinstance(v, Mapping)]
    lines = [["source", *plain]]
    lines += [[name, *(_figure(found[k]) for k in plain)] for name, found in scores.items()]
    widths = [max(len(line[k]) for line in lines) for k in range(len(lines[0]))]
    text = [
        "  ".join([line[0].ljust(widths[0]), *map(str.rjust, line[1:], widths[1:])])
        for line in lines
    ]
    for key, found in scores[ALL].items():
        if isinstance(found, Mapping):
            text += ["", f"{key.replace('_', ' ')} ({ALL})"]
            text += [f"  {name:<20} {_inner(value)}" for name, value in found.items()]
    return "\n".join(text)


def _inner(value: Any) -> str:
    if isinstance(value, Mapping):
        return "  ".join(f"{key} {_figure(inner)}" for key, inner in value.items())
    return _figure(value)


def _figure(value: Any) -> str:
    if value is None:
        return "–"
    return f"{value:.3f}" if isinstance(value, float) else str(value)
