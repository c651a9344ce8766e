"""A pasted thread: comments parted by names, dates or ruled lines, quotes marked by `>`.

The pattern that the text itself keeps to decides; what it leaves open stands in the notes.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from threadlab.errors import UnreadableSource
from threadlab.markup import passages
from threadlab.readers.dates import parse_date
from threadlab.readers.flattened import flattened_thread
from threadlab.readers.furniture import furniture
from threadlab.readers.notes import furniture_notes
from threadlab.readers.register import talk_score
from threadlab.readers.sources import OnError, Source
from threadlab.readers.speakers import STYLES, Header
from threadlab.text import is_nobody, normalise, somebody
from threadlab.thread import Comment, Thread

_RULE = re.compile(
    r"\s{0,8}(?:-{3,}|={3,}|\*{3,}|_{3,}|~{3,}|#{3,}|(?:[-*_] ){3,}[-*_]?|[─—–]{3,})\s*"
)
_FEWEST_WORDS = 4  # a comment's words on average; below, "Name: value" is a table, not talk
_FIRST_LINES = 6  # a text whose speakers are named begins with one, or with a title and intro
_LONGEST_TITLE = 200
_MOST_RULED_LINES = 8  # lines between rules on average; beyond, rules stand within comments
_SPECIFIC = ("chat", "dated", "posted", "stacked")


class _Section(NamedTuple):
    """One comment as it stands in the text: its first line, who and when, and its lines."""

    line: int
    name: str | None
    date: str
    lines: list[str]


class _Paste:
    """The lines of a pasted text, without the site's controls, and what was noted on the way."""

    def __init__(self, text: str, notes: Sequence[str] = ()) -> None:
        self.lines = text.split("\n")
        cuts = furniture(self.lines, sections=False)
        self.notes = [*notes, *furniture_notes(cuts, self.lines)]
        for cut in cuts:
            self.lines[cut.line] = ""
        self.quoted = [line.lstrip().startswith(">") for line in self.lines]
        self.rules = [k for k, line in enumerate(self.lines) if _is_rule(line)]


def sniff(head: str, name: str) -> float:  # noqa: ARG001 - every reader takes the name
    """Says how sure it is that a text names its speakers, parts them or marks quotes."""
    paste = _Paste(head)
    headers = speaker_headers(paste.lines)
    if headers:
        return 0.9
    if any(paste.quoted):
        return 0.7
    return 0.6 if _ruled_sections(paste) else 0.0


def read(source: Source, on_error: OnError | None = None) -> Iterator[Thread]:  # noqa: ARG001
    """Reads a pasted text as one thread.

    Args:
        source: The open file.
        on_error: Not needed: a text is one thread or an error.

    Yields:
        One thread.

    Raises:
        UnreadableSource: The file is not text, or is empty.
    """
    text, notes = source.text()
    yield plaintext_thread(text, name=source.stem, source=source.name, notes=notes)


def plaintext_thread(text: str, *, name: str, source: str, notes: Sequence[str] = ()) -> Thread:
    """Reads a pasted text.

    Args:
        text: The text; lines end with "\\n".
        name: Id for the thread.
        source: Where the text is from.
        notes: What had to be assumed before.

    Returns:
        The thread: a comment for each named or parted stretch; a text without any of that, and
        without marked quotes, is read as a flattened page.

    Raises:
        UnreadableSource: Nothing but site furniture is there.
    """
    paste = _Paste(text, notes)
    headers = speaker_headers(paste.lines)
    title = None
    if headers:
        title, sections = _named_sections(paste, headers)
    elif ruled := _ruled_sections(paste):
        sections = ruled
        paste.notes.append("comments were parted at ruled lines; they name no writer")
        if any(s.name for s in sections):
            paste.notes[-1] = "comments were parted at ruled lines, below which the writer stands"
    elif any(paste.quoted):
        sections = _quote_sections(paste)
    else:
        return flattened_thread(text, name=name, source=source, notes=notes)
    comments = _comments(sections, paste)
    if not comments:
        raise UnreadableSource(
            source, "names speakers but holds nothing they said", next_step="Copy the thread again."
        )
    if len(comments) == 1:
        paste.notes.append("no further comment was found: this is a thread of one")
    else:
        paste.notes.append("comments were taken to stand in the order of posting")
    return Thread(name, title, source, comments=comments, notes=tuple(paste.notes))


def speaker_headers(lines: Sequence[str]) -> list[Header]:
    """Finds the lines that name who speaks, in the style that the text keeps to.

    Args:
        lines: The lines of the text.

    Returns:
        The headers in order; none where no style is kept to.
    """
    found: dict[str, list[Header]] = {style: [] for style in STYLES}
    in_lists = {cut.line for cut in furniture(lines)}  # of links: headlines have colons too
    for k, line in enumerate(lines):
        if not line.strip() or line.lstrip().startswith(">"):
            continue
        for style, match in STYLES.items():
            header = match(lines, k)
            if header and (style in _SPECIFIC or k not in in_lists):
                found[style].append(header)
                break
    found["wrote"] = _speaking(found["wrote"], lines)
    kept = {s: h for s, h in found.items() if _is_kept_to(s, h, lines)}
    if not kept:
        return []
    most = max(map(len, kept.values()))
    main = next(s for s in STYLES if len(kept.get(s, ())) * 2 >= most)
    styles = {main, *_SPECIFIC}
    chosen = sorted(h for s in styles for h in found[s])
    return [h for k, h in enumerate(chosen) if not k or h.line >= _after(chosen[k - 1])]


