"""Scores of rebuilt replies on threads with known parents, marked, flattened or without boundaries.

Parents are hidden from rebuild and compared with what it finds. Keys that begin with "gold" are
read here and by no stage.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from os import PathLike
from pathlib import Path
from typing import Any, TypeVar

from threadlab.errors import UnknownName, UnreadableSource
from threadlab.readers import read_all
from threadlab.replies.material import Material, lay_out
from threadlab.replies.rebuilding import rebuild_with
from threadlab.replies.weights import ReplyModel, load_model
from threadlab.scores import accuracy, calibration_error, most_certain
from threadlab.thread import Thread, primary_replies
from threadlab.training.replies_data import (
    Page,
    divided,
    doubtful_in,
    gold_parents,
    hidden,
    page_from,
    rows_of,
    separate,
    undivided,
)

ALL = "all"
CERTAIN = 0.7
QUOTE_LETTERS = 20
"""Letters and digits of an earlier comment, word for word, that the baseline takes for a quote."""

Scores = dict[str, dict[str, Any]]
_Item = TypeVar("_Item")


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


@dataclass(frozen=True, slots=True)
class Cuts:
    """How one page's boundaries were restored.

    Attributes:
        found: First lines that were found; the opening post's is not counted.
        known: First lines that there are.
        hits: Those of them that were found.
        attached_found: First lines found, without those whose parent is not certain.
        attached_known: First lines whose parent is certain.
        attached_hits: Those of them that were found with the right parent.
    """

    found: int
    known: int
    hits: int
    attached_found: int
    attached_known: int
    attached_hits: int


def evaluate_replies(
    path: str | PathLike[str],
    *,
    model: str | PathLike[str] | None = None,
    boundaries: str = "lost",
) -> Scores:
    """Scores rebuild on a file of threads or of flattened threads.

    Args:
        path: Threads with stated parents, or flattened threads (JSON lines, also compressed).
        model: A folder with a model of replies; None: the one that ships with threadlab.
        boundaries: Of a flattened file: "given" (it is told where comments begin) or "lost".

    Returns:
        For each source, and for "all" of them together, the scores as fractions.

    Raises:
        UnknownName: There are no such boundaries.
        UnreadableSource: The file cannot be read or no parent in it can be scored.
        ModelError: The model cannot be used.
    """
    if boundaries not in ("given", "lost"):
        raise UnknownName("boundaries", boundaries, ("given", "lost"))
    chosen = load_model(None if model is None else Path(model))
    rows = list(rows_of(Path(path)))
    if not rows:
        raise _nothing(path)
    if "lines" not in rows[0]:
        return _judged(path, _marked_answers(path, rows, chosen), _parent_scores)
    pages = [page_from(row) for row in rows]
    if boundaries == "given":
        return _judged(path, _page_answers(pages, chosen), _parent_scores)
    return _judged(path, _page_cuts(pages, chosen), _cut_scores)


def _nothing(path: str | PathLike[str]) -> UnreadableSource:
    return UnreadableSource(
        str(path),
        "no comment with a known parent is in it",
        next_step='Give threads whose comments have a "parent", or flattened threads.',
    )


def _judged(
    path: str | PathLike[str],
    found: Iterable[tuple[str, Sequence[_Item]]],
    score: Callable[[Sequence[_Item]], dict[str, Any]],
) -> Scores:
    by_source: dict[str, list[_Item]] = {}
    for source, items in found:
        by_source.setdefault(source, []).extend(items)
    everything = [item for items in by_source.values() for item in items]
    if not everything:
        raise _nothing(path)
    scores = {source: score(items) for source, items in sorted(by_source.items()) if items}
    return {**scores, ALL: score(everything)}


def _marked_answers(
    path: str | PathLike[str], rows: Sequence[Mapping[str, Any]], model: ReplyModel
) -> Iterator[tuple[str, list[Answer]]]:
    doubtful = doubtful_in(rows)
    for thread in read_all(path):
        gold = {
            child: parent
            for child, parent in gold_parents(thread, backward=False).items()
            if child and (thread.id, thread.comments[child].id) not in doubtful
        }
        yield thread.source or "", _answers(hidden(thread), gold, model)


def _page_answers(pages: Sequence[Page], model: ReplyModel) -> Iterator[tuple[str, list[Answer]]]:
    for page in pages:
        certain = enumerate(zip(page.parents, page.scored, strict=True))
        gold = {child: p for child, (p, scored) in certain if p is not None and scored and child}
        yield page.source, _answers(separate(page), gold, model)


def _answers(thread: Thread, gold: Mapping[int, int], model: ReplyModel) -> list[Answer]:
    if not gold:
        return []
    number = {comment.id: n for n, comment in enumerate(thread.comments)}
    replies = primary_replies(rebuild_with(model, thread))
    quoted = quote_else_previous(lay_out(divided(thread)))
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


def quote_else_previous(material: Material) -> list[int]:
    """The baseline's parents: who said the longest verbatim quote, else the comment before.

    Of quotes in quotes only the outermost that are found count.

    Args:
        material: A thread, laid out.

    Returns:
        Number of the parent of each comment; -1 for the first.
    """
    parents: list[int] = []
    for child, entry in enumerate(material.entries):
        found: list[tuple[int, int, int]] = []
        for quote in entry.quotes:
            for held in quote.held:
                run = quote.words[held.here[0] : held.here[0] + held.longest]
                letters = sum(len(word.form) for word in run)
                if letters >= QUOTE_LETTERS:
                    found.append((-quote.depth, letters, held.holder))
        parents.append(max(found)[2] if found else child - 1)
    return parents


def _parent_scores(answers: Sequence[Answer]) -> dict[str, Any]:
    right = [answer.right for answer in answers]
    sure = [answer.probability for answer in answers]
    yes = [True] * len(right)
    certain = [right[n] for n in most_certain(sure, CERTAIN)]
    return {
        "n": len(right),
        "accuracy": accuracy(yes, right),
        "baselines": {
            name: accuracy(yes, [answer.baselines[name] for answer in answers])
            for name in answers[0].baselines
        },
        f"accuracy_at_{CERTAIN * 100:.0f}": accuracy([True] * len(certain), certain),
        "ece": calibration_error(sure, right),
    }


def _page_cuts(
    pages: Sequence[Page], model: ReplyModel
) -> Iterator[tuple[str, list[dict[str, Cuts]]]]:
    for page in pages:
        if len(page.starts) > 1:
            yield page.source, [_cuts(page, model)]


def _cuts(page: Page, model: ReplyModel) -> dict[str, Cuts]:
    rebuilt = rebuild_with(model, undivided(page))
    line = {comment.id: int(comment.id[1:]) - 1 for comment in rebuilt.comments}
    chosen = {
        line[reply.child]: line[reply.parent]
        for reply in rebuilt.replies
        if reply.primary and reply.parent is not None
    }
    found = {line[comment.id] for comment in rebuilt.comments[1:]}
    every = range(1, len(page.lines))
    # Each line as a comment of its own shows which lines repeat an earlier one.
    alone = Page(
        page.source,
        page.thread,
        page.lines,
        tuple(range(len(page.lines))),
        (None, *every),
        (False,) * len(page.lines),
    )
    material = lay_out(divided(separate(alone)))
    sources = quote_else_previous(material)
    quotes = [bool(entry.quotes) for entry in material.entries]
    repeated = [n for n in every if quotes[n] and not quotes[n - 1]]
    return {
        "found": _compared(page, found, chosen),
        "every_line": _compared(page, set(every), dict(enumerate(sources))),
        "repeated_line": _compared(page, set(repeated), _above(repeated, sources)),
    }


def _above(starts: Sequence[int], sources: Sequence[int]) -> dict[int, int]:
    """The first lines of the comments that hold the repeated lines' sources."""
    begin = [0, *starts]
    return {n: begin[bisect_right(begin, sources[n]) - 1] for n in starts}


