"""Threads that hold payloads in every field, and what a browser makes of their pages."""

import dataclasses
import re
from datetime import timedelta

from debate import START, labels
from payloads import PAYLOADS

from threadlab.exports.html.safe import shown
from threadlab.markup import passages
from threadlab.scheme import STANCES, TYPES
from threadlab.thread import Comment, Evidence, Reply, Span, Thread

FIELDS = {
    "plain": "{}",
    "email": "On Tue, Mar 5, 2024 at 9:00 AM {} <a@example.org> wrote:\n> {}\n\n{}",
    "markdown": "> {}\n\n{}\n\n```\n{}\n```",
    "html": '<blockquote cite="{}"><cite>{} wrote:</cite><p>{}</p></blockquote>{}',
    "bbcode": '[quote="{}, post:1"]{}[/quote]\n{}',
}
"""Bodies by format, with a payload as the quoted words, as who is quoted, and as own words."""

SHAPES = (
    "> > > quoted deep\n> > quoted\n\nown",
    "On Tuesday, Ann wrote:\n> so\n\nno",
    "own\n\n-- \na signature",
    "@ann so",
    ">>1 so",
    "word " * 900,
    "[quote=Ann]x[/quote] [quote]y",
)

HARMLESS = SHAPES + tuple(
    f"word {k} https://example.org/{k} more" if k % 3 else f"word{k}\nmore"
    for k in range(len(PAYLOADS) - len(SHAPES))
)
"""As many texts without a sign of HTML; some are divided and linked, as some payloads are."""

SEEN = """() => [...new Set([...document.querySelectorAll('*')].flatMap(
  e => [e.tagName, ...[...e.attributes].map(a => e.tagName + ' ' + a.name)]))]"""
"""Elements, and elements with the name of an attribute."""

READ = """pages => pages.map(text => {
  const read = new DOMParser().parseFromString(text, 'text/html');
  const seen = [...read.querySelectorAll('*')].flatMap(
    e => [e.tagName, ...[...e.attributes].map(a => e.tagName + ' ' + a.name)]);
  const [id] = JSON.parse(read.getElementById('ids').textContent);
  return [read.title, read.querySelector('h1').textContent, [...new Set(seen)],
    encodeURIComponent(id.toWellFormed())];
})"""
"""Title, heading, elements and thread id of pages, as the browser's parser reads them."""

LINKS = """[...document.querySelectorAll('[href], [src], [action], [data]')]
  .map(e => e.getAttribute('href') ?? e.outerHTML)"""

GLOBALS = """() => {
  const inherited = [];
  for (const name in {}) inherited.push(name);
  return [...Object.getOwnPropertyNames(window), ...inherited].filter(n => !/^\\d+$/.test(n));
}"""
"""Globals, and what every object would inherit."""

HIT = "document.documentElement.dataset.hit ?? window.hit ?? {}.hit ?? null"
"""What a payload that ran would leave."""

BODIES = """[...document.querySelectorAll('article')].map(a => [...a.children].slice(1)
  .filter(e => !e.matches('.hint, .none, details:not(.sig)'))
  .map(e => (e.querySelector('summary + div') ?? e).textContent).join(''))"""
"""What stands below the head line of each comment: its words, without what the page says of it."""

NUMBERS = "[...document.querySelectorAll('article')].map(a => Number(a.id.slice(1)))"

NAMES = "[...document.querySelectorAll('article > p:first-child > bdi')].map(b => b.textContent)"


def hostile_thread(texts, markup="plain", **fields):
    """A thread that has each text in the body, author and id of a comment, and as a quoted name."""
    comments = [Comment("0", None, "Opening post.", types=labels(TYPES, "claim", 0.6))]
    replies = []
    for k, text in enumerate(texts):
        body = FIELDS[markup].replace("{}", text)
        said = tuple(
            dataclasses.replace(one, said_by=text) if one.kind == "quote" else one
            for one in passages(body, markup)
        )
        name, above = f"{text}{k}", comments[k // 2]
        comments.append(
            Comment(
                name,
                text,
                body,
                markup,
                posted=START + timedelta(hours=k),
                passages=said,
                types=labels(TYPES, TYPES[k % 10], 0.6),
            )
        )
        evidence = (
            Evidence("quoted", 0.5, Span(0, min(9, len(body))), Span(0, min(9, len(above.body)))),
            Evidence("named", 0.5, Span(0, len(body))),
        )
        stance = labels(STANCES, STANCES[k % 3], 0.6)
        replies.append(Reply(name, above.id, 0.5, evidence, stance=stance))
    fields = {"id": texts[0], "title": texts[1], "source": texts[2], "notes": texts, **fields}
    return Thread(comments=tuple(comments), replies=tuple(replies), **fields)


def words_of(query):
    """JavaScript that gives the text of each element."""
    return f"[...document.querySelectorAll('{query}')].map(e => e.textContent)"


def blankless(text):
    """A text without blanks: those between passages and around them are not shown."""
    return re.sub(r"[\s\ufeff]+", "", text)


def titled(text):
    """How a payload is shown as a title: without blanks around it."""
    return shown(text.strip())


def file_name(text):
    """A payload as far as a file can be called so."""
    return re.sub(r"[/\x00]", "_", shown(text))[:60]
