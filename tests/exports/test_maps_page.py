"""The maps beside the thread as a text: which there are, and what they draw without scripts."""

import dataclasses
import os
import re
import subprocess
import sys
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from debate import NAMING, START, chain, crowd, debate, labels
from hostile import HOSTILE
from test_map_page import Outline

from threadlab.exports.html import page
from threadlab.exports.html.focus import argument_map
from threadlab.exports.html.timeline import timeline
from threadlab.exports.html.tree import plant
from threadlab.scheme import STANCES
from threadlab.thread import Comment, Reply, Thread

NODE = re.compile(r'href="#c(\d+)" class="node')


def maps_of(thread):
    """The names of the maps on a thread's page."""
    return re.findall(r'<section class="map" id="(\w+)"', page(thread, NAMING))


def dated(thread, times):
    """The thread with these times, None for what has none."""
    comments = zip(thread.comments, times, strict=True)
    return dataclasses.replace(
        thread, comments=tuple(dataclasses.replace(c, posted=at) for c, at in comments)
    )


def quarrel(names):
    """Everybody disagrees with the first."""
    comments = tuple(Comment(str(k), name, f"Text {k}.") for k, name in enumerate(names))
    replies = tuple(
        Reply(str(k), "0", 0.9, stance=labels(STANCES, "disagree", 0.8))
        for k in range(1, len(names))
    )
    return Thread("quarrel", comments=comments, replies=replies)


def test_a_debate_has_all_maps():
    """People, stances and dates are known: nothing is missing."""
    assert maps_of(debate()) == ["overview", "arguments", "people", "times"]


@pytest.mark.parametrize(
    ("thread", "expected"),
    [
        (Thread("t"), []),
        (Thread("t", comments=(Comment("1", "Ann", "One."),)), []),
        (quarrel(["Ann", "Bob"]), ["overview", "arguments"]),
        (quarrel(["Ann", "Bob", "Eve"]), ["overview", "arguments", "people"]),
        (quarrel(["Ann", "Bob", None]), ["overview", "arguments"]),
        (quarrel([None] * 5), ["overview", "arguments", "people"]),
        (Thread("t", comments=tuple(Comment(str(k), "Ann", "x") for k in range(3))), ["overview"]),
    ],
    ids=["empty", "one", "two people", "three people", "two of three", "nobody", "only read"],
)
def test_a_map_without_content_is_absent(thread, expected):
    """No tab leads to nothing."""
    assert maps_of(thread) == expected


def test_the_argument_map_shows_the_strongest_answers_and_counts_the_rest():
    """The opening post has its four answers with most below them; the others are a number."""
    shown = argument_map(plant(debate()), NAMING, None)
    assert NODE.findall(shown) == ["1", "12", "15", "6", "9", "2", "3", "19", "20"]
    assert "+4 more" in shown
    assert re.findall(r'<li class="edge (\w+)"', shown)[::2] == ["s1", "s1", "s1", "s0"]
    assert shown.count(">−</b>") == 6


def test_a_narrow_debate_is_drawn_deeper():
    """Where one answers one, the map goes four levels down."""
    shown = argument_map(plant(chain(3000)), NAMING, None)
    assert NODE.findall(shown) == ["1", "2", "3", "4", "5"]


def test_words_are_cut_before_they_are_drawn():
    """No box holds more than some words of a comment, nor more than some letters of a name."""
    names = ["A" * 3000, "Bob", "Eve"]
    assert len(argument_map(plant(quarrel(names)), NAMING, None)) < 4000


def test_people_are_listed_with_their_ties():
    """The table says with how many each one disagrees and agrees, and in which camp."""
    text = page(debate(), NAMING)
    table = text[text.index('<table id="people-table"') : text.index("</table>")]
    row = re.search(r"Tom B\.</bdi></th>(.*?)</tr>", table)[1]
    assert re.findall(r"<td>(.*?)</td>", row) == ["4", "3", "1", "2"]
    assert text.count('<g class="person') == 12
    assert "2 comments without an author are left out" in text


def nameless(thread):
    """The same thread with its authors lost."""
    lost = tuple(dataclasses.replace(comment, author=None) for comment in thread.comments)
    return dataclasses.replace(thread, comments=lost)


def test_where_authors_are_lost_comments_stand_for_themselves():
    """Each is named by its number and first words, with a link, and camps are of comments."""
    text = page(nameless(debate()), NAMING)
    table = text[text.index('<table id="people-table"') : text.index("</table>")]
    first = re.search(r"<tbody><tr>(.*?)</tr>", table)[1]
    assert '<a href="#c1">1</a> <bdi>The city should close Mill Street' in first
    assert re.findall(r"<td>(.*?)</td>", first) == ["3", "3"]
    assert ">Comment</th>" in table
    assert ">Comments</th>" not in table
    assert "comments, as their authors are lost" in text


