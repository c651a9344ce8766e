"""When a mail was written: the two usual forms quickly, all others as any reader's dates."""

import re
from datetime import UTC, datetime, timedelta, timezone
from functools import lru_cache

from threadlab.readers.dates import parse_date

_NAMES = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec"
_MONTHS = {name: number for number, name in enumerate(_NAMES.split(), 1)}
_MAIL = re.compile(
    r"(?:[A-Z][a-z]{2}, {1,2})?(\d\d?) ([A-Z][a-z]{2}) (\d{4}) (\d\d):(\d\d):(\d\d) "
    r"([+-])(\d\d)(\d\d)(?: \([^()]{0,60}\))?"
)
_CLOCK = re.compile(r"[A-Z][a-z]{2} ([A-Z][a-z]{2}) {1,2}(\d\d?) (\d\d):(\d\d):(\d\d) (\d{4})")
_DAY = re.compile(rb"(?:[A-Z][a-z]{2},? {1,2})?(?:[A-Z][a-z]{2} {1,2}\d\d? |\d\d? [A-Z][a-z]{2} )")
_COMMENT = re.compile(r"\s*\([^()]{0,200}\)\s*$")
_NAMED_ZONE = re.compile(r"(.{0,60}\d) ([A-Z]{3,5})( \d{4})?")
_ZONES = {
    "WET": "+0000", "WEST": "+0100", "BST": "+0100", "IST": "+0530", "CET": "+0100",
    "MET": "+0100", "MEZ": "+0100", "CEST": "+0200", "MEST": "+0200", "MESZ": "+0200",
    "EET": "+0200", "EEST": "+0300", "MSK": "+0300", "MSD": "+0400", "JST": "+0900",
    "KST": "+0900", "HKT": "+0800", "SGT": "+0800", "AEST": "+1000", "AEDT": "+1100",
    "EST": "-0500", "EDT": "-0400", "CST": "-0600", "CDT": "-0500", "MST": "-0700",
    "MDT": "-0600", "PST": "-0800", "PDT": "-0700", "NZST": "+1200", "NZDT": "+1300",
}  # fmt: skip
"""Zones by the names that old mails have; RFC 5322 knows the American ones only."""
_EARLIEST, _LATEST = 1971, 2100


def envelope_date(line: bytes) -> str:
    """Gives the date in a mailbox's "From " line, which stands behind the sender."""
    found = _DAY.search(line)
    if found:
        return line[found.start() :].decode("latin-1").strip()
    return line[5:].decode("latin-1").strip().partition(" ")[2]


def moment(text: str) -> datetime | None:
    """Reads a Date field (RFC 5322 or older), or the date of a mailbox's "From " line.

    Returns:
        The time with its zone (none given: UTC); None where the text does not tell it.
    """
    try:
        if found := _MAIL.fullmatch(text):
            day, month, year, hour, minute, second, sign, hours, minutes = found.groups()
            zone = _zone(sign, hours, minutes)
            date = (int(year), _MONTHS[month], int(day))
            return _within(datetime(*date, int(hour), int(minute), int(second), 0, zone))
        if found := _CLOCK.fullmatch(text):
            month, day, hour, minute, second, year = found.groups()
            date = (int(year), _MONTHS[month], int(day))
            return _within(datetime(*date, int(hour), int(minute), int(second), 0, UTC))
    except (ValueError, KeyError):  # the 31st of February, a month of another language
        pass
    named = _NAMED_ZONE.fullmatch(text)
    if named and named[2] in _ZONES:
        text = f"{named[1]}{named[3] or ''} {_ZONES[named[2]]}"
    return parse_date(text) or parse_date(_COMMENT.sub("", text[:400]))


@lru_cache(maxsize=256)
def _zone(sign: str, hours: str, minutes: str) -> timezone:
    offset = int(hours) * 60 + int(minutes)
    return timezone(timedelta(minutes=-offset if sign == "-" else offset))


def _within(when: datetime) -> datetime | None:
    return when if _EARLIEST <= when.year < _LATEST else None
