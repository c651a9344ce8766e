"""Disqus: the posts of threads, as its interface lists them and as its frame holds them."""

from collections.abc import Iterator
from typing import Any

from threadlab.readers.api.interface import Interface
from threadlab.readers.api.records import (
    Post,
    Record,
    Remark,
    at,
    date_of,
    first_of,
    items_of,
    name_of,
    no_objects,
    object_of,
    objects_of,
    text_of,
    unescaped,
)


def knows(value: Any) -> bool:
    """Says whether a value is an answer that holds posts, or a post."""
    response = at(value, "response")
    listed = items_of(at(response, "posts")) or items_of(response)
    return _is_post(value) or any(map(_is_post, listed[:2]))


def _is_post(value: Any) -> bool:
    if not isinstance(value, dict) or not ("message" in value or "raw_message" in value):
        return False
    return "createdAt" in value and ("thread" in value or "forum" in value)


def posts(value: Any) -> Iterator[Record]:
    """Gives the posts of an answer."""
    response = value.get("response")
    listed = [value] if _is_post(value) else items_of(at(response, "posts")) or items_of(response)
    about = object_of(at(response, "thread"))
    yield from no_objects("", listed, "posts")
    told: set[str] = set()
    for item in objects_of(listed):
        nested = item.get("thread")
        topic = object_of(nested) or about
        thread = name_of(nested) or name_of(topic.get("id")) or ""
        if thread not in told:
            told.add(thread)
            link = name_of(topic.get("link"))
            where = f": {link}" if link else ""
            yield Remark(thread, f"the article that is commented on is not in the file{where}")
        yield from _post(item, thread, text_of(first_of(topic, "clean_title", "title")))
    if at(value, "cursor", "hasNext") is True:
        yield Remark("", "the posts go on on a further page, which is not in the file")


def _post(item: dict[str, Any], thread: str, title: str | None) -> Iterator[Record]:
    name = name_of(item.get("id"))
    for key, what in (("isDeleted", "deleted posts"), ("isSpam", "posts taken for spam")):
        if item.get(key) is True:
            yield Remark(thread, what, name or "one without an id")
    author = object_of(item.get("author"))
    shown = text_of(item.get("message"))
    yield Post(
        thread,
        name,
        name_of(item.get("parent")),
        name_of(first_of(author, "name", "username")),
        date_of(item.get("createdAt")),
        text_of(item.get("raw_message")) if shown is None else shown,
        "html",
        unescaped(title),
    )


DISQUS = Interface("disqus", "Disqus' JSON: the posts of threads", knows, posts)
"""Disqus' answers."""
