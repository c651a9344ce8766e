"""Mailboxes, single messages and news batches are divided where their messages begin."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mail_samples import ENVELOPE, mails_of, opened, sureness, threads_of

from threadlab.errors import UnreadableSource
from threadlab.readers.mail import MAIL_READERS
from threadlab.readers.mail.mbox import unquoted_from


def letter(number, body, headers=""):
    return f"From: Ann <ann@example.org>\nMessage-ID: <m{number}@x>\n{headers}\n{body}\n"


def bodies(data):
    return [mail.body for mail in mails_of("mbox", data)]


@pytest.mark.parametrize(
    "line",
    [
        "From ann@example.org Sun Jan  2 17:06:03 2005",
        "From ann at example.org  Sun Jan  2 17:06:03 2005",
        "From ann@example.org Sun Jan  2 17:06:03 +0100 2005",
        "From ann@example.org Sun Jan  2 17:06:03 CET 2005",
        "From ann@example.org Sun, 2 Jan 2005 17:06:03 +0100",
        "From ann@example.org Sun Jan 2 17:06 2005 remote from there",
        "From - Sun Jan  2 17:06:03 2005",
        "From 9d3e0a5c Mon Sep 17 00:00:00 2001",
        'From "Ann Lee" Sun Jan  2 17:06:03 2005',
        "From MAILER-DAEMON",
        "From 2983746598273465",
    ],
)
def test_separators(line):
    """A line "From …" with a date, or before well-known headers, begins a message."""
    data = f"{line}\n{letter(1, 'one')}\n{line}\n{letter(2, 'two')}"
    assert bodies(data) == ["one", "two"]
    assert sureness("mbox", data) == 1.0


@pytest.mark.parametrize(
    "talk",
    [
        "From now on I water them.\nAnd you?",
        "From: is what headers say\nTo: as well",
        "From Monday to Friday, 17:30 to 18:00, in 2005 too",
        "From here\nNote: it is far.",
        "From what ann@example.org said\n\nFrom: nobody",
    ],
)
def test_sentences_that_begin_with_from(talk):
    """A sentence that begins with "From " divides nothing, behind a blank line or not."""
    for between in ("", "\n"):
        body = f"Hello.\n{between}{talk}"
        data = f"{ENVELOPE}{letter(1, body)}\n{ENVELOPE}{letter(2, 'two')}"
        assert bodies(data) == [body, "two"]


def test_no_blank_line_before_a_separator():
    """A "From " line with a date and headers divides although no blank line stands before it."""
    assert bodies(f"{ENVELOPE}{letter(1, 'one')}{ENVELOPE}{letter(2, 'two')}") == ["one", "two"]


def test_counted_bodies():
    """A body whose length is told may hold unquoted "From " lines (mboxcl)."""
    body = f"Look:\n\n{ENVELOPE}From: Bob <bob@x>\n\nquoted whole\n"
    data = f"{ENVELOPE}{letter(1, body, f'Content-Length: {len(body)}{chr(10)}')}\n"
    assert bodies(f"{data}{ENVELOPE}{letter(2, 'two')}") == [body.strip("\n"), "two"]
    wrong = data.replace(f"Content-Length: {len(body)}", "Content-Length: 99999")
    assert len(bodies(wrong)) == 2


@pytest.mark.parametrize(
    ("quoted", "body"),
    [
        ("Well,\n>From Ann I have it.", "Well,\nFrom Ann I have it."),
        ("Well,\n>>From Ann I have it.", "Well,\n>From Ann I have it."),
        (">I have it\n>From Ann.", ">I have it\n>From Ann."),
        (">From Ann\n>I have it.", ">From Ann\n>I have it."),
        (">Fromage", ">Fromage"),
        ("so >From Ann", "so >From Ann"),
        (">From Ann", "From Ann"),
    ],
)
def test_quoted_from_lines(quoted, body):
    """The mark that mailboxes put before "From " is taken away, but quotes keep theirs."""
    assert unquoted_from(quoted) == body
    assert bodies(f"{ENVELOPE}{letter(1, quoted)}") == [body]


def test_the_envelope_dates_a_mail_without_a_date():
    """A mail without a date is from when it was delivered, with a remark."""
    (mail,) = mails_of("mbox", ENVELOPE + letter(1, "one"))
    assert mail.posted.isoformat() == "2005-01-02T17:06:03+00:00"
    assert mail.remarks[0].what == "mails without a date; the time of delivery was taken"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "latin-1"])
def test_encodings_of_whole_mailboxes(encoding):
    """A mailbox that was saved in another encoding as a whole is read."""
    text = "Grüße aus dem Garten, schöne Tulpen überall, größer als die früheren."
    data = f"{ENVELOPE}{letter(1, text)}".replace("\n", "\r\n")
    marked = "\ufeff" * (encoding == "utf-16-le") + data
    assert bodies(marked.encode(encoding)) == [text]


def test_what_stands_before_the_first_separator():
    """A message that has lost its "From " line is a message."""
    found = mails_of("mbox", f"{letter(1, 'one')}\n{ENVELOPE}{letter(2, 'two')}")
    assert [(m.id, m.body) for m in found] == [("m1@x", "one"), ("m2@x", "two")]
    assert found[0].remarks


@pytest.mark.parametrize("data", [b"", b"\n \n", b"no mail", b"\x00\xff\xfe", b"From nowhere\nto"])
def test_no_mailbox(data):
    """Bytes without any message are refused with the file's name."""
    with pytest.raises(UnreadableSource, match=r"^box"):
        mails_of("mbox", data)


