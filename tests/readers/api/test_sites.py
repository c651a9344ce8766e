"""What each site's answers need of their own, and that each is known for what it is."""

import json

import pytest
from api_samples import CASES, read_value, sample_files, sample_values

import threadlab
from threadlab.errors import UnreadableSource
from threadlab.readers import READERS, read_all
from threadlab.readers.api import API_READERS, INTERFACES
from threadlab.readers.gathering import by_content
from threadlab.readers.opening import sources_in

OTHERS = [
    p
    for name in READERS
    if name not in {r.name for r in API_READERS} and (CASES / name).is_dir()
    for p in sorted((CASES / name).rglob("input.*"))
    if p.suffix in (".json", ".jsonl", ".txt", ".md", ".csv", ".html", ".log", ".tsv")
]


@pytest.mark.parametrize("path", sample_files(), ids=lambda p: str(p.relative_to(CASES)))
def test_each_is_known_for_what_it_is(path):
    """Every sample is known by one reader of interfaces alone, also when its end is cut off."""
    text = path.read_text()
    site = path.relative_to(CASES).parts[0]
    for head in (text, text[: len(text) // 2 + 150]):
        sure = {r.name: r.sniff(head, path.name) for r in API_READERS if r.name != "json"}
        assert {name for name, found in sure.items() if found} == {site}


@pytest.mark.parametrize("path", sample_files(), ids=lambda p: str(p.relative_to(CASES)))
def test_saved_is_read_back(tmp_path, path):
    """What was read of an answer is the same after it was saved and read again."""
    for number, thread in enumerate(read_all(path)):
        threadlab.save(thread, tmp_path / f"{number}.jsonl")
        assert list(read_all(tmp_path / f"{number}.jsonl")) == [thread]


@pytest.mark.parametrize("path", OTHERS, ids=lambda p: str(p.relative_to(CASES)))
def test_samples_of_others_are_not_claimed(path):
    """No reader of interfaces takes what is another reader's."""
    text = path.read_bytes().decode("utf-8", "replace")
    assert not [r.name for r in API_READERS if r.sniff(text, path.name) > 0.6]


@pytest.mark.parametrize("format", INTERFACES)
def test_a_wrong_format_is_told(tmp_path, format):
    """Asked to read one site's answer as another's, the reader says what the file holds."""
    name, value = next((n, v) for n, v in sample_values().items() if not n.startswith(format))
    with pytest.raises(UnreadableSource, match=f"which is none of {format}") as caught:
        read_value(tmp_path, value, format=format)
    assert "keys" in caught.value.problem
    assert name


@pytest.mark.parametrize("format", ["recording", "discourse-raw", "json"])
def test_other_forms_refuse_a_wrong_format(tmp_path, format):
    """Also what is no single site's answer is refused with its name."""
    with pytest.raises(UnreadableSource, match=r"a\.json"):
        read_value(tmp_path, {"kind": "Listing", "data": {}}, format=format)


UNKNOWN = {
    "an object": ({"rain": 3, "wind": "north"}, "a JSON object with the keys rain, wind"),
    "a list": (
        [{"rain": 3}, 5],
        "a JSON list whose first entry is a JSON object with the keys rain",
    ),
    "numbers": ([1, 2], "a JSON list whose first entry is a number"),
    "an empty list": ([], "an empty JSON list"),
    "many keys": ({f"k{n}": n for n in range(50)}, r"k10, k11, …"),
}


@pytest.mark.parametrize("name", UNKNOWN)
def test_unknown_json_is_refused(tmp_path, name):
    """JSON of no known kind is refused with what it holds and what was looked for."""
    value, told = UNKNOWN[name]
    with pytest.raises(UnreadableSource, match=told) as caught:
        read_value(tmp_path, value)
    assert all(site in str(caught.value) for site in INTERFACES)


def test_depth_without_sense_is_refused(tmp_path):
    """A hundred thousand brackets are refused, not a crash."""
    for text in ("[" * 100_000 + "]" * 100_000, '{"a":' * 100_000 + "1" + "}" * 100_000):
        (tmp_path / "a.json").write_text(text)
        with pytest.raises(UnreadableSource, match=r"a\.json, line 1: holds a JSON"):
            list(read_all(tmp_path / "a.json"))


def page(*comments, **more):
    """A page of Reddit with a submission and comments."""
    about = {"id": "p", "name": "t3_p", "title": "T", "author": "a", "selftext": "", **more}
    things = ([{"kind": "t3", "data": {"created_utc": 1_500_000_000, **about}}], list(comments))
    return [{"kind": "Listing", "data": {"children": listed}} for listed in things]


def comment(name, body, replies="", **more):
    """A comment of Reddit in its wrapper."""
    data = {"id": name, "name": f"t1_{name}", "author": "b", "body": body, "replies": replies}
    return {"kind": "t1", "data": {**data, "created_utc": 1_500_000_001, **more}}


ESCAPES = [
    ("&gt; no &amp; no", {}, "> no & no"),
    ("&amp;gt; no", {}, "&gt; no"),
    ("> no &amp; no", {}, "> no &amp; no"),
    ("&gt; no", {"body_html": '<div class="md">'}, "&gt; no"),
    ("a &amp; b", {"body_html": '&lt;div class="md"&gt;'}, "a & b"),
    ("&eacute;", {}, "&eacute;"),
]


@pytest.mark.parametrize(("body", "more", "expected"), ESCAPES)
def test_reddit_unescapes_once(tmp_path, body, more, expected):
    """What the interface escaped is unescaped once; raw answers stay as they are."""
    (thread,) = read_value(tmp_path, page(comment("c", body, **more)))
    assert thread.comments[1].body == expected


def test_reddit_takes_parents_from_where_comments_stand(tmp_path):
    """Without ids of parents, the nesting tells whom a comment answers."""
    below = {"kind": "Listing", "data": {"children": [None, 7, comment("d", "y")]}}
    (thread,) = read_value(tmp_path, page(comment("c", "x", below), comment("e", "z")))
    assert {c.id: c.stated_parents for c in thread.comments} == {
        "t3_p": (),
        "t1_c": ("t3_p",),
        "t1_d": ("t1_c",),
        "t1_e": ("t3_p",),
    }
    assert any("entries that are no comments" in note for note in thread.notes)


LINKS = [
    ({"url": "https://x.example/y"}, "https://x.example/y"),
    ({"url": "https://x.example/y", "selftext": "See."}, "https://x.example/y\n\nSee."),
    ({"url": "https://r.example/r/s/p/", "permalink": "/r/s/p/", "selftext": "Me."}, "Me."),
    ({"url": "https://r.example/r/s/p/", "is_self": True, "selftext": "Me."}, "Me."),
]


@pytest.mark.parametrize(("more", "body"), LINKS)
def test_a_shared_link_is_the_body(tmp_path, more, body):
    """A submission that shares a link has it as its body, before its words."""
    (thread,) = read_value(tmp_path, page(**more))
    assert thread.comments[0].body == body


@pytest.mark.parametrize("value", ["[deleted]", "[removed]", None, "", "Anonymous"])
def test_nobody_is_nobody(tmp_path, value):
    """Deleted accounts have no name."""
    (thread,) = read_value(tmp_path, page(comment("c", "x", author=value)))
    assert thread.comments[1].author is None


@pytest.mark.parametrize("depth", [50, 5_000])
def test_replies_nested_deep(tmp_path, depth):
    """A conversation of thousands of answers to answers is read, each with its parent."""
    open_, close = '{"kind":"Listing","data":{"children":[', "]}}"
    row = '{"kind":"t1","data":{"id":"c%d","body":"x","author":"b","replies":'
    nested = "".join(open_ + row % k for k in range(depth)) + '""' + ("}}" + close) * depth
    top = json.dumps(page()[0])
    (tmp_path / "a.json").write_text(f"[{top},{nested}]")
    (thread,) = read_all(tmp_path / "a.json")
    assert len(thread.comments) == depth + 1
    assert thread.comments[-1].stated_parents == (f"t1_c{depth - 2}",)


def test_a_recording_of_nothing_is_refused(tmp_path):
    """A recording without any answer of a forum says what was looked for."""
    value = {"interactions": [{"request": {}, "response": {"body": {"string": "{}"}}}]}
    with pytest.raises(UnreadableSource, match=r"records 1 answers, none of them .*reddit"):
        read_value(tmp_path, value)


@pytest.mark.parametrize("packed", [False, True])
def test_packed_answers_of_recordings(tmp_path, packed):
    """Answers may be recorded as base64, and compressed."""
    import base64
    import gzip

    data = json.dumps(page(comment("c", "x"))).encode()
    text = base64.b64encode(gzip.compress(data) if packed else data).decode()
    exchange = {"request": {"uri": "x"}, "response": {"body": {"base64_string": text}}}
    (thread,) = read_value(tmp_path, {"http_interactions": [exchange]})
    assert len(thread.comments) == 2


RAW = "rowan | 2019-02-23 13:20:03 UTC | #1\n\nHot?\n\n-------------------------\n\n"


def test_raw_text_keeps_every_letter(tmp_path):
    """Between heads and rules nothing of a text is lost, rules of the writer's own included."""
    body = "  one\n\n-------------------------\n\nnot | a head\n\n> two  "
    text = RAW + f"alder | 2019-02-23 08:24:36 UTC | #2\n\n{body}\n\n{'-' * 25}\n\n"
    (tmp_path / "topic.md").write_text(text)
    (thread,) = read_all(tmp_path / "topic.md")
    assert [c.body for c in thread.comments] == ["Hot?", body]


def test_raw_text_without_a_head_is_refused(tmp_path):
    """A text that does not begin with a head is refused with its line."""
    (tmp_path / "topic.md").write_text("\nHello\n\n" + RAW)
    with pytest.raises(UnreadableSource, match=r"topic\.md, line 2: does not begin with the head"):
        list(read_all(tmp_path / "topic.md", format="discourse-raw"))


def test_raw_text_is_known(tmp_path):
    """Raw text of a topic is known by its first head."""
    (tmp_path / "topic.md").write_text(RAW)
    (source,) = sources_in(str(tmp_path / "topic.md"))
    assert by_content(source).name == "discourse-raw"
