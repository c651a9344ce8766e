"""The log of a data set: a line of JSON an event."""

import json
import os
import time
from collections.abc import Callable
from pathlib import Path

LOG = "log.jsonl"
"""The name of the log in a data set."""

Say = Callable[..., object]
"""Writes an event, with its values, into the log."""


class Log:
    """Appends to a log, to be used as a context that gives a Say.

    Each line has "time" (UTC), "seconds" since the run began, and "event". A line that a full disk
    or a crash has cut short is taken away when the log is opened the next time.

    Args:
        path: The file.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._begin = time.monotonic()

    def __enter__(self) -> Say:
        # Each event is one write: nothing is left in a buffer by a kill.
        self._file = self._path.open("a+b", buffering=0)
        self._cut_half_line()
        return self.say

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def say(self, event: str, **values: object) -> None:
        """Writes an event.

        Raises:
            OSError: It cannot be written; the error names the file.
        """
        now = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
        seconds = round(time.monotonic() - self._begin, 3)
        row = {"time": now, "seconds": seconds, "event": event, **values}
        line = (json.dumps(row, ensure_ascii=True) + "\n").encode()
        try:
            while line:
                line = line[self._file.write(line) :]
        except OSError as error:
            raise type(error)(error.errno, error.strerror, str(self._path)) from error

    def _cut_half_line(self) -> None:
        end = self._file.seek(0, os.SEEK_END)
        size = end
        while size:
            start = max(0, size - 4096)
            self._file.seek(start)
            found = self._file.read(size - start).rfind(b"\n")
            if found >= 0:
                size = start + found + 1
                break
            size = start
        if size < end:
            self._file.truncate(size)
