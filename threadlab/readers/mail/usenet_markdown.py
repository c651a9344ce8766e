"""A news thread as a Markdown page: a heading a message, a list of its headers, its text fenced."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from threadlab.errors import UnreadableSource
from threadlab.readers.mail.mail import Mail, Remark
from threadlab.readers.mail.moments import moment
from threadlab.readers.mail.people import author_of
from threadlab.readers.mail.references import message_id, referenced, replied_to
from threadlab.readers.sources import OnError, Source

_HEADING = re.compile(r"#{2,6} +(?:↳ ?)*(.*)")
_FIELD = re.compile(r"- \*\*([A-Za-z-]{2,20}):\*\* ?(.*)")
_FENCE = re.compile(r"(`{3,}|~{3,})[a-z]{0,20}\s*")
_SNIFFED = re.compile(r"^- \*\*Message-ID:\*\* ?`<", re.MULTILINE)
_LONGEST_HEADING = 2000
_MOST_BETWEEN = 12  # lines from a message's heading to its headers, and on to its text


class _Section(NamedTuple):
    """One message: its subject, its headers, and the lines in which its text is."""

    subject: str
    fields: dict[str, str]
    first: int


def sniff(head: str, name: str) -> float:  # noqa: ARG001
    """Says whether a text is such a page: headings and lists of headers with message ids."""
    return 1.0 if _SNIFFED.search(head) and "- **From:**" in head and "\n```" in head else 0.0


def read(source: Source, on_error: OnError | None = None) -> Iterator[Mail]:  # noqa: ARG001
    """Reads the messages of a page.

    Args:
        source: The open file.
        on_error: Not needed: what is no message is not part of the thread.

    Yields:
        Its mails.

    Raises:
        UnreadableSource: It holds no message.
    """
    text, notes = source.text()
    lines = text.split("\n")
    sections = list(_sections(lines))
    if not sections:
        raise UnreadableSource(
            source.name,
            "holds no message with a heading and headers",
            next_step="Check that it is the page of one thread.",
        )
    ends = [section.first for section in sections[1:]] + [len(lines)]
    for section, end in zip(sections, ends, strict=True):
        remarks = [Remark(note) for note in notes]
        body = _body(lines, section.first, end, remarks)
        fields = section.fields
        posted = moment(fields.get("date", ""))
        if posted is None:
            remarks.append(Remark("dates that cannot be read", repr(fields.get("date", ""))))
        yield Mail(
            message_id(fields.get("message-id", "").strip("`")),
            author_of(fields.get("from", "")),
            posted,
            fields.get("subject", section.subject),
            body,
            in_reply_to=replied_to(fields.get("in-reply-to", "").strip("`")),
            references=referenced(fields.get("references", "").strip("`")),
            source=source.name,
            remarks=tuple(remarks),
        )


def _sections(lines: list[str]) -> Iterator[_Section]:
    """Finds headings below which headers stand; `first` is the heading's line."""
    for k, line in enumerate(lines):
        is_heading = line.startswith("##") and len(line) <= _LONGEST_HEADING
        heading = _HEADING.fullmatch(line) if is_heading else None
        if not heading:
            continue
        fields: dict[str, str] = {}
        for below in lines[k + 1 : k + 1 + _MOST_BETWEEN]:
            found = _FIELD.fullmatch(below)
            if found:
                fields[found[1].lower()] = found[2].strip()
            elif fields or below.startswith("##"):
                break
        if "from" in fields and ("message-id" in fields or "date" in fields):
            yield _Section(heading[1].strip(), fields, k)


def _body(lines: list[str], start: int, end: int, remarks: list[Remark]) -> str:
    """Takes the text between the first fence and the last one of the same kind.

    The text may hold fences itself: the last one before the next message ends it.
    """
    opening = next((k for k in range(start, end) if _FENCE.fullmatch(lines[k])), None)
    if opening is None:
        remarks.append(Remark("messages without a fenced text"))
        return ""
    fence = lines[opening].strip()
    mark = fence.rstrip("abcdefghijklmnopqrstuvwxyz")
    for k in range(end - 1, opening, -1):
        if lines[k].rstrip() == mark:
            return "\n".join(lines[opening + 1 : k]).strip("\n")
    remarks.append(Remark("messages whose fenced text does not end"))
    return "\n".join(lines[opening + 1 : end]).strip("\n")
