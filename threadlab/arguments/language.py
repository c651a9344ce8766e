"""What a comment is written in: English, another language, or no language at all.

Function words tell a language (Grefenstette 1995, "Comparing two language identification
schemes"), other letters by themselves. A text is taken for English unless another language is
surer: a comment of three words, a line of code or a list of part numbers is no German. A library
would weigh as much as the model, or call short technical texts by any of a hundred languages.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from threadlab.arguments.language_words import ENGLISH, LANGUAGES, SCRIPTS

# As much as this is looked at; whoever changes the language later is not noticed.
_REACH = 2_000
_ADDRESS = re.compile(r"\b(?:https?://|www\.)\S+")
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_LETTERS = {code: re.compile(f"[{letters}]") for code, _, letters in SCRIPTS}
_LEAST_LETTERS = 4
# Words are the commonest signs of a language: about two in five are in its table.
_LEAST_HITS, _LEAST_SHARE, _LEAD = 2, 0.2, 1.5
# Bare code is nearly all lines that look like it, with few function words, and fewer in the others.
_CODE_SHARE, _PROSE_SHARE, _PROSE_WORDS = 0.8, 0.25, 3
_CODE_LINE = re.compile(
    r"^\s*(?:[#@$%<>/\\*|+}{)(\]\[-]|(?:def|class|import|from|return|if|for|while|else|elif|var|let"
    r"|const|public|private|static|void|int|function|print)\b.*[(:;{=]|.*[;{}>\\]\s*$"
    r"|\s+(?:return|raise|yield|pass|break|continue)\b|.*\w\([^)]*\)|.*\s(?:<-|=|:=|==|\+=|->|=>)\s)"
)

OTHER, CODE, WORDLESS = "language", "code", "wordless"


@dataclass(frozen=True, slots=True)
class Writing:
    """Why a model of some languages cannot be trusted with a text.

    Attributes:
        kind: OTHER (another language), CODE (nothing but code) or WORDLESS (no word at all).
        language: Code of the other language (ISO 639-1); "" for the other kinds.
    """

    kind: str
    language: str = ""


def writing_of(text: str) -> Writing | None:
    """Tells what a text is written in, if not in English.

    Args:
        text: A comment's own words; only its first 2,000 characters count.

    Returns:
        None for English, and where nothing speaks for another language.
    """
    seen = _ADDRESS.sub(" ", text[:_REACH])
    words = [word.casefold().replace("’", "'") for word in _WORD.findall(seen)]
    if not words:
        # A bare address is a source, not a lack of words.
        return None if _ADDRESS.search(text[:_REACH]) or not text.strip() else Writing(WORDLESS)
    code = _script(seen, sum(map(len, words))) or _language(words)
    if code is not None:
        return Writing(OTHER, code)
    return Writing(CODE) if _is_code(seen) else None


def language_name(code: str) -> str:
    """The English name of a language; its code where it has no entry."""
    if code == "en":
        return ENGLISH.name
    if code in LANGUAGES:
        return LANGUAGES[code].name
    return next((name for known, name, _ in SCRIPTS if known == code), code)


def _script(text: str, letters: int) -> str | None:
    """The language that most letters belong to, of those not in Latin ones."""
    if text.isascii():
        return None
    counts = {code: len(pattern.findall(text)) for code, pattern in _LETTERS.items()}
    # Japanese is written in Chinese characters, too.
    if counts["ja"]:
        counts["ja"] += counts.pop("zh")
    code = max(counts, key=lambda known: counts[known])
    enough = counts[code] >= _LEAST_LETTERS or counts[code] == letters
    return code if counts[code] and enough and 2 * counts[code] > letters else None


def _language(words: Sequence[str]) -> str | None:
    """The language of Latin letters that the words speak for; None: English, or unknown."""
    words = [word for word in words if len(word) > 1]  # single letters are variables, too
    english = sum(word in ENGLISH.words for word in words)
    hits = {
        code: sum(word in language.words for word in words) for code, language in LANGUAGES.items()
    }
    code = max(hits, key=lambda known: hits[known])
    different = len(LANGUAGES[code].words.intersection(words))
    found = hits[code]
    sure = (
        different >= _LEAST_HITS
        and found >= _LEAST_SHARE * len(words)
        and found >= _LEAD * english + 1
    )
    return code if sure else None


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
    return sum(word.casefold() in ENGLISH.words for word in words)
