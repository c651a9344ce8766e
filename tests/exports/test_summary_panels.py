"""The top of a map answers a stranger: what it is about, who opposes whom, what was left open."""

import dataclasses
import re
from datetime import timedelta

import pytest
from debate import NAMING, START, chain, debate, labels

from threadlab.exports.html import Naming, notebook_html, page
from threadlab.exports.html.contested import contested, points_list
from threadlab.exports.html.heat import heat
from threadlab.exports.html.listed import challenges, conceded, entries
from threadlab.exports.html.opposing import opposing
from threadlab.exports.html.summary import measured
from threadlab.exports.html.top import caution, closed, opening, title
from threadlab.exports.html.tree import plant
from threadlab.graph import summary
from threadlab.scheme import STANCES, TYPES
from threadlab.thread import Comment, Label, Reply, Thread


def words(html):
    """The text of a page or a part of it, on one line."""
    return " ".join(re.sub("<[^>]+>", " ", html).split())


def nameless(thread, **changes):
    """The same thread with its authors lost, and its replies changed."""
    return dataclasses.replace(
        thread,
        comments=tuple(dataclasses.replace(one, author=None) for one in thread.comments),
        replies=tuple(dataclasses.replace(reply, **changes) for reply in thread.replies),
    )


SAID = (
    "We should close the street to cars before the next winter comes.",
    "Closing it only moves the cars to the next street, past a nursery.",
    "It does not: when it was shut in 2021, most of them stayed away.",
    "One summer proves nothing about what people do in a cold winter.",
    "What a clown.",
)


def dispute(sure=0.9, authors=(None,) * 5):
    """Five comments in a row, each against the one before; the last one only insults."""
    kinds = ("proposal", "rebuttal", "rebuttal", "claim", "attack")
    return Thread(
        "dispute",
        comments=tuple(
            Comment(str(k), author, said, types=labels(TYPES, kind, 0.8))
            for k, (said, author, kind) in enumerate(zip(SAID, authors, kinds, strict=True))
        ),
        replies=tuple(
            Reply(str(k), str(k - 1), sure, stance=labels(STANCES, "disagree", 0.9))
            for k in range(1, 5)
        ),
    )


def test_the_sides_of_a_dispute_speak_for_themselves():
    """Where authors are lost, both sides are shown in their words, and how sure that is."""
    heading, note, sides = opposing(plant(dispute()), None)
    one, other = (words(side) for side in sides.split("<div><p>")[1:])
    assert heading == "What opposes what"
    assert "inferred from the replies" in note
    assert one.startswith("One side 3 comments, 2 of them shown 1 We should close")
    assert "3 It does not:" in one
    assert other == f"The other side 2 comments 2 {SAID[1]} 4 {SAID[3]}"
    assert "clown" not in sides


@pytest.mark.parametrize(
    ("sure", "told"),
    [(0.99, "mostly sure"), (0.8, "likely"), (0.5, "unsure"), (0.2, "mostly a guess")],
)
def test_how_sure_the_sides_are_is_told_in_plain_words(sure, told):
    """From the probabilities of the replies and of their stances."""
    assert f"<b>{told}</b>" in opposing(plant(dispute(sure)), None)[1]


def test_the_sides_name_people_where_they_are_known():
    """First one comment of each person, then further ones."""
    named = dispute(authors=("Ann", "Bob", "Ann", "Cy", None))
    heading, _, sides = opposing(plant(named), None)
    one, other = (words(side) for side in sides.split("<div><p>")[1:])
    assert heading == "Who opposes whom"
    assert one.startswith("One side 1 person, 3 comments, 2 of them shown Ann 1 We should")
    assert other.startswith("The other side 2 people, 2 comments Bob 2 Closing")
    assert "Cy 4 One summer" in other


def test_camps_say_who_opposes_whom():
    """Each with its people and what it says to the others; who has no name is counted apart."""
    tree = plant(debate())
    heading, note, sides = opposing(tree, measured(tree))
    one, other = (words(side) for side in sides.split("<div><p>")[1:])
    assert words(heading) == "Who opposes whom 2 camps"
    assert one.startswith("Camp 1 Marlene Okafor")
    assert "also 2 comments without an author" in one
    assert other.startswith("against camp 2 Tom B.")
    assert "Marlene Okafor 3 It does not." in one
    assert "Tom B. 2 That compares the wrong things." in other
    assert "Agree across" in note
    assert re.search("<bdi>Tom B.</bdi>\u00a0\\d+\u00a0%", sides)


