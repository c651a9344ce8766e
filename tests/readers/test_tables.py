"""Tables of comments: cells as they stand, columns by name, rows to threads; broken ones."""

import csv
import io
import json
import random
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from timing import at_most

from threadlab.errors import UnknownName, UnreadableSource
from threadlab.readers import read, read_all
from threadlab.readers.numeric_dates import day_comes_first, plain_date
from threadlab.readers.tables.delimited import Dialect, records
from threadlab.readers.tables.names import FIELDS, fields_named
from threadlab.readers.tables.values import as_ids

SHARED = Path(__file__).parents[3] / "shared" / "data" / "raw"


def write(folder, name, data):
    path = folder / name
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return path


CELLS = st.text(st.characters(exclude_characters="\r", exclude_categories=["Cs"]), max_size=12)
TRICKY = st.sampled_from(['"', '""', ",", "\n", ';"', '",', '"\n', "a,b", " ", "\\", 'say "no"'])


@given(
    rows=st.lists(st.lists(CELLS | TRICKY, min_size=2, max_size=4), max_size=6),
    delimiter=st.sampled_from([",", "\t", ";", "|"]),
)
def test_what_python_writes_is_read_back(rows, delimiter):
    """Cells of any text, as the csv module quotes them, are read back letter by letter."""
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter, quoting=csv.QUOTE_ALL, lineterminator="\n").writerows(
        rows
    )
    found = list(records(text.getvalue().split("\n"), Dialect(delimiter)))
    assert [record.cells for record in found] == rows
    assert not any(record.broken for record in found)


PIECES = st.sampled_from(['"', '""', ",", "\n", "a", "\\", '"\n', "x\n1,", " ", ',"'])


@given(pieces=st.lists(PIECES, max_size=30), backslash=st.booleans())
def test_no_letter_of_a_broken_table_is_lost(pieces, backslash):
    """However quotes are broken, every letter of the text stands in a cell, in its order."""
    text = "".join(pieces)
    found = records(text.split("\n"), Dialect(",", backslash=backslash))
    letters = "".join("".join(record.cells) for record in found)
    assert [c for c in letters if c in "ax1"] == [c for c in text if c in "ax1"]


def test_escaped_by_backslash(tmp_path):
    """Quotes that a database escaped by a backslash are quotes."""
    path = write(tmp_path, "a.csv", 'author,text\nann,"I said \\"no\\", twice"\nbob,"\\"So\\""\n')
    assert [c.body for c in read(path).comments] == ['I said "no", twice', '"So"']


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_encodings_and_line_ends(tmp_path, encoding, end):
    """The same table in any encoding and with any line ends is the same thread."""
    text = 'author,text\nJörg,"Der Bus\nkommt nie"\nMia,Doch – später\n'.replace("\n", end)
    thread = read(write(tmp_path, "a.csv", text.encode(encoding)))
    assert [c.author for c in thread.comments] == ["Jörg", "Mia"]
    assert [c.body for c in thread.comments] == ["Der Bus\nkommt nie", "Doch – später"]


def test_columns_that_are_told(tmp_path):
    """Columns that the user names are taken, in any case; an empty name takes a guess away."""
    path = write(tmp_path, "a.csv", "who,What,parent,text\nann,Tea,9,x\nbob,No,8,y\n")
    told = {"author": "who", "body": "what", "parent": ""}
    thread = read(path, columns=told)
    assert [(c.author, c.body) for c in thread.comments] == [("ann", "Tea"), ("bob", "No")]
    assert not any(c.stated_parents for c in thread.comments)
    assert not any("taken for" in note for note in thread.notes)


@pytest.mark.parametrize("text", ["who|what\nann|Tea\n", '{"who": "ann", "what": "Tea"}\n'])
def test_whoever_tells_columns_has_a_table(tmp_path, text):
    """A file whose columns are told is a table, whatever it is called and they are called."""
    path = write(tmp_path, "a.txt", text)
    thread = read(path, columns={"author": "who", "body": "what"})
    assert [(c.author, c.body) for c in thread.comments] == [("ann", "Tea")]


def test_columns_that_are_not_there(tmp_path):
    """A table without text, and a column that is not there, are refused with those there are."""
    path = write(tmp_path, "a.csv", "x,y\n1,2\n")
    with pytest.raises(UnreadableSource, match=r"there is 'x', 'y'.*--columns body="):
        read(path, format="table")
    with pytest.raises(UnreadableSource, match=r"no column 'z'; there is 'x', 'y'"):
        read(path, format="table", columns={"body": "z"})
    with pytest.raises(UnknownName, match="id, parent, thread, author, body, date, title, format"):
        read(path, format="table", columns={"boddy": "x"})


