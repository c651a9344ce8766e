"""main_dispute: who stands with whom, how surely, and where there is nothing to tell."""

import time
from dataclasses import replace

import pytest
from hypothesis import given, settings
from invented import labels
from strategies import threads

from threadlab.graph import main_dispute, unanswered_challenges
from threadlab.scheme import STANCES, TYPES
from threadlab.thread import Comment, Reply, Thread


def said(key, author=None, kind="claim"):
    return Comment(key, author, "x", types=labels(TYPES, [float(kind == name) for name in TYPES]))


def answer(child, parent, probability=1.0, *, agree=0.0, disagree=0.0):
    shares = {"agree": agree, "disagree": disagree, "neutral": 1 - agree - disagree}
    stance = labels(STANCES, [shares[name] for name in STANCES])
    return Reply(child, parent, probability, stance=stance)


def thread(*rows, authors=None):
    """Rows: child, parent, agree, disagree, and the reply's probability if it is not 1."""
    keys = sorted({key for row in rows for key in row[:2]}, key=int)
    names = authors or {}
    return Thread(
        "t",
        comments=tuple(said(key, names.get(key)) for key in keys),
        replies=tuple(
            answer(child, parent, *rest, agree=agree, disagree=disagree)
            for child, parent, agree, disagree, *rest in rows
        ),
    )


def sides(found):
    return [[stand.comment for stand in found.side(beside)] for beside in (True, False)]


def test_two_disagreements_in_a_row_lead_back_to_ones_own_side():
    """Over all branches below and above the disputed comment; agreeing keeps the side."""
    found = main_dispute(
        thread(
            ("2", "1", 0.0, 0.9),
            ("3", "2", 0.0, 0.8),
            ("4", "3", 0.0, 0.7),
            ("5", "1", 0.9, 0.0),
            ("6", "1", 0.0, 0.95),
        )
    )
    beside, against = sides(found)
    assert found.point == beside[0] == "1"
    assert beside == ["1", "5", "3"]
    assert against == ["6", "2", "4"]


def test_what_stands_above_the_disputed_comment_is_on_a_side_too():
    """The comment that it disagrees with opposes it."""
    found = main_dispute(thread(("2", "1", 0.0, 0.9), ("3", "2", 0.0, 0.9), ("4", "2", 0.0, 0.9)))
    assert found.point == "2"
    assert sides(found) == [["2"], ["1", "3", "4"]]


def test_how_sure_a_side_is():
    """The probability that every sign on the way is right, times that of every reply."""
    found = main_dispute(
        thread(("2", "1", 0.1, 0.8, 0.5), ("3", "2", 0.0, 0.9, 0.4), ("4", "1", 0.0, 0.6))
    )
    stands = {stand.comment: stand for stand in found.stands}
    # Signs: both disagree or both agree. Known: both are signed.
    assert stands["3"].given == pytest.approx(0.8 * 0.9)
    assert stands["3"].reached == pytest.approx(0.5 * 0.4)
    assert stands["2"].sure == pytest.approx(0.8 * 0.5)
    assert found.sure == pytest.approx((0.72 * 0.2 + 0.4 + 0.6) / 3)


def test_a_neutral_answer_leads_nowhere():
    """Nor does what hangs below it, nor what is of either side as likely."""
    found = main_dispute(
        thread(
            ("2", "1", 0.0, 0.9),
            ("3", "1", 0.0, 0.9),
            ("4", "1", 0.1, 0.1),
            ("5", "4", 0.0, 1.0),
            ("6", "1", 0.3, 0.3),
        )
    )
    assert sides(found) == [["1"], ["2", "3"]]


def test_a_person_is_on_one_side():
    """He opposes himself nowhere, and where his comments differ the surer one tells."""
    rows = [("2", "1", 0.0, 0.9), ("3", "1", 0.0, 0.8), ("4", "3", 0.0, 0.9), ("5", "2", 0.0, 0.95)]
    authors = {"1": "Ann", "2": "Bob", "3": "Cy", "4": "Cy", "5": "Bob"}
    found = main_dispute(thread(*rows, authors=authors))
    assert sides(found) == [["1"], ["2", "5", "3", "4"]]
    rows[3] = ("5", "3", 0.0, 0.8)  # Bob opposes Cy here more surely than 2 stands with him
    assert sides(main_dispute(thread(*rows, authors=authors))) == [["3", "4"], ["1", "5"]]


@pytest.mark.parametrize(
    "rows",
    [
        [("2", "1", 0.0, 0.9)],
        [("2", "1", 0.9, 0.0), ("3", "1", 0.9, 0.0), ("4", "2", 0.8, 0.1)],
        [("2", "1", 0.0, 0.9), ("3", "2", 0.9, 0.0), ("4", "1", 0.9, 0.0)],
        [("2", "1", 0.1, 0.3), ("3", "1", 0.1, 0.3)],
    ],
)
def test_without_two_objections_there_is_no_dispute(rows):
    """One objection, agreement, or what is mostly neutral."""
    assert main_dispute(thread(*rows)) is None


def test_where_a_dispute_is_large_and_sure_it_is_the_main_one():
    """Guessed replies weigh less than known ones."""
    known = [("2", "1", 0.0, 0.9), ("3", "1", 0.0, 0.9), ("4", "1", 0.0, 0.9)]
    guessed = [(str(k), "5", 0.0, 0.95, 0.3) for k in range(6, 12)]
    assert main_dispute(thread(*known, ("5", "1", 0.1, 0.1), *guessed)).point == "1"
    sure = [(*row[:4], 1.0) for row in guessed]
    assert main_dispute(thread(*known, ("5", "1", 0.1, 0.1), *sure)).point == "5"


@given(threads())
@settings(max_examples=60, deadline=None)
def test_any_thread_has_a_main_dispute_or_none(drawn):
    """Each comment at most once, the disputed one first, and somebody against it."""
    found = main_dispute(drawn)
    if found is not None:
        assert found.stands[0].comment == found.point
        assert found.side(False)
        assert len({stand.comment for stand in found.stands}) == len(found.stands)
        assert 0 <= found.sure <= 1


def test_twenty_thousand_comments_take_little_time():
    """Corrected stances, which are certain, join all of a thread: a chain and a star."""
    for parent in (lambda k: k - 1, lambda k: 1):
        rows = [(str(k), str(parent(k)), 0.0, 1.0) for k in range(2, 20_001)]
        long = thread(*rows)
        started = time.process_time()
        found = main_dispute(long)
        assert time.process_time() - started < 10
        assert len(found.stands) == 20_000


def test_an_attack_is_no_challenge():
    """What goes at a person first of all asks for no answer to a point."""
    rows = (("2", "1", 0.0, 0.9), ("3", "1", 0.0, 0.8))
    quarrel = thread(*rows)
    assert unanswered_challenges(quarrel) == ["2", "3"]
    first, _, third = quarrel.comments
    rude = replace(quarrel, comments=(first, said("2", kind="attack"), third))
    assert unanswered_challenges(rude) == ["3"]