def test_without_a_dispute_nothing_is_opposed():
    """A thread that agrees, or that has no stances, has no such panel."""
    agreeing = dispute()
    replies = tuple(
        dataclasses.replace(reply, stance=labels(STANCES, "agree", 0.9))
        for reply in agreeing.replies
    )
    assert opposing(plant(dataclasses.replace(agreeing, replies=replies)), None) == ("", "", "")
    bare = tuple(dataclasses.replace(reply, stance=()) for reply in agreeing.replies)
    shown = page(dataclasses.replace(agreeing, replies=bare), NAMING)
    assert "opposes w" not in shown


@pytest.mark.parametrize(
    ("body", "heading", "goes_on"),
    [
        ("Close the street. It is loud.", "Close the street. It is loud.", ""),
        (f"{'a' * 30} {'b' * 70}. More of it.", f"{'a' * 30} {'b' * 70}.", "More of it."),
        (
            f"Mill Street is loud, as everybody who lives there knows, and {'so ' * 60}on.",
            "Mill Street is loud, as everybody who lives there knows…",
            "Mill Street is loud, as everybody",
        ),
        (f"It is {'so ' * 60}loud.", f"It is {'so ' * 28}".strip() + "…", "It is so so"),
        ("Hi all! Who knows\nwhere the street is?", "Hi all! Who knows", "where the street is?"),
    ],
)
def test_a_heading_is_a_whole_sentence_or_clause(body, heading, goes_on):
    """What was cut begins again below; after a whole sentence the text goes on."""
    tree = plant(Thread("t", comments=(Comment("1", None, body), Comment("2", None, "So?"))))
    assert title(tree) == heading
    below = words(opening(tree, title(tree)))
    assert below.startswith(goes_on) if goes_on else not below


@pytest.mark.parametrize(
    ("text", "beginning"),
    [
        ("It is loud. It is dirty.", "It is loud. It is dirty."),
        ("It is loud and dirty. It never ends, not even at night.", "It is loud and dirty.\u00a0…"),
        ("No. It never ends, not even at night, they say.", "No. It never ends, not even at…"),
        ("It never ends, not even at night, they say.", "It never ends, not even at night…"),
        ("And so on…", "And so on…"),
    ],
)
def test_what_speaks_for_a_side_ends_with_a_sentence_where_it_can(text, beginning):
    """Unless that would leave next to nothing."""
    assert closed(text, 34) == beginning


def test_guessed_replies_are_told_in_a_line_of_their_own():
    """Below a mean of one half; where they are surer, among the rest."""
    guess = summary(nameless(debate(), probability=0.19))
    assert caution(guess).startswith(
        "Who answers whom is mostly a guess here, on average 19 % sure"
    )
    assert not caution(summary(debate()))
    shown = page(nameless(debate(), probability=0.19), NAMING)
    assert '<p class="opening"><b>Who answers whom is mostly a guess' in shown
    assert "Whether they are is mostly a guess." in shown
    assert "mostly a guess" not in page(debate(), NAMING)
    assert "mostly a guess" in notebook_html(nameless(debate(), probability=0.19), NAMING)


def test_points_tell_what_is_likely_where_that_tells_something():
    """A range, or its lower end; nothing where the range would hold nearly all answers."""
    told = words(points_list(tree := plant(debate()), contested(tree)))
    assert "3 of 6 answers disagree (likely 2–4), 3 agree, 27 comments below it" in told
    assert "against it Tom B. 2 That compares the wrong things." in told
    assert "1 of 2 answers disagrees, 1 agrees" in told
    ranges = (0.97, " (likely 3–4)"), (0.8, " (likely at least 2)"), (0.55, " against")
    for sure, likely in ranges:
        stance = labels(STANCES, "disagree", sure)
        replies = [
            dataclasses.replace(reply, parent="0", stance=stance) for reply in dispute().replies
        ]
        tree = plant(dataclasses.replace(dispute(), replies=tuple(replies)))
        told = words(points_list(tree, contested(tree)))
        assert f"4 of 4 answers disagree{likely}" in told


