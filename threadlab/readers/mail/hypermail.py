"""Web pages of Hypermail's archives, one message a page, its headers in comments."""

import html
import re
from collections.abc import Iterator
from datetime import datetime

from threadlab.readers.mail.mail import Mail, Remark
from threadlab.readers.mail.moments import moment
from threadlab.readers.mail.people import author_of
from threadlab.readers.mail.references import message_id
from threadlab.readers.mail.webpages import message_page, message_text
from threadlab.readers.sources import OnError, Source

_FIELD = re.compile(r"<!-- ([a-z]{2,20})=\"([^\"\n]{0,2000})\" -->")
_BEGIN, _END = '<!-- body="start" -->', '<!-- body="end" -->'
_HEADERS_SHOWN = re.compile(r"\s{0,99}(?:<div\b[^<>]{0,200}>\s{0,99})?<address\b", re.IGNORECASE)
_STAMP = re.compile(r"(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)")

_LONGEST_HEAD = 100_000


def sniff(head: str, name: str) -> float:  # noqa: ARG001
    """Says whether a text is a message page: it has Hypermail's comments."""
    fields = dict(_FIELD.findall(head[:_LONGEST_HEAD]))
    return 1.0 if "subject" in fields and fields.keys() & {"received", "sent", "id"} else 0.0


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
    head, shown, remarks = message_page(source, "Hypermail", _BEGIN, _END)
    fields = {
        name: html.unescape(value).strip() for name, value in _FIELD.findall(head[:_LONGEST_HEAD])
    }
    if _HEADERS_SHOWN.match(shown) and "</address>" in shown:  # later versions show them here
        shown = shown.partition("</address>")[2]
    body, format_ = message_text(shown)
    answered = message_id(fields.get("inreplyto", ""))
    posted = _posted(fields)
    if posted is None:
        remarks.append(Remark("mails without a date that can be read"))
    yield Mail(
        message_id(fields.get("id", "")),
        author_of(fields.get("name") or fields.get("email", "")),
        posted,
        " ".join(fields.get("subject", "").split()),
        body,
        format_,
        in_reply_to=(answered,) if answered else (),
        source=source.name,
        remarks=tuple(remarks),
    )


def _posted(fields: dict[str, str]) -> datetime | None:
    """Takes the time of sending, with its zone if it has one, else that of delivery."""
    for name in ("sent", "isosent", "received", "isoreceived"):
        stamp = _STAMP.fullmatch(fields.get(name, ""))
        text = "{}-{}-{}T{}:{}:{}".format(*stamp.groups()) if stamp else fields.get(name, "")
        when = moment(text) if text else None
        if when is not None:
            return when
    return None
