"""Scores of replies on files with known parents."""

import json
from itertools import pairwise

import pytest
from debates import page, thread, write

from threadlab.errors import ModelError, UnknownName, UnreadableSource
from threadlab.evaluation import evaluate
from threadlab.evaluation.boundaries import Cuts, Restored, boundary_scores
from threadlab.evaluation.parents import Answer, parent_scores
from threadlab.training.replies_data import part_of

RULES = ("previous", "first", "quote_else_previous")
PARENT_KEYS = {
    *("n", "threads", "accuracy", "interval", "baselines", "accuracy_at_70", "ece"),
    *("coverage", "reliability"),
}
LOST_KEYS = {
    *("n", "threads", "starts", "attached", "attached_within", "baselines", "ece"),
    *("coverage", "reliability"),
}
RATES = {"precision", "recall", "f1", "interval"}


@pytest.fixture
def marked(tmp_path):
    rows = [thread(n) for n in range(12)] + [thread(n, "quay") for n in range(6)]
    return write(tmp_path / "marked.jsonl", rows)


@pytest.fixture
def flattened(tmp_path):
    rows = [page(n) for n in range(12)] + [page(n, "quay") for n in range(6)]
    return write(tmp_path / "flattened.jsonl", rows)


def check_trust(found, count):
    assert sum(part["n"] for part in found["reliability"]) == count
    assert all(set(part) == {"n", "probability", "accuracy"} for part in found["reliability"])
    claimed = [part["probability"] for part in found["reliability"]]
    # Means of equal numbers differ in their last digit.
    assert all(b - a > -1e-9 for a, b in pairwise(claimed))
    assert [point["coverage"] for point in found["coverage"]] == [k / 10 for k in range(1, 11)]
    least = [point["least_probability"] for point in found["coverage"]]
    assert least == sorted(least, reverse=True)


def test_threads_are_scored_by_source_and_over_all(marked):
    """The scores of a threads file hold each promised figure, for each source and for all."""
    scores = evaluate("replies", marked)
    assert list(scores) == ["harbour", "quay", "all"]
    assert [found["n"] for found in scores.values()] == [36, 18, 54]
    assert [found["threads"] for found in scores.values()] == [12, 6, 18]
    for found in scores.values():
        assert set(found) == PARENT_KEYS
        assert set(found["baselines"]) == set(RULES)
        assert found["baselines"]["quote_else_previous"] == 1
        low, high = found["interval"]
        assert low <= found["accuracy"] <= high
        assert found["coverage"][-1]["accuracy"] == found["accuracy"]
        assert found["coverage"][6]["accuracy"] == found["accuracy_at_70"]
        check_trust(found, found["n"])


def test_pages_with_boundaries_are_scored_like_threads(flattened):
    """Told where comments begin, a flattened file has the figures of a threads file."""
    scores = evaluate("replies", flattened, boundaries="given")
    assert scores["all"]["n"] == 54
    assert set(scores["all"]) == PARENT_KEYS
    assert scores["all"]["baselines"]["quote_else_previous"] == 1
    check_trust(scores["all"], 54)


def test_pages_without_boundaries_are_scored_by_starts(flattened):
    """Without boundaries, starts and starts that hang right have precision, recall and F1."""
    scores = evaluate("replies", flattened)
    for found in scores.values():
        assert set(found) == LOST_KEYS
        for what in ("starts", "attached", "attached_within"):
            assert set(found[what]) == RATES
            low, high = found[what]["interval"]
            assert low <= found[what]["f1"] <= high
        assert found["attached"]["f1"] <= found["attached_within"]["f1"] <= found["starts"]["f1"]
        assert found["baselines"]["repeated_line"] == {"starts": 1.0, "attached": 1.0}
        check_trust(found, sum(part["n"] for part in found["reliability"]))


def test_several_files_are_pooled(marked, tmp_path):
    """The sources of several files stand in one object; a source in two files is one source."""
    other = write(tmp_path / "other.jsonl", [thread(n, "quay") for n in range(20, 23)])
    pooled = evaluate("replies", [marked, other])
    assert [found["threads"] for found in pooled.values()] == [12, 9, 21]
    assert evaluate("replies", [marked, other]) == pooled


def test_one_part_of_the_split_is_scored(marked):
    """Only threads of the part count, and the parts together are the whole."""
    total = 0
    for part in ("train", "valid", "test"):
        ids = [("harbour", n) for n in range(12)] + [("quay", n) for n in range(6)]
        count = sum(part_of(source, f"t{n}") == part for source, n in ids)
        if count:
            assert evaluate("replies", marked, part=part)["all"]["threads"] == count
        else:
            with pytest.raises(UnreadableSource):
                evaluate("replies", marked, part=part)
        total += count
    assert total == 18
    with pytest.raises(UnknownName, match="valid"):
        evaluate("replies", marked, part="exam")


