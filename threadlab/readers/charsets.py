"""Names of character sets: what mails and pages call them, and the codec that is meant.

The labels follow the WHATWG Encoding Standard, which writes down what browsers learned to do: text
declared as Latin-1 is Windows-1252, GB2312 is GB18030, Shift-JIS is Windows-31J. What mail adds
(UTF-7, HZ, names that say that nothing is known) stands beside it.
"""

import codecs

from threadlab.markup.languages import listed

_LABELS: dict[str, str] = {
    "cp1252": "windows-1252 cp1252 x-cp1252 ansi iso-8859-1 iso8859-1 iso-8859-1-windows latin-1 "
    "latin1 l1 us-ascii ascii ansi_x3.4-1968 iso-ir-100 iso_8859-1 cp819 ibm819 646 "
    "iso_8859-1:1987 iso-8859-1-i csisolatin1 windows-latin-1",
    "utf-8": "utf-8 utf8 utf_8 unicode-1-1-utf-8 x-unicode20utf8 utf8mb4 utf-8-sig cp65001 "
    "unicode11utf8 unicode20utf8",
    "utf-7": "utf-7 utf7 unicode-1-1-utf-7 x-unicode-2-0-utf-7",
    "utf-16": "utf-16 utf16 ucs-2 unicode iso-10646-ucs-2 csunicode utf-16le utf-16be unicodefffe",
    "utf-32": "utf-32 utf32 ucs-4 utf-32le utf-32be",
    "cp932": "shift_jis shift-jis sjis x-sjis ms_kanji ms932 windows-31j csshiftjis cp932 "
    "x-ms-cp932 shiftjis shift_jisx0213 shift_jis-2004",
    "euc_jp": "euc-jp x-euc-jp cseucpkdfmtjapanese eucjp x-euc ujis cp51932 euc-jp-ms eucjp-ms",
    "iso2022_jp": "iso-2022-jp csiso2022jp iso-2022-jp-1 iso-2022-jp-2 iso-2022-jp-3 jis "
    "iso-2022-jp-ms iso-2022-jp-2004 cp50220 cp50221",
    "gb18030": "gb18030 gbk gb2312 gb_2312 gb_2312-80 chinese csgb2312 csiso58gb231280 iso-ir-58 "
    "x-gbk cp936 ms936 windows-936 euc-cn euccn gb18030-2000 x-euc-cn",
    "hz": "hz hz-gb-2312 hz-gb",
    "big5hkscs": "big5 big5-hkscs big5hkscs cn-big5 csbig5 x-x-big5 big-5 cp950 ms950 big5-eten "
    "x-big5",
    "cp949": "euc-kr euckr ks_c_5601-1987 ks_c_5601-1989 ksc5601 ksc_5601 korean cseuckr "
    "windows-949 cp949 uhc ks_c_5601 ms949 iso-ir-149 csksc56011987 ks-c-5601",
    "iso2022_kr": "iso-2022-kr csiso2022kr",
    "johab": "johab cp1361 ms1361",
    "koi8-r": "koi8-r koi8 koi cskoi8r koi8_r",
    "koi8-u": "koi8-u koi8-ru",
    "cp1251": "windows-1251 cp1251 x-cp1251 win-1251 windows1251 win1251",
    "cp866": "ibm866 cp866 866 csibm866 dos-866",
    "iso8859-5": "iso-8859-5 cyrillic iso88595 iso-ir-144 csisolatincyrillic",
    "mac-cyrillic": "x-mac-cyrillic x-mac-ukrainian maccyrillic",
    "cp1250": "windows-1250 cp1250 x-cp1250 win-1250",
    "iso8859-2": "iso-8859-2 latin2 l2 iso-ir-101 csisolatin2 iso_8859-2",
    "cp852": "cp852 ibm852",
    "iso8859-3": "iso-8859-3 latin3 l3",
    "iso8859-4": "iso-8859-4 latin4 l4",
    "cp1253": "windows-1253 cp1253 x-cp1253",
    "iso8859-7": "iso-8859-7 greek greek8 ecma-118 elot_928 sun_eu_greek iso-ir-126",
    "cp1254": "windows-1254 cp1254 x-cp1254 iso-8859-9 latin5 l5 iso-ir-148 csisolatin5 turkish",
    "cp1255": "windows-1255 cp1255 x-cp1255",
    "iso8859-8": "iso-8859-8 iso-8859-8-i iso-8859-8-e logical visual hebrew csiso88598i "
    "iso-ir-138",
    "cp1256": "windows-1256 cp1256 x-cp1256",
    "iso8859-6": "iso-8859-6 iso-8859-6-i iso-8859-6-e arabic asmo-708 ecma-114 iso-ir-127",
    "cp1257": "windows-1257 cp1257 x-cp1257",
    "iso8859-13": "iso-8859-13 latin7 l7",
    "cp1258": "windows-1258 cp1258 x-cp1258",
    "cp874": "windows-874 cp874 tis-620 iso-8859-11 dos-874 tis620 iso-8859-11-windows",
    "iso8859-10": "iso-8859-10 latin6 l6",
    "iso8859-14": "iso-8859-14 latin8",
    "iso8859-15": "iso-8859-15 latin-9 latin9 l9 csisolatin9 iso_8859-15",
    "iso8859-16": "iso-8859-16 latin10",
    "mac-roman": "macintosh mac x-mac-roman macroman csmacintosh",
    "cp437": "cp437 ibm437 437",
    "cp850": "cp850 ibm850 850",
}
NOTHING_KNOWN = listed(
    "unknown-8bit x-unknown unknown default none 8bit x-user-defined binary iso-8859-unknown "
    "x-unknown-8bit unknown8bit _autodetect _autodetect_all none/none"
)
"""Declarations that say that the character set is not known."""
ASCII = listed("us-ascii ascii ansi_x3.4-1968 646 7bit")
"""Declarations of plain ASCII, which promise that no other byte is there."""
_CODECS = {label: codec for codec, labels in _LABELS.items() for label in labels.split()}
_NO_TEXT = listed("idna punycode undefined unicode_escape raw_unicode_escape mbcs oem palmos")
_SHOWN = {
    "cp1252": "Windows-1252 (Western European)",
    "utf-8": "UTF-8",
    "cp932": "Shift-JIS (Japanese)",
    "euc_jp": "EUC-JP (Japanese)",
    "iso2022_jp": "ISO-2022-JP (Japanese)",
    "gb18030": "GB18030 (Chinese)",
    "hz": "HZ (Chinese)",
    "big5hkscs": "Big5 (Chinese)",
    "cp949": "EUC-KR (Korean)",
    "iso2022_kr": "ISO-2022-KR (Korean)",
    "koi8-r": "KOI8-R (Russian)",
    "koi8-u": "KOI8-U (Ukrainian)",
    "cp1251": "Windows-1251 (Cyrillic)",
    "cp866": "IBM866 (Cyrillic)",
    "iso8859-5": "ISO-8859-5 (Cyrillic)",
    "cp1250": "Windows-1250 (Central European)",
    "iso8859-2": "ISO-8859-2 (Central European)",
    "cp1253": "Windows-1253 (Greek)",
    "iso8859-7": "ISO-8859-7 (Greek)",
    "cp1254": "Windows-1254 (Turkish)",
    "cp1255": "Windows-1255 (Hebrew)",
    "iso8859-8": "ISO-8859-8 (Hebrew)",
    "cp1256": "Windows-1256 (Arabic)",
    "iso8859-6": "ISO-8859-6 (Arabic)",
    "cp1257": "Windows-1257 (Baltic)",
    "cp1258": "Windows-1258 (Vietnamese)",
    "cp874": "Windows-874 (Thai)",
    "iso8859-15": "ISO-8859-15 (Western European)",
}


def normal_label(declared: str | None) -> str:
    """Gives a declared name in the form in which names are compared; "" for none."""
    return (declared or "").strip(" \t\r\n\f\"';,").lower().split(" ")[0][:60]


def codec_of(label: str) -> str | None:
    """Finds the codec that a declared name means.

    Args:
        label: The name, as normal_label gives it.

    Returns:
        A name for bytes.decode; None where the name means no character set that is known.
    """
    known = _CODECS.get(label) or _CODECS.get(label.replace("_", "-"))
    if known or not label.isascii():
        return known
    try:
        codec = codecs.lookup(label)
    except (LookupError, ValueError):
        return None
    is_text = getattr(codec, "_is_text_encoding", False)
    return codec.name if is_text and codec.name.replace("-", "_") not in _NO_TEXT else None


def shown(codec: str) -> str:
    """Gives the name of a codec as readers know it, with the languages it is for."""
    return _SHOWN.get(codec, codec.upper())
