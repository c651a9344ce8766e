"""What the tests of interfaces share: the samples as JSON values, and reading of a value."""

import json
from pathlib import Path

from threadlab.readers import read_all
from threadlab.readers.api import INTERFACES

CASES = Path(__file__).parents[2] / "cases"


def sample_files() -> list[Path]:
    """The inputs of all cases of interfaces that are JSON."""
    names = [*INTERFACES, "recording"]
    found = [p for name in names for p in (CASES / name).rglob("*") if p.is_file()]
    return sorted(p for p in found if p.suffix in (".json", ".har"))


def sample_values() -> dict[str, object]:
    """The same as JSON values, by case."""
    return {str(p.relative_to(CASES)): json.loads(p.read_text()) for p in sample_files()}


def read_value(folder: Path, value: object, *, name: str = "a.json", format: str | None = None):
    """Reads a JSON value as a file."""
    path = folder / name
    path.write_text(json.dumps(value))
    return list(read_all(path, format=format))
