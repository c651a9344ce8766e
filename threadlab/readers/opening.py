"""What a path stands for: a file, a folder, a glob, an archive, standard input; all as sources."""

import os
import sys
from collections.abc import Iterator
from glob import glob, has_magic
from pathlib import Path
from typing import BinaryIO, cast

from threadlab.errors import UnreadableSource
from threadlab.readers.archives import ZIP, is_archive, members
from threadlab.readers.remote import is_remote, open_remote, remote_files
from threadlab.readers.sources import OnError, Options, Source, not_readable, tell
from threadlab.readers.unfolding import Allowance, Counted, unfolded

_DEEPEST_ARCHIVE = 3
_HALVES = ("", ".html", ".htm", ".xhtml")  # of "page.html" and "page_files", as browsers save them


def sources_in(
    name: str, options: Options | None = None, on_error: OnError | None = None
) -> Iterator[Source]:
    """Opens everything that a path stands for, one after the other.

    Args:
        name: A file, a folder (read in order of names, hidden files left out, links refused), a
            pattern such as "mail/*.eml", an archive, "-" for standard input; or the address of
            one in an object store, such as "s3://bucket/mail" (see remote.py).
        options: What the user says about the sources.
        on_error: Takes the error of a source that cannot be opened; None: it is raised.

    Yields:
        Open sources; each is closed when the next one is taken.

    Raises:
        UnreadableSource: Something cannot be opened, and on_error is None.
        MissingExtra: It is compressed by Zstandard and the library is not installed.
    """
    found = False
    for path in _paths(name, on_error):
        found = True
        try:
            raw = _open(path)
        except UnreadableSource as error:
            tell(error, on_error)
            continue
        if options is not None and options.opened is not None:
            options.opened(path, raw)
        try:
            yield from _sources_of(raw, path, options, on_error)
        finally:
            if path != "-":
                raw.close()
    if found or is_remote(name):
        return
    problem, step = "matches no file", "Check the pattern."
    if Path(name).is_dir():
        problem, step = "is a folder without files", _CHECK
    tell(UnreadableSource(name, problem, next_step=step), on_error)


_CHECK = "Check the path."


def _sources_of(
    raw: BinaryIO, name: str, options: Options | None, on_error: OnError | None
) -> Iterator[Source]:
    """Opens a file, or the members of the archive that it is."""
    allowance = Allowance(name)
    waiting: list[Iterator[tuple[str, BinaryIO]]] = [iter([(name, raw)])]
    while waiting:
        try:
            here = next(waiting[-1], None)
            if here is None:
                waiting.pop()
                continue
            where, stream = here
            if stream is raw and _is_plain_zip(raw):
                allowance.folded = raw.seek(0, os.SEEK_END)
                raw.seek(0)
            else:
                counted = cast(BinaryIO, Counted(stream, allowance)) if stream is raw else stream
                first, stream = unfolded(counted, where, allowance)
                if not is_archive(first):
                    yield Source(where, stream, options)
                    continue
            if len(waiting) > _DEEPEST_ARCHIVE:
                raise UnreadableSource(
                    where,
                    f"is an archive more than {_DEEPEST_ARCHIVE} archives deep",
                    next_step="Unpack it first.",
                )
            waiting.append(iter(members(stream, where, allowance, on_error)))
        except UnreadableSource as error:
            tell(error, on_error)
        except OSError as error:
            tell(not_readable(name, error), on_error)
            return


def _is_plain_zip(raw: BinaryIO) -> bool:
    if not raw.seekable():
        return False
    first = raw.read(len(ZIP))
    raw.seek(0)
    return first == ZIP


def _paths(name: str, on_error: OnError | None) -> Iterator[str]:
    if name == "-":
        yield name
        return
    if is_remote(name):
        try:
            yield from remote_files(name)
        except UnreadableSource as error:
            tell(error, on_error)
        return
    try:
        is_folder, is_there = Path(name).is_dir(), os.path.lexists(name)
    except ValueError:  # a zero byte in a path
        is_folder = is_there = False
    if is_folder:
        yield from _files_below(name, on_error)
    elif is_there or not has_magic(name):
        yield name
    else:
        yield from _matching(name, on_error)


def _matching(pattern: str, on_error: OnError | None) -> Iterator[str]:
    names = sorted(glob(pattern, recursive=True))  # noqa: PTH207 - the pattern may be absolute
    for name in names:
        if not Path(name).is_dir():
            yield name
        elif "**" not in pattern:  # else the files in it match by themselves
            yield from _files_below(name, on_error)


def _files_below(folder: str, on_error: OnError | None) -> Iterator[str]:
    for where, folders, names in os.walk(folder):
        is_maildir = {"cur", "new"} <= set(folders)
        below = {name: Path(where, name) for name in sorted((*folders, *names))}
        folders[:] = sorted(
            f
            for f in folders
            if not (f.startswith(".") or below[f].is_symlink() or _belongs_to_page(f, names))
            and not (is_maildir and f == "tmp")  # what is there is not delivered yet
        )
        for name, path in below.items():
            if name.startswith(".") or (path.is_dir() and not path.is_symlink()):
                continue
            if path.is_file() and not path.is_symlink():
                yield str(path)
                continue
            problem, step = "is not a file", "Leave it out."
            if not os.path.lexists(path):
                problem, step = "has vanished since its folder was looked into", _CHECK
            if path.is_symlink():
                problem, step = "is a symbolic link", "Name the file itself to read it."
            tell(UnreadableSource(str(path), problem, next_step=step), on_error)


def _belongs_to_page(folder: str, names: list[str]) -> bool:
    """Says whether a folder holds the pictures and scripts of a page saved beside it."""
    for ending in ("_files", "-files", ".files", "_Dateien", "_fichiers", "_archivos"):
        stem = folder.removesuffix(ending)
        if stem != folder:
            return any(stem + half in names for half in _HALVES)
    return False


def _open(name: str) -> BinaryIO:
    if name == "-":
        return sys.stdin.buffer
    if is_remote(name):
        return open_remote(name)
    try:
        return Path(name).open("rb")
    except FileNotFoundError as error:
        raise UnreadableSource(
            name, "is not there", next_step="Check the path and its spelling."
        ) from error
    except PermissionError as error:
        raise UnreadableSource(
            name, "may not be read", next_step="Check the file's access rights."
        ) from error
    except (OSError, ValueError) as error:
        raise UnreadableSource(name, f"cannot be opened ({error})", next_step=_CHECK) from error
