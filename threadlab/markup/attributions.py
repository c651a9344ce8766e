"""Attribution lines: "On Monday, Ann Lee <ann@example.org> wrote:" and who is named in them.

A text of bounded length is split into words once; wordings are then looked up, so that a further
language costs nothing. Whether what stands around the verb is a date, an address or a short name
decides if the line is an attribution or a sentence.
"""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from threadlab.markup.languages import (
    DATE_WORDS,
    ENDINGS,
    IN_MESSAGE,
    LEADS,
    LIKE_NAMES,
    MORE_DATE_WORDS,
    NEVER_FIRST,
    NO_NAMES,
    NOT_IN_NAMES,
    OPENERS,
    VERB_FIRST,
    VERBS,
)

LONGEST = 320
"""Characters of the longest attribution that is looked at, its lines joined."""
MOST_LINES = 4
"""Attributions of Usenet run over up to three lines; one more for a wrapped address."""
_LONGEST_NAME = 80
_MOST_NAME_WORDS = 8
_CACHED = 4096  # texts and words: an attribution recurs in every answer that quotes it
_LONGEST_PHRASE = 5  # words
_FEW = 3  # words before the verb where these name nobody: "as I wrote:"

_Phrases = dict[str, list[tuple[str, ...]]]
_PUNCTUATION = " \t\"'“”‘’«»*_:;,.…|-@#=<>()[]{}!"
_VERB_EDGES = ":,.…*_;!-="


def _by_word(phrases: Sequence[str], place: int) -> _Phrases:
    """Groups phrases by their first (0) or last (-1) word, the longest first."""
    table: _Phrases = {}
    for phrase in sorted(phrases, key=len, reverse=True):
        words = tuple(phrase.casefold().split())
        table.setdefault(words[place].rstrip(",."), []).append(words)
    return table


_VERBS = _by_word([v for vs in VERBS.values() for v in vs], -1)
_BEFORE_NAMES = frozenset(v.casefold().split()[-1] for lang in VERB_FIRST for v in VERBS[lang])
_LEADS = _by_word([v for vs in LEADS.values() for v in vs], 0)
_OPENERS = _by_word(OPENERS, 0)
_AFTER = _by_word(IN_MESSAGE, 0)
_ENDINGS = tuple(sorted((e for es in ENDINGS.values() for e in es), key=len, reverse=True))
_DATES = frozenset(w.casefold() for w in DATE_WORDS | MORE_DATE_WORDS)

_BRACKETS = re.compile(r"<[^<>]*>|\[[^\[\]]*\]|\([^()]*\)")
_ADDRESS = re.compile(r"[\w.+=~/-]{1,100}(?:@| at )[\w.-]{1,100}")
_GLUED = re.compile(r"(?<=[>)\]\"'*_])(?=[^\W\d_]{2,20}(?:\([^\W\d_]{1,3}\))?\s?[:.,…])")
_COMMON = re.compile(  # "On Monday, 3 May 2010, Ann Lee <ann@example.org> wrote:"
    r"On [^<>\"()\n]{4,60}\d[^<>\"(),\n]{0,12}, ([^\W\d_][^<>\"()@,\d\n]{1,40}[^\W\d_]) "
    r"<[^<>\s@]{1,64}@[^<>\s@]{1,64}> wrote:"
)
_NUMBER = re.compile(
    r"(?:gmt|utc|kl|klo)?[\d:./+\-–h]{1,30}(?:st|nd|rd|th|z|hrs|h|am|pm|г|р)?"
    r"|\d{4}-\d\d-\d\dt[\d:.+z-]+"
    r"|\d{1,4}[-/.][^\W\d_]{3,9}[-/.]\d{1,4}"  # 4-Jul-2003
    r"|ב-\d[\d:]*"
)
_FAR_EAST = re.compile(
    r"\d{2,4}\s?[年년][\s\d]{0,4}[月월][\s\d]{0,4}[日일]?\s?(?:[(（]?(?:[周週]|星期)?[一二三四五六日天月火水木金土"
    r"월화수목금토일][)）]?)?(?:曜日)?"
    r"|(?:上午|下午|午前|午後|오전|오후|凌晨|早上|晚上|中午)?\s?\d{1,2}(?:[:：]\d\d|[時时點点시]\s?\d{0,2}\s?[分분]?)"
)
_BROKEN_SPACE = re.compile("(?<=\\d)(?:\u00ef\u00bf\u00bd|\ufffd)")  # "4:39?pm"
_TO_PLAIN = str.maketrans(
    {"，": ", ", "、": ", ", "：": ":", "（": "(", "）": ")", "＜": "<", "＞": ">"}
    | {"؛": ";", "،": ","}
    | {chr(c): None for c in (0x200B, 0x200E, 0x200F)}
    | {chr(c): None for c in (*range(0x202A, 0x202F), *range(0x2066, 0x206A))}
    | {"\u00a0": " ", "\u202f": " "}
    | {chr(0x660 + d): str(d) for d in range(10)}
    | {chr(0x6F0 + d): str(d) for d in range(10)}
)  # fmt: skip
_AFTER_NAME = frozenset(("on", "at", "am", "le", "el", "wrote", "view", "-", "—", "·", "w", "del"))
_ENDS = (":", "...", "…", ">", "：")


