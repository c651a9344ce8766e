"""The argument graph: what supports, attacks or questions what, span to span."""

import io

import networkx as nx
import pytest
from hypothesis import given, settings
from strategies import threads

import threadlab as tl
from threadlab.errors import InvalidThread
from threadlab.graph import argument_graph
from threadlab.graph.arguments import RELATIONS
from threadlab.scheme import STANCES, TYPES
from threadlab.thread import Comment, Evidence, Label, Passage, Reply, Span, Thread

OPENING = "Trams are quiet. Trams are cheap to run. We should build one."
ANSWER = (
    "> Trams are quiet.\n\nOurs screeches all night.\n\n> trams are cheap to run\n\n"
    "Only if they are full.\nMine is not.\n"
)


def labels(names, best, probability=0.8):
    rest = (1 - probability) / (len(names) - 1)
    found = [Label(name, probability if name == best else rest) for name in names]
    return tuple(sorted(found, key=lambda label: -label.probability))


def passages(body):
    """Divides a body whose quotes are lines that begin with ">"."""
    found, place = [], 0
    for line in body.splitlines(keepends=True):
        span = Span(place, place + len(line))
        quote = line.startswith(">")
        words = line.removeprefix("> ").strip() if quote else line
        found.append(Passage(words, span, "quote" if quote else "own", int(quote)))
        place += len(line)
    return tuple(found)


def comment(key, body, kind="claim"):
    return Comment(key, body=body, passages=passages(body), types=labels(TYPES, kind))


NEAR = (Evidence("near", 0.1),)


def pair(answer, best, kind="claim", evidence=NEAR):
    """A thread of an opening post and one answer."""
    reply = Reply("b", "a", 0.9, evidence, stance=labels(STANCES, best))
    return Thread(
        "t", comments=(comment("a", OPENING), comment("b", answer, kind)), replies=(reply,)
    )


@pytest.mark.parametrize(
    ("best", "kind", "expected"),
    [
        ("agree", "reason", "supports"),
        ("disagree", "rebuttal", "attacks"),
        ("disagree", "question", "attacks"),
        ("neutral", "question", "asks"),
        ("neutral", "evidence", "answers"),
    ],
)
def test_the_relation_follows_stance_and_type(best, kind, expected):
    """A challenge attacks, a neutral question asks; nothing else is called an argument."""
    edge = argument_graph(pair("Hm.", best, kind)).edges["b", "a", 0]
    assert edge["relation"] == expected
    assert edge["relation_probability"] == pytest.approx(0.8)
    assert edge["probability"] == pytest.approx(0.9)
    assert "here_start" not in edge


def test_each_quote_links_the_words_that_follow_it_to_the_words_it_quotes():
    """Two quotes, two edges, also where the evidence names one of them only."""
    evidence = (Evidence("quoted", 0.9, Span(0, 18), Span(0, 16)),)
    graph = argument_graph(pair(ANSWER, "disagree", evidence=evidence))
    edges = [edge for _, _, edge in graph.edges(data=True)]
    assert [edge["there_text"] for edge in edges] == ["Trams are quiet.", "Trams are cheap to run"]
    assert [edge["here_text"] for edge in edges] == [
        "Ours screeches all night.",
        "Only if they are full.\nMine is not.",
    ]
    for edge in edges:
        assert OPENING[edge["there_start"] : edge["there_end"]] == edge["there_text"]
        assert ANSWER[edge["here_start"] : edge["here_end"]].strip() == edge["here_text"]


def test_words_above_a_quote_answer_it_where_none_follow():
    """Mails are often answered above what they quote."""
    body = "Ours screeches.\n> Trams are quiet.\n"
    evidence = (Evidence("quoted", 0.9, Span(16, 35), Span(0, 16)),)
    (edge,) = [
        e for *_, e in argument_graph(pair(body, "disagree", evidence=evidence)).edges.data()
    ]
    assert (edge["here_text"], edge["there_text"]) == ("Ours screeches.", "Trams are quiet.")


def test_a_thread_without_stances_is_refused():
    """Nothing supports or attacks before it is classified; the error says what to do."""
    bare = Thread("t", comments=(Comment("a"), Comment("b")), replies=(Reply("b", "a", 1.0),))
    with pytest.raises(InvalidThread, match="classify"):
        argument_graph(bare)


def test_it_is_public():
    """tl.argument_graph is this function."""
    assert tl.argument_graph is argument_graph


@settings(max_examples=50)
@given(threads())
def test_any_classified_thread_has_an_argument_graph(thread):
    """Every known reply is there, spans lie inside bodies, and values are plain."""
    known = [reply for reply in thread.replies if reply.parent is not None]
    if known and not any(reply.stance for reply in known):
        return
    graph = argument_graph(thread)
    bodies = {c.id: c.body for c in thread.comments}
    assert {(r.child, r.parent) for r in known} == {(u, v) for u, v, _ in graph.edges}
    for child, parent, edge in graph.edges(data=True):
        assert edge["relation"] in RELATIONS
        assert all(type(value) in (str, int, float, bool) for value in edge.values())
        if "here_start" in edge:
            assert 0 <= edge["here_start"] <= edge["here_end"] <= len(bodies[child])
            assert 0 <= edge["there_start"] <= edge["there_end"] <= len(bodies[parent])


@pytest.mark.parametrize("write", [nx.write_graphml, nx.write_gml, nx.write_gexf])
def test_it_suits_every_writer_of_networkx(write):
    """Attributes are plain values without None."""
    write(argument_graph(pair(ANSWER, "disagree")), io.BytesIO())
