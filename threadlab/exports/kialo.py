"""A thread in the text form in which Kialo exports a discussion: numbered pros and cons.

The form: "Discussion Title: …", then a claim a line, "1." the thesis, "1.2." its second answer and
so on, each answer marked "Pro:" or "Con:". threadlab's reader "kialo" and arguebuf read it back.
"""

from collections.abc import Iterator

from threadlab.exports.placing import in_tree_order
from threadlab.exports.plain_text import one_line
from threadlab.thread import Reply, Thread, own_words, primary_replies

DEEPEST = 100
"""Levels below the thesis; numbers would otherwise take more room than all texts."""

EMPTY = "(no words of its own)"
_NO_TITLE = "Untitled"


def kialo(thread: Thread) -> bytes:
    """Gives a thread as Kialo's text.

    A comment whose stance leans to disagree is a con, any other a pro. Left out: authors, times,
    types, probabilities, quotes, further parents; line ends within a comment become blanks. The
    form knows no neutral answer and no answer without a stance: such a one goes to the side that
    is likelier of the two, and is a pro where none is. All that does not hang under the first
    comment (other openings, unknown parents) becomes a further thesis, "2." and on. What lies
    deeper than 100 levels moves up to that level.

    Args:
        thread: A thread, rebuilt and classified.

    Returns:
        The text in UTF-8.
    """
    return "".join(f"{line}\n" for line in _lines(thread)).encode()


def _lines(thread: Thread) -> Iterator[str]:
    yield f"Discussion Title: {one_line(thread.title or '') or _NO_TITLE}"
    yield ""
    replies = primary_replies(thread)
    numbers: list[int] = []
    for placed in in_tree_order(thread):
        level = min(placed.level, DEEPEST)
        # Below the deepest level, answers are counted on where they moved to.
        last = numbers[level] if level < len(numbers) else 0
        numbers[level:] = [last + 1]
        place = "".join(f"{number}." for number in numbers)
        said = one_line(own_words(placed.comment)) or EMPTY
        side = f" {_side(replies.get(placed.comment.id))}:" if placed.level else ""
        yield f"{place}{side} {said}"


def _side(reply: Reply | None) -> str:
    shares = {label.name: label.probability for label in reply.stance} if reply else {}
    return "Con" if shares.get("disagree", 0.0) > shares.get("agree", 0.0) else "Pro"
