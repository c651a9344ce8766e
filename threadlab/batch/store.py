"""Requests to an object store: the objects below an address, each written whole.

What stores promise and this rests on: an object appears when its upload is complete, not before;
whoever reads or lists after that finds it (Amazon S3 since December 2020, Google Cloud Storage,
Azure Blob Storage, MinIO, Ceph). Nothing is renamed and nothing is appended to.
"""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from threadlab.errors import UnwritableTarget
from threadlab.readers.remote import file_system


@dataclass(frozen=True, slots=True)
class Listed:
    """An object, as a listing tells of it.

    Attributes:
        name: Without the folder.
        size: In bytes.
        written: When, by the store's clock; None: the store does not say.
    """

    name: str
    size: int
    written: datetime | None


class Store:
    """The objects below an address.

    Args:
        address: Such as s3://bucket/folder.

    Raises:
        UnwritableTarget: No such bucket is there, it cannot be reached, or lets nobody in.
    """

    def __init__(self, address: str) -> None:
        self.address = address.rstrip("/")
        self._path = self.address.partition("://")[2].strip("/")
        if not self._path:
            raise UnwritableTarget(address, "names no bucket", next_step="Write s3://bucket/out.")
        with self._told():
            self.system = _writing(self.address)

    def path(self, name: str) -> str:
        """The path of an object in the file system of pyarrow."""
        return f"{self._path}/{name}" if name else self._path

    def put(self, name: str, content: bytes) -> None:
        """Writes an object; what has its name is replaced.

        Raises:
            UnwritableTarget: The store does not take it.
        """
        try:
            with (
                self._told(),
                self.system.open_output_stream(self.path(name), compression=None) as stream,
            ):
                # In one piece, so that what can be closed is whole.
                stream.write(content)
        except FileNotFoundError as error:  # as Google's store says it
            raise self._refused(_NO_BUCKET[0], _NO_BUCKET[1], error) from error

    def get(self, name: str) -> Any:
        """Reads an object.

        Returns:
            A pyarrow.Buffer.

        Raises:
            FileNotFoundError: It is not there.
            UnwritableTarget: The store does not give it.
        """
        with self._told(), self.system.open_input_file(self.path(name)) as file:
            return file.read_buffer()

    def delete(self, name: str) -> None:
        """Removes an object, if it is there.

        Raises:
            UnwritableTarget: The store does not let us.
        """
        with self._told(), contextlib.suppress(FileNotFoundError):
            self.system.delete_file(self.path(name))

    def listed(self, folder: str = "") -> list[Listed]:
        """Lists the objects right below a folder, in order of their names.

        Raises:
            UnwritableTarget: The store does not let us.
        """
        from pyarrow import fs

        chosen = fs.FileSelector(self.path(folder), allow_not_found=True)
        with self._told():
            infos = self.system.get_file_info(chosen)
        return sorted(
            (Listed(one.base_name, one.size or 0, one.mtime) for one in infos if one.is_file),
            key=lambda one: one.name,
        )

    def has(self, name: str) -> bool:
        """Whether there is an object, or a folder with some.

        Raises:
            UnwritableTarget: The store does not say.
        """
        from pyarrow import fs

        with self._told():
            info = self.system.get_file_info([self.path(name)])[0]
        return bool(info.type != fs.FileType.NotFound)

    @contextlib.contextmanager
    def _told(self) -> Iterator[None]:
        """What a store refuses is no error of a file: it says what the user can do."""
        try:
            yield
        except FileNotFoundError:
            raise
        except (OSError, ValueError) as error:
            raise self._refused(*_explained(str(error)), error) from error

    def _refused(self, problem: str, step: str, error: Exception) -> UnwritableTarget:
        """The error to tell, with the first line of the store's own words."""
        first = (str(error).strip().splitlines() or [type(error).__name__])[0]
        return UnwritableTarget(self.address, f"{problem} ({first})", next_step=step)


def _writing(address: str) -> Any:
    """The file system, in the form that takes one request an object rather than three."""
    from pyarrow import fs

    scheme, _, path = address.partition("://")
    if scheme == "s3":
        # Older pyarrows do not know this option.
        with contextlib.suppress(ValueError):
            return fs.FileSystem.from_uri(f"s3://{path.split('/')[0]}?allow_delayed_open=true")[0]
    return file_system(address)


_RERUN = "The same command goes on where it stopped."
_NO_BUCKET = (
    "there is no such bucket",
    "Check its name, or make the bucket first: threadlab makes none.",
)
_NOT_IN = (
    "the store does not let us in",
    "Check the credentials, and that they may list, read, write and delete below this address. "
    + _RERUN,
)
_FAILS = (
    "the store cannot be reached, or fails",
    f"Check the address, the region and the network. {_RERUN}",
)
# What the stores' libraries write into their messages, and what that means.
_SIGNS = {
    "NO_SUCH_BUCKET": _NO_BUCKET,
    "NoSuchBucket": _NO_BUCKET,
    "' not found": _NO_BUCKET,
    "ACCESS_DENIED": _NOT_IN,
    "AccessDenied": _NOT_IN,
    "INVALID_ACCESS_KEY_ID": _NOT_IN,
    "INVALID_CLIENT_TOKEN_ID": _NOT_IN,
    "SIGNATURE_DOES_NOT_MATCH": _NOT_IN,
    "EXPIRED_TOKEN": _NOT_IN,
    "UNRECOGNIZED_CLIENT": _NOT_IN,
    "Forbidden": _NOT_IN,
    "PERMISSION_DENIED": _NOT_IN,
    "UNAUTHENTICATED": _NOT_IN,
    "HTTP status 401": _NOT_IN,
    "HTTP status 403": _NOT_IN,
}


def _explained(message: str) -> tuple[str, str]:
    """What a message of a store means, and what to do about it."""
    return next((meant for sign, meant in _SIGNS.items() if sign in message), _FAILS)
