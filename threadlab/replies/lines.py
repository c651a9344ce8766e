"""Numbers that tell whether a line begins a comment, on a page that lost its boundaries."""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean, quantiles

from threadlab.markup.languages import listed
from threadlab.replies.phrases import PhraseIndex
from threadlab.replies.repeats import Held, line_source
from threadlab.text import Word, words

ALONE = (
    "repeated",
    "repeats_part",
    "opener",
    "closer",
    "length",
    "words",
    "ends_sentence",
    "ends_question",
    "ends_exclaiming",
    "ends_colon",
    "ends_open",
    "begins_small",
    "begins_list",
    "begins_quoting",
    "has_link",
    "signs",
    "addresses",
    "myself",
    "asks",
    "attribution",
    "hello",
    "sign_off",
    "calls",
)
"""Numbers of a line alone."""

AROUND = (
    "source_distance",
    "source_recent",
    "source_follows",
    "source_backwards",
    "source_after_quote",
    "source_again",
    "since_quote",
    "quotes_before",
    "like_previous",
    "like_recent",
    "like_earlier",
    "like_next",
    "length_to_page",
    "length_to_previous",
    "place",
    "from_top",
    "from_end",
)
"""Numbers of a line among the others."""

PAGE = (
    "page_lines",
    "page_length_low",
    "page_length_mid",
    "page_length_high",
    "page_short",
    "page_repeated",
    "page_openers",
    "page_opener_mean",
    "page_sentences",
    "page_small",
    "page_signs",
    "page_links",
    "page_addresses",
    "page_attributions",
    "page_sign_offs",
    "page_likeness",
)
"""Numbers of the whole page: what tells a chat of one-line comments from a list of essays."""

FEATURES = (
    *ALONE,
    *(f"{name}_before" for name in ALONE),
    *(f"{name}_after" for name in ALONE),
    *AROUND,
    *PAGE,
)
"""Names of all numbers of a line, in order."""

_LINK = re.compile(r"https?://|www\.")
_ATTRIBUTION = re.compile(r"\b(wrote|writes|said|schrieb|escreveu)\b.{0,60}:?\s*$|^on .{6,60}, ")
_LIST = re.compile(r"[\d]{1,3}[.)\]:]|[-*•+–—]\s|[a-zA-Z][.)]\s")
_QUOTES = "\"“”„«»'‘"
_CLOSING = "\"”»')]}*_’"
_SECOND_PERSON = listed(
    """
    you your you're yours u ur yourself you've you'd you'll
    """
)
_FIRST_PERSON = listed(
    """
    i i'm i've i'd i'll me my mine myself
    """
)
_HELLO = listed(
    """
    hi hello hey dear greetings welcome
    """
)
_SIGN_OFFS = listed(
    """
    thanks thank regards cheers best greetings sincerely bye thx ciao yours edit cmv
    """
)


@dataclass(slots=True)
class Line:
    """One line of a page.

    Attributes:
        text: The line.
        words: Its words.
        source: The earlier line that it repeats; None where its words are new.
    """

    text: str
    words: list[Word]
    source: Held | None


def read_lines(texts: Sequence[str]) -> list[Line]:
    """Reads lines and finds which repeat an earlier one, whole or as a part of it.

    Args:
        texts: Lines without line ends.

    Returns:
        As many lines; holders of sources are numbers of lines.
    """
    index = PhraseIndex()
    whole: dict[str, int] = {}
    lines: list[Line] = []
    for number, text in enumerate(texts):
        found = words(text)
        forms = [word.form for word in found]
        source = line_source(index, whole, forms) if number else None
        if source is None and found:
            index.add(number, forms)
            whole[" ".join(forms)] = number
        lines.append(Line(text, found, source))
    return lines


def opening_words(line: Line) -> list[str]:
    """What a line begins with: its first words, first word pairs, and what stands early."""
    forms = [word.form for word in line.words[:8]]
    if not forms:
        return ["<none>"]
    starts = ["^" + " ".join(forms[:count]) for count in (1, 2, 3) if len(forms) >= count]
    return [*starts, *(f"~{form}" for form in forms[1:])]


def closing_words(line: Line) -> list[str]:
    """What a line ends with."""
    forms = [word.form for word in line.words[-3:]]
    mark = line.text.rstrip()[-1:]
    short = "short" if len(line.words) < 5 else "long"
    return [*(f"~{form}" for form in forms), f"${forms[-1] if forms else ''}", f"{mark} {short}"]


def weigh_words(found: Sequence[str], weights: Mapping[str, float]) -> float:
    """The sum of the known words' weights, within -2 and 2."""
    return max(-2.0, min(2.0, math.fsum(weights.get(word, 0.0) for word in found)))


def _size(count: float) -> float:
    return math.log2(1 + count) / 8


