"""Results in object stores: those of a disk, whatever happens on the way."""

import functools
import json
import os
import random
import subprocess
import sys
import time
from pathlib import Path
from types import SimpleNamespace
from urllib.request import Request, urlopen

import pytest
from inputs import TABLES, grow, rows, thread, write

import threadlab as tl
from threadlab.batch import classify_files, lease, ledger, worker
from threadlab.batch.lease import PREFIX, Lease
from threadlab.batch.naming import KEY
from threadlab.batch.store import Store
from threadlab.cli import main
from threadlab.errors import UnreadableSource, UnwritableTarget

DRIVER = Path(__file__).with_name("driver.py")
PACKAGE = str(Path(tl.__file__).parent.parent)
KILLS = 30

pytestmark = pytest.mark.usefixtures("constant", "near", "remembered")


@pytest.fixture(scope="module")
def remembered():
    """Each thread is rebuilt once: what is tested here comes after that."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(worker, "rebuild", functools.cache(worker.rebuild))
        yield


@pytest.fixture(params=["bucket", "memory"])
def out(request):
    """The address of an empty folder in each of the stores."""
    return request.getfixturevalue(request.param)


def classified(sources, out, **options):
    """A batch of labels that cost nothing."""
    return classify_files(sources, out, model="constant", **options)


def objects(out):
    """What lies below an address, by name; without the log, which has times in it."""
    from pyarrow import fs

    store = Store(str(out))
    chosen = fs.FileSelector(store.path(""), recursive=True, allow_not_found=True)
    infos = [one for one in store.system.get_file_info(chosen) if one.is_file]
    names = [one.path.strip("/").removeprefix(store.path("") + "/") for one in infos]
    return {name: bytes(store.get(name)) for name in sorted(names) if name != "log.jsonl"}


def events(out):
    """The log."""
    text = bytes(Store(out).get("log.jsonl")).decode()
    return [json.loads(line)["event"] for line in text.splitlines()]


def leases(out):
    """The names of the leases that lie there."""
    return [one.name for one in Store(out).listed() if one.name.startswith(PREFIX)]


def lapse(out):
    """Makes the leases of killed runs lapse, as time would."""
    store = Store(out)
    for name in leases(out):
        content = json.loads(bytes(store.get(name)))
        store.put(name, json.dumps({**content, "lasts": -60}).encode())


def test_the_data_set_is_that_of_a_disk(inbox, out, tmp_path):
    """Names, rows, manifest and log; each library opens it where it lies."""
    batch = classified(inbox, out)
    disk = classified(inbox, tmp_path / "disk")
    assert (batch.folder, batch.threads, batch.new) == (out, 30, 30)
    assert rows(out) == rows(tmp_path / "disk")
    found = objects(out)
    paths = (path for path in (tmp_path / "disk").rglob("*") if path.is_file())
    names = {str(path.relative_to(tmp_path / "disk")) for path in paths}
    assert set(found) == names - {"log.jsonl", ".lock"}
    assert len([name for name in found if name.startswith("threads/")]) > 2
    assert found["manifest.json"] == (tmp_path / "disk/manifest.json").read_bytes()
    for table in TABLES[:2]:
        assert (
            found[f"{table}/part-000001.parquet"]
            == (tmp_path / f"disk/{table}/part-000001.parquet").read_bytes()
        )
    told = [json.loads(line)["event"] for line in (tmp_path / "disk/log.jsonl").open()]
    assert events(out) == told
    counts = {
        "pandas": len,
        "polars": lambda table: table.collect().height,
        "pyarrow": lambda table: table.count_rows(),
        "duckdb": len,
    }
    for kind, count in counts.items():
        opened = tl.results(out, kind)
        assert count(opened.comments) == disk.comments
        assert count(opened.failures) == 0


def test_only_what_is_new_or_changed_is_done(inbox, out, tmp_path):
    """A second run writes no part; a changed thread's rows are replaced, under its id."""
    classified(inbox, out)
    before = objects(out)
    again = classified(inbox, out)
    assert (again.new, again.renewed, again.unchanged) == (0, 0, 30)
    assert objects(out) == before
    grow(inbox)
    grown = classified(inbox, out)
    assert (grown.new, grown.renewed, grown.unchanged) == (1, 1, 29)
    fresh = classified(inbox, tmp_path / "fresh")
    assert (grown.threads, grown.comments) == (fresh.threads, fresh.comments)
    assert rows(out) == rows(tmp_path / "fresh")
    assert events(out).count("start") == events(out).count("end") == 3
    assert leases(out) == []


