"""A thread in figures: what the terminal and the top of the map say."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from statistics import fmean

from threadlab.errors import InvalidThread
from threadlab.graph.camps import Bridge, Camps
from threadlab.graph.endings import ConcessionChain
from threadlab.graph.measures import Contested, Estimate
from threadlab.graph.measuring import measure
from threadlab.scheme import STANCES, TYPES
from threadlab.thread import EVIDENCE_KINDS, Label, Thread

LEAST_PEOPLE = 4
POINTS = 5
GUESSED = 0.5
"""Below this mean probability of the replies, who answers whom is mostly a guess."""


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
        reply_certainty: Mean probability of the replies; None without replies. What a person
            corrected does not count, here and below.
        type_certainty: Mean probability of the most probable types; None before classification.
        stance_certainty: Likewise of the stances.
        corrected: How many comments a person corrected.
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
    corrected: int

    @property
    def guessed(self) -> bool:
        """Whether who answers whom is mostly a guess."""
        return self.reply_certainty is not None and self.reply_certainty < GUESSED


@dataclass(frozen=True, slots=True)
class Findings:
    """What the measures say at a glance, with their intervals.

    Attributes:
        camps: The camps that the signs speak for; None where they speak for none, or where fewer
            than LEAST_PEOPLE voices (people, or comments without an author) have a tie.
        bridges: Who agrees across the two camps that explain most, the most agreeing first.
        contested: The most contested points, at most POINTS.
        concessions: Disagreements that led to a concession, the surest first.
        challenges: How many challenges nobody answered.
        share_disagree: Share of the replies that disagree.
    """

    camps: Camps | None
    bridges: tuple[Bridge, ...]
    contested: tuple[Contested, ...]
    concessions: tuple[ConcessionChain, ...]
    challenges: Estimate
    share_disagree: Estimate


def findings(thread: Thread, *, resamples: int | None = None) -> Findings | None:
    """Measures a thread for those who read its summary.

    Args:
        thread: A thread.
        resamples: How many threads are drawn for stabilities and intervals; None: as many as a
            reader waits for, 40, and of more than a thousand comments fewer, but 10.

    Returns:
        The findings; None before rebuilding and classification.
    """
    if resamples is None:
        resamples = max(10, min(40, 40_000 // max(1, len(thread.comments))))
    try:
        found = measure(thread, resamples=resamples)
    except InvalidThread:
        return None
    speak = found.camps.number > 1 and len(found.camps.members) >= LEAST_PEOPLE
    return Findings(
        camps=found.camps if speak else None,
        bridges=found.bridges if speak else (),
        contested=found.contested[:POINTS],
        concessions=found.concessions,
        challenges=found.challenges,
        share_disagree=found.share_disagree,
    )


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
        reply_certainty=_mean(reply.probability for reply in known if not reply.corrected),
        type_certainty=_sureness(comment.types[0] for comment in typed),
        stance_certainty=_sureness(reply.stance[0] for reply in stanced),
        corrected=len(
            {comment.id for comment in typed if comment.types[0].corrected}
            | {reply.child for reply in stanced if reply.stance[0].corrected}
            | {reply.child for reply in primary if reply.corrected}
        ),
    )


def _sureness(labels: Iterable[Label]) -> float | None:
    return _mean(label.probability for label in labels if not label.corrected)


def _mean(values: Iterable[float]) -> float | None:
    listed = list(values)
    return fmean(listed) if listed else None
