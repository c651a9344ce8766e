"""Reading files, folders and standard input; what cannot be read."""

import gzip
import io
import json
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from timing import at_most

from threadlab.errors import ManyThreads, MissingExtra, UnknownName, UnreadableSource
from threadlab.readers import READERS, formats, read, read_all

SEEDS = Path(__file__).parents[2] / "seeds"
LINE = '{{"thread_id": "{}", "comments": [{{"id": "1", "body": "Yes."}}]}}\n'


def write(folder, name, data):
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return path


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        ("", "is empty"),
        ("\n\n", "white space"),
        (b"\x89PNG\r\n\x1a\n" + bytes(50), "PNG image"),
        (bytes(range(256)) * 4, "binary"),
        ("Topics\n\nOne\n", "nothing but menus"),
        ('<?xml version="1.0"?>\n<!-- a -->\n<talk><say>Hi to you</say></talk>', "XML of a kind"),
        ('{"a": 1}\n', 'no list of "comments"'),
        ('{"comments": []}\n', "holds no comment"),
        ('{"thread_id": 1, "comments": [{"body": "a"}]\n', "not JSON"),
        ("[" * 100_000 + "\n", None),
        ('{"comments": ' * 100_000, "JSON"),
        (b"\x1f\x8bnothing to unfold", "broken gzip"),
        (gzip.compress(b"cut short" * 1000, mtime=0)[:40], "broken gzip"),
    ],
)
def test_unreadable(tmp_path, data, problem):
    """Each is refused with the file, the problem and a next step; brackets are but text."""
    path = write(tmp_path, "file.txt", data)
    if problem is None:
        assert len(read(path).comments) == 1
        return
    with pytest.raises(UnreadableSource, match=problem) as caught:
        read(path)
    assert caught.value.source == str(path)
    assert caught.value.next_step


def test_missing_file(tmp_path):
    """A file that is not there is named, with a next step."""
    with pytest.raises(UnreadableSource, match=r"no\.txt: is not there\. Check the path"):
        read(tmp_path / "no.txt")
    with pytest.raises(UnreadableSource, match="cannot be opened"):
        read("a\0b")


def test_folder(tmp_path):
    """A folder of several threads is read whole by read_all: sorted, hidden files left out."""
    write(tmp_path, "b.txt", "Ann: I say no to you.\nBob: I say yes to you.\n")
    write(tmp_path, "a/x.jsonl", LINE.format("one") + LINE.format("two"))
    write(tmp_path, ".hidden", b"\x00")
    write(tmp_path, ".git/config", b"\x00")
    with pytest.raises(ManyThreads, match="read_all"):
        read(tmp_path)
    assert [t.id for t in read_all(tmp_path)] == ["b", "one", "two"]


def test_empty_folder(tmp_path):
    """A folder without files is no success."""
    with pytest.raises(UnreadableSource, match="without files"):
        list(read_all(tmp_path))


def test_errors_do_not_stop_the_others(tmp_path):
    """With on_error, bad lines and files are told and the rest is read."""
    write(tmp_path, "a.jsonl", LINE.format("one") + "{bad\n" + LINE.format("two"))
    write(tmp_path, "b.png", b"\x89PNG\r\n\x1a\n" + bytes(50))
    write(tmp_path, "c.txt", "A text.")
    (tmp_path / "d.txt").symlink_to(tmp_path / "c.txt")
    errors = []
    read_ids = [t.id for t in read_all(tmp_path, on_error=errors.append)]
    assert read_ids == ["one", "two", "c"]
    assert [e.place for e in errors] == ["line 2, column 2", None, None]
    assert ["PNG" in str(e) for e in errors] == [False, True, False]


def test_bad_line_is_named(tmp_path):
    """Without on_error, the threads before a bad line are given, then it is raised."""
    path = write(tmp_path, "a.jsonl", LINE.format("one") + "{bad\n" + LINE.format("two"))
    threads = read_all(path)
    assert next(threads).id == "one"
    with pytest.raises(UnreadableSource, match=r"a\.jsonl, line 2, column 2: is not JSON"):
        next(threads)


