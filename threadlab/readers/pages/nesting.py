"""Which elements of HTML are open while a page is read, and which end tags nobody wrote.

Every question ("is a cell open nearer than a table?") is answered by the depths at which elements
of a name are open, never by a walk over what is open: deep pages cost no more than flat ones.
"""

from collections.abc import Callable

_VOID_NAMES = """
    area base basefont bgsound br col embed frame hr img input keygen link meta param source
    track wbr
"""
NO_INSIDE = frozenset(_VOID_NAMES.split())
"""Elements that have no end tag."""
_PARAGRAPH_ENDS = """
    address article aside blockquote center details dialog dir div dl dd dt fieldset figcaption
    figure footer form h1 h2 h3 h4 h5 h6 header hr li main menu nav ol p pre section summary
    table ul
"""
_ENDS_PARAGRAPH = frozenset(_PARAGRAPH_ENDS.split())
_INLINE_NAMES = """
    a abbr acronym b bdi bdo big cite code data del dfn em font form i ins kbd label mark nobr q
    s samp small span strike strong sub sup time tt u var
"""
_INLINE = frozenset(_INLINE_NAMES.split())
"""Elements whose end tag closes nothing else; all others are blocks here."""
_CELLS = ("td", "th", "caption", "table", "template", "object")
_TABLES = ("table", "template")
_LISTS = ("ul", "ol", "menu", "dl", "blockquote", "section", "article", *_CELLS)
_SELECTS = ("select", "datalist", *_CELLS)
_MAKES_ROOM: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "li": (("li",), _LISTS),
    "dt": (("dt", "dd"), _LISTS),
    "dd": (("dt", "dd"), _LISTS),
    "td": (("td", "th"), ("tr", *_TABLES)),
    "th": (("td", "th"), ("tr", *_TABLES)),
    "tr": (("tr", "caption"), _TABLES),
    "tbody": (("tbody", "thead", "tfoot", "caption"), _TABLES),
    "thead": (("tbody", "thead", "tfoot", "caption"), _TABLES),
    "tfoot": (("tbody", "thead", "tfoot", "caption"), _TABLES),
    "option": (("option",), ("optgroup", *_SELECTS)),
    "optgroup": (("optgroup", "option"), _SELECTS),
}
"""Per start tag: which open elements it ends, unless one of the others lies between."""
_BARRIERS: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("td", "th", "tr", "tbody", "thead", "tfoot", "caption", "table"), _TABLES),
    "li": ("ul", "ol", *_CELLS),
    "template": (),
}
"""Per end tag: the elements that it does not reach out of."""
_STAYS_OPEN = frozenset(("html", "body"))
"""What follows the end of a page belongs to the page."""


class Nesting:
    """The elements that are open.

    Args:
        ended: Is told each element that ends: its number, the offset where its inside ends, and
            the offset where it ends.
    """

    def __init__(self, ended: Callable[[int, int, int], None]) -> None:
        self._ended = ended
        self._open: list[tuple[int, str]] = [(0, "#page")]
        self._depths: dict[str, list[int]] = {}
        self._blocks = [0]

    @property
    def top(self) -> int:
        """The number of the innermost element that is open."""
        return self._open[-1][0]

    def open(self, number: int, name: str) -> None:
        """Opens an element."""
        depth = len(self._open)
        self._open.append((number, name))
        self._depths.setdefault(name, []).append(depth)
        if name not in _INLINE:
            self._blocks.append(depth)

    def make_room(self, name: str, place: int) -> None:
        """Ends the elements that cannot hold the one that starts at a place."""
        if name in _ENDS_PARAGRAPH:
            depth = self._depth("p")
            if depth and depth > self._nearest(_CELLS):
                self._close_to(depth, place, place)
        if name not in _MAKES_ROOM:
            return
        ends, barriers = _MAKES_ROOM[name]
        barrier = self._nearest(barriers)
        depths = [depth for depth in map(self._depth, ends) if depth > barrier]
        if depths:
            self._close_to(min(depths), place, place)

    def close(self, name: str, start: int, end: int) -> None:
        """Takes an end tag; one that fits nothing is passed over."""
        depth = self._depth(name)
        if not depth or name in _STAYS_OPEN:
            return
        if depth != len(self._open) - 1:
            if name in _INLINE and depth < self._blocks[-1]:
                return
            if name not in _INLINE and depth < self._nearest(_BARRIERS.get(name, _CELLS)):
                return
        self._close_to(depth, start, end)

    def close_all(self, place: int) -> None:
        """Ends the page."""
        self._close_to(0, place, place)

    def _close_to(self, depth: int, start: int, end: int) -> None:
        while len(self._open) > depth + 1:
            self._close_top(start, start)
        self._close_top(start, end)

    def _close_top(self, start: int, end: int) -> None:
        number, name = self._open.pop()
        if number == 0:
            self._ended(0, end, end)
            return
        self._depths[name].pop()
        if name not in _INLINE:
            self._blocks.pop()
        self._ended(number, start, end)

    def _depth(self, name: str) -> int:
        """Gives the depth of the innermost open element of a name; 0: none is open."""
        depths = self._depths.get(name)
        return depths[-1] if depths else 0

    def _nearest(self, names: tuple[str, ...]) -> int:
        return max(map(self._depth, names), default=0)
