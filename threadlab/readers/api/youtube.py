"""YouTube: comment threads and comments as its interface gives them, or as yt-dlp saves them."""

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

_KINDS = ("youtube#commentThread", "youtube#comment")


def knows(value: Any) -> bool:
    """Says whether a value is a list of comments or threads, one of them, or a saved video."""
    return (
        _is_item(value) or any(map(_is_item, items_of(at(value, "items"))[:2])) or _is_video(value)
    )


def _is_item(value: Any) -> bool:
    return isinstance(value, dict) and value.get("kind") in _KINDS and "snippet" in value


def _is_video(value: Any) -> bool:
    """Says whether a value is what yt-dlp saves about a video, with its comments."""
    if not (isinstance(value, dict) and ("extractor" in value or "webpage_url" in value)):
        return False
    return isinstance(value.get("comments"), list)


def posts(value: Any) -> Iterator[Record]:
    """Gives the comments of an answer or a saved video."""
    if _is_video(value):
        yield from _video(value)
        return
    items = [value] if _is_item(value) else items_of(value["items"])
    yield from no_objects("", items, "items")
    for item in objects_of(items):
        if not _is_item(item):
            yield Remark("", "items that are no comments were left out", "one")
        elif item["kind"] == "youtube#comment":
            yield _comment(item, "", None)
        else:
            yield from _branch(item)
    if name_of(value.get("nextPageToken")):
        yield Remark("", "the comments go on on a further page, which is not in the file")


def _branch(item: dict[str, Any]) -> Iterator[Record]:
    snippet = object_of(item["snippet"])
    top = object_of(snippet.get("topLevelComment"))
    video = name_of(snippet.get("videoId")) or name_of(at(top, "snippet", "videoId")) or ""
    if not top:
        yield Remark(video, "threads without their first comment", name_of(item.get("id")) or "one")
    else:
        yield _comment(top, video, None)
    parent = name_of(first_of(top, "id")) or name_of(item.get("id"))
    replies = items_of(at(item, "replies", "comments"))
    yield from no_objects(video, replies, f"the answers to {parent}")
    for reply in objects_of(replies):
        yield _comment(reply, video, parent)
    if parent and count_of(snippet.get("totalReplyCount")):
        yield Gap(video, parent, (), count_of(snippet["totalReplyCount"]))


def _comment(item: dict[str, Any], video: str, parent: str | None) -> Post:
    snippet = object_of(item.get("snippet"))
    written = text_of(snippet.get("textOriginal"))
    return Post(
        video or name_of(snippet.get("videoId")) or "",
        name_of(item.get("id")),
        name_of(snippet.get("parentId")) or parent,
        name_of(snippet.get("authorDisplayName")),
        date_of(snippet.get("publishedAt")),
        text_of(snippet.get("textDisplay")) if written is None else written,
        "html" if written is None else "plain",
    )


def _video(value: dict[str, Any]) -> Iterator[Record]:
    video = name_of(value.get("id")) or ""
    title = text_of(first_of(value, "title", "fulltitle"))
    name = f"video-{video}"
    date = date_of(first_of(value, "timestamp", "upload_date"))
    author = name_of(first_of(value, "uploader", "channel"))
    words = text_of(value.get("description")) or text_of(value.get("webpage_url"))
    yield Post(video, name, None, author, date, words, "plain", title, opens=True)
    yield from no_objects(video, value["comments"], "the comments")
    for item in objects_of(value["comments"]):
        parent = name_of(item.get("parent"))
        yield Post(
            video,
            name_of(item.get("id")),
            name if parent in (None, "root") else parent,
            name_of(item.get("author")),
            date_of(item.get("timestamp")),
            text_of(first_of(item, "text", "html")),
            "plain" if item.get("text") is not None else "html",
        )


YOUTUBE = Interface(
    "youtube", "YouTube's JSON: comment threads, and videos saved by yt-dlp", knows, posts
)
"""YouTube's answers."""
