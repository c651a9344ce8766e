"""What a comment on a page says: who, when, which words, under which id."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, timezone

from threadlab.readers.articles.parenthood import bare_id, parents_of, shows_depth
from threadlab.readers.articles.shapes import AROUND, Shape
from threadlab.readers.articles.units import Unit, best_parts, owned, ranges, units
from threadlab.readers.dates import is_relative, parse_date
from threadlab.readers.pages.moments import is_day_first, moment_in, page_zone
from threadlab.readers.pages.selecting import select
from threadlab.readers.pages.tree import Node, words_of

_OPENING = re.compile(
    r"\A(?:\s|<br\s?/?>)*+(?:says|said|wrote|writes|sagt|schreibt|dit|dijo)\s*+:?(?:\s|<br\s?/?>)*+",
    re.IGNORECASE,
)
_LONGEST_NAME = 100
_LONGEST_TIME = 200
_SAYS = re.compile(
    r"\s*(?:\b(?:says|said|wrote|writes|commented|sagt|sagte|schreibt|schrieb|dit|a dit|dijo|"
    r"disse|ha scritto|replied)\b)?\s*[:,·|•–—-]*(?:\s+(?:on|at|am|le|el|il))?(?:\s|…|\.\.\.)*\Z",
    re.IGNORECASE,
)
_BY = re.compile(
    r"\A\s*(?:(?:submitted|posted|written|comment(?:ed)?|reply|by|von|par|por|di|da)\b\s*:?\s*){1,3}|\A\s*@(?=\S)",
    re.IGNORECASE,
)
_SINCE = re.compile(r"\s(?:on|at|am|le|el|·|—|–|\|)\s", re.IGNORECASE)
_DIGITS = re.compile(r"\d{1,25}")
_ID_KEYS = ("data-comment-id", "data-postingid", "data-id", "data-comment", "id")
_OF_COMMENT = re.compile(r"(?:li-|div-)?(?:comment|cmt)[-_]?\d", re.IGNORECASE)
_LONGEST_HTML = 3000  # of what holds a name or a time
_HALF_DAY = re.compile(r"\d\s?[ap]\.?m\b", re.IGNORECASE)
_SHOWN_TIMES = "time, .date, .submitted, [class*=date], [class*=time], .commentmetadata"
_TIME_VALUES = (
    "datetime",
    "content",
    "data-timestamp",
    "data-utime",
    "data-time",
    "data-datetime",
    "data-date",
    "value",
    "title",
    "data-original-title",
    "data-tippy-content",
)


@dataclass(frozen=True, slots=True)
class Said:
    """A comment as a page shows it.

    Attributes:
        name: Its id; "" where the page gives none.
        author: Who wrote it; None where the page does not say.
        date: When, as the page says it; None where it does not.
        body: Its words, as HTML.
        parent: The number of the comment it answers; None where the page shows none.
    """

    name: str
    author: str | None
    date: str | None
    body: str
    parent: int | None


@dataclass(frozen=True, slots=True)
class Talk:
    """The comments of a page.

    Attributes:
        shape: How the page marks them.
        said: In the order of the page.
        nests: The page shows which comment answers which.
        nodes: Their elements.
    """

    shape: Shape
    said: tuple[Said, ...]
    nests: bool
    nodes: tuple[Node, ...]


def talk_of(root: Node, shape: Shape) -> Talk | None:
    """Reads the comments of a page that are marked in one way.

    Args:
        root: The page.
        shape: The marks.

    Returns:
        The comments; None where there are none.
    """
    found = units(root, shape)
    if not found:
        return None
    clock = clock_of(root)
    around = _furniture(root, found)
    chosen, words = _holders(root, found, shape, around)

    def is_outside(number: int, node: Node) -> bool:
        inside = words[number]
        return inside is None or not (inside == node or inside.holds(node))

    writers = best_parts(root, found, shape.writers, is_outside)
    times = best_parts(root, found, shape.times, is_outside)
    bearers = best_parts(root, found, shape.ids, is_outside)
    names = [_name(found[k], bearers[k]) for k in range(len(found))]
    parents = parents_of(root, found, names)
    titles = best_parts(root, found, (shape.titles,))
    said = []
    for k, unit in enumerate(found):
        body = _body(unit, chosen[k], [*around[k], *writers[k][:1], *times[k][:1]])
        said.append(
            Said(
                name=names[k],
                author=_first(map(_writer, writers[k][:5])),
                date=_time(times[k], clock),
                body=_titled(body, titles[k], chosen[k]),
                parent=parents[k],
            )
        )
    kept = _worth_keeping(said, shape)
    if not kept:
        return None
    nests = shape.nests or any(s.parent is not None for s in said) or shows_depth(found)
    return _only(Talk(shape, tuple(said), nests, tuple(unit.node for unit in found)), kept)


def _holders(
    root: Node, found: Sequence[Unit], shape: Shape, around: Sequence[Sequence[Node]]
) -> tuple[list[Node | None], list[Node | None]]:
    """Finds the elements of the words.

    Returns:
        Per comment the element; and the same, where it holds nothing but the words.
    """

    def is_pure(number: int, node: Node) -> bool:
        return not _is_shell(node, around[number])

    pure = best_parts(root, found, shape.bodies, is_pure)
    mixed = best_parts(root, found, shape.bodies)
    words = [nodes[0] if nodes else None for nodes in pure]
    chosen = [
        one if one is not None else (nodes[0] if nodes else None)
        for one, nodes in zip(words, mixed, strict=True)
    ]
    return chosen, words


def _worth_keeping(said: Sequence[Said], shape: Shape) -> list[int]:
    """Leaves out what only looks like a comment: no words, or neither writer nor time nor id."""
    answered = {s.parent for s in said}
    kept = []
    for number, one in enumerate(said):
        words = words_of(one.body)
        named = one.author is not None or one.date is not None
        known = named or shape.sure or (one.name and number in answered)
        if known and (words or number in answered or (one.name and named)):
            kept.append(number)
    if shape.sure or any(said[k].author is not None for k in kept):
        return kept
    return []


def _only(talk: Talk, kept: list[int]) -> Talk:
    """Keeps some comments of a page; answers to others become answers to what those answered."""
    if len(kept) == len(talk.said):
        return talk
    place = {old: new for new, old in enumerate(kept)}
    said = []
    for number in kept:
        one = talk.said[number]
        parent = one.parent
        while parent is not None and parent not in place:
            parent = talk.said[parent].parent
        said.append(replace(one, parent=None if parent is None else place[parent]))
    return Talk(talk.shape, tuple(said), talk.nests, tuple(talk.nodes[k] for k in kept))


def _first(values: Iterable[str | None]) -> str | None:
    return next(filter(None, values), None)


def _writer(node: Node) -> str | None:
    """Reads a name from an element that holds it."""
    text = node.get("data-author") or (node.get("content") if node.name == "meta" else "")
    if not text:
        text = node.text if node.end - node.start < _LONGEST_HTML else ""
    text = _BY.sub("", text[:400], count=1)
    if (cut := _SINCE.search(text)) is not None and _has_time(text[cut.end() :]):
        text = text[: cut.start()]
    text = _SAYS.sub("", text).strip(" :,·|•").removesuffix("(not verified)").rstrip()
    if not text or len(text) > _LONGEST_NAME or parse_date(text) is not None or is_relative(text):
        return None
    return text


def _has_time(text: str) -> bool:
    return any(letter.isdecimal() for letter in text[:60])


def _time(nodes: Sequence[Node], clock: "Clock") -> str | None:
    """Reads a time: the values that programs read first, else the words."""
    told: str | None = None
    for node in nodes[:3]:
        for text in _time_texts(node):
            moment = clock.moment(text)
            if moment is not None:
                return moment
        shown = node.text if node.end - node.start < _LONGEST_HTML else ""
        if told is None and (is_relative(shown) or _has_time(shown)):
            told = shown[:_LONGEST_TIME]
    return told


def _time_texts(node: Node) -> Iterator[str]:
    for key in _TIME_VALUES:
        value = node.get(key).strip()
        if value and len(value) <= _LONGEST_TIME and _has_time(value):
            yield value
    if node.end - node.start < _LONGEST_HTML:
        text = node.text
        if len(text) <= _LONGEST_TIME and _has_time(text):
            yield text


@dataclass(frozen=True, slots=True)
class Clock:
    """How a page writes its times.

    Attributes:
        zone: Where they hold.
        day_first: "3/4" is the third of April.
    """

    zone: timezone = UTC
    day_first: bool = False

    def moment(self, text: str) -> str | None:
        """Reads a time that may have words around it; None where it tells no day."""
        text = text.strip()
        if text[:4].isdecimal() and (found := parse_date(text)) is not None:
            return found.isoformat()
        shown = moment_in([text], self.zone, day_first=self.day_first)
        if shown is not None and parse_date(shown) is not None and shown != text:
            return shown
        if _HALF_DAY.search(text):
            return None  # mail dates know no such halves
        found = parse_date(text)
        return found.isoformat() if found is not None else None


def clock_of(root: Node) -> Clock:
    """Finds out how a page writes its times."""
    shown = [node.text for node in select(root, _SHOWN_TIMES)[:500] if node.end - node.start < 2000]
    language = next((node.get("lang") for node in select(root, "html")[:1]), "")
    return Clock(page_zone(root.tree.source), bool(is_day_first(shown, language)))


def _name(unit: Unit, bearers: Sequence[Node]) -> str:
    """Finds the id of a comment: its own, that of the element around it, that of one in it."""
    around = unit.node.parent
    if around is not None and not _OF_COMMENT.match(around.get("id")):
        around = None
    own = [n for n in bearers[:2] if not any(n.holds(inner) for inner in unit.inside[:3])]
    nodes = (unit.node, *((around,) if around is not None else ()), *own)
    return _first(map(_id, nodes)) or ""


def _id(node: Node) -> str:
    """Reads the id of a comment without what only says that it is one."""
    for key in _ID_KEYS:
        value = node.get(key).strip()
        if not value or len(value) > 200 or not any(letter.isalnum() for letter in value):
            continue
        if key == "id":
            return bare_id(value) if _DIGITS.search(value) else ""
        return value
    fragment = node.get("href").rpartition("#")[2]
    if len(fragment) > 200 or not _DIGITS.search(fragment) or "#" not in node.get("href"):
        return ""
    return bare_id(fragment)


def _furniture(root: Node, found: Sequence[Unit]) -> list[list[Node]]:
    """Finds what stands in comments without being of their words."""
    around: list[list[Node]] = [[] for _ in found]
    for node, owner in owned(select(root, AROUND), ranges(found)):
        if owner is not None and node != found[owner].node:
            around[owner].append(node)
    return around


def _body(unit: Unit, chosen: Node | None, around: Sequence[Node]) -> str:
    """Takes the words of a comment, without comments in it and without what is around them."""
    holder = chosen if chosen is not None else unit.node
    removed = unit.inside
    if chosen is None or _is_shell(chosen, around):
        removed = [*removed, *around]
    inner = [node for node in removed if holder.holds(node)]
    kept = (holder.html_without(inner) if inner else holder.html).strip()
    while kept[-7:].lower() in ("</body>", "</html>"):  # of a last comment that nobody closed
        kept = kept[:-7].rstrip()
    return kept if holder is chosen and removed is unit.inside else _OPENING.sub("", kept, count=1)


def _titled(body: str, titles: Sequence[Node], chosen: Node | None) -> str:
    """Sets the heading of a comment before its words, unless it stands in them."""
    if not titles or (chosen is not None and chosen.holds(titles[0])):
        return body
    title = titles[0]
    written = title.tree.source[title.start : title.end]
    return f"{written}\n{body}" if written not in body and title.text else body


def _is_shell(chosen: Node, around: Sequence[Node]) -> bool:
    """Says whether the element of the words also holds the writer or the time."""
    return any(chosen.holds(node) and node.name not in ("script", "style") for node in around)
