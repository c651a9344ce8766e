"""The `>` family: plain text, mail and markdown, where a mark before a line makes it a quote."""

import re
from collections.abc import Iterator
from operator import add

from threadlab.markup.addresses import read_references
from threadlab.markup.bars import read_bars
from threadlab.markup.embedded import embed, find_heads
from threadlab.markup.endings import mark_endings
from threadlab.markup.initials import read_initials
from threadlab.markup.introductions import (
    ELIDES,
    is_elision,
    mark_introductions,
    mend_broken_ends,
)
from threadlab.markup.lines import Line, Voice
from threadlab.markup.marks import Rows, are_all_words
from threadlab.markup.prompts import demote_prompts
from threadlab.markup.rewrapped import mend_wraps

_FENCE = re.compile(r" {0,3}(```|~~~)")
_line = tuple.__new__  # of Line, without the detour through its keywords
_NAMING = ("quote", "attribution")
_BLOCK_START = re.compile(r" {0,3}(?:[-*+] |\d{1,9}[.)] |#{1,6} |```|~~~|(?:[-*_] ?){3,}$)")


def plain_lines(body: str) -> list[Line]:
    """Gives the lines of a plain text."""
    if body and are_all_words(body):
        return [Line(0, len(body), body)]
    rows = Rows(body)
    read_marks(rows)
    return _read(rows, mail=False)


def email_lines(body: str) -> list[Line]:
    """Gives the lines of a mail or of a news article: with signatures and list footers."""
    rows = Rows(body)
    if ">From " in body:
        _unescape_from(rows)
    read_marks(rows)
    return _read(rows, mail=True)


def markdown_lines(body: str, start: int = 0, end: int | None = None) -> list[Line]:
    """Gives the lines of markdown: fences are no quotes, a quoted paragraph goes on lazily.

    A line with fewer marks than the one before is taken at its word, as writers mean it, and not
    as CommonMark's lazy continuation; only a line without any mark continues a quote.
    """
    stop = len(body) if end is None else end
    if start == 0 and body and stop == len(body) and are_all_words(body):
        return [Line(0, stop, body)]
    rows = Rows(body, start, stop)
    if body.find(">", start, stop) >= 0:
        read_references(rows)
        if "```" in body or "~~~" in body or ">!" in body:
            _read_fences(rows)
        _continue_lazily(rows)
    return _read(rows, mail=False)


def read_marks(rows: Rows) -> None:
    """Reads the marks other than a plain `>`, and those that a mailer broke."""
    if ">" in rows.body:
        read_references(rows)
        mend_broken_ends(rows)
        read_initials(rows)
        mend_wraps(rows)
    read_bars(rows)


def _unescape_from(rows: Rows) -> None:
    """Takes the mark off ">From " where an mbox put it: no other line near it is a quote."""
    depths = list(rows.depths)
    for k, depth in enumerate(depths):
        if depth != 1 or not rows.body.startswith(">From ", rows.starts[k]):
            continue
        if not any(depths[max(0, k - 1) : k] + depths[k + 1 : k + 2]):
            rows.restate(k, 0, rows.starts[k] + 1)


def _read_fences(rows: Rows) -> None:
    """Takes marks in fenced code for what they are, and spoilers."""
    fence = ""  # the mark of the open fence
    inside = 0  # its depth
    for k, depth in enumerate(rows.depths):
        if fence and depth < inside:
            fence = ""  # a fence ends with the quote that holds it
        if fence:
            rows.cap(k, inside)
            mark = _FENCE.match(rows.texts[k])
            if mark and mark[1] == fence:
                fence = ""
            rows.fenced.add(k)
            continue
        if (
            depth
            and rows.body.startswith(">!", rows.starts[k] + rows.marks[k] - 1)
            and "!<" in rows.texts[k]
        ):
            rows.restate(k, 0, rows.starts[k])  # a spoiler, not a quote
        mark = _FENCE.match(rows.texts[k])
        if mark:
            fence, inside = mark[1], rows.depths[k]
            rows.fenced.add(k)


