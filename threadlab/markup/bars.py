"""Quotes marked with a bar, a colon or a like letter instead of `>`.

The same letters begin tables, lists and YAML; so a run of lines is a quote only where an
attribution introduces it, or where it is a paragraph of prose, line after line.
"""

import re

from threadlab.markup.introductions import introduction
from threadlab.markup.marks import Rows

_BAR = re.compile(r"[ \t]{0,2}(?:([|¦»›❯])|([:}%\]!&])(?=[ \t>]|$|\2[ \t]))")
_BARS = frozenset("|¦»›❯:}%]!&")
_ALONE = "|:"
"""Marks that are believed without an attribution above."""
_FEWEST = 3  # lines of a run that nothing introduces
_PROSE = 40  # characters of a line of a wrapped paragraph behind a colon
_TABLE = re.compile(r"\|[-=:]{1,200}[|+][-=+:| ]{0,200}$")  # the line between head and rows
_WORDS = 4  # in two lines of a run behind a bar


def read_bars(rows: Rows) -> None:
    """Reads runs of lines marked with one such letter as quotes."""
    done = -1
    signed = False
    known: set[str] = set()
    texts = rows.texts
    for k in rows.notable:
        text = texts[k]
        if text[:1] == "-":
            signed = signed or text in ("-- ", "--")
            continue
        if k <= done or text.lstrip(" \t")[:1] not in _BARS:
            continue
        found = _BAR.match(text)
        if found is None or rows.kinds[k] not in ("own", "quote"):
            continue
        mark = found[1] or found[2]
        stop = k + 1
        while stop < len(rows) and rows.depths[stop] == rows.depths[k]:
            following = _BAR.match(texts[stop])
            if following is None or mark not in (following[1], following[2]):
                break
            stop += 1
        done = stop - 1
        if (
            mark in known
            or _is_introduced(rows, k, stop, mark)
            or (not signed and _is_prose(rows, k, stop, mark))
        ):
            known.add(mark)
            _mark(rows, k, stop, mark)


def _is_introduced(rows: Rows, start: int, stop: int, mark: str) -> bool:
    above = rows.above(start)
    if above < 0 or rows.depths[above] != rows.depths[start]:
        return False
    if stop - start < (1 if mark in _ALONE else 2) or _is_table(rows.texts[start:stop]):
        return False
    return introduction(rows, above) is not None


def _is_prose(rows: Rows, start: int, stop: int, mark: str) -> bool:
    if mark not in _ALONE or stop - start < _FEWEST:
        return False
    texts = [t.strip() for t in rows.texts[start:stop]]
    if mark == ":":
        return all(len(t) >= _PROSE for t in texts[:-1]) and " " in texts[-1]
    return sum(len(t.split()) > _WORDS for t in texts) >= 2 and not _is_table(texts)


def _is_table(texts: list[str]) -> bool:
    """Says whether lines that begin with a bar are the rows of a table."""
    cells = sum("|" in t.lstrip("| >")[:500] for t in texts)
    return 3 * cells > len(texts) or any(_TABLE.match(t) for t in texts)


def _mark(rows: Rows, start: int, stop: int, mark: str) -> None:
    behind = "" if mark in "|¦»›❯" else rf"(?=[ \t>{re.escape(mark)}]|$)"
    marks = re.compile(rf"(?:[ \t]{{0,3}}(?:{re.escape(mark)}{behind}|>))+")
    first = re.compile(rf"[ \t]{{0,2}}{re.escape(mark)}")
    joined = all(mark + ">" == rows.texts[k].lstrip()[:2] for k in range(start, stop))
    for k in range(start, stop):
        text = rows.texts[k]
        found = marks.match(text) or first.match(text)
        if found is None:
            continue
        end = found.end()
        deeper = found[0].count(mark) + found[0].count(">") - joined  # ":>" is one mark
        end += text[end : end + 1] in (" ", "\t")
        rows.restate(k, rows.depths[k] + deeper, rows.starts[k] + rows.marks[k] + end)
        rows.foreign.add(k)
