"""Batches on Ray: what one machine gives, whatever happens to the workers."""

import errno
import json
import os
import pickle
import shutil
import signal
import sys
import threading
from collections import Counter
from pathlib import Path
from types import SimpleNamespace

import pytest

import threadlab as tl
from threadlab.batch import actor, classify_files, ledger, on_ray, running
from threadlab.batch.actor import Labeller, ModelThere
from threadlab.batch.identity import makers_digest
from threadlab.batch.messages import Task
from threadlab.batch.naming import KEY
from threadlab.batch.on_ray import ClusterFailed
from threadlab.batch.store import Store
from threadlab.cli import main
from threadlab.encoder import digest, engine_of, open_folder
from threadlab.errors import MissingExtra, ThreadlabError

TABLES = ("comments", "replies", "threads")
THREADS = 27
"""In the inbox, without those that stand in it twice."""


def thread(number, comments):
    """A thread of the project's own format, in which some answers quote."""
    said = [{"id": "1", "author": "Ann", "body": f"Should bus number {number} go by the road?"}]
    for k in range(2, comments + 1):
        quoted = said[(number + k) % len(said)]["body"].splitlines()[-1]
        body = f"> {quoted}\n\nNo, people of city {number} think {k} times."
        said.append(
            {"id": str(k), "author": ("Bob", "Eve")[k % 2], "body": body, "format": "email"}
        )
    return {"thread_id": f"t{number}", "title": f"On bus {number}", "comments": said}


@pytest.fixture
def inbox(tmp_path, monkeypatch, write_lines):
    """Three files of ten threads, some of one id, in the working directory; small parts."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(running, "PART", 40)
    monkeypatch.setattr(running, "TOGETHER", 10)
    folder = Path("inbox")
    folder.mkdir()
    for file in range(3):
        write_lines(folder / f"{file}.jsonl", [thread(8 * file + k, 3 + k % 4) for k in range(10)])
    write_lines(folder / "again.jsonl", [thread(1, 7), thread(2, 5)])
    return folder


@pytest.fixture(scope="session")
def ray():
    """Ray on two processors of this machine, started once; or the cluster at RAY_ADDRESS."""
    found = pytest.importorskip("ray", reason="needs Ray: pip install 'threadlab[ray]'")
    os.environ["RAY_USAGE_STATS_ENABLED"] = "0"
    # Else workers starve where much else is going on.
    os.environ["RAY_worker_niceness"] = "0"  # noqa: SIM112 - Ray's name
    address = os.environ.get("RAY_ADDRESS", "local")
    here = {"num_cpus": 2, "include_dashboard": False} if address == "local" else {}
    for left in (2, 1, 0):
        try:
            found.init(address=address, log_to_driver=False, logging_level="ERROR", **here)
            break
        except Exception:  # Ray gives up where a busy machine needs 30 s to start it
            if not left:
                raise
            found.shutdown()
    yield found
    found.shutdown()


def tables(out):
    """The rows of a data set, by table, in an order of their own."""
    keys = {
        "comments": ["thread_id", "comment_id"],
        "replies": ["thread_id", "child_id", "parent_id"],
        "threads": ["thread_id"],
    }
    found = tl.results(out)
    return {
        name: getattr(found, name).sort_values(keys[name]).reset_index(drop=True) for name in TABLES
    }


def assert_same(out, other):
    """The same rows; probabilities within 0.005."""
    for name, mine in tables(out).items():
        theirs = tables(other)[name]
        numbers = [column for column in mine if mine[column].dtype.kind == "f"]
        assert mine.drop(columns=numbers).equals(theirs.drop(columns=numbers)), name
        for column in numbers:
            assert (mine[column].isna() == theirs[column].isna()).all()
            assert not (mine[column] - theirs[column]).abs().max() >= 0.005


def labellers():
    """Process ids of the actors at work on this machine."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            words = (folder / "cmdline").read_bytes()
        except OSError:
            continue  # it has ended
        if words.startswith(b"ray::Labeller"):
            found.append(int(folder.name))
    return found


