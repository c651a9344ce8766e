"""HTML: the quotes of mail programs and forums; words and white space as a reader sees them."""

import re

from threadlab.markup.attributions import attribution
from threadlab.markup.elements import (
    ATTRIBUTION,
    CONTAINER,
    CONTENT,
    HEADERS,
    MARKER,
    NOTHING,
    QUOTE,
    SHELL,
    SIGNATURE,
    WEAK,
    Element,
    element,
    leads_to_topic,
    linked_post,
)
from threadlab.markup.frames import Frame, Tag
from threadlab.markup.lines import Line, Voice
from threadlab.markup.listening import Listener, parts_mails
from threadlab.markup.openings import HELD, Openings
from threadlab.markup.speakers import is_quote_word
from threadlab.markup.tags import Token, tokens
from threadlab.markup.visible import Manner

_CELLS = frozenset(("td", "th"))
_BREAKS = HELD - _CELLS - {"span", "cite"}
_HELD_ENDS = frozenset("/" + name for name in HELD)
_ODD = frozenset(("cite", "table"))  # what they are depends on what stands before them
_BARE = _ODD | {"blockquote"}  # of interest without attributes
_QUOTES = frozenset((QUOTE, SHELL, WEAK))
_WORDLESS = frozenset((ATTRIBUTION, MARKER, HEADERS))  # in these is nothing but words
_LINE_ENDS = re.compile(
    r"\s{0,200}+(?:$|</|<(?:br|p|div|ul|ol|table|blockquote|footer)\b)", re.IGNORECASE
)


def html_lines(body: str) -> list[Line]:
    """Gives the lines of a body in HTML."""
    return _Reader(body).read()


def _is_signature_mark(line: str) -> bool:
    return line.strip() == "--"


def _fills(top: Frame, tag: Tag, found: Element) -> bool:
    """Says whether a quote in a quote without words is the same quote once more."""
    if found.role == WEAK:
        return True
    return tag.name == "blockquote" and top.tag != "blockquote" and found.said_by is None


