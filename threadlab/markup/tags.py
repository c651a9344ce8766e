"""HTML cut into tags, with places, in linear time whatever the input.

The standard library's html.parser is not used: before Python 3.13.6 it takes quadratic time on
unclosed constructs, and it gives places as lines and columns only.
"""

import re
from collections.abc import Iterator

# A tag whose values hold neither "<" nor ">" is matched at once; whatever else begins like markup
# only gives its "<", and _Slow looks at it. No match runs past a "<" or ">" in it: hence a match
# that begins within a comment, a script or a longer tag also ends in there.
_TAG = re.compile(
    r"<(?:(/?[a-zA-Z][^\s/<>\"'=]{0,40}+)((?:[^<>\"']++|\"[^\"<>]*+\"|'[^'<>]*+')*+)>"
    r"|(?=[a-zA-Z/!?]))"
)
_NAME = re.compile(r"</?[a-zA-Z][^\s/<>\"'=]{0,40}+")
_VALUE_QUOTE = re.compile(r"=[ \t\r\n\f]*+([\"'])")
_HIDDEN = ("script", "style", "title", "iframe", "noembed", "noframes")
_RAW = frozenset((*_HIDDEN, "textarea", "xmp"))
_RAW_ENDS = {name: re.compile(f"</{name}", re.IGNORECASE) for name in _RAW}
_LONGEST_ATTRIBUTES = 4000
"""Characters of a tag that are looked at for attributes."""


Token = tuple[int, int, str, str]
"""A piece of HTML that is no text: where it starts, where it ends, its name, its attributes.

The name is in lower case, with "/" before it in an end tag, and "!" for a comment, a declaration or
the inside of a script; the attributes are as they are written. A bare tuple: a body has many.
"""


def tokens(source: str) -> Iterator[Token]:
    """Finds the tags of HTML; what lies between them is text.

    Args:
        source: The HTML; anything at all is cut into something.

    Yields:
        The tokens in order.
    """
    slow: _Slow | None = None
    place = 0
    for found in _TAG.finditer(source):
        start, end = found.span()
        if start < place:
            continue
        name, attributes = found.groups()
        if name is None:
            slow = slow or _Slow(source)
            token = slow.token(start)
            if token is None:
                continue
            _, end, name, attributes = token
        name = name.lower()
        if len(attributes) > _LONGEST_ATTRIBUTES:
            attributes = attributes[:_LONGEST_ATTRIBUTES]
        yield start, end, name, attributes
        place = end
        if name in _RAW:
            slow = slow or _Slow(source)
            stop = slow.raw_end(name, place)
            if stop > place and name in _HIDDEN:
                yield place, stop, "!", ""
            place = max(place, stop)


class _Slow:
    """Finds where a tag or comment ends that is not plain; remembers what was sought in vain."""

    def __init__(self, source: str) -> None:
        self.source = source
        self._last = source.rfind(">")
        self._vain: set[str] = set()

    def token(self, place: int) -> Token | None:
        """Reads the comment, declaration or tag at a "<"; None: it is text."""
        source = self.source
        if source[place + 1] in "!?":
            end = self._declaration_end(place)
            return (place, end, "!", "") if end else None
        named = _NAME.match(source, place)
        if named is None:
            return None
        end = self._tag_end(named.end())
        if not end:
            return None
        stop = min(end - 1, named.end() + _LONGEST_ATTRIBUTES)
        return place, end, named[0][1:], source[named.end() : stop]

    def raw_end(self, name: str, place: int) -> int:
        """Gives the place of the end tag of a script or the like; -1 where there is none."""
        if name in self._vain:
            return -1
        end = _RAW_ENDS[name].search(self.source, place)
        if end is None:
            self._vain.add(name)
            return -1
        return end.start()

    def _declaration_end(self, place: int) -> int:
        if not self.source.startswith("<!--", place):
            return self._first_end(place)
        end = -1 if "-->" in self._vain else self.source.find("-->", place + 2)
        if end < 0:
            self._vain.add("-->")
            return 0
        return end + 3

    def _first_end(self, place: int) -> int:
        return self.source.find(">", place) + 1 if place < self._last else 0

    def _tag_end(self, place: int) -> int:
        """Finds the end of a tag past each ">" in a quoted value; 0: it has none.

        Where the quotation marks do not come out even, the first ">" ends this tag and each one
        after it: the search for a better end is not done twice in vain.
        """
        if "tag" not in self._vain:
            end = self._careful_end(place)
            if end:
                return end
            self._vain.add("tag")
        return self._first_end(place)

    def _careful_end(self, place: int) -> int:
        source = self.source
        end = -1
        while True:
            if end < place:
                end = source.find(">", place)
            if end < 0:
                return 0
            quote = _VALUE_QUOTE.search(source, place, end)
            if quote is None:
                return end + 1
            closing = source.find(quote[1], quote.end())
            if closing < 0:  # a quote that nobody closes is taken for a letter
                return end + 1
            place = closing + 1
