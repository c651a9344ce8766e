"""The likeliest character set of bytes that are neither marked nor UTF-8.

chardet ranks the character sets. Measured over 25 languages and their encodings
(tests/readers/test_charsets.py) it is right where charset-normalizer takes most Western texts for
Central European ones; what it lacks is how often each is met, which is added here.
"""

import codecs
import re

from threadlab.readers.charsets import codec_of

_CANDIDATES = """
    cp1250 cp1251 cp1252 cp1253 cp1254 cp1255 cp1256 cp1257 cp1258 cp874 cp866 koi8-r koi8-u
    iso-8859-1 iso-8859-2 iso-8859-5 iso-8859-6 iso-8859-7 iso-8859-8
    cp932 euc-jp gb18030 big5hkscs cp949
"""
"""What is looked for: the character sets in which most talk was written before UTF-8."""
_SAMPLE = 65536
_BEFORE = 200  # bytes of a long line before its first letter that tells
_HIGH = re.compile(rb"[\x80-\xff]")
_UNDEFINED_1252 = "\x81\x8d\x8f\x90\x9d"
WINDOWS_1252 = "".join(
    chr(k) if chr(k) in _UNDEFINED_1252 else bytes([k]).decode("cp1252") for k in range(256)
)
"""Windows-1252 as browsers read it: the five bytes without a letter are control characters."""


def guess(data: bytes) -> str:
    """Finds the likeliest character set of a text.

    Args:
        data: Its bytes, at least one of them not ASCII.

    Returns:
        A name for decoded_as.
    """
    import chardet

    sample = _telling_lines(data)
    found = chardet.detect_all(
        sample,
        include_encodings=_CANDIDATES.split(),
        compat_names=False,
        ignore_threshold=True,
        max_bytes=len(sample),
    )
    ranked = [(codec_of(row["encoding"] or "") or "cp1252", row["confidence"]) for row in found]
    best, confidence = ranked[0]
    western = max((share for codec, share in ranked if codec == "cp1252"), default=0.0)
    # A few accented letters fit many alphabets; most of such texts are Western European.
    if western * (1 + 1 / len(_HIGH.findall(sample))) >= confidence:
        return "cp1252"
    return best


def decoded_as(data: bytes, codec: str) -> tuple[str, int]:
    """Decodes what is taken for a character set; never fails.

    Returns:
        The text, and how many letters of it stand for bytes that mean nothing.
    """
    if codec == "cp1252":
        text = codecs.charmap_decode(data, "strict", WINDOWS_1252)[0]
        return text, sum(text.count(c) for c in _UNDEFINED_1252)
    text = data.decode(codec, "replace")
    return text, text.count("\ufffd")


def _telling_lines(data: bytes) -> bytes:
    """Gathers lines that are not ASCII, as many as a sample takes; whole ones before the last."""
    found: list[bytes] = []
    size, end = 0, 0
    while size < _SAMPLE and (high := _HIGH.search(data, end)):
        start = max(data.rfind(b"\n", 0, high.start()) + 1, end, high.start() - _BEFORE)
        end = data.find(b"\n", high.start()) + 1
        if not end:  # the last line may be cut off within a letter
            if not found:
                found.append(data[start : start + _SAMPLE])
            break
        found.append(data[start:end][:_SAMPLE])
        size += len(found[-1])
    return b"".join(found)
