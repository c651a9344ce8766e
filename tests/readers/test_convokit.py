"""ConvoKit corpora: the folder, its parts, and parts alone."""

import json

import pytest

from threadlab.errors import UnreadableSource
from threadlab.readers import read, read_all

UTTERANCE = {
    "id": "u1",
    "conversation_id": "u1",
    "text": "Is the well open?",
    "speaker": "ann",
    "meta": {},
    "reply-to": None,
    "timestamp": 1614860000,
}


def corpus(folder, title, **fields):
    folder.mkdir(parents=True)
    (folder / "utterances.jsonl").write_text(json.dumps({**UTTERANCE, **fields}) + "\n")
    titles = {"u1": {"meta": {"title": title}, "vectors": []}}
    (folder / "conversations.json").write_text(json.dumps(titles))
    return folder


def test_two_corpora_keep_their_titles(tmp_path):
    """Corpora with the same ids, read together, are not mixed."""
    corpus(tmp_path / "a", "The well")
    corpus(tmp_path / "b", "The pump", text="Is the pump open?")
    threads = list(read_all(tmp_path))
    assert [(t.title, t.comments[0].body) for t in threads] == [
        ("The well", "Is the well open?"),
        ("The pump", "Is the pump open?"),
    ]


@pytest.mark.parametrize("name", ["speakers.json", "conversations.json", "index.json"])
def test_parts_alone(tmp_path, name):
    """A part of a corpus without its utterances is refused with what to give."""
    part = {"utterances-index": {}} if name == "index.json" else {"ann": {"meta": {}}}
    path = tmp_path / name
    path.write_text(json.dumps(part))
    with pytest.raises(UnreadableSource, match=r"utterances are not there.*utterances\.jsonl"):
        read(path)


def test_speakers_as_objects(tmp_path):
    """A speaker that is written as an object goes by the name in it."""
    folder = corpus(tmp_path / "a", "The well", speaker={"id": "ann", "meta": {}})
    assert read(folder).comments[0].author == "ann"


def test_bad_lines_and_broken_titles(tmp_path):
    """A line that is no utterance and broken titles are told; the utterances are read."""
    folder = corpus(tmp_path / "a", "The well")
    with (folder / "utterances.jsonl").open("a") as file:
        file.write("{bad\n")
    (folder / "conversations.json").write_text('{"u1": {"meta": {')
    errors = []
    (thread,) = read_all(folder, on_error=errors.append)
    assert [c.author for c in thread.comments] == ["ann"]
    assert [str(error.source).rpartition("/")[2] for error in errors] == [
        "conversations.json",
        "utterances.jsonl",
    ]


def test_other_json_taken_for_a_corpus(tmp_path):
    """JSON without a text is no corpus, though the user calls it one."""
    path = tmp_path / "listing.json"
    path.write_text('[{"kind": "Listing", "data": {}}, {"kind": "Listing", "data": {}}]')
    with pytest.raises(UnreadableSource, match="no object has a"):
        read(path, format="convokit")
