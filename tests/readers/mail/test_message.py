"""One message: its headers understood, its text decoded, nothing said lost."""

import base64
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from threadlab.readers.mail.mail import Remark
from threadlab.readers.mail.message import read_messages

HEAD = """From: Ann Lee <ann@example.org>
Date: Sun, 2 Jan 2005 17:06:03 +0100
Subject: Tulips
Message-ID: <t1@example.org>
"""
BASE64 = base64.encodebytes("Größe der Tulpen: über alles.\n".encode() * 4).decode()


def read(text):
    data = text.encode() if isinstance(text, str) else text
    return next(iter(read_messages(data, "box")))


def typed(kind, body, more=""):
    return read(f"{HEAD}Content-Type: {kind}\n{more}\n{body}")


def multipart(kind, *parts, end="--b--\n"):
    return typed(f'{kind}; boundary="b"', "".join(f"--b\n{part}\n" for part in parts) + end)


def test_a_plain_message_is_read():
    """Author, date, subject, id and text of a message are as its headers and body say."""
    mail = read(f"{HEAD}\nPlant them in autumn.\n")
    assert mail.id == "t1@example.org"
    assert mail.author == "Ann Lee"
    assert mail.posted == datetime(2005, 1, 2, 16, 6, 3, tzinfo=UTC)
    assert mail.subject == "Tulips"
    assert (mail.body, mail.format) == ("Plant them in autumn.", "email")
    assert mail.remarks == ()
    assert mail.source == "box"


@pytest.mark.parametrize(
    ("written", "author"),
    [
        ("Ann Lee <ann@example.org>", "Ann Lee"),
        ('"Lee, Ann" <ann@example.org>', "Lee, Ann"),
        ("ann@example.org (Ann Lee)", "Ann Lee"),
        ("ann at example.org (Ann Lee)", "Ann Lee"),
        ("ann at example.org", "ann@example.org"),
        ("ann at example.org ()", "ann@example.org"),
        ("<ann@example.org>", "ann@example.org"),
        ("ann@example.org", "ann@example.org"),
        ("=?utf-8?q?Ann_L=C3=A9e?= <ann@example.org>", "Ann Lée"),
        ('"=?iso-8859-1?Q?Ann_L=E9e?=" <ann@example.org>', "Ann Lée"),
        ("=?utf-8?b?QW5uIEzDqWU=?=\n <ann@example.org>", "Ann Lée"),
        ("=?utf-8?b?QW5uIEzDqWU?= <ann@example.org>", "Ann Lée"),
        ("=?utf-8?x?nothing?= <ann@example.org>", "=?utf-8?x?nothing?="),
        ('"Ann \\"Annie\\" Lee" <ann@example.org>', 'Ann "Annie" Lee'),
        ("Ann Lee (at home) <ann@example.org>", "Ann Lee (at home)"),
        ("ann@example.org, bob@example.org", "ann@example.org"),
        ("Anonymous <nobody@example.org>", None),
        ("", None),
    ],
)
def test_authors(written, author):
    """The author is the name that is given, however it is encoded, else the address."""
    assert read(f"From: {written}\nSubject: x\n\nHello.").author == author


@pytest.mark.parametrize(
    ("written", "author"),
    [
        ("Ann Lee via Garden <garden@example.org>", "Ann Lee"),
        ("\"'Ann Lee' via Garden\" <garden@example.org>", "Ann Lee"),
        ("Ann Lee <ann@example.org>", "Ann Lee"),
    ],
)
def test_authors_by_way_of_a_list(written, author):
    """What a mailing list adds to its writers' names is not part of them."""
    assert read(f"From: {written}\nList-Id: <garden.example.org>\n\nHello.").author == author


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("<a1@x>", "a1@x"),
        ("<<a1@x>>", "a1@x"),
        ("<a1@x> (added by the server)", "a1@x"),
        ("<a1@x", "a1@x"),
        ("a1@x", "a1@x"),
        ("<a\n 1@x>", "a1@x"),
        ("<>", None),
        ("", None),
    ],
)
def test_message_ids(written, key):
    """A message's id is what stands between the angle brackets, white space left out."""
    assert read(f"From: a@b\nMessage-ID: {written}\n\nHello.").id == key


