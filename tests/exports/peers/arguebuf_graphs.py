"""AIF, xAIF and Kialo's text by arguebuf."""

import json
import warnings
from importlib.metadata import version

import arguebuf
from reporting import report, thread_of

warnings.simplefilter("ignore")


def check(folder):
    comments = thread_of(folder)["comments"]
    for name, load in (("t.aif.json", arguebuf.load.aif), ("t.xaif.json", arguebuf.load.xaif)):
        data = json.loads((folder / name).read_text("utf-8"))
        nodes = (data.get("AIF") or data)["nodes"]
        graph = load(data)
        assert len(graph.atom_nodes) == sum(n["type"] == "I" for n in nodes), name
        rules = sum(n["type"] in ("RA", "CA", "MA") for n in nodes)
        assert len(graph.scheme_nodes) == rules, name
        assert len(graph.edges) == 2 * rules, name
    path = folder / "t.kialo.txt"
    with path.open(encoding="utf-8", newline="\n") as file:
        kialo = arguebuf.load.kialo(file)
    assert len(kialo.atom_nodes) == max(1, len(comments))
    assert len(kialo.edges) == 2 * (len(kialo.atom_nodes) - 1)
    return 3


report(check, {"arguebuf": version("arguebuf")})
