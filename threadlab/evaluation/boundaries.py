"""Scores of restored comment boundaries, and of where the restored comments hang."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from threadlab.evaluation.baselines import quoted_sources, repeated_starts, within
from threadlab.evaluation.parents import ends, trust
from threadlab.replies.rebuilding import rebuild_with
from threadlab.replies.weights import ReplyModel
from threadlab.scores import ratio_interval
from threadlab.training.replies_data import Page, divided, separate, undivided


@dataclass(frozen=True, slots=True)
class Cuts:
    """How one page's boundaries were restored by one method.

    Attributes:
        found: First lines that were found; the opening post's is not counted.
        known: First lines that there are.
        hits: Those of them that were found.
        attached_found: First lines found, without those whose parent is not certain.
        attached_known: First lines whose parent is certain.
        attached_hits: Those of them that were found with the right parent.
        within_hits: The same, where the line named as parent may be any line of the right one.
    """

    found: int
    known: int
    hits: int
    attached_found: int
    attached_known: int
    attached_hits: int
    within_hits: int


@dataclass(frozen=True, slots=True)
class Restored:
    """What was found on one page.

    Attributes:
        model: How the model cut it.
        baselines: How each baseline did.
        probabilities: Of the parent, for each first line counted in attached_found.
        right: Whether it is a first line with the right parent.
    """

    model: Cuts
    baselines: Mapping[str, Cuts]
    probabilities: Sequence[float]
    right: Sequence[bool]


class _Gold:
    """The known first lines of a page, and what each one's comment answers."""

    def __init__(self, page: Page) -> None:
        self.begins = page.starts
        self.starts = set(page.starts[1:])
        pairs = zip(page.starts[1:], page.parents[1:], strict=True)
        self.parents = {start: parent for start, parent in pairs if parent is not None}
        certain = zip(page.starts[1:], page.scored[1:], strict=True)
        self.scored = {start for start, scored in certain if scored and start in self.parents}

    def compare(self, found: set[int], chosen: Mapping[int, int]) -> Cuts:
        """Counts what was found; chosen: the first line of each one's parent."""
        known = found & self.scored
        return Cuts(
            len(found),
            len(self.starts),
            len(found & self.starts),
            len(self.counted(found)),
            len(self.scored),
            sum(self.attached(start, chosen) for start in known),
            sum(self._attached_within(start, chosen) for start in known),
        )

    def counted(self, found: set[int]) -> set[int]:
        """First lines found, without those that begin a comment whose parent is not certain."""
        return found - (self.starts - self.scored)

    def attached(self, start: int, chosen: Mapping[int, int]) -> bool:
        """Whether a line is a first line whose parent begins with the chosen line."""
        return start in self.scored and self.begins[self.parents[start]] == chosen.get(start)

    def _attached_within(self, start: int, chosen: Mapping[int, int]) -> bool:
        line = chosen.get(start)
        return line is not None and within(self.begins, line) == self.parents[start]


def restored(page: Page, model: ReplyModel) -> Restored:
    """Compares the comments that rebuild finds on a page with the known ones.

    Args:
        page: A flattened thread of two comments at least.
        model: Of replies.

    Returns:
        The counts of the model and of the baselines.
    """
    rebuilt = rebuild_with(model, undivided(page))
    line = {comment.id: int(comment.id[1:]) - 1 for comment in rebuilt.comments}
    replies = {line[r.child]: r for r in rebuilt.replies if r.primary and r.parent is not None}
    chosen = {child: line[r.parent] for child, r in replies.items() if r.parent is not None}
    found = {line[comment.id] for comment in rebuilt.comments[1:]}
    gold = _Gold(page)
    counted = sorted(gold.counted(found))
    return Restored(
        gold.compare(found, chosen),
        _baselines(page, gold),
        [replies[start].probability if start in replies else 0.0 for start in counted],
        [gold.attached(start, chosen) for start in counted],
    )


def _baselines(page: Page, gold: _Gold) -> dict[str, Cuts]:
    """Cuts by simple rules; the parent is the line repeated, else the line before."""
    every = range(1, len(page.lines))
    alone = Page(
        page.source,
        page.thread,
        page.lines,
        (0, *every),
        (None, *every),
        (False,) * len(page.lines),
    )
    sources = quoted_sources(divided(separate(alone)))
    chosen = {n: n - 1 if (source := sources[n]) is None else source for n in every}
    return {
        "every_line": gold.compare(set(every), chosen),
        "repeated_line": gold.compare(set(repeated_starts(sources)), chosen),
    }


def boundary_scores(pages: Sequence[Restored]) -> dict[str, Any]:
    """The scores of a source.

    A baseline names lines, not comments: its parent is right if the line lies anywhere in the
    right comment, which is kinder than what the model is judged by in "attached"; like is
    compared with like in "attached_within".

    Args:
        pages: What was found on each of its pages.

    Returns:
        The keys of a flattened file with lost boundaries (see evaluate).
    """
    cuts = [page.model for page in pages]
    sure = [p for page in pages for p in page.probabilities]
    right = [r for page in pages for r in page.right]
    baselines: dict[str, dict[str, float]] = {}
    for name in pages[0].baselines:
        its = [page.baselines[name] for page in pages]
        baselines[name] = {"starts": _starts(its)["f1"], "attached": _within(its)["f1"]}
    return {
        "n": sum(c.known for c in cuts),
        "threads": len(pages),
        "starts": _starts(cuts),
        "attached": _rates(
            [c.attached_hits for c in cuts],
            [c.attached_found for c in cuts],
            [c.attached_known for c in cuts],
        ),
        "attached_within": _within(cuts),
        "baselines": baselines,
        **trust(sure, right),
    }


def _starts(cuts: Sequence[Cuts]) -> dict[str, Any]:
    return _rates([c.hits for c in cuts], [c.found for c in cuts], [c.known for c in cuts])


def _within(cuts: Sequence[Cuts]) -> dict[str, Any]:
    return _rates(
        [c.within_hits for c in cuts],
        [c.attached_found for c in cuts],
        [c.attached_known for c in cuts],
    )


def _rates(hits: Sequence[int], found: Sequence[int], known: Sequence[int]) -> dict[str, Any]:
    """Precision, recall and F1 over all pages, with the interval of F1."""
    both = [f + k for f, k in zip(found, known, strict=True)]
    return {
        "precision": _share(sum(hits), sum(found)),
        "recall": _share(sum(hits), sum(known)),
        "f1": _share(2 * sum(hits), sum(both)),
        "interval": ends(ratio_interval([2 * h for h in hits], both)),
    }


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 0.0
