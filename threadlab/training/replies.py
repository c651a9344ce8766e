"""Training of the replies room: which earlier comment is answered, where comments begin."""

import json
import math
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from os import PathLike
from pathlib import Path
from typing import Any

from threadlab.readers import read_all
from threadlab.replies.decode import NEAREST, decode
from threadlab.replies.features import FEATURES, Outline, candidates, outline, row
from threadlab.replies.finders import FINDERS
from threadlab.replies.lines import (
    FIRST,
    SECOND,
    Line,
    closing_words,
    first_rows,
    opening_words,
    read_lines,
    second_rows,
)
from threadlab.replies.material import lay_out
from threadlab.replies.restore import chance, first_lines
from threadlab.replies.weights import STEPS, LineModel, Network, ParentModel
from threadlab.thread import Thread
from threadlab.training.replies_data import (
    Page,
    divided,
    flatten,
    gold_parents,
    hidden,
    paged,
    part_of,
    read_pages,
    restyled,
    separate,
)
from threadlab.training.replies_fit import fit_choice, fit_words, fit_yes_no, folds, platt

FOLDS = 2
# Threads a source that are learned from; more of the same teach little and take long.
MOST_THREADS = 200
MOST_PAGES = 60
# Times that each page is learned from again in other habits.
RESTYLED = 1
# Comments a thread that are learned from.
MOST_COMMENTS = 150
THRESHOLDS = [n / 100 for n in range(20, 71, 2)]
REACHES = (0.0, 0.25, 0.5, 0.75, 1.0)

Group = tuple[list[list[float]], int, float]
Report = Callable[[str], None]


def train_replies(
    data: str | PathLike[str],
    *,
    out: str | PathLike[str],
    seed: int = 1,
    leave_out: Collection[str] = (),
    report: Report | None = None,
) -> Path:
    """Trains the models of reply finding and of comment boundaries.

    Threads are divided by their key (source and id): 70 % are learned from, 10 % choose threshold
    and calibration, 20 % are never looked at. The same data and seed give the same files.

    Args:
        data: A folder with threads/ (threads with stated parents) and flattened/ (flattened
            threads), or with files of either kind.
        out: Folder for parents.json, lines.json; made if it is not there.
        seed: Fixes the result.
        leave_out: Sources that are not learned from.
        report: Called with a line on what is being done.

    Returns:
        The folder.

    Raises:
        MissingExtra: scikit-learn is not installed.
        UnreadableSource: A file cannot be read.
    """
    say = report or (lambda _: None)
    threads, pages = _material(Path(data), leave_out, say)
    folder = Path(out)
    folder.mkdir(parents=True, exist_ok=True)
    say(f"lines of {len(pages)} pages")
    _write(folder / "lines.json", train_lines(pages, seed=seed))
    parents = {}
    for order in ("posted", "page"):
        say(f"parents in {order} order")
        parents[order] = train_parents(_with_gold(threads, pages, order), order, seed=seed)
    _write(folder / "parents.json", parents)
    return folder


