"""The folder of a data set in an object store.

Whole objects alone are written, and a part's object in threads/ after the others, so that the
layout and what counts are those of a disk. Reading costs a request each time; so a part says how
large its files are and how many rows they have, and a run that goes on fetches threads/ alone.
"""

import contextlib
import hashlib
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

from threadlab.batch.folder import Held
from threadlab.batch.lease import Lease
from threadlab.batch.log import LOG, Log, Say
from threadlab.batch.store import Store
from threadlab.errors import UnwritableTarget

T = TypeVar("T")
R = TypeVar("R")

WRITABLE = ("s3", "gs", "gcs", "abfs", "abfss", "az", "memory")
"""Beginnings of the addresses that results may lie at: of object stores."""
LANES = 16
"""Requests that are under way at the same time."""
LOG_EVERY = 10.0
"""Seconds, at least, between two writings of the log."""
_LOG_SHARE = 20
"""The log is written again after so many times the time that its last writing took."""


class StoreFolder:
    """A folder in an object store.

    Args:
        store: The objects below its address.
        lease: The right to write there; None: it is only looked at.
    """

    is_far = True

    def __init__(self, store: Store, lease: Lease | None = None) -> None:
        self.root: Path | str = store.address
        self.system = store.system
        self.store = store
        self._lease = lease
        self._sizes: dict[str, int] = {}

    def address(self, name: str) -> str:
        """What to call a file to the user."""
        return f"{self.store.address}/{name}"

    def place(self, name: str) -> str:
        """Its path in the file system of the store."""
        return self.store.path(name)

    def prepare(self, _: Iterable[str]) -> None:
        """Nothing to do: a store has no folders, only names with slashes."""

    def names(self, table: str) -> list[str]:
        """The names of the files of a table, in order."""
        listed = self.store.listed(table)
        self._sizes |= {f"{table}/{one.name}": one.size for one in listed}
        return [one.name for one in listed]

    def has(self, name: str) -> bool:
        """Whether there is a file, or a table."""
        return self.store.has(name)

    def read(self, name: str) -> bytes:
        """Reads a file."""
        return bytes(self.store.get(name))

    def source(self, name: str) -> Any:
        """Its content: a store that fails is then never taken for a file that is broken."""
        import pyarrow as pa

        return pa.BufferReader(self.store.get(name))

    def digest(self, name: str) -> str:
        """SHA-256 of a file, in hexadecimal."""
        return hashlib.sha256(self.store.get(name)).hexdigest()

    def size(self, name: str) -> int | None:
        """Bytes of a file, as it was listed or written; None: it is not there."""
        return self._sizes.get(name)

    def write(self, files: Mapping[str, bytes]) -> None:
        """Writes files at the same time."""
        self._check()
        list(self.each(lambda one: self.store.put(*one), files.items()))
        self._sizes |= {name: len(content) for name, content in files.items()}

    def remove(self, name: str) -> None:
        """Removes a file, if it is there."""
        self._check()
        self.store.delete(name)
        self._sizes.pop(name, None)

    def keep_to_owner(self, name: str) -> None:
        """Nothing to do: who may read is said of the bucket."""

    def each(self, do: Callable[[T], R], of: Iterable[T]) -> Iterator[R]:
        """What a function gives, in order, with LANES requests at the same time."""
        with ThreadPoolExecutor(LANES) as pool:
            yield from pool.map(do, of)

    @contextlib.contextmanager
    def log(self, scratch: Path) -> Iterator[Say]:
        """The log: kept on a disk, and written anew from time to time and at the end."""
        path = scratch / LOG
        with contextlib.suppress(FileNotFoundError):
            path.write_bytes(self.store.get(LOG))
        with Log(path) as say:
            copied = _Copied(say, lambda: self.write({LOG: path.read_bytes()}))
            try:
                yield copied.say
            except BaseException:
                # The error that ends the run is the one to be told.
                with contextlib.suppress(UnwritableTarget):
                    copied.copy()
                raise
            copied.copy()

    def _check(self) -> None:
        if self._lease is not None:
            self._lease.check()


class _Copied:
    """Says into a log and has it copied, seldom enough to cost little however long it grows."""

    def __init__(self, say: Say, copy: Callable[[], object]) -> None:
        self._say = say
        self._copy = copy
        self._next = time.monotonic() + LOG_EVERY

    def say(self, event: str, **values: object) -> None:
        """Writes an event."""
        self._say(event, **values)
        if time.monotonic() >= self._next:
            self.copy()

    def copy(self) -> None:
        """Writes the whole log."""
        begin = time.monotonic()
        self._copy()
        took = time.monotonic() - begin
        self._next = time.monotonic() + max(LOG_EVERY, _LOG_SHARE * took)


@contextlib.contextmanager
def held_in_store(store: Store) -> Iterator[Held]:
    """Takes the lease of a folder, and gives it up at the end.

    Raises:
        UnwritableTarget: Another run has it, or the store refuses.
    """
    with tempfile.TemporaryDirectory(prefix="threadlab-") as scratch, Lease(store) as lease:
        yield Held(StoreFolder(store, lease), Path(scratch), tuple(lease.lapsed))
