"""BBCode: [quote], [quote=name], [quote="user, post:3, topic:9"], nested and unclosed."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from threadlab.markup.lines import Line, Voice
from threadlab.markup.quoted import markdown_lines

_TAG = re.compile(r"\[(/?)(quote|code|pre|noparse)\b([^\]\n]{0,400})\]", re.IGNORECASE)
_NAME = re.compile(r"(?:name|author|username)\s{0,3}=\s{0,3}[\"']?([^\"'=]{1,100})", re.IGNORECASE)
_PLACE = re.compile(
    r"(?:(?<=\W)|^)(?:post|pid|post_id|msg_id|msg|p)\s{0,3}[:=]\s{0,3}[\"']?(\w{1,40})|#msg(\d{1,20})",
    re.IGNORECASE,
)
_POST_NUMBER = re.compile(r";(\d{1,20})$")  # vBulletin: [quote=Ann;12345]
_VERBATIM = {"code", "pre", "noparse"}


class _Tag(NamedTuple):
    start: int
    end: int
    opens: bool
    attributes: str


def bbcode_lines(body: str) -> list[Line]:
    """Gives the lines of a body in BBCode; outside its quotes also those of markdown.

    A quote that nobody closes ends at the next blank line, or with the body if there is none:
    what follows a forgotten tag is more often the writer's own answer.
    """
    if "[" not in body:
        return markdown_lines(body)
    tags = list(_quote_tags(body))
    closed = _closed(tags)
    lines: list[Line] = []
    stack: list[tuple[Voice, bool]] = []
    place = 0
    for tag in tags:
        place = _text(body, place, tag.start, stack, lines)
        if tag.opens:
            stack.append((read_voice(tag.attributes), tag.start in closed))
            _add(lines, tag.start, tag.end, "", stack)
        elif stack and tag.start in closed:
            _add(lines, tag.start, tag.end, "", stack)
            stack.pop()
        else:  # closes nothing: a stray tag has no words
            _add(lines, tag.start, tag.end, "", stack)
        place = tag.end
    _text(body, place, len(body), stack, lines)
    return lines


def _quote_tags(body: str) -> Iterator[_Tag]:
    """Gives the quote tags that stand outside code."""
    tags = list(_TAG.finditer(body))
    last_close = {m[2].lower(): m.start() for m in tags if m[1]}
    verbatim = ""
    for m in tags:
        name = m[2].lower()
        if verbatim:
            verbatim = "" if m[1] and name == verbatim else verbatim
        elif name in _VERBATIM:
            if not m[1] and last_close.get(name, -1) > m.start():
                verbatim = name
        elif m[1] or not m[3] or m[3][0] in "= :":
            yield _Tag(m.start(), m.end(), not m[1], m[3])


def _closed(tags: list[_Tag]) -> set[int]:
    """Gives the places of all tags that have a partner."""
    open_tags: list[int] = []
    closed: set[int] = set()
    for tag in tags:
        if tag.opens:
            open_tags.append(tag.start)
        elif open_tags:
            closed |= {open_tags.pop(), tag.start}
    return closed


def _text(
    body: str, start: int, end: int, stack: list[tuple[Voice, bool]], lines: list[Line]
) -> int:
    """Adds the text between two tags; a blank line ends quotes that nobody closes."""
    while start < end and stack and not stack[-1][1]:
        blank = body.find("\n\n", start, end)
        if blank < 0:
            break
        if blank > start or body[start:blank].strip():
            _add(lines, start, blank, body[start:blank], stack)
        start = blank
        stack.pop()
    if start < end and not stack:
        lines.extend(markdown_lines(body, start, end))
    elif start < end:
        _add(lines, start, end, body[start:end], stack)
    return end


def _add(
    lines: list[Line], start: int, end: int, text: str, stack: list[tuple[Voice, bool]]
) -> None:
    if not stack:
        lines.append(Line(start, end, text))
        return
    lines.append(Line(start, end, text, "quote", len(stack), stack[-1][0]))


def read_voice(attributes: str) -> Voice:
    """Reads who is quoted, and which post, from what stands in the tag."""
    value = attributes.strip()
    named = _NAME.search(value)
    place = _PLACE.search(value)
    said_in = (place[1] or place[2]) if place else None
    if named and not value.startswith("="):
        name = named[1]
        for key in (" link", " date", " post", " url"):
            name = name.split(key)[0]
    else:
        name = value.lstrip("= ").strip("\"'“” ")
        number = _POST_NUMBER.search(name)
        if number:
            said_in, name = number[1], name[: number.start()]
        name = name.split(",")[0] if place else name
        if place and _PLACE.match(name):
            name = ""
    name = name.strip("\"'“” ")
    return Voice(name or None, said_in)
