"""Corrections: what a person said instead of the model, in every thread and command."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import TEXTS, threads

import threadlab as tl
from threadlab.cli import main
from threadlab.corrections import Correction, gather, read_corrections, to_row
from threadlab.encoder import Head
from threadlab.encoder.calibrated import probabilities
from threadlab.errors import InvalidThread, UnreadableSource
from threadlab.rows import from_row
from threadlab.rows import to_row as thread_row
from threadlab.scheme import STANCES, TYPES
from threadlab.thread import (
    Candidate,
    Comment,
    Evidence,
    Label,
    Reply,
    Thread,
    own_words,
    primary_replies,
)
from threadlab.training import train


def labels(names, best):
    others = [name for name in names if name != best]
    rest = [Label(name, 0.4 / len(others)) for name in others]
    return (Label(best, 0.6), *rest)


def chain(size=4):
    """A classified thread in which each comment answers the one before."""
    comments = tuple(
        Comment(f"c{k}", "Ann", f"Words of {k}.", types=labels(TYPES, "claim")) for k in range(size)
    )
    replies = tuple(
        Reply(
            f"c{k}",
            f"c{k - 1}",
            0.7,
            (Evidence("near", 0.3),),
            (Candidate(None, 0.2),),
            stance=labels(STANCES, "disagree"),
        )
        for k in range(1, size)
    )
    return Thread("t", comments=comments, replies=replies)


def said(comment, **what):
    return {"thread": "t", "comment": comment, **what}


def write(path, *rows, **more):
    whole = {"format": "threadlab corrections", "version": 1, "corrections": rows, **more}
    path.write_text(json.dumps(whole), "utf-8")
    return path


def test_types_are_what_was_said():
    """The types said are certain, primary first; the others keep their order, without chance."""
    found = tl.apply(chain(), [said("c1", types=["rebuttal", "evidence"])]).comments[1].types
    assert [label.name for label in found[:2]] == ["rebuttal", "evidence"]
    assert [label.probability for label in found] == [1.0] * 2 + [0.0] * 8
    before = [label.name for label in chain().comments[1].types]
    before = [name for name in before if name not in ("rebuttal", "evidence")]
    assert [label.name for label in found[2:]] == before


def test_a_stance_is_what_was_said():
    """The stance said is certain; the others have no chance."""
    found = tl.apply(chain(), [said("c2", stance="agree")]).replies[1].stance
    assert [(label.name, label.probability) for label in found] == [
        ("agree", 1.0),
        ("disagree", 0.0),
        ("neutral", 0.0),
    ]


def test_a_reply_hangs_where_it_was_said_to_hang():
    """It is certain, its evidence is the correction, and its stance is to be told anew."""
    found = tl.apply(chain(), [said("c3", parent="c0")])
    assert found.replies[2] == Reply("c3", "c0", 1.0, (Evidence("corrected", 1.0),))
    assert found.replies[:2] == chain().replies[:2]
    kept = tl.apply(chain(), [said("c3", parent="c0", stance="agree")]).replies[2]
    assert kept.stance[0] == Label("agree", 1.0)
    same = tl.apply(chain(), [said("c3", parent="c2")]).replies[2]
    assert same.stance == chain().replies[2].stance


def test_what_a_comment_answers_may_be_unknown_or_found():
    """Null says that it is not known; a comment that opened can be told to answer one."""
    assert tl.apply(chain(), [said("c3", parent=None)]).replies[2].parent is None
    opened = replace(chain(), replies=chain().replies[:2])
    assert primary_replies(tl.apply(opened, [said("c3", parent="c0")]))["c3"].parent == "c0"
    assert tl.apply(opened, [said("c3", parent=None)]).replies == opened.replies


def test_a_further_reply_becomes_the_first():
    """Where the corrected parent was answered beside another one, it is answered once."""
    also = Reply("c3", "c0", 0.3, primary=False)
    thread = replace(chain(), replies=(*chain().replies, also))
    found = tl.apply(thread, [said("c3", parent="c0")])
    assert [(r.parent, r.primary) for r in found.replies if r.child == "c3"] == [("c0", True)]


@pytest.mark.parametrize(
    ("rows", "left"),
    [
        ([said("gone", types=["claim"])], {"gone": "no such comment"}),
        ([said("c1", types=["attack"], text="Words of 9.")], {"c1": "other words"}),
        ([said("c1", parent="gone", stance="agree")], {"c1": "comment gone"}),
        ([said("c1", parent="c3")], {"c1": "answers it in turn"}),
        ([said("c1", parent="c1")], {"c1": "answers it in turn"}),
        ([said("c0", parent="c2"), said("c1", parent="c3")], {"c0": "turn", "c1": "turn"}),
        ([said("c0", stance="agree")], {"c0": "answers nothing"}),
    ],
)
def test_what_cannot_be_applied_is_noted_and_the_others_are_applied(rows, left):
    """The note names the comment and the reason; nothing else is lost by it."""
    found = tl.apply(chain(), [*rows, said("c2", types=["question"])])
    assert found.comments[2].types[0] == Label("question", 1.0)
    assert len(found.notes) == len(left)
    for note, (name, why) in zip(found.notes, left.items(), strict=True):
        assert f"comment {name} was left out: " in note
        assert why in note
    assert found.replies == chain().replies
    assert found.comments[1] == chain().comments[1]


def test_two_may_change_places():
    """Parents are corrected together: what would be a circle one by one need not be one."""
    found = tl.apply(chain(3), [said("c1", parent="c2"), said("c2", parent="c0")])
    parents = {child: reply.parent for child, reply in primary_replies(found).items()}
    assert parents == {"c1": "c2", "c2": "c0"}
    assert found.notes == ()


def test_words_are_known_again_however_they_were_shown():
    """Blanks, line ends and what a page cannot show make no other words."""
    body = "One\r\n\x00two  \ud800three"
    thread = Thread("t", comments=(Comment("a", body=body, types=labels(TYPES, "claim")),))
    row = said("a", types=["reason"], text="One\n\ufffdtwo \ufffdthree\n")
    assert tl.apply(thread, [row]).comments[0].types[0].name == "reason"


def test_corrections_of_other_threads_are_silent():
    """One file serves many threads."""
    assert tl.apply(chain(), [{**said("c1", types=["attack"]), "thread": "other"}]) == chain()


def test_what_is_not_told_yet_waits():
    """Before rebuilding and classification nothing is corrected, and nothing is complained of."""
    rows = [said("c1", types=["attack"], stance="agree", parent=None), said("L9", parent=None)]
    bare = replace(
        chain(), replies=(), comments=tuple(replace(c, types=()) for c in chain().comments)
    )
    assert tl.apply(bare, rows) == bare
    rebuilt = replace(bare, replies=tuple(replace(r, stance=()) for r in chain().replies))
    found = tl.apply(rebuilt, rows)
    assert found.replies[0] == Reply("c1", None, 1.0, (Evidence("corrected", 1.0),))
    assert found.comments == rebuilt.comments


def test_of_each_part_the_last_one_counts(tmp_path):
    """Files and corrections are taken in order, each part of a comment for itself."""
    first = write(tmp_path / "a.json", said("c1", types=["attack"], stance="agree"))
    second = write(tmp_path / "b.json", said("c1", types=["claim"]))
    (joined,) = gather([first, str(second)])["t"]
    assert (joined.types, joined.stance) == (("claim",), "agree")
    (moved,) = gather([first, Correction("t", "c1", moved=True)])["t"]
    assert (moved.types, moved.stance, moved.moved) == (("attack",), None, True)
    others = Correction("t", "c1", ("claim",), text="now"), Correction("t", "c1", text="then")
    assert gather(others)["t"] == (others[1],)


@st.composite
def corrected(draw):
    """A thread, and corrections of some of its comments and of others."""
    thread = draw(threads())
    ids = st.sampled_from([comment.id for comment in thread.comments])
    names = ids | TEXTS.filter(bool)
    words = {comment.id: own_words(comment) for comment in thread.comments}
    rows = []
    for name in draw(st.lists(names, max_size=5)):
        row = {"thread": draw(st.just(thread.id) | TEXTS.filter(bool)), "comment": name}
        row["types"] = draw(st.lists(st.sampled_from(TYPES), unique=True, min_size=1, max_size=3))
        if draw(st.booleans()):
            row["stance"] = draw(st.sampled_from(STANCES))
        if draw(st.booleans()):
            row["parent"] = draw(st.none() | names)
        if draw(st.booleans()):
            row["text"] = draw(st.just(words.get(name, "")) | TEXTS)
        rows.append(row)
    return thread, rows


@settings(max_examples=100)
@given(corrected())
def test_applied_twice_is_applied_once_and_nothing_is_lost(drawn):
    """Whatever is corrected: no comment, word or note goes; all of it can be saved and read."""
    thread, rows = drawn
    once = tl.apply(thread, rows)
    assert tl.apply(once, rows) == once
    assert [replace(c, types=()) for c in once.comments] == [
        replace(c, types=()) for c in thread.comments
    ]
    assert {r.child for r in once.replies} >= {r.child for r in thread.replies}
    assert once.notes[: len(thread.notes)] == thread.notes
    assert from_row(json.loads(json.dumps(thread_row(once)))) == once


@settings(max_examples=30)
@given(corrected())
def test_what_is_written_is_read_back(tmp_path_factory, drawn):
    """A correction is the same after a file."""
    _, rows = drawn
    path = write(tmp_path_factory.mktemp("rows") / "corrections.json", *rows)
    found = read_corrections(path)
    assert [to_row(correction) for correction in found] == rows


@pytest.mark.parametrize(
    ("text", "place", "problem"),
    [
        (b'{"format": \n nothing}', "line 2", "is not JSON"),
        (b"\xff\xfe\x00", "", "is not JSON in UTF-8"),
        (b"[" * 100_000, "", "is not JSON"),
        (b"[]", "", "no file of corrections"),
        (b'{"format": "threadlab corrections", "version": 9}', "", "version 9"),
        (b'{"format": "threadlab corrections", "version": 1}', "", 'no list "corrections"'),
    ],
)
def test_a_broken_file_is_refused_with_its_place(tmp_path, text, place, problem):
    """The error names the file, the place and what to do."""
    path = tmp_path / "corrections.json"
    path.write_bytes(text)
    with pytest.raises(UnreadableSource, match=problem) as caught:
        tl.apply(chain(), path)
    assert caught.value.source == str(path)
    assert (caught.value.place or "") == place
    assert caught.value.next_step


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ("text", "is no object"),
        ({"comment": "c1", "types": ["claim"]}, 'needs a "thread"'),
        (said(7, types=["claim"]), 'needs a "comment"'),
        (said("c1", types="claim"), "list of names"),
        (said("c1", types=[]), "list of names"),
        (said("c1", types=["insult"]), "unknown type 'insult'; there is: claim"),
        (said("c1", types=["claim", "claim"]), "different types"),
        (said("c1", stance="for"), "unknown stance 'for'; there is: agree"),
        (said("c1", parent=3), '"parent" must be text'),
        (said("c1", text="x"), "corrects nothing"),
    ],
)
def test_a_broken_correction_is_refused_by_its_number(tmp_path, row, problem):
    """Which correction it is, and what is wrong."""
    path = write(tmp_path / "corrections.json", said("c0", types=["claim"]), row)
    with pytest.raises(UnreadableSource, match=problem) as caught:
        read_corrections(path)
    assert caught.value.place == "correction 2"
    if isinstance(row, dict):
        with pytest.raises(InvalidThread, match="correction 1"):
            tl.apply(chain(), [row])


def test_a_missing_file_is_refused(tmp_path):
    """A name that is no file is an error that says so."""
    with pytest.raises(UnreadableSource, match="No such file"):
        tl.apply(chain(), tmp_path / "gone.json")


def test_no_model_is_as_sure_as_a_person():
    """A probability of 1 is kept for corrections."""
    for name, names in (("types", TYPES), ("stance", STANCES)):
        head = Head(name, names, 0.1, (0.0,) * len(names), (0.5,) * len(names), 0.5)
        assert max(probabilities(head, [1e9, *[-1e9] * (len(names) - 1)])) < 1


def test_figures_count_what_a_person_corrected():
    """How sure the model is on average leaves corrections out."""
    from threadlab.graph import summary

    found = summary(tl.apply(chain(), [said("c1", types=["attack"]), said("c3", parent="c0")]))
    assert found.corrected == 2
    assert (found.type_certainty, found.reply_certainty) == (0.6, 0.7)
    assert found.by_evidence == {"near": 2, "corrected": 1}


TEA = {
    "thread_id": "tea",
    "comments": [
        {"id": "1", "author": "Ann", "body": "Tea is better for you than coffee."},
        {"id": "2", "author": "Bob", "body": "No. Where is the proof of that?"},
        {"id": "3", "author": "Ann", "body": "I read it in a study of 2019."},
        {"id": "4", "author": "Eve", "body": "My friend says the same."},
    ],
}


@pytest.fixture
def desk(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("tea.jsonl").write_text(json.dumps(TEA) + "\n", "utf-8")
    rows = (
        {"thread": "tea", "comment": "2", "types": ["attack"], "stance": "agree"},
        {"thread": "tea", "comment": "4", "parent": "1", "text": "My friend says the same."},
        {"thread": "tea", "comment": "9", "parent": "1"},
    )
    write(Path("corrections.json"), *rows)
    return tmp_path


def test_analyze_asks_the_stance_toward_the_corrected_parent(desk, tiny_model, monkeypatch):
    """Parents are corrected before the model reads, labels after."""
    from threadlab import pipeline

    seen = []
    asked = pipeline.classify
    monkeypatch.setattr(pipeline, "classify", lambda t, **o: (seen.append(t), asked(t, **o))[1])
    found = tl.analyze("tea.jsonl", model=tiny_model, corrections="corrections.json")
    (given_to_model,) = seen
    assert primary_replies(given_to_model)["4"].parent == "1"
    reply = primary_replies(found)["4"]
    assert (reply.parent, reply.corrected, len(reply.stance)) == ("1", True, 3)
    assert found.comments[1].types[0] == Label("attack", 1.0)
    assert primary_replies(found)["2"].stance[0] == Label("agree", 1.0)
    assert sum("comment 9" in note for note in found.notes) == 1


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        (["show", "tea.jsonl"], "attack, corrected"),
        (["show", "tea.jsonl"], "answers 1, corrected"),
        (["export", "tea.jsonl", "--to", "md"], "attack, corrected"),
        (["map", "tea.jsonl", "-o", "pages"], "corrected   2 by a person"),
        (["measure", "tea.jsonl"], "tea"),
    ],
)
def test_every_command_takes_corrections(desk, tiny_model, capsys, command, expected):
    """--corrections may be given several times."""
    write(Path("more.json"), {"thread": "tea", "comment": "3", "parent": None})
    words = [*command, "--model", str(tiny_model), "--corrections", "corrections.json"]
    assert main(words) == 0
    out = capsys.readouterr().out
    assert expected in out
    if command[0] == "show":
        assert main([*words, "--corrections", "more.json"]) == 0
        assert "answers an unknown comment, corrected" in capsys.readouterr().out


def test_wrong_corrections_end_a_command_with_an_error(desk, tiny_model, capsys):
    """Nothing is mapped without them; with --as-read they have nothing to correct."""
    Path("corrections.json").write_text("{}", "utf-8")
    words = ["tea.jsonl", "--model", str(tiny_model), "--corrections", "corrections.json"]
    assert main(["map", *words, "-o", "pages"]) == 1
    assert "corrections.json: is no file of corrections" in capsys.readouterr().err
    assert not list(Path().glob("pages/*"))
    with pytest.raises(SystemExit) as stop:
        main(["export", *words, "--to", "jsonl", "--as-read"])
    assert stop.value.code == 2


def test_a_page_tells_what_was_corrected(desk, tiny_model):
    """Labels say that they are corrected, and the reason of a reply is the person."""
    words = ["tea.jsonl", "--model", str(tiny_model), "--corrections", "corrections.json"]
    assert main(["map", *words, "-o", "pages"]) == 0
    text = Path("pages/tea.html").read_text("utf-8")
    assert "attack, corrected</b>" in text
    assert "agree, corrected</b>" in text
    assert "A person corrected it." in text
    assert "A person corrected 2 comments." in text
    assert "100 %" not in text.split("<main>")[1].split("<script>")[0]


def test_made_up_names_are_not_corrected(desk, tiny_model):
    """On a page with --pseudonyms nothing can be corrected: the words there are of that run."""
    assert main(["map", "tea.jsonl", "--pseudonyms", "--model", str(tiny_model)]) == 0
    assert 'id="ids"' not in Path("reports/tea.html").read_text("utf-8")


def test_a_batch_does_again_what_was_corrected(desk, tiny_model):
    """Only threads whose corrections have changed are done again."""
    other = {**TEA, "thread_id": "milk"}
    Path("tea.jsonl").write_text(json.dumps(TEA) + "\n" + json.dumps(other) + "\n", "utf-8")
    options = {"model": tiny_model, "workers": 1}
    assert tl.classify_files("tea.jsonl", "out", **options).new == 2
    corrected = {**options, "corrections": "corrections.json"}
    done = tl.classify_files("tea.jsonl", "out", **corrected)
    assert (done.renewed, done.unchanged) == (1, 1)
    table = tl.results("out").comments
    row = table[(table.thread_id == "tea") & (table.comment_id == "2")].iloc[0]
    assert (row.type, row.type_probability, row.stance) == ("attack", 1.0, "agree")
    manifest = json.loads(Path("out/manifest.json").read_text())
    assert manifest["corrections"]
    done = tl.classify_files("tea.jsonl", "out", **corrected)
    assert (done.renewed, done.unchanged) == (0, 2)


def test_a_model_learns_from_corrections(tmp_path, tiny_model, capsys):
    """A file of corrections is training data; threads stay whole in its splits."""
    rows = [
        {
            "thread": f"t{k // 2}",
            "comment": str(k),
            "types": [("question", "attack")[k % 2]],
            "stance": ("neutral", "disagree")[k % 2],
            "text": ("why do you think so?", "you idiot, you never think")[k % 2] + f" {k}",
            "answered": "cars are good",
        }
        for k in range(60)
    ]
    rows.append({"thread": "t0", "comment": "moved", "parent": None, "text": "only moved"})
    path = write(tmp_path / "corrections.json", *rows)
    from threadlab.training.labels import read_labels

    found = read_labels([path])
    assert len(found) == 60
    assert {e.key for e in found if e.id in "01"} == {"corrections/t0"}
    assert (found[0].own, found[0].answered) == ("why do you think so? 0", "cars are good")
    assert not found[0].measured
    out = train("all", [path], from_model=tiny_model, out=tmp_path / "model")
    assert "60 rows" in (out / "README.md").read_text()
    said = capsys.readouterr().err
    assert "60 corrected or picked comments" in said
    assert "helped" not in said
    classified = tl.classify(Thread("t", comments=(Comment("a", body="why?"),)), model=out)
    assert len(classified.comments[0].types) == len(TYPES)


def test_a_correction_without_words_teaches_nothing(tmp_path):
    """What a model should learn from must say the words."""
    from threadlab.training.labels import read_labels

    path = write(tmp_path / "corrections.json", said("c1", types=["claim"]))
    with pytest.raises(UnreadableSource, match=r'correction 1: has no "text"'):
        read_labels([path])
