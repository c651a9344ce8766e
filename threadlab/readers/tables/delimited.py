"""Comma- or tab-separated values: rows as they stand, cells over several lines, broken quotes.

RFC 4180 says how such files should be; this page also takes other delimiters, quotes that are
escaped by a backslash, stray quotes, rows that are too short or too long. Python's csv module is
not used: a quote that is never closed makes it take the rest of the file for one cell, and what it
takes as a cell's greatest length is one setting for the whole process.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from threadlab.readers.tables.names import fields_named, text_column
from threadlab.readers.tables.threads import ODDITY

_DELIMITERS = (",", "\t", ";", "|")
_LONGEST_CELL = 64 << 20  # characters; a quote open for longer is none
_DOUBLED = re.compile(r'[^,;\t|\n"]""[^,;\t|\n"]')
_SAMPLE_LINES = 200
_EXCEL_HINT = re.compile(r'"?sep=(.)"?\s*')


class Dialect(NamedTuple):
    """How a file writes its rows: what parts cells, whether quotes count, how they are escaped."""

    delimiter: str
    quoted: bool = True
    backslash: bool = False


class Record(NamedTuple):
    """One row: its cells, the number of its first line, and whether a quote was never closed."""

    cells: list[str]
    line: int
    broken: bool


def sniffed(head: str) -> tuple[Dialect, list[str], float]:
    """Finds the dialect that fits the beginning of a file best.

    Args:
        head: The beginning.

    Returns:
        The dialect, the first row (the names of columns, if it is a table), and the share of rows
        that have as many cells as the first one.
    """
    hint = _EXCEL_HINT.fullmatch(head.split("\n", 1)[0])
    lines = head.split("\n")[: _SAMPLE_LINES + 1]
    delimiters = (hint[1],) if hint else _DELIMITERS
    backslash = head.count('\\"') > len(_DOUBLED.findall(head))
    best: tuple[tuple[int, float, int], Dialect, list[str]] | None = None
    for place, delimiter in enumerate(delimiters):
        for quoted in (True, False) if '"' in head else (True,):
            dialect = Dialect(delimiter, quoted, backslash)
            found = list(records(lines, dialect))
            if not found or len(found[0].cells) < 2:
                continue
            width = len(found[0].cells)
            rows = found[1:-1] or found[1:]  # the last one may be cut off
            share = sum(len(r.cells) == width and not r.broken for r in rows) / max(1, len(rows))
            key = (len(fields_named(found[0].cells)), share, -2 * place - (not quoted))
            if best is None or key > best[0]:
                best = (key, dialect, found[0].cells)
    if best is None:
        first = next(iter(records(lines, Dialect(","))), Record([], 0, False))
        return Dialect(","), first.cells, 0.0
    return best[1], best[2], best[0][1]


def certainty(head: str, name: str) -> float:
    """Says how sure it is that a text is a table of comments, 0 to 1."""
    first = head.lstrip("\n").split("\n", 1)[0]
    if not first or len(first) > 20_000 or first.lstrip().startswith(("{", "[", "<")):
        return 0.0
    named = name.lower().removesuffix(".gz").endswith((".csv", ".tsv", ".tab"))
    if not any(delimiter in first for delimiter in _DELIMITERS):
        return 0.8 if named and text_column([first.strip('" ')]) else 0.0
    _, header, share = sniffed(head.lstrip("\n"))
    if len(header) < 2 or not all(len(cell) <= 80 for cell in header):
        return 0.75 if named else 0.0
    fields = fields_named(header)
    if "body" in fields and len(fields) >= 2 and (share >= 0.5 or named):
        return 0.95 if named or len(fields) >= 3 or share > 0.9 else 0.65
    return 0.75 if named else 0.0


def rows(lines: Iterable[str], dialect: Dialect) -> tuple[list[str], Iterator[dict[str, Any]]]:
    """Reads a table.

    Args:
        lines: The lines without their line feeds; read as the rows are.
        dialect: How it is written.

    Returns:
        The names of the columns, each once, and the rows; a row that was odd says so under ODDITY.
    """
    found = records(lines, dialect)
    header = next(found, Record([], 0, False))
    if _EXCEL_HINT.fullmatch(dialect.delimiter.join(header.cells)) or header.cells[:1] == ["sep="]:
        header = next(found, Record([], 0, False))
    names = _unique([cell.strip() for cell in header.cells])
    return names, _as_rows(found, names, dialect)


def _as_rows(
    found: Iterable[Record], names: Sequence[str], dialect: Dialect
) -> Iterator[dict[str, Any]]:
    width = len(names)
    text = text_column(names)
    place = names.index(text) if text is not None else width - 1
    for cells, line, broken in found:
        oddity = None
        more = len(cells) - width
        if more > 0:  # the delimiter stands in the text, and nobody quoted it
            end = place + more + 1
            cells = [*cells[:place], dialect.delimiter.join(cells[place:end]), *cells[end:]]
            oddity = f"rows with more cells than there are columns, joined in {names[place]!r}"
        elif len(cells) < width:
            oddity = "rows with fewer cells than there are columns"
        if broken:
            oddity = "quotes that are never closed were read as letters"
        row: dict[str, Any] = dict(zip(names, cells, strict=False))
        if oddity:
            row[ODDITY] = (oddity, f"line {line}")
        yield row


def _unique(names: Sequence[str]) -> list[str]:
    """Gives every column a name of its own, as pandas does."""
    counts: dict[str, int] = {}
    taken = set(names)
    unique = []
    for number, name in enumerate(names, 1):
        base = name or f"column {number}"
        free = base
        while free in counts or (free != name and free in taken):
            counts[base] = counts.get(base, 0) + 1
            free = f"{base}.{counts[base]}"
        counts.setdefault(free, 0)
        unique.append(free)
    return unique


def records(lines: Iterable[str], dialect: Dialect) -> Iterator[Record]:
    """Cuts lines into rows of cells; blank lines are none.

    A quote that is not closed is read as a letter, and so are the quotes at the start of cells in
    the lines that were looked at for its end: each line is looked at twice at most.
    """
    waiting: list[str] = []  # lines that were taken to find the end of a quote
    literal = 0  # lines of those in which no quote opens a cell
    source = iter(lines)
    number = 0
    while True:
        if waiting:
            line = waiting.pop()
        else:
            taken = next(source, None)
            if taken is None:
                return
            line = taken
        number += 1
        if not line.strip():
            literal = max(0, literal - 1)
            continue
        plain = not dialect.quoted or '"' not in line or literal > 0
        if plain:
            yield Record(_split(line, dialect, literal > 0), number, literal > 0 and '"' in line)
            literal = max(0, literal - 1)
            continue
        cells, used = _Quoted(line, dialect).read(waiting, source)
        if cells is not None:
            yield Record(cells, number, False)
            number += used
            continue
        yield Record(_split(line, dialect, True), number, True)
        literal = used


def _split(line: str, dialect: Dialect, keep_quotes: bool) -> list[str]:
    cells = line.split(dialect.delimiter)
    if keep_quotes and dialect.quoted:
        cells = [_unquoted(cell) for cell in cells]
    return cells


def _unquoted(cell: str) -> str:
    whole = len(cell) > 1 and cell[0] == cell[-1] == '"'
    return cell[1:-1].replace('""', '"') if whole else cell


class _Quoted:
    """A row with quotes, which may run over several lines."""

    def __init__(self, line: str, dialect: Dialect) -> None:
        self._line = line
        self._delimiter = dialect.delimiter
        self._backslash = dialect.backslash
        end = rf'"(?=[ ]{{0,4}}(?:{re.escape(dialect.delimiter)}|$))'
        self._mark = re.compile(rf'\\.|""|{end}' if dialect.backslash else rf'""|{end}')

    def read(self, waiting: list[str], source: Iterator[str]) -> tuple[list[str] | None, int]:
        """Reads the row.

        Args:
            waiting: Lines to take first, the next one last; lines taken in vain are put there.
            source: The lines behind them.

        Returns:
            The cells and how many further lines they took; None where a quote is never closed,
            with the number of lines that were looked at.
        """
        cells: list[str] = []
        taken: list[str] = []
        place = 0
        while True:
            line = self._line
            if line[place : place + 1] != '"':
                end = line.find(self._delimiter, place)
                cells.append(line[place:] if end < 0 else line[place:end])
                if end < 0:
                    return cells, len(taken)
                place = end + 1
                continue
            parts: list[str] = []
            end = self._close(parts, place + 1)
            size = 0
            while end < 0 and size <= _LONGEST_CELL:
                following = waiting.pop() if waiting else next(source, None)
                if following is None:
                    break
                taken.append(following)
                size += len(following) + 1
                self._line = following
                parts.append("\n")
                end = self._close(parts, 0)
            if end < 0:
                waiting.extend(reversed(taken))
                return None, len(taken)
            cells.append("".join(parts))
            place = self._line.find(self._delimiter, end)
            if place < 0:
                return cells, len(taken)
            place += 1

    def _close(self, parts: list[str], place: int) -> int:
        """Takes text up to the quote that closes; gives the place behind it, or -1."""
        line = self._line
        for m in self._mark.finditer(line, place):
            mark = m[0]
            parts.append(line[place : m.start()])
            if mark == '"':
                return m.end()
            place = m.end()
            if mark == '""':
                parts.append('"')
            else:
                parts.append(mark[1] if mark[1] in '"\\' else mark)
        parts.append(line[place:])
        return -1
