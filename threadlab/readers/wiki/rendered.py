"""Talk pages as HTML, as the old and the new (Parsoid) parser of MediaWiki write them.

Signatures, their remarks and the indentation are found as MediaWiki's reply tool finds them
(DiscussionTools, CommentParser), in one walk over the page.
"""

import re
from html import unescape
from typing import NamedTuple

from threadlab.markup.tags import tokens
from threadlab.readers.pages.selecting import first, select
from threadlab.readers.pages.tree import Node, Tree, words_of
from threadlab.readers.wiki.remarks import Remark, Section, Signature, parts_links
from threadlab.readers.wiki.stamps import Stamp, stamps
from threadlab.readers.wiki.users import title_of, user_of

_REACH = 100  # characters before a time in which the writer's link stands
_MOST_EVENTS = 200  # tags and words before a time that are looked at
_AFTER = " \t\n\xa0.)]"  # what may follow a signature and still be of it
_DASH = re.compile(r"(?<![-\s—–~•·(])(?:[-\s—–~•·(]++|&nbsp;|&[mn]dash;)*+\Z")
_BLOCK_NAMES = """
    address article aside blockquote center dd details dir div dl dt fieldset figcaption
    figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr li main menu nav ol p pre section summary
    table tbody td tfoot th thead tr ul
"""
_BLOCKS = frozenset(_BLOCK_NAMES.split())
_BLOCK_ENDS = ("</p>", "</div>", "</dd>", "</dl>", "</li>", "</ul>", "</ol>", "</section>")
_PARTS = ("br", "hr")
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_TOP = 2  # headings up to this level begin a thread
_QUOTES = ("blockquote", "cite", "q")
_PICTURES = ("img", "video", "audio", "math", "svg", "input")
_LEFT_OUT_TAGS = ("script", "style", "link", "meta", "noscript", "template")
_LEFT_OUT_CLASSES = """
    mw-editsection ext-discussiontools-init-replylink-buttons
    ext-discussiontools-init-section-bar ext-discussiontools-init-section-metaitem
    ext-discussiontools-init-pageframe-latestcomment ext-discussiontools-emptystate
    ext-discussiontools-init-section-subscribe printfooter catlinks toc mw-jump-link navbox
    ext-discussiontools-init-sidebar-meta
"""
_LEFT_OUT = frozenset(_LEFT_OUT_CLASSES.split())
_OUTDENTS = "outdent-template"
_CONTENT = (
    "#mw-content-text .mw-parser-output",
    "#mw-content-text",
    ".mw-parser-output",
    "#bodyContent",
    "body",
)


class _Event(NamedTuple):
    """A thing in the line before a time."""

    start: int
    length: int = 0  # of words
    user: str | None = None
    opens: bool = False
    apart: bool = False  # too many words to stand within a signature


def sections(root: Node) -> list[Section]:
    """Finds the sections of a talk page and their remarks.

    Args:
        root: The page.

    Returns:
        The sections, in order; the first has no heading.
    """
    walk = _Walk(root.tree, _own_title(root))
    walk.over(_content(root))
    return walk.found


def _content(root: Node) -> Node:
    return next(filter(None, (first(root, where) for where in _CONTENT)), root)


def page_title(root: Node) -> str:
    """Gives the title of a page: that of its first heading, or of its window without the site."""
    heading = first(root, "#firstHeading")
    if heading is not None:
        return heading.text
    window = first(root, "title")
    return window.text.partition(" - ")[0].partition(" – ")[0] if window is not None else ""


def _own_title(root: Node) -> str | None:
    return user_of(page_title(root))


