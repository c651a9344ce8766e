"""measure: everything that is measured of a thread's disagreement, with intervals."""

from collections import Counter

from threadlab.errors import InvalidThread
from threadlab.graph.build import need_stances
from threadlab.graph.chances import chances
from threadlab.graph.concentration import gini, herfindahl
from threadlab.graph.courses import leanings
from threadlab.graph.division import Division
from threadlab.graph.endings import concession_chains
from threadlab.graph.frustration import solve
from threadlab.graph.measures import Measures, Side
from threadlab.graph.points import contested_points
from threadlab.graph.tally import Tally
from threadlab.graph.values import ties_of
from threadlab.thread import Thread

RESAMPLES = 200
LEVEL = 0.9
MOST_POINTS = 50


def measure(
    thread: Thread,
    *,
    resamples: int = RESAMPLES,
    level: float = LEVEL,
    seed: int = 0,
    exact: bool = False,
) -> Measures:
    """Measures the disagreement of a thread.

    Each value comes with an interval: parents (the chosen ones, runners-up and none), stances and
    types are drawn from their probabilities many times, and the interval holds the middle of what
    is measured on the drawn threads (percentiles; Efron and Tibshirani 1993, chapter 13). It is
    as good as the probabilities are calibrated, and says nothing of what a model gets wrong
    throughout.

    Args:
        thread: A thread, rebuilt and classified.
        resamples: How many threads are drawn; 0: values without intervals, in much less time.
        level: Nominal coverage of the intervals, between 0 and 1.
        seed: Of draws and searches; the same seed gives the same measures.
        exact: Whether to prove the frustration index of blocks of any size, which may take
            minutes; otherwise it is for blocks of up to 40 people and 160 ties.

    Returns:
        The measures; each is described at its class, and to_json() gives them as JSON holds them.

    Raises:
        InvalidThread: The thread has not been rebuilt and classified.
        ValueError: resamples is below 0 or level is not between 0 and 1.
    """
    if resamples < 0 or not 0 < level < 1:
        raise ValueError("resamples must be 0 or more, and level between 0 and 1")
    _need_labels(thread)
    odds = chances(thread)
    likeliest = ties_of(odds, odds.likeliest(), 0)
    proven = solve(likeliest, exact=exact, seed=seed)
    division = Division(odds, likeliest, seed)
    tally = Tally(thread, odds, contested_points(thread)[:MOST_POINTS], division, proven)
    for drawn in odds.draws(resamples, seed):
        tally.add(drawn)
    talk = Counter(c.author for c in thread.comments if c.author is not None)
    sides = zip(thread.comments, *(side.tolist() for side in leanings(odds)), strict=True)
    return Measures(
        thread=thread.id,
        comments=len(thread.comments),
        people=len(talk),
        level=level,
        resamples=resamples,
        **tally.estimates(level),
        frustration_bound=proven.bound,
        frustration_exact=proven.exact,
        gini=gini(list(talk.values())) if talk else None,
        herfindahl=herfindahl(list(talk.values())) if talk else None,
        two_camps=division.two(),
        camps=division.fitting(),
        bridges=tuple(division.bridges()),
        contested=tuple(tally.contested(level)),
        unanswered=tuple(tally.open_ends("challenges")),
        stopped=tuple(tally.open_ends("dead_ends")),
        concessions=tuple(concession_chains(thread)),
        sides=tuple(Side(comment.id, on, against) for comment, on, against in sides),
    )


def _need_labels(thread: Thread) -> None:
    """Refuses a thread of which nothing is known yet."""
    need_stances(thread)
    labelled = thread.replies or any(comment.types for comment in thread.comments)
    if len(thread.comments) > 1 and not labelled:
        raise InvalidThread(
            f"thread {thread.id} has only been read; rebuild and classify it first "
            "(threadlab.rebuild, threadlab.classify, or both at once: threadlab.analyze)"
        )