def test_what_was_done_is_known_by_one_look_at_each_part(inbox, bucket, monkeypatch):
    """A run that goes on fetches threads/ alone: not the texts of all comments."""
    classified(inbox, bucket)
    fetched = []
    get = Store.get
    monkeypatch.setattr(Store, "get", lambda self, name: (fetched.append(name), get(self, name))[1])
    classified(inbox, bucket)
    parts = [name for name in objects(bucket) if name.startswith("threads/")]
    assert sorted({*fetched} - {*objects(bucket)}) == ["log.jsonl"]
    del fetched[:]
    classified(inbox, bucket)
    assert sorted(fetched) == ["log.jsonl", *parts]


class Killed(BaseException):
    """Stands for the end of the process: nothing reaches the store after it."""


class Kill:
    """Ends a run before its n-th change of the store, as a kill does."""

    def __init__(self, patch, at):
        self.left = at
        for name in ("put", "delete"):
            patch.setattr(Store, name, self.before(getattr(Store, name)))

    def before(self, change):
        def changed(*words):
            self.left -= 1
            if self.left <= 0:
                raise Killed
            return change(*words)

        return changed


def test_thirty_kills(inbox, memory, tmp_path):
    """After a kill before any change of the store the next run goes on; no row is lost or twice.

    Where a run ends before it is killed, the input grows and changes, so that there is something
    new and something to replace.
    """
    dice = random.Random(4)
    kills = changes = 0
    while kills < KILLS:
        with pytest.MonkeyPatch.context() as patch:
            Kill(patch, dice.randrange(1, 15))
            try:
                classified(inbox, memory)
            except Killed:
                kills += 1
            else:
                changes += 1
                word = f"drink{changes}"
                write(inbox / "1.jsonl", [thread(10 + k, 3 + k % 4, word) for k in range(10)])
                write(inbox / f"more{changes}.jsonl", [thread(100 * changes + k) for k in range(8)])
        lapse(memory)
    assert changes > 1
    batch = classified(inbox, memory)
    fresh = classified(inbox, tmp_path / "fresh")
    assert rows(memory) == rows(tmp_path / "fresh")
    assert tl.results(memory).threads.thread_id.is_unique
    assert (batch.threads, batch.comments) == (fresh.threads, fresh.comments)
    assert leases(memory) == []
    # What the manifest counts is what is there.
    counts = json.loads(objects(memory)["manifest.json"])["counts"]
    assert counts == json.loads((tmp_path / "fresh/manifest.json").read_text())["counts"]


@pytest.mark.skipif(os.name == "nt", reason="needs kills")
def test_a_real_process_is_killed(inbox, bucket, tmp_path, capsys):
    """While it runs, and until its lease lapses, others are refused; then the work goes on."""
    process = subprocess.Popen(
        [sys.executable, str(DRIVER), bucket, str(inbox)],
        env={**os.environ, "PYTHONPATH": PACKAGE, "SLOW": "0.3", "MODEL": "constant"},
    )
    while process.poll() is None and not Store(bucket).listed("threads"):
        time.sleep(0.05)
    words = ["classify", str(inbox), "-o", bucket, "--model", "constant"]
    assert main(words) == 1
    said = capsys.readouterr().err
    assert "another run is writing into this folder" in said
    assert f"process {process.pid}" in said
    process.kill()
    process.wait()
    assert main(words) == 1
    assert "If it was killed, its lease lapses in" in capsys.readouterr().err
    kept = len(tl.results(bucket).threads)
    assert 0 < kept < 30
    lapse(bucket)
    assert main(words) == 0
    said = capsys.readouterr()
    assert "has ended without a word; its lease lapsed" in said.err
    assert f"{30 - kept} new, 0 renewed, {kept} unchanged" in said.out
    classified(inbox, tmp_path / "fresh")
    assert rows(bucket) == rows(tmp_path / "fresh")


