"""What a map says of itself to the list of maps, in the head of its page.

The list is made from these cards: it needs no thread again, and knows the maps of earlier runs.
A card is read back as data that anybody may have changed.
"""

import html
import json
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import PurePath
from typing import Any

from threadlab.exports.html.contested import Contested
from threadlab.exports.html.outline import gist
from threadlab.exports.html.safe import attribute, excerpt
from threadlab.exports.html.thumbnail import COLUMNS, NO_STANCE, ROWS, Thumbnail, thumbnail
from threadlab.exports.html.top import title
from threadlab.exports.html.tree import Tree
from threadlab.exports.html.wording import LOOKS, Naming
from threadlab.graph import Summary
from threadlab.scheme import STANCES

TITLE_LETTERS = 120
SOURCE_LETTERS = 80
POINT_LETTERS = 90
LARGEST = 2**53
"""Larger numbers are no counts."""

HEAD_BYTES = 16_384
"""So far into a page its card has ended."""

_CARD = re.compile(r'<meta name="threadlab-card" content="([^"]*)">')
_TITLE = re.compile(r"<title>([^<]*)</title>")
_PATH = re.compile(r"(?:M[0-9]{1,3} [0-9]{1,3}v[0-9]{1,3})+")
_LOOKS = {NO_STANCE} | {LOOKS[name] for name in STANCES}


@dataclass(frozen=True, slots=True)
class Point:
    """A contested point.

    Attributes:
        number: The comment's number in its map, from 1.
        words: Its first words.
        disagree: How many of its answers most likely disagree.
        answers: How many answers with a stance it has.
    """

    number: int
    words: str
    disagree: int
    answers: int


@dataclass(frozen=True, slots=True)
class Card:
    """A thread in the list of maps.

    Attributes:
        title: Its title, or the first words of it.
        source: Name of the file that it was read from; empty where that is not known.
        comments: How many; None: the page does not say, and none of the following is known.
        people: How many different named authors.
        stanced: How many answers have a stance that is sure enough to be named.
        disagree: How many of these disagree.
        typed: How many comments have a type.
        attacks: How many of these are attacks first of all.
        point: The most contested point, if any answer disagrees.
        picture: The thread drawn small; None where there is nothing to draw.
    """

    title: str
    source: str = ""
    comments: int | None = None
    people: int = 0
    stanced: int = 0
    disagree: int = 0
    typed: int = 0
    attacks: int = 0
    point: Point | None = None
    picture: Thumbnail | None = None

    def meta(self) -> str:
        """Gives the card as an element of a page's head."""
        told = json.dumps(asdict(self), ensure_ascii=True, separators=(",", ":"))
        return f'<meta name="threadlab-card" content="{attribute(told)}">\n'


def card(
    tree: Tree,
    figures: Summary,
    points: Sequence[Contested],
    naming: Naming,
    source: str = "",
) -> Card:
    """Says of a thread what the list of maps shows.

    Args:
        tree: The thread as it is shown.
        figures: Its counts.
        points: Its most contested points, from contested.
        naming: Which labels are too doubtful to be counted.
        source: The file that it was read from, as the user named it; only its name is told.

    Returns:
        The card.
    """
    stances = [reply.stance[0] for reply in tree.replies if reply is not None and reply.stance]
    sure = [one for one in stances if one.corrected or not naming.unsure(one)]
    return Card(
        title=excerpt(title(tree), TITLE_LETTERS),
        source=excerpt(
            "standard input" if source == "-" else PurePath(source).name, SOURCE_LETTERS
        ),
        comments=figures.comments,
        people=figures.people,
        stanced=len(sure),
        disagree=sum(one.name == "disagree" for one in sure),
        typed=sum(figures.by_type.values()),
        attacks=figures.by_type.get("attack", 0),
        point=_point(tree, points[0]) if points else None,
        picture=thumbnail(tree) if tree.order else None,
    )


def _point(tree: Tree, shown: Contested) -> Point:
    words = gist(tree.comment(shown.number), POINT_LETTERS)
    return Point(shown.number + 1, words, shown.tally["disagree"], sum(shown.tally.values()))


def read_card(head: str, name: str) -> Card:
    """Reads what a map says of itself.

    Args:
        head: The first HEAD_BYTES of its page.
        name: Name of its file.

    Returns:
        The card; of a page without a good one, a card that knows nothing but the title.
    """
    found = _CARD.search(head)
    if found:
        try:
            return _checked(json.loads(html.unescape(found[1])))
        except (ValueError, TypeError, KeyError, RecursionError):
            # Changed by hand or by another version: what it says cannot be relied upon.
            pass
    titled = _TITLE.search(head)
    words = excerpt(html.unescape(titled[1]), TITLE_LETTERS) if titled else ""
    return Card(words or excerpt(name, TITLE_LETTERS))


def _checked(told: dict[str, Any]) -> Card:
    """Makes a card of what was read.

    Raises:
        ValueError, TypeError, KeyError: It is none.
    """
    point, picture = told.pop("point"), told.pop("picture")
    made = Card(
        **told,
        point=None if point is None else Point(**point),
        picture=None if picture is None else Thumbnail(**picture),
    )
    words = [made.title, made.source]
    counts = [made.comments, made.people, made.stanced, made.disagree, made.typed, made.attacks]
    if made.point is not None:
        words.append(made.point.words)
        counts += [made.point.number, made.point.disagree, made.point.answers]
    if not all(isinstance(text, str) and len(text) <= 2 * TITLE_LETTERS for text in words):
        raise ValueError("words are missing or too many")
    if not all(type(number) is int and 0 <= number < LARGEST for number in counts):
        raise ValueError("a count is none")
    shares = [(made.disagree, made.stanced), (made.attacks, made.typed)]
    if made.point is not None:
        shares.append((made.point.disagree, made.point.answers))
    if any(part > whole for part, whole in shares):
        raise ValueError("a part is larger than its whole")
    if made.picture is not None:
        _check_picture(made.picture)
    return made


def _check_picture(picture: Thumbnail) -> None:
    sizes = ((picture.columns, COLUMNS), (picture.rows, ROWS))
    if not all(type(size) is int and 1 <= size <= most for size, most in sizes):
        raise ValueError("the picture has no size")
    if not set(picture.paths) <= _LOOKS:
        raise ValueError("the picture has an unknown look")
    if not all(_PATH.fullmatch(path) for path in picture.paths.values()):
        raise ValueError("the picture is none")
