"""HTML: blockquote, cite and aside.quote; entities decoded and white space as a reader sees it."""

import re
from html import unescape

from threadlab.markup.attributions import LONGEST, attribution
from threadlab.markup.bbcode import read_voice
from threadlab.markup.lines import Line, Voice
from threadlab.markup.tags import Token, tokens

_BREAK_NAMES = """
    address article aside blockquote br dd details div dl dt fieldset figcaption figure footer form
    h1 h2 h3 h4 h5 h6 header hr li main nav ol p pre section summary table td th tr ul
"""
_BREAKS = frozenset(_BREAK_NAMES.split())
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,31});?")
_SPACE = re.compile(r"[ \t\r\n\f]+")
_ATTRIBUTE = re.compile(
    r"\s(class|data-username|data-post|data-author|data-quote|cite)\s*=\s*"
    r"(?:\"([^\"]{0,300})\"|'([^']{0,300})'|([^\s>\"']{1,300}))",
    re.IGNORECASE,
)
_POST_LINK = re.compile(r"(?:#msg|#post-?|#p|\.msg|/posts?/|[?&]p=)(\d{1,20})")
_LONGEST_TAG = 2000  # of a longer tag, attributes are not read


class _Frame:
    """A quote that is open: its tag, whose words it holds, how deep it is."""

    __slots__ = ("depth", "in_header", "tag", "voice")

    def __init__(self, tag: str, voice: Voice, depth: int, *, in_header: bool = False) -> None:
        self.tag = tag
        self.voice = voice
        self.depth = depth
        self.in_header = in_header  # Discourse names the writer before the inner blockquote


def html_lines(body: str) -> list[Line]:
    """Gives the lines of a body in HTML."""
    reader = _Reader(body)
    for token in tokens(body):
        reader.take(token)
    reader.flush(len(body))
    return reader.lines


class _Reader:
    """Walks the tokens of a body and writes its lines; a line ends where a reader sees it end."""

    def __init__(self, body: str) -> None:
        self.body = body
        self.lines: list[Line] = []
        self.frames: list[_Frame] = []
        self.start = 0
        self.parts: list[str] = []
        self.at_line_start = True
        self.pre = 0
        self.cite: _Frame | None = None

    def take(self, token: Token) -> None:
        name = token.name
        if name == "":
            self._words(self.body[token.start : token.end])
            return
        if name == "cite" and self.frames:
            self._open_cite()
        elif self.cite is not None and (name == "/cite" or name.lstrip("/") in _BREAKS):
            self._close_cite(token)
        if name == "blockquote" or (name == "aside" and "quote" in self._attribute(token, "class")):
            self._open_quote(token)
        elif name in ("/blockquote", "/aside"):
            self._close_quote(token)
        elif name.lstrip("/") in _BREAKS:
            self._break(token)

    def flush(self, end: int) -> None:
        """Ends the line that is being written."""
        if end <= self.start:
            return
        text = "".join(self.parts)
        frame = self.frames[-1] if self.frames else None
        if self.cite is not None:
            line = Line(self.start, end, text, "attribution", self.cite.depth - 1, self.cite.voice)
        elif frame is None:
            line = Line(self.start, end, text)
        elif frame.in_header:
            line = Line(self.start, end, text, "attribution", frame.depth - 1, frame.voice)
        else:
            line = Line(self.start, end, text, "quote", frame.depth, frame.voice)
        self.lines.append(line)
        self.start = end
        self.parts = []

    def _words(self, raw: str) -> None:
        if "&" in raw:
            raw = _ENTITY.sub(lambda m: unescape(m[0]), raw)
        if not self.pre:
            raw = _SPACE.sub(" ", raw)
            if self.at_line_start:
                raw = raw.lstrip(" ")
        if raw:
            self.parts.append(raw)
            self.at_line_start = raw.endswith("\n")

    def _break(self, token: Token) -> None:
        name = token.name
        if name == "pre":
            self.pre += 1
        elif name == "/pre":
            self.pre = max(0, self.pre - 1)
        if name == "br" or not self.at_line_start:
            self.parts.append("\n")
        self.at_line_start = True
        self.flush(token.end)

    def _open_quote(self, token: Token) -> None:
        if not self.at_line_start:
            self.parts.append("\n")
            self.at_line_start = True
        self.flush(token.start)
        outer = self.frames[-1] if self.frames else None
        if outer is not None and outer.in_header and token.name == "blockquote":
            outer.in_header = False
            self.frames.append(_Frame("blockquote", outer.voice, outer.depth))
            return
        voice = self._voice(token)
        if voice.said_by is None:
            self._attribute_above(voice)
        depth = outer.depth + 1 if outer else 1
        self.frames.append(_Frame(token.name, voice, depth, in_header=token.name == "aside"))

    def _close_quote(self, token: Token) -> None:
        if not self.frames or token.name[1:] not in (self.frames[-1].tag, "blockquote"):
            self._break(token)
            return
        if not self.at_line_start:
            self.parts.append("\n")
            self.at_line_start = True
        self.flush(token.end)
        if self.frames[-1].tag == token.name[1:]:
            self.frames.pop()

    def _open_cite(self) -> None:
        frame = self.frames[-1]
        if frame.voice.said_by is not None or any(part.strip() for part in self.parts):
            return  # a title named in the text
        self.cite = frame

    def _close_cite(self, token: Token) -> None:
        assert self.cite is not None  # noqa: S101 - asked for by the caller
        text = "".join(self.parts).strip()
        known = read_voice(text) if "author=" in text else None
        named = attribution(text)
        voice = self.cite.voice
        if known is not None:
            voice.said_by, voice.said_in = known.said_by, known.said_in or voice.said_in
        elif named is not None:
            voice.said_by = named.name
        elif 0 < len(text) <= 80:
            voice.said_by = text.strip(" :—–-") or None
        self.parts.append("\n")
        self.at_line_start = True
        self.flush(token.end)
        self.cite = None

    def _attribute_above(self, voice: Voice) -> None:
        """Takes the line above a quote for its attribution where it reads as one."""
        last = len(self.lines) - 1
        while last >= 0 and last > len(self.lines) - 4 and not self.lines[last].text.strip():
            last -= 1
        if last < 0 or self.lines[last].kind not in ("own", "quote"):
            return
        line = self.lines[last]
        if len(line.text) > LONGEST or line.depth != len(self.frames):
            return
        named = attribution(line.text)
        if named is None:
            return
        voice.said_by = named.name
        for k in range(last, len(self.lines)):
            self.lines[k] = self.lines[k]._replace(kind="attribution", voice=Voice(named.name))

    def _attribute(self, token: Token, key: str) -> str:
        return self._attributes(token).get(key, "")

    def _attributes(self, token: Token) -> dict[str, str]:
        if token.end - token.start > _LONGEST_TAG:
            return {}
        found = _ATTRIBUTE.finditer(self.body, token.start, token.end)
        return {m[1].lower(): unescape(m[2] or m[3] or m[4] or "") for m in found}

    def _voice(self, token: Token) -> Voice:
        attributes = self._attributes(token)
        name = attributes.get("data-username") or attributes.get("data-author")
        post = attributes.get("data-post") or None
        link = _POST_LINK.search(attributes.get("cite", ""))
        return Voice(name, post or (link[1] if link else None))
