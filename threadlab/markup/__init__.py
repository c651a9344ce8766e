"""A body cut into voices: own words, quotes by depth, and who is quoted.

Every markup is a page that turns a body into lines with depth and place; one algorithm groups them
to passages. Whom a line addresses ("@ann", ">>12345") is found in the own lines of every markup. A
further markup is a further page and a further line in MARKUPS.
"""

from collections.abc import Callable, Iterator

from threadlab.errors import UnknownName
from threadlab.markup.addresses import split_addresses
from threadlab.markup.bbcode import bbcode_lines
from threadlab.markup.hypertext import html_lines
from threadlab.markup.lines import Line, group
from threadlab.markup.quoted import email_lines, markdown_lines, plain_lines
from threadlab.thread import Passage

__all__ = ["MARKUPS", "passages"]

MARKUPS: dict[str, Callable[[str], list[Line]]] = {
    "plain": plain_lines,
    "email": email_lines,
    "markdown": markdown_lines,
    "html": html_lines,
    "bbcode": bbcode_lines,
}
"""How the lines of a body are found, by format."""
_MANY = 10_000  # lines of a body; ordinary ones have dozens


def passages(body: str, format: str = "plain") -> tuple[Passage, ...]:
    """Cuts a body into passages of one voice each.

    Args:
        body: The text of a comment, markup included.
        format: One of MARKUPS: "plain", "email", "markdown", "html" or "bbcode".

    Returns:
        The passages in order; their spans tile the body, so that no letter is lost. Their texts are
        the words without the markers. An address that begins an own line is a marker that tells
        who (said_by) or which comment (said_in) is named. An empty body has none.

    Raises:
        UnknownName: There is no such format.
    """
    if format not in MARKUPS:
        raise UnknownName("format", format, MARKUPS)
    lines = split_addresses(body, MARKUPS[format](body))
    if len(lines) < _MANY:
        return group(lines)
    rest = list(reversed(lines))
    del lines
    return group(_released(rest))


def _released(rest: list[Line]) -> Iterator[Line]:
    """Gives lines, last one first, and forgets them: very many are not kept beside passages."""
    while rest:
        yield rest.pop()
