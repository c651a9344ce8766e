"""A saved page opened: decoded as it declares, parsed, and what it says of itself."""

import re
from dataclasses import dataclass

from threadlab.errors import UnreadableSource
from threadlab.readers.decode import decode_declared, oddities, unify_line_ends
from threadlab.readers.pages.selecting import first, select
from threadlab.readers.pages.tree import Node, Tree
from threadlab.readers.sources import Source

_CHARSET = re.compile(
    rb"<meta\b[^>]{0,300}?\bcharset\s{0,9}=\s{0,9}[\"']?\s{0,9}([\w.:-]{1,40})", re.I
)
_SEARCHED = 65536  # bytes in which browsers and we look for a declaration
_SAVED_FROM = re.compile(
    r"<!--\s{0,9}(?:saved from url=\(\d{1,6}\)|Page saved with SingleFile\s{1,9}url:\s{1,9})"
    r"([^\s<>\"]{1,2000})",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Document:
    """A page and what it says of itself.

    Attributes:
        root: The page's outermost element.
        notes: What had to be assumed to decode it.
        title: What stands in the window's title; "" for none.
        url: The page's address, as it or the browser that saved it says; "" for none.
        generator: The program that wrote it, as it says; "" for none.
    """

    root: Node
    notes: tuple[str, ...]
    title: str
    url: str
    generator: str


def open_page(source: Source) -> Document:
    """Reads a source as a page of HTML.

    Raises:
        UnreadableSource: It is empty, or too long.
    """
    data = source.whole()
    text, notes = decode_declared(data, declared_charset(data))
    text = unify_line_ends(text)
    if not text.strip():
        raise UnreadableSource(source.name, "is empty", next_step="Save the page again.")
    return document(text, (*notes, *oddities(text)))


def document(text: str, notes: tuple[str, ...] = ()) -> Document:
    """Parses the text of a page.

    Args:
        text: The HTML.
        notes: What had to be assumed before.
    """
    root = Tree(text).root
    title = first(root, "title")
    saved_from = _SAVED_FROM.search(text, 0, 4000)
    url = (
        named(root, "og:url")
        or linked(root, "canonical")
        or (saved_from[1] if saved_from else "")
        or linked(root, "shorturl")
    )
    return Document(
        root,
        notes,
        title.text if title is not None else "",
        url,
        named(root, "generator"),
    )


def declared_charset(data: bytes) -> str | None:
    """Finds the character set that a page declares in a meta element; None where it does not."""
    found = _CHARSET.search(data, 0, _SEARCHED)
    return found[1].decode("ascii") if found else None


def named(root: Node, name: str) -> str:
    """Gives the content of the meta element of a name or property; "" where there is none."""
    for node in select(root, "meta"):
        if name in (node.get("name").lower(), node.get("property").lower()):
            return node.get("content").strip()
    return ""


def linked(root: Node, relation: str) -> str:
    """Gives the address of the link element of a relation; "" where there is none."""
    for node in select(root, "link"):
        if relation in node.get("rel").lower().split():
            return node.get("href").strip()
    return ""
