"""Title, writer and time of an article, from what its page says of it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from threadlab.readers.articles.fields import Clock, clock_of
from threadlab.readers.articles.linked import About
from threadlab.readers.articles.units import owned
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
    "time.published", "abbr.published", "article time[datetime]", "main time[datetime]",
    "time[datetime]", ".entry-date", ".post-date", ".published", ".article-date", ".date-header",
    ".node .submitted", ".node__meta", ".byline",
)  # fmt: skip
_ONLY_ONE = ("article time[datetime]", "main time[datetime]", "time[datetime]")
"""Where a time is the article's if no other stands there; teasers of other articles have theirs."""
_BESIDE = (
    "aside, nav, #footer, .site-footer, .widget, .teaser, .teasers, .related, "
    "[class*=related], [class*=teaser], [class*=recommended], [class*=most-read]"
)
"""Parts of a page that tell of other articles."""
_SITE = re.compile(r"\s(?:[|·•»«–—]|-|::)\s")
_BY = re.compile(r"\A\s*(?:by|von|par|por|di|da|written by|posted by)\b\s*:?\s*", re.IGNORECASE)
_URL = re.compile(r"\Ahttps?://")
_LONGEST_NAME = 120
_LONGEST_TITLE = 500
_LONGEST_HTML = 5000
_VALUES = ("datetime", "content", "title")


@dataclass(frozen=True, slots=True)
class Heading:
    """What stands above an article; None for what its page does not say."""

    title: str | None
    author: str | None
    date: str | None


def heading_of(page: Document, about: About, outside: Sequence[Node]) -> Heading:
    """Finds out title, writer and time of an article.

    Args:
        page: The page.
        about: What it says of itself as JSON-LD.
        outside: The elements of comments and of other parts that are not looked at.
    """
    look = _Look(page.root, [*outside, *select(page.root, _BESIDE)])
    return Heading(
        about.title or look.meta(_TITLES) or look.title() or _window(page),
        about.author or look.author(),
        about.date or look.date(clock_of(page.root)),
    )


def _words(node: Node) -> str:
    return node.text if node.end - node.start < _LONGEST_HTML else ""


def _window(page: Document) -> str | None:
    """Takes the title of the window without the name of the site."""
    parts = [part.strip() for part in _SITE.split(page.title) if part.strip()]
    if not parts:
        return None
    shown = {_words(node).casefold() for node in select(page.root, "h1, h2, h3, h4")[:50]}
    default = parts[-1] if "»" in page.title else parts[0]
    return next((part for part in parts if part.casefold() in shown), default)


class _Look:
    """Looks into a page, past what does not belong to its article."""

    def __init__(self, root: Node, outside: Sequence[Node]) -> None:
        self.root = root
        numbers = sorted({node.number for node in outside})
        self.outside = [(number, root.tree.lasts[number]) for number in numbers]

    def meta(self, names: tuple[str, ...]) -> str | None:
        """Gives what the first meta element says that is there."""
        return next(filter(None, (named(self.root, name) for name in names)), None)

    def nodes(self, selector: str) -> list[Node]:
        """Finds elements of the article's own."""
        found = owned(select(self.root, selector), self.outside)
        return [node for node, owner in found if owner is None]

    def title(self) -> str | None:
        """Gives the heading that is shown."""
        for selector in _HEADINGS:
            for node in self.nodes(selector)[:5]:
                if text := _words(node):
                    return text[:_LONGEST_TITLE]
        return None

    def author(self) -> str | None:
        """Gives who wrote the article, as the page says or shows it."""
        told = self.meta(_AUTHORS)
        if told is not None and len(told) <= _LONGEST_NAME and not _URL.match(told):
            return told
        for selector in _WRITERS:
            for node in self.nodes(selector)[:5]:
                name = _BY.sub("", node.get("content") or _words(node), count=1).strip(" ,·|")
                if 0 < len(name) <= _LONGEST_NAME and not any(c.isdecimal() for c in name):
                    return name
        return None

    def date(self, clock: Clock) -> str | None:
        """Gives when the article came out, as the page says or shows it."""
        told = self.meta(_DATES)
        if told is not None and (moment := clock.moment(told)) is not None:
            return moment
        for selector in _TIMES:
            nodes = self.nodes(selector)
            if selector in _ONLY_ONE and len(nodes) > 1:
                continue
            for node in nodes[:5]:
                for value in (*(node.get(key) for key in _VALUES), _words(node)[:80]):
                    if value and (moment := clock.moment(value)) is not None:
                        return moment
        return None
