"""A thread in the Argument Interchange Format: JSON as of AIFdb, and xAIF.

The format: Chesñevar et al., "Towards an argument interchange format" (2006); who says what by
Inference Anchoring Theory (Reed and Budzynska, 2011). Nodes are I (what is said), L (that somebody
says it), RA, CA and MA (inference, conflict, rephrase), TA (a turn answers a turn) and YA (what is
done by saying it). threadlab's reader "aif" reads both back, with who said what.
"""

import contextlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any

from threadlab.exports.plain_text import json_bytes, xml_escaped
from threadlab.graph import argument_graph
from threadlab.thread import Comment, Reply, Thread, own_words, primary_replies

UNKNOWN = "Unknown"
"""First name of a participant whose name is not known; each is a participant of its own."""

_FORCES = {"question": "Pure Questioning", "concession": "Conceding"}
_SCHEMES = {
    "supports": ("RA", "Default Inference", "Arguing"),
    "attacks": ("CA", "Default Conflict", "Disagreeing"),
}


def aif(thread: Thread) -> bytes:
    """Gives a thread as the JSON of AIFdb.

    Each comment is a locution of its author that asserts (asks, concedes) its own words. Each
    reply is a transition between locutions; where it agrees it supports, where it disagrees it
    attacks, by an RA or CA node that the transition anchors. Where a comment quotes the answered
    one, the quoted words are an I node that rephrases it (MA), and what is said of them is tied
    to them. Reading back gives own words, authors, times (in UTC, to the second), and who answers
    whom. Left out: probabilities, argument types but questions and concessions, quotes of
    anything else, evidence, ids (but as the key "comment" of locutions), title and notes.

    Args:
        thread: A thread; without stances there are no RA and CA nodes.

    Returns:
        The file in UTF-8.
    """
    return json_bytes(_Graph(thread, spoken=True).as_data(str))


def xaif(thread: Thread) -> bytes:
    """Gives a thread as xAIF, the form of OVA3 and the Argument Mining Framework.

    The same graph as in AIF, with whole numbers for ids and without the speaker before the words
    of a locution; and the text of the thread, in which each comment is a span tied to its node.

    Args:
        thread: A thread; without stances there are no RA and CA nodes.

    Returns:
        The file in UTF-8.
    """
    graph = _Graph(thread, spoken=False)
    spans = (
        f'<b>{xml_escaped(name)}</b> <span class="highlighted" id="node{node}">'
        f"{xml_escaped(text).replace('&#10;', '<br>')}</span><br><br>"
        for name, node, text in graph.turns
    )
    return json_bytes(
        {
            "AIF": graph.as_data(int),
            "text": "".join(spans),
            "dialog": True,
            "OVA": {"firstname": "", "surname": "", "url": "", "nodes": [], "edges": []},
        }
    )


@dataclass(slots=True)
class _Said:
    """The nodes of a comment."""

    locution: int
    content: int