def test_challenges_and_concessions_quote_what_they_answer():
    """So that a reader understands without jumping; how sure each is follows."""
    tree = plant(debate())
    open_ends, granted = (
        words(entries(tree, challenges(tree))),
        words(entries(tree, conceded(tree))),
    )
    assert "quietrider answers 3 “It does not. When the gas main" in open_ends
    assert (
        "“It does not. When the gas main was replaced in 2021 the street was shut for…”" in granted
    )
    assert "71 % sure, after 2 answers in a row that each disagree with what they answer" in granted
    assert "the first of them 2" in granted
    guessed = conceded(plant(nameless(debate(), probability=0.2)))
    assert guessed
    assert not any("in a row" in fact for fact in guessed.values())


def test_an_attack_is_no_challenge_that_wants_an_answer():
    """It is not listed among them."""
    tree = plant(debate())
    listed = challenges(tree)
    assert "9" not in listed
    assert "10" not in listed  # attack 41 %, its first type
    assert [*challenges(plant(dispute()))] == []


def test_counts_and_lists_agree():
    """What is first of all something else says so; stances toward nobody known are told."""
    comment = debate().comments[3]
    kinds = labels(TYPES, "rebuttal", 0.9)
    both = tuple(
        sorted(
            (Label("concession", 0.6), *(one for one in kinds if one.name != "concession")),
            key=lambda one: -one.probability,
        )
    )
    comments = list(debate().comments)
    comments[3] = dataclasses.replace(comment, types=both)
    tree = plant(dataclasses.replace(debate(), comments=tuple(comments)))
    assert conceded(tree)["4"].startswith("60 % sure, first of all rebuttal")
    shown = words(page(debate(), NAMING))
    assert "What kinds of argument Each comment counts once, by its first type; the lists" in shown
    assert "2 of them answer a comment that is not known." in shown


def test_heat_is_drawn_over_time_and_says_what_it_counts():
    """Each bar with attacks leads to the first of them."""
    note, picture = heat(plant(debate()))
    assert note.startswith("2 of 30 comments are attacks first of all")
    assert "A bar is one hour, its height 4 comments at most" in note
    assert "they run from 2024-03-04 09:00 to 2024-03-04 17:00" in note
    assert '<a href="#c9"><title>2024-03-04 11:00: 2 attacks in 3 comments</title>' in picture
    assert picture.count("<a ") == 1


def test_heat_without_dates_is_drawn_in_order():
    """Of a long thread several comments to a bar, all of them counted."""
    thread = chain(70)
    comments = [
        dataclasses.replace(one, types=labels(TYPES, "attack", 0.6)) if k in (5, 64, 65) else one
        for k, one in enumerate(thread.comments)
    ]
    note, picture = heat(plant(dataclasses.replace(thread, comments=tuple(comments))))
    assert "A bar is 3 comments; they run" in note
    assert "in the order of posting" in note
    assert "<title>comments 4 to 6: 1 attack in 3 comments</title>" in picture
    assert "<title>comments 64 to 66: 2 attacks in 3 comments</title>" in picture


def test_without_an_attack_there_is_no_heat():
    """The panel is absent, whether or not comments have dates."""
    dated = [
        dataclasses.replace(one, posted=START + timedelta(hours=k))
        for k, one in enumerate(chain(5).comments)
    ]
    thread = dataclasses.replace(chain(5), comments=tuple(dated))
    assert heat(plant(thread)) == ("", "")
    assert "<h2>Heat" not in page(thread, Naming.at())


def test_who_only_attacks_is_named_where_a_side_has_little_to_say():
    """After the one comment that makes a case; a side without any shows what there is."""
    rude = dispute(authors=("Ann", "Bob", "Ann", "Cy", "Dan"))
    kinds = ("proposal", "rebuttal", "rebuttal", "attack", "attack")
    comments = [
        dataclasses.replace(one, types=labels(TYPES, kind, 0.8))
        for one, kind in zip(rude.comments, kinds, strict=True)
    ]
    sides = opposing(plant(dataclasses.replace(rude, comments=tuple(comments))), None)[2]
    other = words(sides.split("<div><p>")[2])
    assert other.startswith("The other side 2 people, 2 comments Bob 2 Closing")
    assert "Cy 4 One summer" in other
    comments[1] = dataclasses.replace(comments[1], types=labels(TYPES, "attack", 0.8))
    sides = opposing(plant(dataclasses.replace(rude, comments=tuple(comments))), None)[2]
    assert "Bob 2 Closing" in words(sides)
    assert "Cy 4 One summer" in words(sides)