@pytest.mark.parametrize(
    ("written", "subject"),
    [
        ("Tulips\n and roses", "Tulips and roses"),
        ("=?utf-8?q?Gr=C3=BC?= =?utf-8?q?=C3=9Fe?=", "Grüße"),
        ("=?utf-8?b?R3LDvMM=?=\n =?utf-8?b?n2U=?=", "Grüße"),
        ("=?koi8-r?B?8NLJ18XU?= all", "Привет all"),
        ("=?utf-8*en?q?Hi?=", "Hi"),
        ("=?utf-8?q?broken", "=?utf-8?q?broken"),
        ("=?no-such-set?q?Hi?=", "Hi"),
        ("Café", "Café"),
    ],
)
def test_subjects(written, subject):
    """Subjects are unfolded and decoded; what is broken stays as it is."""
    assert read(f"From: a@b\nSubject: {written}\n\nHello.").subject == subject


def test_raw_eight_bit_headers():
    """A name in bare letters of the body's character set, or in UTF-8, reads as it was meant."""
    text = "From: Zoë <z@example.org>\nContent-Type: text/plain; charset=iso-8859-1\n\nHello."
    assert read(text.encode("latin-1")).author == read(text.encode("utf-8")).author == "Zoë"


@pytest.mark.parametrize(
    ("headers", "answered", "references"),
    [
        ("In-Reply-To: <a1@x>", ("a1@x",), ()),
        ("In-Reply-To: <a1@x> <a2@x>", ("a1@x", "a2@x"), ()),
        ('In-Reply-To: Your message of "Sun, 2 Jan 2005" <a1@x>', ("a1@x",), ()),
        ('In-Reply-To: <a1@x> from "Ann Lee" at Jan 2, 5 05:06 pm', ("a1@x",), ()),
        ("In-Reply-To: Message from Ann <ann@x> of Sunday. <a1@x>", ("a1@x",), ()),
        ("In-Reply-To: Message from Ann <ann@x>", (), ()),
        ("In-Reply-To: what you said", (), ()),
        ("In-Reply-To: a1@x", ("a1@x",), ()),
        ("References: <a1@x>\n\t<a2@x>\n <a3@x>", (), ("a1@x", "a2@x", "a3@x")),
        ("References: <a1@x><a2@x", (), ("a1@x", "a2@x")),
        ("References: a1@x a2@x", (), ("a1@x", "a2@x")),
        ("References: <a\n 1@x>", (), ("a1@x",)),
        ("References: <a1@x>\nReferences: <a2@x>", (), ("a1@x", "a2@x")),
        ("References:", (), ()),
    ],
)
def test_references(headers, answered, references):
    """What a message answers is told by ids, not by prose and addresses around them."""
    mail = read(f"From: a@b\n{headers}\n\nHello.")
    assert (mail.in_reply_to, mail.references) == (answered, references)


@pytest.mark.parametrize(
    ("headers", "iso", "remark"),
    [
        ("Date: 2 Jan 05 17:06 GMT", "2005-01-02T17:06:00+00:00", None),
        ("Date: Sun, 2 Jan 2005 17:06:03 -0500 (EST)", "2005-01-02T17:06:03-05:00", None),
        ("Date: Sun, 2 Jan 2005 17:06:03 CET", "2005-01-02T17:06:03+01:00", None),
        ("Date: Sun Jan  2 17:06:03 MSK 2005", "2005-01-02T17:06:03+03:00", None),
        ("Date: Sun, 02 Jan 2005 17:06:03 GMT", "2005-01-02T17:06:03+00:00", None),
        ("Date: Sun Jan  2 17:06:03 2005", "2005-01-02T17:06:03+00:00", None),
        ("Date: Sun, 31 Feb 2005 17:06:03 +0000", None, "dates that cannot be read"),
        ("Date: soon", None, "dates that cannot be read"),
        ("X-Date: none", None, "mails without a date"),
        (
            "Date: soon\nReceived: from a by b; Sun, 2 Jan 2005 17:06:03 +0000",
            "2005-01-02T17:06:03+00:00",
            "dates that cannot be read; the time of delivery was taken",
        ),
    ],
)
def test_dates(headers, iso, remark):
    """A date is read or left out with a remark; the time of delivery stands in for it."""
    mail = read(f"From: a@b\n{headers}\n\nHello.")
    assert (mail.posted.isoformat() if mail.posted else None) == iso
    assert [r.what for r in mail.remarks] == ([remark] if remark else [])


