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
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import BinaryIO

from threadlab.batch.distance import Distance
from threadlab.batch.identity import Identity, thread_digest
from threadlab.batch.messages import Begun, End, Failure, Found, Message, Task
from threadlab.batch.naming import hidden_id
from threadlab.errors import ThreadlabError, UnreadableSource
from threadlab.readers import Reading, read_each
from threadlab.replies import rebuild
from threadlab.thread import Thread


@dataclass(slots=True)
class _Progress:
    failures: list[Failure] = field(default_factory=list)
    turns: Counter[tuple[str, str]] = field(default_factory=Counter)
    seen: set[str] = field(default_factory=set)


def work(task: Task) -> Iterator[Message]:
    """Reads the input and rebuilds this worker's share.

    Args:
        task: What to do.

    Yields:
        In the order of the input: the threads of this share, each announced before it is rebuilt,
        and (from the first worker alone) what cannot be read; at last an End. A thread that stands
        in the input twice, with the same id and content, is found once.
    """
    progress = _Progress()
    distance = Distance(task.sources)
    number = 0

    def fail(error: ThreadlabError) -> None:
        if not isinstance(error, UnreadableSource):
            raise error
        if task.share == 0:
            progress.failures.append(Failure.of(error))

    for reading in read_each(task.sources, on_error=fail, opened=distance.opened, **task.reading):
        distance.beginning(reading.ahead)
        for thread in _guarded(reading, fail):
            expected = distance.passed(thread)
            yield from _told(progress)
            identity = _identity(thread, reading.name, task, progress.turns)
            if identity.digest in progress.seen:
                continue
            progress.seen.add(identity.digest)
            if number % task.shares == task.share and number >= task.first:
                yield Begun(number, identity)
                yield _found(Found(number, identity, thread, len(thread.comments), expected), task)
            number += 1
    yield from _told(progress)
    yield End(number)


def _guarded(reading: Reading, fail: Callable[[ThreadlabError], None]) -> Iterator[Thread]:
    """The threads of a file; an unforeseen error ends this file, not the batch."""
    try:
        yield from reading.threads
    except ThreadlabError:
        raise
    except Exception as error:
        problem = f"reading failed: {type(error).__name__}: {error}"
        advice = "Please report this with the file; the other files were done."
        fail(UnreadableSource(reading.name, problem, next_step=advice))


def _told(progress: _Progress) -> Iterator[Failure]:
    yield from progress.failures
    progress.failures.clear()


def _identity(thread: Thread, file: str, task: Task, turns: Counter[tuple[str, str]]) -> Identity:
    turn = turns[file, thread.id]
    turns[file, thread.id] += 1
    said = task.corrections.get(thread.id, ())
    # What a data set under pseudonyms keeps of an id must not tell a name or an address.
    known = thread.id if task.key is None else hidden_id(thread.id, task.key)
    return Identity(file, known, turn, thread_digest(thread, task.makers, said))


def _found(found: Found, task: Task) -> Found | Failure:
    if found.identity.digest in task.done:
        return replace(found, thread=None)
    return rebuilt(found) if task.rebuilding else found


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
