"""How far the reading of an input is, and how many comments it will have."""

import os
from collections.abc import Iterable, Iterator
from glob import glob, has_magic
from pathlib import Path
from stat import S_ISREG
from typing import BinaryIO

from threadlab.readers.remote import is_remote
from threadlab.thread import Thread


class Distance:
    """Estimates how many comments an input has from what was read of it.

    While files are read, their bytes are as many as their sizes say, and what was read of them
    holds so many comments; once all are read, as with mails that are joined only then, the readers
    know how many are ahead.

    Args:
        sources: Files, folders or patterns; of standard input, and of what lies in an object store,
            nothing is known ahead.
    """

    def __init__(self, sources: Iterable[str]) -> None:
        paths = tuple(sources)
        known = not any(path == "-" or is_remote(path) for path in paths)
        self._whole = sum(size for size, _ in file_states(paths).values()) if known else 0
        self._before = 0
        self._file: BinaryIO | None = None
        self._size = 0
        self._comments = 0
        self._ahead: int | None = None

    def opened(self, _: str, file: BinaryIO) -> None:
        """Takes note of a file that is about to be read."""
        self._before += self._read()
        self._file, self._size = file, _size(file)

    def beginning(self, ahead: int | None) -> None:
        """Takes note of a reading that begins, with the comments that are ahead, where known."""
        self._ahead = None if ahead is None else self._comments + ahead

    def passed(self, thread: Thread) -> int | None:
        """Takes note of a thread that was read.

        Returns:
            About how many comments the whole input has; None: nothing tells.
        """
        self._comments += len(thread.comments)
        if self._ahead is not None:
            return max(self._ahead, self._comments)
        done = self._before + self._read()
        if not done or not self._whole:
            return None
        return max(self._comments, round(self._comments * self._whole / done))

    def _read(self) -> int:
        """Bytes of the last file that were read: all of them where it was closed behind us."""
        if self._file is None or self._file.closed:
            return self._size
        try:
            return self._file.tell()
        except OSError:
            return 0  # a pipe


def _size(file: BinaryIO) -> int:
    try:
        return os.fstat(file.fileno()).st_size
    except OSError:  # no file of the system
        return 0


def file_states(paths: Iterable[str]) -> dict[str, tuple[int, int]]:
    """Looks up size and time of every file below some paths.

    Args:
        paths: Files, folders or patterns; what is not there is left out.

    Returns:
        Bytes, and nanoseconds of the last change, by path.
    """
    return {str(file): state for file, state in _states(paths)}


def _states(paths: Iterable[str]) -> Iterator[tuple[Path, tuple[int, int]]]:
    for path in paths:
        for top in glob(path, recursive=True) if has_magic(path) else [path]:  # noqa: PTH207
            found = [Path(top)] if Path(top).is_file() else Path(top).rglob("*")
            for file in found:
                try:
                    state = file.stat()
                except OSError:
                    continue  # gone since it was listed
                if S_ISREG(state.st_mode):
                    yield file, (state.st_size, state.st_mtime_ns)
