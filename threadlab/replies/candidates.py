"""Which earlier comments a comment may answer: few, but the right one nearly always among them."""

from typing import TYPE_CHECKING, Any

from threadlab.replies.outline import MEASURES, Outline, latest

if TYPE_CHECKING:
    import numpy as np

    Numbers = np.ndarray[Any, Any]

# Comments right before that may be answered, in posting order.
WIDE = 40
# The same where a long quote tells the parent, and on pages (further ones lie on the path).
NARROW = 6
# A quote this long (as a measure: 8 words) that makes up so much of what is quoted is decisive.
LONG, MOST = 0.52, 0.5
# Latest comments that answered the author, and of whom the author answered last.
TURNS = 3

# Steps up from the comment before on a page, along parents by rule.
STEPS_UP = 7


def candidates(view: Outline, order: str) -> tuple["Numbers", "Numbers"]:
    """Chooses the pairs that are weighed: at most a fixed number for each comment.

    Args:
        view: The thread's outline.
        order: "posted" or "page".

    Returns:
        Numbers of the answering comments, ascending, and for each the number of an earlier one;
        for each comment the opening post and the comment before are among them.
    """
    import numpy as np

    count = view.count
    numbers = np.arange(1, count)
    keys = [numbers * count, view.clue_keys[view.clue_keys // count > view.clue_keys % count]]
    wide = np.ones(count, dtype=bool)
    if order == "page":
        wide[:] = False
        above = numbers - 1
        for _ in range(STEPS_UP):
            above = np.maximum(0, view.usual[above])
            keys.append(_pairs(numbers, above, count))
    else:
        wide[_decided(view)] = False
        for skip in range(TURNS):
            keys.append(_pairs(numbers, latest(view.turns, *_of(view, numbers), skip), count))
            keys.append(
                _pairs(numbers, latest(view.by_author, *_partner(view, numbers), skip), count)
            )
    for chosen, reach in ((numbers, NARROW), (numbers[wide[1:]], WIDE)):
        before = chosen[:, None] - np.arange(1, reach + 1)
        keys.append((chosen[:, None] * count + before)[before >= 0])
    # unique() hashes first, which takes far longer than sorting.
    found = np.sort(np.concatenate(keys))
    found = found[np.concatenate(([True], found[1:] != found[:-1]))]
    children = found // count
    return children, found - children * count


def _pairs(children: "Numbers", parents: "Numbers", count: int) -> "Numbers":
    known = parents >= 0
    keys: Numbers = children[known] * count + parents[known]
    return keys


def _of(view: Outline, children: "Numbers") -> tuple["Numbers", "Numbers", int]:
    """What looks up the comments that answer each comment's author."""
    return view.author[children], children, view.count


def _partner(view: Outline, children: "Numbers") -> tuple["Numbers", "Numbers", int]:
    """What looks up the comments of the one whom each comment's author answered last."""
    import numpy as np

    mine = view.mine[children]
    partner = np.where(mine > 0, view.author[view.usual[mine]], -1)
    return partner, children, view.count


def _decided(view: Outline) -> "Numbers":
    """Numbers of the comments whose parent a long quote tells."""
    longest = view.measures[:, MEASURES.index("quoted_longest")]
    share = view.measures[:, MEASURES.index("quoted_share")]
    return view.clue_keys[(longest >= LONG) & (share >= MOST)] // view.count
