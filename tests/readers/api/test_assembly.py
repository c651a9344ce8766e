"""Posts from many answers become threads: put together, in order, with what is missing told."""

import json
import random

import pytest
from api_samples import CASES, read_value

from threadlab.errors import UnreadableSource
from threadlab.readers import read_all
from threadlab.readers.api import pile


def row(name, parent="t3_p", thread="t3_p", when=1_600_000_000, **more):
    """A comment of Reddit as a dump has it."""
    bare = {"id": name, "link_id": thread, "parent_id": parent, "author": "osier", "body": name}
    return {**bare, "created_utc": when, "subreddit": "allotments", **more}


def post(name, **more):
    """A submission of Reddit as a dump has it."""
    bare = {"id": name, "title": f"On {name}", "author": "willow", "selftext": "Why?"}
    return {**bare, "is_self": True, "created_utc": 1_500_000_000, **more}


def write(path, rows):
    path.write_text("".join(json.dumps(r) + "\n" for r in rows))


def many_rows(threads=40, comments=25):
    """Threads mixed as in a dump; comments may stand before what they answer."""
    rows = [post(f"p{n}") for n in range(threads)]
    for n in range(threads):
        for k in range(comments):
            parent = f"t1_c{n}x{k - 1}" if k % 3 else f"t3_p{n}"
            rows.append(row(f"c{n}x{k}", parent, f"t3_p{n}", 1_600_000_000 + k))
    random.Random(3).shuffle(rows)
    return rows


def test_what_goes_to_disk_comes_back_the_same(tmp_path, monkeypatch):
    """Threads are the same whether the posts fit into memory or not."""
    path = tmp_path / "dump.ndjson"
    write(path, many_rows())
    in_memory = list(read_all(path))
    monkeypatch.setattr(pile, "MOST_IN_MEMORY", 5_000)
    assert list(read_all(path)) == in_memory
    assert len(in_memory) == 40
    assert all(len(thread.comments) == 26 for thread in in_memory)


def test_comments_and_submissions_in_two_files(tmp_path):
    """Submissions in one file and comments in another become whole threads, in any order."""
    rows = many_rows()
    write(tmp_path / "submissions.ndjson", [r for r in rows if "title" in r])
    write(tmp_path / "comments.ndjson", [r for r in rows if "title" not in r])
    names = [tmp_path / "submissions.ndjson", tmp_path / "comments.ndjson"]
    one, other = list(read_all(names)), list(read_all(names[::-1]))
    assert [(t.id, t.title, t.comments) for t in one] == [
        (t.id, t.title, t.comments) for t in other
    ]
    assert {len(thread.comments) for thread in one} == {26}
    assert {thread.comments[0].id[:4] for thread in one} == {"t3_p"}


def test_a_dump_packed_by_zstandard(tmp_path):
    """Dumps are read as they are handed on: packed by Zstandard."""
    zstandard = pytest.importorskip("zstandard")
    data = "".join(json.dumps(r) + "\n" for r in many_rows(3, 4)).encode()
    path = tmp_path / "RC_2020-01.zst"
    path.write_bytes(zstandard.ZstdCompressor().compress(data))
    assert [len(thread.comments) for thread in read_all(path)] == [5, 5, 5]


def test_the_order_of_lines_does_not_matter(tmp_path):
    """A dump gives the same threads in whatever order its lines stand."""
    rows = many_rows(5, 12)
    path = tmp_path / "dump.ndjson"
    write(path, rows)
    first = {t.id: {(c.id, c.stated_parents, c.body) for c in t.comments} for t in read_all(path)}
    write(path, rows[::-1])
    again = {t.id: {(c.id, c.stated_parents, c.body) for c in t.comments} for t in read_all(path)}
    assert again == first


def test_what_comes_twice_is_read_once(tmp_path):
    """A comment that two answers hold is one; what one of them lacks comes from the other."""
    write(tmp_path / "a.ndjson", [post("p"), row("c", author=None), row("d")])
    write(tmp_path / "b.ndjson", [row("c", body="c"), row("d", body="[removed]")])
    (thread,) = read_all(tmp_path)
    assert [(c.id, c.author, c.body) for c in thread.comments[1:]] == [
        ("t1_c", "osier", "c"),
        ("t1_d", "osier", "d"),
    ]


