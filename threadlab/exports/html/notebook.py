"""The argument map within a notebook: a static summary, and the page itself in a sandbox."""

from collections.abc import Mapping, Sequence

from threadlab.exports.html.argument_map import page
from threadlab.exports.html.contested import contested
from threadlab.exports.html.outline import gist
from threadlab.exports.html.safe import count, escape, prose
from threadlab.exports.html.top import caution, lead, title
from threadlab.exports.html.tree import plant
from threadlab.exports.html.wording import Naming
from threadlab.graph import concessions, summary, unanswered_challenges
from threadlab.thread import Comment, Thread, by_id

LARGEST = 2_000_000
"""Most characters of a page that is put into a notebook, which keeps all that it shows."""

SANDBOX = "allow-scripts allow-popups allow-downloads"
"""What the page may do: run, open links, and hand its corrections over as a file."""

WORDS = "threadlab-words"
"""Class of the summary."""

_ELSEWHERE = (
    "The map itself is not shown here. Open this notebook in Jupyter and trust it, or save the map"
    ' with threadlab.save(thread, "map.html").'
)

POINTS = 3
LETTERS = 140
HEIGHT = 640


def notebook_html(thread: Thread, naming: Naming | None = None) -> str:
    """Shows a thread in a notebook.

    Args:
        thread: A thread.
        naming: Which labels are named, and which look unsure; None: as the shipped model says.

    Returns:
        HTML: a summary that is seen where frames are stripped, as in a notebook that is not
        trusted, then the map in a sandboxed frame; of a large map only the summary, with a hint to
        save it.
    """
    shown = page(thread, naming)
    if len(shown) > LARGEST:
        return _summary(thread, too_large(thread))
    return static_summary(thread) + _frame(shown)


def static_summary(thread: Thread) -> str:
    """Says in plain HTML what a thread is about, for where the map itself is not shown."""
    return _summary(thread, _ELSEWHERE)


def _summary(thread: Thread, hint: str) -> str:
    figures, tree = summary(thread), plant(thread)
    comments = by_id(thread)
    contested_ones = [point.point.comment for point in contested(tree)]
    rows = [
        ("Types", _counted(figures.by_type)),
        ("Stances", _counted(figures.by_stance)),
        ("Most contested", _said(contested_ones, comments)),
        ("Challenges nobody answered", _said(unanswered_challenges(thread), comments)),
        ("Concessions", _said(concessions(thread), comments)),
    ]
    listed = "".join(f"<li>{what}: {told}</li>" for what, told in rows if told)
    items = f"<ul>{listed}</ul>" if listed else ""
    lines = " ".join(line for line in (lead(figures), caution(figures)) if line)
    return (
        f'<div class="{WORDS}"><p><strong>{escape(title(tree))}</strong></p>'
        f"<p>{escape(prose(lines))}</p>{items}<p>{escape(hint)}</p></div>"
    )


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


def _frame(shown: str) -> str:
    source = shown.replace("&", "&amp;").replace('"', "&quot;")
    # The style hides the summary, which the page repeats. Who strips frames strips styles, too.
    return (
        f'<iframe title="Argument map" sandbox="{SANDBOX}" width="100%" height="{HEIGHT}"'
        f' frameborder="0" srcdoc="{source}"></iframe>'
        f"<style>.{WORDS}:has(+ iframe[srcdoc]) {{ display: none; }}</style>"
    )
