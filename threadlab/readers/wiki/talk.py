"""Reads talk pages of Wikipedia and its sisters: each section of a page is a thread."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC
from html import unescape
from typing import Any, NamedTuple

from threadlab.errors import UnreadableSource
from threadlab.markup import passages
from threadlab.readers.pages.document import document, open_page
from threadlab.readers.repair import repaired
from threadlab.readers.sources import OnError, Source
from threadlab.readers.wiki import rendered, wikitext
from threadlab.readers.wiki.export import exported, is_export
from threadlab.readers.wiki.remarks import Remark, Section, answered
from threadlab.thread import Comment, Passage, Span, Thread

_NEXT = "Save the page of the discussion itself (the tab “Talk”), or its wikitext."
_TAG = re.compile(r"\s*<[!a-zA-Z?]")
_HEADING = re.compile(r"^==[^=\n][^\n]{0,200}==[ \t]*$", re.MULTILINE)
_MEDIAWIKI = ("mw-parser-output", "mw:WikiLink", "MediaWiki", "mw-content-text", "mw-headline")
_TALK_SPACE = re.compile(r"\"?wgNamespaceNumber\"?\s?[:=]\s?(\d{1,5})")
_REPLY_TOOL = "data-mw-comment-start"
_SURE, _LIKELY = 0.95, 0.8
_START = 1000


def sniff(head: str, name: str) -> float:  # noqa: ARG001 - only content decides
    """Says how sure it is that a text is a talk page, 0 to 1."""
    if is_export(head):
        return _SURE if _signed(wikitext.sections(unescape(head))) else _LIKELY
    if _TAG.match(head):
        return _sniff_html(head)
    if "[[" not in head and "{{" not in head:
        return 0.0
    signed = _signed(wikitext.sections(head))
    if signed > 1 or (signed and _HEADING.search(head)):
        return _SURE
    return _LIKELY if signed else 0.0


def _sniff_html(head: str) -> float:
    if not any(mark in head for mark in _MEDIAWIKI) and "/wiki/" not in head:
        return 0.0
    space = _TALK_SPACE.search(head)
    if _REPLY_TOOL in head or (space is not None and int(space[1]) % 2):
        return _SURE
    signed = _signed(rendered.sections(document(head).root))
    return _SURE if signed > 1 else _LIKELY * signed


def _signed(found: list[Section]) -> int:
    return sum(remark.author is not None for section in found for remark in section.remarks)


def read(source: Source, on_error: OnError | None = None) -> Iterator[Thread]:  # noqa: ARG001
    """Reads the sections of a page.

    Args:
        source: The open file.
        on_error: Not needed: a page is read or refused as a whole.

    Yields:
        A thread a section that holds anything.

    Raises:
        UnreadableSource: The page holds nothing that anybody signed.
    """
    notes, pages = _pages(source)
    if not any(_signed(found) for _, found in pages):
        raise UnreadableSource(source.name, "holds no signed remark", next_step=_NEXT)
    taken: dict[str, int] = {}
    for page, found in pages:
        if len(pages) > 1 and not _signed(found):
            notes.append(f"{page.title} was left out: nobody signed anything on it")
            continue
        if found[0].remarks and not _signed(found[:1]):
            notes.append("what stands above the first heading is not signed; it was left out")
            found[0].remarks.clear()
        page = page._replace(taken=taken)
        for section in found:
            if section.remarks:
                yield _thread(section, page, notes)
                notes = []


def _pages(source: Source) -> tuple[list[str], list[tuple["_Page", list[Section]]]]:
    """Finds the pages of a source, with their sections; and what had to be assumed."""
    start = source.head[:_START].decode("utf-8", "replace").lstrip("\ufeff")
    if not _TAG.match(start):
        text, told = source.text()
        return list(told), [(_Page(source, source.stem, "plain", {}), wikitext.sections(text))]
    page = open_page(source)
    notes = list(page.notes)
    if not is_export(start):
        title = rendered.page_title(page.root) or source.stem
        return notes, [(_Page(source, title, "html", {}), rendered.sections(page.root))]
    pages = []
    for one in exported(page.root):
        if one.revisions > 1:
            notes.append(f"of {one.title}, the last of {one.revisions} revisions was read")
        title = one.title or source.stem
        pages.append((_Page(source, title, "plain", {}), wikitext.sections(one.text)))
    return notes, pages


class _Page(NamedTuple):
    """What the threads of a page share."""

    source: Source
    title: str
    format: str
    taken: dict[str, int]  # ids of threads


def _thread(section: Section, page: _Page, notes: list[str]) -> Thread:
    names = _names(section.remarks)
    parents = answered(section.remarks)
    unsigned = sum(remark.author is None for remark in section.remarks)
    if unsigned:
        notes = [*notes, f"remarks that nobody signed: {unsigned}"]
    row = {
        "thread_id": _free(f"{page.title}#{section.anchor}".rstrip("#"), page.taken),
        "title": section.title or page.title,
        "order": "page",
        "comments": [
            _comment(remark, name, None if k is None else names[k], page.format)
            for remark, name, k in zip(section.remarks, names, parents, strict=True)
        ],
    }
    thread = repaired(
        row, made_up_id=page.title, source=page.source.name, notes=[*notes, *section.notes]
    )
    comments = zip(thread.comments, section.remarks, strict=True)  # in the order of the page
    return replace(thread, comments=tuple(_signed_off(c, r.signed_at) for c, r in comments))


def _names(remarks: list[Remark]) -> list[str]:
    """Names remarks as the page does, else by writer and time, as MediaWiki does."""
    taken: dict[str, int] = {}
    names = []
    for number, remark in enumerate(remarks, 1):
        name = remark.name
        if not name and remark.author and remark.posted:
            moment = remark.posted.astimezone(UTC)
            name = f"c-{remark.author.replace(' ', '_')}-{moment:%Y%m%d%H%M}00"
        names.append(_free(name or f"c{number}", taken))
    return names


def _free(name: str, taken: dict[str, int]) -> str:
    """Gives a name that is not taken: itself, or with a number behind it."""
    free = name
    while free in taken:
        taken[name] += 1
        free = f"{name}-{taken[name]}"
    taken[free] = 1
    return free


def _comment(remark: Remark, name: str, parent: str | None, format_: str) -> dict[str, Any]:
    return {
        "id": name,
        "parent": parent,
        "author": remark.author,
        "date": remark.posted.isoformat() if remark.posted else None,
        "body": remark.body,
        "format": format_,
    }


def _signed_off(comment: Comment, place: int | None) -> Comment:
    """Sets the signature apart from the words of a comment."""
    if place is None:
        return comment
    words = passages(comment.body[:place], comment.format)
    signature = passages(comment.body[place:], comment.format)
    shown = "".join(passage.text for passage in signature).strip()
    last = Passage(shown, Span(place, len(comment.body)), "signature")
    return replace(comment, passages=(*words, last))
