"""The quote tags of BBCode: where they stand, and whom and what they name, in every forum's way."""

import re
from collections.abc import Iterator
from typing import NamedTuple

_QUOTES = frozenset(("quote", "blockquote"))
_NAMES = "quote|blockquote|code|icode|pre|noparse|nobbc|plain|php|html|xml|sql|source|codebox"
# The end of a tag is the "]" behind a closed quotation mark, else the one that its own brackets
# leave over, else the first one.
_TAG_PATTERN = (
    rf"\[(?:/(?P<close>{_NAMES})(?::\w{{1,12}})?\s{{0,3}}\]"
    rf"|(?P<open>{_NAMES})(?P<attributes>(?:[=\s:;]"
    r"(?:\s{0,3}(?P<mark>[\"'])[^\n\"']{0,300}+(?P=mark)(?=\])"
    r"|(?:[^\[\]\n]|\[[^\[\]\n]{0,80}+\]){0,400}+(?=\])"
    r"|[^\]\n]{0,400}+))?)\])"
)
_TAG = re.compile(_TAG_PATTERN, re.IGNORECASE)
_TAG_OR_FENCE = re.compile(
    rf"{_TAG_PATTERN}|^ {{0,3}}(?P<fence>```|~~~)", re.IGNORECASE | re.MULTILINE
)

_WHOLE = re.compile(r"=\s{0,3}(?:\"([^\"\[=:;,&]{1,100})\"|([^\"'\[=:;,&]{1,100}))")
_UID = re.compile(r"^:[0-9a-z]{5,12}(?=$|=)|:[0-9a-z]{5,12}$")
"""phpBB numbers the tags of a post: [quote:1a2b3c="Ann"]."""
_WITH_LINK = re.compile(
    r"([\"'])([^\n]{1,100}?)\1\s{0,3},\s{0,3}[\"']?(https?://[^\"'\s]{1,300})[\"']?"
)
_IN_MARKS = re.compile(r"([\"']).{0,500}\1", re.DOTALL)
_FIRST_IN_MARKS = re.compile(r"([\"'])(?:(?!\1).){0,200}\1\s{1,3}\w{1,12}\s{0,2}=", re.DOTALL)
_KEY = re.compile(
    r"(?:^|[\s,;\"'])(name|author|username|user|by|post_id|post|pid|msg_id|msg|link|url|member|"
    r"topic|topic_id|full|date|dateline|time|timestamp|user_id|uid)\s{0,2}[:=]\s{0,2}",
    re.IGNORECASE,
)
_NAME_KEYS = frozenset(("name", "author", "user", "by"))
_POST_KEYS = frozenset(("post", "post_id", "pid", "msg", "msg_id"))
_LINKED = re.compile(r"(?:#(?:msg|post|p|pid)?-?|\.msg|[?&;](?:p|pid|postid|msg)=)(\d{1,20})", re.I)
_NUMBER = re.compile(r"(?:p|c-|n)?(\d{1,20})")
_INNER_TAG = re.compile(
    r"\[/?(?:b|i|u|s|url|color|size|font|user|member|email)\b[^\[\]]{0,80}\]", re.I
)
_AROUND = " \t\"'“”„«»,;"


class QuoteTag(NamedTuple):
    """A tag that opens or closes a quote.

    Attributes:
        start: Offset of its bracket.
        end: Offset after its last bracket.
        attributes: What stands behind the name; None for a closing tag.
    """

    start: int
    end: int
    attributes: str | None


class Quoted(NamedTuple):
    """Whom and which comment a quote names; None: not said."""

    said_by: str | None
    said_in: str | None


def quote_tags(body: str) -> Iterator[QuoteTag]:
    """Finds the quote tags of BBCode outside code and fences.

    Args:
        body: The BBCode; a code tag that nobody closes is a word.

    Yields:
        The tags in order.
    """
    fenced = "```" in body or "~~~" in body
    pattern = _TAG_OR_FENCE if fenced else _TAG
    last_close: dict[str, int] | None = None
    verbatim = ""
    for found in pattern.finditer(body):
        closed = found["close"]
        fence = found["fence"] if fenced else None
        name = (closed or found["open"] or fence or "").lower()
        if verbatim:
            if name == verbatim and (closed or fence):
                verbatim = ""
        elif name in _QUOTES:
            yield QuoteTag(found.start(), found.end(), None if closed else found["attributes"])
        elif not closed:
            if last_close is None:
                last_close = _last_closes(body, pattern)
            if last_close.get(name, -1) > found.start():
                verbatim = name


