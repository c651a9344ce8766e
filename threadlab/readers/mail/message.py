"""The bytes of one message to a Mail."""

from datetime import datetime

from threadlab.readers.decode import unify_line_ends
from threadlab.readers.mail.headers import Head, in_letters, in_words, parameters, read_head
from threadlab.readers.mail.mail import Mail, Remark
from threadlab.readers.mail.moments import moment
from threadlab.readers.mail.payload import letters_of, plain_bytes, unflowed, without_uuencoded
from threadlab.readers.mail.people import author_of
from threadlab.readers.mail.references import message_id, referenced, replied_to
from threadlab.readers.mail.said import read_parts
from threadlab.text import clean

_OTHER_DATES = ("nntp-posting-date", "delivery-date", "received")
_IS_TEXT = ("text/plain", "text", "")


def read_message(data: bytes, source: str, *, envelope: str = "") -> Mail:
    """Reads one message.

    Args:
        data: Headers and body.
        source: The file it is from.
        envelope: The date of the mailbox's "From " line; it counts where the headers have none.

    Returns:
        The mail; whatever the bytes are, their text is its body.
    """
    if b"\r" in data:
        data = data.replace(b"\r\n", b"\n")
    head = read_head(data, 0, len(data))
    remarks = _head_remarks(head)
    body, format_ = _body(data, head, remarks)
    fields = _in_letters(head.fields)
    if not body:
        remarks.append(Remark("mails without text"))
    by_list = "list-id" in fields or "x-mailing-list" in fields
    written_by = fields.get("from") or fields.get("sender") or ""
    return Mail(
        message_id(fields.get("message-id") or fields.get("article-i.d.") or ""),
        author_of(written_by, by_list=by_list) if written_by else None,
        _posted(fields, envelope, remarks),
        clean(in_words(fields.get("subject", ""))),
        body,
        format_,
        replied_to(fields["in-reply-to"]) if "in-reply-to" in fields else (),
        referenced(fields["references"]) if "references" in fields else (),
        source,
        tuple(remarks),
    )


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


def _body(data: bytes, head: Head, remarks: list[Remark]) -> tuple[str, str]:
    fields = head.fields
    kind, options = parameters(fields.get("content-type", ""))
    if kind not in _IS_TEXT:
        body, format_, found = read_parts(data, head)
        remarks.extend(found)
        return body.strip("\n"), format_
    raw = data[head.body :]
    if "content-transfer-encoding" in fields:
        encoding = fields["content-transfer-encoding"].strip().lower()
        raw, found = plain_bytes(raw, encoding)
        remarks.extend(found)
    text, told = letters_of(raw, options.get("charset"))
    remarks.extend(map(Remark, told))
    text = unify_line_ends(text)
    if options.get("format", "").lower() == "flowed":
        text = unflowed(text, delete_space=options.get("delsp", "").lower() == "yes")
    if "\nend" in text:
        text, found = without_uuencoded(text)
        remarks.extend(found)
    return text.strip("\n"), "email"


def _posted(fields: dict[str, str], envelope: str, remarks: list[Remark]) -> datetime | None:
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
        when = moment(envelope)
    problem = "dates that cannot be read" if written else "mails without a date"
    if when is not None:
        problem += "; the time of delivery was taken"
    remarks.append(Remark(problem, repr(written[:60]) if written else ""))
    return when
