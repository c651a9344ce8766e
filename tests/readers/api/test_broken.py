"""Answers of interfaces with fields missing, of wrong types, twice, or upside down."""

import copy
import random

import pytest
from api_samples import read_value, sample_values
from hypothesis import given, settings
from hypothesis import strategies as st

from threadlab.errors import UnreadableSource
from threadlab.readers import read_all
from threadlab.readers.api import API_READERS, INTERFACES
from threadlab.thread import Thread

SAMPLES = sample_values()
STRANGE = [None, True, 0, -7, 10**30, 1.5, float("nan"), "", "x", "\ud800", "<p>&lt;", [], {}]
STRANGE += [[None], {"a": None}, [[]], ["x", 3], {"kind": "more"}, "2020-13-45", "0.1.x", "t1_"]


def places(value):
    """Every place of a JSON value: the holder and the key or number."""
    found, waiting = [], [value]
    while waiting:
        here = waiting.pop()
        keys = list(here) if isinstance(here, dict) else range(len(here))
        for key in keys:
            found.append((here, key))
            if isinstance(here[key], dict | list):
                waiting.append(here[key])
    return found


def mutated(value, seed, times):
    """A copy of a value with things replaced, left out, doubled or exchanged."""
    chance = random.Random(seed)
    value = copy.deepcopy(value)
    for _ in range(times):
        found = places(value)
        if not found:
            break
        holder, key = chance.choice(found)
        other, there = chance.choice(found)
        kind = chance.randrange(5)
        if kind == 0:
            del holder[key]
        elif kind <= 2:
            holder[key] = copy.deepcopy(chance.choice(STRANGE))
        elif kind == 3:
            holder[key] = copy.deepcopy(other[there])
        elif isinstance(holder, list):
            holder.append(copy.deepcopy(holder[key]))
    return value


@settings(max_examples=300)
@given(st.sampled_from(sorted(SAMPLES)), st.integers(0, 10**9), st.integers(1, 12))
def test_anything_is_threads_or_a_clear_refusal(tmp_path_factory, name, seed, times):
    """Whatever is wrong in an answer, it becomes threads, or an error that names the file."""
    value = mutated(SAMPLES[name], seed, times)
    folder = tmp_path_factory.getbasetemp()
    for asked in (None, name.split("/")[0]):
        try:
            threads = read_value(folder, value, name="mutated.json", format=asked)
        except UnreadableSource as error:
            threads, told = [], str(error)
        else:
            told = "" if threads else "nothing"
        assert threads or "mutated.json" in told
        assert all(isinstance(thread, Thread) and thread.comments for thread in threads)


SCRAPS = st.sampled_from(
    [
        b'{"kind": "Listing", "data": ',
        b'{"children": [',
        b'"t1"',
        b"}",
        b"]",
        b"[",
        b"\n",
        b"\xff",
        b'"',
        b"\x00",
        b"\xff\xfe{",
        b"\xef\xbb\xbf{",
        b"x({",
        b"var a = [",
        b"1e999",
        b"NaN",
        b"\\ud800",
        b",",
        b"a | 2020-01-01 00:00:00 UTC | #1",
        b"-" * 25,
        b"\r\n",
        b'"interactions": [{"request": {}}]',
    ]
)


@settings(max_examples=150)
@given(st.binary(max_size=60) | st.lists(SCRAPS, max_size=12).map(b"".join))
def test_any_bytes_are_threads_or_a_clear_refusal(tmp_path_factory, data):
    """Whatever a file holds, each reader gives threads, or an error that names the file."""
    path = tmp_path_factory.getbasetemp() / "any.json"
    path.write_bytes(data)
    for reader in API_READERS:
        threads, told = [], ""
        try:
            threads = list(read_all(path, format=reader.name))
        except UnreadableSource as error:
            told = str(error)
        assert threads or "any.json" in told


EMPTY = [{}, [], [{}], {"data": {}}, {"items": []}, {"posts": None}, [[]]]


@pytest.mark.parametrize("format", INTERFACES)
@pytest.mark.parametrize(
    "value", [{}, [], [{}], {"data": {}}, {"items": []}, {"posts": None}, [[]]]
)
def test_nothing_is_refused(tmp_path, format, value):
    """An answer without a post is an error, never an empty success."""
    with pytest.raises(UnreadableSource, match=r"a\.json"):
        read_value(tmp_path, value, format=format)
