"""Frustration, camps and triads on graphs whose answer is known."""

import itertools
import sys

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from threadlab.graph import frustration
from threadlab.graph.clusters import clusters, description, fitting
from threadlab.graph.descent import cost, lower_bound
from threadlab.graph.frustration import TRIED_PEOPLE, search, solve
from threadlab.graph.ties import ties
from threadlab.graph.triads import triads

# Alliances ("rova") and enmities ("hina") of sixteen Gahuku-Gama tribes of New Guinea (Read 1954;
# Hage and Harary 1983, page 56). Its line index is 7 (Aref and Wilson 2019).
FRIENDS = """
1-2 3-4 3-6 3-7 5-7 6-7 3-8 4-8 6-8 7-8 5-9 9-10 6-11 7-11 8-11 6-12 7-12 8-12 11-12 7-13 9-13
10-13 5-14 13-14 1-15 2-15 1-16 2-16 15-16
"""
ENEMIES = """
1-3 2-3 1-4 1-5 2-5 1-6 2-6 2-9 6-9 2-10 9-11 10-11 1-12 6-13 11-13 8-14 12-14 5-15 9-15 10-15
11-15 12-15 13-15 5-16 6-16 11-16 12-16 13-16 14-16
"""


def signed(pairs):
    """A networkx graph of (node, node, sign)."""
    graph = nx.Graph()
    for one, other, sign in pairs:
        graph.add_edge(one, other, sign=sign)
    return graph


def tribes():
    return [
        (*map(int, pair.split("-")), sign)
        for text, sign in ((FRIENDS, 1), (ENEMIES, -1))
        for pair in text.split()
    ]


def matrix(weights):
    """Ties of a square matrix of weights, of which the part above the diagonal counts."""
    upper = np.triu(np.asarray(weights, dtype=float), 1)
    one, other = np.nonzero(upper)
    return ties(len(upper), one, other, upper[one, other])


def drawn(random, size, filled, whole=True):
    """A random signed graph."""
    shares = [filled / 2, 1 - filled, filled / 2]
    signs = random.choice([-1, 0, 1], p=shares, size=(size, size))
    return matrix(signs if whole else signs * random.random((size, size)))


def brute_force(graph):
    """The least weight that any of all divisions contradicts."""
    every = np.arange(2 ** (graph.size - 1))
    sides = [np.zeros(len(every), dtype=int)]
    sides += [(every >> bit) & 1 for bit in range(graph.size - 1)]
    total = np.zeros(len(every))
    for one, other, weight in zip(graph.one, graph.other, graph.weight, strict=True):
        same = sides[one] == sides[other]
        total += abs(weight) * np.where(weight > 0, ~same, same)
    return total.min()


BALANCED = [("a", "b", 1), ("b", "c", -1), ("a", "c", -1)]
UNBALANCED = [("a", "b", 1), ("b", "c", 1), ("a", "c", -1)]
ENMITY = [(a, b, -1) for a, b in itertools.combinations("abcd", 2)]


@pytest.mark.parametrize(
    ("pairs", "expected"),
    [
        (BALANCED, 0),
        (UNBALANCED, 1),
        ([("a", "b", -1), ("b", "c", -1), ("a", "c", -1)], 1),
        (ENMITY, 2),  # of six ties a cut takes four at most
        ([(a, b, -1) for a, b in itertools.combinations("abcde", 2)], 4),
        ([(k, (k + 1) % 5, -1) for k in range(5)], 1),  # an odd circle of enemies
        ([(k, (k + 1) % 6, -1) for k in range(6)], 0),
        ([], 0),
    ],
)
def test_textbook_graphs(pairs, expected):
    """Balanced graphs have no frustration, the others that of the textbooks."""
    found = frustration(signed(pairs))
    assert (found.value, found.bound, found.exact) == (expected, expected, True)


def test_the_highland_tribes_have_a_frustration_index_of_seven():
    """A published value, on a published graph of 16 tribes and 58 ties."""
    pairs = tribes()
    assert (len(pairs), sum(sign > 0 for *_, sign in pairs)) == (58, 29)
    found = frustration(signed(pairs))
    assert found.exact
    assert found.value == 7


def test_camps_are_those_of_a_balanced_graph():
    """Friends share a camp, opponents do not; the first node of each part is in camp 1."""
    graph = signed([*BALANCED, ("x", "y", -1)])
    assert dict(zip(graph, frustration(graph).camps, strict=True)) == {
        "a": 1, "b": 1, "c": 2, "x": 1, "y": 2,
    }  # fmt: skip


@pytest.mark.parametrize("seed", range(4))
def test_planted_camps_are_found(seed):
    """Two camps of 20 whose ties are wrong in a tenth of the cases."""
    random = np.random.default_rng(seed)
    camp = np.arange(40) % 2
    signs = np.where(camp[:, None] == camp[None], 1, -1)
    signs = signs * random.choice([1, -1], p=[0.9, 0.1], size=signs.shape)
    graph = matrix(signs * (random.random(signs.shape) < 0.4))
    sides = search(graph, seed)
    assert abs((sides * np.where(camp, 1, -1)).sum()) == 40