def test_many_threads(tmp_path):
    """One thread asked for, several there: the error names read_all."""
    path = write(tmp_path, "a.jsonl", LINE.format("one") + LINE.format("two"))
    with pytest.raises(ManyThreads, match="read_all"):
        read(path)


def test_formats_and_unknown_format(tmp_path):
    """Every reader is listed; an unknown one is refused with the list; a wrong one fails."""
    assert [row["name"] for row in formats()] == list(READERS)
    assert all(row["description"] and row["suffixes"] for row in formats())
    path = write(tmp_path, "a.txt", "Just prose here.")
    with pytest.raises(UnknownName, match=r"there is: .*jsonl, "):
        read(path, format="pdf")
    with pytest.raises(UnreadableSource, match="line 1"):
        read(path, format="jsonl")
    assert read(path, format="plaintext").comments == read(path).comments


def test_standard_input(monkeypatch):
    """The name - reads standard input."""
    stdin = io.TextIOWrapper(io.BytesIO(LINE.format("one").encode()))
    monkeypatch.setattr(sys, "stdin", stdin)
    thread = read("-")
    assert (thread.id, thread.source) == ("one", "-")


def test_compressed(tmp_path):
    """A gzip file is read as what it holds, whatever it is called."""
    path = write(tmp_path, "a.jsonl.gz", gzip.compress(LINE.format("one").encode()))
    assert read(path).id == "one"
    text = write(tmp_path, "b.txt.gz", gzip.compress(b"A text."))
    assert (read(text).id, read(text).comments[0].body) == ("b", "A text.")


def test_zstandard_needs_its_extra(tmp_path, monkeypatch):
    """A Zstandard file without the library is refused with the extra to install."""
    monkeypatch.setitem(sys.modules, "zstandard", None)
    path = write(tmp_path, "a.jsonl.zst", b"\x28\xb5\x2f\xfd....")
    with pytest.raises(MissingExtra, match=r"threadlab\[zst\]"):
        read(path)


def test_unfolding_has_a_limit(tmp_path, monkeypatch):
    """What unfolds beyond the limit is refused before memory is full."""
    monkeypatch.setattr("threadlab.readers.unfolding.LARGEST_UNFOLDED", 3 << 20)
    path = write(tmp_path, "bomb.txt.gz", gzip.compress(b"a" * (8 << 20)))
    with pytest.raises(UnreadableSource, match="unfolds to more"):
        read(path)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "latin-1"])
def test_five_megabytes_in_one_line(tmp_path, encoding):
    """A single line of 5 MB is one comment, whole."""
    text = "on a café " * 500_000
    path = write(tmp_path, "long.txt", text.encode(encoding))
    thread = read(path)
    assert [c.body for c in thread.comments] == [text]
    assert any("no comment was found" in note for note in thread.notes)


def test_blanks_before_the_text(tmp_path):
    """More blanks than are looked at to sniff do not make a file empty."""
    path = write(tmp_path, "blank.txt", " " * 200_000 + "\nText at last.")
    assert read(path).comments[0].body.strip() == "Text at last."


@pytest.mark.parametrize("name", [None, *READERS])
@given(data=st.binary(max_size=200) | st.text(st.characters(), max_size=200).map(
    lambda t: t.encode("utf-8", "surrogatepass")))  # fmt: skip
def test_any_bytes(tmp_path_factory, name, data):
    """Any bytes in any reader are threads or a clear refusal; never a crash or nothing."""
    path = tmp_path_factory.getbasetemp() / "any.txt"
    path.write_bytes(data)
    errors = []
    threads = list(read_all(path, format=name, on_error=errors.append))
    assert all(error.source == str(path) for error in errors)
    assert threads or errors
    assert all(thread.comments for thread in threads)


PARTS = st.sampled_from(
    ["Ann wrote:", "Bob: no", "> a b c", "-----", "Topics", "Reply", "Ann · 3 May 2010", "you?",
     "Ann", "3 May 2010", "Read more:", "***", "[deleted] · 2h", "", "", "I say one two three four",
     "> one two three four", "<ann> hi", "- cross-posted to:", "- a@example.org"]
)  # fmt: skip


