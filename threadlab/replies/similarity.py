"""Wording as evidence: rare words that an answer shares with earlier comments."""

import math
from collections import Counter, defaultdict

from threadlab.replies.clues import Clue
from threadlab.replies.material import Material
from threadlab.replies.placing import Words

# A word's latest places that are looked at: bounds the work on long threads.
LATEST = 24
# A comment's telling words, rarest first.
TELLING = 40
# Earlier comments that share most with an answer.
MOST = 3
# The comments right before, and the opening post, are compared in any case.
NEAR = 6
# Shorter words are mostly function words.
SHORTEST = 4


def find_similar(material: Material) -> list[Clue]:
    """Finds the earlier comments that share the rarest words (cosine of idf weights)."""
    bags = [telling_words(entry.own) for entry in material.entries]
    count = Counter(form for bag in bags for form in bag)
    idf = {form: math.log((1 + len(bags)) / n) for form, n in count.items()}
    norms = [math.sqrt(sum(idf[form] ** 2 for form in bag)) or 1.0 for bag in bags]
    places: dict[str, list[int]] = defaultdict(list)
    clues: list[Clue] = []
    for child, bag in enumerate(bags):
        chosen = sorted(bag, key=lambda form: (-idf[form], form))[:TELLING]
        shared: dict[int, float] = defaultdict(float)
        for form in chosen:
            for number in places[form]:
                shared[number] += idf[form] ** 2
        ranked = sorted(
            ((value / norms[child] / norms[number], number) for number, value in shared.items()),
            reverse=True,
        )
        for rank, (cosine, number) in enumerate(ranked):
            if rank >= MOST and 0 < number < child - NEAR:
                continue
            strength = min(1.0, cosine)
            measures = {"similar": strength, "similar_most": float(rank == 0)}
            clues.append(Clue(child, number, "similar", strength, measures=measures))
        for form in chosen:
            known = places[form]
            known.append(child)
            if len(known) > LATEST:
                del known[1:2]
    return clues


def telling_words(own: Words) -> set[str]:
    """The words of a comment that may tell its subject."""
    return {form for form in own.forms if len(form) >= SHORTEST}
