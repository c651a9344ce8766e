"""The `>` family: plain text, mail and markdown, where a mark before a line makes it a quote."""

import re

from threadlab.markup.attributions import LONGEST, MOST_LINES, Attribution, attribution, opens
from threadlab.markup.endings import footer_starts, is_elision, is_signature_start
from threadlab.markup.lines import Line, Voice
from threadlab.markup.marks import Row, Rows, at_depth, split_rows
from threadlab.markup.prompts import demote_prompts

_FENCE = re.compile(r" {0,3}(```|~~~)")
_BLOCK_START = re.compile(r" {0,3}(?:[-*+] |\d{1,9}[.)] |#{1,6} |```|~~~|(?:[-*_] ?){3,}$)")


def plain_lines(body: str) -> list[Line]:
    """Gives the lines of a plain text."""
    if ">" not in body:
        return _one_voice(body)
    rows = Rows(body, split_rows(body, 0, len(body)))
    return _read(rows)


def email_lines(body: str) -> list[Line]:
    """Gives the lines of a mail or of a news article: with signatures and list footers."""
    if ">" not in body and "--" not in body and "__" not in body and ".-.-" not in body:
        return _one_voice(body)
    rows = Rows(body, _unescape_from(body, split_rows(body, 0, len(body))))
    _mark_endings(rows)
    return _read(rows)


def markdown_lines(body: str, start: int = 0, end: int | None = None) -> list[Line]:
    """Gives the lines of markdown: fences are no quotes, a quoted paragraph goes on lazily.

    A line with fewer marks than the one before is taken at its word, as writers mean it, and not
    as CommonMark's lazy continuation; only a line without any mark continues a quote.
    """
    stop = len(body) if end is None else end
    if body.find(">", start, stop) < 0:
        return _one_voice(body, start, stop)
    return _read(Rows(body, _lazy(body, split_rows(body, start, stop))))


def _one_voice(body: str, start: int = 0, end: int | None = None) -> list[Line]:
    stop = len(body) if end is None else end
    return [Line(start, stop, body[start:stop])] if stop > start else []


def _unescape_from(body: str, rows: list[Row]) -> list[Row]:
    """Takes the mark off ">From " where an mbox put it: no other line near it is a quote."""
    result = list(rows)
    for k, row in enumerate(rows):
        if row.depth != 1 or not body.startswith(">From ", row.start):
            continue
        near = rows[max(0, k - 1) : k] + rows[k + 1 : k + 2]
        if not any(r.depth for r in near):
            result[k] = Row(row.start, row.end, 0, row.start + 1)
    return result


def _lazy(body: str, rows: list[Row]) -> list[Row]:
    result: list[Row] = []
    fence = ""  # the mark of the open fence
    fence_depth = 0
    paragraph = 0  # depth of the quoted paragraph that may go on
    for row in rows:
        if fence and row.depth < fence_depth:
            fence = ""  # a fence ends with the quote that holds it
        if fence:
            depth, words = at_depth(body, row, fence_depth)
            row = Row(row.start, row.end, depth, words)
            mark = _FENCE.match(body, words, row.end)
            if mark and mark[1] == fence:
                fence = ""
            result.append(row)
            paragraph = 0
            continue
        if row.depth and body.startswith(">!", row.words - 1) and "!<" in body[row.words : row.end]:
            row = Row(row.start, row.end, 0, row.start)  # a spoiler, not a quote
        mark = _FENCE.match(body, row.words, row.end)
        blank = not body[row.words : row.end].strip()
        if mark:
            fence, fence_depth = mark[1], row.depth
            paragraph = 0
        elif blank:
            paragraph = 0
        elif row.depth:
            paragraph = row.depth
        elif paragraph and not _BLOCK_START.match(body, row.start, row.end):
            row = Row(row.start, row.end, paragraph, row.start)
        else:
            paragraph = 0
        result.append(row)
    return result


