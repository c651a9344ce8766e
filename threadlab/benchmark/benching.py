"""bench: growth of time and memory on hard inputs, and ordinary speed; as data and as a table."""

import os
import platform
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from threadlab import __version__
from threadlab.benchmark.memory import peak_memory
from threadlab.benchmark.rebuilding import rebuilding_speeds
from threadlab.benchmark.speed import speeds
from threadlab.benchmark.timing import HARD_INPUTS, HardInput, run_hard, seconds
from threadlab.errors import UnknownName
from threadlab.markup import MARKUPS
from threadlab.readers import READERS

SIZES = (10_000, 100_000, 1_000_000)
"""Sizes of the hard inputs, in characters."""
FULL_SIZES = (*SIZES, 10_000_000)
THOROUGH = 100_000
"""Size from which a run is more than a quick look."""
MOST_GROWTH = 2.5
"""How many times as long twice the input may take."""
MOST_MEMORY = (50, 100 * 2**20)
"""Memory may be so many times the input, plus so many bytes."""
_MEASURABLE = 0.02  # seconds; the ratio of shorter times is chance
_RETRIES = 3
_SLOW = 0.5  # seconds

NAMED: dict[str, tuple[str, str, str, int]] = {
    "10,000 nested [quote]": ("markup", "bbcode", "nested quote tags", 150_000),
    "100,000 marks in a line": ("markup", "plain", "marks in one line", 100_000),
    "a line of 5 MB": ("markup", "email", "one line of words", 5_000_000),
    "a line of On a a a of 1 MB": ("markup", "email", "one line of On a a a", 1_000_000),
    "200,000 nested div": ("markup", "html", "nested elements", 2_200_000),
    "a mail of 50,000 parts": ("reader", "mbox", "mail: parts", 1_650_000),
    "a file of one line of 5 MB": ("reader", "plaintext", "text: one line of words", 5_000_000),
    "a chain of 100,000 comments": ("reader", "jsonl", "JSON: a chain of comments", 4_500_000),
}
"""Inputs by which parsers are known to die: what is run, and how long it is."""

Progress = Callable[[Sequence[HardInput]], Any]


def bench(
    sizes: Sequence[int] = SIZES,
    *,
    only: str | None = None,
    memory: bool = True,
    progress: Progress = iter,
) -> dict[str, Any]:
    """Measures how time and memory grow on inputs made to be hard, and ordinary speed.

    Args:
        sizes: Sizes of the hard inputs, in characters; each is timed beside its half.
        only: Name of one markup or reader; None: all of them.
        memory: Whether peak memory is measured too, at the last size; at a million characters at
            least where that size is THOROUGH, since less tells nothing.
        progress: Wraps the list of hard inputs, to show how far it is.

    Returns:
        {"machine", "sizes", "only", "hard", "named", "memory", "speed"}: rows of plain values.
        Times are processor seconds, the least of several; they hold for the machine, ratios for
        the code.
        Inputs that have a size of their own are among them where the last size is THOROUGH.

    Raises:
        UnknownName: There is no such markup or reader.
    """
    if only is not None and only not in (*MARKUPS, *READERS):
        raise UnknownName("markup or reader", only, (*MARKUPS, *READERS))
    chosen = [hard for hard in HARD_INPUTS if only in (None, hard.target)]
    thorough = max(sizes) >= THOROUGH
    memory_size = max(max(sizes), SIZES[-1]) if thorough else max(sizes)
    return {
        "machine": {
            "threadlab": __version__,
            "python": platform.python_version(),
            "system": f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores",
        },
        "sizes": list(sizes),
        "only": only,
        "hard": [row for hard in progress(chosen) for row in _growth(hard, sizes)],
        "named": list(_named(only)) if thorough else [],
        "memory": list(_memory(chosen, memory_size)) if memory else [],
        "speed": [asdict(s) for s in (*speeds(), *rebuilding_speeds())] if only is None else [],
    }


