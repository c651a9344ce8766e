"""Who or what opposes whom, in the thread's own words: camps, or the sides of the main dispute."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence

from threadlab.exports.html.outline import gist
from threadlab.exports.html.safe import count, escape, percent, prose
from threadlab.exports.html.top import closed
from threadlab.exports.html.tree import Tree, anchor
from threadlab.exports.html.wording import by
from threadlab.graph import Dispute, Findings, Stand, main_dispute
from threadlab.graph.build import voices_of
from threadlab.graph.camps import Camps, Member
from threadlab.graph.points import stance_probability
from threadlab.thread import own_words

WHO, WHAT = "Who opposes whom", "What opposes what"
SHOWN = 3
"""So many comments speak for a side: first one a person, then further ones."""

CAMP_SHOWN = 2
CAMP_NAMES = 8
BRIDGES = 4
LETTERS = 240
LEAST_LETTERS = 40
"""Fewer own words tell a stranger little of what a side holds."""

WITHOUT_CASE = frozenset(("attack", "other", "concession"))
"""Comments of these types, first of all, say little of what their side holds."""

SURENESS = ((0.75, "mostly sure"), (0.5, "likely"), (0.25, "unsure"), (0.0, "mostly a guess"))
"""In plain words, how sure the sides are from these probabilities on."""


def opposing(tree: Tree, found: Findings | None) -> tuple[str, str, str]:
    """Shows the camps, where the signs speak for any, else the two sides of the main dispute.

    Args:
        tree: The thread as it is shown.
        found: What its measures say, if they were taken.

    Returns:
        HTML of a heading, of a note and of the sides; the last is empty where there are none.
    """
    if found is not None and found.camps is not None:
        return _camps(tree, found, found.camps)
    dispute = main_dispute(tree.thread)
    return _dispute(tree, dispute) if dispute is not None else ("", "", "")


def _dispute(tree: Tree, dispute: Dispute) -> tuple[str, str, str]:
    number = tree.numbers[dispute.point]
    words = next(word for least, word in SURENESS if dispute.sure >= least)
    note = (
        "The two sides of the largest dispute, that around"
        f' <a href="#{anchor(number)}">{number + 1}</a>. They are inferred from the replies:'
        " who disagrees with an opponent is taken for an ally."
        f" On the whole this is <b>{words}</b>."
    )
    sides = ""
    for name, stands in (("One side", dispute.side(True)), ("The other side", dispute.side(False))):
        said = _spokesmen(tree, stands)
        sides += _side(name, _size(tree, stands, len(said)), said)
    return (WHO if tree.authored else WHAT), note, f'<div class="sides">{sides}</div>'


def _size(tree: Tree, stands: Sequence[Stand], shown: int) -> str:
    authors = {tree.comment(tree.numbers[stand.comment]).author for stand in stands} - {None}
    people = f"{count(len(authors), 'person', 'people')}, " if authors else ""
    size = people + count(len(stands), "comment")
    return size + (f", {shown} of them shown" if shown < len(stands) else "")


def _side(name: str, size: str, items: Iterable[str]) -> str:
    listed = "".join(items)
    words = f'<ul class="list">{listed}</ul>' if listed else ""
    return f'<div><p><b>{name}</b> <span class="note">{size}</span></p>{words}</div>'


def _spokesmen(tree: Tree, stands: Sequence[Stand]) -> list[str]:
    """The surest comments that say what a side holds, in the thread's order."""
    chosen = _telling(tree, [tree.numbers[stand.comment] for stand in stands])
    return [_said(tree, number) for number in sorted(chosen[:SHOWN])]


def _telling(tree: Tree, numbers: Sequence[int]) -> list[int]:
    """Orders comments, the surest first, so that the first few tell most of what a side holds.

    Those that make a case come first, of these one a person before further ones. Where there is
    but one, another person follows; of a side without any, all.
    """
    cases = [number for number in numbers if _makes_case(tree, number)]
    voices = voices_of(tree.thread)
    ordered = _one_a_voice(tree, voices, cases)
    others = _one_a_voice(tree, voices, [number for number in numbers if number not in set(cases)])
    if len(cases) > 1:
        return ordered
    spoke = {voices[tree.comment(number).id] for number in cases}
    further = [number for number in others if voices[tree.comment(number).id] not in spoke]
    return ordered + further[:1] if cases else others


