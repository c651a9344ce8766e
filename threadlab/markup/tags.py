"""HTML cut into tags and text, with places, in linear time whatever the input.

The standard library's html.parser is not used: before Python 3.13.6 it takes quadratic time on
unclosed constructs, and it gives places as lines and columns only.
"""

from collections.abc import Iterator
from typing import NamedTuple

_NAME_END = frozenset(" \t\r\n\f/>")
_RAW = ("script", "style", "textarea", "title", "xmp")


class Token(NamedTuple):
    """A piece of HTML.

    Attributes:
        start: Offset of its first character.
        end: Offset after its last character.
        name: The tag's name in lower case, "/" before it in an end tag; "" for text, "!" for a
            comment, a declaration or the inside of a script.
    """

    start: int
    end: int
    name: str


def tokens(source: str) -> Iterator[Token]:
    """Cuts HTML into tokens that tile it.

    Args:
        source: The HTML; anything at all is cut into something.

    Yields:
        The tokens in order.
    """
    finder = _Finder(source)
    place = text = 0
    while True:
        place = finder.find("<", place)
        if place < 0:
            break
        token = _tag_at(finder, place)
        if token is None:
            place += 1
            continue
        if place > text:
            yield Token(text, place, "")
        yield token
        place = text = token.end
        if token.name in _RAW:
            end = finder.find_folded(f"</{token.name}", place)
            if end > place:
                yield Token(place, end, "!" if token.name in ("script", "style") else "")
                place = text = end
    if text < len(source):
        yield Token(text, len(source), "")


def _tag_at(finder: "_Finder", place: int) -> Token | None:
    source = finder.source
    following = source[place + 1 : place + 2]
    if following in ("!", "?"):
        closing = "-->" if source.startswith("<!--", place) else ">"
        end = finder.find(closing, place + 2)
        return Token(place, end + len(closing), "!") if end >= 0 else None
    begin = place + 2 if following == "/" else place + 1
    if not ("a" <= source[begin : begin + 1].lower() <= "z"):
        return None
    end = _tag_end(finder, begin)
    if end < 0:
        return None
    stop = begin
    while stop < end and stop - begin < 40 and source[stop] not in _NAME_END:
        stop += 1
    return Token(place, end, source[place + 1 : begin] + source[begin:stop].lower())


def _tag_end(finder: "_Finder", place: int) -> int:
    """Finds the ">" that ends a tag, past those in quoted attributes; -1 where there is none."""
    while True:
        end = finder.find(">", place)
        if end < 0:
            return -1
        quote = _first_quote(finder, place, end)
        if quote < 0:
            return end + 1
        closing = finder.find(finder.source[quote], quote + 1)
        if closing < 0:  # a quote that nobody closes is taken for a letter
            return end + 1
        place = closing + 1


def _first_quote(finder: "_Finder", start: int, end: int) -> int:
    """Finds the first quotation mark that begins a value: one that follows "="."""
    place = finder.source.find("=", start, end)
    while place >= 0:
        value = place + 1
        while value < end and finder.source[value] in " \t\r\n":
            value += 1
        if finder.source[value : value + 1] in ('"', "'"):
            return value
        place = finder.source.find("=", value, end)
    return -1


class _Finder:
    """Finds strings, and remembers which do not occur any more: no search is done twice in vain."""

    def __init__(self, source: str) -> None:
        self.source = source
        self._folded: str | None = None
        self._next: dict[str, int] = {}

    def find(self, what: str, place: int) -> int:
        return self._find(self.source, what, place)

    def find_folded(self, what: str, place: int) -> int:
        if self._folded is None:
            lower = self.source.lower()  # may change the length: then case is kept
            self._folded = lower if len(lower) == len(self.source) else self.source
        return self._find(self._folded, what, place)

    def _find(self, where: str, what: str, place: int) -> int:
        known = self._next.get(what, 0)
        if known < 0 or known >= place > 0:
            return known
        found = where.find(what, place)
        self._next[what] = found
        return found
