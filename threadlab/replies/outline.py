"""A thread as columns of numbers: what the rows of all pairs need, worked out once."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, Any

from threadlab.markup.languages import listed
from threadlab.replies.clues import Clue
from threadlab.replies.material import Entry, Material

if TYPE_CHECKING:
    import numpy as np

    Numbers = np.ndarray[Any, Any]

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
)
"""Measures of clues that are weighed; of several clues with one measure, the highest counts."""

CHILD = (
    "child_words",
    "child_asks",
    "child_quotes",
    "child_unknown_quotes",
    "child_addresses",
    "child_opener_author",
    "child_author_known",
    "child_author_new",
    "child_place",
)
"""Numbers of the answering comment; they count for "none of them" too."""

_MEASURE_AT = {name: at for at, name in enumerate(MEASURES)}
_SECOND_PERSON = listed(
    """
    you your you're yours u ur yourself you've you'd you'll
    """
)
# An address of this strength tells whom a comment without quotes answers by rule.
ADDRESSED = 0.6


@dataclass(slots=True)
class Outline:
    """A thread in columns: one number a comment, or sorted keys to look pairs up in.

    A key joins two or three numbers to one: (comment, comment) is first * count + second.

    Attributes:
        material: The thread, laid out.
        count: How many comments there are.
        clues: Clues by key of child and parent.
        clue_keys: Keys of child and parent that have clues, ascending.
        measures: One row for each of clue_keys, one column for each of MEASURES.
        authors: How many authors there are.
        author: Number of the author; -1: nobody.
        minutes: When it was posted; NaN where unknown.
        size: How long it is, as a logarithm.
        asks: 1 where it has a question mark.
        quotes: 1 where it quotes.
        unknown: Share of its quotes whose source is unknown.
        addresses: How much its beginning speaks to somebody ("you"), 0 to 1.
        usual: Its parent by rule; -1 for the first.
        depth: Steps up to the opening post, by rule.
        mine: The author's comment before; -1: none.
        again: The author's next comment; count: none.
        turn: The latest comment before that answers the author, by rule; -1: none.
        by_author: Keys (author, comment), ascending.
        answers: Keys (parent, child) by rule, ascending.
        turns: Keys (author answered, comment) by rule, ascending.
        answerers: Keys (parent, author of an answer) by rule, ascending.
        answered_at: First such answer.
        exchanges: Keys (author, author answered, comment) by rule, ascending.
        pace: Median minutes between neighbouring comments; NaN where unknown.
        constant: The numbers of the thread that are the same in all its rows.
        child_numbers: One row for each of CHILD, one column a comment.
    """

    material: Material
    count: int
    clues: dict[int, list[Clue]]
    clue_keys: "Numbers"
    measures: "Numbers"
    authors: int
    author: "Numbers"
    minutes: "Numbers"
    size: "Numbers"
    asks: "Numbers"
    quotes: "Numbers"
    unknown: "Numbers"
    addresses: "Numbers"
    usual: "Numbers"
    depth: "Numbers"
    mine: "Numbers"
    again: "Numbers"
    turn: "Numbers"
    by_author: "Numbers"
    answers: "Numbers"
    turns: "Numbers"
    answerers: "Numbers"
    answered_at: "Numbers"
    exchanges: "Numbers"
    pace: float
    constant: "Numbers"
    child_numbers: "Numbers"


def outline(material: Material, clues: Iterable[Clue]) -> Outline:
    """Gathers clues by pair and works out what all rows share.

    Args:
        material: A thread, laid out.
        clues: What the finders found, stated parents left out.

    Returns:
        The outline.
    """
    import numpy as np

    entries = material.entries
    count = len(entries)
    clues = list(clues)
    by_pair: dict[int, list[Clue]] = {}
    for clue in clues:
        by_pair.setdefault(clue.child * count + clue.parent, []).append(clue)
    keys = sorted(by_pair)
    usual = _usual_parents(material, clues)
    names: dict[str, int] = {}
    author = np.array(
        [-1 if e.author is None else names.setdefault(e.author, len(names)) for e in entries],
        dtype=np.int64,
    )
    numbers = np.arange(count)
    authors = max(1, len(names))
    answered = author[usual]
    answered[0] = -1
    known = author >= 0
    by_author = np.sort(author[known] * count + numbers[known])
    mine, again = _neighbours(by_author, count)
    turns = np.sort(answered[answered >= 0] * count + numbers[answered >= 0])
    before = np.searchsorted(turns, author * count + numbers) - 1
    turn = _within(turns, before, author, count)
    both = known & (answered >= 0)
    told = known & (numbers > 0)
    answerers, first = np.unique(usual[told] * authors + author[told], return_index=True)
    minutes = np.array([math.nan if e.minutes is None else e.minutes for e in entries])
    sizes = np.array([_size(len(e.own)) for e in entries])
    columns = np.array([_own_numbers(e) for e in entries]).T
    return Outline(
        material=material,
        count=count,
        clues=by_pair,
        clue_keys=np.array(keys, dtype=np.int64),
        measures=_measured([by_pair[key] for key in keys]),
        authors=authors,
        author=author,
        minutes=minutes,
        size=sizes,
        asks=columns[0],
        quotes=columns[1],
        unknown=columns[2],
        addresses=columns[3],
        usual=usual,
        depth=_depths(usual),
        mine=mine,
        again=again,
        turn=turn,
        by_author=by_author,
        answers=np.sort(usual[1:] * count + numbers[1:]),
        turns=turns,
        answerers=answerers,
        answered_at=numbers[told][first],
        exchanges=np.sort((author[both] * authors + answered[both]) * count + numbers[both]),
        pace=_pace(minutes),
        constant=np.array(
            (
                math.log10(1 + count) / 3,
                float(known.mean()),
                len(names) / count,
                float((author == author[0]).mean()) if author[0] >= 0 else 0.0,
                float(columns[1].mean()),
                _size(sum(len(e.own) for e in entries) / count),
            )
        ),
        child_numbers=np.vstack(
            (
                sizes,
                columns,
                (author == author[0]) & known[0],
                known,
                known & (mine < 0),
                numbers / count,
            )
        ),
    )


def _measured(found: Sequence[Sequence[Clue]]) -> "Numbers":
    """One row of measures for each pair: of several values, the highest."""
    import numpy as np

    of_row = [[clue.measures for clue in clues] for clues in found]
    measures = list(chain.from_iterable(of_row))
    sizes = [len(each) for each in measures]
    rows = np.repeat(np.repeat(np.arange(len(found)), [len(each) for each in of_row]), sizes)
    at = [_MEASURE_AT.get(name, -1) for each in measures for name in each]
    columns = np.array(at, dtype=np.int64)
    values = np.array([value for each in measures for value in each.values()], dtype=np.float64)
    # Of repeated places the last value stays.
    order = np.argsort(values, kind="stable")
    order = order[columns[order] >= 0]
    table = np.zeros((len(found), len(MEASURES)))
    table[rows[order], columns[order]] = values[order]
    return table


def _size(words: float) -> float:
    return math.log2(1 + words) / 8


def _own_numbers(entry: Entry) -> tuple[float, ...]:
    """Whether a comment asks, quotes, quotes what is unknown, speaks to somebody."""
    shallow = [quote for quote in entry.quotes if quote.words]
    unknown = sum(not quote.held for quote in shallow) / len(shallow) if shallow else 0.0
    addresses = len([1 for form in entry.own.forms[:25] if form in _SECOND_PERSON]) / 3
    asks = float("?" in entry.comment.body)
    return asks, float(bool(entry.quotes)), unknown, min(1.0, addresses)


def _usual_parents(material: Material, clues: Iterable[Clue]) -> "Numbers":
    """Guesses each comment's parent by rule: who is quoted most, else addressed, else before.

    Turn-taking needs to know who was answered before anything is weighed.
    """
    import numpy as np

    count = len(material.entries)
    addressed: dict[int, tuple[float, int]] = {}
    for clue in clues:
        if clue.kind == "named" and clue.strength >= ADDRESSED:
            least = addressed.get(clue.child, (0.0, 0))
            addressed[clue.child] = max(least, (clue.strength, clue.parent))
    guesses = np.arange(-1, count - 1)
    for number, entry in enumerate(material.entries):
        top = [quote for quote in entry.quotes if quote.depth == 1 and quote.held]
        if top:
            guesses[number] = max((q.held[0] for q in top), key=lambda held: held.words).holder
        elif number in addressed:
            guesses[number] = addressed[number][1]
    return guesses


def _depths(usual: "Numbers") -> "Numbers":
    import numpy as np

    depths = [0] * len(usual)
    for child, parent in enumerate(usual.tolist()):
        if parent >= 0:
            depths[child] = depths[parent] + 1
    return np.array(depths)


def _neighbours(by_author: "Numbers", count: int) -> tuple["Numbers", "Numbers"]:
    """The comment before and the next one of each comment's author."""
    import numpy as np

    mine = np.full(count, -1)
    again = np.full(count, count)
    same = by_author[1:] // count == by_author[:-1] // count
    earlier, later = by_author[:-1][same] % count, by_author[1:][same] % count
    mine[later] = earlier
    again[earlier] = later
    return mine, again


def _within(keys: "Numbers", places: "Numbers", first: "Numbers", count: int) -> "Numbers":
    """The second number of the keys at some places; -1 where the first number is another."""
    import numpy as np

    if not len(keys):
        return np.full(len(places), -1)
    found = keys[np.maximum(places, 0)]
    return np.where((places >= 0) & (first >= 0) & (found // count == first), found % count, -1)


def latest(keys: "Numbers", first: "Numbers", below: "Numbers", count: int, skip: int) -> "Numbers":
    """Looks up the last second number under a limit in keys of two numbers.

    Args:
        keys: Keys of two numbers, ascending.
        first: The first number of each key looked for; below 0: none is found.
        below: The second number must be smaller than this.
        count: Of comments.
        skip: How many of the last are passed over.

    Returns:
        The second number of each; -1 where there is none.
    """
    import numpy as np

    return _within(keys, np.searchsorted(keys, first * count + below) - 1 - skip, first, count)


def _pace(minutes: "Numbers") -> float:
    import numpy as np

    known = np.sort(minutes[~np.isnan(minutes)])
    return float(np.median(np.diff(known))) if len(known) > 1 else math.nan
