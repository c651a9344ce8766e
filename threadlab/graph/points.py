"""Where the disagreement runs: contested points, challenges left open, concessions."""

from dataclasses import dataclass

from threadlab.thread import Comment, Reply, Thread, by_id, children, primary_replies

DEPTH_DECAY = 0.25
"""How much of the disagreement one level further down counts for a point.

With a quarter, the longest quarrel of two below a point weighs a third of an objection more, so
that two people who each object to the point itself count for more than any two who quarrel on.
"""

SURELY = 0.75
"""A comment that concedes challenges all the same if it disagrees with this probability."""

LEVEL = 0.9
"""Of ten ranges of disagreeing answers, nine hold the number that is so."""


@dataclass(frozen=True, slots=True)
class ContestedPoint:
    """A comment and the opposition that it met.

    Attributes:
        comment: Its id.
        disagree: Expected number of direct answers that disagree (sum of probabilities).
        agree: Likewise those that agree.
        neutral: Likewise those that do neither.
        answers: Ids of the direct answers, in order.
        people: How many different people answered; answers without an author count one each.
        below: How many comments hang below it, at any depth.
        depth: How many levels of comments hang below it; at least 1.
        score: Expected number of disagreeing answers, those further down counting a quarter
            with every level; 0 or more.
    """

    comment: str
    disagree: float
    agree: float
    neutral: float
    answers: tuple[str, ...]
    people: int
    below: int
    depth: int
    score: float


def contested_points(thread: Thread) -> list[ContestedPoint]:
    """Lists the comments that met disagreement, the most contested first.

    Args:
        thread: A thread, rebuilt and classified.

    Returns:
        One point a comment with a direct answer whose expected disagreement is above zero; by
        falling score, then in the thread's order.
    """
    comments = by_id(thread)
    primary = primary_replies(thread)
    answers = children(thread)
    heat: dict[str, float] = {}
    below: dict[str, int] = {}
    depth: dict[str, int] = {}
    points = []
    for comment in _leaves_first(thread, answers):
        own = answers.get(comment.id, [])
        met = [
            (
                primary[child].probability,
                {one.name: one.probability for one in primary[child].stance},
            )
            for child in own
        ]
        heat[comment.id] = sum(
            sure * stance.get("disagree", 0.0) + sure * DEPTH_DECAY * heat[child]
            for child, (sure, stance) in zip(own, met, strict=True)
        )
        below[comment.id] = sum(1 + below[child] for child in own)
        depth[comment.id] = 1 + max((depth[child] for child in own), default=-1)
        disagree, agree, neutral = (
            sum(sure * stance.get(name, 0.0) for sure, stance in met)
            for name in ("disagree", "agree", "neutral")
        )
        if disagree > 0:
            points.append(
                ContestedPoint(
                    comment=comment.id,
                    disagree=disagree,
                    agree=agree,
                    neutral=neutral,
                    answers=tuple(own),
                    people=_people([comments[child] for child in own]),
                    below=below[comment.id],
                    depth=depth[comment.id],
                    score=heat[comment.id],
                )
            )
    place = {comment.id: k for k, comment in enumerate(thread.comments)}
    return sorted(points, key=lambda point: (-point.score, place[point.comment]))


def disagreeing_range(
    thread: Thread, point: ContestedPoint, level: float = LEVEL
) -> tuple[int, int]:
    """Gives how many of a point's answers may disagree with it.

    Each answer disagrees with the probability of its stance, independently of the others, so that
    their number has a Poisson binomial distribution, of which this is the middle part. Taken for
    granted is that these comments are its answers; measure() doubts that, too.

    Args:
        thread: The thread of the point.
        point: One of contested_points.
        level: How much of the distribution the range holds at least, 0 to 1.

    Returns:
        The least and the greatest number, both inclusive.
    """
    import numpy as np

    primary = primary_replies(thread)
    numbers = np.ones(1)
    for answer in point.answers:
        sure = stance_probability(primary[answer], "disagree")
        numbers = np.convolve(numbers, [1 - sure, sure])
    up_to = numbers.cumsum()
    low, high = np.searchsorted(up_to, [(1 - level) / 2, (1 + level) / 2 - 1e-9], side="left")
    return int(low), int(high)


def unanswered_challenges(thread: Thread, threshold: float = 0.5) -> list[str]:
    """Lists the challenges that nobody answered.

    A challenge is a reply that disagrees or asks, with at least the given probability; it is
    unanswered when no comment answers it. A reply that concedes, with at least that probability,
    ends the matter rather than pressing it: it is a challenge only if it surely disagrees (SURELY),
    as "true, but" does where the "but" prevails. A reply that is an attack first of all goes at a
    person, asks for no answer to a point, and is no challenge. The surest come first.

    Args:
        thread: A thread, rebuilt and classified.
        threshold: Least probability of stance "disagree" or type "question", 0 to 1.

    Returns:
        Ids of comments.
    """
    answered = {reply.parent for reply in thread.replies}
    comments = by_id(thread)
    sure: dict[str, float] = {}
    for child, reply in primary_replies(thread).items():
        if child in answered or is_attack(comments[child]):
            continue
        strength = stance_probability(reply, "disagree")
        if type_probability(comments[child], "concession") >= threshold:
            strength = strength if strength >= SURELY else 0.0
        else:
            strength = max(strength, type_probability(comments[child], "question"))
        if strength >= threshold:
            sure[child] = strength
    return sorted(sure, key=lambda child: -sure[child])


def concessions(thread: Thread, threshold: float = 0.5) -> list[str]:
    """Lists the replies that concede something, the surest first.

    Args:
        thread: A thread, rebuilt and classified.
        threshold: Least probability of the type "concession", 0 to 1.

    Returns:
        Ids of comments that answer another one.
    """
    replies = primary_replies(thread)
    sure = {
        comment.id: type_probability(comment, "concession")
        for comment in thread.comments
        if comment.id in replies and type_probability(comment, "concession") >= threshold
    }
    return sorted(sure, key=lambda child: -sure[child])


def _leaves_first(thread: Thread, answers: dict[str, list[str]]) -> list[Comment]:
    """Orders the comments so that each comes after all that answer it, without recursion."""
    comments = by_id(thread)
    answering = {child for below in answers.values() for child in below}
    stack = [comment.id for comment in thread.comments if comment.id not in answering]
    order = []
    while stack:
        here = stack.pop()
        order.append(comments[here])
        stack.extend(answers.get(here, ()))
    return order[::-1]


def stance_probability(reply: Reply, name: str) -> float:
    """The probability of a reply's stance; 0 before classification."""
    return next((label.probability for label in reply.stance if label.name == name), 0.0)


def type_probability(comment: Comment, name: str) -> float:
    """The probability of a comment's type; 0 before classification."""
    return next((label.probability for label in comment.types if label.name == name), 0.0)


def is_attack(comment: Comment) -> bool:
    """Whether a comment attacks persons first of all: its most probable type is "attack"."""
    return bool(comment.types) and comment.types[0].name == "attack"


def _people(comments: list[Comment]) -> int:
    named = {comment.author for comment in comments if comment.author is not None}
    return len(named) + sum(comment.author is None for comment in comments)