def test_every_guess_is_told(tmp_path):
    """Each column that was guessed, and each that is left aside, stands in the notes."""
    path = write(tmp_path, "a.csv", "from_name,content,likes\nann,Tea,3\nbob,No,4\n")
    notes = read(path).notes
    assert "column 'from_name' was taken for the author" in notes
    assert "column 'content' was taken for the text" in notes
    assert "columns left aside: 'likes'" in notes


def test_names_of_columns_are_known_for_one_field():
    """No name stands for two fields, so the order of the fields does not matter."""
    names = [name for names in FIELDS.values() for name in names]
    assert len(names) == len(set(names))
    assert fields_named(["Comment ID", "In-Reply-To", "TEXT", "Likes"]) == {"id", "parent", "body"}


def test_ids_that_parents_point_to_are_the_ids(tmp_path):
    """Of several columns of ids, the one that parents point to is taken."""
    lines = ["id,post_id,reply_to,author,text"]
    lines += [f"{900 + n},{n},{n - 1 if n > 1 else ''},ann,text {n}" for n in range(1, 9)]
    comments = read(write(tmp_path, "a.csv", "\n".join(lines))).comments
    assert [c.id for c in comments] == [str(n) for n in range(1, 9)]
    assert comments[-1].stated_parents == ("7",)


def test_text_is_made_of_words(tmp_path):
    """A column of numbers is not the text, though its name says so, if another may be."""
    path = write(tmp_path, "a.csv", "comment,post,user\n1,Tea?,ann\n2,No.,bob\n")
    assert [c.body for c in read(path).comments] == ["Tea?", "No."]


@pytest.mark.parametrize(
    ("header", "thread"),
    [("post_id,comment_id,author,text", "p"), ("comment_post_ID,comment_ID,user,comment", "p")],
)
def test_posts_that_comments_stand_under(tmp_path, header, thread):
    """Where comments have ids of their own, the id of a post is the thread's."""
    path = write(tmp_path, "a.csv", f"{header}\np,1,ann,Tea?\np,2,bob,No.\nq,3,cem,Chess?\n")
    threads = list(read_all(path))
    assert [(t.id, len(t.comments)) for t in threads] == [(thread, 2), ("q", 1)]


def test_rows_of_a_thread_may_stand_apart(tmp_path):
    """Rows are grouped by their thread; the order of the table's threads is that of first rows."""
    rows = [("b", "1"), ("a", "2"), ("b", "3"), ("a", "4")]
    text = "thread_id,id,text\n" + "".join(f"{t},{i},words {i}\n" for t, i in rows)
    threads = list(read_all(write(tmp_path, "a.csv", text)))
    assert [(t.id, [c.id for c in t.comments]) for t in threads] == [
        ("b", ["1", "3"]),
        ("a", ["2", "4"]),
    ]


@given(seed=st.integers(0, 30))
def test_the_order_of_rows_does_not_matter(tmp_path_factory, seed):
    """Without a column of threads, threads are what replies connect, in whatever order."""
    chance = random.Random(seed)
    parents = {n: chance.randrange(n) if n and chance.random() < 0.7 else None for n in range(12)}
    rows = [f"{n},{'' if p is None else p},ann,text {n}" for n, p in parents.items()]
    chance.shuffle(rows)
    path = tmp_path_factory.getbasetemp() / "shuffled.csv"
    path.write_text("id,parent_id,author,text\n" + "\n".join(rows) + "\n")

    def root(n):
        while parents[n] is not None:
            n = parents[n]
        return n

    expected = {frozenset(str(n) for n in parents if root(n) == r) for r in map(root, parents)}
    found = [frozenset(c.id for c in thread.comments) for thread in read_all(path)]
    assert set(found) == expected
    assert len(found) == len(expected)


def test_ids_that_count_within_a_thread(tmp_path):
    """Ids that begin anew in each thread join no threads."""
    text = "thread_id,id,parent_id,text\nx,1,,a\nx,2,1,b\ny,1,,c\ny,3,2,d\n"
    threads = list(read_all(write(tmp_path, "a.csv", text)))
    assert [[c.body for c in t.comments] for t in threads] == [["a", "b"], ["c", "d"]]


