"""Which topic a page is of, on which site, and which of how many pages it is."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple
from urllib.parse import urlsplit

from threadlab.readers.pages.document import Document
from threadlab.readers.pages.selecting import select
from threadlab.readers.pages.tree import Node

_HOST = re.compile(r"https?://([^/\s\"'<>:?#]{1,200})", re.IGNORECASE)
_OF = re.compile(
    r"(?:\b(?:page|seite|página|pagina|strona|sida|side|sivu)\b|стр\w*\.?|страница)\s{0,3}"
    r"#?(\d{1,6})\s{1,3}(?:of|von|de|di|z|av|af|van|sur|из|/)\s{1,3}(\d{1,6})(?!\d)",
    re.IGNORECASE,
)
_BARE_OF = re.compile(r"^\W{0,3}(\d{1,6})\s{1,3}(?:of|von|de|di|z|из)\s{1,3}(\d{1,6})(?!\d)")
_BAR = (
    ".pagination, .pagenav, .PageNav, .pageNav, .pageNavSimple, .pagelinks, .ipsPagination, "
    ".navPages, .pagesection, .threadpagenav, .pagenav-controls, td.vbmenu_control, td.nav, "
    "span.nav, td.gensmall, .pages, .paging, nav.pagination, td.middletext"
)
_HERE = (
    "li.active, li.currentpage, .selected a, .pageNav-page--current, .currentPage, "
    ".ipsPagination_active, .pagination_current, .current_page, strong, b, a.active"
)
_NEXT = "link[rel=next], a[rel=next]"
_MOST_BARS = 8
_NUMBER = re.compile(r"(\d{1,20})")
_NAMED = re.compile(r"\b[Tt]opic\s#?(\d{1,20})")
_LONGEST = 500


class Place(NamedTuple):
    """Where a page belongs.

    Attributes:
        site: Host of the forum; "" where nothing tells.
        topic: Id of the topic; "" where nothing tells.
        number: Which page it is; None where nothing tells.
        last: How many pages there are; None where nothing tells.
        more: It links to a page that follows.
    """

    site: str
    topic: str
    number: int | None
    last: int | None
    more: bool


def place_of(
    document: Document,
    patterns: Sequence[re.Pattern[str]],
    links: str,
    data: Sequence[str],
    bodies: Sequence[Node],
) -> Place:
    """Finds out where a page belongs.

    Args:
        document: The page.
        patterns: How addresses name a topic; the first group is its id.
        links: Selector of links that lead to the page's topic.
        data: What names the topic: "selector@attribute", "selector" where words do.
        bodies: The words of posts; links in them lead anywhere.
    """
    said = _Reach(bodies)
    nodes = [node for node in select(document.root, links) if not said.holds(node)]
    addresses = [document.url, *(node.get("href") or node.get("action") for node in nodes)]
    topic = _stated(document, data) or next(_topics(addresses, patterns), "")
    host = _HOST.match(document.url) or next(filter(None, map(_HOST.match, addresses)), None)
    number, last = page_of(document)
    more = any(node.get("href") for node in select(document.root, _NEXT))
    return Place(host[1].lower() if host else "", topic, number, last, more)


def _stated(document: Document, data: Sequence[str]) -> str:
    for place in data:
        selector, _, attribute = place.partition("@")
        for node in select(document.root, selector):
            value = node.get(attribute) if attribute else node.text
            found = (_NUMBER if attribute else _NAMED).search(value[:_LONGEST])
            if found:
                return found[1]
    return ""


class _Reach:
    """Which elements lie in some others."""

    def __init__(self, nodes: Sequence[Node]) -> None:
        self._ranges: list[tuple[int, int]] = []
        for node in sorted(nodes, key=lambda node: node.number):
            if not self._ranges or node.number > self._ranges[-1][1]:
                self._ranges.append((node.number, node.tree.lasts[node.number]))

    def holds(self, node: Node) -> bool:
        """Says whether an element lies in one of them."""
        place = bisect_right(self._ranges, (node.number, 0)) - 1
        return place >= 0 and node.number <= self._ranges[place][1]


def _topics(addresses: Iterable[str], patterns: Sequence[re.Pattern[str]]) -> Iterator[str]:
    for address in addresses:
        for pattern in patterns:
            found = pattern.search(address[:2000])
            if found:
                yield found[1]


def page_of(document: Document) -> tuple[int | None, int | None]:
    """Finds which page of how many it is, by its bar of pages, else by its address."""
    bars = select(document.root, _BAR)[:_MOST_BARS]
    for bar in bars:
        text = bar.text[:400]
        found = _OF.search(text) or _BARE_OF.search(text)
        if found and 0 < int(found[1]) <= int(found[2]):
            return int(found[1]), int(found[2])
    for bar in bars:
        numbers = _numbers(n.text for n in select(bar, "a, strong, b, span, li > a"))
        here = _numbers(n.text.strip("[] ") for n in select(bar, _HERE))
        if here and numbers:
            return here[0], max(*numbers, *here)
    stated = re.search(r"(?:[?&;](?:page|p)=|/page-?|,page,)(\d{1,6})(?!\d)", _query(document.url))
    return (int(stated[1]), None) if stated and int(stated[1]) else (None, None)


def _query(url: str) -> str:
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return re.sub(r"([?&;])p=\d+", r"\1", f"{parts.path}?{parts.query}"[:2000])


def _numbers(texts: Iterable[str]) -> list[int]:
    return [int(t) for t in texts if t.isascii() and t.isdecimal() and 0 < len(t) <= 6 and int(t)]
