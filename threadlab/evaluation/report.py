"""The report of replies: the scores of every situation in Markdown, and beside it in JSON."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from threadlab.errors import UnknownName
from threadlab.evaluation.figure import check_suffix, save_figure
from threadlab.evaluation.gold import Selection
from threadlab.evaluation.replies import PathName, Scores, situations
from threadlab.evaluation.tables import ALL, as_markdown, percent, reply_table
from threadlab.exports.writing import write_whole

_TITLES = {
    "marked": "Marked: comments are separate, quotes are marked",
    "given": "Flattened: no marks, but it is told where comments begin",
    "lost": "Lost: no marks, and it is not told where comments begin",
}

_INTRODUCTION = """\
# Who answers whom: how often it is found

Parents are hidden and rebuilt; figures are percent. The opening comment is not scored, an unknown
parent counts as wrong, and of several parents only the first counts. *Previous*, *first* and
*quote, else previous* are simple rules to compare with; *at 70 %* is the accuracy on the most
certain 70 % of the comments; ECE is the expected calibration error of the chosen parent's
probability, a fraction.
"""


def write_report(
    paths: Sequence[PathName],
    out: PathName,
    *,
    model: PathName | None = None,
    selection: Selection | None = None,
    figure: PathName | None = None,
) -> dict[str, Scores]:
    """Scores replies in every situation and writes the scores as Markdown and as JSON.

    Args:
        paths: Files of threads, flattened threads, or both.
        out: The Markdown file; the JSON file has its name with the suffix .json. Each is written
            whole or not at all.
        model: A folder with a model of replies; None: the one that ships with threadlab.
        selection: Which threads are scored; None: all.
        figure: Where to draw calibration and coverage, a row a situation (.png, .svg); None:
            nowhere.

    Returns:
        Scores by situation, from replies.situations.

    Raises:
        UnknownName: out does not end in .md, or figure in .png or .svg.
        UnreadableSource: A file cannot be read, or no parent in it can be scored.
        ModelError: The model cannot be used.
        OSError: A file cannot be written.
    """
    page = Path(out)
    _check_suffix(page)
    if figure is not None:
        check_suffix(Path(figure))
    picked = selection or Selection()
    found = situations(paths, model=model, selection=picked)
    limit = [] if picked.threads is None else [f"--threads {picked.threads}"]
    names = [Path(path).name for path in paths]
    command = ["threadlab evaluate replies", *names, f"--part {picked.part}", *limit]
    _write(page, found, " ".join(command))
    if figure is not None:
        save_figure({name: scores[ALL] for name, scores in found.items()}, figure)
    return found


def _write(page: Path, found: Mapping[str, Scores], command: str) -> None:
    parts = [_INTRODUCTION, f"Made by `{command}`.\n"]
    for name, scores in found.items():
        parts += [f"## {_TITLES[name]}\n", as_markdown(reply_table(scores)) + "\n", _curve(scores)]
    values = json.dumps({"made_by": command, **found}, indent=1, ensure_ascii=False) + "\n"
    write_whole(page.with_suffix(".json"), [values.encode("utf-8", "backslashreplace")])
    write_whole(page, ["\n".join(parts).encode("utf-8", "backslashreplace")])


def _check_suffix(path: Path) -> None:
    """Refuses a file that is not Markdown (UnknownName)."""
    if path.suffix.lower() != ".md":
        raise UnknownName("kind of report", path.suffix, (".md",))


def _curve(scores: Scores) -> str:
    """Accuracy on the most certain comments, over all sources."""
    points: Sequence[Mapping[str, Any]] = scores[ALL]["coverage"]
    if not points:
        return ""
    lines = [
        ["all, most certain", *(f"{100 * point['coverage']:.0f} %" for point in points)],
        ["---", *["---:"] * len(points)],
        ["right parent", *(percent(point["accuracy"]) for point in points)],
        ["probability from", *(f"{point['least_probability']:.2f}" for point in points)],
    ]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines) + "\n"
