"""A batch and the engine that runs its model."""

import json

import pytest

from threadlab.batch import classify_files
from threadlab.batch.identity import makers_digest
from threadlab.cli import main
from threadlab.errors import UnknownName

LINE = {
    "thread_id": "t",
    "comments": [
        {"id": "1", "parent": None, "author": "Ann", "body": "cars are good", "format": "plain"},
        {"id": "2", "parent": "1", "author": "Bob", "body": "no, why?", "format": "plain"},
    ],
}


@pytest.fixture
def source(tmp_path):
    path = tmp_path / "threads.jsonl"
    path.write_text(json.dumps(LINE) + "\n", "utf-8")
    return path


def test_another_engine_does_all_again(source, tmp_path, tiny_model):
    """The engine is part of what results depend on, and manifest and result name it."""
    out = tmp_path / "out"
    first = classify_files(source, out, model=tiny_model, engine="torch")
    assert (first.new, first.engine) == (1, "torch")
    assert json.loads((out / "manifest.json").read_text())["engine"] == "torch"
    assert classify_files(source, out, model=tiny_model, engine="torch").unchanged == 1
    assert makers_digest("m", "model", "torch") != makers_digest("m", "model", "torch-int8")


def test_an_unknown_engine_is_refused_before_anything_is_written(source, tmp_path, tiny_model):
    """The refusal lists the engines there are, in Python and on the command line."""
    out = tmp_path / "out"
    with pytest.raises(UnknownName, match="torch-int8"):
        classify_files(source, out, model=tiny_model, engine="abacus")
    assert not out.exists()
    words = ["classify", str(source), "-o", str(out), "--model", str(tiny_model)]
    assert main([*words, "--engine", "abacus"]) == 2
    assert not out.exists()
