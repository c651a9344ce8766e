"""Who hangs under whom where a format has one tree: primary parents, else stated ones."""

from collections.abc import Iterator
from typing import NamedTuple

from threadlab.thread import Comment, Thread, by_id, primary_replies


class Placed(NamedTuple):
    """A comment at its place in the tree.

    Attributes:
        comment: The comment.
        parent: Id of the comment it hangs under; None at the top.
        level: 0 at the top.
        number: Which it is among its siblings, from 1.
    """

    comment: Comment
    parent: str | None
    level: int
    number: int


def known_parents(thread: Thread) -> dict[str, str]:
    """Maps comments to the comment that each answers first of all, where that is known.

    Args:
        thread: A thread; before rebuilding the nearest stated parent counts, unless it is not
            among the comments or would close a circle.
    """
    if thread.replies:
        primary = primary_replies(thread)
        return {child: r.parent for child, r in primary.items() if r.parent is not None}
    comments = by_id(thread)
    found = {
        comment.id: comment.stated_parents[0]
        for comment in thread.comments
        if comment.stated_parents
        and comment.stated_parents[0] in comments
        and comment.stated_parents[0] != comment.id
    }
    safe: set[str] = set()
    for start in list(found):
        path: list[str] = []
        on_path: set[str] = set()
        here: str | None = start
        while here is not None and here not in safe and here not in on_path:
            path.append(here)
            on_path.add(here)
            here = found.get(here)
        if here is not None and here in on_path:
            del found[here]  # closes a circle
        safe.update(path)
    return found


def in_tree_order(thread: Thread) -> Iterator[Placed]:
    """Yields all comments depth-first, siblings in the thread's order, without recursion."""
    parents = known_parents(thread)
    below: dict[str | None, list[Comment]] = {}
    for comment in thread.comments:
        below.setdefault(parents.get(comment.id), []).append(comment)
    stack = [
        Placed(comment, None, 0, number)
        for number, comment in reversed(list(enumerate(below.get(None, ()), start=1)))
    ]
    while stack:
        here = stack.pop()
        yield here
        answers = below.get(here.comment.id, ())
        stack.extend(
            Placed(comment, here.comment.id, here.level + 1, number)
            for number, comment in reversed(list(enumerate(answers, start=1)))
        )
