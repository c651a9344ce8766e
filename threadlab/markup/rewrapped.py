"""Quoted lines that a mailer broke: their last words stand unmarked on the next line."""

from threadlab.markup.languages import listed
from threadlab.markup.marks import Rows

_SHORTEST_BROKEN = 60  # characters, marks included, of a line that may have been broken
_WIDEST = 100
_LONGEST_TAIL = 24
_ENDS = (".", "?", "!", ":", ";", "…", ")", '"', "”")

ANSWERS: frozenset[str] = listed(
    """
    yes yep yeah yup no nope nah ok okay right true false wrong agreed sure maybe same huh what why
    who how indeed exactly correct not never always lol hmm well but and so good nice thanks me i
    we you ja nein doch oui non si sí nein na genau
    """
)
"""A short line that begins so is an answer between two quotes as likely as a broken tail."""


def mend_wraps(rows: Rows) -> None:
    """Counts the broken tail of a quoted line to the quote.

    The line above must be quoted and be as wide as the quoted lines of the body get, or its next
    word would have fitted; the tail must be short, go on in small letters, and a line with as many
    marks must follow.
    """
    depths, texts = rows.depths, rows.texts
    widest = 0
    for rise in rows.rises():
        k, depth = rise - 1, depths[rise]
        if k < 1 or depths[k] or depths[k - 1] != depth or rows.blank[k] or rows.blank[k - 1]:
            continue
        if not _is_tail(texts[k]) or texts[k - 1].rstrip().endswith(_ENDS):
            continue
        width = rows.starts[k] - rows.starts[k - 1] - 1
        widest = widest or _widest(rows)
        first = len(texts[k].split(" ", 1)[0])
        if _SHORTEST_BROKEN <= width <= _WIDEST and width + 1 + first > widest:
            rows.restate(k, depth, rows.starts[k])


def _is_tail(text: str) -> bool:
    if len(text) > _LONGEST_TAIL or not (text[0].islower() or text[0].isdigit()):
        return False
    return text.split()[0].strip(",.!?").casefold() not in ANSWERS


def _widest(rows: Rows) -> int:
    """Gives the width of the widest quoted line that is no wider than mailers write."""
    places = enumerate(rows.depths)
    widths = (rows.starts[k + 1] - rows.starts[k] - 1 for k, depth in places if depth)
    return max((width for width in widths if width <= _WIDEST), default=0)
