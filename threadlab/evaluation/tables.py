"""Scores of replies as a table: columns for the terminal and for Markdown alike."""

import textwrap
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

FEW = 100
"""Under so many comments a figure says little; the tables mark it."""

ALL = "all"

_LINE = 100
_LONGEST_NAME = 40


@dataclass(frozen=True, slots=True)
class Table:
    """Scores laid out.

    Attributes:
        head: Titles of the columns; the first column is the source.
        rows: A row a source, the last one for all of them.
        notes: What a reader must know.
    """

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    notes: tuple[str, ...]


def is_of_replies(scores: Mapping[str, Mapping[str, Any]]) -> bool:
    """Whether scores are those of replies."""
    return "macro_f1" not in scores[ALL]


def reply_table(scores: Mapping[str, Mapping[str, Any]]) -> Table:
    """Lays out scores of replies, in percent.

    Args:
        scores: From evaluate, of replies.

    Returns:
        The table; sources under FEW comments are marked by a star.
    """
    lost = "starts" in scores[ALL]
    rows = [
        (_named(name, found), *(_lost if lost else _parents)(found))
        for name, found in _ordered(scores)
    ]
    interval = "In brackets: 95 % interval by the bootstrap over whole threads."
    notes = [interval if any("[" in cell for row in rows for cell in row) else ""]
    if any(found["n"] < FEW for found in scores.values()):
        notes.append(f"* fewer than {FEW} comments: chance weighs heavily.")
    if lost:
        notes.append(
            "Right parent: F1 of comment starts that hang where they should; parent's first line "
            "met, or any line of it. A baseline names a line and is judged by the latter."
        )
    return Table(_LOST if lost else _PARENTS, tuple(rows), tuple(filter(None, notes)))


_PARENTS = (
    "source",
    "threads",
    "n",
    "right parent",
    "previous",
    "first",
    "quote, else previous",
    "at 70 %",
    "ECE",
)
_LOST = (
    "source",
    "pages",
    "n",
    "starts F1",
    "right parent F1",
    "any line of it",
    "every line: starts",
    "every line: parent",
    "repeated line: starts",
    "repeated line: parent",
    "ECE",
)


def _ordered(scores: Mapping[str, Mapping[str, Any]]) -> list[tuple[str, Mapping[str, Any]]]:
    """The sources, then all of them together; a single one needs no sum."""
    sources = [(name, found) for name, found in scores.items() if name != ALL]
    return sources if len(sources) == 1 else [*sources, (ALL, scores[ALL])]


def _named(name: str, found: Mapping[str, Any]) -> str:
    printed = "".join(c if unicodedata.category(c)[0] != "C" else "\ufffd" for c in name)
    if len(printed) > _LONGEST_NAME:
        printed = "…" + printed[1 - _LONGEST_NAME :]
    return (printed or "(no source)") + ("*" if found["n"] < FEW else "")


def _parents(found: Mapping[str, Any]) -> tuple[str, ...]:
    baselines = found["baselines"]
    return (
        f"{found['threads']:,}",
        f"{found['n']:,}",
        _with_interval(found["accuracy"], found["interval"]),
        *(percent(baselines[name]) for name in ("previous", "first", "quote_else_previous")),
        percent(found["accuracy_at_70"]),
        f"{found['ece']:.3f}",
    )


def _lost(found: Mapping[str, Any]) -> tuple[str, ...]:
    every, repeated = (found["baselines"][name] for name in ("every_line", "repeated_line"))
    return (
        f"{found['threads']:,}",
        f"{found['n']:,}",
        *(
            _with_interval(found[what]["f1"], found[what]["interval"])
            for what in ("starts", "attached")
        ),
        percent(found["attached_within"]["f1"]),
        *(percent(rule[what]) for rule in (every, repeated) for what in ("starts", "attached")),
        f"{found['ece']:.3f}",
    )


def percent(share: float) -> str:
    """A fraction in percent, with one decimal."""
    return f"{100 * share:.1f}"


def _with_interval(share: float, ends: Sequence[float] | None) -> str:
    shown = percent(share)
    return shown if ends is None else f"{shown} [{percent(ends[0])}–{percent(ends[1])}]"


def as_text(table: Table) -> str:
    """Lays a table out for the terminal: columns of one width, titles in two lines at most."""
    heads = [_halves(title) for title in table.head]
    lines = [[half[0] for half in heads], [half[1] for half in heads], *map(list, table.rows)]
    if not any(lines[0]):
        lines = lines[1:]
    widths = [max(len(line[k]) for line in lines) for k in range(len(table.head))]
    text = [
        "  ".join([line[0].ljust(widths[0]), *map(str.rjust, line[1:], widths[1:])]).rstrip()
        for line in lines
    ]
    notes = [line for note in table.notes for line in textwrap.wrap(note, _LINE)]
    return "\n".join([*text, "", *notes]).rstrip()


def _halves(title: str) -> tuple[str, str]:
    """A title in two lines, cut behind its colon or as evenly as can be; a short one in one."""
    if len(title) < 9:
        return "", title
    above, colon, below = title.partition(": ")
    if colon:
        return above, below
    words = title.split(" ")
    cuts = [(" ".join(words[:k]), " ".join(words[k:])) for k in range(len(words))]
    return min(cuts, key=lambda cut: max(map(len, cut)))


def as_markdown(table: Table) -> str:
    """Lays a table out in Markdown."""
    rule = ["---", *["---:"] * (len(table.head) - 1)]
    lines = [table.head, rule, *table.rows]
    cells = ["| " + " | ".join(map(_escaped, line)) + " |" for line in lines]
    return "\n".join([*cells, "", *(f"{_escaped(note)}  " for note in table.notes)]).rstrip()


def _escaped(cell: str) -> str:
    """Text that Markdown shows as it is: sources are named by others."""
    for sign in "\\|*_`<[":
        cell = cell.replace(sign, f"\\{sign}")
    return cell
