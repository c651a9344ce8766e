"""How the comments hang in the outline and in the overview."""

from dataclasses import dataclass

from threadlab.thread import Comment, Reply, Thread, primary_replies

DEEPEST = 60
"""Deepest level that is still nested; what hangs deeper goes on flat at this level.

Browsers cut at 512 nested elements, and a level takes three.
"""


@dataclass(frozen=True, slots=True)
class Tree:
    """A thread as it is shown; comments are told by their number in the thread, from 0.

    Attributes:
        thread: The thread.
        replies: The primary reply of each comment; None where it opens.
        parents: Number of the comment that each one is shown under; None at the top.
        order: All comments, each before those that hang under it.
        level: How deep each is shown, 0 to DEEPEST.
        answers: How many comments are known to answer each one first of all.
        last: For each place in the order, the place after the last comment shown below it.
        numbers: Number of each comment id.
        authored: Whether any author is known.
    """

    thread: Thread
    replies: tuple[Reply | None, ...]
    parents: tuple[int | None, ...]
    order: tuple[int, ...]
    level: tuple[int, ...]
    answers: tuple[int, ...]
    last: tuple[int, ...]
    numbers: dict[str, int]
    authored: bool

    def comment(self, number: int) -> Comment:
        """The comment of this number."""
        return self.thread.comments[number]

    def anchor(self, comment: str) -> str:
        """The anchor of the comment with this id, such as "c12"."""
        return anchor(self.numbers[comment])


def anchor(number: int) -> str:
    """The name by which links find a comment: it counts from 1, as readers do."""
    return f"c{number + 1}"


def plant(thread: Thread) -> Tree:
    """Lays a thread out for showing, without recursion.

    Comments whose parent is unknown hang under the opening post.
    """
    numbers = {comment.id: k for k, comment in enumerate(thread.comments)}
    primary = primary_replies(thread)
    replies = tuple(primary.get(comment.id) for comment in thread.comments)
    parents = _parents(replies, numbers)
    below: list[list[int]] = [[] for _ in replies]
    roots = []
    for number, parent in enumerate(parents):
        if parent is None:
            roots.append(number)
        else:
            below[parent].append(number)
    level = [0] * len(replies)
    order = []
    stack = [(root, 0) for root in reversed(roots)]
    while stack:
        here, depth = stack.pop()
        order.append(here)
        level[here] = min(depth, DEEPEST)
        stack.extend((child, depth + 1) for child in reversed(below[here]))
    return Tree(
        thread=thread,
        replies=replies,
        parents=tuple(parents),
        order=tuple(order),
        level=tuple(level),
        answers=_answers(replies, numbers),
        last=_last([level[k] for k in order]),
        numbers=numbers,
        authored=any(comment.author is not None for comment in thread.comments),
    )


def _parents(replies: tuple[Reply | None, ...], numbers: dict[str, int]) -> list[int | None]:
    parents: list[int | None] = [
        None if reply is None or reply.parent is None else numbers[reply.parent]
        for reply in replies
    ]
    if not parents:
        return parents
    # The opening post may itself answer something; what it hangs on cannot hang on it.
    above: set[int] = set()
    here: int | None = 0
    while here is not None:
        above.add(here)
        here = parents[here]
    for number, reply in enumerate(replies):
        if reply is not None and reply.parent is None and number not in above:
            parents[number] = 0
    return parents


def _answers(replies: tuple[Reply | None, ...], numbers: dict[str, int]) -> tuple[int, ...]:
    answers = [0] * len(replies)
    for reply in replies:
        if reply is not None and reply.parent is not None:
            answers[numbers[reply.parent]] += 1
    return tuple(answers)


def _last(levels: list[int]) -> tuple[int, ...]:
    last = [0] * len(levels)
    open_places: list[int] = []
    for place, level in enumerate(levels):
        while open_places and levels[open_places[-1]] >= level:
            last[open_places.pop()] = place
        open_places.append(place)
    for place in open_places:
        last[place] = len(levels)
    return tuple(last)
