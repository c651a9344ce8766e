"""A thread as Web Annotations in JSON-LD: each quote tied to its place in what it quotes.

The form: W3C, "Web Annotation Data Model" (2017). Positions count characters (Unicode code points)
of a comment's body from 0, as its TextPositionSelector does. The context of the standard is named,
not fetched; the few terms that it lacks are defined beside it.
"""

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

from threadlab.exports.placing import known_parents
from threadlab.exports.plain_text import json_bytes
from threadlab.thread import Comment, Evidence, Label, Reply, Span, Thread, by_id

CONTEXT: tuple[Any, ...] = (
    "http://www.w3.org/ns/anno.jsonld",
    {
        "tl": "urn:threadlab:term:",
        "probability": "tl:probability",
        "primary": "tl:primary",
        "parentUnknown": "tl:parentUnknown",
    },
)
"""The standard's context, and the terms that it has no word for."""

AROUND = 32
"""Characters before and after a quoted stretch, by which it is found in a changed text."""


def annotations(thread: Thread) -> bytes:
    """Gives a thread as an annotation collection with one page.

    Each comment is an annotation with its body (text, author, time) on what it answers; its types
    are tags with probabilities. Each reply is an annotation that links the answering comment to
    the answered one, with its stance as a tag; and each piece of evidence that has places ties
    the quoting stretch to the quoted one, by text position and by the words themselves. Left
    out: passages that quote something outside the thread, runners-up, notes, order. Lone
    surrogates become U+FFFD.

    Args:
        thread: A thread, at any stage.

    Returns:
        JSON-LD in UTF-8; names of comments and annotations are URNs made of their ids.
    """
    items = [*_comments(thread), *_links(thread)]
    here = _urn(thread.id)
    collection: dict[str, Any] = {
        "@context": list(CONTEXT),
        "id": here,
        "type": "AnnotationCollection",
        "label": thread.title or thread.id,
        "total": len(items),
    }
    if items:
        page = {"id": f"{here}:page", "type": "AnnotationPage", "startIndex": 0, "items": items}
        collection["first"] = page
    return json_bytes(collection)


def _urn(*parts: str) -> str:
    """A name made of ids: valid whatever stands in them, and another one for each."""
    raw = (part.encode("utf-8", "surrogatepass") for part in parts)
    return ":".join(["urn:threadlab", *(quote(part, safe="") for part in raw)])


def _comments(thread: Thread) -> Iterator[dict[str, Any]]:
    parents = known_parents(thread)
    unknown = {r.child for r in thread.replies if r.primary and r.parent is None}
    for number, comment in enumerate(thread.comments):
        parent = parents.get(comment.id)
        target = _urn(thread.id) if parent is None else _place(thread, parent)
        item: dict[str, Any] = {
            "id": _urn(thread.id, "comment", str(number)),
            "type": "Annotation",
            "motivation": "commenting" if parent is None else "replying",
            "body": [_text(thread, comment), *_tags(comment.types)],
            "target": target,
        }
        if comment.author is not None:
            item["creator"] = {"type": "Person", "name": comment.author}
        if comment.posted is not None:
            item["created"] = comment.posted.isoformat()
        if comment.id in unknown:
            item["parentUnknown"] = True
        yield item


def _place(thread: Thread, comment_id: str) -> str:
    """The name of a comment's body, in which positions count."""
    return _urn(thread.id, "body", comment_id)


def _text(thread: Thread, comment: Comment) -> dict[str, Any]:
    return {
        "id": _place(thread, comment.id),
        "type": "TextualBody",
        "value": comment.body,
        "format": "text/html" if comment.format == "html" else "text/plain",
    }


def _tags(labels: tuple[Label, ...]) -> list[dict[str, Any]]:
    return [
        {
            "type": "TextualBody",
            "purpose": "tagging",
            "value": label.name,
            "probability": label.probability,
        }
        for label in labels
    ]


def _links(thread: Thread) -> Iterator[dict[str, Any]]:
    comments = by_id(thread)
    number = 0
    for reply in thread.replies:
        if reply.parent is None:
            continue
        placed: list[Evidence | None] = [
            e for e in reply.evidence if e.here is not None and e.there is not None
        ]
        for evidence in placed or [None]:
            yield _link(thread, reply, evidence, comments, number)
            number += 1


def _link(
    thread: Thread,
    reply: Reply,
    evidence: Evidence | None,
    comments: dict[str, Comment],
    number: int,
) -> dict[str, Any]:
    """A reply as an annotation; the parent's name is that of a comment, its place is a body."""
    parent = str(reply.parent)
    here = None if evidence is None else evidence.here
    there = None if evidence is None else evidence.there
    return {
        "id": _urn(thread.id, "link", str(number)),
        "type": "Annotation",
        "motivation": "linking",
        "primary": reply.primary,
        "probability": reply.probability,
        "body": [_stretch(thread, comments[reply.child], here), *_tags(reply.stance)],
        "target": _stretch(thread, comments[parent], there),
    }


def _stretch(thread: Thread, comment: Comment, span: Span | None) -> Any:
    source = _place(thread, comment.id)
    if span is None:
        return source
    body = comment.body
    words = {
        "type": "TextQuoteSelector",
        "exact": body[span.start : span.end],
        "prefix": body[max(0, span.start - AROUND) : span.start],
        "suffix": body[span.end : span.end + AROUND],
    }
    place = {"type": "TextPositionSelector", "start": span.start, "end": span.end}
    return {"type": "SpecificResource", "source": source, "selector": [place, words]}
