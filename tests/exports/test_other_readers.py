"""Every export of 200 hostile threads, read by independent programs.

They are set up by tests/exports/peers/setup, each in an environment of its own, and asked when
THREADLAB_PEERS names the folder. What was read by which version is told in reports/exports.md.
"""

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest
from debate import debate
from hostile_threads import sample

from threadlab.errors import InvalidThread
from threadlab.exports import EXPORTERS, save
from threadlab.exports.argdown import EMPTY
from threadlab.exports.graphs import GRAPHS
from threadlab.exports.plain_text import one_line, xml_text
from threadlab.graph.arguments import relation
from threadlab.thread import by_id, own_words

THREADS = 200
SCRIPTS = Path(__file__).parent / "peers"
HOME = os.environ.get("THREADLAB_PEERS", "")
NOT_FILES = {"html", "svg", "pdf", "png", "jsonl.gz"}
IN_ARGDOWN = {"supports": "support", "attacks": "attack"}

peers = pytest.mark.skipif(
    not HOME, reason="asks other programs: tests/exports/peers/setup DIR, THREADLAB_PEERS=DIR"
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A folder a thread, with every export of it."""
    whole = tmp_path_factory.mktemp("sample")
    for number, thread in enumerate([*sample(THREADS - 1), debate()]):
        here = whole / f"{number:03}"
        here.mkdir()
        for one in EXPORTERS:
            if one.is_graph:
                save_graphs(thread, here, one.suffix)
            elif one.name not in NOT_FILES:
                save(thread, f"{here}/{'table/' if one.suffix == '/' else f't{one.suffix}'}")
        (here / "argdown.json").write_text(json.dumps(expected_argdown(thread)))
    return whole


def save_graphs(thread, here, suffix):
    for name in GRAPHS:
        try:
            save(thread, here / f"t.{name}{suffix}", graph=name)
        except InvalidThread:
            assert name != "replies"  # the others need stances, which not all threads have


def expected_argdown(thread):
    """What Argdown's parser must find: relations by the numbers of comments, and plain texts."""
    comments = by_id(thread)
    numbers = {comment.id: k for k, comment in enumerate(thread.comments, start=1)}
    relations = {
        f"{IN_ARGDOWN[name]} {numbers[reply.child]} {numbers[reply.parent]}"
        for reply in thread.replies
        if reply.parent is not None
        and (name := relation(comments[reply.child], reply)) in IN_ARGDOWN
    }
    texts = [xml_text(one_line(own_words(c))) or EMPTY for c in thread.comments]
    return {"relations": sorted(relations), "texts": texts}


def asked(command, tmp_path):
    """What a script found; its home is a folder of its own, since some programs write there."""
    done = subprocess.run(
        [*map(str, command)],
        capture_output=True,
        text=True,
        env={"PATH": os.environ["PATH"], "HOME": str(tmp_path)},
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads(done.stdout.strip().split("\n")[-1])


@peers
@pytest.mark.parametrize(
    ("environment", "script", "least"),
    [
        ("igraph", "igraph_graphs.py", 1000),
        ("frames", "frames_tables.py", 8 * THREADS),
        ("jsonld", "jsonld_annotations.py", THREADS),
        ("xaif", "xaif_graphs.py", THREADS),
        ("arguebuf", "arguebuf_graphs.py", 3 * THREADS),
        ("convokit", "convokit_corpora.py", THREADS),
        ("argdown", "argdown_documents.mjs", THREADS + 6),
        ("node", "node_graphs.mjs", 1000 + THREADS),
    ],
)
def test_another_program_reads_the_files(environment, script, least, folder, tmp_path):
    """Each file is read without a problem, and what was read is what the thread holds."""
    home = Path(HOME) / environment
    if not home.exists():
        pytest.skip(f"{home} is not set up")
    if script.endswith(".mjs"):
        node = shutil.which("node") or pytest.skip("no Node.js")
        command = [node, SCRIPTS / script, folder, home]
    else:
        command = [home / "bin" / "python", SCRIPTS / script, folder]
    found = asked(command, tmp_path)
    assert found["problems"] == []
    assert found["files"] >= least
    print(found)
