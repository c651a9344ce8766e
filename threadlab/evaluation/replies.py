"""Scores of rebuilt replies on threads with known parents, marked, flattened or without boundaries.

Parents are hidden from rebuild and compared with what it finds. Keys that begin with "gold" are
read here and by no stage.
"""

from collections.abc import Callable, Iterable, Sequence
from os import PathLike
from pathlib import Path
from typing import Any, TypeVar

from threadlab.errors import UnknownName, UnreadableSource
from threadlab.evaluation.boundaries import boundary_scores, restored
from threadlab.evaluation.gold import (
    FLATTENED,
    MARKED,
    Selection,
    Survey,
    flattened_pages,
    marked_threads,
    survey,
)
from threadlab.evaluation.parents import answers, parent_scores
from threadlab.replies.weights import ReplyModel, load_model
from threadlab.training.replies_data import Page, hidden, separate

ALL = "all"

PathName = str | PathLike[str]
Scores = dict[str, dict[str, Any]]
_Item = TypeVar("_Item")


def evaluate_replies(
    paths: Sequence[PathName],
    *,
    model: PathName | None = None,
    boundaries: str = "lost",
    selection: Selection | None = None,
) -> Scores:
    """Scores rebuild on files of threads or of flattened threads.

    Args:
        paths: Files of one kind: threads with stated parents (JSON lines, or any format that
            threadlab reads), or flattened threads (JSON lines).
        model: A folder with a model of replies; None: the one that ships with threadlab.
        boundaries: Of flattened files: "given" (it is told where comments begin) or "lost".
        selection: Which threads are scored; None: all.

    Returns:
        For each source, and for "all" of them together, the scores as fractions.

    Raises:
        UnknownName: There are no such boundaries.
        UnreadableSource: A file cannot be read, the files are of two kinds, or no parent in them
            can be scored.
        ModelError: The model cannot be used.
    """
    if boundaries not in ("given", "lost"):
        raise UnknownName("boundaries", boundaries, ("given", "lost"))
    chosen = load_model(None if model is None else Path(model))
    files = [survey(path) for path in paths]
    for file in files:
        if file.kind != files[0].kind:
            raise UnreadableSource(
                file.path,
                f"holds {file.kind} threads, {files[0].path} holds {files[0].kind} ones: their "
                "scores cannot be pooled",
                next_step="Score them apart, or write a report, which keeps them apart.",
            )
    return _scores(files, chosen, boundaries, selection or Selection())


def situations(
    paths: Sequence[PathName],
    *,
    model: PathName | None = None,
    selection: Selection | None = None,
) -> dict[str, Scores]:
    """Scores rebuild in every situation that the files allow.

    Args:
        paths: Files of threads, flattened threads, or both.
        model: As evaluate_replies takes it.
        selection: As evaluate_replies takes it.

    Returns:
        Scores, as evaluate_replies gives them, for "marked" (files of threads), "given" and
        "lost" (flattened ones, told where comments begin or not); those that there are.

    Raises:
        UnreadableSource: A file cannot be read, or no parent in it can be scored.
        ModelError: The model cannot be used.
    """
    chosen = load_model(None if model is None else Path(model))
    files = [survey(path) for path in paths]
    picked = selection or Selection()
    found: dict[str, Scores] = {}
    for name, kind in ((MARKED, MARKED), ("given", FLATTENED), ("lost", FLATTENED)):
        its = [file for file in files if file.kind == kind]
        if its:
            found[name] = _scores(its, chosen, name, picked)
    return found


def _scores(
    files: Sequence[Survey], model: ReplyModel, boundaries: str, selection: Selection
) -> Scores:
    if files[0].kind == MARKED:
        threads = (found for file in files for found in marked_threads(file, selection))
        marked = ((t.source or "", answers(hidden(t), gold, model)) for t, gold in threads)
        return _judged(files, (pair for pair in marked if pair[1]), parent_scores)
    pages = (page for file in files for page in flattened_pages(file, selection))
    if boundaries == "given":
        given = ((page.source, answers(separate(page), _gold(page), model)) for page in pages)
        return _judged(files, (pair for pair in given if pair[1]), parent_scores)
    lost = ((page.source, restored(page, model)) for page in pages if len(page.starts) > 1)
    return _judged(files, lost, boundary_scores)


def _gold(page: Page) -> dict[int, int]:
    certain = enumerate(zip(page.parents, page.scored, strict=True))
    return {child: p for child, (p, scored) in certain if p is not None and scored and child}


def _judged(
    files: Sequence[Survey],
    found: Iterable[tuple[str, _Item]],
    score: Callable[[Sequence[_Item]], dict[str, Any]],
) -> Scores:
    by_source: dict[str, list[_Item]] = {}
    for source, item in found:
        by_source.setdefault(source, []).append(item)
    everything = [item for items in by_source.values() for item in items]
    if not everything:
        raise UnreadableSource(
            ", ".join(file.path for file in files),
            "no comment with a known parent is in what is to be scored",
            next_step='Give threads whose comments have a "parent", or flattened threads.',
        )
    scores = {source: score(items) for source, items in sorted(by_source.items())}
    return {**scores, ALL: score(everything)}
