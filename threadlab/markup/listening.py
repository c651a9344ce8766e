"""Who speaks in the lines of HTML: attributions, the heads of mails, marked lines.

Elements tell much, but not all: "Ann wrote:" may stand above a quote or be its first line, what
Outlook quotes begins below "From: Ann" and ends with the mail.
"""

from collections.abc import Callable

from threadlab.markup.addresses import is_reference
from threadlab.markup.attributions import LONGEST, attribution, opens
from threadlab.markup.elements import ATTRIBUTION, CONTAINER, HEADERS, QUOTE, SHELL
from threadlab.markup.frames import First, Frame, Tag
from threadlab.markup.letterheads import (
    Field,
    header_field,
    is_announcement,
    is_head,
    is_parting,
    is_rule,
    sender,
)
from threadlab.markup.lines import Voice
from threadlab.markup.prompts import looks_like_code
from threadlab.markup.speakers import is_quote_word, name_in_title
from threadlab.markup.visible import Manner, Seen, Sheet

_HEARD = frozenset(("own", "quote"))  # kinds of words of which lines may be an attribution
_MARKED_WORDS = 200  # marks before a line of text that are counted
_MOST_FIELDS = 20


def parts_mails(line: str) -> bool:
    """Says whether a line parts a mail from what is quoted below it."""
    return is_parting(line) or is_announcement(line) or is_rule(line)


