"""Words, clean text and names that are nobody."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from timing import at_most

from threadlab.text import (
    Word,
    clean,
    form_lines,
    is_nobody,
    normalise,
    somebody,
    word_forms,
    words,
    words_at,
)


def test_words_have_places_in_the_raw_text():
    """A word keeps where it stands, whatever its normalised form."""
    text = "Don’t — «STOP» co-operate!"
    found = words(text)
    assert [w.form for w in found] == ["don't", "stop", "co", "operate"]
    assert [text[w.start : w.end] for w in found] == ["Don’t", "STOP", "co", "operate"]


def test_words_of_a_part():
    """Start and end restrict the words, places stay those of the whole text."""
    assert words("one two three", 4, 7) == [Word("two", 4, 7)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("don’t", "don't"),
        ("STRASSE", "straße"),
        ("Cafe\u0301s", "Cafés"),
        ("zero\u200bwidth", "zerowidth"),
        ("ﬁnd", "find"),
    ],
)
def test_typing_differences_vanish(one: str, other: str):
    """The same word typed in two ways has one form."""
    assert [w.form for w in words(one)] == [w.form for w in words(other)]


def test_scripts_without_spaces_are_split_by_sign():
    """Han and Kana give a word a sign, so that parts of a sentence can be found again."""
    assert [w.form for w in words("我不同意 ok")] == ["我", "不", "同", "意", "ok"]


def test_clean_keeps_the_length():
    """A lone surrogate becomes one replacement character."""
    assert clean("a\ud800b") == "a\ufffdb"
    assert clean("plain\x00") == "plain\x00"


@pytest.mark.parametrize("name", [None, "", "[deleted]", "[removed]", "Guest", "ANONYMOUS", " - "])
def test_nobody(name: str | None):
    """Removed, anonymous and missing names are nobody."""
    assert is_nobody(name)
    assert somebody(name) is None


@pytest.mark.parametrize("name", ["Guestavo", "Ann", "deleted_scene", "[x]", "李"])
def test_somebody(name: str):
    """Names that only resemble those of nobody stay names."""
    assert not is_nobody(name)
    assert somebody(f" {name} ") == name


@given(st.text(st.characters()))
def test_places_are_in_order_and_inside(text: str):
    """Words never overlap and never leave the text, lone surrogates or not."""
    place = 0
    for word in words(text):
        assert place <= word.start < word.end <= len(text)
        place = word.end
    assert len(clean(text)) == len(text)
    clean(text).encode()
    assert normalise(normalise(text)) == normalise(text)


@pytest.mark.usefixtures("steady")
def test_words_run_in_linear_time():
    """Four times the apostrophes take far from sixteen times as long."""

    def seconds(times: int) -> float:
        text = "a''''" * times + "'" * times
        begin = time.process_time()
        words(text)
        return time.process_time() - begin

    seconds(1000)
    assert at_most(8, seconds, 20_000, 80_000, quick=0.1)


@pytest.mark.parametrize(
    "text",
    [
        "Don't say 'no' ''twice'', it's ''",
        "rock 'n' roll, the dogs' bowl\n'tis so'",
        "She said \u2018it\u2019s late\u2019 \u2026 didn\u2019t she?",
    ],
)
def test_a_few_words_are_placed_as_all_are(text):
    """Words looked up alone have the form and place that they have among all."""
    placed = words(text, 1, len(text))
    numbers = range(len(placed))
    assert words_at(text, 1, len(text), numbers) == placed
    assert word_forms(text[1:]) == [word.form for word in placed]
    assert [form for line in form_lines(text[1:]) for form in line] == word_forms(text[1:])
