"""Dates as pages show them."""

from datetime import UTC, timedelta, timezone

import pytest

from threadlab.readers.pages.moments import is_day_first, moment_in, page_zone

DATES = [
    ("Sun May 03, 2020 9:15 am", "2020-05-03T09:15:00+00:00"),
    ("« on: January 05, 2008, 12:05:12 AM »", "2008-01-05T00:05:12+00:00"),
    ("by Ann » 12 Mar 2011, 18:20", "2011-03-12T18:20:00+00:00"),
    ("Posted: Mon Jan 12, 2004 5:51 pm  Post subject: 13 Mar 2001", "2004-01-12T17:51:00+00:00"),
    ("Posted 05 October 2012 - 06:22 PM", "2012-10-05T18:22:00+00:00"),
    ("2009-11-09 14:04 UTC", "2009-11-09T14:04:00+00:00"),
    ("2023-01-05T10:11:12 1672913472", "2023-01-05T10:11:12+00:00"),
    ("2021-06-11T17:45:10+0200", "2021-06-11T17:45:10+02:00"),
    ("2024-01-20T08:00:00.000000+0000", "2024-01-20T08:00:00+00:00"),
    ("1422979200", "2015-02-03T16:00:00+00:00"),
    ("1578600900000", "2020-01-09T20:15:00+00:00"),
    ("Verfasst am 3. März 2014 um 18:05", "2014-03-03T18:05:00+00:00"),
    ("le 14 août 2016 à 09:30", "2016-08-14T09:30:00+00:00"),
    ("7 de julio de 2018, 22:10", "2018-07-07T22:10:00+00:00"),
    ("12 мая 2019, 10:00", "2019-05-12T10:00:00+00:00"),
    ("11.03.2015, 07:30", "2015-03-11T07:30:00+00:00"),
    ("Feb 3, 2015 at 4:20 PM", "2015-02-03T16:20:00+00:00"),
    ("on Wednesday March 04, 2020 @08:12AM (#5)", "2020-03-04T08:12:00+00:00"),
    ("03-22-2013, 06:30 PM", "2013-03-22T18:30:00+00:00"),
    ("13-04-2009, 08:15 PM", "2009-04-13T20:15:00+00:00"),
]


@pytest.mark.parametrize(("written", "moment"), DATES)
def test_dates_within_other_words(written, moment):
    """The date is found in what stands around it, whatever the language."""
    assert moment_in([written], UTC, day_first=False) == moment


@pytest.mark.parametrize("written", ["Yesterday, 7:10 am", "3 years ago", "Today at 07:15", "#7"])
def test_times_from_now_stay_as_they_are(written):
    """What does not tell the day is given back as it is written, for the note."""
    assert moment_in(["", written], UTC, day_first=False) == written


def test_nothing_said_is_no_date():
    """Without any words there is no date."""
    assert moment_in(["", " "], UTC, day_first=False) is None


def test_the_page_tells_the_order_of_day_and_month():
    """A date that can be read in one way only tells how the others are to be read."""
    assert is_day_first(["02-05-2009", "13-04-2009"], "en") is True
    assert is_day_first(["02-05-2009", "04-13-2009"], "de") is False
    assert is_day_first(["02-05-2009"], "de") is True
    assert is_day_first(["02-05-2009"], "en-US") is False
    assert is_day_first(["02-05-2009"], "") is None
    assert is_day_first(["2009-05-02"], "de") is None
    assert moment_in(["02-05-2009"], UTC, day_first=True) == "2009-05-02T00:00:00+00:00"


@pytest.mark.parametrize(
    ("footer", "hours"),
    [
        ("All times are GMT -5. The time now is 3:00 PM.", -5),
        ("All times are <span title='x'>UTC+01:00</span>", 1),
        ("All times are GMT. The time now is 11", 0),
        ("All times are UTC + 99 hours", 0),
        ("", 0),
    ],
)
def test_the_footer_tells_the_zone(footer, hours):
    """Times without a zone are in the one that the page's footer names."""
    assert page_zone(footer).utcoffset(None) == timezone(timedelta(hours=hours)).utcoffset(None)
