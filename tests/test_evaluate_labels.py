"""Scores of types and stance on labelled files."""

import re
import sys

import pytest

from threadlab.cli import main
from threadlab.encoder import Pair, load_model
from threadlab.errors import ModelError, UnknownName, UnreadableSource
from threadlab.evaluation import evaluate, table
from threadlab.evaluation.labels import _answers, _error_interval
from threadlab.scheme import STANCES, TYPES
from threadlab.scores import calibration_error, interval
from threadlab.training.baseline import cross_validated, majority, word_model
from threadlab.training.examples import Example
from threadlab.training.judging import named, stance_scores, types_scores
from threadlab.training.labels import read_labels

FURTHER = ("threads", "intervals", "gain", "confusion", "coverage", "unsure", "reliability")


def test_types_are_scored_by_source_and_over_all(labelled_file, tiny_model):
    """The scores hold exactly the figures that are promised, for each source and for all."""
    scores = evaluate("types", labelled_file, model=tiny_model)
    assert list(scores) == ["forum", "list", "all"]
    for found in scores.values():
        assert list(found) == [
            *("n", "macro_f1", "per_type", "primary_accuracy", "ece", "baselines"),
            *FURTHER,
        ]
        low, high = found["intervals"]["macro_f1"]
        assert low <= found["macro_f1"] <= high
        low, high = found["intervals"]["primary_accuracy"]
        assert low <= found["primary_accuracy"] <= high
        low, high = found["intervals"]["ece"]
        assert 0 <= low <= high <= 1
        assert list(found["per_type"]) == list(TYPES)
        assert set(found["baselines"]) == {"majority", "tfidf_lr"}
    # One row says no types, and one was picked for its type.
    assert scores["all"]["n"] == 240 - 2 == scores["forum"]["n"] + scores["list"]["n"]


def test_stance_is_scored_by_source_and_over_all(labelled_file, tiny_model):
    """The scores of stance hold exactly the figures that are promised."""
    scores = evaluate("stance", labelled_file, model=tiny_model)
    for found in scores.values():
        assert list(found) == [
            *("n", "macro_f1", "per_stance", "accuracy", "macro_f1_at_70", "ece", "baselines"),
            *FURTHER,
        ]
        assert list(found["per_stance"]) == list(STANCES)


def test_picked_rows_count_only_when_asked(labelled_file, tiny_model):
    """Rows with "sampling" are skipped unless all rows are asked for."""
    some = evaluate("stance", labelled_file, model=tiny_model)["all"]["n"]
    assert (
        evaluate("stance", labelled_file, model=tiny_model, all_rows=True)["all"]["n"] == some + 1
    )


def test_a_word_model_needs_fifty_rows(tmp_path, write_lines, tiny_model, labelled_file):
    """Under fifty rows the baseline that learns is None."""
    path = tmp_path / "few.jsonl"
    path.write_text("".join(labelled_file.read_text().splitlines(keepends=True)[10:40]))
    found = evaluate("types", path, model=tiny_model)["all"]["baselines"]
    assert found["tfidf_lr"] is None
    assert found["majority"]["macro_f1"] > 0


def test_word_models_learn_plain_patterns(labelled_file):
    """TF-IDF with logistic regression tells rows that differ by a word, on unseen threads."""
    rows = [e for e in read_labels([labelled_file]) if e.types]
    shown = cross_validated("types", rows)
    scores = types_scores([e.types for e in rows], shown, (0.5,) * 10)
    assert scores["primary_accuracy"] > 0.8


def test_no_thread_teaches_about_itself(labelled_file, monkeypatch):
    """Cross-validation never trains on the thread that it predicts."""
    from threadlab.training import baseline

    def checked(what, train, test):
        assert not {e.key for e in train} & {e.key for e in test}
        return [(1.0,) * 10] * len(test)

    monkeypatch.setattr(baseline, "word_model", checked)
    rows = [e for e in read_labels([labelled_file]) if e.types]
    assert len(cross_validated("types", rows)) == len(rows)


def test_one_label_leaves_nothing_to_learn():
    """Where all rows say the same, so does the word model; without rows it says nothing."""
    rows = [Example(str(k), f"f/{k}", "f", "", "no", ("claim",), (1.0, 0.0, 0.0)) for k in range(3)]
    assert word_model("stance", rows, rows) == [(1.0, 0.0, 0.0)] * 3
    assert word_model("types", rows, rows)[0] == (1.0, *[0.0] * 9)
    assert word_model("types", [], rows) == [(0.0,) * 10] * 3