def test_a_store_that_fails_for_a_moment(inbox, out, tmp_path, monkeypatch):
    """It is told with what to do; what was written stays, and the same call goes on."""
    put, tried = Store.put, []

    def fail(self, name, content):
        tried.append(name)
        if name == "replies/part-000001.parquet":
            with self._told():
                raise OSError("AWS Error NETWORK_CONNECTION during PutObject operation")
        put(self, name, content)

    with monkeypatch.context() as patch:
        patch.setattr(Store, "put", fail)
        with pytest.raises(UnwritableTarget, match="same command goes on where it stopped"):
            classified(inbox, out)
    assert 0 < len(tl.results(out).threads) < 30
    assert events(out)[-1] == "stopped"
    assert leases(out) == []
    classified(inbox, out)
    classified(inbox, tmp_path / "fresh")
    assert rows(out) == rows(tmp_path / "fresh")


def test_a_store_that_cannot_be_read_harms_no_part(inbox, memory, monkeypatch):
    """It is not taken for a part that is broken, which would be removed."""
    classified(inbox, memory)
    before = objects(memory)
    get = Store.get

    def fail(self, name):
        if name == "threads/part-000001.parquet":
            with self._told():
                raise OSError("AWS Error SLOW_DOWN")
        return get(self, name)

    with monkeypatch.context() as patch:
        patch.setattr(Store, "get", fail)
        with pytest.raises(UnwritableTarget, match="SLOW_DOWN"):
            classified(inbox, memory)
    assert objects(memory) == before


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("harm", ["cut", "gone"])
def test_a_broken_part_is_done_again(inbox, memory, tmp_path, table, harm):
    """Whatever happened to an object, the next run mends it."""
    classified(inbox, memory)
    store, name = Store(memory), f"{table}/part-000001.parquet"
    if harm == "cut":
        store.put(name, bytes(store.get(name))[:-100])
    else:
        store.delete(name)
    batch = classified(inbox, memory)
    assert batch.new + batch.renewed > 0
    assert (len(batch.repaired) == 1) == (not (table == "threads" and harm == "gone"))
    classified(inbox, tmp_path / "fresh")
    assert rows(memory) == rows(tmp_path / "fresh")


def test_a_data_set_is_moved(inbox, memory, tmp_path):
    """From a store to a disk and back: it goes on there."""
    classified(inbox / "0.jsonl", memory)
    disk = tmp_path / "disk"
    for name, content in objects(memory).items():
        (disk / name).parent.mkdir(parents=True, exist_ok=True)
        (disk / name).write_bytes(content)
    assert classified(inbox, disk).unchanged == 10
    moved = Store(f"{memory}/moved")
    for path in disk.rglob("*.parquet"):
        moved.put(str(path.relative_to(disk)), path.read_bytes())
    batch = classified(inbox, moved.address)
    assert (batch.unchanged, batch.repaired) == (30, ())
    assert rows(moved.address) == rows(disk)


def test_failures_are_kept_and_tried_again(inbox, memory):
    """As on a disk."""
    bad = inbox / "1.jsonl"
    good = bad.read_text()
    bad.write_text(good + "{ no JSON\n")
    assert len(classified(inbox, memory).failures) == 1
    assert tl.results(memory).failures.input_file.tolist() == [str(bad)]
    bad.write_text(good + json.dumps(thread(99)) + "\n")
    mended = classified((), memory, retry_failed=True)
    assert (mended.new, mended.unchanged, mended.failures) == (1, 10, ())
    assert tl.results(memory).failures.empty


def test_input_and_output_lie_in_a_bucket(inbox, bucket):
    """What is read may lie beside the results, not above them."""
    store = Store(bucket)
    for path in inbox.iterdir():
        store.put(f"inbox/{path.name}", path.read_bytes())
    batch = classified(f"{bucket}/inbox", f"{bucket}/out")
    assert batch.threads == 30
    assert set(tl.results(f"{bucket}/out").threads.input_file) == {
        f"{bucket}/inbox/{k}.jsonl" for k in range(3)
    }
    with pytest.raises(UnwritableTarget, match="lies inside"):
        classified(bucket, f"{bucket}/other")
    store.delete("inbox/0.jsonl")
    store.put("inbox/bad.jsonl", b"{ no\n")
    assert len(classified(f"{bucket}/inbox", f"{bucket}/out").failures) == 1
    store.put("inbox/bad.jsonl", json.dumps(thread(99)).encode())
    assert classified((), f"{bucket}/out", retry_failed=True).new == 1


