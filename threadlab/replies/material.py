"""A thread laid out for the finders: own words, quotes and who holds them, names and times."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from threadlab.replies.repeats import Held, holders, line_source, lines_of
from threadlab.text import PhraseIndex, Word, normalise, somebody, words
from threadlab.thread import Comment, Passage, Span, Thread

INDEX_WORDS = 4
"""Words of a group of the quote index: fewer are said by chance, more break at every typo."""

MARKUP_WORDS = 60
"""Words of markup (attributes of tags) that may lie between two words of a passage."""


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
        held: Earlier comments that have the words as their own, most words first.
    """

    start: int
    words: list[Word]
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
        own: Its own words with their places in the body, repeated lines left out.
        quotes: What it repeats, in order.
        author: Its author's name for comparing; None where it is nobody.
        minutes: When it was posted, in minutes since 1970; None where unknown.
        echoes: Earlier comments of whose words a stretch occurs within own words.
        addresses: Whom its lines call, and which comments they name.
    """

    comment: Comment
    own: list[Word]
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


def lay_out(thread: Thread) -> Material:
    """Lays a thread out for the finders.

    A comment's words are looked up among the own words of the comments before it: a quote in a
    quote is thereby credited to whoever said it, not to whoever repeated it.

    Args:
        thread: A thread whose comments are divided into passages.

    Returns:
        The material.
    """
    index = PhraseIndex(INDEX_WORDS)
    whole: dict[str, int] = {}
    entries: list[Entry] = []
    for number, comment in enumerate(thread.comments):
        quotes, lines = _divide(comment)
        marked = {q.depth for q in quotes if q.marked}
        for quote in quotes:
            quote.held = holders(index.runs([w.form for w in quote.words]))
        own: list[list[Word]] = []
        for line in lines:
            # Who marks quotes marks them all; elsewhere a repeated line is a quote.
            source = None if marked else line_source(index, whole, line)
            if source is None:
                own.append(line)
            else:
                quotes.append(Quote(line[0].start, line, 1, marked=False, held=[source]))
        flat = [word for line in own for word in line]
        forms = [word.form for word in flat]
        echoes = holders(index.runs(forms)) if number else []
        index.add(number, forms)
        whole.update((" ".join(word.form for word in line), number) for line in own)
        entries.append(
            Entry(
                comment,
                flat,
                sorted(quotes, key=lambda quote: quote.start),
                _key(comment.author),
                comment.posted.timestamp() / 60 if comment.posted else None,
                echoes,
                _addresses(comment),
            )
        )
    return Material(thread, entries, {c.id: n for n, c in enumerate(thread.comments)})


def _addresses(comment: Comment) -> list[Address]:
    return [
        Address(passage.span, passage.said_by, passage.said_in)
        for passage in comment.passages
        if passage.kind == "marker" and (passage.said_by or passage.said_in)
    ]


def _key(author: str | None) -> str | None:
    name = somebody(author)
    return None if name is None else normalise(name)


def _divide(comment: Comment) -> tuple[list[Quote], list[list[Word]]]:
    """Splits a comment into what it quotes and the lines of its own words."""
    if not comment.passages:
        return [], lines_of(comment.body, 0, len(comment.body))
    quotes: list[Quote] = []
    lines: list[list[Word]] = []
    named: Passage | None = None
    for passage in comment.passages:
        if passage.kind == "attribution":
            named = passage
        elif passage.kind == "quote":
            said_by = passage.said_by or (named.said_by if named else None)
            said_in = passage.said_in or (named.said_in if named else None)
            found = placed(comment.body, passage)
            start = passage.span.start
            quotes.append(Quote(start, found, passage.depth, True, said_by, said_in))
        elif passage.kind == "own":
            lines.extend(_own_lines(comment.body, passage))
            named = None
    return quotes, lines


def _own_lines(body: str, passage: Passage) -> list[list[Word]]:
    start, end = passage.span.start, passage.span.end
    if passage.text == body[start:end]:
        return lines_of(body, start, end)
    return _cut(placed(body, passage), passage.text)


def _cut(found: Sequence[Word], text: str) -> list[list[Word]]:
    """Cuts words as the lines of the text that they were read from."""
    lines: list[list[Word]] = []
    at = 0
    for line in lines_of(text, 0, len(text)):
        lines.append(list(found[at : at + len(line)]))
        at += len(line)
    return lines


def placed(body: str, passage: Passage) -> list[Word]:
    """Gives a passage's words with their places in the body.

    Where markup lies between the words (tags, "> "), each word is looked up in the body from the
    place of the one before it; a word written otherwise in the body (an entity) gets the place
    right behind.

    Args:
        body: The body.
        passage: One of its passages.

    Returns:
        As many words as the passage's text has, their places within its span.
    """
    start, end = passage.span.start, passage.span.end
    read = words(passage.text)
    there = words(body, start, end)
    if len(read) == len(there):
        return [Word(a.form, b.start, b.end) for a, b in zip(read, there, strict=True)]
    places: dict[str, list[int]] = {}
    for number in range(len(there) - 1, -1, -1):
        places.setdefault(there[number].form, []).append(number)
    found: list[Word] = []
    reached, offset = -1, start
    for word in read:
        ahead = places.get(word.form, [])
        while ahead and ahead[-1] <= reached:
            ahead.pop()
        if ahead and ahead[-1] - reached <= MARKUP_WORDS:
            reached = ahead.pop()
            place = there[reached]
            found.append(Word(word.form, place.start, place.end))
            offset = place.end
        else:
            found.append(Word(word.form, offset, offset))
    return found
