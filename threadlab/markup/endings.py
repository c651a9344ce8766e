"""What stands at the end of a mail and is not said in it: signatures, list footers; and elisions.

The wordings are data: a further list or mail program is a further line here.
"""

import re
from functools import lru_cache

from threadlab.markup.introductions import introduction
from threadlab.markup.marks import Rows

_LONGEST = 200

FOOTER_LINES: tuple[str, ...] = (
    r"-{4,} next part -{4,}",
    r"(?:-\.|\.-){12,}-?",
    r"-+ ?original message attached ?-+",
    r"[ᐧ\u200b\u2063\ufeff]{1,3}",  # what trackers of mail leave
    r"(?:[—–-]{1,2} ?)?(?:you are receiving this (?:because|email|message|mail) .*"
    r"|(?:reply to this email directly|view this (?:email|message) in your browser).*)",
    r"sent via deja\.com\b.*",
)
"""A line that begins a footer by itself."""

DEVICES = (
    r"i ?(?:phon|pad|pod|mac)\w{0,8}|ios|android\w{0,6}"
    r"|blackberry|samsung|galaxy|windows|nokia|sony|htc|huawei"
    r"|xiaomi"
    r"|motorola|moto|lg|pixel|oneplus|oppo|lumia|treo|palm|mobile?|mobil\w*|smartphone|phone|handy"
    r"|telefon\w*|tablet|device|outlook|yahoo|gmail|mail|e-?mail|proton\w*|mailbox|thunderbird|webmail"
    r"|nexus|kindle|verizon|t-mobile|at&t|wireless|ipad|aol|hotmail|gmx|web\.de|zoho|spark|airmail"
    r"|geary|evolution|mutt|tutanota|fastmail|appareil|móvil|celular|dispositivo|cellulare|portable"
    r"|телефона?|айфона?|устройства|смартфона?|почты|mobiltelefonu?|urządzenia|puhelimesta\w*"
)
"""Of what "Sent from my …" speaks: devices and mail programs."""

SENT_FROM: tuple[str, ...] = (
    "sent from", "sent by", "sent with", "sent via", "sent using", "from my", "gesendet von",
    "gesendet mit",
    "gesendet über", "diese nachricht wurde von", "envoyé de", "envoyé depuis",
    "envoyé à partir de", "envoyé avec", "envoyé par", "enviado desde", "enviado do", "enviado de",
    "enviado via", "enviado a partir", "enviado con", "inviato da", "inviato dal", "inviato con",
    "verzonden vanaf", "verstuurd vanaf", "verzonden met", "verstuurd met", "verzonden via",
    "skickat från", "skickades från", "sendt fra", "lähetetty", "wysłano z", "wysłane z",
    "odesláno z", "odesláno ze", "odoslané z", "отправлено с", "отправлено из", "послано с",
    "надіслано з", "надіслано від", "elküldve", "trimis de pe", "trimis din", "στάλθηκε από",
    "נשלח מה", "أرسلت من", "أُرسلت من", "发自我的", "发自", "從我的", "나의", "내", "được gửi từ",
    "gửi từ", "dikirim dari", "ส่งจาก", "poslano s", "poslano z", "poslano sa", "изпратено от",
    "enviat des", "saadetud minu", "išsiųsta iš",
)  # fmt: skip
"""How a line begins that tells from what a mail was sent, language by language."""

GET: tuple[str, ...] = (
    "get", "obtenez", "obtener", "obter", "obtenga", "scarica", "ottieni", "hämta", "hent", "få",
    "hanki", "pobierz", "získat", "télécharger", "descargar", "baixar", "скачать", "отримати",
    "holen sie sich", "laden sie",
)  # fmt: skip
"""How "Get Outlook for …" begins."""

WHOLE_LINES: tuple[str, ...] = (
    r"von meinem .{2,40} gesendet",
    r"(?:發自|从)我的.{2,30}",
    r"(?:iphone|ipad|android)から送信",
    r"(?:iphone|ipad)['’]\w{2,5} gönderildi",
    rf"(?:{'|'.join(GET)}) (?:<[^<>]{{0,100}}> ?|\[)?outlook\b.{{0,160}}",
    r"sent from (?:my [^\n.,!?]{2,40}|\w{3,20}(?: for \w{3,12})?)(?:<[^<>]{0,150}>)?\.?",
    r"outlook (?:für|voor|for|pour|para|per) \w+.{0,60}",
)
"""Further lines of that kind, as patterns of the whole line."""