def test_names_are_hidden(inbox, memory):
    """By a key that lies beside the tables, as on a disk."""
    classified(inbox / "0.jsonl", memory, pseudonyms=True)
    assert KEY in objects(memory)
    classified(inbox, memory, pseudonyms=True)
    assert tl.results(memory).comments.author.str.startswith("Person-").all()
    with pytest.raises(UnwritableTarget, match="under pseudonyms"):
        classified(inbox, memory)
    Store(memory).put(KEY, b"no key")
    with pytest.raises(UnreadableSource, match="is no key of pseudonyms"):
        classified(inbox, memory, pseudonyms=True)


def test_a_bucket_that_is_not_there(inbox, server, capsys):
    """It is said before anything is read."""
    words = ["classify", str(inbox), "-o", "s3://nobody-made-this/out", "--model", "constant"]
    assert main(words) == 1
    said = capsys.readouterr().err
    assert said.startswith("threadlab: s3://nobody-made-this/out: there is no such bucket")
    assert "make the bucket first" in said
    with pytest.raises(UnreadableSource, match="holds no results"):
        tl.results("s3://shelf/nothing/here")


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (FileNotFoundError("google::cloud::Status(NOT_FOUND: …"), "no such bucket"),
        (OSError("When resolving region: Bucket 'out' not found"), "no such bucket"),
        (OSError("google::cloud::Status(UNAUTHENTICATED: …"), "does not let us in"),
        (OSError("AWS Error ACCESS_DENIED during PutObject"), "does not let us in"),
        (OSError(""), "cannot be reached, or fails"),
    ],
)
def test_what_a_store_says_is_explained(memory, monkeypatch, error, said):
    """In words, with what to do; its own words follow."""

    def refuse(*_, **__):
        raise error

    store = Store(memory)
    monkeypatch.setattr(store, "system", SimpleNamespace(open_output_stream=refuse))
    with pytest.raises(UnwritableTarget, match=said) as told:
        store.put("a", b"b")
    assert (str(error) or "OSError") in told.value.problem


def test_a_store_that_does_not_let_us_in(inbox, bucket, server, capsys):
    """It is said, with what it needs."""
    classified(inbox, bucket)
    words = ["classify", str(inbox), "-o", bucket, "--model", "constant"]
    allowed(server, 0)
    try:
        assert main(words) == 1
        with pytest.raises(UnreadableSource, match="does not let us in"):
            tl.results(bucket)
    finally:
        allowed(server, 10**9)
    said = capsys.readouterr().err
    assert "the store does not let us in" in said
    assert "list, read, write and delete" in said
    assert classified(inbox, bucket).unchanged == 30


def allowed(server, requests):
    """Says how many requests the server takes of somebody it does not know."""
    plain = {"Content-Type": "text/plain"}
    urlopen(Request(f"{server}/moto-api/reset-auth", str(requests).encode(), plain, method="POST"))


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("https://example.org/out", "Give a folder on a disk, or an address that begins with"),
        ("hdfs://host/out", "hdfs:// holds no results"),
        (Path("s3://box/out"), "Give the address as text"),
        ("s3://", "names no bucket"),
    ],
)
def test_what_is_no_place_for_results(inbox, name, said):
    """Nothing is written into a folder of that name by mistake."""
    with pytest.raises(UnwritableTarget, match=said):
        classified(inbox, name)
    assert not [path for path in Path().iterdir() if ":" in path.name]


def test_maps_exports_and_models_are_written_to_a_disk(inbox, capsys):
    """Which is said, not done in a folder of that name."""
    assert main(["map", str(inbox), "-o", "s3://box/maps", "--model", "constant"]) == 1
    words = ["export", str(inbox / "0.jsonl"), "--to", "jsonl", "-o", "s3://box/a.jsonl"]
    assert main([*words, "--as-read"]) == 1
    assert main(["train", "all", str(inbox), "-o", "s3://box/model"]) == 1
    said = capsys.readouterr().err
    assert said.count("Only threadlab classify writes into object stores") == 3
    assert not Path("s3:").exists()


