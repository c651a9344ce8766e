"""Many sources to threads: each by the reader that fits it, pieces of threads joined at the end."""

import os
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from threadlab.errors import UnreadableSource
from threadlab.readers.decode import decode_head
from threadlab.readers.opening import sources_in
from threadlab.readers.reader import Reader
from threadlab.readers.sources import HEAD, OnError, Options, Source, tell
from threadlab.readers.table import READERS
from threadlab.thread import Thread

_WEB_PAGE = re.compile(r"\s*(?:<\?xml[^>]{0,200}>\s*)?<(?:!doctype html|html|head|body)\b", re.I)
_BEYOND_DOUBT = 0.95  # how sure a reader is that knows a source by more than its looks
_XML = re.compile(
    r"\s{0,99}<\?xml[^>]{0,200}>\s{0,99}(?:<![^>]{0,300}>\s{0,99}){0,3}<([a-zA-Z][\w.:-]{0,60})"
)
Join = Callable[[Sequence[Any], str], Iterator[Thread]]


@dataclass(frozen=True, slots=True)
class Reading:
    """What came of one source, or of the sources whose pieces were joined.

    Attributes:
        name: The file; for a thread that runs over several files, the folder or archive.
        threads: Its threads; to be taken before the next reading is.
        ahead: Where all sources have been read: about how many comments this reading and those
            behind it have; None: not all have been.
    """

    name: str
    threads: Iterator[Thread]
    ahead: int | None = None


def readings(
    names: Iterable[str],
    *,
    format: str | None = None,
    options: Options | None = None,
    on_error: OnError | None = None,
) -> Iterator[Reading]:
    """Reads sources, one after the other.

    Args:
        names: Files, folders, patterns, archives, or "-" for standard input.
        format: Name of a reader for all of them; None: found out by content, file by file.
        options: What the user says about them.
        on_error: Takes the error of a line, file or member that cannot be read; then reading
            goes on. None: it is raised.

    Yields:
        A reading a source; then one for the joined pieces of each kind (mails, pages of topics),
        since a thread may run over several files.

    Raises:
        UnreadableSource: Something cannot be read, and on_error is None.
    """
    pieces: dict[Join, list[Any]] = {}
    origins: dict[Join, list[tuple[str, str]]] = {}
    for name in names:
        for source in sources_in(name, options, on_error):
            try:
                reader = READERS[format] if format else by_content(source)
                if reader.join is None:
                    yield Reading(source.name, _guarded(reader.read(source, on_error), on_error))
                    continue
                origins.setdefault(reader.join, []).append((name, source.name))
                pieces.setdefault(reader.join, []).extend(reader.read(source, on_error))
            except UnreadableSource as error:
                tell(error, on_error)
    ahead = sum(map(len, pieces.values()))
    for join, found in pieces.items():
        name = _common_name(origins[join])
        threads = _guarded(join(found, Source.stem_of(name)), on_error)
        if len(origins[join]) == 1:
            yield Reading(name, threads, ahead)
        else:
            yield from _by_source(threads, name, ahead)
        ahead -= len(found)


def _by_source(threads: Iterable[Thread], name: str, ahead: int) -> Iterator[Reading]:
    """Puts joined threads under the file each is from, unless files would come up in turns."""
    joined = list(threads)
    runs = [
        (source, list(its)) for source, its in groupby(joined, lambda thread: thread.source or name)
    ]
    if len({source for source, _ in runs}) < len(runs):
        runs = [(name, joined)]
    for source, its in runs:
        yield Reading(source, iter(its), ahead)
        ahead -= sum(len(thread.comments) for thread in its)


def by_content(source: Source) -> Reader:
    """Chooses the reader that is surest about the beginning of a source.

    Raises:
        UnreadableSource: It is known to be something that is not text.
    """
    head = source.head
    for reader in READERS.values():
        if reader.magic and head.startswith(reader.magic):
            return reader
    if len(head) >= HEAD and not head.startswith((b"\xff\xfe", b"\xfe\xff")):
        head = head[: head.rfind(b"\n") + 1] or head  # do not cut a letter in two
    text = decode_head(head, source.name)
    best, sure = _surest(text, source.name)
    if best.name in ("plaintext", "flattened"):
        if _WEB_PAGE.match(text):
            return READERS["article"]  # what is written on it looks like a pasted thread
        _refuse_xml(text, source)
    if source.options.columns and sure < _BEYOND_DOUBT:
        return READERS["table"]  # whoever names columns has one
    return best


def _surest(text: str, name: str) -> tuple[Reader, float]:
    """The first of the readers that are surest, and how sure it is."""
    best, most = next(iter(READERS.values())), -1.0
    for reader in READERS.values():
        sure = reader.sniff(text, name)
        if sure > most:
            best, most = reader, sure
        if sure >= 1.0:
            break  # the others need not look
    return best, most


def _refuse_xml(text: str, source: Source) -> None:
    root = _XML.match(text)
    if root is not None:
        raise UnreadableSource(
            source.name,
            f"is XML of a kind that is not known, a <{root[1]}>",
            next_step="Save the page itself, or copy its text into a .txt file.",
        )


def _guarded(threads: Iterator[Thread], on_error: OnError | None) -> Iterator[Thread]:
    try:
        yield from threads
    except UnreadableSource as error:
        tell(error, on_error)


def _common_name(origins: Sequence[tuple[str, str]]) -> str:
    """Names what pieces are from: their file, else what the user named, else its folder."""
    for names in ([source for _, source in origins], [name for name, _ in origins]):
        different = [name for name, _ in groupby(names)]
        if len(different) == 1:
            return different[0]
    try:
        return os.path.commonpath([name for name, _ in origins]) or "threads"
    except ValueError:  # relative and absolute paths, or two drives
        return "threads"
