"""The top of the page: what the thread is about, how it runs, and how sure all this is."""

from collections.abc import Mapping, Sequence

from threadlab.exports.html.contested import Contested, points_list
from threadlab.exports.html.outline import gist, told
from threadlab.exports.html.safe import attribute, count, escape, excerpt, listing, percent
from threadlab.exports.html.tree import Tree, anchor
from threadlab.exports.html.wording import (
    EVIDENCE_NOUNS,
    LOOKS,
    STANCES_OF,
    TYPE_KINDS,
    by,
)
from threadlab.graph import (
    Findings,
    Summary,
    concessions,
    findings,
    unanswered_challenges,
)
from threadlab.graph.build import voices_of
from threadlab.graph.camps import Member
from threadlab.graph.endings import concession_chains
from threadlab.graph.points import stance_probability, type_probability
from threadlab.graph.summary import LEAST_PEOPLE
from threadlab.scheme import Kind
from threadlab.thread import own_words

LISTED = 4
MOST_LISTED = 50
CAMP_NAMES = 8
TITLE_LETTERS = 90
SHORTEST_TITLE = 12
LISTED_LETTERS = 110
OPENING_LETTERS = 280

CONTESTED = (
    "Comments that met the most disagreement, counting all that follows below them. What is "
    "likely holds nine times in ten, if these are its answers."
)


def title(tree: Tree) -> str:
    """The name of a thread for readers: its title, else the first words of its opening post."""
    thread = tree.thread
    if thread.title and thread.title.strip():
        return thread.title.strip()
    if not thread.comments:
        return "A thread without words"
    opening = thread.comments[0]
    lines = (own_words(opening).strip() or opening.body.strip()).split("\n")
    first = excerpt(lines[0], TITLE_LETTERS)
    words = first if len(first) >= SHORTEST_TITLE else gist(opening, TITLE_LETTERS)
    return words or "A thread without words"


def opening(tree: Tree, heading: str) -> str:
    """How the thread opens, in its own words; it goes on where the heading was cut."""
    words = gist(tree.comment(0), OPENING_LETTERS) if len(tree.order) > 1 else ""
    begun = heading.removesuffix("…")
    if words.startswith(begun):
        words = words[len(begun) :].strip(" .…") and f"…{words[len(begun) :].lstrip()}"
    return words and f'<p class="opening">{escape(words)} <a href="#c1" class="n">1</a></p>'


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