FOOTER_RULES = re.compile(r"[-_=*#~]{10,}")
FOOTER_AFTER_RULE: tuple[str, ...] = (
    r".*\bmailing list\b",
    r".*\bto unsubscribe\b",
    r".*\bun?subscribe\b",
    r".*\bposted via\b",
    r".*\bdo you yahoo\b",
    r".*\bmailing-?liste?n?\b",
    r".*\bliste? de (?:diffusion|correo|discussion)\b",
    r".*\blista de (?:correo|discussão|e-?mails)\b",
    r".*\bpostlista\b",
    r".*\bsent via\b",
    r".*\bfree (?:email|e-mail|mail|web ?mail)\b",
    r".*\bconfidential\w*\b",
    r".*\bget your free\b",
    r".*\blistinfo\b",
    r".*\b(?:virus|viren)\w*\b.*\b(?:scan|check|frei|free|gepr)",
)
"""What the line after a ruled line holds where the two begin a footer."""

_FOOTER = re.compile("|".join(FOOTER_LINES), re.IGNORECASE)
_AFTER_RULE = re.compile("|".join(FOOTER_AFTER_RULE), re.IGNORECASE)
_SENT = sorted({s.casefold() for s in SENT_FROM}, key=len, reverse=True)
_SENT_WORDS = re.compile(
    rf"[(\[*_~\s]{{0,4}}(?:(?:{'|'.join(map(re.escape, _SENT))})[^\n.,;!?]{{0,50}}?"
    rf"(?<![^\W\d_])(?:{DEVICES})(?![^\W_])[^\n.,;!?<(\[]{{0,40}}(?:[<(\[][^\n]{{0,150}})?"
    rf"[.*_)\]]{{0,3}}|{'|'.join(WHOLE_LINES)})",
    re.IGNORECASE,
)
_FIRST_WORDS = (
    *_SENT, *GET, "von meinem", "發自", "从我", "iPhone", "iPad", "android", "outlook", "you are",
    "view this", "reply to",
)  # fmt: skip
_FIRST_LETTERS = frozenset(
    f"{form} "[:4] for w in _FIRST_WORDS for form in (w, w.capitalize(), w.upper(), w.title())
)
_SHORT_LETTERS = frozenset(letters[0] for letters in _FIRST_LETTERS if len(letters) < 4)
_SENT_LETTERS = frozenset(f"{word.casefold()} "[:4] for word in _FIRST_WORDS)
_SIGNATURE_MARKS = frozenset(("-- ", "--", "--\u00a0"))
_SENT_FIRST = frozenset("([*_~—–ᐧ") | {
    letter for word in _FIRST_WORDS for letter in (word[0], word[0].upper(), word[0].lower())
}
_DASHES = frozenset(("—", "–", "---"))
_FOOTER_LETTERS = frozenset("-.ᐧ\u200b\u2063\ufeff—–yrvsYRVS_=*#~")
"""First letters of signature marks and of what _FOOTER and FOOTER_RULES match."""
_FOOTER_ENDS = frozenset("-._=*#~")
_FOOTER_BEGINS = ("you ", "repl", "view", "sent")
_BEFORE_SENT = "([*_~ \t\n\r\f\v"
_OPENING = frozenset("([*_~—–ᐧ ")
_SHORT_RULE = 10  # characters of the rest of a ruled line that a mailer broke
_MOST_WORDS_OF_SENT = 14


def mark_endings(rows: Rows, heads: frozenset[int] = frozenset()) -> None:
    """Marks signatures and footers: each goes on to the end of its depth, or to a mail's head.

    Args:
        rows: The lines, marks read.
        heads: First lines of the heads of embedded mails.
    """
    starts = _starts(rows)
    for number, k in enumerate(starts):
        following = starts[number + 1] if number + 1 < len(starts) else len(rows)
        _mark_ending(rows, k, following, heads)


