"""What a text is written in: which language, or code, or no words at all.

Letters that are not Latin ones tell a language, or a few, by themselves. Among the few, and among
the languages in Latin letters, py3langid decides (Lui and Baldwin 2012, "langid.py: An
Off-the-shelf Language Identification Tool"). It would call many a short technical English text by
another language's name; so a text of English function words is English unseen, and another
language must be much more probable than English (see the limits).
"""

import functools
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from threadlab.arguments.language_names import NAMES, SCRIPTS

# As much as this is looked at; whoever changes the language later is not noticed.
_REACH = 2_000
_ADDRESS = re.compile(r"\b(?:https?://|www\.)\S+")
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_LEAST_LETTERS = 4


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# English function words, and those that are as common in other languages.
_ENGLISH = _words(
    """
    the of and is that it for you with this not are but have be they what if would there can will
    or from at your just so about like don't i'm it's we he she his her all how why when who which
    more been has had were their them then than some any only out up get think know people because
    should could does did its into also these those thanks please yes too yeah very really much
    good well here where now same even want said
    """
)
_SHARED = _words("a an as by do i in me my no on to was")
# The former are about a third of English prose, and fewer than one in six words of others.
_ENGLISH_SHARE = 0.2
# Fewer words of Latin letters tell nothing: "Danke!", "lol no".
_LEAST_WORDS = 3
# By how much (natural logarithm of the likelihoods' ratio) a language in Latin letters must be
# more probable than English. Set on 5,000 forum comments, nearly all English, so that names,
# sounds and technical words stay unnamed.
_LEAD = 18.0
# "Haaa", "goooood": sounds of no language.
_DRAWN_OUT = re.compile(r"(.)\1{2,}")
# Languages this near to the best are as probable; more than three of them are not named.
_NEAR, _MOST_NAMED = 4.0, 3
# What py3langid says of what is no language.
_NONE = "zxx"
# Codes that mean the same here.
_SAME = {"nn": "no", "nb": "no", "iw": "he", "fil": "tl"}
# A language that this share of the texts is in is one of theirs.
_LEAST_SHARE = 0.05
# Bare code is nearly all lines that look like it, with few function words, and fewer in the others.
_CODE_SHARE, _PROSE_SHARE, _PROSE_WORDS = 0.8, 0.25, 3
_CODE_LINE = re.compile(
    r"^\s*(?:[#@$%<>/\\*|+}{)(\]\[-]|(?:def|class|import|from|return|if|for|while|else|elif|var|let"
    r"|const|public|private|static|void|int|function|print)\b.*[(:;{=]|.*[;{}>\\]\s*$"
    r"|\s+(?:return|raise|yield|pass|break|continue)\b|.*\w\([^)]*\)|.*\s(?:<-|=|:=|==|\+=|->|=>)\s)"
)

PROSE, CODE, WORDLESS = "prose", "code", "wordless"
ENGLISH = "en"


@dataclass(frozen=True, slots=True)
class Writing:
    """What a text is written in.

    Attributes:
        kind: PROSE, CODE (nothing but code) or WORDLESS (no word at all, or no text).
        languages: Codes (ISO 639-1) of the languages that it may be in, probable first; empty:
            nothing speaks for any (too short a text), or the letters are of none that is known.
        script: How Unicode calls the letters, if they are not Latin ones; else "".
    """

    kind: str
    languages: tuple[str, ...] = ()
    script: str = ""

    @property
    def name(self) -> str:
        """The language in English; "another language" where it is not known well enough."""
        if 0 < len(self.languages) <= _MOST_NAMED:
            *first, last = map(language_name, self.languages)
            return f"{', '.join(first)} or {last}" if first else last
        if not self.script:
            return "another language"
        return f"a language in {self.script.capitalize()} letters"

    @property
    def doubt(self) -> str:
        """Why a model that does not read it cannot be trusted with it, as a phrase."""
        return {
            PROSE: f"it is in a language that the model does not read ({self.name})",
            CODE: "it is bare code",
            WORDLESS: "it is without words",
        }[self.kind]


def writing_of(text: str) -> Writing:
    """Tells what a text is written in.

    Args:
        text: A comment's own words; only its first 2,000 characters count.

    Returns:
        Its writing; prose of no language where nothing speaks for one.
    """
    seen = unicodedata.normalize("NFKC", _ADDRESS.sub(" ", text[:_REACH]))
    words = [word.casefold().replace("’", "'") for word in _WORD.findall(seen)]
    if not words:
        # A bare address is a source, not a lack of words.
        return Writing(PROSE if _ADDRESS.search(text[:_REACH]) else WORDLESS)
    script = _script(seen)
    if script:
        return Writing(PROSE, _of_script(seen, script), script)
    languages = _of_words(words)
    if languages in ((), (ENGLISH,)) and _is_code(seen):
        return Writing(CODE)
    return Writing(PROSE, languages)


