"""Dates as forums write them: ISO 8601, epoch seconds, mail dates, free text; all or nothing."""

import math
import re
from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime
from functools import lru_cache
from typing import Any

_LONGEST = 80
_MILLISECONDS = (
    1e11  # epoch numbers above are milliseconds: as seconds, they lie past the year 5000
)
_EARLIEST, _LATEST = 1971, 2100
_ZONES = {
    "UTC": 0, "GMT": 0, "Z": 0, "WET": 0, "BST": 1, "CET": 1, "MET": 1, "MEZ": 1, "CEST": 2,
    "MEST": 2, "MESZ": 2, "EET": 2, "EEST": 3, "MSK": 3, "JST": 9, "EST": -5, "EDT": -4, "CST": -6,
    "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7,
}  # fmt: skip
_HAS_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)|\d[./-]\d{1,2}[./-]\d\d|\d{8}(?!\d)")
_HALF_DAY = re.compile(r"\d\s?[ap]\.?\s?m\b", re.IGNORECASE)  # mail has none, and overlooks it
_RELATIVE = re.compile(
    r"(?:(?:about|over|almost|vor|il y a|hace)\s)?(?:\d{1,4}|an?|one|eine?[mnr]?)\s?"
    r"(?:s|m|h|d|w|y|mo|sec|secs|min|mins|hr|hrs|seconds?|minutes?|hours?|days?|weeks?|months?"
    r"|years?|stunden?|tage?n?|minuten?|wochen?|monate?n?|jahre?n?|heures?|jours?|horas?|días?)"
    r"(?:\sago|\searlier)?|just now|yesterday|today|gestern|heute|hier|ayer",
    re.IGNORECASE,
)


def parse_date(value: Any) -> datetime | None:
    """Reads a date and time.

    Args:
        value: ISO 8601 text, epoch seconds or milliseconds, a mail date or free text.

    Returns:
        The time with its zone (none given: UTC), or None where the value does not tell day, month
        and year, or lies outside 1971 to 2100.
    """
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, int | float):
        return _from_epoch(value)
    if not isinstance(value, str):
        return None
    text = value.strip()
    return _from_text(text) if 0 < len(text) <= _LONGEST else None


def is_relative(text: str) -> bool:
    """Says whether a text gives a time from now, such as "3 hours ago"."""
    return len(text) <= _LONGEST and _RELATIVE.fullmatch(text.strip()) is not None


def _from_epoch(value: float) -> datetime | None:
    if not math.isfinite(value) if isinstance(value, float) else abs(value) > 10**15:
        return None
    seconds = value / 1000 if abs(value) > _MILLISECONDS else value
    if not 31_536_000 <= seconds <= 4_102_444_800:  # 1971 to 2100
        return None
    return datetime.fromtimestamp(seconds, UTC)


@lru_cache(maxsize=4096)
def _from_text(text: str) -> datetime | None:
    if text.replace(".", "", 1).isdecimal() and text.isascii() and len(text) >= 9:
        return _from_epoch(float(text))
    for parse in (_iso, _mail, _free):
        found = parse(text)
        if found is not None:
            return found if _EARLIEST <= found.year < _LATEST else None
    return None


def _zoned(moment: datetime) -> datetime:
    offset = moment.utcoffset() or timedelta(0)
    return moment.replace(tzinfo=timezone(offset) if offset else UTC)


def _iso(text: str) -> datetime | None:
    bare = text[:-4].rstrip() if text.endswith((" UTC", " GMT")) else text
    if len(bare) < 10 or bare[4:5] != "-":
        return None
    try:
        return _zoned(datetime.fromisoformat(bare))
    except ValueError:
        return None


def _mail(text: str) -> datetime | None:
    if not any(c.isalpha() for c in text) or ":" not in text or _HALF_DAY.search(text):
        return None
    try:
        return _zoned(parsedate_to_datetime(text))
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _zone(name: str | None, offset: int | None) -> timezone:
    if offset is not None:  # an impossible one is a ValueError, so the text is no date
        return timezone(timedelta(seconds=offset))
    return timezone(timedelta(hours=_ZONES.get((name or "").upper(), 0)))


def _free(text: str) -> datetime | None:
    """Parses free text twice: where the defaults show through, a part is missing."""
    if not _HAS_YEAR.search(text):
        return None
    from dateutil import parser

    try:
        one = parser.parse(text, default=datetime(2001, 1, 1), tzinfos=_zone)
        other = parser.parse(text, default=datetime(2004, 2, 2), tzinfos=_zone)
        return _zoned(one) if one == other else None
    except (ValueError, OverflowError, TypeError, IndexError, AttributeError, ArithmeticError):
        return None  # dateutil raises all of these on text that is no date
