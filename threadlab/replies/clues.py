"""What the finders find: a clue that one comment answers another, with numbers to weigh."""

from collections.abc import Callable
from dataclasses import dataclass, field

from threadlab.replies.material import Material
from threadlab.thread import Span


@dataclass(frozen=True, slots=True)
class Clue:
    """One reason why a comment may answer an earlier one.

    Attributes:
        child: Number of the answering comment in the thread.
        parent: Number of the one that may be answered; smaller, except for stated parents.
        kind: One of threadlab.thread.EVIDENCE_KINDS.
        strength: 0 to 1, as in Evidence.
        here: Where in the child's body.
        there: Where in the parent's body.
        measures: Named numbers for the weighing; names that the model does not know are ignored.
    """

    child: int
    parent: int
    kind: str
    strength: float
    here: Span | None = None
    there: Span | None = None
    measures: dict[str, float] = field(default_factory=dict)


Finder = Callable[[Material], list[Clue]]
"""A finder reads the whole material once and gives all its clues."""