def _growth(hard: HardInput, sizes: Sequence[int]) -> Iterator[dict[str, Any]]:
    run_hard(hard, hard.make(100))  # loads what is loaded at first use
    for size in sizes:
        half, whole = hard.make(size // 2), hard.make(size)
        ratio, took, outcome = None, float("inf"), ""

        def run(text: str = whole) -> None:
            nonlocal outcome
            outcome = run_hard(hard, text)

        for _ in range(_RETRIES):
            took = min(took, seconds(run, times=1, at_least=0))
            if took < _MEASURABLE:
                break
            before = seconds(lambda h=half: run_hard(hard, h), times=1, at_least=0)  # type: ignore[misc]
            ratio = min(took / before, ratio or float("inf"))
            if ratio <= MOST_GROWTH:
                break
        yield {
            "kind": hard.kind,
            "target": hard.target,
            "name": hard.name,
            "size": len(whole),
            "seconds": took,
            "ratio": ratio,
            "outcome": outcome,
        }
        if ratio and ratio > MOST_GROWTH and took > _SLOW:
            return  # the next size would take minutes and tell nothing new


def _hard(kind: str, target: str, name: str) -> HardInput | None:
    found = (h for h in HARD_INPUTS if (h.kind, h.target, h.name) == (kind, target, name))
    return next(found, None)


def _named(only: str | None) -> Iterator[dict[str, Any]]:
    for label, (kind, target, name, size) in NAMED.items():
        hard = _hard(kind, target, name)
        if hard is None or only not in (None, target):
            continue
        text = hard.make(size)
        took = seconds(lambda h=hard, t=text: run_hard(h, t), times=1)  # type: ignore[misc]
        outcome = run_hard(hard, text)
        yield {"name": label, "by": target, "size": len(text), "seconds": took, "outcome": outcome}


_WATCHED = frozenset(
    {
        "nested quote tags",
        "nested elements",
        "marks in one line",
        "quotes and own words in turn",
        "a soup of all markups",
        "text: a soup of all markups",
        "mail: parts",
        "mail: one subject",
        "JSON: a chain of comments",
        "JSON: a thread a line",
        "page: nested elements",
        "page: comments",
        "table: rows",
    }
)
"""Hard inputs whose memory is measured: a process each takes its time."""


def _memory(chosen: Sequence[HardInput], size: int) -> Iterator[dict[str, Any]]:
    for hard in chosen:
        if (
            hard.kind == "choice"
            or hard.name not in _WATCHED
            or run_hard(hard, hard.make(1000)).startswith("refused")
        ):
            continue
        grown = peak_memory(hard.kind, hard.target, hard.name, size)
        if grown is not None:
            row = {"kind": hard.kind, "target": hard.target, "name": hard.name, "size": size}
            yield {**row, "bytes": grown, "times": grown / size}


# --- as a table ----------------------------------------------------------------------------------


def as_markdown(result: Mapping[str, Any]) -> str:
    """Gives what bench found as a page of Markdown tables.

    Args:
        result: What bench returned.

    Returns:
        The page, its last line ended.
    """
    machine = result["machine"]
    sizes = ",".join(map(str, result["sizes"]))
    only = f" --only {result['only']}" if result["only"] else ""
    parts = [
        "# How fast, and how time and memory grow",
        f"Made by `threadlab bench{only} --sizes {sizes}` of threadlab {machine['threadlab']}, "
        f"Python {machine['python']}, {machine['system']}. "
        "Times are processor seconds, the least of several; they hold for this machine and are "
        "noisy where it is shared. What counts are the ratios.",
        *_speed_part(result["speed"]),
        *_hard_parts(result["hard"]),
        *_named_part(result["named"]),
        *_memory_part(result["memory"]),
    ]
    return "\n\n".join(parts) + "\n"


def _rows(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    widths = [max(len(row[k]) for row in (head, *rows)) for k in range(len(head))]
    lines = [head, ["-" * width for width in widths], *rows]
    cells = (" | ".join(cell.ljust(w) for cell, w in zip(r, widths, strict=True)) for r in lines)
    return "\n".join(f"| {line} |" for line in cells)


def _speed_part(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    if not rows:
        return []
    table = [
        (
            row["what"],
            f"{row['per_second']:,.0f}",
            f"{row['ratio']:.2f} × {row['beside']}" if row["ratio"] else "",
            row["limit"],
        )
        for row in rows
    ]
    return ["## Ordinary speed", _rows(("what", "a second", "beside", "asked for"), table)]


_KINDS = {"markup": "Markups", "reader": "Readers", "choice": "Choosing the reader"}


def _hard_parts(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    parts = []
    for kind, title in _KINDS.items():
        mine = [row for row in rows if row["kind"] == kind]
        if not mine:
            continue
        table = []
        for target in dict.fromkeys(row["target"] for row in mine):
            of_it = [row for row in mine if row["target"] == target]
            grown = max((r for r in of_it if r["ratio"]), key=lambda r: r["ratio"], default=None)
            largest = max(row["size"] for row in of_it)
            long = [row for row in of_it if row["size"] > largest / 2]
            slowest = max(long, key=lambda row: row["seconds"] / row["size"])
            table.append(
                (
                    target,
                    str(len({row["name"] for row in of_it})),
                    f"{grown['ratio']:.2f} ({grown['name']})" if grown else "too quick to tell",
                    f"{1e6 * slowest['seconds'] / slowest['size']:.2f} s ({slowest['name']})",
                )
            )
        head = ("name", "inputs", "twice the input takes at most", "slowest megabyte")
        largest = max(row["size"] for row in mine)
        parts += [
            f"## {title} on hard inputs of up to {largest:,} characters",
            f"Twice the input may take at most {MOST_GROWTH:g} times as long.",
            _rows(head, table),
        ]
    return parts


def _named_part(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    if not rows:
        return []
    table = [
        (row["name"], row["by"], f"{row['size']:,}", f"{row['seconds']:.2f}", row["outcome"])
        for row in rows
    ]
    head = ("input", "read by", "characters", "seconds", "what comes of it")
    return ["## Inputs by which parsers are known to die", _rows(head, table)]


def _memory_part(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    if not rows:
        return []
    table = [
        (
            row["target"],
            row["name"],
            f"{row['size']:,}",
            f"{row['bytes'] / 2**20:.0f} MiB",
            f"{row['times']:.0f}",
        )
        for row in sorted(rows, key=lambda row: -row["bytes"])
    ]
    times, extra = MOST_MEMORY
    return [
        "## Memory",
        f"What the process takes beyond the input, at its peak; at most {times} times the input "
        f"plus {extra >> 20} MiB.",
        _rows(("name", "input", "characters", "peak", "times the input"), table),
    ]
