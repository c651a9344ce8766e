"""Attribution lines: "On Monday, Ann Lee <ann@example.org> wrote:" and who is named in them.

Only lines of bounded length are looked at, so that no wording costs more than a constant.
"""

import re
from typing import NamedTuple

from threadlab.markup.languages import (
    DATE_WORDS,
    IN_MESSAGE,
    LEADS,
    NEVER_FIRST,
    NO_NAMES,
    OPENERS,
    VERBS,
)

LONGEST = 320
"""Characters of the longest attribution that is looked at, its lines joined."""
MOST_LINES = 4
"""Attributions of Usenet run over up to three lines; one more for a wrapped address."""
_LONGEST_NAME = 80
_MOST_NAME_WORDS = 8


def _any(phrases: tuple[str, ...]) -> str:
    return "|".join(re.escape(p) for p in sorted(phrases, key=len, reverse=True))


_VERB = re.compile(
    rf"(?:^|(?<=[\s\"'>)\],*_]))(?:{_any(tuple(v for vs in VERBS.values() for v in vs))})"
    r"(?=[\s:,.…(]|$)",
    re.IGNORECASE,
)
_LEAD = re.compile(
    rf"[\W_]{{0,5}}(?:{_any(tuple(v for vs in LEADS.values() for v in vs))})\s*:?\s+", re.IGNORECASE
)
_OPENER = re.compile(rf"(?:{_any(OPENERS)})\b,?\s*", re.IGNORECASE)
_AFTER = re.compile(rf"\s*(?:{_any(IN_MESSAGE)})\b", re.IGNORECASE)
_BRACKETS = re.compile(r"<[^<>]*>|\[[^\[\]]*\]|\([^()]*\)")
_ADDRESS = re.compile(r"[\w.+-]{1,64}(?:@| at )[\w.-]{1,100}")
_DATE_TOKEN = re.compile(
    r"(?:gmt|utc)?[\d:./+\-–h]{1,30}(?:st|nd|rd|th|z|hrs|am|pm)?|\d{4}-\d\d-\d\dt[\d:.+z-]+"
)
_AFTER_NAME = frozenset(("on", "at", "am", "le", "el", "wrote", "view", "-", "—", "·"))
_ENDS = (":", "...", "…", ">")


class Attribution(NamedTuple):
    """An attribution; name is None where it names nobody ("you wrote:")."""

    name: str | None


def attribution(text: str) -> Attribution | None:
    """Reads one attribution, its lines joined by spaces.

    Args:
        text: The line or lines above a quote.

    Returns:
        The attribution, or None where the text is none.
    """
    text = text.strip()
    if not text or len(text) > LONGEST:
        return None
    lead = _LEAD.match(text)
    if lead:
        rest = text[lead.end() :].rstrip(": ")
        if ": " in rest or " :" in rest:  # something is said here, not only named
            return None
        return _named(_before_date(rest), sure=True)
    if not text.endswith(_ENDS) and "news:" not in text:
        return None
    for verb in reversed(list(_VERB.finditer(text))):
        found = _around(text[: verb.start()].strip(), text[verb.end() :].strip())
        if found:
            return found
    if text.endswith(">:") and text[0].isdigit():  # "2016-08-15 10:00 GMT+02:00 Ann <mail>:"
        return _from_head(text[:-1])
    return None


def opens(line: str) -> bool:
    """Says whether a line begins as attributions do that give date or article first."""
    return _OPENER.match(line.lstrip()) is not None


def _around(head: str, tail: str) -> Attribution | None:
    rest = tail.strip(" :.…*_")
    if not rest or _AFTER.match(rest) or not _BRACKETS.sub("", rest).strip(" :"):
        return _from_head(head)
    if len(rest.split()) <= 4 and _is_dated(head):  # German, Scandinavian: verb before name
        return _named(_bare(rest), sure=True)
    return None


def _from_head(head: str) -> Attribution | None:
    opener = _OPENER.match(head)
    sure = opener is not None or _ADDRESS.search(head) is not None or _is_dated(head)
    if not sure and head[:20].casefold().split(" ")[0] in NEVER_FIRST:
        return None
    return _named(_bare(head[opener.end() :] if opener else head), sure=sure)


def _bare(head: str) -> str:
    """Gives the name without date, address and article."""
    without: str = " ".join(_BRACKETS.sub(" ", head).split()).strip(" ,")
    if not without or (_ADDRESS.fullmatch(without) and without != head):
        inside = [b.strip("<>[]() ") for b in _BRACKETS.findall(head)]
        names = [b for b in inside if b and not _ADDRESS.search(b) and not b[0].isdigit()]
        candidates: list[str] = names or ([without] if without else inside)
        return candidates[-1] if candidates else ""
    segments = [s.strip() for s in without.split(",")]
    stripped = [_undated(s) for s in segments]
    dated = [k for k, s in enumerate(segments) if stripped[k] != s]
    if not dated:
        return without
    last = dated[-1]
    after = [s for s in stripped[last:] if s]
    before = [s for s in stripped[: dated[0]] if s]
    inside = [b.strip("<>[]() ") for b in _BRACKETS.findall(head)]
    return ", ".join(after or before or [b for b in inside if _ADDRESS.fullmatch(b)])


def _undated(segment: str) -> str:
    tokens = segment.split()
    while tokens and _is_date_token(tokens[0]):
        tokens.pop(0)
    return " ".join(tokens)


def _is_date_token(token: str) -> bool:
    plain = token.casefold().strip(",.()")
    if plain in DATE_WORDS or _DATE_TOKEN.fullmatch(plain):
        return True
    parts = re.split(r"[-/.]", plain)  # "4-Jul-2003"
    return len(parts) == 3 and all(p.isdigit() or p in DATE_WORDS for p in parts)


def _is_dated(head: str) -> bool:
    return any(c.isdigit() for c in head) and any(
        _DATE_TOKEN.fullmatch(t.casefold().strip(",.()")) for t in head.split()
    )


def _before_date(text: str) -> str:
    """Cuts " on 3 May 2010" and " at 10:30" off the end of a name."""
    name = _BRACKETS.sub(" ", text).strip(" :")
    tokens = name.split()
    for k, token in enumerate(tokens):
        if k and token.casefold() in _AFTER_NAME:
            return " ".join(tokens[:k])
    return " ".join(tokens)


def _named(name: str, *, sure: bool) -> Attribution | None:
    name = " ".join(name.strip(" \t\"'“”‘’«»*_:;,|-@#=").split())
    names = name.split()
    if len(name) > _LONGEST_NAME or len(names) > _MOST_NAME_WORDS:
        return None
    if names and names[-1].casefold() in NO_NAMES:
        return Attribution(None)
    if not sure and not _looks_like_name(names):
        return None
    return Attribution(name or None) if name or sure else None


def _looks_like_name(names: list[str]) -> bool:
    if not names or len(names) > 4:
        return False
    if len(names) <= 2:  # many forum names are in lower case
        return True
    return all(n[0].isupper() or not n[0].isalpha() for n in names)
