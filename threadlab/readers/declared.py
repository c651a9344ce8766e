"""Bytes with a declared character set, as mails and web pages have them; declarations may be wrong.

A byte order mark decides first. Then what was declared is taken, unless the bytes contradict it:
they are no text in it, or they are UTF-8, which hardly any other text passes for.
"""

import codecs
import re

from threadlab.readers.charsets import ASCII, NOTHING_KNOWN, codec_of, normal_label
from threadlab.readers.unmarked import BOMS, decode_unmarked
from threadlab.text import clean

_SEQUENCE = re.compile(
    rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}"
)
_FOLDED = ("iso2022_jp", "iso2022_kr", "hz", "utf-7")  # written in ASCII bytes alone
_WIDE = ("utf-16", "utf-32")
_MANY_BYTES = ("cp932", "euc_jp", "gb18030", "big5hkscs", "cp949", "johab")
_NEXT_TRIED: dict[str, tuple[str, ...]] = {
    "iso2022_jp": ("iso2022_jp_ext", "iso2022_jp_2004", "iso2022_jp_2"),
    "big5hkscs": ("cp950",),
    "euc_jp": ("euc_jis_2004",),
    "cp932": ("shift_jis_2004",),
    "cp949": ("johab",),
}
"""Wider codecs of the same family, which are tried where the first one fails."""
_UNDEFINED_1252 = "\x81\x8d\x8f\x90\x9d"
WINDOWS_1252 = "".join(
    chr(k) if chr(k) in _UNDEFINED_1252 else bytes([k]).decode("cp1252") for k in range(256)
)
"""Windows-1252 as browsers read it: the five bytes without a letter are control characters."""


def decode_declared(data: bytes, declared: str | None) -> tuple[str, list[str]]:
    """Decodes a part of a mail or a web page whose character set may be declared; never fails.

    Args:
        data: The bytes, transfer encodings undone.
        declared: The name of the character set, as written; None: nothing is declared.

    Returns:
        The text, without byte order mark and without lone surrogates, line ends as they were; and
        notes: what was wrong with the declaration and what had to be assumed. Plain ASCII and
        UTF-8 without any declaration need no note.
    """
    label = normal_label(declared)
    mark = next((m for m in BOMS if data.startswith(m)), None)
    if mark is not None:
        text, notes = _replaced(data[len(mark) :], BOMS[mark])
        return text, _contradiction(label, BOMS[mark]) + notes
    codec = codec_of(label) if label not in NOTHING_KNOWN else None
    if data.isascii() and codec not in _FOLDED and codec not in _WIDE and b"\x1b" not in data:
        return data.decode("ascii"), []
    if codec is None:
        text, notes = decode_unmarked(data)
        if label and label not in NOTHING_KNOWN:
            notes = [f"the declared character set “{label}” is not known", *notes]
        return text, notes
    if codec in _WIDE:
        return _wide(data, label, codec)
    if label not in ASCII and codec != "utf-8" and not _is_utf8(data, codec):
        text_or_none = _strictly(data, codec)
        if text_or_none is not None:
            return text_or_none, []
    text, notes = decode_unmarked(data)
    if codec == "utf-8" and not notes:
        return text, []
    return text, [f"the text was declared as {label}, which it is not", *(notes or [_AS_UTF8])]


_AS_UTF8 = "it was read as UTF-8, which it is"


def _contradiction(label: str, codec: str) -> list[str]:
    if not label or label in NOTHING_KNOWN or (codec_of(label) or "") in codec:
        return []
    return [f"the text was declared as {label}, but its byte order mark says {codec.upper()}"]


def _replaced(data: bytes, codec: str) -> tuple[str, list[str]]:
    text = clean(data.decode(codec, "replace"))
    broken = text.count("\ufffd")
    return text, [f"{broken} replacement characters stand in the text"] if broken else []


def _strictly(data: bytes, codec: str) -> str | None:
    """Decodes without letting anything pass; None where the bytes are no such text."""
    if codec == "cp1252":
        return codecs.charmap_decode(data, "strict", WINDOWS_1252)[0]
    for tried in (codec, *_NEXT_TRIED.get(codec, ())):
        try:
            return clean(data.decode(tried))
        except (UnicodeError, ValueError):
            continue
    return None


def _wide(data: bytes, label: str, codec: str) -> tuple[str, list[str]]:
    """Decodes what is declared as UTF-16 or UTF-32 and has no byte order mark."""
    big = codec + ("-be" if data[:1] == b"\0" or label.endswith("be") else "-le")
    if data.count(0) * 8 > len(data) or not _is_utf8(data, codec):
        text, notes = _replaced(data, big)
        if text.count("\ufffd") * 8 <= len(text):
            return text, notes
    text, notes = decode_unmarked(data)
    return text, [f"the text was declared as {label}, which it is not", *(notes or [_AS_UTF8])]


def _is_utf8(data: bytes, codec: str) -> bool:
    """Says whether bytes that are declared otherwise are UTF-8 beyond reasonable doubt."""
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    found = [m for _, m in zip(range(6), _SEQUENCE.finditer(data), strict=False)]
    if codec in _MANY_BYTES:  # a letter of two bytes is often, by chance, one of UTF-8
        return len(found) == 6 or sum(len(m[0]) > 2 for m in found) >= 3
    if len(found) == 1 and len(found[0][0]) == 2:
        before = data[max(0, found[0].start() - 1) : found[0].start()]
        return not before.isupper()  # “CAFÉ»” in Latin-1 ends with the two bytes of “ɻ”
    return bool(found) or codec == "utf-16" or codec == "utf-32"
