"""Which graph of a thread a graph format holds, made fit for writing."""

import math
import sys
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from threadlab.errors import UnknownName
from threadlab.exports.plain_text import unique_names
from threadlab.graph import argument_graph, disagreement_graph, reply_graph
from threadlab.thread import Thread

if TYPE_CHECKING:
    import networkx as nx

GRAPHS: dict[str, Callable[[Thread], "nx.DiGraph[str]"]] = {
    "replies": reply_graph,
    "disagreement": disagreement_graph,
    "arguments": argument_graph,
}
"""The graphs of a thread, by the names that `threadlab export --graph` takes."""

Fit = Callable[[str], str]

NO_NAME = "(no name)"
"""The name of a node whose name is empty, which igraph refuses."""


def chosen_graph(thread: Thread, graph: str, fit: Fit) -> "nx.DiGraph[str]":
    """Gives one of a thread's graphs with names and texts that fit a format.

    Args:
        thread: A thread.
        graph: One of GRAPHS.
        fit: Makes a text fit.

    Returns:
        A graph of the same kind and order. Names of nodes that become the same are kept apart;
        attributes without a value, and numbers that are not finite, are left out; numbers below
        2.2e-308 are 0.

    Raises:
        UnknownName: There is no such graph.
        InvalidThread: The graph needs stances, and the thread was not classified.
    """
    if graph not in GRAPHS:
        raise UnknownName("graph", graph, GRAPHS)
    found = GRAPHS[graph](thread)
    names = unique_names(found.nodes, lambda name: fit(name) or NO_NAME)
    fitting: nx.DiGraph[str] = type(found)(**_fitting(found.graph, fit))
    for node, values in found.nodes(data=True):
        fitting.add_node(names[node], **_fitting(values, fit))
    for source, target, values in found.edges(data=True):
        fitting.add_edge(names[source], names[target], **_fitting(values, fit))
    return fitting


def _fitting(values: Mapping[str, Any], fit: Fit) -> dict[str, Any]:
    return {
        name: fit(value) if isinstance(value, str) else _normal(value)
        for name, value in values.items()
        if value is not None and not (isinstance(value, float) and not math.isfinite(value))
    }


def _normal(value: Any) -> Any:
    """A number as it is; one below all normal doubles, which igraph refuses to read, is 0."""
    return 0.0 if isinstance(value, float) and abs(value) < sys.float_info.min else value


def attribute_types(rows: "list[Mapping[str, Any]]") -> dict[str, type]:
    """Finds one type for each attribute of many rows: bool, int, float or str.

    Args:
        rows: The attributes of all nodes, or of all edges.

    Returns:
        The type by attribute, in order of first use; where types differ, float for numbers and
        str for anything else.
    """
    types: dict[str, type] = {}
    for row in rows:
        for name, value in row.items():
            kind = type(value)
            known = types.setdefault(name, kind)
            if known is not kind:
                types[name] = float if {known, kind} <= {int, float} else str
    return types


def as_text(value: Any, kind: type) -> str:
    """Gives an attribute's value as XML formats write it: "true", "3", "0.25", or its text."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return repr(float(value)) if kind is float else str(value)
