"""Names of languages, and which of them are written in letters that are not Latin ones."""

from collections.abc import Mapping
from types import MappingProxyType

NAMES: Mapping[str, str] = MappingProxyType(
    dict(
        entry.strip().split(" ", 1)
        for entry in """
        af Afrikaans|am Amharic or Tigrinya|ar Arabic|as Assamese|az Azerbaijani|ba Bashkir
        be Belarusian|bg Bulgarian|bn Bengali|br Breton|bs Bosnian|ca Catalan|cs Czech|cy Welsh
        da Danish|de German|dz Tibetan or Dzongkha|el Greek|en English|eo Esperanto|es Spanish
        et Estonian|eu Basque|fa Persian|fi Finnish|fo Faroese|fr French|fy Frisian|ga Irish
        gd Scottish Gaelic|gl Galician|gu Gujarati|ha Hausa|he Hebrew or Yiddish|hi Hindi
        hr Croatian|ht Haitian Creole|hu Hungarian|hy Armenian|id Indonesian|ig Igbo|is Icelandic
        it Italian|ja Japanese|ka Georgian|kk Kazakh|km Khmer|kn Kannada|ko Korean|ku Kurdish
        ky Kyrgyz|la Latin|lb Luxembourgish|lo Lao|lt Lithuanian|lv Latvian|mg Malagasy
        mk Macedonian|ml Malayalam|mn Mongolian|mr Marathi|ms Malay|mt Maltese|my Burmese
        ne Nepali|nl Dutch|no Norwegian|or Odia|pa Punjabi|pl Polish|ps Pashto|pt Portuguese
        ro Romanian|ru Russian|rw Kinyarwanda|sa Sanskrit|si Sinhala|sk Slovak|sl Slovenian
        sn Shona|so Somali|sq Albanian|sr Serbian|st Sotho|sv Swedish|sw Swahili|ta Tamil
        te Telugu|tg Tajik|th Thai|tk Turkmen|tl Tagalog|tr Turkish|tt Tatar|ug Uyghur
        uk Ukrainian|ur Urdu|uz Uzbek|vi Vietnamese|xh Xhosa|yo Yoruba|zh Chinese|zu Zulu
        """.replace("\n", "|").split("|")
        if entry.strip()
    )
)
"""English names by code (ISO 639-1)."""

SCRIPTS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "ARABIC": ("ar", "fa", "ps", "ug", "ur"),
        "ARMENIAN": ("hy",),
        "BENGALI": ("as", "bn"),
        "CJK": ("zh",),
        "CYRILLIC": (
            *("ba", "be", "bg", "kk", "ky", "mk"),
            *("mn", "ru", "sr", "tg", "tt", "uk", "uz"),
        ),
        "DEVANAGARI": ("hi", "mr", "ne", "sa"),
        "ETHIOPIC": ("am",),
        "GEORGIAN": ("ka",),
        "GREEK": ("el",),
        "GUJARATI": ("gu",),
        "GURMUKHI": ("pa",),
        "HANGUL": ("ko",),
        "HEBREW": ("he",),
        "HIRAGANA": ("ja",),
        "KANNADA": ("kn",),
        "KATAKANA": ("ja",),
        "KHMER": ("km",),
        "LAO": ("lo",),
        "MALAYALAM": ("ml",),
        "MYANMAR": ("my",),
        "ORIYA": ("or",),
        "SINHALA": ("si",),
        "TAMIL": ("ta",),
        "TELUGU": ("te",),
        "THAI": ("th",),
        "TIBETAN": ("dz",),
    }
)
"""The languages written in letters that are not Latin ones, by how Unicode calls the letters."""
