"""Reddit: pages as JSON, listings, `more` answers, inboxes; lines of Pushshift and Arctic Shift.

Reddit escapes <, > and & in texts once, unless it was asked for raw JSON. Its markdown is unescaped
where the text shows that it was escaped.
"""

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

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
    object_of,
    text_of,
)

_KINDS = ("t1", "t3", "t4", "more", "Listing")
_RAW = re.compile(r"[<>]|&(?!(?:amp|lt|gt);)")
_ESCAPES = (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&"))
_CONTEXT = re.compile(r"/comments/([0-9a-z]{1,13})(?:/|$)")
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


def knows(value: Any) -> bool:
    """Says whether a value is a thing of Reddit, a list of them, or a row of a dump."""
    if isinstance(value, list):
        return any(_is_thing(item) for item in value[:2])
    return _is_thing(value) or _is_row(value) or any(map(_is_thing_or_row, _inside(value)[:2]))


def _is_thing(value: Any) -> bool:
    return isinstance(value, dict) and value.get("kind") in _KINDS and "data" in value


def _is_row(value: Any) -> bool:
    """Says whether a value is a comment or submission without its wrapper."""
    if not isinstance(value, dict) or "id" not in value:
        return False
    is_comment = "body" in value and ("link_id" in value or "parent_id" in value)
    is_post = "title" in value and ("selftext" in value or "is_self" in value)
    return (is_comment or is_post) and ("created_utc" in value or "subreddit" in value)


def _is_thing_or_row(value: Any) -> bool:
    return _is_thing(value) or _is_row(value)


def _inside(value: Any) -> list[Any]:
    """Gives the answer to `more`, or of a server that searches dumps."""
    things = at(value, "json", "data", "things")
    return items_of(at(value, "data") if things is None else things)


def posts(value: Any) -> Iterator[Record]:
    """Gives the posts of a page, a listing, an answer to `more` or a row; without recursion."""
    if _is_row(value) and not value.get("replies"):
        post = _post(value, "")
        yield post
        if post.opens:
            yield from _totals(value, post)
        return
    things = [value] if isinstance(value, list) or _is_thing_or_row(value) else _inside(value)
    thread = next((link for item in things if (link := text_of(at(item, "data", "link_id")))), "")
    stack = [_Level(iter(things), thread, "")]
    while stack:
        level = stack[-1]
        item = next(level.rest, _END)
        if item is _END:
            stack.pop()
        elif isinstance(item, list):
            stack.append(_Level(iter(item), thread, level.parent))
        elif _is_thing(item) and item["kind"] in ("Listing", "more"):
            data = object_of(item["data"])
            here = level.thread or thread
            if item["kind"] == "more":
                yield _more(data, here, level.parent)
            else:
                yield from _listing(data, here)
                stack.append(_Level(iter(items_of(data.get("children"))), here, level.parent))
        elif _is_thing_or_row(item):
            data = object_of(item["data"]) if _is_thing(item) else item
            post = _post(data, level.thread or thread, level.parent, item.get("kind"))
            yield post
            yield from _totals(data, post)
            thread = post.thread
            stack.append(_Level(_below(data), thread, post.id or ""))
        else:
            what = "entries that are no comments or submissions of Reddit were left out"
            yield Remark(level.thread or thread, what, f"under {level.parent or 'the top'}")


class _Level(NamedTuple):
    """One level of nested things: those to come, and the thread and post that they answer."""

    rest: Iterator[Any]
    thread: str
    parent: str


_END: Any = object()


def _below(data: dict[str, Any]) -> Iterator[Any]:
    replies = data.get("replies")
    return iter(replies if isinstance(replies, list) else [replies] if replies else [])


def _post(data: dict[str, Any], thread: str, parent: str = "", kind: str | None = None) -> Post:
    """Gives the post of a row; what it does not say is taken from where it stands."""
    kind = kind if kind in _KINDS else "t1" if "body" in data else "t3"
    name = _full_name(data.get("name") or data.get("id"), kind)
    body = text_of(data.get("body"))
    title = text_of(data.get("title") or data.get("link_title") or data.get("subject"))
    if kind == "t3":
        link = None if _is_own_link(data) else data.get("url")
        body = linked(link, text_of(data.get("selftext")))
    escaped = _is_escaped(data, body)
    thread = _thread(data, kind, name) or thread
    return Post(
        thread,
        name,
        None if kind == "t3" else _parent(data, kind, thread) or parent or _top(kind, thread),
        name_of(data.get("author")),
        date_of(data.get("created_utc", data.get("created"))),
        _unescaped(body) if escaped else body,
        "markdown",
        _unescaped(title) if title and escaped is not False else title,
        opens=kind == "t3",
    )


def _totals(data: dict[str, Any], post: Post) -> Iterator[Gap]:
    if post.opens and count_of(data.get("num_comments")):
        yield Gap(post.thread, number=count_of(data.get("num_comments")) + 1)


def _full_name(value: Any, kind: str) -> str | None:
    """Gives "t1_x" for "x"; numbers, as some dumps have them, are ids to the base 36."""
    if isinstance(value, str) and value[:1] == "t" and value[2:3] == "_":
        return value.strip()
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 36**13:
        digits = ""
        while value:
            value, digit = divmod(value, 36)
            digits = _DIGITS[digit] + digits
        value = digits or "0"
    name = name_of(value)
    return None if name is None else f"{kind}_{name}"


def _thread(data: dict[str, Any], kind: str, name: str | None) -> str:
    if kind == "t1":
        stated = _full_name(data.get("link_id"), "t3")
        if stated:
            return stated
        found = _CONTEXT.search(text_of(data.get("context") or data.get("permalink")) or "")
        return f"t3_{found[1]}" if found else ""
    if kind == "t4":
        return _full_name(data.get("first_message_name"), "t4") or name or ""
    return name or ""


def _parent(data: dict[str, Any], kind: str, thread: str) -> str | None:
    stated = data.get("parent_id")
    parent = _full_name(stated, kind)
    is_thread = isinstance(stated, int) and parent is not None and parent[3:] == thread[3:]
    return thread if is_thread else parent


def _top(kind: str, thread: str) -> str | None:
    """Gives what a comment answers that says nothing of it: the submission."""
    return thread or None if kind == "t1" else None


def _is_own_link(data: dict[str, Any]) -> bool:
    """Says whether a submission's link is the submission itself, as it is for a text."""
    url, here = text_of(data.get("url")) or "", text_of(data.get("permalink"))
    return data.get("is_self") is True or bool(here and url.endswith(here))


def _is_escaped(data: dict[str, Any], text: str | None) -> bool | None:
    """Says whether texts are escaped; None: nothing shows it."""
    shown = data.get("body_html") or data.get("selftext_html")
    if isinstance(shown, str) and shown.startswith(("&lt;", "<")):
        return shown.startswith("&lt;")
    if text is None or not ("&" in text or "<" in text or ">" in text):
        return None
    return _RAW.search(text) is None


def _unescaped(text: str | None) -> str | None:
    for entity, letter in _ESCAPES:
        text = text.replace(entity, letter) if text else text
    return text


def _listing(data: dict[str, Any], thread: str) -> Iterator[Record]:
    if isinstance(data.get("after"), str):
        yield Remark(thread, "the listing goes on on a further page, which is not in the file")


def _more(data: dict[str, Any], thread: str, parent: str) -> Gap:
    ids = tuple(f"t1_{name}" for item in items_of(data.get("children")) if (name := name_of(item)))
    under = name_of(data.get("parent_id")) or parent or thread
    return Gap(thread, under, ids, count_of(data.get("count")))


REDDIT = Interface(
    "reddit",
    "Reddit's JSON: pages with their comments, listings, inboxes; Pushshift and Arctic Shift lines",
    knows,
    posts,
    (".json", ".jsonl", ".ndjson"),
)
"""Reddit's answers and dumps of them."""
