"""Names changed in examples: only names change, and only in as many examples as asked."""

import re

import pytest

from threadlab.encoder.pairs import Pair
from threadlab.training.names import GIVEN, renamed

PLAIN = [Pair(f"The bridge {n} is old.", f"It was rebuilt in {1900 + n}.") for n in range(400)]
NAMED = Pair("Walter says that Helen lied.", "No, Walter never said that about Helen, Walter did.")


def test_without_a_share_nothing_changes():
    assert renamed([*PLAIN, NAMED], 0.0, 1) == [*PLAIN, NAMED]


def test_a_share_gets_a_name_in_front_of_its_own_words():
    found = renamed(PLAIN, 0.25, 1)
    changed = [(old, new) for old, new in zip(PLAIN, found, strict=True) if old != new]
    assert 70 <= len(changed) <= 130
    for old, new in changed:
        assert new.answered == old.answered
        assert new.own.endswith(old.own)
        front = new.own.removesuffix(old.own)
        assert re.fullmatch(rf"(?:Hi |@)?(?:{'|'.join(GIVEN)})(?:, |: | - | )", front)


def test_a_name_becomes_the_same_other_name_wherever_it_stands():
    found = {renamed([NAMED], 1.0, seed)[0] for seed in range(20)}
    assert len(found) == 20
    for pair in found:
        one, two = re.findall(rf"\b(?:{'|'.join(GIVEN)})\b", pair.answered)
        assert one != two
        expected = f"No, {one} never said that about {two}, {one} did."
        assert pair.own.endswith(expected)


def test_the_seed_decides_and_the_place():
    assert renamed(PLAIN, 0.5, 1) == renamed(PLAIN, 0.5, 1)
    assert renamed(PLAIN, 0.5, 1) != renamed(PLAIN, 0.5, 2)
    assert renamed(PLAIN[:50], 0.5, 1) == renamed(PLAIN, 0.5, 1)[:50]


@pytest.mark.parametrize("own", ["", "Paula's pauline adam", "marching tomfoolery"])
def test_only_whole_names_count(own):
    """Another word stays, and no name is put before nothing."""
    pair = renamed([Pair("", own)], 1.0, 3)[0]
    assert pair.answered == ""
    assert pair.own.endswith(own)
    assert bool(pair.own) == bool(own)