def test_replies_across_threads(tmp_path):
    """A reply into another thread makes them one, and a note says so."""
    text = "thread_id,id,parent_id,text\nx,1,,a\ny,2,,b\ny,3,1,c\n"
    (thread,) = read_all(write(tmp_path, "a.csv", text))
    assert [c.id for c in thread.comments] == ["1", "2", "3"]
    assert any("replies cross the threads x, y" in note for note in thread.notes)


def test_bad_lines_do_not_stop_the_others(tmp_path):
    """A line that is no object is told with its number, and the others are read."""
    lines = ['{"id": 1, "user": "ann", "text": "a"}', "{bad", "[1]", '{"id": 2, "text": "b"}']
    errors = []
    (thread,) = read_all(write(tmp_path, "a.jsonl", "\n".join(lines)), on_error=errors.append)
    assert [c.body for c in thread.comments] == ["a", "b"]
    assert [error.place for error in errors] == ["line 2", "line 3"]


def test_objects_within_an_object(tmp_path):
    """A list of comments within one object, as interfaces answer, is a table, too."""
    rows = [{"id": n, "author": "ann", "text": f"text {n}"} for n in range(3)]
    path = write(tmp_path, "a.json", json.dumps({"meta": {"count": 3}, "records": rows}, indent=1))
    assert [c.body for c in read(path, format="table").comments] == ["text 0", "text 1", "text 2"]


@pytest.mark.parametrize(
    "form",
    [
        {"orient": "records", "lines": True},
        *({"orient": name} for name in ("records", "columns", "split", "table")),
    ],
    ids=str,
)
def test_what_pandas_writes_as_json(tmp_path, form):
    """Each of the forms in which pandas writes a frame as JSON is read."""
    pd = pytest.importorskip("pandas")
    frame = pd.DataFrame(
        {"id": [1, 2], "reply_to": [None, 1], "author": ["ann", "bob"], "text": ["Tea?", "No."]}
    )
    one, two = read(write(tmp_path, "a.json", frame.to_json(**form))).comments
    assert (one.id, one.author, one.body, one.stated_parents) == ("1", "ann", "Tea?", ())
    assert (two.id, two.author, two.body, two.stated_parents) == ("2", "bob", "No.", ("1",))


def test_broken_parquet(tmp_path):
    """A Parquet file that is cut off is refused with its name and what to do."""
    path = write(tmp_path, "a.parquet", b"PAR1" + bytes(100))
    with pytest.raises(UnreadableSource, match="Parquet file that cannot be read") as caught:
        read(path)
    assert caught.value.next_step


def test_parquet_that_unfolds_to_far_more(tmp_path):
    """A small Parquet file of endless repetitions is refused before memory is full."""
    pa = pytest.importorskip("pyarrow")
    from pyarrow import parquet

    once = pa.array(["wall of text " * 80]).dictionary_encode()
    rows = pa.DictionaryArray.from_arrays(pa.array([0] * 100_000, pa.int32()), once.dictionary)
    path = tmp_path / "bomb.parquet"
    parquet.write_table(pa.table({"text": rows, "author": rows}), path, compression="zstd")
    assert path.stat().st_size < 200_000
    with pytest.raises(UnreadableSource, match="unfolds to more"):
        read(path)


@pytest.mark.parametrize(
    ("dates", "first"),
    [
        (["31/12/2021", "01/02/2022"], True),
        (["12/31/2021 10:15", "01/02/2022"], False),
        (["01/02/2022"], None),
        (["31/12/2021", "12/31/2021"], None),
        (["2021-12-31", "no date"], None),
    ],
)
def test_day_or_month_first(dates, first):
    """Many dates together tell whether the day or the month stands first."""
    assert day_comes_first(dates) is first


def test_plain_dates():
    """Dates of numbers alone are read as told; a number over 12 is a day in any case."""
    assert plain_date("01/02/2022", True) == "2022-02-01T00:00:00+00:00"
    assert plain_date("01/02/2022", False) == "2022-01-02T00:00:00+00:00"
    assert plain_date("31.12.21 10:15", None) == "2021-12-31T10:15:00+00:00"
    assert plain_date("12/31/1999", True) == "1999-12-31T00:00:00+00:00"
    assert plain_date("2021-12-31", True) is None


