"""Labelled comments: files to examples, and their split by thread."""

import gzip
import json
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from threadlab.errors import UnreadableSource
from threadlab.training.examples import Example
from threadlab.training.labels import label_files, read_labels
from threadlab.training.splits import (
    PARTS,
    divide,
    fingerprint,
    fold_of,
    split_of,
    thread_key,
)
from threadlab.training.texts import digest_of

ROW = {"id": "1", "thread": "f/1", "source": "f", "parent_text": "Cars are good.", "text": "No."}
LABELS = Path(__file__).parents[3] / "shared" / "data" / "labels"


@pytest.fixture
def read(tmp_path, write_lines):
    """Reads rows through a file."""

    def read(*rows):
        path = tmp_path / "rows.jsonl"
        write_lines(path, rows)
        return read_labels([path])

    return read


def test_a_row_is_read_whole(read, tmp_path):
    """Types keep their order, the stance becomes certain, the row is measured."""
    (found,) = read({**ROW, "types": ["rebuttal", "attack"], "stance": "disagree"})
    assert found == Example(
        id="1",
        key="f/1",
        source="f",
        answered="Cars are good.",
        own="No.",
        types=("rebuttal", "attack"),
        stance=(0.0, 1.0, 0.0),
        files=(str(tmp_path / "rows.jsonl"),),
    )


def test_what_a_row_does_not_say_is_unknown(read):
    """A missing label is no label of its own."""
    (found,) = read(ROW)
    assert (found.types, found.stance) == (None, None)


def test_quoted_lines_are_the_words_answered(read):
    """Lines that begin with ">" are answered, not said; marks of cuts are nobody's words."""
    text = "Ann wrote:\n> Cars are loud. […]\n…[3 more quoted lines elided]…\n\nNot mine. […]"
    (found,) = read({**ROW, "text": text})
    assert found.answered == "Cars are loud."
    assert found.own == "Not mine."


@pytest.mark.parametrize(
    ("text", "answered", "own"),
    [
        ("> cars are LOUD! Not mine.", "cars are LOUD!", "Not mine."),
        ("> nobody said this", "Today cars are loud, I think.", "nobody said this"),
        ("> cars are loud", "Today cars are loud, I think.", "cars are loud"),
        ("> cars are loud\n> I think", "cars are loud\nI think", ""),
    ],
)
def test_a_comment_made_one_line_is_parted(read, text, answered, own):
    """Where line ends were lost, the parent tells how far the quote goes."""
    (found,) = read({**ROW, "parent_text": "Today cars are loud, I think.", "text": text})
    assert (found.answered, found.own) == (answered, own)


def test_quotes_of_the_parent_are_not_its_words(read):
    """Of the parent only its own words are answered, too."""
    (found,) = read({**ROW, "parent_text": "> old words\nNew words."})
    assert found.answered == "New words."


def test_an_opening_post_answers_nothing(read):
    """Without a parent the words answered are empty."""
    (found,) = read({**ROW, "parent_text": None})
    assert found.answered == ""


def test_crowd_votes_are_soft(read):
    """A vote of three quarters leaves a quarter to the other stances; such rows only help."""
    row = {**ROW, "source": "debagreement/climate", "stance": "agree", "votes": 0.75}
    (found,) = read(row)
    assert found.stance == (0.75, 0.125, 0.125)
    assert found.helping


@pytest.mark.parametrize(
    ("mean", "stance"), [(-5, 1), (-1.5, 1), (-0.5, 2), (0, 2), (0.9, 2), (1.2, 0), (5, 0)]
)
def test_mean_scores_are_soft(read, mean, stance):
    """A mean crowd score becomes shares that sum to one, greatest where the score lies."""
    (found,) = read({**ROW, "mean_agreement": mean})
    assert sum(found.stance) == pytest.approx(1)
    assert max(range(3), key=lambda k: found.stance[k]) == stance
    assert found.helping


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"source": "cdcp", "label": "policy"}, {"proposal": 1, "testimony": 0}),
        ({"source": "cmv-units", "label": "testimony"}, {"testimony": 1, "other": 0}),
        ({"source": "qt30", "label": "Rhetorical Questioning"}, {"question": 0}),
        ({"source": "rumoureval/twitter", "label": "query"}, {"question": 1}),
        (
            {
                "source": "wikitactics",
                "rebuttal_labels": ["DH5: Counterargument", "DH1: Ad hominem/ad argument"],
                "coordination_labels": ["Conceding / recanting"],
            },
            {"rebuttal": 1, "attack": 1, "concession": 1},
        ),
        ({"mean_agreement": -2, "attack": "-3.5"}, {"attack": 1}),
        ({"mean_agreement": 2, "attack": "2.5"}, {"attack": 0}),
    ],
)
def test_foreign_schemes_are_mapped(read, more, said):
    """A foreign label says yes or no of some types; the row has no types of ours and helps."""
    (found,) = read({**ROW, **more})
    hints = dict(found.hints)
    assert {name: hints[name] for name in said} == said
    assert found.types is None
    assert found.helping


