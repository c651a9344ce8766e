"""What the reader is trained on: stretches of pages and of threads with known parents."""

import math
import random
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import accumulate

from threadlab.replies.lines import read_lines
from threadlab.replies.meaning import quotes
from threadlab.replies.reader import Reader, Unit
from threadlab.thread import Thread, own_words
from threadlab.training.replies_data import Page, restyled

# Word pieces of a stretch, roughly.
STRETCH = 1_500
# Lines of the opening post that lead a stretch from the midst of a page.
LEAD = 4
# How often a page is read as it is, restyled, and without what it repeats.
VARIANTS = (0.5, 0.3, 0.2)
# Comments back that may be the parent in posting order, beside the opening post.
BACK = 16
# A source draws as the root of its size; of one thread no more than this counts.
MOST_OF_ONE = 3_000


@dataclass(frozen=True, slots=True)
class Talk:
    """A page or a thread as units, with what is known of it.

    Attributes:
        source: Where it comes from.
        order: "page" or "posted".
        units: Lines, or comments.
        spans: First unit and end (exclusive) of each comment.
        parents: Number of each comment's parent; None: not known.
        wanted: Comments whose parent is certain.
        divided: Whether the units are lines, so that it is learned which begin a comment.
    """

    source: str
    order: str
    units: Sequence[Unit]
    spans: Sequence[tuple[int, int]]
    parents: Sequence[int | None]
    wanted: frozenset[int]
    divided: bool

    @property
    def size(self) -> int:
        """Word pieces, start tokens included."""
        return sum(len(unit.pieces) + 1 for unit in self.units)


@dataclass(slots=True)
class Stretch:
    """A part of a talk that is learned from at once.

    Attributes:
        order: As in Talk.
        units: Of the stretch.
        begins: Whether each unit begins a comment; None where units are comments.
        weights: How much each unit's beginning counts.
        spans: As in Talk, for the comments that begin in the stretch.
        choices: Comment, numbers of its possible parents, their places, which is right.
    """

    order: str
    units: list[Unit]
    begins: list[float] | None
    weights: list[float]
    spans: list[tuple[int, int]]
    choices: list[tuple[int, list[int], list[int], int]] = field(default_factory=list)


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
    return Talk(page.source, "page", units, spans, page.parents, wanted, divided=True)


def talk_of_thread(thread: Thread, parents: Mapping[int, int], reader: Reader) -> Talk:
    """A thread with its marks, comment by comment.

    Args:
        thread: Divided into passages, in either order.
        parents: Number of the parent of each comment where it is certain.
        reader: Makes the units.
    """
    texts = [" ".join(own_words(comment).split()) for comment in thread.comments]
    units = reader.comments(texts, [quotes(comment) for comment in thread.comments], thread.order)
    return Talk(
        thread.source or "",
        thread.order,
        units,
        [(n, n + 1) for n in range(len(units))],
        [parents.get(n) for n in range(len(units))],
        frozenset(parents),
        divided=False,
    )


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


def stretch_of(talk: Talk, dice: random.Random) -> Stretch:
    """Cuts a random stretch out of a talk; the beginning of the opening post leads it."""
    begin, end = _cut([len(unit.pieces) + 1 for unit in talk.units], dice)
    lead = range(min(LEAD if talk.divided else 1, begin))
    chosen = [*lead, *range(begin, end)]
    place = {unit: at for at, unit in enumerate(chosen)}
    spans: list[tuple[int, int]] = []
    number: dict[int, int] = {}
    for comment, (first, last) in enumerate(talk.spans):
        inside = first in place and (first >= begin or comment == 0)
        if inside:
            number[comment] = len(spans)
            at = place[first]
            count = sum(unit in place for unit in range(first, last))
            spans.append((at, at + count))
    stretch = Stretch(talk.order, [talk.units[n] for n in chosen], None, [], spans)
    if talk.divided:
        starts = {first for first, _ in talk.spans}
        stretch.begins = [float(unit in starts) for unit in chosen]
        stretch.weights = [0.0 if at < max(1, len(lead)) else 1.0 for at in range(len(chosen))]
    _choices(talk, number, stretch)
    return stretch


def _cut(sizes: Sequence[int], dice: random.Random) -> tuple[int, int]:
    count = len(sizes)
    if sum(sizes) <= STRETCH:
        return 0, count
    # The beginning of a page is drawn more often: what opens a thread is answered most.
    begin = end = max(0, dice.randrange(-30, count))
    size = 0
    while end < count and size < STRETCH:
        size += sizes[end]
        end += 1
    while begin > 0 and size < STRETCH:
        begin -= 1
        size += sizes[begin]
    return begin, end


def _choices(talk: Talk, number: Mapping[int, int], stretch: Stretch) -> None:
    """Adds the possible parents of each comment whose parent is certain and in the stretch."""
    for comment in sorted(talk.wanted & number.keys()):
        right = talk.parents[comment]
        options = _path(talk, comment) if talk.order == "page" else _back(comment)
        kept = [(option, place) for option, place in options if option in number]
        options_in = [option for option, _ in kept]
        if right in options_in and len(kept) > 1:
            stretch.choices.append(
                (
                    number[comment],
                    [number[option] for option in options_in],
                    [place for _, place in kept],
                    options_in.index(right),
                )
            )


def _path(talk: Talk, comment: int) -> list[tuple[int, int]]:
    """The comments that may be answered on a page, and the steps up to them."""
    path = [comment - 1]
    while path[-1] > 0:
        path.append(talk.parents[path[-1]] or 0)
    return [(option, place_on_page(steps)) for steps, option in enumerate(path)]


def _back(comment: int) -> list[tuple[int, int]]:
    """The comments that may be answered in posting order, and their places."""
    near = range(max(0, comment - BACK), comment)
    options = near if 0 in near else [0, *near]
    return [(option, place_posted(comment, option)) for option in options]


def place_on_page(steps: int) -> int:
    """The place of a parent that lies this many steps up the path."""
    return min(steps, PLACES - 1)


def place_posted(child: int, parent: int) -> int:
    """The place of a parent in posting order: the last is the opening post's."""
    return PLACES - 1 if parent == 0 else min(child - parent - 1, PLACES - 2)


PLACES = 13
"""Kinds of places of a parent that the reader tells apart."""
