"""The core types: a thread, its comments, their passages, and the replies between them.

Every stage takes a Thread and returns a new one; nothing is changed in place. Each type checks
itself at birth and raises InvalidThread when its values contradict each other.
"""

import itertools
import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from threadlab.errors import InvalidThread
from threadlab.scheme import STANCES, TYPES

PASSAGE_KINDS = ("own", "quote", "attribution", "signature", "footer", "marker")
EVIDENCE_KINDS = ("stated", "quoted", "repeated", "named", "similar", "near", "corrected")
FORMATS = ("plain", "email", "markdown", "html", "bbcode")
ORDERS = ("posted", "page")
BOUNDARIES = ("given", "lost", "restored")


def _check(holds: bool, problem: str) -> None:
    if not holds:
        raise InvalidThread(problem)


def _check_probability(value: float, what: str) -> None:
    if not 0.0 <= value <= 1.0:  # what is no number is not within anything
        raise InvalidThread(f"{what} {value!r} is not within 0 and 1")


# All this is made by the thousand: a problem is worded only where there is one. Spans and passages
# are made by the million: each sets its slots itself, without the detour through the guard of
# frozen classes.


@dataclass(frozen=True, slots=True, init=False)
class Span:
    """A piece of a comment's body: offsets in characters, end exclusive."""

    start: int
    end: int

    def __init__(self, start: int, end: int) -> None:
        if not 0 <= start <= end:
            raise InvalidThread(f"span {start}..{end} is not in order")
        _set_start(self, start)
        _set_end(self, end)


_set_start, _set_end = (Span.__dict__[name].__set__ for name in ("start", "end"))


@dataclass(frozen=True, slots=True, init=False)
class Passage:
    """A stretch of a body in one voice.

    Attributes:
        text: The words as they read, without the markup that marks them ("> ", tags).
        span: Where in the body, markup included. The spans of a body's passages tile it.
        kind: One of PASSAGE_KINDS.
        depth: 0 = not quoted, 1 = a quote, 2 = a quote in a quote.
        said_by: Name of who is quoted, where the markup names it.
        said_in: Id of the comment that is quoted, where the markup names it.
    """

    text: str
    span: Span
    kind: str
    depth: int = 0
    said_by: str | None = None
    said_in: str | None = None

    def __init__(
        self,
        text: str,
        span: Span,
        kind: str,
        depth: int = 0,
        said_by: str | None = None,
        said_in: str | None = None,
    ) -> None:
        if kind == "own":
            if depth != 0:
                raise InvalidThread("own words cannot lie inside a quote")
        elif kind == "quote":
            if depth < 1:
                raise InvalidThread("a quote has a depth of at least 1")
        elif kind not in PASSAGE_KINDS:
            raise InvalidThread(f"unknown kind of passage {kind!r}")
        elif depth < 0:
            raise InvalidThread(f"depth {depth} of a passage is negative")
        _set_text(self, text)
        _set_span(self, span)
        _set_kind(self, kind)
        _set_depth(self, depth)
        _set_said_by(self, said_by)
        _set_said_in(self, said_in)


_set_text, _set_span, _set_kind, _set_depth, _set_said_by, _set_said_in = (
    Passage.__dict__[name].__set__
    for name in ("text", "span", "kind", "depth", "said_by", "said_in")
)


@dataclass(frozen=True, slots=True)
class Label:
    """A name with a calibrated probability between 0 and 1; 1 where a person corrected it."""

    name: str
    probability: float

    def __post_init__(self) -> None:
        _check_probability(self.probability, f"probability of {self.name}")

    @property
    def corrected(self) -> bool:
        """Whether a person said so: no model is as sure."""
        return self.probability == 1.0


