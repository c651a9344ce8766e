"""Classifier: types and stances of plain texts, with scikit-learn's habits."""

import subprocess
import sys

import numpy as np
import pytest

import threadlab as tl
from threadlab.classifier import as_pairs
from threadlab.encoder import Pair
from threadlab.errors import ModelError, UnknownName
from threadlab.scheme import STANCES, TYPES
from threadlab.thread import Comment, Reply

TEXTS = ["no, that is wrong", "why do you think so?", "yes, i agree", "you idiot", "thanks"]


@pytest.fixture
def types(tiny_model):
    return tl.Classifier.load(tiny_model)


@pytest.fixture
def stance(tiny_model):
    return tl.Classifier.load(tiny_model, head="stance")


def test_types_are_independent_probabilities(types):
    """Ten columns in the order of classes_; predict gives the primary type."""
    shown = types.predict_proba(TEXTS)
    assert tuple(types.classes_) == TYPES
    assert shown.shape == (5, 10)
    assert ((shown >= 0) & (shown <= 1)).all()
    assert list(types.predict(TEXTS)) == [TYPES[k] for k in shown.argmax(axis=1)]


def test_stances_sum_to_one(stance):
    """Three columns whose rows sum to 1 as exactly as scikit-learn asks."""
    shown = stance.predict_proba([("cars are good", text) for text in TEXTS])
    assert tuple(stance.classes_) == STANCES
    assert np.allclose(shown.sum(axis=1), 1, rtol=0, atol=1e-12)
    assert set(stance.predict(TEXTS)) <= set(STANCES)


def test_sets_hold_the_types_that_reach_their_threshold(types, stance):
    """The primary type, then those from the threshold (0.4) on, three at most; one stance."""
    shown = types.predict_proba(TEXTS)
    for row, names in zip(shown, types.predict_sets(TEXTS), strict=True):
        order = np.argsort(-row, kind="stable")
        reached = [TYPES[k] for k in order[1:] if row[k] >= 0.4]
        assert names == (TYPES[order[0]], *reached)[:3]
    assert [len(names) for names in stance.predict_sets(TEXTS)] == [1] * 5


def test_unsure_is_below_the_limit_of_the_model(types):
    """The same limit of doubt as everywhere (0.5 in this model)."""
    assert list(types.unsure(TEXTS)) == [row.max() < 0.5 for row in types.predict_proba(TEXTS)]


def test_it_labels_as_a_thread_does(tiny_model, types, stance):
    """A pair gets the labels that a comment and its reply get in a thread."""
    comments = (Comment("a", body="cars are good"), Comment("b", body="no, that is wrong"))
    thread = tl.Thread("t", comments=comments, replies=(Reply("b", "a", 1.0),))
    found = tl.classify(thread, model=tiny_model)
    pair = [("cars are good", "no, that is wrong")]
    assert types.predict(pair)[0] == found.comments[1].types[0].name
    assert stance.predict(pair)[0] == found.replies[0].stance[0].name
    assert types.predict_proba(pair).max() == found.comments[1].types[0].probability


def test_every_form_of_texts_is_read():
    """Lists, arrays, Series, pairs, rows of an array, frames with and without parents."""
    import pandas as pd

    plain = [Pair("", "no"), Pair("", "yes")]
    assert as_pairs(["no", "yes"]) == plain
    assert as_pairs(("no", "yes")) == plain
    assert as_pairs(iter(["no", "yes"])) == plain
    assert as_pairs(np.array(["no", "yes"])) == plain
    assert as_pairs(np.array([["no"], ["yes"]], dtype=object)) == plain
    assert as_pairs(pd.Series(["no", "yes"], index=[7, 3])) == plain
    assert as_pairs(pd.DataFrame({"text": ["no", "yes"]})) == plain
    pairs = [Pair("why", "no"), Pair("", "yes")]
    assert as_pairs([("why", "no"), (None, "yes")]) == pairs
    assert as_pairs(np.array([["why", "no"], ["", "yes"]])) == pairs
    frame = pd.DataFrame({"parent_text": ["why", np.nan], "text": ["no", "yes"], "id": [1, 2]})
    assert as_pairs(frame) == pairs
    assert as_pairs([None, float("nan"), pd.NA]) == [Pair("", "")] * 3
    assert as_pairs([]) == []


