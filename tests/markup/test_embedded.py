"""Mails embedded in mails: heads, parting lines, forwarded messages, and where they end."""

import pytest

from threadlab.markup import passages
from threadlab.markup.letterheads import ANNOUNCEMENTS, PARTINGS, Field, header_field, sender

HEADS = {
    "English": ("From: Ann Lee <ann@example.org>", "Sent: Monday", "To: Bob", "Subject: Beds"),
    "bold": ("*From:* Ann Lee [mailto:ann@example.org]", "*Sent:* May 3", "*To:* Bob"),
    "German": ("Von: Ann Lee", "Gesendet: Montag", "An: Bob", "Betreff: Beete"),
    "French": ("De : Ann Lee", "Envoyé : lundi", "À : Bob", "Objet : Semis"),
    "Spanish": ("De: Ann Lee", "Enviado: lunes", "Para: Bob", "Asunto: Huerto"),
    "Italian": ("Da: Ann Lee", "Inviato: lunedì", "A: Bob", "Oggetto: Orto"),
    "Dutch": ("Van: Ann Lee", "Verzonden: maandag", "Aan: Bob", "Onderwerp: Tuin"),
    "Portuguese": ("De: Ann Lee", "Enviada em: segunda", "Para: Bob", "Assunto: Horta"),
    "Swedish": ("Från: Ann Lee", "Skickat: måndag", "Till: Bob", "Ämne: Land"),
    "Danish": ("Fra: Ann Lee", "Sendt: mandag", "Til: Bob", "Emne: Bede"),
    "Polish": ("Od: Ann Lee", "Wysłano: poniedziałek", "Do: Bob", "Temat: Grządki"),
    "Czech": ("Od: Ann Lee", "Odesláno: pondělí", "Komu: Bob", "Předmět: Záhony"),
    "Russian": ("От: Ann Lee", "Отправлено: понедельник", "Кому: Bob", "Тема: Грядки"),
    "Finnish": ("Lähettäjä: Ann Lee", "Lähetetty: ma", "Vastaanottaja: Bob", "Aihe: Pelto"),
    "Turkish": ("Kimden: Ann Lee", "Gönderildi: Pazartesi", "Kime: Bob", "Konu: Bahçe"),
    "Hungarian": ("Feladó: Ann Lee", "Elküldve: hétfő", "Címzett: Bob", "Tárgy: Ágyás"),
    "Japanese": ("差出人: Ann Lee", "送信日時: 月曜日", "宛先: Bob", "件名: 畑"),
    "Chinese": ("发件人： Ann Lee", "发送时间： 周一", "收件人： Bob", "主题： 菜园"),
    "Korean": ("보낸 사람: Ann Lee", "보낸 날짜: 월요일", "받는 사람: Bob", "제목: 텃밭"),
    "wrapped": ("From: Ann Lee", "Sent: Monday", "To: Bob Cole;", "Cy Dale", "Subject: Beds"),
}


def told(body: str, markup: str = "email"):
    """Passages in short: kind, depth, who is quoted, and the words, trimmed."""
    return [(p.kind, p.depth, p.said_by, p.text.strip()) for p in passages(body, markup)]


@pytest.mark.parametrize("language", HEADS)
@pytest.mark.parametrize("rule", ["", "________________________________\n", "-" * 30 + "\n\n"])
@pytest.mark.parametrize("markup", ["email", "plain", "markdown"])
def test_a_head_begins_a_quote(language: str, rule: str, markup: str):
    """All below a head is quoted, and the head tells from whom; a rule above belongs to it."""
    head = rule + "\n".join(HEADS[language])
    assert told(f"No, too cold.\n\n{head}\n\nSow in March.\n\nAnn\n", markup) == [
        ("own", 0, None, "No, too cold."),
        ("attribution", 0, "Ann Lee", head),
        ("quote", 1, "Ann Lee", "Sow in March.\n\nAnn"),
    ]


@pytest.mark.parametrize("words", PARTINGS)
def test_parting_lines(words: str):
    """Words between dashes part the mail from the one it answers, in every language."""
    body = f"No.\n\n-----{words.title()}-----\nFrom: Ann\n\nSow in March.\n"
    assert [one[:3] for one in told(body)] == [
        ("own", 0, None),
        ("attribution", 0, "Ann"),
        ("quote", 1, "Ann"),
    ]


@pytest.mark.parametrize("words", ANNOUNCEMENTS)
def test_announced_messages(words: str):
    """A forwarded message is announced without dashes too, in every language."""
    body = f"See this.\n\n{words.capitalize()}:\n\nFrom: Ann\nSubject: Beds\n\nSow in March.\n"
    assert [one[:3] for one in told(body)] == [
        ("own", 0, None),
        ("attribution", 0, "Ann"),
        ("quote", 1, "Ann"),
    ]


