"""Kialo's text export: a title, a thesis, and numbered pros and cons below it.

"1.2.1. Con: …" answers "1.2."; a text may run over several lines, and "-> See 1.3." stands for a
claim that is told elsewhere. Whether an answer is a pro or a con stands in the notes: stances are
told by the model, as for every thread.
"""

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from threadlab.errors import UnreadableSource
from threadlab.readers.repair import repaired
from threadlab.readers.sources import OnError, Source
from threadlab.thread import Thread

_TITLE = re.compile(r"\ufeff?Discussion Title:[ \t]{0,9}([^\n]*)\r?\n")
_CLAIM = re.compile(r"((?:[0-9]{1,6}\.)+)[ \t](?:(Pro|Con):(?:[ \t]|$))?(.*)")
_SEE = re.compile(r"-> See ((?:[0-9]{1,6}\.)+)")
_ESCAPED = re.compile(r"\A\\(?=(?:Pro|Con):|-> See|\\)")


def sniff(head: str, name: str) -> float:  # noqa: ARG001 - every reader takes the name
    """Says how sure it is that a text is an export of Kialo, 0 to 1."""
    title = _TITLE.match(head)
    if title is None:
        return 0.0
    rest = head[title.end() : title.end() + 400].lstrip("\r\n \t")
    return 1.0 if _CLAIM.match(rest) else 0.3


def read(source: Source, on_error: OnError | None = None) -> Iterator[Thread]:  # noqa: ARG001
    """Reads an export as one thread.

    Args:
        source: The open file.
        on_error: Not needed: a file is one thread or an error.

    Yields:
        One thread; the ids of comments are their numbers.

    Raises:
        UnreadableSource: The file has no title or no claim.
    """
    text, notes = source.text()
    title = _TITLE.match(text)
    rows = _claims(text[title.end() :]) if title else []
    if title is None or not rows:
        raise UnreadableSource(
            source.name,
            "is no discussion exported from Kialo",
            next_step='It begins with "Discussion Title:" and has a line "1. …" for the thesis.',
        )
    yield repaired(
        {
            "thread_id": source.stem,
            "title": title[1].strip(),
            "order": "page",
            "comments": rows,
            "notes": _told(rows),
        },
        made_up_id=source.stem,
        source=source.name,
        notes=list(notes),
    )


def _claims(text: str) -> list[dict[str, Any]]:
    """The claims as rows of threadlab's own format, with "side" beside."""
    rows: list[dict[str, Any]] = []
    lines: list[list[str]] = []
    for line in text.split("\n"):
        claim = _CLAIM.match(line.rstrip("\r"))
        if claim is None:
            if lines and (line.strip() or lines[-1]):
                lines[-1].append(line.rstrip("\r"))
            continue
        number, side, said = claim[1], claim[2], claim[3]
        above = number.rstrip(".").rpartition(".")[0]
        rows.append({"id": number, "side": side, "parent": f"{above}." if above else None})
        lines.append([said])
    for row, said in zip(rows, lines, strict=True):
        row["body"] = _ESCAPED.sub("", "\n".join(said).strip())
    return _without_references(rows)


def _without_references(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Takes "-> See" out: the claim that is meant answers a further one."""
    by_number = {row["id"]: row for row in rows}
    kept: list[dict[str, Any]] = []
    further: dict[str, list[str]] = {}
    for row in rows:
        see = _SEE.match(row["body"])
        if see and row["parent"] and see[1] in by_number and see[1] != row["id"]:
            further.setdefault(see[1], []).append(row["parent"])
        else:
            kept.append(row)
    for row in kept:
        answered = [*([row["parent"]] if row["parent"] else []), *further.get(row["id"], [])]
        row["stated_parents"] = answered
    return kept


def _told(rows: list[dict[str, Any]]) -> list[str]:
    """What the source says of the stances, in plain words."""
    counts = Counter(row["side"] for row in rows if row["side"])
    return [
        f"the source marks {counts[side]} answers as {side}"
        for side in ("Pro", "Con")
        if counts[side]
    ]