def _hanging(figures: Summary) -> str:
    if not figures.replies and not figures.unknown:
        return "Who answers whom has not been rebuilt: the comments stand in their order."
    if set(figures.by_evidence) == {"stated"} and not figures.unknown:
        return "Who answers whom is as the source states it."
    nouns = listing(EVIDENCE_NOUNS[kind] for kind in figures.by_evidence)
    sure = (
        f", on average {percent(figures.reply_certainty)} sure"
        if figures.reply_certainty is not None
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


def measured(tree: Tree) -> Findings | None:
    """Takes a thread's measures, where it has voices enough to speak of camps."""
    voices = set(voices_of(tree.thread).values())
    return findings(tree.thread) if len(voices) >= LEAST_PEOPLE else None


def panels(
    tree: Tree, figures: Summary, found: Findings | None, points: Sequence[Contested]
) -> str:
    """Shows the panels of the summary; those without content are absent.

    Args:
        tree: The thread as it is shown.
        figures: Its counts.
        found: What its measures say, from measured.
        points: What is most contested, from contested.
    """
    if figures.comments < 2:
        return ""
    left = [
        _panel("Most contested points", CONTESTED, points_list(tree, points)),
        _listed(
            tree,
            "Challenges nobody answered",
            "Answers that disagree or ask, and that no comment answers; the surest first.",
            {comment: _challenge(tree, comment) for comment in unanswered_challenges(tree.thread)},
        ),
    ]
    right = [
        _camps(tree, found),
        _bars("What kinds of argument", figures.by_type, TYPE_KINDS, "type"),
        _bars("What answers say to what they answer", figures.by_stance, STANCES_OF, "stance"),
        _listed(
            tree,
            "Concessions",
            "Answers that grant something to the other side; the surest first.",
            _conceded(tree),
        ),
    ]
    columns = ["".join(column) for column in (left, right)]
    return "".join(f'<div class="column">{column}</div>' for column in columns if column)


def _panel(heading: str, note: str, content: str) -> str:
    if not content:
        return ""
    noted = f'<p class="note">{note}</p>' if note else ""
    return f'<section class="panel"><h2>{heading}</h2>{noted}{content}</section>'


def _bars(heading: str, counts: Mapping[str, int], kinds: Mapping[str, Kind], what: str) -> str:
    total = sum(counts.values())
    if not total:
        return ""
    most = max(counts.values())
    rows = "".join(
        f'<li class="row {LOOKS[name]}" data-{what}="{LOOKS[name]}"'
        f' title="{attribute(f"{name}: {kinds[name].definition}")}"><b>{name}</b>'
        f'<svg viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">'
        f'<rect width="{100 * number / most:.4g}" height="8"/></svg>'
        f"<span>{number:,}</span></li>"
        for name, number in counts.items()
        if number
    )
    return _panel(heading, "", f'<ul class="bars">{rows}</ul>')


def _camps(tree: Tree, found: Findings | None) -> str:
    """Shows the camps, where the signs speak for any, and who agrees across them."""
    if found is None or found.camps is None:
        return ""
    members: dict[int, list[Member]] = {}
    for member in found.camps.members:
        if member.part == 1:
            members.setdefault(member.camp, []).append(member)
    names = _shown_names(tree)
    rows = "".join(
        f"<li><b>{camp}</b> {_named(listed, names)}</li>" for camp, listed in members.items()
    )
    across = ", ".join(names[bridge.name] for bridge in found.bridges[:LISTED])
    between = f'<p class="note">Agree across: {across}</p>' if across else ""
    whom = "people" if tree.authored else "comments, as their authors are lost,"
    note = f"Who disagrees with whom divides {whom} into these; in percent, how sure each place is."
    heading = f'Camps <span class="n">{found.camps.number}</span>'
    return _panel(heading, note, f'<ul class="list">{rows}</ul>{between}')


def _shown_names(tree: Tree) -> dict[str, str]:
    """HTML that names each voice: a person, or a comment without an author by its number."""
    shown = {}
    for comment, voice in voices_of(tree.thread).items():
        number = tree.numbers[comment]
        if tree.comment(number).author is None:
            shown[voice] = f'<a href="#{anchor(number)}">comment {number + 1}</a>'
        else:
            shown.setdefault(voice, f"<bdi>{escape(voice)}</bdi>")
    return shown


def _named(members: Sequence[Member], names: Mapping[str, str]) -> str:
    told = ", ".join(
        names[member.name] + ("" if member.stability is None else f" {percent(member.stability)}")
        for member in members[:CAMP_NAMES]
    )
    left = len(members) - CAMP_NAMES
    return told + (f" and {left:,} more" if left > 0 else "")


def _challenge(tree: Tree, identity: str) -> str:
    """How sure it is that a comment disagrees or asks, whichever is surer."""
    number = tree.numbers[identity]
    reply = tree.replies[number]
    against = stance_probability(reply, "disagree") if reply is not None else 0.0
    asks = type_probability(tree.comment(number), "question")
    return f"asks, {percent(asks)}" if asks > against else f"disagrees, {percent(against)}"


def _conceded(tree: Tree) -> dict[str, str]:
    """By id of each concession, how sure it is and which dispute it came after."""
    chains = {chain.comments[-1]: chain.comments for chain in concession_chains(tree.thread)}
    facts = {}
    for identity in concessions(tree.thread):
        sure = type_probability(tree.comment(tree.numbers[identity]), "concession")
        facts[identity] = f"{percent(sure)} sure"
        chain = chains.get(identity, ())
        if len(chain) > 2:
            start = tree.numbers[chain[0]]
            facts[identity] += (
                f", after {count(len(chain) - 2, 'objection')} in a row, from "
                f'<a href="#{anchor(start)}">{start + 1}</a> on'
            )
    return facts


def _listed(tree: Tree, heading: str, note: str, facts: Mapping[str, str]) -> str:
    """A panel of comments by id, each with what is told of it."""
    if not facts:
        return ""
    items = [_entry(tree, comment, facts[comment]) for comment in [*facts][:MOST_LISTED]]
    content = f'<ul class="list">{"".join(items[:LISTED])}</ul>'
    if len(items) > LISTED:
        left = len(facts) - len(items)
        rest = f"<li>… and {left:,} less sure</li>" if left else ""
        content += (
            f"<details><summary>{len(facts) - LISTED:,} more</summary>"
            f'<ul class="list">{"".join(items[LISTED:])}{rest}</ul></details>'
        )
    return _panel(f'{heading} <span class="n">{len(facts):,}</span>', note, content)


def _entry(tree: Tree, identity: str, fact: str) -> str:
    number = tree.numbers[identity]
    comment, reply = tree.comment(number), tree.replies[number]
    parts = [by(comment.author, False)]
    if reply is not None and reply.parent is not None:
        parent = tree.numbers[reply.parent]
        parts.append(f'answers <a href="#{anchor(parent)}">{parent + 1}</a>;')
    parts.append(fact)
    return (
        f"<li>{told(tree, number, LISTED_LETTERS)}"
        f' <span class="fact">{" ".join(part for part in parts if part)}</span></li>'
    )


def notes(tree: Tree) -> str:
    """Shows what had to be assumed, repaired or left out; folded where it is long."""
    found = tree.thread.notes
    if not found:
        return ""
    listed = "".join(f"<li>{escape(note)}</li>" for note in found)
    short = " open" if len(found) <= 3 and sum(map(len, found)) < 400 else ""
    return (
        f'<details class="notes"{short}><summary>What was assumed or left out '
        f"({count(len(found), 'note')})</summary><ul>{listed}</ul></details>"
    )
