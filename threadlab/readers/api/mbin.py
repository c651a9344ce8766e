"""Mbin, and kbin before it: an entry or a microblog post, and its comments."""

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
    items_of,
    linked,
    name_of,
    no_objects,
    objects_of,
    text_of,
)


def knows(value: Any) -> bool:
    """Says whether a value is an entry, a post, a comment, or a list of them."""
    return _is_item(value) or any(map(_is_item, objects_of(at(value, "items"))[:2]))


def _is_item(value: Any) -> bool:
    if not isinstance(value, dict) or not ("user" in value and "magazine" in value):
        return False
    return any(key in value for key in ("entryId", "postId", "commentId"))


def posts(value: Any) -> Iterator[Record]:
    """Gives the posts of an entry, a comment with all below it, or a list of them."""
    items = [value] if _is_item(value) else items_of(value["items"])
    yield from no_objects("", items, "items")
    stack: list[tuple[dict[str, Any], str | None]] = [
        (i, None) for i in reversed(objects_of(items))
    ]
    while stack:
        item, parent = stack.pop()
        post = _post(item, parent)
        yield post
        state = name_of(item.get("visibility")) or "visible"
        if state != "visible":
            yield Remark(post.thread, f"{state} comments and posts", post.id or "one without an id")
        if post.opens:
            yield Gap(post.thread, number=1 + count_of(item.get("numComments")))
        children = items_of(item.get("children"))
        yield from no_objects(post.thread, children, f"the answers to {post.id}")
        stack += [(child, post.id) for child in reversed(objects_of(children))]
    pages = count_of(at(value, "pagination", "maxPage"))
    if pages > 1:
        yield Remark("", f"the list has {pages} pages; one is in the file")


def _post(item: dict[str, Any], parent: str | None) -> Post:
    kind = "entry" if item.get("entryId") is not None else "post"
    number = name_of(item.get(f"{kind}Id"))
    thread = f"{kind}-{number}" if number else ""
    comment = name_of(item.get("commentId"))
    text = text_of(item.get("body"))
    return Post(
        thread,
        comment or thread or None,
        (name_of(item.get("parentId")) or parent or thread or None) if comment else None,
        name_of(at(item, "user", "username")),
        date_of(item.get("createdAt")),
        text if comment else linked(item.get("url"), text) or "",
        "markdown",
        None if comment else text_of(item.get("title")),
        opens=comment is None,
    )


MBIN = Interface("mbin", "Mbin's and kbin's JSON: entries, posts and comments", knows, posts)
"""Mbin's answers."""
