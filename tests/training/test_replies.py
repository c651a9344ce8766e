"""Threads with known parents -> the models of the replies room."""

import json

import pytest

from threadlab.replies.rebuilding import rebuild_with
from threadlab.replies.weights import load_model
from threadlab.thread import Comment, Thread, primary_replies
from threadlab.training.replies import train_replies

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
    return {"thread_id": f"t{number}", "source": f"place{number % 2}", "comments": comments}


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    """A folder of invented threads whose parents are known."""
    folder = tmp_path_factory.mktemp("data")
    (folder / "threads").mkdir()
    rows = "".join(json.dumps(_row(number)) + "\n" for number in range(60))
    (folder / "threads" / "invented.jsonl").write_text(rows)
    return folder


@pytest.fixture(scope="module")
def model(data, tmp_path_factory):
    """The folder of a model that is trained in no time."""
    return train_replies(data, out=tmp_path_factory.mktemp("replies") / "model")


def test_a_training_writes_a_model_that_rebuilds(model):
    """The folder holds all files, and a page without boundaries is divided by it."""
    names = {"README.md", "lines.json", "parents.json"}
    assert {path.name for path in model.iterdir()} == names
    page = Thread(
        "p",
        order="page",
        boundaries="lost",
        comments=(Comment("L1", body=SAID[0]), Comment("L2", body="\n".join(SAID[1:]))),
    )
    rebuilt = rebuild_with(load_model(model), page)
    assert rebuilt.boundaries == "restored"
    assert all(0 <= r.probability <= 1 for r in primary_replies(rebuilt).values())


def test_the_same_data_and_seed_give_the_same_files(model, data, tmp_path):
    """A second training differs in nothing."""
    again = train_replies(data, out=tmp_path / "model")
    for path in model.iterdir():
        assert (again / path.name).read_bytes() == path.read_bytes(), path.name


def test_a_source_is_left_out(data, tmp_path):
    """Nothing is learned from a source that is left out, and the card does not list it."""
    lines: list[str] = []
    out = train_replies(data, out=tmp_path / "model", leave_out=("place1",), report=lines.append)
    card = (out / "README.md").read_text()
    assert "| place0 |" in card
    assert "| place1 |" not in card
    assert lines