def _starts(rows: Rows) -> list[int]:
    """Gives the lines at which a signature or a footer begins."""
    texts = rows.texts
    found = [
        k
        for k in rows.notable_by(_FOOTER_LETTERS)
        if texts[k] in _SIGNATURE_MARKS
        or (_may_be_footer(texts[k]) and footer_starts(texts[k], _behind_rule(rows, k)))
    ]
    further = [k for k, text in enumerate(texts) if text[:4] in _FIRST_LETTERS]
    if not rows.body.isascii():  # the words of the Far East are shorter
        starts = ((k, text[:3]) for k, text in enumerate(texts) if text[:1] in _SHORT_LETTERS)
        further += [k for k, t in starts if t in _FIRST_LETTERS or t[:2] in _FIRST_LETTERS]
    further += [k for k in rows.notable_by(_SENT_FIRST) if _may_be_sent(texts[k])]
    further = [k for k in further if k not in found and _tells_device(rows, k, texts[k])]
    if further:
        found = sorted([*found, *further])
    return found


def _may_be_footer(text: str) -> bool:
    """Says by its first and last letters whether footer_starts is worth asking."""
    bare = text.strip()
    if bare[-1] in _FOOTER_ENDS or bare[:4].lower() in _FOOTER_BEGINS:
        return True
    return not bare.isascii()


def _may_be_sent(text: str) -> bool:
    """Says by its first letters whether tells_device is worth asking."""
    if text[0] not in _OPENING:
        return False
    first = text.lstrip(_BEFORE_SENT)[:4].casefold()
    return first in _SENT_LETTERS or not first.isascii()


def _behind_rule(rows: Rows, k: int) -> str:
    """Gives the line below a ruled line, or below the broken rest of it."""
    following = rows.text(k + 1)
    broken = 0 < len(following) < _SHORT_RULE and not following.strip("-_=*#~")
    return rows.text(k + 2) if broken else following


def _mark_ending(rows: Rows, start: int, stop: int, heads: frozenset[int]) -> None:
    depth = rows.depths[start]
    if rows.kinds[start] not in ("own", "quote"):
        return
    kind = "signature" if is_signature_start(rows.texts[start]) else "footer"
    if kind == "signature" and rows.kinds[start - 1 : start] == ["footer"]:
        kind = "footer"
    for k in range(start, stop):
        if k in heads or (rows.depths[k] != depth and (rows.depths[k] or not rows.blank[k])):
            return
        if k > start and rows.texts[k][-1:] == ":" and _introduces(rows, k):
            return  # a signature above what is quoted below it
        if rows.depths[k] == depth:  # else a blank line, which belongs to what stands above
            rows.kinds[k] = kind


def _introduces(rows: Rows, k: int) -> bool:
    below = rows.below(k)
    return below > 0 and rows.depths[below] > rows.depths[k] and introduction(rows, k) is not None


def is_signature_start(line: str) -> bool:
    """Says whether a line is the mark above a signature: "-- " (RFC 3676), also without space."""
    return line in _SIGNATURE_MARKS


def footer_starts(line: str, following: str) -> bool:
    """Says whether a footer begins here: a known line, or a ruled line above a list's words."""
    bare = line.strip()
    if not bare or len(bare) > _LONGEST:
        return False
    if len(bare) >= 10 and FOOTER_RULES.fullmatch(bare):
        return len(following) <= _LONGEST and _is_of_list(following)
    if bare in _DASHES:
        return 0 < len(following) <= _LONGEST and _FOOTER.fullmatch(following.strip()) is not None
    return _FOOTER.fullmatch(bare) is not None


@lru_cache(maxsize=512)  # the mails of a list end alike
def _is_of_list(line: str) -> bool:
    return _AFTER_RULE.match(line) is not None


def tells_device(line: str) -> bool:
    """Says whether a line only tells from what device or program it was sent."""
    bare = line.strip()
    if len(bare) > 120 or len(bare.split()) > _MOST_WORDS_OF_SENT:
        return False
    return _SENT_WORDS.fullmatch(bare) is not None


def _tells_device(rows: Rows, k: int, text: str) -> bool:
    if rows.blank[k] or len(text) > _LONGEST:
        return False
    if footer_starts(text, ""):
        return True
    alone = k == 0 or rows.blank[k - 1] or rows.depths[k - 1] != rows.depths[k]
    last = k + 1 >= len(rows) or rows.blank[k + 1] or rows.depths[k + 1] != rows.depths[k]
    return (alone or last) and tells_device(text)
