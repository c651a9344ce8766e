"""A thread in figures: what the terminal and the top of the map say."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from statistics import fmean

from threadlab.scheme import STANCES, TYPES
from threadlab.thread import EVIDENCE_KINDS, Thread


@dataclass(frozen=True, slots=True)
class Summary:
    """Counts over a thread.

    Attributes:
        comments: How many comments, the opening post included.
        people: How many different named authors.
        replies: How many comments answer a known comment.
        unknown: How many comments answer one that could not be told.
        by_evidence: Replies by the kind of their strongest evidence; kinds that occur, in the
            order of EVIDENCE_KINDS.
        by_type: Comments by their most probable type; types that occur, most frequent first.
        by_stance: Replies by their most probable stance; all stances, once classified.
        share_disagree: Expected share of disagreeing replies among those with a stance, 0 to 1;
            None before classification.
        reply_certainty: Mean probability of the replies; None without replies.
        type_certainty: Mean probability of the most probable types; None before classification.
        stance_certainty: Likewise of the stances.
    """

    comments: int
    people: int
    replies: int
    unknown: int
    by_evidence: dict[str, int]
    by_type: dict[str, int]
    by_stance: dict[str, int]
    share_disagree: float | None
    reply_certainty: float | None
    type_certainty: float | None
    stance_certainty: float | None


def summary(thread: Thread) -> Summary:
    """Counts a thread's comments, replies, types and stances (primary replies only)."""
    primary = [reply for reply in thread.replies if reply.primary]
    known = [reply for reply in primary if reply.parent is not None]
    stanced = [reply for reply in primary if reply.stance]
    typed = [comment for comment in thread.comments if comment.types]
    evidence = Counter(reply.evidence[0].kind for reply in known if reply.evidence)
    types = Counter(comment.types[0].name for comment in typed)
    stances = Counter(reply.stance[0].name for reply in stanced)
    disagree = (
        label.probability for reply in stanced for label in reply.stance if label.name == "disagree"
    )
    return Summary(
        comments=len(thread.comments),
        people=len({c.author for c in thread.comments if c.author is not None}),
        replies=len(known),
        unknown=len(primary) - len(known),
        by_evidence={kind: evidence[kind] for kind in EVIDENCE_KINDS if evidence[kind]},
        by_type={
            name: types[name]
            for name in sorted(TYPES, key=lambda name: -types[name])
            if types[name]
        },
        by_stance={name: stances[name] for name in STANCES} if stanced else {},
        share_disagree=_mean(disagree),
        reply_certainty=_mean(reply.probability for reply in known),
        type_certainty=_mean(comment.types[0].probability for comment in typed),
        stance_certainty=_mean(reply.stance[0].probability for reply in stanced),
    )


def _mean(values: Iterable[float]) -> float | None:
    listed = list(values)
    return fmean(listed) if listed else None
