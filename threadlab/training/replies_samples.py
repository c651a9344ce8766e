"""What the reader is trained on: stretches of pages with known beginnings and parents."""

import math
import random
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

from threadlab.replies.lines import read_lines
from threadlab.replies.reader import Reader, Unit
from threadlab.training.replies_data import Page, restyled

# Word pieces of a stretch, roughly.
STRETCH = 1_500
# Lines of the opening post that lead a stretch from the midst of a page.
LEAD = 4
# How often a page is read as it is, restyled, and without what it repeats.
VARIANTS = (0.5, 0.3, 0.2)
# Possible parents that are told apart: the nearest on a path, and the opening post.
MOST_OPTIONS = 20
# A source draws as the root of its size; of one thread no more than this counts.
MOST_OF_ONE = 3_000


@dataclass(frozen=True, slots=True)
class Talk:
    """A page as units, with what is known of it.

    Attributes:
        source: Where it comes from.
        units: Its lines.
        spans: First unit and end (exclusive) of each comment.
        parents: Number of each comment's parent; None: not known.
        wanted: Comments whose parent is certain.
    """

    source: str
    units: Sequence[Unit]
    spans: Sequence[tuple[int, int]]
    parents: Sequence[int | None]
    wanted: frozenset[int]

    @property
    def size(self) -> int:
        """Word pieces, start tokens included."""
        return sum(len(unit.pieces) + 1 for unit in self.units)


@dataclass(frozen=True, slots=True)
class Choices:
    """Comments of a stretch whose parent is known, and what it is chosen from.

    Attributes:
        comments: Numbers of the comments in the stretch.
        options: Numbers of possible parents, one row a comment; -1 fills up.
        places: Their places, see place_on_page.
        right: Which option is right.
    """

    comments: list[int]
    options: list[list[int]]
    places: list[list[int]]
    right: list[int]


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of a talk that is learned from at once.

    Attributes:
        talk: Of which it is a part.
        chosen: Numbers of its units in the talk.
        begins: Whether each unit begins a comment.
        counted: Whether that is learned from: not where the units before are missing.
        spans: As in Talk, for the comments that begin in the stretch.
        choices: Of parents.
    """

    talk: Talk
    chosen: list[int]
    begins: list[float]
    counted: list[float]
    spans: list[tuple[int, int]]
    choices: Choices


def variants(page: Page, seed: int) -> list[Page]:
    """The page as it is, as other habits would have left it, and without repeated lines."""
    dice = random.Random(f"{seed} {page.source} {page.thread}")  # noqa: S311 - no secret
    plain = page if dice.random() < VARIANTS[0] else restyled(page, seed + 1)
    return [page, restyled(page, seed), unquoted(plain)]


def unquoted(page: Page) -> Page:
    """The page without lines that repeat earlier ones: many platforms' writers quote nothing."""
    repeated = [line.source is not None for line in read_lines(page.lines)]
    lines: list[str] = []
    starts: list[int] = []
    for start, end in zip(page.starts, [*page.starts[1:], len(page.lines)], strict=True):
        starts.append(len(lines))
        own = [n for n in range(start, end) if not repeated[n]] or [start]
        lines += [page.lines[n] for n in own]
    return replace(page, lines=tuple(lines), starts=tuple(starts))


def talk_of_page(page: Page, reader: Reader) -> Talk:
    """A flattened page, line by line."""
    ends = [*page.starts[1:], len(page.lines)]
    certain = zip(page.parents, page.scored, strict=True)
    wanted = frozenset(n for n, (p, sure) in enumerate(certain) if n and sure and p is not None)
    units = reader.lines(read_lines(page.lines))
    spans = list(zip(page.starts, ends, strict=True))
    return Talk(page.source, units, spans, page.parents, wanted)


def drawing(talks: Sequence[Talk]) -> Callable[[random.Random], Talk]:
    """Gives a function that draws a talk by dice: each source weighs as the root of its size."""
    sizes = [talk.size for talk in talks]
    total: dict[str, float] = defaultdict(float)
    for talk, size in zip(talks, sizes, strict=True):
        total[talk.source] += size
    weights = [
        min(size, MOST_OF_ONE) / math.sqrt(total[talk.source])
        for talk, size in zip(talks, sizes, strict=True)
    ]
    summed = list(accumulate(weights))
    return lambda dice: dice.choices(talks, cum_weights=summed)[0]


def random_stretch(talk: Talk, dice: random.Random) -> Stretch:
    """Cuts a stretch of about STRETCH word pieces out of a talk."""
    sizes = [len(unit.pieces) + 1 for unit in talk.units]
    count = len(sizes)
    if sum(sizes) <= STRETCH:
        return stretch_of(talk, 0, count)
    # The beginning of a page is drawn more often: what opens a thread is answered most.
    begin = end = max(0, dice.randrange(-30, count))
    size = 0
    while end < count and size < STRETCH:
        size += sizes[end]
        end += 1
    while begin > 0 and size < STRETCH:
        begin -= 1
        size += sizes[begin]
    return stretch_of(talk, begin, end)


def stretch_of(talk: Talk, begin: int, end: int) -> Stretch:
    """Cuts a stretch out of a talk; the beginning of the opening post leads it.

    Args:
        talk: The talk.
        begin: Its first unit.
        end: The unit after its last.

    Returns:
        The stretch.
    """
    lead = min(LEAD, begin)
    chosen = [*range(lead), *range(begin, end)]
    place = {unit: at for at, unit in enumerate(chosen)}
    spans: list[tuple[int, int]] = []
    number: dict[int, int] = {}
    for comment, (first, last) in enumerate(talk.spans):
        if first in place and (first >= begin or comment == 0):
            number[comment] = len(spans)
            at = place[first]
            spans.append((at, at + sum(unit in place for unit in range(first, last))))
    starts = {first for first, _ in talk.spans}
    return Stretch(
        talk,
        chosen,
        [float(unit in starts) for unit in chosen],
        [float(at >= max(1, lead)) for at in range(len(chosen))],
        spans,
        _choices(talk, number),
    )


def _choices(talk: Talk, number: Mapping[int, int]) -> Choices:
    """The possible parents of each comment whose parent is certain and in the stretch."""
    found = Choices([], [], [], [])
    for comment in sorted(talk.wanted & number.keys()):
        right = talk.parents[comment]
        every = _path(talk, comment)
        kept = [(option, place) for option, place in every if option in number]
        options = [option for option, _ in kept]
        if right in options and len(kept) > 1:
            filling = [-1] * (MOST_OPTIONS - len(kept))
            found.comments.append(number[comment])
            found.options.append([*(number[option] for option in options), *filling])
            found.places.append([*(place for _, place in kept), *(0 for _ in filling)])
            found.right.append(options.index(right))
    return found


def _path(talk: Talk, comment: int) -> list[tuple[int, int]]:
    """The comments that may be answered on a page, and their places."""
    path = [comment - 1]
    while path[-1] > 0:
        path.append(talk.parents[path[-1]] or 0)
    options = [(option, place_on_page(steps)) for steps, option in enumerate(path)]
    return options if len(options) <= MOST_OPTIONS else [*options[: MOST_OPTIONS - 1], options[-1]]


def place_on_page(steps: int) -> int:
    """The place of a parent that lies this many steps up the path."""
    return min(steps, PLACES - 1)


PLACES = 13
"""Kinds of places of a parent that the reader tells apart."""
