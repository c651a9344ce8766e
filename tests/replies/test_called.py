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
