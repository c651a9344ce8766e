"""Where a reader corrects the map: two dialogs, and the ids by which threadlab knows comments.

All of it needs the page's script, and is not seen without it.
"""

import json
import re
from collections.abc import Iterator, Sequence

from threadlab.exports.html.safe import attribute
from threadlab.scheme import ARGUMENT_TYPES, STANCE_KINDS, Kind
from threadlab.thread import Thread

SHORTEST_RUN = 3

_NUMBERED = re.compile(r"(.*?)(0|[1-9][0-9]{0,8})", re.DOTALL)
_FOR_SCRIPTS = str.maketrans({"&": "\\u0026", "<": "\\u003c", ">": "\\u003e"})


def is_correctable(thread: Thread) -> bool:
    """Says whether there is anything to correct: replies or labels that were worked out."""
    return bool(thread.replies) or any(comment.types for comment in thread.comments)


def corrections(thread: Thread) -> str:
    """Gives the dialogs in which comments are corrected, and the ids of the comments.

    Args:
        thread: A thread of at least two comments.

    Returns:
        HTML.
    """
    return _ids(thread) + _form(len(thread.comments)) + _LIST


def _ids(thread: Thread) -> str:
    """The id of the thread and of its comments, in order, as data that no parser takes for more."""
    told = [thread.id, *_packed([comment.id for comment in thread.comments])]
    data = json.dumps(told, ensure_ascii=True, separators=(",", ":")).translate(_FOR_SCRIPTS)
    return f'<script type="application/json" id="ids">{data}</script>'


def _packed(ids: Sequence[str]) -> Iterator[str | tuple[str, int, int]]:
    """Ids; a run of them that count on ("m7", "m8", "m9") as (what they share, first, how many)."""
    place = 0
    while place < len(ids):
        number = _NUMBERED.fullmatch(ids[place])
        end = place + 1
        if number:
            shared, first = number[1], int(number[2])
            while end < len(ids) and ids[end] == f"{shared}{first + end - place}":
                end += 1
        if number and end - place >= SHORTEST_RUN:
            yield shared, first, end - place
        else:
            yield from ids[place:end]
        place = end


def _form(comments: int) -> str:
    # The name first: its letters choose it.
    options = "".join(
        f'<option value="{kind.name}">{kind.name} {kind.glyph}</option>' for kind in ARGUMENT_TYPES
    )
    further = "".join(_choice("checkbox", "further", kind) for kind in ARGUMENT_TYPES)
    stances = "".join(_choice("radio", "stance", kind) for kind in STANCE_KINDS)
    return (
        '<dialog id="correct" aria-labelledby="correct-heading"><form>'
        '<h2 id="correct-heading">Correct comment <span></span></h2>'
        '<p class="note"></p>'
        '<label>Type <select name="type"><option value="">not told</option>'
        f"{options}</select></label>"
        f"<fieldset><legend>Also, at most two</legend>{further}</fieldset>"
        f'<fieldset class="stance"><legend>Stance</legend>{stances}</fieldset>'
        '<fieldset class="parent"><legend>Answers</legend>'
        f'<label>comment <input type="number" name="parent" min="1" max="{comments}"></label>'
        '<label><input type="checkbox" name="unknown">not known</label>'
        "<output></output></fieldset>"
        '<p class="problem" role="alert"></p>'
        '<p class="acts"><button type="button" name="save">Save</button>'
        '<button type="button" name="remove">Remove correction</button>'
        '<button type="button" name="cancel">Cancel</button></p>'
        "</form></dialog>"
    )


def _choice(kind: str, name: str, of: Kind) -> str:
    meaning = attribute(of.definition)
    return (
        f'<label title="{meaning}"><input type="{kind}" name="{name}" value="{of.name}">'
        f"{of.name}</label>"
    )


_LIST = (
    '<dialog id="corrections" aria-labelledby="corrections-heading">'
    '<h2 id="corrections-heading">Corrections</h2>'
    '<p class="note">Download them, and make the map again with them: '
    "<code>threadlab map … --corrections corrections.json</code></p>"
    '<ul></ul><p role="status"></p>'
    '<label class="for-readers">File of corrections<input type="file" accept=".json" tabindex="-1">'
    '</label><label hidden>Copy this<textarea readonly rows="6"></textarea></label>'
    '<p class="acts"><button type="button" name="download">Download</button>'
    '<button type="button" name="copy">Copy</button>'
    '<button type="button" name="load">Load a file</button>'
    '<button type="button" name="close">Close</button></p></dialog>'
)
