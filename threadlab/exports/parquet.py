"""Tables of threads as Parquet: their schemas, and a file of comments."""

import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from threadlab.exports.frames import (
    COMMENT_COLUMNS,
    REPLY_COLUMNS,
    THREAD_COLUMNS,
    comment_records,
)
from threadlab.thread import Thread

if TYPE_CHECKING:
    import pyarrow as pa

ROWS_AT_A_TIME = 10_000
"""Rows that are gathered before they are written, as a row group."""

COLUMNS: dict[str, Sequence[str]] = {
    "comments": COMMENT_COLUMNS,
    "replies": REPLY_COLUMNS,
    "threads": THREAD_COLUMNS,
}
"""The columns of the tables of a data set."""

_COUNTS = frozenset({"comments", "authors"})


def schema(table: str) -> "pa.Schema":
    """Gives the schema of a table: text, times in UTC, numbers, and truth values.

    Args:
        table: One of COLUMNS.
    """
    import pyarrow as pa

    def kind(name: str) -> Any:
        if name == "posted":
            return pa.timestamp("us", tz="UTC")
        if name == "primary":
            return pa.bool_()
        if name in _COUNTS:
            return pa.int64()
        is_share = name.startswith("p_") or name.endswith("_probability")
        return pa.float64() if is_share or name == "share_disagree" else pa.string()

    return pa.schema([(name, kind(name)) for name in COLUMNS[table]])


def parquet(thread: Thread) -> bytes:
    """Gives a thread's comments as a Parquet file; the columns are those of a results table.

    Reading it back gives ids, authors, texts, times (in UTC) and (primary) parents. Left out:
    passages, evidence, runners-up, further replies, formats, notes; a folder holds more of them.
    Lone surrogates become U+FFFD.

    Args:
        thread: A thread, at any stage; what is not known is null.

    Returns:
        The file.
    """
    return b"".join(parquet_of_all([thread]))


def parquet_of_all(threads: Iterable[Thread]) -> Iterator[bytes]:
    """Yields the comments of many threads as the pieces of one Parquet file.

    Args:
        threads: Threads; thread_id tells their rows apart.

    Yields:
        Pieces of the file, in order.
    """
    sink = io.BytesIO()
    done = 0
    with Table("comments", _Forward(sink)) as table:
        for thread in threads:
            table.add(comment_records(thread))
            if table.written != done:
                done = table.written
                yield sink.getvalue()
                sink.seek(0)
                sink.truncate()
    yield sink.getvalue()


class _Forward(io.RawIOBase):
    """A file that can only be written on, whose bytes are taken out of the sink as they come."""

    def __init__(self, sink: io.BytesIO) -> None:
        self._sink = sink
        self._length = 0

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        count = self._sink.write(data)
        self._length += count
        return count

    def tell(self) -> int:
        return self._length


class Table:
    """A table that is written row by row, a row group at a time.

    Args:
        name: One of COLUMNS.
        where: A path, or a binary file to write on.

    Attributes:
        written: How many rows have been written; the others wait.
    """

    def __init__(self, name: str, where: Any) -> None:
        import pyarrow.parquet as pq

        self._schema = schema(name)
        self._writer = pq.ParquetWriter(where, self._schema, compression="zstd")
        self._waiting: list[Mapping[str, Any]] = []
        self.written = 0

    def __enter__(self) -> "Table":
        return self

    def __exit__(self, problem: object, *_: object) -> None:
        if problem is None:
            self._flush()
        self._writer.close()

    def add(self, rows: Iterable[Mapping[str, Any]]) -> None:
        """Takes rows: values by column."""
        for row in rows:
            self._waiting.append(row)
            if len(self._waiting) >= ROWS_AT_A_TIME:
                self._flush()

    def _flush(self) -> None:
        import pyarrow as pa

        if self._waiting:
            self._writer.write_table(pa.Table.from_pylist(self._waiting, schema=self._schema))
        self.written += len(self._waiting)
        self._waiting = []
