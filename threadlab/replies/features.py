"""Numbers for the weighing: one row for each comment that a comment may answer."""

from typing import TYPE_CHECKING, Any

from threadlab.replies.outline import CHILD, MEASURES, Outline

if TYPE_CHECKING:
    import numpy as np

    Numbers = np.ndarray[Any, Any]

THREAD = (
    "comments",
    "authors_known",
    "authors_share",
    "opener_share",
    "quotes_in_thread",
    "mean_words",
)
"""Numbers of the thread."""

PAIR = (
    "distance",
    "closeness",
    "previous",
    "opening",
    "same_author",
    "both_known",
    "opener_author",
    "parent_words",
    "parent_asks",
    "parent_quotes",
    "parent_addresses",
    "parent_author_new",
    "parent_author_latest",
    "depth",
    "answers",
    "answered_before",
    "answered_by_me",
    "turn",
    "turn_last",
    "since_mine",
    "met",
    "met_back",
    "met_back_last",
    "gap_known",
    "gap",
    "gap_relative",
    "later",
)
"""Numbers of the pair and of the comment that may be answered."""

FEATURES = (*MEASURES, "nobody", *CHILD, *THREAD, *PAIR)
"""Names of a row's numbers, in order; the model file repeats them."""


def rows(view: Outline, children: "Numbers", parents: "Numbers") -> "Numbers":
    """Gives the numbers of pairs.

    Args:
        view: The thread's outline.
        children: Numbers of the answering comments.
        parents: Number of an earlier comment for each of them; -1: none of those considered.

    Returns:
        One row for each pair, one column for each of FEATURES, most of them within 0 and 1.
    """
    import numpy as np

    # Columns are filled one by one: each of them lies in one piece.
    columns = np.zeros((len(FEATURES), len(children)))
    start = len(MEASURES)
    columns[start] = parents < 0
    child_end = start + 1 + len(CHILD)
    columns[start + 1 : child_end] = view.child_numbers[:, children]
    pair_start = child_end + len(THREAD)
    columns[child_end:pair_start] = view.constant[:, None]
    named = parents >= 0
    where: Numbers | slice = slice(None)
    if not named.all():
        where = np.flatnonzero(named)
        children, parents = children[where], parents[where]
    if len(children):
        for row, numbers in enumerate(_pair_numbers(view, children, parents), start=pair_start):
            columns[row, where] = numbers
    if len(children) and len(view.clue_keys):
        keys = children * view.count + parents
        at = np.minimum(np.searchsorted(view.clue_keys, keys), len(view.clue_keys) - 1)
        hit = np.flatnonzero(view.clue_keys[at] == keys)
        place = hit if isinstance(where, slice) else where[hit]
        columns[:start, place] = view.measures[at[hit]].T
    return columns.T


def _pair_numbers(view: Outline, children: "Numbers", parents: "Numbers") -> list["Numbers"]:
    """The columns of PAIR."""
    import numpy as np

    count = view.count
    distance = children - parents
    me, other = view.author[children], view.author[parents]
    both = (me >= 0) & (other >= 0)
    keys = parents * count
    answers = np.searchsorted(view.answers, keys + children) - np.searchsorted(view.answers, keys)
    exchanged = view.exchanges
    keys = (me * view.authors + other) * count
    met = (np.searchsorted(exchanged, keys + children) - np.searchsorted(exchanged, keys)) * both
    keys = (other * view.authors + me) * count
    back = np.searchsorted(exchanged, keys + children)
    met_back = (back - np.searchsorted(exchanged, keys)) * both
    # They have answered me since I last wrote.
    since = back - np.searchsorted(exchanged, keys + np.maximum(0, view.mine[children]))
    gap = view.minutes[children] - view.minutes[parents]
    gap_known = ~np.isnan(gap)
    # On a page, or where clocks differ, a comment may stand before one that is older.
    later = gap < 0
    gap = np.where(gap_known, np.maximum(0.0, gap), 0.0)
    pace = view.pace if view.pace > 0 else 1.0
    return [
        np.log2(distance) / 10,
        1 / distance,
        distance == 1,
        parents == 0,
        both & (me == other),
        both,
        (other >= 0) & (other == view.author[0]),
        view.size[parents],
        view.asks[parents],
        view.quotes[parents],
        view.addresses[parents],
        (other >= 0) & (view.mine[parents] < 0),
        (other >= 0) & (view.again[parents] >= children),
        np.log2(1 + view.depth[parents]) / 6,
        np.log2(1 + answers) / 4,
        answers > 0,
        _answered_by(view, parents, me) < children,
        (me >= 0) & (parents > 0) & (view.author[view.usual[parents]] == me),
        (view.turn[children] == parents) & (parents > 0),
        parents > view.mine[children],
        np.log2(1 + met) / 4,
        np.log2(1 + met_back) / 4,
        both & (since > 0),
        gap_known,
        np.log10(1 + gap) / 5,
        np.minimum(1.0, np.log10(1 + gap / pace) / 3),
        later,
    ]


def _answered_by(view: Outline, parents: "Numbers", authors: "Numbers") -> "Numbers":
    """The first answer of an author to a comment, by rule; count where there is none."""
    import numpy as np

    keys = view.answerers
    if not len(keys):
        return np.full(len(parents), view.count)
    wanted = parents * view.authors + authors
    at = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
    hit = (keys[at] == wanted) & (authors >= 0)
    return np.where(hit, view.answered_at[at], view.count)
