"""The values of drawn threads: what is measured on each of them."""

from typing import TYPE_CHECKING, Any

from threadlab.graph.chances import Chances, Drawn
from threadlab.graph.courses import Courses, challenges, dead_ends, h_index
from threadlab.graph.descent import Search, cost, spanning
from threadlab.graph.ties import Ties, drawn_ties
from threadlab.graph.triads import triads

if TYPE_CHECKING:
    from threadlab.graph.chances import Ints, Sides, Signs

PERSONAL = (
    *("reciprocity", "reciprocity_disagree", "ties", "triads", "balance"),
    *("frustration", "frustration_share"),
)
ALONG = (
    *("share_disagree", "share_attack", "h_index", "longest_quarrel"),
    *("side_with", "side_against", "challenges", "dead_ends"),
)
FLIPS = 4
SMALL = 100
"""Up to so many people, the camps of a draw are searched beyond the nearest optimum."""

_NOTHING = float("nan")


def along(odds: Chances, drawn: Drawn, found: Courses) -> dict[str, Any]:
    """Measures what runs along replies, on all draws at once.

    Args:
        odds: The thread.
        drawn: Its draws.
        found: Their courses.

    Returns:
        For each of ALONG the values, shape (R,); not-a-number where there is nothing to measure.
        Under "challenges at" and "dead_ends at" for each comment in how many draws it is one.
    """
    import numpy as np

    count, draws = len(odds.voice), drawn.parent.shape[1]
    nothing = np.full(draws, _NOTHING)
    stanced = odds.stanced[: odds.primary]
    against = (drawn.sign[: odds.primary] < 0).sum(axis=0)
    typed = int(odds.typed.sum())
    open_, stopped = challenges(odds, drawn, found), dead_ends(found)
    side = found.side[:-1]
    return {
        "share_disagree": against / stanced.sum() if stanced.any() else nothing,
        "share_attack": drawn.attack.sum(axis=0) / typed if typed else nothing,
        "h_index": h_index(found),
        "longest_quarrel": found.quarrel.max(axis=0),
        "side_with": (side > 0).sum(axis=0) / count if count else nothing,
        "side_against": (side < 0).sum(axis=0) / count if count else nothing,
        "challenges": open_.sum(axis=0),
        "dead_ends": stopped.sum(axis=0),
        "challenges at": open_.sum(axis=1),
        "dead_ends at": stopped.sum(axis=1),
    }


def links(odds: Chances, parent: "Ints", sign: "Signs") -> dict[str, float]:
    """Measures how far links between people are answered, on one draw.

    Args:
        odds: The thread.
        parent: What each reply answers; shape (replies,).
        sign: Its stance; same shape.

    Returns:
        reciprocity and reciprocity_disagree.
    """
    there = parent >= 0
    source = odds.voice[odds.child[there]].astype("int64")
    target = odds.voice[parent[there]].astype("int64")
    other = source != target
    against = other & (sign[there] < 0)
    size = len(odds.voices)
    return {
        "reciprocity": _answered(source[other], target[other], size),
        "reciprocity_disagree": _answered(source[against], target[against], size),
    }


def _answered(source: Any, target: Any, size: int) -> float:
    """The share of different links that run in the other direction, too."""
    import numpy as np

    keys = np.unique(source * size + target)
    if not len(keys):
        return _NOTHING
    back = keys % size * size + keys // size
    return float(np.isin(back, keys, assume_unique=True).mean())


def balance(graph: Ties) -> dict[str, float]:
    """Measures the triads of one draw: how many, and the share that is balanced."""
    balanced, total = triads(graph)
    share = balanced / total if total else _NOTHING
    return {"ties": len(graph.one), "triads": total, "balance": share}


def contradicted(graph: Ties, value: float) -> dict[str, float]:
    """Gives frustration and its share of all ties' weight."""
    total = float(abs(graph.weight).sum())
    return {"frustration": value, "frustration_share": value / total if total else _NOTHING}


def divided(graph: Ties, start: "Sides", seed: int) -> "Sides":
    """Searches the two camps of one draw.

    Args:
        graph: Its ties.
        start: The camps of the expected graph, from where, and from the strongest ties of the
            draw, the search begins; of equals the result nearer to these is taken.
        seed: Of the search.
    """
    search = Search(graph)
    if graph.size > SMALL:
        found = [search.descend(start), search.descend(spanning(graph))]
    else:
        flips = FLIPS * graph.size
        found = [search.tabu(start, seed, flips), search.tabu(spanning(graph), seed, flips)]
    return min(found, key=lambda sides: round(cost(graph, sides), 9))


def ties_of(odds: Chances, drawn: Drawn, draw: int) -> Ties:
    """Gives the ties of one draw."""
    return drawn_ties(odds, drawn.parent[:, draw], drawn.sign[:, draw])
