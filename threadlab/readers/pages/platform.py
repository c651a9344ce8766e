"""What a platform is: how its pages are known, and how they become posts; and its reader."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from threadlab.errors import UnreadableSource
from threadlab.readers.api.records import Gap, Post, Remark
from threadlab.readers.pages.document import Document, open_page
from threadlab.readers.pages.joining import Page, join
from threadlab.readers.pages.layouts import Layout, nested_in, posts_by
from threadlab.readers.pages.selecting import first, select
from threadlab.readers.pages.topics import place_of
from threadlab.readers.pages.tree import Node, words_of
from threadlab.readers.pages.trimmings import POLLS
from threadlab.readers.reader import Reader
from threadlab.readers.sources import OnError, Source

SAVED = r"<!--[^<>]{0,600}"
"""How a sign begins that is the address which a browser wrote on top of what it saved."""
_SUFFIXES = (".html", ".htm", ".mhtml")
_MARKUP = re.compile(r"[\ufeff\s]{0,99}<(?:[!?]|[a-zA-Z][\w:-]{0,40}[\s/>])")
_LABELS = ".label, .label-append, .labelLink, .ipsBadge"  # what a title is tagged with
_SITE_NAME = re.compile(r"\s(?:[-–—|•·»]|::)\s")


class Read(NamedTuple):
    """What was read of a page.

    Attributes:
        posts: Its posts, in its order.
        told: What is to be told of them, and what is missing.
        title: The topic's title; "" where the page does not say it.
        topic: The topic's id, where the posts tell it; "" where they do not.
        bodies: The elements that hold the words of posts.
    """

    posts: list[Post]
    told: list[Remark | Gap]
    title: str = ""
    topic: str = ""
    bodies: Sequence[Node] = ()


@dataclass(frozen=True, slots=True)
class Platform:
    """How the pages of a platform are known and read.

    Attributes:
        name: What `--format` calls it.
        description: One line for the list of formats.
        signs: What only its pages have, and how much each says, 0 to 1.
        title: Selectors of the topic's title, the surest first.
        topics: How addresses name a topic; the first group is its id.
        links: Selector of links to the page's topic.
        data: What names the topic: "selector@attribute", "selector" where words do.
        layouts: Where its pages keep what, today's first.
        posts: For platforms that need more than layouts.
        is_one_site: It is one site, and not a program that many sites use.
        nested: Its posts say whom they answer.
    """

    name: str
    description: str
    signs: Sequence[tuple[float, str]]
    title: Sequence[str]
    topics: Sequence[str]
    links: str = "link"
    data: Sequence[str] = ()
    layouts: Sequence[Layout] = ()
    posts: Callable[[Document], Read] | None = None
    is_one_site: bool = False
    nested: bool = False


def reader_of(platform: Platform) -> Reader:
    """Makes the reader of a platform."""
    signs = [(weight, re.compile(sign)) for weight, sign in platform.signs]
    topics = [re.compile(topic) for topic in platform.topics]

    def sniff(head: str, name: str) -> float:  # noqa: ARG001 - every reader takes the name
        if not _MARKUP.match(head):
            return 0.0
        return max((weight for weight, sign in signs if sign.search(head)), default=0.0)

    def read(source: Source, on_error: OnError | None = None) -> Iterator[Page]:  # noqa: ARG001
        yield _page(platform, topics, source)

    return Reader(platform.name, _SUFFIXES, platform.description, sniff, read, join)


def _page(platform: Platform, topics: Sequence[re.Pattern[str]], source: Source) -> Page:
    document = open_page(source)
    found = platform.posts(document) if platform.posts else by_layouts(document, platform.layouts)
    if not found.posts:
        raise UnreadableSource(
            source.name,
            f"is no page of {platform.name} with posts that are known",
            next_step="Save the page of the topic itself, or leave out --format.",
        )
    place = place_of(document, topics, platform.links, platform.data, found.bodies)
    topic = found.topic or place.topic
    name = topic
    if topic and not platform.is_one_site:
        name = f"{place.site}/{topic}" if place.site else f"{platform.name}-{topic}"
    title = found.title or title_of(document, platform.title)
    posts = [found.posts[0]._replace(title=title), *found.posts[1:]]
    told = [*(Remark("", note) for note in document.notes), *found.told, *_polls(document)]
    return Page(
        platform.name,
        "" if platform.is_one_site else place.site,
        topic,
        name,
        place,
        tuple(posts),
        tuple(told),
        platform.nested,
        source.name,
        source.options.joined,
    )


def by_layouts(document: Document, layouts: Sequence[Layout]) -> Read:
    """Reads a page by the layout that finds most of its posts."""
    found, remarks, layout = posts_by(document, layouts)
    nested = layout is not None and layout.nested
    posts = nested_in(found, None) if nested else [one.post for one in found]
    return Read(posts, [*remarks], bodies=[one.body for one in found if one.body is not None])


def title_of(document: Document, selectors: Sequence[str]) -> str:
    """Gives the title of a topic; else that of the window, without the site's name."""
    for selector in selectors:
        node = first(document.root, selector)
        if node is None:
            continue
        words = words_of(node.html_without(select(node, _LABELS)))
        if words:
            return words
    return _SITE_NAME.split(document.title)[0].strip()


def _polls(document: Document) -> list[Remark]:
    polls = [node for node in select(document.root, POLLS) if node.text]
    return [Remark("", "a poll was left out")] if polls else []
