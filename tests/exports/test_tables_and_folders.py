"""CSV, Parquet, the data set, ConvoKit and Polis: read by others, and back by threadlab."""

import csv as csv_module
import io
import json

import pandas as pd
import pyarrow.parquet as pq
import pytest
from debate import debate
from hostile_threads import strained_threads
from hypothesis import HealthCheck, given, settings

import threadlab as tl
from threadlab.errors import ManyThreads
from threadlab.exports.convokit import convokit
from threadlab.exports.delimited import csv, csv_of_all
from threadlab.exports.frames import COMMENT_COLUMNS
from threadlab.exports.parquet import COLUMNS, parquet, parquet_of_all
from threadlab.exports.polis import polis_csv
from threadlab.text import clean
from threadlab.thread import Comment, Label, Reply, Thread

FEW = settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))


def parents(thread):
    """Who is answered first of all."""
    primary = {r.child: r.parent for r in thread.replies if r.primary}
    return [primary.get(c.id) for c in thread.comments]


def stated(thread):
    return [c.stated_parents[0] if c.stated_parents else None for c in thread.comments]


def told(thread):
    """What tables give back: ids, authors, texts, times."""
    return [(c.id, c.author, c.body, c.posted) for c in thread.comments]


@FEW
@given(strained_threads())
def test_any_text_gives_a_table_that_pandas_and_python_read_alike(thread):
    """Each comment is one row with its texts, whatever they hold."""
    texts = [clean(c.body).replace("\0", "\ufffd") for c in thread.comments]
    names = [clean(c.id).replace("\0", "\ufffd") for c in thread.comments]
    frame = pd.read_csv(io.BytesIO(csv(thread)), dtype=str, keep_default_na=False)
    assert list(frame["text"]) == texts
    assert list(frame["comment_id"]) == names
    assert list(frame.columns) == list(COMMENT_COLUMNS)
    rows = list(csv_module.DictReader(io.StringIO(csv(thread).decode("utf-8"), newline="")))
    assert [row["text"] for row in rows] == texts
    table = pq.read_table(io.BytesIO(parquet(thread))).to_pydict()
    assert table["text"] == [clean(c.body) for c in thread.comments]
    assert table["author"] == [
        None if c.author is None else clean(c.author) for c in thread.comments
    ]
    assert table["posted"] == [c.posted for c in thread.comments]


@pytest.mark.parametrize("suffix", [".csv", ".parquet", ".convokit", ".aif.json", ".xaif.json"])
def test_threadlab_reads_back_what_a_format_holds(suffix, tmp_path):
    """Ids, authors, texts, times and parents of a debate come back."""
    thread = debate()
    back = tl.read(tl.save(thread, tmp_path / f"debate{suffix}"))
    texts = suffix.endswith(".json")
    for one, other in zip(thread.comments, back.comments, strict=True):
        assert (one.id, one.author, one.posted) == (other.id, other.author, other.posted)
        assert other.body == (tl_own(one) if texts else one.body)
    assert stated(back) == parents(thread)


def tl_own(comment):
    from threadlab.thread import own_words

    return own_words(comment)


def test_many_threads_make_one_table(tmp_path):
    """The line of names stands once; row groups come as they fill; ids of threads part the rows."""
    many = [tl.Thread(f"t{k}", comments=debate().comments) for k in range(3)]
    frame = pd.read_csv(io.BytesIO(b"".join(csv_of_all(many))))
    assert list(frame["thread_id"].unique()) == ["t0", "t1", "t2"]
    rows = tuple(Comment(str(k)) for k in range(6_000))
    pieces = list(parquet_of_all(Thread(name, comments=rows) for name in "abc"))
    assert len(pieces) == 2
    table = pq.ParquetFile(io.BytesIO(b"".join(pieces)))
    assert (table.metadata.num_rows, table.metadata.num_row_groups) == (18_000, 2)


