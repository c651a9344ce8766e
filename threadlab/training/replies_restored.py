"""Calibration of replies on pages whose boundaries were restored."""

import math
from collections import Counter
from collections.abc import Sequence

from threadlab.replies.rebuilding import rebuild_with
from threadlab.replies.weights import ReplyModel
from threadlab.thread import primary_replies
from threadlab.training.replies_data import Page, undivided
from threadlab.training.replies_fit import platt

# Lines a source that are tried.
MOST_LINES = 1_500


def calibrate_restored(model: ReplyModel, pages: Sequence[Page]) -> list[float]:
    """Fits slope and offset to how often comments of restored pages begin and hang rightly.

    Args:
        model: Whose calibration of restored pages changes nothing.
        pages: Held back.

    Returns:
        Slope and offset.
    """
    tried: list[tuple[float, bool, str]] = []
    lines: Counter[str] = Counter()
    for page in pages:
        if lines[page.source] >= MOST_LINES:
            continue
        lines[page.source] += len(page.lines)
        gold = {
            f"L{start + 1}": f"L{page.starts[parent] + 1}"
            for start, parent, sure in zip(page.starts, page.parents, page.scored, strict=True)
            if parent is not None and sure
        }
        unsure = {f"L{start + 1}" for start in page.starts} - gold.keys()
        for child, reply in primary_replies(rebuild_with(model, undivided(page))).items():
            if child not in unsure:
                p = min(max(reply.probability, 1e-6), 1 - 1e-6)
                right = gold.get(child) == reply.parent is not None
                tried.append((math.log(p / (1 - p)), right, page.source))
    return list(platt([o for o, _, _ in tried], [r for _, r, _ in tried], source_weights(tried)))


def source_weights(tried: Sequence[tuple[float, bool, str]]) -> list[float]:
    """Weighs answers so that each source weighs as the root of its size.

    Args:
        tried: Log odds of each answer, whether it is right, and its source.

    Returns:
        One weight an answer.
    """
    sizes = Counter(source for _, _, source in tried)
    return [1 / math.sqrt(sizes[source]) for _, _, source in tried]