class Attribution(NamedTuple):
    """An attribution; name is None where it names nobody ("you wrote:").

    Attributes:
        name: Who is quoted.
        dated: Whether it also tells when or from which address: then it is no chance sentence.
    """

    name: str | None
    dated: bool = False


@lru_cache(maxsize=_CACHED)
def attribution(text: str) -> Attribution | None:
    """Reads one attribution, its lines joined by spaces.

    Args:
        text: The line or lines above a quote.

    Returns:
        The attribution, or None where the text is none.
    """
    text = text.strip()
    if not text or len(text) > LONGEST:
        return None
    common = _COMMON.fullmatch(text) if text.endswith("> wrote:") else None
    if common and not _date_word(common[1].split()[0]) and " " in common[1]:
        return Attribution(common[1], dated=True)
    if not text.isascii():
        text = text.translate(_TO_PLAIN)
        text = _BROKEN_SPACE.sub(" ", text)
        text = _FAR_EAST.sub(lambda m: f" {_digits(m[0])} ", text).strip()
    folded = text.casefold().split()
    if folded and folded[0].strip(_PUNCTUATION) in _LEADS:
        led = _led(text, folded)
        if led is not None:
            return led[0]
    if not text.endswith(_ENDS) and "news:" not in text and folded[-1:] != ["----"]:
        return None
    found = _with_verb(text, folded)
    if found is None and (">" in text or ")" in text or '"' in text):
        parted = _GLUED.sub(" ", text)
        if parted != text:
            found = _with_verb(parted, parted.casefold().split())
    return found or _without_verb(text)


def opens(line: str) -> bool:
    """Says whether a line begins as attributions do that give date or article first."""
    first = line[:60].split(None, 1)[:1]
    if not first or first[0].casefold().strip(_PUNCTUATION) not in _OPENERS:
        return False
    return _phrase_at(line[:60].casefold().split(), 0, _OPENERS) > 0


def _digits(date: str) -> str:
    return "-".join(re.findall(r"\d{1,4}", date)) or "0"


def _phrase_at(folded: Sequence[str], place: int, table: _Phrases) -> int:
    """Gives how many words the phrase of the table has that begins here; 0: none does."""
    first = folded[place].strip(_PUNCTUATION)
    for phrase in table.get(first, ()):
        length = len(phrase)
        if length == 1:
            return 1
        there = [w.strip(_PUNCTUATION) for w in folded[place : place + length]]
        if there == [w.strip(_PUNCTUATION) for w in phrase]:
            return length
    return 0


def _led(text: str, folded: list[str]) -> tuple[Attribution | None] | None:
    """Reads "Quote from: Ann on May 3"; in a tuple, since None is an answer too."""
    length = _phrase_at(folded, 0, _LEADS)
    words = text.split()
    if not length or len(words) == length:
        return None
    rest = " ".join(words[length:]).rstrip(": ")
    if ": " in rest or " :" in rest:  # something is said here, not only named
        return (None,)
    return (_named(_before_date(rest), sure=True, dated=True),)


