"""The main dispute of a thread: a comment, and which comments stand with it and against it."""

from collections import defaultdict
from dataclasses import dataclass

from threadlab.graph.points import contested_points, stance_probability
from threadlab.thread import Comment, Reply, Thread, by_id, children, primary_replies

LEAST_SURE = 0.4
"""A comment is on a side if it is so with this probability, were all replies as they are shown.

On 36 threads of 4forums with their authors hidden, two comments of one author came out on one side
in 90 % of the pairs with at least 0.5 each, in 70 % of those where one has less, two of different
authors in 63 %; with replies that were rebuilt from the words, in 86, 79 and 40 %
(tests/benchmarks/sides_of_disputes.py).
"""

LEAST_OBJECTIONS = 2
"""A single objection is no dispute."""

TRIED = 10
"""So many of the most contested points are tried as the middle of the dispute."""


@dataclass(frozen=True, slots=True)
class Stand:
    """On which side of a dispute a comment is.

    Attributes:
        comment: Its id.
        beside: Whether it is on the side of the disputed comment.
        given: Probability of this, 0 to 1, if who answers whom is as the map shows it.
        reached: Probability of all the replies that lead from the disputed comment to it.
    """

    comment: str
    beside: bool
    given: float
    reached: float

    @property
    def sure(self) -> float:
        """Probability that replies and stances between it and the disputed comment are right."""
        return self.given * self.reached


@dataclass(frozen=True, slots=True)
class Dispute:
    """What two sides of a thread argue about.

    Attributes:
        point: Id of the disputed comment.
        stands: The comments that are on a side, the disputed one first, then the surest.
    """

    point: str
    stands: tuple[Stand, ...]

    def side(self, beside: bool) -> tuple[Stand, ...]:
        """The comments of one side: that of the disputed comment, or the other."""
        return tuple(stand for stand in self.stands if stand.beside == beside)

    @property
    def sure(self) -> float:
        """How sure the sides are: mean probability over the comments but the disputed one."""
        others = self.stands[1:]
        return sum(stand.sure for stand in others) / len(others)


@dataclass(frozen=True, slots=True)
class _Tie:
    """A primary reply, as it joins two comments."""

    parent: str
    sign: float
    signed: float
    probability: float


# What leads to a comment: the expected sign, the probability of any sign, and of the replies. Made
# by the hundred thousand where all of a long thread is certain.
_Reached = tuple[float, float, float]


def main_dispute(thread: Thread) -> Dispute | None:
    """Finds the dispute that most comments surely take part in, and its two sides.

    From each of the most contested points on, up and down the primary replies, a comment that
    disagrees is on the other side than what it answers and one that agrees on the same: two
    disagreements in a row lead back, as in a signed graph without circles (Harary 1953). A neutral
    answer leads nowhere. Nobody opposes himself, whatever the stance of an answer to himself, and
    a person is on one side: where his comments are on both, the surer ones tell, and the others
    are left out.

    Args:
        thread: A thread, rebuilt and classified.

    Returns:
        The dispute around the point from which the expected signs, times the probability of the
        replies that lead to them, sum to most; None where nothing is disputed.
    """
    comments, answers = by_id(thread), children(thread)
    ties = {
        child: _tie(reply.parent, reply, comments)
        for child, reply in primary_replies(thread).items()
        if reply.parent is not None
    }
    best, most = None, 0.0
    for point in contested_points(thread)[:TRIED]:
        found = _around(point.comment, ties, answers)
        score = sum(abs(lean) * reached for lean, _, reached in found.values()) - 1
        if score <= most:
            continue
        sides = _sides(point.comment, found, comments)
        if _objections(sides, ties) >= LEAST_OBJECTIONS:
            best, most = Dispute(point.comment, sides), score
    return best


def _tie(parent: str, reply: Reply, comments: dict[str, Comment]) -> _Tie:
    author = comments[reply.child].author
    if author is not None and author == comments[parent].author:
        return _Tie(parent, 1.0, 1.0, reply.probability)
    agree, disagree = (stance_probability(reply, name) for name in ("agree", "disagree"))
    return _Tie(parent, agree - disagree, agree + disagree, reply.probability)


def _around(
    point: str, ties: dict[str, _Tie], answers: dict[str, list[str]]
) -> dict[str, _Reached]:
    """Walks from a comment to all that are surely enough on a side, without recursion."""
    found: dict[str, _Reached] = {point: (1.0, 1.0, 1.0)}
    waiting = [point]
    for here in waiting:  # grows while it is walked
        lean, signed, reached = found[here]
        up = ties.get(here)
        around = [(up.parent, up)] if up is not None else []
        around += [(answer, ties[answer]) for answer in answers.get(here, ())]
        for there, tie in around:
            if there in found:
                continue
            step = lean * tie.sign, signed * tie.signed, reached * tie.probability
            if _given(step) >= LEAST_SURE:
                found[there] = step
                waiting.append(there)
    return found


def _given(reached: _Reached) -> float:
    """Probability of the likelier side, were all replies as they are shown."""
    return (reached[1] + abs(reached[0])) / 2


def _sides(
    point: str, found: dict[str, _Reached], comments: dict[str, Comment]
) -> tuple[Stand, ...]:
    weights: dict[str | None, float] = defaultdict(float)
    for key, (lean, _, reached) in found.items():
        weights[comments[key].author] += lean * reached
    own = comments[point].author
    kept = []
    for key, step in found.items():
        author, lean = comments[key].author, step[0]
        beside = lean > 0
        if author is not None:
            beside = author == own or weights[author] > 0
        if beside == (lean > 0) and lean:
            kept.append(Stand(key, beside, _given(step), step[2]))
    first, *others = kept
    return first, *sorted(others, key=lambda stand: -stand.sure)


def _objections(sides: tuple[Stand, ...], ties: dict[str, _Tie]) -> int:
    """How many comments answer one of the other side."""
    beside = {stand.comment: stand.beside for stand in sides}
    parents = {key: ties[key].parent for key in beside if key in ties}
    return sum(
        parent in beside and beside[parent] != beside[key] for key, parent in parents.items()
    )