class _Reader(Listener):
    """Walks the tags of a body."""

    def __init__(self, body: str) -> None:
        super().__init__(body)
        self.body = body
        self.open = Openings()
        self.names: dict[str, str] = {}  # by id of a comment, who said it

    def read(self) -> list[Line]:
        body, say, place = self.body, self.sheet.say, 0
        for token in tokens(body):
            start, end, name, attributes = token
            if start > place:
                say(place, start)
            place = end
            if name in HELD:
                self._start(token)
            elif name[0] == "/":
                if name in _HELD_ENDS:
                    self._end(name[1:], end)
            elif name == "br":
                self.end_line(end)
            elif name == "hr":
                self.finish_line(end)
            elif name == "a" and self.frames and attributes:
                self._note_link(attributes)
        if place < len(body):
            say(place, len(body))
        self.end_frames(0, len(body))
        self.finish_line(len(body))
        self.sheet.finish(len(body))
        return self.sheet.lines

    # Elements

    def _start(self, token: Token) -> None:
        start, _, name, attributes = token
        sheet = self.sheet
        level = self.open.open(name)
        if self.frames and self.frames[-1].level >= level:
            self.end_frames(level, start)
        if name in _BREAKS:
            if not sheet.line_empty:
                self.end_line(start)
            if name == "pre":
                sheet.pre += 1
        elif name in _CELLS:
            sheet.tab()
        if attributes or name in _BARE:
            found = element(name, attributes)
            if found is not NOTHING or name in _ODD:
                self._enter(Tag(name, start, level), found)

    def _end(self, name: str, place: int) -> None:
        if name in _BREAKS:
            if not self.sheet.line_empty:
                self.end_line(place)
            if name == "pre":
                self.sheet.pre = max(0, self.sheet.pre - 1)
        elif name == "cite" and self.frames:
            self._end_cite(place)
        level = self.open.close(name)
        if self.frames and self.frames[-1].level >= level:
            self.end_frames(level, place)

    def _enter(self, tag: Tag, found: Element) -> None:
        """Opens the frame of an element that is something special."""
        role = found.role
        if tag.name == "cite":
            self._enter_cite(tag)
        elif role in _QUOTES:
            self._enter_quote(tag, found)
        elif not role:
            self._enter_quoted_table(tag)
        elif not self.frames or self.frames[-1].role not in _WORDLESS:
            self._enter_other(tag, role)

    def _enter_other(self, tag: Tag, role: str) -> None:
        """Opens what is no quote itself."""
        depth = self.sheet.manner.depth
        if role == CONTENT:
            top = self.frames[-1] if self.frames else None
            if top is not None and (top.is_fresh or top.role == SHELL):
                self._begin_content(top, tag.start)
        elif role == CONTAINER:
            frame = Frame(role, tag, self.sheet.manner)
            frame.voice = None
            self.push(frame)
        elif role == HEADERS:
            self.take_above(parts_mails, MARKER, tag.start)
            self.push(Frame(role, tag, Manner("attribution", depth, Voice())))
        elif role == SIGNATURE:
            self.take_above(_is_signature_mark, SIGNATURE, tag.start)
            self.push(Frame(role, tag, Manner(SIGNATURE, depth)))
        elif role == MARKER:
            self.push(Frame(role, tag, Manner(MARKER, depth)))
        elif role == ATTRIBUTION or self._untitled() is not None:
            self._enter_attribution(tag, self._untitled())

    def _enter_attribution(self, tag: Tag, quote: Frame | None) -> None:
        """Opens an attribution: of a quote that is open, or else of the next one."""
        depth = self.sheet.manner.depth
        voice = Voice()
        if quote is not None:
            quote.attributed = True
            depth = quote.manner.depth - (quote.role != SHELL)
            voice = quote.voice or voice
        self.push(Frame(ATTRIBUTION, tag, Manner("attribution", depth, voice)))

    def _enter_cite(self, tag: Tag) -> None:
        """Opens a cite that may name who is quoted: before the words, or after them on a line."""
        top = self.frames[-1] if self.frames else None
        if top is None or top.role not in (QUOTE, SHELL) or top.attributed or top.voice is None:
            return
        if self.sheet.line_empty and not (top.content and top.voice.said_by):
            self._enter_attribution(tag, top)

    def _end_cite(self, place: int) -> None:
        """Takes back a cite that proves to be a title within a sentence."""
        top = self.frames[-1]
        if top.tag != "cite" or top.role != ATTRIBUTION:
            return
        text = self.sheet.run().strip()
        if text.endswith((":", "↑")) or self.link or attribution(text):
            return
        if _LINE_ENDS.match(self.body, place):
            return
        self.frames.pop()
        quote = self.frames[-1]
        quote.attributed = False
        self.sheet.manner = quote.manner

    def _untitled(self) -> Frame | None:
        """Gives the innermost frame if it is a quote without words and without attribution."""
        top = self.frames[-1] if self.frames else None
        if top is None or top.attributed or top.first or not (top.is_fresh or top.role == SHELL):
            return None
        return top

    def _enter_quote(self, tag: Tag, found: Element) -> None:
        self.finish_line(tag.start)
        if self.frames and self.frames[-1].role in _WORDLESS:
            if found.role == WEAK:
                return
            self.close(tag.start)
        top = self.frames[-1] if self.frames else None
        if top is not None and top.role == SHELL and tag.name == "blockquote":
            self._begin_content(top, tag.start)
        elif top is not None and top.is_fresh and _fills(top, tag, found):
            self._fill(top, tag, found)
        else:
            voice = self.pending or Voice()
            named = self.pending is not None
            self.pending = None
            voice.said_by = found.said_by or voice.said_by
            voice.said_in = found.said_in or voice.said_in
            if not named and voice.said_by is None:
                self.attribute_above(voice, self.sheet.next_line())
            self._name_again(voice)
            self._push_quote(tag, found, voice, attributed=named)

    def _name_again(self, voice: Voice) -> None:
        """Names whom a mail quotes further down: its attribution stands above the first quote."""
        container = self.frames[-1] if self.is_within(CONTAINER) else None
        if voice.said_by is None:
            voice.said_by = self.names.get(voice.said_in or "")
            if voice.said_by is None and container is not None and container.voice is not None:
                voice.said_by = container.voice.said_by
        elif container is not None:
            container.voice = voice
        if voice.said_in and voice.said_by:
            self.names[voice.said_in] = voice.said_by

    def _fill(self, top: Frame, tag: Tag, found: Element) -> None:
        """Takes an element for the body of the quote around it."""
        self.apply_first(top)
        if top.tag:
            top.content, top.tag = False, "blockquote"
            return
        self.frames.pop()  # what follows the headers of a mail is this element
        self.sheet.flush(tag.start)
        self.sheet.manner = self.frames[-1].manner if self.frames else Manner()
        self._push_quote(tag, found, top.voice or Voice(), attributed=True)

    def _push_quote(self, tag: Tag, found: Element, voice: Voice, *, attributed: bool) -> None:
        depth = self.sheet.manner.depth
        if found.role == SHELL:
            frame = Frame(SHELL, tag, Manner("attribution", depth, voice))
        else:
            frame = Frame(QUOTE, tag, Manner("quote", depth + 1, voice))
        frame.attributed = attributed
        self.push(frame)

    def _enter_quoted_table(self, tag: Tag) -> None:
        """Opens vBulletin 3's quote: a table below a line that only says "Quote:"."""
        recent = self.sheet.recent
        if recent and is_quote_word(recent[-1].text):
            self._enter_quote(tag, Element(QUOTE))

    def _begin_content(self, frame: Frame, place: int) -> None:
        """Ends the attribution that a quote begins with."""
        self.finish_line(place)
        if frame.first is not None:
            self.apply_first(frame)
        self.sheet.flush(place, carry=True)
        if frame.role == SHELL:
            _, depth, voice = frame.manner
            frame.role, frame.manner = QUOTE, Manner("quote", depth + 1, voice)
        voice = frame.voice or Voice()
        voice.said_in = voice.said_in or self.link
        self.link = None
        frame.attributed, frame.content, frame.tag = True, False, "blockquote"
        self.sheet.manner = frame.manner

    def _note_link(self, attributes: str) -> None:
        """Keeps the post that a link in an attribution leads to."""
        top = self.frames[-1]
        if not (top.is_fresh or top.role in (ATTRIBUTION, SHELL)):
            return
        if top.voice is not None and leads_to_topic(attributes):
            top.voice.said_in = None  # Discourse names a post of another topic
        else:
            self.link = linked_post(attributes) or self.link
