"""Pseudonyms in a batch: the same person, the same name, and the true ones nowhere."""

import json

import pyarrow.parquet as pq
import pytest
from inputs import thread, write

import threadlab as tl
from threadlab.batch import classify_files
from threadlab.batch.naming import KEY
from threadlab.cli import main
from threadlab.errors import UnreadableSource, UnwritableTarget


def named(number, author):
    row = thread(number, 5)
    for said in row["comments"]:
        said["author"] = author if said["author"] == "Ann" else said["author"]
        said["body"] += f"\n\nAsk {author} or write to ann.miller@example.org."
    return {**row, "thread_id": f"{author} {number} ann.miller@example.org"}


@pytest.fixture
def people(tmp_path):
    """Two files in which one Annabel Miller opens all threads."""
    folder = tmp_path / "people"
    folder.mkdir()
    for file in range(2):
        write(folder / f"{file}.jsonl", [named(10 * file + k, "Annabel Miller") for k in range(9)])
    return folder


def test_one_person_has_one_name(people, tmp_path, constant):
    """In all threads, those of a later run, too."""
    out = tmp_path / "out"
    classify_files(people / "0.jsonl", out, pseudonyms=True)
    before = tl.results(out).comments
    batch = classify_files(people, out, pseudonyms=True)
    assert (batch.new, batch.unchanged) == (9, 9)
    found = tl.results(out)
    openers = found.comments.groupby("thread_id").author.first()
    assert len(openers) == 18
    assert openers.nunique() == 1
    assert set(before.author) == set(found.comments.author)
    assert found.comments.author.nunique() == 3
    assert found.comments.text.str.contains(openers.iloc[0]).any()
    # Another data set, another key: nobody can be followed from one to the other.
    other = classify_files(people, tmp_path / "other", pseudonyms=True).folder
    assert not set(tl.results(other).comments.author) & set(found.comments.author)


def test_true_names_are_nowhere(people, tmp_path, constant):
    """Not in the tables, nor in what they keep about themselves, the manifest and the log."""
    out = tmp_path / "out"
    (people / "bad.jsonl").write_text("{ no\n")
    classify_files(people, out, pseudonyms=True)
    for path in out.rglob("part-*.parquet"):
        said = str(pq.read_table(path, partitioning=None).to_pylist())
        said += str(pq.read_metadata(path).metadata)
        assert "Annabel" not in said
        assert "example.org" not in said
    for name in ("manifest.json", "log.jsonl"):
        assert "Annabel" not in (out / name).read_text()
    assert json.loads((out / "manifest.json").read_text())["pseudonyms"] is True


def test_names_are_not_mixed(people, tmp_path, constant):
    """A data set has true names, or pseudonyms of one key."""
    out, true = tmp_path / "out", tmp_path / "true"
    classify_files(people, out, pseudonyms=True)
    classify_files(people, true)
    with pytest.raises(UnwritableTarget, match="holds results with true names"):
        classify_files(people, true, pseudonyms=True)
    with pytest.raises(UnwritableTarget, match="holds results under pseudonyms"):
        classify_files(people, out)
    key = (out / KEY).read_text()
    (out / KEY).unlink()
    with pytest.raises(UnwritableTarget, match="another key"):
        classify_files(people, out, pseudonyms=True)
    (out / KEY).write_text("no key")
    with pytest.raises(UnreadableSource, match="is no key of pseudonyms"):
        classify_files(people, out, pseudonyms=True)
    (out / KEY).write_text(key)
    assert classify_files(people, out, pseudonyms=True).unchanged == 18


def test_the_command_hides_names(people, tmp_path):
    """`--pseudonyms`, as with the other commands; the key is for its owner's eyes."""
    out = tmp_path / "out"
    words = ["classify", str(people), "-o", str(out), "--model", "constant", "--pseudonyms"]
    assert main(words) == 0
    assert tl.results(out).comments.author.str.startswith("Person-").all()
    assert (out / KEY).stat().st_mode & 0o077 == 0
