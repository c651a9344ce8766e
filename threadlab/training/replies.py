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
from threadlab.replies.candidates import candidates
from threadlab.replies.decode import NEAREST, decode
from threadlab.replies.features import FEATURES, rows
from threadlab.replies.finders import FINDERS
from threadlab.replies.material import lay_out
from threadlab.replies.outline import Outline, outline
from threadlab.replies.weights import (
    STEPS,
    ParentModel,
    network,
    reply_model,
)
from threadlab.thread import Thread, own_words
from threadlab.training.replies_card import card
from threadlab.training.replies_data import (
    Page,
    certain_parents,
    divided,
    doubtful_in,
    flatten,
    gold_parents,
    hidden,
    paged,
    part_of,
    read_pages,
    rows_of,
    separate,
)
from threadlab.training.replies_fit import Group, fit_choice, platt
from threadlab.training.replies_lines import train_lines
from threadlab.training.replies_restored import calibrate_restored, source_weights

# Threads a source, and pages that come flattened; more of the same teach little and take long.
MOST_THREADS = 700
MOST_CHAINS = 2_600
MOST_PAGES = 210
# Answers a source that are learned from, and that calibrate.
MOST_ANSWERS = {"train": 2_500, "valid": 1_000}
# Comments a thread that are learned from.
MOST_COMMENTS = 150
REACHES = (0.0, 0.25, 0.5, 0.75, 1.0)
NEARLY = 0.99
UNQUOTED = ", unquoted"
# A thread of fewer comments is a mere chain, of which more are taken.
SHORT = 6

Report = Callable[[str], object]


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
    and calibration, 20 % are not used, so that they can measure. The same data and seed give the
    same files.

    Args:
        data: A folder with threads/ (threads with stated parents) and flattened/ (flattened
            threads).
        out: Folder for parents.json, lines.json; made if it is not there.
        seed: Fixes the result.
        leave_out: Sources, or first words of their names ("reddit"), that are not learned from.
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
    lines = train_lines(pages, seed=seed)
    parents: dict[str, Any] = {}
    for order in ("posted", "page"):
        say(f"parents in {order} order")
        parents[order] = train_parents(_with_gold(threads, pages, order), order, seed=seed)
    say("calibration on pages without boundaries")
    held_back = [page for page in pages if page.part == "valid"]
    parents["page"]["restored"] = calibrate_restored(reply_model(folder, parents, lines), held_back)
    _write(folder / "lines.json", lines)
    _write(folder / "parents.json", parents)
    (folder / "README.md").write_text(card(threads, pages, lines, parents), encoding="utf-8")
    return folder


