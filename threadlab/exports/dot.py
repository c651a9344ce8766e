"""A thread's graph in the DOT language, for Graphviz.

The language: graphviz.org/doc/info/lang.html. A quoted string ends at a quotation mark without a
backslash before it; in a label, backslashes and "&" have a meaning of their own.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from threadlab.exports.graphs import as_text, attribute_types, chosen_graph
from threadlab.exports.plain_text import excerpt, xml_text
from threadlab.scheme import STANCE_KINDS
from threadlab.thread import Thread

LABEL_LENGTH = 60
_COLOURS = {kind.name: kind.light for kind in STANCE_KINDS}
_STYLES = {"agree": "solid", "disagree": "dashed", "neutral": "dotted"}
_OWN = frozenset({"text", "here_text", "there_text"})


def dot(thread: Thread, graph: str = "replies") -> bytes:
    """Gives one of a thread's graphs as a DOT file that Graphviz draws as it is.

    Nodes are labelled with who speaks and how the comment begins, edges are coloured and dashed
    by stance. All attributes but whole texts are there, too; Graphviz passes over names that it
    does not know. Control characters and lone surrogates become U+FFFD; a backslash in a name is
    doubled. Several graphs may follow one another in one file.

    Args:
        thread: A thread.
        graph: "replies", "disagreement" or "arguments".

    Returns:
        The file in UTF-8.

    Raises:
        UnknownName: There is no such graph.
        InvalidThread: The graph needs stances, and the thread was not classified.
    """
    return "".join(_lines(chosen_graph(thread, graph, _fit))).encode()


def _fit(text: str) -> str:
    """Line ends stay as they are in quoted strings, but C programs lose what follows a NUL."""
    return xml_text(text).replace("\r\n", "\n").replace("\r", "\n")


def _lines(graph: Any) -> Iterator[str]:
    yield f"digraph {_quoted(graph.graph.get('name', ''))} {{\n"
    yield '  rankdir=RL; node [shape=box, style=rounded, fontname="sans-serif"];\n'
    kinds = attribute_types([values for _, values in graph.nodes(data=True)])
    for node, values in graph.nodes(data=True):
        drawn = {"label": _label(node, values), "tooltip": excerpt(values.get("text", ""), 300)}
        yield f"  {_quoted(node)} [{_attributes(drawn, values, kinds)}];\n"
    kinds = attribute_types([values for _, _, values in graph.edges(data=True)])
    for source, target, values in graph.edges(data=True):
        stance = values.get("stance", "neutral")
        drawn = {"color": _COLOURS[stance], "style": _STYLES[stance]}
        ends = f"{_quoted(source)} -> {_quoted(target)}"
        yield f"  {ends} [{_attributes(drawn, values, kinds)}];\n"
    yield "}\n"


def _label(node: str, values: Mapping[str, Any]) -> str:
    said = excerpt(values.get("text", ""), LABEL_LENGTH)
    who = values.get("author", node if not said else "")
    kind = f"({values['type']})" if "type" in values else ""
    return " ".join(part for part in (excerpt(who, LABEL_LENGTH), kind, said) if part)


def _attributes(
    drawn: Mapping[str, str], values: Mapping[str, Any], kinds: Mapping[str, type]
) -> str:
    listed = [f"{name}={_quoted(text, label=True)}" for name, text in drawn.items()]
    for name, value in values.items():
        if name in _OWN:
            continue
        # Graphviz wants whole numbers for its own weight, which sets the length of an edge.
        name = "expected_replies" if name == "weight" else name
        listed.append(f"{name}={_quoted(as_text(value, kinds.get(name, type(value))))}")
    return ", ".join(listed)


def _quoted(text: str, *, label: bool = False) -> str:
    if label:
        text = text.replace("&", "&amp;")
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
