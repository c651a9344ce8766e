"""Where an article ends and talk begins, on a page that has lost the boundaries of its comments.

Two signs are weighed. A line that repeats part of an earlier one is a quote, so the discussion has
begun by then. And the register changes: articles report in long paragraphs, talk says "I" and
"you", asks, and is short. Where the opening post is talk itself, the first line after it that
addresses somebody ("you") begins the discussion. The weights were
set by hand and checked on the seeds and on flattened threads whose boundaries are known.
"""

import re
from collections.abc import Sequence
from statistics import fmean

from threadlab.markup.languages import listed
from threadlab.text import words

_QUOTED = re.compile(r"“[^”\n]{0,600}”|\"[^\"\n]{0,600}\"")
_TOO_LONG = 20_000  # characters; a longer line is no comment, and is not looked into

SECOND_PERSON = listed(
    """
    you your yours yourself you're you've you'd you'll u ur
    du dich dir dein deine ihr euch sie ihnen tu te toi ton vous votre tú usted ustedes
    """
)
FIRST_PERSON = listed(
    """
    i i'm i've i'd i'll im ive me my mine myself imo imho afaik lol yeah yep nope thanks dude
    ich mich mir mein meine je moi mon yo mi
    """
)
OPENINGS = listed(
    """
    yes no nah well so but and or because why what how who isn't aren't don't doesn't didn't are is
    do does did can could exactly agreed agree sure ok okay hmm actually maybe also except not same
    then sorry wow oh right true wrong that's it's there's this
    ja nein doch aber warum oui non mais pourquoi sí pero
    """
)
REPORTING = listed(
    """
    said says stated noted added argued told reported announced according emphasized explained
    officials minister president spokesperson article conclusion
    sagte erklärte laut déclaré dijo según
    """
)
_FEWEST_SHARED = 6  # words; shorter repetitions happen by chance
_LONGEST_QUOTE = 400  # words; nobody repeats more to answer it
_REPORT = -0.7  # mean score; an article's lines lie below, a forum post's above
_FEWEST_ADDRESSES = 2  # lines that say "you"; one alone may address the article's readers
_ENOUGH = 3.0  # talk needs this much evidence where nothing is repeated


def talk_start(lines: Sequence[str]) -> int | None:
    """Finds the line with which the discussion begins.

    Args:
        lines: The page's lines without furniture, none blank, the headline first if there is one.

    Returns:
        Index of the first line after the opening post; None where no discussion is found.
    """
    if len(lines) < 2:
        return None
    quote = first_repetition(lines)
    scores = [talk_score(line) for line in lines]
    header = _header(lines)
    start = _change(scores, header)
    if start is None or fmean(scores[header:start]) > _REPORT:  # the opening post is talk itself
        start = next((k for k in range(header + 1, len(lines)) if _addresses(lines[k])), None)
    if quote is not None:
        return quote if start is None else min(quote, start)
    if start is None or sum(scores[start:]) < _ENOUGH:
        return None
    return start if sum(map(_addresses, lines[start:])) >= _FEWEST_ADDRESSES else None


def _addresses(line: str) -> bool:
    """Says whether a line speaks to somebody, quoted speech left aside."""
    said = _QUOTED.sub(" ", line[:_TOO_LONG])
    return not SECOND_PERSON.isdisjoint(w.form for w in words(said))


def first_repetition(lines: Sequence[str]) -> int | None:
    """Finds the first line that stands in an earlier line, whole or in part of it.

    Linear: each run of words is looked up once, and only its first place is compared.
    """
    places: dict[tuple[str, ...], tuple[int, int]] = {}
    forms: list[list[str]] = []
    for k, line in enumerate(lines):
        here = [w.form for w in words(line[:_TOO_LONG])]
        if _FEWEST_SHARED <= len(here) <= _LONGEST_QUOTE:
            found = places.get(tuple(here[:_FEWEST_SHARED]))
            if found is not None:
                earlier, place = found
                if forms[earlier][place : place + len(here)] == here:
                    return k
        forms.append(here)
        for place in range(len(here) - _FEWEST_SHARED + 1):
            places.setdefault(tuple(here[place : place + _FEWEST_SHARED]), (k, place))
    return None


def talk_score(line: str) -> float:
    """Weighs whether a line is talk (above 0) or report (below 0); quoted speech is not counted."""
    said = _QUOTED.sub(" ", line[:_TOO_LONG])
    forms = [w.form for w in words(said)]
    if not forms:
        return 0.0
    kinds = set(forms)
    score = -0.6
    score += 2.0 * bool(kinds & SECOND_PERSON) + 1.6 * bool(kinds & FIRST_PERSON)
    score += 1.2 * ("?" in said) + 0.5 * ("!" in said)
    score += 0.7 * any(f.endswith(("n't", "'re", "'ll", "'ve")) for f in forms)
    score += 0.8 * (len(forms) < 15) + 0.3 * (len(forms) < 40)
    score -= 1.0 * (len(forms) >= 60) + 0.6 * (len(forms) >= 100)
    score += 0.6 * (forms[0] in OPENINGS) + 0.6 * said.lstrip()[:1].islower()
    return score - 0.9 * bool(kinds & REPORTING)


def _header(lines: Sequence[str]) -> int:
    """Counts the short lines at the top, headline and byline: they tell no register."""
    for k, line in enumerate(lines[:6]):
        if len(line.split()) >= 20:
            return k
    return 0


def _change(scores: Sequence[float], header: int) -> int | None:
    """Finds the cut after which most talk stands and before which most report does."""
    best, best_gain = None, 0.0
    gain = 0.0
    for k in range(len(scores) - 1, max(header, 0), -1):
        gain += scores[k]
        if gain > best_gain:
            best, best_gain = k, gain
    return best
