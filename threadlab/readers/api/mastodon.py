"""Mastodon, and servers that speak like it: a status, a list of them, or the context of one."""

from collections.abc import Iterator
from html import escape
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


def knows(value: Any) -> bool:
    """Says whether a value is a status, a context, or an answer to a search."""
    return _is_status(value) or _is_context(value) or _is_search(value)


def _is_status(value: Any) -> bool:
    return isinstance(value, dict) and "in_reply_to_id" in value and "account" in value


def _is_context(value: Any) -> bool:
    lists = (at(value, "ancestors"), at(value, "descendants"))
    if not any(isinstance(listed, list) for listed in lists):
        return False
    statuses = [*items_of(lists[0])[:2], *items_of(lists[1])[:2]]
    return any(map(_is_status, statuses)) if statuses else len(value) == 2


def _is_search(value: Any) -> bool:
    return any(map(_is_status, items_of(at(value, "statuses"))[:2]))


def posts(value: Any) -> Iterator[Record]:
    """Gives the statuses of an answer; which belong together, their replies tell."""
    if _is_status(value):
        yield from _status(value)
        return
    if _is_search(value):
        yield from _all(value["statuses"], "statuses")
        return
    ancestors, descendants = value.get("ancestors"), value.get("descendants")
    yield from _all(ancestors, "ancestors")
    yield from _all(descendants, "descendants")
    yield from _middle(objects_of(ancestors), objects_of(descendants))


def _all(listed: Any, what: str) -> Iterator[Record]:
    yield from no_objects("", listed, what)
    for status in objects_of(listed):
        yield from _status(status)


def _middle(ancestors: list[dict[str, Any]], descendants: list[dict[str, Any]]) -> Iterator[Record]:
    """Tells of the status that a context is about, which the context does not hold."""
    last = name_of(ancestors[-1].get("id")) if ancestors else None
    here = {name_of(status.get("id")) for status in (*ancestors, *descendants)}
    answered = [name_of(status.get("in_reply_to_id")) for status in descendants]
    missing = next((name for name in answered if name and name not in here), None)
    if missing:
        yield Gap("", last or "", (missing,), 1)
    elif last:
        yield Gap("", last, (), 0)


def _status(status: dict[str, Any]) -> Iterator[Record]:
    inner = object_of(status.get("reblog"))
    if inner:
        what = "boosts were read as what they pass on"
        yield Remark("", what, name_of(inner.get("id")) or "one without an id")
        status = inner
    name = name_of(status.get("id"))
    yield Post(
        "",
        name,
        name_of(status.get("in_reply_to_id")),
        name_of(first_of(object_of(status.get("account")), "acct", "username")),
        date_of(status.get("created_at")),
        _body(status),
        "html",
    )
    if name and count_of(status.get("replies_count")):
        yield Gap("", name, (), count_of(status["replies_count"]))


def _body(status: dict[str, Any]) -> str | None:
    """Gives the words of a status: its warning, its text, what its pictures are said to show."""
    warning = text_of(status.get("spoiler_text"))
    content = text_of(status.get("content"))
    shown = [text_of(m.get("description")) for m in objects_of(status.get("media_attachments"))]
    if content is None and not warning and not any(shown):
        return None
    parts = [f"<p>{escape(warning)}</p>" if warning else "", content or ""]
    return "".join([*parts, *(f"<p>{escape(text)}</p>" for text in shown if text)])


MASTODON = Interface(
    "mastodon", "Mastodon's JSON: statuses, and the context of a status", knows, posts
)
"""Mastodon's answers."""
