"""All exporters. A further format is a further page, and a line here."""

import gzip
import io

from threadlab.exports.aif import aif, xaif
from threadlab.exports.annotations import annotations
from threadlab.exports.argdown import argdown
from threadlab.exports.convokit import convokit
from threadlab.exports.dataset import dataset
from threadlab.exports.delimited import csv, csv_of_all
from threadlab.exports.dot import dot
from threadlab.exports.exporter import Exporter
from threadlab.exports.figures import pdf, png, svg
from threadlab.exports.gexf import gexf
from threadlab.exports.graphml import graphml
from threadlab.exports.html import page
from threadlab.exports.jsonl import jsonl
from threadlab.exports.kialo import kialo
from threadlab.exports.markdown import markdown
from threadlab.exports.node_link import node_link
from threadlab.exports.parquet import parquet, parquet_of_all
from threadlab.exports.polis import polis_csv, polis_folder
from threadlab.thread import Thread


def _html(thread: Thread) -> bytes:
    return page(thread).encode()


def _jsonl_gz(thread: Thread) -> bytes:
    packed = io.BytesIO()
    with gzip.GzipFile(fileobj=packed, mode="wb", filename="", mtime=0) as file:
        file.write(jsonl(thread))
    return packed.getvalue()


_PICTURE = "a picture: texts are shortened, and the largest branches stand for a long thread"
_TABLE = (
    "passages, evidence, runners-up, further replies, formats of bodies, titles and notes; "
    "an empty text and a missing one look alike to most readers"
)
_GRAPH = (
    "bodies but for the comment's own words, passages, runners-up, notes, and replies whose parent "
    "is unknown (their comments are marked)"
)
_AIF = (
    "probabilities, argument types but questions and concessions, neutral answers but for the "
    "turn, quotes of anything else than what is answered, title and notes"
)

EXPORTERS: tuple[Exporter, ...] = (
    Exporter(
        ".html",
        "html",
        "argument map: one page, offline",
        _html,
        "strengths of evidence, and further runners-up",
    ),
    Exporter(
        ".jsonl",
        "jsonl",
        "threads as JSON lines, read back whole",
        jsonl,
        "nothing",
        "everything, by threadlab",
        joins=True,
    ),
    Exporter(
        ".jsonl.gz",
        "jsonl.gz",
        "the same, compressed",
        _jsonl_gz,
        "nothing",
        "everything, by threadlab",
        joins=True,
    ),
    Exporter(".svg", "svg", "figure of the thread, for the web", svg, _PICTURE),
    Exporter(".pdf", "pdf", "figure of the thread, for a paper", pdf, _PICTURE),
    Exporter(".png", "png", "figure of the thread, as a picture", png, _PICTURE),
    Exporter(
        ".md",
        "markdown",
        "report: figures, findings and every comment",
        markdown,
        "evidence, runners-up, all labels but the most probable, indentation below 12 levels",
        joins=True,
    ),
    Exporter(
        ".csv",
        "csv",
        "table with a row a comment",
        csv,
        _TABLE,
        "ids, authors, texts, times and parents, by threadlab",
        joins=True,
        join=csv_of_all,
    ),
    Exporter(
        ".parquet",
        "parquet",
        "the same as Parquet",
        parquet,
        _TABLE,
        "ids, authors, texts, times and parents, by threadlab",
        joins=True,
        join=parquet_of_all,
    ),
    Exporter(
        "/",
        "dataset",
        "folder of Parquet tables: comments, replies, threads",
        None,
        "passages and formats of bodies",
        "as tables, by any reader of Parquet",
        joins=True,
        fill=dataset,
    ),
    Exporter(
        ".graphml",
        "graphml",
        "a graph for networkx, igraph, Gephi, Cytoscape (--graph)",
        graphml,
        f"{_GRAPH}; characters that XML forbids become U+FFFD",
        "an equal graph, by networkx",
        is_graph=True,
    ),
    Exporter(
        ".gexf",
        "gexf",
        "a graph for Gephi (--graph)",
        gexf,
        f"{_GRAPH}; characters that XML forbids become U+FFFD",
        "an equal graph, by networkx (with labels and ids of edges)",
        is_graph=True,
    ),
    Exporter(
        ".dot",
        "dot",
        "a graph for Graphviz, drawn as it is (--graph)",
        dot,
        f"{_GRAPH}; of texts only the beginnings",
        joins=True,
        is_graph=True,
    ),
    Exporter(
        ".json",
        "json",
        "a graph as node-link JSON for networkx and D3 (--graph)",
        node_link,
        _GRAPH,
        "an equal graph, by networkx",
        is_graph=True,
    ),
    Exporter(
        ".aif.json",
        "aif",
        "Argument Interchange Format, as in AIFdb",
        aif,
        _AIF,
        "own words, authors, times and who answers whom, by threadlab",
    ),
    Exporter(
        ".xaif.json",
        "xaif",
        "Argument Interchange Format with text, for OVA3",
        xaif,
        _AIF,
        "own words, authors, times and who answers whom, by threadlab",
    ),
    Exporter(
        ".argdown",
        "argdown",
        "argument map in Argdown",
        argdown,
        "neutral answers but as data, quotes, line ends, all but the first type and stance",
    ),
    Exporter(
        ".jsonld",
        "jsonld",
        "Web Annotations: each quote tied to its place",
        annotations,
        "quotes of anything outside the thread, runners-up, notes",
    ),
    Exporter(
        ".kialo.txt",
        "kialo",
        "numbered pros and cons, as Kialo exports them",
        kialo,
        "authors, times, types, probabilities, quotes, further parents and levels below the "
        "hundredth; neutral answers have no side, and all openings but the first hang below it",
        "own words and who answers whom, by threadlab",
    ),
    Exporter(
        ".polis.csv",
        "polis",
        "statements with counts of votes, as Polis exports them",
        polis_csv,
        "ids, names, title, types, probabilities, quotes, who answers whom",
    ),
    Exporter(
        ".polis",
        "polis-folder",
        "the same with every vote: comments.csv, votes.csv",
        None,
        "ids, names, title, types, probabilities, quotes",
        fill=polis_folder,
    ),
    Exporter(
        ".convokit",
        "convokit",
        "folder that ConvoKit loads as a corpus",
        None,
        "passages, evidence but for its kind, runners-up, notes, fractions of seconds; unknown "
        'authors share the speaker "[deleted]"; where a time is unknown, the order stands for all',
        "ids, authors, texts, times and parents, by threadlab and ConvoKit",
        joins=True,
        fill=convokit,
    ),
)
"""All exporters, in the order of threadlab.formats."""
