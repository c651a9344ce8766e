"""Speed of rebuilding replies: invented threads of three kinds, short and long."""

import random
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta

from threadlab.benchmark.speed import Speed
from threadlab.benchmark.timing import seconds
from threadlab.replies import rebuild
from threadlab.thread import Comment, Thread

LENGTHS = (100, 1_000, 10_000)
"""Comments of the threads; the growth is told beside the first of them."""
LEAST_A_SECOND = {"quotes decide": 5_000, "names and turns": 1_500, "a page": 1_500}
"""Kinds of threads, and how many comments a second are asked for.

"quotes decide": each answer quotes a sentence of the comment that it answers. "names and turns":
nothing is quoted, and some answers call the one they answer. "a page": in depth-first
order; nobody is quoted or called, and times are unknown.
"""
MOST_GROWTH = 2.0
"""How many times as long a comment of a longer thread may take."""

_START = datetime(2019, 6, 3, 10, tzinfo=UTC)
_NAMES = ("Ann", "Bob", "Cleo", "Dora", "Emil", "Fay", "Gus", "Hana", "Ivan", "Jo")
_BEGINNINGS = ("ba", "ke", "lo", "mi", "nu", "pra", "ste", "tri", "wo", "zen", "gal", "har")
_MIDDLES = ("d", "lin", "m", "r", "so", "t", "v", "x")
_ENDINGS = ("tion", "ring", "lesh", "mond", "tak", "vern", "pill", "dost", "ush", "carn", "lim")
_SMALL = ("the", "of", "and", "to", "in", "it", "is", "that", "for", "was", "on", "are", "with")
_SENTENCES = 3
_CALLED = 0.4  # share of answers that call whom they answer


def rebuilding_speeds(
    lengths: Sequence[int] = LENGTHS, run: Callable[[Thread], object] = rebuild
) -> Iterator[Speed]:
    """Measures how fast replies are rebuilt, and whether long threads take longer by the comment.

    Args:
        lengths: Comments of the threads, shortest first.
        run: Rebuilds a thread.

    Yields:
        A speed for each kind of thread and length; but for the first length its ratio is the time
        a comment takes, as a multiple of that at the first length.
    """
    for kind, least in LEAST_A_SECOND.items():
        first = 0.0
        for length in lengths:
            thread = invented(kind, length)
            each = seconds(lambda t=thread: run(t)) / length  # type: ignore[misc]
            name = f"rebuild, {kind}, {length:,} comments"
            limit = f"at least {least:,} comments a second"
            if first:
                limit += f", at most {MOST_GROWTH:g} times as long a comment"
                beside = f"a comment of {lengths[0]:,}"
                yield Speed(name, length, 1 / each, each / first, beside, limit)
            else:
                first = each
                yield Speed(name, length, 1 / each, limit=limit)


def invented(kind: str, length: int) -> Thread:
    """Makes a thread.

    Args:
        kind: One of LEAST_A_SECOND.
        length: How many comments it has.

    Returns:
        The same thread for the same arguments; its boundaries are given, its replies are not.
    """
    chance = random.Random(f"{kind} {length}")  # noqa: S311 - no secret is made
    page = kind == "a page"
    authors = [f"{name}{k}" for k in range(1 + length // 200) for name in _NAMES]
    said: list[list[str]] = []
    comments: list[Comment] = []
    for number in range(length):
        sentences = [_sentence(chance) for _ in range(_SENTENCES)]
        body = " ".join(sentences)
        if number and not page:
            parent = max(0, number - 1 - int(chance.expovariate(0.3)))
            name = comments[parent].author
            if kind == "quotes decide":
                body = f"{name} wrote:\n> {chance.choice(said[parent])}\n\n{body}"
            elif chance.random() < _CALLED:
                body = f"{name}, {body}"
        said.append(sentences)
        posted = None if page else _START + timedelta(minutes=7 * number)
        comments.append(Comment(f"c{number}", chance.choice(authors), body, "markdown", posted))
    return Thread(kind, order="page" if page else "posted", comments=tuple(comments))


def _sentence(chance: random.Random) -> str:
    words = [
        chance.choice(_SMALL)
        if chance.random() < 0.5
        else chance.choice(_BEGINNINGS) + chance.choice(_MIDDLES) + chance.choice(_ENDINGS)
        for _ in range(chance.randrange(8, 16))
    ]
    return " ".join(words).capitalize() + "."
