"""watch_files: a folder that is filled all the time -> a data set that follows it."""

import os
import time
from collections.abc import Callable, Iterable, Iterator
from glob import has_magic
from os import PathLike
from pathlib import Path
from typing import Any

from threadlab.batch.classifying import Batch, classify_files
from threadlab.batch.distance import file_states
from threadlab.errors import ThreadlabError, UnreadableSource
from threadlab.readers.remote import is_remote

INTERVAL = 2.0
"""Seconds between two looks."""
PATIENCE = 5
"""Looks that whole files wait for one that is still being written."""


def watch_files(
    sources: str | PathLike[str] | Iterable[str | PathLike[str]],
    out: str | PathLike[str],
    *,
    interval: float = INTERVAL,
    wait: Callable[[float], object] = time.sleep,
    on_error: Callable[[ThreadlabError], None] | None = None,
    **options: Any,
) -> Iterator[Batch]:
    """Classifies what is there, then what comes, until the iteration is ended.

    Files are read once size and time of all have stayed the same for a whole interval, so that none
    is read while it is being written. Where some file always is, those that are whole wait for
    PATIENCE looks; the other is then read as far as it goes, and again when it has grown. Each
    round reads all sources and does what is new, since a new mail may belong to an old thread.

    Args:
        sources: Files, folders, patterns or archives; not standard input, nor what
            lies in an object store. A folder may be empty.
        out: Folder of the data set, as classify_files takes it.
        interval: Seconds between two looks.
        wait: What waits; called with the seconds.
        on_error: Called with each failure once, however often its file is read.
        options: As classify_files takes them.

    Yields:
        What was done, after the first round and after each one that had something to do.

    Raises:
        UnreadableSource: A source is standard input, or a folder that is not there.
        ThreadlabError: As classify_files does.
    """
    named = [sources] if isinstance(sources, str | PathLike) else list(sources)
    paths = [os.fspath(source) for source in named]
    for path in paths:
        never = path == "-" or is_remote(path)
        if never or not (Path(path).exists() or has_magic(path)):
            problem = "cannot be watched" if never else "is not there"
            raise UnreadableSource(path, problem, next_step="Name a file or folder that is there.")
    told: set[str] = set()

    def tell_once(error: ThreadlabError) -> None:
        if str(error) not in told and on_error is not None:
            on_error(error)
        told.add(str(error))

    done: dict[str, tuple[int, int]] | None = None
    before = file_states(paths)
    waited = 0
    while True:
        wait(interval)
        now = file_states(paths)
        whole = {file for file, state in now.items() if before.get(file) == state}
        waits = any((done or {}).get(file) != now[file] for file in whole)
        waited = waited + 1 if waits and now != before else 0
        if now != done and (now == before or waited >= PATIENCE):
            if now or done:
                yield classify_files(paths, out, on_error=tell_once, **options)
            done, waited = now, 0
        before = now