def _one_a_voice(tree: Tree, voices: Mapping[str, str], numbers: Sequence[int]) -> list[int]:
    """The first comment of each voice, then the others."""
    first: dict[str, int] = {}
    for number in numbers:
        first.setdefault(voices[tree.comment(number).id], number)
    firsts = [*first.values()]
    taken = set(firsts)
    return firsts + [number for number in numbers if number not in taken]


def _makes_case(tree: Tree, number: int) -> bool:
    comment = tree.comment(number)
    kind = comment.types[0].name if comment.types else ""
    return kind not in WITHOUT_CASE and len(own_words(comment)) >= LEAST_LETTERS


def _said(tree: Tree, number: int) -> str:
    comment = tree.comment(number)
    name = by(comment.author, False)
    words = escape(closed(gist(comment, 2 * LETTERS), LETTERS))
    return (
        f"<li>{name and f'{name} '}"
        f'<a href="#{anchor(number)}"><span class="n">{number + 1}</span> {words}</a></li>'
    )


def _camps(tree: Tree, found: Findings, camps: Camps) -> tuple[str, str, str]:
    members: dict[int, list[Member]] = defaultdict(list)
    for member in camps.members:
        if member.part == 1:
            members[member.camp].append(member)
    words = _against_others(tree, {m.name: m.camp for of in members.values() for m in of})
    comments = {voice: comment for comment, voice in voices_of(tree.thread).items()}

    def is_person(voice: str) -> bool:
        return tree.comment(tree.numbers[comments[voice]]).author is not None

    sides = "".join(
        _side(
            f"against camp {camp}" if camp > 1 else "Camp 1",
            _named(listed, is_person),
            [_said(tree, number) for number in sorted(words.get(camp, ())[:CAMP_SHOWN])],
        )
        for camp, listed in members.items()
    )
    between = [bridge.name for bridge in found.bridges if is_person(bridge.name)][:BRIDGES]
    across = ", ".join(f"<bdi>{escape(name)}</bdi>" for name in between)
    whom = "the people" if tree.authored else "the comments, as their authors are lost,"
    note = f"Who disagrees with whom divides {whom} into {camps.number} camps"
    note += "; in percent, how sure each place is." if tree.authored else "."
    note += f" Agree across: {across}." if across else ""
    heading = WHO if tree.authored else WHAT
    heading += f' <span class="n">{count(camps.number, "camp")}</span>'
    return heading, note, f'<div class="sides">{sides}</div>'


def _named(members: Sequence[Member], is_person: Callable[[str], bool]) -> str:
    """The people of a camp, each with how sure his place is; other comments are counted."""
    people = [member for member in members if is_person(member.name)]
    named = [
        f"<bdi>{escape(member.name)}</bdi>"
        + ("" if member.stability is None else prose(f"\u00a0{percent(member.stability)}"))
        for member in people[:CAMP_NAMES]
    ]
    left = len(people) - CAMP_NAMES
    told = ", ".join(named) + (f" and {left:,} more" if left > 0 else "")
    lost = count(len(members) - len(people), "comment") if len(people) < len(members) else ""
    return f"{told}; also {lost} without an author" if told and lost else told or lost


def _against_others(tree: Tree, camps: Mapping[str, int]) -> dict[int, list[int]]:
    """By camp, the comments that most surely disagree with another camp, one a person."""
    voices = voices_of(tree.thread)
    found: dict[int, list[tuple[float, int]]] = defaultdict(list)
    for number, reply in enumerate(tree.replies):
        if reply is None or reply.parent is None or not reply.stance:
            continue
        own, other = (camps.get(voices[one]) for one in (reply.child, reply.parent))
        if own is None or other is None or own == other or reply.stance[0].name != "disagree":
            continue
        sure = reply.probability * stance_probability(reply, "disagree")
        found[own].append((-sure, number))
    return {
        camp: _telling(tree, [number for _, number in sorted(listed)])
        for camp, listed in found.items()
    }
