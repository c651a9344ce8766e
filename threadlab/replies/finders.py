"""The evidence finders: each gives the clues of one kind; FINDERS is the table of them."""

import math
from collections.abc import Iterator
from functools import partial

from threadlab.replies.clues import Clue, Finder
from threadlab.replies.material import Entry, Material, Quote
from threadlab.replies.names import find_named
from threadlab.replies.repeats import STRETCH_WORDS, Held
from threadlab.replies.similarity import find_similar

# Holders of one quote that are followed up, and stretches of an answer's own words.
MOST_HOLDERS = 3


def find_stated(material: Material) -> list[Clue]:
    """Finds what the source itself states: ids of answered comments that are in the thread."""
    clues: list[Clue] = []
    for child, entry in enumerate(material.entries):
        for stated in entry.comment.stated_parents:
            parent = material.number.get(stated)
            if parent is not None and parent != child:
                clues.append(Clue(child, parent, "stated", 1.0))
                break
    return clues


def find_quoted(material: Material) -> list[Clue]:
    """Finds earlier comments whose own words are quoted, marked or as unmarked lines.

    Credit goes to the shallowest quotes: a quote in a quote was said by someone further up.
    """
    clues: list[Clue] = []
    for child, entry in enumerate(material.entries):
        if entry.quotes:
            clues.extend(_quoted(material, child, entry))
    return clues


def _quoted(material: Material, child: int, entry: Entry) -> Iterator[Clue]:
    shallow = min((q.depth for q in entry.quotes if q.words), default=1)
    top = [quote for quote in entry.quotes if quote.depth == shallow and quote.words]
    total = sum(len(quote.words) for quote in top)
    shares: dict[int, list[tuple[Quote, Held]]] = {}
    for quote in top:
        for held in quote.held[:MOST_HOLDERS]:
            shares.setdefault(held.holder, []).append((quote, held))
    if not shares:
        return
    most = max(_weight(pairs) for pairs in shares.values())
    restored = material.thread.boundaries == "restored"
    for parent, pairs in shares.items():
        weight = _weight(pairs)
        quote, held = max(pairs, key=lambda pair: (pair[1].words, -pair[0].start))
        here = partial(quote.words.span, *held.here)
        there = partial(material.entries[parent].said.span, *held.there)
        marked = quote.marked and not restored
        yield Clue(
            child,
            parent,
            "quoted" if marked else "repeated",
            min(1.0, weight / total) * min(1.0, 0.3 + 0.07 * held.longest),
            here,
            there,
            {
                "quoted_share": weight / total,
                "quoted_first": _share(top[0], parent),
                "quoted_last": _share(top[-1], parent),
                "quoted_most": float(weight == most),
                "quoted_longest": min(1.0, math.log2(1 + held.longest) / 6),
                "quoted_exact": held.longest / len(quote.words),
                "quoted_depth": float(shallow > 1),
            },
        )


def _weight(pairs: list[tuple[Quote, Held]]) -> int:
    return sum(held.words for _, held in pairs)


def _share(quote: Quote, parent: int) -> float:
    """Share of one quote that the parent said."""
    words = max((held.words for held in quote.held if held.holder == parent), default=0)
    return words / len(quote.words)


def find_echoes(material: Material) -> list[Clue]:
    """Finds stretches of earlier words within an answer's own lines, as in "you say …"."""
    clues: list[Clue] = []
    for child, entry in enumerate(material.entries):
        for held in entry.echoes[:MOST_HOLDERS]:
            if held.longest < STRETCH_WORDS:
                continue
            here = partial(entry.own.span, *held.here)
            there = partial(material.entries[held.holder].said.span, *held.there)
            share = held.words / max(1, len(entry.own))
            longest = min(1.0, math.log2(1 + held.longest) / 6)
            measures = {"echo_share": share, "echo_longest": longest}
            strength = min(1.0, 0.05 * held.longest)
            clues.append(Clue(child, held.holder, "repeated", strength, here, there, measures))
    return clues


FINDERS: dict[str, Finder] = {
    "stated": find_stated,
    "quoted": find_quoted,
    "repeated": find_echoes,
    "named": find_named,
    "similar": find_similar,
}
"""All finders. A new one: a page with such a function, a line here, cases in tests/cases.

Place, time and turns are no finder's: every pair has them (threadlab.replies.features).
"""
