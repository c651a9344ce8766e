"""Batches: every thread once, whatever happens on the way."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from inputs import TABLES, content, grow, rows, thread, write

import threadlab as tl
from threadlab.batch import classify_files, running, watch_files, worker
from threadlab.batch.messages import End, Failure, Found, Task
from threadlab.cli import main
from threadlab.errors import UnknownName, UnreadableSource, UnwritableTarget

DRIVER = Path(__file__).with_name("driver.py")


def test_a_batch_says_what_analyze_says(inbox, tmp_path, tiny_model):
    """The rows are those of the threads, one by one."""
    batch = classify_files(inbox, tmp_path / "out", model=tiny_model)
    assert (batch.threads, batch.new, batch.failures) == (30, 30, ())
    found = tl.results(batch.folder)
    assert len(found.comments) == batch.comments
    for one in list(tl.read_all(inbox))[::7]:
        expected = tl.to_pandas(tl.classify(tl.rebuild(one), model=tiny_model)).comments
        mine = found.comments[found.comments.thread_id == one.id].reset_index(drop=True)
        assert mine.parent_id.tolist() == expected.parent_id.tolist()
        assert mine.type.tolist() == expected.type.tolist()
        assert (mine.p_claim - expected.p_claim).abs().max() < 0.005
    assert set(found.threads.input_file) == {f"inbox/{k}.jsonl" for k in range(3)}
    assert found.threads.thread_id.is_unique


def test_the_same_input_gives_the_same_bytes(inbox, tmp_path, finished, constant):
    """Two undisturbed runs write the same files."""
    classify_files(inbox, tmp_path / "out")
    assert content(tmp_path / "out") == content(finished)
    assert len(list((finished / "threads").glob("part-*"))) > 2


def test_only_what_is_new_or_changed_is_done(inbox, out, tmp_path, constant):
    """A second run does nothing; a changed thread's rows are replaced."""
    before = content(out)
    again = classify_files(inbox, out)
    assert (again.new, again.renewed, again.unchanged) == (0, 0, 30)
    assert content(out) == before
    grow(inbox)
    grown = classify_files(inbox, out)
    assert (grown.new, grown.renewed, grown.unchanged) == (1, 1, 29)
    fresh = classify_files(inbox, tmp_path / "fresh")
    assert (
        (grown.threads, grown.comments) == (fresh.threads, fresh.comments) == (31, fresh.comments)
    )
    assert rows(out) == rows(tmp_path / "fresh")


def test_another_model_does_all_again(inbox, out, constant, tiny_model):
    """Results are as good as what made them."""
    again = classify_files(inbox, out, model=tiny_model)
    assert (again.new, again.renewed, again.threads) == (0, 30, 30)
    manifest = json.loads((out / "manifest.json").read_text())
    assert manifest["counts"]["threads"] == 30
    assert len(manifest["inputs"]) == 3


def test_failures_are_named_and_tried_again(inbox, tmp_path, constant):
    """A bad file keeps nobody else from being done."""
    out = tmp_path / "out"
    bad = inbox / "1.jsonl"
    good = bad.read_text()
    bad.write_text(good + "{ no JSON\n")
    told = []
    batch = classify_files(inbox, out, on_error=told.append)
    assert batch.threads == 30
    assert [failure.input_file for failure in batch.failures] == [str(bad)]
    assert "line 11" in str(batch.failures[0].place)
    assert [error.source for error in told] == [str(bad)]
    assert tl.results(out).failures.input_file.tolist() == [str(bad)]
    bad.write_text(good + json.dumps(thread(99)) + "\n")
    mended = classify_files((), out, retry_failed=True)
    assert (mended.new, mended.unchanged, mended.failures) == (1, 10, ())
    assert tl.results(out).failures.empty


def test_a_vanished_input_is_named(tmp_path, constant):
    """What is not there is a failure like any other."""
    write(tmp_path / "a.jsonl", [thread(1)])
    batch = classify_files([tmp_path / "gone.mbox", tmp_path / "a.jsonl"], tmp_path / "out")
    assert [failure.reason for failure in batch.failures] == ["is not there"]
    assert batch.threads == 1
    # Nothing is left to be tried again, and the failure stays on record.
    assert len(classify_files((), tmp_path / "out", retry_failed=True).failures) == 1


