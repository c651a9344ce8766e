"""Dates that are numbers alone: whether the day or the month stands first, told by many of them."""

import re
from collections.abc import Sequence

from threadlab.readers.dates import parse_date

_DATE = re.compile(r"(\d{1,2})([./-]) ?(\d{1,2})\2 ?(\d{4}|\d{2})(?!\d)(.*)", re.DOTALL)


def day_comes_first(dates: Sequence[str]) -> bool | None:
    """Tells 31/12/2021 from 12/31/2021, from many dates of one source.

    Args:
        dates: Texts that begin with a date.

    Returns:
        True: the day stands first; False: the month; None: the dates do not tell.
    """
    pairs = [(int(m[1]), int(m[3])) for text in dates if (m := _DATE.match(text.strip()))]
    first = any(one > 12 for one, _ in pairs)
    second = any(two > 12 for _, two in pairs)
    return None if first == second else first


def plain_date(text: str, day_first: bool | None) -> str | None:
    """Gives a date as ISO 8601 where it is numbers alone; None where it is not.

    Args:
        text: A date such as "31/12/2021 10:15" or "31.12.21".
        day_first: As day_comes_first tells; None: with points the day, else the month.
    """
    m = _DATE.fullmatch(text.strip())
    if m is None:
        return None
    one, two, year, rest = int(m[1]), int(m[3]), int(m[4]), m[5]
    if day_first is None:
        day_first = m[2] == "."
    day, month = (one, two) if (day_first and two <= 12) or one > 12 else (two, one)
    year += (2000 if year < 70 else 1900) * (year < 100)
    moment = parse_date(f"{year}-{month:02}-{day:02} {rest.strip(' ,T')}".strip())
    return moment.isoformat() if moment else None
