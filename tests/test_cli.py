"""The command line: results, errors, exit codes."""

import json
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest

from threadlab import __version__
from threadlab.cli import main

SEEDS = sorted((Path(__file__).parent.parent / "seeds").glob("*.txt"))
THREAD = {
    "thread_id": "tea",
    "title": "Tea or coffee?",
    "comments": [
        {"id": "1", "author": "Ann", "body": "Tea is better for you than coffee."},
        {"id": "2", "author": "Bob", "body": "> Tea is better for you\n\nNo. Where is the proof?"},
        {"id": "3", "author": "Ann", "body": "@Bob I read it in a study of 2019."},
    ],
}


@pytest.fixture
def desk(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "tea.jsonl").write_text(json.dumps(THREAD) + "\n", "utf-8")
    return tmp_path


def test_help_answers_quickly():
    """`threadlab --help` answers in under half a second."""
    times = []
    for _ in range(5):
        start = time.perf_counter()
        subprocess.run(
            [sys.executable, "-m", "threadlab.cli", "--help"], check=True, capture_output=True
        )
        times.append(time.perf_counter() - start)
    assert min(times) < 0.5


def test_version(capsys):
    """`--version` prints the package's version."""
    with pytest.raises(SystemExit) as stop:
        main(["--version"])
    assert stop.value.code == 0
    assert capsys.readouterr().out == f"threadlab {__version__}\n"


def test_map_writes_a_page_and_says_what_is_in_it(desk, capsys):
    """The main job: a summary on stdout, and the page where it says."""
    assert main(["map", "tea.jsonl", "-o", "pages"]) == 0
    out, err = capsys.readouterr()
    page = desk / "pages" / "tea.html"
    assert page.is_file()
    assert "3 by 2 people" in out
    assert "pages/tea.html" in out
    assert err == ""


def test_map_of_a_seed_without_comments_says_so(desk, capsys):
    """An article page whose comment form is empty is a thread of one, and the report says it."""
    for seed in (SEEDS[0], *SEEDS[2:]):
        assert main(["map", str(seed)]) == 0
        out = capsys.readouterr().out
        assert "comments    1," in out
        assert "no comment" in out


def test_map_of_several_threads_numbers_the_pages_and_lists_them(desk):
    """Several threads in a file give a page each and an index."""
    other = {**THREAD, "thread_id": "milk", "title": "Milk / first?"}
    (desk / "two.jsonl").write_text("\n".join(json.dumps(row) for row in (THREAD, other)), "utf-8")
    assert main(["map", "two.jsonl", "-o", "pages"]) == 0
    names = sorted(path.name for path in (desk / "pages").iterdir())
    assert names == ["index.html", "two-1-tea-or-coffee.html", "two-2-milk-first.html"]
    index = (desk / "pages" / "index.html").read_text("utf-8")
    assert all(name in index for name in names[1:])


def test_map_renews_its_page_and_never_overwrites_another(desk):
    """The same thread's page is renewed; another thread's, or a foreign file, stays."""
    out = desk / "reports"
    for _ in range(2):
        assert main(["map", "tea.jsonl"]) == 0
    assert [p.name for p in out.iterdir()] == ["tea.html"]
    before = (out / "tea.html").read_bytes()
    other = {**THREAD, "thread_id": "milk"}
    (desk / "tea.jsonl").write_text(json.dumps(other), "utf-8")
    assert main(["map", "tea.jsonl"]) == 0
    assert (out / "tea.html").read_bytes() == before
    (out / "tea-2.html").write_text("my own notes", "utf-8")
    assert main(["map", "tea.jsonl"]) == 0
    assert (out / "tea-2.html").read_text("utf-8") == "my own notes"
    assert (out / "tea-3.html").exists()


def test_map_of_a_folder_takes_every_file(desk):
    """A folder stands for the files in it; each keeps its own name."""
    folder = desk / "in"
    folder.mkdir()
    for name in ("a", "b"):
        row = {**THREAD, "thread_id": name}
        (folder / f"{name}.jsonl").write_text(json.dumps(row), "utf-8")
    assert main(["map", "in", "-o", "pages"]) == 0
    assert {p.name for p in (desk / "pages").iterdir()} == {"a.html", "b.html", "index.html"}


