"""Reddit: old.reddit.com, the redesign of 2018, and today's pages of web components."""

import json
import re
from typing import Any

from threadlab.readers.api.records import Gap, Post, Remark, linked, name_of
from threadlab.readers.pages.document import Document
from threadlab.readers.pages.layouts import Found, Layout, found_by, nested_in, posts_by
from threadlab.readers.pages.levels import by_levels
from threadlab.readers.pages.platform import SAVED, Platform, Read
from threadlab.readers.pages.selecting import closest, first, select
from threadlab.readers.pages.tree import Node

_FULL_NAME = r"(t[13]_[0-9a-z]{1,13})"
_TODAY = Layout(
    "since 2023",
    post="shreddit-comment",
    body=('[slot="comment"]', '[id$="-comment-rtjson-content"]'),
    id=("@thingid",),
    number=_FULL_NAME,
    author=("@author",),
    date=("@created", "faceplate-timeago@ts", "time@datetime", "time"),
    nested=True,
)
_OLD = Layout(
    "old.reddit.com",
    post=".comment.thing",
    body=(".usertext-body .md", ".usertext-body"),
    id=("@data-fullname", "@id", "@class"),
    number=_FULL_NAME,
    author=("@data-author", ".tagline a.author", ".tagline em"),
    date=(".tagline time@datetime", ".tagline time"),
    nested=True,
)
_REDESIGN = Layout(
    "2018 to 2023",
    post='.Comment[class*="t1_"]',
    body=('[data-testid="comment"]', ".RichTextJSON-root"),
    id=("@class",),
    number=_FULL_NAME,
    author=('[data-testid="comment_author_link"]', 'a[href*="/user/"]'),
    date=('[data-testid="comment_timestamp"]',),
)
_COMMENTS = (_TODAY, _OLD, _REDESIGN)
_POSTS = (
    Layout(
        "since 2023",
        post="shreddit-post",
        body=('[slot="text-body"] .md', '[slot="text-body"]'),
        id=("@id",),
        number=_FULL_NAME,
        author=("@author",),
        date=("@created-timestamp", "faceplate-timeago@ts", "time@datetime"),
    ),
    Layout(
        "old.reddit.com",
        post='.link.thing, .thing[data-fullname^="t3_"]',
        body=(".expando .usertext-body .md", ".expando .usertext-body"),
        id=("@data-fullname", "@id", "@class"),
        number=_FULL_NAME,
        author=("@data-author", ".tagline a.author"),
        date=("time@datetime", "@data-timestamp", ".tagline time"),
    ),
    Layout(
        "2018 to 2023",
        post='[data-testid="post-container"]',
        body=('[data-click-id="text"] .RichTextJSON-root', '[data-click-id="text"]'),
        id=("@id", "@class"),
        number=_FULL_NAME,
        author=('[data-testid="post_author_link"]', 'a[href*="/user/"]'),
        date=('[data-testid="post_timestamp"]', '[data-click-id="timestamp"]'),
    ),
)
_TITLES = "a.title, h1, [slot=title]"
_LEVEL = re.compile(r"level (\d{1,4})$")
_IDS = re.compile(r"'((?:[0-9a-z]{1,13},?){1,2000})'")
_STATE = "window.___r = "


def _read(document: Document) -> Read:
    found, remarks, layout = posts_by(document, _COMMENTS)
    told: list[Remark | Gap] = [*remarks]
    opening, title = _opening(document, told)
    root = opening[0].id if opening else None
    if layout is _REDESIGN:
        posts = by_levels([(one.post, _level(one)) for one in found], root)
        posts = _filled(posts, document)
    else:
        posts = nested_in([_with_parent(one) for one in found], root)
    told += _missing(document, root or "")
    bodies = [one.body for one in found if one.body is not None]
    named = [post._replace(author=_name(post.author)) for post in (*opening, *posts)]
    return Read(named, told, title, root or "", bodies)


def _name(author: str | None) -> str | None:
    return author.removeprefix("/").removeprefix("u/") if author else None