def _write(path: Path, values: Any) -> None:
    text = json.dumps(values, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    path.write_text(text + "\n", encoding="utf-8")


def _material(
    data: Path, leave_out: Collection[str], say: Report
) -> tuple[list[Thread], list[Page]]:
    """Reads the threads and pages that are not held back, at most MOST_THREADS a source."""
    files = sorted(data.rglob("*.jsonl*"))
    flat = [path for path in files if path.parent.name == "flattened"]
    pages: list[Page] = []
    count: Counter[str] = Counter()
    for page in read_pages(flat):
        if page.part == "test" or page.source in leave_out or count[page.source] >= MOST_PAGES:
            continue
        count[page.source] += 1
        pages.append(page)
    sources = {page.source for page in pages}
    threads: list[Thread] = []
    for path in files:
        if path.parent.name != "threads":
            continue
        say(f"reading {path.name}")
        taken = 0
        for thread in read_all(path):
            source = thread.source or ""
            if source in leave_out or part_of(source, thread.id) == "test":
                continue
            taken += 1
            threads.append(thread)
            if source not in sources and not source.endswith("-silver"):
                pages.append(flatten(thread))
            if taken >= MOST_THREADS:
                break
    return threads, [page for page in pages if len(page.starts) > 1]


def _with_gold(
    threads: Sequence[Thread], pages: Sequence[Page], order: str
) -> Iterator[tuple[Thread, dict[int, int], str]]:
    """Threads in one order with known parents (those that are scored) and their part."""
    for thread in threads:
        source = thread.source or ""
        part = part_of(source, thread.id)
        if order == "posted" and thread.order == "posted":
            yield hidden(thread), gold_parents(thread), part
        elif order == "page":
            # A page that kept names and marks, such as one saved with its nesting lost.
            bare, parents = paged(thread)
            yield bare, parents, part
    if order == "page":
        for page in pages:
            certain = zip(page.parents, page.scored, strict=True)
            parents = {c: p for c, (p, s) in enumerate(certain) if p is not None and s}
            yield separate(page), parents, page.part


def _outline(thread: Thread) -> Outline:
    material = lay_out(divided(thread))
    clues = [c for name, find in FINDERS.items() if name != "stated" for c in find(material)]
    return outline(material, clues)


def train_parents(
    gold: Iterable[tuple[Thread, dict[int, int], str]], order: str, *, seed: int = 1
) -> dict[str, Any]:
    """Trains the weighing for one order of comments.

    Args:
        gold: Threads without stated parents, their parents by number, their part.
        order: "posted" or "page".
        seed: Fixes the result.

    Returns:
        The JSON form of a ParentModel.
    """
    by_source: dict[str, list[tuple[list[list[float]], int, list[int]]]] = defaultdict(list)
    held_back: list[tuple[Outline, dict[int, int]]] = []
    for thread, parents, part in gold:
        if len(thread.comments) < 2 or not parents:
            continue
        view = _outline(thread)
        if part == "valid":
            held_back.append((view, parents))
        elif part == "train":
            kind = f"{thread.source} {view.constant[1] > 0}"
            by_source[kind].extend(_groups(view, parents, order))
    groups: list[Group] = []
    kinds: list[list[int]] = []
    for found in by_source.values():
        for rows, right, steps in found:
            groups.append((rows, right, 1 / math.sqrt(len(found))))
            kinds.append(steps)
    page = order == "page"
    fitted = fit_choice(
        groups, FEATURES, kinds if page else None, step_kinds=STEPS + 1 if page else 0, seed=seed
    )
    return _calibrate(fitted, held_back, order)


def _groups(
    view: Outline, parents: dict[int, int], order: str
) -> Iterator[tuple[list[list[float]], int, list[int]]]:
    """Rows of the possible parents of each comment, the right one's number, kinds of steps."""
    count = len(view.material.entries)
    full = dict(parents)
    for child in range(1, min(count, MOST_COMMENTS)):
        if child not in parents:
            continue
        if order == "posted":
            options: list[int] = list(candidates(view, child))
            steps = [0] * len(options)
        else:
            path = _path(full, child)
            seen = set(candidates(view, child))
            pairs = [(p, s) for s, p in enumerate(path) if s < NEAREST or p in seen]
            options = [p for p, _ in pairs]
            steps = [min(s, STEPS) for _, s in pairs]
        rows = [row(view, child, parent) for parent in options]
        if order == "posted":
            rows.append(row(view, child, None))
            steps.append(0)
        if parents[child] in options:
            yield rows, options.index(parents[child]), steps
        elif order == "posted":
            yield rows, len(rows) - 1, steps


def _path(parents: dict[int, int], child: int) -> list[int]:
    """From the comment before up to the opening post."""
    path = [child - 1]
    while path[-1] > 0:
        path.append(parents.get(path[-1], 0))
    return path


def _calibrate(
    fitted: dict[str, Any], held_back: list[tuple[Outline, dict[int, int]]], order: str
) -> dict[str, Any]:
    """Chooses the reach and the calibration on held-back threads."""
    numbers = fitted["network"]
    network = Network(**{**numbers, "features": tuple(numbers["features"])})
    best: tuple[float, dict[str, Any]] | None = None
    for reach in REACHES if order == "page" else (0.0,):
        model = ParentModel(network, fitted.get("steps", [0.0]), reach, 1.0, 0.0)
        odds: list[float] = []
        right: list[bool] = []
        sources: list[str] = []
        for view, parents in held_back:
            for child, choice in enumerate(decode(view, model, order), start=1):
                if child in parents:
                    p = min(max(choice.probability, 1e-6), 1 - 1e-6)
                    odds.append(math.log(p / (1 - p)))
                    right.append(choice.parent == parents[child])
                    sources.append(view.material.thread.source or "")
        score = _balanced(right, sources)
        if best is None or score > best[0] + 1e-6:
            slope, offset = platt(odds, right)
            best = score, {"reach": reach, "slope": slope, "offset": offset}
    if best is None:
        return {**fitted, "steps": [0.0], "reach": 0.0, "slope": 1.0, "offset": 0.0}
    return {"steps": [0.0], **fitted, **best[1], "valid": round(best[0], 4)}


def _balanced(right: Sequence[bool], sources: Sequence[str]) -> float:
    """Share that is right, each source weighing as the root of its size."""
    hits = Counter(s for s, r in zip(sources, right, strict=True) if r)
    sizes = Counter(sources)
    total = sum(math.sqrt(n) for n in sizes.values())
    return sum(hits[s] / math.sqrt(n) for s, n in sizes.items()) / total if total else 0.0


def train_lines(pages: Sequence[Page], *, seed: int = 1) -> dict[str, Any]:
    """Trains the model of first lines.

    Words and the first network are fitted on three quarters of the pages at a time to give their
    answers on the fourth, so that the second network learns from answers as they are on pages
    never seen.

    Args:
        pages: Flattened threads, the held-back ones ("valid") among them.
        seed: Fixes the result.

    Returns:
        The JSON form of a LineModel.
    """
    learned = [page for page in pages if page.part == "train"]
    learned.extend([restyled(page, seed + n) for page in learned for n in range(RESTYLED)])
    sizes = Counter(page.source for page in learned for _ in page.lines)
    lines = [read_lines(page.lines) for page in learned]
    gold = [_starts(page) for page in learned]
    weights = [[1 / math.sqrt(sizes[p.source])] * len(p.lines) for p in learned]
    fold_of = folds([page.thread for page in learned], FOLDS, seed)
    parts = [fold_of[page.thread] for page in learned]
    rows: list[list[list[float]]] = [[] for _ in learned]
    guesses: list[list[float]] = [[] for _ in learned]
    for fold in range(FOLDS):
        rest = [n for n, part in enumerate(parts) if part != fold]
        openers, closers = _fit_page_words(rest, lines, gold, weights)
        for number, part in enumerate(parts):
            if part == fold:
                rows[number] = first_rows(lines[number], openers, closers)
    for fold in range(FOLDS):
        rest = [n for n, part in enumerate(parts) if part != fold]
        first = _fit_rows(rest, rows, gold, weights, FIRST, seed)
        for number, part in enumerate(parts):
            if part == fold:
                guesses[number] = [chance(s) for s in first.scores(rows[number])]
    everything = list(range(len(learned)))
    openers, closers = _fit_page_words(everything, lines, gold, weights)
    first = _fit_rows(everything, rows, gold, weights, FIRST, seed)
    seen = [
        second_rows(r, page, guess) for r, page, guess in zip(rows, lines, guesses, strict=True)
    ]
    second = _fit_rows(everything, seen, gold, weights, SECOND, seed)
    model = LineModel(first, second, openers, closers, 0.5, 0.0)
    threshold, sure = _threshold(model, [page for page in pages if page.part == "valid"])
    return {
        "first": _plain(first),
        "second": _plain(second),
        "openers": openers,
        "closers": closers,
        "threshold": threshold,
        "starts_sure": sure,
    }


def _plain(network: Network) -> dict[str, Any]:
    return {name: getattr(network, name) for name in Network.__slots__}


def _starts(page: Page) -> list[bool]:
    starts = set(page.starts)
    return [number in starts for number in range(len(page.lines))]


def _fit_page_words(
    numbers: Sequence[int],
    lines: Sequence[list[Line]],
    gold: Sequence[list[bool]],
    weights: Sequence[list[float]],
) -> tuple[dict[str, float], dict[str, float]]:
    """Weights of opening words, and of words that close the line before a first line."""
    right = [g for n in numbers for g in gold[n][1:]]
    weight = [w for n in numbers for w in weights[n][1:]]
    scale = len(weight) / math.fsum(weight)
    weight = [w * scale for w in weight]
    openers = fit_words([opening_words(x) for n in numbers for x in lines[n][1:]], right, weight)
    closers = fit_words([closing_words(x) for n in numbers for x in lines[n][:-1]], right, weight)
    return openers, closers


def _fit_rows(
    numbers: Sequence[int],
    rows: Sequence[list[list[float]]],
    gold: Sequence[list[bool]],
    weights: Sequence[list[float]],
    features: Sequence[str],
    seed: int,
) -> Network:
    import numpy as np

    values = np.asarray([r for n in numbers for r in rows[n][1:]], dtype=np.float32)
    right = [g for n in numbers for g in gold[n][1:]]
    weight = [w for n in numbers for w in weights[n][1:]]
    fitted = fit_yes_no(values, right, weight, features, seed=seed)
    return Network(**{**fitted, "features": tuple(features)})


def _threshold(model: LineModel, pages: Sequence[Page]) -> tuple[float, float]:
    """The threshold with the best mean F1 over sources, and the precision it gives."""
    by_source: dict[str, list[Page]] = defaultdict(list)
    for page in pages:
        by_source[page.source].append(page)
    found: list[tuple[float, float, float]] = []
    lines = {id(page): read_lines(page.lines) for page in pages}
    for threshold in THRESHOLDS:
        chosen = replace(model, threshold=threshold)
        scores: list[tuple[float, float]] = []
        for its in by_source.values():
            hit = given = there = 0
            for page in its:
                starts = set(first_lines(lines[id(page)], chosen, first=1))
                gold = set(page.starts[1:])
                hit, given, there = hit + len(starts & gold), given + len(starts), there + len(gold)
            scores.append((2 * hit / max(1, given + there), hit / max(1, given)))
        mean = math.fsum(f for f, _ in scores) / max(1, len(scores))
        precision = math.fsum(p for _, p in scores) / max(1, len(scores))
        found.append((mean, threshold, precision))
    mean, threshold, precision = max(found, key=lambda item: (item[0], -item[1]))
    return threshold, round(precision, 4)
