"""A page of HTML as a tree of elements that point into its text; linear whatever the page.

The elements are places in the text, kept in arrays: the inside of one is a slice of the page as the
platform wrote it, never written anew. Neither of the known C parsers does on hostile pages: libxml2
drops what lies deeper than 2,048 elements, and Lexbor needs minutes for 200,000 nested ones.

End tags that are missing or stand in the wrong place are read as the HTML standard says (§13.2.6),
with two exceptions: what stands in a table outside its cells stays where it was written, and an end
tag of an inline element closes none that it does not lie in.
"""

import re
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from html import unescape
from sys import intern

from threadlab.markup.tags import tokens
from threadlab.readers.pages.nesting import NO_INSIDE, Nesting

_ATTRIBUTE = re.compile(
    r"([^\s\"'<>/=]++)(?:\s*+=\s*+(?:\"([^\"]*+)\"|'([^']*+)'|([^\s>\"'][^\s>]*+)))?+"
)
_INDEXED = 4000  # characters of a tag in which its id and classes are looked for
_SPACE = re.compile(r"\s+")

_INLINE_NAMES = """
    a abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd mark q s samp small
    span strike strong sub sup time tt u var wbr
"""
_INLINE = frozenset(_INLINE_NAMES.split())


class Tree:
    """A page, parsed.

    Args:
        source: The HTML; anything at all gives a tree.
    """

    def __init__(self, source: str) -> None:
        self.source = source
        self.names = ["#page"]
        self.starts = array("q", [0])
        self.insides = array("q", [0])
        self.inside_ends = array("q", [len(source)])
        self.ends = array("q", [len(source)])
        self.parents = array("q", [-1])
        self.lasts = array("q", [0])
        self._tags: dict[str, array[int]] = {}
        self._ids: dict[str, array[int]] = {}
        self._class_values: dict[str, array[int]] = {}
        self._classes: dict[str, Sequence[int]] = {}
        self._named: dict[str, Sequence[int]] = {}
        self.selected: dict[str, Sequence[int]] = {}
        self._build()

    @property
    def root(self) -> "Node":
        """The element that holds all others."""
        return Node(self, 0)

    def with_tag(self, name: str) -> Sequence[int]:
        """Gives the numbers of the elements of a name, ascending."""
        return self._tags.get(name, ())

    def with_id(self, value: str) -> Sequence[int]:
        """Gives the numbers of the elements of an id, ascending."""
        return self._ids.get(value, ())

    def with_class(self, name: str) -> Sequence[int]:
        """Gives the numbers of the elements of a class, ascending."""
        found = self._classes.get(name)
        if found is None:
            lists = [v for text, v in self._class_values.items() if name in text.split()]
            found = sorted(k for values in lists for k in values)
            self._classes[name] = found
        return found

    def with_attribute(self, name: str, operator: str = "", value: str = "") -> Sequence[int]:
        """Gives the numbers of the elements that may have an attribute of a value, ascending.

        Those of classes and ids are found by the values there are; of others, by their names.
        """
        key = f"{name}{operator}{value}" if operator and name in ("class", "id") else name
        found = self._named.get(key)
        if found is None:
            found = self._named[key] = self._with_attribute(name, operator, value)
        return found

    def _with_attribute(self, name: str, operator: str, value: str) -> Sequence[int]:
        if operator and name in ("class", "id"):
            indexed = self._class_values if name == "class" else self._ids
            lists = [numbers for text, numbers in indexed.items() if value in text]
            return sorted(k for numbers in lists for k in numbers)
        written = re.finditer(re.escape(name), self.source, re.IGNORECASE)
        places = ((bisect_right(self.starts, m.start()) - 1, m.start()) for m in written)
        return list(dict.fromkeys(k for k, at in places if k and at < self.insides[k]))

    def _build(self) -> None:
        nesting = Nesting(self._end)
        for token in tokens(self.source):
            start, end, name = token[:3]
            if name in ("", "!"):
                continue
            if name[0] == "/":
                nesting.close(name[1:], start, end)
                continue
            nesting.make_room(name, start)
            number = self._add(intern(name), start, end, nesting.top)
            inside = start + 1 + len(name)
            if end - inside > 4:
                self._index(number, self.source[inside : min(end - 1, inside + _INDEXED)])
            if name not in NO_INSIDE:
                nesting.open(number, name)
        nesting.close_all(len(self.source))

    def _add(self, name: str, start: int, end: int, parent: int) -> int:
        number = len(self.names)
        self.names.append(name)
        self.starts.append(start)
        self.insides.append(end)
        self.inside_ends.append(end)
        self.ends.append(end)
        self.parents.append(parent)
        self.lasts.append(number)
        self._tags.setdefault(name, array("q")).append(number)
        return number

    def _end(self, number: int, inside_end: int, end: int) -> None:
        self.inside_ends[number] = inside_end
        self.ends[number] = end
        self.lasts[number] = len(self.names) - 1

    def _index(self, number: int, attributes: str) -> None:
        written = attributes.lower()
        if "class" not in written and "id" not in written:
            return
        found = parsed_attributes(attributes)
        if found.get("id"):
            self._ids.setdefault(found["id"], array("q")).append(number)
        if found.get("class"):
            self._class_values.setdefault(found["class"], array("q")).append(number)


