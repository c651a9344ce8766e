"""Data frames: threads given as frames come back; any frame of comments is read."""

import sys

import pytest
from hypothesis import given, settings
from strategies import threads

from threadlab.errors import MissingExtra, UnreadableSource
from threadlab.exports.frames import COMMENT_COLUMNS, REPLY_COLUMNS, to_pandas
from threadlab.readers import read_all
from threadlab.readers.tables import frame_threads, from_pandas
from threadlab.readers.tables.values import as_name
from threadlab.text import clean, somebody
from threadlab.thread import Comment, Evidence, Label, Reply, Thread, primary_replies

pd = pytest.importorskip("pandas")


def debate():
    """A short thread as it is after all stages."""
    stance = (Label("disagree", 0.7), Label("neutral", 0.2), Label("agree", 0.1))
    stated = Evidence("stated", 1.0, None, None)
    near = Evidence("near", 0.25, None, None)
    return Thread(
        "sheds",
        source="allotment",
        comments=(
            Comment("1", "ann", "Sheds should be green."),
            Comment("2", "bob", "No, brown.", stated_parents=("1",)),
            Comment("3", None, "Both of you are wrong."),
        ),
        replies=(
            Reply("2", "1", 0.99, (stated,), stance=stance),
            Reply("3", "2", 0.5, (near,), stance=stance),
            Reply("3", "1", 0.25, (near,), primary=False),
        ),
    )


def test_columns():
    """The frames have the columns of the project's results, also when they are empty."""
    frames = to_pandas(debate())
    assert tuple(frames.comments.columns) == COMMENT_COLUMNS
    assert tuple(frames.replies.columns) == REPLY_COLUMNS
    assert len(frames.comments) == len(frames.replies) == 3
    empty = to_pandas([])
    assert tuple(empty.comments.columns) == COMMENT_COLUMNS
    assert (len(empty.comments), len(empty.replies)) == (0, 0)
    assert frames.comments["parent_id"].isna().tolist() == [True, False, False]
    assert frames.comments["parent_id"].tolist()[1:] == ["1", "2"]


def test_replies_come_back_with_their_evidence():
    """Frames of comments and replies together give replies, stances and what is stated."""
    thread = debate()
    (found,) = from_pandas(*to_pandas(thread))
    assert found.id == thread.id
    assert found.replies == thread.replies
    assert [c.stated_parents for c in found.comments] == [(), ("1",), ()]
    assert [c.author for c in found.comments] == ["ann", "bob", None]


@settings(max_examples=60)
@given(thread=threads())
def test_frames_come_back(thread):
    """Ids, texts, authors, times, types, parents and stances come back as they were."""
    frames = to_pandas(thread)
    if not thread.comments:
        assert len(frames.comments) == 0
        return
    ids = [as_name(clean(c.id)) for c in thread.comments]
    if None in ids or len(set(ids)) < len(ids) or as_name(clean(thread.id)) is None:
        return  # white space alone and words such as "null" name nothing in a table
    (found,) = from_pandas(frames.comments)
    by_id = {c.id: c for c in found.comments}  # those that answer later ones were moved behind them
    for name, comment in zip(ids, thread.comments, strict=True):
        back = by_id[name]
        author = None if comment.author is None else somebody(clean(comment.author))
        assert (back.body, back.author) == (clean(comment.body), author)
        assert back.posted == comment.posted
        assert {t.name: t.probability for t in back.types} == {
            t.name: t.probability for t in comment.types
        }


