"""What models there are."""

import json
import shutil

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


def test_what_adapting_brought_is_listed(tiny_model, tmp_path, capsys):
    """An adapted model shows its scores on its forum's comments, beside those before."""
    folder = tmp_path / "mine"
    shutil.copytree(tiny_model, folder)
    scores = {"n": 90, "macro_f1": 0.41, "accuracy": 0.5, "ece": 0.12}
    adapted = {
        "stance": {
            "way": "heads",
            "n": 120,
            "random": 90,
            "gain": [0.1, 0.3],
            "unchanged": scores,
            "chosen": {**scores, "macro_f1": 0.61},
        },
        "types": {"way": "taught", "n": 40, "random": 0, "picked": {"before": 2.0, "after": 1.0}},
    }
    page = {"trained": {}, "test": {}, "adapted": adapted}
    (folder / "scores.json").write_text(json.dumps(page))
    row = tl.models([folder])[-1]
    assert row["scores"] == {}
    assert row["adapted"]["stance"]["before"]["macro_f1"] == 0.41
    assert row["adapted"]["stance"]["after"]["macro_f1"] == 0.61
    assert row["adapted"]["types"] == {"way": "taught", "n": 40, "random": 0}
    assert main(["models", str(folder)]) == 0
    out = " ".join(capsys.readouterr().out.split())
    assert "adapted (heads), given 120 labelled comments; on those not seen: macro-F1 0.610" in out
    assert "(0.410 before)" in out
    assert "adapted (taught), given 40 labelled comments; not measured" in out


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
