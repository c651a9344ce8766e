"""Lemmy: a post and its comments, whose paths tell their parents."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

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
    no_objects,
    object_of,
    objects_of,
    text_of,
)

_LISTS = ("posts", "comments", "items")  # Lemmy 1.0 calls all lists "items"


def knows(value: Any) -> bool:
    """Says whether a value holds a post, comments, or one of either, with who wrote it."""
    if _is_view(value) or _is_view(at(value, "post_view")) or _is_view(at(value, "comment_view")):
        return True
    return any(_is_view(item) for key in _LISTS for item in _first(value, key))


def _first(value: Any, key: str) -> list[dict[str, Any]]:
    return objects_of(at(value, key))[:2]


def _is_view(value: Any) -> bool:
    if not isinstance(value, dict) or not isinstance(value.get("creator"), dict):
        return False
    comment = value.get("comment")
    return isinstance(comment or value.get("post"), dict) and (
        "content" in object_of(comment) or "ap_id" in object_of(comment or value.get("post"))
    )


def posts(value: Any) -> Iterator[Record]:
    """Gives the post and the comments of an answer."""
    views = [value] if _is_view(value) else []
    for key in ("post_view", "comment_view"):
        views += [value[key]] if _is_view(value.get(key)) else []
    for key in _LISTS:
        listed = items_of(value.get(key))
        yield from no_objects("", listed, key)
        views += objects_of(listed)
    for view in views:
        if not _is_view(view):
            yield Remark("", "entries without creator, post or comment were left out", "one entry")
        elif isinstance(view.get("comment"), dict):
            yield from _comment(view)
        else:
            yield from _opening(view, object_of(view["creator"]))
    if value.get("next_page"):
        yield Remark("", "the comments go on on a further page, which is not in the file")


def _comment(view: dict[str, Any]) -> Iterator[Record]:
    comment, post = object_of(view["comment"]), object_of(view.get("post"))
    thread = name_of(first_of(comment, "post_id")) or name_of(post.get("id")) or ""
    if post:
        is_creator = post.get("creator_id") == object_of(view["creator"]).get("id")
        yield from _opening(view, object_of(view["creator"]) if is_creator else {})
    number = name_of(comment.get("id"))
    yield from _marks(comment, thread, number)
    yield Post(
        thread,
        number,
        _parent(comment, number) or _post_id(thread),
        _author(view["creator"]),
        date_of(first_of(comment, "published", "published_at")),
        text_of(comment.get("content")),
        "markdown",
    )


def _post_id(thread: str) -> str:
    """Names the opening post: posts and comments are numbered apart."""
    return f"post-{thread}"


def _parent(comment: dict[str, Any], number: str | None) -> str | None:
    """Takes the parent from the path, "0.12.345", or from its field, as it was before paths."""
    steps = (text_of(comment.get("path")) or "").split(".")
    if steps[-1] == number:
        steps.pop()
    if steps and steps[-1]:
        return steps[-1] if steps[-1] != "0" else None
    return name_of(comment.get("parent_id"))


def _opening(view: dict[str, Any], creator: dict[str, Any]) -> Iterator[Record]:
    post = object_of(view["post"])
    thread = name_of(post.get("id")) or ""
    yield from _marks(post, thread, _post_id(thread))
    yield Post(
        thread,
        _post_id(thread),
        None,
        _author(creator),
        date_of(first_of(post, "published", "published_at")),
        linked(post.get("url"), text_of(post.get("body"))) or "",
        "markdown",
        text_of(post.get("name")),
        opens=True,
    )
    total = first_of(object_of(view.get("counts")), "comments") or post.get("comments")
    if "comment" not in view and count_of(total):
        yield Gap(thread, number=count_of(total) + 1)


def _marks(item: dict[str, Any], thread: str, name: str | None) -> Iterator[Remark]:
    for mark in ("deleted", "removed"):
        if item.get(mark):
            yield Remark(thread, f"{mark} comments and posts", name or "one without an id")


def _author(person: Any) -> str | None:
    """Names a person; those of another server with its name, as Lemmy shows them."""
    name = name_of(at(person, "name"))
    if name is None or at(person, "local") is not False:
        return name
    try:
        host = urlsplit(text_of(first_of(person, "actor_id", "ap_id")) or "").hostname
    except ValueError:
        host = None
    return f"{name}@{host}" if host else name


LEMMY = Interface("lemmy", "Lemmy's JSON: posts and comments", knows, posts)
"""Lemmy's answers."""
