"""Web pages of MHonArc's archives, one message a page, its headers in comments."""

import codecs
import html
from collections.abc import Iterator

from threadlab.readers.mail.mail import Mail, Remark
from threadlab.readers.mail.moments import moment
from threadlab.readers.mail.people import author_of
from threadlab.readers.mail.references import message_id
from threadlab.readers.mail.webpages import message_page, message_text
from threadlab.readers.sources import OnError, Source

_BEGIN, _END = "<!--X-Body-of-Message-->", "<!--X-Body-of-Message-End-->"


def sniff(head: str, name: str) -> float:  # noqa: ARG001
    """Says whether a text is a message page: it has MHonArc's comments."""
    return 1.0 if _BEGIN in head and "<!--X-Subject:" in head else 0.0


def read(source: Source, on_error: OnError | None = None) -> Iterator[Mail]:  # noqa: ARG001
    """Reads a message page.

    Args:
        source: The open file.
        on_error: Not needed: a page is a mail or an error.

    Yields:
        One mail.

    Raises:
        UnreadableSource: It is no message page.
    """
    head, shown, remarks = message_page(source, "MHonArc", _BEGIN, _END)
    fields = _fields(head)
    written = fields.get("date", [""])[0]
    posted = moment(written) if written else None
    if posted is None:
        remarks.append(Remark("mails without a date that can be read", repr(written)))
    body, format_ = message_text(shown)
    references = (message_id(value) for value in fields.get("reference", []))
    yield Mail(
        message_id(fields.get("message-id", [""])[0]),
        author_of(_sender(fields)),
        posted,
        " ".join(fields.get("subject", [""])[0].split()),
        body,
        format_,
        references=tuple(i for i in references if i),
        source=source.name,
        remarks=tuple(remarks),
    )


def _fields(head: str) -> dict[str, list[str]]:
    """Reads the comments that hold headers, one on each line."""
    fields: dict[str, list[str]] = {}
    for line in head.split("\n"):
        name, colon, value = line.strip().removeprefix("<!--X-").partition(": ")
        if colon and line.startswith("<!--X-"):
            value = html.unescape(value.removesuffix("-->")).strip()
            fields.setdefault(name.lower(), []).append(value)
    return fields


def _sender(fields: dict[str, list[str]]) -> str:
    """Gives the sender, which is shifted by 13 letters to hide it from robots."""
    if "from" in fields:
        return fields["from"][0]
    return codecs.decode(fields.get("from-r13", [""])[0], "rot13")
