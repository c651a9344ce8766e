"""Data frames to threads. pandas is not imported here: whoever has a frame has it."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from threadlab.errors import UnreadableSource
from threadlab.readers.sources import OnError
from threadlab.readers.tables.threads import Table, threads_of
from threadlab.thread import Thread


def frame_threads(
    df: Any,
    columns: Mapping[str, str] | None = None,
    on_error: OnError | None = None,
    *,
    format: str | None = None,
    name: str = "frame",
) -> Iterator[Thread]:
    """Reads the threads of a data frame, a row a comment.

    Args:
        df: A pandas.DataFrame. An index that has a name counts as a column.
        columns: The column of each field, by field; None: guessed from their names.
        on_error: Takes the error of a thread that cannot be made; None: it is raised.
        format: How bodies are to be read; None: told by the frame or guessed.
        name: What threads without an id are named after, and their source.

    Yields:
        The threads in order of their first rows.

    Raises:
        UnreadableSource: It is no frame, holds no row or no column of text.
        UnknownName: A field is named that there is not.
    """
    if not (hasattr(df, "columns") and hasattr(df, "itertuples") and hasattr(df, "index")):
        kind = type(df).__name__
        raise UnreadableSource(
            name, f"is a {kind} and no data frame", next_step="Give a pandas.DataFrame."
        )
    names = [str(column) for column in df.columns]
    index = df.index.name
    if index is not None and str(index) not in names:
        names = [str(index), *names]
        found = zip(df.index, *(df.iloc[:, k] for k in range(len(names) - 1)), strict=True)
    else:
        found = zip(*(df.iloc[:, k] for k in range(len(names))), strict=True)
    yield from threads_of(Table(name, name, _rows(found, names), names), columns, on_error, format)


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