@pytest.mark.parametrize("data", [b"", b"\n\n", b"just a sentence", b"\x89PNG\r\n"])
def test_no_message(data):
    """What does not begin with headers is no single message."""
    with pytest.raises(UnreadableSource, match=r"^box"):
        mails_of("eml", data)


@pytest.mark.parametrize(
    ("text", "name", "sure"),
    [
        ("From: a@b\nMessage-ID: <x@y>\n\nHi", "x", True),
        ("Path: news!ann\nNewsgroups: rec.gardens\nFrom: a@b\nSubject: x\n\nHi", "123", True),
        ("Return-Path: <a@b>\nReceived: from a by b\nFrom: a@b\n\nHi", "x", True),
        ("Subject: x\nFrom: a@b\nDate: today\n\nHi", "x", True),
        ("Subject: x\nFrom: a@b\n\nHi", "x.eml", True),
        ("Ann: Hi\nBob: Hello\nAnn: How are you?", "x", False),
        ("From: Ann\nHi there", "x.txt", False),
        ("Title: x\nDate: today\n\nprose", "x.md", False),
        ('{"from": "ann"}', "x.json", False),
        ("<html>", "x.eml", False),
        ("", "x.eml", False),
    ],
)
def test_single_messages_are_known(text, name, sure):
    """A text is taken for a message by its headers only."""
    assert (sureness("eml", text, name) > 0.9) == sure
    assert sureness("mbox", text, name) == 0.0


def test_news_batches():
    """The articles of a batch are read one by one; a wrong length loses none."""
    one, two = "From: a@b\nMessage-ID: <1@x>\n\none\n", "From: a@b\nMessage-ID: <2@x>\n\ntwo\n"
    data = f"#! rnews {len(one)}\n{one}#! rnews {len(two)}\n{two}"
    assert sureness("eml", data) == 1.0
    assert [m.body for m in mails_of("eml", data)] == ["one", "two"]
    wrong = data.replace(f"#! rnews {len(one)}\n{one}", f"#! rnews 7\n{one}")
    assert [m.body for m in mails_of("eml", wrong)] == ["one", "two"]
    told = []
    broken = f"#! rnews {len(one)}\n{one}#! lost\n#! rnews {len(two)}\n{two}"
    reader = next(r for r in MAIL_READERS if r.name == "eml")
    assert len(list(reader.read(opened(broken), told.append))) == 2
    assert [error.place for error in told] == ["behind article 1"]


LINES = st.sampled_from(
    [ENVELOPE.strip(), "From now on", ">From me", "From: a@b", "Message-ID: <x@y>", "", "talk",
     "Content-Length: 12", "#! rnews 20", "\x00\xff", "Content-Type: multipart/mixed; boundary=b"]
)  # fmt: skip


@given(st.lists(LINES, max_size=30).map("\n".join) | st.text(max_size=80), st.booleans())
def test_any_text_is_mails_or_refused(text, cut):
    """Any bytes give mails, and they threads, or an error that names the file, in every reader."""
    data = text.encode("utf-16-le" if cut else "utf-8", "ignore")
    for reader in MAIL_READERS:
        reader.sniff(text, "box")
        refused = None
        try:
            mails = list(reader.read(opened(data), None))
            assert sum(len(t.comments) for t in threads_of(*mails)) <= len(mails)
        except UnreadableSource as error:
            refused = error
        assert refused is None or (refused.source == "box" and refused.next_step)


@given(st.lists(st.text(st.characters(codec="ascii", exclude_characters="\r"), max_size=60)))
def test_no_line_of_a_mailbox_is_lost(texts):
    """Every line of every body is in a mail, in order."""
    data = "".join(f"{ENVELOPE}{letter(k, t)}\n" for k, t in enumerate(texts, 1))
    if not texts:
        return
    found = "\n".join(m.body for m in mails_of("mbox", data)).split("\n")
    assert [x.lstrip(">") for x in found if x.strip()] == [
        x.lstrip(">") for t in texts for x in t.split("\n") if x.strip()
    ]
