"""Discourse: pages as browsers show them, those for crawlers, and the JSON within both.

A post is named by its number in the topic, since quotes and replies name it so.
"""

import json
from typing import Any

from threadlab.readers.api.discourse import DISCOURSE
from threadlab.readers.api.records import Gap, Post, Remark
from threadlab.readers.pages.document import Document
from threadlab.readers.pages.layouts import Found, Layout, posts_by
from threadlab.readers.pages.platform import Platform, Read
from threadlab.readers.pages.selecting import first, select

_SHOWN = Layout(
    "as browsers show it",
    post='article[id^="post_"]',
    body=(".cooked",),
    id=("@id",),
    author=(
        ".names [data-user-card]@data-user-card",
        ".names .username",
        "[data-user-card]@data-user-card",
        ".names",
    ),
    date=(
        ".post-date .relative-date@data-time",
        ".relative-date@data-time",
        ".post-date .relative-date@title",
        ".post-date@title",
    ),
    furniture=((".embedded-posts, .topic-map, .topic-meta-data.embedded-reply", ""),),
)
_CRAWLED = Layout(
    "for crawlers",
    post='.crawler-post, [id^="post_"][itemtype*="schema.org"]',
    body=(".post", '[itemprop="text"]', '[itemprop="articleBody"]'),
    id=("@id", '[itemprop="position"]'),
    author=('.creator [itemprop="name"]', ".creator a", ".creator", '[itemprop="author"]'),
    date=("time@datetime", "time"),
    furniture=((".crawler-linkback-list, [itemprop=interactionStatistic]", ""),),
)


def _read(document: Document) -> Read:
    found, remarks, _ = posts_by(document, (_SHOWN, _CRAWLED))
    told: list[Remark | Gap] = [*remarks]
    preloaded, topic, title = _preloaded(document, told)
    here = {post.id for post in preloaded}
    shown = [one.post._replace(rank=_rank(one.post)) for one in _answering(found, told)]
    posts = [*preloaded, *(post for post in shown if post.id not in here)]
    hidden = select(document.root, ".post-stream--cloaked, .cloaked-post")
    if hidden:
        told.append(Remark("", f"{len(hidden)} posts that were out of sight are not in the page"))
    actions = [node.text[:40] for node in select(document.root, ".small-action") if node.text]
    told += [Remark("", "small actions without words were left out", text) for text in actions]
    bodies = [one.body for one in found if one.body is not None]
    return Read(posts, told, title, topic, bodies)


def _rank(post: Post) -> float | None:
    return float(post.id) if post.id and post.id.isdecimal() and len(post.id) < 15 else None


def _answering(found: list[Found], told: list[Remark | Gap]) -> list[Found]:
    """Says whom posts answer, where the page names a writer who wrote but one post before."""
    by_writer: dict[str, list[str | None]] = {}
    answering = []
    for one in found:
        tab = first(one.spot.node, ".reply-to-tab", one.spot.last)
        if tab is not None and tab.text:
            earlier = by_writer.get(tab.text, [])
            if len(earlier) == 1:
                one = one._replace(post=one.post._replace(parent=earlier[0]))
            else:
                what = "posts that answer a writer of several posts or of none in the page"
                told.append(Remark("", what, one.post.id or "one without an id"))
        answering.append(one)
        by_writer.setdefault(one.post.author or "", []).append(one.post.id)
    return answering


def _preloaded(document: Document, told: list[Remark | Gap]) -> tuple[list[Post], str, str]:
    """Reads the JSON of the topic that the page carries for its scripts."""
    node = first(document.root, "#data-preloaded")
    value = _parsed(node.get("data-preloaded") or node.html) if node is not None else None
    for key, held in value.items() if isinstance(value, dict) else ():
        topic = _parsed(held) if isinstance(held, str) else held
        if not key.startswith("topic_") or not DISCOURSE.knows(topic):
            continue
        records = list(DISCOURSE.posts(topic))
        told += [r._replace(thread="") for r in records if not isinstance(r, Post)]
        posts = [r._replace(thread="") for r in records if isinstance(r, Post)]
        thread = next((r.thread for r in records), "")
        return posts, thread, next((post.title for post in posts if post.title), "") or ""
    return [], "", ""


def _parsed(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


DISCOURSE_PAGE = Platform(
    "discourse-page",
    "saved pages of topics of Discourse, as browsers show them or for crawlers",
    signs=(
        (0.95, r"(?i)<meta\b[^>]{0,80}\bcontent=[\"']Discourse\s\d"),
        (0.95, r"\bclass=[\"'][^\"'<>]{0,80}\bcrawler-post\b"),
        (0.9, r"<article\b[^>]{0,300}\bid=\"post_\d{1,9}\"[^>]{0,300}\bdata-topic-id="),
        (0.9, r"<div\b[^>]{0,80}\bid=\"data-preloaded\""),
    ),
    title=("#topic-title .fancy-title", "#topic-title h1 a", "#topic-title h1", "h1 a", "h1"),
    topics=(r"/t/(?:[^/\s\"']{1,300}/)?(\d{1,20})(?:[/?#]|$)",),
    links="link[rel=canonical], #topic-title a, h1 a, .post-date, a[rel=next], a[rel=prev]",
    data=("article[data-topic-id]@data-topic-id",),
    posts=_read,
    nested=True,
)
"""Discourse's pages."""
