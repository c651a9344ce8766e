"""What is measured of a thread's disagreement, as plain values that can be printed and saved."""

from dataclasses import asdict, dataclass
from typing import Any

from threadlab.graph.camps import Bridge, Camps
from threadlab.graph.endings import ConcessionChain, OpenEnd

DIGITS = 6


@dataclass(frozen=True, slots=True)
class Estimate:
    """A measured value and how uncertain it is.

    Attributes:
        value: Mean over the drawn threads; without resampling the likeliest value. None where
            there is nothing to measure, such as a share of nothing.
        low, high: Ends of the interval, which holds the value; None without resampling.
        likeliest: The value in the most probable thread. Where labels are unsure it may lie
            outside the interval: a measure that counts contradictions rises with every doubt.
    """

    value: float | None
    low: float | None
    high: float | None
    likeliest: float | None


@dataclass(frozen=True, slots=True)
class Contested:
    """A contested point with its uncertainty.

    Attributes:
        comment: Its id.
        score: Disagreeing answers, those further down counting a quarter with every level.
        answers: How many comments answer it.
        people: How many different people wrote them.
        below: How many comments hang below it.
        depth: On how many levels.
    """

    comment: str
    score: Estimate
    answers: int
    people: int
    below: int
    depth: int


@dataclass(frozen=True, slots=True)
class Side:
    """Where a comment stands toward the opening post, by parity of disagreement.

    Attributes:
        comment: Its id.
        with_opening: Probability that it is on the opening post's side.
        against: Probability that it is on the other; the rest to 1 is that nothing is known.
    """

    comment: str
    with_opening: float
    against: float


@dataclass(frozen=True, slots=True)
class Measures:
    """Everything that is measured of a thread.

    Attributes:
        thread: Its id.
        comments: How many comments.
        people: How many different named authors.
        level: Nominal coverage of the intervals, 0 to 1.
        resamples: How many threads were drawn; 0: no intervals.
        share_disagree: Share of the replies with a stance that disagree.
        share_attack: Share of the comments that attack persons, the heat of the tone (uncivil
            comments, as Coe, Kenski and Rains 2014 count them).
        h_index: How controversial the thread's shape is (courses.h_index).
        longest_quarrel: Most replies in a row that disagree.
        reciprocity: Share of the people-to-people links that are answered (Wasserman and Faust
            1994, section 13.2); each pair counts twice, once a direction.
        reciprocity_disagree: Share of the disagreeing links that disagreement answers.
        ties: Pairs of people who agree or disagree on balance.
        triads: Triangles of ties.
        balance: Share of them that are balanced (triads.triads).
        frustration: Net replies that two camps contradict (frustration.solve); of draws the best
            that a search found.
        frustration_share: The same as a share of all net replies, 0 (balance) to a half.
        frustration_bound: What every division of the most probable graph contradicts at least.
        frustration_exact: Whether the likeliest value of frustration is proven to be the least.
        gini: Concentration of talk, 0 (all named people wrote as much) to 1 (Gini 1912).
        herfindahl: The sum of squared shares of talk, 1 over the number of people if all wrote as
            much, to 1 (Hirschman 1964). Both are known, not estimated; None without names.
        side_with, side_against: Share of the comments on either side of the opening post by
            parity of disagreement along the replies.
        challenges: Unanswered challenges, how many.
        dead_ends: Quarrels of two or more replies that stop at a disagreement, how many.
        two_camps: The division into two that contradicts least.
        camps: The division that the signs speak for: one camp, two or more (clusters.fitting).
        bridges: Who agrees with members of another of the two camps.
        contested: Contested points, the most contested first.
        unanswered: Comments that challenge and are not answered, the surest first.
        stopped: Comments at which a quarrel stops, the surest first.
        concessions: Disagreements that led to a concession, the surest first.
        sides: Every comment's side.
    """

    thread: str
    comments: int
    people: int
    level: float
    resamples: int
    share_disagree: Estimate
    share_attack: Estimate
    h_index: Estimate
    longest_quarrel: Estimate
    reciprocity: Estimate
    reciprocity_disagree: Estimate
    ties: Estimate
    triads: Estimate
    balance: Estimate
    frustration: Estimate
    frustration_share: Estimate
    frustration_bound: float
    frustration_exact: bool
    gini: float | None
    herfindahl: float | None
    side_with: Estimate
    side_against: Estimate
    challenges: Estimate
    dead_ends: Estimate
    two_camps: Camps
    camps: Camps
    bridges: tuple[Bridge, ...]
    contested: tuple[Contested, ...]
    unanswered: tuple[OpenEnd, ...]
    stopped: tuple[OpenEnd, ...]
    concessions: tuple[ConcessionChain, ...]
    sides: tuple[Side, ...]

    def to_json(self) -> dict[str, Any]:
        """Gives everything as JSON holds it, keys as the attributes, to six digits."""
        return _plain(asdict(self))  # type: ignore[no-any-return]


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    return round(value, DIGITS) if isinstance(value, float) else value
