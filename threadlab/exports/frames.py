"""Threads as tables: a row a comment and a row a reply, as plain data or as data frames."""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from threadlab.errors import MissingExtra
from threadlab.graph.summary import summary
from threadlab.rows import reply_row
from threadlab.scheme import STANCES, TYPES
from threadlab.text import clean
from threadlab.thread import Comment, Label, Reply, Thread, primary_replies

COMMENT_COLUMNS: tuple[str, ...] = (
    *("thread_id", "comment_id", "parent_id", "author", "posted", "text"),
    *("type", "type_probability", *(f"p_{name}" for name in TYPES)),
    *("stance", "stance_probability", *(f"p_{name}" for name in STANCES)),
)
"""The columns of a table of comments."""

REPLY_COLUMNS: tuple[str, ...] = (
    *("thread_id", "child_id", "parent_id", "primary", "reply_probability"),
    *("evidence_kind", "evidence_json", "stance", "stance_probability"),
)
"""The columns of a table of replies."""

THREAD_COLUMNS: tuple[str, ...] = (
    *("thread_id", "source", "title", "comments", "authors", "share_disagree"),
    *("order", "boundaries", "notes_json", "input_file"),
)
"""The columns of a table of threads."""


class Frames(NamedTuple):
    """A thread as two data frames.

    Attributes:
        comments: A row a comment, in the thread's order; the columns are COMMENT_COLUMNS.
        replies: A row a reply; the columns are REPLY_COLUMNS.
    """

    comments: Any
    replies: Any


def to_pandas(thread: Thread | Iterable[Thread]) -> Frames:
    """Gives a thread as data frames.

    Args:
        thread: A thread, or several.

    Returns:
        The comments and the replies. What is not known is missing: of a thread that was only read,
        parent_id is what the source states, there are no replies, and types and stances are empty.
        Times are in UTC.

    Raises:
        MissingExtra: pandas is not installed.
    """
    try:
        import pandas as pd
    except ImportError as error:
        raise MissingExtra("pandas", "pandas", "making data frames") from error

    threads = [thread] if isinstance(thread, Thread) else list(thread)
    comments = [row for one in threads for row in comment_records(one)]
    replies = [row for one in threads for row in reply_records(one)]
    frame = pd.DataFrame(comments, columns=list(COMMENT_COLUMNS))
    frame["posted"] = pd.to_datetime(frame["posted"], utc=True).dt.as_unit("us")
    edges = pd.DataFrame(replies, columns=list(REPLY_COLUMNS))
    return Frames(_with_numbers(frame), _with_numbers(edges))


def _with_numbers(frame: Any) -> Any:
    """Makes probabilities numbers also where none is known."""
    numbers = [name for name in frame.columns if name.startswith("p_") or "_prob" in name]
    frame[numbers] = frame[numbers].astype("float64")
    return frame


def comment_records(thread: Thread) -> Iterator[dict[str, Any]]:
    """Yields the comments as rows of a table.

    Args:
        thread: A thread, at any stage.

    Yields:
        Per comment its values by COMMENT_COLUMNS; None where nothing is known.
    """
    primary = primary_replies(thread)
    for comment in thread.comments:
        reply = primary.get(comment.id)
        yield {
            "thread_id": clean(thread.id),
            "comment_id": clean(comment.id),
            "parent_id": _parent(comment, reply, bool(thread.replies)),
            "author": None if comment.author is None else clean(comment.author),
            "posted": comment.posted,
            "text": clean(comment.body),
            **_labelled("type", comment.types, TYPES),
            **_labelled("stance", reply.stance if reply else (), STANCES),
        }


def reply_records(thread: Thread) -> Iterator[dict[str, Any]]:
    """Yields the replies as rows of a table.

    Args:
        thread: A thread whose replies were rebuilt; others have none.

    Yields:
        Per reply its values by REPLY_COLUMNS; evidence_kind is that of the strongest evidence, and
        evidence_json holds all of it as the project's JSON lines do.
    """
    for row in map(reply_row, thread.replies):
        stance = row.get("stance") or {}
        best = next(iter(stance), None)
        yield {
            "thread_id": clean(thread.id),
            "child_id": clean(row["child"]),
            "parent_id": None if row["parent"] is None else clean(row["parent"]),
            "primary": row["primary"],
            "reply_probability": row["probability"],
            "evidence_kind": row["evidence"][0]["kind"] if row["evidence"] else None,
            "evidence_json": json.dumps(row["evidence"], separators=(",", ":")),
            "stance": best,
            "stance_probability": stance.get(best),
        }


def thread_record(thread: Thread, input_file: str | None = None) -> dict[str, Any]:
    """Gives a thread as a row of a table.

    Args:
        thread: A thread, at any stage.
        input_file: The file that it was read from, where that is known.

    Returns:
        Its values by THREAD_COLUMNS; authors counts different names, share_disagree is the
        expected share of replies that disagree (None before classification).
    """
    figures = summary(thread)
    return {
        "thread_id": clean(thread.id),
        "source": None if thread.source is None else clean(thread.source),
        "title": None if thread.title is None else clean(thread.title),
        "comments": figures.comments,
        "authors": figures.people,
        "share_disagree": figures.share_disagree,
        "order": thread.order,
        "boundaries": thread.boundaries,
        "notes_json": json.dumps(thread.notes, separators=(",", ":")),
        "input_file": None if input_file is None else clean(input_file),
    }


def _parent(comment: Comment, reply: Reply | None, rebuilt: bool) -> str | None:
    stated = comment.stated_parents[0] if comment.stated_parents else None
    parent = (reply.parent if reply else None) if rebuilt else stated
    return None if parent is None else clean(parent)


def _labelled(
    what: str, labels: tuple[Label, ...], names: Iterable[str]
) -> Mapping[str, str | float | None]:
    """The most probable label, and the probability of each."""
    by_name = {label.name: label.probability for label in labels}
    best = labels[0] if labels else None
    return {
        what: best.name if best else None,
        f"{what}_probability": best.probability if best else None,
        **{f"p_{name}": by_name.get(name) for name in names},
    }
