"""Labelled rows -> the parts of a training."""

from pathlib import Path

import pytest

from threadlab.errors import UnreadableSource
from threadlab.training.examples import Example
from threadlab.training.parting import part, usable
from threadlab.training.splits import PARTS, split_of

FILES = (Path("rows.jsonl"),)
BOTH = ("types", "stance")
THREADS = {
    name: [f"forum/{k}" for k in range(200) if split_of(f"forum/{k}") == name] for name in PARTS
}
AGREE = (1.0, 0.0, 0.0)


def row(key, own, source="forum", types=("claim",), stance=AGREE, **more):
    """A labelled comment."""
    return Example(own, key, source, "", own, types, stance, **more)


def rows_of(**lacking):
    """Three rows a part; those of a named part lack the label that is given with it."""
    return [
        row(key, f"{name} {key}", **({lacking[name]: None} if name in lacking else {}))
        for name in PARTS
        for key in THREADS[name][:3]
    ]


@pytest.mark.parametrize("lacking", PARTS)
@pytest.mark.parametrize(("head", "other"), [BOTH, BOTH[::-1]])
def test_a_head_without_rows_in_a_part_is_refused(lacking, head, other):
    """Which part lacks what, and which training is possible; that one is not refused."""
    rows = rows_of(**{lacking: head})
    wanted = rf'no row with "{head}" is left for the {lacking} part\..*threadlab train {other}\.'
    with pytest.raises(UnreadableSource, match=wanted):
        part(FILES, rows, (), BOTH)
    assert set(part(FILES, rows, (), (other,))) == set(PARTS)


def test_a_head_that_no_row_tells_is_refused():
    """With stances alone nothing is said of types, and no head of them is to be made."""
    rows = rows_of(train="types", valid="types", test="types")
    with pytest.raises(UnreadableSource, match="the train and valid and test parts"):
        part(FILES, rows, (), BOTH)
    with pytest.raises(UnreadableSource, match='no row with "types"') as refusal:
        part(FILES, rows, (), ("types",))
    assert "threadlab train" not in str(refusal.value)


def test_hints_alone_do_not_teach_the_primary_type():
    """Foreign schemes help to learn types, and name no primary one."""
    rows = rows_of(train="types")
    hinted = [row(THREADS["train"][5], "helps", types=None, hints=(("attack", 1.0),), helping=True)]
    with pytest.raises(UnreadableSource, match='"types" is left for the train part'):
        part(FILES, [*rows, *hinted], (), BOTH)


def test_rows_picked_for_a_label_are_no_test():
    """A head whose held-back rows belong to no random sample cannot be measured."""
    rows = rows_of(test="stance")
    rows.append(row(THREADS["test"][7], "picked", types=None, measured=False))
    with pytest.raises(UnreadableSource, match='"stance" is left for the test part'):
        part(FILES, rows, (), BOTH)


LONG = "A comment that is long enough to be told apart from all the other ones, and then some."


def left_out(*more):
    """Parts with the source "list" left out, one of whose rows says LONG."""
    mine = [row(key, f"{key} says little") for name in PARTS for key in THREADS[name][:3]]
    theirs = [row("list/1", LONG, "list"), row("shared/1", "another one", "list")]
    return part(FILES, [*mine, *more, *theirs], ("list",), BOTH)


@pytest.mark.parametrize("name", PARTS)
def test_what_is_left_out_has_no_near_duplicate_among_the_others(name):
    """Neither learned from nor calibrated by: the same words, or words around them."""
    key = THREADS[name][5]
    copies = [row(key, LONG.upper() + "!!"), row(key, f"He said: {LONG} Indeed.")]
    parts = left_out(row(key, "mine alone"), *copies)
    kept = {e.own for rows in (parts["train"], parts["valid"]) for e in rows}
    assert "mine alone" in kept
    assert kept.isdisjoint(e.own for e in copies)
    assert [e.own for e in parts["test"]] == [LONG, "another one"]


def test_what_is_left_out_shares_no_thread_with_the_others():
    """A crossposted thread that two sources hold is left out with both."""
    parts = left_out(row("shared/1", "in the same thread"))
    assert all(e.key != "shared/1" for rows in (parts["train"], parts["valid"]) for e in rows)


def test_learned_from_is_nothing_near_to_what_calibrates():
    """Rows that would else have been the test are learned from, but for copies of valid ones."""
    words = "Nothing is left of the old harbour but two cranes, and nobody repairs either of them."
    copy, original = row(THREADS["test"][6], words.upper()), row(THREADS["valid"][6], words)
    parts = left_out(original, copy)
    assert original in parts["valid"]
    assert copy not in parts["train"]
    assert {e.key for e in parts["train"]} >= set(THREADS["test"][:3])


def test_nothing_to_learn_is_refused(tmp_path, write_lines):
    """Rows that tell nothing of what is asked are an error before anything is loaded."""
    path = tmp_path / "rows.jsonl"
    write_lines(path, [{"text": "No.", "stance": "disagree"}])
    with pytest.raises(UnreadableSource, match='no row has "types"'):
        usable([path], (), ("types",))