def _alone(line: Line, openers: Mapping[str, float], closers: Mapping[str, float]) -> list[float]:
    text = line.text.strip()
    bare = text.rstrip(_CLOSING)
    last = bare[-1:]
    forms = [word.form for word in line.words]
    start = forms[:12]
    letters = sum(len(form) for form in forms)
    lower = text.casefold()
    begin = text[:1]
    few = len(forms) <= 6
    return [
        float(line.source is not None),
        float(line.source is not None and line.source.there[0] > 0),
        weigh_words(opening_words(line), openers),
        weigh_words(closing_words(line), closers),
        _size(len(text)),
        _size(len(forms)),
        float(last in ".!?…"),
        float(last == "?"),
        float(last == "!"),
        float(last == ":"),
        float(last.isalnum() or last == ","),
        float(begin.islower()),
        float(_LIST.match(text) is not None),
        float(begin in _QUOTES and bool(begin)),
        float(_LINK.search(lower) is not None),
        1 - letters / max(1, len(text.replace(" ", ""))),
        min(1.0, sum(form in _SECOND_PERSON for form in start) / 2),
        min(1.0, sum(form in _FIRST_PERSON for form in start) / 2),
        float("?" in text),
        float(_ATTRIBUTION.search(lower[-200:] if len(lower) > 200 else lower) is not None),
        float(bool(forms) and forms[0] in _HELLO),
        float(few and bool(forms) and (forms[0] in _SIGN_OFFS or forms[-1] in _SIGN_OFFS)),
        float(begin == "@"),
    ]


def line_rows(
    lines: Sequence[Line], openers: Mapping[str, float], closers: Mapping[str, float]
) -> list[list[float]]:
    """Gives the numbers of every line, alone, among the others and of the page.

    Args:
        lines: The page.
        openers: Weights of opening words.
        closers: Weights of closing words.

    Returns:
        One row of FEATURES for each line.
    """
    alone = [_alone(line, openers, closers) for line in lines]
    around = _around(lines)
    page = _page(lines, alone, around)
    nothing = [0.0] * len(ALONE)
    rows: list[list[float]] = []
    for number, mine in enumerate(alone):
        before = alone[number - 1] if number else nothing
        after = alone[number + 1] if number + 1 < len(alone) else nothing
        rows.append([*mine, *before, *after, *around[number], *page])
    return rows


def _around(lines: Sequence[Line]) -> list[list[float]]:
    likeness = _Likeness(lines)
    lengths = [len(line.text) for line in lines]
    middle = sorted(lengths)[len(lengths) // 2] if lengths else 0
    rows: list[list[float]] = []
    last_source, last_quote, quotes = -1, -1, 0
    used: set[int] = set()
    for number, line in enumerate(lines):
        source = line.source.holder if line.source else -1
        known = source >= 0 and last_source >= 0
        previous = lengths[number - 1] if number else 0
        rows.append(
            [
                _size(number - source) if source >= 0 else 0.0,
                1 / (number - source) if source >= 0 else 0.0,
                float(known and 0 <= source - last_source <= 4),
                float(known and source < last_source),
                float(known and source > last_quote),
                float(source in used),
                _size(number - last_quote) if last_quote >= 0 else 1.0,
                min(1.0, quotes / 8),
                *likeness.numbers(number),
                math.log2((1 + lengths[number]) / (1 + middle)) / 4,
                math.log2((1 + lengths[number]) / (1 + previous)) / 4,
                number / len(lines),
                _size(number),
                _size(len(lines) - number),
            ]
        )
        if source >= 0:
            last_source, last_quote, quotes = source, number, quotes + 1
            used.add(source)
    return rows


class _Likeness:
    """How much a line shares its telling words with others (cosine of idf weights)."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self._bags = [{w.form for w in line.words if len(w.form) > 3} for line in lines]
        count: dict[str, int] = {}
        for bag in self._bags:
            for form in bag:
                count[form] = count.get(form, 0) + 1
        self._idf = {form: math.log((1 + len(lines)) / n) ** 2 for form, n in count.items()}
        self._norms = [math.sqrt(math.fsum(map(self._idf.__getitem__, b))) for b in self._bags]

    def _like(self, one: int, other: int) -> float:
        if not 0 <= other < len(self._bags):
            return 0.0
        shared = self._bags[one] & self._bags[other]
        norm = self._norms[one] * self._norms[other]
        return math.fsum(map(self._idf.__getitem__, shared)) / norm if norm else 0.0

    def numbers(self, number: int) -> list[float]:
        """Likeness to the line before, the three before, those further up, and the next."""
        recent = [self._like(number, number - shift) for shift in (1, 2, 3)]
        earlier = [self._like(number, number - shift) for shift in range(4, 10)]
        return [recent[0], max(recent), max(earlier), self._like(number, number + 1)]


def _page(
    lines: Sequence[Line], alone: Sequence[list[float]], around: Sequence[list[float]]
) -> list[float]:
    def mean_of(name: str) -> float:
        at = ALONE.index(name)
        return fmean(row[at] for row in alone)

    sizes = [_size(len(line.text)) for line in lines]
    low, mid, high = quantiles(sizes, n=4) if len(sizes) > 1 else (*sizes, *sizes, *sizes)
    opener = ALONE.index("opener")
    like = AROUND.index("like_previous")
    return [
        _size(len(lines)),
        low,
        mid,
        high,
        sum(len(line.text) < 60 for line in lines) / len(lines),
        mean_of("repeated"),
        sum(row[opener] > 0 for row in alone) / len(lines),
        mean_of("opener"),
        mean_of("ends_sentence"),
        mean_of("begins_small"),
        mean_of("signs"),
        mean_of("has_link"),
        mean_of("addresses"),
        mean_of("attribution"),
        mean_of("sign_off"),
        fmean(row[like] for row in around),
    ]
