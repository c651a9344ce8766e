"""What a labelled file may hold, and how it is told what is wrong with it."""

import gzip
import json

import pytest

from threadlab.errors import UnreadableSource
from threadlab.training.labels import read_labels

ROW = {"id": "1", "thread": "f/1", "source": "f", "parent_text": "Cars are good.", "text": "No."}
REST = ({**ROW, "id": "0"}, {**ROW, "id": "00"})


@pytest.mark.parametrize(
    ("more", "problem", "step"),
    [
        ({"thread": ["f", 1]}, '"thread"', "a name"),
        ({"thread": True}, '"thread"', "a name"),
        ({"thread": float("nan")}, '"thread"', "a name"),
        ({"id": {}}, '"id"', "a name"),
        ({"source": []}, '"source"', "a name"),
        ({"parent_text": 5}, '"parent_text"', "words answered"),
        ({"previous_text": ["Cars."]}, '"previous_text"', "words answered"),
        ({"text": 5}, 'its "text" is no text', '"text": "No."'),
        ({"text": None}, 'it has no "text"', '"text": "No."'),
        ({"types": "claim"}, '"types" that are no list: "claim"', r'"types": \["claim"\]'),
        ({"types": {"claim": 0.9}}, '"types" that are no list', r'"types": \["claim"\]'),
        ({"types": ["opinion"]}, "unknown label 'opinion'", "claim, reason"),
        ({"types": [["claim"]]}, "unknown label", "claim, reason"),
        ({"stance": ["agree"]}, "unknown label", "agree, disagree, neutral"),
        ({"stance": "agree", "votes": "many"}, '"votes" no number', "a number"),
        ({"stance": "agree", "votes": 7}, '"votes" of 7', "from 0 to 1"),
        ({"stance": "agree", "votes": float("nan")}, '"votes" no number', "a number"),
        ({"mean_agreement": None}, '"mean_agreement" no number', "a number"),
        ({"mean_agreement": 1, "attack": "much"}, '"attack" no number', "a number"),
        ({"ad_hominem": "yes"}, '"ad_hominem" no number', "a number"),
    ],
)
def test_a_wrong_field_is_refused_with_file_line_and_next_step(
    tmp_path, write_lines, more, problem, step
):
    """Whatever stands in a field: no traceback, but what is wrong, where, and what to do."""
    path = tmp_path / "rows.jsonl"
    write_lines(path, [*REST, {**ROW, **more}])
    with pytest.raises(UnreadableSource, match=rf"{problem}.*{step}") as refusal:
        read_labels([path])
    assert (refusal.value.source, refusal.value.place) == (str(path), "line 3")


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        (b'{"text": "a",}', "is not JSON: .*, at character 1[34]"),
        (b'{"text": "a\xff"}', "is not in UTF-8"),
        (b'{"text": ' + b"[" * 100_000, "line 3: "),
        (b'{"id": ' + b"1" * 5000 + b"}", "cannot be read"),
        (b'"a"', "is no JSON object"),
        (b'{"comments": 3}', '"comments" that are no list'),
        (b'{"comments": ["a"]}', '"comments" that are no list'),
    ],
)
@pytest.mark.parametrize("name", ["rows.jsonl", "rows.jsonl.gz"])
def test_a_broken_line_is_refused_with_its_place(tmp_path, name, line, problem):
    """A line that is no JSON object is told by its own number, not as "line 1" of itself."""
    path = tmp_path / name
    content = b"".join(json.dumps(row).encode() + b"\n" for row in REST) + line + b"\n"
    path.write_bytes(gzip.compress(content) if name.endswith("gz") else content)
    with pytest.raises(UnreadableSource, match=problem) as refusal:
        read_labels([path])
    assert (refusal.value.source, refusal.value.place) == (str(path), "line 3")
    assert refusal.value.next_step


def test_a_damaged_archive_is_refused(tmp_path):
    """Compressed data that is broken within is an error that names the file, too."""
    whole = bytearray(gzip.compress(b"".join(b'{"text": "a%d"}\n' % k for k in range(500))))
    whole[40:60] = bytes(20)
    (tmp_path / "rows.jsonl.gz").write_bytes(bytes(whole))
    with pytest.raises(UnreadableSource, match=r"rows\.jsonl\.gz"):
        read_labels([tmp_path / "rows.jsonl.gz"])


def test_numbers_do_as_names(tmp_path, write_lines):
    """A thread, an id or a source may be a number; the key is the one of its text."""
    path = tmp_path / "rows.jsonl"
    write_lines(path, [{**ROW, "thread": 17, "id": 3, "source": 5}])
    (found,) = read_labels([path])
    assert (found.key, found.id, found.source) == ("5/17", "3", "5")