@pytest.mark.parametrize("name", ["plaintext", "flattened"])
@given(lines=st.lists(PARTS, max_size=14))
def test_any_lines(tmp_path_factory, name, lines):
    """Any mixture of what threads are made of is read or refused; comments are the file's lines."""
    path = tmp_path_factory.getbasetemp() / "lines.txt"
    path.write_text("\n".join(lines))
    try:
        thread = read(path, format=name)
    except UnreadableSource:
        return
    assert thread.comments
    for comment in thread.comments:
        for line in filter(None, comment.body.split("\n")):
            assert any(line in source for source in lines)


def test_undivided_lines_are_the_sources():
    """On a page without boundaries, line k of the undivided comment is source line number + k."""
    path = next(SEEDS.glob("001_*"))
    lines = path.read_text().split("\n")
    post, rest = read(path).comments
    assert (post.id, rest.id) == ("L5", "L10")
    assert rest.body.split("\n") == lines[9:]
    assert (post.author, rest.author) == (None, None)


def test_a_row_is_json_of_its_own(tmp_path):
    """Keys that start with gold are never read, not even where the format has such a key."""
    row = {"thread_id": "t", "comments": [{"id": "1", "body": "a", "gold_parent": "x", "gold": 1}]}
    plain = {"thread_id": "t", "comments": [{"id": "1", "body": "a"}]}
    one = read(write(tmp_path, "one.jsonl", json.dumps(row)))
    two = read(write(tmp_path, "two.jsonl", json.dumps(plain)))
    assert one.comments == two.comments


HARD = {
    "names": "Ann: hi you\nBob: no you\n",
    "dates": "Ann, 3 May 2010\nhello you\n",
    "digits": "abc 12.12.12 x\n",
    "rules": "you see\n-----\n",
    "quotes": "> a b\n\nno\n\n",
    "attributions": "Ann wrote:\n> a b c\n\nBob wrote:\n> a b c\n",
    "headings": "Topics\nfoo\n",
    "repetitions": "one two three four five six seven\n",
    "letters": "a\n",
    "one line": "Ann Lee ",
    "rows": LINE.format("t"),
}


@pytest.mark.parametrize("name", HARD)
@pytest.mark.usefixtures("steady")
def test_readers_run_in_linear_time(tmp_path, name):
    """Four times the text takes about four times as long; sixteen would be quadratic."""

    def seconds(size: int) -> float:
        path = write(tmp_path, f"{size}.txt", "x\n" + HARD[name] * (size // len(HARD[name])))
        if name == "rows":
            path.write_text(path.read_text().removeprefix("x\n"))
        begin = time.process_time()
        list(read_all(path, on_error=lambda error: None))
        return time.process_time() - begin

    seconds(10_000)
    assert at_most(9, seconds, 40_000, 160_000, quick=0.2)


@pytest.mark.parametrize(
    ("data", "format", "problem"),
    [
        ('{"error": 404, "message": "Not Found"}', None, "answered with: “Not Found”"),
        ('{"message": "Too many", "documentation_url": "x"}', None, "answered with: “Too many”"),
        ("Ann: Should the bus stop here?\nBob: Yes.\n", "eml", "no mail"),
        (
            "From a@b Mon Feb  3 10:00:00 2025\nFrom: a@b\n\nYes.\n\n"
            "From c@d Mon Feb  3 11:00:00 2025\nFrom: c@d\n\nNo.\n",
            "eml",
            "mailbox of several mails",
        ),
    ],
)
def test_what_is_no_thread_is_told(tmp_path, data, format, problem):
    """Errors that sites answer with, and files read as what they are not, are told as such."""
    with pytest.raises(UnreadableSource, match=problem) as caught:
        read(write(tmp_path, "a.json", data), format=format)
    assert caught.value.next_step


def test_reddits_tables_are_unescaped_once(tmp_path):
    """A table of Reddit's comments holds its signs escaped: a quote is a quote again."""
    data = 'id,parent_id,body\nt1_a,t3_x,"&gt; Tea &amp;amp; milk\n\nNo."\n'
    comment = read(write(tmp_path, "a.csv", data)).comments[0]
    assert comment.body == "> Tea &amp; milk\n\nNo."
    assert [p.kind for p in comment.passages] == ["quote", "own"]