def _continue_lazily(rows: Rows) -> None:
    paragraph = 0  # depth of the quoted paragraph that may go on
    depths, blank, fenced = rows.depths, rows.blank, rows.fenced
    for k, depth in enumerate(depths):
        if blank[k] or k in fenced:
            paragraph = 0
        elif depth:
            paragraph = depth
        elif paragraph:
            if _BLOCK_START.match(rows.texts[k]):
                paragraph = 0
            else:
                rows.restate(k, paragraph, rows.starts[k])


def _read(rows: Rows, *, mail: bool) -> list[Line]:
    heads = find_heads(rows, mail=mail)
    if mail:
        mark_endings(rows, frozenset(head.first for head in heads))
    if any(rows.depths):
        mark_introductions(rows)
        demote_prompts(rows)
    for k in rows.notable_by(ELIDES):
        if rows.kinds[k] in ("own", "quote") and is_elision(rows.texts[k]):
            rows.kinds[k] = "marker"
    if heads:
        embed(rows, heads)
    return _written(rows) if len(rows) else []


_Run = tuple[int, str, int, Voice | None]
"""A run of lines of one voice: its first line, kind, depth and voice. Bare, as a body has many."""


def _voiced(rows: Rows) -> Iterator[_Run]:
    """Gives every run of lines its voice: speakers hold until the next attribution of their depth.

    A blank line belongs to what stands before it, but parts two quotes.
    """
    says: list[str | None] = []  # says[d] speaks at depth d + 1
    blank, speakers, names = rows.blank, rows.speakers, rows.names
    kind, depth = "", -1
    for k, (now, here) in enumerate(zip(rows.kinds, rows.depths, strict=True)):
        if now == kind and here == depth and not names and now != "attribution":
            continue  # as nearly all lines do
        if now == "own" and blank[k]:
            if kind == "quote":
                kind = "quoted before"
            continue
        if now != kind or here != depth or (names and names.get(k) != names.get(k - 1)):
            kind, depth = now, here
            voice = _voice(rows, k, says) if kind in _NAMING else None
            yield k, kind, depth, voice
        if k in speakers:
            del says[depth:]
            says.extend([None] * (depth - len(says)))
            says.append(speakers[k].name)
            kind = ""


def _voice(rows: Rows, k: int, says: list[str | None]) -> Voice:
    """Says who speaks in the quote, or whom the attribution names, that begins at line k."""
    depth = rows.depths[k]
    if rows.kinds[k] == "quote":
        known = says[depth - 1] if len(says) >= depth else None
        return Voice(rows.names.get(k) or known)
    while k not in rows.speakers:
        k += 1
    return Voice(rows.speakers[k].name)


def _written(rows: Rows) -> list[Line]:
    """Gives the runs as lines, each with the words of all its lines; the first takes the top."""
    body, starts, marks, texts = rows.body, rows.starts, rows.marks, rows.texts
    even = "\r" not in body  # texts and line ends are all there is
    lines: list[Line] = []
    runs = _voiced(rows)
    first, start = 0, starts[0]
    run: _Run | None = next(runs, (0, "own", 0, None))
    while run is not None:
        _, kind, depth, voice = run
        run = next(runs, None)
        stop = len(texts) if run is None else run[0]
        end = starts[stop]
        if not depth and not any(marks[first:stop]):
            text = body[start:end]
        elif even:
            text = "\n".join(texts[first:stop])
            if body[end - 1] == "\n":
                text += "\n"
        else:
            words, ends = (
                map(add, starts[first:stop], marks[first:stop]),
                starts[first + 1 : stop + 1],
            )
            text = "".join(map(body.__getitem__, map(slice, words, ends)))
        lines.append(_line(Line, (start, end, text, kind, depth, voice)))
        first, start = stop, end
    return lines
