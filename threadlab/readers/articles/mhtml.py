"""Web archives of one file (MHTML, RFC 2557), as Chrome, Edge and Internet Explorer save pages."""

import base64
import binascii
import quopri
import re
from collections.abc import Iterator
from typing import NamedTuple

from threadlab.errors import UnreadableSource
from threadlab.readers.articles.frames import inlined
from threadlab.readers.articles.handing import handed_over
from threadlab.readers.articles.reading import thread_of
from threadlab.readers.decode import decode_declared, unify_line_ends
from threadlab.readers.pages.document import declared_charset, document
from threadlab.readers.sources import OnError, Source
from threadlab.thread import Thread

_RELATED = re.compile(r"^content-type:\s*multipart/related", re.IGNORECASE | re.MULTILINE)
_SAVED = re.compile(
    r"^(?:snapshot-content-location:|from:\s*\"?<?saved by )|^x-maf(?:-information)?:",
    re.IGNORECASE | re.MULTILINE,
)
_HEADERS = 8000
_BOUNDARY = re.compile(
    rb"boundary\s*=\s*(?:\"([^\"\r\n]{1,200})\"|([^\s;\"]{1,200}))", re.IGNORECASE
)
_FOLD = re.compile(rb"\r?\n[ \t]+")
_FIELD = re.compile(rb"^([A-Za-z-]{1,60}):[ \t]*(.*)$", re.MULTILINE)
_CHARSET = re.compile(r"charset\s*=\s*\"?([\w.:-]{1,40})", re.IGNORECASE)
_NEXT = "Open it in a browser and save the page again as “Webpage, complete”."
_MOST_FRAMES = 50


class Part(NamedTuple):
    """A part of an archive: what its header says, and its bytes as they are packed."""

    fields: dict[str, str]
    packed: bytes


def sniff(head: str, name: str) -> float:
    """Says how sure it is that a text is a web archive, 0 to 1; mails look alike."""
    top = head[:_HEADERS].split("\n\n", 1)[0]
    if not _RELATED.search(top):
        return 0.0
    if _SAVED.search(top):
        return 1.0
    return 0.9 if name.lower().endswith((".mht", ".mhtml")) else 0.0


def read(source: Source, on_error: OnError | None = None) -> Iterator[Thread]:
    """Reads the page that an archive holds, by the reader that knows such pages.

    Args:
        source: The open file.
        on_error: As the other reader takes it.

    Yields:
        The threads.

    Raises:
        UnreadableSource: The archive holds no page, or the page no thread.
    """
    pages = [part for part in _parts(source) if _is_page(part)]
    if not pages:
        raise UnreadableSource(source.name, "is a web archive without a page", next_step=_NEXT)
    text, notes = _text(pages[0])
    root = document(text).root
    frames = {}
    for part in pages[1 : _MOST_FRAMES + 1]:
        inside, _ = _text(part)
        for key in ("content-id", "content-location"):
            if part.fields.get(key):
                name = part.fields[key].strip("<> ")
                frames[f"cid:{name}" if key == "content-id" else name] = inside
    whole = inlined(root, frames)
    found = handed_over(whole, source, on_error)
    if found is not None:
        yield from found
        return
    yield thread_of(document(whole, notes), source)


def _parts(source: Source) -> Iterator[Part]:
    data = source.whole()
    top, _, rest = _split_header(data)
    found = _BOUNDARY.search(_FOLD.sub(b" ", top))
    if found is None:
        raise UnreadableSource(source.name, "is no web archive: it has no parts", next_step=_NEXT)
    boundary = b"--" + (found[1] or found[2])
    for piece in rest.split(boundary)[1:]:
        if piece.startswith(b"--"):
            return
        header, _, packed = _split_header(piece.lstrip(b"\r\n"))
        yield Part(_fields(header), packed)


def _split_header(data: bytes) -> tuple[bytes, bytes, bytes]:
    """Splits at the first empty line."""
    crlf, lf = data.find(b"\r\n\r\n"), data.find(b"\n\n")
    if crlf >= 0 and (lf < 0 or crlf < lf):
        return data[:crlf], b"\r\n\r\n", data[crlf + 4 :]
    return data.partition(b"\n\n")


def _fields(header: bytes) -> dict[str, str]:
    lines = _FOLD.sub(b" ", header[:_HEADERS])
    return {
        name.decode("ascii").lower(): value.decode("utf-8", "replace").strip()
        for name, value in _FIELD.findall(lines)
    }


def _is_page(part: Part) -> bool:
    kind = part.fields.get("content-type", "").lower()
    return kind.startswith(("text/html", "application/xhtml"))


def _text(part: Part) -> tuple[str, tuple[str, ...]]:
    data = _unpacked(part)
    stated = _CHARSET.search(part.fields.get("content-type", ""))
    text, notes = decode_declared(data, stated[1] if stated else declared_charset(data))
    return unify_line_ends(text), tuple(notes)


def _unpacked(part: Part) -> bytes:
    packing = part.fields.get("content-transfer-encoding", "").lower()
    if packing == "quoted-printable":
        return quopri.decodestring(part.packed)
    if packing == "base64":
        letters = re.sub(rb"[^A-Za-z0-9+/]", b"", part.packed)
        try:
            return base64.b64decode(letters + b"=" * (-len(letters) % 4))
        except binascii.Error:
            return base64.b64decode(letters[: len(letters) // 4 * 4])
    return part.packed
