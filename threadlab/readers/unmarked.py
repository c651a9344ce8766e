"""Bytes that say nothing about their character set: UTF-8 first, then the likeliest other one."""

import codecs

from threadlab.text import clean, count_surrogates

BOMS: dict[bytes, str] = {
    codecs.BOM_UTF8: "utf-8",
    codecs.BOM_UTF32_LE: "utf-32-le",  # before UTF-16, whose mark it begins with
    codecs.BOM_UTF32_BE: "utf-32-be",
    codecs.BOM_UTF16_LE: "utf-16-le",
    codecs.BOM_UTF16_BE: "utf-16-be",
}
"""Byte order marks and what they say."""


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
    broken = text.count("\ufffd")
    sound = sum(c > "\x7f" for c in text) - broken
    if sound > broken:
        return text, [f"{broken} bytes that are not UTF-8 were replaced by U+FFFD"]
    try:
        return data.decode("cp1252"), [
            "the text is not UTF-8; it was read as Windows-1252 (Western European), "
            "which may be wrong"
        ]
    except UnicodeDecodeError:
        return data.decode("latin-1"), [
            "the text is not UTF-8; it was read as Latin-1 (Western European), which may be wrong"
        ]
