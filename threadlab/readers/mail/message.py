"""The bytes of one message to a Mail."""

from collections.abc import Iterator
from datetime import datetime

from threadlab.readers.decode import unify_line_ends
from threadlab.readers.mail.headers import Head, in_letters, in_words, parameters, read_head
from threadlab.readers.mail.mail import Mail, Remark
from threadlab.readers.mail.moments import envelope_date, moment
from threadlab.readers.mail.payload import letters_of, plain_bytes, unflowed, without_uuencoded
from threadlab.readers.mail.people import author_of
from threadlab.readers.mail.references import message_id, referenced, replied_to
from threadlab.readers.mail.said import Said, read_parts
from threadlab.text import clean

_OTHER_DATES = ("nntp-posting-date", "delivery-date", "received")


def read_messages(data: bytes, source: str, *, envelope: bytes = b"") -> Iterator[Mail]:
    """Reads one message, and the messages in it if it is a digest.

    Args:
        data: Headers and body.
        source: The file it is from.
        envelope: The mailbox's "From " line; its date counts where the headers have none.

    Yields:
        The mail, then those of the digest; whatever the bytes are, their text is its body.
    """
    mail, letters = _read(data, source, envelope, digests=True)
    if letters:
        remark = Remark("digests; the mails in them are mails of their own")
        mail = mail._replace(remarks=(*mail.remarks, remark))
    if mail.body or not letters:
        yield mail
    for letter in letters:
        yield _read(letter, source, b"", digests=False)[0]


def _read(data: bytes, source: str, envelope: bytes, *, digests: bool) -> tuple[Mail, list[bytes]]:
    if b"\r" in data:
        data = data.replace(b"\r\n", b"\n")
    head = read_head(data, 0, len(data))
    said = _body(data, head, digests=digests)
    remarks = [*_head_remarks(head), *said.remarks]
    fields = _in_letters(head.fields)
    if not said.text:
        remarks.append(Remark("mails without text"))
    by_list = "list-id" in fields or "x-mailing-list" in fields
    written_by = fields.get("from") or fields.get("sender") or ""
    posted = _posted(fields, envelope, remarks)
    mail = Mail(
        message_id(fields.get("message-id") or fields.get("article-i.d.") or ""),
        author_of(written_by, by_list=by_list) if written_by else None,
        posted,
        clean(in_words(fields.get("subject", ""))),
        said.text,
        said.format,
        replied_to(fields["in-reply-to"]) if "in-reply-to" in fields else (),
        referenced(fields["references"]) if "references" in fields else (),
        source,
        tuple(remarks),
    )
    return mail, said.letters


def _in_letters(fields: dict[str, str]) -> dict[str, str]:
    if all(map(str.isascii, fields.values())):
        return fields
    charset = parameters(fields.get("content-type", ""))[1].get("charset")
    return {name: in_letters(value, charset) for name, value in fields.items()}


def _head_remarks(head: Head) -> list[Remark]:
    if not head.lines:
        return [Remark("mails without headers; all they hold was taken for their text")]
    if not head.parted:
        return [Remark("headers ended without a blank line, at the first line that is none")]
    return []


def _body(data: bytes, head: Head, *, digests: bool) -> Said:
    fields = head.fields
    kind, options = parameters(fields.get("content-type", ""))
    if kind != "text/plain" and "/" in kind:  # what is no type at all is plain (RFC 2045 §5.2)
        said = read_parts(data, head, digests=digests)
        return said._replace(text=said.text.strip("\n"))
    raw = data[head.body :]
    remarks: list[Remark] = []
    if "content-transfer-encoding" in fields:
        encoding = fields["content-transfer-encoding"].strip().lower()
        raw, remarks = plain_bytes(raw, encoding)
    text, told = letters_of(raw, options.get("charset"))
    text = unify_line_ends(text)
    if options.get("format", "").lower() == "flowed":
        text = unflowed(text, delete_space=options.get("delsp", "").lower() == "yes")
    text, files = without_uuencoded(text)
    return Said(text.strip("\n"), "email", [*remarks, *map(Remark, told), *files], [])


def _posted(fields: dict[str, str], envelope: bytes, remarks: list[Remark]) -> datetime | None:
    written = fields.get("date", "")
    when = moment(written) if written else None
    if when is not None:
        return when
    for name in _OTHER_DATES:
        other = fields.get(name, "").rpartition(";")[2].strip()
        when = moment(other) if other else None
        if when is not None:
            break
    if when is None and envelope:
        when = moment(envelope_date(envelope))
    problem = "dates that cannot be read" if written else "mails without a date"
    if when is not None:
        problem += "; the time of delivery was taken"
    remarks.append(Remark(problem, repr(written[:60]) if written else ""))
    return when
