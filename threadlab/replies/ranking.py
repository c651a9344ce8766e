"""The largest of each group of values, without sorting all of them."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np

    Numbers = np.ndarray[Any, Any]


def foremost(groups: "Numbers", values: "Numbers", most: int) -> "Numbers":
    """Finds the values that may be among the largest of their groups.

    Args:
        groups: Number of each value's group, ascending.
        values: At least 0 each.
        most: How many of the largest values of a group are wanted, at least 1.

    Returns:
        Whether a value is no smaller than the last but `most` of the different values of its
        group: true for each of the largest, ties included, and for few others.
    """
    import numpy as np

    if not len(groups):
        return np.zeros(0, dtype=bool)
    changes = np.flatnonzero(np.diff(groups)) + 1
    starts = np.concatenate(([0], changes))
    sizes = np.diff(np.concatenate((starts, [len(groups)])))
    left = values
    for turn in range(most):
        top = np.repeat(np.maximum.reduceat(left, starts), sizes)
        if turn < most - 1:
            left = np.where(left < top, left, -1.0)
    found: Numbers = values >= top
    return found
