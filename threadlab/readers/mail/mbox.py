"""Mailboxes: mbox in its variants (RFC 4155; mboxo, mboxrd, mboxcl) and pipermail's text archives.

A line that begins with "From " parts two messages where it ends with a date or headers follow it,
so that a sentence that begins with "From " in a body parts none.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from threadlab.errors import UnreadableSource
from threadlab.readers.mail.headers import read_head
from threadlab.readers.mail.mail import Mail, Remark
from threadlab.readers.mail.message import read_messages
from threadlab.readers.sources import OnError, Source

_DATED = re.compile(rb"From .{0,300}?\b\d\d?:\d\d(?::\d\d)?\b.{0,40}\b(?:19|20)\d\d\b.{0,20}")
_HEADER = re.compile(rb"(?:[!-9;-~]{1,80}[ \t]{0,3}:|>From )")
_KNOWN = re.compile(
    rb"(?:from|date|subject|message-id|received|return-path|to|path|newsgroups|delivered-to|"
    rb"x-[a-z-]{1,40}|mime-version|status|sender|reply-to|content-type):",
    re.IGNORECASE,
)
_QUOTED_FROM = re.compile(r"^>+From ", re.MULTILINE)
_UTF16 = (b"\xff\xfe", b"\xfe\xff")


class Letter(NamedTuple):
    """Where one message lies in a mailbox.

    Attributes:
        line: Where its "From " line begins.
        start: Its first byte, behind that line.
        end: Behind its last byte.
        envelope: The "From " line.
    """

    line: int
    start: int
    end: int
    envelope: bytes


def sniff(head: str, name: str) -> float:  # noqa: ARG001
    """Says how sure it is that a text is a mailbox: it begins with a "From " line and headers."""
    text = head.lstrip("\ufeff\n")
    if not text.startswith("From "):
        return 0.0
    data = text[:20_000].encode("utf-8", "replace")
    if not _parts(data, 0, blank=True):
        return 0.0
    return 1.0


def read(source: Source, on_error: OnError | None = None) -> Iterator[Mail]:  # noqa: ARG001
    """Reads a mailbox.

    Args:
        source: The open file.
        on_error: Not needed: bytes between "From " lines are always a mail.

    Yields:
        Its mails, in their order.

    Raises:
        UnreadableSource: It is empty, or no "From " line is there.
    """
    data = mail_bytes(source, source.whole())
    letters = list(_letters(data))
    if not letters:
        raise UnreadableSource(
            source.name,
            'is no mailbox: no line "From …" with a date or headers is there',
            place="line 1",
            next_step="For a single mail say --format eml.",
        )
    before = data[: letters[0].line]
    if before.strip():
        what = 'what stood before a mailbox\'s first "From " line was read as a mail'
        for mail in read_messages(before, source.name):
            yield mail._replace(remarks=(*mail.remarks, Remark(what)))
    for letter in letters:
        yield from _mails(data, letter, source.name)


def mail_bytes(source: Source, data: bytes) -> bytes:
    """Makes the bytes of a source fit for splitting: lines end with "\\n", UTF-16 is made UTF-8.

    Raises:
        UnreadableSource: It is empty.
    """
    if data.startswith(_UTF16):
        data = data.decode("utf-16", "replace").encode("utf-8", "replace")
    data = data.removeprefix(b"\xef\xbb\xbf")
    if not data or data.isspace():
        raise UnreadableSource(source.name, "is empty", next_step="Save the mails in it first.")
    return data.replace(b"\r\n", b"\n") if b"\r\n" in data else data


def _mails(data: bytes, letter: Letter, source: str) -> Iterator[Mail]:
    message = data[letter.start : letter.end]
    for mail in read_messages(message, source, envelope=letter.envelope):
        yield mail._replace(body=unquoted_from(mail.body)) if ">From " in mail.body else mail


def unquoted_from(body: str) -> str:
    """Undoes the ">" that mailboxes put before lines that begin with "From ".

    In a block of quoted lines (those beside it begin with ">" too) the ">" is a quote's and stays.
    """
    parts: list[str] = []
    done = 0
    for match in _QUOTED_FROM.finditer(body):
        start = match.start()
        above = body.rfind("\n", 0, start - 1) + 1 if start else start
        before = body[above:start][:1]
        line_end = body.find("\n", start)
        after = body[line_end + 1 : line_end + 2] if line_end >= 0 else ""
        if before == ">" or after == ">":
            continue
        parts.append(body[done:start])
        done = start + 1
    parts.append(body[done:])
    return "".join(parts)


def _letters(data: bytes) -> Iterator[Letter]:
    line = start = None
    envelope = b""
    place = 0 if data.startswith(b"From ") else _next_from(data, 0)
    while place >= 0:
        blank = place == 0 or data[place - 2 : place] in (b"\n\n", b"\n")
        if not _parts(data, place, blank=blank):
            place = _next_from(data, place)
            continue
        if line is not None and start is not None:
            yield Letter(line, start, place, envelope)
        line_end = data.find(b"\n", place)
        line_end = len(data) if line_end < 0 else line_end
        envelope = data[place : min(line_end, place + 400)]
        line, start = place, min(line_end + 1, len(data))
        place = _next_part(data, start)
    if line is not None and start is not None:
        yield Letter(line, start, len(data), envelope)


def _next_from(data: bytes, place: int) -> int:
    found = data.find(b"\nFrom ", place)
    return found + 1 if found >= 0 else -1


def _parts(data: bytes, place: int, *, blank: bool) -> bool:
    """Says whether the "From " line at a place begins a message."""
    line_end = data.find(b"\n", place)
    if line_end < 0:
        return blank and bool(_DATED.fullmatch(data[place : place + 400]))
    after = data[line_end + 1 : line_end + 200]
    if _DATED.fullmatch(data[place : min(line_end, place + 400)].rstrip()):
        if blank:
            return not after.strip() or bool(_HEADER.match(after))
        return bool(_KNOWN.match(after))
    return blank and bool(_KNOWN.match(after)) and _several_known(data, line_end + 1)


def _several_known(data: bytes, place: int) -> bool:
    """Says whether at least two well-known header lines stand at a place."""
    head = read_head(data, place, min(len(data), place + 4000))
    return len(head.fields) >= 2 and not head.fields.keys().isdisjoint({"from", "message-id"})


def _next_part(data: bytes, start: int) -> int:
    """Finds the next "From " line; behind the body where the body's length is told (mboxcl)."""
    following = _next_from(data, start - 1)
    limit = len(data) if following < 0 else following
    head_end = data.find(b"\n\n", start, limit)
    place = data.find(b"\nContent-Length:", start - 1, max(start, head_end))
    if head_end >= 0 and place >= 0:
        count = data[place + 16 : place + 40].partition(b"\n")[0].strip()
        end = head_end + 2 + int(count) if count.isdigit() else 0
        rest = data[end : end + 8].lstrip(b"\n")
        if limit < end <= len(data) and (not rest or rest.startswith(b"From ")):
            return data.find(b"From ", end) if rest else -1
    return following
