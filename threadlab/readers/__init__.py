"""Files to threads: one page a source, one table of them, chosen by content.

A further source is a further page with `sniff` and `read`, and a further line in READERS.
"""

import re
from collections.abc import Iterator
from os import PathLike, fspath
from pathlib import Path

from threadlab.errors import ManyThreads, UnknownName, UnreadableSource
from threadlab.readers.decode import decode_head
from threadlab.readers.reader import Reader
from threadlab.readers.sources import HEAD, OnError, Source, files_in
from threadlab.readers.table import READERS
from threadlab.thread import Thread

__all__ = ["READERS", "Reader", "files", "formats", "read", "read_all"]


_WEB_PAGE = re.compile(r"\s*(?:<\?xml[^>]{0,200}>\s*)?<(?:!doctype html|html|head|body)\b", re.I)


def read(source: str | PathLike[str], *, format: str | None = None) -> Thread:
    """Reads one thread.

    Args:
        source: Path of a file; "-" is standard input.
        format: Name of a reader; None: found out by content.

    Returns:
        The thread; its notes say what had to be assumed, repaired or left out.

    Raises:
        ManyThreads: The file holds several; read_all reads them.
        UnreadableSource: The file is missing, is a folder, or cannot be read as a thread.
        UnknownName: There is no such format.
    """
    name = fspath(source)
    if name != "-" and Path(name).is_dir():
        raise UnreadableSource(
            name, "is a folder", next_step="Use tl.read_all to read every file within it."
        )
    threads = read_all(source, format=format)
    first = next(threads, None)
    if first is None:
        raise UnreadableSource(name, "holds no thread")
    if next(threads, None) is not None:
        raise ManyThreads(
            name, "holds several threads", next_step="Use tl.read_all to read all of them."
        )
    return first


def read_all(
    source: str | PathLike[str], *, format: str | None = None, on_error: OnError | None = None
) -> Iterator[Thread]:
    """Reads every thread of a file or folder, one after the other.

    Args:
        source: Path of a file or of a folder, whose files are read in order of their names, hidden
            ones left out; "-" is standard input.
        format: Name of a reader for all files; None: found out by content, file by file.
        on_error: Takes the error of a line or file that cannot be read; then reading goes on with
            the next. None: the error is raised, which ends the iteration.

    Yields:
        The threads.

    Raises:
        UnreadableSource: A file or a line cannot be read, and on_error is None.
        UnknownName: There is no such format.
    """
    if format is not None and format not in READERS:
        raise UnknownName("format", format, READERS)
    for name in files(source, on_error=on_error):
        yield from _read_file(name, format, on_error)


def files(source: str | PathLike[str], *, on_error: OnError | None = None) -> Iterator[str]:
    """Lists the files that a source stands for.

    Args:
        source: Path of a file or of a folder, whose files are taken in order of their names,
            hidden ones left out; "-" is standard input.
        on_error: Takes the error of a file that is not to be read; None: the error is raised.

    Yields:
        Names of files.

    Raises:
        UnreadableSource: A folder holds no file or a symbolic link, and on_error is None.
    """
    name = fspath(source)
    if name == "-" or not Path(name).is_dir():
        yield name
        return
    found = False
    for path in files_in(Path(name), on_error):
        found = True
        yield str(path)
    if not found:
        error = UnreadableSource(name, "is a folder without files", next_step="Check the path.")
        if on_error is None:
            raise error
        on_error(error)


def formats() -> list[dict[str, str]]:
    """Lists what can be read.

    Returns:
        A row a reader: "name", "suffixes" and "description".
    """
    return [
        {"name": r.name, "suffixes": " ".join(r.suffixes), "description": r.description}
        for r in READERS.values()
    ]


def _read_file(name: str, format: str | None, on_error: OnError | None) -> Iterator[Thread]:
    try:
        with Source(name) as source:
            reader = READERS[format] if format else _by_content(source)
            yield from reader.read(source, on_error)
    except UnreadableSource as error:
        if on_error is None:
            raise
        on_error(error)


def _by_content(source: Source) -> Reader:
    """Chooses the reader that is surest about the beginning of a source."""
    head = source.head
    if len(head) >= HEAD and not head.startswith((b"\xff\xfe", b"\xfe\xff")):
        head = head[: head.rfind(b"\n") + 1] or head  # do not cut a letter in two
    text = decode_head(head, source.name)
    if _WEB_PAGE.match(text):
        raise UnreadableSource(
            source.name,
            "is a saved web page, which cannot be read yet",
            next_step="Copy the page's text into a .txt file.",
        )
    return max(READERS.values(), key=lambda reader: reader.sniff(text, source.name))