def test_the_majority_is_the_commonest_label():
    """The commonest primary type, and the commonest stance."""
    rows = [
        Example("1", "f/1", "f", "", "", ("claim", "attack"), (1.0, 0.0, 0.0)),
        Example("2", "f/2", "f", "", "", ("attack",), (1.0, 0.0, 0.0)),
        Example("3", "f/3", "f", "", "", ("attack",), (0.0, 1.0, 0.0)),
    ]
    assert majority("types", rows)[0].index(1.0) == TYPES.index("attack")
    assert majority("stance", rows)[0].index(1.0) == STANCES.index("agree")


def test_three_types_are_named_at_most():
    """The most probable is named in any case, others from their threshold on."""
    assert named([0.2, 0.1, *[0.0] * 8], [0.5] * 10) == [0]
    assert named([0.6, 0.7, 0.9, 0.8, *[0.0] * 6], [0.5] * 10) == [2, 3, 1]


def test_scores_by_hand():
    """Of two comments one is right in full, the other in its second type."""
    shown = [[0.9, *[0.0] * 9], [0.0, 0.6, 0.8, *[0.0] * 7]]
    scores = types_scores([("claim",), ("reason", "attack")], shown, [0.5] * 10)
    assert scores["primary_accuracy"] == 0.5
    assert scores["per_type"]["claim"] == scores["per_type"]["reason"] == 1
    assert scores["per_type"]["attack"] == scores["per_type"]["evidence"] == 0
    stance = stance_scores(["agree", "neutral"], [[0.8, 0.1, 0.1], [0.5, 0.2, 0.3]])
    assert stance["accuracy"] == 0.5
    assert stance["macro_f1_at_70"] == pytest.approx(1 / 3)


@pytest.mark.parametrize("what", ["types", "stance"])
def test_the_interval_of_the_calibration_error_is_that_of_the_plain_one(
    labelled_file, tiny_model, what
):
    """The quick way over claims sorted once draws what sorting each sample anew would draw."""
    model = load_model(tiny_model)
    head = model.folder.head(what)
    rows = [e for e in read_labels([labelled_file]) if getattr(e, what) and e.measured]
    shown = [s.by_head[what] for s in model.score([Pair(e.answered, e.own) for e in rows])]
    # No two claims are equal: equal ones have no order.
    shown = [tuple(p + 1e-7 * (n * 10 + k) for k, p in enumerate(t)) for n, t in enumerate(shown)]

    answers = _answers(head, rows, shown, head.thresholds)
    labels = TYPES if what == "types" else STANCES
    claims = [
        [(row[labels.index(name)], name in answer.gold) for name in answer.given]
        for row, answer in zip(shown, answers, strict=True)
    ]

    def plain(places):
        chosen = [claim for place in places for claim in claims[place]]
        return calibration_error([p for p, _ in chosen], [right for _, right in chosen])

    keys = [e.key for e in rows]
    found = _error_interval(head, answers, shown, keys)
    assert found == pytest.approx(interval(plain, keys, centred=True), abs=1e-6)
    assert found[0] < plain(range(len(rows))) < found[1]


def test_a_long_evaluation_shows_how_far_it_is(labelled_file, tiny_model, monkeypatch, capsys):
    """On a terminal a bar counts the comments; elsewhere nothing is written to stderr."""
    evaluate("stance", labelled_file, model=tiny_model)
    assert capsys.readouterr().err == ""
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    evaluate("stance", labelled_file, model=tiny_model)
    assert re.search(r"238/238 .*comments", capsys.readouterr().err)


@pytest.mark.parametrize("what", ["types", "stance"])
def test_parts_of_the_scores_agree(labelled_file, tiny_model, what):
    """Confusion, coverage, doubt and reliability speak of the same answers as the scores."""
    for found in evaluate(what, labelled_file, model=tiny_model).values():
        right = found["primary_accuracy" if what == "types" else "accuracy"]
        table = found["confusion"]
        assert sum(sum(row.values()) for row in table.values()) == found["n"]
        assert sum(table[name][name] for name in table) / found["n"] == pytest.approx(right)
        steps = found["coverage"]
        assert [round(step["coverage"], 1) for step in steps] == [k / 10 for k in range(10, 0, -1)]
        assert steps[0]["macro_f1"] == pytest.approx(found["macro_f1"])
        assert steps[0]["accuracy"] == pytest.approx(right)
        if what == "stance":
            assert steps[3]["macro_f1"] == pytest.approx(found["macro_f1_at_70"])
        least = [step["least_probability"] for step in steps]
        assert least == sorted(least)
        unsure = found["unsure"]
        sides = [unsure["accuracy_unsure"] or 0, unsure["accuracy_sure"] or 0]
        whole = unsure["share"] * sides[0] + (1 - unsure["share"]) * sides[1]
        assert whole == pytest.approx(right)
        assert sum(b["n"] for b in found["reliability"]) == found["n"]