def test_a_run_on_ray_gives_the_rows_of_a_local_run(inbox, near, tmp_path, ray, tiny_model):
    """Where another stopped, too: the same ids, parents, types, failures; all but the last digits.

    Whatever of this does not need Ray itself is tested further down.
    """
    (inbox / "bad.jsonl").write_text("{ no JSON\n")
    alone = classify_files(inbox, tmp_path / "alone", model=tiny_model)
    classify_files(inbox / "0.jsonl", tmp_path / "out", model=tiny_model)
    batch = classify_files(inbox, tmp_path / "out", model=tiny_model, ray="local")
    assert (batch.unchanged, batch.new, batch.threads) == (10, THREADS - 10, THREADS)
    assert [one.input_file for one in batch.failures] == ["inbox/bad.jsonl"]
    assert batch.failures == alone.failures
    assert tl.results(tmp_path / "out").failures.input_file.tolist() == ["inbox/bad.jsonl"]
    assert_same(tmp_path / "out", tmp_path / "alone")
    manifests = [(tmp_path / o / "manifest.json").read_text() for o in ("alone", "out")]
    assert manifests[0] == manifests[1]


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="finds the actors in /proc")
def test_a_killed_worker_loses_nothing(inbox, near, tmp_path, ray, tiny_model):
    """Actors that are killed in the midst of their work are started again."""
    classify_files(inbox, tmp_path / "alone", model=tiny_model)
    killed = []
    ended = threading.Event()

    def kill():
        # The first as soon as the run has begun, the second while it goes on.
        while len(killed) < 2 and not ended.wait(0.05):
            for process in set(labellers()) - set(killed):
                if len(killed) < 2 and not ended.wait(0.2):
                    os.kill(process, signal.SIGKILL)
                    killed.append(process)

    watcher = threading.Thread(target=kill)
    watcher.start()
    try:
        batch = classify_files(inbox, tmp_path / "out", model=tiny_model, ray="local")
    finally:
        ended.set()
        watcher.join()
    assert len(killed) == 2
    assert batch.failures == ()
    assert_same(tmp_path / "out", tmp_path / "alone")


class RayError(Exception):
    """Stands for Ray's root of errors."""


class RayActorError(RayError):
    """Stands for the error of an actor that died."""


class Stage:
    """Ray's calls that a crew makes, in this process; what Ray would send is copied.

    Args:
        dies: Whether the worker of an actor dies over some threads.
        lost: Number of the actor whose results never come; None: all of them do.
    """

    exceptions = SimpleNamespace(
        RayError=RayError,
        RayActorError=RayActorError,
        WorkerCrashedError=RayActorError,
        OutOfMemoryError=RayActorError,
    )

    def __init__(self, dies=lambda group: False, lost=None):
        self.dies = dies
        self.lost = lost
        self.given = Counter()

    def is_initialized(self):
        return True

    def cluster_resources(self):
        return {"CPU": 2.0}

    def remote(self, kind):
        stage = self

        class Actor:
            def __init__(self, *arguments):
                self.number = len(stage.given)
                stage.given[self.number] = 0
                self.made = kind(*pickle.loads(pickle.dumps(arguments)))
                self.problem = SimpleNamespace(remote=lambda: (self, "problem", ()))
                self.label = SimpleNamespace(remote=self.give)

            def give(self, group):
                stage.given[self.number] += 1
                return (self, "label", tuple(group))

        form = SimpleNamespace(remote=Actor)
        form.options = lambda **_: form
        return form

    def kill(self, actor):
        actor.made = None

    def wait(self, references, num_returns=1, timeout=None):
        ready = [
            r
            for r in references
            if r[1] == "problem" or (timeout != 0 and r[0].number != self.lost)
        ]
        return ready[:num_returns], []

    def get(self, reference):
        actor, name, given = reference
        if name == "problem":
            return actor.made.problem()
        if self.dies(given):
            raise RayActorError("The actor died unexpectedly.")
        return pickle.loads(pickle.dumps(actor.made.label(pickle.loads(pickle.dumps(given)))))


@pytest.fixture
def stage(near, monkeypatch):
    """The calls of Ray, without Ray."""
    made = Stage()
    monkeypatch.setitem(sys.modules, "ray", made)
    return made


