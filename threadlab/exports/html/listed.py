"""Challenges that nobody answered and concessions: each with what it answers, in its own words."""

from collections.abc import Mapping
from statistics import fmean

from threadlab.exports.html.outline import gist, told
from threadlab.exports.html.safe import count, escape, percent, prose
from threadlab.exports.html.tree import Tree, anchor
from threadlab.exports.html.wording import by
from threadlab.graph import concessions, unanswered_challenges
from threadlab.graph.endings import concession_chains
from threadlab.graph.points import stance_probability, type_probability
from threadlab.graph.summary import GUESSED

LISTED = 4
MOST_LISTED = 50
LISTED_LETTERS = 110
ANSWERED_LETTERS = 80


def challenges(tree: Tree) -> dict[str, str]:
    """By id of each challenge that nobody answered, what is told of it; the surest first."""
    return {comment: _challenge(tree, comment) for comment in unanswered_challenges(tree.thread)}


def conceded(tree: Tree) -> dict[str, str]:
    """By id of each concession, how sure it is and which dispute it came after."""
    chains = {chain.comments[-1]: chain.comments for chain in concession_chains(tree.thread)}
    facts = {}
    for identity in concessions(tree.thread):
        comment = tree.comment(tree.numbers[identity])
        facts[identity] = f"{percent(type_probability(comment, 'concession'))} sure"
        if comment.types[0].name != "concession":
            facts[identity] += f", first of all {comment.types[0].name}"
        facts[identity] += _dispute(tree, chains.get(identity, ())[1:-1])
    return facts


def entries(tree: Tree, facts: Mapping[str, str]) -> str:
    """Lists comments by id, each with what is told of it; all but the first few are folded."""
    items = [_entry(tree, comment, facts[comment]) for comment in [*facts][:MOST_LISTED]]
    if not items:
        return ""
    content = f'<ul class="list">{"".join(items[:LISTED])}</ul>'
    if len(items) > LISTED:
        left = len(facts) - len(items)
        rest = f"<li>… and {left:,} less sure</li>" if left else ""
        content += (
            f"<details><summary>{len(facts) - LISTED:,} more</summary>"
            f'<ul class="list">{"".join(items[LISTED:])}{rest}</ul></details>'
        )
    return content


def _challenge(tree: Tree, identity: str) -> str:
    """How sure it is that a comment disagrees or asks, whichever is surer."""
    number = tree.numbers[identity]
    reply = tree.replies[number]
    against = stance_probability(reply, "disagree") if reply is not None else 0.0
    asks = type_probability(tree.comment(number), "question")
    return f"asks, {percent(asks)}" if asks > against else f"disagrees, {percent(against)}"


def _dispute(tree: Tree, objections: tuple[str, ...]) -> str:
    """Tells of the objections that a concession ends, unless it is a guess that they are a row."""
    if len(objections) < 2:
        return ""
    replies = [tree.replies[tree.numbers[one]] for one in objections]
    if fmean(reply.probability for reply in replies if reply is not None) < GUESSED:
        return ""
    first = tree.numbers[objections[0]]
    return (
        f", after {count(len(objections), 'answer')} in a row that each disagree with what they"
        f' answer, the first of them <a href="#{anchor(first)}">{first + 1}</a>'
    )


def _entry(tree: Tree, identity: str, fact: str) -> str:
    number = tree.numbers[identity]
    comment, reply = tree.comment(number), tree.replies[number]
    parts = [by(comment.author, False)]
    if reply is not None and reply.parent is not None:
        parent = tree.numbers[reply.parent]
        words = escape(gist(tree.comment(parent), ANSWERED_LETTERS))
        quoted = f' <span dir="auto">“{words}”</span>' if words else ""
        parts.append(f'answers <a href="#{anchor(parent)}">{parent + 1}</a>{quoted};')
    parts.append(fact)
    facts = prose(" ".join(part for part in parts if part))
    return f'<li>{told(tree, number, LISTED_LETTERS)} <span class="fact">{facts}</span></li>'