@dataclass(slots=True)
class _Graph:
    """The nodes and edges of a thread, numbered from 1: some readers take 0 for none."""

    thread: Thread
    spoken: bool
    nodes: list[dict[str, Any]] = field(default_factory=list)
    edges: list[tuple[int, int]] = field(default_factory=list)
    locutions: list[dict[str, Any]] = field(default_factory=list)
    participants: list[str] = field(default_factory=list)
    numbers: dict[str, int] = field(default_factory=dict)
    turns: list[tuple[str, int, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        said = {comment.id: self._say(comment) for comment in self.thread.comments}
        primary = primary_replies(self.thread)
        quoting = _quoting(self.thread)
        for reply in (*primary.values(), *(r for r in self.thread.replies if not r.primary)):
            if reply.parent is not None:
                self._answer(reply, said, quoting.pop((reply.child, reply.parent), []))

    def as_data(self, name: type) -> dict[str, Any]:
        """The graph with ids as text or as whole numbers."""
        return {
            "nodes": [{"nodeID": name(k), **node} for k, node in enumerate(self.nodes, start=1)],
            "edges": [
                {"edgeID": name(k), "fromID": name(start), "toID": name(end), "formEdgeID": None}
                for k, (start, end) in enumerate(self.edges, start=1)
            ],
            "schemefulfillments": [],
            "descriptorfulfillments": [],
            "participants": [
                {"participantID": name(k), "firstname": person, "surname": ""}
                for k, person in enumerate(self.participants, start=1)
            ],
            "locutions": [
                {**row, "nodeID": name(row["nodeID"]), "personID": name(row["personID"])}
                for row in self.locutions
            ],
        }

    def _node(self, kind: str, text: str) -> int:
        self.nodes.append({"text": text, "type": kind, "timestamp": ""})
        return len(self.nodes)

    def _chain(self, *nodes: int) -> None:
        self.edges.extend(pairwise(nodes))

    def _say(self, comment: Comment) -> _Said:
        person = self._person(comment)
        name = self.participants[person - 1]
        text = own_words(comment)
        locution = self._node("L", f"{name} : {text}" if self.spoken else text)
        time = _time(comment.posted)
        self.nodes[locution - 1]["timestamp"] = time
        self.locutions.append(
            {
                "nodeID": locution,
                "personID": person,
                "timestamp": time,
                "start": None,
                "end": None,
                "source": None,
                "comment": comment.id,
            }
        )
        content = self._node("I", text)
        force = _FORCES.get(comment.types[0].name if comment.types else "", "Asserting")
        self._chain(locution, self._node("YA", force), content)
        self.turns.append((name, locution, text))
        return _Said(locution, content)

    def _person(self, comment: Comment) -> int:
        """The number of a comment's author; each unknown one is another."""
        if comment.author is not None and comment.author in self.numbers:
            return self.numbers[comment.author]
        self.participants.append(UNKNOWN if comment.author is None else comment.author)
        number = len(self.participants)
        if comment.author is not None:
            self.numbers[comment.author] = number
        return number

    def _answer(
        self, reply: Reply, said: Mapping[str, _Said], edges: list[Mapping[str, Any]]
    ) -> None:
        child, parent = said[reply.child], said[str(reply.parent)]
        turn = self._node("TA", "Default Transition")
        self._chain(parent.locution, turn, child.locution)
        quotes: dict[str, int] = {}
        for edge in edges:
            source, target = child.content, parent.content
            if "there_text" in edge:
                target = self._quoted(edge["there_text"], parent, turn, quotes)
                source = self._part(edge["here_text"], child)
            scheme = _SCHEMES.get(edge["relation"])
            if scheme is not None:
                kind, text, force = scheme
                rule = self._node(kind, text)
                self._chain(source, rule, target)
                self._chain(turn, self._node("YA", force), rule)

    def _quoted(self, text: str, parent: _Said, turn: int, quotes: dict[str, int]) -> int:
        """The node of words that are quoted; all of the parent's words are the parent's node."""
        if text == self.nodes[parent.content - 1]["text"]:
            return parent.content
        if text not in quotes:
            quotes[text] = self._node("I", text)
            rule = self._node("MA", "Default Rephrase")
            self._chain(quotes[text], rule, parent.content)
            self._chain(turn, self._node("YA", "Restating"), rule)
        return quotes[text]

    def _part(self, text: str, child: _Said) -> int:
        """The node of a part of a comment that answers a quote."""
        if text == self.nodes[child.content - 1]["text"]:
            return child.content
        part = self._node("I", text)
        self._chain(child.locution, self._node("YA", "Asserting"), part)
        return part


def _time(posted: datetime | None) -> str:
    """A time as AIFdb writes it: to the second, without a zone; here it is always UTC."""
    if posted is None:
        return ""
    with contextlib.suppress(OverflowError):  # on the first or last day that there is
        posted = posted.astimezone(UTC)
    return posted.replace(tzinfo=None).isoformat(" ", "seconds")


def _quoting(thread: Thread) -> dict[tuple[str, str], list[Mapping[str, Any]]]:
    """The edges of the argument graph by answering and answered comment."""
    if not any(reply.stance for reply in thread.replies if reply.parent is not None):
        return {}
    found: dict[tuple[str, str], list[Mapping[str, Any]]] = {}
    for child, parent, edge in argument_graph(thread).edges(data=True):
        found.setdefault((child, parent), []).append(edge)
    return found
