"""Files in object stores (s3://, gs://) and on other file systems that are named by an address.

pyarrow, which is installed anyway, opens S3, Google's store and HDFS; what it does not know, fsspec
opens, if a library for it is installed. Credentials and regions are found as those libraries find
them (environment, profile, the machine's role). Addresses of the web are no file systems: threadlab
reads saved pages.
"""

import io
from fnmatch import fnmatchcase
from functools import lru_cache
from glob import has_magic
from typing import Any, BinaryIO, cast

from threadlab.errors import UnreadableSource

STORES = ("s3", "gs", "gcs", "hdfs", "abfs", "abfss", "az", "memory")
"""Beginnings of addresses that are opened here: s3://bucket/folder/file."""
# Bytes fetched at a time: a request costs about as long as so many bytes do.
_BLOCK = 4 * 2**20
_CHECK = "Check the address and your access to it."


def is_remote(name: str) -> bool:
    """Says whether a name is an address in one of STORES."""
    scheme, parted, _ = name.partition("://")
    return bool(parted) and scheme in STORES


def remote_files(name: str) -> list[str]:
    """Lists what an address stands for.

    Args:
        name: Of a file, a folder, or a pattern such as "s3://bucket/mail/**/*.eml" (`*`, `?` and
            `[…]` within a name, `**` for any folders).

    Returns:
        Addresses of files: those of a folder before those of its folders, each in order of their
        names, hidden ones left out.

    Raises:
        UnreadableSource: There is none, or the store cannot be reached or does not let us in.
    """
    scheme, _, path = name.rstrip("/").partition("://")
    # What stands before the first sign of a pattern is listed.
    fixed, pattern = _parted(path)
    try:
        system = file_system(name)
        # A name may hold such signs itself.
        if system.get_file_info([path])[0].is_file:
            return [f"{scheme}://{path}"]
        below = _below(system, fixed)
    except (OSError, ValueError) as error:
        raise UnreadableSource(name, f"cannot be listed ({error})", next_step=_CHECK) from error
    wanted = [parts for parts in below if not pattern or _fits(parts, pattern)]
    if not wanted:
        problem = "matches no file" if pattern else "is not there, or a folder without files"
        raise UnreadableSource(name, problem, next_step=_CHECK)
    return [f"{scheme}://{'/'.join((fixed, *parts))}" for parts in wanted]


def open_remote(name: str) -> BinaryIO:
    """Opens a file by its address, for reading from any place.

    Raises:
        UnreadableSource: It is not there or may not be read.
    """
    path = name.partition("://")[2]
    try:
        raw = file_system(name).open_input_file(path)
    except FileNotFoundError as error:
        raise UnreadableSource(name, "is not there", next_step=_CHECK) from error
    except (OSError, ValueError) as error:
        raise UnreadableSource(name, f"cannot be opened ({error})", next_step=_CHECK) from error
    return cast(BinaryIO, io.BufferedReader(_Raw(name, raw), _BLOCK))


class _Raw(io.RawIOBase):
    """A remote file; a connection that breaks is an error of this file, not of the run.

    Args:
        name: Its address.
        file: As pyarrow opens it.
    """

    def __init__(self, name: str, file: Any) -> None:
        self._name = name
        self._file = file

    def readable(self) -> bool:
        """It is."""
        return True

    def seekable(self) -> bool:
        """It is, as zip archives need."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Reads what fits into the buffer."""
        try:
            count: int = self._file.readinto(buffer)
        except OSError as error:
            problem = f"broke off while it was read ({error})"
            raise UnreadableSource(self._name, problem, next_step="Try again.") from error
        return count

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Goes to a place."""
        place: int = self._file.seek(offset, whence)
        return place

    def tell(self) -> int:
        """The place."""
        place: int = self._file.tell()
        return place

    def close(self) -> None:
        """Lets the file go."""
        self._file.close()
        super().close()


def file_system(name: str) -> Any:
    """Opens the file system that an address lies in.

    Args:
        name: The address, which begins with one of STORES.

    Returns:
        A pyarrow.fs.FileSystem, whose paths are what follows "://".

    Raises:
        OSError: No library that is installed knows it, or it cannot be reached.
    """
    scheme, _, path = name.partition("://")
    return _opened(scheme, path.split("/", 1)[0])


@lru_cache
def _opened(scheme: str, bucket: str) -> Any:
    from pyarrow import fs

    try:
        # Buckets lie in regions: Amazon is asked for that of this one.
        return fs.FileSystem.from_uri(f"{scheme}://{bucket}")[0]
    except (ValueError, NotImplementedError):
        return _by_fsspec(scheme)


def _by_fsspec(scheme: str) -> Any:
    from pyarrow import fs

    try:
        import fsspec

        return fs.PyFileSystem(fs.FSSpecHandler(fsspec.filesystem(scheme)))
    except ImportError as error:
        raise OSError(f"{scheme}:// needs another library: {error}") from error


def _parted(path: str) -> tuple[str, tuple[str, ...]]:
    """Parts an address into a folder and the pattern of what is looked for below it."""
    parts = path.split("/")
    fixed = next((n for n, part in enumerate(parts) if has_magic(part)), len(parts))
    return "/".join(parts[:fixed]), tuple(parts[fixed:])


def _below(system: Any, folder: str) -> list[tuple[str, ...]]:
    """The parts of the paths of all files below a folder that are not hidden."""
    from pyarrow import fs

    infos = system.get_file_info(fs.FileSelector(folder, recursive=True, allow_not_found=True))
    start = len(folder.strip("/").split("/"))
    paths = [tuple(i.path.strip("/").split("/")[start:]) for i in infos if i.is_file]
    shown = [parts for parts in paths if not any(part.startswith(".") for part in parts)]
    return sorted(shown, key=lambda parts: (*((1, part) for part in parts[:-1]), (0, parts[-1])))


def _fits(parts: tuple[str, ...], pattern: tuple[str, ...]) -> bool:
    """Says whether a path is matched, or lies in a folder that is."""
    # Places of the pattern at which the rest of the path may begin.
    places = {0}
    for part in parts:
        for place in range(len(pattern)):
            if place in places and pattern[place] == "**":
                places.add(place + 1)
        if len(pattern) in places:
            return True  # all that lies in a matched folder
        following = set()
        for place in places:
            if pattern[place] == "**":
                following.add(place)
            elif fnmatchcase(part, pattern[place]):
                following.add(place + 1)
        places = following
    return len(pattern) in places


def remote_file_of(name: str) -> str | None:
    """The file that an address, perhaps of a member of an archive, lies in; None: it is gone."""
    scheme, _, path = name.partition("://")
    parts = path.split("/")
    places = ["/".join(parts[:count]) for count in range(len(parts), 0, -1)]
    try:
        infos = file_system(name).get_file_info(places)
    except (OSError, ValueError):
        return None
    pairs = zip(places, infos, strict=True)
    return next((f"{scheme}://{place}" for place, info in pairs if info.is_file), None)
