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

from threadlab.errors import ManyThreads, UnknownName
from threadlab.exports import EXPORTERS, formats, save, save_all, save_index
from threadlab.exports.jsonl import jsonl
from threadlab.exports.writing import write_whole
from threadlab.rows import from_row
from threadlab.thread import Comment, Thread


def bare(thread):
    """The thread without labels: its map asks for no model."""
    return dataclasses.replace(
        thread,
        comments=tuple(dataclasses.replace(c, types=()) for c in thread.comments),
        replies=tuple(dataclasses.replace(r, stance=()) for r in thread.replies),
    )


@pytest.mark.parametrize("exporter", EXPORTERS, ids=lambda one: one.name)
def test_the_suffix_picks_the_format(exporter, tmp_path):
    """Every format is written by its suffix, in whatever case, and again with the same bytes."""
    path = save(bare(debate()), tmp_path / f"my.thread{exporter.suffix}")
    first = path.read_bytes()
    assert len(first) > 500
    assert save(bare(debate()), tmp_path / f"again{exporter.suffix.upper()}").read_bytes() == first
    assert len(list(tmp_path.iterdir())) == 2


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
