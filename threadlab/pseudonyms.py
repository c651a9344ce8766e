"""Authors' names replaced by made-up ones, wherever they stand in a thread.

Names are looked for word by word, whole and whatever their case, in bodies, quotes, attribution
lines, titles, notes and ids; a dictionary of words keeps this linear in the text, however many
authors there are. It hides names from a reader's eye. It is no anonymisation: what people tell of
themselves, and nicknames that nobody posts under, stay.
"""

import html
import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from html.entities import codepoint2name
from itertools import pairwise

from threadlab.thread import Candidate, Comment, Evidence, Passage, Reply, Span, Thread

FEWEST_LETTERS = 3
"""Letters and digits of a name that is replaced anywhere; shorter ones only in attributions."""

NO_NAMES = frozenset(
    ("The", "And", "Mrs", "Prof", "Sir", "Von", "Van", "Der", "Den", "Del", "Des", "Les", "San")
)
"""Capitalised parts of names that are words of their own."""

ADDRESS = "[address]"

_WORD = re.compile(r"\w+")
_LETTERS = re.compile(r"[^\W_]")
_BETWEEN = re.compile(r"[\s\x00-\x1f\x7f-\x9f\ufeff>|]+")
_MAIL = re.compile(r"[\w.+%=~$-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}")


@dataclass(frozen=True, slots=True)
class _Edit:
    """A stretch of a text that becomes another one."""

    start: int
    end: int
    text: str


