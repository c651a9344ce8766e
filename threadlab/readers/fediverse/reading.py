"""Reads a saved page of the fediverse: a post with its comments, or a chain of short posts."""

from collections.abc import Iterator
from dataclasses import replace

from threadlab.errors import UnreadableSource
from threadlab.readers.articles.about import Heading
from threadlab.readers.articles.fields import Said, Talk, talk_of
from threadlab.readers.articles.reading import row_of
from threadlab.readers.articles.shapes import Shape
from threadlab.readers.fediverse.sites import SITES, Site
from threadlab.readers.pages.document import Document, open_page
from threadlab.readers.pages.selecting import first, select
from threadlab.readers.pages.tree import Node, words_of
from threadlab.readers.repair import repaired
from threadlab.readers.sources import OnError, Source
from threadlab.thread import Thread

_SURE = 0.9
_BESIDE_TITLES = ".entry__domain, .badge, small, button"
_SAVE = (
    "Open the post in a browser, wait until the comments are there, and save the page complete; "
    "or copy its text into a .txt file."
)


def sniff(head: str, name: str) -> float:  # noqa: ARG001 - only content decides
    """Says how sure it is that a text is a page of the fediverse, 0 to 1."""
    if "<" not in head[:1000] or head.lstrip()[:1] != "<":
        return 0.0
    return _SURE if _site_of(head) is not None else 0.0


def _site_of(text: str) -> Site | None:
    for site in SITES:
        if all(any(mark in text for mark in group) for group in site.marks):
            return site
    return None


def read(source: Source, on_error: OnError | None = None) -> Iterator[Thread]:  # noqa: ARG001
    """Reads a page.

    Args:
        source: The open file.
        on_error: Not needed: a page is read or refused as a whole.

    Yields:
        One thread.

    Raises:
        UnreadableSource: It is a page of another kind, or holds neither post nor comments.
    """
    page = open_page(source)
    site = _site_of(page.root.tree.source)
    if site is None:
        known = ", ".join(site.name for site in SITES)
        raise UnreadableSource(source.name, f"is no page of {known}", next_step=_SAVE)
    talk = talk_of(page.root, site.comments)
    said = talk.said if talk is not None else ()
    if site.post:
        heading, body = _post(page.root, site)
        row = row_of(heading, body, said, nests=True)
        empty = not said and not words_of(body) and not heading.title
    else:
        row = _chain(talk, page) if talk is not None else {}
        empty = talk is None
    if empty:
        raise UnreadableSource(source.name, "holds neither a post nor comments", next_step=_SAVE)
    notes = list(page.notes)
    if not said:
        notes.append("no comment was found on the page; it is read as a thread of one")
    return iter(
        [
            repaired(
                {"thread_id": page.url or source.stem, **row},
                made_up_id=source.stem,
                source=source.name,
                notes=notes,
            )
        ]
    )


def _post(root: Node, site: Site) -> tuple[Heading, str]:
    """Reads the opening post: what stands above it, and its words with the address it shares."""
    shape = Shape(
        site.name,
        site.post,
        sure=True,
        writers=site.comments.writers,
        times=site.comments.times,
        bodies=site.bodies,
    )
    opening = talk_of(root, shape)
    one = opening.said[0] if opening is not None else None
    title = _first_words(root, site.titles)
    body = next(
        (n.html.strip() for where in site.bodies for n in select(root, where)[:1] if n.text), ""
    )
    link = next((n for where in site.links for n in select(root, where)[:1]), None)
    if link is not None and link.get("href") not in body:
        address = link.tree.source[link.start : link.end]
        body = f"<p>{address}</p>\n{body}"
    author, date = (one.author, one.date) if one is not None else (None, None)
    return Heading(title, author, date), body


def _first_words(root: Node, selectors: tuple[str, ...]) -> str | None:
    for selector in selectors:
        node = first(root, selector)
        if node is None:
            continue
        words = words_of(node.html_without(select(node, _BESIDE_TITLES)))
        if words:
            return words
    return None


def _chain(talk: Talk, page: Document) -> dict[str, object]:
    """Takes the posts of a page of Mastodon, of which one is shown large.

    Those above it answer each other in turn. Those below it come as chains: the first of a chain
    answers the large one, each further one the one before it.
    """
    large = next((k for k, node in enumerate(talk.nodes) if "detailed-status" in node.classes), 0)
    told = any(_begins_chain(node) for node in talk.nodes[large + 1 :])
    host = page.url.partition("://")[2].partition("/")[0]
    said: list[Said] = []
    for number, (one, node) in enumerate(zip(talk.said, talk.nodes, strict=True)):
        parent: int | None = number - 1 if number else None
        if number > large and (_begins_chain(node) or number == large + 1):
            parent = large
        elif number > large and not told:
            parent = None
        said.append(replace(one, author=_handle(one.author, host), parent=parent))
    row = row_of(Heading(None, None, None), "", said, nests=False)
    return {**row, "order": "page", "title": page.title.partition(" - ")[0] or None}


def _begins_chain(node: Node) -> bool:
    near = [node, *list(node.ancestors)[:4]]
    names = {name for around in near for name in around.classes}
    return bool(names & {"p-comment", "status--first-in-thread", "entry-successor--first"})


def _handle(name: str | None, host: str) -> str | None:
    """Gives a name without its sign, and without the page's own host: both are written."""
    if not name:
        return None
    name = name.removeprefix("@")
    return name.removesuffix(f"@{host}") if host else name
