"""A quarrel of two, as long as threads get: each comment answers the one before."""

from threadlab.scheme import STANCES, TYPES
from threadlab.thread import Comment, Label, Reply, Thread

LENGTH = 20_000


def first_of(names, first):
    share = 0.4 / (len(names) - 1)
    return (Label(first, 0.6), *(Label(name, share) for name in names if name != first))


def long_chain():
    types, stance = first_of(TYPES, "claim"), first_of(STANCES, "disagree")
    return Thread(
        "chain",
        comments=tuple(
            Comment(str(k), ("Ann", "Bob")[k % 2], f"Step {k}.", types=types) for k in range(LENGTH)
        ),
        replies=tuple(Reply(str(k), str(k - 1), 0.9, stance=stance) for k in range(1, LENGTH)),
    )
