"""xAIF by the package xaif: it is a valid dialogue, and its relations are told."""

import json
from importlib.metadata import version

from reporting import clean, report, thread_of
from xaif import AIF


def check(folder):
    data = json.loads((folder / "t.xaif.json").read_text("utf-8"))
    comments = thread_of(folder)["comments"]
    loaded = AIF(data)
    assert loaded.is_valid_json_aif()
    assert loaded.is_json_aif_dialog() == bool(comments)
    spoken = [n["nodeID"] for n in data["AIF"]["nodes"] if n["type"] == "L"]
    for node, comment in zip(spoken, comments, strict=True):
        name, _ = loaded.get_speaker(node)
        author = comment["author"]
        assert name == f"{'Unknown' if author is None else clean(author)} "
        assert loaded.get_i_node_ya_nodes_for_l_node(node) != (None, None)
    rules = sum(n["type"] in ("RA", "CA", "MA") for n in data["AIF"]["nodes"])
    if rules:
        told = loaded.get_csv("argument-relation")["relation"]
        assert (told != "None").sum() == rules
    return 1


report(check, {"xaif": version("xaif")})
