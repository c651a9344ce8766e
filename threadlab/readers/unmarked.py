"""Bytes that say nothing about their character set: UTF-8 first, then the likeliest other one."""

import codecs
import re

from threadlab.readers.charsets import shown
from threadlab.readers.guess import decoded_as, guess
from threadlab.text import clean, count_surrogates

BOMS: dict[bytes, str] = {
    codecs.BOM_UTF8: "utf-8",
    codecs.BOM_UTF32_LE: "utf-32-le",  # before UTF-16, whose mark it begins with
    codecs.BOM_UTF32_BE: "utf-32-be",
    codecs.BOM_UTF16_LE: "utf-16-le",
    codecs.BOM_UTF16_BE: "utf-16-be",
}
"""Byte order marks and what they say."""
UTF8_LETTER = re.compile(
    rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}"
)
"""A letter of UTF-8 beyond ASCII."""
_CUT_OFF = re.compile(rb"[\xc2-\xf4][\x80-\xbf]{0,2}\Z")
_HAN = re.compile("[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]+")
_IN_ESCAPES = ("iso2022_jp", "iso2022_jp_ext", "iso2022_jp_2004", "iso2022_jp_2", "iso2022_kr")


def surrogates_note(text: str) -> str:
    """Says how many lone surrogates were replaced."""
    return f"{count_surrogates(text)} lone surrogates were replaced by U+FFFD"


def decode_unmarked(data: bytes) -> tuple[str, list[str]]:
    """Decodes bytes that say nothing about their encoding; never fails.

    Returns:
        The text, and notes on what had to be assumed.
    """
    try:
        return data.decode("utf-8"), []
    except UnicodeDecodeError:
        text = data.decode("utf-8", "replace")
    try:
        passed = data.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        pass  # not only surrogates are wrong
    else:
        return clean(passed), [surrogates_note(passed)]
    broken = text.count("\ufffd") - (_CUT_OFF.search(data) is not None)
    if sum(c > "\x7f" for c in text) > 2 * broken:
        return _mostly_utf8(data)
    codec = guess(data)
    text, senseless = decoded_as(data, codec)
    return clean(text), [
        f"the text is not UTF-8; it was read as {shown(codec)}, which may be wrong",
        *_senseless_note(senseless, codec),
    ]


def unescaped(data: bytes) -> tuple[str, list[str]] | None:
    """Decodes text whose foreign letters are written in ASCII bytes, as old mail has it.

    Returns:
        The text of ISO-2022-JP, ISO-2022-KR or HZ, with a note; None where it is none of these.
    """
    if b"\x1b$" in data:
        for codec in _IN_ESCAPES:
            text = _strictly(data, codec)
            if text is not None and not text.isascii() and "\x1b" not in text:
                kind = "iso2022_kr" if codec == "iso2022_kr" else "iso2022_jp"
                return text, [f"read as {shown(kind)}, told by its escape sequences"]
    if data.count(b"~{") > 1 and data.count(b"~}") > 1 and data.isascii():
        text = _strictly(data, "hz")
        if text is not None and all(c < "\x80" or _HAN.match(c) for c in text):
            return text, [f"read as {shown('hz')}, told by its shifts ~{{ and ~}}"]
    return None


def _strictly(data: bytes, codec: str) -> str | None:
    try:
        return data.decode(codec)
    except UnicodeError:
        return None


def _senseless_note(count: int, codec: str) -> list[str]:
    return [f"{count} bytes mean nothing in {shown(codec)} and were kept or replaced"] * (count > 0)


def _mostly_utf8(data: bytes) -> tuple[str, list[str]]:
    """Decodes UTF-8 with damage, or with lines of another character set among it."""
    lines = data.split(b"\n")
    foreign = {k for k, line in enumerate(lines) if _is_foreign(line)}
    if _CUT_OFF.search(data):
        foreign.discard(len(lines) - 1)
    notes = []
    codec = guess(b"\n".join(lines[k] for k in sorted(foreign)) + b"\n") if foreign else "utf-8"
    told = [decoded_as(line, codec if k in foreign else "utf-8") for k, line in enumerate(lines)]
    if foreign:
        first = min(foreign) + 1
        notes.append(
            f"{len(foreign)} lines (the first is line {first}) are not UTF-8 as the others are; "
            f"they were read as {shown(codec)}, which may be wrong"
        )
        notes += _senseless_note(sum(told[k][1] for k in foreign), codec)
    broken = sum(count for k, (_, count) in enumerate(told) if k not in foreign)
    if broken:
        notes.append(f"{broken} bytes that are not UTF-8 were replaced by U+FFFD")
    return clean("\n".join(text for text, _ in told)), notes


def _is_foreign(line: bytes) -> bool:
    if line.isascii() or UTF8_LETTER.search(line):
        return False
    return _strictly(line, "utf-8") is None
