"""The core types check themselves at birth, and their JSON form loses nothing."""

import dataclasses
import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from strategies import threads

from threadlab.errors import InvalidThread
from threadlab.rows import from_row, to_row
from threadlab.thread import (
    Comment,
    Evidence,
    Label,
    Passage,
    Reply,
    Span,
    Thread,
    children,
    own_words,
    primary_replies,
)

ONE, TWO, THREE = Comment("1", body="one"), Comment("2", body="two"), Comment("3", body="three")


@pytest.mark.parametrize(
    ("make", "problem"),
    [
        (lambda: Span(3, 2), "not in order"),
        (lambda: Span(-1, 2), "not in order"),
        (lambda: Label("claim", 1.2), "not within 0 and 1"),
        (lambda: Label("claim", float("nan")), "not within 0 and 1"),
        (lambda: Passage("a", Span(0, 1), "voice"), "unknown kind of passage"),
        (lambda: Passage("a", Span(0, 1), "quote", 0), "at least 1"),
        (lambda: Passage("a", Span(0, 1), "own", 1), "inside a quote"),
        (lambda: Evidence("hunch", 0.5), "unknown kind of evidence"),
        (lambda: Reply("1", "1", 0.5), "cannot answer itself"),
        (lambda: Reply("2", "1", 0.5, stance=(Label("agree", 1.0),)), "must name each"),
        (lambda: Comment("", body="a"), "needs an id"),
        (lambda: Comment("1", body="a", format="rtf"), "unknown format"),
        (lambda: Comment("1", posted=datetime(2020, 1, 1)), "zone"),
        (lambda: Comment("1", body="ab", passages=(Passage("a", Span(0, 1), "own"),)), "end"),
        (lambda: Comment("1", body="ab", passages=(Passage("b", Span(1, 2), "own"),)), "gap"),
        (lambda: Thread("", comments=(ONE,)), "needs an id"),
        (lambda: Thread("t", order="random"), "unknown order"),
        (lambda: Thread("t", boundaries="vague"), "unknown boundaries"),
        (lambda: Thread("t", comments=(ONE, ONE)), "two comments with one id"),
        (lambda: Thread("t", comments=(ONE,), replies=(Reply("2", "1", 1.0),)), "not there"),
        (lambda: Thread("t", comments=(ONE,), replies=(Reply("1", "2", 1.0),)), "not there"),
        (
            lambda: Thread(
                "t",
                comments=(ONE, TWO, THREE),
                replies=(Reply("3", "1", 1.0), Reply("3", "2", 1.0)),
            ),
            "two primary",
        ),
        (
            lambda: Thread(
                "t", comments=(ONE, TWO), replies=(Reply("2", "1", 1.0, primary=False),)
            ),
            "no primary",
        ),
        (
            lambda: Thread(
                "t", comments=(ONE, TWO), replies=(Reply("2", "1", 1.0), Reply("1", "2", 1.0))
            ),
            "circle",
        ),
        (
            lambda: Thread(
                "t",
                comments=(ONE, TWO),
                replies=(Reply("2", "1", 1.0, (Evidence("quoted", 1.0, Span(0, 9)),)),),
            ),
            "outside",
        ),
    ],
)
def test_contradictions_are_refused_at_birth(make, problem):
    """No core type exists whose values contradict each other."""
    with pytest.raises(InvalidThread, match=problem):
        make()


def test_nothing_is_changed_in_place():
    """Core types are frozen."""
    with pytest.raises(dataclasses.FrozenInstanceError):
        ONE.body = "other"


@given(threads())
def test_saved_is_read_back(thread):
    """The JSON form gives back every field of any thread."""
    line = json.dumps(to_row(thread))
    assert from_row(json.loads(line)) == thread


@pytest.mark.parametrize(
    "row",
    [
        {},
        {"thread_id": "t"},
        {"thread_id": "t", "comments": [{}]},
        {"thread_id": "t", "comments": 3},
        {"thread_id": "t", "comments": [{"id": "1", "body": "a", "date": "soon"}]},
        {"thread_id": "t", "comments": [{"id": "1", "body": "a", "passages": [{"start": 0}]}]},
        {"thread_id": "t", "comments": [{"id": "1", "body": "a"}], "replies": [{"child": "1"}]},
    ],
)
def test_a_wrong_row_is_an_invalid_thread(row):
    """Plain data that is no thread is refused by an error of ours."""
    with pytest.raises(InvalidThread):
        from_row(row)


def test_gold_is_not_read():
    """Keys that start with "gold" are for scoring alone."""
    row = {"thread_id": "t", "comments": [{"id": "1", "body": "a", "gold": "x", "gold_type": 1}]}
    assert from_row(row) == Thread("t", comments=(Comment("1", body="a"),))


def test_a_stated_parent_is_kept_beside_the_rebuilt_one():
    """`parent` of a rebuilt line is the primary reply's; what the source stated stays apart."""
    two = Comment("2", posted=datetime(2020, 1, 1, tzinfo=UTC), stated_parents=("9",))
    row = to_row(Thread("t", comments=(ONE, two), replies=(Reply("2", "1", 0.9),)))
    assert row["comments"][1]["parent"] == "1"
    assert row["comments"][1]["stated_parents"] == ["9"]
    bare = to_row(Thread("t", comments=(ONE, two)))
    assert bare["comments"][1]["parent"] == "9"


def test_looking_things_up():
    """Own words leave quotes out; children follow primary replies only."""
    quoting = Comment(
        "3",
        body="> one\nno",
        passages=(Passage("one", Span(0, 6), "quote", 1), Passage("no", Span(6, 8), "own")),
    )
    thread = Thread(
        "t",
        comments=(ONE, TWO, quoting),
        replies=(Reply("2", "1", 1.0), Reply("3", "1", 1.0), Reply("3", "2", 0.5, primary=False)),
    )
    assert own_words(quoting) == "no"
    assert own_words(ONE) == "one"
    assert children(thread) == {"1": ["2", "3"]}
    assert primary_replies(thread)["3"].parent == "1"
