"""A ConvoKit corpus as its toolkit saves it: utterances, and the titles of their conversations.

A corpus is a folder of utterances.jsonl (in older ones utterances.json), conversations.json,
speakers.json (users.json), corpus.json and index.json; only the first is needed. The format is
described by Chang et al., "ConvoKit: A Toolkit for the Analysis of Conversations" (SIGDIAL 2020)
and in the toolkit's documentation.
"""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from threadlab.errors import UnreadableSource
from threadlab.readers.sources import OnError, Source
from threadlab.readers.tables import records
from threadlab.readers.tables.threads import Shelved, Table, shelved
from threadlab.readers.tables.values import as_name
from threadlab.thread import Thread

_OBJECTS = re.compile(r'\s{0,20}\{\s{0,20}(?:\}|"[^"\n]{0,400}":\s{0,8}\{)')
_WITH_META = re.compile(r'\s{0,20}\{\s{0,20}"[^"\n]{0,400}":\s{0,8}\{\s{0,20}"(?:meta|vectors)":')
_BESIDE = ("speakers", "users", "conversations", "corpus", "index")
_TITLES = ("title", "page_title", "conversation_title", "post_title", "subject", "topic", "name")
_COLUMNS: dict[str, tuple[str, ...]] = {
    "id": ("id",),
    "parent": ("reply-to", "reply_to"),
    "thread": ("conversation_id", "root"),
    "author": ("speaker", "user"),
    "body": ("text",),
    "date": ("timestamp",),
}
_NO_TITLE = ""  # an utterance has none


@dataclass(slots=True)
class Utterances:
    """The utterances of a corpus, read and put aside."""

    name: str
    rows: Shelved


@dataclass(frozen=True, slots=True)
class Beside:
    """A file that stands beside the utterances, and the titles that it tells."""

    name: str
    titles: dict[str, str]


def sniff(head: str, name: str) -> float:
    """Says how sure it is that a text is a file of a corpus, 0 to 1."""
    if not head.lstrip("\ufeff \t\r\n").startswith(("{", "[")):
        return 0.0
    stem = Source.stem_of(name)
    if stem == "index" and '"utterances-index"' in head[:20_000]:
        return 1.0
    if stem in ("speakers", "users", "conversations"):
        return 0.99 if _WITH_META.match(head) else 0.92 if _OBJECTS.match(head) else 0.0
    if stem == "corpus" and name.lower().endswith(".json"):
        return 0.92 if head.lstrip().startswith("{") and '"comments"' not in head else 0.0
    found = records.first_row(head)
    if found is None or not isinstance(found.get("text"), str | None) or "text" not in found:
        return 0.0
    theirs = [any(n in found for n in _COLUMNS[f]) for f in ("thread", "author", "parent")]
    if not (all(theirs) and "id" in found and "meta" in found):
        return 0.0
    return 1.0 if stem == "utterances" else 0.97


def read(source: Source, on_error: OnError | None = None) -> Iterator[Utterances | Beside]:
    """Reads one file of a corpus.

    Args:
        source: The open file.
        on_error: Takes the error of a line; then reading goes on. None: it is raised.

    Yields:
        One piece: the utterances, or what stands beside them.

    Raises:
        UnreadableSource: The file is not JSON, or holds no utterance.
    """
    if source.stem in _BESIDE:
        yield Beside(source.name, _titles(source) if source.stem == "conversations" else {})
        return
    notes: list[str] = []
    rows = _named_columns(records.rows(source, on_error, notes), source)
    table = Table(source.name, source.stem, rows, notes=notes)
    given = {field: field for field in _COLUMNS} | {"title": _NO_TITLE, "format": _NO_TITLE}
    yield Utterances(source.name, shelved(table, source.options.columns or given))


def join(pieces: Sequence[Utterances | Beside], name: str) -> Iterator[Thread]:  # noqa: ARG001
    """Makes the threads of all utterances; conversations.json of the same folder gives titles.

    Args:
        pieces: The pieces of all files.
        name: Not needed: conversations have ids.

    Yields:
        The threads, corpus by corpus.

    Raises:
        UnreadableSource: There are files of a corpus without its utterances.
    """
    titles: dict[str, dict[str, str]] = {}
    for piece in pieces:
        if isinstance(piece, Beside):
            titles.setdefault(_folder(piece.name), {}).update(piece.titles)
    for piece in pieces:
        if isinstance(piece, Utterances):
            yield from piece.rows.threads(titles=titles.get(_folder(piece.name)))
    held = {_folder(piece.name) for piece in pieces if isinstance(piece, Utterances)}
    alone = next((p for p in pieces if _folder(p.name) not in held), None)
    if alone is not None:
        raise UnreadableSource(
            alone.name,
            "belongs to a ConvoKit corpus whose utterances are not there",
            next_step="Give the folder of the corpus, or its utterances.jsonl.",
        )


def _folder(name: str) -> str:
    return str(PurePosixPath(name.replace("\\", "/")).parent)


def _named_columns(rows: Iterator[dict[str, Any]], source: Source) -> Iterator[dict[str, Any]]:
    """Names the columns alike, whichever version of the toolkit wrote them."""
    has_text = bool(source.options.columns)  # then the user says which column it is
    for row in rows:
        has_text = has_text or "text" in row
        for field, names in _COLUMNS.items():
            value = next((row[n] for n in names if row.get(n) is not None), None)
            for name in names:
                row.pop(name, None)
            row[field] = value
        yield row
    if not has_text:
        raise UnreadableSource(
            source.name,
            'holds no utterance: no object has a "text"',
            next_step="Leave out --format, or name the file utterances.jsonl of a corpus.",
        )


def _titles(source: Source) -> dict[str, str]:
    try:
        found = json.loads(source.text().text)
    except (ValueError, RecursionError) as error:
        raise UnreadableSource(
            source.name,
            f"is not JSON ({error})",
            next_step="Leave it out: it only holds the titles of conversations.",
        ) from error
    titles = {}
    for key, value in found.items() if isinstance(found, dict) else ():
        meta = value.get("meta", value) if isinstance(value, dict) else None
        named = (meta.get(k) for k in _TITLES) if isinstance(meta, dict) else ()
        title = next((as_name(text) for text in named if isinstance(text, str)), None)
        if title:
            titles[key] = title
    return titles
