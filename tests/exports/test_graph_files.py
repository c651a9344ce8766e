"""GraphML, GEXF, DOT and node-link JSON: read back equal by networkx, valid whatever they hold."""

import io
import itertools
import json
import math

import lxml.etree
import networkx as nx
import pytest
from debate import debate
from hostile_threads import strained_threads
from hypothesis import HealthCheck, given, settings

from threadlab.errors import InvalidThread, UnknownName
from threadlab.exports.dot import dot
from threadlab.exports.gexf import gexf
from threadlab.exports.graphml import graphml
from threadlab.exports.graphs import GRAPHS, chosen_graph
from threadlab.exports.node_link import node_link
from threadlab.exports.plain_text import unique_names, xml_text
from threadlab.text import clean
from threadlab.thread import Comment, Reply, Thread

FEW = settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))


def content(graph):
    """Everything in a graph that a reader must give back, in order."""
    return (
        [(node, dict(values)) for node, values in graph.nodes(data=True)],
        [(*ends, dict(values)) for *ends, values in graph.edges(data=True)],
        graph.graph.get("name"),
    )


def graphs_of(thread):
    """The graphs that a thread has: two of three need stances."""
    for name, build in GRAPHS.items():
        try:
            build(thread)
        except InvalidThread:
            continue
        yield name


def without(graph, node_names, edge_names):
    for _, values in graph.nodes(data=True):
        for name in node_names:
            values.pop(name, None)
    for _, _, values in graph.edges(data=True):
        for name in edge_names:
            values.pop(name, None)
    return graph


@FEW
@given(strained_threads())
def test_networkx_reads_back_an_equal_graph(thread):
    """GraphML, GEXF and node-link JSON give the graph back: order, names, attributes, types."""
    for name in graphs_of(thread):
        in_xml, in_json = (content(chosen_graph(thread, name, fit)) for fit in (xml_text, clean))
        parallel = name == "arguments"
        read = nx.read_graphml(io.BytesIO(graphml(thread, name)), force_multigraph=parallel)
        assert content(read) == in_xml
        read = without(nx.read_gexf(io.BytesIO(gexf(thread, name))), ["label"], ["id"])
        nodes, edges, title = content(read)
        assert (nodes, edges, title or "") == in_xml
        read = nx.node_link_graph(json.loads(node_link(thread, name)), edges="edges")
        assert content(read) == in_json


@FEW
@given(strained_threads())
def test_any_text_gives_valid_xml_and_json(thread):
    """lxml, which forgives nothing, parses the files; JSON is UTF-8 without lone surrogates."""
    for name in graphs_of(thread):
        for write in (graphml, gexf):
            assert lxml.etree.fromstring(write(thread, name)) is not None
        text = node_link(thread, name).decode("utf-8")
        assert json.loads(text, parse_constant=pytest.fail)["directed"] is True
        assert clean(json.dumps(json.loads(text))) == json.dumps(json.loads(text))


@FEW
@given(strained_threads())
def test_dot_keeps_within_its_quotes(thread):
    """Outside quotes a DOT file holds nothing of the text, however texts try to get out."""
    for name in graphs_of(thread):
        text = dot(thread, name).decode("utf-8")
        assert "\0" not in text
        outside, quoted, escaped = [], False, False
        for sign in text:
            if quoted and not escaped and sign == "\\":
                escaped = True
                continue
            if sign == '"' and not escaped:
                quoted = not quoted
            elif not quoted:
                outside.append(sign)
            escaped = False
        assert not quoted
        assert set("".join(outside)) <= set(
            "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_[]{};,=-> \n"
        )


def test_the_graph_is_chosen():
    """One thread, three graphs; an unknown one is refused with what there is."""
    sizes = {name: len(json.loads(node_link(debate(), name))["nodes"]) for name in GRAPHS}
    assert sizes["replies"] == sizes["arguments"] == 30
    assert sizes["disagreement"] < 30
    with pytest.raises(UnknownName, match="replies, disagreement, arguments"):
        graphml(debate(), "citations")


def test_spans_of_quotes_are_in_the_argument_graph():
    """An edge of arguments tells the quoted words, and where they stand."""
    edges = json.loads(node_link(debate(), "arguments"))["edges"]
    quoting = [edge for edge in edges if "there_text" in edge]
    assert len(quoting) >= 3
    for edge in quoting:
        assert edge["there_end"] - edge["there_start"] >= len(edge["there_text"]) > 0


def test_names_that_become_the_same_are_kept_apart():
    """Two ids that differ in what XML forbids stay two nodes; what fits keeps its name."""
    thread = Thread("t", comments=tuple(map(Comment, ("a\x00", "a\x01", "a\ufffd", "\ud800"))))
    graph = nx.read_graphml(io.BytesIO(graphml(thread)))
    assert list(graph) == ["a\ufffd~2", "a\ufffd~3", "a\ufffd", "\ufffd"]
    assert unique_names(["x", "X"], str.lower) == {"x": "x", "X": "x~2"}


def test_numbers_that_are_not_finite_are_left_out(monkeypatch):
    """JSON has no word for them."""

    def odd(_):
        graph = nx.DiGraph()
        graph.add_node("a", heat=math.nan, cold=-math.inf, none=None, fine=0.5)
        return graph

    monkeypatch.setitem(GRAPHS, "odd", odd)
    assert json.loads(node_link(debate(), "odd"))["nodes"] == [{"fine": 0.5, "id": "a"}]


def test_line_ends_come_back_as_they_were():
    """A return stays a return, in elements and in attributes."""
    body = "a\r\nb\rc\nd\te"
    thread = Thread("t", comments=(Comment("x\r\ny", "A\rB", body),))
    for read in (
        nx.read_graphml(io.BytesIO(graphml(thread))),
        nx.read_gexf(io.BytesIO(gexf(thread))),
    ):
        assert read.nodes["x\r\ny"]["text"] == body
        assert read.nodes["x\r\ny"]["author"] == "A\rB"


def test_a_thread_without_comments_is_an_empty_graph():
    """Nothing to show is no error."""
    for name, write in itertools.product(GRAPHS, (graphml, gexf, node_link, dot)):
        assert write(Thread("t"), name)
    assert len(nx.read_graphml(io.BytesIO(graphml(Thread("t"))))) == 0


def test_unknown_parents_are_marked():
    """A comment whose parent is unknown says so; it has no edge."""
    thread = Thread(
        "t",
        comments=(Comment("1"), Comment("2")),
        replies=(Reply("2", None, 0.6),),
    )
    graph = nx.read_graphml(io.BytesIO(graphml(thread)))
    assert graph.nodes["2"]["parent_unknown"] is True
    assert not graph.edges
