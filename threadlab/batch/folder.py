"""The folder of a data set, on a disk or (store_folder.py) in an object store.

The pages of a batch know a Folder alone; what differs between a disk and a store stands in the two
that there are.
"""

import contextlib
import hashlib
import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from os import PathLike
from pathlib import Path
from typing import Any, Protocol, TypeVar

from threadlab.batch.log import LOG, Log, Say
from threadlab.errors import UnwritableTarget
from threadlab.exports.writing import sync_folder, write_whole
from threadlab.readers.remote import STORES

T = TypeVar("T")
R = TypeVar("R")

# What pathlib makes of s3://bucket/folder.
_COLLAPSED = re.compile(rf"(?:{'|'.join(STORES)}):/(?!/)")


class Folder(Protocol):
    """Files of a data set by their names, such as "threads/part-000000.parquet".

    Attributes:
        root: The folder, as the user named it: a path, or an address.
        is_far: Whether each look costs a request, so that a part says about itself what would
            else be found out by reading its files.
        system: The pyarrow.fs.FileSystem that `place` belongs to; None: the machine's own.
    """

    root: Path | str
    is_far: bool
    system: Any

    def address(self, name: str) -> str:
        """What to call a file to the user."""

    def place(self, name: str) -> str:
        """Where a file lies in the file system, for pyarrow."""

    def prepare(self, tables: Iterable[str]) -> None:
        """Makes the folders of tables, where a folder is a thing of its own."""

    def names(self, table: str) -> list[str]:
        """The names of the files of a table, in order; [] where there is none."""

    def has(self, name: str) -> bool:
        """Whether there is a file, or a table."""

    def read(self, name: str) -> bytes:
        """Reads a file.

        Raises:
            FileNotFoundError: It is not there.
        """

    def source(self, name: str) -> Any:
        """A file as pyarrow.parquet opens it.

        Raises:
            FileNotFoundError: It is not there.
        """

    def digest(self, name: str) -> str:
        """SHA-256 of a file, in hexadecimal."""

    def size(self, name: str) -> int | None:
        """Bytes of a file that can only be there whole; None: that is not so, or not known."""

    def write(self, files: Mapping[str, bytes]) -> None:
        """Writes files, each whole or not at all, in no order."""

    def remove(self, name: str) -> None:
        """Removes a file, if it is there."""

    def keep_to_owner(self, name: str) -> None:
        """Keeps a file from others, where files have rights of their own."""

    def each(self, do: Callable[[T], R], of: Iterable[T]) -> Iterator[R]:
        """What a function that looks at files gives, in order; at the same time where that pays."""

    def log(self, scratch: Path) -> AbstractContextManager[Say]:
        """The log, to be written on.

        Args:
            scratch: A folder on a disk, for what has to be kept meanwhile.
        """


