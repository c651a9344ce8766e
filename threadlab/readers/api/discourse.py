"""Discourse: topics as JSON, and lists of posts; the original text where it is given, else HTML.

A post is named by its number in the topic, since quotes and replies name it so.
"""

import re
from collections.abc import Iterator
from typing import Any

from threadlab.readers.api.interface import Interface
from threadlab.readers.api.records import (
    Gap,
    Post,
    Record,
    Remark,
    at,
    date_of,
    first_of,
    items_of,
    name_of,
    no_objects,
    objects_of,
    text_of,
)

_SMALL_ACTION = 3
_TAG = re.compile(r"<[^>]{0,500}>")


def knows(value: Any) -> bool:
    """Says whether a value is a topic, a list of the latest posts, or a post."""
    return (
        _is_topic(value)
        or any(map(_is_post, objects_of(at(value, "latest_posts"))[:2]))
        or _is_post(value)
    )


def _is_topic(value: Any) -> bool:
    stream = at(value, "post_stream")
    return isinstance(stream, dict) and isinstance(stream.get("posts"), list)


def _is_post(value: Any) -> bool:
    return isinstance(value, dict) and "post_number" in value and "topic_id" in value


def posts(value: Any) -> Iterator[Record]:
    """Gives the posts of a topic, of a list of posts, or one post."""
    if _is_topic(value):
        yield from _topic(value)
        return
    for item in [value] if _is_post(value) else objects_of(value["latest_posts"]):
        yield from _post(
            item, name_of(item.get("topic_id")) or "", name_of(item.get("topic_title"))
        )


def _topic(value: dict[str, Any]) -> Iterator[Record]:
    stream = value["post_stream"]
    listed = objects_of(stream["posts"])
    first = listed[0] if listed else {}
    thread = name_of(value.get("id")) or name_of(first.get("topic_id")) or ""
    title = name_of(value.get("title"))
    yield from no_objects(thread, stream["posts"], "the posts")
    for item in listed:
        yield from _post(item, thread, title)
    ids = items_of(stream.get("stream"))
    if ids:
        actions = sum(item.get("post_type") == _SMALL_ACTION and not _body(item) for item in listed)
        yield Gap(thread, number=len(ids) - actions)


def _post(item: dict[str, Any], thread: str, title: str | None) -> Iterator[Record]:
    number = name_of(item.get("post_number")) or name_of(item.get("id"))
    place = f"#{number}"
    if item.get("post_type") == _SMALL_ACTION and not _body(item):
        action = name_of(item.get("action_code")) or "unnamed"
        what = "small actions without words were left out"
        yield Remark(thread, what, f"{action} at {place}")
        return
    for key, what in _STATES.items():
        if item.get(key):
            yield Remark(thread, what, place)
    raw = text_of(item.get("raw"))
    rank = item.get("post_number")
    yield Post(
        thread,
        number,
        name_of(item.get("reply_to_post_number")),
        name_of(first_of(item, "username", "display_username", "name")),
        date_of(item.get("created_at")),
        text_of(item.get("cooked")) if raw is None else raw,
        "html" if raw is None else "bbcode",
        title,
        opens=number == "1",
        rank=float(rank) if isinstance(rank, int) and abs(rank) < 10**15 else None,
    )


_STATES = {
    "user_deleted": "posts that their authors deleted",
    "deleted_at": "posts that were deleted",
    "hidden": "posts that the forum hides",
}
"""What is told of a post that has such a mark."""


def _body(item: dict[str, Any]) -> str:
    """Gives the words of a post, without tags."""
    return _TAG.sub("", text_of(first_of(item, "raw", "cooked")) or "").strip()


DISCOURSE = Interface(
    "discourse", "Discourse's JSON: topics with their posts, and lists of posts", knows, posts
)
"""Discourse's answers."""