@dataclass(frozen=True, slots=True)
class Evidence:
    """One reason why a comment answers another.

    Attributes:
        kind: One of EVIDENCE_KINDS.
        strength: 0 (nothing) to 1 (alone decisive); not a probability.
        here: Where in the answering comment's body, if it is at a place.
        there: Where in the answered comment's body, if it is at a place.
    """

    kind: str
    strength: float
    here: Span | None = None
    there: Span | None = None

    def __post_init__(self) -> None:
        if self.kind not in EVIDENCE_KINDS:
            raise InvalidThread(f"unknown kind of evidence {self.kind!r}")
        _check_probability(self.strength, "strength of evidence")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A comment that might be the one answered; None: none of those named."""

    parent: str | None
    probability: float

    def __post_init__(self) -> None:
        if not 0.0 <= self.probability <= 1.0:
            _check_probability(self.probability, f"probability of parent {self.parent}")


@dataclass(frozen=True, slots=True)
class Reply:
    """An edge of the thread: one comment answers another.

    Attributes:
        child: Id of the answering comment.
        parent: Id of the answered comment; None: the comment answers one that is not known.
        probability: That this is the comment answered (for parent None: that it is none of the
            candidates named); between 0 and 1, calibrated.
        evidence: The reasons, strongest first.
        runners_up: The next best candidates, most probable first.
        primary: Each answering comment has one primary reply; further ones answer further
            comments that it quotes.
        stance: Empty before classification, then all three stances, most probable first.
    """

    child: str
    parent: str | None
    probability: float
    evidence: tuple[Evidence, ...] = ()
    runners_up: tuple[Candidate, ...] = ()
    primary: bool = True
    stance: tuple[Label, ...] = ()

    def __post_init__(self) -> None:
        if not 0.0 <= self.probability <= 1.0:
            _check_probability(self.probability, f"probability of the reply of {self.child}")
        if self.child == self.parent:
            raise InvalidThread(f"comment {self.child} cannot answer itself")
        if self.stance:
            _check_labels(self.stance, STANCES, f"stance of {self.child}")
            total = math.fsum(label.probability for label in self.stance)
            _check(abs(total - 1) < 0.01, f"stances of {self.child} sum to {total:.3f}, not 1")

    @property
    def corrected(self) -> bool:
        """Whether a person said which comment is answered."""
        return any(evidence.kind == "corrected" for evidence in self.evidence)


@dataclass(frozen=True, slots=True)
class Comment:
    """One contribution to a thread.

    Attributes:
        id: Unique within the thread.
        author: None where it is lost, removed or anonymous.
        body: The text as it was found, markup included; no letter of it is ever lost.
        format: One of FORMATS: how to read the body.
        posted: When, with time zone; None where unknown.
        passages: The body in voices, in order, without gap or overlap; empty before reading.
        stated_parents: Ids of the comments that the source says it answers, nearest first. They
            may point outside the thread.
        types: Empty before classification, then all ten types, most probable first.
    """

    id: str
    author: str | None = None
    body: str = ""
    format: str = "plain"
    posted: datetime | None = None
    passages: tuple[Passage, ...] = ()
    stated_parents: tuple[str, ...] = ()
    types: tuple[Label, ...] = ()

    def __post_init__(self) -> None:
        _check(bool(self.id), "a comment needs an id")
        if self.format not in FORMATS:
            raise InvalidThread(f"comment {self.id}: unknown format {self.format!r}")
        if self.posted is not None and self.posted.tzinfo is None:
            raise InvalidThread(f"comment {self.id}: a time needs its zone")
        if self.types:
            _check_labels(self.types, TYPES, f"types of {self.id}")
        if not self.passages:
            return
        place = 0
        for passage in self.passages:
            span = passage.span
            if span.start != place:
                raise InvalidThread(f"comment {self.id}: gap or overlap at character {place}")
            place = span.end
        if place != len(self.body):
            raise InvalidThread(f"comment {self.id}: passages end before the body does")


def _check_labels(labels: tuple[Label, ...], names: tuple[str, ...], what: str) -> None:
    if not labels:
        return
    _check(
        {label.name for label in labels} == set(names) and len(labels) == len(names),
        f"{what} must name each of {', '.join(names)} once",
    )
    falling = all(a.probability >= b.probability for a, b in itertools.pairwise(labels))
    _check(falling, f"{what} must be ordered, most probable first")


@dataclass(frozen=True, slots=True)
class Thread:
    """A conversation: comments, and who answers whom.

    Attributes:
        id: Name of the thread, unique within its source.
        title: Its title; None where there is none.
        source: Where it comes from: a file or a forum.
        order: One of ORDERS: "posted" (as written in time) or "page" (depth-first, as a page
            shows nested comments).
        boundaries: One of BOUNDARIES: "given" (the source tells where comments begin), "lost"
            (an opening post and one undivided comment) or "restored" (divided by rebuild).
        comments: In order; the first is the opening post.
        replies: Edges; a comment without any opens the thread (or another one within it).
        notes: What had to be assumed, repaired or left out, in plain words with places.
    """

    id: str
    title: str | None = None
    source: str | None = None
    order: str = "posted"
    boundaries: str = "given"
    comments: tuple[Comment, ...] = ()
    replies: tuple[Reply, ...] = ()
    notes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        _check(bool(self.id), "a thread needs an id")
        _check(self.order in ORDERS, f"thread {self.id}: unknown order {self.order!r}")
        _check(
            self.boundaries in BOUNDARIES,
            f"thread {self.id}: unknown boundaries {self.boundaries!r}",
        )
        bodies = {comment.id: len(comment.body) for comment in self.comments}
        _check(len(bodies) == len(self.comments), f"thread {self.id}: two comments with one id")
        primary: dict[str, str | None] = {}
        for reply in self.replies:
            self._check_reply(reply, bodies)
            if reply.primary:
                if reply.child in primary:
                    raise InvalidThread(f"comment {reply.child} has two primary replies")
                primary[reply.child] = reply.parent
        for reply in self.replies:
            if reply.child not in primary:
                raise InvalidThread(f"comment {reply.child} has no primary reply")
        _check_acyclic(primary)

    def _check_reply(self, reply: Reply, bodies: Mapping[str, int]) -> None:
        if reply.child not in bodies:
            raise InvalidThread(f"reply of a comment that is not there: {reply.child}")
        for parent in (reply.parent, *[c.parent for c in reply.runners_up]):
            if parent is not None and parent not in bodies:
                raise InvalidThread(
                    f"comment {reply.child} answers one that is not there: {parent}"
                )
        for evidence in reply.evidence:
            here, there = evidence.here, evidence.there
            if here is not None and here.end > bodies[reply.child]:
                raise InvalidThread(f"evidence of {reply.child} lies outside its body")
            if there is not None and (reply.parent is None or there.end > bodies[reply.parent]):
                raise InvalidThread(
                    f"evidence of {reply.child} lies outside the body of {reply.parent}"
                )

    def _repr_html_(self) -> str:
        """Shows the map in a notebook."""
        from threadlab.exports import notebook_html

        return notebook_html(self)


def _check_acyclic(primary: Mapping[str, str | None]) -> None:
    done: set[str] = set()
    for start in primary:
        path: set[str] = set()
        here: str | None = start
        while here is not None and here not in done:
            if here in path:
                raise InvalidThread(f"replies run in a circle through comment {here}")
            path.add(here)
            here = primary.get(here)
        done |= path


def by_id(thread: Thread) -> dict[str, Comment]:
    """Maps each comment's id to the comment, in the thread's order."""
    return {comment.id: comment for comment in thread.comments}


def primary_replies(thread: Thread) -> dict[str, Reply]:
    """Maps each answering comment's id to its primary reply."""
    return {reply.child: reply for reply in thread.replies if reply.primary}


def children(thread: Thread) -> dict[str, list[str]]:
    """Maps each answered comment's id to the ids that answer it first of all, in order."""
    primary = primary_replies(thread)
    below: dict[str, list[str]] = {}
    for comment in thread.comments:
        reply = primary.get(comment.id)
        if reply is not None and reply.parent is not None:
            below.setdefault(reply.parent, []).append(comment.id)
    return below


def own_words(comment: Comment) -> str:
    """The comment's own words, without quotes, attributions, signatures and footers.

    The whole body where the comment has not been divided into passages.
    """
    if not comment.passages:
        return comment.body
    return "\n".join(p.text for p in comment.passages if p.kind == "own").strip()