def test_versions_that_differ_are_both_kept(tmp_path):
    """No words are lost where a comment was changed between two answers."""
    write(tmp_path / "a.ndjson", [post("p"), row("c", body="Wool."), row("c", body="Wool, I say.")])
    (thread,) = read_all(tmp_path)
    assert [c.body for c in thread.comments[1:]] == ["Wool.", "Wool, I say."]
    assert "renamed" in thread.notes[-1]


def test_missing_comments_are_counted_where_they_are_missing(tmp_path):
    """What a stub stands for is told, until another answer brings it."""
    page = json.loads((CASES / "reddit/page-2020/input.json").read_text())
    (thread,) = read_value(tmp_path, page)
    assert any(
        note.startswith("6 comments are told of but not in the file: 2 under t1_fa1, 4 under t3_k7")
        for note in thread.notes
    )
    more = [row(name, "t1_fa1", "t3_k7sl1g") for name in ("fa8", "fa9")]
    write(tmp_path / "more.ndjson", more)
    (thread,) = read_all(tmp_path)
    assert any("4 comments are told of but not in the file: 4 under" in n for n in thread.notes)


def test_posts_without_dates_stand_as_on_the_page(tmp_path):
    """Nested comments without dates keep the page's order; with dates they stand by date."""
    comments = [
        {"id": 1, "type": "story", "author": "a", "text": "x", "children": []},
        {"id": 2, "type": "comment", "author": "b", "text": "y", "children": []},
        {"id": 3, "type": "comment", "author": "c", "text": "z", "children": []},
        {"id": 4, "type": "comment", "author": "d", "text": "v", "children": []},
    ]
    comments[0]["children"] = [comments[1], comments[3]]
    comments[1]["children"] = [comments[2]]
    (thread,) = read_value(tmp_path, comments[0])
    assert thread.order == "page"
    assert [c.id for c in thread.comments] == ["1", "2", "3", "4"]
    for number, comment in enumerate((comments[0], comments[1], comments[3], comments[2])):
        comment["created_at_i"] = 1_600_000_000 + number
    (thread,) = read_value(tmp_path, comments[0])
    assert thread.order == "posted"
    assert [c.id for c in thread.comments] == ["1", "2", "4", "3"]


def test_posts_that_name_no_thread_are_parted_by_their_replies(tmp_path):
    """Replies tell which posts belong together, also where what they answer is missing."""

    def item(name, parent, when):
        kind = "story" if parent is None else "comment"
        return {"id": name, "parent": parent, "by": "x", "time": when, "text": "t", "type": kind}

    items = [item(5, 4, 1_500_000_005), item(1, None, 1_500_000_001), item(2, 1, 1_500_000_002)]
    items += [item(6, 4, 1_500_000_006), item(3, 2, 1_500_000_003)]
    threads = read_value(tmp_path, items)
    assert [[c.id for c in thread.comments] for thread in threads] == [["5", "6"], ["1", "2", "3"]]


def test_remarks_go_to_the_thread_they_are_about(tmp_path):
    """What is told of a post is told in its thread, also where no thread is named."""
    row = {"type": "comment", "time": 1_500_000_000}
    items = [{"id": 1, "deleted": True, **row}, {"id": 5, "by": "x", "text": "t", **row}]
    one, other = read_value(tmp_path, items)
    assert "deleted comments: 1" in one.notes
    assert not other.notes


def test_a_thread_of_nothing_but_remarks_is_told(tmp_path):
    """What is told about a thread without any post is an error, after the other threads."""
    stub = {"kind": "more", "data": {"parent_id": "t3_q", "children": ["z1"], "count": 1}}
    things = [{"kind": "t1", "data": row("c")}, stub]
    write(tmp_path / "a.ndjson", [post("p")])
    (tmp_path / "b.json").write_text(json.dumps({"json": {"data": {"things": things[1:]}}}))
    errors = []
    threads = list(read_all(tmp_path, on_error=errors.append))
    assert [thread.id for thread in threads] == ["t3_p"]
    assert len(errors) == 1
    assert isinstance(errors[0], UnreadableSource)
    assert errors[0].source.endswith("b.json")


@pytest.mark.parametrize("name", ["a.json", "a.json.gz"])
def test_line_ends_are_unified(tmp_path, name):
    """Texts written with line ends of Windows read like others."""
    import gzip

    data = json.dumps(row("c", body="one\r\ntwo\rthree")).encode()
    (tmp_path / name).write_bytes(gzip.compress(data) if name.endswith("gz") else data)
    (thread,) = read_all(tmp_path)
    assert thread.comments[0].body == "one\ntwo\nthree"
