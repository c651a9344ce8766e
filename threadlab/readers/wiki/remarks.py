"""What is found on a talk page: sections, signed remarks, and which remark answers which."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

_REACH = 20
_LONGEST_GAP = 100


_SENTENCE = re.compile(r"[.?!:;]\s")
_MOST_WORDS = 3


def parts_links(words: str) -> bool:
    """Says whether words between two links to a user are too many for one signature."""
    return len(words) > _LONGEST_GAP or (
        len(words.split()) > _MOST_WORDS or _SENTENCE.search(f"{words} ") is not None
    )


@dataclass(frozen=True, slots=True)
class Signature:
    """The end of a remark.

    Attributes:
        author: Whose it is.
        posted: When it was signed; None where the signature does not say.
        start: Offset of the signature in the page; its end is the remark's.
        last: Nothing but the signature stands there.
    """

    author: str
    posted: datetime | None
    start: int
    last: bool = True


@dataclass(frozen=True, slots=True)
class Remark:
    """A stretch of a section up to and with a signature, or what follows the last one.

    Attributes:
        body: As it is written.
        level: 1 = not indented, and so on.
        author: None where nobody signed.
        posted: When; None where it does not say.
        signed_at: Offset in the body at which nothing but the signature begins; None for none.
        name: The id that the page gives it; "" for none.
        outdents: It says that it goes on from the remark before it, whatever its indentation.
        fresh: It is the first one below a heading within the section.
    """

    body: str
    level: int
    author: str | None = None
    posted: datetime | None = None
    signed_at: int | None = None
    name: str = ""
    outdents: bool = False
    fresh: bool = False


@dataclass(slots=True)
class Section:
    """A heading of the first or second level and what stands below it.

    Attributes:
        title: The heading; "" before the first one.
        anchor: What links name it by; "" for none.
        remarks: In the order of the page.
        notes: What was left out.
    """

    title: str = ""
    anchor: str = ""
    remarks: list[Remark] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def answered(remarks: Sequence[Remark]) -> list[int | None]:
    """Says which remark each remark of a section answers, as MediaWiki's reply tool has it.

    A remark answers the nearest one before it that is indented less. One that skips levels answers
    the one before it, which from then on covers the levels between. (DiscussionTools,
    CommentParser::groupThreads.)

    Args:
        remarks: In the order of the page.

    Returns:
        Per remark the number of the answered one; None: it answers the section as such.
    """
    parents: list[int | None] = []
    last: list[int | None] = [None]  # per level the remark that an answer to it goes to
    for number, remark in enumerate(remarks):
        level = max(1, remark.level)
        if remark.fresh:
            last = [None]
        while len(last) < level:
            last.append(last[-1])
        goes_on = remark.outdents and number > 0
        parents.append(_gone_on_from(remarks, number) if goes_on else last[level - 1])
        del last[level:]
        last.append(number)
    return parents


def _gone_on_from(remarks: Sequence[Remark], number: int) -> int:
    """Gives the nearest remark before one that takes up its thread, unless it is a later one."""
    posted = remarks[number].posted
    for before in range(number - 1, max(-1, number - 1 - _REACH), -1):
        other = remarks[before].posted
        if posted is None or other is None or other <= posted:
            return before
    return number - 1
