"""Recorded answers: cassettes of VCR and Betamax, and HAR files, as browsers save their traffic.

Each recorded answer that is JSON is read as what it is; those of one thread are put together.
"""

import base64
import binascii
import zlib
from collections.abc import Iterator, Mapping
from typing import Any

from threadlab.errors import UnreadableSource
from threadlab.readers.api.assembly import joined
from threadlab.readers.api.documents import Document, documents, glimpse, parse
from threadlab.readers.api.interface import Interface, fill, knows_some, tell_all
from threadlab.readers.api.pile import Pile
from threadlab.readers.api.records import Remark, at, object_of, text_of
from threadlab.readers.reader import Reader
from threadlab.readers.sources import OnError, Source, tell

_LARGEST_BODY = 64 * 2**20


def recording_reader(interfaces: Mapping[str, Interface]) -> Reader:
    """Makes the reader of recordings.

    Args:
        interfaces: Those whose answers are looked for in them.
    """

    def read(source: Source, on_error: OnError | None = None) -> Iterator[Pile]:
        yield from _read(interfaces, source, on_error)

    return Reader(
        "recording",
        (".json", ".har"),
        "recorded answers of interfaces: VCR and Betamax cassettes, HAR files",
        sniff,
        read,
        joined,
    )


def sniff(head: str, name: str) -> float:  # noqa: ARG001 - every reader takes the name
    """Says how sure it is that a text is a recording, 0 to 1."""
    return 1.0 if _exchanges(glimpse(head)) is not None else 0.0


def _exchanges(value: Any) -> list[Any] | None:
    """Gives the recorded exchanges; None where the value is no recording."""
    for path in (("interactions",), ("http_interactions",), ("log", "entries")):
        listed = at(value, *path)
        if isinstance(listed, list) and any("request" in object_of(item) for item in listed[:2]):
            return listed
    return None


def _read(
    interfaces: Mapping[str, Interface], source: Source, on_error: OnError | None
) -> Iterator[Pile]:
    piles: dict[str, Pile] = {}
    threads: dict[str, set[str]] = {}
    others = 0
    for document in documents(source, on_error):
        exchanges = _exchanges(document.value)
        if exchanges is None:
            problem, step = "is no recording", "Leave out --format to have it found out."
            tell(UnreadableSource(source.name, problem, next_step=step), on_error)
            continue
        for number, exchange in enumerate(exchanges, 1):
            value = _answer(exchange)
            interface = next((i for i in interfaces.values() if knows_some(i, value)), None)
            if interface is None:
                others += 1
                continue
            pile = piles.setdefault(interface.name, Pile(interface.name, source.name))
            found = fill(pile, Document(value, f"exchange {number}", document.notes), interface)
            threads.setdefault(interface.name, set()).update(found)
    if not any(pile.posts for pile in piles.values()):
        problem = f"records {others} answers, none of them with posts of a forum's interface"
        known = f"Looked for: {', '.join(interfaces)}."
        tell(UnreadableSource(source.name, problem, next_step=known), on_error)
    remark = Remark("", f"recorded answers without a post, left out: {others}")
    for name, pile in piles.items():
        if pile.posts:
            tell_all(pile, [remark] if others else [], threads[name])
            yield pile


def _answer(exchange: Any) -> Any:
    """Gives the JSON of a recorded answer; None where it is anything else."""
    body = at(exchange, "response", "body")
    if body is None:
        body = at(exchange, "response", "content")
    text = _text(body) if isinstance(body, dict) else text_of(body)
    try:
        return parse(text) if text else None
    except ValueError:
        return None


def _text(body: dict[str, Any]) -> str | None:
    packed = text_of(body.get("base64_string"))
    if packed is None and body.get("encoding") == "base64":
        packed = text_of(body.get("text"))
    if packed is None:
        return text_of(body.get("string")) or text_of(body.get("text"))
    try:
        data = _gunzipped(base64.b64decode(packed))
    except (binascii.Error, ValueError, zlib.error):
        return None
    return data.decode("utf-8", "replace")


def _gunzipped(data: bytes) -> bytes:
    if not data.startswith(b"\x1f\x8b"):
        return data
    engine = zlib.decompressobj(wbits=31)
    unpacked = engine.decompress(data, _LARGEST_BODY)
    if engine.unconsumed_tail:
        raise ValueError("the answer unfolds to too much")
    return unpacked
