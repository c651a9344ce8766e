"""Finds the reader that knows a page best when its first bytes do not tell.

Pages begin with kilobytes of styles and scripts (SingleFile: megabytes); what they are made with
stands behind. A page that no reader claims by its beginning is looked at once more without these.
"""

import io
from collections.abc import Iterator

from threadlab.markup.tags import tokens
from threadlab.readers.sources import OnError, Source
from threadlab.thread import Thread

_LAST_RESORTS = ("article", "mhtml", "plaintext", "flattened", "table", "jsonl")
_SURE = 0.5
_LOOKED_AT = 400_000
_LONGEST_TAG = 3000
_KEPT = ("<!--",)


def handed_over(
    text: str, source: Source, on_error: OnError | None = None
) -> Iterator[Thread] | None:
    """Gives a page to the reader that is sure about it.

    Args:
        text: The page.
        source: Where it is from.
        on_error: As a reader takes it.

    Returns:
        The threads that it reads; None where no reader is sure.
    """
    from threadlab.readers.table import READERS

    shown = _shown(text)
    others = [r for name, r in READERS.items() if name not in _LAST_RESORTS]
    best = max(others, key=lambda reader: reader.sniff(shown, source.name), default=None)
    if best is None or best.sniff(shown, source.name) < _SURE:
        return None
    page = Source(source.name, io.BytesIO(b"\xef\xbb\xbf" + text.encode()), source.options)
    found = best.read(page, on_error)
    return found if best.join is None else best.join(list(found), source.stem)


def _shown(text: str) -> str:
    """Gives the beginning of a page without scripts, styles and what is folded into tags."""
    parts: list[str] = []
    place = size = 0
    raw = False
    for start, end, name, _ in tokens(text):
        if not raw:
            parts.append(text[place:start])
            size += start - place
        raw = name in ("style", "script")
        if name != "!" or text.startswith(_KEPT, start):
            parts.append(text[start : min(end, start + _LONGEST_TAG)])
            size += len(parts[-1])
        place = end
        if size > _LOOKED_AT:
            break
    else:
        parts.append(text[place:])
    return "".join(parts)[:_LOOKED_AT]
