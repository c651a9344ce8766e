"""What reading and matching share: words with their places, clean text, names that are nobody.

Every pattern on this page runs in linear time: each character belongs to one class only.
"""

import html
import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
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
# Text in ASCII, typographic signs aside, is split without a pattern, four times as fast: whatever
# belongs to no word becomes a blank, so that lengths stay.
_BLANKS = {
    **{code: " " for code in range(128) if not chr(code).isalnum()},
    ord("\n"): "\n",
    ord("'"): "'",
}
_TYPOGRAPHIC = str.maketrans(
    {
        **dict.fromkeys("\u2018\u2019", "'"),
        **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2022\u2026\u201a\u201b", " "),
        **dict.fromkeys("\u201c\u201d\u201e\u201f\u00ab\u00bb\u00a0\u202f\ufffd", " "),
    }
)
_APOSTROPHE_RUN = re.compile("'+")
_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,30});")
_FILL = "\u2060"
# Tags that change how words look, not what they say.
_TAG = re.compile(
    r"\[/?(?:b|i|u|s|em|strong|color|colour|size|font|url|center|left|right)(?:=[^\]\[\n]{0,200})?\]",
    re.IGNORECASE,
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

_UNSAFE = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})


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
    new = tuple.__new__  # without the detour through a named tuple's own constructor
    if _has_markup(text, start, stop):
        part = _bare(text[start:stop])
        return [
            new(Word, (_form(m[0]), start + m.start(), start + m.end()))
            for m in _WORD.finditer(part)
        ]
    if text.isascii():
        text = text.lower()
        return [new(Word, (m[0], *m.span())) for m in _WORD.finditer(text, start, stop)]
    return [new(Word, (_form(m[0]), *m.span())) for m in _WORD.finditer(text, start, stop)]


def word_forms(text: str) -> list[str]:
    """Gives the forms of the words of a text, much faster than with their places.

    Args:
        text: Any text.

    Returns:
        As many forms as words() gives words, and the same.
    """
    flat = _flat(text)
    if flat is None:
        return [_form(word) for word in _WORD.findall(_bare(text))]
    return flat.split()


def form_lines(text: str) -> list[list[str]]:
    """Gives the forms of the words of each line of a text; lines end at "\\n" alone.

    Args:
        text: Any text.

    Returns:
        A list for each line, empty where the line has no words.
    """
    flat = _flat(text)
    if flat is None:
        return [word_forms(line) for line in text.split("\n")]
    return [line.split() for line in flat.split("\n")]


def words_at(text: str, start: int, end: int, numbers: Sequence[int]) -> list[Word] | None:
    """Finds a few words without placing all those before them, where that is possible.

    Args:
        text: Any text.
        start: Offset at which to begin.
        end: Offset at which to stop.
        numbers: Which of the words between the two, from 0.

    Returns:
        The same as words(text, start, end)[number] for each of them; None where no more is known
        without placing all words.

    Raises:
        IndexError: There are not so many words.
    """
    flat = _flat(text[start:end])
    if flat is None:
        return None
    found: list[Word] = []
    for number in numbers:
        rest = flat.split(None, number)[number]
        form = rest.split(None, 1)[0]
        place = start + len(flat) - len(rest)
        found.append(Word(form, place, place + len(form)))
    return found


def _joining(run: re.Match[str]) -> str:
    """The apostrophes within a word; blanks for those outside of words."""
    flat, start, end = run.string, run.start(), run.end()
    if start > 0 and end < len(flat) and flat[start - 1].isalnum() and flat[end].isalnum():
        return run[0]
    return " " * (end - start)


def _flat(text: str) -> str | None:
    """The text in small letters with blanks between words, as long; None where that is hard."""
    if _has_markup(text, 0, len(text)):
        text = _bare(text)
    if not text.isascii():
        text = text.translate(_TYPOGRAPHIC)
        if not text.isascii():
            return None
    flat = text.lower().translate(_BLANKS)
    return _APOSTROPHE_RUN.sub(_joining, flat) if "'" in flat else flat


def _has_markup(text: str, start: int, end: int) -> bool:
    """Whether text may have entities or tags: both are rare."""
    return text.find("[/", start, end) >= 0 or (
        text.find("&", start, end) >= 0 and text.find(";", start, end) >= 0
    )


def _bare(text: str) -> str:
    """The text, as long, with blanks for tags and with the characters that entities stand for."""
    if "[/" in text:
        text = _TAG.sub(lambda tag: " " * len(tag[0]), text)
    return _ENTITY.sub(_character, text)


def _character(entity: re.Match[str]) -> str:
    character = html.unescape(entity[0])
    if len(character) != 1:
        return entity[0]
    fill = _FILL * (len(entity[0]) - 1)
    before = entity.string[entity.start() - 1 : entity.start()]
    # Within a word the filling joins; a word that begins here begins with the entity.
    return fill + character if before.isalnum() else character + fill


@lru_cache(maxsize=1 << 14)
def _form(word: str) -> str:
    if word.isascii():
        return word.lower()
    return unicodedata.normalize("NFKC", word.translate(_UNIFY)).casefold()


def normalise(text: str) -> str:
    """Gives text for comparing: casefolded, quotes and dashes unified, white space collapsed."""
    if text.isascii():  # has one form only
        return " ".join(text.lower().split())
    unified = unicodedata.normalize("NFKC", text.translate(_UNIFY))
    return " ".join(unified.casefold().split())


def clean(text: str) -> str:
    """Replaces lone surrogates by U+FFFD, which no encoding can write; the length stays."""
    return text if text.isascii() else _SURROGATE.sub("\ufffd", text)


def terminal_line(text: str) -> str:
    """One line without control, format and surrogate characters, which a terminal might obey."""
    joined = " ".join(text.split())
    return "".join("\ufffd" if unicodedata.category(c) in _UNSAFE else c for c in joined)


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
