"""A thread's graph as GraphML, for networkx, igraph, Gephi, yEd and Cytoscape.

The format: Brandes et al., "GraphML Progress Report" (Graph Drawing 2001), and the primer at
graphml.graphdrawing.org. Written here, not by networkx, because the identifiers of edges of a
multigraph would come out alike, and line ends would not come back as they were.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from threadlab.exports.graphs import as_text, attribute_types, chosen_graph
from threadlab.exports.plain_text import xml_escaped, xml_text
from threadlab.thread import Thread

_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<graphml xmlns="http://graphml.graphdrawing.org/xmlns"'
    ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
    ' xsi:schemaLocation="http://graphml.graphdrawing.org/xmlns'
    ' http://graphml.graphdrawing.org/xmlns/1.0/graphml.xsd">\n'
)
_TYPES = {bool: "boolean", int: "long", float: "double", str: "string"}


def graphml(thread: Thread, graph: str = "replies") -> bytes:
    """Gives one of a thread's graphs as a GraphML file.

    Nodes and edges keep their order, names and attributes; networkx reads back an equal graph
    (for "arguments" with force_multigraph=True). Left out or changed: characters that XML cannot
    hold become U+FFFD. Names of nodes are written as they are; a reader that checks the schema
    would want them without blanks.

    Args:
        thread: A thread.
        graph: "replies", "disagreement" or "arguments".

    Returns:
        The file in UTF-8.

    Raises:
        UnknownName: There is no such graph.
        InvalidThread: The graph needs stances, and the thread was not classified.
    """
    return "".join(_lines(chosen_graph(thread, graph, xml_text))).encode()


def _lines(graph: Any) -> Iterator[str]:
    yield _HEAD
    keys: dict[str, dict[str, tuple[str, type]]] = {}
    rows = {
        "graph": [graph.graph],
        "node": [values for _, values in graph.nodes(data=True)],
        "edge": [values for _, _, values in graph.edges(data=True)],
    }
    for element, values in rows.items():
        keys[element] = {}
        for number, (name, kind) in enumerate(attribute_types(values).items()):
            key = f"{element[0]}{number}"
            keys[element][name] = key, kind
            yield (
                f' <key id="{key}" for="{element}" attr.name="{xml_escaped(name)}"'
                f' attr.type="{_TYPES[kind]}"/>\n'
            )
    yield ' <graph id="G" edgedefault="directed">\n'
    yield from _data(graph.graph, keys["graph"])
    for node, values in graph.nodes(data=True):
        yield f'  <node id="{xml_escaped(node)}">\n'
        yield from _data(values, keys["node"])
        yield "  </node>\n"
    for source, target, values in graph.edges(data=True):
        yield f'  <edge source="{xml_escaped(source)}" target="{xml_escaped(target)}">\n'
        yield from _data(values, keys["edge"])
        yield "  </edge>\n"
    yield " </graph>\n</graphml>\n"


def _data(values: Mapping[str, Any], keys: Mapping[str, tuple[str, type]]) -> Iterator[str]:
    for name, value in values.items():
        key, kind = keys[name]
        yield f'   <data key="{key}">{xml_escaped(as_text(value, kind))}</data>\n'
