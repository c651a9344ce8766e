"""Dates as forums write them."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from threadlab.readers.dates import is_relative, parse_date

MOMENT = datetime(2008, 1, 15, 5, 7, tzinfo=UTC)


@pytest.mark.parametrize(
    "value",
    [
        "2008-01-15T05:07:00",
        "2008-01-15T05:07:00.000Z",
        "2008-01-15T06:07:00+01:00",
        "2008-01-15 05:07 UTC",
        1200373620,
        1200373620.0,
        1200373620000,
        "1200373620",
        "Tue, 15 Jan 2008 00:07:00 -0500",
        "Tue, 15 Jan 2008 00:07:00 EST",
        "15 January 2008, 05:07",
        "January 15, 2008 at 5:07 am",
        "15.1.2008 05:07",
    ],
)
def test_full_dates(value: object):
    """Each way of writing gives the same moment; without a zone it is UTC."""
    assert parse_date(value) == MOMENT


@pytest.mark.parametrize(
    ("text", "hour"),
    [
        ("Tue, 15 Jan 2008 1:07 PM", 13),
        ("15 January 2008 1:07 p.m.", 13),
        ("January 15, 2008, 12:07pm", 12),
        ("15 Jan 2008 12:07 AM", 0),
    ],
)
def test_halves_of_the_day(text: str, hour: int):
    """Afternoon is told from morning, also where the rest looks like a mail's date."""
    assert parse_date(text) == MOMENT.replace(hour=hour)


@pytest.mark.parametrize(
    "value",
    [None, "", "Monday", "02:24", "15 January", "2008", "January 2008", "3 hours ago", True, [],
     float("nan"), float("inf"), 10**30, 5, "9" * 5000, "31 February 2008", "0001-01-01",
     "1 2 3 4 5 6 2008 2009", "2008-01-15T05:07:00+99:99", "\ud800 2008-01-15"],
)  # fmt: skip
def test_incomplete_dates_are_none(value: object):
    """What does not tell day, month and year is no date."""
    assert parse_date(value) is None


@pytest.mark.parametrize("text", ["3 hours ago", "2d", "yesterday", "vor 3 Stunden", "just now"])
def test_relative(text: str):
    """Times from now are known as such."""
    assert is_relative(text)
    assert not is_relative(f"{text} Ann said no")


@given(st.text(st.characters()) | st.integers() | st.floats() | st.datetimes().map(str))
def test_anything_is_a_date_or_none(value: object):
    """Whatever stands in a date field: a moment with its zone that can be written, or None."""
    found = parse_date(value)
    if found is not None:
        assert datetime.fromisoformat(found.isoformat()) == found
        assert found.tzinfo is not None