class DiskFolder:
    """A folder on a disk.

    Args:
        root: Its path.
    """

    is_far = False
    system = None

    def __init__(self, root: Path) -> None:
        self.root: Path | str = root
        self._root = root

    def address(self, name: str) -> str:
        """What to call a file to the user."""
        return str(self._root / name)

    def place(self, name: str) -> str:
        """Its path."""
        return str(self._root / name)

    def prepare(self, tables: Iterable[str]) -> None:
        """Makes the folders of tables."""
        for table in tables:
            (self._root / table).mkdir(exist_ok=True)
        sync_folder(self._root)

    def names(self, table: str) -> list[str]:
        """The names of the files of a table, in order."""
        try:
            with os.scandir(self._root / table) as found:
                return sorted(one.name for one in found if one.is_file())
        except FileNotFoundError:
            return []

    def has(self, name: str) -> bool:
        """Whether there is a file, or a table."""
        return (self._root / name).exists()

    def read(self, name: str) -> bytes:
        """Reads a file."""
        return (self._root / name).read_bytes()

    def source(self, name: str) -> Any:
        """Its path: pyarrow reads it in pieces."""
        return self._root / name

    def digest(self, name: str) -> str:
        """SHA-256 of a file, in hexadecimal."""
        with (self._root / name).open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()

    def size(self, _: str) -> int | None:
        """Not known: after a crash a file may have its size and holes in it."""
        return None

    def write(self, files: Mapping[str, bytes]) -> None:
        """Writes files, each under another name that is then changed."""
        for name, content in files.items():
            write_whole(self._root / name, [content])

    def remove(self, name: str) -> None:
        """Removes a file, if it is there."""
        (self._root / name).unlink(missing_ok=True)

    def keep_to_owner(self, name: str) -> None:
        """Takes the rights of others away."""
        if os.name != "nt":
            (self._root / name).chmod(0o600)

    def each(self, do: Callable[[T], R], of: Iterable[T]) -> Iterator[R]:
        """What a function gives, one after the other: a disk is not quicker for two."""
        return map(do, of)

    def log(self, _: Path) -> AbstractContextManager[Say]:
        """The log, which each event is appended to."""
        return Log(self._root / LOG)


@dataclass(frozen=True, slots=True)
class Held:
    """A folder that is this run's alone.

    Attributes:
        folder: The folder.
        scratch: A folder on a disk for what is needed during the run.
        repaired: What of an interrupted run was met on the way in, in plain words.
    """

    folder: Folder
    scratch: Path
    repaired: tuple[str, ...]


def folder_at(name: str | PathLike[str]) -> Folder:
    """Opens a folder to look at it.

    Args:
        name: Its path, or its address in an object store.

    Raises:
        UnwritableTarget: There is no such store, or it lets nobody in.
    """
    text = os.fspath(name)
    if _COLLAPSED.match(text):
        raise UnwritableTarget(
            text,
            "is an address of which a Path has taken a slash",
            next_step="Give the address as text: 's3://bucket/folder'.",
        )
    scheme, parted, _ = text.partition("://")
    if not parted:
        return DiskFolder(Path(name))
    from threadlab.batch.store import Store
    from threadlab.batch.store_folder import WRITABLE, StoreFolder

    if scheme not in WRITABLE:
        kinds = ", ".join(f"{each}://" for each in WRITABLE)
        raise UnwritableTarget(
            text,
            f"{scheme}:// holds no results",
            next_step=f"Give a folder on a disk, or an address that begins with one of {kinds}.",
        )
    return StoreFolder(Store(text))


@contextlib.contextmanager
def held(name: str | PathLike[str]) -> Iterator[Held]:
    """Opens a folder and keeps other runs out of it.

    Args:
        name: Its path, or its address in an object store; made if it is not there.

    Raises:
        UnwritableTarget: Another run is at work there, or it cannot be written to.
    """
    folder = folder_at(name)
    if isinstance(folder, DiskFolder):
        with _held_on_disk(Path(folder.root)) as scratch:
            yield Held(folder, scratch, ())
        return
    from threadlab.batch.store_folder import StoreFolder, held_in_store

    assert isinstance(folder, StoreFolder)  # noqa: S101 - the two that there are
    with held_in_store(folder.store) as found:
        yield found


@contextlib.contextmanager
def _held_on_disk(root: Path) -> Iterator[Path]:
    """Locks a folder; the system lifts the lock when the process ends."""
    root.mkdir(parents=True, exist_ok=True)
    with (root / ".lock").open("a+b") as file:
        try:
            _lock(file.fileno())
        except OSError as error:
            raise UnwritableTarget(
                str(root),
                "another run is writing into this folder",
                next_step="Wait for it to end, or give another folder.",
            ) from error
        for left in root.glob(".task-*"):  # of a run that was killed
            left.unlink()
        yield root


def _lock(handle: int) -> None:
    if os.name == "nt":
        import msvcrt

        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]
    else:
        import fcntl

        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