def _write(path: Path, values: Any) -> None:
    text = json.dumps(values, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    path.write_text(text + "\n", encoding="utf-8")


def _left_out(source: str, leave_out: Collection[str]) -> bool:
    return any(source == name or source.startswith(f"{name}-") for name in leave_out)


def _material(
    data: Path, leave_out: Collection[str], say: Report
) -> tuple[list[Thread], list[Page]]:
    """Reads the threads and pages that are not held back."""
    files = sorted(data.rglob("*.jsonl*"))
    pages: dict[tuple[str, str], Page] = {}
    count: Counter[str] = Counter()
    for page in read_pages(path for path in files if path.parent.name == "flattened"):
        if page.part == "test" or _left_out(page.source, leave_out):
            continue
        count[page.source] += 1
        if count[page.source] <= MOST_PAGES:
            pages[page.source, page.thread] = page
    threads: list[Thread] = []
    for path in files:
        if path.parent.name != "threads":
            continue
        say(f"reading {path.name}")
        doubtful = doubtful_in(rows_of(path))
        taken = 0
        for thread in read_all(path):
            source = thread.source or ""
            if _left_out(source, leave_out) or part_of(source, thread.id) == "test":
                continue
            taken += 1
            if taken > (MOST_CHAINS if len(thread.comments) < SHORT else MOST_THREADS):
                break
            threads.append(certain_parents(thread, doubtful))
            # Nobody pastes a flattened mailing list: its pages would only teach long comments.
            if thread.comments[0].format != "email":
                pages.setdefault((source, thread.id), flatten(threads[-1]))
    return threads, [page for page in pages.values() if len(page.starts) > 1]


def _with_gold(
    threads: Sequence[Thread], pages: Sequence[Page], order: str
) -> Iterator[tuple[Thread, dict[int, int], str]]:
    """Threads in one order with known parents (those that are scored) and their part."""
    for thread in threads:
        source = thread.source or ""
        part = part_of(source, thread.id)
        if order == "posted" and thread.order == "posted":
            yield hidden(thread), gold_parents(thread), part
            if part == "train":
                # Elsewhere people talk alike, but do not quote.
                yield unquoted(hidden(thread)), gold_parents(thread), part
        elif order == "page":
            # A page that kept names and marks, such as one saved with its nesting lost.
            bare, parents = paged(thread)
            yield bare, parents, part
    if order == "page":
        for page in pages:
            certain = zip(page.parents, page.scored, strict=True)
            parents = {c: p for c, (p, s) in enumerate(certain) if p is not None and s}
            yield separate(page), parents, page.part


def unquoted(thread: Thread) -> Thread:
    """The thread as if nobody had quoted: as a source of its own."""
    comments = tuple(
        replace(comment, body=own_words(comment), format="plain", passages=())
        for comment in divided(thread).comments
    )
    return replace(thread, source=f"{thread.source}{UNQUOTED}", comments=comments)


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
        The JSON form of a ParentModel, and "valid": the share of right parents held back.
    """
    by_source: dict[str, list[Group]] = defaultdict(list)
    held_back: list[tuple[Outline, dict[int, int]]] = []
    answers: Counter[tuple[str | None, bool, str]] = Counter()
    for thread, parents, part in gold:
        named = any(comment.author for comment in thread.comments)
        kind = (thread.source, named, part)
        if not parents or answers[kind] >= MOST_ANSWERS[part]:
            continue
        answers[kind] += len(parents)
        view = _outline(thread)
        if part == "valid":
            held_back.append((view, parents))
        else:
            by_source[f"{thread.source} {named}"].extend(_groups(view, parents, order))
    groups = [
        replace(group, weight=1 / math.sqrt(len(found)))
        for found in by_source.values()
        for group in found
    ]
    step_kinds = STEPS + 1 if order == "page" else 0
    fitted = fit_choice(groups, FEATURES, step_kinds=step_kinds, seed=seed)
    return _calibrate(fitted, held_back, order)


def _groups(view: Outline, parents: dict[int, int], order: str) -> Iterator[Group]:
    """The possible parents of each comment, which of them is right, and the kinds of steps."""
    import numpy as np

    children, found = candidates(view, order)
    for child in range(1, min(view.count, MOST_COMMENTS)):
        if child not in parents:
            continue
        first, last = np.searchsorted(children, (child, child + 1))
        options: list[int] = found[first:last].tolist()
        if order == "posted":
            steps = [0] * (len(options) + 1)
            options.append(-1)
        else:
            seen = set(options)
            path = enumerate(_path(parents, child))
            pairs = [(p, s) for s, p in path if s < NEAREST or p in seen]
            options = [p for p, _ in pairs]
            steps = [min(s, STEPS) for _, s in pairs]
        right = parents[child] if parents[child] in options else -1
        if right in options:
            values = rows(view, np.full(len(options), child), np.array(options))
            yield Group(values.astype(np.float32), options.index(right), steps)


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
    weighing = network(fitted)
    best: dict[str, Any] = {"reach": 0.0, "slope": 1.0, "offset": 0.0, "valid": 0.0}
    for reach in REACHES if order == "page" else (0.0,):
        model = ParentModel(weighing, fitted.get("steps", [0.0]), reach, 1.0, 0.0, (1.0, 0.0))
        tried = _tried(held_back, model, order)
        score = _balanced(tried)
        # With known boundaries the reach matters little. Where they were restored, what is quoted
        # further down mends the path: the greatest reach that does nearly as well is taken.
        if score >= NEARLY * best["valid"]:
            slope, offset = platt(
                [odds for odds, _, _ in tried],
                [right for _, right, _ in tried],
                source_weights(tried),
            )
            best = {"reach": reach, "slope": slope, "offset": offset, "valid": round(score, 4)}
    return {"steps": [0.0], "restored": [1.0, 0.0], **fitted, **best}


def _tried(
    held_back: list[tuple[Outline, dict[int, int]]], model: ParentModel, order: str
) -> list[tuple[float, bool, str]]:
    """Log odds of each chosen parent, whether it is right, and the source."""
    found: list[tuple[float, bool, str]] = []
    for view, parents in held_back:
        source = view.material.thread.source or ""
        for child, choice in enumerate(decode(view, model, order), start=1):
            if child in parents:
                p = min(max(choice.probability, 1e-6), 1 - 1e-6)
                found.append((math.log(p / (1 - p)), choice.parent == parents[child], source))
    return found


def _balanced(tried: Sequence[tuple[float, bool, str]]) -> float:
    """Share that is right, each source weighing as the root of its size."""
    weights = source_weights(tried)
    hits = math.fsum(w for w, (_, right, _) in zip(weights, tried, strict=True) if right)
    return hits / math.fsum(weights) if weights else 0.0
