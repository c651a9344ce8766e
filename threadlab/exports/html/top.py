"""The first words of the page: what the thread is about, what the page is, how far to trust it."""

import re

from threadlab.arguments.sentences import divide
from threadlab.exports.html.outline import gist
from threadlab.exports.html.safe import count, escape, excerpt, listing, percent, shown
from threadlab.exports.html.tree import Tree
from threadlab.exports.html.wording import EVIDENCE_NOUNS
from threadlab.graph import Summary
from threadlab.thread import own_words

TITLE_LETTERS = 90
SENTENCE_LETTERS = 150
"""A first sentence up to this length is a heading as a whole; half of one says too little."""

SHORTEST_TITLE = 12
SHORTEST_CLAUSE = 40
OPENING_LETTERS = 280
CLOSED = 0.4
"""An excerpt ends with a sentence if this share of its length is left."""

_CLAUSE = re.compile(r"[,;:](?=\s)|\s(?=[–—(])|\s-(?=\s)")


def title(tree: Tree) -> str:
    """The name of a thread for readers: its title, else how its opening post begins.

    That is its first sentences, as far as they fit, or one of up to SENTENCE_LETTERS; else what
    stands before the last sign between clauses that leaves a heading of SHORTEST_CLAUSE to
    TITLE_LETTERS letters; else its first words. What was cut ends with "…".
    """
    thread = tree.thread
    if thread.title and thread.title.strip():
        return thread.title.strip()
    if not thread.comments:
        return "A thread without words"
    opening = thread.comments[0]
    lines = (own_words(opening).strip() or opening.body.strip()).split("\n")
    first = _heading(lines[0])
    words = first if len(first) >= SHORTEST_TITLE else gist(opening, TITLE_LETTERS)
    return words or "A thread without words"


def _heading(line: str) -> str:
    looked_at = shown(line[: 20 * SENTENCE_LETTERS])
    text = " ".join(looked_at.split())
    whole = [end for _, end in divide(text)]
    fitting = [end for end in whole if end <= TITLE_LETTERS] or whole[:1]
    if fitting and SHORTEST_TITLE <= fitting[-1] <= SENTENCE_LETTERS:
        return text[: fitting[-1]]
    cuts = [mark.start() for mark in _CLAUSE.finditer(text[: TITLE_LETTERS + 1])]
    if cuts and cuts[-1] >= SHORTEST_CLAUSE:
        return f"{text[: cuts[-1]].rstrip()}…"
    return excerpt(line, TITLE_LETTERS)


def opening(tree: Tree, heading: str) -> str:
    """How the thread opens, in its own words.

    Where a whole sentence of it is the heading, it goes on from there.
    """
    if len(tree.order) < 2:
        return ""
    words = gist(tree.comment(0), 2 * OPENING_LETTERS + len(heading))
    rest = words.removeprefix(heading)
    if not rest[:1].isalnum():
        words = rest.lstrip(" .")
    words = closed(words, OPENING_LETTERS)
    if not words.strip(" .…"):
        return ""
    return f'<p class="opening">{escape(words)} <a href="#c1" class="n">1</a></p>'


def closed(text: str, length: int) -> str:
    """Gives the beginning of a text on one line, up to the end of a sentence where it can.

    Args:
        text: Any text, not escaped.
        length: Most characters but for the sign at the end.

    Returns:
        Whole sentences, if these make up CLOSED of the length; else what excerpt gives. It ends
        with "…" where something was cut.
    """
    begun = excerpt(text, length)
    if not begun.endswith("…") or text.strip() == begun:
        return begun
    # The last sentence goes on.
    ends = [end for _, end in divide(begun)][:-1]
    return f"{begun[: ends[-1]]}\u00a0…" if ends and ends[-1] >= CLOSED * length else begun


def lead(figures: Summary) -> str:
    """Says in a few sentences what the page is, and how far to trust it.

    Returns:
        Plain text, not escaped.
    """
    if not figures.comments:
        return "This thread holds no text: there is nothing to map."
    if figures.comments == 1:
        alone = "One text, and no comment was found: there is no debate to map."
        if figures.type_certainty is None:
            return alone
        sure = percent(figures.type_certainty)
        return f"{alone} What kind of text it is, is a model’s judgement, {sure} sure."
    people = f" by {count(figures.people, 'person', 'people')}" if figures.people else ""
    whole = f"Argument map of {count(figures.comments, 'comment')}{people}, made by threadlab. "
    return whole + _hanging(figures) + _labels(figures) + _corrected(figures)


def caution(figures: Summary) -> str:
    """Warns where who answers whom is mostly a guess.

    Returns:
        Plain text, not escaped; empty where there is no need to warn.
    """
    if figures.comments < 2 or not figures.guessed:
        return ""
    return (
        "Who answers whom is mostly a guess here, on average"
        f" {percent(figures.reply_certainty or 0)} sure: check the points, disputes and challenges"
        " that rest on it."
    )


def _hanging(figures: Summary) -> str:
    if not figures.replies and not figures.unknown:
        return "Who answers whom has not been rebuilt: the comments stand in their order."
    if set(figures.by_evidence) == {"stated"} and not figures.unknown:
        return "Who answers whom is as the source states it."
    nouns = listing(EVIDENCE_NOUNS[kind] for kind in figures.by_evidence)
    sure = (
        f", on average {percent(figures.reply_certainty)} sure"
        if figures.reply_certainty is not None and not figures.guessed
        else ""
    )
    start = f"Who answers whom was rebuilt from {nouns}{sure}." if nouns else ""
    lost = (
        f" Of {count(figures.unknown, 'comment')} it is not known what they answer."
        if figures.unknown > 1
        else " Of one comment it is not known what it answers."
        if figures.unknown
        else ""
    )
    return (start + lost).strip()


def _labels(figures: Summary) -> str:
    if figures.type_certainty is None:
        return "" if figures.stance_certainty is None else _judged("Stances", None, figures)
    if figures.stance_certainty is None:
        return f" Types are a model’s judgement, on average {percent(figures.type_certainty)} sure."
    return _judged("Types", figures.type_certainty, figures)


def _corrected(figures: Summary) -> str:
    if not figures.corrected:
        return ""
    return f" A person corrected {count(figures.corrected, 'comment')}."


def _judged(what: str, types: float | None, figures: Summary) -> str:
    stances = percent(figures.stance_certainty or 0)
    if types is None:
        return f" {what} are a model’s judgement, on average {stances} sure."
    return (
        f" Types and stances are a model’s judgement, on average {percent(types)}"
        f" sure of the type and {stances} of the stance."
    )
