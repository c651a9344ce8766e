"""Times of work on a machine that may be busy with other things."""

from collections.abc import Callable
from typing import TypeVar

Size = TypeVar("Size")
ROUNDS = 6


def at_most(
    times: float,
    took: Callable[[Size], float],
    small: Size,
    large: Size,
    *,
    quick: float = 0.0,
) -> bool:
    """Whether the work on a large input takes at most so many times as long as on a small one.

    What else the machine does can only add to a time, so of several measurements the shortest
    counts; measuring ends as soon as the bound holds. Work that grows faster never meets it.

    Args:
        times: The bound.
        took: Seconds that the work on an input takes.
        small: The small input.
        large: The large one.
        quick: Seconds that do not count, for work that is too quick to be measured.
    """
    short = long = float("inf")
    for _ in range(ROUNDS):
        short, long = min(short, took(small)), min(long, took(large))
        if long <= times * short + quick:
            return True
    return False
