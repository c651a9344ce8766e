"""Data frames to threads. pandas is not imported here: whoever has a frame has it."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from threadlab.errors import UnreadableSource
from threadlab.readers.sources import OnError
from threadlab.readers.tables.threads import Table, threads_of
from threadlab.readers.tables.values import as_name
from threadlab.thread import Thread


def from_pandas(
    df: Any,
    replies: Any = None,
    *,
    columns: Mapping[str, str] | None = None,
    format: str | None = None,
) -> list[Thread]:
    """Makes threads of a data frame, a row a comment.

    Args:
        df: A pandas.DataFrame with a row a comment, in any columns; an index that has a name counts
            as a column.
        replies: A frame of replies as to_pandas gives it; None: parents are those that df states.
        columns: The column of each field, by field ("id", "parent", "thread", "author", "body",
            "date", "title", "format"); None: guessed from their names.
        format: How bodies are to be read, one of "plain", "email", "markdown", "html", "bbcode";
            None: told by the frame or guessed.

    Returns:
        The threads, in order of their first rows.

    Raises:
        UnreadableSource: It is no frame, holds no row or no column of text, or the
            replies contradict the comments.
        UnknownName: A field is named that there is not.
    """
    table = _table(df, "frame")
    table.format = format
    if replies is not None:
        table.replies = _replies(_table(replies, "frame of replies"))
    return list(threads_of(table, columns))


def frame_threads(
    df: Any,
    columns: Mapping[str, str] | None = None,
    on_error: OnError | None = None,
    *,
    name: str = "frame",
) -> Iterator[Thread]:
    """Reads the threads of a data frame one after the other, as those of a file are read.

    Args:
        df: A pandas.DataFrame. An index that has a name counts as a column.
        columns: The column of each field, by field; None: guessed from their names.
        on_error: Takes the error of a thread that cannot be made; None: it is raised.
        name: What threads without an id are named after, and their source.

    Yields:
        The threads in order of their first rows.

    Raises:
        UnreadableSource: It is no frame, holds no row or no column of text.
        UnknownName: A field is named that there is not.
    """
    yield from threads_of(_table(df, name), columns, on_error)


def _table(df: Any, name: str) -> Table:
    if not (hasattr(df, "columns") and hasattr(df, "iloc") and hasattr(df, "index")):
        kind = type(df).__name__
        raise UnreadableSource(
            name, f"is a {kind} and no data frame", next_step="Give a pandas.DataFrame."
        )
    names = [str(column) for column in df.columns]
    held = [df.iloc[:, k] for k in range(len(names))]
    index = df.index.name
    if index is not None and str(index) not in names:
        names, held = [str(index), *names], [df.index, *held]
    return Table(name, name, _rows(zip(*held, strict=True), names), names)


def _replies(table: Table) -> dict[str, list[dict[str, Any]]]:
    """Per thread the replies, as the project's JSON lines have them."""
    missing = {"thread_id", "child_id", "parent_id", "reply_probability"} - set(table.columns)
    if missing:
        raise UnreadableSource(
            table.name,
            f"has no column {', '.join(sorted(missing))}",
            next_step="Give the frame of replies as tl.to_pandas makes it.",
        )
    found: dict[str, list[dict[str, Any]]] = {}
    for row in table.rows:
        reply = {
            "child": as_name(row["child_id"]),
            "parent": as_name(row["parent_id"]),
            "probability": row["reply_probability"],
            "primary": bool(row.get("primary", True)),
            "evidence": _evidence(row.get("evidence_json"), table.name),
            "runners_up": [],
        }
        found.setdefault(as_name(row["thread_id"]) or "", []).append(reply)
    return found


def _evidence(cell: Any, name: str) -> list[dict[str, Any]]:
    """Reads the evidence of a reply; an empty cell holds none."""
    if not isinstance(cell, str):
        return []
    try:
        found = json.loads(cell)
    except (ValueError, RecursionError):
        found = None
    if isinstance(found, list) and all(isinstance(one, dict) for one in found):
        return found
    raise UnreadableSource(
        name,
        "has evidence_json that is no list of evidence",
        next_step="Give the frame of replies as tl.to_pandas makes it.",
    )


def _rows(found: Iterator[Sequence[Any]], names: Sequence[str]) -> Iterator[dict[str, Any]]:
    for values in found:
        yield {name: _plain(value) for name, value in zip(names, values, strict=True)}


def _plain(value: Any) -> Any:
    """Gives pandas' own kinds of nothing as None."""
    if value is None or isinstance(value, str | list | dict):
        return value
    if type(value).__name__ in ("NaTType", "NAType"):
        return None
    single = getattr(value, "item", None)
    return single() if callable(single) and getattr(value, "ndim", None) == 0 else value
