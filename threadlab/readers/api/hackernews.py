"""Hacker News: Algolia's nested items and search hits, and the items of the official interface."""

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
    objects_of,
    text_of,
    unescaped,
)

_TYPES = ("story", "comment", "job", "poll", "pollopt")


def knows(value: Any) -> bool:
    """Says whether a value is an item, a map of items by id, or an answer to a search."""
    if _is_item(value) or any(map(_is_hit, objects_of(at(value, "hits"))[:2])):
        return True
    if not isinstance(value, dict) or not value or not all(k.isdecimal() for k in list(value)[:3]):
        return False
    return any(map(_is_item, list(value.values())[:3]))


def _is_item(value: Any) -> bool:
    if not isinstance(value, dict) or value.get("type") not in _TYPES or "id" not in value:
        return False
    is_algolia = "created_at_i" in value or ("children" in value and "author" in value)
    is_firebase = "time" in value and any(key in value for key in ("by", "deleted", "dead"))
    return is_algolia or is_firebase


def _is_hit(value: Any) -> bool:
    return isinstance(value, dict) and "objectID" in value and "_tags" in value


def posts(value: Any) -> Iterator[Record]:
    """Gives the posts of an item and all below it, of a map of items, or of a search."""
    if "hits" in value and not _is_item(value):
        yield from _hits(value)
        return
    items = [value] if _is_item(value) else list(value.values())
    stack = [item for item in reversed(items) if _is_item(item)]
    thread = name_of(first_of(value, "story_id")) or ""
    if not thread and at(value, "children") is not None and value.get("parent_id") is None:
        thread = name_of(value["id"]) or ""
    above: dict[int, str] = {}
    while stack:
        item = stack.pop()
        parent = above.pop(id(item), None)
        post = _post(item, thread, parent)
        yield post
        yield from _told(item, post)
        below = [*items_of(item.get("children")), *items_of(item.get("kids"))]
        nested = [child for child in reversed(below) if isinstance(child, dict)]
        above |= {id(child): post.id or "" for child in nested}
        stack += nested


def _post(item: dict[str, Any], thread: str, parent: str | None) -> Post:
    is_option = item.get("type") == "pollopt"
    stated = name_of(first_of(item, "parent_id", "parent", "poll")) or parent
    text = text_of(item.get("text"))
    return Post(
        thread,
        name_of(item.get("id")),
        stated,
        name_of(first_of(item, "by", "author")),
        date_of(first_of(item, "time", "created_at_i", "created_at")),
        linked(item.get("url"), text, is_html=text is not None),
        "html" if text is not None else "plain",
        unescaped(text_of(item.get("title"))),
        opens=stated is None and not is_option,
    )


def _told(item: dict[str, Any], post: Post) -> Iterator[Record]:
    for mark in ("deleted", "dead"):
        if item.get(mark):
            yield Remark(post.thread, f"{mark} comments", post.id or "one without an id")
    kids = tuple(name for kid in items_of(item.get("kids")) if (name := name_of(kid)))
    if kids:
        yield Gap(post.thread, post.id or "", kids, len(kids))
    if post.thread and post.opens and count_of(item.get("descendants")):
        yield Gap(post.thread, number=count_of(item.get("descendants")) + 1)
    wrong = sum(not isinstance(child, dict) for child in items_of(item.get("children")))
    wrong += sum(not isinstance(k, dict) and name_of(k) is None for k in items_of(item.get("kids")))
    if wrong:
        what = "entries below comments that are no items were left out"
        yield Remark(post.thread, what, f"{wrong} under {post.id}")


def _hits(value: dict[str, Any]) -> Iterator[Record]:
    for hit in objects_of(value["hits"]):
        number = name_of(first_of(hit, "objectID", "id"))
        tags = items_of(hit.get("_tags"))
        is_comment = "comment" in tags or hit.get("comment_text") is not None
        text = text_of(first_of(hit, "comment_text", "story_text", "text"))
        yield Post(
            name_of(hit.get("story_id")) or (number or "" if not is_comment else ""),
            number,
            name_of(hit.get("parent_id")),
            name_of(hit.get("author")),
            date_of(first_of(hit, "created_at_i", "created_at")),
            text if is_comment else linked(hit.get("url"), text, is_html=text is not None),
            "plain" if text is None else "html",
            unescaped(text_of(first_of(hit, "title", "story_title"))),
            opens=not is_comment,
        )
    total, pages = count_of(value.get("nbHits")), count_of(value.get("nbPages"))
    if pages > 1:
        yield Remark("", f"the search has {pages} pages of {total} hits; one is in the file")


HACKER_NEWS = Interface(
    "hackernews",
    "Hacker News as JSON: Algolia's items and search hits, Firebase's items",
    knows,
    posts,
)
"""Hacker News' answers."""
