"""UTF-8 that was once read as Windows-1252 and saved so: "â€™" for "’", "Ã©" for "é".

A run of such letters is put right only where it gives, byte for byte, sound UTF-8; that can be
undone, so no letter is lost. Runs that people write ("Spaß“", "CAFÉ»") are left alone.
"""

import re

from threadlab.readers.guess import WINDOWS_1252

_BYTES = {WINDOWS_1252[k]: k for k in range(0x80, 0x100)} | {chr(k): k for k in range(0x80, 0xA0)}


def _letters(first: int, last: int) -> str:
    return re.escape("".join(c for c, byte in _BYTES.items() if first <= byte <= last))


_REST = f"[{_letters(0x80, 0xBF)}]"
_RUN = re.compile(
    rf"(?:[{_letters(0xC2, 0xDF)}]{_REST}|[{_letters(0xE0, 0xEF)}]{_REST}{{2}}"
    rf"|[{_letters(0xF0, 0xF4)}]{_REST}{{3}})++"
)
_LIKELY = re.compile(
    "[\u00a0-\u017f\u0192\u02c6\u02dc\u2010-\u2044\u20ac\u2122\u2190-\u27bf\ufeff\ufffd\U0001f000-\U0001faff]+"
)
_MOST_LAYERS = 3
_SHOWN = 3


def unscrambled(text: str) -> tuple[str, list[str]]:
    """Puts right what was UTF-8, read as Windows-1252 once or several times over.

    Args:
        text: Any text.

    Returns:
        The text, and a note that says how many places were put right, with examples and the line
        of the first; without such places the text as it is and no note.
    """
    if text.isascii():
        return text, []
    found: list[tuple[int, str, str]] = []
    right = _RUN.sub(lambda run: _put_right(run, found), text)
    if not found:
        return text, []
    examples = ", ".join(
        f"“{was}” to “{now}”" for was, now in list(dict.fromkeys(f[1:] for f in found))[:_SHOWN]
    )
    line = text.count("\n", 0, found[0][0]) + 1
    return right, [
        f"{len(found)} places hold UTF-8 that was once read as Windows-1252; they were put right "
        f"({examples}; the first stands in line {line})"
    ]


def _put_right(run: re.Match[str], found: list[tuple[int, str, str]]) -> str:
    was = now = run[0]
    for _ in range(_MOST_LAYERS):
        below = _once(now) if _RUN.fullmatch(now) else None
        if below is None:
            break
        now = below
    if now == was or not _is_likely(now, run):
        return was
    found.append((run.start(), was, now))
    return now


def _once(run: str) -> str | None:
    try:
        return bytes(_BYTES[c] for c in run).decode("utf-8")
    except UnicodeDecodeError:
        return None


def _is_likely(letters: str, run: re.Match[str]) -> bool:
    """Says whether a run was rather garbled than written: what it gives is a sign or a word."""
    if len(run[0]) > 4:
        return True
    if len(letters) > 1 and not _LIKELY.fullmatch(letters):
        return letters.isalpha() and letters.islower()
    before = run.string[max(0, run.start() - 2) : run.start()]
    after = run.string[run.end() : run.end() + 1]
    alone = not (before[-1:].isalpha() or after.isalpha())
    if alone and (letters.isupper() or "\u0100" <= letters < "\u0180"):
        return False  # “Å“” or “Ã…” that stands alone is no part of a garbled “cœur” or “Åland”
    in_capitals = len(before) == 2 and before.isalpha() and before.isupper()
    return bool(_LIKELY.fullmatch(letters)) and not (in_capitals and letters.islower())
