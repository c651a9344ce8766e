"""The shares of stances in a forum, estimated from a model's answers."""

import json
import random
import shutil

import pytest
from hypothesis import given
from hypothesis import strategies as st

from threadlab.arguments import classify
from threadlab.arguments.prior import LEAST_REPLIES, forum_shares, shares_of, shifted
from threadlab.batch import classify_files
from threadlab.encoder import open_folder
from threadlab.errors import ModelError, UnknownName
from threadlab.thread import Comment, Reply, Thread

EVEN = (1 / 3, 1 / 3, 1 / 3)
ROWS = st.lists(
    st.lists(st.floats(0.01, 1), min_size=3, max_size=3).map(
        lambda row: tuple(p / sum(row) for p in row)
    ),
    min_size=1,
    max_size=30,
)


def answers(shares, count, seed=1):
    """What a model gives that is right about each label with odds of four to one, calibrated."""
    dice = random.Random(seed)
    rows = []
    for _ in range(count):
        true = dice.choices(range(3), shares)[0]
        seen = true if dice.random() < 0.8 else dice.choice([k for k in range(3) if k != true])
        rows.append(tuple(0.8 if k == seen else 0.1 for k in range(3)))
    return rows


def test_shares_are_found_again():
    """On answers that are calibrated for even shares the true ones are found, if not pulled."""
    found = forum_shares(answers((0.1, 0.7, 0.2), 4000), EVEN, pull=0)
    assert found == pytest.approx((0.1, 0.7, 0.2), abs=0.04)


def test_few_answers_stay_near_the_models_shares():
    """The pull counts as so many replies: thirty answers move little, four thousand much."""
    few = forum_shares(answers((0.1, 0.7, 0.2), 30), EVEN)
    many = forum_shares(answers((0.1, 0.7, 0.2), 4000), EVEN)
    assert few[1] < 0.45 < many[1]


def test_shifting_helps_where_only_the_shares_differ():
    """With other shares and nothing else, more answers are right after shifting."""
    dice = random.Random(5)
    gold, rows = [], []
    for _ in range(3000):
        true = dice.choices(range(3), (0.05, 0.9, 0.05))[0]
        odds = [dice.gauss(0, 1) + (1.5 if k == true else 0) for k in range(3)]
        weights = [2.718 ** (1.5 * value) for value in odds]
        gold.append(true)
        rows.append(tuple(w / sum(weights) for w in weights))
    moved = shifted(rows, EVEN, forum_shares(rows, EVEN))

    def right(table):
        return (
            sum(max(range(3), key=row.__getitem__) == g for row, g in zip(table, gold, strict=True))
            / 3000
        )

    assert right(moved) > right(rows) + 0.05


@given(ROWS)
def test_shares_and_rows_sum_to_one(rows):
    """Whatever a model says, shares and shifted rows are shares of one whole."""
    new = forum_shares(rows, EVEN)
    assert sum(new) == pytest.approx(1)
    assert all(sum(row) == pytest.approx(1, abs=1e-4) for row in shifted(rows, EVEN, new))


def debate(count):
    bodies = ("no, that is wrong", "yes, i agree", "why?", "you idiot", "it is not true")
    comments = [Comment("0", body="cars are good")]
    comments += [Comment(str(k + 1), body=f"{bodies[k % 5]} {k}") for k in range(count)]
    replies = tuple(Reply(c.id, "0", 0.9) for c in comments[1:])
    return Thread("t", comments=tuple(comments), replies=replies)


def test_a_large_thread_is_shifted_when_asked(tiny_model):
    """From a hundred replies on stances are shifted, with one note; types are not touched."""
    thread = debate(LEAST_REPLIES)
    plain = classify(thread, model=tiny_model)
    moved = classify(plain, model=tiny_model, prior="forum")
    assert moved.comments == plain.comments
    assert [r.stance for r in moved.replies] != [r.stance for r in plain.replies]
    assert [note for note in moved.notes if "shares estimated for this forum" in note]
    assert classify(moved, model=tiny_model, prior="forum") == moved
    assert classify(moved, model=tiny_model) == plain