def _with_verb(text: str, folded: list[str]) -> Attribution | None:
    words = text.split()
    if len(words) != len(folded):  # casefolding made a space
        folded = [w.casefold() for w in words]
    for last in range(len(folded) - 1, -1, -1):
        word = folded[last].strip(_VERB_EDGES)
        phrases = _VERBS.get(word)
        if phrases is None:
            continue
        length = next((len(p) for p in phrases if len(p) == 1 or _ends_with(folded, last, p)), 0)
        if not length:
            continue
        head = " ".join(words[: last - length + 1])
        tail = " ".join(words[last + 1 :])
        if folded[last].endswith(":") and _BRACKETS.sub("", tail).strip(" .…:>*"):
            continue  # something is said behind the colon
        found = _around(head, tail, before_name=word in _BEFORE_NAMES)
        if found:
            return found
    return None


def _ends_with(folded: Sequence[str], last: int, phrase: tuple[str, ...]) -> bool:
    first = last - len(phrase) + 1
    return first >= 0 and all(folded[first + k] == phrase[k] for k in range(len(phrase) - 1))


def _without_verb(text: str) -> Attribution | None:
    """Reads what names a writer without a verb: the Far East's, "1 May 2010, Ann <address>:"."""
    bare = text.rstrip(": ")
    for ending in _ENDINGS:
        if bare.endswith(ending):
            head = bare[: -len(ending)]
            sure = _is_dated(head.split()) or "@" in head
            return _from_head(head) if sure or ending[0] in "のさは" else None
    if not text.endswith(":") or not bare.endswith((">", ")")):
        return None
    inside = _BRACKETS.findall(bare)
    folded = _BRACKETS.sub(" ", bare).casefold().split()
    if not inside or not _ADDRESS.search(inside[-1]) or not folded or not _is_dated(folded):
        return None
    if _date_word(folded[0]) or _phrase_at(folded, 0, _OPENERS) or folded[0][:1].isdigit():
        return _from_head(bare)
    return None


def _around(head: str, tail: str, *, before_name: bool) -> Attribution | None:
    rest = tail.strip(" :.…*_-")
    if not rest:
        return _from_head(head)
    folded = rest.casefold().split()
    if head:
        after = _phrase_at(folded, 0, _AFTER)
        if after or not _BRACKETS.sub("", rest).strip(" :.,"):
            found = _from_head(head)
            chance = after == 1 and len(folded) > _FEW + 1  # "asked to …" begins a sentence too
            return None if found and chance and not found.dated else found
        if _is_dated(folded) and not _undated(_BRACKETS.sub(" ", rest).replace(",", " ")):
            return _from_head(head)
    if not before_name or len(folded) > _MOST_NAME_WORDS + 1:
        return None
    above = head.split()
    if _is_dated(above) or (above and all(_date_word(w) for w in above)):
        # German, Scandinavian: the verb before the name
        return _named(_bare(rest), sure=True, dated=True)
    return None


def _from_head(head: str) -> Attribution | None:
    words = head.split()
    while words and not (words[0][0].isalnum() or any(map(str.isalnum, words[0]))):
        words.pop(0)
    if not words:
        return None
    opener = _phrase_at([w.casefold() for w in words[:_LONGEST_PHRASE]], 0, _OPENERS)
    addressed = _has_address(head)
    dated = addressed or _is_dated(words)
    sure = dated or opener > 0
    if not sure and words[0].casefold() in NEVER_FIRST:
        return None
    name = _bare(" ".join(words[opener:]) if opener else head)
    if not addressed and not NOT_IN_NAMES.isdisjoint(name.casefold().split()):
        return None
    return _named(name, sure=sure, dated=dated)


def _has_address(text: str) -> bool:
    at = text.find("@")
    if at > 0 and (text[at - 1].isalnum() or text[at - 1] in "._-+"):
        return text[at + 1 : at + 2].isalnum()
    return (at >= 0 or " at " in text) and _ADDRESS.search(text) is not None


