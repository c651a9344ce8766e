"""Elements of a page found by the usual selectors of CSS, in time linear in what is looked through.

Known are names, #id, .class, [attribute], [attribute=value] with = ^= $= *= ~=, :not(…) of these,
":has(…)" of a selector, the blank and ">" between them, and "," for one or the other.
"""

import re
from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

from threadlab.readers.pages.tree import Node, Tree, within

_PART = re.compile(
    r"(?P<tag>[a-zA-Z][\w-]*|\*)|#(?P<id>[\w-]+)|\.(?P<cls>[\w-]+)"
    r"|\[(?P<attr>[\w:-]+)(?:(?P<op>[~^$*]?=)(?:\"(?P<v1>[^\"]*)\"|'(?P<v2>[^']*)'|(?P<v3>[^\]]*)))?\]"
    r"|:not\((?P<no>[^()]*)\)|:has\((?P<has>[^()]*)\)"
)
_SAME: dict[str, Callable[[str, str], bool]] = {
    "=": str.__eq__,
    "^=": str.startswith,
    "$=": str.endswith,
    "*=": str.__contains__,
    "~=": lambda value, word: word in value.split(),
}
_HIGHEST = 300


class _Test(NamedTuple):
    """An attribute that must be there; with an operator and a value: that must be so."""

    attribute: str
    operator: str = ""
    value: str = ""


class _Compound(NamedTuple):
    """What one element must be."""

    tag: str = ""
    id: str = ""
    classes: tuple[str, ...] = ()
    tests: tuple[_Test, ...] = ()
    none_of: tuple["_Compound", ...] = ()
    with_inside: tuple[str, ...] = ()
    child: bool = False


def select(node: Node, selector: str, last: int | None = None) -> list[Node]:
    """Finds the elements in an element that a selector names.

    What a selector names is found once for the whole page. So its outer parts may lie around the
    element, too, and many looks at small parts of a page take no longer than one at all of it.

    Args:
        node: Where to look; itself is not looked at.
        selector: What to look for.
        last: Number of the last element that is looked at; None: all in the element are.

    Returns:
        The elements, in the order of the page.

    Raises:
        ValueError: It is no selector of those that are known.
    """
    return list(_selected(node, selector, last))


def first(node: Node, selector: str, last: int | None = None) -> Node | None:
    """Finds the first element in an element that a selector names; None where there is none."""
    return next(_selected(node, selector, last), None)


def _selected(node: Node, selector: str, last: int | None) -> Iterator[Node]:
    tree = node.tree
    stop = tree.lasts[node.number] if last is None else min(last, tree.lasts[node.number])
    for number in within(_everywhere(tree, selector), node.number + 1, stop):
        yield Node(tree, number)


def _everywhere(tree: Tree, selector: str) -> Sequence[int]:
    """Finds what a selector names on a page; remembers it."""
    known = tree.selected.get(selector)
    if known is not None:
        return known
    found: set[int] = set()
    for chain in _compiled(selector):
        places = {0}
        for compound in chain:
            places = set(_matching(tree, compound, places))
            if not places:
                break
        found |= places
    tree.selected[selector] = array("q", sorted(found))
    return tree.selected[selector]


def is_a(node: Node, selector: str) -> bool:
    """Says whether an element is what a selector without blanks and ">" names."""
    return any(
        len(chain) == 1 and _fits(node, chain[0]) for chain in _compiled(selector) if node.number
    )


def closest(node: Node, selector: str) -> Node | None:
    """Finds the nearest element around an element that a selector of one part names.

    Some hundred elements around are looked at: pages of people are not deeper.
    """
    nearest = islice(node.ancestors, _HIGHEST)
    return next((around for around in nearest if is_a(around, selector)), None)


def _matching(tree: Tree, compound: _Compound, around: set[int]) -> Iterator[int]:
    for start, last in _merged(tree, around):
        for number in within(_candidates(tree, compound), start, last):
            if compound.child and tree.parents[number] not in around:
                continue
            if _fits(Node(tree, number), compound):
                yield number


def _merged(tree: Tree, around: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Gives the ranges of what lies in some elements, those in others left out."""
    covered = -1
    for number in sorted(around):
        if tree.lasts[number] > covered:
            yield number + 1, tree.lasts[number]
            covered = tree.lasts[number]


def _candidates(tree: Tree, compound: _Compound) -> Sequence[int]:
    if compound.id:
        return tree.with_id(compound.id)
    if compound.classes:
        return tree.with_class(compound.classes[0])
    if compound.tests:
        return tree.with_attribute(*compound.tests[0])
    if compound.tag:
        return tree.with_tag(compound.tag)
    return range(len(tree.names))


def _fits(node: Node, compound: _Compound) -> bool:
    if compound.tag and node.name != compound.tag:
        return False
    if compound.id and node.get("id") != compound.id:
        return False
    if compound.classes and not set(compound.classes) <= set(node.classes):
        return False
    if compound.tests and not all(_passes(node, test) for test in compound.tests):
        return False
    if any(_fits(node, other) for other in compound.none_of):
        return False
    return all(first(node, inside) is not None for inside in compound.with_inside)


def _passes(node: Node, test: _Test) -> bool:
    value = node.get(test.attribute, "\0")
    return value != "\0" and (not test.operator or _SAME[test.operator](value, test.value))


@lru_cache(maxsize=1024)
def _compiled(selector: str) -> tuple[tuple[_Compound, ...], ...]:
    return tuple(_chain(part.strip(), selector) for part in _split(selector, ","))


def _split(text: str, separator: str) -> list[str]:
    """Splits outside of brackets and parentheses."""
    parts, depth, start = [], 0, 0
    for place, letter in enumerate(text):
        depth += (letter in "[(") - (letter in "])")
        if letter == separator and not depth:
            parts.append(text[start:place])
            start = place + 1
    return [*parts, text[start:]]


def _chain(text: str, selector: str) -> tuple[_Compound, ...]:
    chain, child = [], False
    for word in filter(None, (w.strip() for w in _split(text.replace(">", " > "), " "))):
        if word == ">":
            child = True
            continue
        chain.append(_compound(word, selector)._replace(child=child))
        child = False
    if not chain or child:
        raise ValueError(f"no selector: {selector!r}")
    return tuple(chain)


def _compound(word: str, selector: str) -> _Compound:
    compound, place = _Compound(), 0
    while place < len(word):
        part = _PART.match(word, place)
        if part is None:
            raise ValueError(f"no selector: {selector!r}")
        place = part.end()
        if part["tag"]:
            compound = compound._replace(tag=part["tag"].strip("*"))
        elif part["id"]:
            compound = compound._replace(id=part["id"])
        elif part["cls"]:
            compound = compound._replace(classes=(*compound.classes, part["cls"]))
        elif part["attr"]:
            value = part["v1"] or part["v2"] or part["v3"] or ""
            test = _Test(part["attr"], part["op"] or "", value)
            compound = compound._replace(tests=(*compound.tests, test))
        elif part["no"]:
            none_of = tuple(_compound(w.strip(), selector) for w in _split(part["no"], ","))
            compound = compound._replace(none_of=(*compound.none_of, *none_of))
        else:
            compound = compound._replace(with_inside=(*compound.with_inside, part["has"] or "*"))
    return compound