@pytest.mark.parametrize(
    ("encoding", "charset", "payload", "body"),
    [
        ("8bit", "utf-8", "Grüße".encode(), "Grüße"),
        ("8bit", "iso-8859-1", "Grüße".encode("latin-1"), "Grüße"),
        ("8bit", "windows-1252", "“Tulips”".encode("cp1252"), "“Tulips”"),
        ("8bit", "koi8-r", "Привет".encode("koi8-r"), "Привет"),
        ("8bit", "shift_jis", "こんにちは".encode("shift_jis"), "こんにちは"),
        ("quoted-printable", "utf-8", b"Gr=C3=BC=\n=C3=9Fe =3D", "Grüße ="),
        ("quoted-printable", "utf-8", b"broken =ZZ stays", "broken =ZZ stays"),
        ("base64", "utf-8", b"R3LDvMOfZQ==", "Grüße"),
        ("base64", "utf-8", b"R3LD\nvMOf\nZQ", "Grüße"),
        ("base64", "utf-8", b"R3LDvMOfZQ==\n\n-- \nfooter", "Grüße\n\n-- \nfooter"),
        ("base64", "utf-8", b"this is not base64 at all", "this is not base64 at all"),
        ("x-uuencode", "utf-8", b"begin 644 x\n&5'5L:7!S\n`\nend", "Tulips"),
        ("x-magic", "utf-8", b"Hello", "Hello"),
        ("8bit", "utf-8", b"one\r\ntwo\rthree", "one\ntwo\nthree"),
    ],
)  # fmt: skip
def test_payloads(encoding, charset, payload, body):
    """Transfer encodings and character sets are undone; what is broken is kept as it stands."""
    head = f"{HEAD}Content-Type: text/plain; charset={charset}\n"
    head += f"Content-Transfer-Encoding: {encoding}\n\n"
    assert read(head.encode() + payload).body == body


@pytest.mark.parametrize("cut", range(len(BASE64)))
def test_base64_cut_off_anywhere(cut):
    """Of base64 that is cut off, all whole letters are kept."""
    mail = typed("text/plain; charset=utf-8", BASE64[:cut], "Content-Transfer-Encoding: base64\n")
    whole = base64.b64decode(BASE64).decode()
    letters = len("".join(BASE64[:cut].split())) * 3 // 4
    if cut > 10:
        assert whole.startswith(mail.body.rstrip("\ufffdÃ¼Ÿ"))
        assert len(mail.body.encode()) >= letters - 6


def test_flowed_text():
    """Flowed lines are joined to paragraphs, quotes keep their depth, signatures stand alone."""
    text = (
        "> > Plant them \n> > deep.\n> Why \n> so?\n>\n  indented\nOne \nsentence.\n\n"
        " >no quote\n-- \nAnn\n"
    )
    flowed = typed("text/plain; format=flowed", text)
    assert flowed.body == (
        ">> Plant them deep.\n> Why so?\n>\n indented\nOne sentence.\n\n>no quote\n-- \nAnn"
    )
    deleted = typed('text/plain; format="flowed"; delsp=yes', ">>am \n>>phora \n> next\nAmp \nhora")
    assert deleted.body == ">> amphora\n> next\nAmphora"


def test_plain_text_is_preferred_to_its_html():
    """Of alternatives the plain text is the body."""
    mail = multipart(
        "multipart/alternative",
        "Content-Type: text/plain\n\nPlant tulips.",
        "Content-Type: text/html\n\n<p>Plant <b>tulips</b>.",
    )
    assert (mail.body, mail.format, mail.remarks) == ("Plant tulips.", "email", ())


@pytest.mark.parametrize(
    "plain",
    [
        "",
        "\n \n",
        "Your mail program does not support HTML messages.",
        "Diese Nachricht ist in HTML; Ihr Programm kann sie nicht anzeigen.",
    ],
)
def test_html_where_plain_text_says_nothing(plain):
    """Where the plain alternative is empty or an excuse, the HTML is the body."""
    mail = multipart(
        "multipart/alternative",
        f"Content-Type: text/plain\n\n{plain}",
        "Content-Type: text/html\n\n<p>Plant <b>tulips</b>.</p>",
    )
    assert (mail.body, mail.format) == ("<p>Plant <b>tulips</b>.</p>", "html")