def languages_of(texts: Iterable[str]) -> tuple[str, ...]:
    """Tells which languages texts are in.

    Args:
        texts: Any number of them.

    Returns:
        Codes (ISO 639-1) of the languages of at least 5 % of those whose language can be told,
        the commonest first; English where none can be.
    """
    counts = Counter(
        writing.languages[0] for writing in map(writing_of, texts) if writing.languages
    )
    least = _LEAST_SHARE * counts.total()
    return tuple(code for code, n in counts.most_common() if n >= least) or (ENGLISH,)


def same_language(code: str) -> str:
    """A language's code as it is used here: without region, and the same for "nb" and "nn"."""
    base = code.casefold().replace("_", "-").partition("-")[0]
    return _SAME.get(base, base)


def language_name(code: str) -> str:
    """The English name of a language; its code where it has no entry."""
    return NAMES.get(same_language(code), code)


def _script(text: str) -> str:
    """How Unicode calls the letters, if most are not Latin ones; else ""."""
    if text.isascii():
        return ""
    letters = [character for character in text if character.isalpha()]
    counts = Counter(
        unicodedata.name(letter, "UNKNOWN").replace("-", " ").partition(" ")[0]
        for letter in letters
        if letter > "\u024f"  # the last of the usual Latin letters
    )
    del counts["LATIN"], counts["MODIFIER"]
    others = counts.total()
    if 2 * others <= len(letters) or (others < _LEAST_LETTERS and others < len(letters)):
        return ""
    # Japanese is written in Chinese characters, too.
    kana = next((name for name in ("HIRAGANA", "KATAKANA") if counts[name]), "")
    return kana or max(counts, key=lambda name: counts[name])


def _of_script(text: str, script: str) -> tuple[str, ...]:
    """The languages written in these letters that a text may be in."""
    known = SCRIPTS.get(script, ())
    if len(known) < 2:
        return known
    return _near([found for found in _ranked(text) if found[0] in known])


def _of_words(words: Sequence[str]) -> tuple[str, ...]:
    """The languages in Latin letters that words may be of; none: nothing speaks for one."""
    if sum(word in _ENGLISH for word in words) > _ENGLISH_SHARE * len(words):
        return (ENGLISH,)
    words = [word for word in words if len(word) > 1]  # single letters are variables, too
    if len(words) < _LEAST_WORDS:
        return ()
    ranked = _ranked(_DRAWN_OUT.sub(r"\1", " ".join(words)))
    best, score = ranked[0]
    if best == _NONE:
        return ()
    if best == ENGLISH:
        return (ENGLISH,) if score - ranked[1][1] >= _LEAD else ()
    return _near(ranked) if score - dict(ranked)[ENGLISH] >= _LEAD else ()


def _near(ranked: Sequence[tuple[str, float]]) -> tuple[str, ...]:
    """The best language, and those that are about as probable."""
    near = (same_language(code) for code, score in ranked if ranked[0][1] - score < _NEAR)
    return tuple(dict.fromkeys(near))


def _ranked(text: str) -> list[tuple[str, float]]:
    """The languages with the logarithms of their likelihoods, best first."""
    ranked: list[tuple[str, float]] = _identifier().rank(text)
    return ranked


@functools.cache
def _identifier() -> Any:
    """py3langid with the languages that have a name here; its own global one stays as it is."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE)
    identifier.set_languages({*NAMES, *_SAME, _NONE} & set(identifier.labels))
    return identifier


def _is_code(text: str) -> bool:
    """Whether a text is bare code: most lines look like it, the others hold no prose."""
    lines = [line for line in text.split("\n") if line.strip()]
    plain = [line for line in lines if not _CODE_LINE.match(line)]
    if len(plain) > (1 - _CODE_SHARE) * len(lines):
        return False
    words = [word for word in _WORD.findall(text) if len(word) > 1]
    return (
        _function_words(words) <= _PROSE_SHARE * len(words)
        and _function_words(_WORD.findall("\n".join(plain))) < _PROSE_WORDS
    )


def _function_words(words: Sequence[str]) -> int:
    return sum((folded := word.casefold()) in _ENGLISH or folded in _SHARED for word in words)