class Pseudonyms:
    """Gives every author a made-up name, the same one as long as this object lives.

    Args:
        made_up: Gives the made-up name for a name, different ones for different names; None: they
            are numbered, "Person1" and so on.

    Example:
        >>> from threadlab.thread import Comment, Thread
        >>> names = Pseudonyms()
        >>> names.replace(Thread("1", comments=(Comment("a", "Ann", "Ann here"),))).comments[0].body
        'Person1 here'
    """

    def __init__(self, made_up: Callable[[str], str] | None = None) -> None:
        self._made_up = made_up
        self._given: dict[str, str] = {}
        self._of_words: dict[tuple[str, ...], tuple[str, tuple[str, ...]]] = {}
        self._lengths: dict[str, list[int]] = {}
        self._short: set[tuple[str, ...]] = set()
        self._parts: dict[str, str] = {}
        self._count = 0

    def replace(self, thread: Thread) -> Thread:
        """Gives a thread in which authors have other names.

        Args:
            thread: A thread, at any stage.

        Returns:
            The same thread with made-up names for whoever wrote in it or is quoted by
            name: as authors, and wherever their names, or capitalised parts of them, stand in
            bodies, quotes, title, notes and ids. Mail addresses become "[address]". Passages
            still tile the bodies, and evidence keeps its places.
        """
        self._learn(thread)
        ids = self._ids(thread)
        edits = {
            comment.id: self._edits(comment.body, comment.passages) for comment in thread.comments
        }
        return replace(
            thread,
            id=self._plain(thread.id) or thread.id,
            title=self._optional(thread.title),
            source=self._optional(thread.source),
            comments=tuple(self._comment(c, ids, edits[c.id]) for c in thread.comments),
            replies=tuple(_reply(r, ids, edits) for r in thread.replies),
            notes=tuple(self._plain(note) for note in thread.notes),
        )

    # --- who is called how -----------------------------------------------------------------------

    def _learn(self, thread: Thread) -> None:
        said = {c.author: None for c in thread.comments if c.author is not None}
        quoted = {p.said_by: None for c in thread.comments for p in c.passages if p.said_by}
        new = [name for name in {**said, **quoted} if name not in self._given]
        taken = {name.casefold() for name in new} | {word for ws in self._of_words for word in ws}
        taken |= {word.casefold() for name in new for word in _WORD.findall(name)}
        for name in new:
            self._given[name] = self._made_up(name) if self._made_up else self._next(taken)
            for form in _forms(name):
                self._enter(form, self._given[name])
        for name in new:
            self._enter_parts(name)

    def _next(self, taken: set[str]) -> str:
        while True:
            self._count += 1
            if f"person{self._count}" not in taken:
                return f"Person{self._count}"

    def _enter(self, name: str, pseudonym: str) -> None:
        words = [*_WORD.finditer(name)]
        if not words:
            return
        key = tuple(word[0].casefold() for word in words)
        between = tuple(name[one.end() : other.start()] for one, other in pairwise(words))
        if key not in self._of_words:
            self._of_words[key] = pseudonym, between
            lengths = self._lengths.setdefault(key[0], [])
            if len(key) not in lengths:
                lengths.append(len(key))
                lengths.sort(reverse=True)
        if len(_LETTERS.findall(name)) < FEWEST_LETTERS:
            self._short.add(key)

    def _enter_parts(self, name: str) -> None:
        words = _WORD.findall(name)
        for word in words if len(words) > 1 else ():
            capital = word[0] != word[0].lower() or not word[0].isascii()
            if capital and len(_LETTERS.findall(word)) >= FEWEST_LETTERS and word not in NO_NAMES:
                self._parts.setdefault(word, self._given[name])

    # --- texts -----------------------------------------------------------------------------------

    def _optional(self, text: str | None) -> str | None:
        return None if text is None else self._plain(text)

    def _plain(self, text: str, *, attribution: bool = False) -> str:
        whole = ((0, len(text)),) if attribution else ()
        return _edited(text, self._found(text, whole))

    def _edits(self, body: str, passages: Sequence[Passage]) -> list[_Edit]:
        attributions = [(p.span.start, p.span.end) for p in passages if p.kind == "attribution"]
        return self._found(body, attributions)

    def _found(self, text: str, attributions: Sequence[tuple[int, int]]) -> list[_Edit]:
        """The places of names and mail addresses in a text, in order, none within another.

        Args:
            text: Any text.
            attributions: Where names of one or two letters count, too, in order.
        """
        mails = [_Edit(m.start(), m.end(), ADDRESS) for m in _MAIL.finditer(text)]
        found: list[_Edit] = []
        words = [*_WORD.finditer(text)]
        folded = [word[0].casefold() for word in words]
        starts = [start for start, _ in attributions]
        k = after = 0
        while k < len(words):
            place = words[k].start()
            while after < len(mails) and mails[after].end <= place:
                found.append(mails[after])
                after += 1
            if after < len(mails) and mails[after].start <= place:
                k += 1  # within a mail address
                continue
            at = bisect_right(starts, place) - 1
            attributed = at >= 0 and place < attributions[at][1]
            length, name = self._name_at(text, words, folded, k, short=attributed)
            if length:
                found.append(_Edit(place, words[k + length - 1].end(), name))
            k += length or 1
        return _apart([*found, *mails[after:]])

    def _name_at(
        self,
        text: str,
        words: Sequence[re.Match[str]],
        folded: Sequence[str],
        k: int,
        *,
        short: bool,
    ) -> tuple[int, str]:
        """How many words from the k-th on are a name, and its pseudonym; 0 for none."""
        for length in self._lengths.get(folded[k], ()):
            key = tuple(folded[k : k + length])  # near the end there are not so many
            if len(key) < length or key not in self._of_words or (key in self._short and not short):
                continue
            name, between = self._of_words[key]
            gaps = (text[words[i].end() : words[i + 1].start()] for i in range(k, k + length - 1))
            if all(map(_same_gap, between, gaps)):
                return length, name
        part = self._parts.get(words[k][0])
        return (1, part) if part is not None else (0, "")

    # --- the thread ------------------------------------------------------------------------------

    def _ids(self, thread: Thread) -> dict[str, str]:
        """New ids for those that hold a name or, as those of mails, an address."""
        kept = {c.id for c in thread.comments if "@" not in c.id and self._plain(c.id) == c.id}
        ids: dict[str, str] = {}
        for number, comment in enumerate(thread.comments, start=1):
            name = comment.id
            if name not in kept:
                wanted = f"c{number}" if "@" in name else self._plain(name)
                name, count = wanted, 1
                while name in kept:
                    count += 1
                    name = f"{wanted}~{count}"
                kept.add(name)
            ids[comment.id] = name
        return ids

    def _outside(self, name: str, ids: dict[str, str]) -> str:
        """An id that may point outside the thread."""
        if name in ids:
            return ids[name]
        return _MAIL.sub(ADDRESS, self._plain(name)) or name

    def _comment(self, comment: Comment, ids: dict[str, str], edits: Sequence[_Edit]) -> Comment:
        places, body = _Places(edits), _edited(comment.body, edits)

        def passage(one: Passage) -> Passage:
            span = places.span(one.span)
            if one.text == comment.body[one.span.start : one.span.end]:
                # As the body has it: the border between two passages may run through a name.
                return self._passage(one, ids, span, body[span.start : span.end])
            text = self._plain(one.text, attribution=one.kind == "attribution")
            return self._passage(one, ids, span, text)

        return replace(
            comment,
            id=ids[comment.id],
            author=None if comment.author is None else self._given[comment.author],
            body=body,
            passages=tuple(map(passage, comment.passages)),
            stated_parents=tuple(
                dict.fromkeys(self._outside(name, ids) for name in comment.stated_parents)
            ),
        )

    def _passage(self, passage: Passage, ids: dict[str, str], span: Span, text: str) -> Passage:
        by, source = passage.said_by, passage.said_in
        return replace(
            passage,
            text=text,
            span=span,
            said_by=self._given[by] if by else by,
            said_in=None if source is None else self._outside(source, ids),
        )