def test_html_alone():
    """A mail that is HTML alone keeps it as its body."""
    mail = typed("text/html; charset=utf-8", "<p>Grüße</p>")
    assert (mail.body, mail.format) == ("<p>Grüße</p>", "html")


def test_attachments_are_told():
    """What is left out is told with its name, type and size; inline text is kept."""
    mail = multipart(
        "multipart/mixed",
        "\nSee the plan.",
        'Content-Type: application/pdf; name="plan.pdf"\n'
        "Content-Transfer-Encoding: base64\n\n" + "QUFB" * 400,
        "Content-Type: text/x-patch\nContent-Disposition: attachment; "
        "filename*=utf-8''gr%C3%BCn.patch\n\n- red\n+ green",
        "Content-Type: text/plain\n\n_____\nthe list's footer",
    )
    assert mail.body == "See the plan.\n\n_____\nthe list's footer"
    assert mail.remarks == (
        Remark("attachments were left out", "plan.pdf (application/pdf, 1 kB)"),
        Remark("attachments were left out", "grün.patch (text/x-patch, 13 bytes)"),
    )


def test_attached_text_counts_where_nothing_else_is_said():
    """Text that is sent as a file is the body of a mail without any other."""
    mail = multipart(
        "multipart/mixed",
        "Content-Type: image/png\n\nxx",
        "Content-Type: text/plain\nContent-Disposition: attachment; filename=a.txt\n\nIt is here.",
    )
    assert mail.body == "It is here."


def test_forwarded_messages_are_kept():
    """A forwarded message stays, below its author, date and subject."""
    mail = multipart(
        "multipart/mixed",
        "\nLook at this:",
        "Content-Type: message/rfc822\n\nFrom: Bob <bob@example.org>\nSubject: =?utf-8?q?Br=C3=BC?="
        "\nContent-Type: multipart/alternative; boundary=c\n\n"
        "--c\n\nThe roses.\n--c\nContent-Type: text/html\n\n<p>The roses.\n--c--",
    )
    assert mail.body == (
        "Look at this:\n\n---------- Forwarded message ----------\nFrom: Bob <bob@example.org>\n"
        "Subject: Brü\n\nThe roses."
    )


def test_forwarded_messages_in_base64():
    """A forwarded message that is encoded as a whole is read, to a depth that no mail has."""
    data = f"{HEAD}\nThe innermost."
    for _ in range(20):
        encoded = base64.encodebytes(data.encode()).decode()
        data = f"{HEAD}Content-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\n{encoded}"
    assert read(data).body.count("Forwarded") == 8


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("multipart/mixed", "no boundary is named"),
        ('multipart/mixed; boundary="b"', "no part begins"),
        ('multipart/mixed; boundary="b"', "--b\n\nthe part does not end"),
        ('multipart/mixed; boundary="b"', "--b\nthe part has no blank line"),
        ('multipart/mixed; boundary="b"', "spoken before\n--b\n\nand in it\n--b--\nand behind"),
        ('multipart/signed; boundary="b"', "--b\n\nsaid and signed\n--b--"),
        ("multipart/mixed; boundary=b", "--b\nContent-Type: text/enriched\n\n<bold>x</bold>"),
        ("text/unheard-of", "text of any kind"),
        ("nonsense", "text of no kind"),
        ("X-sun-attachment", "text of an old kind"),
        ("application/pgp; format=text", "text of an odd kind"),
        ('text/plain; charset="utf-8', "an open quote"),
        (";;;", "nothing but semicolons"),
    ],
)
def test_nothing_said_is_lost(kind, body):
    """Whatever is wrong with a message's structure, every line of its text is in its body."""
    mail = typed(kind, body)
    said = [s for s in body.split("\n") if s and not s.startswith(("--b", "Content-Type"))]
    for line in said:
        assert line.strip() in mail.body


