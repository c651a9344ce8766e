"""Laws that hold for any input: nothing crashes, nothing is lost, order changes nothing."""

import json
import random
from pathlib import Path

import pytest
from fuzzing import FRAGMENTS, case_files, lawful, reader_of, saved_and_read, several_files
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from strategies import ANY_TEXT

from threadlab.markup import MARKUPS, passages
from threadlab.readers import READERS, read_all
from threadlab.rows import to_row

BOUNDED = settings(
    max_examples=15,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
KEYS = (
    "id parent parent_id author body text comments comment posts post children replies kind data "
    "items messages user username name created_utc created_at date ts title thread_id link_id "
    "cooked raw post_stream post_number topic_id reply_to_post_number path in_reply_to_id content "
    "by kids type time hits objectID story_text snippet topLevelComment score from reply_to more "
    "count order format passages source notes speaker conversation_id reply_to meta root"
).split()
SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | ANY_TEXT
JSON_VALUES = st.recursive(
    SCALARS | st.sampled_from(["t1_a", "t3_a", "Listing", "1", "", "2019-01-02", "<p>x</p>", "a"]),
    lambda below: (
        st.lists(below, max_size=4)
        | st.dictionaries(st.sampled_from(KEYS) | ANY_TEXT, below, max_size=6)
    ),
    max_leaves=12,
)
FRAGMENTS_JOINED = st.lists(st.sampled_from(FRAGMENTS) | ANY_TEXT, max_size=25).map("".join)


def encoded(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


JSON_BYTES = st.lists(JSON_VALUES, min_size=1, max_size=3).map(
    lambda values: "\n".join(map(json.dumps, values)).encode()
)
ANY_BYTES = st.binary(max_size=300) | FRAGMENTS_JOINED.map(encoded) | JSON_BYTES


@pytest.mark.parametrize("name", [None, *READERS])
def test_any_bytes_in_any_reader(tmp_path, name):
    """Any bytes are threads or a clear refusal that names the file; threads are read back whole."""
    suffixes = [""] if name is None else ["", *READERS[name].suffixes]

    @BOUNDED
    @given(ANY_BYTES, st.sampled_from(suffixes))
    def law(data, suffix):
        path = tmp_path / f"any{suffix}"
        path.write_bytes(data)
        lawful(path, name)

    law()


@pytest.mark.parametrize("markup", MARKUPS)
@given(body=FRAGMENTS_JOINED)
@settings(max_examples=60)
def test_passages_are_the_whole_text(markup, body):
    """The passages of any text tile it in order; quotes have a depth, own words have none."""
    found = passages(body, markup)
    places = [0, *(place for p in found for place in (p.span.start, p.span.end)), len(body)]
    assert places[::2] == places[1::2]
    assert all(p.span.start < p.span.end for p in found)
    for p in found:
        assert p.depth >= 1 if p.kind == "quote" else p.depth >= 0
        assert p.kind != "own" or p.depth == 0


@pytest.mark.parametrize("name", sorted(set(map(reader_of, case_files()))))
def test_samples_are_read_back(tmp_path, name):
    """What is read from any sample, saved and read again, is the same in every field."""
    for path in case_files():
        if reader_of(path) == name:
            threads = list(read_all(path, on_error=lambda _: None))
            assert saved_and_read(threads, tmp_path) == threads


@pytest.mark.parametrize(
    "folder", several_files(), ids=lambda f: f"{f.parents[1].name}/{f.parent.name}"
)
def test_order_of_files_does_not_matter(folder):
    """The files of a sample in any order give the same threads, also where a thread spans them."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    expected = told(files)
    assert expected
    assert told(files[::-1]) == expected
    for seed in range(3):
        mixed = files.copy()
        random.Random(seed).shuffle(mixed)
        assert told(mixed) == expected


def told(files):
    """The threads of some files as rows, in an order of their own.

    A thread of several files is named after the first, and a note lists them as they came: that
    may differ, and nothing else.
    """
    rows = [to_row(thread) for thread in read_all(files, on_error=lambda _: None)]
    for row in rows:
        del row["source"]
        row["notes"] = [sorted(note.replace(",", " ").split()) for note in row["notes"]]
    return sorted(json.dumps(row, sort_keys=True) for row in rows)


def test_case_files_are_there():
    """The samples that these laws walk over are found."""
    assert len(case_files()) > 20
    assert all(isinstance(path, Path) and path.exists() for path in case_files())