def _mark_endings(rows: Rows) -> None:
    """Marks signatures and footers: each goes on to the end of its depth."""
    ending, depth = "", 0
    for k, row in enumerate(rows.rows):
        if ending and row.depth != depth and not rows.blank[k]:
            ending = ""
        line = rows.text(k)
        if not ending and is_signature_start(line):
            ending, depth = "signature", row.depth
        elif ending != "footer" and footer_starts(line, rows.text(k + 1)):
            ending, depth = "footer", row.depth
        elif ending and attribution(line) and row.depth == depth:
            ending = ""  # a signature above what is quoted below it
        if ending:
            rows.kinds[k] = ending


def _read(rows: Rows) -> list[Line]:
    _mark_attributions(rows)
    demote_prompts(rows)
    _mark_elisions(rows)
    return _voiced(rows)


def _mark_elisions(rows: Rows) -> None:
    for k, kind in enumerate(rows.kinds):
        if kind in ("own", "quote") and is_elision(rows.text(k)):
            rows.kinds[k] = "marker"


def _mark_attributions(rows: Rows) -> None:
    """Finds the attribution above each line that is deeper than what stands before it."""
    above = -1  # the last line that is not blank
    for k, row in enumerate(rows.rows):
        if rows.blank[k] and not row.depth:
            continue
        if above >= 0 and row.depth > rows.rows[above].depth and k - above <= 3:
            _attribute(rows, above)
        above = k


def _attribute(rows: Rows, last: int) -> None:
    """Marks line `last` and those above it that form one attribution with it."""
    depth = rows.rows[last].depth
    found: tuple[Attribution, int] | None = None
    joined = ""
    for k in range(last, max(-1, last - MOST_LINES), -1):
        row = rows.rows[k]
        if row.depth != depth or rows.blank[k] or rows.kinds[k] not in ("own", "quote"):
            break
        if row.end - row.words + len(joined) > LONGEST:
            break
        joined = f"{rows.text(k).strip()} {joined}"
        if found and not opens(rows.text(k)):
            continue
        one = attribution(joined)
        if one:
            found = (one, k)
        if one and opens(rows.text(k)):
            break
    if found is None:
        return
    for k in range(found[1], last + 1):
        rows.kinds[k] = "attribution"
    rows.speakers[last] = found[0]


def _voiced(rows: Rows) -> list[Line]:
    """Gives every line its voice: speakers hold until the next attribution of their depth."""
    lines: list[Line] = []
    known: list[str | None] = []  # known[d] speaks at depth d + 1
    voice: Voice | None = None
    before = ("", -1)
    body = rows.body
    for k, row in enumerate(rows.rows):
        kind = rows.kinds[k]
        text = body[row.words : row.end]
        if rows.blank[k] and kind == "own":  # a blank line belongs to what stands before it
            if lines:
                last = lines[-1]
                lines.append(Line(row.start, row.end, text, last.kind, last.depth, last.voice))
                before = ("", -1) if last.kind == "quote" else before
            continue
        now = (kind, row.depth)
        if now != before:
            name = known[row.depth - 1] if kind == "quote" and len(known) >= row.depth else None
            voice = _new_voice(kind, name, rows, k)
        start = row.start if lines else rows.rows[0].start  # blank lines at the top
        lines.append(Line(start, row.end, text, kind, row.depth, voice))
        before = now
        if k in rows.speakers:
            del known[row.depth :]
            known.extend([None] * (row.depth - len(known)))
            known.append(rows.speakers[k].name)
            before = ("", -1)
    if not lines and rows.rows:
        return _one_voice(body, rows.rows[0].start, rows.rows[-1].end)
    return lines


def _new_voice(kind: str, name: str | None, rows: Rows, k: int) -> Voice | None:
    if kind == "attribution":
        last = k
        while last not in rows.speakers:
            last += 1
        return Voice(rows.speakers[last].name)
    return Voice(name) if kind == "quote" else None
