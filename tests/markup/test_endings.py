"""What ends a mail and is not said in it: signatures, devices, footers of lists and services."""

import pytest

from threadlab.markup import passages
from threadlab.markup.endings import tells_device

DEVICES = [
    "Sent from my iPhone",
    "Sent from Mail for Windows 10",
    "Sent with Proton Mail secure email.",
    "Sent by BlackBerry",
    "[Sent from Yahoo Mail for iPhone](https://example.org/a)",
    "Get Outlook for iOS<https://example.org/a>",
    "Von meinem iPhone gesendet",
    "Gesendet von Outlook für Android",
    "Diese Nachricht wurde von meinem Android-Mobiltelefon mit K-9 Mail gesendet.",
    "Envoyé de mon iPhone",
    "Envoyé depuis Yahoo Mail",
    "Obtenez Outlook pour Android",
    "Enviado desde mi iPhone",
    "Enviado do meu iPad",
    "Inviato da iPhone",
    "Verstuurd vanaf mijn iPhone",
    "Skickat från min iPhone",
    "Sendt fra min iPhone",
    "Lähetetty iPhonesta",
    "Wysłane z iPhone'a",
    "Odesláno z iPhonu",
    "Отправлено с iPhone",
    "Trimis de pe iPhone",
    "Στάλθηκε από το iPhone μου",
    "iPhoneから送信",
    "发自我的 iPhone",
    "나의 iPhone에서 보냄",
    "Được gửi từ iPhone của tôi",
]

SAID = [
    "Sent from my desk, which is easier than on my mobile phone.",
    "Sent the seeds to you yesterday.",
    "Get a new phone.",
    "Get well soon",
    "Von hier ist es weit bis zum Garten",
    "Mail me",
]


@pytest.mark.parametrize("line", DEVICES)
def test_devices(line: str):
    """From what a mail was sent is a footer, in many languages."""
    found = passages(f"Sow in March.\n\n{line}\n", "email")
    assert [p.kind for p in found] == ["own", "footer"]


@pytest.mark.parametrize("line", SAID)
def test_sentences(line: str):
    """Sentences that begin likewise are said by the writer."""
    assert not tells_device(line)
    assert [p.kind for p in passages(f"Hello.\n\n{line}\n", "email")] == ["own"]


FOOTERS = [
    "_______________________________________________\nGarden mailing list\nhttp://example.org",
    "___________________________________________\n__\nGarden mailing list\nhttp://example.org",
    "----------\nTo unsubscribe, write to garden@example.org",
    "—\nReply to this email directly or view it on the site.",
    "ᐧ",
]


@pytest.mark.parametrize("footer", FOOTERS)
def test_footers(footer: str):
    """What lists and services put below a mail is a footer."""
    found = passages(f"Sow in March.\n\n{footer}\n", "email")
    assert [p.kind for p in found] == ["own", "footer"]


def test_a_signature_ends_at_an_embedded_mail():
    """Below a signature a mail may be embedded; it is no part of the signature."""
    body = "No.\n-- \nBob\n\n-----Original Message-----\nFrom: Ann\n\nSow in March.\n"
    assert [(p.kind, p.depth) for p in passages(body, "email")] == [
        ("own", 0),
        ("signature", 0),
        ("attribution", 0),
        ("quote", 1),
    ]


def test_a_signature_in_a_quote_ends_with_it():
    """Own words go on below a quote that ends with a signature."""
    body = "> Sow in March.\n> -- \n> Ann\n\nNo.\n"
    assert [(p.kind, p.depth) for p in passages(body, "email")] == [
        ("quote", 1),
        ("signature", 1),
        ("own", 0),
    ]


@pytest.mark.parametrize("markup", ["plain", "markdown"])
def test_signatures_are_those_of_mails(markup: str):
    """Outside of mails two dashes are as often a rule in the text."""
    assert [p.kind for p in passages("one\n--\ntwo", markup)] == ["own"]