def _after(header: Header) -> int:
    return header.line + header.length


def _is_kept_to(style: str, headers: Sequence[Header], lines: Sequence[str]) -> bool:
    """Says whether a style parts the text: one that names several, and from the top on.

    Pages without boundaries hold such lines, too: bylines of quoted articles, logs, and names of
    those whom a comment addresses ("Ann: you are right").
    """
    names = {normalise(h.name) for h in headers}
    if len(headers) < 2 or (len(names) < 2 and not is_nobody(headers[0].name)):
        return False
    filled = sum(1 for line in lines if line.strip())
    if style == "chat":
        return 2 * len(headers) >= filled
    if style in _SPECIFIC:
        return True
    before = sum(1 for line in lines[: headers[0].line] if line.strip())
    if before > _FIRST_LINES:
        return False
    said = sum(len(line.split()) for line in lines[headers[0].line :])
    if said < (_FEWEST_WORDS + 1) * len(headers):
        return False
    if style == "wrote":
        return True
    share = 2 if before else 3  # names below an opening post may be those of the addressed
    return _opens_paragraphs(headers, lines, share) and _is_talk(headers)


def _is_talk(headers: Sequence[Header]) -> bool:
    """Tells "Ann: …" from "Flour: …": speakers recur, or half of what stands there is talk."""
    if len({normalise(h.name) for h in headers}) < len(headers):
        return True
    said = [h.rest for h in headers if h.rest]
    return not said or 2 * sum(talk_score(rest) >= 1.0 for rest in said) >= len(said)


def _opens_paragraphs(headers: Sequence[Header], lines: Sequence[str], share: int) -> bool:
    """Says whether at least one in `share` paragraphs begins with a header, as talk does."""
    filled = [k for k, line in enumerate(lines) if line.strip()]
    starts = [k for k in filled if not k or not lines[k - 1].strip()]
    if len(starts) <= 2:  # no blank lines: every line is a paragraph
        starts = filled
    first = {h.line for h in headers}
    opened = sum(k in first for k in starts)
    return share * opened >= len(starts) - 1 and 2 * opened >= len(headers)


def _speaking(headers: Sequence[Header], lines: Sequence[str]) -> list[Header]:
    """Tells "Ann wrote:" above Ann's own comment from the same words above a quote of Ann.

    Where quotes follow, their words are looked for: if they stand below another name's line, the
    lines are headers; if below the same name's, attributions. The majority decides for all.
    """
    votes = 0
    said = ["" for _ in headers]
    for k, header in enumerate(headers):
        stop = headers[k + 1].line if k + 1 < len(headers) else len(lines)
        below = lines[_after(header) : stop]
        first = next((line for line in below if line.strip()), "")
        said[k] = normalise(" ".join(x for x in below if not x.lstrip().startswith(">"))[:20_000])
        if not first.lstrip().startswith(">"):
            votes += 1
            continue
        quote = normalise(first.lstrip("> \t"))[:60]
        holders = {normalise(headers[j].name) for j in range(max(0, k - 50), k) if quote in said[j]}
        if holders and quote:
            votes += -1 if normalise(header.name) in holders else 1
        else:
            votes -= 1
    return list(headers) if votes > 0 else []


def _named_sections(paste: _Paste, headers: Sequence[Header]) -> tuple[str | None, list[_Section]]:
    """Cuts the text at its headers; what stands above the first is the title or an opening post."""
    lines = paste.lines
    rules = set(paste.rules)
    cuts = furniture(lines[: headers[0].line])
    paste.notes += furniture_notes(cuts, lines)
    for cut in cuts:
        lines[cut.line] = ""
    above = [k for k in range(headers[0].line) if lines[k].strip() and k not in rules]
    title = None
    sections = []
    if len(above) == 1 and len(lines[above[0]]) <= _LONGEST_TITLE:
        title = lines[above[0]].strip()
        paste.notes.append(f"line {above[0] + 1} above the first name was taken for the title")
    elif above:
        body = lines[above[0] : headers[0].line]
        first = body[0].strip()
        if (
            len(first) <= _LONGEST_TITLE
            and not first.endswith(".")
            and len(first) < max(map(len, body))
        ):
            title = first
        sections.append(_Section(above[0], None, "", body))
        paste.notes.append(
            f"line {above[0] + 1} begins a text above the first name; it was read as the opening "
            "post, by nobody"
        )
    for k, header in enumerate(headers):
        stop = headers[k + 1].line if k + 1 < len(headers) else len(lines)
        body = lines[_after(header) : stop]
        if header.rest:
            body = [header.rest, *body]
        sections.append(_Section(header.line, header.name, header.date, body))
    return title, sections


