"""The constant model: always the same answer, at no cost."""

import json
import shutil
import subprocess
import sys

import pytest

import threadlab as tl
from threadlab.encoder import Pair, digest, find_model, load_model, open_folder
from threadlab.errors import ModelError
from threadlab.scheme import STANCES, TYPES


def test_it_answers_without_reading():
    """The types in their order and the stance that config.json says, of whatever text."""
    scores = load_model("constant").score([Pair("", "Why?"), Pair("Tea!", "Мы против.")])
    assert scores[0] == scores[1]
    types, stance = (scores[0].by_head[name] for name in ("types", "stance"))
    assert list(types) == sorted(types, reverse=True)
    assert sum(stance) == pytest.approx(1, abs=1e-4)
    heads = open_folder("constant").heads
    assert [head.labels for head in heads] == [TYPES, STANCES]
    labels = tl.Classifier.load("constant").predict(["Why?", "No."])
    assert list(labels) == ["claim", "claim"]


def test_it_needs_no_torch():
    """Rehearsals start at once."""
    code = (
        "import sys; from threadlab.encoder import load_model, Pair\n"
        "load_model('constant').score([Pair('a', 'b')]); print('torch' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_its_files_decide(tmp_path):
    """Another score is another model; a broken one is refused."""
    folder = tmp_path / "mine"
    shutil.copytree(find_model("constant"), folder)
    assert digest(folder) == digest("constant")
    config = json.loads((folder / "config.json").read_text())
    config["scores"]["stance"] = [1, 0, 0]
    (folder / "config.json").write_text(json.dumps(config))
    assert digest(folder) != digest("constant")
    assert load_model(folder).score([Pair("a", "b")])[0].by_head["stance"][0] > 0.5
    config["scores"]["types"] = [1, 0]
    (folder / "config.json").write_text(json.dumps(config))
    with pytest.raises(ModelError, match="not one score a label of types"):
        load_model(folder)
