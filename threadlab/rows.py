"""The JSON form of the core types: one thread, one line of a .jsonl file.

Written by to_row, read back whole by from_row. Lenient reading of other people's lines (dates as
free text, missing parents) is the JSON-lines reader's work, not this page's.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from threadlab.errors import InvalidThread
from threadlab.thread import (
    Candidate,
    Comment,
    Evidence,
    Label,
    Passage,
    Reply,
    Span,
    Thread,
    primary_replies,
)


def to_row(thread: Thread) -> dict[str, Any]:
    """Gives the thread as plain data: one line of the project's JSON-lines format."""
    primary = primary_replies(thread)
    comments = [_comment_row(c, primary.get(c.id), bool(thread.replies)) for c in thread.comments]
    row: dict[str, Any] = {
        "thread_id": thread.id,
        "source": thread.source,
        "title": thread.title,
        "order": thread.order,
        "boundaries": thread.boundaries,
        "notes": list(thread.notes),
        "comments": comments,
    }
    if thread.replies:
        row["replies"] = [reply_row(reply) for reply in thread.replies]
    return row


def _comment_row(comment: Comment, reply: Reply | None, rebuilt: bool) -> dict[str, Any]:
    stated = comment.stated_parents
    parent = (reply.parent if reply else None) if rebuilt else (stated[0] if stated else None)
    row: dict[str, Any] = {
        "id": comment.id,
        "parent": parent,
        "author": comment.author,
        "date": comment.posted.isoformat() if comment.posted else None,
        "body": comment.body,
        "format": comment.format,
    }
    if rebuilt or len(stated) > 1:
        row["stated_parents"] = list(stated)
    if comment.types:
        row["types"] = _labels_row(comment.types)
    row["passages"] = [_passage_row(passage, comment.body) for passage in comment.passages]
    return row


def _passage_row(passage: Passage, body: str) -> dict[str, Any]:
    start, end = passage.span.start, passage.span.end
    row: dict[str, Any] = {"start": start, "end": end, "kind": passage.kind}
    if passage.depth:
        row["depth"] = passage.depth
    if passage.text != body[start:end]:
        row["text"] = passage.text
    if passage.said_by is not None:
        row["said_by"] = passage.said_by
    if passage.said_in is not None:
        row["said_in"] = passage.said_in
    return row


def reply_row(reply: Reply) -> dict[str, Any]:
    """Gives a reply as plain data, as it stands in the row of its thread."""
    evidence = [
        {
            "kind": e.kind,
            "strength": e.strength,
            "here": _span_row(e.here),
            "there": _span_row(e.there),
        }
        for e in reply.evidence
    ]
    row: dict[str, Any] = {
        "child": reply.child,
        "parent": reply.parent,
        "probability": reply.probability,
        "primary": reply.primary,
        "evidence": evidence,
        "runners_up": [
            {"parent": c.parent, "probability": c.probability} for c in reply.runners_up
        ],
    }
    if reply.stance:
        row["stance"] = _labels_row(reply.stance)
    return row


def _span_row(span: Span | None) -> list[int] | None:
    return None if span is None else [span.start, span.end]


def _labels_row(labels: Iterable[Label]) -> dict[str, float]:
    return {label.name: label.probability for label in labels}


def from_row(row: Mapping[str, Any]) -> Thread:
    """Builds a thread from plain data as written by to_row.

    Keys that are not of the format (such as those that start with "gold") are not read.

    Raises:
        InvalidThread: A key is missing, or a value has the wrong type or contradicts another.
    """
    try:
        rebuilt = bool(row.get("replies"))
        return Thread(
            id=row["thread_id"],
            title=row.get("title"),
            source=row.get("source"),
            order=row.get("order") or "posted",
            boundaries=row.get("boundaries") or "given",
            comments=tuple(_comment_from(c, rebuilt) for c in row["comments"]),
            replies=tuple(_reply_from(r) for r in row.get("replies") or ()),
            notes=tuple(row.get("notes") or ()),
        )
    except InvalidThread:
        raise
    except KeyError as error:
        raise InvalidThread(f"key {error} is missing") from error
    except (TypeError, ValueError, AttributeError) as error:
        raise InvalidThread(f"a value has the wrong type: {error}") from error


def _comment_from(row: Mapping[str, Any], rebuilt: bool) -> Comment:
    stated = row.get("stated_parents")
    if stated is None:
        parent = None if rebuilt else row.get("parent")
        stated = () if parent is None else (parent,)
    date = row.get("date")
    body = row["body"]
    return Comment(
        id=row["id"],
        author=row.get("author"),
        body=body,
        format=row.get("format") or "plain",
        posted=None if date is None else datetime.fromisoformat(date),
        passages=tuple(_passage_from(p, body) for p in row.get("passages") or ()),
        stated_parents=tuple(stated),
        types=_labels_from(row.get("types")),
    )


def _passage_from(row: Mapping[str, Any], body: str) -> Passage:
    span = Span(row["start"], row["end"])
    text = row.get("text")
    return Passage(
        text=body[span.start : span.end] if text is None else text,
        span=span,
        kind=row["kind"],
        depth=row.get("depth", 0),
        said_by=row.get("said_by"),
        said_in=row.get("said_in"),
    )


def _reply_from(row: Mapping[str, Any]) -> Reply:
    return Reply(
        child=row["child"],
        parent=row["parent"],
        probability=row["probability"],
        evidence=tuple(
            Evidence(
                e["kind"], e["strength"], _span_from(e.get("here")), _span_from(e.get("there"))
            )
            for e in row.get("evidence") or ()
        ),
        runners_up=tuple(
            Candidate(c["parent"], c["probability"]) for c in row.get("runners_up") or ()
        ),
        primary=row.get("primary", True),
        stance=_labels_from(row.get("stance")),
    )


def _span_from(pair: list[int] | None) -> Span | None:
    return None if pair is None else Span(pair[0], pair[1])


def _labels_from(labels: Mapping[str, float] | None) -> tuple[Label, ...]:
    return tuple(Label(name, p) for name, p in (labels or {}).items())
