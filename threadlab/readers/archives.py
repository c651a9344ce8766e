"""The members of .zip and .tar archives, one after the other, never written to disk.

Names that climb out of the archive, links, devices and encrypted members are refused one by one;
the other members are read.
"""

import io
import stat
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Any, BinaryIO, NamedTuple

from threadlab.errors import UnreadableSource
from threadlab.readers.sources import LONGEST_TEXT, OnError, tell
from threadlab.readers.unfolding import Allowance

_OFFICE = ("[Content_Types].xml", "META-INF/container.xml", "META-INF/manifest.xml")


class Member(NamedTuple):
    """A member of an archive: its name, the archive's before it, and its bytes."""

    name: str
    stream: BinaryIO


ZIP = b"PK\x03\x04"


def is_archive(first: bytes) -> bool:
    """Says whether these first bytes (at least 262 of them) are those of an archive."""
    return first.startswith(ZIP) or first[257:262] == b"ustar"


def members(
    stream: BinaryIO, name: str, allowance: Allowance, on_error: OnError | None
) -> Iterator[Member]:
    """Yields the members of an archive; each is good until the next one is taken.

    Args:
        stream: The archive. A ZIP archive that cannot be sought in is held in memory.
        name: What it is called.
        allowance: What all its members together may unfold to.
        on_error: Takes the error of a member that is refused; None: it is raised.

    Yields:
        The members that are files and not hidden, in the archive's order.

    Raises:
        UnreadableSource: The archive is broken, or on_error is None and a member is refused.
    """
    peek: Any = stream
    if stream.seekable():
        first = stream.read(len(ZIP))
        stream.seek(0)
    else:
        first = peek.peek(len(ZIP))
    if not first.startswith(ZIP):
        yield from _tar_members(stream, name, allowance, on_error)
    elif stream.seekable():
        yield from _zip_members(stream, name, allowance, on_error)
    else:
        yield from _zip_members(io.BytesIO(_rest(stream, name)), name, allowance, on_error)


def _rest(stream: BinaryIO, name: str) -> bytes:
    data = stream.read(LONGEST_TEXT + 1)
    if len(data) > LONGEST_TEXT:
        raise UnreadableSource(
            name,
            f"is a ZIP archive of more than {LONGEST_TEXT >> 20} MiB within something else",
            next_step="Unpack it first.",
        )
    return data


def _zip_members(
    stream: BinaryIO, name: str, allowance: Allowance, on_error: OnError | None
) -> Iterator[Member]:
    try:
        archive = zipfile.ZipFile(stream)
        entries = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, EOFError, NotImplementedError) as error:
        raise _broken(name, "ZIP", error) from error
    if any(entry.filename in _OFFICE for entry in entries):
        raise UnreadableSource(
            name, "is an office document or an e-book", next_step="Save its text as a .txt file."
        )
    for entry in entries:
        if entry.is_dir() or is_hidden(entry.filename):
            continue
        problem = _refused(entry.filename)
        if stat.S_ISLNK(entry.external_attr >> 16):
            problem = "is a symbolic link"
        elif entry.flag_bits & 1:
            problem = "is encrypted"
        if problem:
            tell(_member_error(name, entry.filename, problem), on_error)
            continue
        where = f"{name}/{entry.filename}"
        try:
            opened = archive.open(entry)
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
            tell(_member_error(name, entry.filename, f"cannot be unpacked ({error})"), on_error)
            continue
        with opened:
            yield Member(where, _Unpacked(opened, where, allowance))  # type: ignore[arg-type]


def _tar_members(
    stream: BinaryIO, name: str, allowance: Allowance, on_error: OnError | None
) -> Iterator[Member]:
    try:
        with tarfile.open(fileobj=stream, mode="r|") as archive:
            while (entry := archive.next()) is not None:
                archive.members.clear()  # type: ignore[attr-defined]  # tarfile keeps all it has seen
                if entry.isdir() or is_hidden(entry.name):
                    continue
                problem = _refused(entry.name)
                if not entry.isreg():
                    problem = "is a link" if entry.issym() or entry.islnk() else "is not a file"
                opened = None if problem else archive.extractfile(entry)
                if opened is None:
                    problem = problem or "is not a file"
                    tell(_member_error(name, entry.name, problem), on_error)
                    continue
                where = f"{name}/{entry.name.removeprefix('./')}"
                yield Member(where, _Unpacked(opened, where, allowance))  # type: ignore[arg-type]
    except (tarfile.TarError, OSError, EOFError, ValueError) as error:
        raise _broken(name, "tar", error) from error


class _Unpacked:
    """A member's bytes: counted, and a broken member told by its name."""

    def __init__(self, stream: Any, name: str, allowance: Allowance) -> None:
        self._stream = stream
        self._name = name
        self._allowance = allowance

    def read(self, size: int) -> bytes:
        try:
            data: bytes = self._stream.read(size)
        except (zipfile.BadZipFile, tarfile.TarError, OSError, EOFError, zlib.error) as error:
            raise UnreadableSource(
                self._name, f"is broken ({error})", next_step="Get the archive again."
            ) from error
        self._allowance.take(len(data))
        return data


def is_hidden(name: str) -> bool:
    """Says whether a member is one that systems add and hide."""
    parts = PurePosixPath(name).parts
    return any((p[0] == "." and p not in (".", "..")) or p == "__MACOSX" for p in parts)


def _refused(name: str) -> str | None:
    path = PurePosixPath(name.replace("\\", "/"))
    if path.is_absolute() or ".." in path.parts or name[1:2] == ":":
        return "has a path that climbs out of the archive"
    return None


def _member_error(archive: str, member: str, problem: str) -> UnreadableSource:
    return UnreadableSource(
        archive, problem, place=f"member {member}", next_step="Unpack it yourself to read it."
    )


def _broken(name: str, kind: str, error: Exception) -> UnreadableSource:
    return UnreadableSource(
        name, f"is a broken {kind} archive ({error})", next_step="Get the file again."
    )
