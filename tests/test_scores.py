"""Scores of answers against gold."""

import math
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from threadlab.scores import (
    accuracy,
    calibration_error,
    coverage_curve,
    f1,
    f1_by_class,
    f1_by_label,
    interval,
    mean,
    most_certain,
    ratio_interval,
    reliability,
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
    assert most_certain([], 0.7) == coverage_curve([], []) == reliability([], []) == []
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


def test_intervals_of_calibration_errors_hold_the_error():
    """Samples look worse calibrated than all items do; the interval takes that off again."""
    claims = [(k % 20 + 0.5) / 20 for k in range(400)]
    right = [(k * 7919) % 400 < 400 * claims[k] for k in range(400)]
    groups = [k // 2 for k in range(400)]

    def error(rows):
        return calibration_error([claims[i] for i in rows], [right[i] for i in rows])

    plain = interval(error, groups, rounds=300)
    low, high = interval(error, groups, rounds=300, centred=True)
    assert 0 <= low <= error(range(400)) <= high
    assert high < plain[1]
    assert high - low <= plain[1] - plain[0] + 1e-9


def test_ratio_intervals_agree_with_the_slow_way():
    """The fast interval of a share is that of the plain bootstrap, within chance."""
    sizes = [1 + k % 5 for k in range(40)]
    hits = [size if k % 3 else size // 2 for k, size in enumerate(sizes)]
    groups = [k for k, size in enumerate(sizes) for _ in range(size)]
    right = [r < hits[k] for k, size in enumerate(sizes) for r in range(size)]
    low, high = ratio_interval(hits, sizes)
    slow = interval(lambda rows: mean([right[i] for i in rows]), groups, rounds=2000)
    assert (low, high) == pytest.approx(slow, abs=0.02)
    assert low < sum(hits) / sum(sizes) < high
    assert (low, high) == ratio_interval(hits, sizes)
    assert (low, high) != ratio_interval(hits, sizes, seed=2)


def test_ratio_intervals_draw_whole_threads():
    """Few long threads leave more to chance than many short ones with the same answers."""
    short = ratio_interval([1, 0] * 100, [1] * 200)
    long = ratio_interval([20, 0] * 5, [20] * 10)
    assert long[1] - long[0] > 3 * (short[1] - short[0])


def test_one_thread_has_no_interval():
    """Where nothing can vary, no interval is claimed; threads without answers do no harm."""
    assert ratio_interval([3], [4]) is None
    assert ratio_interval([], []) is None
    assert ratio_interval([0, 0], [0, 0]) == (0, 0)
    with pytest.raises(ValueError, match="two counts"):
        ratio_interval([1, 2], [1])


def test_ratio_intervals_are_quick():
    """The interval over 2,000 threads takes far less than a second of work."""
    start = time.process_time()
    ratio_interval([3] * 2000, [4] * 2000)
    assert time.process_time() - start < 1


@given(st.lists(st.tuples(FRACTIONS, st.booleans()), max_size=80))
def test_bins_hold_every_item(items):
    """Bins are of nearly equal count, and the error is their mean distance from the diagonal."""
    claims, right = [p for p, _ in items], [r for _, r in items]
    bins = reliability(claims, right)
    assert sum(part.n for part in bins) == len(items)
    assert max((p.n for p in bins), default=0) - min((p.n for p in bins), default=0) <= 1
    distance = sum(part.n * abs(part.probability - part.accuracy) for part in bins)
    assert calibration_error(claims, right) == pytest.approx(distance / max(1, len(items)))


@given(st.lists(st.tuples(FRACTIONS, st.booleans()), min_size=1, max_size=80))
def test_coverage_agrees_with_the_most_certain(items):
    """Each point is the accuracy on that share of the most certain answers."""
    claims, right = [p for p, _ in items], [r for _, r in items]
    curve = coverage_curve(claims, right)
    assert [point.coverage for point in curve] == [k / 10 for k in range(1, 11)]
    for point in curve:
        chosen = most_certain(claims, point.coverage)
        if chosen:
            assert point.accuracy == mean([right[k] for k in chosen])
            assert point.least_probability == min(claims[k] for k in chosen)
