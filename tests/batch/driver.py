"""Runs a batch as a process of its own, with labels that cost nothing: `driver.py OUT SOURCE…`.

Environment: SLOW (seconds of each group of threads), MARK (a file that grows by a letter with each
group), LIMIT (bytes that a file may have), WORKERS (how many), MODEL.
"""

import os
import sys
import time
from dataclasses import replace
from pathlib import Path

from threadlab.batch import classify_files, running
from threadlab.batch.messages import Begun, End
from threadlab.batch.worker import work
from threadlab.scheme import STANCES, TYPES
from threadlab.thread import Label


class Reader:
    """Stands for the processes that read: it reads in this one."""

    def __init__(self, task, *_):
        self.task = task

    def __enter__(self):
        return self

    def __exit__(self, *_):
        pass

    def __iter__(self):
        return (one for one in work(self.task) if not isinstance(one, Begun | End))


def constant(names):
    return tuple(Label(name, 1 / len(names)) for name in names)


def labelled(threads, **_):
    """Every comment and reply gets the same labels."""
    time.sleep(float(os.environ.get("SLOW", "0")))
    if "MARK" in os.environ:
        with Path(os.environ["MARK"]).open("a") as file:
            file.write("x")
    for thread in threads:
        yield replace(
            thread,
            comments=tuple(replace(c, types=constant(TYPES)) for c in thread.comments),
            replies=tuple(replace(r, stance=constant(STANCES)) for r in thread.replies),
        )


if __name__ == "__main__":
    if "LIMIT" in os.environ:
        import resource
        import signal

        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (int(os.environ["LIMIT"]),) * 2)
    running.classify_many = labelled
    running.PART = 40
    running.TOGETHER = 10
    batch = classify_files(
        sys.argv[2:],
        sys.argv[1],
        workers=int(os.environ.get("WORKERS", "1")),
        model=os.environ.get("MODEL"),
    )
    print(batch.new, batch.renewed, batch.unchanged, len(batch.failures))
