"""GitHub: issues, pull requests and discussions, as servers rendered them and as today's JSON."""

import json
import re
from collections.abc import Iterator
from typing import Any

from threadlab.readers.api.records import Gap, Post, Remark, at, date_of, name_of, text_of
from threadlab.readers.pages.document import Document
from threadlab.readers.pages.layouts import Layout, nested_in, posts_by
from threadlab.readers.pages.platform import SAVED, Platform, Read, title_of
from threadlab.readers.pages.selecting import select

_KINDS = ("issuecomment-", "issue-", "pullrequest-", "discussion-", "discussioncomment-")
_RENDERED = Layout(
    "2013 to 2024",
    post=", ".join(f'[id^="{kind}"]:has(.comment-body)' for kind in _KINDS),
    body=("td.comment-body", ".js-comment-body", ".comment-body"),
    id=("@id",),
    number=r"^(?:issue|pullrequest|discussion)(?:comment)?-(\d{1,20})$",
    author=("a.author", ".author", ".timeline-comment-header a"),
    date=("relative-time@datetime", "time-ago@datetime", "time@datetime"),
    nested=True,
)
_SHOWN = Layout(
    "since 2025, as browsers show it",
    post='[data-testid="issue-viewer-issue-container"], [id^="issuecomment-"]:has(.markdown-body)',
    body=('[data-testid="markdown-body"]', ".markdown-body"),
    id=("@id",),
    number=r"^issuecomment-(\d{1,20})$",
    author=('[data-testid="issue-body-header-author"]', '[data-testid="avatar-link"]@href', "a"),
    date=("relative-time@datetime", "time@datetime"),
)
_ADDRESS = re.compile(
    r"github\.com/([\w.-]{1,100}/[\w.-]{1,100})/(?:issues|pull|discussions)/(\d{1,12})"
)
_COMMENT = re.compile(r"#(?:issue|discussion)?comment-(\d{1,20})")
_TITLES = (
    ".js-issue-title",
    ".gh-header-title bdi",
    "[data-testid=issue-title]",
    ".gh-header-title",
    ".js-discussion-title",
    "h1",
)


def _read(document: Document) -> Read:
    found, remarks, layout = posts_by(document, (_RENDERED, _SHOWN))
    told: list[Remark | Gap] = [*remarks]
    posts = nested_in(found, None) if layout is not None else []
    embedded = list(_embedded(document))
    topic, number = _topic(document)
    if len(embedded) >= len(posts):
        posts = embedded
    if posts:
        root = f"#{number or '?'}"
        if found and found[0].spot.node.get("id").startswith("discussion-"):
            posts = [post if post.parent else post._replace(parent=root) for post in posts]
        posts[0] = posts[0]._replace(id=root, parent=None, opens=True)
    for form in select(document.root, ".ajax-pagination-form, .ajax-pagination-btn"):
        if form.text:
            told.append(Remark("", "entries that the page folds up are not in it", form.text[:40]))
            break
    title = next((p.title for p in posts if p.title), None) or title_of(document, _TITLES)
    bodies = [one.body for one in found if one.body is not None]
    return Read(posts, told, title, topic, bodies)


def _topic(document: Document) -> tuple[str, str]:
    """Gives the key of the topic and its number."""
    addresses = [document.url, *(n.get("href") for n in select(document.root, "link, a.author"))]
    found = next(filter(None, map(_ADDRESS.search, addresses)), None)
    return (f"{found[1]}#{found[2]}", found[2]) if found else ("", "")


def _embedded(document: Document) -> Iterator[Post]:
    """Gives the posts that the page holds as JSON for its scripts, in the order they stand."""
    seen: set[str] = set()
    for script in select(document.root, 'script[type="application/json"]'):
        if "bodyHTML" not in script.html:
            continue
        try:
            value = json.loads(script.html)
        except (ValueError, RecursionError):
            continue
        for item in _written(value):
            name = _name(item)
            if name not in seen:
                seen.add(name)
                title = text_of(item.get("title")) if "number" in item else None
                author = name_of(at(item, "author", "login"))
                body = text_of(item.get("bodyHTML"))
                date = date_of(item.get("createdAt"))
                yield Post("", name, None, author, date, body, "html", title)


def _name(item: dict[str, Any]) -> str:
    link = _COMMENT.search((text_of(item.get("url")) or "")[:500])
    return link[1] if link else name_of(item.get("databaseId")) or name_of(item.get("id")) or ""


def _written(value: Any) -> Iterator[dict[str, Any]]:
    """Finds what somebody wrote, at any depth, the opening post before the rest."""
    stack = [value]
    while stack:
        value = stack.pop()
        if isinstance(value, dict):
            if isinstance(value.get("bodyHTML"), str) and "author" in value:
                yield value
            stack += reversed(list(value.values()))
        elif isinstance(value, list):
            stack += reversed(value)


GITHUB_PAGE = Platform(
    "github-page",
    "saved pages of issues, pull requests and discussions of GitHub",
    signs=(
        (0.95, r"\bid=\"issuecomment-\d{1,20}\""),
        (0.95, r"\bclass=\"[^\"<>]{0,200}\bjs-issue-title\b"),
        (
            0.95,
            r"<(?:meta|link)\b[^>]{0,200}github\.com/[\w.-]{1,100}/[\w.-]{1,100}"
            r"/(?:issues|pull|discussions)/\d",
        ),
        (0.9, r"\bdata-testid=\"issue-viewer-issue-container\""),
        (0.7, SAVED + r"\bgithub\.com/[\w.-]{1,100}/[\w.-]{1,100}/(?:issues|pull|discussions)/\d"),
    ),
    title=_TITLES,
    topics=(r"/(?:issues|pull|discussions)/(\d{1,12})",),
    posts=_read,
    is_one_site=True,
    nested=True,
)
"""GitHub's pages."""
