"""What the finders find: a clue that one comment answers another, with numbers to weigh."""

from collections.abc import Callable
from dataclasses import dataclass, field

from threadlab.replies.material import Material
from threadlab.thread import Span

Place = Span | Callable[[], Span | None] | None
"""A place in a body, or what works it out: most clues are weighed, but never shown."""


# Clues are made by the thousand, and frozen ones take three times as long to make.
@dataclass(slots=True)
class Clue:
    """One reason why a comment may answer an earlier one.

    Attributes:
        child: Number of the answering comment in the thread.
        parent: Number of the one that may be answered; smaller, except for stated parents.
        kind: One of threadlab.thread.EVIDENCE_KINDS.
        strength: 0 to 1, as in Evidence.
        here_at: Where in the child's body.
        there_at: Where in the parent's body.
        measures: Named numbers for the weighing; names that the model does not know are ignored.
    """

    child: int
    parent: int
    kind: str
    strength: float
    here_at: Place = None
    there_at: Place = None
    measures: dict[str, float] = field(default_factory=dict)

    @property
    def here(self) -> Span | None:
        """Where in the child's body."""
        return self.here_at() if callable(self.here_at) else self.here_at

    @property
    def there(self) -> Span | None:
        """Where in the parent's body."""
        return self.there_at() if callable(self.there_at) else self.there_at


Finder = Callable[[Material], list[Clue]]
"""A finder reads the whole material once and gives all its clues."""
