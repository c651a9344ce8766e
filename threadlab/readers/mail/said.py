"""What a message with parts says: plain text before HTML, forwarded mails with their heads."""

import html
import re
from typing import NamedTuple

from threadlab.markup import passages
from threadlab.readers.decode import decode_declared, unify_line_ends
from threadlab.readers.mail.headers import Head, decoded, read_head
from threadlab.readers.mail.mail import Remark
from threadlab.readers.mail.parts import Part, cut
from threadlab.readers.mail.payload import (
    LEFT_OUT,
    attachment,
    letters_of,
    plain_bytes,
    unflowed,
    without_uuencoded,
)

_HTML = ("text/html", "application/xhtml+xml")
_NOT_TEXT = ("text/calendar", "text/vcard", "text/x-vcard", "text/directory")
_EXCUSE = re.compile(
    r"\b(?:not|unable|can't|cannot|doesn't|kein\w?|nicht|pas|no|non|niet|inte|ikke)\b",
    re.IGNORECASE,
)
_LONGEST_EXCUSE = 400  # characters of "your program cannot show HTML"
_MEDIA = ("image/", "audio/", "video/", "font/", "model/")
_CONTROLS = bytes(set(range(32)) - set(b"\t\n\f\r\x1b"))
_CUSTOMARY = ("MIME", "multi-part", "multipart")
_SHOWN = ("From", "Date", "Subject", "To")
_DEEPEST_ENCODED = 8  # forwarded mails that are themselves encoded, one in the other
_NOTHING, _BLANK, _EXCUSED, _HYPERTEXT, _PLAIN = range(5)


class Said(NamedTuple):
    """What a message with parts says.

    Attributes:
        text: The body.
        format: "html" where it is HTML alone, else "email".
        remarks: What had to be assumed or was left out.
        letters: The messages of a digest, which the body leaves out.
    """

    text: str
    format: str
    remarks: list[Remark]
    letters: list[bytes]


def read_parts(data: bytes, head: Head, *, digests: bool = False) -> Said:
    """Reads the body of a message with a Content-Type other than plain text.

    Args:
        data: The message; its lines end with "\n".
        head: Its headers.
        digests: Give the messages of a digest by themselves, not as text of the body.
    """
    message = _Message(data, head, 0)
    letters = message.take_letters() if digests else []
    text, is_html = message.body()
    return Said(text, "html" if is_html else "email", message.remarks, letters)


