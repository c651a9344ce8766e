"""What the tests of batches share."""

import shutil
import signal
from pathlib import Path

import driver
import pytest
from inputs import fill

from threadlab.batch import classify_files, running


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