def test_a_small_thread_is_left_alone_with_a_note(tiny_model):
    """Under a hundred replies nothing is estimated, and that is said, once."""
    thread = debate(LEAST_REPLIES - 1)
    plain = classify(thread, model=tiny_model)
    asked = classify(thread, model=tiny_model, prior="forum")
    assert asked.replies == plain.replies
    assert [note for note in asked.notes if "99 of its replies have a stance, and 100" in note]
    assert classify(asked, model=tiny_model, prior="forum") == asked
    assert classify(asked, model=tiny_model) == plain


def test_wrong_priors_are_refused(tiny_model):
    """Only the two priors there are can be asked for."""
    with pytest.raises(UnknownName, match="model, forum"):
        classify(debate(1), model=tiny_model, prior="mine")


def classifier(folder):
    """The small files of a classifier of Hugging Face."""
    (folder / "config.json").write_text('{"id2label": {"0": "agree", "1": "disagree"}}')
    (folder / "model.safetensors").write_bytes(b"")
    return folder


SAID = {"agree": "agree", "disagree": "disagree"}


def test_a_foreign_model_must_state_its_shares(tmp_path):
    """Nothing is assumed about the shares of somebody else's model."""
    folder = open_folder(classifier(tmp_path))
    with pytest.raises(ModelError, match=r"calibrated on.*mapping"):
        shares_of(folder.heads[0], folder)
    shares = {"agree": 0.3, "disagree": 0.6, "neutral": 0.1}
    folder = open_folder(tmp_path, {"labels": SAID, "prior": shares})
    assert shares_of(folder.heads[0], folder) == pytest.approx((0.3, 0.6, 0.1))


@pytest.mark.parametrize(
    ("shares", "problem"),
    [
        ({"agree": 0.4, "disagree": 0.6, "neutral": 0}, "share of 'neutral' in its prior is 0;"),
        ({"agree": 1.4, "disagree": -0.5, "neutral": 0.1}, "share of 'agree' in its prior is 1.4"),
        ({"agree": 0.4, "disagree": float("nan"), "neutral": 0.1}, "'disagree'"),
        ({"agree": 0.4, "disagree": 0.6}, "does not say the share of 'neutral'"),
        ({"agree": 0.4, "disagree": 0.6, "neutral": 0.5}, "sum to 1.5"),
        ({}, "does not say"),
    ],
)
def test_shares_must_be_shares(tmp_path, shares, problem):
    """A mapping whose shares would lead to no probabilities is refused."""
    with pytest.raises(ModelError, match=problem):
        open_folder(classifier(tmp_path), {"labels": SAID, "prior": shares})


def test_a_model_that_does_not_say_its_shares_is_refused(tmp_path, tiny_model):
    """No shares are made up for a model of ours either; the error says where they belong."""
    folder = tmp_path / "older"
    shutil.copytree(tiny_model, folder)
    content = json.loads((folder / "calibration.json").read_text())
    del content["stance"]["prior"]
    (folder / "calibration.json").write_text(json.dumps(content))
    with pytest.raises(ModelError, match=r"calibrated on.*calibration\.json") as refused:
        classify(debate(3), model=folder, prior="forum")
    assert '"prior"' in str(refused.value)
    with pytest.raises(ModelError, match="calibrated on"):
        classify_files([tmp_path], tmp_path / "out", model=folder, prior="forum")
    assert not (tmp_path / "out").exists()
    assert classify(debate(3), model=folder).replies[0].stance
    content["stance"]["prior"] = {"agree": 0, "disagree": 0.5, "neutral": 0.5}
    (folder / "calibration.json").write_text(json.dumps(content))
    with pytest.raises(ModelError, match="share of 'agree'"):
        classify(debate(3), model=folder)


def test_the_shipped_model_says_its_shares():
    """They are those of the random comments of its validation part, and sum to one."""
    folder = open_folder()
    assert sum(shares_of(folder.heads[1], folder)) == pytest.approx(1)
