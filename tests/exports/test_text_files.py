"""AIF, Argdown, Web Annotations, Kialo and Markdown: what they say, and what comes back."""

import json
import re

import pytest
from debate import debate
from hostile_threads import strained_threads
from hypothesis import HealthCheck, given, settings
from long_chain import LENGTH, long_chain

import threadlab as tl
from threadlab.exports.aif import aif, xaif
from threadlab.exports.annotations import annotations
from threadlab.exports.argdown import argdown
from threadlab.exports.graphml import graphml
from threadlab.exports.kialo import DEEPEST, kialo
from threadlab.exports.markdown import markdown
from threadlab.exports.placing import in_tree_order, known_parents
from threadlab.exports.plain_text import one_line
from threadlab.text import clean
from threadlab.thread import Comment, Reply, Thread, own_words

FEW = settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
KINDS = {"I", "L", "RA", "CA", "MA", "TA", "YA"}


@FEW
@given(strained_threads())
def test_aif_is_a_graph_of_who_says_what(thread):
    """Each comment has a locution, an act and a content; edges join what the form joins."""
    graph = json.loads(aif(thread))
    kinds = {node["nodeID"]: node["type"] for node in graph["nodes"]}
    assert set(kinds.values()) <= KINDS
    joined = {(kinds[e["fromID"]], kinds[e["toID"]]) for e in graph["edges"]}
    assert joined <= {
        *(("L", "YA"), ("YA", "I"), ("L", "TA"), ("TA", "L"), ("TA", "YA")),
        *(("YA", kind) for kind in ("RA", "CA", "MA")),
        *(("I", kind) for kind in ("RA", "CA", "MA")),
        *((kind, "I") for kind in ("RA", "CA", "MA")),
    }
    spoken = [row["nodeID"] for row in graph["locutions"]]
    assert len(spoken) == len(thread.comments)
    assert all(kinds[node] == "L" for node in spoken)
    people = {row["participantID"] for row in graph["participants"]}
    assert {row["personID"] for row in graph["locutions"]} == people
    named = {c.author for c in thread.comments if c.author is not None}
    assert len(people) == len(named) + sum(c.author is None for c in thread.comments)
    turns = sum(kind == "TA" for kind in kinds.values())
    assert turns == sum(reply.parent is not None for reply in thread.replies)
    other = json.loads(xaif(thread))
    assert [n["type"] for n in other["AIF"]["nodes"]] == list(kinds.values())


def test_quotes_are_rephrased_and_answered_in_aif():
    """The quoted words are a node that rephrases the parent, and the answer attacks them."""
    graph = json.loads(aif(debate()))
    nodes = {node["nodeID"]: node for node in graph["nodes"]}
    out = {}
    for edge in graph["edges"]:
        out.setdefault(edge["fromID"], []).append(edge["toID"])
    quoted = next(
        name
        for name, node in nodes.items()
        if node["text"] == "A trial of six months costs less than repainting the lanes."
    )
    rules = [nodes[n]["type"] for n in out[quoted]]
    assert rules == ["MA"]
    (attack,) = [n for n, node in nodes.items() if node["type"] == "CA" and out[n] == [quoted]]
    (attacker,) = [n for n, ends in out.items() if attack in ends and nodes[n]["type"] == "I"]
    assert nodes[attacker]["text"].startswith("That compares the wrong things.")
    acts = {node["text"] for node in nodes.values() if node["type"] == "YA"}
    assert acts == {
        *("Asserting", "Conceding", "Pure Questioning", "Arguing", "Disagreeing", "Restating"),
    }


def test_the_text_of_xaif_is_tied_to_its_nodes():
    """Each locution is a span of the text, escaped."""
    thread = Thread("t", comments=(Comment("1", "<b>", "<script>\n&"),))
    data = json.loads(xaif(thread))
    assert data["text"] == (
        '<b>&lt;b&gt;</b> <span class="highlighted" id="node1">&lt;script&gt;<br>&amp;</span>'
        "<br><br>"
    )
    assert data["AIF"]["nodes"][0]["nodeID"] == 1


@FEW
@given(strained_threads())
def test_argdown_escapes_whatever_it_could_take_as_its_own(thread):
    """Without escapes, data and titles, no sign of Argdown is left in a statement's text."""
    text = argdown(thread).decode("utf-8")
    head, *blocks = text.split("\n\n")
    assert re.fullmatch(r'===\ntitle: "[^=\n]*"\n===', head.strip())
    statements = [block for block in blocks if block.startswith("[")]
    assert len(statements) == len(thread.comments)
    for block in statements:
        first, *relations = block.rstrip("\n").split("\n")
        title, said, data = re.fullmatch(r"\[([^\[\]]+)\]: (.*) (\{id: .*\})", first).groups()
        assert title[0].isdigit()
        assert not re.search(r"[@#*_\[\]<>/{}=]|[:.]\S", re.sub(r"\\.", "", said))
        assert not re.search(r"[{}=]", data[1:-1])
        for line in relations:
            assert re.fullmatch(r"  [+-]> \[[^\[\]]+\]", line)