def test_at_most_so_many_threads_a_source(marked, flattened):
    """The first threads of each source are scored."""
    for file in (marked, flattened):
        scores = evaluate("replies", file, threads=2)
        assert [found["threads"] for found in scores.values()] == [2, 2, 4]


def test_progress_is_shown(marked, flattened):
    """Whoever shows progress gets all threads and their number."""
    counts = []

    def shown(things, count):
        counts.append(count)
        return things

    evaluate("replies", marked, progress=shown)
    evaluate("replies", flattened, progress=shown)
    assert counts == [18, 18]


def test_uncertain_parents_are_not_scored(tmp_path):
    """A parent that the gold calls uncertain, and one that is not there, are not scored."""
    row = thread(1)
    row["comments"][1]["gold"] = "topic-reply"
    row["comments"][2]["parent"] = "nowhere"
    scores = evaluate("replies", write(tmp_path / "t.jsonl", [row]))
    assert scores["all"]["n"] == 1
    assert scores["all"]["interval"] is None
    flat = {**page(1), "scored": [True, False, True, True]}
    file = write(tmp_path / "p.jsonl", [flat])
    assert evaluate("replies", file, boundaries="given")["all"]["n"] == 2
    assert evaluate("replies", file)["all"]["n"] == 3


def test_any_format_that_states_parents_can_be_scored(tmp_path):
    """A user's own forum is scored from its dump, not only from threadlab's own format."""
    rows = ["id,parent,author,body"]
    for comment in thread(3)["comments"]:
        body = comment["body"].replace("\n", " ")
        rows.append(f'{comment["id"]},{comment["parent"] or ""},{comment["author"]},"{body}"')
    path = tmp_path / "forum.csv"
    path.write_text("\n".join(rows), encoding="utf-8")
    assert evaluate("replies", path)["all"]["n"] == 3


def answer(right, sure):
    return Answer(right, sure, dict.fromkeys(RULES, False))


def test_figures_by_hand():
    """Three of four right, the wrong one the least certain."""
    found = parent_scores([[answer(True, 0.9), answer(False, 0.4)], [answer(True, 0.8)] * 2])
    assert found["accuracy"] == 0.75
    assert found["accuracy_at_70"] == 1
    assert found["interval"] == [0.5, 1.0]
    assert found["coverage"][0] == {"coverage": 0.1, "accuracy": 1.0, "least_probability": 0.9}
    assert found["coverage"][-1] == {"coverage": 1.0, "accuracy": 0.75, "least_probability": 0.4}
    assert found["reliability"][0] == {"n": 1, "probability": 0.4, "accuracy": 0.0}
    assert found["ece"] == pytest.approx((0.4 + 0.2 + 0.2 + 0.1) / 4)


def test_rates_by_hand():
    """Six starts found of eight; of seven counted three hang right."""
    cuts = Cuts(10, 8, 6, 9, 7, 3, 4)
    found = boundary_scores([Restored(cuts, {"every_line": cuts}, [0.5], [True])])
    assert found["n"] == 8
    assert found["starts"] == {
        "precision": 0.6,
        "recall": 0.75,
        "f1": pytest.approx(2 / 3),
        "interval": None,
    }
    assert found["attached"]["f1"] == 6 / 16
    assert found["attached_within"]["f1"] == 8 / 16
    assert found["baselines"] == {"every_line": {"starts": pytest.approx(2 / 3), "attached": 0.5}}


BROKEN = {
    "lines": "not a list",
    "starts": [0, 3, 3, 6],
    "parents": [None, 0, 2, 0],
    "scored": [True],
}


@pytest.mark.parametrize("key", BROKEN)
def test_a_broken_page_is_named(tmp_path, key):
    """A flattened thread whose numbers do not fit together is an error that names its line."""
    path = write(tmp_path / "p.jsonl", [page(1), {**page(2), key: BROKEN[key]}])
    with pytest.raises(UnreadableSource, match="line 2"):
        evaluate("replies", path)


def test_what_cannot_be_scored_is_refused(marked, flattened, tmp_path):
    """Two kinds of files, files without parents and models that are none are errors."""
    with pytest.raises(UnreadableSource, match="pooled"):
        evaluate("replies", [marked, flattened])
    with pytest.raises(UnknownName, match="given, lost"):
        evaluate("replies", flattened, boundaries="found")
    with pytest.raises(UnreadableSource, match="nowhere"):
        evaluate("replies", tmp_path / "nowhere.jsonl")
    with pytest.raises(ModelError):
        evaluate("replies", marked, model=tmp_path)
    row = thread(1)
    for comment in row["comments"]:
        comment["parent"] = None
    with pytest.raises(UnreadableSource, match="known parent"):
        evaluate("replies", write(tmp_path / "silent.jsonl", [row]))


def test_scores_are_json(marked, flattened):
    """Whatever is scored can be written as JSON, without numbers that are none."""
    for scores in (evaluate("replies", marked), evaluate("replies", flattened)):
        assert json.loads(json.dumps(scores, allow_nan=False)) == scores
