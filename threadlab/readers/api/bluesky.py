"""Bluesky: a thread of nested views, a flat one, feeds and lists of posts."""

from collections.abc import Iterator
from typing import Any

from threadlab.readers.api.interface import Interface
from threadlab.readers.api.records import (
    Gap,
    Post,
    Record,
    Remark,
    at,
    count_of,
    date_of,
    first_of,
    items_of,
    linked,
    name_of,
    object_of,
    objects_of,
    text_of,
)


def knows(value: Any) -> bool:
    """Says whether a value is a thread, a view of a post, a feed or a list of posts."""
    return any(_is_post(at(view, "post") or view) for view in _views(value)[:3])


def _is_post(value: Any) -> bool:
    if not isinstance(value, dict) or not isinstance(value.get("record"), dict):
        return False
    return str(value.get("uri"))[:5] == "at://" and "author" in value


def _views(value: Any) -> list[Any]:
    """Gives the outermost views of an answer."""
    if not isinstance(value, dict):
        return []
    if isinstance(value.get("thread"), dict):
        return [value["thread"]]
    if isinstance(value.get("thread"), list):  # the flat form
        return [
            {"uri": i.get("uri"), **object_of(i.get("value"))} for i in objects_of(value["thread"])
        ]
    for key in ("feed", "posts"):
        if isinstance(value.get(key), list):
            return list(value[key])
    return [value]


def posts(value: Any) -> Iterator[Record]:
    """Gives the posts of a thread, those above and those below; without recursion."""
    stack = list(reversed(_views(value)))
    while stack:
        view = stack.pop()
        post = at(view, "post")
        if _is_post(view) and post is None:
            post = view
        if _is_post(post):
            yield from _post(post)
        else:
            yield Remark("", *_absent(view))
        if isinstance(view, dict):
            stack += reversed(items_of(view.get("replies")))
            stack += objects_of([view.get("parent")])
    if name_of(at(value, "cursor")):
        yield Remark("", "the list goes on on a further page, which is not in the file")


def _absent(view: Any) -> tuple[str, str]:
    place = (name_of(at(view, "uri")) or "one without an address")[:200]
    kind = (text_of(at(view, "$type")) or "").rpartition("#")[2].casefold()
    what = next((told for part, told in _ABSENT if part in kind), "entries that are no posts")
    return f"{what} were left out", place


_ABSENT = (
    ("blocked", "posts that are blocked"),
    ("notfound", "posts that are not there, or deleted"),
    ("unauthenticated", "posts that are for members alone"),
)
"""What is told of a view without its post, by a part of its type."""


def _post(post: dict[str, Any]) -> Iterator[Record]:
    record, name = object_of(post["record"]), name_of(post.get("uri"))
    root = name_of(at(record, "reply", "root", "uri")) or name or ""
    parent = name_of(at(record, "reply", "parent", "uri"))
    words, link = text_of(record.get("text")), at(record, "embed", "external", "uri")
    yield Post(
        root,
        name,
        parent,
        name_of(first_of(object_of(post.get("author")), "handle", "did")),
        date_of(first_of(record, "createdAt") or post.get("indexedAt")),
        words or linked(link, words),
        "plain",
        opens=parent is None,
    )
    if name and count_of(post.get("replyCount")):
        yield Gap(root, name, (), count_of(post["replyCount"]))


BLUESKY = Interface("bluesky", "Bluesky's JSON: threads, feeds and lists of posts", knows, posts)
"""Bluesky's answers."""
