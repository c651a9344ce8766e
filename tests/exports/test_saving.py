"""Saving threads: formats by suffix, whole files, many threads in one."""

import dataclasses
import gzip
import json
import os
import stat
import sys
from pathlib import Path

import pytest
from debate import debate
from hypothesis import given
from strategies import threads

from threadlab.errors import ManyThreads, UnknownName, UnwritableTarget
from threadlab.exports import EXPORTERS, formats, save, save_all, save_index
from threadlab.exports.jsonl import jsonl
from threadlab.exports.writing import write_folder, write_whole
from threadlab.rows import from_row
from threadlab.thread import Comment, Thread


def bare(thread):
    """The thread without labels: its map asks for no model."""
    return dataclasses.replace(
        thread,
        comments=tuple(dataclasses.replace(c, types=()) for c in thread.comments),
        replies=tuple(dataclasses.replace(r, stance=()) for r in thread.replies),
    )


def contents(path):
    """The bytes of a file, or of all files of a folder by their names."""
    if path.is_file():
        return path.read_bytes()
    return {str(p.relative_to(path)): p.read_bytes() for p in path.rglob("*") if p.is_file()}


@pytest.mark.parametrize("exporter", EXPORTERS, ids=lambda one: one.name)
def test_the_suffix_picks_the_format(exporter, tmp_path):
    """Every format is written by its suffix, in whatever case, and again with the same bytes."""
    path = save(bare(debate()), f"{tmp_path}/my.thread{exporter.suffix}")
    first = contents(path)
    assert len(first) > (1 if exporter.fill else 500)
    again = save(bare(debate()), f"{tmp_path}/again{exporter.suffix.upper()}")
    assert contents(again) == first
    assert len(list(tmp_path.iterdir())) == 2


def test_every_format_says_what_it_leaves_out():
    """The list of what each cannot hold has no gap, and names and suffixes are used once."""
    assert all(one.leaves_out for one in EXPORTERS)
    assert len({one.name for one in EXPORTERS}) == len(EXPORTERS)
    assert len({one.suffix for one in EXPORTERS}) == len(EXPORTERS)
    assert all((one.write is None) != (one.fill is None) for one in EXPORTERS)


def test_a_graph_is_chosen_only_where_there_is_one(tmp_path):
    """A graph for a format that holds none is refused, and so is one that nobody knows."""
    with pytest.raises(UnwritableTarget, match="dot, json"):
        save(debate(), tmp_path / "a.csv", graph="replies")
    with pytest.raises(UnknownName, match="disagreement"):
        save(debate(), tmp_path / "a.json", graph="friends")
    nodes = json.loads(save(debate(), tmp_path / "b.json", graph="disagreement").read_text())
    assert len(nodes["nodes"]) < len(debate().comments)


def test_a_folder_takes_a_file_each(tmp_path):
    """Threads of one source are numbered and named by their titles; one alone is not."""
    many = [dataclasses.replace(debate(), id=str(k), title=f"No. {k}!") for k in range(2)]
    save_all(iter(many), f"{tmp_path}/out/", suffix="graphml", source="posts.csv")
    names = sorted(p.name for p in (tmp_path / "out").iterdir())
    assert names == ["posts-1-no-0.graphml", "posts-2-no-1.graphml"]
    save_all(iter(many[:1]), tmp_path / "out", suffix="argdown", source="a/tea.txt")
    assert (tmp_path / "out" / "tea.argdown").exists()
    save_all(iter(many), tmp_path / "out", suffix="csv", source="-")
    assert (tmp_path / "out" / "stdin.csv").read_text("utf-8").count("thread_id") == 1


def test_a_folder_is_nothing_for_standard_output():
    """The error says what to do."""
    with pytest.raises(UnwritableTarget, match="Name a folder"):
        save_all([debate()], "-", suffix="convokit")


def test_a_failure_leaves_the_old_folder(tmp_path):
    """An error half way leaves the old folder as it was, and no litter."""
    folder = tmp_path / "old"
    folder.mkdir()
    (folder / "a").write_text("old")

    def fill(new):
        (new / "a").write_text("new")
        raise ValueError("half way")

    with pytest.raises(ValueError, match="half way"):
        write_folder(folder, fill)
    assert (folder / "a").read_text() == "old"
    assert [p.name for p in tmp_path.iterdir()] == ["old"]
    with pytest.raises(FileNotFoundError, match="nowhere"):
        write_folder(tmp_path / "nowhere" / "x", fill)
    (tmp_path / "file").write_text("")
    with pytest.raises(NotADirectoryError, match="file"):
        write_folder(tmp_path / "file", fill)