def test_map_lists_what_earlier_runs_wrote(desk, capsys):
    """The list holds each map of the folder once, by name, and names what failed."""
    for name in ("a", "b", "c"):
        row = {**THREAD, "thread_id": name, "title": f"Thread {name}"}
        (desk / f"{name}.jsonl").write_text(json.dumps(row), "utf-8")
    assert main(["map", "a.jsonl", "-o", "pages"]) == 0
    assert "list of maps" not in capsys.readouterr().out
    assert main(["map", "b.jsonl", "-o", "pages"]) == 0
    assert capsys.readouterr().out.endswith(f"list of maps  {Path('pages', 'index.html')}\n")
    assert main(["map", "c.jsonl", "a.jsonl", str(desk / "none.txt"), "-o", "pages"]) == 1
    listed = (desk / "pages" / "index.html").read_text("utf-8")
    assert re.findall(r'<th scope="row"><a href="([^"]*)"', listed) == [
        *("a.html", "b.html", "c.html")
    ]
    assert ">c.jsonl<" in listed
    assert "The last run could not map 1 input" in listed
    assert "<li>none.txt: " in listed
    assert str(desk) not in listed


BAD = {
    "empty.txt": b"",
    "blank.txt": b" \n\n\t\n",
    "picture.txt": b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8,
    "broken.jsonl": b'{"thread_id": "x", "comments": [}\n',
}


@pytest.mark.parametrize("name", [*BAD, "missing.txt"])
def test_a_bad_input_is_named_and_the_others_are_done(name, desk, capsys):
    """A failed input gives exit code 1 with its name; the others are written all the same."""
    if name in BAD:
        (desk / name).write_bytes(BAD[name])
    assert main(["map", name, "tea.jsonl"]) == 1
    out, err = capsys.readouterr()
    assert err.startswith(f"threadlab: {name}")
    assert err.count("\n") == 1
    assert "Traceback" not in err
    assert (desk / "reports" / "tea.html").exists()
    assert "tea.html" in out


ODD = {
    "latin.txt": "Ann wrote:\nCafé, naïve.\n\nBob wrote:\n> Café, naïve.\nWhy?\n".encode("latin-1"),
    "wide.txt": "Ann wrote:\nCafé, naïve.\n\nBob wrote:\n> Café, naïve.\nWhy?\n".encode("utf-16"),
    "nul.txt": b"Ann wrote:\nHi\x00there.\n\nBob wrote:\n> Hi\x00there.\nWhy \xed\xa0\x80?\n",
    "long.txt": b"word " * 1_000_000,
}


@pytest.mark.parametrize("name", ODD)
def test_odd_but_readable_input_becomes_a_map(name, desk, capsys):
    """Other encodings, NUL, surrogates and a line of 5 MB are read, with a note where needed."""
    (desk / name).write_bytes(ODD[name])
    assert main(["map", name]) == 0
    assert capsys.readouterr().err == ""
    page = (desk / "reports" / name).with_suffix(".html")
    assert page.stat().st_size > 1000


@pytest.mark.parametrize(
    "words",
    [
        [],
        ["map"],
        ["nonsense"],
        ["map", "tea.jsonl", "--format", "rtf"],
        ["export", "tea.jsonl", "--to", "rtf"],
    ],
)
def test_wrong_usage_is_exit_code_two(words, desk, capsys):
    """Wrong usage says what there is."""
    try:
        code = main(words)
    except SystemExit as stop:
        code = stop.code
    assert code == 2
    assert capsys.readouterr().err


def test_a_page_is_no_folder(desk, capsys):
    """-o page.html is most likely meant for one page: no folder of that name is made."""
    with pytest.raises(SystemExit) as stop:
        main(["map", "tea.jsonl", "-o", "page.html"])
    assert stop.value.code == 2
    assert "threadlab export FILE --to html -o page.html" in capsys.readouterr().err
    assert not (desk / "page.html").exists()


def test_a_missing_model_is_named(desk, capsys):
    """A model folder that is not there is an error with the folder's name and a next step."""
    assert main(["map", "tea.jsonl", "--model", "nowhere"]) == 1
    assert "nowhere" in capsys.readouterr().err


