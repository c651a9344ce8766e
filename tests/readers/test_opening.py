"""What a path stands for: folders, patterns, archives and compressed files, friendly or not."""

import bz2
import gzip
import io
import lzma
import os
import stat
import sys
import tarfile
import zipfile
import zlib
from pathlib import Path

import pytest

from threadlab.errors import UnreadableSource
from threadlab.readers import read, read_all, read_each
from threadlab.readers.opening import sources_in

LINE = b'{"thread_id": "%b", "comments": [{"id": "1", "body": "Yes."}]}\n'
ONE, TWO = LINE % b"one", LINE % b"two"


def zipped(members, **options):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, **options) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def tarred(members):
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        for name, data in members.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(data)
            archive.addfile(entry, io.BytesIO(data))
    return buffer.getvalue()


def zstandard(data):
    return pytest.importorskip("zstandard").ZstdCompressor().compress(data)


def saved(folder, name, data):
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


def told(path, **options):
    """The ids of the threads that are read, and the errors."""
    errors = []
    return [t.id for t in read_all(path, on_error=errors.append, **options)], errors


MEMBERS = {"a.jsonl": ONE, "deep/b.jsonl": TWO}


@pytest.mark.parametrize("fold", [gzip.compress, bz2.compress, lzma.compress, zstandard])
def test_compressed_files(tmp_path, fold):
    """Every compression is unfolded by content, also in several streams and twice over."""
    assert read(saved(tmp_path, "a.txt", fold(ONE))).id == "one"
    assert told(saved(tmp_path, "b", fold(ONE) + fold(TWO))) == (["one", "two"], [])
    assert read(saved(tmp_path, "c", fold(gzip.compress(TWO)))).id == "two"


@pytest.mark.parametrize("fold", [gzip.compress, bz2.compress, lzma.compress, zstandard])
def test_broken_compression(tmp_path, fold):
    """A file that ends too early or holds rubbish is refused by its name."""
    text = b"".join(b"line %d\n" % k for k in range(9000))
    for data in (fold(text)[:-20], fold(text)[:60] + b"rubbish" * 30):
        path = saved(tmp_path, "broken", data)
        with pytest.raises(UnreadableSource, match=r"is a broken \w+ file") as caught:
            list(read_all(path))
        assert caught.value.source == str(path)
        assert caught.value.next_step


@pytest.mark.parametrize(
    "archive",
    [
        zipped(MEMBERS),
        tarred(MEMBERS),
        gzip.compress(tarred(MEMBERS)),
        lzma.compress(tarred(MEMBERS)),
        gzip.compress(zipped(MEMBERS)),
        zipped({"inner.tar": tarred(MEMBERS)}),
        tarred({"inner.zip": zipped(MEMBERS)}),
        tarred({"a.jsonl.gz": gzip.compress(ONE), "b.jsonl.xz": lzma.compress(TWO)}),
    ],
    ids="zip tar tar.gz tar.xz zip.gz tar-in-zip zip-in-tar packed-in-tar".split(),
)
def test_archives(tmp_path, monkeypatch, archive):
    """The members of an archive are read as files are, from disk and from standard input."""
    path = saved(tmp_path, "box", archive)
    assert told(path) == (["one", "two"], [])
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(archive)))
    assert told("-") == (["one", "two"], [])


def test_members_are_named_with_their_archive(tmp_path):
    """Errors and readings name the archive and the member."""
    path = saved(tmp_path, "box.zip", zipped({"a.jsonl": ONE, "b.png": b"\x89PNG\r\n\x1a\n.."}))
    errors = []
    names = [
        reading.name
        for reading in read_each([path], on_error=errors.append)
        for _ in reading.threads
    ]
    assert names == [f"{path}/a.jsonl"]
    assert [error.source for error in errors] == [f"{path}/b.png"]