def test_threads_of_one_id_stay_apart(tmp_path, constant):
    """Ids are unique in the tables, and the same on the next run."""
    for name in "ab":
        write(tmp_path / f"{name}.jsonl", [thread(1, word=name), thread(1, word=f"more {name}")])
    for _ in range(2):
        classify_files([tmp_path / "a.jsonl", tmp_path / "b.jsonl"], tmp_path / "out")
        found = tl.results(tmp_path / "out").threads
        assert found.thread_id.tolist() == ["t1", "t1 (2)", "t1 (3)", "t1 (4)"]


def test_one_thread_in_two_files_is_one(tmp_path, constant):
    """Overlapping dumps give no row twice."""
    for name in "ab":
        write(tmp_path / f"{name}.jsonl", [thread(1)])
    batch = classify_files([tmp_path / "a.jsonl", tmp_path / "b.jsonl"], tmp_path / "out")
    assert (batch.threads, batch.new) == (1, 1)


def test_results_are_no_input(inbox, tmp_path, constant):
    """A folder of results below what is read would be read the next time."""
    with pytest.raises(UnwritableTarget, match="lies inside"):
        classify_files(inbox, inbox / "out")


def test_workers_give_the_same_rows(inbox, tmp_path, finished, constant):
    """The order is that of the input, however many read it."""
    classify_files(inbox, tmp_path / "out", workers=3)
    assert content(tmp_path / "out") == content(finished)


def test_a_worker_that_dies_is_an_error(inbox, tmp_path, constant, monkeypatch):
    """No waiting for ever, and no result that looks whole."""
    monkeypatch.setattr(sys, "executable", "false" if os.name != "nt" else sys.executable)
    if os.name == "nt":
        pytest.skip("needs a program that fails")
    with pytest.raises(tl.ThreadlabError, match="goes on where it stopped"):
        classify_files(inbox, tmp_path / "out")
    assert not (tmp_path / "out/manifest.json").exists()


def test_one_thread_that_cannot_be_rebuilt(inbox, monkeypatch):
    """An unforeseen error is told with the thread; the others are found."""
    real = worker.rebuild

    def sometimes(one):
        if one.id == "t12":
            raise RuntimeError("no way")
        return real(one)

    monkeypatch.setattr(worker, "rebuild", sometimes)
    found = list(worker.work(Task((str(inbox),), {}, "makers", frozenset())))
    failed = [one for one in found if isinstance(one, Failure)]
    assert [(f.thread_id, "no way" in f.reason) for f in failed] == [("t12", True)]
    assert sum(isinstance(one, Found) for one in found) == 29
    assert found[-1] == End(30)


def test_one_thread_that_cannot_be_classified(inbox, tmp_path, constant, monkeypatch):
    """The others of its group are done."""

    def refuse(threads, **_):
        raise ValueError("too odd")
        yield

    def one(thread, **_):
        if thread.id == "t12":
            raise ValueError("too odd")
        return thread

    monkeypatch.setattr(running, "classify_many", refuse)
    monkeypatch.setattr(running, "classify", one)
    batch = classify_files(inbox, tmp_path / "out")
    assert batch.threads == 29
    assert [(f.thread_id, "too odd" in f.reason) for f in batch.failures] == [("t12", True)]


def test_an_unknown_format_ends_the_batch(inbox, tmp_path, constant):
    """It is not a failure of each file."""
    with pytest.raises(tl.ThreadlabError, match="unknown format 'papyrus'"):
        classify_files(inbox, tmp_path / "out", format="papyrus")


@pytest.mark.parametrize("kind", ["pandas", "polars", "pyarrow", "duckdb"])
def test_results(finished, kind):
    """A data set is opened as what the user works with; the rows are the same."""
    count = {
        "pandas": len,
        "polars": lambda table: table.collect().height,
        "pyarrow": lambda table: table.count_rows(),
        "duckdb": len,
    }[kind]
    found = tl.results(finished, kind)
    expected = rows(finished)
    assert {name: count(getattr(found, name)) for name in TABLES} == {
        name: len(expected[name]) for name in TABLES
    }
    assert count(found.failures) == 0


def test_results_of_nothing(tmp_path):
    """Errors say what to do."""
    with pytest.raises(UnreadableSource, match="classify -o"):
        tl.results(tmp_path)
    with pytest.raises(UnknownName, match="pandas, polars"):
        tl.results(tmp_path, "excel")


