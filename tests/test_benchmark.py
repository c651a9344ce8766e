"""The benchmark: what it measures, and how it is told."""

import json
import re

import pytest

from threadlab.benchmark import HARD_INPUTS, as_markdown, bench
from threadlab.benchmark.memory import peak_memory
from threadlab.benchmark.rebuilding import LEAST_A_SECOND, invented, rebuilding_speeds
from threadlab.benchmark.speed import BODIES, comment, mails, speeds
from threadlab.cli import main
from threadlab.errors import UnknownName
from threadlab.markup import MARKUPS
from threadlab.readers import READERS


def test_every_markup_and_reader_has_hard_inputs():
    """Whatever stands in the tables is measured; nobody has to add it here."""
    assert {h.target for h in HARD_INPUTS if h.kind == "markup"} == set(MARKUPS)
    assert {h.target for h in HARD_INPUTS if h.kind == "reader"} == set(READERS)
    assert set(BODIES) == set(MARKUPS)


@pytest.mark.parametrize("name", sorted({hard.name for hard in HARD_INPUTS}))
def test_hard_inputs_are_as_long_as_asked_for(name: str):
    """The size is kept to within a quarter, so that doubling it doubles the work."""
    hard = next(hard for hard in HARD_INPUTS if hard.name == name)
    for size in (20_000, 40_000):
        assert 0.75 * size < len(hard.make(size)) < 1.25 * size
    assert hard.make(100) == hard.make(100)


def test_rows_and_page():
    """A run gives a row a hard input and size, and a page that names the markup."""
    found = bench((1_000, 2_000), only="bbcode", memory=False)
    names = {hard.name for hard in HARD_INPUTS if hard.target == "bbcode"}
    assert {row["name"] for row in found["hard"]} == names
    assert len(found["hard"]) == 2 * len(names)
    assert all(row["seconds"] > 0 for row in found["hard"])
    page = as_markdown(found)
    assert re.search(r"\| bbcode +\|", page)
    assert json.loads(json.dumps(found)) == found


def test_the_command(tmp_path, capsys):
    """`bench` prints a page, or writes it; with --json it gives the rows."""
    words = ["bench", "--only", "plain", "--sizes", "200", "--no-memory"]
    assert main(words) == 0
    assert capsys.readouterr().out.startswith("# ")
    assert main([*words, "--json", "-o", str(tmp_path / "bench.json")]) == 0
    assert capsys.readouterr().out == ""
    assert json.loads((tmp_path / "bench.json").read_text())["hard"][0]["target"] == "plain"
    assert main(["bench", "--only", "nonsense"]) == 2
    assert "bbcode" in capsys.readouterr().err


def test_an_unknown_name_is_refused():
    """A markup or reader that does not exist is refused with the names there are."""
    with pytest.raises(UnknownName, match="jsonl"):
        bench(only="nonsense")


def test_ordinary_comments():
    """The comments whose speed is measured are of 400 bytes, and no two are the same."""
    for markup in MARKUPS:
        assert len(comment(markup, 1).encode()) == 400
        assert comment(markup, 1) != comment(markup, 2)
    assert len(set(mails(20))) == 20


def test_speeds():
    """There is a speed for each markup, and for files beside what merely parses them."""
    found = list(speeds(20))
    assert len(found) > len(MARKUPS)
    assert all(speed.per_second > 0 for speed in found)
    assert all(speed.ratio and speed.ratio > 0 for speed in found if speed.beside)


def test_memory():
    """Memory is measured apart, and stays below fifty times the input and 100 MiB."""
    size = 500_000
    grown = peak_memory("markup", "bbcode", "nested quote tags", size)
    assert grown is None or 0 < grown < 50 * size + 100 * 2**20


def test_invented_threads_are_of_their_kind():
    """The same thread each time, as long as asked for; quotes, names and order as its kind says."""
    threads = {kind: invented(kind, 60) for kind in LEAST_A_SECOND}
    assert threads == {kind: invented(kind, 60) for kind in LEAST_A_SECOND}
    assert {len(thread.comments) for thread in threads.values()} == {60}
    quoting = [comment.body.count("\n> ") for comment in threads["quotes decide"].comments]
    assert quoting == [0] + [1] * 59
    bodies = [comment.body for comment in threads["names and turns"].comments]
    assert not any(">" in body for body in bodies)
    assert any(re.match(r"[A-Z][a-z]+\d+, ", body) for body in bodies)
    assert threads["a page"].order == "page"


def test_speed_of_rebuilding():
    """Each kind of thread is rebuilt at each length; longer ones are told beside the shortest."""
    lengths: list[int] = []
    found = list(rebuilding_speeds((10, 20), lambda thread: lengths.append(len(thread.comments))))
    assert set(lengths) == {10, 20}
    assert [speed.amount for speed in found] == [10, 20] * len(LEAST_A_SECOND)
    assert [speed.ratio is None for speed in found] == [True, False] * len(LEAST_A_SECOND)
    assert all(speed.per_second > 0 and speed.limit for speed in found)
