"""The simple rules that a model of replies has to beat."""

import time

import pytest
from debates import page, thread
from timing import at_most

from threadlab.evaluation.baselines import (
    quote_else_previous,
    quoted_sources,
    repeated_starts,
    within,
)
from threadlab.evaluation.boundaries import boundary_scores, restored
from threadlab.replies.weights import load_model
from threadlab.rows import from_row
from threadlab.thread import Comment, Thread
from threadlab.training.replies_data import divided, page_from, separate

SAID = "The harbour wall was built by prisoners in one summer."


def parents(*bodies, format="markdown"):
    comments = (Comment(str(k), body=body, format=format) for k, body in enumerate(bodies))
    return quote_else_previous(divided(Thread("t", comments=tuple(comments))))


def test_a_quote_names_the_parent_else_the_comment_before():
    """Who is quoted is answered; who quotes nobody answers the comment before."""
    assert quote_else_previous(divided(from_row(thread(1)))) == [-1, 0, 0, 1, 3]


def test_twenty_characters_make_a_quote():
    """Shorter words are said by anybody: a quote of them names nobody."""
    assert parents(SAID, "Nobody was paid.", "> The harbour wall was\n\nYes?") == [-1, 0, 0]
    assert parents(SAID, "Nobody was paid.", "> The harbour wall\n\nYes?") == [-1, 0, 1]


def test_quotes_are_compared_normalised():
    """Case, punctuation and re-wrapped lines make no difference; other words do."""
    answer = "> the harbour wall was\n> BUILT by prisoners -- in one summer\n\nWho says so?"
    assert parents(SAID, "No.", answer) == [-1, 0, 0]
    assert parents(SAID, "No.", "> The port wall is built of prisoners and summer\n\nWhy?")[2] == 1


def test_the_outermost_quote_counts():
    """A quote in a quote was said to somebody else."""
    inner = "Prisoners never worked at the harbour in those years at all."
    deep = f"> {inner}\n>\n>> {SAID}\n\nThey did."
    assert parents(SAID, f"> {SAID}\n\n{inner}", "Oh.", deep)[3] == 1


def test_what_a_quote_repeats_is_nobodys_own():
    """Words are credited to who said them, not to who quoted them."""
    assert parents(SAID, f"> {SAID}\n\nNo.", "Well.", f"> {SAID}\n\nYes.")[3] == 0


def test_a_repeated_line_is_a_quote_where_nothing_is_marked():
    """On a flattened page a line that was said before, as a whole, names the parent."""
    assert parents(SAID, "Nobody was paid.", f"{SAID}\nWho says so?", format="plain")[2] == 0
    longer = f"{SAID} And I was there to see it.\nWho says so?"
    assert parents(SAID, "Nobody was paid.", longer, format="plain")[2] == 1


def test_repeated_lines_open_comments():
    """The first of several repeated lines opens a comment."""
    assert repeated_starts([None, 0, 0, None, 2, None]) == [1, 4]
    assert [within([0, 3, 5], line) for line in range(6)] == [0, 0, 0, 1, 1, 2]
    debate = page(1)
    lines = Thread(
        "t", comments=tuple(Comment(str(k), body=b) for k, b in enumerate(debate["lines"]))
    )
    assert quoted_sources(divided(lines)) == [None, 0, None, 2, None, None, 0, None]


def test_rules_for_lost_boundaries_are_judged_kindly():
    """A rule names a line: its parent is right if the line lies anywhere in the right comment."""
    found = restored(page_from(page(1)), load_model())
    scores = boundary_scores([found])["baselines"]
    assert scores["repeated_line"] == {"starts": 1.0, "attached": 1.0}
    # Seven lines, three of them first lines; all three repeat a line of their parent.
    assert scores["every_line"] == {"starts": pytest.approx(0.6), "attached": pytest.approx(0.6)}
    # Line 3 repeats line 2, which is not the first line of the comment that it answers.
    assert page_from(page(1)).starts[1] == 1
    assert quoted_sources(divided(separate(page_from(page(1)))))[2] == 1


@pytest.mark.usefixtures("steady")
def test_the_work_of_the_rules_is_linear():
    """Eight times the comments, all quoting the same words, take far less than 64 times as long."""

    def seconds(count):
        body = f"> {SAID}\n\nNumber of the answer is"
        comments = [Comment("0", body=SAID)]
        comments += [
            Comment(str(k), body=f"{body} {k}", format="markdown") for k in range(1, count)
        ]
        long = divided(Thread("t", comments=tuple(comments)))
        begin = time.process_time()
        assert set(quote_else_previous(long)[1:]) == {0}
        return time.process_time() - begin

    seconds(100)
    assert at_most(24, seconds, 500, 4000, quick=0.2)