def test_any_frame_is_read():
    """Columns are guessed or told, missing values are none, an index with a name is a column."""
    frame = pd.DataFrame(
        {
            "what": ["Is it ripe?", "Not yet.", None],
            "reply_to": [None, 1.0, 2.0],
            "speaker": ["ann", "bob", float("nan")],
            "timestamp": [pd.Timestamp("2021-03-04T10:00Z"), pd.NaT, pd.NaT],
        },
        index=pd.Index([1, 2, 3], name="id"),
    )
    (thread,) = from_pandas(frame, columns={"body": "what"}, format="markdown")
    assert [c.id for c in thread.comments] == ["1", "2", "3"]
    assert [c.stated_parents for c in thread.comments] == [(), ("1",), ("2",)]
    assert [c.author for c in thread.comments] == ["ann", "bob", None]
    assert [c.body for c in thread.comments] == ["Is it ripe?", "Not yet.", ""]
    assert {c.format for c in thread.comments} == {"markdown"}
    assert thread.comments[0].posted == pd.Timestamp("2021-03-04T10:00Z")


@pytest.mark.parametrize("dtype", ["string", "category", "object"])
def test_kinds_of_columns(dtype):
    """Text, categories and nullable columns say the same."""
    frame = pd.DataFrame(
        {
            "id": pd.array([1, 2], dtype="Int64"),
            "parent_id": pd.array([None, 1], dtype="Int64"),
            "author": pd.Series(["ann", None], dtype=dtype),
            "text": pd.Series(["a", "b"], dtype=dtype),
        }
    )
    (thread,) = frame_threads(frame)
    assert [(c.id, c.stated_parents) for c in thread.comments] == [("1", ()), ("2", ("1",))]
    assert [(c.author, c.body) for c in thread.comments] == [("ann", "a"), (None, "b")]


def test_threads_of_several():
    """Several threads share the frames and come back as several."""
    one, other = debate(), Thread("b", comments=(Comment("1", "cem", "Chess?"),))
    frames = to_pandas([one, other])
    assert [t.id for t in from_pandas(*frames)] == ["sheds", "b"]
    assert primary_replies(from_pandas(*frames)[1]) == {}


@pytest.mark.parametrize("suffix", [".csv", ".parquet", ".jsonl", ".tsv"])
def test_saved_frames_are_read(tmp_path, suffix):
    """A frame of comments that was saved, in whatever form, is read as the same threads."""
    comments = to_pandas(
        [debate(), Thread("b", comments=(Comment("1", "cem", "Chess?"),))]
    ).comments
    path = tmp_path / f"comments{suffix}"
    match suffix:
        case ".parquet":
            comments.to_parquet(path)
        case ".jsonl":
            comments.to_json(path, orient="records", lines=True, date_format="iso")
        case _:
            comments.to_csv(path, sep="\t" if suffix == ".tsv" else ",", index=False)
    sheds, other = read_all(path)
    assert [c.stated_parents for c in sheds.comments] == [(), ("1",), ("2",)]
    assert [(c.author, c.body) for c in sheds.comments] == [
        ("ann", "Sheds should be green."),
        ("bob", "No, brown."),
        (None, "Both of you are wrong."),
    ]
    assert (other.id, other.comments[0].body) == ("b", "Chess?")


def test_what_is_no_frame():
    """A list is refused with what it is; a frame of other columns is no frame of replies."""
    with pytest.raises(UnreadableSource, match="is a list and no data frame"):
        from_pandas([1])
    comments = to_pandas(debate()).comments
    with pytest.raises(UnreadableSource, match="has no column child_id, reply_probability"):
        from_pandas(comments, comments)


@pytest.mark.parametrize(
    ("column", "value"),
    [("evidence_json", "{bad"), ("evidence_json", "[1]"), ("reply_probability", 7.0),
     ("parent_id", "nobody"), ("evidence_json", '[{"kind": "guessed"}]')],
)  # fmt: skip
def test_replies_that_contradict(column, value):
    """Replies that are broken or point nowhere are refused with the frame's name."""
    comments, replies = to_pandas(debate())
    replies[column] = value
    with pytest.raises(UnreadableSource, match="frame"):
        from_pandas(comments, replies)


def test_pandas_is_an_extra(monkeypatch):
    """Without pandas, the error names the extra to install."""
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(MissingExtra, match=r"threadlab\[pandas\]"):
        to_pandas(debate())
