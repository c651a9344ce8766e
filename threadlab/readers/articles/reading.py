"""Reads any web page as an article or a post with the comments below it."""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from threadlab.errors import UnreadableSource
from threadlab.readers.articles.about import Heading, heading_of
from threadlab.readers.articles.extraction import article_of
from threadlab.readers.articles.fields import Said, Talk, talk_of
from threadlab.readers.articles.frames import has_frames, held_elsewhere, inlined
from threadlab.readers.articles.handing import handed_over
from threadlab.readers.articles.linked import About, linked_data
from threadlab.readers.articles.shapes import SHAPES, Shape, shape_of_class
from threadlab.readers.articles.shells import wall_of
from threadlab.readers.dates import parse_date
from threadlab.readers.pages.document import Document, document, open_page
from threadlab.readers.pages.selecting import select
from threadlab.readers.pages.tree import Node, words_of
from threadlab.readers.repair import repaired
from threadlab.readers.sources import HEAD, OnError, Source
from threadlab.thread import Thread

ARTICLE = "article"
"""The id of an article in its thread."""
_PAGE = re.compile(
    r"\s*(?:<\?xml[^>]{0,200}>\s*)?(?:<!--[^>]{0,2000}-->\s*)?<(?:!doctype html|html|head|body)\b",
    re.I,
)
_MARKUP = re.compile(r"</?(?:p|div|span|article|section|ul|ol|li|h[1-6]|a|main|table|time)\b", re.I)
_A_PAGE, _A_FRAGMENT = 0.6, 0.55
_FEWEST_TAGS = 6
_ROOMS = (
    "#comments, #disqus_thread, #comment-list, .comments-area, .comment-respond, #respond, "
    ".comments-section, .wp-block-comments, .comment-form, [id*=comments-section]"
)
_TOP_HEADING = re.compile(r"\s*<(h[1-3])\b[^<>]{0,500}>([^\n]{1,500}?)</\1\s?>", re.IGNORECASE)
_NAME = re.compile(r"[\w-]{1,100}")
_NO_COMMENTS = ("html", "body", "main", "form", "button", "input", "textarea", "a", "script")
_MOST_CLASSES = 16
_PINGS = "li.pingback, li.trackback"
_COUNTS = (
    "[itemprop=commentCount], .comments-title, .comment-count, .comments-count, #comments h2, "
    "#comments h3, .comments h2, .comments h3, .comments__count"
)
_COUNTED = re.compile(
    r"\b(\d{1,3}(?:[.,]\d{3})+|\d{1,7})\s+(?:comments?|replies|responses?|answers|thoughts|kommentare|"
    r"antworten|commentaires|comentarios|commenti|reacties|коммент)",
    re.IGNORECASE,
)


def sniff(head: str, name: str) -> float:  # noqa: ARG001 - only content decides
    """Says how sure it is that a text is a web page, 0 to 1; any reader that knows it is surer."""
    if _PAGE.match(head):
        return _A_PAGE
    start = head.lstrip()[:5].lower()
    if not start.startswith("<") or start in ("<?xml", "<rss ", "<feed"):
        return 0.0
    return _A_FRAGMENT if len(_MARKUP.findall(head, 0, 20_000)) >= _FEWEST_TAGS else 0.0


def read(source: Source, on_error: OnError | None = None) -> Iterator[Thread]:
    """Reads a page.

    Args:
        source: The open file.
        on_error: As the reader takes it to which the page is handed over.

    Yields:
        One thread: the article and its comments.

    Raises:
        UnreadableSource: The page holds neither.
    """
    page = open_page(source)
    text = page.root.tree.source
    if next(page.root.children, None) is None:
        raise UnreadableSource(
            source.name,
            "is no web page: there is no element of HTML in it",
            next_step="Leave out --format: what it is is found out by its content.",
        )
    if has_frames(page.root):
        text = inlined(page.root, {})
        page = document(text, page.notes)
    if len(text) > HEAD // 4:  # its first bytes may not have told what it is
        found = handed_over(text, source, on_error)
        if found is not None:
            yield from found
            return
    yield thread_of(page, source)


def thread_of(page: Document, source: Source, shapes: Sequence[Shape] = SHAPES) -> Thread:
    """Makes a thread of a page.

    Args:
        page: The page, parsed.
        source: Where it is from.
        shapes: How comments may be marked.

    Raises:
        UnreadableSource: The page holds neither an article nor comments.
    """
    about = linked_data(page.root)
    talk = _best_talk(page.root, shapes)
    said, nests = (talk.said, talk.nests) if talk is not None else ((), False)
    notes = list(page.notes)
    if len(about.remarks) > len(said):
        said, nests, talk = _linked(about), True, None
        notes.append("the comments are those that the page states for search engines (JSON-LD)")
    outside = [*(talk.nodes if talk is not None else ()), *select(page.root, _ROOMS)]
    outside = [node for node in outside if node.name not in ("html", "body", "main")]
    article = article_of(page.root, outside)
    words = words_of(article.html)
    if not said:
        wall = wall_of(page, words)
        if wall is not None:
            raise UnreadableSource(source.name, wall.problem, next_step=wall.next_step)
        where = held_elsewhere(page.root)
        told = "no comment was found on the page; it is read as a thread of one"
        notes.append(f"{told}; {where}" if where else told)
    links = len(select(page.root, _PINGS))
    if links:
        notes.append(f"links from other pages (pingbacks) that were left out: {links}")
    counted = _counted(page.root, about)
    if counted is not None and counted > len(said) + links:
        notes.append(f"the page speaks of {counted} comments; {len(said)} of them are on it")
    heading = heading_of(page, about, outside)
    row = row_of(heading, _without_title(article.html, heading.title), said, nests)
    return repaired(
        {"thread_id": page.url or source.stem, **row},
        made_up_id=source.stem,
        source=source.name,
        notes=[*notes, *article.notes],
    )


