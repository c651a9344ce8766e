"""Threads as networkx graphs, and what they show."""

import io

import networkx as nx
import pytest

from threadlab.errors import InvalidThread
from threadlab.graph import (
    ContestedPoint,
    concessions,
    contested_points,
    disagreeing_range,
    disagreement_graph,
    reply_graph,
    summary,
    unanswered_challenges,
)
from threadlab.scheme import STANCES, TYPES
from threadlab.thread import Comment, Evidence, Label, Reply, Thread


def stance(**given):
    """Three stances, most probable first."""
    rest = (1 - sum(given.values())) / (3 - len(given)) if len(given) < 3 else 0
    labels = [Label(name, given.get(name, rest)) for name in STANCES]
    return tuple(sorted(labels, key=lambda label: -label.probability))


def types(**given):
    """Ten types, most probable first."""
    labels = [Label(name, given.get(name, 0.01)) for name in TYPES]
    return tuple(sorted(labels, key=lambda label: -label.probability))


def reply(child, parent, probability=1.0, kind="quoted", **given):
    return Reply(
        child, parent, probability, (Evidence(kind, 0.5),), stance=stance(**given) if given else ()
    )


@pytest.fixture
def quarrel():
    """Ann opens; Bob and a nameless one disagree with her, Cy agrees with Bob, Ann asks Bob."""
    return Thread(
        "quarrel",
        title="Tea or coffee",
        comments=(
            Comment("1", "Ann", "Tea is better.", types=types(claim=0.9)),
            Comment("2", "Bob", "No, coffee.", types=types(rebuttal=0.8)),
            Comment("3", None, "Neither is.", types=types(claim=0.7)),
            Comment("4", "Cy", "Bob is right.", types=types(concession=0.9)),
            Comment("5", "Ann", "Why, Bob?", types=types(question=0.95)),
            Comment("6", "Dee", "What was the question?", types=types(other=0.6)),
        ),
        replies=(
            reply("2", "1", 1.0, disagree=0.8, agree=0.1, neutral=0.1),
            reply("3", "1", 0.5, "near", disagree=0.6, agree=0.2, neutral=0.2),
            reply("4", "2", 0.9, "named", agree=0.9, disagree=0.05, neutral=0.05),
            reply("5", "2", 1.0, neutral=0.7, disagree=0.2, agree=0.1),
            Reply("6", None, 0.6, (Evidence("near", 0.1),)),
        ),
    )


def test_reply_graph_has_every_comment_and_every_known_reply(quarrel):
    """Nodes are the comments in order; an unknown parent is said, not invented."""
    graph = reply_graph(quarrel)
    assert list(graph) == ["1", "2", "3", "4", "5", "6"]
    assert set(graph.edges) == {("2", "1"), ("3", "1"), ("4", "2"), ("5", "2")}
    assert graph.nodes["1"]["opens"] is True
    assert graph.nodes["6"]["parent_unknown"] is True
    assert "author" not in graph.nodes["3"]
    assert graph.edges["2", "1"]["stance"] == "disagree"
    assert graph.edges["4", "2"]["evidence"] == "named"


@pytest.mark.parametrize("make", [reply_graph, disagreement_graph])
@pytest.mark.parametrize("write", [nx.write_graphml, nx.write_gml, nx.write_gexf])
def test_graphs_suit_every_writer_of_networkx(quarrel, make, write):
    """Attributes are plain values without None."""
    write(make(quarrel), io.BytesIO())


def test_people_are_joined_by_name_and_unknown_authors_stay_apart(quarrel):
    """A nameless comment is a node of its own; nobody is linked to himself."""
    graph = disagreement_graph(quarrel)
    assert set(graph) == {"Ann", "Bob", "#3", "Cy", "Dee"}
    assert graph.nodes["Ann"] == {"kind": "person", "comments": 2}
    assert graph.nodes["#3"]["kind"] == "comment"
    assert not list(nx.selfloop_edges(graph))


def test_edges_are_signed_and_weighted_by_probability(quarrel):
    """The expected numbers of each stance sum to the expected number of replies."""
    graph = disagreement_graph(quarrel)
    assert graph.edges["Bob", "Ann"]["sign"] == -1
    assert graph.edges["Cy", "Bob"]["sign"] == 1
    assert graph.edges["Ann", "Bob"]["sign"] == 0
    assert graph.edges["#3", "Ann"]["weight"] == pytest.approx(0.5)
    for _, _, edge in graph.edges(data=True):
        assert sum(edge[name] for name in STANCES) == pytest.approx(edge["weight"])
        assert sum(edge[f"{name}_count"] for name in STANCES) == edge["replies"]
        assert edge["probability"] == pytest.approx(max(edge[n] for n in STANCES) / edge["weight"])


def test_an_author_called_like_a_comment_is_no_comment():
    """A name that looks like a comment's node does not swallow it."""
    thread = Thread("t", comments=(Comment("1", "#2", "a"), Comment("2", None, "b")))
    assert set(disagreement_graph(thread)) == {"#2", "##2"}


