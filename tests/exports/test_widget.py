"""The map as a widget, seen from Python: its traits, its refusals, and what it says in words."""

import json
import sys

import pytest
from debate import NAMING, article, chain, debate

import threadlab as tl
from threadlab.errors import InvalidThread, MissingExtra, UnknownName
from threadlab.exports.html import page, widget
from threadlab.exports.html.argument_map import LINK, asset
from threadlab.thread import Comment, Thread


@pytest.fixture
def view():
    return tl.explore(debate(), naming=NAMING)


def seen(view):
    """What the notebook knows of a widget."""
    state = view.get_state(["selected", "search", "filters", "corrections"])
    return json.loads(json.dumps(state, ensure_ascii=False).encode())


def test_what_python_sets_is_sent_by_number(view):
    """Ids, authors and names stay in Python; the page knows comments by number."""
    view.selected = "12"
    view.search = "street"
    view.filters = {"type": "attack", "stance": "agree", "author": "Ines", "branch": "6"}
    state = seen(view)
    assert state["selected"] == 12
    assert state["search"] == "street"
    assert state["filters"] == {"type": "t8", "stance": "s0", "by": "Ines", "branch": "c6"}
    assert json.loads(state["corrections"])["corrections"] == []


def test_what_the_page_says_is_known_by_id(view):
    """The same, the other way round; observers hear of it once."""
    heard = []
    view.observe(
        lambda change: heard.append((change["name"], change["new"])), ["selected", "filters"]
    )
    filters = {"sure": "unsure", "by": "Ines", "branch": "c6", "stance": "s1"}
    view.set_state({"selected": 12, "filters": filters})
    assert view.selected == "12"
    told = {"certainty": "unsure", "author": "Ines", "branch": "6", "stance": "disagree"}
    assert dict(heard) == {"selected": "12", "filters": told}
    assert len(heard) == 2


@pytest.mark.parametrize("number", [0, 31, -1, 2.5, "3", True, [1]])
def test_a_number_that_no_comment_has_is_refused(view, number):
    """Whatever a notebook sends, a selection is a comment of the thread."""
    with pytest.raises(ValueError, match="no comment has the number"):
        view.set_state({"selected": number})
    assert view.selected is None


@pytest.mark.parametrize(
    ("name", "value", "problem"),
    [
        ("selected", "99", "unknown comment '99'; there is: 1, 2, 3"),
        ("filters", {"kind": "attack"}, "unknown filter 'kind'; there is: type, stance, author"),
        ("filters", {"type": "foe"}, "unknown type 'foe'; there is: claim, reason"),
        ("filters", {"author": "nobody"}, "unknown author 'nobody'; there is: Marlene"),
        ("filters", {"certainty": "0.5"}, "there is: sure, unsure"),
        ("filters", {"branch": "99"}, "unknown branch '99'"),
    ],
)
def test_an_unknown_name_is_refused(view, name, value, problem):
    """The refusal lists what there is, and nothing changes."""
    before = getattr(view, name)
    with pytest.raises(UnknownName, match=problem):
        setattr(view, name, value)
    assert getattr(view, name) == before


def test_corrections_are_those_of_a_file(view, tmp_path):
    """A file can be given at the start; what is no correction is refused."""
    rows = [{"thread": "debate-0001", "comment": "9", "types": ["claim"], "text": "Other words."}]
    file = tmp_path / "corrections.json"
    whole = {"format": "threadlab corrections", "version": 1, "corrections": rows}
    file.write_text(json.dumps(whole), "utf-8")
    given = tl.explore(debate(), naming=NAMING, corrections=file)
    assert given.corrections == rows
    assert json.loads(seen(given)["corrections"]) == whole
    assert "other words" in tl.apply(given.thread, given.corrections).notes[-1]
    with pytest.raises(InvalidThread, match="correction 1: unknown type 'foe'"):
        view.corrections = [{"thread": "debate-0001", "comment": "9", "types": ["foe"]}]
    assert view.corrections == []


def test_what_the_page_said_is_no_news_to_it(view):
    """The corrections that came from the page would go back to the letter, so they do not go."""
    rows = [
        {"comment": "9", "thread": "debate-0001", "types": ["claim"], "text": "é\u2028", "n": 1}
    ]
    file = json.dumps(
        {"corrections": rows, "version": 1, "format": "threadlab corrections"}, ensure_ascii=False
    )
    view.set_state({"corrections": file})
    assert view.corrections == rows
    assert view.get_state("corrections") == {"corrections": file}


def test_only_the_page_of_a_widget_listens():
    """The script that speaks with a notebook is in no other page, and allowed by its hash there."""
    alone, linked = (page(debate(), NAMING, linked=linked) for linked in (False, True))
    assert asset(LINK) in linked
    assert 'addEventListener("message"' not in alone
    assert len(asset(LINK)) < 3500
    assert "threadlab/scheme.py" not in linked


def test_words_stand_in_where_no_widget_can_run(view):
    """A notebook that is only looked at holds the summary; the widget names itself in a word."""
    bundle, _ = view._repr_mimebundle_()
    assert "Should Mill Street be closed to cars?" in bundle["text/html"]
    assert "<script" not in bundle["text/html"]
    view.selected = "12"
    assert repr(view) == "<argument map of 30 comments, selected: '12', 0 corrections>"
    assert bundle["application/vnd.jupyter.widget-view+json"]["model_id"] == view.model_id


def test_a_large_map_stays_out_of_the_notebook(monkeypatch):
    """A widget of it works all the same, and says where its map can be had."""
    monkeypatch.setattr(widget, "LARGEST", 50_000)
    large = tl.explore(debate(), naming=NAMING)
    state = large.get_state()
    assert state["_page"] == ""
    assert "30 comments is too large" in state["_words"]
    assert "threadlab.save" in state["_words"]
    large.selected = "30"
    assert large.get_state("selected") == {"selected": 30}


@pytest.mark.parametrize(
    "thread", [Thread("none"), Thread("one", comments=(Comment("1", "Ann", "Tea."),)), article()]
)
def test_a_thread_without_a_debate_is_shown(thread):
    """Nothing can be chosen on such a page, and it is a page."""
    assert "<!doctype html>" in tl.explore(thread, naming=NAMING).get_state("_page")["_page"]


def test_a_map_that_cannot_be_corrected():
    """With made-up names no correction would find its comment again."""
    shown = tl.explore(chain(5), naming=NAMING, correctable=False)
    assert "open-corrections" not in shown.get_state("_page")["_page"]


def test_without_anywidget_the_extra_is_named(monkeypatch):
    """The error says how to install what is missing."""
    monkeypatch.setitem(sys.modules, "anywidget", None)
    widget._widget.cache_clear()
    with pytest.raises(MissingExtra, match=r"pip install 'threadlab\[widget\]'"):
        tl.explore(debate(), naming=NAMING)