def _compared(page: Page, found: set[int], chosen: Mapping[int, int]) -> Cuts:
    gold = {
        start: page.starts[parent]
        for start, parent in zip(page.starts[1:], page.parents[1:], strict=True)
        if parent is not None
    }
    scored = {s for s, certain in zip(page.starts, page.scored, strict=True) if certain and s}
    starts = set(page.starts[1:])
    return Cuts(
        len(found),
        len(starts),
        len(found & starts),
        len(found - (starts - scored)),
        len(scored),
        sum(chosen.get(start) == gold.get(start, -1) for start in found & scored),
    )


def _cut_scores(cuts: Sequence[Mapping[str, Cuts]]) -> dict[str, Any]:
    scores = _rates([c["found"] for c in cuts])
    baselines = {
        name: {what: rates["f1"] for what, rates in _rates([c[name] for c in cuts]).items()}
        for name in cuts[0]
        if name != "found"
    }
    return {"n": sum(c["found"].known for c in cuts), **scores, "baselines": baselines}


def _rates(cuts: Sequence[Cuts]) -> dict[str, dict[str, float]]:
    return {
        "starts": _rate(
            sum(c.hits for c in cuts), sum(c.found for c in cuts), sum(c.known for c in cuts)
        ),
        "attached": _rate(
            sum(c.attached_hits for c in cuts),
            sum(c.attached_found for c in cuts),
            sum(c.attached_known for c in cuts),
        ),
    }


def _rate(hits: int, found: int, known: int) -> dict[str, float]:
    return {
        "precision": hits / found if found else 0.0,
        "recall": hits / known if known else 0.0,
        "f1": 2 * hits / (found + known) if found + known else 0.0,
    }
