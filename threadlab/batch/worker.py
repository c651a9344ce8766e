"""A process beside the one that classifies: it reads the input and rebuilds its share of it.

Each of several workers reads all of the input and rebuilds every n-th thread: threads that run
over many files must be joined by one reader, and reading costs little beside rebuilding. A worker
is a program of its own, started as `python -m threadlab.batch FILE`, so that nothing of the
caller's is copied or run again; it tells what it finds on its standard output and ends when nobody
listens any more.
"""

import os
import pickle
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import BinaryIO

from threadlab.batch.identity import Identity, thread_digest
from threadlab.batch.messages import End, Failure, Found, Task
from threadlab.errors import ThreadlabError, UnreadableSource
from threadlab.readers import read_each
from threadlab.replies import rebuild
from threadlab.thread import Thread


@dataclass(slots=True)
class _Progress:
    failures: list[Failure] = field(default_factory=list)
    turns: Counter[tuple[str, str]] = field(default_factory=Counter)
    seen: set[str] = field(default_factory=set)


def work(task: Task) -> Iterator[Failure | Found | End]:
    """Reads the input and rebuilds this worker's share.

    Args:
        task: What to do.

    Yields:
        In the order of the input: the threads of this share, and (from the first worker alone)
        what cannot be read; at last an End. A thread that stands in the input twice, with the
        same id and content, is found once.
    """
    progress = _Progress()
    number = 0

    def fail(error: ThreadlabError) -> None:
        if not isinstance(error, UnreadableSource):
            raise error
        if task.share == 0:
            progress.failures.append(Failure.of(error))

    for reading in read_each(task.sources, on_error=fail, **task.reading):
        for thread in reading.threads:
            yield from _told(progress)
            identity = _identity(thread, reading.name, task, progress.turns)
            if identity.digest in progress.seen:
                continue
            progress.seen.add(identity.digest)
            if number % task.shares == task.share:
                found = Found(number, identity, None if identity.digest in task.done else thread)
                yield rebuilt(found) if task.rebuilding else found
            number += 1
    yield from _told(progress)
    yield End(number)


def _told(progress: _Progress) -> Iterator[Failure]:
    yield from progress.failures
    progress.failures.clear()


def _identity(thread: Thread, file: str, task: Task, turns: Counter[tuple[str, str]]) -> Identity:
    turn = turns[file, thread.id]
    turns[file, thread.id] += 1
    said = task.corrections.get(thread.id, ())
    return Identity(file, thread.id, turn, thread_digest(thread, task.makers, said))


def rebuilt(found: Found) -> Found | Failure:
    """Rebuilds a thread that was found; one that is too odd for it is a failure of its own."""
    if found.thread is None:
        return found
    try:
        return replace(found, thread=rebuild(found.thread))
    except Exception as error:
        return Failure.in_thread(found.identity, "rebuilding", error)


def send(message: object, stream: BinaryIO) -> None:
    """Writes one message for `received`."""
    pickle.dump(message, stream, protocol=pickle.HIGHEST_PROTOCOL)
    stream.flush()


def main() -> None:
    """Does the task in the file that the command line names, which is removed."""
    path = Path(sys.argv[1])
    task = pickle.loads(path.read_bytes())  # noqa: S301 - written by the process that started us
    path.unlink()
    # Whatever a library prints must not come between the messages.
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    try:
        for message in work(task):
            send(message, out)
    except ThreadlabError as error:
        send(End(0, str(error)), out)
    except BrokenPipeError:
        os._exit(1)  # nobody listens any more
