"""A thread as an argument map in Argdown, a text form for arguments (argdown.org).

Each comment is a statement with a title; what it supports (+>) or attacks (->) stands below it.
Every sign that Argdown could take as its own is escaped by a backslash.
"""

import json
import re
from collections.abc import Iterator

from threadlab.exports.plain_text import one_line, xml_text
from threadlab.graph.arguments import relation
from threadlab.thread import Comment, Reply, Thread, by_id, own_words

EMPTY = "(no words of its own)"
LONGEST_NAME = 40
# Colons and dots may enclose a short word for a sign (":^:", ".v."), in which nothing is escaped.
_SIGNS = re.compile(r"([\\@#*_\[\]<>/{}=]|[:.](?=\S))")
_IN_DATA = str.maketrans({"{": "\\u007b", "}": "\\u007d", "=": "\\u003d"})
_ARROWS = {"supports": "+>", "attacks": "->"}


def argdown(thread: Thread) -> bytes:
    """Gives a thread as an Argdown document.

    Titles of statements are the number of the comment and its author; type, stance and time are
    data of the statement. Left out: quotes, line ends within a comment, probabilities, and all
    but the first type and stance. The form has no relation for an answer that neither supports
    nor attacks: it is named in the statement's data ("answers", "asks"). Control characters and
    lone surrogates become U+FFFD.

    Args:
        thread: A thread; without stances no statement supports or attacks another.

    Returns:
        The document in UTF-8.
    """
    return "".join(_lines(thread)).encode()


def _lines(thread: Thread) -> Iterator[str]:
    yield f"===\ntitle: {_data(thread.title or thread.id)}\n===\n"
    if not thread.comments:  # front matter alone is no document
        yield "\n# No comments\n"
    titles = {
        comment.id: _title(number, comment) for number, comment in enumerate(thread.comments, 1)
    }
    comments = by_id(thread)
    answers: dict[str, list[tuple[str, Reply]]] = {}
    for reply in thread.replies:
        if reply.parent is not None:
            answers.setdefault(reply.child, []).append(
                (relation(comments[reply.child], reply), reply)
            )
    for comment in thread.comments:
        said = _SIGNS.sub(r"\\\1", xml_text(one_line(own_words(comment)))) or EMPTY
        given = answers.get(comment.id, [])
        yield f"\n[{titles[comment.id]}]: {said} {_values(comment, given, titles)}\n"
        seen: set[str | None] = set()
        for name, reply in given:
            if name in _ARROWS and reply.parent not in seen:
                seen.add(reply.parent)
                yield f"  {_ARROWS[name]} [{titles[str(reply.parent)]}]\n"


def _title(number: int, comment: Comment) -> str:
    name = xml_text(one_line(comment.author or ""))[:LONGEST_NAME]
    # A title ends at the next bracket and knows no escape.
    name = name.replace("[", "(").replace("]", ")").strip()
    return f"{number}. {name}".strip()


def _values(comment: Comment, given: list[tuple[str, Reply]], titles: dict[str, str]) -> str:
    """The data of a statement, as a YAML mapping in one line."""
    values: dict[str, object] = {"id": comment.id}
    if comment.author is not None:
        values["author"] = comment.author
    if comment.posted is not None:
        values["posted"] = comment.posted.isoformat()
    if comment.types:
        values["type"] = comment.types[0].name
    stance = next((r.stance[0].name for _, r in given if r.primary and r.stance), None)
    if stance is not None:
        values["stance"] = stance
    for verb in ("asks", "answers"):
        named = [titles[str(reply.parent)] for name, reply in given if name == verb]
        if named:
            values[verb] = named
    return "{" + ", ".join(f"{key}: {_data(value)}" for key, value in values.items()) + "}"


def _data(value: object) -> str:
    """A value as JSON, which is YAML, too, without signs that would end the data early."""
    if isinstance(value, list):
        return "[" + ", ".join(map(_data, value)) + "]"
    text = json.dumps(xml_text(one_line(str(value))), ensure_ascii=False)
    return text.translate(_IN_DATA)