def test_a_lease_is_given_up(out):
    """However a run ends."""
    with Lease(Store(out)):
        assert len(leases(out)) == 1
        with pytest.raises(UnwritableTarget, match="another run is writing"), Lease(Store(out)):
            pass
        assert len(leases(out)) == 1
    with pytest.raises(KeyboardInterrupt), Lease(Store(out)):
        raise KeyboardInterrupt
    assert leases(out) == []


def test_a_lease_lapses(out, monkeypatch):
    """By the store's clock, where it tells it; the next run says whose it was."""
    killed = Lease(Store(out))
    monkeypatch.setattr(lease, "LASTS", 1.0)
    killed._put()
    monkeypatch.setattr(lease, "LASTS", 120.0)
    time.sleep(2.1)  # S3 tells whole seconds
    with Lease(Store(out)) as mine:
        assert leases(out) == [mine._name]
    assert f"process {os.getpid()}" in mine.lapsed[0]


def test_of_two_that_ask_at_once_never_both_begin(memory):
    """Each sees the other's lease; after a moment one of them asks again."""
    store, waits = Store(memory), []
    first = Lease(store)

    class Late(Store):
        """The other asks between the first one's asking and its look."""

        def listed(self, folder=""):
            if not waits:
                first._put(asks=True)
            return super().listed(folder)

    def wait(seconds):
        waits.append(seconds)
        store.delete(first._name)  # it has seen ours, and waits as well

    with Lease(Late(memory), wait):
        assert len(waits) == 1
        with pytest.raises(UnwritableTarget, match="another run"):
            first._take()
    first._put(asks=True)
    with pytest.raises(UnwritableTarget, match="another run"):
        Lease(Store(memory), lambda _: None)._take()


def test_a_lease_that_cannot_be_understood_counts(memory):
    """Whoever wrote it knows why."""
    for content in (b"\xff", b"{}", b'{"started": "now", "renewed": 0, "lasts": 1}'):
        Store(memory).put(f"{PREFIX}0.json", content)
        with pytest.raises(UnwritableTarget, match="on another machine"), Lease(Store(memory)):
            pass


def test_a_lease_is_renewed(memory, monkeypatch):
    """All the time, so that a long run keeps it."""
    monkeypatch.setattr(lease, "RENEWED", 0.02)
    with Lease(Store(memory)) as mine:
        store, first = Store(memory), mine._renewed
        deadline = time.monotonic() + 10
        while mine._renewed == first and time.monotonic() < deadline:
            time.sleep(0.01)
        assert mine._renewed > first
        assert json.loads(bytes(store.get(mine._name)))["asks"] is False
        mine.check()


def test_a_run_whose_lease_was_taken_over_writes_no_more(inbox, memory, monkeypatch):
    """It says so and ends; what the other writes stays."""
    real, written, kept = ledger.form_part, [], []

    def suspended(*words):
        if written and not kept:  # the machine sleeps, and another run begins
            Store(memory).delete(leases(memory)[0])
            kept.append(objects(memory))
            monkeypatch.setattr(lease, "LASTS", 0.0)
        real(*words)
        written.append(words)

    monkeypatch.setattr(ledger, "form_part", suspended)
    with pytest.raises(UnwritableTarget, match="goes on where it stopped") as told:
        classified(inbox, memory)
    assert "lapsed" in told.value.problem
    assert len(written) == 1
    assert objects(memory) == kept[0]


def test_a_lease_that_is_gone_is_noticed(memory, monkeypatch):
    """At the latest when half of its time has passed."""
    with Lease(Store(memory)) as mine:
        mine.check()
        Store(memory).delete(mine._name)
        now = lease._clock()
        monkeypatch.setattr(lease, "_clock", lambda: now + lease.LASTS * 0.6)
        with pytest.raises(UnwritableTarget, match="another run has taken over"):
            mine.check()


def test_a_long_log_is_written_seldom(inbox, memory, monkeypatch):
    """Not once an event: each writing is of the whole of it."""
    put, written = Store.put, []

    def counted(self, name, content):
        written.append(name)
        put(self, name, content)

    monkeypatch.setattr(Store, "put", counted)
    (inbox / "bad.jsonl").write_text("{ no\n" * 50)
    classified(inbox, memory)
    assert len(events(memory)) > 5
    assert written.count("log.jsonl") < 3
