"""Talk pages as wikitext, line by line: headings, indentation by ":" and "*", signatures."""

import re
from collections.abc import Iterator

from threadlab.readers.wiki.remarks import Remark, Section, Signature, parts_links
from threadlab.readers.wiki.stamps import Stamp, stamps
from threadlab.readers.wiki.users import user_of

_LONGEST_HEADING = 400
_AFTER_HEADING = re.compile(r"(?:\s|<!--[^\n]{0,400}-->)*\Z")
_INDENT = re.compile(r"[:*#;]*")
_LINK = re.compile(r"\[\[([^\[\]|<>{}\n]{1,300})(?:\|[^\[\]\n]{0,300})?\]\]")
_UNSIGNED = re.compile(
    r"\{\{\s*(?:subst:)?\s*(?P<name>unsigned[ _]?(?:ip)?2?|unsign|xsign|uns(?:ign)?(?:-ip)?2?|"
    r"preceding unsigned comment|sig[ _]?fehlt|nicht signiert|unsignierter beitrag|non signé|"
    r"nosign|firma mancante|hs|hsip)\s*\|(?P<rest>[^{}\n]{0,300})\}\}",
    re.IGNORECASE,
)
_OUTDENT = re.compile(
    r"\{\{\s*(?:od|outdent|undent|unindent|de-indent|dedent|reset|0)2?\s*(?:\|[^{}\n]{0,60})?\}\}"
    r"|\(outdent(?:ed|ing)?\)|\(undent\)|\(od\)",
    re.IGNORECASE,
)
_REACH = 600  # characters before a time in which the writer's link stands; styles make it long
_TOP = 2
_MOST_WORDS = 25  # between a link and the time of the same signature
_LEAD_IN = re.compile(
    r"(?:[ \t—–\-~•·(]++|''++|&[mn]dash;|&nbsp;"
    r"|<(?:small|span|b|i|u|s|sup|sub|font|big|strong|em|tt|code|bdi)\b[^<>]{0,200}+>)++\Z",
    re.IGNORECASE,
)
_LONGEST_LEAD_IN = 300
_MARKUP = re.compile(r"'{2,5}|<[^<>]{0,300}>|&nbsp;|\[\[[^\[\]|]{0,300}\||\]\]|\[\[")
_HIDES = (("<nowiki>", "</nowiki>"), ("<pre", "</pre>"), ("<syntaxhighlight", "</syntaxhighlight>"))


def sections(text: str) -> list[Section]:
    """Finds the sections of a talk page and their remarks.

    Args:
        text: The wikitext.

    Returns:
        The sections, in order; the first has no heading.
    """
    page = _Page(text)
    place = 0
    for line in text.split("\n"):
        page.take(line, place)
        place += len(line) + 1
    page.end_section(len(text))
    return page.found


