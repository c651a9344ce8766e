"""Parents that the source itself states: kept, unless they run in a circle."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from threadlab.replies.clues import Clue
from threadlab.thread import Thread


@dataclass(frozen=True, slots=True)
class Stated:
    """Stated parents that hold.

    Attributes:
        parents: Number of the stated parent by number of the child.
        notes: What had to be left out.
    """

    parents: dict[int, int]
    notes: tuple[str, ...]


def settle(thread: Thread, clues: Iterable[Clue], found: Sequence[int | None]) -> Stated:
    """Keeps stated parents; those that point forward are dropped where they close a circle.

    Args:
        thread: The thread.
        clues: Clues of kind "stated", at most one for each child.
        found: The parent found for each comment, the first one's None; all point back.

    Returns:
        What holds: stated and found parents together run in no circle.
    """
    stated = {clue.child: clue.parent for clue in clues if clue.child != 0}
    forward = {child for child, parent in stated.items() if parent > child}
    dropped: set[int] = set()
    if forward:
        dropped = _on_circles(stated, found) & forward
        kept = {child: parent for child, parent in stated.items() if child not in dropped}
        if _on_circles(kept, found):
            # What was found instead closes another circle: no forward link can be trusted here.
            dropped = forward
    parents = {child: parent for child, parent in stated.items() if child not in dropped}
    return Stated(parents, tuple(_note(thread, child) for child in sorted(dropped)))


def _on_circles(stated: Mapping[int, int], found: Sequence[int | None]) -> set[int]:
    """All comments that lie on a circle of parents."""
    circles: set[int] = set()
    done: set[int] = set()
    for start in range(len(found)):
        path: dict[int, None] = {}
        here: int | None = start
        while here is not None and here not in done and here not in path:
            path[here] = None
            here = stated.get(here, found[here])
        if here is not None and here in path:
            order = list(path)
            circles.update(order[order.index(here) :])
        done.update(path)
    return circles


def _note(thread: Thread, child: int) -> str:
    return (
        f"comment {thread.comments[child].id} is said to answer a later comment that answers it "
        "in turn; who it answers was worked out instead"
    )