class Node:
    """An element of a tree: its name, its attributes, its place and what lies in it."""

    __slots__ = ("number", "tree")

    def __init__(self, tree: Tree, number: int) -> None:
        self.tree = tree
        self.number = number

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Node) and (self.tree, self.number) == (other.tree, other.number)

    def __hash__(self) -> int:
        return hash(self.number)

    def __repr__(self) -> str:
        tag = self.tree.source[self.start : min(self.tree.insides[self.number], self.start + 60)]
        return f"Node({self.number}, {tag!r})"

    @property
    def name(self) -> str:
        """The name of its tag in small letters."""
        return self.tree.names[self.number]

    @property
    def start(self) -> int:
        """Offset of its start tag."""
        return self.tree.starts[self.number]

    @property
    def end(self) -> int:
        """Offset after its end tag."""
        return self.tree.ends[self.number]

    @property
    def html(self) -> str:
        """What lies in it, as it is written."""
        return self.tree.source[self.tree.insides[self.number] : self.tree.inside_ends[self.number]]

    @property
    def text(self) -> str:
        """The words in it, in one line."""
        return words_of(self.html)

    def words(self, end: int, most: int = 2000) -> str:
        """Gives the words in it in one line, up to a place and so many characters of HTML."""
        inside = self.tree.insides[self.number]
        stop = min(self.tree.inside_ends[self.number], end, inside + most)
        return words_of(self.tree.source[inside:stop])

    @property
    def attributes(self) -> dict[str, str]:
        """Its attributes, names in small letters, entities decoded; the first of a name holds."""
        start = self.start + 1 + len(self.name)
        stop = self.tree.insides[self.number] - 1
        return parsed_attributes(self.tree.source[start:stop]) if self.number else {}

    def get(self, name: str, default: str = "") -> str:
        """Gives the value of an attribute."""
        if self.tree.source.find(name, self.start, self.tree.insides[self.number]) < 0:
            if not name.islower() or not self.number:
                return default
            if name not in self.tree.source[self.start : self.tree.insides[self.number]].lower():
                return default
        return self.attributes.get(name, default)

    @property
    def classes(self) -> tuple[str, ...]:
        """Its classes."""
        return tuple(self.get("class").split())

    @property
    def parent(self) -> "Node | None":
        """The element it lies in; None for the root."""
        number = self.tree.parents[self.number]
        return Node(self.tree, number) if number >= 0 else None

    @property
    def children(self) -> Iterator["Node"]:
        """The elements that lie directly in it."""
        number = self.number + 1
        while number <= self.tree.lasts[self.number]:
            yield Node(self.tree, number)
            number = self.tree.lasts[number] + 1

    @property
    def ancestors(self) -> Iterator["Node"]:
        """The elements it lies in, the nearest first, the root left out."""
        number = self.tree.parents[self.number]
        while number > 0:
            yield Node(self.tree, number)
            number = self.tree.parents[number]

    def holds(self, other: "Node") -> bool:
        """Says whether another element lies in it."""
        return self.number < other.number <= self.tree.lasts[self.number]

    def html_without(self, others: Sequence["Node"], end: int | None = None) -> str:
        """Gives what lies in it, as it is written, without some of the elements in it.

        Args:
            others: What is left out.
            end: Offset in the page where it is cut off; None: nowhere.
        """
        source, place = self.tree.source, self.tree.insides[self.number]
        stop = self.tree.inside_ends[self.number]
        stop = stop if end is None else max(place, min(stop, end))
        kept = []
        for node in sorted(others, key=lambda node: node.number):
            if self.holds(node) and place <= node.start < stop:
                kept.append(source[place : node.start])
                place = min(node.end, stop)
        kept.append(source[place:stop])
        return "".join(kept)


def within(numbers: Sequence[int], first: int, last: int) -> Iterator[int]:
    """Gives, one by one, those of ascending numbers that lie from a first to a last one."""
    for place in range(bisect_left(numbers, first), len(numbers)):
        if numbers[place] > last:
            return
        yield numbers[place]


def parsed_attributes(written: str) -> dict[str, str]:
    """Reads the attributes of a tag.

    Args:
        written: What stands between the tag's name and its end.

    Returns:
        The values by name, names in small letters, entities decoded; "" for one without value.
    """
    found: dict[str, str] = {}
    for match in _ATTRIBUTE.finditer(written):
        value = match[2] or match[3] or match[4] or ""
        found.setdefault(match[1].lower(), unescape(value) if "&" in value else value)
    return found


def words_of(html: str) -> str:
    """Gives the words of HTML in one line, without scripts and comments."""
    place, parts = 0, []
    for token in tokens(html):
        start, end, name = token[:3]
        if not name:
            continue
        if start > place:
            parts.append(html[place:start])
        if name.lstrip("/") not in _INLINE:
            parts.append(" ")
        place = end
    parts.append(html[place:])
    text = "".join(parts)
    return _SPACE.sub(" ", unescape(text) if "&" in text else text).strip()
