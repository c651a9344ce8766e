"""Training of the model that tells where comments begin on pages that lost it."""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import fmean
from typing import Any

from threadlab.replies.lines import (
    FEATURES,
    Line,
    closing_words,
    line_rows,
    opening_words,
    read_lines,
)
from threadlab.replies.restore import chance, choose_lines
from threadlab.replies.weights import Network
from threadlab.training.replies_data import Page, restyled
from threadlab.training.replies_fit import fit_words, fit_yes_no, folds

FOLDS = 2
CHANGED = ", restyled"
# Times that each page is learned from again in other habits.
RESTYLED = 2
SHARES = (0.3, 0.35, 0.4, 0.45, 0.5, 0.6, 0.7)
# Shares whose mean F1 differs by less than this part are equally good.
NEARLY = 0.998
# Networks that are averaged, in the model and while its share is chosen.
MEMBERS, FEWER_MEMBERS = 5, 3


def train_lines(pages: Sequence[Page], *, seed: int = 1) -> dict[str, Any]:
    """Trains the model of first lines.

    Words are weighed on half of the pages at a time for the other half, so that the network
    learns from weights as they are on pages never seen. What share of the expected F1 a line
    needs is chosen on platforms left out: users bring pages of platforms that nobody trained on.

    Args:
        pages: Flattened threads; the part "train" is learned from.
        seed: Fixes the result.

    Returns:
        The JSON form of a LineModel.
    """
    learned = [page for page in pages if page.part == "train"]
    changed = [restyled(page, seed + n) for n in range(RESTYLED) for page in learned]
    kinds = [page.source for page in learned] + [page.source + CHANGED for page in changed]
    learned += changed
    sizes = Counter(kind for kind, page in zip(kinds, learned, strict=True) for _ in page.lines)
    seen = [
        _Seen(kind, read_lines(page.lines), _starts(page), 1 / math.sqrt(sizes[kind]))
        for kind, page in zip(kinds, learned, strict=True)
    ]
    fold_of = folds([page.thread for page in learned], FOLDS, seed)
    parts = [fold_of[page.thread] for page in learned]
    for fold in range(FOLDS):
        rest = [page for page, part in zip(seen, parts, strict=True) if part != fold]
        openers, closers = _fit_page_words(rest)
        for page, part in zip(seen, parts, strict=True):
            if part == fold:
                page.rows = line_rows(page.lines, openers, closers)
    openers, closers = _fit_page_words(seen)
    share, sure = _share(seen, seed)
    return {
        "network": _fit_rows(seen, seed, MEMBERS),
        "openers": openers,
        "closers": closers,
        "share": share,
        "starts_sure": sure,
    }


@dataclass(slots=True)
class _Seen:
    """A page that is learned from: its lines, which begin a comment, their weight, their rows."""

    kind: str
    lines: list[Line]
    gold: list[bool]
    weight: float
    rows: list[list[float]] = field(default_factory=list)


def _starts(page: Page) -> list[bool]:
    starts = set(page.starts)
    return [number in starts for number in range(len(page.lines))]


def _fit_page_words(pages: Sequence[_Seen]) -> tuple[dict[str, float], dict[str, float]]:
    """Weights of words that open an answer, and of words that end the line before a comment.

    What follows a quote answers it, also in the midst of a comment: such lines are learned from
    as openers, too. Lines that repeat earlier ones teach nothing.
    """
    opening: list[tuple[list[str], bool, float]] = []
    closing: list[tuple[list[str], bool, float]] = []
    for page in pages:
        for line, (before, after) in enumerate(pairwise(page.lines), start=1):
            if after.source is not None:
                continue
            quoted = before.source is not None
            begins = page.gold[line]
            opening.append((opening_words(after), begins or quoted, page.weight))
            if not quoted:
                closing.append((closing_words(before), begins, page.weight))
    return _fitted(opening), _fitted(closing)


def _fitted(items: Sequence[tuple[list[str], bool, float]]) -> dict[str, float]:
    scale = len(items) / math.fsum(weight for _, _, weight in items)
    return fit_words(
        [words for words, _, _ in items],
        [right for _, right, _ in items],
        [weight * scale for _, _, weight in items],
    )


def _fit_rows(pages: Sequence[_Seen], seed: int, members: int) -> dict[str, Any]:
    import numpy as np

    values = np.asarray([row for page in pages for row in page.rows[1:]], dtype=np.float32)
    gold = [begins for page in pages for begins in page.gold[1:]]
    weights = [page.weight for page in pages for _ in page.gold[1:]]
    return fit_yes_no(values, gold, weights, FEATURES, seed=seed, members=members)


def _family(kind: str) -> str:
    """The platform that a source is of: "reddit-cmv" and "reddit-praw" are one."""
    return kind.split(",")[0].split("-")[0]


def _share(pages: Sequence[_Seen], seed: int) -> tuple[float, float]:
    """The share with the best mean F1 over sources left out, and its precision there.

    A missed start puts two people's words into one mouth, a false one only parts one person's
    words: of shares that do equally well the smallest is taken.
    """
    found: dict[float, dict[str, list[int]]] = {share: {} for share in SHARES}
    for family in sorted({_family(page.kind) for page in pages}):
        rest = [page for page in pages if _family(page.kind) != family]
        if not rest:
            continue
        network = Network(**_fit_rows(rest, seed, FEWER_MEMBERS))
        for page in pages:
            if _family(page.kind) != family or page.kind.endswith(CHANGED):
                continue
            sure = [chance(score) for score in network.scores(page.rows)]
            gold = {n for n, begins in enumerate(page.gold) if begins and n}
            for share in SHARES:
                starts = set(choose_lines(page.lines, sure, share, first=1))
                counts = found[share].setdefault(page.kind, [0, 0, 0])
                for n, count in enumerate((len(starts & gold), len(starts), len(gold))):
                    counts[n] += count
    f1 = {
        share: fmean(2 * hit / max(1, given + there) for hit, given, there in kinds.values())
        for share, kinds in found.items()
        if kinds
    }
    if not f1:
        return SHARES[0], 0.0
    share = min(s for s, value in f1.items() if value >= NEARLY * max(f1.values()))
    return share, round(fmean(h / max(1, g) for h, g, _ in found[share].values()), 4)
