"""What models there are."""

import json

import pytest

import threadlab as tl
from threadlab.cli import main
from threadlab.encoder import digest
from threadlab.errors import ModelError
from threadlab.scheme import STANCES, TYPES


def test_the_shipped_models_are_listed():
    """The model of arguments with its labels, scores and digest, and those beside it."""
    rows = {row["name"]: row for row in tl.models()}
    assert set(rows) == {"arguments", "constant", "replies"}
    assert all(row["shipped"] and row["bytes"] > 0 and row["digest"] for row in rows.values())
    ours = rows["arguments"]
    assert ours["digest"] == digest()
    assert ours["heads"] == {"types": list(TYPES), "stance": list(STANCES)}
    assert 0 < ours["scores"]["types"]["macro_f1"] < 1
    assert {"macro_f1", "accuracy", "ece"} <= set(ours["scores"]["stance"])


def test_given_folders_are_listed_too(tiny_model, tmp_path):
    """A model folder, and a folder that holds some."""
    for folder in (tiny_model, tiny_model.parent):
        row = tl.models([folder])[-1]
        assert (row["name"], row["shipped"], row["kind"]) == ("tiny", False, "arguments")
        assert row["scores"] == {}
    with pytest.raises(ModelError, match="no model lies in it"):
        tl.models([tmp_path])


def test_a_folder_that_cannot_be_used_says_why(tmp_path):
    """A classifier without a mapping is listed with the problem and what to do."""
    config = {"id2label": {"0": "PRO", "1": "CON"}, "max_position_embeddings": 64}
    (tmp_path / "config.json").write_text(json.dumps(config))
    (tmp_path / "model.safetensors").write_bytes(b"")
    row = tl.models([tmp_path])[-1]
    assert row["kind"] == "huggingface"
    assert "nothing tells what its labels mean" in row["problem"]
    (tmp_path / "threadlab.json").write_text(json.dumps({"PRO": "agree", "CON": "disagree"}))
    row = tl.models([tmp_path])[-1]
    assert row["problem"] is None
    assert list(row["heads"]) == ["stance"]


def test_the_command_prints_the_same(tiny_model, capsys):
    """`threadlab models` lists for people, --json for programs."""
    assert main(["models", str(tiny_model)]) == 0
    out = capsys.readouterr().out
    assert "arguments  (" in out
    assert "rebuttal" in out
    assert "macro-F1 0." in out
    assert "tiny  (" in out
    assert max(map(len, out.split("\n"))) <= 100 + len(str(tiny_model))
    assert main(["models", "--json"]) == 0
    names = [row["name"] for row in json.loads(capsys.readouterr().out)]
    assert names == ["arguments", "constant", "replies"]