@pytest.mark.parametrize("name", ["map.htm", "map", "map.jsonl.xz", "html"])
def test_an_unknown_suffix_is_refused_with_what_there_is(name, tmp_path):
    """The error lists the suffixes, and nothing is written."""
    with pytest.raises(UnknownName, match=r"\.html, \.jsonl"):
        save(bare(debate()), tmp_path / name)
    assert list(tmp_path.iterdir()) == []


@given(threads())
def test_json_lines_read_back_whole(thread):
    """Saved = read back, in every field, lone surrogates included."""
    line = jsonl(thread)
    assert line.endswith(b"\n")
    assert line.count(b"\n") == 1
    assert from_row(json.loads(line)) == thread


def test_two_surrogates_side_by_side_keep_their_length():
    """What JSON would join to one character becomes two replacement characters."""
    thread = Thread("t", comments=(Comment("1", None, "a\ud83d\ude00b"),))
    assert from_row(json.loads(jsonl(thread))).comments[0].body == "a\ufffd\ufffdb"


def test_compressed_lines_hold_the_same(tmp_path):
    """.jsonl.gz is .jsonl, compressed."""
    save(debate(), tmp_path / "a.jsonl.gz")
    assert gzip.decompress((tmp_path / "a.jsonl.gz").read_bytes()) == jsonl(debate())


def test_a_failure_leaves_the_old_file(tmp_path):
    """An error half way leaves the old file as it was, and no litter."""
    path = tmp_path / "old.html"
    path.write_text("old")

    def pieces():
        yield b"new"
        raise ValueError("half way")

    with pytest.raises(ValueError, match="half way"):
        write_whole(path, pieces())
    assert path.read_text() == "old"
    assert [p.name for p in tmp_path.iterdir()] == ["old.html"]


def test_a_failure_of_the_disk_names_the_file(tmp_path, monkeypatch):
    """An error of the system names the file that was asked for, not a temporary one."""

    def full(_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match=r"new\.html"):
        write_whole(tmp_path / "new.html", [b"x"])
    assert list(tmp_path.iterdir()) == []


def test_rights_links_and_devices_are_kept(tmp_path):
    """A replaced file keeps its rights, a link its target, and a device is no file to replace."""
    path = tmp_path / "a.html"
    path.write_text("old")
    path.chmod(0o640)
    link = tmp_path / "link.html"
    link.symlink_to(path)
    write_whole(link, [b"new"])
    assert link.is_symlink()
    assert path.read_text() == "new"
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    write_whole(Path(os.devnull), [b"x"])
    assert Path(os.devnull).is_char_device()


def test_a_missing_folder_is_named(tmp_path):
    """The error names the folder that is not there; a folder is no file."""
    with pytest.raises(FileNotFoundError, match="nowhere"):
        save(bare(debate()), tmp_path / "nowhere" / "a.html")
    (tmp_path / "a.html").mkdir()
    with pytest.raises(IsADirectoryError, match=r"a\.html"):
        save(bare(debate()), tmp_path / "a.html")


def test_many_threads_go_into_one_file_of_lines(tmp_path):
    """JSON lines hold many threads, a page one."""
    many = [dataclasses.replace(debate(), id=str(k)) for k in range(3)]
    save_all(iter(many), tmp_path / "all.jsonl")
    lines = (tmp_path / "all.jsonl").read_text("utf-8").splitlines()
    assert [json.loads(line)["thread_id"] for line in lines] == ["0", "1", "2"]
    with pytest.raises(ManyThreads, match="holds one thread"):
        save_all(iter(map(bare, many)), tmp_path / "all.html")
    save_all(iter([bare(debate())]), tmp_path / "named", suffix="html")
    assert (tmp_path / "named").read_bytes().startswith(b"<!doctype html>")
    with pytest.raises(UnknownName, match="rtf"):
        save_all(iter(many), "-", suffix="rtf")


def test_standard_output(capfdbinary, monkeypatch):
    """ "-" is standard output, bytes as they are."""
    save_all([debate()], "-", suffix="jsonl")
    sys.stdout.flush()
    assert capfdbinary.readouterr().out == jsonl(debate())


def test_formats_are_listed():
    """The list of formats is the table of exporters."""
    assert [row["suffixes"] for row in formats()] == [one.suffix for one in EXPORTERS]
    assert all(row["description"] for row in formats())


def test_the_index_is_written(tmp_path):
    """The index is a page."""
    path = save_index([(bare(debate()), "a.html")], tmp_path / "index.html")
    assert 'href="a.html"' in path.read_text("utf-8")
