"""Whom or which comment a line addresses: "@ann, …", ">>12345", "#3", "Quote from: Ann on May 3".

An address at the beginning of a line names the comment that is answered; within a sentence it is
part of what is said. All markups share this page: it looks at own lines alone.
"""

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from threadlab.markup.attributions import LONGEST, attribution
from threadlab.markup.languages import LEADS, listed
from threadlab.markup.lines import Line, Voice
from threadlab.markup.marks import Rows

_BEHIND = r"(?=[\s,:;.!?)\u2014\u2013…-]|$)"
_NAME = re.compile(rf"@([^\W_](?:[\w.-]{{0,58}}\w)?|_\w{{1,59}}){_BEHIND}[,:;]?[ \t]*")
_POST = re.compile(
    r">>>?(?:/\w{1,10}/)?(\d{1,12})(?:\s?\((?:OP|You)\))?(?:\s?[→>](?=\s|$))?[ \t]*"
    r"(?=[\s,.:;!?(>]|$)"
)
_NUMBER = re.compile(
    rf"(?:(?:re|to|an|zu|à|reply to|antwort auf):? )?#(\d{{1,7}}){_BEHIND}[,:]?[ \t]*",
    re.IGNORECASE,
)
_LEADING = sorted({phrase.split()[0] for phrases in LEADS.values() for phrase in phrases})
_LETTERS = sorted({word[0] for word in _LEADING})
_BY_LETTER = {a: "|".join(re.escape(w[1:]) for w in _LEADING if w[0] == a) for a in _LETTERS}
_LEAD_WORDS = "|".join(f"[{a.upper()}{a}](?:{rest})" for a, rest in _BY_LETTER.items())
_START = (
    r"[ \t]{0,3}(?:@\w|>>>?[\d/]|#\d|[^\W\d_]{2,8}:? (?:[^\W\d_]{2,3}:? )?#\d"
    rf"|(?:{_LEAD_WORDS})\b)"
)
_MAY_BEGIN = re.compile(_START)
_MAY_HOLD = re.compile(rf"\n{_START}")
_MAY_NAME = re.compile(  # without "#"; most lines have none of its first letters
    rf"\n[ \t]{{0,3}}(?=[@>{''.join(a.upper() + a for a in _LETTERS)}])"
    rf"(?:@\w|>>>?[\d/]|(?:{_LEAD_WORDS})\b)"
)
_CODE_BELOW = re.compile(
    r"\s*(?:(?:async )?(?:def|class|function|fun|func|fn) |(?:public|private|protected|static|final"
    r"|abstract|override|export|const|var|let|val|void|int|string|interface|import|return)\b"
    r"|@\w|.*[{};(]$|[.#]?[\w-]{1,40}\s?\{)"
)
_FENCE = re.compile(r"\s{0,3}(?:```|~~~)")
_REFERENCES = re.compile(r"\n[ \t]{0,3}>>>?(?:/\w{1,10}/)?\d")
_DEEP = 2  # marks of a line that makes a number beside it a quote
_DIGITS = 3  # of a number that words may follow
_LONGEST_LINE = 2000
_WRAPPED = 50  # characters of a line that a mail program may have broken
_MOST_ADDRESSES = 20  # in a row

EVERYBODY: frozenset[str] = listed(
    "all alle everyone everybody here channel tous todos team op anyone"
)
"""What stands for everybody, not for a writer."""
DIRECTIVES: frozenset[str] = listed(
    """
    media import charset font-face keyframes supports page namespace layer container property
    override deprecated suppresswarnings param return returns throws see since author version
    interface test before after staticmethod classmethod dataclass pytest.fixture echo end
    edit edited update ps
    """
)
"""What programs write after "@"."""


def read_references(rows: Rows) -> None:
    """Takes ">>12345" for a reference to a post, not for a number quoted twice.

    Args:
        rows: The lines, marks read. A line is a reference where no line next to it is quoted as
            deep; words may follow the number where it has three digits.
    """
    if ">>" not in rows.body or not rows.holds(_REFERENCES):
        return
    found = [k for k, depth in enumerate(rows.depths) if depth > 1 and _refers(rows, k)]
    references = set(found)
    for k in found:
        near = [j for j in (k - 1, k + 1) if 0 <= j < len(rows) and j not in references]
        if all(rows.depths[j] < _DEEP for j in near):
            rows.restate(k, 0, rows.starts[k])


