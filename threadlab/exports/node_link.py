"""A thread's graph as node-link JSON, for networkx, D3 and the like."""

from threadlab.exports.graphs import chosen_graph
from threadlab.exports.plain_text import json_bytes
from threadlab.text import clean
from threadlab.thread import Thread


def node_link(thread: Thread, graph: str = "replies") -> bytes:
    """Gives one of a thread's graphs as node-link JSON, as networkx.node_link_graph reads it.

    An object with "directed", "multigraph", "graph" (its name), "nodes" (each with "id") and
    "edges" (each with "source" and "target"; with "key" in a multigraph). networkx reads back an
    equal graph. Lone surrogates become U+FFFD; every other character is kept.

    Args:
        thread: A thread.
        graph: "replies", "disagreement" or "arguments".

    Returns:
        The file in UTF-8.

    Raises:
        UnknownName: There is no such graph.
        InvalidThread: The graph needs stances, and the thread was not classified.
    """
    found = chosen_graph(thread, graph, clean)
    parallel = found.is_multigraph()
    edges = []
    for source, target, *key, values in found.edges(
        data=True, **({"keys": True} if parallel else {})
    ):
        named = {"key": key[0]} if parallel else {}
        edges.append({**values, "source": source, "target": target, **named})
    return json_bytes(
        {
            "directed": True,
            "multigraph": parallel,
            "graph": found.graph,
            "nodes": [{**values, "id": node} for node, values in found.nodes(data=True)],
            "edges": edges,
        }
    )
