"""Single messages: .eml files, the files of a Maildir, articles of a news spool, news batches."""

import re
from collections.abc import Iterator

from threadlab.errors import UnreadableSource
from threadlab.readers.mail.headers import Head, read_head
from threadlab.readers.mail.mail import Mail
from threadlab.readers.mail.mbox import mail_bytes
from threadlab.readers.mail.message import read_messages
from threadlab.readers.sources import OnError, Source, tell

_BATCH = re.compile(rb"#! ?rnews ([0-9]{1,12})[^\n]{0,200}\n")
_FURTHER = re.compile(rb"\n\r?\nFrom [^\n]{1,200}\d{4}\r?\n[A-Za-z-]{2,40}:")
_TELLING = frozenset({"message-id", "received", "newsgroups", "article-i.d."})
_USUAL = frozenset({"from", "date", "subject", "in-reply-to", "references", "to", "content-type"})
_ANOTHER = re.compile(r"\n\n(?:From|Subject|Date): .*\n(?:From|Subject|Date|To): ")


def sniff(head: str, name: str) -> float:
    """Says how sure it is that a text is a message: it begins with headers that mails have."""
    text = head.lstrip("\ufeff")
    if text.startswith(("#! rnews ", "#!rnews ")):
        return 1.0
    found = _head_of(text.lstrip("\n").encode("utf-8", "replace"))
    fields = found.fields.keys()
    usual = len(fields & _USUAL)
    if usual and fields & _TELLING:
        return 1.0
    if usual >= 3 or (usual == 2 and name.endswith(".eml")):
        return 0.5 if _ANOTHER.search(text) else 0.95
    return 0.0


def _head_of(data: bytes) -> Head:
    return read_head(data, 0, len(data))


def read(source: Source, on_error: OnError | None = None) -> Iterator[Mail]:
    """Reads a message, or the articles of a news batch.

    Args:
        source: The open file.
        on_error: Takes the error of an article of a batch.

    Yields:
        Its mails.

    Raises:
        UnreadableSource: It is empty, or does not begin with headers.
    """
    data = source.whole()
    if _BATCH.match(data):
        yield from _batch(data, source.name, on_error)
        return
    if data.startswith(b"From ") and _FURTHER.search(data):
        raise UnreadableSource(
            source.name, "is a mailbox of several mails", next_step="Leave --format out."
        )
    data = mail_bytes(source, data).lstrip(b"\n")
    if not _head_of(data).fields.keys() & (_USUAL | _TELLING):
        raise UnreadableSource(
            source.name,
            "is no mail: it does not begin with headers such as From, Date or Subject",
            place="line 1",
            next_step="Save the message with its headers, or leave --format out.",
        )
    yield from read_messages(data, source.name)


def _batch(data: bytes, name: str, on_error: OnError | None) -> Iterator[Mail]:
    """Reads articles behind lines that tell their length: "#! rnews 1234" (RFC 1036 §3)."""
    place = 0
    number = 0
    while place < len(data):
        found = _BATCH.match(data, place)
        if found is None:
            following = data.find(b"\n#! rnews ", place)
            end = len(data) if following < 0 else following + 1
            if data[place:end].strip():
                problem = "bytes that belong to no article stand in the batch"
                where = f"behind article {number}"
                step = "The other articles are read."
                tell(UnreadableSource(name, problem, place=where, next_step=step), on_error)
            place = end
            continue
        number += 1
        start, end = found.end(), found.end() + int(found[1])
        if end < len(data) and not data.startswith(b"#!", end):  # a wrong length
            following = data.find(b"\n#! rnews ", start)
            end = len(data) if following < 0 else following + 1
        yield from read_messages(data[start:end], name)
        place = end
