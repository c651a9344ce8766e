"""The dates that pages show: found within other words, months in many languages, either order.

"03-04-2021" is the third of April or the fourth of March: all dates of a page are looked at, then
its language; what remains unclear is read month first, as the forum programs write it at first.
"""

import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta, timezone

from threadlab.readers.dates import parse_date
from threadlab.readers.numeric_dates import day_comes_first

_MONTHS = (
    "january jan januar januari janvier janv enero ene gennaio gen janeiro stycznia sty ledna "
    "января янв jänner tammikuu",
    "february feb februar februari février févr fév febrero febbraio febbr fevereiro fev lutego "
    "lut února февраля фев helmikuu",
    "march mar märz mrz maart mrt mars marzo março marca března марта мар maaliskuu",
    "april apr avril avr abril abr aprile kwietnia kwi dubna апреля апр huhtikuu",
    "may mai mei mayo maggio mag maio maja května мая май maj toukokuu",
    "june jun juni juin junio giugno giu junho czerwca cze června июня июн kesäkuu",
    "july jul juli juillet juil julio luglio lug julho lipca lip července июля июл heinäkuu",
    "august aug augustus août aou agosto ago sierpnia sie srpna августа авг augusti elokuu",
    "september sep sept septembre septiembre settembre set setembro września wrz září сентября "
    "сен syyskuu",
    "october oct oktober okt octobre octubre ottobre ott outubro out października paź října "
    "октября окт lokakuu",
    "november nov novembre noviembre novembro listopada lis listopadu ноября ноя marraskuu",
    "december dec dezember dez décembre déc diciembre dic dicembre dezembro grudnia gru prosince "
    "декабря дек joulukuu",
)
_MONTH = {name: number for number, names in enumerate(_MONTHS, 1) for name in names.split()}
_TIME = (
    r"(?:[\s,@·•|–-]{0,5}(?:(?:at|um|à|a las|kl|o|в|om|alle)\.?\s{1,3})?"
    r"(?P<hour>\d{1,2})[:.h](?P<minute>\d\d)(?::(?P<second>\d\d))?(?:\.\d{1,9})?"
    r"\s?(?P<half>[AaPp]\.?[Mm]\b)?"
    r"\s?(?P<zone>Z\b|(?:UTC|GMT)?\s?[+-]\d\d:?\d\d\b|UTC\b|GMT\b)?)?"
)
_SHAPES = tuple(
    re.compile(shape + _TIME)
    for shape in (
        r"(?<!\d)(?P<year>(?:19|20)\d\d)[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})(?:T|(?!\d))",
        r"(?P<name>[^\W\d_]{3,12})\.?\s{1,3}(?P<day>\d{1,2})(?:st|nd|rd|th)?,?\s{1,3}"
        r"(?P<year>(?:19|20)\d\d)(?!\d)",
        r"(?<!\d)(?P<day>\d{1,2})(?:st|nd|rd|th|er|\.|º)?[\s-]{1,3}(?:de\s|of\s)?"
        r"(?P<name>[^\W\d_]{3,12})[.,]{0,2}[\s-]{1,3}(?:de\s)?(?P<year>(?:19|20)\d\d)(?!\d)",
        r"(?<!\d)(?P<one>\d{1,2})(?P<by>[./-])(?P<two>\d{1,2})[./-](?P<year>(?:19|20)?\d\d)(?!\d)",
    )
)
_ZONE = re.compile(
    r"All times are (?:<[^>]{0,200}>)?(?:GMT|UTC)\s{0,3}(?:([+-])\s{0,3}(\d{1,2})(?::?(\d\d))?)?"
)
_LONGEST = 300
_TOLD = 60


def page_zone(source: str) -> timezone:
    """Gives the zone of the times that a page shows, where its footer says so; else UTC."""
    found = _ZONE.search(source)
    if found is None or not found[2]:
        return UTC
    minutes = int(found[2]) * 60 + int(found[3] or 0)
    if minutes > 14 * 60:
        return UTC
    return timezone(timedelta(minutes=-minutes if found[1] == "-" else minutes))


def is_day_first(texts: Iterable[str], language: str) -> bool | None:
    """Says whether the dates of a page name the day before the month.

    Args:
        texts: What stands where dates are looked for.
        language: The page's language, as it declares it; "" for none.

    Returns:
        True or False where a date or the language tells; None where nothing does.
    """
    found = (_SHAPES[3].search(text[:_LONGEST]) for text in texts)
    numeric = [match[0] for match in found if match is not None and match["by"] != "."]
    told = day_comes_first(numeric)
    if told is not None or not numeric:
        return told
    spoken = language.lower().replace("_", "-")
    if spoken in ("", "en"):
        return None
    return not spoken.startswith("en-us")


def moment_in(texts: Iterable[str], zone: timezone, *, day_first: bool) -> str | None:
    """Finds the date among what stands where it may be.

    Args:
        texts: Attributes and words, the surest first.
        zone: What the page's times are in.
        day_first: How numbers such as 3/4/2021 are read.

    Returns:
        The date in ISO 8601; else a text that gives it from now ("an hour ago"), for the note;
        None where nothing is said.
    """
    relative = None
    for text in texts:
        found = _moment(text.strip()[:_LONGEST], zone, day_first)
        if found is not None:
            return found.isoformat()
        if relative is None and text.strip():
            relative = text.strip(" «»·|").rpartition("»")[2].strip()[:_TOLD]
    return relative


def _moment(text: str, zone: timezone, day_first: bool) -> datetime | None:
    if text.isascii() and text.replace(".", "", 1).isdecimal():
        return parse_date(text)
    for shape in _SHAPES:
        for found in shape.finditer(text):
            moment = _read(found, zone, day_first)
            if moment is not None:
                return moment
    return None


def _read(found: re.Match[str], zone: timezone, day_first: bool) -> datetime | None:
    parts = found.groupdict()
    year = int(parts["year"])
    year += (2000 if year < 70 else 1900) if year < 100 else 0
    if parts.get("name"):
        month, day = _MONTH.get(parts["name"].lower(), 0), int(parts["day"])
    elif parts.get("one"):
        pair = int(parts["one"]), int(parts["two"])
        is_day = parts["by"] == "." or day_first
        if max(pair) > 12:
            is_day = pair[0] > 12
        day, month = pair if is_day else pair[::-1]
    else:
        month, day = int(parts["month"]), int(parts["day"])
    hour = int(parts["hour"] or 0)
    if parts["half"]:
        hour = hour % 12 + (12 if parts["half"][0] in "pP" else 0)
    try:
        return datetime(
            year,
            month,
            day,
            hour,
            int(parts["minute"] or 0),
            int(parts["second"] or 0),
            tzinfo=_zone(parts["zone"], zone),
        )
    except ValueError:
        return None


def _zone(written: str | None, zone: timezone) -> timezone:
    if not written:
        return zone
    digits = re.sub(r"\D", "", written)
    if not digits:
        return UTC
    offset = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return timezone(-offset if "-" in written else offset)
