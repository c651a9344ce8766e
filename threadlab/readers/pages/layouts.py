"""Where a platform of an era keeps what, as data; and the posts of a page found by it.

The reach of a post is what lies between its beginning and that of the next one. So a page whose
elements nobody closed, and comments that stand within each other, are read as all others are.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import NamedTuple

from threadlab.readers.api.records import Post, Remark
from threadlab.readers.pages.document import Document
from threadlab.readers.pages.moments import is_day_first, moment_in, page_zone
from threadlab.readers.pages.selecting import first, select
from threadlab.readers.pages.tree import Node
from threadlab.readers.pages.trimmings import FURNITURE

_NUMBER = r"(\d{1,20})\D{0,40}$"
_RULE = "_" * 10
_MOST_NODES = 4  # of a place that are looked at for words: the first may hold a picture
_HIGHEST = 12  # elements around a post in which its author is looked for


@dataclass(frozen=True, slots=True)
class Layout:
    """Where a platform of an era keeps what.

    A place is a selector, with "@" and the name of an attribute behind it where the value stands
    there: "time@datetime", "a.author", "@id" (of the post itself). Of several, the first one that
    says something holds.

    Attributes:
        era: Which templates these are, for developers.
        post: Selector of the posts.
        body: Selectors of a post's words, in the post; the first one that is there holds.
        id: Places of a post's id.
        author: Places of its author's name.
        date: Places of its date.
        until: For posts that are cells of a table: what the element must hold that is the post.
        number: What of an id's place is the id; its first group.
        nested: Posts stand within those they answer.
        ruled: What is a signature where it begins with a rule of underscores.
        furniture: What is no word of the writer, besides what is the same on all platforms: a
            selector and what it is called.
    """

    era: str
    post: str
    body: tuple[str, ...]
    id: tuple[str, ...]
    author: tuple[str, ...]
    date: tuple[str, ...]
    until: str = ""
    number: str = _NUMBER
    nested: bool = False
    ruled: str = ""
    furniture: tuple[tuple[str, str], ...] = ()


class Spot(NamedTuple):
    """A post on a page, and how far it reaches.

    Attributes:
        node: Its element.
        last: Number of the last element that belongs to it.
        end: Offset where it ends.
    """

    node: Node
    last: int
    end: int


class Found(NamedTuple):
    """A post that was found, where it stands, and the element that holds its words."""

    post: Post
    spot: Spot
    body: Node | None


def posts_by(
    document: Document, layouts: Sequence[Layout]
) -> tuple[list[Found], list[Remark], Layout | None]:
    """Finds the posts of a page by the layout that finds most of them.

    Args:
        document: The page.
        layouts: What the platform's pages may look like.

    Returns:
        The posts in the order of the page; what is to be told; the layout, None where none fits.
    """
    chosen, most = None, 0
    for layout in layouts:
        spots = spots_of(document, layout)
        bodies = sum(_body(spot, layout) is not None for spot in spots)
        if bodies > most:
            chosen, most = layout, bodies
    if chosen is None:
        return [], [], None
    return (*found_by(document, chosen), chosen)


def found_by(document: Document, layout: Layout) -> tuple[list[Found], list[Remark]]:
    """Finds the posts of a page by one layout, also those without words.

    Returns:
        The posts in the order of the page, and what is to be told.
    """
    remarks: list[Remark] = []
    found = [_found(spot, layout, remarks) for spot in spots_of(document, layout)]
    found = [one for one in found if one.post.id or one.body is not None]
    return _dated(document, found, layout, remarks), remarks


def spots_of(document: Document, layout: Layout) -> list[Spot]:
    """Finds where the posts of a page are."""
    nodes = select(document.root, layout.post)
    if layout.until:
        nodes = _around(nodes, layout.until, document.root)
    return reaches(nodes)


def reaches(nodes: Sequence[Node]) -> list[Spot]:
    """Says how far posts reach: to their end, or to the beginning of the next one."""
    spots = []
    for node, following in zip(nodes, [*nodes[1:], None], strict=False):
        last, end = node.tree.lasts[node.number], node.end
        if following is not None and following.number <= last:
            last, end = following.number - 1, following.start
        spots.append(Spot(node, last, end))
    return spots


def _around(nodes: Sequence[Node], until: str, root: Node) -> list[Node]:
    """Goes from cells to the rows or tables that hold what is sought, too."""
    sought = [node.number for node in select(root, until)]
    found: dict[int, Node] = {}
    for k, node in enumerate(nodes):
        place = bisect_left(sought, node.number)
        nearest = [sought[i] for i in (place - 1, place) if 0 <= i < len(sought)]
        before = nodes[k - 1].number if k else 0
        after = nodes[k + 1].number if k + 1 < len(nodes) else len(node.tree.names)
        holding = [_holding(node, number) for number in nearest if before < number < after]
        best = max(filter(None, holding), key=lambda around: around.number, default=node)
        found.setdefault(best.number, best)
    return [found[number] for number in sorted(found)]


def _holding(node: Node, number: int) -> Node | None:
    """Gives the nearest element around or at an element that holds another one; None: none near."""
    for around in (node, *islice(node.ancestors, _HIGHEST)):
        if around.number <= number <= node.tree.lasts[around.number]:
            return around
    return None


def values(spot: Spot, places: Sequence[str]) -> Iterator[str]:
    """Gives what stands at places in a post, in their order, empty values left out."""
    for place in places:
        selector, _, attribute = place.partition("@")
        nodes = select(spot.node, selector, spot.last)[:_MOST_NODES] if selector else [spot.node]
        said = (node.get(attribute) if attribute else node.words(spot.end) for node in nodes)
        value = next(filter(None, (value.strip() for value in said)), "")
        if value:
            yield value


def _body(spot: Spot, layout: Layout) -> Node | None:
    nodes = (first(spot.node, selector, spot.last) for selector in layout.body)
    return next((node for node in nodes if node is not None), None)


def _found(spot: Spot, layout: Layout, remarks: list[Remark]) -> Found:
    name = next(
        (m[1] for v in values(spot, layout.id) if (m := re.search(layout.number, v[-300:]))), None
    )
    author = next(values(spot, layout.author), None)
    body = _body(spot, layout)
    words = _words(body, spot, layout, name, remarks)
    return Found(Post("", name, None, author, None, words, "html"), spot, body)


def _words(
    body: Node | None, spot: Spot, layout: Layout, name: str | None, remarks: list[Remark]
) -> str | None:
    """Gives the inside of a body without furniture; tells what was left out."""
    left_out: list[Node] = []
    place = name or "one without an id"
    for selector, what in (*layout.furniture, *FURNITURE):
        nodes = select(spot.node, selector, spot.last)
        left_out += [node for node in nodes if body is not None and body.holds(node)]
        if what and any(node.words(spot.end) for node in nodes):
            remarks.append(Remark("", f"{what} were left out", place))
    if body is None:
        return None
    for node in select(spot.node, layout.ruled, spot.last) if layout.ruled else ():
        if node.words(spot.end).startswith(_RULE):
            left_out.append(node)
            remarks.append(Remark("", "signatures were left out", place))
    return body.html_without(left_out, spot.end).strip()


def _dated(
    document: Document, found: list[Found], layout: Layout, remarks: list[Remark]
) -> list[Found]:
    """Gives the posts their dates, once it is clear how the page writes them."""
    written = [list(values(one.spot, layout.date)) for one in found]
    html = first(document.root, "html")
    language = html.get("lang") if html is not None else ""
    day_first = is_day_first((text for texts in written for text in texts), language)
    zone = page_zone(document.root.tree.source)
    dates = [moment_in(texts, zone, day_first=bool(day_first)) for texts in written]
    other = [moment_in(texts, zone, day_first=True) for texts in written]
    if day_first is None and dates != other:
        remarks.append(Remark("", "dates such as 3-4-2021 were read with the month first"))
    return [
        one._replace(post=one.post._replace(date=date))
        for one, date in zip(found, dates, strict=True)
    ]


def nested_in(found: Sequence[Found], root: str | None) -> list[Post]:
    """Says of posts that stand within others whom they answer.

    Args:
        found: The posts in the order of the page.
        root: Id of the opening post, which those answer that stand within no other; None: none.
    """
    posts, around = [], list[tuple[int, str | None]]()
    for post, spot, _ in found:
        number = spot.node.number
        while around and around[-1][0] < number:
            around.pop()
        parent = around[-1][1] if around else root
        posts.append(post if post.parent else post._replace(parent=parent))
        around.append((spot.node.tree.lasts[number], post.id or parent))
    return posts