def test_embedded_in_embedded():
    """A head in an embedded mail begins a quote in the quote."""
    heads = [f"From: {name}\nSent: Monday\nTo: all\nSubject: Beds\n" for name in ("Ann", "Bob")]
    assert [one[:3] for one in told(f"No.\n\n{heads[0]}\nYes.\n\n{heads[1]}\nIn March?\n")] == [
        ("own", 0, None),
        ("attribution", 0, "Ann"),
        ("quote", 1, "Ann"),
        ("attribution", 1, "Bob"),
        ("quote", 2, "Bob"),
    ]


def test_an_embedded_mail_ends_with_the_quote_that_holds_it():
    """Words below a marked quote are the writer's, though a mail was embedded in the quote."""
    head = "> From: Ann\n> Sent: Monday\n> To: all\n"
    body = f"> Look here.\n>\n{head}>\n> Sow in March.\n\nNo.\n"
    assert [one[:3] for one in told(body)] == [
        ("quote", 1, None),
        ("attribution", 1, "Ann"),
        ("quote", 2, "Ann"),
        ("own", 0, None),
    ]


def test_a_head_above_marks_only_names():
    """Where the mail below a head is marked, its marks alone are the quote."""
    body = "-----Original Message-----\nFrom: Ann\n\n> Sow in March.\n\nNo.\n"
    assert [one[:3] for one in told(body)] == [
        ("attribution", 0, "Ann"),
        ("quote", 1, "Ann"),
        ("own", 0, None),
    ]


def test_a_head_on_top_of_a_marked_quote_stands_outside():
    """A head that is marked with its mail is the attribution of that quote, not a deeper one."""
    body = "> From: Ann\n> Sent: Monday\n> To: all\n>\n> Sow in March.\n\nNo.\n"
    assert [one[:3] for one in told(body)] == [
        ("attribution", 0, "Ann"),
        ("quote", 1, "Ann"),
        ("own", 0, None),
    ]


LINES = [
    "On Mon, May 3, 2010 at 10:11 AM, Ann Lee <ann@example.org> wrote:",
    "Ann Lee <ann@example.org> wrote:",
    "2010-05-03 10:11 GMT+02:00 Ann Lee",
    "On Mon, May 3, 2010 at 10:11 AM Ann Lee\n<ann@example.org> wrote:",
]


@pytest.mark.parametrize("line", LINES)
def test_top_posting(line: str):
    """In a mail, all below a dated attribution without marks is the mail that is answered."""
    assert told(f"No.\n\n{line}\n\nSow in March.\n\nAnn\n") == [
        ("own", 0, None, "No."),
        ("attribution", 0, "Ann Lee", line),
        ("quote", 1, "Ann Lee", "Sow in March.\n\nAnn"),
    ]


def test_an_attribution_without_words_above_embeds_nothing():
    """On top of a mail nothing answers the words below: they are taken for its own."""
    assert [one[0] for one in told(f"{LINES[0]}\n\nSow in March.\n")] == ["attribution", "own"]


PROSE = [
    "Ours come\n\nFrom: the market\n\nand are fine.",
    "I said:\n\nTo: nobody\nDate: none\n\nand so on",
    "In 2010 the council wrote:\n\nno beds on Main Street",
    "Ann wrote:\n\nnothing of that kind",
    "You can sow now.\n----------\nAnd here the second part",
    "You know this.\n\nRule 1234 says:\n\nno bikes on the bus",
    "It says\n\n2010-05-03 10:11 +0200 [-] bus leaves\n2010-05-03 10:12 +0200 [-] bus stops",
    "Look.\n\nOn 3 May 2010, Ann Lee wrote:\n-> sow early\n-> and deep\n\nno",
    "Prices rose in 2010, 2011 and 2012:\n\nby a tenth",
]


@pytest.mark.parametrize("body", PROSE)
@pytest.mark.parametrize("markup", ["email", "plain", "markdown"])
def test_prose_embeds_nothing(body: str, markup: str):
    """Single fields, rules and sentences with a colon are the writer's own."""
    assert {p.kind for p in passages(body, markup)} == {"own"}


@pytest.mark.parametrize(
    ("value", "name"),
    [
        ("Ann Lee <ann@example.org>", "Ann Lee"),
        ('"Lee, Ann" [mailto:ann@example.org]', "Lee, Ann"),
        ("<ann@example.org>", "ann@example.org"),
        ("list-bounces@example.org On Behalf Of Ann Lee", "Ann Lee"),
        ("", None),
    ],
)
def test_sender(value: str, name: str | None):
    """The name in the From line is found, or else the address."""
    assert sender([Field("from", value)]) == name


def test_fields_are_told_by_their_word():
    """A field is known by the word before its colon, whatever stands around it."""
    assert header_field("*Von:* Ann") == Field("from", "Ann")
    assert header_field("寄件者：Ann") == Field("from", "Ann")
    assert header_field("Recipe: soup") is None