def test_a_thread_without_stances_is_refused(quarrel):
    """A signed graph of unclassified replies would be a lie."""
    bare = Thread("t", comments=quarrel.comments[:2], replies=(Reply("2", "1", 1.0),))
    with pytest.raises(InvalidThread, match="classify"):
        disagreement_graph(bare)


def test_contested_points_count_direct_answers_and_weigh_deeper_ones(quarrel):
    """The most disputed comment comes first, with expected numbers of each stance."""
    points = contested_points(quarrel)
    assert [p.comment for p in points] == ["1", "2"]
    first = points[0]
    assert first.disagree == pytest.approx(0.8 + 0.5 * 0.6)
    assert first.answers == ("2", "3")
    assert first.people == 2
    assert first.below == 4
    below = 0.9 * 0.05 + 0.2
    assert first.score == pytest.approx(0.8 + 0.3 + 0.25 * below)


def test_unanswered_challenges_and_concessions(quarrel):
    """A challenge is unanswered when nothing answers it; a concession answers something."""
    assert unanswered_challenges(quarrel) == ["5", "3"]
    assert concessions(quarrel) == ["4"]


@pytest.mark.parametrize(
    ("disagrees", "kinds", "expected"),
    [
        (0.6, {"concession": 0.9}, False),
        (0.6, {"concession": 0.9, "rebuttal": 0.7}, False),
        (0.8, {"concession": 0.9, "rebuttal": 0.7}, True),
        (0.6, {"concession": 0.4, "rebuttal": 0.7}, True),
        (0.1, {"concession": 0.9, "question": 0.9}, False),
        (0.1, {"concession": 0.4, "question": 0.9}, True),
    ],
)
def test_what_concedes_is_no_challenge_unless_it_surely_disagrees(disagrees, kinds, expected):
    """An unanswered challenge is a reply that disagrees or asks and that nothing answers.

    A reply that concedes grants the point instead of pressing against it. It is a challenge only
    if its stance is surely "disagree" (SURELY, three in four), whatever it asks.
    """
    thread = Thread(
        "t",
        comments=(Comment("1", "Ann", "Tea."), Comment("2", "Bob", "x", types=types(**kinds))),
        replies=(reply("2", "1", disagree=disagrees, agree=(1 - disagrees) / 2),),
    )
    assert unanswered_challenges(thread) == (["2"] if expected else [])


@pytest.mark.parametrize(
    ("stances", "expected"),
    [
        ([1.0, 1.0], (2, 2)),
        ([0.0, 0.0], (0, 0)),
        ([0.5], (0, 1)),
        ([0.9, 0.9], (1, 2)),
        ([0.6] * 10, (3, 8)),
        ([0.5] * 400, (184, 216)),
    ],
)
def test_the_range_of_disagreeing_answers(stances, expected):
    """The middle nine tenths of the Poisson binomial distribution of their number.

    The last two are binomial: quantiles of 5 and 95 % as tables give them.
    """
    replies = tuple(
        reply(str(k), "0", disagree=sure, agree=(1 - sure) / 2)
        for k, sure in enumerate(stances, start=1)
    )
    thread = Thread(
        "t", comments=tuple(Comment(str(k)) for k in range(len(stances) + 1)), replies=replies
    )
    point = ContestedPoint("0", 1, 0, 0, tuple(one.child for one in replies), 1, 1, 1, 1.0)
    assert disagreeing_range(thread, point) == expected


def test_summary_counts_primary_replies(quarrel):
    """The figures of the terminal and of the map's top."""
    figures = summary(quarrel)
    assert (figures.comments, figures.people, figures.replies, figures.unknown) == (6, 4, 4, 1)
    assert figures.by_evidence == {"quoted": 2, "named": 1, "near": 1}
    assert figures.by_type["claim"] == 2
    assert figures.by_stance == {"agree": 1, "disagree": 2, "neutral": 1}
    assert figures.share_disagree == pytest.approx((0.8 + 0.6 + 0.05 + 0.2) / 4)


def test_an_unclassified_thread_has_a_summary_too():
    """What is not known yet is absent, not zero."""
    figures = summary(Thread("t", comments=(Comment("1", body="alone"),)))
    assert (figures.by_type, figures.by_stance, figures.share_disagree) == ({}, {}, None)


def test_a_chain_of_twenty_thousand_does_not_recurse():
    """Measures walk deep threads without recursion."""
    n = 20_000
    comments = tuple(Comment(str(k)) for k in range(n))
    replies = tuple(
        reply(str(k), str(k - 1), disagree=0.8, agree=0.1, neutral=0.1) for k in range(1, n)
    )
    points = contested_points(Thread("deep", comments=comments, replies=replies))
    assert points[0].below == n - 1
    assert points[0].score == pytest.approx(0.8 / 0.75)