def test_quotes_are_the_words_answered():
    """Quoted lines of a text are what it answers; quotes of the parent are not its words."""
    assert as_pairs(["> cars are good\nno"]) == [Pair("cars are good", "no")]
    assert as_pairs([("> old\nmy words", "no")]) == [Pair("my words", "no")]
    assert as_pairs([("mine", "> a part\nno")]) == [Pair("a part", "no")]


@pytest.mark.parametrize("wrong", ["a text", b"bytes", 7, {"text": ["no"]}, [3], [("a", "b", "c")]])
def test_what_is_no_list_of_texts_is_refused(wrong):
    """A single text, numbers and triples are mistakes, not texts."""
    with pytest.raises(TypeError):
        as_pairs(wrong)


def test_a_frame_without_texts_is_refused():
    """The refusal lists the columns there are."""
    import pandas as pd

    with pytest.raises(UnknownName, match="body"):
        as_pairs(pd.DataFrame({"body": ["no"]}))


def test_nothing_gives_nothing(types, stance):
    """No texts, no labels, in the right shapes."""
    assert types.predict_proba([]).shape == (0, 10)
    assert stance.predict([]).shape == (0,)
    assert types.predict_sets([]) == []
    assert types.unsure([]).shape == (0,)


def test_it_takes_part_in_scikit_learn(tiny_model):
    """clone, Pipeline, cross-validation and a grid work, and it counts as a fitted classifier."""
    from sklearn.base import clone, is_classifier
    from sklearn.model_selection import GridSearchCV, cross_val_score
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import FunctionTransformer
    from sklearn.utils.validation import check_is_fitted

    made = tl.Classifier(tiny_model, head="stance")
    copy = clone(made)
    assert copy is not made
    assert copy.get_params() == made.get_params()
    assert is_classifier(made)
    check_is_fitted(made)
    pipeline = make_pipeline(
        FunctionTransformer(lambda texts: [t.strip() for t in texts]), clone(made)
    )
    gold = ["disagree", "neutral", "agree", "disagree", "neutral"]
    assert list(pipeline.fit(TEXTS, gold).predict(TEXTS)) == list(made.predict(TEXTS))
    assert list(pipeline.classes_) == list(STANCES)
    right = np.mean(made.predict(TEXTS) == np.array(gold))
    assert pipeline.score(TEXTS, gold) == pytest.approx(right)
    scores = cross_val_score(made, TEXTS * 2, gold * 2, cv=2)
    assert np.mean(scores) == pytest.approx(right)
    search = GridSearchCV(made, {"head": ["stance"]}, cv=2, scoring="accuracy")
    assert search.fit(TEXTS * 2, gold * 2).best_params_ == {"head": "stance"}


def test_parameters_are_kept_as_given(tiny_model):
    """get_params gives what was given; set_params changes it and knows what there is."""
    made = tl.Classifier()
    names = ("model", "head", "labels", "progress", "engine")
    assert made.get_params() == {**dict.fromkeys(names), "head": "types"}
    assert made.set_params(model=tiny_model, head="stance") is made
    assert tuple(made.classes_) == STANCES
    with pytest.raises(ValueError, match="progress"):
        made.set_params(depth=3)
    assert repr(tl.Classifier(head="stance")) == "Classifier(head='stance')"
    assert made.fit([1], ["x"]) is made


def test_it_can_be_pickled(tiny_model):
    """A copy in another process needs the folder alone."""
    import pickle

    made = tl.Classifier.load(tiny_model)
    again = pickle.loads(pickle.dumps(made))
    assert list(again.predict(TEXTS)) == list(made.predict(TEXTS))


def test_what_is_wrong_shows_when_loading(tmp_path, tiny_model):
    """A missing folder, an unknown head and a head that the model lacks are named at once."""
    with pytest.raises(ModelError, match="no such folder"):
        tl.Classifier.load(tmp_path / "nowhere")
    with pytest.raises(UnknownName, match="stance"):
        tl.Classifier.load(tiny_model, head="sarcasm")


def test_importing_it_loads_no_heavy_library():
    """Neither scikit-learn nor torch is loaded until something is classified."""
    code = (
        "import sys, threadlab; threadlab.Classifier(); threadlab.Classifier().classes_; "
        "print({'sklearn', 'torch', 'transformers', 'pandas'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


def test_a_bar_is_shown_when_asked(tiny_model, capsys):
    """progress=True shows a bar; by default a pipe sees none."""
    tl.Classifier(tiny_model).predict(TEXTS * 50)
    assert capsys.readouterr().err == ""
    tl.Classifier(tiny_model, progress=True).predict(TEXTS)
    assert "5/5" in capsys.readouterr().err