def _bare(head: str) -> str:
    """Gives the name without date, address and article."""
    bracketed = _BRACKETS.findall(head) if "<" in head or "(" in head or "[" in head else []
    address = next((b for b in bracketed if "@" in b or " at " in b), "")
    without = (head[: head.index(address)].strip(" ,;<>") if address else "") or head
    if bracketed and ("<" in without or "(" in without or "[" in without):
        without = _BRACKETS.sub(" ", without)
    if "<" in without and _ADDRESS.search(without):  # a bracket that was never closed
        without = without[: without.index("<")]
    without = without.strip(" ,")
    inside = [b.strip("<>[]() ") for b in bracketed]
    if not without or (without != head and _ADDRESS.fullmatch(without)):
        names = [b for b in inside if b and not _ADDRESS.search(b) and not b[0].isdigit()]
        candidates: list[str] = names or ([without] if without else inside)
        return candidates[-1] if candidates else ""
    before_date: list[str] = []
    after_date: list[str] = []
    dated = False
    for part in reversed(without.split(",")):
        if dated and after_date:
            break
        segment = part.strip()
        rest = _undated(segment)
        if rest == segment:
            (before_date if dated else after_date).append(rest)
            continue
        dated = True
        if rest:
            after_date.append(rest)
        before_date = []
    if not dated:
        return without
    found = after_date or before_date or [b for b in inside if _ADDRESS.fullmatch(b)]
    name = ", ".join(reversed(found))
    if inside and "@" in name:  # "ann@example.org (Ann Lee)"
        return next((b for b in reversed(inside) if b and "@" not in b and b[0].isupper()), name)
    return name


def _undated(segment: str) -> str:
    """Takes the date off the beginning; a word after the digits may be a name: "Jan", "May"."""
    tokens = segment.split()
    count = 0
    digits = 0  # tokens up to the last one with digits
    for token in tokens:
        if not _date_word(token):
            break
        count += 1
        if _is_number(token):
            digits = count
    if not count:
        return segment
    if count < len(tokens):
        while count > digits and tokens[count - 1].strip(",.").casefold() in LIKE_NAMES:
            count -= 1
    return " ".join(tokens[count:])


@lru_cache(maxsize=_CACHED)
def _date_word(word: str) -> bool:
    plain = word.casefold().strip(",.();'’`")
    return not plain or plain in _DATES or _NUMBER.fullmatch(plain) is not None


def _is_dated(words: Sequence[str]) -> bool:
    """Says whether a number, a date or a time stands among the words."""
    return any(map(_is_number, words))


@lru_cache(maxsize=_CACHED)
def _is_number(word: str) -> bool:
    plain = word.casefold().strip(",.();")
    return any(map(str.isdigit, plain)) and _NUMBER.fullmatch(plain) is not None


def _before_date(text: str) -> str:
    """Cuts " on 3 May 2010" and " at 10:30" off the end of a name."""
    name = _BRACKETS.sub(" ", text).strip(" :")
    tokens = name.split()
    for k, token in enumerate(tokens):
        if k and token.casefold() in _AFTER_NAME:
            return " ".join(tokens[:k])
    return " ".join(tokens)


def _named(name: str, *, sure: bool, dated: bool) -> Attribution | None:
    if " == " in name:
        name = name.rpartition(" == ")[2]  # Supercite: "Ann" == Ann Lee
    names = name.strip(" \t\"'“”‘’«»*_:;,|-@#=<>").split()
    name = " ".join(names)
    if len(name) > _LONGEST_NAME or len(names) > _MOST_NAME_WORDS:
        return None
    if names and names[-1].casefold() in NO_NAMES:
        capital = len(names) > 1 and names[-1][0].isupper() and len(names[-1]) > 1
        if not capital:  # "Some One" and "Ann He" are names
            return Attribution(None, dated) if sure or len(names) <= _FEW else None
    if not sure and not _looks_like_name(names):
        return None
    return Attribution(name or None, dated) if name or sure else None


def _looks_like_name(names: list[str]) -> bool:
    if not names or len(names) > 4:
        return False
    if len(names) <= 2:  # many forum names are in lower case
        return True
    return all(n[0].isupper() or not n[0].isalpha() for n in names)
