"""What the tests of batches share."""

import secrets
import shutil
import signal
from pathlib import Path

import driver
import pytest
from inputs import fill
from local_s3 import local_s3

from threadlab.batch import classify_files, classifying, running


@pytest.fixture(autouse=True)
def interruptible():
    """Ctrl-C acts as in a terminal, also where the tests run in the background."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.fixture
def inbox(tmp_path, monkeypatch):
    """A folder of three files, in the working directory."""
    monkeypatch.chdir(tmp_path)
    Path("inbox").mkdir()
    fill(Path("inbox"))
    return Path("inbox")


@pytest.fixture
def near(monkeypatch):
    """Batches start no process to read: that costs a second each time."""
    monkeypatch.setattr(classifying, "Workers", driver.Reader)


@pytest.fixture(scope="session")
def server():
    """A local S3 server that has a bucket, with its address in the environment."""
    with local_s3("shelf") as address:
        yield address


@pytest.fixture
def bucket(server, tmp_path):
    """The address of an empty folder in a local S3."""
    return f"s3://shelf/{tmp_path.name}-{secrets.token_hex(4)}"


@pytest.fixture
def memory():
    """The address of an empty folder in a store in memory."""
    fsspec = pytest.importorskip("fsspec")
    name = f"results-{secrets.token_hex(4)}"
    yield f"memory://{name}/out"
    system = fsspec.filesystem("memory")
    if system.exists(f"/{name}"):
        system.rm(f"/{name}", recursive=True)


def stub(monkeypatch):
    monkeypatch.setattr(running, "classify_many", driver.labelled)
    monkeypatch.setattr(running, "PART", 40)
    monkeypatch.setattr(running, "TOGETHER", 10)


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