def test_marked_attacks_are_taken_out_of_threads(read):
    """Of a thread, attacks and what they answer are read; unmarked comments are not."""
    comments = [
        {"id": "a", "parent": None, "body": "Cars are good.", "gold_ad_hominem": False},
        {"id": "b", "parent": "a", "body": "They are loud.", "gold_ad_hominem": False},
        {"id": "c", "parent": "b", "body": "You fool.", "gold_ad_hominem": True},
        {"id": "d", "parent": "a", "body": "So what?", "gold_ad_hominem": False},
        {"id": "e", "parent": "c", "body": "Enough."},
    ]
    found = read({"thread_id": "1", "source": "f", "comments": comments})
    assert [(e.id, e.answered, dict(e.hints)) for e in found] == [
        ("b", "Cars are good.", {"attack": 0}),
        ("c", "They are loud.", {"attack": 1}),
    ]
    assert {e.key for e in found} == {"f/1"}


@pytest.mark.parametrize(
    "more",
    [
        {"source": "cdcp", "label": "something new"},
        {"source": "nowhere", "label": "policy"},
        {"source": "wikitactics", "rebuttal_labels": [], "coordination_labels": []},
        {"mean_agreement": 0, "attack": "0.3"},
    ],
)
def test_a_silent_scheme_gives_no_hint(read, more):
    """What a scheme does not say of a type is absent, not "no"."""
    (found,) = read({**ROW, **more})
    assert found.hints == ()


def test_our_own_labels_go_before_foreign_ones(read):
    """A row with types of ours gets no hints."""
    (found,) = read({**ROW, "source": "cdcp", "label": "policy", "types": ["claim"]})
    assert (found.types, found.hints) == (("claim",), ())


def test_sampled_rows_are_not_measured(read):
    """A row that was picked for its type belongs to no random sample."""
    assert not read({**ROW, "sampling": "balanced"})[0].measured


def test_a_comment_counts_once_and_its_full_labels_win(read):
    """Of two rows of one comment, the one by our scheme is kept."""
    ours = {**ROW, "types": ["claim"], "stance": "agree"}
    crowd = {**ROW, "stance": "disagree", "mean_agreement": -3}
    for rows in ((ours, crowd), (crowd, ours)):
        assert [e.types for e in read(*rows)] == [("claim",)]


@pytest.mark.parametrize(
    ("content", "place"),
    [
        ('{"text": "a"}\nnonsense\n', "line 2: is not JSON"),
        ('{"text": "a"}\n{"words": "b"}\n', "line 2"),
        ('{"text": "a", "types": ["opinion"]}\n', "line 1"),
        ('{"text": "a", "stance": "maybe"}\n', "line 1"),
        ("[1]\n", "line 1"),
    ],
)
def test_a_broken_file_is_named_with_its_place(tmp_path, content, place):
    """What is no labelled comment is refused with file and line."""
    path = tmp_path / "rows.jsonl"
    path.write_text(content)
    with pytest.raises(UnreadableSource, match=place) as refusal:
        read_labels([path])
    assert str(path) in str(refusal.value)


@pytest.mark.parametrize("content", [b"\x1f\x8b\x08\x00nonsense", b"", b"plain"])
def test_a_broken_archive_is_refused(tmp_path, content):
    """A .gz file that is none is an error that names it, an empty one holds nothing."""
    path = tmp_path / "rows.jsonl.gz"
    path.write_bytes(content)
    if not content:
        assert read_labels([path]) == []
        return
    with pytest.raises(UnreadableSource, match=r"rows\.jsonl\.gz"):
        read_labels([path])


