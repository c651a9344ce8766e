"""Starts the workers and gives what they find in the order of the input."""

import contextlib
import os
import pickle
import queue
import secrets
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import TracebackType

from threadlab.batch.messages import End, Failure, Found, Task
from threadlab.errors import ThreadlabError

# Messages that wait for the model: enough to keep it busy, few enough to keep memory flat.
WAITING = 64


class WorkerDied(ThreadlabError):
    """A process that reads and rebuilds ended before its work was done."""

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
        self._ended = threading.Event()
        self._workers = [_Worker(share, folder, self._ended) for share in shares]

    def __enter__(self) -> "Workers":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._ended.set()
        for worker in self._workers:
            worker.stop()

    def __iter__(self) -> Iterator[Failure | Found]:
        """Yields failures and threads, in the order of the input.

        Raises:
            ThreadlabError: The input as a whole cannot be read, such as by an unknown format.
            WorkerDied: A worker was killed.
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
    """One process, and the thread of ours that listens to it."""

    def __init__(self, task: Task, folder: Path, ended: threading.Event) -> None:
        path = folder / f".task-{secrets.token_hex(6)}"
        path.write_bytes(pickle.dumps(task, protocol=pickle.HIGHEST_PROTOCOL))
        self._path = path
        self._ended = ended
        # Where this package lies is no secret to its own worker, installed or not.
        package = str(Path(__file__).resolve().parent.parent.parent)
        paths = [package, *filter(None, os.environ.get("PYTHONPATH", "").split(os.pathsep))]
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(dict.fromkeys(paths))}
        self._process = subprocess.Popen(  # noqa: S603 - our own program
            [sys.executable, "-m", "threadlab.batch", str(path)],
            stdout=subprocess.PIPE,
            env=environment,
        )
        assert self._process.stdout is not None  # noqa: S101 - it was asked for
        self._stream = self._process.stdout
        self._waiting: queue.Queue[Failure | Found | End | None] = queue.Queue(WAITING)
        self._listener = threading.Thread(target=self._listen, daemon=True)
        self._listener.start()

    def next(self) -> Failure | Found | End:
        """The next message."""
        message = self._waiting.get()
        if message is None:
            raise WorkerDied(self._process.wait())
        return message

    def _listen(self) -> None:
        message: Failure | Found | End | None = None
        try:
            while not isinstance(message, End):
                message = pickle.load(self._stream)  # noqa: S301 - from the process we started
                if not self._put(message):
                    return
        except (EOFError, pickle.UnpicklingError, OSError, ValueError):
            # It ended in the midst of its work.
            self._put(None)

    def _put(self, message: Failure | Found | End | None) -> bool:
        """Waits for room, but not for ever: whether the message was taken."""
        while not self._ended.is_set():
            with contextlib.suppress(queue.Full):
                self._waiting.put(message, timeout=0.2)
                return True
        return False

    def stop(self) -> None:
        """Ends the process, if it has not ended."""
        if self._process.poll() is None:
            self._process.terminate()
        self._process.wait()
        self._listener.join()
        self._stream.close()
        self._path.unlink(missing_ok=True)


def default_count() -> int:
    """Workers that keep one model busy without taking its processors: one of every four."""
    return max(1, (os.cpu_count() or 1) // 4)
