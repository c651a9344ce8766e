"""Web Annotations by pyld and rdflib; the context of the standard lies beside, terms as needed."""

import json
import logging
from importlib.metadata import version
from pathlib import Path

import rdflib
from pyld import jsonld
from reporting import clean, report, thread_of

logging.disable(logging.CRITICAL)
CONTEXT = json.loads((Path(__file__).parent / "anno.json").read_text("utf-8"))
OA = "http://www.w3.org/ns/oa#"


def load(url, options=None):
    assert url == "http://www.w3.org/ns/anno.jsonld", url
    return {"contextUrl": None, "documentUrl": url, "document": CONTEXT}


jsonld.set_document_loader(load)


def check(folder):
    thread = thread_of(folder)
    data = json.loads((folder / "t.jsonld").read_text("utf-8"))
    bodies = [clean(c["body"]) for c in thread["comments"]]
    quads = jsonld.to_rdf(data, {"format": "application/n-quads"})
    graph = rdflib.Dataset()
    graph.parse(data=quads, format="nquads")
    triples = [(str(s), str(p), o) for s, p, o, _ in graph.quads()]
    annotations = {s for s, p, o in triples if p.endswith("#type") and str(o) == f"{OA}Annotation"}
    assert len(annotations) == data["total"]
    told = {str(o) for _, p, o in triples if p.endswith("#value")}
    assert {b for b in bodies if "\r" not in b} <= told | {""}, "bodies"
    # Each position selects the words that the selector beside it tells.
    by_name = dict(
        zip(
            [i["body"][0]["id"] for i in data.get("first", {}).get("items", [])[: len(bodies)]],
            bodies,
            strict=True,
        )
    )
    for item in data.get("first", {}).get("items", []):
        for end in (item["body"][0], item["target"]):
            if isinstance(end, dict) and "selector" in end:
                place, words = end["selector"]
                assert by_name[end["source"]][place["start"] : place["end"]] == words["exact"]
    return 1


report(check, {"pyld": version("pyld"), "rdflib": version("rdflib")})
