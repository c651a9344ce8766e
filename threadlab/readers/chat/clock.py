"""Times of day in a log, and the lines that tell the day they belong to."""

import re
from datetime import UTC, date, datetime, time, timedelta

from threadlab.readers.dates import parse_date

_TIME = re.compile(r"(\d{1,2})[:.](\d{2})(?:[:.](\d{2}))?(?:\.\d{1,9})?\s?([AaPp])?")
_DAY_OF_MONTH = re.compile(r"([A-Z][a-z]{2}) {1,2}(\d{1,2})")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_STEP_BACK = timedelta(hours=1)  # smaller ones are clocks that were set right


def time_of_day(text: str) -> time | None:
    """Reads "10:15", "10:15:32", "10:15 PM" or "10.15"; None where it is none."""
    found = _TIME.match(text)
    if found is None:
        return None
    hour, minute, second = int(found[1]), int(found[2]), int(found[3] or 0)
    if found[4]:
        hour = hour % 12 + 12 * (found[4] in "pP")
    return time(hour, minute, min(second, 59)) if hour < 24 and minute < 60 else None


class Clock:
    """Turns times of day into dates, as far as the log tells the day.

    Attributes:
        undated: How many times had no day.
        midnights: How many times a day was taken to have passed since the time ran back.
    """

    def __init__(self) -> None:
        self.undated = 0
        self.midnights = 0
        self._last: datetime | None = None

    def day(self, text: str) -> bool:
        """Takes the day from a line that tells it; says whether it did."""
        moment = parse_date(text)
        if moment is None:
            return False
        self._last = datetime.combine(moment.date(), time(), UTC)
        return True

    def read(self, day: str | None, clock: str) -> str | None:
        """Gives a date as ISO 8601; None where the day is not known.

        Args:
            day: The date beside the time, which may lack its year; None: there is none.
            clock: The time of day.
        """
        at = time_of_day(clock)
        if at is None:
            return None
        found = self._day(day) if day else None
        if found is not None:
            self._last = datetime.combine(found, at, UTC)
        elif day or self._last is None:
            self.undated += 1
            return None
        else:
            moment = datetime.combine(self._last.date(), at, UTC)
            if moment < self._last - _STEP_BACK:
                moment += timedelta(days=1)
                self.midnights += 1
            self._last = moment
            return moment.isoformat()
        return self._last.isoformat()

    def _day(self, text: str) -> date | None:
        partial = _DAY_OF_MONTH.fullmatch(text)
        if partial is None:
            moment = parse_date(text)
            return moment.date() if moment else None
        if self._last is None or partial[1] not in _MONTHS:
            return None
        month = _MONTHS.index(partial[1]) + 1
        year = self._last.year + (month < self._last.month - 6)
        try:
            return date(year, month, int(partial[2]))
        except ValueError:
            return None
