"""Batches: every thread once, whatever happens on the way."""

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

import threadlab as tl
from threadlab.batch import classify_files, classifying, ledger, watch_files, worker
from threadlab.batch.messages import End, Failure, Found, Task
from threadlab.cli import main
from threadlab.errors import UnknownName, UnreadableSource, UnwritableTarget

DRIVER = Path(__file__).with_name("driver.py")
TABLES = ("comments", "replies", "threads")


def thread(number, comments=4, word="tea"):
    """A thread of the project's own format."""
    said = [{"id": "1", "author": "Ann", "body": f"Is {word} number {number} better than coffee?"}]
    for k in range(2, comments + 1):
        said.append(
            {
                "id": str(k),
                "author": ("Bob", "Eve")[k % 2],
                "body": f"> {said[-1]['body'].splitlines()[-1]}\n\nI say {word} {number} has {k}.",
                "format": "email",
            }
        )
    return {"thread_id": f"t{number}", "title": f"On {word}", "comments": said}


def write(path, threads):
    path.write_text("".join(json.dumps(one) + "\n" for one in threads), encoding="utf-8")


def fill(folder):
    """Three files with 30 threads."""
    for file in range(3):
        write(folder / f"{file}.jsonl", [thread(10 * file + k, 3 + k % 4) for k in range(10)])


@pytest.fixture
def inbox(tmp_path, monkeypatch):
    """A folder of three files, in the working directory."""
    monkeypatch.chdir(tmp_path)
    Path("inbox").mkdir()
    fill(Path("inbox"))
    return Path("inbox")


def stub(monkeypatch):
    sys.path.insert(0, str(DRIVER.parent))
    try:
        import driver
    finally:
        sys.path.pop(0)
    monkeypatch.setattr(classifying, "classify_many", driver.labelled)
    monkeypatch.setattr(classifying, "PART", 40)
    monkeypatch.setattr(classifying, "TOGETHER", 10)


@pytest.fixture
def constant(monkeypatch):
    """Labels that cost nothing, and small parts."""
    stub(monkeypatch)


@pytest.fixture(scope="module")
def finished(tmp_path_factory):
    """The results of the inbox, undisturbed; not to be changed."""
    folder = tmp_path_factory.mktemp("finished")
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.chdir(folder)
        stub(monkeypatch)
        Path("inbox").mkdir()
        fill(Path("inbox"))
        classify_files("inbox", "out")
    return folder / "out"


@pytest.fixture
def out(tmp_path, finished):
    """A copy of these results."""
    shutil.copytree(finished, tmp_path / "out")
    return tmp_path / "out"


def rows(out):
    """All rows of a data set, as sorted plain data, by table."""
    found = tl.results(out, "pyarrow")
    return {name: sorted(map(str, getattr(found, name).to_table().to_pylist())) for name in TABLES}


def content(out):
    return {
        str(path.relative_to(out)): path.read_bytes()
        for path in sorted(out.rglob("*"))
        if path.is_file() and path.name not in ("log.jsonl", ".lock")
    }


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
    write(inbox / "3.jsonl", [thread(70)])
    words = ["mate" if k == 4 else "tea" for k in range(10)]
    write(inbox / "1.jsonl", [thread(10 + k, 3 + k % 4, words[k]) for k in range(10)])
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


def test_two_runs_on_one_folder(inbox, tmp_path, constant):
    """The second refuses."""
    with ledger.locked(tmp_path / "out"), pytest.raises(UnwritableTarget, match="another run"):
        classify_files(inbox, tmp_path / "out")


def test_results_are_no_input(inbox, tmp_path, constant):
    """A folder of results below what is read would be read the next time."""
    with pytest.raises(UnwritableTarget, match="lies inside"):
        classify_files(inbox, inbox / "out")


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


def test_workers_give_the_same_rows(inbox, tmp_path, finished, constant):
    """The order is that of the input, however many read it."""
    classify_files(inbox, tmp_path / "out", workers=3)
    assert content(tmp_path / "out") == content(finished)


def run(out, inbox, **environment):
    """A batch in a process of its own."""
    package = str(Path(tl.__file__).parent.parent)
    return subprocess.Popen(
        [sys.executable, str(DRIVER), str(out), str(inbox)],
        env={**os.environ, "PYTHONPATH": package, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.mark.skipif(os.name == "nt", reason="needs signals")
def test_killed_at_any_moment(inbox, tmp_path, finished, constant):
    """After kill -9 the same call goes on; nothing is lost or doubled."""
    out, dice = tmp_path / "out", random.Random(4)
    kills = 0
    for _ in range(8):
        process = run(out, inbox, SLOW="0.1", WORKERS=str(dice.choice((1, 2))))
        parts = len(list(out.glob("threads/part-*"))) if out.exists() else 0
        wanted = parts + dice.choice((0, 1, 1, 2))
        deadline = time.monotonic() + 60
        while process.poll() is None and time.monotonic() < deadline:
            if out.exists() and len(list(out.glob("threads/part-*"))) >= wanted:
                break
            time.sleep(0.01)
        time.sleep(dice.random() * 0.2)
        kills += process.poll() is None
        process.kill()
        process.communicate()
    assert kills > 2
    classify_files(inbox, out)
    assert rows(out) == rows(finished)
    assert not list(out.glob("*/.part-*"))
    assert not list(out.glob(".task-*"))


@pytest.mark.skipif(os.name == "nt", reason="needs limits of resources")
def test_a_full_disk(inbox, tmp_path, finished, constant):
    """What cannot be written is said; what was written stays good."""
    out, long = tmp_path / "out", thread(40)
    long["comments"][0]["body"] += random.Random(1).randbytes(40_000).hex()
    write(inbox / "3.jsonl", [long])
    process = run(out, inbox, LIMIT="15000")
    _, said = process.communicate()
    assert process.returncode != 0
    assert "File too large" in said
    assert len(tl.results(out).threads) >= 20
    (inbox / "3.jsonl").unlink()
    classify_files(inbox, out)
    assert rows(out) == rows(finished)


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

    monkeypatch.setattr(classifying, "classify_many", refuse)
    monkeypatch.setattr(classifying, "classify", one)
    batch = classify_files(inbox, tmp_path / "out")
    assert batch.threads == 29
    assert [(f.thread_id, "too odd" in f.reason) for f in batch.failures] == [("t12", True)]


def test_an_unknown_format_ends_the_batch(inbox, tmp_path, constant):
    """It is not a failure of each file."""
    with pytest.raises(tl.ThreadlabError, match="unknown format 'papyrus'"):
        classify_files(inbox, tmp_path / "out", format="papyrus")


@pytest.mark.parametrize("kind", ["pandas", "pyarrow"])
def test_results(finished, kind):
    """A data set is opened as what the user works with."""
    found = tl.results(finished, kind)
    for name in TABLES:
        table = getattr(found, name)
        assert (len(table) if kind == "pandas" else table.count_rows()) > 0


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
        "from threadlab.batch import classifying\n"
        "classifying.classify_many, classifying.TOGETHER = driver.labelled, 10\n"
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


def test_what_cannot_be_watched(tmp_path):
    """Standard input comes once; a folder that is not there never fills."""
    for path in ("-", tmp_path / "gone"):
        with pytest.raises(UnreadableSource, match="Name a file or folder"):
            next(watch_files(path, tmp_path / "out"))