def _last_closes(body: str, pattern: re.Pattern[str]) -> dict[str, int]:
    """Gives where each code tag is closed for the last time, and where the last fence stands."""
    last: dict[str, int] = {}
    for found in pattern.finditer(body):
        name = found["close"] or (found["fence"] if pattern is _TAG_OR_FENCE else None)
        if name:
            last[name.lower()] = found.start()
    return last


def read_quoted(attributes: str) -> Quoted:
    """Reads who is quoted, and which comment, from what stands in a quote tag.

    Args:
        attributes: What follows the tag's name: `="Ann, post:3, topic:9"`, ` author=Ann link=…`.

    Returns:
        Whom and which comment it names.
    """
    value = attributes.strip()
    whole = _WHOLE.fullmatch(value)
    if whole:
        return Quoted(_plain(whole[1] or whole[2]), None)
    if "&" in value:
        value = value.replace("&quot;", '"').replace("&#039;", "'").replace("&amp;", "&")
    if ":" in value:
        value = _UID.sub("", value)
    named = value.startswith("=")
    value = value.lstrip("=:; ")
    linked = _WITH_LINK.fullmatch(value)
    if linked:
        links = _LINKED.findall(linked[3])
        return Quoted(_plain(linked[2]), str(links[-1]) if links else None)
    if _IN_MARKS.fullmatch(value) and not _FIRST_IN_MARKS.match(value):
        value = value[1:-1]
    return _read_keys(value, named=named)


def _read_keys(value: str, *, named: bool) -> Quoted:
    """Reads keys and their values; a name may stand before them without a key."""
    keys = list(_KEY.finditer(value))
    said_in = _post(value, keys)
    name = _named_by_key(value, keys)
    if name is None and (named or not keys):
        name = (value[: keys[0].start()] if keys else value).strip()
        if name[:1] in ("'", '"'):
            name = _quoted_part(name, name[0])
    if name is not None and said_in is None:
        name, said_in = _numbered(name.strip(_AROUND))
    return Quoted(_plain(name) if name else None, said_in)


def _post(value: str, keys: list[re.Match[str]]) -> str | None:
    for key in keys:
        rest = value[key.end() : key.end() + 300].lstrip("\"'")
        if key[1].lower() in _POST_KEYS:
            number = _NUMBER.match(rest)
            if number:
                return number[1]
        elif key[1].lower() in ("link", "url"):
            links = _LINKED.findall(rest.split(" ")[0])
            if links:
                return str(links[-1])
    return None


def _named_by_key(value: str, keys: list[re.Match[str]]) -> str | None:
    """Gives the value of the key that names somebody; a user name goes before a shown name."""
    best: str | None = None
    for number, key in enumerate(keys):
        word = key[1].lower()
        if word != "username" and (best is not None or word not in _NAME_KEYS):
            continue
        stop = keys[number + 1].start() if number + 1 < len(keys) else len(value)
        part = value[key.end() : stop].strip()
        best = _quoted_part(part, part[0]) if part[:1] in ("'", '"') else part
        if word == "username":
            break
    return best


def _quoted_part(part: str, mark: str) -> str:
    """Gives what stands between quotation marks, those that are part of it included."""
    last = part.rfind(mark)
    return part[1:last] if last > 0 else part[1:]


def _numbered(name: str) -> tuple[str, str | None]:
    """Parts "Ann;123" of vBulletin where it is one."""
    before, mark, after = name.rpartition(";")
    number = _NUMBER.fullmatch(after.strip()) if mark else None
    if number:
        return before, number[1]
    return name, None


def _plain(name: str) -> str | None:
    if "[" in name:
        name = _INNER_TAG.sub("", name)
    name = name.replace('\\"', '"').strip()
    while len(name) > 1 and name[0] == name[-1] and name[0] in "\"'":
        name = name[1:-1].strip()
    name = name.strip(" \t,;“”„«»")
    return None if not name or "://" in name else name  # an address of a page is nobody
