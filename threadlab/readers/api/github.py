"""GitHub: issues, pull requests and discussions with their comments; REST, GraphQL and `gh`.

An issue's comments stand in one row and answer nobody in particular, unless they quote; those of a
discussion and of a review are nested.
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
    count_of,
    date_of,
    first_of,
    items_of,
    name_of,
    no_objects,
    object_of,
    objects_of,
    text_of,
)

_PLACE = re.compile(
    r"://[^/\s]{1,200}/(?:api/v3/)?(?:repos/)?([^/\s]{1,100}/[^/\s]{1,100})"
    r"/(issues|pulls?|discussions)/(\d{1,12})(?!\d)"
)
_ADDRESSES = ("html_url", "issue_url", "pull_request_url", "discussion_url", "url")
_BODIES = (("body", "markdown"), ("body_html", "html"), ("bodyHTML", "html"),
           ("body_text", "plain"), ("bodyText", "plain"))  # fmt: skip
_EVERYTHING = 10_000  # entries of an answer in which the first topic is looked for


def knows(value: Any) -> bool:
    """Says whether a value is a topic, a comment on one, or an answer to a query."""
    if _is_topic(value) or _is_comment(value) or _has_comments(value):
        return True
    if isinstance(at(value, "issue"), dict) and isinstance(at(value, "comments"), list):
        return _is_topic(value["issue"])
    data = at(value, "data")
    return isinstance(data, dict) and bool(_topics(data, most=1))


def _place(item: Any) -> tuple[str, str, str] | None:
    """Gives the repository, the kind of topic and its number, as addresses tell them."""
    for key in _ADDRESSES:
        found = _PLACE.search((text_of(at(item, key)) or "")[:500])
        if found:
            return found[1], found[2], found[3]
    return None


def _is_topic(value: Any) -> bool:
    if not isinstance(value, dict) or "title" not in value or "number" not in value:
        return False
    return ("user" in value or "author" in value) and _place(value) is not None


def _is_comment(value: Any) -> bool:
    if not isinstance(value, dict) or "title" in value or _place(value) is None:
        return False
    return any(key in value for key, _ in _BODIES) or "event" in value


def _has_comments(value: Any) -> bool:
    """Says whether a value is a topic as `gh` gives it, which tells its comments first."""
    comments = objects_of(at(value, "comments"))[:2]
    return any("authorAssociation" in item and _is_comment(item) for item in comments)


def _topics(data: dict[str, Any], most: int | None = None) -> list[dict[str, Any]]:
    """Finds the topics in an answer to a query, wherever they stand."""
    found: list[dict[str, Any]] = []
    waiting: list[Any] = [data]
    seen = 0
    while waiting and (most is None or (len(found) < most and seen < _EVERYTHING)):
        here = waiting.pop()
        seen += 1
        if isinstance(here, list):
            waiting += reversed(here)
        elif isinstance(here, dict) and _is_node(here):
            found.append(here)
        elif isinstance(here, dict):
            waiting += reversed(here.values())
    return found


def _is_node(value: dict[str, Any]) -> bool:
    has_words = any(key in value for key, _ in _BODIES)
    if "title" not in value or not (has_words or "comments" in value):
        return False
    return "login" in object_of(value.get("author")) or (
        "createdAt" in value and value.get("author", value) is None
    )


def posts(value: Any) -> Iterator[Record]:
    """Gives the posts of a topic, a comment, or everything that an answer to a query holds."""
    if _is_topic(value) or _has_comments(value):
        yield from _topic(value)
    elif _is_comment(value):
        yield from _comment(value, "", None)
    elif isinstance(value.get("issue"), dict):
        yield from _topic({**value["issue"], "comments": value["comments"]})
    else:
        for topic in _topics(value["data"]):
            yield from _topic(topic)


def _topic(item: dict[str, Any]) -> Iterator[Record]:
    listed, total = _connection(item.get("comments"))
    place = _place(item) or next(filter(None, map(_place, objects_of(listed)[:1])), None)
    number = name_of(item.get("number"))
    thread = f"{place[0]}#{place[2]}" if place else f"#{number}" if number else ""
    name = f"#{number or (place[2] if place else '?')}"
    nested = any("replies" in comment for comment in objects_of(listed))
    nested = nested or bool(place and place[1] == "discussions")
    title = text_of(item.get("title"))
    yield _post(item, (thread, name, None), title)
    yield from no_objects(thread, listed, "the comments")
    for comment in objects_of(listed):
        yield from _comment(comment, thread, name if nested else None)
    for review in objects_of(_connection(item.get("reviews"))[0]):
        yield from _comment(review, thread, None)
    if total:
        yield Gap(thread, name, (), total) if nested else Gap(thread, number=total + 1)


def _connection(value: Any) -> tuple[list[Any], int]:
    """Gives the entries of a list or of a connection (nodes or edges), and how many there are."""
    if isinstance(value, dict):
        edges = [at(edge, "node") for edge in items_of(value.get("edges"))]
        return items_of(value.get("nodes")) or edges, count_of(value.get("totalCount"))
    return items_of(value), count_of(value)


def _comment(item: dict[str, Any], thread: str, parent: str | None) -> Iterator[Record]:
    place = _place(item)
    if place and not thread:
        thread = f"{place[0]}#{place[2]}"
        parent = f"#{place[2]}" if place[1] == "discussions" else None
    event = name_of(item.get("event"))
    words = next((text_of(item.get(key)) for key, _ in _BODIES if item.get(key)), None)
    if (event or "state" in item) and not words:
        what = "events without words were left out"
        yield Remark(thread, what, event or str(item.get("state"))[:40])
        return
    stated = first_of(item, "in_reply_to_id", "parent_id") or at(item, "replyTo", "id")
    name = name_of(first_of(item, "id", "databaseId", "node_id"))
    yield _post(item, (thread, name, name_of(stated) or parent), None)
    replies, total = _connection(item.get("replies"))
    yield from no_objects(thread, replies, f"the answers to {name}")
    for reply in objects_of(replies):
        below = name_of(first_of(reply, "id", "databaseId", "node_id"))
        to = name_of(at(reply, "replyTo", "id")) or name
        yield _post(reply, (thread, below, to), None)
    total = total or count_of(item.get("child_comment_count"))
    if name and total:
        yield Gap(thread, name, (), total)


def _post(
    item: dict[str, Any], where: tuple[str, str | None, str | None], title: str | None
) -> Post:
    thread, name, parent = where
    writer = first_of(item, "user", "author", "actor")
    key, form = next(((k, f) for k, f in _BODIES if item.get(k) is not None), _BODIES[0])
    stamp = first_of(item, "created_at", "createdAt", "submitted_at", "submittedAt")
    return Post(
        thread,
        name,
        parent,
        name_of(at(object_of(writer), "login")),
        date_of(stamp),
        text_of(item.get(key)) if title is None else text_of(item.get(key)) or "",
        form,
        title,
        opens=title is not None,
    )


GITHUB = Interface(
    "github",
    "GitHub's JSON: issues, pull requests and discussions with their comments",
    knows,
    posts,
)
"""GitHub's answers."""
