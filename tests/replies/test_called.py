"""Addresses at the beginning of lines as evidence: @name, >>id and #number."""

import pytest

from threadlab.markup import passages
from threadlab.replies.material import lay_out
from threadlab.replies.names import find_named
from threadlab.thread import Comment, Span, Thread

SAID = [
    ("Ann", "The bus should stop at the market."),
    ("Bob", "It would hold up the traffic."),
    ("Carol", "There is room on the other side."),
    ("Dora", "Who pays for the shelter?"),
]


def named(answer):
    """Numbers of the comments that an answer is found to name, and where it names them."""
    bodies = [*SAID, ("Ed", answer)]
    comments = tuple(
        Comment(str(1000 + k), author, body, passages=passages(body))
        for k, (author, body) in enumerate(bodies)
    )
    clues = find_named(lay_out(Thread("t", comments=comments)))
    return {(clue.parent, clue.here) for clue in clues if clue.child == len(SAID)}


@pytest.mark.parametrize(
    ("answer", "parent", "length"),
    [
        ("@bob I do not think so.", 1, 5),
        ("@Carol: which side?", 2, 8),
        (">>1002\nWhich side is that?", 2, 7),
        ("#2 That is not so.", 1, 3),
    ],
)
def test_addresses_name_comments(answer, parent, length):
    """A line that begins with @name, an id or a number speaks for that comment, with its place."""
    assert named(answer) == {(parent, Span(0, length))}


@pytest.mark.parametrize(
    "answer", ["@nobody here", ">>9999\nWhat?", "#7 is missing", "@ed I mean me"]
)
def test_addresses_that_name_nobody(answer):
    """Names and numbers that are not there, later ones, and oneself speak for no comment."""
    assert named(answer) == set()


@pytest.mark.parametrize("written", ["<17@tea.example>", "news:17@tea.example", "17@tea.example:"])
@pytest.mark.parametrize("stored", ["17@tea.example", "<17@tea.example>"])
def test_the_id_in_an_attribution_names_the_comment(written, stored):
    """ "Ann wrote in message <id>": of two comments of Ann it is the one with this id."""
    answer = f"Ann wrote in message {written}\n\n> Quite.\n\nNot quite."
    comments = (
        Comment(stored, "Ann", "Tea, then.", "email"),
        Comment("<18@tea.example>", "Ann", "Or milk.", "email"),
        Comment("<19@tea.example>", "Bob", answer, "email", passages=passages(answer, "email")),
    )
    clues = find_named(lay_out(Thread("t", comments=comments)))
    assert [c.parent for c in clues if c.child == 2 and "said_in" in c.measures] == [0]