def test_a_folder_holds_all_tables(tmp_path):
    """A name that ends in a slash takes comments, replies, threads and a manifest."""
    tl.save(debate(), f"{tmp_path}/set/")
    tables = {
        name: pq.read_table(tmp_path / "set" / name / "part-00000.parquet") for name in COLUMNS
    }
    assert {name: table.num_rows for name, table in tables.items()} == {
        "comments": 30,
        "replies": len(debate().replies),
        "threads": 1,
    }
    for name, columns in COLUMNS.items():
        assert tables[name].column_names == list(columns)
    row = tables["threads"].to_pylist()[0]
    assert json.loads(row["notes_json"]) == list(debate().notes)
    assert 0 < row["share_disagree"] < 1
    manifest = json.loads((tmp_path / "set" / "manifest.json").read_text())
    assert manifest["counts"]["comments"] == 30
    before = (tmp_path / "set" / "comments" / "part-00000.parquet").read_bytes()
    tl.save(debate(), tmp_path / "set")  # the folder is there by now
    assert (tmp_path / "set" / "comments" / "part-00000.parquet").read_bytes() == before


def test_a_folder_with_other_files_is_left_alone(tmp_path):
    """Nothing is written into, and nothing removed from, a folder that holds anything else."""
    (tmp_path / "notes.txt").write_text("mine")
    with pytest.raises(FileExistsError, match=r"notes\.txt"):
        tl.save(debate(), tmp_path)
    assert [p.name for p in tmp_path.iterdir()] == ["notes.txt"]


@FEW
@given(thread=strained_threads())
def test_any_thread_gives_a_corpus(tmp_path_factory, thread):
    """Utterances are one JSON object a line, in order, with unique ids and known parents."""
    folder = tmp_path_factory.mktemp("corpus")
    convokit([thread], folder)
    lines = (folder / "utterances.jsonl").read_bytes().decode("utf-8").split("\n")[:-1]
    rows = [json.loads(line) for line in lines]
    assert [row["text"] for row in rows] == [clean(c.body) for c in thread.comments]
    names = {row["id"] for row in rows}
    assert len(names) == len(rows)
    assert {row["reply-to"] for row in rows} <= names | {None}
    assert {row["conversation_id"] for row in rows} <= {rows[0]["id"]}
    assert set(json.loads((folder / "speakers.json").read_text())) == {r["speaker"] for r in rows}


def test_ids_of_several_threads_are_kept_apart_in_a_corpus(tmp_path):
    """Where ids clash, they begin with their thread's; the corpus is read back as two threads."""
    many = [Thread(f"t{k}", title=f"T{k}", comments=debate().comments) for k in range(2)]
    convokit([*many, Thread("empty")], tmp_path)
    back = list(tl.read_all(tmp_path))
    assert [t.comments[0].id for t in back] == ["t0/1", "t1/1"]
    assert [t.title for t in back] == ["T0", "T1"]


LABELS = {
    name: tuple(
        sorted(
            (Label(n, 0.8 if n == name else 0.1) for n in ("agree", "disagree", "neutral")),
            key=lambda label: -label.probability,
        )
    )
    for name in ("agree", "disagree", "neutral")
}


def test_answers_are_votes(tmp_path):
    """Authors agree to what they said; who answers votes; the last vote counts."""
    thread = Thread(
        "t",
        comments=(
            Comment("1", "Ann", "Tea."),
            Comment("2", "Bob", "No."),
            Comment("3", "Bob", "Well, yes."),
            Comment("4", None, "Hm."),
            Comment("5", "Ann", "See."),
        ),
        replies=(
            Reply("2", "1", 1.0, stance=LABELS["disagree"]),
            Reply("3", "1", 1.0, stance=LABELS["agree"]),
            Reply("4", "1", 1.0, stance=LABELS["neutral"]),
            Reply("5", "1", 1.0, stance=LABELS["agree"]),
        ),
    )
    rows = pd.read_csv(io.BytesIO(polis_csv(thread)))
    assert list(rows["author-id"]) == [0, 1, 1, 2, 0]
    assert (rows["agrees"][0], rows["disagrees"][0]) == (2, 0)
    tl.save(thread, tmp_path / "t.polis")
    votes = pd.read_csv(tmp_path / "t.polis" / "votes.csv")
    of_first = votes[votes["comment-id"] == 0].set_index("voter-id")["vote"]
    assert dict(of_first) == {0: 1, 1: 1, 2: 0}


def test_polis_holds_one_thread(tmp_path):
    """Several threads are refused, and nothing is left behind."""
    from threadlab.exports import save_all

    with pytest.raises(ManyThreads, match="there are 2"):
        save_all([debate(), debate()], tmp_path / "two.polis")
    assert list(tmp_path.iterdir()) == []
