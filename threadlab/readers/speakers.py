"""Lines that say who speaks next: "Ann wrote:", "Ann · 3 hours ago", "Posted by Ann", "Ann: …"."""

import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

from threadlab.markup.attributions import attribution
from threadlab.markup.languages import DATE_WORDS, listed
from threadlab.readers.dates import is_relative, parse_date

_LONGEST = 160
_WORD = r"[^\W_][\w.'’-]{0,29}"
_NAME = rf"(?:@?{_WORD}(?: {_WORD}){{0,3}}|\[[\w ]{{3,20}}\])"
_SHORT_NAME = rf"@?{_WORD}(?: {_WORD}){{0,2}}"
_SEPARATOR = re.compile(r"\s*[·•|—–]\s*")
_DATED = re.compile(
    rf"(?P<name>{_NAME})(?:\s?[,@(-]\s?|\s(?:on|at|am|le|el)\s|\s)(?P<date>.{{2,60}})"
)
_POSTED = re.compile(
    r"(?:(?:posted|written|submitted|published|comment|reply|answer|message|geschrieben|beitrag)\s)?"
    rf"(?:by|von|par|por|av|door)(?::\s?|\s)(?P<name>{_NAME})"
    r"(?:\s?(?:,|on|at|am|le|el|»|-|\()\s?(?P<date>.{3,60}))?",
    re.IGNORECASE,
)
_CHAT = re.compile(
    r"(?:\[(?P<date>[^\]\[]{3,40})\]\s?)(?:<(?P<name>[^<>\s]{1,40})>|(?P<other>[^\s:<>]{1,40}):)"
    r"\s(?P<rest>.*)|<(?P<bare>[^<>\s@]{1,40})>\s(?P<text>.*)"
)
_COLON = re.compile(rf"(?P<name>{_SHORT_NAME})\s?:(?:\s+(?P<rest>.*))?")

NOT_NAMES: frozenset[str] = listed(
    """
    note edit update ps p.s tldr tl;dr source sources link links re fw fwd subject date from to cc
    answer question q a example examples warning disclaimer fact facts point points summary title
    abstract conclusion here http https ftp mailto spoiler nb n.b result results first second third
    finally also however remember yes no so hint tip author website email phone address price time
    pros cons step steps day week year type category tags status version history today tomorrow
    hinweis quelle betreff datum frage antwort beispiel remarque exemple nota ejemplo fuente
    """
)
"""Words that stand before a colon without being a name."""


class Header(NamedTuple):
    """A line that names who speaks next.

    Attributes:
        line: Index of the line.
        style: Which of STYLES it follows.
        name: Who speaks.
        date: The words of the date; "" where there is none.
        rest: What is said on the same line.
        length: How many lines the header takes.
    """

    line: int
    style: str
    name: str
    date: str = ""
    rest: str = ""
    length: int = 1


def _is_date(text: str) -> bool:
    return is_relative(text) or parse_date(text) is not None


def _chat(lines: Sequence[str], k: int) -> Header | None:
    m = _CHAT.fullmatch(lines[k].strip())
    if not m:
        return None
    name = m["name"] or m["other"] or m["bare"]
    return Header(k, "chat", name, m["date"] or "", m["rest"] or m["text"] or "")


def _dated(lines: Sequence[str], k: int) -> Header | None:
    line = lines[k].strip().removesuffix(":")
    if len(line) > _LONGEST:
        return None
    if line.split(" ")[0].rstrip(",").casefold() in DATE_WORDS:
        return None
    parts = _SEPARATOR.split(line)
    if len(parts) > 1 and re.fullmatch(_NAME, parts[0]):
        date = next((p for p in parts[1:] if _is_date(p)), None)
        if date is not None:
            return Header(k, "dated", parts[0].removeprefix("@"), date)
    if not any(c.isdigit() for c in line) and not line.endswith(("ago", "now", "day")):
        return None
    for m in (_DATED.fullmatch(line), _shortest_name(line)):
        if m and _is_date(m["date"].rstrip(")")):
            return Header(k, "dated", m["name"].removeprefix("@"), m["date"].rstrip(")"))
    return None


def _shortest_name(line: str) -> re.Match[str] | None:
    return re.fullmatch(rf"(?P<name>@?{_WORD}),? (?P<date>.{{2,60}})", line)


def _posted(lines: Sequence[str], k: int) -> Header | None:
    line = lines[k].strip().rstrip(":)")
    m = _POSTED.fullmatch(line) if len(line) <= _LONGEST else None
    if not m or (m["date"] and not _is_date(m["date"].strip())):
        return None
    if not m["date"] and not m["name"][0].isupper() and not line.casefold().startswith("posted"):
        return None
    return Header(k, "posted", m["name"].removeprefix("@"), (m["date"] or "").strip())


def _stacked(lines: Sequence[str], k: int) -> Header | None:
    line = lines[k].strip()
    if len(line) > 60 or k + 1 >= len(lines) or not re.fullmatch(_NAME, line):
        return None
    below = lines[k + 1].strip().strip("·•|()")
    below = _SEPARATOR.split(below)[0].strip() if below else ""
    if not below or len(below) > 60 or not _is_date(below):
        return None
    return Header(k, "stacked", line.removeprefix("@"), below, length=2)


def _wrote(lines: Sequence[str], k: int) -> Header | None:
    line = lines[k].strip()
    length = 1
    if not line.endswith(":"):
        following = lines[k + 1].strip() if k + 1 < len(lines) else ""
        if not (line and len(following) <= _LONGEST and following.endswith(":")):
            return None
        if attribution(following) is not None or not line.lower().startswith(("on ", "am ", "le ")):
            return None
        line, length = f"{line} {following}", 2
    found = attribution(line) if len(line) <= 2 * _LONGEST else None
    if found is None or not found.name:
        return None
    before = line[: line.find(found.name)].strip(" ,<\"'(")
    first, _, date = before.partition(" ")
    return Header(k, "wrote", found.name, date.strip() if first else "", length=length)


def _colon(lines: Sequence[str], k: int) -> Header | None:
    line = lines[k].strip()
    if ":" not in line[:80]:
        return None
    m = _COLON.fullmatch(line)
    if not m:
        return None
    name = m["name"]
    first, last = name.split()[0].casefold(), name.split()[-1].casefold()
    if first in NOT_NAMES or last in NOT_NAMES:
        return None
    if " " in name and not all(w[0].isupper() or w[0] == "@" for w in name.split()):
        return None
    return Header(k, "colon", name.removeprefix("@"), rest=m["rest"] or "")


STYLES: dict[str, Callable[[Sequence[str], int], Header | None]] = {
    "chat": _chat,
    "posted": _posted,
    "dated": _dated,
    "stacked": _stacked,
    "wrote": _wrote,
    "colon": _colon,
}
"""How headers look, the most telling first."""