def _forms(name: str) -> Iterable[str]:
    """A name as it may stand in a text: plain, and in HTML."""
    named = "".join(
        f"&{codepoint2name[ord(c)]};" if ord(c) > 127 and ord(c) in codepoint2name else c
        for c in html.escape(name)
    )
    numbered = html.escape(name).encode("ascii", "xmlcharrefreplace").decode()
    return dict.fromkeys((name, html.escape(name), named, numbered))


def _same_gap(one: str, other: str) -> bool:
    """Whether what parts two words of a name is the same; line ends and quote marks are blanks."""
    return one == other or (one.isspace() and _BETWEEN.fullmatch(other) is not None)


def _apart(edits: Iterable[_Edit]) -> list[_Edit]:
    """Edits in order, without those that begin within an earlier one."""
    kept: list[_Edit] = []
    for edit in sorted(edits, key=lambda edit: edit.start):
        if not kept or edit.start >= kept[-1].end:
            kept.append(edit)
    return kept


def _edited(text: str, edits: Sequence[_Edit]) -> str:
    parts: list[str] = []
    place = 0
    for edit in edits:
        parts += (text[place : edit.start], edit.text)
        place = edit.end
    return "".join([*parts, text[place:]])


class _Places:
    """Where the places of a text are after its edits."""

    def __init__(self, edits: Sequence[_Edit]) -> None:
        self._edits = edits
        self._starts = [edit.start for edit in edits]
        self._shifts = [0]
        for edit in edits:
            self._shifts.append(self._shifts[-1] + len(edit.text) - (edit.end - edit.start))

    def span(self, span: Span) -> Span:
        """The same stretch; a border within a name moves to its beginning."""
        return Span(self._place(span.start), self._place(span.end))

    def _place(self, place: int) -> int:
        k = bisect_right(self._starts, place)
        if k and place < self._edits[k - 1].end:
            return self._starts[k - 1] + self._shifts[k - 1]
        return place + self._shifts[k]


def _reply(reply: Reply, ids: dict[str, str], edits: dict[str, list[_Edit]]) -> Reply:
    here = _Places(edits[reply.child])
    there = None if reply.parent is None else _Places(edits[reply.parent])
    evidence = tuple(
        Evidence(
            e.kind,
            e.strength,
            None if e.here is None else here.span(e.here),
            None if e.there is None or there is None else there.span(e.there),
        )
        for e in reply.evidence
    )
    return replace(
        reply,
        child=ids[reply.child],
        parent=None if reply.parent is None else ids[reply.parent],
        evidence=evidence,
        runners_up=tuple(
            Candidate(None if c.parent is None else ids[c.parent], c.probability)
            for c in reply.runners_up
        ),
    )
