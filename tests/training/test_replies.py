"""Threads with known parents -> the models of the replies room."""

import json

import numpy as np
import pytest

from threadlab.errors import ModelError, UnreadableSource
from threadlab.replies.lines import read_lines
from threadlab.replies.reader import load_reader
from threadlab.replies.rebuilding import rebuild_with
from threadlab.replies.weights import load_model
from threadlab.thread import Comment, Thread
from threadlab.training import train
from threadlab.training.replies import train_replies
from threadlab.training.replies_reader import ReaderConfig

QUICK = ReaderConfig(steps=4, layers=1, every=2, epochs=1)
SAID = (
    "The bridge is too narrow for two carts.",
    "Why not widen it, then?",
    "Because the mill stands in the way, and nobody wants to pay for a new one.",
    "The mill has not turned since spring.",
    "It would turn again if the weir were mended.",
)


def _row(number):
    comments = [
        {
            "id": str(n),
            "parent": None if n == 0 else str((n - 1) // (1 + number % 3)),
            "author": f"ann{(n + number) % 3}",
            "date": f"2020-01-{number % 27 + 1:02d}T10:{n:02d}:00+00:00",
            "body": f"{SAID[(n + number) % 5]} That is number {n}.\nAnd so on, says {number}.",
            "format": "plain",
        }
        for n in range(7)
    ]
    return {"thread_id": f"t{number}", "source": "invented", "comments": comments}


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    """A folder of invented threads whose parents are known."""
    folder = tmp_path_factory.mktemp("data")
    (folder / "threads").mkdir()
    rows = "".join(json.dumps(_row(number)) + "\n" for number in range(90))
    (folder / "threads" / "invented.jsonl").write_text(rows)
    return folder


@pytest.fixture(scope="module")
def model(data, tiny_base, tmp_path_factory):
    """The folder of a model that is trained in no time."""
    out = tmp_path_factory.mktemp("replies") / "model"
    return train_replies(data, out=out, from_model=tiny_base, config=QUICK)


def test_a_training_writes_a_model_that_rebuilds(model):
    """The folder holds all files, and a page without boundaries is divided by it."""
    names = "README.md moves.json parents.json reader.json reader.safetensors tokenizer.json"
    assert {path.name for path in model.iterdir()} == set(names.split())
    assert [path.name for path in model.parent.iterdir()] == ["model"]
    page = Thread(
        "p",
        order="page",
        boundaries="lost",
        comments=(Comment("L1", body=SAID[0]), Comment("L2", body="\n".join(SAID[1:]))),
    )
    assert rebuild_with(load_model(model), page).boundaries == "restored"


def test_the_same_data_and_seed_give_the_same_files(model, data, tiny_base, tmp_path):
    """A second training differs in nothing."""
    again = train_replies(data, out=tmp_path / "model", from_model=tiny_base, config=QUICK)
    for path in model.iterdir():
        assert (again / path.name).read_bytes() == path.read_bytes(), path.name


def test_a_reader_reads_the_same_after_it_was_stored(model):
    """A stored reader gives finite numbers, the same each time, one for each line."""
    reader = load_reader(model)
    lines = read_lines(SAID)
    first, second = (reader.read(reader.lines(lines)) for _ in range(2))
    assert first.begins.shape == (len(SAID),)
    assert np.isfinite(first.begins).all()
    assert np.array_equal(first.query, second.query)


def test_without_a_start_the_reader_is_kept(data, tmp_path):
    """Evidence can be weighed anew on one's own threads, with the shipped reader."""
    from threadlab.encoder.folder import models_folder

    found = train_replies(data, out=tmp_path / "model", config=QUICK)
    shipped = models_folder() / "replies" / "reader.safetensors"
    assert (found / "reader.safetensors").read_bytes() == shipped.read_bytes()


def test_replies_are_trained_from_one_folder(tiny_base, tmp_path):
    """A second folder, or a start that is no encoder, is refused in plain words."""
    with pytest.raises(UnreadableSource, match="one folder"):
        train("replies", [tmp_path, tmp_path], out=tmp_path / "model")
    with pytest.raises(ModelError, match="no start for a reader"):
        train_replies(tmp_path, out=tmp_path / "model", from_model=tmp_path, config=QUICK)