def _refers(rows: Rows, k: int) -> bool:
    return is_reference(rows.body[rows.starts[k] : rows.starts[k + 1]][:_LONGEST_LINE])


def is_reference(line: str) -> bool:
    """Says whether a line of its own would be a reference to a post: ">>12345", ">>123 no"."""
    line = line.lstrip(" \t")
    post = _POST.match(line)
    if post is None:
        return False
    while following := _POST.match(line, post.end()):
        post = following
    return post.end() >= len(line.rstrip()) or len(post[1]) >= _DIGITS


class _Found(NamedTuple):
    """An address: the end of it in the line, and whom or what it names."""

    end: int
    said_by: str | None
    said_in: str | None
    kind: str = "marker"


def split_addresses(body: str, lines: Sequence[Line]) -> Sequence[Line]:
    """Parts addresses at the beginning of own lines from the words behind them.

    Args:
        body: The body.
        lines: Its lines, as a markup gives them.

    Returns:
        The lines, those with addresses divided: an address is a marker that tells who or which
        comment is named, "Quote from: Ann" an attribution. Places stay within the line they were.
    """
    if not any(line.kind == "own" and _may_hold(line.text) for line in lines):
        return lines
    listing = _is_listing(lines)
    found: list[Line] = []
    for line in lines:
        if line.kind == "own" and _may_hold(line.text):
            parts = _split(body, line, numbers=not listing)
            if parts[0].kind == "marker" and found and _is_empty(found[-1]):  # a tag before it
                parts[0] = parts[0]._replace(start=found.pop().start)
            found.extend(parts)
        else:
            found.append(line)
    return found


def _may_hold(text: str) -> bool:
    below = _MAY_HOLD if "#" in text else _MAY_NAME
    return _MAY_BEGIN.match(text) is not None or below.search(text) is not None


def _is_empty(line: Line) -> bool:
    return line.kind == "own" and not line.text


def _is_listing(lines: Iterable[Line]) -> bool:
    """Says whether "#1 …", "#2 …" are the points of a list: 1 and 2 both begin lines."""
    numbers: set[str] = set()
    for line in lines:
        if line.kind == "own" and "#" in line.text:
            numbers.update(re.findall(r"(?:\A|\n)[ \t]{0,3}#(\d{1,7})\b", line.text))
    return {"1", "2"} <= numbers


def _split(body: str, line: Line, *, numbers: bool) -> list[Line]:
    """Divides a line at its addresses; the words between keep their voice."""
    reach = _Reach(body, line)
    fenced = False
    above = ""
    place = 0
    texts = line.text.rstrip().split("\n")
    for number, text in enumerate(texts):
        if _FENCE.match(text):
            fenced = not fenced
        elif not fenced and text and len(text) <= _LONGEST_LINE and place >= reach.text:
            below = texts[number + 1] if number + 1 < len(texts) else None
            for start, found in _addresses(text, above, below, numbers=numbers):
                reach.cut(place + start, place + found.end, found)
        above = text
        place += len(text) + 1
    reach.rest()
    return reach.parts


def _addresses(
    text: str, above: str, below: str | None, *, numbers: bool
) -> Iterable[tuple[int, _Found]]:
    """Gives the addresses a line of text begins with."""
    start = len(text) - len(text.lstrip(" \t"))
    if start > 3 or not _begins(above):
        return
    for _ in range(_MOST_ADDRESSES):
        found = _address(text, start, below, numbers=numbers)
        if found is None or found.end <= start:
            return
        yield start, found
        start = found.end


