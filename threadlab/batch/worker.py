"""A process beside the one that classifies: it reads the input and rebuilds its share of it.

Each of several workers reads all of the input and rebuilds every n-th thread: threads that run
over many files must be joined by one reader, and reading costs little beside rebuilding. A worker
is a program of its own, started as `python -m threadlab.batch.worker FILE`, so that nothing of the
caller's is copied or run again; it tells what it finds on its standard output and ends when nobody
listens any more.
"""

import os
import pickle
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

from threadlab.batch.identity import Identity, thread_digest
from threadlab.errors import ThreadlabError, UnreadableSource
from threadlab.readers import read_each
from threadlab.replies import rebuild
from threadlab.thread import Thread


@dataclass(frozen=True, slots=True)
class Task:
    """What a worker is asked to do.

    Attributes:
        sources: Files, folders, patterns, archives, or "-".
        reading: How to read them (format, columns, join).
        makers: From identity.makers_digest.
        done: Digests of the threads whose results are there.
        share: Number of this worker.
        shares: How many workers there are.
    """

    sources: tuple[str, ...]
    reading: dict[str, Any]
    makers: str
    done: frozenset[str]
    share: int = 0
    shares: int = 1


@dataclass(frozen=True, slots=True)
class Failure:
    """An input, or a part of one, that gave no result.

    Attributes:
        input_file: The file.
        place: Where in it; None: the whole of it.
        thread_id: The thread, where it was read.
        reason: What is wrong.
        next_step: What the user can do.
    """

    input_file: str
    place: str | None
    thread_id: str | None
    reason: str
    next_step: str | None

    @classmethod
    def of(cls, error: UnreadableSource) -> "Failure":
        """The failure that an error of a reader tells."""
        return cls(error.source, error.place, None, error.problem, error.next_step)

    @classmethod
    def in_thread(cls, identity: Identity, doing: str, error: Exception) -> "Failure":
        """An unforeseen error with one thread: the others go on."""
        reason = f"{doing} failed: {type(error).__name__}: {error}"
        advice = "Please report this with the thread; the other threads were done."
        return cls(identity.input_file, None, identity.id, reason, advice)


@dataclass(frozen=True, slots=True)
class Found:
    """A thread of the input.

    Attributes:
        number: Which of all threads of the input it is, from 0.
        identity: What it is known by.
        thread: Rebuilt; None: its results are there already.
    """

    number: int
    identity: Identity
    thread: Thread | None


@dataclass(frozen=True, slots=True)
class End:
    """The last thing that a worker tells: all of the input was read.

    Attributes:
        threads: How many threads it has.
        problem: What ended the reading before its end; None: nothing.
    """

    threads: int
    problem: str | None = None


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
            identity = _identity(thread, reading.name, task.makers, progress.turns)
            if identity.digest in progress.seen:
                continue
            progress.seen.add(identity.digest)
            if number % task.shares == task.share:
                yield _found(number, identity, thread, task.done)
            number += 1
    yield from _told(progress)
    yield End(number)


def _told(progress: _Progress) -> Iterator[Failure]:
    yield from progress.failures
    progress.failures.clear()


def _identity(
    thread: Thread, file: str, makers: str, turns: Counter[tuple[str, str]]
) -> Identity:
    turn = turns[file, thread.id]
    turns[file, thread.id] += 1
    return Identity(file, thread.id, turn, thread_digest(thread, makers))


def _found(
    number: int, identity: Identity, thread: Thread, done: frozenset[str]
) -> Found | Failure:
    if identity.digest in done:
        return Found(number, identity, None)
    try:
        return Found(number, identity, rebuild(thread))
    except Exception as error:  # noqa: BLE001 - one thread's failure is told, the others are done
        return Failure.in_thread(identity, "rebuilding", error)


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


if __name__ == "__main__":
    main()
