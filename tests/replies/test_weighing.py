"""The numbers of a pair: clues, candidates, and what a new finder may add."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from threadlab.replies.candidates import NARROW, WIDE, candidates
from threadlab.replies.features import FEATURES, rows
from threadlab.replies.finders import FINDERS
from threadlab.replies.material import lay_out
from threadlab.replies.outline import outline
from threadlab.thread import Comment, Thread


def _talk(bodies, authors="abc"):
    start = datetime(2020, 1, 1, tzinfo=UTC)
    return Thread(
        "talk",
        comments=tuple(
            Comment(str(n), authors[n % len(authors)], body, "markdown",
                    start + timedelta(minutes=n))
            for n, body in enumerate(bodies)
        ),
    )  # fmt: skip


def _outline(thread, more=()):
    material = lay_out(thread)
    return outline(material, [*(c for find in FINDERS.values() for c in find(material)), *more])


def _row(view, child, parent):
    (values,) = rows(view, np.array([child]), np.array([parent]))
    return dict(zip(FEATURES, values.tolist(), strict=True))


def test_numbers_of_a_turn():
    """A – B – A: that B has answered me, and that nobody has yet answered B, is seen."""
    view = _outline(_talk(["Is it so?", "No.", "Why not?"], authors="aba"))
    row = _row(view, 2, 1)
    assert row["turn"] == row["turn_last"] == row["met_back_last"] == row["since_mine"] == 1
    assert row["answers"] == row["answered_by_me"] == row["met"] == 0
    assert row["parent_author_latest"] == row["previous"] == 1
    own = _row(view, 2, 0)
    assert own["same_author"] == own["opening"] == own["answered_before"] == 1
    assert own["answers"] > 0


def test_rows_do_not_depend_on_their_batch():
    """A pair has the same numbers alone and among others; "none of them" has the child's alone."""
    view = _outline(_talk([f"{word} said so." for word in "one two three four five".split()]))
    children, parents = candidates(view, "posted")
    together = rows(view, children, parents)
    alone = [rows(view, children[[n]], parents[[n]])[0] for n in range(len(children))]
    assert np.array_equal(together, np.array(alone))
    nobody = _row(view, 4, -1)
    assert nobody["nobody"] == 1
    assert nobody["closeness"] == nobody["gap_known"] == 0


def test_candidates_are_many_where_little_is_known():
    """Without a quote the comments before are candidates; a long quote leaves but a few."""
    said = "the bridge on the river was closed for two years because nobody paid for the paint"
    bodies = [f"{said} {n}" if n == 3 else f"word{n}" for n in range(90)]
    bodies[80] = f"> {said}\n\nNot so."
    view = _outline(_talk(bodies, authors="abcdefghijklmnop"))
    children, parents = candidates(view, "posted")
    assert set(range(79 - WIDE, 79)) | {0} <= set(parents[children == 79].tolist())
    quoting = set(parents[children == 80].tolist())
    assert {0, 3, 79} <= quoting
    assert len(quoting) < NARROW + 8
    assert np.array_equal(children, np.sort(children))
    assert (parents < children).all()
    assert set(children.tolist()) == set(range(1, 90))


@pytest.mark.parametrize("order", ["posted", "page"])
def test_candidates_of_each_comment_are_bounded(order):
    """However long the thread and whoever is addressed, a comment has few candidates."""
    view = _outline(_talk([f"@a I say number {n} again" for n in range(600)]))
    children, _ = candidates(view, order)
    assert np.bincount(children).max() < WIDE + 24
