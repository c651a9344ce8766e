"""The argument map within a notebook: a static summary, and the page itself in a sandbox."""

from collections.abc import Mapping, Sequence

from threadlab.exports.html.argument_map import page
from threadlab.exports.html.outline import gist
from threadlab.exports.html.safe import count, escape, prose
from threadlab.exports.html.summary import lead, title
from threadlab.exports.html.tree import plant
from threadlab.exports.html.wording import Naming
from threadlab.graph import concessions, contested_points, summary, unanswered_challenges
from threadlab.thread import Comment, Thread, by_id

LARGEST = 2_000_000
"""Most characters of a page that is put into a notebook, which keeps all that it shows."""

SANDBOX = "allow-scripts allow-popups allow-downloads"
"""What the page may do: run, open links, and hand its corrections over as a file."""

POINTS = 3
LETTERS = 140
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
    return static_summary(thread) + _frame(page(thread, naming), thread)


def static_summary(thread: Thread) -> str:
    """Says in plain HTML what a thread is about, for where no script runs and no style is kept."""
    figures = summary(thread)
    comments = by_id(thread)
    rows = [
        ("Types", _counted(figures.by_type)),
        ("Stances", _counted(figures.by_stance)),
        ("Most contested", _said(_contested(thread), comments)),
        ("Challenges nobody answered", _said(unanswered_challenges(thread), comments)),
        ("Concessions", _said(concessions(thread), comments)),
    ]
    listed = "".join(f"<li>{what}: {told}</li>" for what, told in rows if told)
    items = f"<ul>{listed}</ul>" if listed else ""
    return (
        f"<div><p><strong>{escape(title(plant(thread)))}</strong></p>"
        f"<p>{escape(prose(lead(figures)))}</p>{items}</div>"
    )


def _contested(thread: Thread) -> list[str]:
    likely = [point.comment for point in contested_points(thread) if point.disagree >= 0.5]
    return likely[:POINTS]


def _counted(numbers: Mapping[str, int]) -> str:
    return ", ".join(f"{number:,} {name}" for name, number in numbers.items() if number)


def _said(ids: Sequence[str], comments: Mapping[str, Comment]) -> str:
    """The first words of the first few comments, with their authors."""
    items = []
    for name in ids[:POINTS]:
        author = comments[name].author
        who = f"<bdi>{escape(author)}</bdi>: " if author else ""
        items.append(f"<li>{who}{escape(gist(comments[name], LETTERS))}</li>")
    left = len(ids) - POINTS
    more = f"<li>… and {left:,} more</li>" if left > 0 else ""
    return f"<ul>{''.join(items)}{more}</ul>" if items else ""


def too_large(thread: Thread) -> str:
    """Says, in plain text, that a map is too large for a notebook, and what to do."""
    return (
        f"The map of {count(len(thread.comments), 'comment')} is too large for a notebook. Save it"
        ' with threadlab.save(thread, "map.html") and open the file.'
    )


def _frame(shown: str, thread: Thread) -> str:
    if len(shown) > LARGEST:
        return f"<p>{escape(too_large(thread))}</p>"
    source = shown.replace("&", "&amp;").replace('"', "&quot;")
    return (
        f'<iframe title="Argument map" sandbox="{SANDBOX}" width="100%"'
        f' height="{HEIGHT}" srcdoc="{source}"></iframe>'
    )
