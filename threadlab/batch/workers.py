"""Starts the workers and gives what they find in the order of the input.

A worker that dies is started again behind what it has told. Where it dies a second time at the same
thread, that thread is a failure and the others are done.
"""

import contextlib
import os
import pickle
import secrets
import signal
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import TracebackType

from threadlab.batch.messages import Begun, End, Failure, Found, Message, Task
from threadlab.errors import ThreadlabError

# What may wait for the model: enough to keep it busy, few enough to keep memory flat.
WAITING = 64
WAITING_COMMENTS = 2_048


class WorkerDied(ThreadlabError):
    """A process that reads and rebuilds ended before its work was done, and again."""

    def __init__(self, code: int) -> None:
        super().__init__(
            f"a process that reads the input ended early (exit code {code}). Run the same command "
            "again: it goes on where it stopped."
        )


class Workers:
    """The processes that read and rebuild, to be used as a context.

    Args:
        task: For all of them; each gets its own share.
        count: How many.
        folder: Where their tasks are laid for them to take.
    """

    def __init__(self, task: Task, count: int, folder: Path) -> None:
        # Standard input can be read by one only.
        count = 1 if "-" in task.sources else count
        shares = [replace(task, share=share, shares=count) for share in range(count)]
        self._workers = [_Worker(share, folder) for share in shares]

    def __enter__(self) -> "Workers":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for worker in self._workers:
            worker.stop()

    def __iter__(self) -> Iterator[Failure | Found]:
        """Yields failures and threads, in the order of the input.

        Raises:
            ThreadlabError: The input as a whole cannot be read, such as by an unknown format.
            WorkerDied: A worker died twice where no thread is to blame.
        """
        live = dict(enumerate(self._workers))
        number = 0
        while live:
            turn = number % len(self._workers)
            message = live[turn].next()
            if isinstance(message, End):
                if message.problem is not None:
                    raise ThreadlabError(message.problem)
                # All threads were given; each further worker has its own end to tell.
                del live[turn]
                number += 1
                continue
            yield message
            if isinstance(message, Found) or message.thread_id is not None:
                number += 1


class _Worker:
    """A share of the input, and the process that works on it."""

    def __init__(self, task: Task, folder: Path) -> None:
        self._task = task
        self._folder = folder
        self._process = _Process(task, folder)
        self._begun: Begun | None = None
        self._died_at: tuple[int, Begun | None] | None = None
        self._told: set[Failure] = set()

    def next(self) -> Failure | Found | End:
        """The next message."""
        while True:
            message = self._process.next()
            if message is None:
                failure = self._again()
                if failure is not None:
                    return failure
            elif isinstance(message, Begun):
                self._begun = message
            elif self._begun is not None:
                self._passed()
                return message
            elif message not in self._told:
                if isinstance(message, Failure):
                    self._told.add(message)  # a process that is started again tells it again
                return message

    def _passed(self) -> None:
        if self._begun is not None:
            self._task = replace(self._task, first=self._begun.number + 1)
        self._begun = None

    def _again(self) -> Failure | None:
        """Starts a new process where one died; gives the failure of a thread that kills them."""
        code = self._process.stop()
        here, begun = (self._task.first, self._begun), self._begun
        twice, self._died_at = here == self._died_at, here
        if "-" in self._task.sources or (twice and begun is None):
            raise WorkerDied(code)
        failure = None
        if twice and begun is not None:
            reason = f"the process that rebuilt it ended early, twice (exit code {code})"
            failure = Failure.of_thread(begun.identity, reason)
            self._passed()
        self._begun = None
        self._process = _Process(self._task, self._folder)
        return failure

    def stop(self) -> None:
        """Ends the process, if it has not ended."""
        self._process.stop()


class _Process:
    """One process, and the thread of ours that listens to it."""

    def __init__(self, task: Task, folder: Path) -> None:
        path = folder / f".task-{secrets.token_hex(6)}"
        path.write_bytes(pickle.dumps(task, protocol=pickle.HIGHEST_PROTOCOL))
        self._path = path
        # Where this package lies is no secret to its own worker, installed or not.
        package = str(Path(__file__).resolve().parent.parent.parent)
        paths = [package, *filter(None, os.environ.get("PYTHONPATH", "").split(os.pathsep))]
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(dict.fromkeys(paths))}
        with _no_interrupts():
            self._process = subprocess.Popen(  # noqa: S603 - our own program
                [sys.executable, "-m", "threadlab.batch", str(path)],
                stdout=subprocess.PIPE,
                env=environment,
            )
        assert self._process.stdout is not None  # noqa: S101 - it was asked for
        self._stream = self._process.stdout
        self._box = _Box()
        self._listener = threading.Thread(target=self._listen, daemon=True)
        self._listener.start()

    def next(self) -> Message | None:
        """The next message; None: it died."""
        return self._box.take()

    def _listen(self) -> None:
        message: Message | None = None
        try:
            while not isinstance(message, End):
                message = pickle.load(self._stream)  # noqa: S301 - from the process we started
                if not self._box.put(message):
                    return
        except (EOFError, pickle.UnpicklingError, OSError, ValueError, AttributeError):
            # It ended in the midst of its work.
            self._box.put(None)

    def stop(self) -> int:
        """Ends the process, if it has not ended; gives its exit code."""
        self._box.close()
        if self._process.poll() is None:
            self._process.terminate()
        code = self._process.wait()
        self._listener.join()
        self._stream.close()
        self._path.unlink(missing_ok=True)
        return code


class _Box:
    """Messages that wait, at most so many and of so many comments; one always fits."""

    def __init__(self) -> None:
        self._waiting: deque[Message | None] = deque()
        self._comments = 0
        self._closed = False
        self._changed = threading.Condition()

    def put(self, message: Message | None) -> bool:
        """Waits for room; whether the message was taken."""
        with self._changed:
            self._changed.wait_for(lambda: self._closed or self._has_room())
            if not self._closed:
                self._waiting.append(message)
                self._comments += _comments(message)
                self._changed.notify_all()
            return not self._closed

    def _has_room(self) -> bool:
        few = len(self._waiting) < WAITING and self._comments < WAITING_COMMENTS
        return few or not self._waiting

    def take(self) -> Message | None:
        """Waits for a message."""
        with self._changed:
            self._changed.wait_for(lambda: self._waiting)
            message = self._waiting.popleft()
            self._comments -= _comments(message)
            self._changed.notify_all()
            return message

    def close(self) -> None:
        """Lets nobody wait for room any more."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()


def _comments(message: Message | None) -> int:
    return message.comments if isinstance(message, Found) and message.thread is not None else 0


@contextlib.contextmanager
def _no_interrupts() -> Iterator[None]:
    """Processes that are started within do not get the Ctrl-C that is meant for us."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def default_count() -> int:
    """Workers that keep one model busy without taking its processors: one of every four."""
    return max(1, (os.cpu_count() or 1) // 4)
