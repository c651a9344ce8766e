"""threadlab export and formats: one format, one graph, a file a thread, pseudonyms, refusals."""

import json

import pytest

from threadlab.cli import main

THREAD = {
    "thread_id": "42",
    "title": "Tea",
    "comments": [
        {"id": "1", "author": "Annika", "body": "Tea is better.", "date": "2026-01-31T09:00:00"},
        {
            "id": "2",
            "parent": "1",
            "author": "Bo",
            "body": "Annika wrote:\n> Tea is better.\n\nWhy?",
        },
    ],
}


@pytest.fixture
def file(tmp_path):
    """A file of one thread."""
    path = tmp_path / "tea.jsonl"
    path.write_text(json.dumps(THREAD) + "\n")
    return path


@pytest.fixture
def two(tmp_path):
    """A file of two threads."""
    path = tmp_path / "two.jsonl"
    path.write_text("".join(json.dumps({**THREAD, "thread_id": k}) + "\n" for k in "ab"))
    return path


def test_a_format_goes_to_standard_output(file, capsysbinary):
    """Without -o the file is printed, and nothing else."""
    assert main(["export", str(file), "--to", "json", "--as-read"]) == 0
    printed = json.loads(capsysbinary.readouterr().out)
    assert [node["id"] for node in printed["nodes"]] == ["1", "2"]


def test_a_graph_for_a_format_without_one_is_wrong_usage(file, capsys):
    """Exit code 2, with the formats that hold a graph."""
    with pytest.raises(SystemExit, match="2"):
        main(["export", str(file), "--to", "csv", "--graph", "arguments", "--as-read"])
    assert "graphml, gexf, dot, json" in capsys.readouterr().err


def test_several_threads_take_a_folder(two, tmp_path, capsys):
    """One file that cannot hold two threads is an error that says so; a folder takes each."""
    assert main(["export", str(two), "--to", "aif", "--as-read"]) == 1
    assert "-o DIR/" in capsys.readouterr().err
    assert main(["export", str(two), "--to", "aif", "--as-read", "-o", f"{tmp_path}/out/"]) == 0
    names = sorted(path.name for path in (tmp_path / "out").iterdir())
    assert names == ["two-1-tea.aif.json", "two-2-tea.aif.json"]
    assert main(["export", str(two), "--to", "csv", "--as-read"]) == 0
    assert capsys.readouterr().out.count("Tea is better.") == 4


def test_folders_are_written_and_never_printed(file, tmp_path, capsys):
    """A corpus needs a name."""
    assert main(["export", str(file), "--to", "convokit", "--as-read"]) == 1
    assert "Name a folder" in capsys.readouterr().err
    folder = tmp_path / "corpus"
    assert main(["export", str(file), "--to", "convokit", "--as-read", "-o", str(folder)]) == 0
    assert (folder / "utterances.jsonl").exists()


@pytest.mark.parametrize("format", ["csv", "xaif", "argdown", "jsonld", "kialo", "markdown"])
def test_pseudonyms_hide_names(format, file, capsys):
    """Names are gone from fields and texts."""
    assert main(["export", str(file), "--to", format, "--as-read", "--pseudonyms"]) == 0
    printed = capsys.readouterr().out
    assert "Annika" not in printed
    assert ("Person1" in printed) == (format != "kialo")


def test_pseudonyms_hide_names_in_maps_and_trees(file, tmp_path, capsys):
    """Map and show take the option, too."""
    assert main(["map", str(file), "-o", str(tmp_path / "maps"), "--pseudonyms"]) == 0
    page = (tmp_path / "maps" / "tea.html").read_text("utf-8")
    assert "Annika" not in page
    assert "Person1" in page
    assert main(["show", str(file), "--pseudonyms"]) == 0
    printed = capsys.readouterr().out
    assert "Annika" not in printed
    assert "Person1" in printed


def test_a_format_tells_what_it_leaves_out(capsys):
    """Formats NAME says more of one; an unknown name lists what there is."""
    assert main(["formats", "argdown"]) == 0
    assert "leaves out: " in capsys.readouterr().out
    assert main(["formats", "convokit"]) == 0
    printed = capsys.readouterr().out
    assert "reads convokit" in printed
    assert "writes convokit" in printed
    assert main(["formats", "rtf"]) == 2
    assert "argdown" in capsys.readouterr().err
