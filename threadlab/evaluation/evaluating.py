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

from threadlab.encoder import Model, ModelFolder, open_folder
from threadlab.errors import ModelError, UnknownName
from threadlab.evaluation.gold import Progress, Selection
from threadlab.evaluation.label_tables import label_tables
from threadlab.evaluation.labels import evaluate_labels
from threadlab.evaluation.replies import PathName, evaluate_replies
from threadlab.evaluation.tables import as_text, is_of_replies, reply_table


@dataclass(frozen=True, slots=True)
class Task:
    """What is to be scored, and how.

    Attributes:
        paths: The labelled files.
        model: A model folder; None: the shipped one.
        boundaries: Of a flattened file: "given" or "lost".
        all_rows: Whether rows that belong to no random sample are scored, too.
        prior: Of stance: "model", or "forum": shifted to the shares estimated for each source.
        selection: Which threads are scored.
        texts: Where rows without text find it.
    """

    paths: tuple[PathName, ...]
    model: Model = None
    boundaries: str = "lost"
    all_rows: bool = False
    prior: str = "model"
    selection: Selection = field(default_factory=Selection)
    texts: tuple[PathName, ...] = ()


def evaluate(
    what: str,
    path: PathName | Sequence[PathName],
    *,
    model: Model = None,
    engine: str | None = None,
    boundaries: str = "lost",
    prior: str = "model",
    all_rows: bool = False,
    part: str = "all",
    threads: int | None = None,
    texts: Sequence[PathName] = (),
    progress: Progress | None = None,
) -> dict[str, dict[str, Any]]:
    """Scores a model on labelled files.

    Args:
        what: One of EVALUATIONS.
        path: The labelled file, or several, whose sources are pooled.
        model: A model folder, of types and stance also a classifier of Hugging Face; None: the
            one that ships with threadlab.
        engine: Of types and stance: what runs the model, as classify takes it.
        boundaries: Of a flattened file: whether it is told where comments begin ("given") or
            not ("lost").
        prior: Of stance: "model", or "forum": the answers are shifted to the shares of stances
            that those for a source speak for, where it has a hundred.
        all_rows: Whether rows with "sampling", which belong to no random sample, are scored, too.
        part: Only threads of this part of the split by thread: "train", "valid" or "test", which
            no shipped model has seen; "all".
        threads: Of replies: at most so many threads a source, the first ones; None: all.
        texts: Of types and stance: files of threads, or folders of them, in which rows without
            text find it.
        progress: Of replies: shows how far it is; takes the threads and how many there are, gives
            the threads. Of types and stance a terminal shows it in any case.

    Returns:
        For each source, and for "all" of them together, the scores as fractions, with those of
        the baselines; a baseline is None where there is too little to learn from. For types and
        stance: "n" comments of so many "threads", "macro_f1", "per_type" or "per_stance",
        "primary_accuracy" or "accuracy", "ece", of stance "macro_f1_at_70" (on the most certain
        70 %), "baselines", "intervals" (95 %, by the bootstrap over whole threads; None for a
        single thread), "gain" (likewise, macro-F1 minus the word model's), "confusion" (first
        label: gold, then answered), "coverage" (scores on the most certain 100 %, 90 %, …),
        "unsure" (what the limit of doubt does) and "reliability"; with the prior "forum" also the
        "shares" of the stances estimated for a source, None: it has too few. For replies:

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
    if engine is not None:
        model = open_folder(model, engine=engine)
    selection = Selection(part, threads, progress)
    return EVALUATIONS[what](
        Task(paths, model, boundaries, all_rows, prior, selection, tuple(texts))
    )


def _evaluate_types(task: Task) -> dict[str, dict[str, Any]]:
    return _labels("types", task)


def _evaluate_stance(task: Task) -> dict[str, dict[str, Any]]:
    return _labels("stance", task)


def _labels(what: str, task: Task) -> dict[str, dict[str, Any]]:
    return evaluate_labels(
        what,
        task.paths,
        model=task.model,
        all_rows=task.all_rows,
        prior=task.prior,
        texts=task.texts,
        selection=task.selection,
    )


def _evaluate_replies(task: Task) -> dict[str, dict[str, Any]]:
    if isinstance(task.model, ModelFolder):
        raise ModelError(
            str(task.model.path),
            "it tells types or stance, not who answers whom",
            next_step="Name a folder from threadlab train replies.",
        )
    return evaluate_replies(
        task.paths, model=task.model, boundaries=task.boundaries, selection=task.selection
    )


EVALUATIONS: Mapping[str, Callable[[Task], dict[str, dict[str, Any]]]] = MappingProxyType(
    {"types": _evaluate_types, "stance": _evaluate_stance, "replies": _evaluate_replies}
)
"""What can be scored: name -> the function that does it."""


def table(scores: Mapping[str, Mapping[str, Any]]) -> str:
    """Lays out scores for the terminal.

    Args:
        scores: From evaluate.

    Returns:
        Lines: a source each; of types and stances also F1 by label, confusion and coverage.
    """
    return as_text(reply_table(scores)) if is_of_replies(scores) else label_tables(scores)
