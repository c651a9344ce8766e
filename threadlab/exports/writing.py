"""Files and folders that are written whole or not at all."""

import contextlib
import errno
import os
import secrets
import shutil
from collections.abc import Callable, Iterable
from pathlib import Path

from threadlab.errors import UnwritableTarget


def check_on_disk(target: str) -> None:
    """Refuses an address in an object store.

    Raises:
        UnwritableTarget: It is one.
    """
    if "://" in target:
        raise UnwritableTarget(
            target,
            "is an address, and this is written to a disk",
            next_step="Give a file or folder here, and copy it. Only threadlab classify writes "
            "into object stores.",
        )


def write_whole(path: Path, pieces: Iterable[bytes]) -> None:
    """Writes a file so that it is there as a whole, or stays as it was.

    The pieces go into a temporary file in the same folder, which then takes the file's name. A
    pipe or device is written straight.

    Args:
        path: The file.
        pieces: Its content in order; an error while they are made leaves the old file.

    Raises:
        OSError: The file cannot be written; it names the file.
    """
    path = Path(os.path.realpath(path))
    if path.is_dir():
        raise IsADirectoryError(errno.EISDIR, "is a folder", str(path))
    if not path.parent.is_dir():
        raise FileNotFoundError(errno.ENOENT, "the folder is not there", str(path.parent))
    if path.exists() and not path.is_file():
        with path.open("wb") as stream:
            stream.writelines(pieces)
        return
    partial = path.with_name(f".{path.name[:100]}.{secrets.token_hex(6)}.part")
    try:
        # "x" gives the file the rights that the user's umask asks for.
        with partial.open("xb") as file:
            file.writelines(pieces)
            file.flush()
            os.fsync(file.fileno())
        if path.exists():
            shutil.copymode(path, partial)
        partial.replace(path)
    except OSError as error:
        if error.filename in (None, str(partial)):
            raise type(error)(error.errno, error.strerror, str(path)) from error
        raise
    finally:
        partial.unlink(missing_ok=True)
    sync_folder(path.parent)


def write_folder(path: Path, fill: Callable[[Path], None]) -> None:
    """Writes a folder so that it is there as a whole, or stays as it was.

    It is filled beside its place and then takes its name. A folder that is there already has its
    files replaced one by one, if all of them are among the new ones: nothing else is ever removed.

    Args:
        path: The folder.
        fill: Writes the files into an empty folder; an error in it leaves the old folder.

    Raises:
        FileExistsError: The folder holds other files.
        OSError: The folder cannot be written; it names the folder.
    """
    path = Path(os.path.realpath(path))
    if path.exists() and not path.is_dir():
        raise NotADirectoryError(errno.ENOTDIR, "is a file, not a folder", str(path))
    if not path.parent.is_dir():
        raise FileNotFoundError(errno.ENOENT, "the folder is not there", str(path.parent))
    partial = path.with_name(f".{path.name[:100]}.{secrets.token_hex(6)}.part")
    try:
        partial.mkdir()
        fill(partial)
        _move(partial, path)
    except OSError as error:
        if error.filename is None or str(error.filename).startswith(str(partial)):
            raise type(error)(error.errno, error.strerror, str(path)) from error
        raise
    finally:
        shutil.rmtree(partial, ignore_errors=True)
    sync_folder(path.parent)


def _move(partial: Path, path: Path) -> None:
    if not path.exists():
        partial.rename(path)
        return
    new = sorted(file.relative_to(partial) for file in partial.rglob("*") if file.is_file())
    other = {file.relative_to(path) for file in path.rglob("*") if file.is_file()} - set(new)
    if other:
        problem = f"the folder holds other files, such as {min(other)}; give a new one"
        raise FileExistsError(errno.EEXIST, problem, str(path))
    for file in new:
        (path / file).parent.mkdir(parents=True, exist_ok=True)
        (partial / file).replace(path / file)


def sync_folder(folder: Path) -> None:
    """Makes new names in a folder last through a crash; not every system opens folders.

    Args:
        folder: The folder.
    """
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
