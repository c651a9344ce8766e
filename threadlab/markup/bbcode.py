"""BBCode: quotes nested, named and unclosed; markdown in and around them."""

import re
from collections.abc import Iterable
from itertools import chain, islice

from threadlab.markup.attributions import LONGEST, attribution
from threadlab.markup.lines import Line, Voice
from threadlab.markup.quote_tags import QuoteTag, quote_tags, read_quoted
from threadlab.markup.quoted import markdown_lines

_INLINE = re.compile(r"\[/?[a-zA-Z*]{1,10}(?:=[^\[\]\n]{0,80})?\]")
_KEPT = 20_000
_BLANK_LINE = re.compile(r"\n[ \t\r]{0,80}\n")


def bbcode_lines(body: str) -> list[Line]:
    """Gives the lines of a body in BBCode; in its words also those of markdown.

    A quote that nobody closes ends at the next blank line, or with the body if there is none:
    what follows a forgotten tag is more often the writer's own answer.
    """
    if "[" not in body:
        return markdown_lines(body)
    found = quote_tags(body)
    first = list(islice(found, _KEPT))
    if not first:
        return markdown_lines(body)
    paired = _paired(chain(first, found))
    # Very many tags are found twice, which takes less memory than to keep them all.
    tags = first if len(first) < _KEPT else quote_tags(body)
    return _Writer(body).write(tags, paired)


def _paired(tags: Iterable[QuoteTag]) -> bytearray:
    """Says of each quote tag whether it has a partner."""
    open_tags: list[int] = []
    paired = bytearray()
    for tag in tags:
        if tag.attributes is not None:
            open_tags.append(len(paired))
            paired.append(0)
        elif open_tags:
            paired[open_tags.pop()] = 1
            paired.append(1)
        else:
            paired.append(0)
    return paired


def _placed(lines: list[Line], offset: int) -> list[Line]:
    """Gives the lines of a part of the body their places in the body."""
    if not offset:
        return lines
    return [line._replace(start=line.start + offset, end=line.end + offset) for line in lines]


class _Writer:
    """Writes the lines between quote tags."""

    def __init__(self, body: str) -> None:
        self.body = body
        self.lines: list[Line] = []
        self.voices: list[Voice] = []
        self.unclosed: set[int] = set()  # depths at which quotes that nobody closes are open
        self.fresh = False  # a quote without a name has begun, its first line may name

    def write(self, tags: Iterable[QuoteTag], paired: bytearray) -> list[Line]:
        place = 0
        for tag, closed in zip(tags, paired, strict=True):
            self._text(place, tag.start)
            self._tag(tag, closed=closed > 0)
            place = tag.end
        self._text(place, len(self.body))
        return self.lines

    def _tag(self, tag: QuoteTag, *, closed: bool) -> None:
        if tag.attributes is not None:
            said_by, said_in = read_quoted(tag.attributes) if tag.attributes else (None, None)
            voice = Voice(said_by, said_in)
            if said_by is None:
                self._attribute_above(voice)
            self.voices.append(voice)
            self.fresh = voice.said_by is None
            if not closed:
                self.unclosed.add(len(self.voices))
        self._add(tag.start, tag.end, "")
        if tag.attributes is None and closed:
            self._drop()

    def _drop(self) -> None:
        self.unclosed.discard(len(self.voices))
        self.voices.pop()

    def _text(self, start: int, end: int) -> None:
        """Adds the text between two tags; a blank line ends quotes that nobody closes."""
        body = self.body
        while start < end and len(self.voices) in self.unclosed:
            blank = _BLANK_LINE.search(body, start, end)
            if blank is None:
                break
            if body[start : blank.start()].strip():
                self._words(start, blank.start())
                start = blank.start()
            self._drop()
        if start < end:
            self._words(start, end)

    def _words(self, start: int, end: int) -> None:
        """Adds words; what markdown quotes in a quote lies deeper than that."""
        body = self.body
        text = body[start:end]
        if not self.voices:
            if self.lines and text.isspace():  # belongs to what stands before it
                self.lines.append(self.lines[-1]._replace(start=start, end=end, text=text))
            else:
                self.lines.extend(_placed(markdown_lines(text), start))
            return
        if self.fresh:
            start = self._name_first(start, end)
            text = body[start:end]
        if ">" not in text:
            if text:
                self._add(start, end, text)
            return
        depth, voice = len(self.voices), self.voices[-1]
        for line in _placed(markdown_lines(text), start):
            kind = "quote" if line.kind == "own" else line.kind
            spoken = line.voice if line.depth or line.kind == "attribution" else voice
            self.lines.append(line._replace(kind=kind, depth=line.depth + depth, voice=spoken))

    def _add(self, start: int, end: int, text: str) -> None:
        if self.voices:
            line = Line(start, end, text, "quote", len(self.voices), self.voices[-1])
        else:
            line = Line(start, end, text)
        self.lines.append(line)

    def _name_first(self, start: int, end: int) -> int:
        """Reads the first line of a quote without a name; gives where its words begin."""
        body = self.body
        first = start
        while first < end and body[first].isspace():
            first += 1
        if first == end:
            return start
        self.fresh = False
        stop = body.find("\n", first, min(end, first + LONGEST))
        if stop < 0:
            return start
        named = attribution(_INLINE.sub("", body[first:stop]))
        if named is None or not body[stop:end].strip():
            return start
        voice = self.voices[-1]
        voice.said_by = named.name
        begin = self.lines.pop().start  # the tag
        text, depth = body[start : stop + 1], len(self.voices) - 1
        self.lines.append(Line(begin, stop + 1, text, "attribution", depth, voice))
        return stop + 1

    def _attribute_above(self, voice: Voice) -> None:
        """Takes the line above a quote without a name for its attribution where it reads as one."""
        if not self.lines:
            return
        last = self.lines[-1]
        if last.kind not in ("own", "quote") or last.depth != len(self.voices):
            return
        words = last.text.rstrip()
        kept = last.text[: words.rfind("\n") + 1]
        if len(words) - len(kept) > LONGEST:
            return
        named = attribution(_INLINE.sub("", words[len(kept) :]))
        if named is None:
            return
        voice.said_by = named.name
        written = len(self.body[last.start : last.end].rstrip())
        cut = max(last.start, self.body.rfind("\n", last.start, last.start + written) + 1)
        self.lines.pop()
        if cut > last.start:
            self.lines.append(last._replace(end=cut, text=kept))
        text = self.body[cut : last.end]
        self.lines.append(Line(cut, last.end, text, "attribution", last.depth, voice))
