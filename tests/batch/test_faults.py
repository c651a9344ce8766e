"""Batches that nothing breaks: after any fault the same call gives what a quiet run gives."""

import errno
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from inputs import TABLES, content, rows, thread, write

import threadlab as tl
from threadlab.batch import classify_files, ledger, running, worker
from threadlab.batch.log import Log
from threadlab.batch.messages import Begun, Failure, Found, Task
from threadlab.batch.stopping import undisturbed
from threadlab.cli import main
from threadlab.exports.frames import COMMENT_COLUMNS

DRIVER = Path(__file__).with_name("driver.py")
FORKING = Path(__file__).with_name("forking.py")
PACKAGE = str(Path(tl.__file__).parent.parent)
KILLS = 30

pytestmark = pytest.mark.skipif(os.name == "nt", reason="needs signals and forks")


class Forks:
    """A process that runs batches in forks of itself (see forking.py)."""

    def __init__(self, folder, *before):
        self.said = folder / "said.txt"
        self._process = subprocess.Popen(
            [*before, sys.executable, str(FORKING)],
            env={**os.environ, "PYTHONPATH": PACKAGE},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self.said.open("w"),
            text=True,
        )

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._process.communicate()

    def ask(self, **task):
        self._process.stdin.write(json.dumps(task) + "\n")
        self._process.stdin.flush()
        return json.loads(self._process.stdout.readline())

    def run(self, out, *sources, **task):
        return self.ask(out=str(out), sources=[str(source) for source in sources], **task)


def test_thirty_kills(inbox, tmp_path):
    """After kill -9 at any operation on a file the next run goes on; no row is lost or twice.

    Where a run ends before it is killed, the input grows and changes, so that there is something
    new and something to replace.
    """
    out, dice = tmp_path / "out", random.Random(4)
    kills = changes = runs = 0
    with Forks(tmp_path) as forks:
        while kills < KILLS:
            workers = dice.choice((1, 1, 2))
            done = forks.run(out, inbox, kill_at=dice.randrange(1, 90), workers=workers)
            assert done["code"] in (0, -signal.SIGKILL), forks.said.read_text()
            kills += done["code"] != 0
            runs += 1
            assert runs < 4 * KILLS
            if done["code"] == 0:
                changes += 1
                word = f"drink{changes}"
                write(inbox / "1.jsonl", [thread(10 + k, 3 + k % 4, word) for k in range(10)])
                write(inbox / f"more{changes}.jsonl", [thread(100 * changes + k) for k in range(8)])
        assert changes > 1
        assert forks.run(out, inbox)["code"] == 0
        assert forks.run(tmp_path / "fresh", inbox)["code"] == 0
    assert rows(out) == rows(tmp_path / "fresh")
    assert tl.results(out).threads.thread_id.is_unique
    assert not [*out.glob("*/.part-*"), *out.glob(".task-*")]
    manifests = [(tmp_path / name / "manifest.json").read_text() for name in ("out", "fresh")]
    counts = [json.loads(manifest)["counts"] for manifest in manifests]
    assert counts[0] == counts[1]


def test_a_real_process(inbox, tmp_path, finished, constant, capsys):
    """A second run on the folder refuses; a kill leaves no lock behind, and the work goes on."""
    out = tmp_path / "out"
    process = start(out, inbox, SLOW="0.2", WORKERS="2")
    while process.poll() is None and not list(out.glob("threads/part-*")):
        time.sleep(0.02)
    assert main(["classify", str(inbox), "-o", str(out), "--model", "constant"]) == 1
    said = capsys.readouterr().err
    assert "another run is writing into this folder" in said
    assert "Wait for it to end, or give another folder." in said
    process.kill()
    process.communicate()
    kept = len(tl.results(out).threads)
    assert 0 < kept < 30
    batch = classify_files(inbox, out)
    assert (batch.unchanged, batch.new) == (kept, 30 - kept)
    assert rows(out) == rows(finished)