@pytest.mark.parametrize(
    "name", ["../out.jsonl", "/etc/out.jsonl", "a/../../b.jsonl", "C:/x.jsonl"]
)
@pytest.mark.parametrize("build", [zipped, tarred])
def test_paths_that_climb_out(tmp_path, build, name):
    """A member whose path leaves the archive is refused by name; the others are read."""
    path = saved(tmp_path, "evil", build({name: ONE, "good.jsonl": TWO}))
    ids, errors = told(path)
    assert ids == ["two"]
    assert [(e.source, "climbs out" in str(e)) for e in errors] == [(str(path), True)]
    assert name in str(errors[0])


def test_links_and_devices_in_archives(tmp_path):
    """Links and devices in archives are refused by name; the files beside them are read."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        for name, kind in (("s", tarfile.SYMTYPE), ("h", tarfile.LNKTYPE), ("d", tarfile.CHRTYPE)):
            entry = tarfile.TarInfo(name)
            entry.type, entry.linkname = kind, "/etc/passwd"
            archive.addfile(entry)
        entry = tarfile.TarInfo("a.jsonl")
        entry.size = len(ONE)
        archive.addfile(entry, io.BytesIO(ONE))
    ids, errors = told(saved(tmp_path, "links.tar", buffer.getvalue()))
    assert (ids, [e.place for e in errors]) == (["one"], ["member s", "member h", "member d"])
    link = zipfile.ZipInfo("s")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    ids, errors = told(saved(tmp_path, "links.zip", zipped({link: b"/etc/passwd", "a": TWO})))
    assert (ids, [e.place for e in errors]) == (["two"], ["member s"])


def test_links_in_folders(tmp_path):
    """Symbolic links to files and to folders are refused by name, not followed, not skipped."""
    saved(tmp_path, "else/a.jsonl", ONE)
    saved(tmp_path, "here/b.jsonl", TWO)
    (tmp_path / "here/file").symlink_to(tmp_path / "else/a.jsonl")
    (tmp_path / "here/folder").symlink_to(tmp_path / "else", target_is_directory=True)
    (tmp_path / "here/loop").symlink_to(tmp_path / "here", target_is_directory=True)
    ids, errors = told(tmp_path / "here")
    assert ids == ["two"]
    assert sorted(Path(e.source).name for e in errors) == ["file", "folder", "loop"]
    assert all("symbolic link" in str(e) for e in errors)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="the system has no named pipes")
def test_pipes_in_folders(tmp_path):
    """A named pipe in a folder is refused; reading does not wait for it."""
    saved(tmp_path, "a.jsonl", ONE)
    os.mkfifo(tmp_path / "pipe")
    ids, errors = told(tmp_path)
    assert (ids, ["is not a file" in str(e) for e in errors]) == (["one"], [True])


BOMB = 70 << 20  # more than is free, and a thousand times what it takes folded


@pytest.mark.parametrize(
    "bomb",
    [
        gzip.compress(bytes(BOMB)),
        lzma.compress(bytes(BOMB)),
        zipped({"bomb": bytes(BOMB)}),
        gzip.compress(tarred({"bomb": bytes(BOMB)})),
        zipped({f"bomb{k}": bytes(BOMB // 4) for k in range(4)}),
        gzip.compress(gzip.compress(bytes(BOMB))),
        lzma.compress(gzip.compress(bytes(BOMB))),
        tarred({"bomb.gz": gzip.compress(bytes(BOMB))}),
    ],
    ids="gz xz zip tar.gz zip-of-many gz-in-gz gz-in-xz gz-in-tar".split(),
)
def test_decompression_bombs(tmp_path, bomb):
    """What unfolds to hundreds of times its size is refused, wherever it is hidden."""
    path = saved(tmp_path, "bomb", bomb)
    _, errors = told(path, format="jsonl")
    assert any("unfolds to more than 300 times its size" in str(error) for error in errors)


def test_zstandard_bomb(tmp_path):
    """A bomb of the densest kind is refused in no more time than others."""
    bomb = pytest.importorskip("zstandard").ZstdCompressor(level=19).compress(bytes(BOMB * 8))
    _, errors = told(saved(tmp_path, "bomb.zst", bomb), format="jsonl")
    assert any("unfolds to more than" in str(error) for error in errors)


def test_xz_that_wants_much_memory(tmp_path):
    """An .xz file whose dictionary would take gigabytes is refused before they are taken."""
    filters = [{"id": lzma.FILTER_LZMA2, "preset": 0, "dict_size": 1 << 20}]
    data = bytearray(lzma.compress(ONE, filters=filters, check=lzma.CHECK_NONE))
    place = data.index(b"\x21\x01", 12) + 2  # the dictionary's size, in the block header
    data[place] = 38  # 2 GiB
    header_size = (data[12] + 1) * 4
    crc = zlib.crc32(data[12 : 12 + header_size - 4])
    data[12 + header_size - 4 : 12 + header_size] = crc.to_bytes(4, "little")
    with pytest.raises(UnreadableSource, match="is a broken xz file"):
        read(saved(tmp_path, "big.xz", bytes(data)))


def test_archives_too_deep(tmp_path):
    """Archives within archives are opened a few times over, not for ever."""
    data = zipped({"a.jsonl": ONE})
    for _ in range(6):
        data = zipped({"inner.zip": data})
    ids, errors = told(saved(tmp_path, "deep.zip", data))
    assert ids == []
    assert "archives deep" in str(errors[0])
    folded = ONE
    for _ in range(6):
        folded = gzip.compress(folded)
    with pytest.raises(UnreadableSource, match="more than 4 times over"):
        read(saved(tmp_path, "deep.gz", folded))


def test_encrypted_and_broken_members(tmp_path):
    """A member that is encrypted or broken is refused by name; the others are read."""
    data = bytearray(zipped({"a.jsonl": ONE, "b.jsonl": TWO}))
    central = data.index(b"PK\x01\x02")
    data[central + 8] |= 1
    ids, errors = told(saved(tmp_path, "locked.zip", bytes(data)))
    assert (ids, ["encrypted" in str(e) for e in errors]) == (["two"], [True])
    data = bytearray(zipped({"a.jsonl": ONE * 50, "b.jsonl": TWO}))
    data[45] ^= 0xFF
    ids, errors = told(saved(tmp_path, "broken.zip", bytes(data)))
    assert (ids, len(errors)) == (["two"], 1)
    with pytest.raises(UnreadableSource, match="broken ZIP archive"):
        read(saved(tmp_path, "cut.zip", bytes(data[:80])))
    with pytest.raises(UnreadableSource, match="broken"):
        list(read_all(saved(tmp_path, "cut.tar", tarred({"a": ONE * 99, "b": TWO})[:3000])))


def test_office_documents(tmp_path):
    """An office document is a ZIP archive, but none of threads."""
    path = saved(tmp_path, "a.docx", zipped({"[Content_Types].xml": b"<x/>", "word/a.xml": b"x"}))
    with pytest.raises(UnreadableSource, match="office document"):
        read(path)


def test_patterns(tmp_path):
    """A pattern stands for the files it matches, and folders in it for theirs."""
    saved(tmp_path, "a1.jsonl", ONE)
    saved(tmp_path, "a2/b.jsonl", TWO)
    assert told(tmp_path / "a*") == (["one", "two"], [])
    assert told(tmp_path / "**" / "*.jsonl") == (["one", "two"], [])
    ids, errors = told(tmp_path / "z*")
    assert (ids, ["matches no file" in str(error) for error in errors]) == ([], [True])
    odd = saved(tmp_path, "what[1].jsonl", ONE)
    assert told(odd) == (["one"], [])


def test_what_browsers_save_beside_a_page(tmp_path):
    """The folder of pictures and scripts that belongs to a saved page is left out."""
    saved(tmp_path, "talk.html", b"<html><body><p>Hello to you all</body></html>")
    saved(tmp_path, "talk_files/script.js", b"x()")
    saved(tmp_path, "other_files/a.jsonl", ONE)
    names = [source.name for source in sources_in(str(tmp_path))]
    assert names == [str(tmp_path / "talk.html"), str(tmp_path / "other_files/a.jsonl")]


def test_many_members_stay_cheap(tmp_path):
    """Ten thousand members are read one after the other, in seconds."""
    path = saved(tmp_path, "many.tar", tarred({f"{k}.jsonl": ONE for k in range(10_000)}))
    assert sum(1 for _ in sources_in(str(path))) == 10_000
