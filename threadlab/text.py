"""What reading and matching share: words with their places, clean text, names that are nobody.

Every pattern on this page runs in linear time: each character belongs to one class only.
"""

import re
import unicodedata
from collections.abc import Sequence
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


class Run(NamedTuple):
    """A stretch of words that was said before: word numbers here and there, ends exclusive."""

    holder: int
    here: int
    there: int
    length: int


class PhraseIndex:
    """Finds where stretches of words were said before, without comparing all with all.

    Every group of `size` neighbouring words points to where it was said. A group that is said
    again and again keeps its first and its latest places only, so that boilerplate cannot make
    the work grow.

    Args:
        size: Words a group; shorter stretches are not found.
        keep: Latest places that a group keeps.
    """

    def __init__(self, size: int = 4, keep: int = 8) -> None:
        self.size = size
        self._keep = keep
        self._places: dict[tuple[str, ...], list[tuple[int, int]]] = {}

    def add(self, holder: int, forms: Sequence[str], first: int = 0) -> None:
        """Remembers words.

        Args:
            holder: Number of who says them; later holders are added later.
            forms: The words in order.
            first: Number of the first of these words among all of the holder's words.
        """
        for at in range(len(forms) - self.size + 1):
            places = self._places.setdefault(tuple(forms[at : at + self.size]), [])
            places.append((holder, first + at))
            if len(places) > 2 * self._keep:
                del places[1 : -self._keep]

    def runs(self, forms: Sequence[str]) -> list[Run]:
        """Finds all longest stretches of the words that were said before.

        Args:
            forms: The words in order.

        Returns:
            Runs of at least `size` words, by place here; they may overlap.
        """
        found: list[Run] = []
        growing: dict[tuple[int, int], int] = {}
        for at in range(len(forms) - self.size + 1):
            places = self._places.get(tuple(forms[at : at + self.size]), ())
            here = {(holder, there - at) for holder, there in places}
            ended = [key for key in growing if key not in here]
            found.extend(self._run(key, growing.pop(key), at) for key in ended)
            for key in here:
                growing.setdefault(key, at)
        end = max(0, len(forms) - self.size + 1)
        found.extend(self._run(key, start, end) for key, start in growing.items())
        return sorted(found, key=lambda run: (run.here, -run.length, -run.holder, run.there))

    def _run(self, key: tuple[int, int], start: int, end: int) -> Run:
        holder, shift = key
        return Run(holder, start, start + shift, end - start + self.size - 1)
