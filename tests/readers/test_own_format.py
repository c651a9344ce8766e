"""The project's own JSON lines: saved is read back; the order of lines and comments is harmless."""

import json
import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from strategies import threads

from threadlab.errors import UnreadableSource
from threadlab.readers import read_all
from threadlab.readers.order import parents_first, without_cycles
from threadlab.rows import to_row
from threadlab.text import count_surrogates


@settings(max_examples=60, suppress_health_check=[HealthCheck.filter_too_much])
@given(thread=threads().filter(lambda t: not count_surrogates(repr_text(t))))
def test_saved_is_read_back(tmp_path_factory, thread):
    """What threadlab wrote is read back equal in every field."""
    path = tmp_path_factory.getbasetemp() / "own.jsonl"
    path.write_text(json.dumps(to_row(thread)) + "\n")
    assert list(read_all(path)) == [thread]


def repr_text(thread) -> str:
    """All text of a thread: what is not Unicode cannot be saved."""
    return json.dumps(to_row(thread), ensure_ascii=False)


NAMES = st.sampled_from(["a", "b", "c", "d", "e", None, 3, "", "gone"])
COMMENTS = st.lists(
    st.fixed_dictionaries(
        {},
        optional={
            "id": NAMES,
            "parent": NAMES,
            "author": st.none() | st.text(st.characters(), max_size=5) | st.integers(),
            "date": st.none() | st.sampled_from(["Monday", "2010-01-02", 1262304000, -1, True, []]),
            "body": st.none() | st.text(st.characters(), max_size=20) | st.integers(),
            "format": st.none() | st.sampled_from(["html", "email", "tex", 7]),
            "types": st.sampled_from([None, [], ["claim"], {}]),
        },
    ),
    min_size=1,
    max_size=8,
)


@given(comments=COMMENTS, order=st.sampled_from([None, "posted", "page", "upside"]))
def test_any_field_may_be_missing_or_wrong(tmp_path_factory, comments, order):
    """Every comment is kept; parents come first in posted order, and never in a circle."""
    path = tmp_path_factory.getbasetemp() / "repair.jsonl"
    path.write_text(json.dumps({"comments": comments, "order": order}) + "\n")
    (thread,) = read_all(path)
    assert len(thread.comments) == len(comments)
    places = {c.id: k for k, c in enumerate(thread.comments)}
    if thread.order == "posted":
        for comment in thread.comments:
            for parent in comment.stated_parents:
                assert places.get(parent, -1) < places[comment.id]
    assert list(read_all(path)) == [thread]


@given(seed=st.integers(0, 10))
def test_the_order_of_lines_does_not_matter(tmp_path_factory, seed):
    """Each thread is the same wherever its line stands, also without an id."""
    rows = [{"comments": [{"body": f"number {n}", "parent": n}]} for n in range(5)]
    lines = [json.dumps(row) for row in rows]
    path = tmp_path_factory.getbasetemp() / "lines.jsonl"
    path.write_text("\n".join(lines))
    first = {t.id: t for t in read_all(path)}
    random.Random(seed).shuffle(lines)
    path.write_text("\n".join(lines) + "\n")
    assert {t.id: t for t in read_all(path)} == first
    assert len(first) == 5


@given(st.dictionaries(st.integers(0, 9).map(str), st.lists(st.integers(0, 9).map(str))))
def test_circles_are_cut_and_parents_come_first(parents):
    """Only replies that close a circle are cut, and every comment stands once."""
    kept, cut = without_cycles(parents)
    order = parents_first(kept)
    assert sorted(order) == sorted(parents)
    for child, ids in kept.items():
        assert len(ids) + sum(c == child for c, _ in cut) == len(parents[child])
        assert all(order.index(p) < order.index(child) for p in ids if p in parents)


def test_a_long_chain_upside_down():
    """A chain of 20,000 comments, the last first, is turned over without recursion."""
    parents = {str(n): [str(n - 1)] for n in range(20_000, 0, -1)}
    kept, cut = without_cycles(parents)
    assert not cut
    assert parents_first(kept)[:2] == ["1", "2"]


@pytest.mark.parametrize("key", ["replies", "passages", "types"])
def test_broken_values_are_refused_with_their_line(tmp_path, key):
    """What cannot be repaired without guessing is refused, with file and line."""
    row = {"thread_id": "t", "comments": [{"id": "1", "body": "abc"}]}
    if key == "replies":
        row["replies"] = [{"child": "1", "parent": "9", "probability": 2}]
    elif key == "passages":
        row["comments"][0]["passages"] = [{"start": 0, "end": 2, "kind": "own"}]
    else:
        row["comments"][0]["types"] = {"claim": 0.5}
    path = tmp_path / "broken.jsonl"
    path.write_text("\n" + json.dumps(row))
    with pytest.raises(UnreadableSource, match=r"broken\.jsonl, line 2"):
        list(read_all(path))


def test_lines_nested_too_deeply(tmp_path):
    """A line that nests without end is refused in words of the user's, with its place."""
    path = tmp_path / "deep.jsonl"
    path.write_text('{"comments":' * 50_000 + "1" + "}" * 50_000)
    with pytest.raises(UnreadableSource, match=r"line 1: is JSON nested too deeply"):
        list(read_all(path))
