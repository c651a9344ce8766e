"""Flattened pages: an article or post, then perhaps talk whose comment boundaries are lost.

The opening post becomes one comment and everything after it another, undivided one, whose lines
are the source's lines, so that line numbers can be told; `rebuild` divides it. A page without talk
is a thread of one.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import datetime

from threadlab.errors import UnreadableSource
from threadlab.markup import passages
from threadlab.readers.dates import parse_date
from threadlab.readers.furniture import Cut, furniture
from threadlab.readers.notes import furniture_notes, line_ranges
from threadlab.readers.register import talk_start
from threadlab.readers.sources import OnError, Source
from threadlab.thread import Comment, Thread

_LONGEST_TITLE = 200
_LONGEST_DATE_LINE = 60
_DATE_LEAD = re.compile(
    r"(?:(?:first )?published|posted|updated|created|veröffentlicht|publié|publicado)"
    r"(?: on| at| am| le| el)?:?\s*",
    re.IGNORECASE,
)
_COMMENT_FORM = re.compile(
    r"leave a (?:reply|comment)|enter your comment|(?:post|write|add) a comment"
    r"|kommentar (?:schreiben|hinterlassen)|laisser un commentaire|deja un comentario"
)


def sniff(head: str, name: str) -> float:  # noqa: ARG001 - every reader takes the name
    """Says how sure it is; any text can be read so, if nothing fits better."""
    return 0.5 if furniture(head.split("\n")) else 0.3


def read(source: Source, on_error: OnError | None = None) -> Iterator[Thread]:  # noqa: ARG001
    """Reads a file as one thread.

    Args:
        source: The open file.
        on_error: Not needed: a page is one thread or an error.

    Yields:
        One thread.

    Raises:
        UnreadableSource: The file is not text, is empty, or holds nothing but site furniture.
    """
    text, notes = source.text()
    yield flattened_thread(text, name=source.stem, source=source.name, notes=notes)


def flattened_thread(text: str, *, name: str, source: str, notes: Sequence[str] = ()) -> Thread:
    """Reads the text of a page.

    Args:
        text: The page; lines end with "\\n".
        name: Id for the thread.
        source: Where the text is from.
        notes: What had to be assumed before.

    Returns:
        A thread of one comment, or of two with boundaries "lost" where talk was found.

    Raises:
        UnreadableSource: Nothing but site furniture is there.
    """
    lines = text.split("\n")
    page = _Page(lines, furniture(lines))
    if not page.kept:
        raise UnreadableSource(
            source,
            "holds nothing but menus, links and forms",
            next_step="Copy the page again with its text.",
        )
    title = page.take_title()
    posted = page.take_date(title)
    start = talk_start([lines[k] for k in page.kept])
    told = [*notes, *furniture_notes(page.cuts, lines)]
    if start is None:
        post = page.comment(page.kept, posted)
        told += [*page.notes, _no_comment_note(page, lines)]
        return Thread(name, title, source, comments=(post,), notes=tuple(told))
    post = page.comment(page.kept[:start], posted)
    rest = page.undivided(page.kept[start])
    told += [
        *page.notes,
        f"the page does not tell where in lines {rest.id[1:]}–{page.kept[-1] + 1} comments begin, "
        "nor who wrote them",
    ]
    return Thread(name, title, source, "page", "lost", (post, rest), notes=tuple(told))


def _no_comment_note(page: "_Page", lines: Sequence[str]) -> str:
    if any(_COMMENT_FORM.search(lines[cut.line].casefold()[:200]) for cut in page.cuts):
        return "no comment was found: the page's comment form is empty; its article is the thread"
    if page.cuts:
        return "no comment was found: the page holds one text, which is the thread"
    return (
        "no comment was found: the text has no names, separators or quote marks that part "
        "speakers; it was read as one post"
    )


class _Page:
    """The lines of a page, which of them are kept, and what was found out about them."""

    def __init__(self, lines: Sequence[str], cuts: Sequence[Cut]) -> None:
        self.lines = lines
        self.cuts = list(cuts)
        self.notes: list[str] = []
        left_out = {cut.line for cut in cuts}
        self.kept = [k for k, line in enumerate(lines) if line.strip() and k not in left_out]

    def drop(self, line: int, note: str) -> None:
        self.kept.remove(line)
        self.notes.append(note)

    def take_title(self) -> str | None:
        """Finds the headline: a short line near the top, with longer ones below it."""
        self._take_page_date()
        if len(self.kept) < 2:
            return None
        first = self.lines[self.kept[0]].strip()
        longest = max(len(self.lines[k]) for k in self.kept[1:8])
        if len(first) > _LONGEST_TITLE or first.endswith((".", ":", ",")) or longest <= len(first):
            return None
        for k in self.kept[1:3]:
            if self.lines[k].strip() == first:
                self.drop(k, f"line {k + 1} repeats the headline and was left out")
                break
        return first

    def _take_page_date(self) -> None:
        """Leaves out a date above everything: the day of the page, not of what is written."""
        if len(self.kept) < 3:
            return
        first = self.kept[0]
        line = self.lines[first].strip()
        if len(line) <= _LONGEST_DATE_LINE and parse_date(line):
            self.drop(
                first,
                f"line {first + 1} (“{line}”) stands above the headline: it is the day on which "
                "the page was shown and was not taken for the day of writing",
            )

    def take_date(self, title: str | None) -> datetime | None:
        """Finds the date line below the headline; it stays in the body."""
        for k in self.kept[1 : 6 if title else 1]:
            line = self.lines[k].strip()
            if len(line) <= _LONGEST_DATE_LINE:
                posted = parse_date(_DATE_LEAD.sub("", line, count=1))
                if posted:
                    return posted
        return None

    def comment(self, kept: Sequence[int], posted: datetime | None) -> Comment:
        """Makes the opening post: the kept lines, with the blank lines between them."""
        body_lines: list[str] = []
        previous = kept[0]
        inside = []  # what was cut out of the midst
        for k in kept:
            gap = range(previous + 1, k)
            left_out = [g for g in gap if self.lines[g].strip()]
            inside += left_out
            blank = len(gap) - len(left_out)
            body_lines += [""] * (min(blank, 1) if left_out else blank)
            body_lines.append(self.lines[k])
            previous = k
        if inside:
            where = line_ranges([k + 1 for k in inside], self.lines)
            self.notes.append(f"the text before and after {where} was joined")
        body = "\n".join(self._without_indent(body_lines))
        return Comment(
            f"L{kept[0] + 1}", body=body, posted=posted, passages=passages(body, "plain")
        )

    def _without_indent(self, lines: list[str]) -> list[str]:
        indents = [len(line) - len(line.lstrip(" ")) for line in lines if line.strip()]
        indent = min(indents)
        if not indent:
            return lines
        self.notes.append(f"the indent of {indent} spaces before every line was taken off")
        return [line[indent:] for line in lines]

    def undivided(self, first: int) -> Comment:
        """Makes the comment that holds the talk: line k of it is the source's line first + k."""
        left_out = {cut.line for cut in self.cuts}
        lines = ["" if k in left_out else self.lines[k] for k in range(first, self.kept[-1] + 1)]
        body = "\n".join(lines)
        return Comment(f"L{first + 1}", body=body, passages=passages(body, "plain"))