def _best_talk(root: Node, shapes: Sequence[Shape]) -> Talk | None:
    """Takes the marks by which most comments with a writer or a time are found."""
    best: Talk | None = None
    most = 0
    seen: set[int] = set()
    for shape in shapes:
        numbers = {node.number for node in select(root, shape.comment)}
        if numbers <= seen:
            continue  # the same comments by marks that say less
        talk = talk_of(root, shape)
        if talk is None:
            continue
        seen |= numbers
        known = [one for one in talk.said if one.author is not None or one.date is not None]
        count = sum(bool(words_of(one.body)) for one in known)
        if count > most or best is None:
            best, most = talk, count
    if best is None and shapes is SHAPES:
        names = _classes_of_comments(root)
        return _best_talk(root, [shape_of_class(name) for name in names]) if names else None
    return best


def _classes_of_comments(root: Node) -> list[str]:
    """Finds the classes by which a page may tell its comments, such as "CommentItem_root__k2"."""
    counts: dict[str, int] = {}
    for node in select(root, "[class*=omment], [class*=OMMENT]"):
        if node.name in _NO_COMMENTS:
            continue
        for name in node.classes[:20]:
            if "comment" in name.lower() and _NAME.fullmatch(name):
                counts[name] = counts.get(name, 0) + 1
    return sorted(counts, key=lambda name: -counts[name])[:_MOST_CLASSES]


def _linked(about: About) -> tuple[Said, ...]:
    return tuple(Said(r.name, r.author, r.date, _as_html(r.text), r.parent) for r in about.remarks)


def _as_html(text: str) -> str:
    """Plain words as HTML; what is HTML already stays."""
    if re.search(r"</?[a-z][^<>]{0,200}>", text, re.IGNORECASE):
        return text
    from html import escape

    return escape(text, quote=False).replace("\n", "<br>\n")


def _without_title(html: str, title: str | None) -> str:
    """Takes the title from the top of an article; the thread has it."""
    found = _TOP_HEADING.match(html)
    if found is None or title is None or words_of(found[2]).casefold() not in title.casefold():
        return html
    return html[found.end() :].lstrip()


def row_of(heading: Heading, html: str, said: Sequence[Said], nests: bool) -> dict[str, Any]:
    """Makes the row of a thread of an article or post and what is said below it."""
    names = _names(said)
    opening = {
        "id": ARTICLE,
        "author": heading.author,
        "date": heading.date,
        "body": html,
        "format": "html",
    }
    comments = [
        {
            "id": names[k],
            "parent": names[one.parent] if one.parent is not None else (ARTICLE if nests else None),
            "author": one.author,
            "date": one.date,
            "body": one.body,
            "format": "html",
        }
        for k, one in enumerate(said)
    ]
    moments = [parse_date(one.date) if one.date else None for one in said]
    order = "page" if nests else "posted"
    if moments and all(moment is not None for moment in moments):
        ranked = sorted(range(len(said)), key=lambda k: moments[k])  # type: ignore[arg-type, return-value]
        comments, order = [comments[k] for k in ranked], "posted"
    has_opening = bool(words_of(html)) or not comments
    if not has_opening:
        for comment in comments:
            if comment["parent"] == ARTICLE:
                comment["parent"] = None
    return {
        "title": heading.title,
        "order": order,
        "comments": [opening, *comments] if has_opening else comments,
    }


def _names(said: Sequence[Said]) -> list[str]:
    """Gives every comment a name; the page's own where it has one that is not taken."""
    taken = {ARTICLE: 1}
    names = []
    for number, one in enumerate(said, 1):
        stated = one.name or f"c{number}"
        name = stated
        while name in taken:
            taken[stated] += 1
            name = f"{stated}-{taken[stated]}"
        taken[name] = 1
        names.append(name)
    return names


def _counted(root: Node, about: About) -> int | None:
    """Finds how many comments a page says there are."""
    if about.count is not None:
        return about.count
    for node in select(root, _COUNTS)[:10]:
        text = node.get("content") or (node.text if node.end - node.start < 5000 else "")
        if text.isdecimal() and len(text) < 8:
            return int(text)
        found = _COUNTED.search(text)
        if found is not None:
            return int(re.sub(r"[.,]", "", found[1]))
    return None
