"""Tables of comments in files: which kind a file is, and its rows as threads."""

from collections.abc import Iterator, Mapping

from threadlab.errors import UnreadableSource
from threadlab.readers.decode import decode_unmarked
from threadlab.readers.sources import OnError, Source
from threadlab.readers.tables import delimited, records
from threadlab.readers.tables.parquet import MAGIC, ParquetRows
from threadlab.readers.tables.threads import Table, threads_of
from threadlab.thread import Thread

_HEAD = 65536


def sniff(head: str, name: str) -> float:
    """Says how sure it is that a text is a table of comments, 0 to 1."""
    return max(delimited.certainty(head, name), records.certainty(head))


def read(source: Source, on_error: OnError | None = None) -> Iterator[Thread]:
    """Reads the threads of a table, its columns told by the source's options or guessed.

    Args:
        source: The open file.
        on_error: Takes the error of a row or thread; then reading goes on. None: it is raised.

    Yields:
        The threads in order of their first rows.

    Raises:
        UnreadableSource: The file is no table, or has no column of text.
    """
    yield from table_threads(source, on_error, source.options.columns)


def table_threads(
    source: Source,
    on_error: OnError | None = None,
    columns: Mapping[str, str] | None = None,
) -> Iterator[Thread]:
    """Reads the threads of a table: comma- or tab-separated, Parquet, or JSON objects.

    Args:
        source: The open file.
        on_error: Takes the error of a row or thread; then reading goes on. None: it is raised.
        columns: The column of each field, by field ("id", "parent", "thread", "author", "body",
            "date", "title", "format"); an empty name: there is no such column. Fields that are not
            named are guessed.

    Yields:
        The threads in order of their first rows.

    Raises:
        UnreadableSource: The file is no table, or has no column of text, or not the one named.
        UnknownName: A field is named that there is not.
    """
    yield from threads_of(_table(source, on_error), columns, on_error)


def _table(source: Source, on_error: OnError | None) -> Table:
    if source.head.startswith(MAGIC):
        parquet = ParquetRows(source)
        return Table(source.name, source.stem, parquet.rows(), parquet.columns)
    start = source.head.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n\0")
    notes: list[str] = []
    if start.startswith((b"{", b"[")):
        found = records.rows(source, on_error, notes)
        return Table(source.name, source.stem, found, notes=notes)
    return _delimited(source, notes)


def _delimited(source: Source, notes: list[str]) -> Table:
    lines = _lines(source, notes)
    head: list[str] = []
    size = 0
    for line in lines:
        if not head and not line.strip():
            continue
        head.append(line)
        size += len(line) + 1
        if size > _HEAD:
            break
    if not head:
        source.text()  # tells how it is empty
        raise UnreadableSource(source.name, "holds no row", next_step="Check how it was saved.")
    dialect, _, _ = delimited.sniffed("\n".join(head))
    names, found = delimited.rows(_again(head, lines), dialect)
    return Table(source.name, source.stem, found, names, notes)


def _again(head: list[str], rest: Iterator[str]) -> Iterator[str]:
    yield from head
    yield from rest


def _lines(source: Source, notes: list[str]) -> Iterator[str]:
    """Yields lines as text; line ends of any kind, in any encoding."""
    head = source.head
    if b"\0" in head or head.startswith((b"\xff\xfe", b"\xfe\xff")) or _only_returns(head):
        text, assumed = source.text()
        notes.extend(assumed)
        yield from text.split("\n")
        return
    told: set[str] = set()
    for number, line in enumerate(source.lines()):
        data = line.removeprefix(b"\xef\xbb\xbf") if number == 0 else line
        text, said = decode_unmarked(data)
        notes.extend(note for note in said if note not in told)
        told.update(said)
        yield text.removesuffix("\r")


def _only_returns(head: bytes) -> bool:
    return b"\r" in head and b"\n" not in head
