"""The headers of a mail: fields (RFC 5322), encoded words (RFC 2047), parameters (RFC 2231).

The bytes of headers are read as Latin-1, one character a byte, so that offsets into the text are
offsets into the bytes; `decoded` gives the words that are meant.
"""

import re
from binascii import Error as Base64Error
from binascii import a2b_base64, a2b_qp
from typing import NamedTuple
from urllib.parse import unquote_to_bytes

from threadlab.readers.decode import decode_declared

_FIELDS = """
from sender date subject message-id in-reply-to references article-i.d. to newsgroups content-type
content-transfer-encoding content-disposition content-length nntp-posting-date delivery-date
received list-id x-mailing-list
"""
WANTED = frozenset(_FIELDS.split())
"""The fields that are kept; all others are skipped."""
_QUICK = {name.title().replace("-Id", "-ID"): name for name in WANTED}  # as they are mostly written
_MANY = frozenset({"references", "in-reply-to"})  # where given twice, both count
_ENCODED = re.compile(r"=\?([^?\s]{1,80})\?([bBqQ])\?([^?]*)\?=")
_BETWEEN = re.compile(r"\s*")
_PARAMETER = re.compile(r';\s*([^\s=;"]{1,80})\s*=\s*("(?:[^"\\]|\\.)*"|[^;]*)', re.DOTALL)
_CONTINUED = re.compile(r"([^*]+)\*(?:(\d{1,3})\*?|())$")
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_UNWANTED_IN_NAME = frozenset(' \t"<>@()[],\\/')


class Head(NamedTuple):
    """The headers of a mail or of a part.

    Attributes:
        fields: The wanted fields by lower-case name, unfolded, not yet decoded.
        body: Where the body begins, as an offset into the bytes.
        lines: How many header lines there were, of any name.
        parted: Whether a blank line parts them from the body, or nothing follows.
    """

    fields: dict[str, str]
    body: int
    lines: int
    parted: bool


def read_head(data: bytes, start: int, end: int) -> Head:
    """Reads headers until a blank line, or until a line that is no header.

    Args:
        data: Bytes whose lines end with "\\n".
        start: Where the headers begin.
        end: Where they end at the latest.

    Returns:
        The headers; none where the first line is no header.
    """
    if data.startswith(b"\n", start, end):
        return Head({}, start + 1, 0, True)
    blank = data.find(b"\n\n", start, end)
    stop = end if blank < 0 else blank
    values: dict[str, list[str]] = {}
    last: list[str] = []
    count = 0
    place = start
    for line in data[start:stop].decode("latin-1").split("\n"):
        written, colon, value = line.partition(":")
        name = _QUICK.get(written) if colon else None
        if name is None and count and line.startswith((" ", "\t")):
            last.append(line)
        elif name or (colon and (name := _name(written))):
            count += 1
            known = values.get(name)
            if known is None and name in WANTED:
                last = values[name] = [value]
            elif known is not None and (name in _MANY or not "".join(known).strip()):
                last = known
                last.append(value)
            else:
                last = []
        elif not line.startswith((">From ", "From ")):
            return Head(_unfolded(values), place, count, False)
        place += len(line) + 1
    return Head(_unfolded(values), stop + 2 if blank >= 0 else end, count, True)


def _name(written: str) -> str:
    """Gives the name of a field in lower case; "" where what stands before the colon is none."""
    name = written.rstrip(" \t")
    return name.lower() if _UNWANTED_IN_NAME.isdisjoint(name) else ""


def _unfolded(values: dict[str, list[str]]) -> dict[str, str]:
    return {name: " ".join(parts).strip() for name, parts in values.items()}


def decoded(value: str) -> str:
    """Gives the words that a header's text means.

    Args:
        value: The text, one character a byte.

    Returns:
        The words on one line; bytes beyond ASCII read as they most likely are meant.
    """
    return in_words(in_letters(value))


def in_letters(value: str, charset: str | None = None) -> str:
    """Reads a header's text, one character a byte, as the letters that are meant.

    Args:
        value: The text.
        charset: The character set of the body, which raw headers mostly share.
    """
    if value.isascii():
        return value
    return decode_declared(value.encode("latin-1", "replace"), charset)[0]


def in_words(text: str) -> str:
    """Decodes the encoded words in a text (RFC 2047) and collapses its white space.

    Broken encoded words stay as they are.
    """
    if "=?" in text:
        text = _words_decoded(text)
    return " ".join(text.split())


def _words_decoded(value: str) -> str:
    """Decodes encoded words; neighbours of one character set may share a letter between them."""
    parts: list[str] = []
    waiting: list[bytes] = []  # of one character set, not parted by words
    charset = ""
    place = 0
    for match in _ENCODED.finditer(value):
        data = _word_bytes(match[2], match[3])
        if data is None:
            continue
        between = value[place : match.start()]
        together = bool(waiting) and not between.strip()
        if waiting and not (together and match[1].lower() == charset):
            parts.append(decode_declared(b"".join(waiting), charset)[0])
            waiting = []
        if not together:
            parts.append(between)
        charset = match[1].lower().partition("*")[0]  # a language may follow (RFC 2231)
        waiting.append(data)
        place = match.end()
    if waiting:
        parts.append(decode_declared(b"".join(waiting), charset)[0])
    parts.append(value[place:])
    return "".join(parts)


def _word_bytes(encoding: str, text: str) -> bytes | None:
    raw = text.encode("utf-8", "replace")
    if encoding in "qQ":
        return a2b_qp(raw.replace(b"_", b" "))
    try:
        return a2b_base64(raw + b"=" * (-len(raw) % 4))
    except Base64Error:
        return None


def parameters(value: str) -> tuple[str, dict[str, str]]:
    """Reads a field such as Content-Type: 'text/plain; charset="utf-8"; format=flowed'.

    Returns:
        What stands before the first semicolon, in lower case, and the parameters by lower-case
        name; continued and percent-encoded ones (RFC 2231) are put together.
    """
    kind, semicolon, _ = value.partition(";")
    kind = "".join(kind.lower().split())
    if not semicolon:
        return kind, {}
    found: dict[str, str] = {}
    pieces: dict[str, list[tuple[int, str]]] = {}
    for match in _PARAMETER.finditer(value):
        name, text = match[1].lower(), match[2].strip()
        if text.startswith('"'):
            text = _ESCAPED.sub(r"\1", text.strip('"'))
        several = _CONTINUED.match(name)
        if several:
            pieces.setdefault(several[1], []).append((int(several[2] or 0), text))
        else:
            found.setdefault(name, text)
    for name, numbered in pieces.items():
        whole = "".join(text for _, text in sorted(numbered))
        charset, quote, rest = whole.partition("'")
        if quote and "'" in rest:
            raw = unquote_to_bytes(rest.partition("'")[2].encode("latin-1", "replace"))
            whole = decode_declared(raw, charset or None)[0]
        found[name] = whole
    return kind, found