def test_digests_are_divided():
    """The mails of a digest are mails of their own; what stands around them is the digest's."""
    letter = "From: {0} <x@y>\nMessage-ID: <{0}@y>\nContent-Type: {1}\n\n{2}"
    one = letter.format("Bob", "multipart/mixed; boundary=d", "--d\n\nOne.\n--d--")
    two = letter.format("Cem", "text/plain", "Two.")
    digest = f"--c\n\n{one}\n--c\nContent-Type: message/rfc822\n\n{two}\n--c--\n"
    body = f"--b\n\nTopics\n--b\nContent-Type: multipart/digest; boundary=c\n\n{digest}"
    data = f"{HEAD}Content-Type: multipart/mixed; boundary=b\n\n{body}--b\n\nThe end.\n--b--\n"
    mails = list(read_messages(data.encode(), "box"))
    assert [(m.id, m.author, m.body) for m in mails] == [
        ("t1@example.org", "Ann Lee", "Topics\n\nThe end."),
        ("Bob@y", "Bob", "One."),
        ("Cem@y", "Cem", "Two."),
    ]
    assert mails[0].remarks == (Remark("digests; the mails in them are mails of their own"),)


def test_html_beside_plain_text_is_flattened():
    """HTML that follows plain text is appended as text, its quotes marked."""
    mail = multipart(
        "multipart/mixed",
        "\nFirst.",
        "Content-Type: text/html\n\n<blockquote>Deep?</blockquote><p>Yes &amp; wide.</p>",
    )
    assert mail.format == "email"
    assert mail.body.split("\n") == ["First.", "", "> Deep?", "Yes & wide."]


def test_plain_text_behind_html_is_marked_up():
    """A footer in plain text below HTML becomes part of the HTML."""
    mail = multipart(
        "multipart/mixed",
        "Content-Type: text/html\n\n<p>Yes.</p>",
        "Content-Type: text/plain\n\n<list@example.org>",
    )
    assert (mail.body, mail.format) == (
        "<p>Yes.</p>\n\n<pre>&lt;list@example.org&gt;</pre>",
        "html",
    )


def test_uuencoded_files_are_told():
    """A uuencoded file within the text is left out and told; what only looks like one stays."""
    mail = read(f"{HEAD}\nSee:\nbegin 644 tulip.gif\n&5'5L:7!S\n`\nend\nNice?\n")
    assert mail.body == "See:\n\nNice?"
    assert mail.remarks == (Remark("attachments were left out", "tulip.gif (uuencoded, 6 bytes)"),)
    text = "begin 644 the work\nat dawn, all of you!\nend"
    assert read(f"{HEAD}\n{text}").body == text


def test_headers_without_a_blank_line():
    """Text that follows the headers at once is kept, with a remark."""
    mail = read("From: a@b\nSubject: Tulips\nPlant them now, I say.\nDo.")
    assert mail.body == "Plant them now, I say.\nDo."
    assert mail.remarks[0].what.startswith("headers ended")


@given(st.binary(max_size=400) | st.text(max_size=200).map(lambda t: t.encode("utf-8", "ignore")))
def test_any_bytes_are_a_mail(data):
    """Any bytes give a mail."""
    for head in (b"", HEAD.encode() + b"\n", HEAD.encode() + b"Content-Type: multipart/mixed; "):
        mail = read(head + data)
        assert mail.format in ("email", "html")


PIECES = st.sampled_from(
    [
        "--b", "--b--", "--c", "--c--", "", "talk", "> quote", "begin 644 a.b", "end", "QUJD",
        "Content-Type: text/plain", "Content-Type: text/html; charset=utf-16", " folded",
        "Content-Type: multipart/alternative; boundary=c", "Content-Type: message/rfc822",
        'Content-Type: multipart/mixed; boundary="b"', "Content-Transfer-Encoding: base64",
        "Content-Type: multipart/digest; boundary=c", "Content-Transfer-Encoding: quoted-printable",
        "Content-Disposition: attachment; filename=x", "From ann Sun Jan  2 17:06:03 2005",
    ]
)  # fmt: skip


@given(st.lists(PIECES, max_size=40))
def test_any_structure_is_a_mail(lines):
    """Whatever parts are named, opened and closed, a mail comes of it."""
    mail = typed('multipart/mixed; boundary="b"', "\n".join(lines))
    assert isinstance(mail.body, str)
