"""What a page says of itself for search engines: schema.org as JSON-LD."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from threadlab.readers.pages.selecting import select
from threadlab.readers.pages.tree import Node

_COMMENTS = ("comment", "suggestedAnswer", "acceptedAnswer")
_ARTICLES = (
    "Article", "NewsArticle", "BlogPosting", "DiscussionForumPosting", "SocialMediaPosting",
    "QAPage", "Question", "Report", "ScholarlyArticle", "TechArticle", "OpinionNewsArticle",
    "AnalysisNewsArticle", "ReportageNewsArticle", "LiveBlogPosting", "Review", "CreativeWork",
    "WebPage",
)  # fmt: skip
_INNER = ("mainEntity", "@graph", "mainEntityOfPage")
_MOST = 200_000  # objects that are looked at


@dataclass(frozen=True, slots=True)
class Remark:
    """A comment in JSON-LD; the parent is the number of the one that it answers."""

    name: str
    author: str | None
    date: str | None
    text: str
    parent: int | None


@dataclass(frozen=True, slots=True)
class About:
    """What JSON-LD says of a page; "" and None for what it does not.

    Attributes:
        title: The headline.
        author: Who wrote the article.
        date: When it came out.
        text: The article's words, if they are there.
        count: How many comments there are.
        remarks: The comments that are there.
    """

    title: str = ""
    author: str | None = None
    date: str | None = None
    text: str = ""
    count: int | None = None
    remarks: tuple[Remark, ...] = ()


def linked_data(root: Node) -> About:
    """Reads the JSON-LD of a page; what cannot be read is as if it were not there."""
    articles = []
    for script in select(root, "script"):
        if script.get("type").strip().lower() == "application/ld+json":
            articles += [o for o in _objects(_parsed(script.html)) if _is_article(o)]
    if not articles:
        return About()
    main = max(articles, key=_weight)
    remarks = tuple(_remarks(main))
    return About(
        title=_text(main.get("headline") or main.get("name")),
        author=_author(main.get("author")),
        date=_text(main.get("datePublished") or main.get("dateCreated")) or None,
        text=_text(main.get("articleBody") or main.get("text")),
        count=_count(main),
        remarks=remarks,
    )


def _parsed(text: str) -> Any:
    stripped = text.strip().removeprefix("<![CDATA[").removesuffix("]]>").strip().rstrip(";")
    try:
        return json.loads(stripped, strict=False)
    except (ValueError, RecursionError):
        return None


def _objects(data: Any) -> Iterator[dict[str, Any]]:
    """Yields the objects at the top, in lists, in @graph and as the main entity."""
    waiting, seen = [data], 0
    while waiting and seen < _MOST:
        here = waiting.pop()
        seen += 1
        if isinstance(here, list):
            waiting.extend(reversed(here))
        elif isinstance(here, dict):
            yield here
            waiting.extend(
                here[k] for k in ("mainEntity", "@graph", "mainEntityOfPage") if k in here
            )


def _is_article(entry: dict[str, Any]) -> bool:
    kinds = entry.get("@type")
    listed = kinds if isinstance(kinds, list) else [kinds]
    return any(isinstance(kind, str) and kind.rpartition("/")[2] in _ARTICLES for kind in listed)


def _weight(entry: dict[str, Any]) -> tuple[bool, bool, bool, bool]:
    kinds = entry.get("@type")
    return (
        any(entry.get(key) for key in _COMMENTS),
        kinds not in ("WebPage", "CreativeWork", "QAPage"),
        bool(entry.get("headline") or entry.get("articleBody") or entry.get("text")),
        bool(entry.get("author")),
    )


def _remarks(main: dict[str, Any]) -> Iterator[Remark]:
    """Walks down the comments, answers behind what they answer."""
    waiting: list[tuple[dict[str, Any], int | None]] = [
        (entry, None) for entry in reversed(_comments(main))
    ]
    number = 0
    while waiting and number < _MOST:
        entry, parent = waiting.pop()
        text = _text(entry.get("text") or entry.get("description") or entry.get("commentText"))
        below = _comments(entry)
        if not text and not below and not entry.get("author"):
            continue
        yield Remark(
            name=_name(entry),
            author=_author(entry.get("author") or entry.get("creator")),
            date=_text(entry.get("dateCreated") or entry.get("datePublished")) or None,
            text=text,
            parent=parent,
        )
        waiting.extend((inner, number) for inner in reversed(below))
        number += 1


def _comments(entry: dict[str, Any]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for key in _COMMENTS:
        value = entry.get(key)
        listed = value if isinstance(value, list) else [value]
        found += [item for item in listed if isinstance(item, dict)]
    return found


def _name(entry: dict[str, Any]) -> str:
    for key in ("identifier", "@id", "url"):
        value = entry.get(key)
        if isinstance(value, str | int) and str(value).strip():
            return str(value).rpartition("#")[2].strip()[:200]
    return ""


def _author(value: Any) -> str | None:
    if isinstance(value, list):
        names = [name for name in map(_author_of, value[:20]) if name]
        return ", ".join(names) or None
    return _author_of(value)


def _author_of(value: Any) -> str | None:
    if isinstance(value, dict):
        value = value.get("name") or value.get("alternateName")
        value = value[0] if isinstance(value, list) and value else value
    return _text(value)[:200] or None


def _text(value: Any) -> str:
    return value.strip() if isinstance(value, str) else ""


def _count(main: dict[str, Any]) -> int | None:
    for key in ("commentCount", "answerCount"):
        value = main.get(key)
        if isinstance(value, int | str) and str(value).strip().isdecimal() and len(str(value)) < 10:
            return int(value)
    return None
