"""The parts of a MIME message (RFC 2045 to 2049): which of them are said, which are left out.

The message is cut in one walk over its boundary lines, with a stack of open multiparts instead of
recursion, so that ten thousand levels or fifty thousand parts cost no more than their bytes.
"""

from dataclasses import dataclass, field

from threadlab.readers.mail.headers import Head, decoded, parameters, read_head

_FORWARDED = ("message/rfc822", "message/news", "message/global")
_NONE: dict[str, str] = {}  # shared, since a hostile message has a million parts without headers
_LONGEST_BOUNDARY = 200  # RFC 2046 allows 70


@dataclass(slots=True)
class Part:
    """A part of a message, or the text around the parts of a multipart.

    Attributes:
        kind: Its type, such as "text/plain"; "multipart/mixed" and "message/rfc822" hold others.
        options: The parameters of its type.
        fields: Its headers.
        start: Where its payload begins.
        end: Where its payload ends.
        inside: The part that holds it, as an index; -1 for the message itself.
        around: It stands before the first ("preamble") or behind the last ("epilogue") part.
    """

    kind: str
    options: dict[str, str]
    fields: dict[str, str]
    start: int
    end: int
    inside: int
    around: str = ""

    @property
    def holds_parts(self) -> bool:
        """Whether it holds further parts."""
        return self.kind.startswith("multipart/") or self.kind in _FORWARDED

    @property
    def is_forwarded(self) -> bool:
        """Whether it is a message within the message."""
        return self.kind in _FORWARDED

    @property
    def encoding(self) -> str:
        """Its Content-Transfer-Encoding in lower case."""
        stated = self.fields.get("content-transfer-encoding", "").strip().lower()
        return "" if stated in ("7bit", "8bit", "binary") else stated

    @property
    def name(self) -> str:
        """The file name it goes by; "" for none."""
        _, options = parameters(self.fields.get("content-disposition", ""))
        return decoded(options.get("filename") or self.options.get("name", ""))

    @property
    def is_attached(self) -> bool:
        """Whether it says of itself that it is an attachment."""
        return self.fields.get("content-disposition", "").strip().lower().startswith("attachment")


@dataclass(slots=True)
class _Level:
    """A multipart that is open.

    Attributes:
        part: Its index.
        boundary: What parts its parts.
        hidden: The level of the multipart outside it that has the same boundary.
        child: The index of its part that is open; -1 before the first.
    """

    part: int
    boundary: bytes
    hidden: int | None
    child: int = -1


@dataclass(slots=True)
class _Walk:
    """What is known at a boundary line: the parts so far, and the multiparts that are open."""

    data: bytes
    parts: list[Part] = field(default_factory=list)
    open: list[_Level] = field(default_factory=list)
    levels: dict[bytes, int] = field(default_factory=dict)

    def begin(self, part: Part, limit: int) -> None:
        """Takes a part in, and the messages and multiparts that begin with it.

        Args:
            part: The part; its headers are read.
            limit: Where the next line that may be a boundary begins.
        """
        while True:
            self.parts.append(part)
            here = len(self.parts) - 1
            if part.is_forwarded and not part.encoding:
                head = read_head(self.data, part.start, limit)
                part = part_of(head, part.end, here)
                continue
            if part.kind.startswith("multipart/"):
                boundary = part.options.get("boundary", "").encode("latin-1", "replace").rstrip()
                if boundary and len(boundary) <= _LONGEST_BOUNDARY:
                    self.open.append(_Level(here, boundary, self.levels.get(boundary)))
                    self.levels[boundary] = len(self.open) - 1
                    around = Part(
                        "text/plain", _NONE, _NONE, part.start, part.end, here, "preamble"
                    )
                    self.parts.append(around)
                else:
                    part.kind = "text/plain"
            return

    def close(self, count: int) -> None:
        """Closes all but the outermost so many multiparts."""
        while len(self.open) > count:
            level = self.open.pop()
            if level.hidden is None:
                del self.levels[level.boundary]
            else:
                self.levels[level.boundary] = level.hidden


def part_of(head: Head, end: int, inside: int, default: str = "text/plain") -> Part:
    """Makes a part of its headers."""
    kind, options = parameters(head.fields.get("content-type", ""))
    fields = head.fields or _NONE
    return Part(kind or default, options or _NONE, fields, head.body, end, inside)


def cut(data: bytes, head: Head) -> list[Part]:
    """Cuts a message into its parts.

    Args:
        data: The message; its lines end with "\\n".
        head: Its headers.

    Returns:
        The parts, each behind the one that holds it; the message itself is the first.
    """
    walk = _Walk(data)
    place = _next_dashes(data, head.body - 1)
    walk.begin(part_of(head, len(data), -1), place)
    while place < len(data):
        line_end = data.find(b"\n", place)
        line_end = len(data) if line_end < 0 else line_end
        following = _next_dashes(data, line_end)
        depth, closes = _boundary_at(data, place, line_end, walk.levels)
        if depth is None:
            place = following
            continue
        level = walk.open[depth]
        for ended in (len(walk.parts) - 1, level.child):
            if ended > level.part:
                walk.parts[ended].end = max(walk.parts[ended].start, place - 1)
        if len(walk.parts) > level.part + 3 and _is_empty(walk.parts[-1], level.part):
            walk.parts.pop()
        walk.close(depth if closes else depth + 1)
        start = min(line_end + 1, len(data))
        level.child = len(walk.parts)
        if closes:
            walk.parts.append(
                Part("text/plain", _NONE, _NONE, start, len(data), level.part, "epilogue")
            )
        else:
            digest = walk.parts[level.part].kind == "multipart/digest"
            default = "message/rfc822" if digest else "text/plain"
            head = read_head(data, start, following)
            walk.begin(part_of(head, len(data), level.part, default), following)
        place = following
    return walk.parts


def _is_empty(part: Part, inside: int) -> bool:
    """Says whether a part of a multipart has neither headers nor text."""
    return not part.fields and part.start >= part.end and part.inside == inside


def _next_dashes(data: bytes, place: int) -> int:
    """Finds the next line that begins with "--"; the end of the data where there is none."""
    found = data.find(b"\n--", max(0, place))
    return len(data) if found < 0 else found + 1


def _boundary_at(
    data: bytes, place: int, line_end: int, levels: dict[bytes, int]
) -> tuple[int | None, bool]:
    """Says which open multipart a line parts, and whether it closes it."""
    if line_end - place > 2 * _LONGEST_BOUNDARY:
        return None, False
    line = data[place + 2 : line_end].rstrip()
    level = levels.get(line)
    if level is None and line.endswith(b"--"):
        return levels.get(line[:-2].rstrip()), True
    return level, False
