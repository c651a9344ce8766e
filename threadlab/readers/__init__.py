"""Files to threads: one page a source, one table of them, chosen by content.

A further source is a further page with `sniff` and `read`, and a further line in READERS.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from os import PathLike, fspath
from typing import BinaryIO

from threadlab.errors import ManyThreads, UnknownName, UnreadableSource
from threadlab.readers.gathering import Reading, readings
from threadlab.readers.reader import Reader
from threadlab.readers.sources import OnError, Options
from threadlab.readers.table import READERS
from threadlab.thread import Thread

__all__ = ["READERS", "Reader", "Reading", "formats", "read", "read_all", "read_each"]

Path = str | PathLike[str]


def read(
    source: Path,
    *,
    format: str | None = None,
    columns: Mapping[str, str] | None = None,
    join: bool = False,
) -> Thread:
    """Reads one thread.

    Args:
        source: A file; or a folder or archive that holds one thread, as mails or pages; "-" is
            standard input.
        format: Name of a reader; None: found out by content.
        columns: For tables: the column of each field, by field; None: guessed from their names.
        join: Take saved pages that name no topic for one thread.

    Returns:
        The thread; its notes say what had to be assumed, repaired or left out.

    Raises:
        ManyThreads: There are several; read_all reads them.
        UnreadableSource: The source is missing or cannot be read as a thread.
        UnknownName: There is no such format.
    """
    threads = read_all(source, format=format, columns=columns, join=join)
    first = next(threads, None)
    if first is None:
        raise UnreadableSource(
            fspath(source), "holds no thread", next_step="Check that it is the file you mean."
        )
    if next(threads, None) is not None:
        raise ManyThreads(
            fspath(source), "holds several threads", next_step="Use tl.read_all to read all."
        )
    return first


def read_all(
    source: Path | Iterable[Path],
    *,
    format: str | None = None,
    columns: Mapping[str, str] | None = None,
    join: bool = False,
    on_error: OnError | None = None,
) -> Iterator[Thread]:
    """Reads every thread there is, one after the other.

    Args:
        source: A file, a folder (its files in order of their names, hidden ones left out), a
            pattern such as "mail/*.eml", a .zip or .tar archive, or several of these; anything
            may be compressed by gzip, bzip2, xz or Zstandard; "-" is standard input.
        format: Name of a reader for all files; None: found out by content, file by file.
        columns: For tables: the column of each field, by field; None: guessed from their names.
        join: Take saved pages that name no topic for one thread.
        on_error: Takes the error of a line or file that cannot be read; then reading goes on with
            the next. None: the error is raised, which ends the iteration.

    Yields:
        The threads; those that may run over several files (mails, pages of a topic) come last.

    Raises:
        UnreadableSource: A file or a line cannot be read, and on_error is None.
        UnknownName: There is no such format.
    """
    sources = [source] if isinstance(source, str | PathLike) else source
    each = read_each(sources, format=format, columns=columns, join=join, on_error=on_error)
    for reading in each:
        yield from reading.threads


def read_each(
    sources: Iterable[Path],
    *,
    format: str | None = None,
    columns: Mapping[str, str] | None = None,
    join: bool = False,
    on_error: OnError | None = None,
    opened: Callable[[str, BinaryIO], object] | None = None,
) -> Iterator[Reading]:
    """Reads like read_all, and says which file the threads are from.

    Args:
        sources: As read_all takes them.
        format: As read_all takes it.
        columns: As read_all takes them.
        join: As read_all takes it.
        on_error: As read_all takes it.
        opened: Called with each file that is opened and its bytes, such as to tell how far
            reading is; None: nobody asks.

    Yields:
        A reading a file, with its threads; to be taken before the next one is.

    Raises:
        UnreadableSource: A file or a line cannot be read, and on_error is None.
        UnknownName: There is no such format.
    """
    if format is not None and format not in READERS:
        raise UnknownName("format", format, READERS)
    options = Options(columns, join, opened)
    names = (fspath(source) for source in sources)
    yield from readings(names, format=format, options=options, on_error=on_error)


def formats() -> list[dict[str, str]]:
    """Lists what can be read.

    Returns:
        A row a reader: "name", "suffixes" and "description".
    """
    return [
        {"name": r.name, "suffixes": " ".join(r.suffixes), "description": r.description}
        for r in READERS.values()
    ]