def test_folders_stand_for_their_files(tmp_path):
    """A folder means the labelled files in it; a missing or empty one is refused."""
    with gzip.open(tmp_path / "b.jsonl.gz", "wt") as file:
        file.write(json.dumps(ROW) + "\n")
    (tmp_path / "a.jsonl").write_text("")
    (tmp_path / "notes.txt").write_text("")
    assert [p.name for p in label_files([tmp_path])] == ["a.jsonl", "b.jsonl.gz"]
    (tmp_path / "empty").mkdir()
    for wrong in ("nowhere", "empty"):
        with pytest.raises(UnreadableSource, match=wrong):
            label_files([tmp_path / wrong])


@given(st.text(st.characters(), max_size=20))
def test_a_thread_has_one_part_everywhere(key):
    """The part of a thread depends on its key alone."""
    assert split_of(key) == split_of(key)
    assert split_of(key) in PARTS
    assert 0 <= fold_of(key, 5) < 5


def test_parts_are_as_large_as_stated():
    """About 70 % of the threads train, 10 % validate, 20 % test."""
    parts = Counter(split_of(f"forum/{k}") for k in range(4000))
    assert parts["train"] / 4000 == pytest.approx(0.7, abs=0.03)
    assert parts["valid"] / 4000 == pytest.approx(0.1, abs=0.03)


def test_split_does_not_change():
    """The parts of these threads are pinned: another split would mix held-back rows in."""
    found = [split_of(f"forum/{k}") for k in range(12)]
    assert found == PINNED


PINNED = [
    "train",
    "train",
    "train",
    "test",
    "train",
    "test",
    "train",
    "train",
    "test",
    "train",
    "train",
    "test",
]


def test_threads_are_named_over_all_files():
    """The key is "source/thread"; without a thread, rows with nearly the same parent share one."""
    assert thread_key("forum", "7", "", "") == "forum/7"
    assert thread_key("forum", "forum/7", "", "") == "forum/7"
    assert thread_key("forum", 7, "", "") == "forum/7"
    one = thread_key("x", None, "The SAME words, nearly!", "a")
    assert one == thread_key("y", None, "the same words -- nearly", "b")
    assert one != thread_key("x", None, "other words", "a")


def test_training_holds_no_near_duplicate_of_what_is_held_back():
    """A training row whose words nearly equal a held-back one is dropped; short ones may recur."""
    words = "A comment that is long enough to be told apart from all the other ones."

    def example(k, own):
        return Example(str(k), f"forum/{k}", "forum", "", own, ("claim",), None)

    held = next(k for k in range(99) if split_of(f"forum/{k}") == "test")
    kept = [k for k in range(99) if split_of(f"forum/{k}") == "train"]
    parts = divide(
        [
            example(held, words),
            example(kept[0], words.upper() + "!"),
            example(kept[1], "I agree."),
            example(kept[2], "I agree."),
        ]
    )
    assert [e.id for e in parts["train"]] == [str(kept[1]), str(kept[2])]
    assert fingerprint(words) == fingerprint(f"  {words.upper()}")


def test_training_holds_no_text_that_half_consists_of_held_back_words():
    """A row that repeats a held-back text with a new beginning is dropped."""
    words = " ".join(f"word{k}" for k in range(40))
    held = next(k for k in range(99) if split_of(f"forum/{k}") == "test")
    kept = next(k for k in range(99) if split_of(f"forum/{k}") == "train")

    def example(k, own):
        return Example(str(k), f"forum/{k}", "forum", "", own, ("claim",), None)

    fresh = " ".join(f"other{k}" for k in range(60))
    rows = [example(held, words), example(kept, f"As I said before: {words}")]
    rows.append(example(kept, f"{words[:60]} {fresh}"))
    assert [e.own for e in divide(rows)["train"]] == [rows[2].own]


@pytest.mark.shared
@pytest.mark.skipif(not LABELS.is_dir(), reason="the development data is not beside the checkout")
def test_no_thread_is_in_two_parts_of_the_real_data():
    """Over all files together, a thread lies in one part, and no part is empty."""
    names = ("arguments", "stance-iac", "stance-debagreement", "stance-subreddit-agreement")
    parts = divide(read_labels([LABELS / f"{name}.jsonl.gz" for name in names]))
    keys = {name: {e.key for e in rows} for name, rows in parts.items()}
    assert all(keys.values())
    assert not keys["train"] & keys["test"]
    assert not keys["train"] & keys["valid"]
    assert not keys["valid"] & keys["test"]


