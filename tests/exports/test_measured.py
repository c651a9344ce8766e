"""Measures in words: in the terminal, as JSON, and in the map's summary."""

import json
from dataclasses import replace

import pytest
from debate import NAMING, debate
from hypothesis import given, settings
from invented import uncertain
from strategies import threads

from threadlab.cli import main
from threadlab.errors import InvalidThread
from threadlab.exports import measured
from threadlab.exports.html import page
from threadlab.exports.jsonl import jsonl
from threadlab.exports.terminal import report
from threadlab.graph import findings, measure


def test_the_terminal_says_what_was_measured():
    """Shares with intervals, camps with names, open ends by the map's numbers."""
    text = measured(debate(), measure(debate(), resamples=20), "debate.jsonl")
    for part in ("debate.jsonl", "30 comments by", "90 % intervals", "Disagreement", "Camps",
                 "frustration", "Gini", "unanswered challenges", "Most contested"):  # fmt: skip
        assert part in text
    assert max(map(len, text.split("\n"))) <= 100


def test_without_intervals_it_says_so():
    """Nothing in brackets is made up."""
    text = measured(debate(), measure(debate(), resamples=0), "debate")
    assert "without intervals" in text
    assert "[" not in text


def test_threads_without_authors_name_comments_by_number():
    """Nobody's name is invented; people's measures are absent."""
    bare = replace(debate(), comments=tuple(replace(c, author=None) for c in debate().comments))
    text = measured(bare, measure(bare, resamples=10), "bare")
    assert "unknown authors" in text
    assert "Gini" not in text
    assert "comment 1 " in text


@settings(max_examples=20)
@given(threads())
def test_hostile_text_reaches_no_terminal(thread):
    """Control characters of titles, names and comments are replaced."""
    try:
        found = measure(thread, resamples=3)
    except InvalidThread:
        return
    text = measured(thread, found, "x\x1b[31m")
    assert not [c for c in text if c != "\n" and (ord(c) < 32 or 0xD800 <= ord(c) < 0xE000)]


@pytest.fixture
def tiny(tiny_model, tmp_path):
    """Two threads in a file, and the words that name a small model."""
    path = tmp_path / "threads.jsonl"
    path.write_bytes(jsonl(debate()) + jsonl(replace(debate(), id="other")))
    return [str(path), "--model", str(tiny_model), "--resamples", "5"]


def test_the_command_measures_every_thread(tiny, capsys):
    """One thread after the other, in words or as JSON lines."""
    assert main(["measure", *tiny]) == 0
    assert capsys.readouterr().out.count("comments by") == 2
    assert main(["measure", *tiny, "--json"]) == 0
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [row["thread"] for row in rows] == ["debate-0001", "other"]
    assert rows[0]["source"] == tiny[0]
    assert rows[0]["share_disagree"]["low"] <= rows[0]["share_disagree"]["high"]


@pytest.mark.parametrize("words", [["--resamples", "-1"], ["--resamples", "many"]])
def test_wrong_numbers_are_wrong_usage(words, capsys):
    """The answer is help, and exit code 2."""
    with pytest.raises(SystemExit) as stopped:
        main(["measure", "x", *words])
    assert stopped.value.code == 2
    assert "at least" in capsys.readouterr().err


def test_the_map_shows_camps_where_the_signs_speak_for_them():
    """With names, escaped, and how sure each place is."""
    thread = uncertain(120, 10, seed=3, sure=30.0)
    found = findings(thread)
    assert found is not None
    assert found.camps is not None
    hostile = replace(
        thread,
        comments=tuple(
            replace(c, author="<script>alert(1)</script>" if c.author == "p0" else c.author)
            for c in thread.comments
        ),
    )
    shown = page(hostile, naming=NAMING)
    assert '<h2>Who opposes whom <span class="n">2 camps</span></h2>' in shown
    assert "<script>alert(1)" not in shown
    assert page(hostile, naming=NAMING) == shown


def test_the_map_is_silent_where_there_are_none():
    """A thread whose signs speak for no camps, or that has no labels, has no such panel."""
    bare = replace(debate(), comments=tuple(replace(c, author=None) for c in debate().comments))
    assert "2 camps" not in page(bare, naming=NAMING)
    read = replace(
        debate(), replies=(), comments=tuple(replace(c, types=()) for c in debate().comments)
    )
    assert findings(read) is None


def test_guessed_replies_are_told():
    """Where the map shows but the likeliest of many threads, counts differ from it, and why."""
    thread = uncertain(30, 5, seed=1)
    unsure = replace(thread, replies=tuple(replace(r, probability=0.2) for r in thread.replies))
    sure = replace(thread, replies=tuple(replace(r, probability=0.9) for r in thread.replies))

    def said(one, resamples):
        return " ".join(measured(one, measure(one, resamples=resamples), "x").split())

    assert "on average 20 % sure here" in said(unsure, 10)
    assert "sure here" not in said(sure, 10)
    assert "sure here" not in said(unsure, 0)


def test_the_terminal_warns_where_replies_are_guessed():
    """As the page does, in a line of its own."""
    doubtful = replace(
        debate(), replies=tuple(replace(r, probability=0.2) for r in debate().replies)
    )
    assert "caution     who answers whom is mostly a guess" in report(doubtful, "x")
    assert "caution" not in report(debate(), "x")
