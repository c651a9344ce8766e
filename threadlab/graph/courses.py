"""How disagreement runs down the replies of drawn threads: heat, quarrels, open ends.

All sums go over the comments once, for all draws together, without recursion.
"""

import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING

from threadlab.graph.chances import NONE, Chances, Drawn
from threadlab.graph.points import DEPTH_DECAY, SURELY

if TYPE_CHECKING:
    from threadlab.graph.chances import Flags, Floats, Ints, Signs

QUARREL = 2
"""How many disagreeing replies in a row are a quarrel."""


@dataclass(frozen=True, slots=True)
class Courses:
    """What runs along the replies of R drawn threads.

    Attributes:
        heat: Score of each comment as a contested point (see ContestedPoint); shape
            (comments + 1, R), the last row is nobody.
        answers: How many comments answer each one; same shape.
        depth: How many replies lie between each comment and the one that opens; same shape.
        quarrel: How many replies in a row, up to and with each comment's own, disagree; same
            shape.
        side: +1 for the opening post, -1 against it, 0 not known, by parity of disagreement;
            same shape.
    """

    heat: "Floats"
    answers: "Ints"
    depth: "Ints"
    quarrel: "Ints"
    side: "Signs"


def courses(chances: Chances, drawn: Drawn) -> Courses:
    """Walks the primary replies of drawn threads, down and up."""
    import numpy as np

    count, draws = len(chances.voice), drawn.parent.shape[1]
    parents = np.where(drawn.parent == NONE, count, drawn.parent)[: chances.primary]
    every = np.arange(draws)
    # A comment of one draw is one place in flat arrays.
    up = (parents * draws + every).ravel()
    down = (chances.child[: chances.primary, None].astype(np.int64) * draws + every).ravel()
    places = (count + 1) * draws
    depth = _depths(places, draws, up, down)

    # Replies of equal depth do not depend on one another; of one comment's answers the last comes
    # first on the way up, whatever its depth, so that sums are rounded in one order.
    order = np.argsort(depth[down], kind="stable")
    up, down = up[order], down[order]
    signs = drawn.sign[: chances.primary].ravel()[order]
    against = signs < 0
    deepest = int(depth.max(initial=-1))
    bounds = np.searchsorted(depth[down], np.arange(deepest + 2)).tolist()
    levels = list(itertools.pairwise(bounds))
    quarrel = np.zeros(places, dtype=np.int32)
    side = np.zeros(places, dtype=np.int8)
    if count:
        opening = int(chances.order[0]) * draws
        side[opening : opening + draws] = 1
    for start, end in levels:
        upper, here = up[start:end], down[start:end]
        quarrel[here] = (quarrel[upper] + 1) * against[start:end]
        side[here] = side[upper] * signs[start:end]
    heat = np.zeros(places, dtype=np.float32)
    for start, end in reversed(levels):
        lower = heat[down[start:end]]
        met = against[start:end] + np.float32(DEPTH_DECAY) * lower
        np.add.at(heat, up[start:end][::-1], met[::-1])
    answers = np.bincount(up, minlength=places).astype(np.int32)
    shape = (count + 1, draws)
    return Courses(*(one.reshape(shape) for one in (heat, answers, depth, quarrel, side)))


def _depths(places: int, draws: int, up: "Ints", down: "Ints") -> "Ints":
    """How many replies lie above each place, in as many steps as the depth has bits.

    The last places, one a draw, are nobody; they stand above every comment that opens, at -1.
    """
    import numpy as np

    above = np.arange(places) % draws + places - draws
    above[down] = up
    depth = np.ones(places, dtype=np.int32)
    depth[places - draws :] = 0
    while (more := depth[above]).any():
        depth += more
        above = above[above]
    found: Ints = depth - 1
    return found


def challenges(chances: Chances, drawn: Drawn, found: Courses) -> "Flags":
    """Says which comments of each draw challenge and are not answered; (comments, R).

    A challenge answers something and disagrees or asks; what concedes in a draw is one only if it
    disagrees there and surely disagrees, and what most probably attacks persons first of all is
    none (see unanswered_challenges).
    """
    import numpy as np

    open_ = np.zeros_like(drawn.question)
    rows = slice(0, chances.primary)
    child = chances.child[rows]
    surely = (chances.disagree[rows] >= SURELY)[:, None]
    against = drawn.sign[rows] < 0
    open_[child] = np.where(
        drawn.concession[child], against & surely, against | drawn.question[child]
    )
    left: Flags = open_ & (found.answers[:-1] == 0) & ~chances.attacks[:, None]
    return left


def dead_ends(found: Courses) -> "Flags":
    """Says at which comments of each draw a quarrel stops unanswered; (comments, R)."""
    stopped: Flags = (found.quarrel[:-1] >= QUARREL) & (found.answers[:-1] == 0)
    return stopped


def h_index(found: Courses) -> "Ints":
    """Gives the h-index of each draw, a measure of how controversial a thread is; (R,).

    The largest level h that has at least h comments (Gómez, Kaltenbrunner and López 2008,
    "Statistical analysis of the social network and discussion threads in Slashdot").
    """
    import numpy as np

    depth = found.depth[:-1]
    draws = depth.shape[1]
    if not len(depth):
        return np.zeros(draws, dtype=np.int32)
    # A level above the number of comments cannot have as many comments.
    most = min(int(depth.max()), int(len(depth) ** 0.5 * 2) + 1) + 1
    kept = depth < most
    keys = (depth * draws + np.arange(draws))[kept]
    sizes = np.bincount(keys, minlength=most * draws)[: most * draws].reshape(most, draws)
    levels = np.arange(most)[:, None]
    highest: Ints = ((sizes >= levels) * levels).max(axis=0)
    return highest


def leanings(chances: Chances) -> tuple["Floats", "Floats"]:
    """Gives how surely each comment is for or against the opening post, by parity of disagreement.

    Two disagreements in a row lead back to one's own side, as in a signed graph without circles
    (Harary 1953); a neutral reply tells of no side. These are exact expectations over draws: what
    a comment draws does not depend on what lies above it.

    Returns:
        For each comment the probability that it is for the opening post, and that against; the
        rest to 1 is that nothing is known.
    """
    import numpy as np

    sure = [0.0] * len(chances.voice)
    lean = [0.0] * len(chances.voice)
    if not sure:
        return np.zeros(0), np.zeros(0)
    opening = int(chances.order[0])
    sure[opening] = lean[opening] = 1.0
    rows = chances.primary
    columns = (
        chances.child[:rows].tolist(),
        chances.parents[:rows].tolist(),
        chances.chance[:rows].tolist(),
        chances.agree[:rows].tolist(),
        chances.disagree[:rows].tolist(),
    )
    for child, options, weights, agree, disagree in zip(*columns, strict=True):
        above = [(p, w) for p, w in zip(options, weights, strict=True) if p != NONE]
        sure[child] = (agree + disagree) * sum(w * sure[p] for p, w in above)
        lean[child] = (agree - disagree) * sum(w * lean[p] for p, w in above)
    both, turn = np.array(sure), np.array(lean)
    return (both + turn) / 2, (both - turn) / 2