def _address(text: str, start: int, below: str | None, *, numbers: bool) -> _Found | None:
    first = text[start : start + 1]
    if first == "@":
        return _named(text, start, below)
    if first == ">":
        post = _POST.match(text, start)
        return _Found(post.end(), None, post[1]) if post else None
    if first == "#" or "#" in text[start : start + 20]:
        number = _NUMBER.match(text, start) if numbers else None
        return _Found(number.end(), None, number[1]) if number and _is_post(number, text) else None
    if start == 0 and len(text) <= LONGEST:
        told = attribution(text) if _may_hold(text) else None
        if told is not None and told.name:
            return _Found(len(text), told.name, None, "attribution")
    return None


def _named(text: str, start: int, below: str | None) -> _Found | None:
    name = _NAME.match(text, start)
    if name is None or name[1].casefold() in DIRECTIVES or name[1].isdigit():
        return None
    if name.end() == len(text) and (below is None or _CODE_BELOW.match(below)):
        return None  # nothing is said to that name, or a decorator
    if name[1].casefold() in EVERYBODY:
        return None
    return _Found(name.end(), name[1], None)


def _is_post(number: re.Match[str], text: str) -> bool:
    """Says whether "#3" names a post: "#1 reason" and a heading's "#5 things" may not."""
    behind = text[number.end(1) : number.end(1) + 1]
    if behind in ("", ",", ":", ".", ")", "!", "?", ";"):
        return True
    return number[1] != "1" and text[number.end() : number.end() + 1] != "#"


def _begins(above: str) -> bool:
    """Says whether a line after this one begins afresh, and does not go on with a sentence."""
    bare = above.rstrip()
    return len(bare) < _WRAPPED or bare[-1] in ".!?:;…)\"”'*>"


class _Reach:
    """The place reached in a line: in its text, and in the body, where markup may lie between."""

    __slots__ = ("blank", "body", "filled", "line", "parts", "place", "plain", "text")

    def __init__(self, body: str, line: Line) -> None:
        self.body = body
        self.line = line
        self.parts: list[Line] = []
        self.text = 0
        self.place = line.start
        self.plain = line.text == body[line.start : line.end]
        self.blank = 0  # the next blank line, looked for once for all attributions before it
        self.filled = len(line.text.rstrip())

    def cut(self, start: int, end: int, found: _Found) -> None:
        """Adds the words up to an address, and the address, if it stands so in the body."""
        if self.line.text[end : end + 1] == "\n":
            end += 1
        words = self.line.text[start:end]
        at, stop = self._find(words, start)
        quoted = self._paragraph(end) if found.kind == "attribution" else end
        if at < 0 or (found.kind == "attribution" and not self.plain):
            return
        before = self.line.text[self.text : start]
        if before.strip():
            self.parts.append(self.line._replace(start=self.place, end=at, text=before))
        else:
            at, words = self.place, before + words
        voice = Voice(found.said_by, found.said_in)
        self.parts.append(Line(at, stop, words, found.kind, 0, voice))
        self.text, self.place = end, stop
        if quoted > end:
            self.parts.append(
                Line(
                    stop,
                    stop + quoted - end,
                    self.line.text[end:quoted],
                    "quote",
                    1,
                    Voice(found.said_by),
                )
            )
            self.text, self.place = quoted, stop + quoted - end

    def rest(self) -> None:
        """Adds what stands behind the last address."""
        if self.place < self.line.end:
            words = self.line.text[self.text :]
            self.parts.append(self.line._replace(start=self.place, text=words))

    def _find(self, words: str, start: int) -> tuple[int, int]:
        """Finds an address in the body: its place there and its end; -1: it stands otherwise."""
        if self.plain:
            at = self.line.start + start
            return at, at + len(words)
        for written in (words.strip(), words.strip().replace(">", "&gt;")):
            at = self.body.find(written, self.place, self.line.end)
            if at >= 0:
                return at, at + len(written)
        return -1, -1

    def _paragraph(self, end: int) -> int:
        """Gives the end of the paragraph below an attribution, where an answer stands below it."""
        text = self.line.text
        if text[end - 1 : end] != "\n" or text[end : end + 1] in ("", "\n"):
            return end
        if self.blank < end:
            found = text.find("\n\n", end)
            self.blank = found if found >= 0 else len(text)
        return self.blank + 2 if self.blank < self.filled else end
