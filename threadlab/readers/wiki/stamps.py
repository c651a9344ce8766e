"""The times that MediaWiki puts behind a signature, in the forms of its larger languages."""

import re
from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from threadlab.readers.dates import parse_date

_CLOCK = r"(?P<hour>\d{1,2})[:.h](?P<minute>\d\d)(?::\d\d)?(?:min)?"
_MONTH = r"(?P<month>[^\W\d_]{3,14})\.?"
_DAY = r"(?P<day>\d{1,2})(?:\.|º|-го)?"
_ZONE = r"[  ]?\((?P<zone>[A-Z]{1,5}(?:[+-]\d{1,4})?)\)"
_GAP = r"[  ](?:d[ei]l?[  ]|d['’])?"
_FORMS = (
    rf"(?<!\d){_CLOCK},?{_GAP}{_DAY}{_GAP}{_MONTH},?{_GAP}(?P<year>\d{{4}}){_ZONE}",
    rf"(?<!\d){_CLOCK},?{_GAP}{_MONTH}[  ]{_DAY},?[  ](?P<year>\d{{4}}){_ZONE}",
    rf"(?<!\d){_DAY}{_GAP}{_MONTH}{_GAP}(?P<year>\d{{4}}),?"
    rf"[  ](?:(?:à|kl|kello|um|at|ob|v|lúc|o|la|a les|a las|ás)\.?[  ])?{_CLOCK}{_ZONE}",
    rf"(?<!\d)(?P<year>\d{{4}})年(?P<month>\d{{1,2}})月(?P<day>\d{{1,2}})日[  ]"
    rf"\([^\W\d_]\)[  ]{_CLOCK}{_ZONE}",
    rf"(?<!\d)(?P<year>\d{{4}})년[  ](?P<month>\d{{1,2}})월[  ](?P<day>\d{{1,2}})일[  ]"
    rf"\([^\W\d_]\)[  ]{_CLOCK}{_ZONE}",
)
_PATTERNS = tuple(re.compile(form) for form in _FORMS)
_MONTHS = """
January February March April May June July August September October November December
Januar Februar März April Mai Juni Juli August September Oktober November Dezember
janvier février mars avril mai juin juillet août septembre octobre novembre décembre
enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre
gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre
januari februari maart april mei juni juli augustus september oktober november december
janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro
stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia
januari februari mars april maj juni juli augusti september oktober november december
januar februar marts april maj juni juli august september oktober november december
januar februar mars april mai juni juli august september oktober november desember
tammikuuta helmikuuta maaliskuuta huhtikuuta toukokuuta kesäkuuta heinäkuuta elokuuta syyskuuta
    lokakuuta marraskuuta joulukuuta
января февраля марта апреля мая июня июля августа сентября октября ноября декабря
січня лютого березня квітня травня червня липня серпня вересня жовтня листопада грудня
ledna února března dubna května června července srpna září října listopadu prosince
gener febrer març abril maig juny juliol agost setembre octubre novembre desembre
ianuarie februarie martie aprilie mai iunie iulie august septembrie octombrie noiembrie decembrie
Ocak Şubat Mart Nisan Mayıs Haziran Temmuz Ağustos Eylül Ekim Kasım Aralık
január február március április május június július augusztus szeptember október november december
"""
_ABBREVIATIONS = {"maj": 5, "mag": 5, "mai": 5, "mei": 5, "mag.": 5, "ene": 1, "stu": 11}
_SHORTEST = 3


class Stamp(NamedTuple):
    """A time in a text: where it stands, and what it says."""

    start: int
    end: int
    posted: datetime


def stamps(text: str) -> Iterator[Stamp]:
    """Finds the times that end signatures.

    Args:
        text: Any text; entities decoded.

    Yields:
        The times, in order.
    """
    if "(" not in text:
        return
    found = sorted(
        (match.start(), match.end(), match)
        for pattern in _PATTERNS
        for match in pattern.finditer(text)
    )
    place = 0
    for start, end, match in found:
        posted = _posted(match) if start >= place else None
        if posted is not None:
            yield Stamp(start, end, posted)
            place = end


def _posted(match: re.Match[str]) -> datetime | None:
    month = match["month"]
    number = int(month) if month.isdecimal() else _NUMBERS.get(month.casefold())
    if number is None:
        return None
    day, hour = int(match["day"]), int(match["hour"])
    written = f"{match['year']}-{number:02}-{day:02} {hour:02}:{match['minute']}"
    return parse_date(f"{written} {match['zone']}")


def _numbers() -> dict[str, int]:
    """Maps the names of months, and their beginnings that mean one month only, to numbers."""
    words = _MONTHS.split()
    names: dict[str, set[int]] = {}
    for k, word in enumerate(words):
        folded = word.casefold()
        for length in range(_SHORTEST, len(folded) + 1):
            names.setdefault(folded[:length], set()).add(k % 12 + 1)
    full = {word.casefold(): k % 12 + 1 for k, word in enumerate(words)}
    short = {name: numbers.pop() for name, numbers in names.items() if len(numbers) == 1}
    return {**short, **full, **_ABBREVIATIONS}


_NUMBERS = _numbers()
