"""The words of the README are tested: its commands and its code run as they stand."""

import json
import re
import shlex
import shutil
from pathlib import Path

import pytest

from threadlab.cli import main

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text("utf-8")
CORRECTIONS = json.dumps(
    {
        "format": "threadlab corrections",
        "version": 1,
        "corrections": [{"thread": "001_9b3a56b8db898480", "comment": "L12", "stance": "agree"}],
    }
)
RUN_BY_CI = (
    "pip install . && threadlab map seeds/001_9b3a56b8db898480.txt",
    "pip install '.[test]' && pytest -n auto --dist worksteal",
)


def blocks(language):
    return re.findall(rf"^```{language}\n(.*?)^```", README, re.MULTILINE | re.DOTALL)


def commands():
    lines = [line.split(" #")[0].strip() for block in blocks("sh") for line in block.split("\n")]
    return [line for line in lines if line.startswith("threadlab ")]


@pytest.fixture
def desk(tmp_path, monkeypatch):
    """A folder with the seeds in it, as a user's clone has them, and a file of corrections."""
    shutil.copytree(ROOT / "seeds", tmp_path / "seeds")
    (tmp_path / "corrections.json").write_text(CORRECTIONS, "utf-8")
    (tmp_path / "reports" / "figures").mkdir(parents=True)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_two_commands_do_all_the_set_up():
    """The README's first two commands are those that the continuous integration runs."""
    assert [block.strip() for block in blocks("sh")[:2]] == list(RUN_BY_CI)
    script = (ROOT / ".ci" / "run").read_text("utf-8")
    for command in RUN_BY_CI:
        for part in command.split(" && "):
            assert part.replace("pip install ", "pip install -q ") in script


@pytest.mark.parametrize("code", blocks("python"))
def test_python_blocks_run(code, desk):
    """Each Python block runs on its own."""
    exec(compile(code, "README.md", "exec"), {})


@pytest.mark.parametrize(
    "command", [c for c in commands() if c.split()[1] not in {"train", "evaluate", "bench"}]
)
def test_commands_run(command, desk, capsys):
    """Each command runs as it stands and has something to say."""
    words = [
        str(found)
        for word in shlex.split(command)[1:]
        for found in (sorted(Path().glob(word)) if "*" in word else [word])
    ]
    assert main(words) == 0
    printed = capsys.readouterr().out
    assert Path(words[words.index("-o") + 1]).stat().st_size if "-o" in words else printed


def test_every_command_is_in_the_readme(capsys):
    """No command of the program goes unmentioned."""
    with pytest.raises(SystemExit):
        main(["--help"])
    listed = re.findall(r"^    ([a-z]+) ", capsys.readouterr().out, re.MULTILINE)
    assert listed
    assert [name for name in listed if f"threadlab {name}" not in README] == []
