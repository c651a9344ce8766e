"""Title, writer and time of an article, from what its page says of it."""

import re
from dataclasses import dataclass

from threadlab.readers.articles.fields import Clock, clock_of
from threadlab.readers.articles.linked import About
from threadlab.readers.pages.document import Document, named
from threadlab.readers.pages.selecting import select
from threadlab.readers.pages.tree import Node

_TITLES = ("og:title", "twitter:title", "dc.title", "citation_title")
_AUTHORS = ("author", "article:author", "dc.creator", "parsely-author", "byl", "citation_author")
_DATES = (
    "article:published_time", "date", "dc.date", "dc.date.issued", "pubdate", "publish-date",
    "parsely-pub-date", "datepublished", "citation_date", "og:published_time", "sailthru.date",
)  # fmt: skip
_HEADINGS = (
    "h1.p-name", "h1[itemprop=headline]", "[itemprop=headline]", "h1.entry-title", ".entry-title",
    "article h1", "main h1", "h1",
)  # fmt: skip
_WRITERS = (
    "[itemprop=author] [itemprop=name]",
    ".p-author .p-name",
    ".p-author",
    "[itemprop=author]",
    "a[rel=author]",
    ".byline .author",
    ".entry-meta .author",
    ".author.vcard .fn",
    ".byline a",
    ".node .submitted .username",
    ".node__meta .username",
    ".post-author",
    ".entry-author",
    ".article-author",
    ".author-name",
    ".byline",
)
_TIMES = (
    "time[pubdate]", "[itemprop=datePublished]", "time.dt-published", "time.entry-date",
    "time.published", "article time[datetime]", "main time[datetime]", "abbr.published",
    "time[datetime]", ".entry-date", ".post-date", ".published", ".article-date", ".date-header",
    ".node .submitted", ".node__meta", ".byline",
)  # fmt: skip
_SITE = re.compile(r"\s(?:[|·•»«–—]|-|::)\s")
_BY = re.compile(r"\A\s*(?:by|von|par|por|di|da|written by|posted by)\b\s*:?\s*", re.IGNORECASE)
_URL = re.compile(r"\Ahttps?://")
_LONGEST_NAME = 120
_VALUES = ("datetime", "content", "title")


@dataclass(frozen=True, slots=True)
class Heading:
    """What stands above an article; None for what its page does not say."""

    title: str | None
    author: str | None
    date: str | None


def heading_of(page: Document, about: About, outside: list[Node]) -> Heading:
    """Finds out title, writer and time of an article.

    Args:
        page: The page.
        about: What it says of itself as JSON-LD.
        outside: The elements of comments and of other parts that are not looked at.
    """
    root = page.root
    return Heading(
        about.title or _meta(root, _TITLES) or _shown(root, _HEADINGS, outside) or _window(page),
        about.author or _author(root, outside),
        about.date or _date(root, outside, clock_of(root)),
    )


def _meta(root: Node, names: tuple[str, ...]) -> str | None:
    return next(filter(None, (named(root, name) for name in names)), None)


def _shown(root: Node, selectors: tuple[str, ...], outside: list[Node]) -> str | None:
    for selector in selectors:
        for node in select(root, selector)[:5]:
            if not _is_outside(node, outside) and (text := _words(node)):
                return text[:500]
    return None


def _is_outside(node: Node, outside: list[Node]) -> bool:
    return any(part == node or part.holds(node) for part in outside[:200])


def _words(node: Node) -> str:
    return node.text if node.end - node.start < 5000 else ""


def _window(page: Document) -> str | None:
    """Takes the title of the window without the name of the site."""
    parts = _SITE.split(page.title)
    return max(parts, key=len).strip() or None if parts else None


def _author(root: Node, outside: list[Node]) -> str | None:
    told = _meta(root, _AUTHORS)
    if told is not None and len(told) <= _LONGEST_NAME and not _URL.match(told):
        return told
    for selector in _WRITERS:
        for node in select(root, selector)[:5]:
            if _is_outside(node, outside):
                continue
            name = _BY.sub("", node.get("content") or _words(node), count=1).strip(" ,·|")
            if 0 < len(name) <= _LONGEST_NAME and not any(c.isdecimal() for c in name):
                return name
    return None


def _date(root: Node, outside: list[Node], clock: Clock) -> str | None:
    told = _meta(root, _DATES)
    if told is not None and (moment := clock.moment(told)) is not None:
        return moment
    for selector in _TIMES:
        for node in select(root, selector)[:5]:
            if _is_outside(node, outside):
                continue
            for value in (*(node.get(key) for key in _VALUES), _words(node)[:80]):
                if value and (moment := clock.moment(value)) is not None:
                    return moment
    return None
