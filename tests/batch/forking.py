"""Runs batches in forks of a process that has everything loaded: `forking.py`, JSON on its streams.

Each line of standard input is a run: {"out", "sources", "kill_at", "workers", "dies"}. With
"kill_at": n the run kills itself (SIGKILL) before its n-th operation on a file of the output
folder: opening, renaming, removing, cutting. With "dies": {"at": id, "times": n, "mark": file} a
worker kills itself when it rebuilds this thread, n times. The answer is a line
{"code", "operations"}. A line {"shell": …} is run by a shell. A fork is ready in a tenth of a
second, where a new interpreter takes one or two.
"""

import contextlib
import json
import os
import signal
import subprocess
import sys
import traceback
from pathlib import Path
from types import SimpleNamespace

import pyarrow.parquet  # noqa: F401 - loaded once for all forks

from threadlab.batch import classify_files, running, worker, workers
from threadlab.encoder import load_model
from threadlab.replies import weights

OPERATIONS = frozenset({"open", "os.rename", "os.remove", "os.truncate"})


class Counter:
    """Counts operations on files of a folder in this process; kills it before the n-th."""

    def __init__(self, folder, kill_at):
        self.folder, self.kill_at = os.path.realpath(folder), kill_at
        self.process, self.count = os.getpid(), 0

    def __call__(self, event, arguments):
        if event not in OPERATIONS or os.getpid() != self.process:
            return
        if str(arguments[0]).startswith(self.folder):
            self.count += 1
            if self.count == self.kill_at:
                os.kill(self.process, signal.SIGKILL)


class Fork:
    """Stands in for subprocess.Popen: a worker as a fork of this process."""

    dies = None

    def __init__(self, words, **_):
        reading, writing = os.pipe()
        self.pid, self.code = os.fork(), None
        if not self.pid:
            os.dup2(writing, 1)
            os.closerange(3, 1024)  # above all the lock, which belongs to the run alone
            sys.argv = ["worker", words[-1]]
            signal.pthread_sigmask(signal.SIG_SETMASK, ())
            if self.dies:
                worker.rebuild = dying(worker.rebuild, **self.dies)
            with contextlib.suppress(SystemExit):
                worker.main()
            os._exit(0)
        os.close(writing)
        self.stdout = os.fdopen(reading, "rb")

    def poll(self):
        if self.code is None:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            self.code = os.waitstatus_to_exitcode(status) if pid else None
        return self.code

    def wait(self):
        if self.code is None:
            self.code = os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])
        return self.code

    def terminate(self):
        os.kill(self.pid, signal.SIGTERM)


def dying(rebuild, at, times, mark):
    """Rebuilds threads, and kills the process at one of them."""

    def rebuild_or_die(thread):
        died = Path(mark).stat().st_size if Path(mark).exists() else 0
        if thread.id == at and died < times:
            with Path(mark).open("a") as file:
                file.write("x")
            os.kill(os.getpid(), signal.SIGKILL)
        return rebuild(thread)

    return rebuild_or_die


def run(task, answer):
    counter = Counter(task["out"], task.get("kill_at"))
    sys.addaudithook(counter)
    Fork.dies = task.get("dies")
    classify_files(
        task["sources"],
        task["out"],
        model="constant",
        workers=task.get("workers", 1),
    )
    os.write(answer, str(counter.count).encode())


def main():
    workers.subprocess = SimpleNamespace(Popen=Fork, PIPE=None)
    running.PART, running.TOGETHER = 10, 5
    load_model("constant")
    weights.load_model()
    for line in sys.stdin:
        task = json.loads(line)
        if "shell" in task:
            code = subprocess.run(["sh", "-c", task["shell"]]).returncode
            print(json.dumps({"code": code}), flush=True)
            continue
        reading, writing = os.pipe()
        pid = os.fork()
        if not pid:
            code = 1
            try:
                run(task, writing)
                code = 0
            except BaseException:
                traceback.print_exc()
            finally:
                os._exit(code)
        os.close(writing)
        status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
        with os.fdopen(reading, "rb") as answer:
            counted = answer.read() if not status else b""
        print(json.dumps({"code": status, "operations": int(counted or 0)}), flush=True)


if __name__ == "__main__":
    main()
