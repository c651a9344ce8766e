"""Cells to plain values: text, ids, dates; whatever libraries, dumps and spreadsheets write."""

import json
import math
import re
from datetime import date, datetime
from typing import Any

from threadlab.readers.dates import parse_date

_NOTHING = frozenset({"", "nan", "none", "null", "na", "n/a", "<na>", "nat", "\\n"})
_MESSAGE_ID = re.compile(r"<[^<>\s]{1,250}>")
_TAG = re.compile(
    r"</(?:p|div|a|br|b|i|em|strong|span|blockquote|li|ul|ol|pre|code|aside)>|<(?:p|br) ?/?>",
    re.IGNORECASE,
)
_PREFIXED = re.compile(r"t[1-6]_([0-9a-z]{1,16})", re.IGNORECASE)  # "fullnames" of Reddit's
_WHOLE = re.compile(r"(-?\d{1,20})\.0{1,6}")
_CLOCK = re.compile(r"\d{1,2}[:.]\d{2}(?:[:.]\d{2})?(?:\.\d{1,9})?(?: ?[AaPp]\.?[Mm]\.?)?")
_NAMES_OF_PEOPLE = (
    "display_name", "real_name", "full_name", "name", "username", "screen_name", "login", "nick",
    "nickname", "handle", "acct", "id",
)  # fmt: skip
_MESSAGE_OF = re.compile(r"""message of (?:["'])?([^"'<>]{10,70})""")
_REPLY = "replied_to"  # as Twitter calls it, beside quotes and reposts
_REPLIED_TO = re.compile(r"replied_to['\"], ?['\"]id['\"]: ?['\"]?(\d{1,20})")
_NO_PARENT = frozenset({"0", "-1", "0.0", "-1.0"})


def as_text(value: Any) -> str | None:
    """Gives a cell as text; None where it holds nothing.

    Args:
        value: What the table's library gives: text, a number, a time, bytes, a list, a dict.
    """
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        return None if math.isnan(value) else f"{value:.0f}" if value.is_integer() else str(value)
    if isinstance(value, datetime | date):
        return value.isoformat() if value == value else None  # NaT is not equal to itself
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    if isinstance(value, list | tuple):
        if all(isinstance(part, str) for part in value):
            return "\n".join(value)
        return _as_json(value)
    if isinstance(value, dict):
        return _as_json(value)
    single = getattr(value, "item", None)  # numbers of numpy
    if callable(single) and getattr(value, "ndim", None) == 0:
        plain = single()
        return as_text(plain) if isinstance(plain, str | int | float | bool) else str(value)
    listed = getattr(value, "tolist", None)
    return as_text(listed()) if callable(listed) else _scalar(value)


def _scalar(value: Any) -> str | None:
    text = str(value)
    return None if text in ("<NA>", "NaT") else text


def _as_json(value: Any) -> str:
    try:
        return json.dumps(value, ensure_ascii=False, default=str)
    except (ValueError, RecursionError, TypeError):
        return "(a value nested too deep)"


def as_name(value: Any) -> str | None:
    """Gives a cell that names something: an id, a thread, a title; None where it names nothing."""
    text = as_text(value)
    if text is None:
        return None
    text = text.strip()
    return None if text.casefold() in _NOTHING else text


def as_person(value: Any) -> str | None:
    """Gives the name in a cell about a person, who may be an object with several names."""
    if isinstance(value, dict):
        named = (as_name(value.get(key)) for key in _NAMES_OF_PEOPLE)
        return next((name for name in named if name), None)
    return as_text(value)


def as_ids(value: Any) -> list[str]:
    """Gives the ids in a cell; those of mails may stand among other words.

    The header of a mail that says what it answers (RFC 5322, 3.6.4) holds ids in angle brackets;
    older programs added names, addresses and dates around them.
    """
    if isinstance(value, dict):
        value = value.get("id") if value.get("type", _REPLY) == _REPLY else None
    if isinstance(value, list | tuple):
        return [name for part in value for name in as_ids(part)]
    text = as_name(value)
    if text is None:
        return []
    if text.startswith("[{"):  # a list of objects, as its text
        return _REPLIED_TO.findall(text)
    return list(dict.fromkeys(_MESSAGE_ID.findall(text))) or [text]


def moment_of_mail(text: str) -> datetime | None:
    """Gives the date by which old mail programs name a mail: "Ann's message of Fri, 5 Nov …"."""
    found = _MESSAGE_OF.search(text[:300])
    return parse_date(found[1]) if found else None


def is_message_id(text: str) -> bool:
    """Says whether an id is one of a mail, angle brackets included."""
    return _MESSAGE_ID.fullmatch(text.strip()) is not None


def looks_like_html(text: str) -> bool:
    """Says whether a text holds tags that people's writing does not."""
    return _TAG.search(text[:20_000]) is not None


def bare_id(name: str) -> str:
    """Gives an id without what programs add: ".0" (a float), "t3_" (Reddit's kind of thing)."""
    whole = _WHOLE.fullmatch(name)
    if whole:
        return whole[1]
    prefixed = _PREFIXED.fullmatch(name)
    return prefixed[1] if prefixed else name


def is_no_parent(name: str) -> bool:
    """Says whether a parent's id is what databases write for none."""
    return name in _NO_PARENT


def likely_message_id(ids: list[str]) -> str:
    """Picks the id from what a mail says it answers: addresses of people hold few digits."""
    return next((i for i in ids if any(c.isdigit() for c in i.partition("@")[0])), ids[0])


def with_clock(day: str | None, clock: str | None) -> str | None:
    """Joins a date and a time of day that stand in two columns."""
    if day is None or clock is None or not _CLOCK.fullmatch(clock.strip()):
        return day
    bare = day.strip().removesuffix("T00:00:00").removesuffix(" 00:00:00")
    return day if ":" in bare else f"{bare} {clock.strip()}"