def test_actors_give_the_rows_of_a_local_run(inbox, tmp_path, stage, tiny_model):
    """Also where Ray itself is not installed: all but the way between the machines."""
    (inbox / "bad.jsonl").write_text("{ no JSON\n")
    alone = classify_files(inbox, tmp_path / "alone", model=tiny_model)
    batch = classify_files(inbox, tmp_path / "out", model=tiny_model, ray="local")
    assert (batch.threads, batch.new, batch.failures) == (alone.threads, alone.new, alone.failures)
    assert_same(tmp_path / "out", tmp_path / "alone")
    manifests = [(tmp_path / o / "manifest.json").read_text() for o in ("alone", "out")]
    assert manifests[0] == manifests[1]
    assert len(list((tmp_path / "out/threads").iterdir())) > 2
    assert min(stage.given.values()) > 2  # both had work
    assert alone.threads == THREADS
    again = classify_files(inbox, tmp_path / "out", model=tiny_model)
    assert (again.new, again.renewed) == (0, 0)


def test_input_and_output_lie_in_a_store(inbox, tmp_path, stage, bucket):
    """The actors need neither: no disk is shared, and one process writes."""
    store = Store(bucket)
    for path in inbox.iterdir():
        store.put(f"inbox/{path.name}", path.read_bytes())
    (tmp_path / "elsewhere").mkdir()
    os.chdir(tmp_path / "elsewhere")
    options = {"model": "constant", "ray": "local"}
    batch = classify_files(f"{bucket}/inbox", f"{bucket}/out", **options)
    assert (batch.folder, batch.new, batch.failures) == (f"{bucket}/out", THREADS, ())
    classify_files(f"{bucket}/inbox", tmp_path / "alone", model="constant")
    assert_same(f"{bucket}/out", tmp_path / "alone")
    assert min(stage.given.values()) > 2
    assert list(Path().iterdir()) == []
    again = classify_files(f"{bucket}/inbox", f"{bucket}/out", model="constant")
    assert (again.new, again.unchanged) == (0, THREADS)


def test_actors_do_only_what_is_new_or_changed(inbox, tmp_path, stage, write_lines):
    """A thread whose content is another has its rows replaced, under the id that it had."""
    out = tmp_path / "out"
    classify_files(inbox, out, model="constant")
    write_lines(inbox / "0.jsonl", [thread(0, 9)] + [thread(k, 3 + k % 4) for k in range(1, 10)])
    again = classify_files(inbox, out, model="constant", ray="local")
    assert (again.new, again.renewed, again.unchanged) == (0, 1, THREADS - 1)
    assert (tl.results(out).comments.thread_id == "t0").sum() == 9
    once = classify_files(inbox, out, model="constant")
    assert (once.new, once.renewed) == (0, 0)


def test_a_thread_that_kills_workers_is_a_failure_of_its_own(inbox, tmp_path, stage):
    """The others of its group are done, in the order of the input."""
    stage.dies = lambda group: any(found.identity.id == "t12" for found in group)
    batch = classify_files(inbox, tmp_path / "out", model="constant", ray="local")
    assert {one.thread_id for one in batch.failures} == {"t12"}
    assert all("workers died over it" in one.reason for one in batch.failures)
    assert batch.threads == THREADS - len(batch.failures)
    found = tl.results(tmp_path / "out")
    assert set(found.failures.thread_id) == {"t12"}
    files = found.threads.input_file.tolist()
    assert files == sorted(files)


def test_an_actor_that_never_answers_is_replaced(inbox, tmp_path, stage, monkeypatch):
    """Its threads are given to another one."""
    monkeypatch.setattr(on_ray, "PATIENCE", 0.1)
    stage.lost = 0
    batch = classify_files(inbox, tmp_path / "out", model="constant", ray="local")
    assert (batch.new, batch.failures) == (THREADS, ())