@pytest.mark.parametrize(
    ("cell", "ids"),
    [
        ("<a1@x.example>", ["<a1@x.example>"]),
        ("Ann <ann@x.example> of Monday <b2@x.example>", ["<ann@x.example>", "<b2@x.example>"]),
        ("17", ["17"]),
        (17.0, ["17"]),
        (float("nan"), []),
        ("nan", []),
        (None, []),
        ([1, "2"], ["1", "2"]),
        ([{"type": "replied_to", "id": "7"}, {"type": "quoted", "id": "8"}], ["7"]),
        ("[{'type': 'quoted', 'id': '8'}, {'type': 'replied_to', 'id': '7'}]", ["7"]),
    ],
)
def test_ids_of_cells(cell, ids):
    """Cells name ids as text, numbers, lists or within the words of old mail programs."""
    assert as_ids(cell) == ids


HEAD = "id,parent_id,author,text\n"
HARD = {
    "short rows": "1,,a,b\n",
    "quotes that never close": '1,,a,"open\n',
    "one quote that never closes": "2,,b,there\n",
    "quotes": '"',
    "delimiters": ",",
    "cells over lines": '1,,a,"x\ny"\n',
    "one cell": "long text, ",
    "escapes": '"\\"',
}


@pytest.mark.parametrize("name", HARD)
@pytest.mark.usefixtures("steady")
def test_tables_are_read_in_linear_time(tmp_path, name):
    """Four times the table takes about four times as long; sixteen would be quadratic."""
    start = HEAD + {"one quote that never closes": '1,,a,"open\n', "one cell": '1,,a,"'}.get(
        name, ""
    )

    def seconds(size: int) -> float:
        path = write(tmp_path, f"{size}.csv", start + HARD[name] * (size // len(HARD[name])))
        begin = time.process_time()
        list(read_all(path, format="table", on_error=lambda error: None))
        return time.process_time() - begin

    seconds(10_000)
    assert at_most(9, seconds, 40_000, 160_000, quick=0.3)


def test_a_cell_of_five_megabytes(tmp_path):
    """A cell of 5 MB is one body, whole."""
    body = "Is this, at last, the end? " * 200_000
    path = write(tmp_path, "a.csv", f'author,text\nann,"{body}"\n')
    assert [c.body for c in read(path).comments] == [body]


@pytest.mark.parametrize("text", ["[" * 100_000, '[{"id": 1, "text": ' + "[" * 100_000])
def test_deep_json_is_refused(tmp_path, text):
    """JSON that is nested without end is an error, not a crash."""
    with pytest.raises(UnreadableSource, match="not JSON"):
        read(write(tmp_path, "a.json", text), format="table")


@pytest.mark.shared
@pytest.mark.skipif(not SHARED.is_dir(), reason="the development data is not beside the checkout")
def test_archive_of_mails_is_read_whole():
    """Every mail of the archive with its body, author, date, and the parent that it names."""
    from pyarrow import parquet

    path = SHARED / "parquet" / "r-help-1995-1999.parquet"
    rows = {row["message_id"].strip(): row for row in parquet.read_table(path).to_pylist()}
    threads = list(read_all(path))
    comments = {c.id: c for t in threads for c in t.comments}
    assert comments.keys() == rows.keys()
    assert sum(len(t.comments) for t in threads) == len(rows)
    home = {c.id: t.id for t in threads for c in t.comments}
    dates = {row["date"]: row["message_id"].strip() for row in rows.values()}
    for name, row in rows.items():
        comment = comments[name]
        assert comment.format == "email"
        assert (comment.body, comment.posted) == (row["body"], row["date"])
        assert comment.author == (row["from_name"].strip() or None)
        stated = row["in_reply_to"] or ""
        assert bool(comment.stated_parents) == bool(stated.strip())
        for parent in comment.stated_parents:
            assert parent in stated or parent in dates.values()
            assert parent not in home or home[parent] == home[name]
    answered = sum(p in rows for c in comments.values() for p in c.stated_parents)
    assert answered > 1600  # 1,123 name an id that is there; 555 more name a mail by its date


def test_columns_of_reddit_are_markdown(tmp_path):
    """Rows whose parents are named as Reddit names them, with a kind, hold Markdown."""
    data = "author,body,parent_id,id\nann,Tea &amp; milk,t3_a,t1_b\nbob,no,t1_b,t1_c\n"
    thread = read(write(tmp_path, "posts.csv", data))
    assert [c.format for c in thread.comments] == ["markdown", "markdown"]