def test_scores_of_a_thread_alone_have_no_interval(tmp_path, write_lines, tiny_model):
    """One thread cannot tell how scores vary between threads."""
    path = tmp_path / "one.jsonl"
    rows = [{"text": f"no {k}", "types": ["claim"], "thread": "a/b"} for k in range(5)]
    write_lines(path, rows)
    found = evaluate("types", path, model=tiny_model)["all"]
    assert found["intervals"] == {"macro_f1": None, "primary_accuracy": None, "ece": None}
    assert found["gain"] is None


def test_the_prior_of_a_forum_shifts_stances_alone(labelled_file, tiny_model):
    """Sources of a hundred rows are shifted, the smaller one is not; types know no prior."""
    plain = evaluate("stance", labelled_file, model=tiny_model)
    moved = evaluate("stance", labelled_file, model=tiny_model, prior="forum")
    assert {**plain["list"], "shares": None} == moved["list"]
    assert plain["forum"]["reliability"] != moved["forum"]["reliability"]
    assert "shares" not in plain["forum"]
    assert moved["list"]["shares"] is None
    assert sum(moved["forum"]["shares"].values()) == pytest.approx(1)
    text = table(moved)
    assert "Shifted to the shares estimated for forum: agree 0." in text
    assert "Not shifted, under 100 replies: list." in text
    with pytest.raises(UnknownName, match="forum"):
        evaluate("stance", labelled_file, model=tiny_model, prior="mine")


def test_the_table_shows_every_source(labelled_file, tiny_model):
    """The terminal's table has a line a source, and labels and baselines below."""
    text = table(evaluate("stance", labelled_file, model=tiny_model))
    starts = [line.split()[0] for line in text.split("\n") if line]
    assert starts[1:5] == ["source", "forum", "list*", "all"]
    assert "TF-IDF + LR" in text
    assert "F1 by label (all): agree" in text
    assert "most certain" in text
    assert "Unsure (below 0.40)" in text
    assert re.search(r" 0\.\d{3} \[0\.\d{3}–0\.\d{3}\]$", text.split("\n")[3])
    assert max(map(len, text.split("\n"))) <= 170


def test_wrong_questions_are_refused(labelled_file, tiny_model, tmp_path, write_lines):
    """What cannot be scored is an error that says what there is."""
    with pytest.raises(UnknownName, match="stance"):
        evaluate("sarcasm", labelled_file)
    with pytest.raises(UnreadableSource, match="no such file"):
        evaluate("types", tmp_path / "nowhere.jsonl")
    with pytest.raises(ModelError):
        evaluate("types", labelled_file, model=tmp_path)
    path = tmp_path / "silent.jsonl"
    write_lines(path, [{"text": "hello"}])
    with pytest.raises(UnreadableSource, match="no row to measure"):
        evaluate("types", path, model=tiny_model)
    write_lines(path, [{"text": "hello", "types": ["other"], "sampling": "balanced"}])
    with pytest.raises(UnreadableSource, match="--all"):
        evaluate("types", path, model=tiny_model)


def test_rows_without_text_are_scored_with_the_threads(tmp_path, write_lines):
    """--texts joins labels with the words they are of; without it the refusal names it."""
    body = {"parent": None, "format": "plain"}
    texts = ("Why?", "Because it costs less.", "You are a fool.")
    comments = [{"id": str(k), "body": text, **body} for k, text in enumerate(texts)]
    write_lines(tmp_path / "tea.jsonl", [{"thread_id": "7", "comments": comments}])
    labels = [
        {"id": str(k), "thread": "tea/7", "source": "tea", "types": [name]}
        for k, name in enumerate(("question", "reason", "attack"))
    ]
    write_lines(tmp_path / "labels.jsonl", labels)
    names = [str(tmp_path / name) for name in ("labels.jsonl", "tea.jsonl")]
    assert evaluate("types", names[0], texts=names[1:])["all"]["n"] == 3
    assert main(["evaluate", "types", names[0], "--texts", names[1], "--json"]) == 0
    with pytest.raises(UnreadableSource, match="--texts"):
        evaluate("types", names[0])
    with pytest.raises(SystemExit):
        main(["evaluate", "replies", names[1], "--texts", names[1]])