def test_export_to_stdout_reads_back(desk, capsys):
    """JSON lines go to stdout and are a thread again."""
    assert main(["export", "tea.jsonl", "--to", "jsonl"]) == 0
    written = capsys.readouterr().out
    row = json.loads(written)
    assert [c["parent"] for c in row["comments"]] == [None, "1", "2"]
    (desk / "again.jsonl").write_text(written, "utf-8")
    assert main(["export", "again.jsonl", "--to", "jsonl", "--as-read"]) == 0
    assert capsys.readouterr().out == written


def test_export_as_read_rebuilds_nothing(desk, capsys):
    """`--as-read` only reads."""
    assert main(["export", "tea.jsonl", "--to", "jsonl", "--as-read"]) == 0
    row = json.loads(capsys.readouterr().out)
    assert "replies" not in row
    assert "types" not in row["comments"][0]


def test_show_prints_the_tree(desk, capsys):
    """The tree names each comment, its labels and why it hangs where it hangs."""
    assert main(["show", "tea.jsonl", "--width", "80"]) == 0
    lines = capsys.readouterr().out.split("\n")
    assert lines[0] == "Tea or coffee?"
    assert any("answers 1 by marked quote" in line for line in lines)
    assert max(map(len, lines)) <= 80


def test_the_terminal_gets_no_commands_from_hostile_text(desk, capsys):
    """Escape codes and bidirectional tricks in a comment are shown, not obeyed."""
    row = {**THREAD, "title": "\x1b]0;owned\x07"}
    row["comments"] = [{"id": "1", "author": "\x1b[2J", "body": "a\x1b[31mb\u202ec\x9b"}]
    (desk / "evil.jsonl").write_text(json.dumps(row), "utf-8")
    assert main(["show", "evil.jsonl"]) == 0
    assert main(["map", "evil.jsonl"]) == 0
    out = capsys.readouterr().out
    assert not set(out) & {"\x1b", "\x07", "\x9b", "\u202e"}


def test_map_underlines_what_types_rest_on(desk):
    """--explain marks sentences; without it none is read."""
    assert main(["map", "tea.jsonl", "-o", "plain"]) == 0
    assert main(["map", "tea.jsonl", "--explain", "-o", "told"]) == 0
    assert "<u class=k title=" in (desk / "told" / "tea.html").read_text("utf-8")
    assert "<u class=k title=" not in (desk / "plain" / "tea.html").read_text("utf-8")


def test_show_explains_a_comment(desk, capsys):
    """--explain takes an id or a number of the tree, and refuses what is neither."""
    assert main(["show", "tea.jsonl", "--explain", "2"]) == 0
    out = capsys.readouterr().out
    assert out.startswith("comment 2: ")
    assert "Where is the proof?" in out
    assert "than coffee" not in out
    assert main(["show", "tea.jsonl", "--explain", "nowhere"]) == 2
    assert "nowhere" in capsys.readouterr().err


def test_a_classifier_of_hugging_face_needs_a_mapping(desk, capsys):
    """--labels says what the labels of a foreign --model mean; alone it is wrong usage."""
    (desk / "own").mkdir()
    (desk / "own" / "config.json").write_text('{"id2label": {"0": "PRO", "1": "CON"}}', "utf-8")
    (desk / "own" / "model.safetensors").write_bytes(b"")
    assert main(["show", "tea.jsonl", "--model", "own"]) == 1
    assert '"PRO": null' in capsys.readouterr().err
    (desk / "labels.json").write_text('{"PRO": "agree"}', "utf-8")
    assert main(["show", "tea.jsonl", "--model", "own", "--labels", "labels.json"]) == 1
    assert "does not say what 'CON' means" in capsys.readouterr().err
    with pytest.raises(SystemExit):
        main(["show", "tea.jsonl", "--labels", "labels.json"])
    assert "--model" in capsys.readouterr().err


def test_formats_lists_readers_and_exporters(capsys):
    """`formats` says what is read and what is written."""
    assert main(["formats"]) == 0
    out = capsys.readouterr().out
    assert "reads:" in out
    assert "writes:" in out
    assert ".jsonl" in out
    assert ".html" in out


def test_a_closed_pipe_is_no_failure(desk):
    """`threadlab show … | head` ends quietly."""
    command = f"{sys.executable} -m threadlab.cli show tea.jsonl | head -1"
    done = subprocess.run(["bash", "-o", "pipefail", "-c", command], capture_output=True, text=True)
    assert done.stdout == "Tea or coffee?\n"
    assert done.stderr == ""
