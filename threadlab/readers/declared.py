"""Bytes with a declared character set, as mails and web pages have them; declarations may be wrong.

A byte order mark decides first. Then what was declared is taken, unless the bytes contradict it:
they are no text in it, or they are UTF-8, which hardly any other text passes for.
"""

from threadlab.readers.charsets import ASCII, NOTHING_KNOWN, codec_of, normal_label, shown
from threadlab.readers.guess import decoded_as, guess
from threadlab.readers.mojibake import unscrambled
from threadlab.readers.unmarked import BOMS, UTF8_LETTER, decode_unmarked, unescaped
from threadlab.text import clean

_IN_ASCII = ("iso2022_jp", "iso2022_kr", "hz", "utf-7")
_WIDE = ("utf-16", "utf-32")
_MANY_BYTES = ("cp932", "euc_jp", "gb18030", "big5hkscs", "cp949", "johab")
_NEXT_TRIED: dict[str, tuple[str, ...]] = {
    "iso2022_jp": ("iso2022_jp_ext", "iso2022_jp_2004", "iso2022_jp_2"),
    "big5hkscs": ("cp950",),
    "euc_jp": ("euc_jis_2004",),
    "cp932": ("shift_jis_2004",),
}
"""Wider codecs of the same family, which are tried where the first one fails."""
_WESTERN = ("cp1252", "iso8859-15")
_MOST_ACCENTED = 0.4  # Western texts have accents on less than a fifth of their letters
_FEWEST_ACCENTED = 8


def decode_declared(data: bytes, declared: str | None) -> tuple[str, list[str]]:
    """Decodes a part of a mail or a web page whose character set may be declared; never fails.

    Args:
        data: The bytes, transfer encodings undone.
        declared: The name of the character set, as written; None: nothing is declared.

    Returns:
        The text, without byte order mark and without lone surrogates, line ends as they were; and
        notes: what was wrong with the declaration, what had to be assumed or was put right.
        Plain ASCII and UTF-8 need no note.
    """
    text, notes = _decoded(data, normal_label(declared))
    text, put_right = unscrambled(text)
    return text, [*notes, *put_right]


def _decoded(data: bytes, label: str) -> tuple[str, list[str]]:
    mark = next((m for m in BOMS if data.startswith(m)), None)
    if mark is not None:
        text, notes = _replaced(data[len(mark) :], BOMS[mark])
        return text, _contradiction(label, BOMS[mark]) + notes
    codec = None if label in NOTHING_KNOWN else codec_of(label)
    if codec in _WIDE:
        return _wide(data, label, codec)
    if codec is None or (data.isascii() and codec not in _IN_ASCII):
        text, notes = unescaped(data) or decode_unmarked(data)
        if codec is None and label and label not in NOTHING_KNOWN:
            notes = [f"the declared character set “{label}” is not known", *notes]
        return text, notes
    if label not in ASCII and codec != "utf-8" and not _is_utf8(data, codec):
        strict = _strictly(data, codec)
        if strict is not None:
            return _believed(data, label, codec, strict)
    text, notes = decode_unmarked(data)
    if codec == "utf-8":
        wrong = [_not_as_declared(label)] * _is_guess(notes)
        return text, [*wrong, *notes]
    return text, [_not_as_declared(label), *(notes or [_AS_UTF8])]


_AS_UTF8 = "it is UTF-8 and was read so"


def _not_as_declared(label: str) -> str:
    return f"the text was declared as {label}, which it is not"


def _is_guess(notes: list[str]) -> bool:
    return any("is not UTF-8" in note for note in notes)


def _contradiction(label: str, codec: str) -> list[str]:
    if not label or label in NOTHING_KNOWN or (codec_of(label) or " ") in codec:
        return []
    return [f"the text was declared as {label}, but its byte order mark says {codec.upper()}"]


def _replaced(data: bytes, codec: str) -> tuple[str, list[str]]:
    text = clean(data.decode(codec, "replace"))
    broken = text.count("\ufffd")
    return text, [f"{broken} replacement characters stand in the text"] if broken else []


def _strictly(data: bytes, codec: str) -> str | None:
    """Decodes without letting anything pass; None where the bytes are no such text."""
    if codec == "cp1252":
        return decoded_as(data, codec)[0]
    for tried in (codec, *_NEXT_TRIED.get(codec, ())):
        try:
            return clean(data.decode(tried))
        except (UnicodeError, ValueError):
            continue
    return None


def _believed(data: bytes, label: str, codec: str, text: str) -> tuple[str, list[str]]:
    """Takes a text as it was declared, unless most letters of Western words were accented."""
    if codec not in _WESTERN:
        return text, []
    letters = sum(c.isalpha() for c in text)
    accented = sum(c > "\x7f" and c.isalpha() for c in text)
    few = accented < _FEWEST_ACCENTED or accented <= _MOST_ACCENTED * letters
    if few or (likelier := guess(data)) == "cp1252":
        return text, []
    return clean(decoded_as(data, likelier)[0]), [
        f"the text was declared as {label}, in which hardly any of it is a word; it was read as "
        f"{shown(likelier)}, which may be wrong"
    ]


def _wide(data: bytes, label: str, codec: str) -> tuple[str, list[str]]:
    """Decodes what is declared as UTF-16 or UTF-32 and has no byte order mark."""
    big = label.endswith("be") or (data[:1] == b"\0" and not label.endswith("le"))
    if b"\0" in data or not _is_utf8(data, codec):
        text, notes = _replaced(data, f"{codec}-{'be' if big else 'le'}")
        if text.count("\ufffd") * 8 <= len(text):
            return text, notes
    text, notes = decode_unmarked(data)
    return text, [_not_as_declared(label), *(notes or [_AS_UTF8])]


def _is_utf8(data: bytes, codec: str) -> bool:
    """Says whether bytes that are declared otherwise are UTF-8 beyond reasonable doubt."""
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    found = [m for _, m in zip(range(6), UTF8_LETTER.finditer(data), strict=False)]
    if codec in _MANY_BYTES:  # a letter of two bytes is often, by chance, one of UTF-8
        return len(found) == 6 or sum(len(m[0]) > 2 for m in found) >= 3
    if len(found) == 1 and len(found[0][0]) == 2:
        before = data[max(0, found[0].start() - 1) : found[0].start()]
        return not before.isupper()  # “CAFÉ»” in Latin-1 ends with the two bytes of “ɻ”
    return bool(found) or codec in _WIDE
