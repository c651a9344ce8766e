"""How readers tell what they left out: line numbers as ranges, in plain words."""

from collections.abc import Iterable, Sequence
from itertools import groupby

from threadlab.readers.furniture import Cut


def line_ranges(numbers: Iterable[int], lines: Sequence[str]) -> str:
    """Gives "lines 1–4, 27" for line numbers that count from 1; blank lines part no range."""
    ranges: list[list[int]] = []
    for number in sorted(numbers):
        if ranges and not any(line.strip() for line in lines[ranges[-1][1] : number - 1]):
            ranges[-1][1] = number
        else:
            ranges.append([number, number])
    told = ", ".join(str(a) if a == b else f"{a}–{b}" for a, b in ranges)
    single = len(ranges) == 1 and ranges[0][0] == ranges[0][1]
    return f"line {told}" if single else f"lines {told}"


def furniture_notes(cuts: Sequence[Cut], lines: Sequence[str]) -> list[str]:
    """Tells which lines were left out as site furniture, and why."""
    by_reason = sorted(cuts, key=lambda cut: cut.reason)
    told = []
    for reason, members in groupby(by_reason, key=lambda cut: cut.reason):
        numbers = [cut.line + 1 for cut in members]
        first = lines[numbers[0] - 1].strip()
        shown = first if len(first) <= 60 else first[:57] + "…"
        where = line_ranges(numbers, lines)
        told.append((numbers[0], f"{where} left out as site furniture ({reason}): “{shown}”"))
    return [note for _, note in sorted(told)]
