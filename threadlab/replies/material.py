"""A thread laid out for the finders: own words, quotes and who holds them, names and times."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from threadlab.replies.faint import Faint
from threadlab.replies.introductions import Introductions
from threadlab.replies.phrases import PhraseIndex
from threadlab.replies.placing import Origin, Part, Words
from threadlab.replies.repeats import Held, holders, line_source
from threadlab.text import form_lines, normalise, somebody, word_forms
from threadlab.thread import Comment, Passage, Span, Thread

INDEX_WORDS = 4
"""Words of a group of the quote index: fewer are said by chance, more break at every typo."""

# Number of the first of words that a comment is known to have held and that are lost there.
LOST_PLACE = 1 << 40
# Last lines of a comment among which a signature is looked for.
SIGNATURE_LINES = 6
# Comments that ended with a line before it is taken for boilerplate whoever says it.
ENDED = 2
# Ids of messages that are looked for in an attribution.
MOST_IDS = 4
_MESSAGE_ID = re.compile(r"[^\s<>\"'(),;:]{1,200}@[^\s<>\"'(),;:]{1,200}")


@dataclass(slots=True)
class Quote:
    """Words that a comment repeats from elsewhere.

    Attributes:
        start: Offset in the body.
        words: With their places in the body; empty for a quote without words (a picture).
        depth: 1 = a quote, 2 = a quote in a quote.
        marked: Whether the source marks them; else they were recognised as repeated.
        said_by: Name of who is quoted, where the markup names it.
        said_in: Id of the comment quoted, where the markup names it.
        held: Earlier comments that have the words as their own (or brought them into the thread,
            where nobody has), most words first.
    """

    start: int
    words: Words
    depth: int
    marked: bool
    said_by: str | None = None
    said_in: str | None = None
    held: list[Held] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Address:
    """Whom or which comment a line begins with: "@ann", ">>12345", "#3".

    Attributes:
        span: Where in the body.
        said_by: The name called.
        said_in: The id or number of the comment named.
    """

    span: Span
    said_by: str | None
    said_in: str | None


@dataclass(slots=True)
class Entry:
    """One comment, laid out.

    Attributes:
        comment: The comment.
        own: Its own words with their places in the body; repeated lines and what is no more than
            a signature are left out.
        said: Its own words, then what else it brought into the thread: attributions, signatures,
            quotes of what nobody said before. Held.there counts these.
        quotes: What it repeats, in order.
        author: Its author's name for comparing; None where it is nobody.
        minutes: When it was posted, in minutes since 1970; None where unknown.
        echoes: Earlier comments of whose words a stretch occurs within own words.
        addresses: Whom its lines call, and which comments they name.
    """

    comment: Comment
    own: Words
    said: Words
    quotes: list[Quote]
    author: str | None
    minutes: float | None
    echoes: list[Held]
    addresses: list[Address]


@dataclass(slots=True)
class Material:
    """A thread, laid out.

    Attributes:
        thread: The thread.
        entries: Its comments in order.
        number: Place of each comment by id.
    """

    thread: Thread
    entries: list[Entry]
    number: dict[str, int]


class Line(NamedTuple):
    """A line of own words.

    Attributes:
        forms: Its words.
        number: The first word's number in its origin.
        origin: The passage that it comes from.
    """

    forms: list[str]
    number: int
    origin: Origin


@dataclass(slots=True)
class _Divided:
    """What a comment consists of: quotes, own lines, attributions of its own and quoted ones."""

    quotes: list[Quote] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    introductions: list[Line] = field(default_factory=list)
    quoted_introductions: list[Quote] = field(default_factory=list)


def lay_out(thread: Thread) -> Material:
    """Lays a thread out for the finders.

    A comment's words are looked up among what the comments before it brought into the thread: a
    quote in a quote is thereby credited to whoever said it, not to whoever repeated it. What
    nobody said before (an article, a message that is missing) belongs to whoever quotes it first;
    and a line such as "On Monday Ann wrote:" belongs to the comment that it introduces a quote in.

    Args:
        thread: A thread whose comments are divided into passages.

    Returns:
        The material.
    """
    reading = _Reading(thread)
    entries = [reading.entry(number) for number in range(len(thread.comments))]
    return Material(thread, entries, {c.id: n for n, c in enumerate(thread.comments)})


class _Reading:
    """What is known of a thread after some of its comments were read."""

    def __init__(self, thread: Thread) -> None:
        self._thread = thread
        self._index = PhraseIndex(INDEX_WORDS)
        self._introductions = Introductions(INDEX_WORDS)
        self._whole: dict[str, int] = {}
        self._faint = Faint(thread.title)
        # The latest comment of each author.
        self._latest: dict[str, int] = {}
        # Who ended a comment with a line: the latest author, and how many comments.
        self._endings: dict[str, tuple[str | None, int]] = {}

    def entry(self, number: int) -> Entry:
        """Lays out the next comment."""
        comment = self._thread.comments[number]
        author = _key(comment.author)
        divided = _divide(comment)
        quotes, lines = divided.quotes, divided.lines
        marked = any(quote.marked for quote in quotes)
        brought = self._credit(quotes, divided.quoted_introductions)
        kept = self._without_signature(lines, author)
        brought.extend(lines[kept:])
        own: list[Line] = []
        for line in lines[:kept]:
            # Who marks quotes marks them all; elsewhere a repeated line is a quote.
            source = None if marked else line_source(self._index, self._whole, line.forms)
            if source is None:
                own.append(line)
            else:
                words = _joined([line])
                quotes.append(Quote(words[0].start, words, 1, marked=False, held=[source]))
        flat = _joined(own)
        echoes = holders(self._index.meet(number, flat.forms))
        self._whole.update((" ".join(line.forms), number) for line in own)
        first = len(flat)
        for line in brought:
            self._index.add(number, line.forms, first)
            first += len(line.forms)
        introductions = divided.introductions
        for line in introductions:
            self._introductions.add(number, line.forms, first)
            first += len(line.forms)
        said = _joined([*own, *brought, *introductions]) if brought or introductions else flat
        self._faint.add(said.forms, author)
        if author is not None:
            self._latest[author] = number
        return Entry(
            comment,
            flat,
            said,
            sorted(quotes, key=lambda quote: quote.start),
            author,
            comment.posted.timestamp() / 60 if comment.posted else None,
            echoes,
            _addresses(comment),
        )

    def _credit(self, quotes: list[Quote], introductions: Sequence[Quote]) -> list[Line]:
        """Finds who holds each quote; gives the words that come into the thread by being quoted."""
        brought: list[Line] = []
        for quote in quotes:
            forms = quote.words.forms
            quote.held = holders(self._index.runs(forms)) or self._introductions.find(forms)
        telling = any(quote.held for quote in quotes)
        for quote in quotes:
            forms = quote.words.forms
            # A word or two, such as a quoted "Bob", tell nothing beside quotes that do.
            if not quote.held and (len(forms) >= INDEX_WORDS or not telling):
                quote.held = self._faint.find(forms, self._named(quote))
            if not quote.held and forms:
                self._bring(quote, brought)
        for quote in introductions:
            # Who introduced a quote, in words that are quoted now, is quoted.
            quote.held = self._introductions.find(quote.words.forms)
            if quote.held:
                quotes.append(quote)
        return brought

    def _bring(self, quote: Quote, brought: list[Line]) -> None:
        """Remembers a quote of what nobody said: whoever it is said to quote holds it from now.

        Where nobody is named, the comment brought it into the thread itself; where somebody is who
        has not written, a message is missing and nobody holds it.
        """
        if quote.said_by is None:
            brought.append(Line(quote.words.forms, 0, quote.words.parts[0].origin))
            return
        author = self._named(quote)
        if author is not None:
            self._index.add(self._latest[author], quote.words.forms, LOST_PLACE)

    def _named(self, quote: Quote) -> str | None:
        """Who of those that have written is said to be quoted."""
        if quote.said_by is None:
            return None
        name = normalise(quote.said_by)
        plain = " ".join(word_forms(name.split("<")[0]))
        return next((key for key in (name, plain) if key in self._latest), None)

    def _without_signature(self, lines: Sequence[Line], author: str | None) -> int:
        """Counts the lines before a signature: last lines that earlier comments ended with too."""
        kept = len(lines)
        reading = True
        for at in range(len(lines) - 1, max(-1, len(lines) - 1 - SIGNATURE_LINES), -1):
            if len(lines[at].forms) < INDEX_WORDS:
                continue
            form = " ".join(lines[at].forms)
            by, times = self._endings.get(form, (None, 0))
            known = times >= ENDED or (times > 0 and author is not None and by == author)
            reading = reading and known and at > 0
            if reading:
                kept = at
            self._endings[form] = (author, times + 1)
        return kept


def _joined(lines: Sequence[Line]) -> Words:
    forms: list[str] = []
    parts: list[Part] = []
    reached, origin = 0, None
    for line in lines:
        if line.origin is not origin or line.number != reached:
            parts.append(Part(len(forms), line.number, line.origin))
        forms += line.forms
        origin, reached = line.origin, line.number + len(line.forms)
    return Words(forms, parts)


def _addresses(comment: Comment) -> list[Address]:
    found = [
        Address(passage.span, passage.said_by, passage.said_in)
        for passage in comment.passages
        if passage.kind == "marker" and (passage.said_by or passage.said_in)
    ]
    attribution = next((p for p in comment.passages if p.kind == "attribution"), None)
    if attribution is not None and "@" in attribution.text:
        # "Ann wrote in message <17@example.org>": RFC 5536 gives every article such an id.
        ids = _MESSAGE_ID.findall(attribution.text)
        found += [Address(attribution.span, None, name) for name in ids[:MOST_IDS]]
    return found


def _key(author: str | None) -> str | None:
    name = somebody(author)
    return None if name is None else normalise(name)


def _divide(comment: Comment) -> _Divided:
    """Splits a comment into what it quotes and the lines of its own words."""
    body = comment.body
    divided = _Divided()
    if not comment.passages:
        divided.lines = _lines(Origin(body, 0, len(body)))
        return divided
    named: Passage | None = None
    for passage in comment.passages:
        if passage.kind == "attribution":
            named = passage
            if passage.depth == 0:
                divided.introductions.extend(_lines(_origin(body, passage)))
            else:
                divided.quoted_introductions.append(_quote(body, passage, None, None))
        elif passage.kind == "quote":
            said_by = passage.said_by or (named.said_by if named else None)
            said_in = passage.said_in or (named.said_in if named else None)
            divided.quotes.append(_quote(body, passage, said_by, said_in))
        elif passage.kind == "own":
            divided.lines.extend(_lines(_origin(body, passage)))
            named = None
    return divided


def _quote(body: str, passage: Passage, said_by: str | None, said_in: str | None) -> Quote:
    words = Words(word_forms(passage.text), [Part(0, 0, _origin(body, passage))])
    return Quote(passage.span.start, words, passage.depth, True, said_by, said_in)


def _origin(body: str, passage: Passage) -> Origin:
    return Origin(body, passage.span.start, passage.span.end, passage.text)


def _lines(origin: Origin) -> list[Line]:
    """The lines of a passage; those without words are left out."""
    text = origin.body[origin.start : origin.end] if origin.text is None else origin.text
    found: list[Line] = []
    number = 0
    for forms in form_lines(text):
        if forms:
            found.append(Line(forms, number, origin))
            number += len(forms)
    return found
