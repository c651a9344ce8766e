"""What reading and matching share: words with their places, clean text, names that are nobody.

Every pattern on this page runs in linear time: each character belongs to one class only.
"""

import re
import unicodedata
from typing import NamedTuple

# Scripts written without spaces: each sign counts as a word, so that quotes can be matched in them.
_UNSPACED = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u0e00-\u0e7f"
_APOSTROPHES = "'\u2018\u2019\u02bc\uff07"
_INVISIBLE = "\u00ad\u200b\u200c\u200d\u2060\ufeff"
_LETTER = rf"[^\W_{_UNSPACED}]"
_WORD = re.compile(
    rf"[{_UNSPACED}]|{_LETTER}+(?:[{_APOSTROPHES}{_INVISIBLE}\u0300-\u036f]+{_LETTER}+)*"
)
_UNIFY = str.maketrans(
    {
        **dict.fromkeys(_APOSTROPHES, "'"),
        **dict.fromkeys(_INVISIBLE, None),
        **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212", "-"),
        **dict.fromkeys("\u201c\u201d\u201e\u201f\u00ab\u00bb\uff02", '"'),
        "\u201a": "'",
        "\u201b": "'",
        "\u2026": "...",
        "\u00a0": " ",
        "\u202f": " ",
    }
)
_SURROGATE = re.compile("[\ud800-\udfff]")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")

NOBODY = frozenset(
    {
        "",
        "?",
        "-",
        "a guest",
        "anon",
        "anonym",
        "anonyme",
        "anonymous",
        "anonymous coward",
        "anonymous user",
        "anónimo",
        "anonimo",
        "deleted",
        "deleted account",
        "deleted by user",
        "deleted user",
        "former member",
        "gast",
        "guest",
        "guest user",
        "invité",
        "nobody",
        "none",
        "null",
        "removed",
        "removed by moderator",
        "unknown",
        "unknown user",
        "unregistered",
    }
)
"""Names that stand for nobody in particular, normalised and without brackets."""


class Word(NamedTuple):
    """One word of a text: its normalised form and its place (offsets, end exclusive)."""

    form: str
    start: int
    end: int


def words(text: str, start: int = 0, end: int | None = None) -> list[Word]:
    """Splits text into words that compare equal however they are typed.

    Args:
        text: Any text.
        start: Offset at which to begin.
        end: Offset at which to stop; None: the end of the text.

    Returns:
        The words in order; their places are offsets into the whole text. Punctuation belongs to no
        word; an apostrophe within a word does ("don't").
    """
    stop = len(text) if end is None else end
    return [Word(_form(m[0]), m.start(), m.end()) for m in _WORD.finditer(text, start, stop)]


def _form(word: str) -> str:
    if word.isascii():
        return word.lower()
    return unicodedata.normalize("NFKC", word.translate(_UNIFY)).casefold()


def normalise(text: str) -> str:
    """Gives text for comparing: casefolded, quotes and dashes unified, white space collapsed."""
    unified = unicodedata.normalize("NFKC", text.translate(_UNIFY))
    return " ".join(unified.casefold().split())


def clean(text: str) -> str:
    """Replaces lone surrogates by U+FFFD, which no encoding can write; the length stays."""
    return text if text.isascii() else _SURROGATE.sub("\ufffd", text)


def count_surrogates(text: str) -> int:
    """Counts the characters that clean replaces."""
    return 0 if text.isascii() else len(_SURROGATE.findall(text))


def count_controls(text: str) -> int:
    """Counts NUL and other control characters, tab and line ends excepted."""
    return len(_CONTROL.findall(text))


def is_nobody(name: str | None) -> bool:
    """Says whether a name stands for nobody: none, "[deleted]", Guest, Anonymous and their kin."""
    if name is None:
        return True
    bare = normalise(clean(name)).strip("[]()<>*_ .")
    return bare in NOBODY or bare == ""


def somebody(name: str | None) -> str | None:
    """Gives the name, trimmed, or None where it stands for nobody."""
    return None if name is None or is_nobody(name) else name.strip()
