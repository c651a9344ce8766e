"""The list of several argument maps: a table that sorts and searches, each thread drawn small."""

import os
from collections.abc import Iterable, Sequence
from urllib.parse import quote

from threadlab.exports.html.argument_map import document
from threadlab.exports.html.card import Card, card
from threadlab.exports.html.contested import contested
from threadlab.exports.html.overview import HATCH
from threadlab.exports.html.safe import attribute, count, escape, excerpt, percent
from threadlab.exports.html.tree import plant
from threadlab.exports.html.wording import Naming
from threadlab.graph import summary
from threadlab.thread import Thread

SCRIPTS = ("list.js",)
STYLES = ("page.css", "list.css")
MOST_FAILURES = 200
FAILURE_LETTERS = 400
FEW_FAILURES = 5

COLUMNS = (
    ("Picture", "", "", "The thread drawn small"),
    ("Thread", "", "words", "Title of the thread, and the file that it was read from"),
    ("Comments", "figure", "number", "The opening post included"),
    ("People", "figure", "number", "Different names"),
    ("Disagreement", "figure", "number", "Answers that disagree, of those surely of a stance"),
    ("Heat", "figure", "number", "Comments that are attacks first of all"),
    ("Most contested point", "", "number", "The comment that met the most disagreement"),
)
"""Name of each column, its look, what it sorts by (nothing, its words, its number), its meaning."""


def index(maps: Iterable[tuple[Thread | Card, str]], failures: Iterable[str] = ()) -> str:
    """Gives a page that lists argument maps.

    Args:
        maps: Each thread, or what its map says of it, with the file name of the map, relative to
            the list.
        failures: What could not be mapped, and why.

    Returns:
        A whole HTML page.
    """
    rows = [
        _row(_card(what) if isinstance(what, Thread) else what, name, place)
        for place, (what, name) in enumerate(maps, start=1)
    ]
    heading = count(len(rows), "argument map")
    lead = (
        "Made by threadlab. Types and stances are a model’s judgement. Disagreement is the share"
        " of the answers that disagree, among those whose stance is sure enough; heat is the share"
        " of the comments that are attacks. In a picture each box is a comment and what answers it"
        " stands to its right: green agrees, red and hatched disagrees, grey does neither."
    )
    return document(
        heading,
        f'<body><header class="top"><h1>{heading}</h1><p>{lead}</p></header><main>'
        f"{_HATCH}{_failed(list(failures))}{_TOOLS}"
        f'<div class="panel"><table id="maps"><thead><tr>{_heads()}</tr></thead>'
        f"<tbody>\n{''.join(rows)}</tbody></table></div></main>",
        scripts=SCRIPTS,
        styles=STYLES,
    )


def _card(thread: Thread) -> Card:
    tree = plant(thread)
    return card(tree, summary(thread), contested(tree), Naming())


def _heads() -> str:
    heads = []
    for name, look, sort, meaning in COLUMNS:
        looks = f' class="{look}"' if look else ""
        sorts = f' data-sort="{sort}"' if sort else ""
        heads.append(f'<th scope="col"{looks}{sorts} title="{meaning}">{name}</th>')
    return "".join(heads)


def _row(told: Card, name: str, place: int) -> str:
    # A file's name need not be text.
    href = attribute(quote(os.fsencode(name)))
    source = f'<span class="fact">{escape(told.source)}</span>' if told.source else ""
    known = told.comments is not None
    if not known:
        source = '<span class="fact">no figures in the page: map it again</span>'
    picture = told.picture.svg() if told.picture is not None else ""
    people = f"{told.people:,}" if told.people else "unknown" if known else "–"
    comments = f"{told.comments:,}" if told.comments is not None else "–"
    alone = told.comments == 1
    cells = (
        ("Comments", '1 <span class="fact">no debate</span>' if alone else comments),
        ("People", people),
        ("Disagreement", _share(told.disagree, told.stanced)),
        ("Heat", "–" if alone else _share(told.attacks, told.typed)),
    )
    shown = "".join(f'<td class="figure" data-of="{of}">{cell}</td>' for of, cell in cells)
    return (
        f'<tr id="m{place}"><td class="picture">{picture}</td><th scope="row">'
        f'<a href="{href}">{escape(told.title) or "A thread without words"}</a>{source}</th>'
        f"{shown}{_point(told, href)}</tr>\n"
    )


def _share(part: int, whole: int) -> str:
    if not whole:
        return "–"
    return f'{percent(part / whole)} <span class="fact">of {whole:,}</span>'


def _point(told: Card, href: str) -> str:
    point = told.point
    if point is None:
        return '<td data-of="Most contested point">–</td>'
    words = (
        "its one answer disagrees"
        if point.answers == 1
        else f"{point.disagree:,} of {count(point.answers, 'answer')}"
        f" disagree{'s' if point.disagree == 1 else ''}"
    )
    return (
        f'<td data-of="Most contested point" data-n="{point.disagree}">'
        f'<a href="{href}#c{point.number}">{escape(point.words) or "a comment without words"}</a>'
        f' <span class="fact">{words}</span></td>'
    )


def _failed(failures: Sequence[str]) -> str:
    """Names what could not be mapped; folded where it is long."""
    if not failures:
        return ""
    named = "".join(
        f"<li>{escape(excerpt(failure, FAILURE_LETTERS))}</li>"
        for failure in failures[:MOST_FAILURES]
    )
    left = len(failures) - MOST_FAILURES
    rest = f"<li>… and {left:,} more</li>" if left > 0 else ""
    few = " open" if len(failures) <= FEW_FAILURES else ""
    heading = f"The last run could not map {count(len(failures), 'input')}"
    return (
        f'<details class="notes"{few}><summary>{heading}</summary><ul>{named}{rest}</ul></details>'
    )


_HATCH = f'<svg class="hatch" width="0" height="0" aria-hidden="true"><defs>{HATCH}</defs></svg>'

# They need the script, which shows them.
_TOOLS = (
    '<div class="tools" role="search" hidden>'
    '<label class="for-readers" for="search">Search titles, files and contested points</label>'
    '<input id="search" type="search" placeholder="Search titles, files and points ( / )">'
    '<output id="found" for="search"></output></div>'
)