def test_argdown_tells_neutral_answers_as_data():
    """What neither supports nor attacks is named with the statement."""
    text = argdown(debate()).decode("utf-8")
    assert 'asks: ["3. Marlene Okafor"]' in text
    assert "  -> [1. Marlene Okafor]" in text
    assert "  +> [6. Hassan]" in text


@FEW
@given(strained_threads())
def test_annotations_select_what_they_quote(thread):
    """Positions, cut out of the body that is named, give the exact words beside them."""
    data = json.loads(annotations(thread))
    items = data.get("first", {}).get("items", [])
    assert data["total"] == len(items)
    assert len({item["id"] for item in items}) == len(items)
    bodies = {
        item["body"][0]["id"]: item["body"][0]["value"]
        for item in items
        if item["motivation"] != "linking"
    }
    assert list(bodies.values()) == [clean(c.body) for c in thread.comments]
    for item in items:
        if item["motivation"] != "linking":
            continue
        for end in (item["body"][0], item["target"]):
            if isinstance(end, str):
                assert end in bodies
                continue
            place, words = end["selector"]
            body = bodies[end["source"]]
            assert body[place["start"] : place["end"]] == words["exact"]
            assert body[: place["start"]].endswith(words["prefix"])
            assert body[place["end"] :].startswith(words["suffix"])


@FEW
@given(thread=strained_threads())
def test_kialo_comes_back_by_threadlab(tmp_path_factory, thread):
    """Own words, in one line, and who answers whom come back; openings hang below the thesis."""
    path = tmp_path_factory.mktemp("k") / "t.kialo.txt"
    path.write_bytes(kialo(thread))
    back = tl.read(path)
    placed = list(in_tree_order(thread))
    if not placed:
        return
    for one, other in zip(placed, back.comments, strict=True):
        said = one_line(own_words(one.comment)) or "(no words of its own)"
        assert other.body == said
    names = {one.comment.id: other.id for one, other in zip(placed, back.comments, strict=True)}
    thesis = back.comments[0].id
    for one, other in zip(placed[1:], back.comments[1:], strict=True):
        parent = thesis if one.parent is None else names[one.parent]
        assert other.stated_parents == (parent,)


def test_kialo_marks_sides_and_keeps_its_signs_apart():
    """Pros and cons are marked, neutral answers not; words that look like a sign are parted."""
    lines = kialo(debate()).decode().split("\n")
    assert lines[0] == "Discussion Title: Should Mill Street be closed to cars?"
    assert sum(re.match(r"[\d.]+ Con: ", line) is not None for line in lines) == 14
    thread = Thread("t", comments=(Comment("1", body="A"), Comment("2", body="Pro: B")))
    assert kialo(thread).decode().endswith("1. A\n1.1. \\Pro: B\n")


@FEW
@given(strained_threads())
def test_markdown_shows_every_comment(thread):
    """Each comment has its anchor; no line of a body opens a block of Markdown or HTML."""
    text = markdown(thread).decode("utf-8")
    for number in range(1, len(thread.comments) + 1):
        assert text.count(f'<a id="c{number}"></a>') == 1
    plain = re.sub(r'<a id="c\d+"></a>|\]\(#c\d+\)|\\.', "", text)
    assert "<" not in plain
    assert "`" not in plain


def test_a_long_chain_is_written_without_recursion():
    """20,000 levels: text forms stop indenting and numbering, graphs go on."""
    thread = long_chain()
    assert graphml(thread).count(b"<edge ") == LENGTH - 1
    assert argdown(thread).count(b"  -> ") == LENGTH - 1
    assert f"**Ann** · ● claim 60% · answers [{LENGTH - 2}]" in markdown(thread).decode()
    lines = kialo(thread).decode().split("\n")
    assert len(lines) == LENGTH + 3
    assert max(line.split(" ")[0].count(".") for line in lines) == DEEPEST + 1


def test_stated_parents_in_a_circle_are_cut():
    """A thread that was only read may state anything; exporters find a tree in it."""
    thread = Thread(
        "t",
        comments=(
            Comment("1", stated_parents=("3",)),
            Comment("2", stated_parents=("1",)),
            Comment("3", stated_parents=("2",)),
            Comment("4", stated_parents=("4",)),
            Comment("5", stated_parents=("elsewhere",)),
        ),
    )
    assert len(known_parents(thread)) == 2
    assert sorted(p.comment.id for p in in_tree_order(thread)) == ["1", "2", "3", "4", "5"]
    for write in (aif, annotations, argdown, kialo, markdown):
        assert write(thread)


@pytest.mark.parametrize("write", [aif, xaif, annotations, argdown, kialo, markdown])
def test_the_same_thread_gives_the_same_bytes(write):
    """No time of day, no order of sets in a file; a thread without comments is no error."""
    assert write(debate()) == write(debate())
    assert write(Thread("empty"))
    assert write(Thread("t", comments=(Comment("1"), Comment("2")), replies=(Reply("2", None, 1),)))
