"""Attributions where they stand: which lines above a quote form one; and what tells of elisions."""

import re
from typing import NamedTuple

from threadlab.markup.attributions import (
    LONGEST,
    MOST_LINES,
    Attribution,
    attribution,
    opens,
)
from threadlab.markup.marks import Rows

_STARTS_WITH_DATE = re.compile(r"\d{4}[-/]\d\d?[-/]\d\d?\b")
_ELISION = re.compile(
    r"[\[<(*…. \-]{1,10}(?:big |massive )?(?:snip\w{0,8}|\d{1,6} (?:more )?quoted lines? \w{1,10}"
    r"|quoted text (?:hidden|trimmed)|trimmed|elided|\.\.\.|…)?[\]>)*…. \-]{1,10}",
    re.IGNORECASE,
)
_VOICES = ("own", "quote")
_FARTHEST = 3  # lines between an attribution and its quote's first line, plus one
ELIDES = frozenset("[<(*….")
"""First letters of lines that may tell of an elision."""
_SENTENCE_ENDS = (".", "!", "?", ":")
_BROKEN_END = re.compile(r"[^\n]{0,24}[:：]\s*")


class Introduction(NamedTuple):
    """An attribution that ends at a line: what it tells, and its first line."""

    told: Attribution
    first: int


def introduction(rows: Rows, last: int, done: int = -1) -> Introduction | None:
    """Reads the attribution that ends at a line, its earlier lines included.

    Args:
        rows: The lines.
        last: The line it would end at.
        done: A line that belongs to something else; nothing up to it is taken.

    Returns:
        The attribution that takes most lines, or None.
    """
    depth = rows.depths[last]
    texts, depths, kinds = rows.texts, rows.depths, rows.kinds
    found: Introduction | None = None
    joined = ""
    taken = 0
    for k in range(last, max(done, last - 2 * MOST_LINES), -1):
        if rows.blank[k]:
            if not joined.startswith("<"):
                break
            continue  # an address that a program put on a line of its own
        text = texts[k]
        taken += 1
        if taken > MOST_LINES + 2 or len(text) + len(joined) > LONGEST:
            break
        if depths[k] != depth or kinds[k] not in _VOICES:
            break
        nameless = joined[:1] == "<" and text.rstrip()[-1:] not in _SENTENCE_ENDS
        joined = f"{text.strip()} {joined}" if joined else text.strip()
        if found is None or nameless or opens(text):
            told = _told(joined)
            if told:
                found = Introduction(told, k)
        if found and (taken > MOST_LINES or _is_whole(text, joined)):
            break
    return found


def _is_whole(text: str, joined: str) -> bool:
    """Says whether an attribution begins with this line, and not with one above it."""
    return opens(text) and text[:3].casefold() != "at " and not joined.startswith("<")


def _told(text: str) -> Attribution | None:
    told = attribution(text)
    if told is None and text[-1:] == ">" and _STARTS_WITH_DATE.match(text):
        return attribution(text + ":")
    return told


def mark_introductions(rows: Rows) -> None:
    """Finds the attribution above each line that is deeper than what stands before it."""
    depths, blank = rows.depths, rows.blank
    for k in rows.rises():
        above = k - 1
        while k - above < _FARTHEST and above >= 0 and blank[above] and not depths[above]:
            above -= 1
        if above >= 0 and depths[k] > depths[above] and (depths[above] or not blank[above]):
            _introduce(rows, above)


def _introduce(rows: Rows, last: int) -> None:
    if rows.kinds[last] not in ("own", "quote"):
        return
    found = introduction(rows, last)
    if found is None:
        return
    for k in range(found.first, last + 1):
        rows.kinds[k] = "attribution"
    rows.speakers[last] = found.told


def mend_broken_ends(rows: Rows) -> None:
    """Reads "> wrote:" as the end of an address that a mailer broke, where one is open above."""
    if "<" not in rows.body:
        return
    for k in rows.rises():
        text, depth = rows.texts[k], rows.depths[k]
        if not text or text[-1] not in ":： " or not _BROKEN_END.fullmatch(text):
            continue
        if k == 0 or rows.depths[k - 1] != depth - 1:
            continue
        lines = [rows.texts[j] for j in range(max(0, k - 2), k) if rows.depths[j] == depth - 1]
        if sum(line.count("<") - line.count(">") for line in lines) > 0:
            rows.cap(k, depth - 1)


def is_elision(line: str) -> bool:
    """Says whether a line only tells that something was left out: "[snip]", "[…]"."""
    bare = line.strip()
    if len(bare) > 50 or len(bare) < 3 or bare[0] not in ELIDES:
        return False
    return _ELISION.fullmatch(bare) is not None and bare.strip(".* ") != ""