class _Message:
    """A message cut into parts, and what its parts say."""

    def __init__(self, data: bytes, head: Head, depth: int) -> None:
        self._data = data
        self._depth = depth
        self._parts = cut(data, head)
        self.remarks: list[Remark] = []
        self._taken: set[int] = set()
        self._texts = {k: self._text(p) for k, p in enumerate(self._parts) if self._is_text(k)}
        if not any(text.strip() for text in self._texts.values()):
            others = [k for k, part in enumerate(self._parts) if self._may_be_text(part)]
            self._texts.update({k: self._text(self._parts[k]) for k in others})

    def take_letters(self) -> list[bytes]:
        """Takes the messages of digests out; those of a digest in a digest stay in theirs."""
        letters: list[bytes] = []
        end = 0
        for k, part in enumerate(self._parts):
            inside = self._parts[part.inside].kind if k else ""
            if inside == "multipart/digest" and part.is_forwarded and part.start >= end:
                self._taken.add(k)
                letters.append(self._data[part.start : part.end])
                end = part.end
        return letters

    def body(self) -> tuple[str, bool]:
        """Joins what is said; says whether it is HTML."""
        said: list[tuple[str, bool]] = []
        for k in self._chosen():
            part = self._parts[k]
            if k in self._texts:
                if self._texts[k].strip():
                    said.append((self._texts[k], part.kind in _HTML))
            elif part.encoding and part.is_forwarded:
                said.append((self._encoded_message(part), False))
            elif part.is_forwarded:
                said.append((forwarded_head(self._parts[k + 1].fields), False))
            elif not part.holds_parts and not part.around:
                size = max(0, part.end - part.start)
                size = size * 3 // 4 if part.encoding == "base64" else size
                self.remarks.append(Remark(LEFT_OUT, attachment(part.name, part.kind, size)))
        as_html = bool(said) and said[0][1]
        if as_html:
            texts = [text if is_html else _preformatted(text) for text, is_html in said]
        else:
            texts = [_flattened(text) if is_html else text for text, is_html in said]
        return "\n\n".join(text.strip("\n") for text in texts), as_html

    def _is_text(self, k: int) -> bool:
        part = self._parts[k]
        if part.holds_parts or part.kind in _NOT_TEXT:
            return False
        if part.around:
            text = self._data[part.start : part.end]
            return bool(text.strip()) and (self._is_alone(k) or not _is_customary(part, text))
        is_text = part.kind.startswith(("text/", "message/")) or "/" not in part.kind
        if not is_text and part.kind not in _HTML:
            return False
        return not _is_attached_text(part)

    def _may_be_text(self, part: Part) -> bool:
        """Says whether a part that is sent as a file, or as another type, can be read as text."""
        if _is_attached_text(part):
            return True
        if part.holds_parts or part.kind.startswith(_MEDIA) or part.encoding == "base64":
            return False
        data = self._data[part.start : part.end]
        return len(data.translate(None, _CONTROLS)) == len(data)

    def _is_alone(self, k: int) -> bool:
        """Says whether the text before the first part of a multipart is all there is in it."""
        part = self._parts[k]
        following = self._parts[k + 1 : k + 2]
        return part.around == "preamble" and not (following and following[0].inside == part.inside)

    def _text(self, part: Part) -> str:
        raw, found = plain_bytes(self._data[part.start : part.end], part.encoding)
        text, told = letters_of(raw, part.options.get("charset"))
        self.remarks.extend([*found, *map(Remark, told)])
        text = unify_line_ends(text)
        if part.options.get("format", "").lower() == "flowed" and part.kind not in _HTML:
            text = unflowed(text, delete_space=part.options.get("delsp", "").lower() == "yes")
        text, found = without_uuencoded(text)
        self.remarks.extend(found)
        return text

    def _chosen(self) -> list[int]:
        """Lists the parts that count: of alternatives the one that says it in the plainest form."""
        parts = self._parts
        worth = [self._worth(k) for k in range(len(parts))]
        best: dict[int, tuple[int, int]] = {}  # per multipart: worth of its best part, and which
        for k in range(len(parts) - 1, 0, -1):  # what is inside stands behind
            inside = parts[k].inside
            worth[inside] = max(worth[inside], worth[k])
            if not parts[k].around:
                best[inside] = max(best.get(inside, (-1, 0)), (worth[k], -k))
        chosen: list[int] = []
        left_out = [k in self._taken for k in range(len(parts))]
        for k, part in enumerate(parts):
            inside = part.inside
            if inside >= 0:
                is_other = (
                    parts[inside].kind == "multipart/alternative"
                    and not part.around
                    and best[inside][1] != -k
                )
                is_file = is_other and worth[k] == _NOTHING and not part.holds_parts
                left_out[k] |= left_out[inside] or (is_other and not is_file)
            if not left_out[k]:
                chosen.append(k)
        return chosen

    def _worth(self, k: int) -> int:
        part = self._parts[k]
        if k not in self._texts or part.around:
            return _NOTHING
        text = self._texts[k].strip()
        if not text:
            return _BLANK
        if part.kind in _HTML:
            return _HYPERTEXT
        short = len(text) <= _LONGEST_EXCUSE and "html" in text.lower()
        return _EXCUSED if short and _EXCUSE.search(text) else _PLAIN

    def _encoded_message(self, part: Part) -> str:
        """Reads a forwarded message that is itself encoded, which it should not be."""
        data, found = plain_bytes(self._data[part.start : part.end], part.encoding)
        self.remarks.extend(found)
        data = data.replace(b"\r\n", b"\n")
        if self._depth >= _DEEPEST_ENCODED:
            return decode_declared(data, None)[0]
        head = read_head(data, 0, len(data))
        message = _Message(data, head, self._depth + 1)
        text, is_html = message.body()
        self.remarks.extend(message.remarks)
        return forwarded_head(head.fields) + "\n\n" + (_flattened(text) if is_html else text)


def _is_attached_text(part: Part) -> bool:
    return part.kind.startswith("text/") and part.is_attached and bool(part.name)


def _is_customary(part: Part, text: bytes) -> bool:
    """Says whether text before the parts only tells old programs what parts are."""
    return part.around == "preamble" and any(word.encode() in text for word in _CUSTOMARY)


def forwarded_head(fields: dict[str, str]) -> str:
    """Gives the head of a forwarded message as mail programs write it into a text."""
    lines = [
        f"{name}: {decoded(fields[name.lower()])}" for name in _SHOWN if name.lower() in fields
    ]
    return "\n".join(["---------- Forwarded message ----------", *lines])


def _preformatted(text: str) -> str:
    return f"<pre>{html.escape(text, quote=False)}</pre>"


def _flattened(markup: str) -> str:
    """Gives the words of HTML as text, quotes marked by ">"."""
    parts: list[str] = []
    for passage in passages(markup, "html"):
        text = passage.text.strip("\n")
        if passage.depth and text:
            mark = ">" * passage.depth + " "
            text = mark + text.replace("\n", "\n" + mark)
        if text.strip():
            parts.append(text)
    return "\n".join(parts)
