"""A long page for a short reader: its lines, shortened, laid into overlapping windows.

Each line, here called a unit, is led by a start token, from which the reader takes what it makes
of the line.
"""

from collections.abc import Sequence
from dataclasses import dataclass

# Word pieces that are kept of a unit, from its head and its tail: what an answer begins with and
# where it ends tell most. Repeated lines were read before.
KEPT = {"line": (20, 6), "repeated": (6, 2)}
# Word pieces of a window, start tokens included, and of what a window repeats of the one before.
LENGTH = 256
CONTEXT = 48
# Of the opening unit, which leads every window: it says what the thread is about.
OPENING = 24


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch of units that is read at once.

    Attributes:
        pieces: Numbers of word pieces, a start token before each unit.
        starts: Place of the start token and number of the unit, in order; -1 for the opening unit
            where it only leads the window.
        kept: The units whose reading is taken from this window, first and end (exclusive); the
            others in it are context.
    """

    pieces: list[int]
    starts: list[tuple[int, int]]
    kept: tuple[int, int]


def shorten(pieces: list[int], kind: str) -> list[int]:
    """Keeps the head and the tail of a unit.

    Args:
        pieces: Numbers of word pieces.
        kind: One of KEPT.

    Returns:
        At most as many as KEPT says.
    """
    head, tail = KEPT[kind]
    return pieces if len(pieces) <= head + tail else pieces[:head] + pieces[-tail:]


def windows(units: Sequence[list[int]], start: int) -> list[Window]:
    """Lays units into windows.

    Args:
        units: Word pieces of each unit, shortened.
        start: Number of the start token.

    Returns:
        Windows that together keep each unit once, in order.
    """
    found: list[Window] = []
    count = len(units)
    done = 0
    while done < count:
        first, size = done, 0
        while first and size + len(units[first - 1]) < CONTEXT:
            first -= 1
            size += len(units[first]) + 1
        pieces: list[int] = []
        starts: list[tuple[int, int]] = []
        if first:
            starts.append((0, -1))
            pieces = [start, *units[0][:OPENING]]
        unit = first
        while unit < count and (len(pieces) + len(units[unit]) < LENGTH or unit <= done):
            starts.append((len(pieces), unit))
            pieces += [start, *units[unit]]
            unit += 1
        # The last unit is read again with what follows it.
        end = unit if unit == count else max(done + 1, unit - 1)
        found.append(Window(pieces[:LENGTH], starts, (done, end)))
        done = end
    return found
