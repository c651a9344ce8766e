"""What the web pages of mail archives share: their text, and a message's text in them."""

import html
import re
from typing import NamedTuple

from threadlab.errors import UnreadableSource
from threadlab.readers.decode import decode_declared, unify_line_ends
from threadlab.readers.mail.mail import Remark
from threadlab.readers.sources import Source

_CHARSET = re.compile(rb"charset\s{0,9}=\s{0,9}[\"']?([A-Za-z0-9_:.-]{2,40})", re.IGNORECASE)
_HEAD = 8192
_TAG = re.compile(r"<[/!]?([A-Za-z-][A-Za-z0-9-]{0,19})[^<>]*>")
_BREAK = re.compile(r"\n?<br\s{0,9}/?>\n?", re.IGNORECASE)
_PARAGRAPH = re.compile(r"</?(?:p|div)\b[^<>]*>", re.IGNORECASE)
_ARCHIVES_OWN = "pre i em a br p b tt strong u font hr div span wbr address"
_PLAIN_TAGS = frozenset(_ARCHIVES_OWN.split())


def page_text(source: Source) -> tuple[str, list[Remark]]:
    """Reads a page.

    Returns:
        Its text, line ends all "\\n", decoded as it says of itself; and what had to be assumed.

    Raises:
        UnreadableSource: It is empty.
    """
    data = source.whole()
    if not data.strip():
        raise UnreadableSource(source.name, "is empty", next_step="Save the page again.")
    declared = _CHARSET.search(data[:_HEAD])
    text, told = decode_declared(data, declared[1].decode("ascii") if declared else None)
    return unify_line_ends(text), [Remark(note) for note in told]


class MessagePage(NamedTuple):
    """A page cut at the marks that an archive puts around the message.

    Attributes:
        head: What stands before the message.
        shown: The markup of the message.
        remarks: What had to be assumed.
    """

    head: str
    shown: str
    remarks: list[Remark]


def message_page(source: Source, kind: str, begin: str, end: str) -> MessagePage:
    """Reads a page and cuts it at the marks around the message.

    Args:
        source: The open file.
        kind: What the archive is called, for errors.
        begin: The mark above the message.
        end: The mark below it; a page without it is cut off.

    Returns:
        The page.

    Raises:
        UnreadableSource: It is empty, or the mark above the message is missing.
    """
    text, remarks = page_text(source)
    head, found, rest = text.partition(begin)
    if not found:
        raise no_message(source, kind, begin)
    shown, ends, _ = rest.partition(end)
    if not ends:
        remarks.append(Remark("pages that are cut off"))
    return MessagePage(head, shown, remarks)


def no_message(source: Source, kind: str, sign: str) -> UnreadableSource:
    """Gives the error for a page that is not of the kind it was taken for."""
    return UnreadableSource(
        source.name,
        f"is no message page of {kind}: {sign} is missing",
        next_step="Give the pages of single messages, not the archive's lists of them.",
    )


def plain(markup: str) -> str:
    """Gives the words of a piece of markup on one line."""
    return " ".join(html.unescape(_TAG.sub("", markup)).split())


def message_text(markup: str) -> tuple[str, str]:
    """Undoes what an archive did to show a message's text on a page.

    Args:
        markup: What stands between the marks of the message's beginning and end.

    Returns:
        The text of the message, if the markup is but the archive's own (preformatted, line breaks,
        quotes in italics, links), and "email"; else the markup as it is, and "html".
    """
    tags = {name.lower() for name in _TAG.findall(markup)}
    if not {t for t in tags if not t.startswith("-")} <= _PLAIN_TAGS:
        return markup.strip("\n"), "html"
    if "pre" not in tags:
        markup = _PARAGRAPH.sub("\n", _BREAK.sub("\n", markup))
    return html.unescape(_TAG.sub("", markup)).strip("\n"), "email"