@pytest.mark.parametrize("tried", [0, TRIED_PEOPLE], ids=["by HiGHS", "by trying"])
def test_exact_and_search_agree_with_brute_force(tried, monkeypatch):
    """On random signed graphs to 14 nodes, whole and broken weights, at any density."""
    # The package gives the function of this name.
    monkeypatch.setattr(sys.modules[solve.__module__], "TRIED_PEOPLE", tried)
    random = np.random.default_rng(1)
    for trial in range(40):
        graph = drawn(random, int(random.integers(3, 15)), (0.25, 0.5, 0.8)[trial % 3], trial % 4)
        least = brute_force(graph)
        found = solve(graph)
        assert found.exact
        assert found.value == pytest.approx(least)
        assert cost(graph, np.array(found.camps)) == pytest.approx(least)
        sides = search(graph)
        assert cost(graph, sides) == pytest.approx(least)
        assert lower_bound(graph, sides) <= least + 1e-9


def test_the_bound_holds_where_nothing_is_proven():
    """Beyond the stated size the value is bounded from below, and exact=True closes the gap."""
    random = np.random.default_rng(3)
    graph = drawn(random, 44, 0.17)
    assert len(graph.one) > 140
    loose, tight = solve(graph), solve(graph, exact=True)
    assert tight.exact
    assert loose.bound <= tight.value <= loose.value
    assert loose.bound >= 0.8 * tight.value


@settings(max_examples=60)
@given(st.integers(0, 2**32 - 1), st.integers(0, 12), st.floats(0, 1))
def test_changing_sides_changes_nothing(seed, size, filled):
    """Turning all signs of a node leaves frustration and balance as they are (switching)."""
    random = np.random.default_rng(seed)
    graph = drawn(random, size, filled)
    turn = random.choice([-1, 1], size=size)
    turned = ties(size, graph.one, graph.other, graph.weight * turn[graph.one] * turn[graph.other])
    assert solve(graph).value == pytest.approx(solve(turned).value)
    assert triads(graph) == triads(turned)
    assert 0 <= solve(graph).value <= solve(graph).total / 2 + 1e-9


@pytest.mark.parametrize("size", [0, 1, 2, 5, 12, 30])
def test_triads_are_counted_as_one_by_one(size):
    """All triangles, and those with an even number of disagreements."""
    random = np.random.default_rng(size)
    graph = drawn(random, size, 0.6)
    sign = np.zeros((size, size))
    sign[graph.one, graph.other] = sign[graph.other, graph.one] = np.sign(graph.weight)
    products = [
        sign[a, b] * sign[b, c] * sign[a, c] for a, b, c in itertools.combinations(range(size), 3)
    ]
    assert triads(graph) == (sum(p > 0 for p in products), sum(p != 0 for p in products))


def camps_planted(sizes, seed, wrong=0.05, filled=0.5):
    random = np.random.default_rng(seed)
    camp = np.repeat(np.arange(len(sizes)), sizes)
    signs = np.where(camp[:, None] == camp[None], 1, -1)
    signs = signs * random.choice([1, -1], p=[1 - wrong, wrong], size=signs.shape)
    return matrix(signs * (random.random(signs.shape) < filled)), camp


def misplaced(found, camp):
    """How many members are not where most of their planted camp are."""
    return sum(
        len(part) - np.bincount(part).max() for part in (found[camp == c] for c in set(camp))
    )


@pytest.mark.parametrize("sizes", [(12, 12), (12, 12, 12), (10, 10, 10, 10), (20, 8, 8)])
def test_as_many_camps_are_found_as_were_planted(sizes):
    """More than two camps where they fit better, and not where they do not."""
    for seed in range(3):
        graph, camp = camps_planted(sizes, seed)
        two = np.array(solve(graph).camps) - 1
        found, bits = fitting(graph, graph, two)
        assert len(set(found)) == len(sizes)
        # Wrong signs may all fall on one member, who then is better placed elsewhere.
        assert misplaced(found, camp) <= 1
        assert graph.against(found).sum() <= graph.against(camp).sum()
        assert bits <= description(graph, two)


def test_signs_without_pattern_speak_for_no_camps():
    """Any signs on a tree fit two camps, so that they tell of none; nor does noise."""
    random = np.random.default_rng(0)
    path = ties(30, np.arange(29), np.arange(1, 30), random.choice([-1.0, 1.0], size=29))
    two = np.array(solve(path).camps) - 1
    assert cost(path, two) == 0
    assert not fitting(path, path, two)[0].any()
    noise = drawn(random, 20, 0.9)
    assert not fitting(noise, noise, np.array(solve(noise).camps) - 1)[0].any()


def test_clusters_explain_what_two_camps_cannot():
    """Three mutual enemies are three camps without any contradiction (Davis 1967)."""
    graph = matrix([[0, -1, -1], [0, 0, -1], [0, 0, 0]])
    labels = clusters(graph)
    assert labels.tolist() == [0, 1, 2]
    assert not graph.against(labels).any()
