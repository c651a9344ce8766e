"""Finds the comments of a page, what belongs to which of them, and which lies in which."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from threadlab.readers.articles.shapes import ASIDE, Shape
from threadlab.readers.pages.selecting import select
from threadlab.readers.pages.tree import Node

_SETS_OFF = (
    "children",
    "indented",
    "replies",
    "reply-list",
    "nested",
    "sub-comments",
    "subcomments",
    "comment-replies",
    "child-comments",
    "thread-children",
    "comment-children",
    "responses",
)


@dataclass(slots=True)
class Unit:
    """A comment on a page.

    Attributes:
        node: Its element.
        around: The number of the comment that it lies in; None for none.
        inside: The elements of the comments that lie directly in it.
        last: The number of the last element that belongs to it.
    """

    node: Node
    last: int
    around: int | None = None
    inside: list[Node] = field(default_factory=list)


def units(root: Node, shape: Shape) -> list[Unit]:
    """Finds the elements of a page that hold one comment each.

    Args:
        root: The page.
        shape: How it marks them.

    Returns:
        The comments in the order of the page.
    """
    nodes = select(root, shape.comment)
    if not nodes:
        return []
    aside = [node for node in select(root, ASIDE) if node.name not in ("html", "body", "main")]
    elsewhere = [(node.number, _last(node)) for node in aside]
    found = [Unit(node, _last(node)) for node, owner in owned(nodes, elsewhere) if owner is None]
    if shape.trails:
        _reach_on(found)
    for number, around in enumerate(_around(found)):
        found[number].around = around
        if around is not None:
            found[around].inside.append(found[number].node)
    return found


def _last(node: Node) -> int:
    return node.tree.lasts[node.number]


def _reach_on(found: Sequence[Unit]) -> None:
    """Lets each comment reach up to the next one or to the end of their list."""
    for number, unit in enumerate(found):
        parent = unit.node.parent
        end = _last(parent) if parent is not None else unit.last
        if number + 1 < len(found):
            end = min(end, found[number + 1].node.number - 1)
        unit.last = max(unit.last, end)


def ranges(found: Sequence[Unit]) -> list[tuple[int, int]]:
    """Gives the numbers of the first and the last element of each comment."""
    return [(unit.node.number, unit.last) for unit in found]


def owned(
    nodes: Iterable[Node], owners: Sequence[tuple[int, int]]
) -> Iterator[tuple[Node, int | None]]:
    """Says in which element elements lie.

    Args:
        nodes: In the order of the page.
        owners: Numbers of their first and their last element, in the order of the page.

    Yields:
        Each element and the number of the innermost owner that it lies in or is; None for none.
    """
    open_ones: list[int] = []
    coming = 0
    for node in nodes:
        while coming < len(owners) and owners[coming][0] <= node.number:
            _close(open_ones, owners, owners[coming][0])
            open_ones.append(coming)
            coming += 1
        _close(open_ones, owners, node.number)
        yield node, open_ones[-1] if open_ones else None


def _close(open_ones: list[int], owners: Sequence[tuple[int, int]], number: int) -> None:
    while open_ones and owners[open_ones[-1]][1] < number:
        open_ones.pop()


def _around(units_found: Sequence[Unit]) -> list[int | None]:
    found: list[int | None] = []
    open_ones: list[int] = []
    owners = ranges(units_found)
    for number, (start, _) in enumerate(owners):
        _close(open_ones, owners, start)
        found.append(open_ones[-1] if open_ones else None)
        open_ones.append(number)
    return found


def best_parts(
    root: Node,
    found: Sequence[Unit],
    selectors: Sequence[str],
    accepts: Callable[[int, Node], bool] | None = None,
) -> list[list[Node]]:
    """Finds for each comment the elements in it that selectors name.

    Args:
        root: The page.
        found: The comments.
        selectors: The surest first.
        accepts: Says whether an element counts for the comment of a number; None: each does.

    Returns:
        Per comment the elements that the first selector finds that finds any there.
    """
    nodes = [unit.node for unit in found]
    owners = ranges(found)
    parts: list[list[Node]] = [[] for _ in found]
    missing = set(range(len(found)))
    for selector in selectors:
        if not missing:
            break
        hits: dict[int, list[Node]] = {}
        for node, owner in owned(select(root, selector), owners):
            if owner is None or owner not in missing or node == nodes[owner]:
                continue
            if accepts is None or accepts(owner, node):
                hits.setdefault(owner, []).append(node)
        for owner, those in hits.items():
            parts[owner] = those
        missing -= hits.keys()
    return parts


def set_off(found: Sequence[Unit]) -> list[int | None]:
    """Finds the comments that lie in a list of answers right behind the comment they answer.

    Args:
        found: The comments of a page, in order.

    Returns:
        Per comment the number of the answered one; None where no such list is around it.
    """
    parents: list[int | None] = []
    lists: dict[int, int | None] = {}  # per element around comments: whom it answers
    for number, unit in enumerate(found):
        parent = unit.around
        if parent is None:
            parent = _list_owner(unit.node, found, number, lists)
        parents.append(parent)
    return parents


def _list_owner(
    node: Node, found: Sequence[Unit], number: int, lists: dict[int, int | None]
) -> int | None:
    """Finds the nearest element around a comment that is a list of answers, and whom it answers."""
    passed = []
    owner: int | None = None
    for around in node.ancestors:
        if around.number in lists:
            owner = lists[around.number]
            break
        passed.append(around.number)
        if around.name in ("body", "main"):
            break
        if not any(name in _SETS_OFF for name in around.classes):
            continue
        before = number - 1
        if before >= 0 and found[before].node.number < around.number:
            owner = before
            break
    for name in passed:
        lists[name] = owner
    return owner