def test_the_command(inbox, tmp_path, capsys, tiny_model):
    """It says what it did; a failed input is named and sets the exit code."""
    out = str(tmp_path / "out")
    words = ["classify", str(inbox), str(tmp_path / "gone"), "-o", out, "--model", str(tiny_model)]
    assert main(words) == 1
    said = capsys.readouterr()
    assert "30 threads" in said.out
    assert "30 new, 0 renewed, 0 unchanged, 1 failed" in said.out
    assert "gone: is not there" in said.err
    events = [json.loads(line)["event"] for line in (tmp_path / "out/log.jsonl").open()]
    assert events == ["start", "failure", "part", "end"]
    with pytest.raises(SystemExit) as stop:
        main(["classify", "-o", out])
    assert stop.value.code == 2


@pytest.mark.skipif(os.name == "nt", reason="needs signals")
def test_stopped_by_the_system(inbox, tmp_path):
    """SIGTERM ends a batch cleanly: what is done is kept."""
    code = (
        "import sys; sys.path.insert(0, sys.argv[1]); import driver\n"
        "from threadlab.batch import running\n"
        "running.classify_many, running.TOGETHER = driver.labelled, 10\n"
        "from threadlab.cli import main; sys.exit(main(sys.argv[2:]))"
    )
    out, mark = tmp_path / "out", tmp_path / "mark"
    process = subprocess.Popen(
        [sys.executable, "-c", code, str(DRIVER.parent), "classify", str(inbox), "-o", str(out)],
        env={
            **os.environ,
            "PYTHONPATH": str(Path(tl.__file__).parent.parent),
            "SLOW": "0.4",
            "MARK": str(mark),
        },
        stderr=subprocess.PIPE,
        text=True,
    )
    while process.poll() is None and not (mark.exists() and len(mark.read_text()) > 1):
        time.sleep(0.02)
    process.send_signal(signal.SIGTERM)
    _, said = process.communicate()
    assert process.returncode == 130, said
    assert "stopped" in said
    kept = tl.results(out).threads
    assert 0 < len(kept) < 30


def test_a_watched_folder(inbox, tmp_path, constant):
    """What comes is done; a file that still grows waits; a failure is told once."""
    out, told, looks = tmp_path / "out", [], []

    def wait(_):
        looks.append(1)
        if len(looks) in (3, 4):  # between two looks: still being written
            write(inbox / "new.jsonl", [thread(50 + k) for k in range(len(looks))])
        if len(looks) == 7:
            (inbox / "bad.jsonl").write_text("{ no\n")
        if len(looks) == 10:
            (inbox / "1.jsonl").unlink()
        if len(looks) > 13:
            raise KeyboardInterrupt

    batches = watch_files(inbox, out, wait=wait, on_error=told.append)
    done = [next(batches) for _ in range(4)]
    with pytest.raises(KeyboardInterrupt):
        next(batches)
    assert [(one.new, one.unchanged, len(one.failures)) for one in done] == [
        (30, 0, 0),
        (4, 30, 0),
        (0, 34, 1),
        (0, 24, 1),
    ]
    assert len(told) == 1
    # What is no longer there keeps its results.
    assert len(tl.results(out).threads) == 34


def test_a_watched_folder_is_never_at_rest(inbox, tmp_path, constant):
    """A file that is written all the time does not keep the others from being done for ever."""
    looks = []

    def wait(_):
        looks.append(1)
        write(inbox / "log.jsonl", [thread(50 + k) for k in range(len(looks))])

    batches = watch_files(inbox, tmp_path / "out", wait=wait)
    first = next(batches)
    assert first.threads == 30 + len(looks)
    assert len(looks) < 10
    (inbox / "0.jsonl").write_text((inbox / "0.jsonl").read_text() + json.dumps(thread(999)) + "\n")
    before = len(looks)
    assert next(batches).new == len(looks) - before + 1


def test_what_cannot_be_watched(tmp_path):
    """Standard input comes once; a folder that is not there never fills."""
    for path in ("-", tmp_path / "gone"):
        with pytest.raises(UnreadableSource, match="Name a file or folder"):
            next(watch_files(path, tmp_path / "out"))