def _opening(document: Document, told: list[Remark | Gap]) -> tuple[list[Post], str]:
    for layout in _POSTS:
        found, remarks = found_by(document, layout)
        if found:
            break
    else:
        return [], ""
    one = found[0]
    told += [remark for remark in remarks if remark.place == one.post.id]
    node = one.spot.node
    title = node.get("post-title") or _text_of(first(node, _TITLES))
    address = node.get("content-href") or node.get("data-url")
    is_link = address.startswith(("http://", "https://")) and "/comments/" not in address
    body = linked(address if is_link else None, one.post.body or "", is_html=True)
    return [one.post._replace(parent=None, opens=True, body=body)], title


def _text_of(node: Node | None) -> str:
    return node.text if node is not None else ""


def _with_parent(one: Found) -> Found:
    """Takes the parent that a comment states, where it does."""
    stated = re.fullmatch(_FULL_NAME, one.spot.node.get("parentid"))
    return one._replace(post=one.post._replace(parent=stated[1])) if stated else one


def _level(one: Found) -> int:
    for node in select(one.spot.node, "span", one.spot.last):
        found = _LEVEL.match(node.text)
        if found:
            return int(found[1])
    return 0


def _filled(posts: list[Post], document: Document) -> list[Post]:
    """Takes dates and parents from the state that the redesign's pages hold as JSON."""
    known: dict[str, dict[str, Any]] = {}
    script = first(document.root, "script#data")
    text = script.html.strip() if script is not None else ""
    if text.startswith(_STATE):
        try:
            stack = [json.JSONDecoder().raw_decode(text, len(_STATE))[0]]
        except (ValueError, RecursionError):
            stack = []
        while stack:
            value = stack.pop()
            if isinstance(value, dict):
                name = name_of(value.get("id")) or ""
                if name.startswith(("t1_", "t3_")) and "created" in value:
                    known[name] = value
                stack += value.values()
            elif isinstance(value, list):
                stack += value
    filled = []
    for post in posts:
        state = known.get(post.id or "", {})
        date, parent = state.get("created"), name_of(state.get("parentId"))
        if isinstance(date, int | float) and not isinstance(date, bool):
            post = post._replace(date=date)
        filled.append(post._replace(parent=parent) if parent else post)
    return filled


def _missing(document: Document, root: str) -> list[Remark | Gap]:
    """Tells of comments that the page only counts."""
    told: list[Remark | Gap] = []
    for more in select(document.root, ".morechildren, .morerecursion"):
        above = closest(more, ".comment")
        under = (above.get("data-fullname") if above is not None else "") or root
        link = first(more, "a[onclick]")
        ids = _IDS.findall(link.get("onclick")[:20_000]) if link is not None else []
        names = tuple(f"t1_{name}" for name in ids[-1].split(",") if name) if ids else ()
        if under and names:
            told.append(Gap("", under, names, len(names)))
        else:
            told.append(Remark("", "more comments than the page shows", under or "at the top"))
    partial = [
        node
        for node in select(document.root, "faceplate-partial")
        if "more-comments" in node.get("src")
    ]
    what = "comments that the page only links to are not in it"
    told += [Remark("", what, node.text[:40] or "some") for node in partial]
    return told


REDDIT_PAGE = Platform(
    "reddit-page",
    "saved pages of Reddit: old.reddit.com, the redesign of 2018, and today's",
    signs=(
        (0.95, r"<shreddit-(?:comment|post|app)\b"),
        (0.95, r"\bid=\"thing_t[13]_[0-9a-z]{1,13}\""),
        (0.95, r"\bdata-fullname=\"t[13]_[0-9a-z]{1,13}\""),
        (0.95, r"<div\b[^>]{0,300}\bclass=\"(?:_\w{1,40} )?Comment t1_[0-9a-z]{1,13}"),
        (0.9, r"(?i)<(?:link|meta)\b[^>]{0,300}\.reddit\.com/r/\w{1,40}/comments/[0-9a-z]{1,13}/"),
        (0.7, SAVED + r"\breddit\.com/r/\w{1,40}/comments/[0-9a-z]"),
    ),
    title=(),
    topics=(r"/comments/([0-9a-z]{1,13})",),
    posts=_read,
    is_one_site=True,
    nested=True,
)
"""Reddit's pages."""
