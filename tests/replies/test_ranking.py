"""The largest of each group of values."""

import numpy as np
import pytest

from threadlab.replies.ranking import foremost


@pytest.mark.parametrize("most", [1, 2, 4])
def test_the_largest_are_among_the_foremost(most):
    """All of a group's largest values are kept, ties included, and none below them."""
    dice = np.random.default_rng(5)
    groups = np.sort(dice.integers(0, 40, 300))
    values = dice.integers(0, 9, 300) / 8
    kept = foremost(groups, values, most)
    for group in set(groups.tolist()):
        mine = values[groups == group]
        least = sorted(set(mine.tolist()), reverse=True)[:most][-1]
        assert np.array_equal(kept[groups == group], mine >= least)


def test_nothing_has_no_foremost():
    """No values, nothing kept."""
    assert foremost(np.zeros(0, dtype=int), np.zeros(0), 3).tolist() == []
