"""Files in object stores: named by an address, read like those on disk."""

import gzip
import io
import zipfile
from types import SimpleNamespace

import pytest
from local_s3 import local_s3

import threadlab as tl
from threadlab.errors import UnreadableSource
from threadlab.readers import read_all, remote
from threadlab.readers.remote import is_remote, open_remote, remote_file_of, remote_files

LINE = b'{"thread_id": "%b", "comments": [{"id": "1", "author": "Ann", "body": "Yes."}]}\n'


def zipped(members):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return buffer.getvalue()


FILES = {
    "b.jsonl": LINE % b"one" + LINE % b"two",
    "a/c.jsonl.gz": gzip.compress(LINE % b"three"),
    "a/deep/d.zip": zipped({"e.jsonl": LINE % b"four"}),
    "a/.hidden.jsonl": LINE % b"hidden",
    ".git/f.jsonl": LINE % b"hidden",
}
ORDER = ["b.jsonl", "a/c.jsonl.gz", "a/deep/d.zip"]
THREADS = ["one", "two", "three", "four"]


@pytest.fixture
def memory():
    """A folder of a file system in memory."""
    fsspec = pytest.importorskip("fsspec")
    system = fsspec.filesystem("memory")
    for name, data in FILES.items():
        system.pipe(f"/box/{name}", data)
    yield "memory://box"
    system.rm("/box", recursive=True)


@pytest.fixture(scope="module")
def s3():
    """A bucket of a local S3 server, with its address in the environment."""
    with local_s3("box"):
        from pyarrow import fs

        system, _ = fs.FileSystem.from_uri("s3://box")
        for name, data in FILES.items():
            with system.open_output_stream(f"box/{name}") as file:
                file.write(data)
        yield "s3://box"


@pytest.fixture(params=["memory", "s3"])
def box(request):
    """Each of the stores."""
    return request.getfixturevalue(request.param)


def test_a_folder_is_listed_in_order(box):
    """Files before folders, by name, without hidden ones: as on disk."""
    assert remote_files(box) == [f"{box}/{name}" for name in ORDER]
    assert remote_files(f"{box}/a/") == [f"{box}/{name}" for name in ORDER[1:]]
    assert remote_files(f"{box}/b.jsonl") == [f"{box}/b.jsonl"]


@pytest.mark.parametrize(
    ("pattern", "wanted"),
    [
        ("*.jsonl", ORDER[:1]),
        ("*/*.gz", ORDER[1:2]),
        ("**/*.jsonl*", ORDER[:2]),
        ("**", ORDER),
        ("a/**/d.zip", ORDER[2:]),
        ("?", ORDER[1:]),
        ("[ab]*", ORDER),
    ],
)
def test_a_pattern_is_listed(box, pattern, wanted):
    """The signs of a shell; a matched folder stands for what is in it."""
    assert remote_files(f"{box}/{pattern}") == [f"{box}/{name}" for name in wanted]


def test_threads_are_read(box):
    """Compressed files and archives, too."""
    assert [thread.id for thread in read_all(box)] == THREADS
    assert tl.read(f"{box}/a/c.jsonl.gz").id == "three"


def test_any_place_can_be_read(box):
    """As archives need it."""
    with open_remote(f"{box}/b.jsonl") as file:
        file.seek(-5, io.SEEK_END)
        assert file.read() == FILES["b.jsonl"][-5:]
        file.seek(0)
        assert file.read(3) == FILES["b.jsonl"][:3]
        assert file.tell() == 3


@pytest.mark.parametrize("name", ["gone", "gone.jsonl", "*.gone"])
def test_what_is_not_there_is_told(box, name):
    """Once, and the others are read."""
    told = []
    threads = list(read_all([f"{box}/{name}", f"{box}/b.jsonl"], on_error=told.append))
    assert [thread.id for thread in threads] == THREADS[:2]
    assert [error.source for error in told] == [f"{box}/{name}"]
    with pytest.raises(UnreadableSource, match="Check the address"):
        list(read_all(f"{box}/{name}"))


def test_the_file_of_a_member_is_found(box):
    """As --retry-failed looks for it."""
    assert remote_file_of(f"{box}/a/deep/d.zip/e.jsonl") == f"{box}/a/deep/d.zip"
    assert remote_file_of(f"{box}/gone.zip/e.jsonl") is None


def test_a_file_that_breaks_off_is_a_failure_of_its_own(memory, monkeypatch):
    """The others are read."""

    def broken(self, buffer):
        if self._name.endswith("b.jsonl"):
            raise UnreadableSource(self._name, "broke off while it was read", next_step="Try.")
        return whole(self, buffer)

    whole = remote._Raw.readinto
    monkeypatch.setattr(remote._Raw, "readinto", broken)
    told = []
    threads = list(read_all(memory, on_error=told.append))
    assert [thread.id for thread in threads] == THREADS[2:]
    assert [error.source for error in told] == [f"{memory}/b.jsonl"]


def test_a_batch_reads_a_bucket(s3, tmp_path, tiny_model):
    """What is done is not done again; a file that was mended is."""
    out = tmp_path / "out"
    batch = tl.classify_files(s3, out, model=tiny_model)
    assert (batch.new, batch.failures) == (4, ())
    again = tl.classify_files(s3, out, model=tiny_model)
    assert (again.new, again.unchanged) == (0, 4)
    assert set(tl.results(out).threads.input_file) == {
        *(f"{s3}/{name}" for name in ORDER[:2]),
        f"{s3}/{ORDER[2]}/e.jsonl",
    }


def test_a_store_is_asked_for_the_region_of_the_bucket_itself(monkeypatch):
    """Not of another one: Amazon's buckets lie in regions, and requests to a wrong one fail."""
    from pyarrow import fs

    asked = []

    def from_uri(uri):
        asked.append(uri)
        return fs.LocalFileSystem(), ""

    monkeypatch.setattr(fs, "FileSystem", SimpleNamespace(from_uri=from_uri))
    remote._opened.cache_clear()
    for name in ("s3://here/a.jsonl", "s3://there/a.jsonl", "s3://here/b.jsonl"):
        remote.file_system(name)
    remote._opened.cache_clear()
    assert asked == ["s3://here", "s3://there"]


def test_web_addresses_are_no_stores():
    """Threadlab reads saved pages, it fetches none."""
    assert not any(
        map(is_remote, ("https://x.org/a", "s3:/x", "a.jsonl", "-", "C://x", "file://x"))
    )
    with pytest.raises(UnreadableSource, match="is not there"):
        list(read_all("https://x.org/thread"))