def test_a_run_on_ray_that_is_stopped_keeps_what_is_done(
    inbox, tmp_path, stage, tiny_model, monkeypatch
):
    """And goes on there."""

    taken = []

    def stop(group):
        taken.append(group)
        if len(taken) > 3:
            raise KeyboardInterrupt
        return False

    stage.dies = stop
    with pytest.raises(KeyboardInterrupt):
        classify_files(inbox, tmp_path / "out", model=tiny_model, ray="local")
    kept = len(tl.results(tmp_path / "out").threads)
    assert 0 < kept < THREADS
    stage.dies = lambda group: False
    batch = classify_files(inbox, tmp_path / "out", model=tiny_model, ray="local")
    assert (batch.unchanged, batch.new) == (kept, THREADS - kept)


def test_names_and_corrections_are_those_of_a_local_run(tmp_path, stage, write_lines):
    """Pseudonyms follow from the key of the data set, ids from the names; what is wrong is told."""
    source = tmp_path / "people.jsonl"
    rows = [thread(number, 4) for number in range(12)]
    for row in rows[:4]:
        row["thread_id"] = f"{row['title']} by Ann"  # hidden, as a name is in it
    for row in rows[4:6]:
        row["thread_id"] = "ann.miller@example.org"  # one id of two threads
    write_lines(source, rows)
    said = [{"thread": "t7", "comment": "2", "types": ["question"]}]
    options = {"model": "constant", "pseudonyms": True, "corrections": said}
    classify_files(source, tmp_path / "alone", **options)
    (tmp_path / "out").mkdir()
    shutil.copy(tmp_path / "alone" / KEY, tmp_path / "out")
    batch = classify_files(source, tmp_path / "out", ray="local", **options)
    assert (batch.new, batch.engine) == (12, "constant")
    assert_same(tmp_path / "out", tmp_path / "alone")
    found = tables(tmp_path / "out")["comments"]
    assert found.author.str.startswith("Person-").all()
    assert set(found[found.type == "question"].thread_id) == {"t7"}
    assert found.thread_id.str.fullmatch(r"thread-\w+ \(2\)").any()
    again = classify_files(source, tmp_path / "out", **options)
    assert (again.unchanged, again.new) == (12, 0)


def test_the_command_runs_a_constant_model(inbox, tmp_path, stage, capsys):
    """By name, as to rehearse a large batch; the log tells how far it is."""
    words = ["classify", str(inbox), "-o", str(tmp_path / "out"), "--model", "constant"]
    assert main([*words, "--ray", "local"]) == 0
    assert "engine      constant" in capsys.readouterr().out
    events = [json.loads(line) for line in (tmp_path / "out/log.jsonl").read_text().splitlines()]
    told = [event for event in events if event["event"] == "part"]
    assert len(told) > 2
    assert all(event["comments_per_second"] > 0 for event in told)
    assert told[-1]["seconds_left"] is not None
    assert main(words) == 0
    assert "0 new, 0 renewed, 27 unchanged" in capsys.readouterr().out


def test_the_caller_is_told_how_far_it_is(inbox, tmp_path, stage):
    """As by a local run: threads, comments, and how many will come."""
    told = []
    options = {"model": "constant", "advance": lambda *words: told.append(words)}
    batch = classify_files(inbox, tmp_path / "out", ray="local", **options)
    assert sum(threads for threads, _, _ in told) == batch.threads
    assert sum(comments for _, comments, _ in told) == batch.comments
    assert told[-1][2] >= batch.comments


def test_ids_stay_where_a_part_is_written_the_second_time(inbox, tmp_path, stage, monkeypatch):
    """As in a local run: a disk that was full for a moment changes nothing."""
    classify_files(inbox, tmp_path / "alone", model="constant")
    real, tried = ledger.form_part, []

    def fail_once(*words):
        tried.append(words)
        if len(tried) == 2:
            raise OSError(errno.ENOSPC, "No space left on device")
        real(*words)

    monkeypatch.setattr(ledger, "form_part", fail_once)
    with pytest.raises(OSError, match="No space left"):
        classify_files(inbox, tmp_path / "out", model="constant", ray="local")
    classify_files(inbox, tmp_path / "out", model="constant", ray="local")
    assert_same(tmp_path / "out", tmp_path / "alone")


