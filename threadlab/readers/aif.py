"""The Argument Interchange Format: JSON as AIFdb gives it, and xAIF as OVA3 saves it.

A locution (L node) is a comment; its author is the person named under "locutions", its body what
it asserts (the I node behind a YA node), else its own text; what it answers is the locution at the
other end of a transition (TA node). A graph without locutions is read as one comment an I node,
each answering what it supports, attacks or rephrases. The format: Chesñevar et al. (2006);
locutions and transitions: Reed and Budzynska (2011). Written by threadlab's exporters, own words,
authors, times and who answers whom come back.
"""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from threadlab.errors import InvalidThread, UnreadableSource
from threadlab.readers.repair import repaired
from threadlab.readers.sources import OnError, Source
from threadlab.thread import Thread

_SIGNS = (
    re.compile(r'"nodeID"\s{0,9}:'),
    re.compile(r'"type"\s{0,9}:\s{0,9}"(?:I|L|RA|CA|MA|TA|YA)"'),
)
_RULES = frozenset({"RA", "CA", "MA", "PA"})
_ANALYST = "Analysing"
"""What the locutions of those do who drew the graph: these are no part of the talk."""

_SAVE_AGAIN = "Save the argument map again, as AIF or xAIF (JSON)."


def sniff(head: str, name: str) -> float:  # noqa: ARG001 - every reader takes the name
    """Says how sure it is that a text is AIF, 0 to 1."""
    if not head.lstrip("\ufeff \t\r\n").startswith("{"):
        return 0.0
    return 1.0 if all(sign.search(head) for sign in _SIGNS) else 0.0


def read(source: Source, on_error: OnError | None = None) -> Iterator[Thread]:  # noqa: ARG001
    """Reads a graph as one thread.

    Args:
        source: The open file.
        on_error: Not needed: a file is one thread or an error.

    Yields:
        One thread.

    Raises:
        UnreadableSource: The file is not JSON, or holds neither locutions nor I nodes.
    """
    text, notes = source.text()
    try:
        found = json.loads(text.removeprefix("\ufeff"))
    except (ValueError, RecursionError) as error:
        raise UnreadableSource(
            source.name, f"is not JSON ({error})", next_step=_SAVE_AGAIN
        ) from error
    graph = found.get("AIF", found) if isinstance(found, dict) else None
    rows = Nodes(graph).comments() if isinstance(graph, dict) else []
    try:
        yield repaired(
            {"thread_id": source.stem, "comments": rows},
            made_up_id=source.stem,
            source=source.name,
            notes=list(notes),
        )
    except InvalidThread as error:
        raise UnreadableSource(
            source.name, "holds no locution and no I node", next_step=_SAVE_AGAIN
        ) from error


class Nodes:
    """The nodes of a graph, and which leads to which.

    Args:
        graph: The value of "AIF", or the whole of an AIFdb file; entries of a wrong form are
            passed over.
    """

    def __init__(self, graph: Mapping[str, Any]) -> None:
        self._nodes = {str(n.get("nodeID")): n for n in _objects(graph, "nodes")}
        self._out: dict[str, list[str]] = {}
        self._in: dict[str, list[str]] = {}
        for edge in _objects(graph, "edges"):
            start, end = str(edge.get("fromID")), str(edge.get("toID"))
            if start in self._nodes and end in self._nodes:
                self._out.setdefault(start, []).append(end)
                self._in.setdefault(end, []).append(start)
        self._people = {
            str(p.get("participantID")): " ".join(
                part for part in (_text(p.get("firstname")), _text(p.get("surname"))) if part
            )
            for p in _objects(graph, "participants")
        }
        self._locutions = {str(row.get("nodeID")): row for row in _objects(graph, "locutions")}

    def comments(self) -> list[dict[str, Any]]:
        """Gives the comments as rows of threadlab's own format."""
        said = [name for name in self._of_kind("L") if not self._is_analysis(name)]
        if not said:
            return [self._statement(name) for name in self._of_kind("I")]
        ids = {name: self._comment_id(name) for name in said}
        return [self._locution(name, ids) for name in said]

    def _of_kind(self, kind: str) -> list[str]:
        return [name for name, node in self._nodes.items() if node.get("type") == kind]

    def _kind(self, name: str) -> Any:
        return self._nodes[name].get("type")

    def _is_analysis(self, name: str) -> bool:
        done = [n for n in self._out.get(name, []) if self._kind(n) == "YA"]
        return bool(done) and all(
            _text(self._nodes[n].get("text")).startswith(_ANALYST) for n in done
        )

    def _comment_id(self, name: str) -> str:
        return _text(self._locutions.get(name, {}).get("comment")) or name

    def _locution(self, name: str, ids: Mapping[str, str]) -> dict[str, Any]:
        entry = self._locutions.get(name, {})
        author = self._people.get(str(entry.get("personID")))
        spoken = _text(self._nodes[name].get("text"))
        if not author and (parted := re.match(r"([^:\n]{1,80}?) ?: ", spoken)):
            author = parted[1]
        turns = [n for n in self._in.get(name, []) if self._kind(n) == "TA"]
        answered = [ids[n] for turn in turns for n in self._in.get(turn, []) if n in ids]
        return {
            "id": ids[name],
            "author": author,
            "body": self._asserted(name, spoken, author or ""),
            "date": entry.get("timestamp") or self._nodes[name].get("timestamp") or None,
            "stated_parents": answered,
        }

    def _asserted(self, name: str, spoken: str, author: str) -> str:
        """What a locution says: the one thing that it asserts first, else its own text."""
        for act in self._out.get(name, []):
            if self._kind(act) == "YA":
                for content in self._out.get(act, []):
                    if self._kind(content) == "I":
                        return _text(self._nodes[content].get("text"))
        for lead in (f"{author} : ", f"{author}: "):
            if author and spoken.startswith(lead):
                return spoken.removeprefix(lead)
        return spoken

    def _statement(self, name: str) -> dict[str, Any]:
        rules = [n for n in self._out.get(name, []) if self._kind(n) in _RULES]
        answered = [n for rule in rules for n in self._out.get(rule, []) if self._kind(n) == "I"]
        return {
            "id": name,
            "body": _text(self._nodes[name].get("text")),
            "date": self._nodes[name].get("timestamp") or None,
            "stated_parents": answered,
        }


def _objects(graph: Mapping[str, Any], key: str) -> list[dict[str, Any]]:
    rows = graph.get(key)
    return [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []


def _text(value: Any) -> str:
    return value if isinstance(value, str) else "" if value is None else str(value)
