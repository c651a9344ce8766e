"""The index of several argument maps."""

from collections.abc import Iterable
from urllib.parse import quote

from threadlab.exports.html.argument_map import document
from threadlab.exports.html.outline import gist
from threadlab.exports.html.safe import attribute, count, escape, percent
from threadlab.exports.html.summary import title
from threadlab.exports.html.tree import plant
from threadlab.graph import contested_points, summary
from threadlab.thread import Thread, by_id

POINT_LETTERS = 90


def index(maps: Iterable[tuple[Thread, str]]) -> str:
    """Gives a page that lists argument maps.

    Args:
        maps: Each thread with the file name of its map, relative to the index.

    Returns:
        A whole HTML page.
    """
    rows = [_row(thread, name) for thread, name in maps]
    heading = f"{count(len(rows), 'argument map')}"
    lead = (
        "Made by threadlab. Stances are a model’s judgement: the share of disagreement is what"
        " is expected among the answers of a thread."
    )
    return document(
        heading,
        f'<body><header class="top"><h1>{heading}</h1><p>{lead}</p></header><main>'
        '<div class="panel"><table><thead><tr><th scope="col">Thread</th>'
        '<th scope="col" class="figure">Comments</th><th scope="col" class="figure">People</th>'
        '<th scope="col" class="figure">Disagreement</th><th scope="col">Most contested point</th>'
        f"</tr></thead><tbody>{''.join(rows)}</tbody></table></div></main>",
    )


def _row(thread: Thread, name: str) -> str:
    figures = summary(thread)
    share = "" if figures.share_disagree is None else percent(figures.share_disagree)
    points = contested_points(thread)
    point = escape(gist(by_id(thread)[points[0].comment], POINT_LETTERS)) if points else ""
    people = f"{figures.people:,}" if figures.people else "unknown"
    comments = f"{figures.comments:,}" if figures.comments != 1 else "1 (no debate)"
    cells = (
        ("Comments", comments),
        ("People", people),
        ("Disagreement", share or "–"),
    )
    shown = "".join(f'<td class="figure" data-of="{of}">{cell}</td>' for of, cell in cells)
    return (
        f'<tr><th scope="row"><a href="{attribute(quote(name))}">'
        f"{escape(title(plant(thread)))}</a></th>{shown}"
        f'<td data-of="Most contested point">{point or "–"}</td></tr>'
    )
