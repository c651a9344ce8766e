"""Wording as evidence: rare words that an answer shares with earlier comments."""

import itertools
from collections import defaultdict
from typing import TYPE_CHECKING, Any

from threadlab.replies.clues import Clue
from threadlab.replies.material import Material
from threadlab.replies.placing import Words
from threadlab.replies.ranking import foremost

if TYPE_CHECKING:
    import numpy as np

# A word's latest places that are looked at: bounds the work on long threads.
LATEST = 16
# A comment's telling words that others say too, rarest first.
TELLING = 32
# Earlier comments that share most with an answer.
MOST = 3
# The comments right before, and the opening post, are compared in any case.
NEAR = 6
# Less in common than this is chance.
FAINT = 0.02
# Shorter words are mostly function words.
SHORTEST = 4


def find_similar(material: Material) -> list[Clue]:
    """Finds the earlier comments that share the rarest words (cosine of idf weights)."""
    import numpy as np

    count = len(material.entries)
    children, parents, cosines = _cosines([telling_words(e.own) for e in material.entries])
    if not len(children):
        return []
    near = (parents == 0) | (parents >= children - NEAR)
    kept = (cosines >= FAINT) & (near | foremost(children, cosines, MOST))
    children, parents, cosines = children[kept], parents[kept], cosines[kept]
    order = np.lexsort((-parents, -cosines, children))
    children, parents, cosines = children[order], parents[order], cosines[order]
    first = np.searchsorted(children, np.arange(count))
    rank = np.arange(len(children)) - first[children]
    near = (parents == 0) | (parents >= children - NEAR)
    kept = (rank < MOST) | near
    cosines, most = np.minimum(1.0, cosines[kept]), (rank[kept] == 0).astype(float)
    found = (values.tolist() for values in (children[kept], parents[kept], cosines, most))
    return [
        Clue(
            child, parent, "similar", cosine, None, None, {"similar": cosine, "similar_most": first}
        )
        for child, parent, cosine, first in zip(*found, strict=True)
    ]


def _cosines(
    bags: list[list[str]],
) -> tuple["np.ndarray[Any, Any]", "np.ndarray[Any, Any]", "np.ndarray[Any, Any]"]:
    """Pairs of comments that share words, and the cosine of each pair, in order of the pairs."""
    import numpy as np

    count = len(bags)
    numbers: defaultdict[str, int] = defaultdict(itertools.count().__next__)
    flat = list(map(numbers.__getitem__, itertools.chain.from_iterable(bags)))
    words = np.array(flat, dtype=np.int64)
    holders = np.repeat(np.arange(count), [len(bag) for bag in bags])
    said_by = np.bincount(words, minlength=len(numbers))
    weight = np.log((1 + count) / np.maximum(1, said_by)) ** 2
    norms = np.sqrt(np.bincount(holders, weight[words], minlength=count))
    shared = said_by[words] > 1
    words, holders = words[shared], holders[shared]
    order = np.lexsort((words, -weight[words], holders))
    words, holders = words[order], holders[order]
    rank = np.arange(len(words)) - np.searchsorted(holders, np.arange(count))[holders]
    words, holders = words[rank < TELLING], holders[rank < TELLING]
    order = np.lexsort((holders, words))
    words, holders = words[order], holders[order]
    keys: list[np.ndarray[Any, Any]] = []
    weights: list[np.ndarray[Any, Any]] = []
    for back in range(1, min(LATEST, len(words) - 1) + 1):
        same = words[back:] == words[:-back]
        if not same.any():
            break
        keys.append(holders[back:][same] * count + holders[:-back][same])
        weights.append(weight[words[back:][same]])
    first = np.searchsorted(words, words)
    far = (holders[first] == 0) & (np.arange(len(words)) - first > LATEST)
    keys.append(holders[far] * count)
    weights.append(weight[words[far]])
    pairs, place = np.unique(np.concatenate(keys), return_inverse=True)
    sums = np.bincount(place, np.concatenate(weights), minlength=len(pairs))
    children, parents = pairs // max(1, count), pairs % max(1, count)
    norm = norms[children] * norms[parents]
    return children, parents, sums / np.where(norm > 0, norm, 1.0)


def telling_words(own: Words) -> list[str]:
    """The words of a comment that may tell its subject, each once, in order."""
    return [form for form in dict.fromkeys(own.forms) if len(form) >= SHORTEST]