THREAD_LINE = {
    "thread_id": "7",
    "title": "Tea",
    "comments": [
        {"id": "a", "parent": None, "body": "Milk first?", "format": "plain"},
        {
            "id": "b",
            "parent": "a",
            "body": "<blockquote>Milk first?</blockquote><p>Never &amp; nowhere.</p>",
            "format": "html",
        },
    ],
}
READING = {"id": "b", "thread": "tea/7", "source": "tea", "types": ["claim"], "stance": "disagree"}


def test_a_row_without_text_finds_it_in_the_threads(tmp_path, write_lines):
    """Labels may be kept apart from texts; hypertext is told as text, quotes as quotes."""
    write_lines(tmp_path / "tea.jsonl", [THREAD_LINE])
    write_lines(tmp_path / "readings.jsonl", [READING])
    (found,) = read_labels([tmp_path / "readings.jsonl"], [tmp_path / "tea.jsonl"])
    assert (found.answered, found.own) == ("Milk first?", "Never & nowhere.")
    assert (found.key, found.types) == ("tea/7", ("claim",))
    assert found.files == (str(tmp_path / "readings.jsonl"),)


def test_a_row_without_text_finds_it_in_labelled_files(tmp_path, write_lines):
    """The text of another labelling of the same comment serves, too."""
    write_lines(tmp_path / "other.jsonl", [{**ROW, "stance": "agree"}])
    write_lines(tmp_path / "readings.jsonl", [{k: ROW[k] for k in ("id", "thread", "source")}])
    (found,) = read_labels([tmp_path / "readings.jsonl"], [tmp_path / "other.jsonl"])
    assert (found.answered, found.own, found.stance) == ("Cars are good.", "No.", None)


def test_a_row_of_no_known_thread_finds_its_text_by_source_and_id(tmp_path, write_lines):
    """Ids are those of the source then; read by the codebook, it is a main row, not a helper."""
    source = {"id": "c-1", "thread": None, "source": "subreddit-agreement/tea"}
    crowd = {**source, "previous_text": "Milk first.", "text": "No.", "stance": "agree"}
    write_lines(tmp_path / "other.jsonl", [crowd])
    write_lines(tmp_path / "readings.jsonl", [{**source, "types": ["rebuttal"]}])
    (helping,) = read_labels([tmp_path / "other.jsonl"])
    (found,) = read_labels([tmp_path / "readings.jsonl"], [tmp_path / "other.jsonl"])
    assert (found.answered, found.own, found.types) == ("Milk first.", "No.", ("rebuttal",))
    assert (helping.helping, found.helping) == (True, False)
    assert helping.key == found.key


def test_an_id_that_leads_to_a_person_may_be_given_as_its_digest(tmp_path, write_lines):
    """The row is then the same as with the id itself."""
    mail = {**ROW, "id": "<7@ann.example>"}
    write_lines(tmp_path / "other.jsonl", [mail])
    (plain,) = read_labels([tmp_path / "other.jsonl"])
    named = {"id": digest_of(plain.key, plain.id), "thread": ROW["thread"], "source": ROW["source"]}
    assert "ann" not in named["id"]
    write_lines(tmp_path / "readings.jsonl", [{**named, "types": ["claim"]}])
    (found,) = read_labels([tmp_path / "readings.jsonl"], [tmp_path / "other.jsonl"])
    assert (found.id, found.key, found.own) == (plain.id, plain.key, plain.own)


def test_a_row_whose_text_is_nowhere_is_refused(tmp_path, write_lines):
    """The refusal names the line, the comment and the option that helps."""
    write_lines(tmp_path / "readings.jsonl", [READING])
    with pytest.raises(UnreadableSource, match=r"line 1.*comment b of tea/7.*--texts"):
        read_labels([tmp_path / "readings.jsonl"])
    (tmp_path / "broken.jsonl").write_text("{", "utf-8")
    with pytest.raises(UnreadableSource, match="broken"):
        read_labels([tmp_path / "readings.jsonl"], [tmp_path / "broken.jsonl"])
