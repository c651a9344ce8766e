"""Names as evidence: who is said to be quoted, greeted, or called by @name."""

from collections import defaultdict
from collections.abc import Iterator
from functools import partial

from threadlab.markup.languages import listed
from threadlab.replies.clues import Clue, Place
from threadlab.replies.material import Entry, Material, Quote
from threadlab.text import normalise, words
from threadlab.thread import Span

# A name within the first words of an answer is a greeting or an address.
GREETING_WORDS = 6
# Words of own text that are searched for names; an address stands early.
SEARCHED_WORDS = 400
# Latest comments of a named author that are considered.
LATEST = 3
# A name of fewer letters is a word or an initial as often as a name.
SHORTEST = 3
# Parts of names that are everyday words, and titles.
COMMON = listed(
    """
    the and you not for who what that this mr mrs dr sir man guy one all any none old new
    real big bad good red blue black white true free just only user name admin dude his her
    can will was are but how why when where with from have has had out now say said see get
    god
    """
)


def find_named(material: Material) -> list[Clue]:
    """Finds comments whose author is named: in attributions, greetings, mentions, ids of quotes."""
    clues: list[Clue] = []
    by_author: dict[str, list[int]] = defaultdict(list)
    by_word: dict[str, set[str]] = defaultdict(set)
    for child, entry in enumerate(material.entries):
        clues.extend(_attributed(material, child, entry, by_author))
        clues.extend(_addressed(material, child, entry, by_author, by_word))
        clues.extend(_called(child, entry, by_author, by_word))
        author = entry.author
        if author is None:
            continue
        if author not in by_author:
            forms = [word.form for word in words(author)]
            for form in {*forms[:3], "".join(forms)}:
                if len(form) >= SHORTEST and form not in COMMON:
                    by_word[form].add(author)
        by_author[author].append(child)
    return clues


def _attributed(
    material: Material, child: int, entry: Entry, by_author: dict[str, list[int]]
) -> list[Clue]:
    clues: list[Clue] = []
    seen: set[tuple[str, int]] = set()
    for quote in entry.quotes:
        shallow = quote.depth == 1
        here = partial(_whole, quote)
        parent = material.number.get(quote.said_in) if quote.said_in else None
        if parent is not None and parent < child:
            measures = {"said_in" if shallow else "said_in_deep": 1.0}
            clues.append(Clue(child, parent, "named", 0.9, here, None, measures))
        if not quote.said_by:
            continue
        author = _known(quote.said_by, by_author)
        if author is None or (author, quote.depth) in seen:
            continue
        seen.add((author, quote.depth))
        name = "said_by" if shallow else "said_by_deep"
        for rank, number in enumerate(reversed(by_author[author][-LATEST:])):
            measures = {name: 1.0, f"{name}_latest": float(rank == 0)}
            clues.append(Clue(child, number, "named", 0.7 / (1 + rank), here, None, measures))
    return clues


def _whole(quote: Quote) -> Span | None:
    return Span(quote.start, quote.words[-1].end) if quote.words else None


def _addressed(
    material: Material,
    child: int,
    entry: Entry,
    by_author: dict[str, list[int]],
    by_word: dict[str, set[str]],
) -> list[Clue]:
    """What a line begins with: the id or number of a comment, or the name of its author."""
    clues: list[Clue] = []
    for address in entry.addresses:
        if address.said_in:
            parent = _numbered(material, child, address.said_in)
            if parent is not None:
                clues.append(
                    Clue(child, parent, "named", 0.9, address.span, None, {"said_in": 1.0})
                )
        if not address.said_by:
            continue
        author = _known(address.said_by, by_author)
        if author is None:
            called = by_word.get("".join(word.form for word in words(address.said_by)), set())
            author = next(iter(called)) if len(called) == 1 else None
        if author is not None and author != entry.author:
            clues.extend(_calling(child, by_author[author], address.span, at=True, greeted=True))
    return clues


def _numbered(material: Material, child: int, name: str) -> int | None:
    """The earlier comment that has this id, else the one at this place ("#3": the third)."""
    parent = material.number.get(name)
    if parent is None and "@" in name:
        parent = material.number.get(f"<{name}>")
    if parent is None and name.isdecimal() and 0 < int(name[:9]) <= child:
        parent = int(name[:9]) - 1
    return parent if parent is not None and parent < child else None


def _calling(
    child: int, comments: list[int], span: Place, *, at: bool, greeted: bool
) -> Iterator[Clue]:
    """Clues for the latest comments of an author who is called by name."""
    strength = 0.8 if at else 0.6 if greeted else 0.3
    for rank, number in enumerate(reversed(comments[-LATEST:])):
        measures = {
            "mentioned": 1.0,
            "greeted": float(greeted),
            "called_at": float(at),
            "called_latest": float(rank == 0),
        }
        yield Clue(child, number, "named", strength / (1 + rank), span, None, measures)


def _known(said_by: str, by_author: dict[str, list[int]]) -> str | None:
    """Finds the author that an attribution names: as it stands, else without address and case."""
    name = normalise(said_by)
    if name in by_author:
        return name
    forms = [word.form for word in words(name.split("<")[0])]
    plain = " ".join(forms)
    return plain if plain in by_author else None


def _called(
    child: int, entry: Entry, by_author: dict[str, list[int]], by_word: dict[str, set[str]]
) -> list[Clue]:
    clues: list[Clue] = []
    seen: set[str] = set()
    forms = entry.own.forms[:SEARCHED_WORDS]
    if by_word.keys().isdisjoint(forms):
        return clues
    marked = "@" in entry.comment.body
    for place in [place for place, form in enumerate(forms) if form in by_word]:
        called = by_word[forms[place]]
        if len(called) > 1:
            continue
        (author,) = called
        if author in seen or author == entry.author:
            continue
        seen.add(author)
        at = marked and _after_at(entry, place)
        span = partial(entry.own.span, place, place + 1)
        greeted = place < GREETING_WORDS
        clues.extend(_calling(child, by_author[author], span, at=at, greeted=greeted))
    return clues


def _after_at(entry: Entry, place: int) -> bool:
    """Whether an own word stands right behind an "@"."""
    start = entry.own[place].start
    return entry.comment.body[start - 1 : start] == "@"