def test_camps_of_nameless_comments_speak_for_themselves():
    """Two camps that quarrel throughout and answer one another often enough to be told."""
    comments = tuple(Comment(str(k), None, f"Word {k}.") for k in range(24))
    replies = []
    for k in range(1, 24):
        for parent in {k - 1, k // 2, k // 3} - {k}:
            side = "agree" if (k - parent) % 2 == 0 else "disagree"
            replies.append(
                Reply(str(k), str(parent), 1.0, primary=parent == k - 1,
                      stance=labels(STANCES, side, 0.98))
            )  # fmt: skip
    text = page(Thread("t", comments=comments, replies=tuple(replies)), NAMING)
    panel = text[text.index("<h2>What opposes what") :].split("</section>")[0]
    assert '<span class="n">2 camps</span>' in panel
    assert panel.count('<span class="note">12 comments</span>') == 2
    assert re.search(r'<a href="#c\d+"><span class="n">\d+</span> Word \d+.</a>', panel)
    assert "#0" not in panel


def test_names_in_the_network_do_not_overlap():
    """Each name has a place of its own."""
    text = page(crowd(400, 60), NAMING)
    network = text[text.index('<svg id="network"') :].split("</svg>")[0]
    boxes = [
        tuple(map(float, found))
        for found in re.findall(
            r'<foreignObject x="(-?\d+)" y="(-?\d+)" width="(\d+)" height="(\d+)"', network
        )
    ]
    assert len(boxes) > 20
    for k, (x, y, wide, high) in enumerate(boxes):
        for left, top, w, h in boxes[:k]:
            beside = x + wide <= left + 2 or left + w <= x + 2
            assert beside or y + high <= top + 2 or top + h <= y + 2


def test_places_do_not_depend_on_the_order_of_hashes():
    """Two runs with different hash seeds draw the same people at the same places."""
    code = (
        "from debate import *; from threadlab.exports.html import page; "
        "print(page(debate(), NAMING))"
    )
    runs = {
        subprocess.run(
            [sys.executable, "-c", code],
            cwd=Path(__file__).parent,
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONIOENCODING": "utf-8"},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(runs) == 1


@pytest.mark.parametrize(
    ("step", "unit"),
    [
        (timedelta(minutes=3), "10 minutes"),
        (timedelta(minutes=17), "hour"),
        (timedelta(hours=9), "day"),
        (timedelta(days=9), "month"),
        (timedelta(days=100), "year"),
        (timedelta(days=9000), "48 years"),
    ],
)
def test_the_unit_of_time_fits_the_span(step, unit):
    """Bars are many enough to tell something and few enough to see."""
    thread = dated(debate(), [START + k * step for k in range(30)])
    shown = timeline(plant(thread))
    assert f"Comments by {unit}," in shown
    assert 5 <= shown.count("<a href") <= 20


def test_a_bar_leads_to_its_first_comment_and_counts_its_stances():
    """Hours of the debate: the first has three comments, of which two disagree."""
    shown = timeline(plant(debate()))
    assert (
        '<a href="#c1"><title>2024-03-04 09:00: 3 comments (2 disagree, 1 without a stance)'
        in shown
    )


def test_a_timeline_needs_dates_of_half_of_the_comments():
    """With fewer dates, or all the same, there is none; what has no date is counted."""
    times = [START + timedelta(hours=k) if k < 15 else None for k in range(30)]
    assert "15 comments without a date are left out" in timeline(plant(dated(debate(), times)))
    assert timeline(plant(dated(debate(), [*times[:14], *[None] * 16]))) == ""
    assert timeline(plant(dated(debate(), [START] * 30))) == ""


def test_the_ends_of_the_calendar_have_bars():
    """The first and the last hour that a date can tell, in zones where they are out of it."""
    ends = (
        datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=9))),
        datetime(9999, 12, 31, 23, tzinfo=timezone(timedelta(hours=-9))),
        datetime(1970, 1, 1, tzinfo=UTC),
    )
    shown = timeline(plant(dated(quarrel(["Ann", "Bob", "Eve"]), ends)))
    assert shown.count("<a href") == 3


def test_hostile_names_make_no_element_in_the_maps():
    """A payload as a name adds no tag to the pictures and the table."""
    harmless = Outline(page(quarrel([f"name {k}" for k in range(len(HOSTILE))]), NAMING))
    hostile = Outline(page(quarrel(HOSTILE), NAMING))
    assert sorted(set(hostile.tags)) == sorted(set(harmless.tags))
    assert hostile.open == []
