"""The heads that mail programs put above an embedded mail: "From: Ann", "--- Original Message".

The words are data: a further language is a further word in each row. Case does not matter.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

FROM = "from"

FIELDS: dict[str, tuple[str, ...]] = {
    FROM: (
        "from", "von", "de", "da", "van", "från", "fra", "od", "от", "от кого", "від", "kimden",
        "gönderen", "lähettäjä", "expéditeur", "remitente", "remetente", "mittente", "afzender",
        "avsändare", "afsender", "avsender", "absender", "nadawca", "odesílatel", "odesilatel",
        "feladó", "expeditor", "de la", "από", "αποστολέας", "מאת", "من", "از", "差出人", "发件人",
        "寄件者", "寄件人", "發件人", "보낸 사람", "보낸사람", "từ", "người gửi", "dari", "จาก",
        "šalje",
        "pošiljatelj", "saatja", "kellelt", "nuo", "no", "подател", "remitent",
    ),
    "date": (
        "sent", "date", "sent on", "sent at", "gesendet", "gesendet am", "datum", "envoyé",
        "envoyé le", "enviado", "enviado el", "enviada em", "enviado em", "fecha", "data",
        "data e ora", "inviato", "verzonden", "skickat", "skickades", "sendt", "dato", "wysłano",
        "wysłane", "odesláno", "odoslané", "dátum", "отправлено", "отправлен", "дата", "надіслано",
        "lähetetty", "päivämäärä", "päiväys", "elküldve", "küldve", "trimis", "dată", "στάλθηκε",
        "ημερομηνία", "gönderildi", "gönderme tarihi", "gönderilme zamanı", "tarih", "נשלח",
        "תאריך", "التاريخ", "تاريخ الإرسال", "أرسلت", "تاریخ", "送信日時", "日付", "日時",
        "发送时间",
        "发送日期", "日期", "寄件日期", "傳送時間", "發送日期", "보낸 날짜", "날짜", "ngày",
        "đã gửi",
        "dikirim", "tanggal", "วันที่", "ส่ง", "poslano", "saadetud", "išsiųsta", "изпратено",
    ),
    "to": (
        "to", "an", "à", "a", "para", "per", "aan", "till", "til", "do", "komu", "кому", "kime",
        "alıcı", "vastaanottaja", "destinataire", "destinatario", "destinatário", "címzett",
        "către",
        "catre", "προς", "אל", "إلى", "به", "宛先", "收件人", "收件者", "받는 사람", "받는사람",
        "tới", "đến",
        "kepada", "ถึง", "za", "prima", "kellele", "kam", "до", "empfänger", "adressat", "odbiorca",
    ),
    "cc": (
        "cc", "bcc", "kopie", "kopia", "kopi", "copie", "copie à", "copia", "cópia", "másolat",
        "копия", "копія", "bilgi", "κοιν", "κοινοποίηση", "עותק", "نسخة", "抄送", "副本", "참조",
        "dw",
        "ук", "kópia", "sao",
    ),
    "subject": (
        "subject", "betreff", "objet", "sujet", "asunto", "oggetto", "assunto", "onderwerp", "ämne",
        "emne", "temat", "тема", "относно", "konu", "aihe", "předmět", "predmet", "tárgy",
        "subiect", "θέμα", "נושא", "الموضوع", "موضوع", "件名", "主题", "主題", "主旨", "제목",
        "chủ đề",
        "tiêu đề", "perihal", "subjek", "เรื่อง", "zadeva", "teema", "tema", "assumpte", "betr",
    ),
    "other": (
        "reply-to", "reply to", "antwort an", "répondre à", "risposta", "rispondi a", "responder a",
        "importance", "attachments", "newsgroups", "organization", "message-id", "references",
        "in-reply-to", "priorität", "wichtigkeit", "anlagen", "pièces jointes", "allegati",
        "priority", "importanza", "mailing list", "x-mailer", "followup-to", "keywords",
    ),
}  # fmt: skip
"""What stands before the colon, by what it tells."""

PARTINGS: tuple[str, ...] = (
    "original message", "original email", "originalnachricht", "ursprüngliche nachricht",
    "ursprungliche nachricht", "original-nachricht", "message original", "message d'origine",
    "message d’origine", "courriel original", "mensaje original", "mensagem original",
    "messaggio originale", "messaggio originario", "oorspronkelijk bericht",
    "origineel bericht", "ursprungligt meddelande", "originalmeddelande", "oprindelig besked",
    "oprindelig meddelelse", "original meddelelse", "opprinnelig melding",
    "opprinnelig meddelelse", "alkuperäinen viesti", "oryginalna wiadomość",
    "wiadomość oryginalna", "wiadomość pierwotna", "původní zpráva", "původní e-mail",
    "pôvodná správa", "исходное сообщение", "оригинальное сообщение", "пересылаемое сообщение",
    "вихідне повідомлення", "оригінальне повідомлення", "eredeti üzenet", "mesaj original",
    "mesajul original", "αρχικό μήνυμα", "orijinal mesaj", "özgün ileti", "הודעה מקורית",
    "الرسالة الأصلية", "پیام اصلی", "元のメッセージ", "オリジナルメッセージ", "原始邮件",
    "原邮件", "原始郵件",
    "原始信件", "원본 메시지", "원본 메일", "tin nhắn gốc", "thư gốc", "pesan asli", "ข้อความต้นฉบับ",
    "izvorna poruka", "originalna poruka", "izvirno sporočilo", "algne kiri", "missatge original",
    "reply message", "reply above this line", "previous message", "reply separator",
    "forwarded message", "forwarded by", "forward message", "weitergeleitete nachricht",
    "message transféré", "message transmis", "mensaje reenviado", "mensagem encaminhada",
    "mensagem reencaminhada", "messaggio inoltrato", "doorgestuurd bericht",
    "doorgestuurde bericht", "vidarebefordrat meddelande", "vidarebefordrat brev",
    "videresendt meddelelse", "videresendt besked", "videresendt melding", "välitetty viesti",
    "edelleenlähetetty viesti", "przekazana wiadomość", "wiadomość przekazana",
    "přeposlaná zpráva", "preposlaná správa", "пересланное сообщение", "переслане повідомлення",
    "továbbított üzenet", "mesaj redirecționat", "mesaj redirectionat", "προωθημένο μήνυμα",
    "iletilen mesaj", "yönlendirilen ileti", "הודעה שהועברה", "رسالة مُعاد توجيهها",
    "رسالة معاد توجيهها", "転送メッセージ", "转发邮件信息", "转发邮件", "轉寄郵件", "轉寄訊息",
    "전달된 메시지",
    "tin nhắn đã chuyển tiếp", "thư chuyển tiếp", "pesan terusan", "proslijeđena poruka",
    "missatge reenviat",
)  # fmt: skip
"""What stands between dashes above an embedded mail."""

ANNOUNCEMENTS: tuple[str, ...] = (
    "begin forwarded message", "start of forwarded message", "inline forwarded message",
    "anfang der weitergeleiteten nachricht", "anfang der weitergeleiteten e-mail",
    "début du message réexpédié", "début du message transféré", "inizio messaggio inoltrato",
    "inicio del mensaje reenviado", "início da mensagem encaminhada",
    "início da mensagem reencaminhada", "begin doorgestuurd bericht",
    "vidarebefordrat brev", "vidarebefordrat mejl", "start på videresendt besked",
    "videresendt besked", "videresendt melding", "välitetty viesti alkaa",
    "początek przekazywanej wiadomości", "začátek přeposílané zprávy",
    "начало переадресованного сообщения", "початок листа, що пересилається",
    "továbbított levél kezdete", "începutul mesajului redirecționat",
    "έναρξη προωθημένου μηνύματος",
    "iletilen ileti başlangıcı", "תחילת הודעה שהועברה", "بداية الرسالة المعاد توجيهها",
    "転送されたメッセージ", "下面是被转发的邮件", "以下是轉寄的信件", "다음은 전달된 메시지입니다",
    "please type your reply above this line", "please reply above this line",
    "reply above this line", "write above this line to reply",
)  # fmt: skip
"""A line that announces an embedded mail without dashes, mostly with a colon."""

_FIELD_OF = {word: field for field, words in FIELDS.items() for word in words}
_LONGEST_LABEL = 26
_LONGEST_PARTING = 120
_SHORTEST_PARTING = 3  # characters; Chinese says it so
_DASHES = "-_=*#~+<> \t—–─━"
_RULERS = frozenset(_DASHES) - {" ", "\t", ">", "<"}
_ADDRESS = re.compile(r"[<\[(][^<>\[\]()]{0,200}[>\])]")
_BEHALF = re.compile(
    r".*\b(?:on behalf of|im auftrag von|de la part de|en nombre de|em nome de|per conto di"
    r"|namens|för|på vegne af|på vegne av|w imieniu|от имени)\s+(?=\S)",
    re.IGNORECASE,
)
_PARTINGS = tuple(p.casefold() for p in PARTINGS)
_ANNOUNCEMENTS = frozenset(a.casefold() for a in ANNOUNCEMENTS)
_LONGEST_ANNOUNCEMENT = max(map(len, _ANNOUNCEMENTS))
_COLONS = (":", "：")
_ENDS = frozenset(_DASHES) | set(_COLONS)


class Field(NamedTuple):
    """A line of a head: what it tells ("from", "date" …) and its words."""

    kind: str
    value: str


def header_field(line: str) -> Field | None:
    """Reads a line as a line of a mail's head.

    Args:
        line: The line, as it is seen; "*From:* Ann" and "> From: Ann" without its mark.

    Returns:
        The field; None: it is no such line.
    """
    colon = line.find(":", 0, _LONGEST_LABEL + 4)
    if colon < 0:
        colon = line.find("：", 0, _LONGEST_LABEL + 4)
    if colon < 1:
        return None
    kind = _FIELD_OF.get(line[:colon].strip(" *_\t\u00a0\u200e\u200f").casefold())
    return Field(kind, line[colon + 1 :].strip(" *_\t\u00a0")) if kind else None


def is_head(fields: Sequence[Field]) -> bool:
    """Says whether lines are the head of a mail: who wrote it and two things more."""
    kinds = {field.kind for field in fields}
    return FROM in kinds and len(kinds) > 2


def sender(fields: Sequence[Field]) -> str | None:
    """Gives the name in the From line, or the address where it has no name."""
    for kind, value in fields:
        if kind != FROM or len(value) > 300:
            continue
        bare = _BEHALF.sub("", value)
        name = " ".join(_ADDRESS.sub(" ", bare).split()).strip("\"'“”<> ,;")
        if name.startswith("mailto:"):
            name = name[7:]
        return name or bare.strip("<>[]()\"' ").removeprefix("mailto:") or None
    return None


def is_parting(line: str) -> bool:
    """Says whether a line parts a mail from one embedded below: "-----Original Message-----"."""
    if len(line) > _LONGEST_PARTING or line.lstrip()[:1] not in _RULERS:
        return False
    bare = line.strip()
    words = bare.strip(_DASHES).rstrip(": ").strip(_DASHES)
    if len(words) < _SHORTEST_PARTING or words == bare.rstrip(":"):
        return False
    ruled = bare[:2].strip(_DASHES) == "" and bare[-2:].strip(_DASHES + ":") == ""
    folded = words.casefold()
    return ruled and (folded.startswith(_PARTINGS) or folded in _ANNOUNCEMENTS)


def may_part(line: str) -> bool:
    """Says at a glance whether a line with a dash before it may part mails or begin a head.

    Most are points of lists or lines of code: these do not end with a dash or a colon, nor do they
    begin as fields do.
    """
    if line.rstrip()[-1:] in _ENDS:
        return True
    begin = line[: _LONGEST_LABEL + 4]
    return ":" in begin or "：" in begin or is_announcement(line)


def is_announcement(line: str) -> bool:
    """Says whether a line announces an embedded mail: "Begin forwarded message:"."""
    if len(line) > _LONGEST_PARTING:
        return False
    words = line.strip(_DASHES).rstrip(":： ")
    return len(words) <= _LONGEST_ANNOUNCEMENT and words.casefold() in _ANNOUNCEMENTS


def is_rule(line: str) -> bool:
    """Says whether a line is nothing but a ruled line of five dashes or more."""
    bare = line.strip()
    return 5 <= len(bare) <= 200 and bare.strip("-_=*─━—") == ""
