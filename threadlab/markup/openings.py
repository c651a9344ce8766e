"""Which elements of HTML are open: what an end tag closes, in constant time for each tag.

The rules are those of HTML's tree construction (HTML Living Standard, 13.2.6), as far as they
bear on where a quote ends.
"""

_BLOCK_NAMES = """
    address article aside blockquote body center dd details dialog dir div dl dt fieldset figcaption
    figure footer form h1 h2 h3 h4 h5 h6 header html li main menu nav ol p pre section summary
    table tbody td tfoot th thead tr ul
"""
_INLINE = frozenset(("span", "cite"))
HELD = frozenset(_BLOCK_NAMES.split()) | _INLINE
"""The elements that are kept track of."""

_TABLE = frozenset(("table", "tbody", "td", "tfoot", "th", "thead", "tr"))
_CELLS = ("td", "th")
_NO_LINE = frozenset(("p",))
_CLOSED_BY: dict[str, frozenset[str]] = {
    "li": frozenset(("li", "p")),
    "dd": frozenset(("dd", "dt", "p")),
    "dt": frozenset(("dd", "dt", "p")),
    "td": frozenset(("td", "th", "p")),
    "th": frozenset(("td", "th", "p")),
    "tr": frozenset(("td", "th", "tr", "p")),
    "span": frozenset(),
    "cite": frozenset(),
}
"""Elements that the start of another closes where they are the innermost; others: a paragraph."""
_CLOSABLE = frozenset(("p",)).union(*_CLOSED_BY.values())


class Openings:
    """The open elements, innermost last."""

    __slots__ = ("_places", "_stack")

    def __init__(self) -> None:
        self._stack: list[str] = []
        self._places: dict[str, list[int]] = {}  # of each name, where it stands in the stack

    def open(self, name: str) -> int:
        """Opens an element, and closes those before that its start tag closes by itself.

        Args:
            name: One of HELD.

        Returns:
            How many elements are open around it.
        """
        stack, places = self._stack, self._places
        if stack and stack[-1] in _CLOSABLE:
            closed = _CLOSED_BY.get(name, _NO_LINE)
            while stack and stack[-1] in closed:
                places[stack.pop()].pop()
        level = len(stack)
        stack.append(name)
        known = places.get(name)
        if known is None:
            places[name] = [level]
        else:
            known.append(level)
        return level

    def close(self, name: str) -> int:
        """Closes the innermost element of a name and all in it, if the end tag reaches it.

        Args:
            name: One of HELD.

        Returns:
            How many elements are open then.
        """
        stack = self._stack
        if stack and stack[-1] == name:
            self._places[stack.pop()].pop()
            return len(stack)
        places = self._places.get(name)
        if not places or name in _INLINE or places[-1] < self._barrier(name):
            return len(stack)
        target = places[-1]
        while len(stack) > target:
            self._places[stack.pop()].pop()
        return target

    def _barrier(self, name: str) -> int:
        """Gives the place below which an end tag closes nothing: the cell or table it lies in."""
        if name == "table":
            return -1
        names = ("table",) if name in _TABLE else _CELLS
        return max((self._places[n][-1] for n in names if self._places.get(n)), default=-1)
