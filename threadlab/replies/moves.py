"""What may happen at a line of a page without boundaries, and the numbers that tell which does.

At each line the comment goes on, or a new one begins, which answers a comment on the path from the
opening post to the one before: a page shows threads depth-first. The numbers see the path as it is
so far, so that boundaries and replies are found together: a line that repeats what the answered
comment says belongs to the answer, one that repeats somebody else begins another.
"""

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from threadlab.replies.lines import Line
from threadlab.replies.reader import Reading

if TYPE_CHECKING:
    import numpy as np

GOING_ON = (
    "goes_on_begins",
    "goes_on_repeats",
    "repeats_parent",
    "repeats_above",
    "repeats_itself",
    "repeats_elsewhere",
    "repeats_on",
    "repeats_back",
    "repeats_same",
    "repeats_after_repeat",
    "length",
    "only_repeats",
    "after_repeat",
    "in_opening",
    "long",
    "next_begins",
    "last_begins",
)
"""Numbers of the move that the comment goes on."""

BEGINNING = (
    "new",
    "new_begins",
    "new_repeats",
    "repeats_answered",
    "repeats_further_up",
    "repeats_further_down",
    "repeats_off_path",
    "repeats_first",
    "repeats_back_up",
    "soon_repeats",
    "soon_repeats_answered",
    "soon_repeats_other",
    "steps",
    "answers_last",
    "answers_one_up",
    "answers_opening",
    "last_is_opening",
    "fit",
    "fits_best",
    "last_only_repeats",
    "last_after_repeat",
    "last_length",
    "answered_length",
    "new_next_begins",
    "new_last_begins",
)
"""Numbers of the move that a new comment begins which answers a given one."""

FEATURES = GOING_ON + BEGINNING
_AT = {name: at for at, name in enumerate(FEATURES)}

# Comments up the path that may be answered; the opening post and whoever is repeated may in any
# case.
MOST_UP = 14
# A repeated line this near counts as part of what begins.
SOON = 3
# Words that a line must repeat to do so at length.
AT_LENGTH = 8
# From this many lines on a comment is long.
LONG = 20
# A repeated line goes on with a passage if it lies at most this far below the last one.
ON = 6


class Branch:
    """A comment on a path: its lines, and the comment that it answers.

    Attributes:
        start: Its first line.
        end: The line after its last; None while it is the one that goes on.
        above: What it answers; None for the opening post.
        depth: Answers between it and the opening post.
    """

    __slots__ = ("_jump", "above", "depth", "end", "start")

    def __init__(self, start: int, above: "Branch | None", end: int | None = None) -> None:
        self.start = start
        self.end = end
        self.above = above
        self.depth: int = 0 if above is None else above.depth + 1
        # Leads far up, so that a line is found on a long path in few steps (Myers 1983, "An
        # applicative random-access stack").
        self._jump: Branch | None = None
        if above is not None:
            far = above._jump
            farther = far._jump if far is not None else None
            even = far and farther and above.depth - far.depth == far.depth - farther.depth
            self._jump = farther if even else above

    def holding(self, line: int) -> "Branch | None":
        """The comment on the path up from here that has a line; None: none of them."""
        node: Branch | None = self
        while node is not None and node.start > line:
            jump = node._jump
            node = jump if jump is not None and jump.start >= line else node.above
        return node if node is not None and (node.end is None or line < node.end) else None