def start(out, inbox, **environment):
    """A batch in a process of its own."""
    return subprocess.Popen(
        [sys.executable, str(DRIVER), str(out), str(inbox)],
        env={**os.environ, "PYTHONPATH": PACKAGE, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_a_limited_file(inbox, tmp_path, finished, constant):
    """What cannot be written is said; what was written stays good."""
    out, long = tmp_path / "out", thread(40)
    long["comments"][0]["body"] += random.Random(1).randbytes(40_000).hex()
    write(inbox / "3.jsonl", [long])
    process = start(out, inbox, LIMIT="15000")
    _, said = process.communicate()
    assert process.returncode != 0
    assert "File too large" in said
    assert len(tl.results(out).threads) >= 20
    (inbox / "3.jsonl").unlink()
    classify_files(inbox, out)
    assert rows(out) == rows(finished)


def test_a_full_disk(inbox, tmp_path):
    """The error names the file; with room again, the same call goes on."""
    alone = ("unshare", "--user", "--map-root-user", "--mount")
    disk = tmp_path / "disk"
    disk.mkdir()
    if shutil.which("unshare") is None or subprocess.run([*alone, "true"]).returncode:
        pytest.skip("no disk of its own can be had here")
    with Forks(tmp_path, *alone) as forks:
        mount = forks.ask(shell=f"mount -t tmpfs -o size=160k tmpfs {disk}")
        if mount["code"]:
            pytest.skip("no disk of its own can be had here")
        for _ in range(2):
            assert forks.run(disk / "out", inbox)["code"] == 1
        said = forks.said.read_text()
        assert "No space left on device: " in said
        assert str(disk / "out") in said
        # What a reader sees now, and what the same call makes of it once there is room.
        assert forks.ask(shell=f"cp -a {disk}/out {tmp_path}/kept")["code"] == 0
        assert forks.ask(shell=f"mount -o remount,size=20m {disk}")["code"] == 0
        assert forks.run(disk / "out", inbox)["code"] == 0
        assert forks.ask(shell=f"cp -a {disk}/out {tmp_path}/out")["code"] == 0
        assert forks.run(tmp_path / "fresh", inbox)["code"] == 0
    kept, whole = rows(tmp_path / "kept"), rows(tmp_path / "fresh")
    assert 0 < len(kept["threads"]) < 30
    assert all(set(kept[table]) <= set(whole[table]) for table in ("comments", "replies"))
    assert rows(tmp_path / "out") == whole
    events = [json.loads(line)["event"] for line in (tmp_path / "out/log.jsonl").open()]
    assert events[-1] == "end"


def test_a_worker_is_killed(inbox, tmp_path, finished):
    """It is started again and nothing is lost; a thread that kills it twice is a failure."""
    mark = tmp_path / "mark"
    with Forks(tmp_path) as forks:
        once = {"at": "t12", "times": 1, "mark": str(mark)}
        assert forks.run(tmp_path / "once", inbox, dies=once)["code"] == 0
        assert mark.read_text() == "x"
        ever = {"at": "t12", "times": 99, "mark": str(mark)}
        assert forks.run(tmp_path / "ever", inbox, workers=2, dies=ever)["code"] == 0
        assert forks.run(tmp_path / "fresh", inbox)["code"] == 0
    whole = rows(tmp_path / "fresh")
    assert rows(tmp_path / "once") == whole
    assert tl.results(tmp_path / "once").failures.empty
    failures = tl.results(tmp_path / "ever").failures
    assert failures.thread_id.tolist() == ["t12"]
    assert "ended early, twice" in failures.reason[0]
    left = rows(tmp_path / "ever")["threads"]
    assert set(whole["threads"]) - set(left) == {row for row in whole["threads"] if "'t12'" in row}
    # Once the cause is gone, it is done with the others of its file.
    batch = classify_files((), tmp_path / "ever", model="constant", retry_failed=True)
    assert (batch.new, batch.failures) == (1, ())
    assert rows(tmp_path / "ever") == whole


def test_stopped_between_two_parts(inbox, tmp_path, tiny_model, monkeypatch):
    """With a real model, too: same parents and types, probabilities within 0.005."""
    monkeypatch.setattr(running, "PART", 40)
    monkeypatch.setattr(running, "TOGETHER", 10)
    whole = tl.results(classify_files(inbox, tmp_path / "whole", model=tiny_model).folder)
    real, written = ledger.form_part, []

    def stop(*words):
        real(*words)
        written.append(words)
        if len(written) == 2:
            signal.raise_signal(signal.SIGINT)
            written.append("went on")  # the signal waits until the part counts

    monkeypatch.setattr(ledger, "form_part", stop)
    out = tmp_path / "out"
    with pytest.raises(KeyboardInterrupt):
        classify_files(inbox, out, model=tiny_model)
    monkeypatch.setattr(ledger, "form_part", real)
    assert written[-1] == "went on"
    kept = tl.results(out).threads.thread_id
    assert kept.is_unique
    assert 0 < len(kept) < 30
    last = json.loads((out / "log.jsonl").read_text().splitlines()[-1])
    assert (last["event"], last["reason"]) == ("stopped", "KeyboardInterrupt")
    # In other groups than before.
    monkeypatch.setattr(running, "TOGETHER", 25)
    classify_files(inbox, out, model=tiny_model)
    again = tl.results(out)
    assert again.comments.drop(columns=PROBABILITIES).equals(
        whole.comments.drop(columns=PROBABILITIES)
    )
    apart = (again.comments[PROBABILITIES] - whole.comments[PROBABILITIES]).abs().max().max()
    assert apart < 0.005


PROBABILITIES = [
    name for name in COMMENT_COLUMNS if name.startswith("p_") or name.endswith("_probability")
]


def test_a_part_that_can_be_written_the_second_time(inbox, tmp_path, constant, monkeypatch):
    """As where a disk was full for a moment: the error is told, and all ids stay as they are."""
    shutil.copy(inbox / "0.jsonl", inbox / "1.jsonl")  # threads of one id in two files
    changed = (inbox / "1.jsonl").read_text().replace("coffee", "water")
    (inbox / "1.jsonl").write_text(changed)
    classify_files(inbox, tmp_path / "quiet")
    real, tried = ledger.form_part, []

    def fail_once(*words):
        tried.append(words)
        if len(tried) == 2:
            raise OSError(errno.ENOSPC, "No space left on device")
        real(*words)

    monkeypatch.setattr(ledger, "form_part", fail_once)
    with pytest.raises(OSError, match="No space left"):
        classify_files(inbox, tmp_path / "out")
    assert len(tried) == 3
    classify_files(inbox, tmp_path / "out")
    assert rows(tmp_path / "out") == rows(tmp_path / "quiet")


def test_signals_wait():
    """Within the block nothing is disturbed; at its end the signal arrives."""
    done = []

    def block():
        with undisturbed():
            signal.raise_signal(signal.SIGINT)
            done.append("went on")

    with pytest.raises(KeyboardInterrupt):
        block()
    assert done == ["went on"]
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_an_input_vanishes_while_it_is_read(inbox):
    """The file is named; the others are read."""
    work = worker.work(Task((str(inbox),), {}, "makers", frozenset()))
    found = [next(work)]
    (inbox / "1.jsonl").unlink()
    found += work
    assert sum(isinstance(one, Found) for one in found) == 20
    failed = [one for one in found if isinstance(one, Failure)]
    assert [one.input_file for one in failed] == ["inbox/1.jsonl"]
    assert "vanished" in failed[0].reason


@pytest.mark.skipif(not Path("/proc/self/mem").exists(), reason="needs a file that cannot be read")
def test_a_disk_that_cannot_be_read(inbox):
    """An error of the disk is a failure of that file."""
    task = Task(("/proc/self/mem", str(inbox)), {}, "makers", frozenset())
    found = list(worker.work(task))
    assert sum(isinstance(one, Found) for one in found) == 30
    reasons = [one.reason for one in found if isinstance(one, Failure)]
    assert reasons == ["cannot be read to its end (Input/output error)"]


def test_an_unforeseen_error_of_a_reader(inbox, monkeypatch):
    """It ends the file, not the batch."""
    real = worker.read_each

    def broken(threads):
        yield next(threads)
        raise RuntimeError("no way")

    def each(*sources, **options):
        for number, reading in enumerate(real(*sources, **options)):
            bad = worker.Reading(reading.name, broken(reading.threads))
            yield bad if number == 1 else reading

    monkeypatch.setattr(worker, "read_each", each)
    found = list(worker.work(Task((str(inbox),), {}, "makers", frozenset())))
    assert sum(isinstance(one, Found) for one in found) == 21
    failed = [one for one in found if isinstance(one, Failure)]
    assert [(one.input_file, "no way" in one.reason) for one in failed] == [("inbox/1.jsonl", True)]


def test_each_thread_is_announced(inbox):
    """A worker says what it begins before it may die of it."""
    found = list(worker.work(Task((str(inbox),), {}, "makers", frozenset(), first=28)))
    assert [type(one) for one in found[:4]] == [Begun, Found, Begun, Found]
    assert [one.number for one in found[:4]] == [28, 28, 29, 29]


def test_a_log_that_was_cut_short(tmp_path):
    """Half a line is taken away: every line of the log is JSON."""
    path = tmp_path / "log.jsonl"
    for rest in ("", '{"event": "pa', "x" * 10_000):
        with Log(path) as say:
            say("start", rest=len(rest))
        with path.open("a") as file:
            file.write(rest)
    with Log(path) as say:
        say("end")
    rows = [json.loads(line) for line in path.read_text().splitlines()]
    assert [row["event"] for row in rows] == ["start", "start", "start", "end"]


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("harm", ["cut", "changed", "gone"])
def test_a_broken_part_is_done_again(inbox, out, finished, constant, table, harm):
    """Whatever happened to a file, the next run mends it."""
    path = out / table / "part-000001.parquet"
    whole = path.read_bytes()
    if harm == "cut":
        path.write_bytes(whole[: len(whole) // 2])
    elif harm == "changed":
        path.write_bytes(whole[:200] + bytes(8) + whole[208:])
    else:
        path.unlink()
    batch = classify_files(inbox, out)
    assert batch.new + batch.renewed > 0
    assert rows(out) == rows(finished)
    assert (len(batch.repaired) == 1) == (not (table == "threads" and harm == "gone"))


def test_broken_failures(inbox, out, constant):
    """A table of failures that cannot be read is an error with a next step, and is written anew."""
    (out / "failures/part-000000.parquet").write_bytes(b"PAR1")
    with pytest.raises(tl.ThreadlabError, match="without --retry-failed"):
        classify_files((), out, retry_failed=True)
    classify_files(inbox, out)
    assert classify_files((), out, retry_failed=True).failures == ()
    assert content(out)
