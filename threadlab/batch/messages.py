"""What a run and its workers tell each other."""

from dataclasses import dataclass, field
from typing import Any

from threadlab.batch.identity import Identity
from threadlab.corrections import ByThread
from threadlab.errors import UnreadableSource
from threadlab.thread import Thread


@dataclass(frozen=True, slots=True)
class Task:
    """What a worker is asked to do.

    Attributes:
        sources: Files, folders, patterns, archives, or "-".
        reading: How to read them (format, columns, join).
        makers: From identity.makers_digest.
        done: Digests of the threads whose results are there.
        corrections: What a person said instead of the model.
        key: Of pseudonyms; None: names stay.
        rebuilding: Whether to rebuild the threads, too, or just to read them.
        first: Number of the first thread that is wanted; those before were found by a worker that
            died.
        share: Number of this worker.
        shares: How many workers there are.
    """

    sources: tuple[str, ...]
    reading: dict[str, Any]
    makers: str
    done: frozenset[str]
    corrections: ByThread = field(default_factory=dict)
    key: bytes | None = None
    rebuilding: bool = True
    first: int = 0
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
        return cls.of_thread(identity, f"{doing} failed: {type(error).__name__}: {error}")

    @classmethod
    def of_thread(cls, identity: Identity, reason: str) -> "Failure":
        """The failure of one thread."""
        advice = "Please report this with the thread; the other threads were done."
        return cls(identity.input_file, None, identity.id, reason, advice)


@dataclass(frozen=True, slots=True)
class Found:
    """A thread of the input.

    Attributes:
        number: Which of all threads of the input it is, from 0.
        identity: What it is known by.
        thread: Rebuilt, if the task says so; None: its results are there already.
        comments: How many it has.
        expected: About how many comments the whole input has; None: nothing tells.
    """

    number: int
    identity: Identity
    thread: Thread | None
    comments: int = 0
    expected: int | None = None


@dataclass(frozen=True, slots=True)
class Begun:
    """A thread that a worker begins to rebuild: where it dies, this was the thread.

    Attributes:
        number: Which of all threads of the input it is, from 0.
        identity: What it is known by.
    """

    number: int
    identity: Identity


@dataclass(frozen=True, slots=True)
class End:
    """The last thing that a worker tells: all of the input was read.

    Attributes:
        threads: How many threads it has.
        problem: What ended the reading before its end; None: nothing.
    """

    threads: int
    problem: str | None = None


Message = Begun | Failure | Found | End
"""What a worker tells."""
