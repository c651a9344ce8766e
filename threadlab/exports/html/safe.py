"""Text that a page can show: escaped, cut, linked, never obeyed.

Hostile text is the normal case. Every word of a thread passes through this page on its way into
HTML.
"""

import html
import re
from collections.abc import Iterable

# Tab and line feed stay; what else a parser would drop, change or obey is replaced.
_UNSHOWN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")

BLANKS = "".join(
    one for one in map(chr, range(0x3001)) if one.isspace() and not _UNSHOWN.match(one)
)
"""What is not seen at the end of a text; some control characters that Python counts in are."""

_ADDRESS = re.compile(r"https?://[^\s<>\"'`{}|\\^\u2028\u2029]{1,2000}", re.IGNORECASE)
_TRAILING = ".,;:!?*_]>»”’…"


def shown(text: str) -> str:
    """Replaces control characters and lone surrogates by U+FFFD and unifies line ends."""
    unified = text.replace("\r\n", "\n").replace("\r", "\n")
    return _UNSHOWN.sub("\ufffd", unified)


def escape(text: str) -> str:
    """Gives text for HTML between tags."""
    return html.escape(shown(text), quote=False)


def attribute(text: str) -> str:
    """Gives text for the value of an attribute in double quotes."""
    return escape(text).replace('"', "&#34;")


def excerpt(text: str, length: int) -> str:
    """Gives the first words of a text on one line.

    Args:
        text: Any text, not escaped.
        length: Most characters.

    Returns:
        Plain text, not escaped; it ends with "…" where something was cut.
    """
    words: list[str] = []
    room = length
    # No more than this is looked at: a word takes at least one letter and one space.
    for word in shown(text[: 20 * length]).split():
        if len(word) > room:
            cut = word[: max(0, room - 1)] if not words or len(word) > length else ""
            return " ".join([*words, cut]).rstrip(" .,;:") + "…"
        words.append(word)
        room -= len(word) + 1
    return " ".join(words) + ("…" if len(text) > 20 * length else "")


def linked(text: str) -> str:
    """Gives text for HTML in which http and https addresses are links, and nothing else is."""
    pieces: list[str] = []
    place = 0
    for match in _ADDRESS.finditer(text):
        address = match[0].rstrip(_TRAILING)
        if address.endswith(")") and address.count("(") < address.count(")"):
            address = address.rstrip(")").rstrip(_TRAILING)
        if len(address) <= len("https://"):
            continue
        pieces += [escape(text[place : match.start()]), link(address)]
        place = match.start() + len(address)
    pieces.append(escape(text[place:]))
    return "".join(pieces)


def link(address: str) -> str:
    """Gives a link to an address outside, which learns nothing about the page it was on."""
    if _UNSHOWN.search(address):
        return escape(address)
    return (
        f'<a href="{attribute(address)}" target="_blank" rel="noopener noreferrer nofollow">'
        f"{escape(address)}</a>"
    )


def percent(probability: float) -> str:
    """Gives a probability as whole percent; what is not certain never reads as 0 or 100 %."""
    if probability >= 1:
        return "100 %"
    return f"{min(99, max(1, round(100 * probability)))} %" if probability > 0 else "0 %"


def prose(text: str) -> str:
    """Keeps numbers and their percent signs on one line."""
    return text.replace(" %", "\u00a0%")


def count(number: int, one: str, many: str | None = None) -> str:
    """Gives a number with its noun: "1 answer", "1,200 answers"."""
    noun = one if number == 1 else many or f"{one}s"
    return f"{number:,} {noun}"


def listing(parts: Iterable[str]) -> str:
    """Joins parts as in a sentence: "a, b and c"."""
    found = list(parts)
    return " and ".join([", ".join(found[:-1]), found[-1]] if len(found) > 1 else found)
