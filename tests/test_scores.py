"""Scores of answers against gold."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from threadlab.scores import (
    accuracy,
    calibration_error,
    f1,
    f1_by_class,
    f1_by_label,
    interval,
    mean,
    most_certain,
)

FRACTIONS = st.floats(0, 1)
ANSWERS = st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("abc")), max_size=40)


def test_accuracy_is_the_share_of_right_answers():
    """Two of three right are two thirds."""
    assert accuracy(["a", "b", "c"], ["a", "b", "a"]) == pytest.approx(2 / 3)


def test_answers_must_be_as_many_as_gold():
    """Lists of different length are a mistake, not a score."""
    with pytest.raises(ValueError, match="shorter"):
        accuracy(["a", "b"], ["a"])


def test_f1_by_hand():
    """One hit, one miss, one false alarm: precision and recall one half, F1 one half."""
    assert f1([True, True, False, False], [True, False, True, False]) == 0.5


@given(ANSWERS)
def test_f1_agrees_with_scikit_learn(pairs):
    """F1 by class is what scikit-learn computes."""
    metrics = pytest.importorskip("sklearn.metrics")
    gold, answers = [g for g, _ in pairs], [a for _, a in pairs]
    ours = f1_by_class(gold, answers, "abc")
    if pairs:
        theirs = metrics.f1_score(gold, answers, labels=list("abc"), average=None, zero_division=0)
        assert [ours[c] for c in "abc"] == pytest.approx(list(theirs))
    else:
        assert ours == {"a": 0, "b": 0, "c": 0}


def test_several_labels_are_scored_one_by_one():
    """Each label of a multi-label answer counts for itself."""
    gold = [("a", "b"), ("b",), ()]
    answers = [("a",), ("b", "a"), ("c",)]
    assert f1_by_label(gold, answers, "abc") == pytest.approx({"a": 2 / 3, "b": 2 / 3, "c": 0})


def test_scores_of_nothing_are_zero():
    """No items, no division by zero."""
    assert accuracy([], []) == f1([], []) == mean([]) == calibration_error([], []) == 0
    assert most_certain([], 0.7) == []
    assert interval(lambda rows: math.inf, []) == (0, 0)


@given(st.lists(st.tuples(FRACTIONS, st.booleans()), max_size=80))
def test_calibration_error_is_a_fraction(items):
    """However wrong the claims are, the error lies between 0 and 1."""
    assert 0 <= calibration_error([p for p, _ in items], [r for _, r in items]) <= 1


def test_honest_claims_have_no_calibration_error():
    """Of items claimed at one half, one half holds; of certain ones all hold."""
    claims = [0.5] * 40 + [1.0] * 40
    right = [k % 2 == 0 for k in range(40)] + [True] * 40
    assert calibration_error(claims, right, bins=4) == 0


def test_boastful_claims_err_by_their_excess():
    """Claims of 0.9 that hold half the time err by 0.4."""
    assert calibration_error([0.9] * 30, [True, False] * 15, bins=3) == pytest.approx(0.4)


@given(st.lists(FRACTIONS, max_size=60), FRACTIONS)
def test_the_most_certain_are_no_less_certain_than_the_rest(claims, share):
    """The chosen items are as many as asked for and none left out is more certain."""
    chosen = most_certain(claims, share)
    assert len(chosen) == round(share * len(claims))
    assert chosen == sorted(set(chosen))
    left = [p for k, p in enumerate(claims) if k not in set(chosen)]
    if chosen and left:
        assert min(claims[k] for k in chosen) >= max(left)


def test_intervals_hold_the_score_and_are_reproducible():
    """The interval lies around the score, narrows with more threads, and is the same each time."""

    def spread(threads):
        right = [k % 3 > 0 for k in range(4 * threads)]
        groups = [k // 4 for k in range(4 * threads)]

        def share(rows):
            return mean([right[i] for i in rows])

        low, high = interval(share, groups, rounds=300)
        assert low <= mean(right) <= high
        assert (low, high) == interval(share, groups, rounds=300)
        return high - low

    assert spread(60) < spread(12)


def test_intervals_draw_whole_threads():
    """Rows of one thread are drawn together: a single thread leaves nothing to vary."""
    right = [True, False, True, True]
    assert interval(lambda rows: mean([right[i] for i in rows]), ["t"] * 4) == (0.75, 0.75)
