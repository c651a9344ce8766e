"""The table, the figure and the report of the scores of replies, and the command for them."""

import json
import re

import pytest
from debates import page, thread, write

from threadlab.cli import main
from threadlab.errors import UnknownName
from threadlab.evaluation import evaluate, save_figure, table
from threadlab.evaluation.parents import Answer, parent_scores
from threadlab.evaluation.tables import as_markdown, reply_table


@pytest.fixture
def desk(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    rows = [thread(n) for n in range(12)] + [thread(n, "quay") for n in range(6)]
    write(tmp_path / "marked.jsonl", rows)
    write(tmp_path / "flat.jsonl", [page(n) for n in range(12)])
    return tmp_path


def scores(**sources):
    """Scores of sources with so many comments, four of five right."""
    rules = dict.fromkeys(("previous", "first", "quote_else_previous"), True)
    threads = {
        name: [
            [Answer(k % 5 > 0, 0.3 + 0.6 * ((k * 7) % 10) / 10, rules) for k in range(at, at + 4)]
            for at in range(0, count, 4)
        ]
        for name, count in sources.items()
    }
    found = {name: parent_scores(its) for name, its in threads.items()}
    return {**found, "all": parent_scores([t for its in threads.values() for t in its])}


def test_the_table_has_a_line_a_source_with_intervals(desk):
    """In the terminal: aligned columns, intervals in brackets, few comments marked by a star."""
    text = table(evaluate("replies", "marked.jsonl"))
    lines = text.split("\n")
    assert [line.split()[0] for line in lines[2:5]] == ["harbour*", "quay*", "all*"]
    assert len({len(line) for line in lines[2:5]}) == 1
    assert all(re.search(r"\d+\.\d \[\d+\.\d–\d+\.\d\]", line) for line in lines[2:5])
    assert "fewer than 100" in text
    assert "fewer than 100" not in table(scores(harbour=200))


def test_the_table_of_lost_boundaries_names_both_measures(desk):
    """Starts, right parents and the rules' figures stand side by side."""
    text = table(evaluate("replies", "flat.jsonl"))
    assert "any line" in text
    assert "repeated line" in text
    assert len(text.split("\n")[2].split("  ")) > 8


def test_names_of_sources_are_shown_plainly():
    """A source's name can neither break the table nor pass for markup."""
    found = scores(**{"a|b<i>\n\x1b[31m": 8, "x" * 60: 8})
    assert "\x1b" not in table(found)
    markdown = as_markdown(reply_table(found))
    rows = [line for line in markdown.split("\n") if line.startswith("|")]
    assert len(rows) == 2 + 3
    assert "a\\|b\\<i>" in markdown
    assert len({len(re.findall(r"(?<!\\)\|", row)) for row in rows}) == 1


@pytest.mark.parametrize("suffix", [".png", ".svg"])
def test_the_figure_is_drawn_and_the_same_each_time(tmp_path, suffix):
    """A figure of several sources; the same scores give the same bytes."""
    found = scores(harbour=200, quay=100, pier=8)
    paths = [tmp_path / f"{name}{suffix}" for name in "ab"]
    for path in paths:
        save_figure(found, path)
    data = paths[0].read_bytes()
    assert data == paths[1].read_bytes()
    assert data.startswith(b"\x89PNG" if suffix == ".png" else b"<?xml")


def test_a_figure_of_little_or_strange_is_drawn(tmp_path):
    """A single comment, and names that look like formulas, are no obstacle."""
    save_figure(scores(harbour=1), tmp_path / "one.svg")
    save_figure(scores(**{"$\\frac{1}": 60, "\x00": 60, "": 60}), tmp_path / "names.svg")
    assert (tmp_path / "names.svg").read_text("utf-8").endswith("</svg>\n")


def test_a_figure_is_written_whole_or_not_at_all(tmp_path, monkeypatch):
    """An error while drawing leaves the old figure; another suffix is refused."""
    path = tmp_path / "figure.png"
    path.write_bytes(b"old")
    with pytest.raises(KeyError):
        save_figure({"all": {**scores(a=60)["all"], "coverage": [{}]}}, path)
    assert [p.name for p in tmp_path.iterdir()] == ["figure.png"]
    assert path.read_bytes() == b"old"
    with pytest.raises(UnknownName, match=r"\.svg"):
        save_figure(scores(a=60), tmp_path / "figure.bmp")


def test_the_command_prints_a_table_or_one_object(desk, capsys):
    """A table for reading, JSON on request, a figure beside."""
    assert main(["evaluate", "replies", "marked.jsonl", "--figure", "f.png"]) == 0
    assert "harbour" in capsys.readouterr().out
    assert (desk / "f.png").is_file()
    assert main(["evaluate", "replies", "marked.jsonl", "--json", "--threads", "3"]) == 0
    out, err = capsys.readouterr()
    assert json.loads(out)["all"]["threads"] == 6
    assert err == ""
    assert main(["evaluate", "replies", "flat.jsonl", "--boundaries", "given", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["all"]["n"] == 36


def test_the_report_keeps_situations_apart(desk, capsys):
    """Threads and pages give one report: a table a situation, and the figures as JSON."""
    command = "evaluate replies marked.jsonl flat.jsonl --threads 4 --report r.md --figure r.svg"
    assert main([*command.split(), "--json"]) == 0
    shown = json.loads(capsys.readouterr().out)
    assert list(shown) == ["marked", "given", "lost"]
    text = (desk / "r.md").read_text("utf-8")
    assert [line.split(":")[0] for line in text.split("\n") if line.startswith("## ")] == [
        "## Marked",
        "## Flattened",
        "## Lost",
    ]
    assert "`threadlab evaluate replies marked.jsonl flat.jsonl --part all --threads 4`" in text
    kept = json.loads((desk / "r.json").read_text("utf-8"))
    assert {name: kept[name] for name in shown} == shown
    assert (desk / "r.svg").is_file()
    assert main(["evaluate", "replies", "marked.jsonl", "--report", "m.md"]) == 0
    assert "Flattened" not in (desk / "m.md").read_text("utf-8")
    assert str(desk) not in text + (desk / "m.md").read_text("utf-8")


@pytest.mark.parametrize(
    "words",
    [
        "types marked.jsonl --figure f.png",
        "stance marked.jsonl --threads 3",
        "types marked.jsonl --report r.md",
        "replies marked.jsonl --threads 0",
        "replies marked.jsonl --part exam",
        "replies marked.jsonl --figure f.bmp",
        "replies marked.jsonl --report r.html",
        "replies marked.jsonl --report r.md --figure f.bmp",
        "replies flat.jsonl --report r.md --boundaries given",
        "replies",
    ],
)
def test_wrong_usage(desk, words):
    """What makes no sense exits with 2 and writes nothing."""
    before = sorted(desk.iterdir())
    try:
        code = main(["evaluate", *words.split()])
    except SystemExit as stop:
        code = stop.code
    assert code == 2
    assert sorted(desk.iterdir()) == before


def test_a_file_that_fails_exits_with_one(desk, capsys):
    """A file that cannot be scored is named on stderr."""
    assert main(["evaluate", "replies", "marked.jsonl", "nowhere.jsonl"]) == 1
    assert "nowhere.jsonl" in capsys.readouterr().err
