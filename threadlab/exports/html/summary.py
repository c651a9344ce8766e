"""The panels of the summary: who opposes whom, what is contested, left open, granted, counted."""

from collections.abc import Mapping, Sequence

from threadlab.exports.html.contested import Contested, points_list
from threadlab.exports.html.heat import heat
from threadlab.exports.html.listed import challenges, conceded, entries
from threadlab.exports.html.opposing import opposing
from threadlab.exports.html.safe import attribute, count, escape, prose
from threadlab.exports.html.tree import Tree
from threadlab.exports.html.wording import LOOKS, STANCES_OF, TYPE_KINDS
from threadlab.graph import Findings, Summary, findings
from threadlab.graph.build import voices_of
from threadlab.graph.summary import LEAST_PEOPLE
from threadlab.scheme import Kind

CONTESTED = (
    "Comments that met the most disagreement, counting all that follows below them. A “likely” "
    "number holds nine times in ten, if these are the answers."
)
GUESSED_ANSWERS = " Whether they are is mostly a guess."
CHALLENGES = (
    "Answers that disagree or ask, at least 50 % sure, and that no comment answers; the surest "
    "first. Attacks on persons are left out."
)
CONCESSIONS = (
    "Answers that grant something to the other side, at least 50 % sure; the surest first."
)
FIRST_TYPES = "Each comment counts once, by its first type; the lists also count further ones."


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
    challenged, granted = challenges(tree), conceded(tree)
    heading, note, sides = opposing(tree, found)
    unsure = GUESSED_ANSWERS if figures.guessed else ""
    left = [
        _panel("Most contested points", CONTESTED + unsure, points_list(tree, points)),
        _panel(
            _numbered("Challenges nobody answered", challenged),
            CHALLENGES,
            entries(tree, challenged),
        ),
    ]
    right = [
        _panel(_numbered("Concessions", granted), CONCESSIONS, entries(tree, granted)),
        _bars("What kinds of argument", FIRST_TYPES, figures.by_type, TYPE_KINDS, "type"),
        _bars(
            "What answers say to what they answer",
            _of_unknown(tree),
            figures.by_stance,
            STANCES_OF,
            "stance",
        ),
        _panel("Heat", *heat(tree)),
    ]
    columns = ["".join(column) for column in (left, right)]
    return _panel(heading, note, sides, " wide") + "".join(
        f'<div class="column">{column}</div>' for column in columns if column
    )


def _numbered(heading: str, facts: Mapping[str, str]) -> str:
    return f'{heading} <span class="n">{len(facts):,}</span>'


def _of_unknown(tree: Tree) -> str:
    """Tells how many of the stances are toward a comment that is not known."""
    number = sum(
        reply is not None and reply.parent is None and bool(reply.stance) for reply in tree.replies
    )
    are = "One of them answers" if number == 1 else f"{number:,} of them answer"
    return f"{are} a comment that is not known." if number else ""


def _panel(heading: str, note: str, content: str, look: str = "") -> str:
    if not content:
        return ""
    noted = f'<p class="note">{prose(note)}</p>' if note else ""
    return f'<section class="panel{look}"><h2>{heading}</h2>{noted}{content}</section>'


def _bars(
    heading: str, note: str, counts: Mapping[str, int], kinds: Mapping[str, Kind], what: str
) -> str:
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
    return _panel(heading, note, f'<ul class="bars">{rows}</ul>')


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
