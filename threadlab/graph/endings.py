"""Where disagreement ends, or does not: challenges left open, concessions, dead ends."""

from dataclasses import dataclass

from threadlab.graph.points import stance_probability, type_probability
from threadlab.thread import Thread, by_id, children, primary_replies

LONGEST = 100
"""Most comments of a chain; of a longer quarrel the last ones."""


@dataclass(frozen=True, slots=True)
class OpenEnd:
    """A comment at which something is left open.

    Attributes:
        comment: Its id.
        probability: Share of the drawn threads in which this is so, 0 to 1; without resampling 1,
            because it is so in the most probable thread.
    """

    comment: str
    probability: float


@dataclass(frozen=True, slots=True)
class ConcessionChain:
    """A disagreement, and the concession that it led to.

    Attributes:
        comments: Ids from the point that was disputed over the replies that disagree, each with
            the one before it, to the concession.
        probability: That the last is a concession and that what it answers disagrees, 0 to 1.
        ended: Whether nobody who answers the concession most likely disagrees.
    """

    comments: tuple[str, ...]
    probability: float
    ended: bool


def concession_chains(thread: Thread, threshold: float = 0.5) -> list[ConcessionChain]:
    """Lists where a disagreement led to a concession, the surest first.

    Up from each concession (see concessions) go the replies that most likely disagree, without a
    gap; a concession to something that disagrees with nothing is no chain. A branch that ends in
    a concession is what Tan and others 2016 ("Winning arguments") look for as a view changed.

    Args:
        thread: A thread, rebuilt and classified.
        threshold: Least probability of the type "concession", 0 to 1.
    """
    replies = primary_replies(thread)
    comments = by_id(thread)
    answers = children(thread)
    disputing = {
        child
        for child, reply in replies.items()
        if reply.parent is not None and reply.stance and reply.stance[0].name == "disagree"
    }
    chains = []
    for comment in thread.comments:
        sure = type_probability(comment, "concession")
        reply = replies.get(comment.id)
        if reply is None or reply.parent is None or sure < threshold:
            continue
        above = reply.parent
        if above not in disputing:
            continue
        sure *= stance_probability(replies[above], "disagree")
        path = [comment.id, above]
        while above in disputing and len(path) < LONGEST:
            parent = replies[above].parent
            if parent is None:
                break
            above = parent
            path.append(above)
        ended = not any(child in disputing for child in answers.get(comment.id, ()))
        chains.append(ConcessionChain(tuple(reversed(path)), sure, ended))
    place = {key: k for k, key in enumerate(comments)}
    return sorted(chains, key=lambda chain: (-chain.probability, place[chain.comments[-1]]))