def _is_rule(line: str) -> bool:
    return len(line) <= 200 and line not in ("--", "-- ") and _RULE.fullmatch(line) is not None


def _ruled_sections(paste: _Paste) -> list[_Section]:
    """Cuts at ruled lines where what they part is talk; an article's breaks are left alone."""
    bounds = [-1, *paste.rules, len(paste.lines)]
    blocks = [
        (a + 1, paste.lines[a + 1 : b])
        for a, b in pairwise(bounds)
        if any(line.strip() for line in paste.lines[a + 1 : b])
    ]
    if len(blocks) < 2 or (len(paste.rules) < 2 and not any(paste.quoted)):
        return []
    sizes = [sum(1 for line in lines if line.strip()) for _, lines in blocks]
    if sum(sizes) > _MOST_RULED_LINES * len(sizes) or 5 * max(sizes) > 3 * sum(sizes) > 15:
        return []
    scores = [talk_score(" ".join(lines)[:2000]) for _, lines in blocks[1:]]
    if not any(paste.quoted) and sum(scores) / len(scores) < 0:
        return []
    names = [_bare_name(lines) for _, lines in blocks]
    named = 5 * sum(n is not None for n in names) >= 3 * len(names)
    sections = []
    for (start, lines), name in zip(blocks, names, strict=True):
        first = next(k for k, line in enumerate(lines) if line.strip())
        body = lines[first + 1 :] if named and name else lines[first:]
        sections.append(_Section(start + first, name if named else None, "", body))
    return sections


def _bare_name(lines: Sequence[str]) -> str | None:
    """Gives the first line of a block where it is a name: a few words, more text below."""
    words = [line.strip() for line in lines if line.strip()]
    name = words[0].rstrip(":")
    if len(words) < 2 or len(name) > 40 or len(name.split()) > 3 or name[-1] in ".?!,;…":
        return None
    return name if name[0].isalnum() or name[0] in "@_[" else None


def _quote_sections(paste: _Paste) -> list[_Section]:
    """Cuts a text that has nothing but marked quotes: one message, or a comment a quote."""
    lines, quoted = paste.lines, paste.quoted
    first = next(k for k, line in enumerate(lines) if line.strip())
    body = "\n".join(lines[first:])
    if any(p.kind == "attribution" for p in passages(body, "plain")):
        paste.notes.append(
            "nothing parts comments, but quotes are introduced: read as one message that quotes"
        )
        return [_Section(first, None, "", lines[first:])]
    starts = [first] + [
        k
        for k in range(first + 1, len(lines))
        if quoted[k] and not lines[k - 1].strip() and not _quote_above(lines, quoted, k)
    ]
    if len(starts) > 1:
        paste.notes.append(
            "the text has quote marks, but neither names nor separators: a new comment was taken "
            "to begin at each quote that follows a blank line"
        )
    return [
        _Section(a, None, "", lines[a:b])
        for a, b in zip(starts, [*starts[1:], len(lines)], strict=True)
    ]


def _quote_above(lines: Sequence[str], quoted: Sequence[bool], k: int) -> bool:
    above = next((j for j in range(k - 1, max(-1, k - 4), -1) if lines[j].strip()), None)
    return above is not None and quoted[above]


def _comments(sections: Sequence[_Section], paste: _Paste) -> tuple[Comment, ...]:
    comments = []
    undated: list[str] = []
    empty: list[str] = []
    for section in sections:
        name = f"L{section.line + 1}"
        body = _trimmed(section.lines)
        if not body and section.name is None:
            continue
        if not body:
            empty.append(name)
        posted = parse_date(section.date) if section.date else None
        if section.date and posted is None:
            undated.append(f"{section.date[:40]!r} ({name})")
        comments.append(
            Comment(
                name,
                somebody(section.name),
                body,
                posted=posted,
                passages=passages(body, "plain"),
            )
        )
    if undated:
        paste.notes.append(
            f"dates that do not tell day, month and year were left out: {_few(undated)}"
        )
    if empty:
        paste.notes.append(f"names without words below them, kept as empty comments: {_few(empty)}")
    authors = Counter(c.author for c in comments)
    if authors[None] and len(authors) > 1:
        nameless = [c.id for c in comments if c.author is None]
        paste.notes.append(f"comments whose writer is not named: {_few(nameless)}")
    return tuple(comments)


def _few(names: Sequence[str]) -> str:
    more = f" and {len(names) - 3} more" if len(names) > 3 else ""
    return f"{', '.join(names[:3])}{more}"


def _trimmed(lines: Sequence[str]) -> str:
    """Joins a comment's lines without the blank and ruled lines at its ends."""
    low, high = 0, len(lines)
    while low < high and (not lines[low].strip() or _is_rule(lines[low])):
        low += 1
    while high > low and (not lines[high - 1].strip() or _is_rule(lines[high - 1])):
        high -= 1
    return "\n".join(lines[low:high])
