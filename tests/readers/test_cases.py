"""Every sample of tests/cases: input and what must come of it, as files."""

import json
from pathlib import Path

import pytest

from threadlab.readers import READERS, read_all
from threadlab.readers.gathering import by_content
from threadlab.readers.opening import sources_in
from threadlab.rows import to_row

CASES = Path(__file__).parents[1] / "cases"
FOLDERS = sorted(p for name in READERS if (CASES / name).is_dir() for p in (CASES / name).iterdir())


def case_input(folder: Path) -> Path:
    """The sample: a file or folder beside the expectation, or the one that input.path names."""
    pointer = folder / "input.path"
    if pointer.exists():
        return (folder / pointer.read_text().strip()).resolve()
    return next(path for path in folder.iterdir() if path.stem == "input")


def found(folder: Path) -> list[dict]:
    """What is read, as rows; the place of this checkout is not part of them."""
    path = case_input(folder)
    rows = [to_row(thread) for thread in read_all(path)]
    for row in rows:
        if row["source"] and row["source"].startswith(str(path)):
            row["source"] = row["source"].removeprefix(str(path)) or None
        if (folder / "input.path").exists():
            for comment in row["comments"]:
                comment["body_lines"] = line_numbers(comment.pop("body"), path)
                del comment["passages"]
    return rows


def line_numbers(body: str, path: Path) -> list[int]:
    """The numbers of the source's lines that make up a body, blank ones left out."""
    lines = path.read_text().split("\n")
    numbers, place = [], 0
    for line in filter(str.strip, body.split("\n")):
        place = next(k for k in range(place, len(lines)) if lines[k].strip() == line.strip()) + 1
        numbers.append(place)
    return numbers


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda f: f"{f.parent.name}/{f.name}")
def test_case(folder: Path):
    """The sample is read, by the reader that fits it, as the expectation says."""
    expected = [json.loads(line) for line in (folder / "expected.jsonl").open()]
    assert found(folder) == expected
    for source in sources_in(str(case_input(folder))):
        assert by_content(source).name == folder.parent.name
