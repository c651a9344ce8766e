"""What is open in HTML while it is read: quotes, attributions, signatures, and what holds them."""

from typing import NamedTuple

from threadlab.markup.attributions import Attribution
from threadlab.markup.elements import QUOTE
from threadlab.markup.visible import Manner, Seen


class First(NamedTuple):
    """The first line of a quote, where it reads as its attribution; and the post it links to."""

    named: Attribution
    following: Seen
    link: str | None


class Tag(NamedTuple):
    """A start tag that opens a frame: its name, its place, how many elements are open around it."""

    name: str
    start: int
    level: int


class Frame:
    """An element that is not the writer's own words.

    Attributes:
        role: One of the roles of `elements`; QUOTE also for what follows a mail's headers.
        tag: Name of its element; "" where it begins without one.
        start: Where it begins.
        level: How many elements are open around it.
        manner: How its words are to be read.
        voice: Who speaks in it; of an attribution: who is named.
        content: Whether words of the quoted have come.
        attributed: Whether an attribution of it has come.
    """

    __slots__ = (
        "attributed",
        "content",
        "first",
        "level",
        "manner",
        "role",
        "start",
        "tag",
        "voice",
    )

    def __init__(self, role: str, tag: Tag, manner: Manner) -> None:
        self.role = role
        self.tag, self.start, self.level = tag
        self.manner = manner
        self.voice = manner.voice
        self.content = False
        self.attributed = False
        self.first: First | None = None

    @property
    def is_fresh(self) -> bool:
        """Whether it is a quote of which only an attribution may have come."""
        return self.role == QUOTE and not self.content