class _Page:
    """Goes through the lines and collects remarks."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.found = [Section()]
        self.fresh = False
        self.prefix = ""
        self.hidden = ""  # the end that lines without talk wait for
        self.endless: set[str] = set()
        self._next()

    def _next(self) -> None:
        self.start = -1
        self.start_level = 1
        self.outdents = False

    def take(self, line: str, place: int) -> None:
        """Takes a line at an offset."""
        if self._is_hidden(line, place):
            self._begin(line, place)
            return
        heading = _heading(line)
        if heading is not None:
            self._heading(*heading, line, place)
            return
        if not line.strip():
            return
        self._begin(line, place)
        signature = _signature(line, place)
        if signature is not None:
            self._sign(signature, line, place)

    def end_section(self, place: int) -> None:
        """Ends a section; what nobody signed is kept."""
        self._leave(place)
        if self.prefix:
            title = self.prefix.strip("= \n")[:80]
            self.found[-1].notes.append(f"left out: a heading with nothing below it, “{title}”")
        self.prefix, self.fresh = "", False

    def _is_hidden(self, line: str, place: int) -> bool:
        """Says whether a line lies in code that runs over several lines."""
        if self.hidden:
            if self.hidden in line:
                self.hidden = ""
            return True
        for begin, end in _HIDES:
            at = line.rfind(begin)
            if at < 0 or end in line[at:] or end in self.endless:
                continue
            if self.text.find(end, place) < 0:
                self.endless.add(end)
                continue
            self.hidden = end
        return False

    def _begin(self, line: str, place: int) -> None:
        if self.start >= 0 or not line.strip():
            return
        self.start = place
        self.start_level = _level(line)
        outdent = _OUTDENT.match(line[self.start_level - 1 :].lstrip())
        self.outdents = outdent is not None

    def _sign(self, signature: Signature, line: str, place: int) -> None:
        body, signed_at = self._body(place + len(line), signature)
        self._add(
            Remark(
                body=body,
                level=min(self.start_level, _level(line)),
                author=signature.author,
                posted=signature.posted,
                signed_at=signed_at,
                outdents=self.outdents,
                fresh=self.fresh,
            )
        )

    def _body(self, end: int, signature: Signature | None) -> tuple[str, int | None]:
        """Gives a remark without the marks of its indentation, and where its signature is."""
        level = self.start_level
        signed = self.text[signature.start : end] if signature else ""
        head = self.text[self.start : signature.start if signature else end]
        lines = head.split("\n")
        plain = [_outdented(line, level - 1) for line in lines]
        body = self.prefix + "\n".join(plain)
        if signature is None:
            return body.rstrip(), None
        return body + signed, len(body) if signature.last else None

    def _add(self, remark: Remark) -> None:
        self.found[-1].remarks.append(remark)
        self.prefix, self.fresh = "", False
        self._next()

    def _leave(self, place: int) -> None:
        if self.start >= 0:
            body, _ = self._body(place, None)
            self._add(Remark(body, self.start_level, outdents=self.outdents, fresh=self.fresh))

    def _heading(self, level: int, title: str, line: str, place: int) -> None:
        if level > _TOP:
            self._leave(place)
            self.prefix += line.strip() + "\n"
            self.fresh = True
            return
        self.end_section(place)
        self.found.append(Section(_plain(title), _plain(title).replace(" ", "_")))


def _heading(line: str) -> tuple[int, str] | None:
    """Reads a heading: its level, 1 to 6, and its words."""
    if not line.startswith("="):
        return None
    comment = line.find("<!--")
    bare = line
    if comment > 0 and _AFTER_HEADING.match(line, comment):
        bare = line[:comment]
    bare = bare.rstrip()
    if len(bare) > _LONGEST_HEADING:
        return None
    left = len(bare) - len(bare.lstrip("="))
    right = len(bare) - len(bare.rstrip("="))
    level = min(left, right, 6)
    title = bare[level : len(bare) - level].strip()
    return (level, title) if level and title.strip("=") else None


def _level(line: str) -> int:
    found = _INDENT.match(line)
    return 1 + (found.end() if found else 0)


def _outdented(line: str, count: int) -> str:
    """Takes the marks of a remark's own indentation from one of its lines."""
    marks = min(count, _level(line) - 1)
    return line[marks:].lstrip(" ") if marks else line


def _signature(line: str, place: int) -> Signature | None:
    """Finds the first signature of a line; further ones are additions to the remark."""
    for stamp in stamps(line):
        linked = _linked(line, stamp)
        if linked is not None:
            author, start = linked
            return Signature(author, stamp.posted, place + start, last=_is_last(line, stamp.end))
    template = next(_unsigned(line), None)
    if template is None:
        return None
    author, stamp_or_none, start, end = template
    posted = stamp_or_none.posted if stamp_or_none else None
    return Signature(author, posted, place + start, last=_is_last(line, end))


def _is_last(line: str, end: int) -> bool:
    rest = line[end:]
    if len(rest) > 400:
        return False
    return not _MARKUP.sub("", re.sub(r"<!--.{0,300}?-->|\{\{[^{}]{0,60}\}\}", "", rest)).strip(
        " .)"
    )


def _linked(line: str, stamp: Stamp) -> tuple[str, int] | None:
    """Finds whose links stand before a time, and where the signature begins."""
    near = max(0, stamp.start - _REACH)
    author, start = None, 0
    for match in reversed(list(_LINK.finditer(line, near, stamp.start))):
        user = user_of(match[1].strip())
        if user is None:
            continue
        if author is not None and (
            user != author or parts_links(_MARKUP.sub("", line[match.end() : start]))
        ):
            break
        author, start = user, match.start()
    if author is None or _words_between(line[start : stamp.start]) > _MOST_WORDS:
        return None
    return author, _widened(line, start)


def _words_between(text: str) -> int:
    return len(_MARKUP.sub(" ", text).split())


def _widened(line: str, start: int) -> int:
    """Takes the dash, the bold marks and the tags right before a signature into it."""
    found = _LEAD_IN.search(line, max(0, start - _LONGEST_LEAD_IN), start)
    return found.start() if found else start


def _unsigned(line: str) -> Iterator[tuple[str, Stamp | None, int, int]]:
    """Finds the templates that name who did not sign, and when."""
    for match in _UNSIGNED.finditer(line):
        parts = [part.rpartition("=")[2].strip() for part in match["rest"].split("|")]
        stamp = next((s for part in parts for s in stamps(_zoned(part))), None)
        named = [p for p in parts if p and next(stamps(_zoned(p)), None) is None]
        if named:
            author = user_of(named[0]) or named[0]
            yield author, stamp, match.start(), match.end()


def _zoned(text: str) -> str:
    return text if text.endswith(")") else f"{text} (UTC)"


def _plain(title: str) -> str:
    """Gives a heading's words without links, bold marks and tags."""
    return " ".join(_MARKUP.sub("", title).split())
