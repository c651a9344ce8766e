"""The notebook tour: every cell runs, and what it shows is there for who only reads it."""

import json
import shutil
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
TOUR = ROOT / "reports" / "tour.ipynb"


def code_cells():
    notebook = json.loads(TOUR.read_text(encoding="utf-8"))
    return [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]


def test_the_tour_runs(tmp_path, monkeypatch):
    """All cells, in order, in a folder beside the seeds."""
    shutil.copytree(ROOT / "seeds", tmp_path / "seeds")
    (tmp_path / "reports").mkdir()
    monkeypatch.chdir(tmp_path / "reports")
    names = {}
    for cell in code_cells():
        lines = [line for line in cell["source"] if not line.startswith("%")]
        exec(compile("".join(lines), "tour", "exec"), names)
    assert names["batch"].threads == 5
    assert len(names["thread"].comments) > 20


def test_the_tour_is_shown_as_it_ran():
    """No cell failed or was left out, and none says where it ran."""
    cells = code_cells()
    assert [cell["execution_count"] for cell in cells] == list(range(1, len(cells) + 1))
    outputs = [output for cell in cells for output in cell["outputs"]]
    assert not [output for output in outputs if output["output_type"] == "error"]
    shown = {kind for output in outputs for kind in output.get("data", ())}
    assert {"text/html", "image/png"} <= shown
    for place in ("/tmp/", "/home/", "site-packages"):
        assert place not in TOUR.read_text(encoding="utf-8")


@pytest.mark.parametrize("kind", ["code", "markdown"])
def test_the_tour_explains_what_it_does(kind):
    """Words and code take turns."""
    notebook = json.loads(TOUR.read_text(encoding="utf-8"))
    assert sum(cell["cell_type"] == kind for cell in notebook["cells"]) >= 9