class _Walk:
    """Walks over the page once and collects remarks."""

    def __init__(self, tree: Tree, owner: str | None) -> None:
        self.tree = tree
        self.source = tree.source
        self.owner = owner  # of the page: links to itself have no address
        self.found = [Section()]
        self.level = 1
        self.quotes = 0
        self.line: list[_Event] = []
        self._next()

    def _next(self) -> None:
        """Begins a remark."""
        self.start = -1
        self.opened = -1
        self.start_level = 1
        self.signature: Signature | None = None
        self.end_level = 1
        self.outdents = False
        self.name = ""

    def over(self, content: Node) -> None:
        """Walks over an element."""
        tree, self.prefix = self.tree, ""
        number, last = content.number + 1, tree.lasts[content.number]
        place = tree.insides[content.number]
        open_ones: list[int] = []
        while number <= last or open_ones:
            if open_ones and (number > last or number > tree.lasts[open_ones[-1]]):
                closing = open_ones.pop()
                self._text(place, tree.inside_ends[closing])
                self._close(closing)
                place = max(place, tree.ends[closing])
                continue
            self._text(place, tree.starts[number])
            if self._is_whole(number):
                place, number = max(place, tree.ends[number]), tree.lasts[number] + 1
                continue
            self._open(number)
            place = max(place, tree.insides[number])
            open_ones.append(number)
            number += 1
        end = tree.inside_ends[content.number]
        self._text(place, end)
        self._end_line(end)
        self._end_section(end)

    def _is_whole(self, number: int) -> bool:
        """Takes an element that is not looked into."""
        name, start = self.tree.names[number], self.tree.starts[number]
        if name in _HEADINGS:
            self._heading(Node(self.tree, number))
            return True
        if name in _LEFT_OUT_TAGS:
            return True
        if self._has_class(number):
            classes = set(Node(self.tree, number).classes)
            if classes & _LEFT_OUT:
                self._end_line(start)
                return True
            if _OUTDENTS in classes:
                self._end_line(start)
                self.outdents = self.outdents or self.start < 0
                return True
        if name in _PARTS:
            self._end_line(start)
            if name == "hr":
                self.line.clear()
            return True
        return False

    def _has_class(self, number: int) -> bool:
        start, inside = self.tree.starts[number], self.tree.insides[number]
        return self.source.find("class", start, inside) >= 0

    def _open(self, number: int) -> None:
        name, start = self.tree.names[number], self.tree.starts[number]
        if name in _QUOTES:
            self.quotes += 1
        if name in _BLOCKS:
            self._end_line(start)
            self.line.clear()
            self.opened = -1
            self.level += name in ("li", "dd")
            return
        node = Node(self.tree, number)
        if name == "span" and node.get("data-mw-comment-start", "\0") != "\0":
            self.name = node.get("id")
            return
        if self.start < 0 and self.opened < 0:
            self.opened = start
        user = self._user(node) if name == "a" else None
        self.line.append(_Event(start, user=user, opens=True))
        if name in _PICTURES:
            self._leaf(start)

    def _close(self, number: int) -> None:
        name = self.tree.names[number]
        if name in _QUOTES:
            self.quotes -= 1
        if name in _BLOCKS:
            self._end_line(self.tree.inside_ends[number])
            self.line.clear()
            self.level -= name in ("li", "dd")

    def _user(self, node: Node) -> str | None:
        address = node.get("href")
        if not address:
            return self.owner if "selflink" in node.get("class") else None
        title = title_of(address)
        return user_of(title) if title else None

    def _text(self, start: int, end: int) -> None:
        if end <= start:
            return
        text = self.source[start:end]
        if text.isspace():
            return
        if "<" in text:
            text = _without_comments(text)
        if "&" in text:
            text = unescape(text)
        if not text.strip():
            return
        self._leaf(start)
        if self.signature is not None and text.strip(_AFTER):
            self.signature = _not_last(self.signature)
        before = 0
        if not self.quotes:
            for stamp in stamps(text):
                self.line.append(_Event(start, stamp.start - before))
                before = stamp.start
                self._sign(stamp, rest=text[stamp.end :])
        rest = text[before:]
        self.line.append(_Event(start, len(rest), apart=parts_links(rest)))

    def _leaf(self, start: int) -> None:
        if self.start >= 0:
            return
        self.start = self.opened if self.opened >= 0 else start
        self.start_level = self.level

    def _sign(self, stamp: Stamp, rest: str) -> None:
        """Takes a time for the end of a remark where somebody's link stands before it."""
        signature = self._signature(stamp)
        if signature is None:
            return
        if self.signature is not None:  # a second one in a line: an addition by the same writer
            self.signature = _not_last(self.signature)
            return
        self.signature = signature if not rest.strip(_AFTER) else _not_last(signature)
        self.end_level = self.level

    def _signature(self, stamp: Stamp) -> Signature | None:
        author: str | None = None
        start = length = 0
        place = len(self.line)
        for number in range(len(self.line) - 1, max(-1, len(self.line) - _MOST_EVENTS), -1):
            event = self.line[number]
            if length >= _REACH:
                break
            length += event.length
            if author is not None and event.apart:
                break
            if event.user is not None and author in (None, event.user):
                author, start, place = event.user, event.start, number
        if author is None:
            return None
        while place > 0 and self.line[place - 1].opens:
            place -= 1
            start = self.line[place].start
        return Signature(author, stamp.posted, start)

    def _end_line(self, place: int) -> None:
        """Ends a remark that is signed."""
        signature = self.signature
        if signature is None:
            return
        written = self.source[self.start : place]
        kept = written.rstrip()
        dash = _DASH.search(written, 0, max(0, signature.start - self.start))
        signed_at = len(self.prefix) + (dash.start() if dash else 0)
        self.found[-1].remarks.append(
            Remark(
                body=self.prefix + kept,
                level=min(self.start_level, self.end_level),
                author=signature.author,
                posted=signature.posted,
                signed_at=signed_at if signature.last else None,
                name=self.name,
                outdents=self.outdents,
                fresh=bool(self.prefix),
            )
        )
        self.prefix = ""
        self._next()

    def _heading(self, node: Node) -> None:
        self._end_line(node.start)
        self.line.clear()
        headline = first(node, ".mw-headline")
        shown = headline if headline is not None else node
        inside = shown.html_without(select(shown, ".mw-editsection"))
        title = words_of(inside)
        if int(node.name[1]) > _TOP:
            self._leave(node.start)
            self.prefix += f"<{node.name}>{inside.strip()}</{node.name}>\n"
            self._next()
            return
        self._end_section(node.start)
        self.found.append(Section(title, shown.get("id") or node.get("id")))

    def _leave(self, place: int) -> None:
        """Keeps what nobody signed."""
        if self.start < 0:
            return
        body = _without_ends(self.source[self.start : place])
        if words_of(body):
            written, fresh = self.prefix + body, bool(self.prefix)
            kept = Remark(written, self.start_level, outdents=self.outdents, fresh=fresh)
            self.found[-1].remarks.append(kept)
            self.prefix = ""

    def _end_section(self, place: int) -> None:
        self._leave(place)
        if self.prefix:
            self.found[-1].notes.append(
                f"left out: a heading with nothing below it, “{words_of(self.prefix)[:80]}”"
            )
        self.prefix = ""
        self._next()


def _not_last(signature: Signature) -> Signature:
    return Signature(signature.author, signature.posted, signature.start, last=False)


def _without_ends(written: str) -> str:
    """Leaves out the end tags of blocks that begin before a remark."""
    kept = written.rstrip()
    while (end := next((e for e in _BLOCK_ENDS if kept.endswith(e)), "")) and kept:
        kept = kept[: -len(end)].rstrip()
    return kept


def _without_comments(text: str) -> str:
    parts, place = [], 0
    for start, end, _, _ in tokens(text):
        parts.append(text[place:start])
        place = end
    return "".join([*parts, text[place:]])