def test_a_thread_of_a_number_finds_its_text(tmp_path, write_lines):
    """Labels kept apart from their texts may name the thread by number, too."""
    comments = [{"id": 1, "parent": None, "body": "Milk first?", "format": "plain"}]
    write_lines(tmp_path / "tea.jsonl", [{"thread_id": 7, "comments": comments}])
    row = {"id": 1, "thread": 7, "source": "tea", "types": ["question"]}
    write_lines(tmp_path / "rows.jsonl", [row])
    (found,) = read_labels([tmp_path / "rows.jsonl"], [tmp_path / "tea.jsonl"])
    assert (found.own, found.key) == ("Milk first?", "tea/7")


def test_a_mark_of_byte_order_and_windows_line_ends_do_no_harm(tmp_path):
    """As editors of another system write them."""
    path = tmp_path / "rows.jsonl"
    path.write_bytes(
        b"\xef\xbb\xbf" + json.dumps(ROW).encode() + b"\r\n\r\n" + b'{"text": "b"}\r\n'
    )
    assert [e.own for e in read_labels([path])] == ["No.", "b"]


def test_a_type_named_twice_counts_once(tmp_path, write_lines):
    """The first place counts."""
    path = tmp_path / "rows.jsonl"
    write_lines(path, [{**ROW, "types": ["claim", "attack", "claim"]}])
    assert read_labels([path])[0].types == ("claim", "attack")


def test_labels_of_one_comment_in_two_files_are_joined(tmp_path, write_lines):
    """Types in one file and stances in another are both known, whichever comes first."""
    types, stance = ({**ROW, "types": ["claim"]}, {**ROW, "stance": "agree"})
    write_lines(tmp_path / "types.jsonl", [types])
    write_lines(tmp_path / "stance.jsonl", [stance])
    names = [tmp_path / "types.jsonl", tmp_path / "stance.jsonl"]
    for order in (names, names[::-1]):
        (found,) = read_labels(order)
        assert (found.types, found.stance) == (("claim",), (1.0, 0.0, 0.0))
        assert found.files == tuple(map(str, order))
        assert found.measured


def test_of_two_labels_the_first_counts(tmp_path, write_lines):
    """A second reading adds what the first is silent about, and changes nothing it says."""
    path = tmp_path / "rows.jsonl"
    other = {**ROW, "types": ["attack"], "stance": "disagree", "sampling": "balanced"}
    write_lines(path, [{**ROW, "types": ["claim"]}, other])
    (found,) = read_labels([path])
    assert (found.types, found.stance) == (("claim",), (0.0, 1.0, 0.0))
    # The stance belongs to no random sample: the comment cannot be measured on.
    assert not found.measured
    assert len(found.files) == 1


def test_labels_of_other_words_are_not_joined(tmp_path, write_lines):
    """Where two comments of a thread have one id, the second lends the first no label."""
    path = tmp_path / "rows.jsonl"
    other = {**ROW, "text": "Of course they are.", "stance": "agree"}
    write_lines(path, [{**ROW, "types": ["claim"]}, other])
    (found,) = read_labels([path])
    assert (found.own, found.types, found.stance) == ("No.", ("claim",), None)


def test_a_crowd_adds_nothing_to_our_scheme(tmp_path, write_lines):
    """A stance by other instructions stays apart from our labels: it only helps."""
    crowd = {**ROW, "mean_agreement": -3}
    for rows in ([{**ROW, "types": ["claim"]}, crowd], [crowd, {**ROW, "types": ["claim"]}]):
        write_lines(tmp_path / "rows.jsonl", rows)
        (found,) = read_labels([tmp_path / "rows.jsonl"])
        assert (found.types, found.stance, found.helping) == (("claim",), None, False)


@pytest.mark.parametrize("more", [{}, {"id": None}])
def test_rows_without_id_are_told_apart_by_file_and_line(tmp_path, write_lines, more):
    """Two files about one thread do not lose the comments whose lines have the same number."""
    bare = {key: value for key, value in ROW.items() if key != "id"}
    paths = []
    for folder in "ab":
        (tmp_path / folder).mkdir()
        paths.append(tmp_path / folder / "rows.jsonl")
        rows = [{**bare, **more, "text": f"{folder}{k}"} for k in range(2)]
        write_lines(paths[-1], rows)
    assert [e.own for e in read_labels(paths)] == ["a0", "a1", "b0", "b1"]
    # A file that is named twice is still one.
    assert len(read_labels([*paths, *paths])) == 4
