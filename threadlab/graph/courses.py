"""How disagreement runs down the replies of drawn threads: heat, quarrels, open ends.

All sums go over the comments once, for all draws together, without recursion.
"""

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
    shape = (count + 1, draws)
    heat = np.zeros(shape, dtype=np.float32)
    answers = np.zeros(shape, dtype=np.int32)
    depth = np.zeros(shape, dtype=np.int32)
    quarrel = np.zeros(shape, dtype=np.int32)
    side = np.zeros(shape, dtype=np.int8)
    side[chances.order[:1]] = 1
    depth[count] = -1  # above every comment that opens
    every = np.arange(draws)
    parents = np.where(drawn.parent == NONE, count, drawn.parent)[: chances.primary]
    signs = drawn.sign[: chances.primary]
    against = signs < 0
    children = chances.child[: chances.primary].tolist()
    for row, child in enumerate(children):
        parent = parents[row]
        depth[child] = depth[parent, every] + 1
        quarrel[child] = (quarrel[parent, every] + 1) * against[row]
        side[child] = side[parent, every] * signs[row]
    for row in range(len(children) - 1, -1, -1):
        parent, child = parents[row], children[row]
        heat[parent, every] += against[row] + np.float32(DEPTH_DECAY) * heat[child]
        answers[parent, every] += 1
    return Courses(heat, answers, depth, quarrel, side)


def challenges(chances: Chances, drawn: Drawn, found: Courses) -> "Flags":
    """Says which comments of each draw challenge and are not answered; (comments, R).

    A challenge answers something and disagrees or asks; what concedes in a draw is one only if it
    disagrees there and surely disagrees (see unanswered_challenges).
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
    left: Flags = open_ & (found.answers[:-1] == 0)
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