class Page:
    """A page with all that its moves need, worked out once.

    Args:
        lines: At least one.
        reading: Of these lines.
    """

    def __init__(self, lines: Sequence[Line], reading: Reading) -> None:
        self.reading = reading
        self.begins: list[float] = [float(value) for value in reading.begins]
        self.sources = [None if line.source is None else line.source.holder for line in lines]
        self._long = [line.source is not None and line.source.words >= AT_LENGTH for line in lines]
        self._keys: dict[tuple[int, int], np.ndarray[Any, Any]] = {}
        self._own = [0]
        self._repeat_before: list[int] = []
        last = -1
        for number, source in enumerate(self.sources):
            self._own.append(self._own[-1] + (source is None))
            self._repeat_before.append(last)
            last = number if source is not None else last
        self._repeat_soon = [-1] * len(lines)
        following = -1
        for number in range(len(lines) - 1, -1, -1):
            if 0 <= following <= number + SOON:
                self._repeat_soon[number] = following
            following = number if self.sources[number] is not None else following

    def __len__(self) -> int:
        """How many lines there are."""
        return len(self.sources)

    def answerable(self, line: int, last: Branch) -> list[Branch]:
        """The comments that one that begins at a line may answer.

        Args:
            line: Number of the line.
            last: The comment before.

        Returns:
            The nearest on the path first; the opening post last.
        """
        found: list[Branch] = []
        node: Branch | None = last
        while node is not None and len(found) < MOST_UP:
            found.append(node)
            node = node.above
        if node is not None:
            source = self.sources[line]
            held = None if source is None else last.holding(source)
            if held is not None and 0 < held.depth <= node.depth:
                found.append(held)
            opening = last.holding(0)
            if opening is not None:
                found.append(opening)
        return found

    def rows(self, line: int, last: Branch, answerable: Sequence[Branch]) -> "np.ndarray[Any, Any]":
        """The numbers of the moves at a line.

        Args:
            line: Number of the line, at least 1.
            last: The comment before, which goes on or ends here.
            answerable: From answerable.

        Returns:
            (1 + answerable, FEATURES): that the comment goes on, then each that may be answered.
        """
        import numpy as np

        rows = np.zeros((1 + len(answerable), len(FEATURES)), dtype=np.float32)
        repeat = self._repeat_before[line]
        told = _Told(
            source=self.sources[line],
            quoted=self.sources[repeat] if repeat >= last.start else None,
            after_repeat=repeat == line - 1 and repeat >= last.start,
            only_repeats=self._own[line] == self._own[last.start],
            length=math.log2(line - last.start + 1) / 4,
        )
        held = None if told.source is None else last.holding(told.source)
        self._goes_on(rows[0], line, last, told, held)
        keys = [self._key(node, line) for node in answerable]
        fits = self.reading.fits(line, keys)
        best = int(fits.argmax())
        soon = self._repeat_soon[line]
        soon_source = self.sources[soon] if soon >= 0 else None
        soon_held = None if soon_source is None else last.holding(soon_source)
        for number, node in enumerate(answerable):
            row = rows[number + 1]
            self._begins(row, line, last, node, told, held)
            row[_AT["fit"]] = fits[number]
            row[_AT["fits_best"]] = number == best
            if told.source is None and soon >= 0:
                row[_AT["soon_repeats"]] = 1
                row[_AT["soon_repeats_answered"]] = soon_held is node
                row[_AT["soon_repeats_other"]] = soon_held is not None and soon_held is not node
        return rows

    def quotes_itself(self, line: int, last: Branch) -> bool:
        """Whether a line repeats at length what the comment before says: nobody does so himself."""
        source = self.sources[line]
        return self._long[line] and source is not None and last.holding(source) is last

    def _key(self, node: Branch, line: int) -> "np.ndarray[Any, Any]":
        end = line if node.end is None else node.end
        known = self._keys.get((node.start, end))
        if known is None:
            known = self.reading.key(node.start, end)
            if node.end is not None:
                self._keys[node.start, end] = known
        return known

    def _near(self, line: int) -> tuple[float, float]:
        """Whether the next and the last line begin a comment."""
        return self.begins[line + 1] if line + 1 < len(self) else 0.0, self.begins[line - 1]

    def _goes_on(
        self,
        row: "np.ndarray[Any, Any]",
        line: int,
        last: Branch,
        told: "_Told",
        held: Branch | None,
    ) -> None:
        row[_AT["goes_on_begins"]] = self.begins[line]
        row[_AT["next_begins"]], row[_AT["last_begins"]] = self._near(line)
        row[_AT["length"]] = told.length
        row[_AT["only_repeats"]] = told.only_repeats
        row[_AT["after_repeat"]] = told.after_repeat
        row[_AT["in_opening"]] = last.above is None
        row[_AT["long"]] = line - last.start > LONG
        if told.source is None:
            return
        row[_AT["goes_on_repeats"]] = 1
        row[_AT["repeats_elsewhere"]] = held is None
        row[_AT["repeats_itself"]] = held is last
        row[_AT["repeats_parent"]] = held is not None and held is last.above
        row[_AT["repeats_above"]] = held is not None and held not in (last, last.above)
        row[_AT["repeats_after_repeat"]] = told.after_repeat
        if told.quoted is not None:
            row[_AT["repeats_on"]] = 0 <= told.source - told.quoted <= ON
            row[_AT["repeats_back"]] = told.source < told.quoted
            row[_AT["repeats_same"]] = told.source == told.quoted

    def _begins(
        self,
        row: "np.ndarray[Any, Any]",
        line: int,
        last: Branch,
        node: Branch,
        told: "_Told",
        held: Branch | None,
    ) -> None:
        steps = last.depth - node.depth
        end = line if node.end is None else node.end
        row[_AT["new"]] = 1
        row[_AT["new_begins"]] = self.begins[line]
        row[_AT["new_next_begins"]], row[_AT["new_last_begins"]] = self._near(line)
        row[_AT["steps"]] = math.log2(1 + steps) / 3
        row[_AT["answers_last"]] = steps == 0
        row[_AT["answers_one_up"]] = steps == 1
        row[_AT["answers_opening"]] = node.above is None
        row[_AT["last_is_opening"]] = last.above is None
        row[_AT["last_only_repeats"]] = told.only_repeats
        row[_AT["last_after_repeat"]] = told.after_repeat
        row[_AT["last_length"]] = told.length
        row[_AT["answered_length"]] = math.log2(1 + end - node.start) / 4
        if told.source is None:
            return
        row[_AT["new_repeats"]] = 1
        row[_AT["repeats_answered"]] = held is node
        row[_AT["repeats_off_path"]] = held is None
        if held is not None and held is not node:
            up = held.start < node.start
            row[_AT["repeats_further_up" if up else "repeats_further_down"]] = 1
        row[_AT["repeats_first"]] = told.quoted is None
        row[_AT["repeats_back_up"]] = told.quoted is not None and told.source < told.quoted


class _Told:
    """What a line and the comment before it tell, for all moves at the line.

    Attributes:
        source: The line that it repeats; None where its words are new.
        quoted: The source of the last repeated line of the comment before; None: it has none.
        after_repeat: Whether the line before is a repeated one of that comment.
        only_repeats: Whether that comment has no words of its own so far.
        length: Of that comment.
    """

    __slots__ = ("after_repeat", "length", "only_repeats", "quoted", "source")

    def __init__(
        self,
        *,
        source: int | None,
        quoted: int | None,
        after_repeat: bool,
        only_repeats: bool,
        length: float,
    ) -> None:
        self.source = source
        self.quoted = quoted
        self.after_repeat = after_repeat
        self.only_repeats = only_repeats
        self.length = length