@pytest.mark.parametrize("engine", ["auto", "torch"])
def test_a_model_is_found_again(tiny_model, engine):
    """A folder by its path, what ships with threadlab by its name, both with their engine."""
    here = open_folder(tiny_model, engine=engine)
    there = pickle.loads(pickle.dumps(ModelThere.of(here)))
    assert (there.name, there.ships) == (str(Path(tiny_model).resolve()), False)
    assert there.engine == engine_of(here)  # not "auto", which another machine takes otherwise
    assert digest(there.opened()) == digest(here)
    shipped = ModelThere.of(open_folder("constant", engine=engine))
    assert (shipped.name, shipped.ships) == ("constant", True)
    assert engine_of(shipped.opened()) == "constant"


def test_a_model_of_hugging_face_is_found_again(tmp_path):
    """With what its labels mean."""
    labels = {"PRO": "agree", "CON": "disagree"}
    config = {"model_type": "bert", "id2label": {"0": "PRO", "1": "CON"}}
    (tmp_path / "config.json").write_text(json.dumps(config))
    (tmp_path / "model.safetensors").write_bytes(b"")
    here = open_folder(tmp_path, labels)
    there = ModelThere.of(here).opened()
    assert there == here
    assert engine_of(there) == "transformers"


def test_an_actor_that_is_started_again_elsewhere_is_looked_at(
    inbox, tmp_path, stage, tiny_model, monkeypatch
):
    """Before it labels anything: that machine may have another version."""
    problem = Labeller.problem
    monkeypatch.setattr(Labeller, "problem", lambda self: None)  # the first was the same
    monkeypatch.setattr(actor, "makers_digest", lambda *_: "another")
    labelled = Labeller.label

    def label(self, group):
        monkeypatch.setattr(Labeller, "problem", problem)
        return labelled(self, group)

    monkeypatch.setattr(Labeller, "label", label)
    with pytest.raises(ThreadlabError, match="is another than here"):
        classify_files(inbox, tmp_path / "out", model=tiny_model, ray="local")
    assert len(tl.results(tmp_path / "out").threads) == 0


def test_a_machine_with_another_version_is_refused(inbox, tmp_path, stage, tiny_model, monkeypatch):
    """One data set is made by one version and one model."""
    monkeypatch.setattr(actor, "makers_digest", lambda *_: "another")
    with pytest.raises(ClusterFailed, match="Install the same version"):
        classify_files(inbox, tmp_path / "out", model=tiny_model, ray="local")
    gone = ModelThere(str(tmp_path / "gone"), ships=False, engine="auto", labels=None)
    monkeypatch.undo()
    task = Task((), {}, makers_digest(digest(tiny_model), "model", "torch"), frozenset())
    torch = ModelThere.of(open_folder(tiny_model, engine="torch"))
    assert Labeller(task, torch, "model").problem() is None
    other = ModelThere.of(open_folder(tiny_model, engine="torch-int8"))
    assert "is another than here" in Labeller(task, other, "model").problem()
    said = Labeller(Task((), {}, "makers", frozenset()), gone, "model").problem()
    assert "gone" in said


def test_without_ray(inbox, tmp_path, monkeypatch, tiny_model):
    """The error names the extra."""
    monkeypatch.setitem(sys.modules, "ray", None)
    with pytest.raises(MissingExtra, match=r"threadlab\[ray\]"):
        classify_files(inbox, tmp_path / "out", model=tiny_model, ray="local")


@pytest.mark.parametrize("address", ["127.0.0.1:1", "nonsense", "ray://127.0.0.1:10001"])
def test_an_address_without_a_cluster(inbox, tmp_path, stage, tiny_model, capsys, address):
    """It is said at once, and nothing is lost."""
    words = ["classify", str(inbox), "-o", str(tmp_path / "out"), "--model", str(tiny_model)]
    assert main([*words, "--ray", address]) == 1
    said = capsys.readouterr().err
    assert said.startswith(f"threadlab: {address}: ")
    assert "--ray auto" in said or "ray start --head" in said


def test_watching_and_ray_exclude_each_other(inbox, tmp_path, capsys):
    """Wrong usage is said as such."""
    with pytest.raises(SystemExit) as stop:
        main(["classify", str(inbox), "-o", str(tmp_path / "out"), "--watch", "--ray", "local"])
    assert stop.value.code == 2
    assert "--watch" in capsys.readouterr().err
