"""A thread in the text form in which Kialo exports a discussion: numbered pros and cons.

The form: "Discussion Title: …", then a claim a line, "1." the thesis, "1.2." its second answer and
so on, each answer with "Pro:" or "Con:". threadlab's reader "kialo" and arguebuf read it back.
"""

import re
from collections.abc import Iterator

from threadlab.exports.placing import in_tree_order
from threadlab.exports.plain_text import one_line
from threadlab.thread import Reply, Thread, own_words, primary_replies

DEEPEST = 100
"""Levels below the thesis; numbers would otherwise take more room than all texts."""

EMPTY = "(no words of its own)"
_SIGN = re.compile(r"(?:Pro|Con):|-> See|\\")
_NO_TITLE = "Untitled"


def kialo(thread: Thread) -> bytes:
    """Gives a thread as Kialo's text.

    The first comment is the thesis. An answer that most likely agrees is a pro, one that
    disagrees a con. Any other (a neutral one, one without a stance, a comment that opens a thread
    of its own or answers an unknown one) is a claim without a side; what has no known parent
    stands below the thesis. Left out: authors, times, types, probabilities, quotes, further
    parents; line ends within a comment become blanks; what lies deeper than 100 levels moves up
    to that level. A backslash parts words that would be read as a sign of the form.

    Args:
        thread: A thread.

    Returns:
        The text in UTF-8.
    """
    return "".join(f"{line}\n" for line in _lines(thread)).encode()


def _lines(thread: Thread) -> Iterator[str]:
    title = one_line(thread.title or "") or _NO_TITLE
    yield f"Discussion Title: {title}"
    yield ""
    if not thread.comments:
        yield f"1. {title}"
    replies = primary_replies(thread)
    numbers: list[int] = []
    shift = 0
    for placed in in_tree_order(thread):
        if numbers and placed.level == 0:
            shift = 1  # from here on all that does not hang under the thesis
        level = min(placed.level + shift, DEEPEST)
        # Below the deepest level, answers are counted on where they moved to.
        last = numbers[level] if level < len(numbers) else 0
        numbers[level:] = [last + 1]
        place = "".join(f"{number}." for number in numbers)
        said = one_line(own_words(placed.comment)) or EMPTY
        if _SIGN.match(said):
            said = f"\\{said}"
        yield f"{place}{_side(replies.get(placed.comment.id), level)} {said}"


def _side(reply: Reply | None, level: int) -> str:
    if reply is None or reply.parent is None or not reply.stance or not level:
        return ""
    return {"agree": " Pro:", "disagree": " Con:"}.get(reply.stance[0].name, "")
