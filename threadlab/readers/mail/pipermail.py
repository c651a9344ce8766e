"""Web pages of Mailman's archives (pipermail), one message a page.

The pages do not show a message's own id, but what to answer it with holds one: in later versions
the message's own, in angle brackets; in earlier ones that of the message it answers.
"""

import re
from collections.abc import Iterator
from urllib.parse import unquote

from threadlab.readers.mail.mail import Mail, Remark
from threadlab.readers.mail.moments import moment
from threadlab.readers.mail.people import author_of
from threadlab.readers.mail.webpages import message_page, message_text, no_message, plain
from threadlab.readers.sources import OnError, Source

_BEGIN, _END = "<!--beginarticle-->", "<!--endarticle-->"
_TITLE = re.compile(r"<h1>(.{0,2000}?)</h1>", re.IGNORECASE | re.DOTALL)
_AUTHOR = re.compile(r"<b>(.{0,400}?)</b>", re.IGNORECASE | re.DOTALL)
_ADDRESS = re.compile(r"<a\s[^<>]{0,4000}>([^<>]{0,400})</a>", re.IGNORECASE)
_DATE = re.compile(r"<i>([^<>]{4,80})</i>", re.IGNORECASE)
_ANSWERED = re.compile(r"In-Reply-To=([^\"&<>\s]{1,400})")
_LONGEST_HEAD = 40_000


def sniff(head: str, name: str) -> float:  # noqa: ARG001
    """Says whether a text is a message page: it has pipermail's marks."""
    return 1.0 if _BEGIN in head and _TITLE.search(head[:_LONGEST_HEAD]) else 0.0


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
    head, shown, remarks = message_page(source, "pipermail", _BEGIN, _END)
    head = head[-_LONGEST_HEAD:]
    title = _TITLE.search(head)
    if not title:
        raise no_message(source, "pipermail", "<H1>")
    head = head[title.end() :]
    name, address, date = (p.search(head) for p in (_AUTHOR, _ADDRESS, _DATE))
    who = plain(name[1]) if name else ""
    own, answered = _ids(head)
    when = date[1].strip() if date else ""
    posted = moment(when)
    if posted is None:
        remarks.append(Remark("dates that cannot be read", repr(when)))
    body, format_ = message_text(shown)
    yield Mail(
        own,
        author_of(who or (plain(address[1]) if address else "")),
        posted,
        plain(title[1]),
        body,
        format_,
        in_reply_to=answered,
        source=source.name,
        remarks=tuple(remarks),
    )


def _ids(head: str) -> tuple[str | None, tuple[str, ...]]:
    """Finds the message's own id, or the one it answers."""
    found = _ANSWERED.search(head)
    value = "".join(unquote(found[1]).split()) if found else ""
    if value.startswith("<"):
        return value.strip("<>") or None, ()
    return None, (value,) if value else ()
