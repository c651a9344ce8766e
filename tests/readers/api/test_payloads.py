"""Real answers of interfaces: as many comments, authors, dates and parents as they hold."""

import json
import re
from datetime import UTC, datetime
from html import unescape
from pathlib import Path

import pytest

import threadlab
from threadlab.readers import read_all
from threadlab.text import is_nobody

RAW = Path(__file__).parents[4] / "shared" / "data" / "raw"
REDDIT = sorted((RAW / "reddit-json").glob("*"))
TOPICS = sorted((RAW / "discourse-topic-json").glob("*"))
TEXTS = sorted((RAW / "discourse-raw-text").glob("*"))
ALL = [*REDDIT, *TOPICS, *TEXTS]

pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not ALL, reason="the development data is not beside the checkout"),
]
BY_NAME = {"ids": lambda p: p.name}


def things(value):
    """All comments, submissions and messages in a value of Reddit, however nested."""
    if isinstance(value, list):
        for item in value:
            yield from things(item)
    elif isinstance(value, dict):
        if value.get("kind") in ("t1", "t3", "t4"):
            yield value["data"]
        for item in value.values():
            yield from things(item)


def answers(path):
    """The answers that a file holds: itself, or those that were recorded."""
    text = path.read_text()
    value = json.loads(text[text.index("[") :] if text.startswith("var") else text)
    if "interactions" not in value:
        return [value]
    recorded = [json.loads(i["response"]["body"]["string"]) for i in value["interactions"]]
    return [answer for answer in recorded if "access_token" not in answer]


def words(data, answer) -> str:
    """The words of a thing; whether they are escaped is seen from the HTML beside them."""
    text = data.get("body", data.get("selftext"))
    html = data.get("body_html") or data.get("selftext_html") or ""
    text = unescape(text) if html.startswith("&lt;") else text
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    is_link = "title" in data and not data.get("is_self")
    return "\n\n".join(filter(None, [data["url"] if is_link else "", text]))


@pytest.mark.parametrize("path", REDDIT, **BY_NAME)
def test_reddit(path):
    """Every comment is there once, with author, date, parent and unescaped words."""
    expected = {}
    for answer in answers(path):
        for data in things(answer):
            expected[data["name"]] = (
                None if is_nobody(data["author"]) else data["author"],
                datetime.fromtimestamp(data["created_utc"], UTC),
                data.get("parent_id"),
                words(data, answer),
            )
    found = {
        c.id: (c.author, c.posted, next(iter(c.stated_parents), None), c.body)
        for thread in read_all(path)
        for c in thread.comments
    }
    assert found == expected


@pytest.mark.parametrize("path", REDDIT, **BY_NAME)
def test_reddit_stubs_are_told(path):
    """Where comments are left out, notes say so; how many is counted anew here."""
    here, missing = set(), {}
    for answer in answers(path):
        here |= {data["name"] for data in things(answer)}
        for stub in stubs(answer):
            for name in stub["children"]:
                missing[f"t1_{name}"] = stub
    absent = {name for name in missing if name not in here}
    (note,) = [
        note
        for thread in read_all(path)
        for note in thread.notes
        if "told of but not in the file" in note
    ] or ["0 comments"]
    told = int(note.split()[0])
    unnamed = {id(s): s.get("count", 0) - len(s["children"]) for s in missing.values()}
    assert len(absent) <= told <= len(absent) + sum(max(0, n) for n in unnamed.values())


def stubs(value):
    """All `more` stubs in a value of Reddit."""
    if isinstance(value, list):
        for item in value:
            yield from stubs(item)
    elif isinstance(value, dict):
        if value.get("kind") == "more":
            yield value["data"]
        for item in value.values():
            yield from stubs(item)


@pytest.mark.parametrize("path", TOPICS, **BY_NAME)
def test_discourse_topics(path):
    """Every post is there with author, date, parent and words."""
    topic = json.loads(path.read_text())
    (thread,) = read_all(path)
    assert (thread.id, thread.title) == (str(topic["id"]), topic["title"])
    posts = [p for p in topic["post_stream"]["posts"] if p["post_type"] != 3 or p["cooked"]]
    assert [(c.id, c.author, c.posted, c.stated_parents, c.body) for c in thread.comments] == [
        (
            str(p["post_number"]),
            p["username"],
            datetime.fromisoformat(p["created_at"]),
            (str(p["reply_to_post_number"]),) if p["reply_to_post_number"] else (),
            p["cooked"],
        )
        for p in posts
    ]


@pytest.mark.parametrize("path", TEXTS, **BY_NAME)
def test_discourse_raw_text(path):
    """Every post is there with author and date, as the same topic's JSON has them."""
    (thread,) = read_all(path)
    topic = json.loads(
        (RAW / "discourse-topic-json" / path.name.replace("_raw_", "_json_")).with_suffix(".json")
        .read_text()
    )  # fmt: skip
    posts = topic["post_stream"]["posts"]
    assert [(int(c.id), c.author) for c in thread.comments] == [
        (p["post_number"], p["username"]) for p in posts
    ]
    heads = re.findall(r"^.+ \| (\S+ \S+) UTC \| #(\d+)$", path.read_text(), re.MULTILINE)
    assert [(f"{c.posted:%Y-%m-%d %H:%M:%S}", c.id) for c in thread.comments] == heads


@pytest.mark.parametrize("path", TEXTS, **BY_NAME)
def test_discourse_raw_text_loses_no_line(path):
    """Heads, texts and the rules between them are the whole file."""
    (thread,) = read_all(path)
    heads = re.findall(r"^.+ \| \S+ \S+ UTC \| #\d+$", path.read_text(), re.MULTILINE)
    parts = [
        f"{head}\n\n{comment.body}\n\n{'-' * 25}\n\n"
        for head, comment in zip(heads, thread.comments, strict=True)
    ]
    assert "".join(parts) == path.read_text()


@pytest.mark.parametrize("path", ALL, **BY_NAME)
def test_saved_is_read_back(path, tmp_path):
    """What was read of an answer is the same after it was saved and read again."""
    threads = list(read_all(path))
    for number, thread in enumerate(threads):
        threadlab.save(thread, tmp_path / f"{number}.jsonl")
        assert list(read_all(tmp_path / f"{number}.jsonl")) == [thread]
