"""The argument map within a notebook: a static summary, and the page itself in a sandbox."""

from threadlab.exports.html.argument_map import page
from threadlab.exports.html.outline import gist
from threadlab.exports.html.safe import count, escape, prose
from threadlab.exports.html.summary import lead, title
from threadlab.exports.html.tree import plant
from threadlab.exports.html.wording import Naming
from threadlab.graph import contested_points, summary
from threadlab.thread import Thread, by_id

LARGEST = 2_000_000
"""Most characters of a page that is put into a notebook, which keeps all that it shows."""

POINTS = 3
HEIGHT = 640


def notebook_html(thread: Thread, naming: Naming | None = None) -> str:
    """Shows a thread in a notebook.

    Args:
        thread: A thread.
        naming: Which labels are named, and which look unsure; None: as the shipped model says.

    Returns:
        HTML: a summary that needs no script, then the map in a sandboxed frame, or a hint to
        save it where the map is large.
    """
    return _summary(thread) + _frame(page(thread, naming), thread)


def _summary(thread: Thread) -> str:
    tree = plant(thread)
    figures = summary(thread)
    comments = by_id(thread)
    counted = [f"{number:,} {name}" for name, number in figures.by_type.items()]
    stances = [f"{number:,} {name}" for name, number in figures.by_stance.items()]
    rows = [
        ("Types", ", ".join(counted)),
        ("Stances", ", ".join(stances)),
        *(
            ("Contested", gist(comments[point.comment], 100))
            for point in contested_points(thread)[:POINTS]
        ),
    ]
    listed = "".join(f"<li>{what}: {escape(text)}</li>" for what, text in rows if text)
    items = f"<ul>{listed}</ul>" if listed else ""
    return (
        f"<div><p><strong>{escape(title(tree))}</strong></p>"
        f"<p>{escape(prose(lead(figures)))}</p>{items}</div>"
    )


def _frame(shown: str, thread: Thread) -> str:
    if len(shown) > LARGEST:
        return (
            f"<p>The map of {count(len(thread.comments), 'comment')} is too large for a notebook."
            ' Save it with <code>threadlab.save(thread, "map.html")</code> and open the file.</p>'
        )
    source = shown.replace("&", "&amp;").replace('"', "&quot;")
    return (
        f'<iframe title="Argument map" sandbox="allow-scripts allow-popups" width="100%"'
        f' height="{HEIGHT}" srcdoc="{source}"></iframe>'
    )
