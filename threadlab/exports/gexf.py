"""A thread's graph as GEXF 1.2, the format of Gephi; networkx and graphology read it, too.

The format: gexf.net, draft 1.2. Written here, not by networkx, which puts today's date into the
file, takes an edge's "type" for whether it is directed, and writes characters that XML forbids.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from threadlab.exports.graphs import as_text, attribute_types, chosen_graph
from threadlab.exports.plain_text import xml_escaped, xml_text
from threadlab.thread import Thread

_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<gexf xmlns="http://www.gexf.net/1.2draft"'
    ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
    ' xsi:schemaLocation="http://www.gexf.net/1.2draft http://www.gexf.net/1.2draft/gexf.xsd"'
    ' version="1.2">\n'
    " <meta><creator>threadlab</creator></meta>\n"
)
_TYPES = {bool: "boolean", int: "long", float: "double", str: "string"}


def gexf(thread: Thread, graph: str = "replies") -> bytes:
    """Gives one of a thread's graphs as a GEXF file.

    Nodes and edges keep their order and attributes; networkx reads back an equal graph, with a
    label for each node (its author, else its name) and an id for each edge, which the format
    asks for. Characters that XML cannot hold become U+FFFD.

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
    name = xml_escaped(graph.graph.get("name", ""))
    yield f' <graph defaultedgetype="directed" mode="static" name="{name}">\n'
    rows = {
        "node": [values for _, values in graph.nodes(data=True)],
        "edge": [_without_weight(values) for _, _, values in graph.edges(data=True)],
    }
    keys: dict[str, dict[str, tuple[str, type]]] = {}
    for element, values in rows.items():
        types = attribute_types(values)
        keys[element] = {}
        if types:
            yield f'  <attributes class="{element}" mode="static">\n'
        for number, (title, kind) in enumerate(types.items()):
            key = f"{element[0]}{number}"
            keys[element][title] = key, kind
            title = xml_escaped(title)
            yield f'   <attribute id="{key}" title="{title}" type="{_TYPES[kind]}"/>\n'
        if types:
            yield "  </attributes>\n"
    yield "  <nodes>\n"
    for node, values in graph.nodes(data=True):
        label = xml_escaped(values.get("author") or node)
        yield f'   <node id="{xml_escaped(node)}" label="{label}">\n'
        yield from _values(values, keys["node"])
        yield "   </node>\n"
    yield "  </nodes>\n  <edges>\n"
    for number, (source, target, values) in enumerate(graph.edges(data=True)):
        ends = f'source="{xml_escaped(source)}" target="{xml_escaped(target)}"'
        weight = f' weight="{as_text(values["weight"], float)}"' if "weight" in values else ""
        yield f'   <edge id="{number}" {ends}{weight}>\n'
        yield from _values(_without_weight(values), keys["edge"])
        yield "   </edge>\n"
    yield "  </edges>\n </graph>\n</gexf>\n"


def _without_weight(values: Mapping[str, Any]) -> dict[str, Any]:
    """The attributes but the one that GEXF has a place of its own for."""
    return {name: value for name, value in values.items() if name != "weight"}


def _values(values: Mapping[str, Any], keys: Mapping[str, tuple[str, type]]) -> Iterator[str]:
    if not values:
        return
    yield "    <attvalues>\n"
    for name, value in values.items():
        key, kind = keys[name]
        yield f'     <attvalue for="{key}" value="{xml_escaped(as_text(value, kind))}"/>\n'
    yield "    </attvalues>\n"
