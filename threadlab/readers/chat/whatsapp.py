"""WhatsApp's text exports: date, name, colon and message, as the phone's language writes them.

Android writes "12/03/21, 10:15 - Ann: …", iOS "[12.03.21, 10:15:32] Ann: …". Which number is the
day depends on the phone's settings; all dates of a chat together mostly tell it. Lines without a
date belong to the message above; lines without a name are the program's own.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from threadlab.readers.chat.clock import time_of_day
from threadlab.readers.chat.messages import Message, Place, chat_thread, counted, shown
from threadlab.readers.numeric_dates import day_comes_first, plain_date
from threadlab.readers.sources import OnError, Source
from threadlab.thread import Thread

_MARKS = "\u200e\u200f\u202a\u202c\ufeff"
_HALF = r"(?:[ \u00a0\u202f]?(?:[AaPp]\.?[ \u00a0\u202f]?[Mm]\.?))?"
_START = re.compile(
    rf"[{_MARKS}]{{0,3}}(?P<open>\[)?"
    r"(?P<date>\d{1,4}[./-] ?\d{1,2}[./-] ?\d{1,4}\.?|\d{4}년 \d{1,2}월 \d{1,2}일)"
    rf"(?P<comma>[,،]?)[ \u00a0\u202f](?:(?:klo|kl\.?|um|at|à|às|alle) )?"
    r"(?P<half>오전 |오후 |上午|下午)?"
    rf"(?P<time>\d{{1,2}}[:.]\d{{2}}(?P<seconds>[:.]\d{{2}})?{_HALF})"
    rf"(?:(?P<close>\])[ \u00a0]|[ \u00a0][-–][ \u00a0]|, |: )(?P<rest>.*)"
)
_NAME = re.compile(
    rf"[{_MARKS}~ \u00a0\u202f]{{0,4}}(?P<name>[^:<>*\"“”«»]{{1,60}}?) ?:"
    r"(?:[ \u00a0](?P<text>.*)|$)"
)
_KOREAN = re.compile(r"(\d{4})년 (\d{1,2})월 (\d{1,2})일")
_YEAR_FIRST = re.compile(r"(\d{4})[./-] ?(\d{1,2})[./-] ?(\d{1,2})\.?")
_ENCRYPTED = (
    "end-to-end encrypt", "ende-zu-ende-verschlüssel", "chiffrés de bout en bout",
    "cifrados de extremo a extremo", "criptografia de ponta a ponta", "crittografia end-to-end",
)  # fmt: skip
_SNIFFED = 300


class _Start(NamedTuple):
    """A line that begins a message, or one of the program's own (its name is None)."""

    date: str
    time: str
    name: str | None
    text: str


def sniff(head: str, name: str) -> float:  # noqa: ARG001 - every reader takes the name
    """Says how sure it is that a text is a chat exported by WhatsApp, 0 to 1."""
    lines = [line for line in head.split("\n")[:_SNIFFED] if line.strip()]
    found = [_start(line[:2000]) for line in lines]
    if not found or found[0] is None:
        return 0.0
    starts = [start for start in found if start is not None]
    named = sum(start.name is not None for start in starts)
    if named < 2 or 5 * len(starts) < len(lines):
        return 0.0
    return 0.97


def read(source: Source, on_error: OnError | None = None) -> Iterator[Thread]:  # noqa: ARG001
    """Reads an exported chat as one thread.

    Args:
        source: The open file.
        on_error: Not needed: a chat is one thread or an error.

    Yields:
        One thread, its messages in the order of the file.

    Raises:
        UnreadableSource: The file is not text, or holds no message.
    """
    text, decoding = source.text()
    notes = list(decoding)
    found: list[tuple[int, _Start, list[str]]] = []
    before: list[str] = []
    for number, line in enumerate(text.split("\n"), 1):
        start = _start(line)
        if start is None and found:
            found[-1][2].append(line)
        elif start is None:
            before.extend([f"line {number}"] if line.strip() else [])
        else:
            found.append((number, start, [start.text]))
    own = sum(start.name is None for _, start, _ in found)
    if own:
        lines = counted(own, "message", "messages")
        notes.append(f"left out: {lines} of the program itself, without a writer")
    if before:
        notes.append(f"left out: lines before the first message ({shown(before)})")
    dates = _dates([start for _, start, _ in found], notes)
    messages = [
        Message(f"L{number}", start.name, date, "\n".join(body).rstrip("\n"))
        for (number, start, body), date in zip(found, dates, strict=True)
        if start.name is not None
    ]
    title = None if source.stem in ("_chat", "stdin") else source.stem
    yield chat_thread(Place(source.stem, title, source.name), messages, notes)


def _start(line: str) -> _Start | None:
    found = _START.match(line)
    if found is None or bool(found["open"]) != bool(found["close"]):
        return None
    if found["open"] and not (found["comma"] or found["seconds"]):
        return None  # other chats have such times, but these are WhatsApp's
    named = _NAME.match(found["rest"])
    time = found["time"] + {"오후 ": " PM", "下午": " PM"}.get(found["half"] or "", "")
    time = f"{time} AM" if found["half"] in ("오전 ", "上午") else time
    if named is None or _is_own(named["text"] or ""):
        return _Start(found["date"], time, None, found["rest"])
    return _Start(found["date"], time, named["name"].strip(), named["text"] or "")


def _is_own(text: str) -> bool:
    """Says whether a message is the one about encryption, which iOS gives the group's name."""
    bare = text.lstrip(_MARKS)
    return text != bare and any(words in bare[:300].casefold() for words in _ENCRYPTED)


def _dates(starts: Sequence[_Start], notes: list[str]) -> list[str | None]:
    """Turns dates and times into ISO 8601."""
    texts = [start.date.rstrip(".") for start in starts]
    numeric = [t for t in texts if not _YEAR_FIRST.fullmatch(t) and not _KOREAN.fullmatch(t)]
    first = day_comes_first(numeric)
    if first is None and numeric:
        first = _by_order(numeric)
        if first is None:
            american = any("m" in start.time.casefold() for start in starts)
            first = not american
            which = "month" if american else "day"
            notes.append(
                f"dates such as {numeric[0]!r} do not tell day from month; "
                f"the {which} was taken to come first"
            )
    return [_moment(text, start.time, first) for text, start in zip(texts, starts, strict=True)]


def _by_order(texts: Sequence[str]) -> bool | None:
    """Tells the day from the month by which of them makes the messages run on in time."""
    back = {}
    for day_first in (True, False):
        days = [plain_date(text, day_first) or "" for text in texts]
        back[day_first] = sum(one > other for one, other in pairwise(days))
    return None if back[True] == back[False] else back[True] < back[False]


def _moment(text: str, time: str, day_first: bool | None) -> str | None:
    at = time_of_day(time.replace("\u202f", " ").replace("\u00a0", " "))
    year_first = _YEAR_FIRST.fullmatch(text) or _KOREAN.fullmatch(text)
    if year_first:
        day = f"{year_first[1]}-{int(year_first[2]):02}-{int(year_first[3]):02}"
    else:
        day = (plain_date(text, day_first) or "")[:10]
    if not day:
        return None
    return f"{day}T{at.isoformat()}+00:00" if at else day
