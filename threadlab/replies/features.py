"""Numbers for the weighing: one row for each comment that a comment may answer."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from threadlab.markup.languages import listed
from threadlab.replies.clues import Clue
from threadlab.replies.finders import usual_parents
from threadlab.replies.material import Entry, Material

MEASURES = (
    "quoted_share",
    "quoted_first",
    "quoted_last",
    "quoted_most",
    "quoted_longest",
    "quoted_exact",
    "quoted_depth",
    "echo_share",
    "echo_longest",
    "said_in",
    "said_in_deep",
    "said_by",
    "said_by_latest",
    "said_by_deep",
    "said_by_deep_latest",
    "mentioned",
    "greeted",
    "called_at",
    "called_latest",
    "similar",
    "similar_most",
    "near_previous",
    "near_opening",
    "near_turn",
    "near_turn_last",
    "near_since",
)
"""Measures of clues that are weighed; of several clues with one measure, the highest counts."""

PAIR = (
    "nobody",
    "distance",
    "closeness",
    "same_author",
    "both_known",
    "opener_author",
    "child_opener_author",
    "answered_before",
    "answered_by_me",
    "child_words",
    "parent_words",
    "child_asks",
    "parent_asks",
    "child_quotes",
    "child_unknown_quotes",
    "gap_known",
    "gap",
    "comments",
    "authors_known",
    "quotes_in_thread",
    "mean_words",
    "addresses",
)
"""Numbers of the pair, of both comments and of the thread."""

FEATURES = MEASURES + PAIR
"""Names of a row's numbers, in order; the model file repeats them."""

_MEASURE_AT = {name: at for at, name in enumerate(MEASURES)}
_SECOND_PERSON = listed(
    """
    you your you're yours u ur yourself you've you'd you'll
    """
)


@dataclass(slots=True)
class Outline:
    """What the rows need of the thread, worked out once.

    Attributes:
        material: The thread, laid out.
        clues: Clues by child and parent.
        measures: For each child, the measures of each parent that has clues.
        usual: Parents by rule.
        answered_by: Authors who, by rule, have answered a comment, with the first answer's place.
        answered_at: Places of the answers of a comment, by rule, ascending.
        constant: The numbers of a thread that are the same in all its rows.
        child_numbers: Numbers of each comment as a child.
    """

    material: Material
    clues: dict[int, dict[int, list[Clue]]]
    measures: dict[int, dict[int, dict[int, float]]]
    usual: list[int]
    answered_by: dict[tuple[int, str], int]
    answered_at: dict[int, int]
    constant: tuple[float, ...]
    child_numbers: list[tuple[float, ...]]
    asks: list[float]


def outline(material: Material, clues: Iterable[Clue]) -> Outline:
    """Gathers clues by pair and works out what all rows share.

    Args:
        material: A thread, laid out.
        clues: What the finders found.

    Returns:
        The outline.
    """
    by_pair: dict[int, dict[int, list[Clue]]] = {}
    measures: dict[int, dict[int, dict[int, float]]] = {}
    for clue in clues:
        by_pair.setdefault(clue.child, {}).setdefault(clue.parent, []).append(clue)
        values = measures.setdefault(clue.child, {}).setdefault(clue.parent, {})
        for name, value in clue.measures.items():
            at = _MEASURE_AT.get(name)
            if at is not None and value > values.get(at, 0.0):
                values[at] = value
    entries = material.entries
    usual = usual_parents(material)
    answered_by: dict[tuple[int, str], int] = {}
    answered_at: dict[int, int] = {}
    for child, parent in enumerate(usual):
        author = entries[child].author
        if parent >= 0 and author is not None:
            answered_by.setdefault((parent, author), child)
        if parent >= 0:
            answered_at.setdefault(parent, child)
    count = len(entries)
    constant = (
        math.log10(1 + count) / 3,
        sum(entry.author is not None for entry in entries) / max(1, count),
        sum(bool(entry.quotes) for entry in entries) / max(1, count),
        _size(sum(len(entry.own) for entry in entries) / max(1, count)),
    )
    return Outline(
        material,
        by_pair,
        measures,
        usual,
        answered_by,
        answered_at,
        constant,
        [_child_numbers(entry) for entry in entries],
        [float("?" in entry.comment.body) for entry in entries],
    )


def _size(words: float) -> float:
    return math.log2(1 + words) / 8


def _child_numbers(entry: Entry) -> tuple[float, ...]:
    shallow = [quote for quote in entry.quotes if quote.words]
    unknown = sum(not quote.held for quote in shallow) / len(shallow) if shallow else 0.0
    start = [word.form for word in entry.own[:25]]
    addresses = sum(form in _SECOND_PERSON for form in start) / 3
    return float(bool(entry.quotes)), unknown, min(1.0, addresses)


def row(view: Outline, child: int, parent: int | None) -> list[float]:
    """Gives the numbers of one pair.

    Args:
        view: The thread's outline.
        child: Number of the answering comment.
        parent: Number of an earlier one; None: none of those considered.

    Returns:
        As many numbers as FEATURES, most of them within 0 and 1.
    """
    entries = view.material.entries
    entry = entries[child]
    values = [0.0] * len(MEASURES)
    quotes, unknown, addresses = view.child_numbers[child]
    mine = _size(len(entry.own))
    if parent is None:
        pair = [1.0, *[0.0] * 8, mine, 0.0, view.asks[child], 0.0, quotes, unknown, 0.0, 0.0]
        return [*values, *pair, *view.constant, addresses]
    for at, value in view.measures.get(child, {}).get(parent, {}).items():
        values[at] = value
    other = entries[parent]
    first = entries[0].author
    gap = None
    if entry.minutes is not None and other.minutes is not None:
        gap = math.log10(1 + max(0.0, entry.minutes - other.minutes)) / 5
    return [
        *values,
        0.0,
        math.log2(child - parent) / 10,
        1 / (child - parent),
        float(entry.author is not None and entry.author == other.author),
        float(entry.author is not None and other.author is not None),
        float(first is not None and other.author == first),
        float(first is not None and entry.author == first),
        float(view.answered_at.get(parent, child) < child),
        float(view.answered_by.get((parent, entry.author or ""), child) < child),
        mine,
        _size(len(other.own)),
        view.asks[child],
        view.asks[parent],
        quotes,
        unknown,
        float(gap is not None),
        gap or 0.0,
        *view.constant,
        addresses,
    ]


def candidates(view: Outline, child: int) -> Sequence[int]:
    """The earlier comments that a comment may answer: all that have a clue.

    Args:
        view: The thread's outline.
        child: Number of the comment.

    Returns:
        Numbers, ascending.
    """
    return sorted(parent for parent in view.clues.get(child, {}) if parent < child)
