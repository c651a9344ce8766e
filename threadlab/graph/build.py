"""Threads as plain networkx graphs.

Attributes are str, int, float or bool and absent where unknown, so that every networkx writer
accepts them.
"""

from typing import TYPE_CHECKING, Any

from threadlab.errors import InvalidThread
from threadlab.scheme import STANCES
from threadlab.thread import Comment, Reply, Thread, own_words

if TYPE_CHECKING:
    import networkx as nx

SIGNS = {"agree": 1, "disagree": -1, "neutral": 0}


def reply_graph(thread: Thread) -> "nx.DiGraph[str]":
    """Gives the graph of comments: an edge runs from an answer to what it answers.

    Node attributes: position (from 0), author, posted (ISO 8601), type and type_probability,
    text (own words), and opens (True where the comment answers nothing) or parent_unknown.
    Edge attributes: probability, primary, evidence (the strongest kind), and once classified
    stance, stance_probability, agree, disagree, neutral (probabilities).

    Args:
        thread: A thread, rebuilt; without replies the graph has no edges.

    Returns:
        A networkx DiGraph whose nodes are comment ids, in the thread's order.
    """
    import networkx as nx

    graph: nx.DiGraph[str] = nx.DiGraph(name=thread.title or thread.id)
    answering = {reply.child: reply.parent for reply in thread.replies if reply.primary}
    for position, comment in enumerate(thread.comments):
        state = {}
        if comment.id not in answering:
            state["opens"] = True
        elif answering[comment.id] is None:
            state["parent_unknown"] = True
        graph.add_node(comment.id, **comment_attributes(comment, position), **state)
    for reply in thread.replies:
        if reply.parent is not None:
            graph.add_edge(reply.child, reply.parent, **reply_attributes(reply))
    return graph


def comment_attributes(comment: Comment, position: int) -> dict[str, Any]:
    """Gives a node its attributes, as reply_graph describes them (without opens)."""
    node: dict[str, Any] = {"position": position, "text": own_words(comment)}
    if comment.author is not None:
        node["author"] = comment.author
    if comment.posted is not None:
        node["posted"] = comment.posted.isoformat()
    if comment.types:
        node["type"] = comment.types[0].name
        node["type_probability"] = comment.types[0].probability
    return node


def reply_attributes(reply: Reply) -> dict[str, Any]:
    """Gives an edge its attributes, as reply_graph describes them."""
    edge: dict[str, Any] = {"probability": reply.probability, "primary": reply.primary}
    if reply.evidence:
        edge["evidence"] = reply.evidence[0].kind
    if reply.stance:
        edge["stance"] = reply.stance[0].name
        edge["stance_probability"] = reply.stance[0].probability
        edge.update({label.name: label.probability for label in reply.stance})
    return edge


def disagreement_graph(thread: Thread) -> "nx.DiGraph[str]":
    """Gives the signed graph of who agrees and disagrees with whom.

    Nodes are people by name. A comment without an author is a node of its own, "#" and its id:
    nobody can say that two unknown authors are one. Both directions are kept; nobody is linked
    to himself.

    Node attributes: kind ("person" or "comment"), comments (how many).
    Edge attributes: replies (how many), weight (their expected number: the sum of the replies'
    probabilities), agree, disagree, neutral (expected numbers of replies of each stance, which
    sum to weight), agree_count, disagree_count, neutral_count (how many replies are most likely
    of each stance, which sum to replies), stance (the one with the largest expected number),
    probability (its share of weight, 0 to 1), sign (+1 agree, -1 disagree, 0 neutral), balance
    (agree minus disagree over weight, -1 to 1).

    Args:
        thread: A thread, rebuilt and classified.

    Returns:
        A networkx DiGraph; an edge runs from who answers to who is answered.

    Raises:
        InvalidThread: The thread has replies and none of them has a stance.
    """
    import networkx as nx

    need_stances(thread)
    voices = voices_of(thread)
    graph: nx.DiGraph[str] = nx.DiGraph(name=thread.title or thread.id)
    for comment in thread.comments:
        voice = voices[comment.id]
        if voice not in graph:
            kind = "comment" if comment.author is None else "person"
            graph.add_node(voice, kind=kind, comments=0)
        graph.nodes[voice]["comments"] += 1
    for reply in thread.replies:
        if reply.parent is not None and reply.stance:
            _add_exchange(graph, voices[reply.child], voices[reply.parent], reply)
    for _, _, edge in graph.edges(data=True):
        _sign(edge)
    return graph


def need_stances(thread: Thread) -> None:
    """Refuses a thread that has replies to known comments and no stance on any of them.

    Raises:
        InvalidThread: It says what to do.
    """
    known = [reply for reply in thread.replies if reply.parent is not None]
    if known and not any(reply.stance for reply in known):
        raise InvalidThread(
            f"thread {thread.id} has no stances yet; classify it first (threadlab.classify)"
        )


def voices_of(thread: Thread) -> dict[str, str]:
    """Maps each comment to its author's name, or to a name of its own that no author has."""
    names = {comment.author for comment in thread.comments if comment.author is not None}
    voices = {}
    for comment in thread.comments:
        voice = comment.author
        if voice is None:
            voice = f"#{comment.id}"
            while voice in names:
                voice = f"#{voice}"
        voices[comment.id] = voice
    return voices


def _add_exchange(graph: "nx.DiGraph[str]", source: str, target: str, reply: Reply) -> None:
    if source == target:
        return
    if not graph.has_edge(source, target):
        counts = dict.fromkeys((f"{name}_count" for name in STANCES), 0)
        sums = dict.fromkeys(STANCES, 0.0)
        graph.add_edge(source, target, replies=0, weight=0.0, **sums, **counts)
    edge = graph.edges[source, target]
    edge["replies"] += 1
    edge["weight"] += reply.probability
    edge[f"{reply.stance[0].name}_count"] += 1
    for label in reply.stance:
        edge[label.name] += reply.probability * label.probability


def _sign(edge: dict[str, Any]) -> None:
    stance = max(STANCES, key=lambda name: float(edge[name]))
    weight = edge["weight"]
    edge["stance"] = stance
    edge["sign"] = SIGNS[stance]
    edge["probability"] = edge[stance] / weight if weight else 0.0
    edge["balance"] = (edge["agree"] - edge["disagree"]) / weight if weight else 0.0
