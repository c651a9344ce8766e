"""The thread outline: nested lists of every word, and why each reply hangs where it hangs."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from threadlab.arguments.explanation import SentenceEffect
from threadlab.exports.html.quotations import Quotations, Stretch, quotations
from threadlab.exports.html.safe import count, escape, excerpt, listing, percent
from threadlab.exports.html.tree import DEEPEST, Tree, anchor
from threadlab.exports.html.voices import body
from threadlab.exports.html.wording import (
    EVIDENCE_KINDS,
    LOOKS,
    Naming,
    badge,
    by,
    type_badges,
    when,
)
from threadlab.thread import Comment, Evidence, Reply, own_words

QUOTED_LETTERS = 60
RUNNERS_UP = 3
MOST_ALTERNATIVES = 1500
"""Longer threads tell only the labels that they name, in fewer words."""

KeySentences = Mapping[str, SentenceEffect]


def outline(tree: Tree, naming: Naming, keys: KeySentences | None = None) -> str:
    """Shows all comments.

    Args:
        tree: The thread as it is shown.
        naming: Which labels are named, and which look unsure.
        keys: By id of comment, the sentence that speaks most for its type, if that is known.

    Returns:
        HTML: a list of lists.
    """
    speaks = {
        comment: (key.span, _speaks(tree, comment, key))
        for comment, key in (keys or {}).items()
        if not tree.comment(tree.numbers[comment]).types[0].corrected
    }
    found = quotations(tree, speaks)
    further: dict[str, list[Reply]] = defaultdict(list)
    for reply in tree.thread.replies:
        if not reply.primary:
            further[reply.child].append(reply)
    # End tags of <li> and <p> are left out, as HTML allows: a page may hold many thousands.
    pieces = ['<ol class="thread">']
    closing: list[str] = []
    for place, number in enumerate(tree.order):
        while len(closing) > tree.level[number]:
            pieces.append(closing.pop())
        comment = tree.comment(number)
        pieces.append("<li>")
        pieces.append(_article(tree, number, naming, found, further.get(comment.id, ())))
        if tree.last[place] > place + 1:
            answers = _answers(tree, number, tree.last[place] - place - 1)
            pieces.append(f"<details open><summary>{answers}</summary><ol>")
            closing.append("</ol></details>")
        else:
            closing.append("")
    pieces += reversed(closing)
    pieces.append("</ol>")
    return "".join(pieces)


def _speaks(tree: Tree, comment: str, key: SentenceEffect) -> str:
    label = tree.comment(tree.numbers[comment]).types[0].name
    return f"speaks most for {label} (+{100 * (key.type_effect or 0.0):.0f} points)"


def _answers(tree: Tree, number: int, below: int) -> str:
    direct = tree.answers[number]
    if tree.level[number] == DEEPEST - 1 and below > direct:
        return f"{count(below, 'comment')} below, shown flat from here"
    if not direct:
        return f"{count(below, 'comment')} below"
    return count(direct, "answer") + (f", {below:,} below" if below > direct else "")


def _article(
    tree: Tree,
    number: int,
    naming: Naming,
    found: Quotations,
    further: Sequence[Reply],
) -> str:
    comment, reply = tree.comment(number), tree.replies[number]
    stretches: Sequence[Stretch] = found.stretches.get(number, ())
    looks = []
    if reply is not None and reply.stance:
        looks.append(LOOKS[reply.stance[0].name])
    if reply is not None and reply.parent is None:
        looks.append("lost")
    look = (
        f' class="{" ".join(looks)}"' if len(looks) > 1 else f" class={looks[0]}" if looks else ""
    )
    why = _why(tree, comment, reply, found, further) if reply is not None else ""
    told = next((stretch.speaks for stretch in stretches if stretch.speaks), None)
    if told:
        why += f"<p class=hint>The underlined sentence {escape(told)}."
    return (
        f"<article id={anchor(number)}{look}><p>{_head(tree, number, naming)}"
        f"{body(comment, stretches)}{why}</article>"
    )


def _head(tree: Tree, number: int, naming: Naming) -> str:
    """The line above a comment: a <p> whose end tag the next block implies."""
    comment, reply = tree.comment(number), tree.replies[number]
    parts = [
        f"<a href=#{anchor(number)}>{number + 1}</a>",
        by(comment.author, tree.authored),
        when(comment.posted),
    ]
    if reply is not None:
        where = '<b class="u">? unknown</b>' if reply.parent is None else _link(tree, reply.parent)
        parts.append(f"answers {where}")
        if reply.stance:
            parts.append(badge(reply.stance[0], naming))
    parts += type_badges(comment, naming)
    return " ".join(part for part in parts if part)


def _link(tree: Tree, comment: str) -> str:
    number = tree.numbers[comment]
    return f"<a href=#{anchor(number)}>{number + 1}</a>"


def _why(
    tree: Tree,
    comment: Comment,
    reply: Reply,
    found: Quotations,
    further: Sequence[Reply],
) -> str:
    sentences = [_reason(tree, reply, found)]
    others = [
        f"{_link(tree, one.parent)} ({percent(one.probability)})"
        if one.parent is not None
        else f"none of these ({percent(one.probability)})"
        for one in reply.runners_up[:RUNNERS_UP]
    ]
    if others:
        sentences.append(f"Else {', '.join(others)}.")
    sentences += [
        f"Also answers {_link(tree, also.parent)}, {_reason(tree, also, found)}"
        for also in further
        if also.parent is not None
    ]
    if len(tree.order) <= MOST_ALTERNATIVES:
        sentences.append(_alternatives(comment, reply))
    told = " ".join(sentence for sentence in sentences if sentence)
    question = "why here?" if len(tree.order) <= MOST_ALTERNATIVES else "why?"
    return f"<details><summary>{question}</summary>{told}</details>"


def _reason(tree: Tree, reply: Reply, found: Quotations) -> str:
    if reply.corrected:
        why = EVIDENCE_KINDS["corrected"]
        return f"{why.capitalize()}{'' if reply.parent else ': what it answers is not known'}."
    sure = percent(reply.probability)
    if reply.parent is None:
        start = f"What it answers is not known: {sure} sure that it is no comment at hand"
    else:
        start = f"{sure} sure"
    reasons = listing(_because(tree, reply, evidence, found) for evidence in reply.evidence)
    return f"{start}: {reasons}." if reasons and reply.parent is not None else f"{start}."


def _because(tree: Tree, reply: Reply, evidence: Evidence, found: Quotations) -> str:
    why = EVIDENCE_KINDS[evidence.kind]
    linked = evidence.here is not None and evidence.kind in ("quoted", "repeated")
    if reply.parent is not None and evidence.there is not None and not linked:
        target = found.targets.get((reply.child, reply.parent, evidence.there))
        if target:
            return f"<a href=#{target}>{why}</a>"
    if evidence.here is None or evidence.kind not in ("named", "similar"):
        return why
    body = tree.comment(tree.numbers[reply.child]).body
    said = excerpt(body[evidence.here.start : evidence.here.end], QUOTED_LETTERS)
    return f"{why} (<bdi>“{escape(said)}”</bdi>)" if said else why


def _alternatives(comment: Comment, reply: Reply) -> str:
    """The labels that come next, where they are not out of the question."""
    labels = [*reply.stance[1:2], *comment.types[1:2]]
    told = [f"{one.name} {percent(one.probability)}" for one in labels if one.probability >= 0.1]
    return f"Next likely labels: {', '.join(told)}." if told else ""


def gist(comment: Comment, length: int) -> str:
    """The first of a comment's own words, or of what it quotes where it has none; not escaped."""
    quoted = next((one.text for one in comment.passages if one.kind == "quote"), "")
    return excerpt(own_words(comment).strip() or quoted.strip() or comment.body.strip(), length)


def told(tree: Tree, number: int, length: int) -> str:
    """A link to a comment: its number and the first of its words, at most so many letters."""
    words = escape(gist(tree.comment(number), length))
    return f'<a href="#{anchor(number)}"><span class="n">{number + 1}</span> {words}</a>'