class Listener:
    """Keeps what is open and tells its sheet who speaks.

    Attributes:
        sheet: Where the words are written.
        frames: What is open, innermost last.
        pending: Who is named by an attribution whose quote has not come yet.
        link: The post that the present attribution links to.
    """

    def __init__(self, body: str) -> None:
        self.sheet = Sheet(body)
        self.frames: list[Frame] = []
        self.pending: Voice | None = None
        self.link: str | None = None
        self._fields: list[Field] = []  # headers of a mail in the last lines
        self._head: Seen | None = None  # the first of these lines
        self._marked: Manner | None = None  # of the line before, if marked with ">"

    # Frames

    def is_within(self, role: str) -> bool:
        """Says whether the innermost frame has a role."""
        return bool(self.frames) and self.frames[-1].role == role

    def push(self, frame: Frame) -> None:
        """Opens a frame; what stands before it is written."""
        place = frame.start
        self.finish_line(place)
        top = self.frames[-1] if self.frames else None
        if top is not None and frame.role in (QUOTE, SHELL):
            top.first = None  # such a line names who is quoted deeper
            top.content = True
        elif top is not None and top.first is not None:
            self.apply_first(top)
        if frame.role != CONTAINER:
            self.sheet.flush(place, carry=True)
            self.sheet.manner = frame.manner
            self.link = None
            self._marked = None
        self.frames.append(frame)

    def end_frames(self, level: int, place: int) -> None:
        """Closes all frames whose elements are closed."""
        while self.frames and self.frames[-1].level >= level:
            self.finish_line(place)
            self.close(place)

    def close(self, place: int) -> None:
        """Closes the innermost frame."""
        frame = self.frames.pop()
        sheet = self.sheet
        if frame.role == CONTAINER:
            return
        text = sheet.run() if frame.role in (ATTRIBUTION, HEADERS) else ""
        sheet.flush(place)
        self._marked = None
        sheet.manner = self.frames[-1].manner if self.frames else Manner()
        if frame.role == ATTRIBUTION:
            self._name(frame, text)
        elif frame.role == HEADERS:
            fields = [header_field(line) for line in text.split("\n")]
            voice = frame.voice or Voice()
            voice.said_by = sender([field for field in fields if field])
            self._quote_the_rest(voice, place)

    def _name(self, frame: Frame, text: str) -> None:
        """Reads an attribution that is complete."""
        voice = frame.voice or Voice()
        top = self.frames[-1] if self.frames else None
        if voice.said_by is None:
            known = name_in_title(text, is_cite=frame.tag == "cite")
            voice.said_by = known.said_by
            voice.said_in = voice.said_in or known.said_in
        voice.said_in = voice.said_in or self.link
        self.link = None
        if top is None or top.voice is not voice:
            self.pending = voice

    def _quote_the_rest(self, voice: Voice, place: int) -> None:
        """Opens a quote that ends with what it lies in."""
        self.frames.append(self._rest(voice, place))
        self.sheet.manner = self.frames[-1].manner

    def _rest(self, voice: Voice, place: int) -> Frame:
        """Gives the frame of a quote that ends with what it lies in."""
        top = self.frames[-1] if self.frames else None
        if top is not None:
            top.content, top.first = True, None
        manner = Manner("quote", self.sheet.manner.depth + 1, voice)
        frame = Frame(QUOTE, Tag("", place, top.level if top else -1), manner)
        frame.attributed = True
        return frame

    # Lines

    def finish_line(self, place: int) -> None:
        """Ends the line before another voice begins; headers of a mail are complete then."""
        if not self.sheet.line_empty:
            self.end_line(place)
        if self._head is not None:
            self._end_headers()

    def end_line(self, place: int) -> None:
        """Ends the present line and finds out whether it tells who speaks."""
        sheet = self.sheet
        seen = sheet.end_line(place)
        if seen is None:
            if self._head is not None:
                self._end_headers()
            elif self._marked is not None:
                sheet.reword("\n", self._marked)
                self._marked = None
            return
        if sheet.manner.kind not in _HEARD:
            return
        top = self.frames[-1] if self.frames else None
        text = seen.text
        if text[0] == ">" and self._mark(seen, text):
            return
        self._marked = None
        field = header_field(text) if ":" in text or "：" in text else None
        if field is not None and len(self._fields) < _MOST_FIELDS:
            self._begin_headers(seen)
            self._fields.append(field)
        elif self._head is not None:
            seen = self._end_headers(seen)
            top = self.frames[-1] if self.frames else None
        if self.pending is not None and field is None:
            seen = self._end_pending(seen)
        elif top is not None and top.is_fresh and field is None:
            seen = self._begin_words(top, seen)
        sheet.recent.append(seen)

    def _begin_words(self, top: Frame, seen: Seen) -> Seen:
        """Takes the first lines of a quote: the first may name who is quoted."""
        if top.first is not None:
            shift = self.apply_first(top)
            return seen._replace(part=seen.part - shift)
        voice = top.voice
        if not top.attributed and voice is not None and voice.said_by is None:
            named = attribution(seen.text) if len(seen.text) <= LONGEST else None
            if named is not None:
                top.first = First(named, self.sheet.next_line(), self.link)
                return seen
        top.content = True
        return seen

    def apply_first(self, frame: Frame) -> int:
        """Makes the first line of a quote its attribution; gives how much was cut off its run."""
        first, frame.first = frame.first, None
        frame.content = True
        if first is None or frame.voice is None:
            return 0
        frame.attributed = True
        frame.voice.said_by = first.named.name
        frame.voice.said_in = frame.voice.said_in or first.link
        manner = Manner("attribution", frame.manner.depth - 1, frame.voice)
        self.sheet.cut(first.following, manner)
        return first.following.part

    def _end_pending(self, seen: Seen) -> Seen:
        """Words after an attribution: in a mail program's container these are the quote."""
        voice, self.pending = self.pending, None
        if voice is None or not self.is_within(CONTAINER):
            return seen
        return self._cut_and_quote(seen, voice)

    def _cut_and_quote(self, seen: Seen, voice: Voice) -> Seen:
        """Opens a quote that begins with a line that has just ended."""
        sheet = self.sheet
        sheet.cut(seen)
        self._quote_the_rest(voice, seen.start)
        self.frames[-1].content = True
        return seen._replace(part=0)

    def _begin_headers(self, seen: Seen) -> None:
        if self._head is None:
            recent = self.sheet.recent
            self._head = recent[-1] if recent and parts_mails(recent[-1].text) else seen

    def _end_headers(self, following: Seen | None = None) -> Seen:
        """Takes header lines, if they are a mail's head, for the attribution of what follows."""
        sheet = self.sheet
        head, fields = self._head, self._fields
        following = following or sheet.next_line()
        self._head, self._fields = None, []
        if head is None or not is_head(fields):
            return following
        top = self.frames[-1] if self.frames else None
        within = top is not None and top.is_fresh and not top.attributed and top.first is None
        voice = (top.voice if top is not None and within else None) or Voice()
        voice.said_by = voice.said_by or sender(fields)
        depth = sheet.manner.depth
        manner = Manner("attribution", depth - within, voice)
        following = sheet.assign(head, following, manner)
        if top is not None and within:
            top.attributed = True
            return following
        self._quote_the_rest(voice, following.start)
        return following

    def _mark(self, seen: Seen, text: str) -> bool:
        """Takes a line with ">" before it for a quote, as in plain text; False: it is none."""
        sheet = self.sheet
        if is_reference(text):
            return False
        bare = text[:_MARKED_WORDS].lstrip("> \t")
        depth = text[: len(text[:_MARKED_WORDS]) - len(bare)].count(">")
        if sheet.pre or looks_like_code(bare) or bare[:1] in ("!", ":", "_", "="):
            return False
        voice = self._marked.voice if self._marked is not None else None
        now = sheet.manner.depth + depth
        if self._marked is None or self._marked.depth != now or voice is None:
            voice = Voice()
            if self._marked is None:
                seen = self.attribute_above(voice, seen)
        self._marked = Manner("quote", now, voice)
        if self.frames:
            self.frames[-1].content, self.frames[-1].first = True, None
        kept = text[len(text[:_MARKED_WORDS]) - len(bare) :]
        sheet.cut(seen)
        sheet.reword(f"{kept}\n", self._marked)
        return True

    # Lines above

    def attribute_above(self, voice: Voice, following: Seen) -> Seen:
        """Takes the lines above a quote for its attribution where they read as one."""
        sheet = self.sheet
        lines = [seen for seen in sheet.recent if seen.part < following.part]
        if not lines or sheet.manner.kind not in ("own", "quote"):
            return following
        found: tuple[Seen, str | None] | None = None
        joined = ""
        for number, seen in enumerate(reversed(lines)):
            joined = f"{seen.text.strip()} {joined}"
            if len(joined) > LONGEST:
                break
            opening = opens(seen.text)
            named = attribution(joined) if opening or not number else None
            if named is not None:
                found = (seen, named.name)
            if named is not None and opening:
                break
        if found is None and is_quote_word(lines[-1].text):
            found = (lines[-1], None)
        if found is None:
            return following
        voice.said_by = found[1]
        manner = Manner("attribution", sheet.manner.depth, voice)
        return sheet.assign(found[0], following, manner)

    def take_above(self, fits: Callable[[str], bool], kind: str, place: int) -> None:
        """Gives the line above an element another kind if it fits."""
        self.finish_line(place)
        sheet = self.sheet
        if sheet.recent and fits(sheet.recent[-1].text):
            manner = Manner(kind, sheet.manner.depth)
            sheet.assign(sheet.recent[-1], sheet.next_line(), manner)
