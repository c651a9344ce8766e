"""The comments of threads as comma-separated values: a row a comment.

The form is that of RFC 4180 with line feeds: texts always stand in quotes and nothing stands for
what is not known, so that an empty text differs from a missing one where a reader can tell them.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from threadlab.exports.frames import COMMENT_COLUMNS, comment_records
from threadlab.text import clean
from threadlab.thread import Thread


def csv(thread: Thread) -> bytes:
    """Gives a thread's comments as a CSV file; the columns are those of a results table.

    Reading it back gives ids, authors, texts, times and (primary) parents. Left out: passages,
    evidence, runners-up, further replies, formats, notes. NUL and lone surrogates become U+FFFD.

    Args:
        thread: A thread, at any stage; what is not known is empty.

    Returns:
        The file in UTF-8, its first line naming the columns.
    """
    return b"".join(csv_of_all([thread]))


def csv_of_all(threads: Iterable[Thread]) -> Iterator[bytes]:
    """Yields the comments of many threads as the pieces of one CSV file.

    Args:
        threads: Threads; thread_id tells their rows apart.

    Yields:
        The line of names, then a piece a thread.
    """
    yield ",".join(COMMENT_COLUMNS).encode() + b"\n"
    for thread in threads:
        yield rows_of(comment_records(thread), COMMENT_COLUMNS)


def rows_of(records: Iterable[Mapping[str, Any]], columns: Sequence[str]) -> bytes:
    """Gives records as lines of comma-separated values.

    Args:
        records: Values by column: text, numbers, times or None.
        columns: Which of them, in order.

    Returns:
        The lines in UTF-8.
    """
    lines = (",".join(_value(record[name]) for name in columns) + "\n" for record in records)
    return "".join(lines).encode()


def _value(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return f'"{value.isoformat()}"'
    if not isinstance(value, str):
        return repr(value)
    text = clean(value).replace("\0", "\ufffd").replace('"', '""')
    return f'"{text}"'
