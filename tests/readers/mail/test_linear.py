"""Time grows with the size of a message or mailbox, whatever is hard about it."""

import email
import time

import pytest
from mail_samples import ENVELOPE, mail, mails_of, threads_of
from timing import at_most

HEAD = "From: Ann <ann@example.org>\nMessage-ID: <m@x>\n"
MIXED = f'{HEAD}Content-Type: multipart/mixed; boundary="b"\n\n'


def nested(n):
    opened = "".join(
        f'--b{k}\nContent-Type: multipart/alternative; boundary="b{k + 1}"\n\n' for k in range(n)
    )
    closed = "".join(f"--b{k}--\n" for k in range(n, -1, -1))
    return MIXED.replace('"b"', '"b0"') + f"{opened}--b{n}\n\nthe deepest\n{closed}"


MESSAGES = {
    "parts": lambda n: MIXED + "--b\nContent-Type: text/plain\n\nhello\n" * n + "--b--",
    "parts without a blank line": lambda n: MIXED + "--b\nContent-Type: text/plain\n" * n,
    "attachments": lambda n: MIXED + "--b\nContent-Type: image/png; name=x.png\n\nAAAA\n" * n,
    "levels": lambda n: nested(n // 4),
    "levels of one boundary": lambda n: (
        MIXED + '--b\nContent-Type: multipart/mixed; boundary="b"\n\n' * n + "--b--\n" * n
    ),
    "forwarded messages": lambda n: HEAD + "Content-Type: message/rfc822\n\nSubject: x\n" * n,
    "lines like boundaries": lambda n: MIXED + "--b\n\n" + "--bb\n" * n,
    "closing boundaries": lambda n: MIXED + "--b\n\nx\n" + "--b--\nmore\n" * n,
    "long header": lambda n: f"{HEAD}Subject: {'x y ' * n}\n\nbody",
    "folded header": lambda n: f"{HEAD}Subject: x{chr(10) + ' y' * 9}{' y' * n}\n\nbody",
    "header of spaces": lambda n: f"{HEAD}Content-Type: text/plain;{' ' * n}x\n\nbody",
    "encoded words": lambda n: f"{HEAD}Subject: {'=?utf-8?q?x?= ' * n}\n\nbody",
    "broken encoded words": lambda n: f"{HEAD}Subject: {'=?utf-8?q?' * n}\n\nbody",
    "open quotes": lambda n: f"{HEAD}Content-Type: text/plain{'; x=' + chr(34) * n}\n\nbody",
    "angle brackets": lambda n: f"{HEAD}References: {'<' * n}\n\nbody",
    "prefixes": lambda n: f"{HEAD}Subject: {'Re: ' * n}x\n\nbody",
    "tags": lambda n: f"{HEAD}Subject: {'[x] ' * n}x\n\nbody",
    "uuencoded files that do not end": lambda n: f"{HEAD}\n" + "begin 644 x\n" * n + "end",
    "flowed lines": lambda n: f"{HEAD}Content-Type: text/plain; format=flowed\n\n" + "> a \n" * n,
    "lines that begin with From": lambda n: f"{HEAD}\n" + ">From now\n\nFrom now\n" * n,
}


def is_linear(work, make, n):
    """Whether four times the input takes far from sixteen times as long."""

    def seconds(data):
        start = time.process_time()
        work(data)
        return time.process_time() - start

    return at_most(8, seconds, make(n), make(4 * n), quick=0.02)


@pytest.mark.parametrize("kind", MESSAGES)
def test_messages(kind, steady):
    """A message four times as large takes about four times as long."""
    make = MESSAGES[kind]
    assert is_linear(lambda data: mails_of("eml", data), make, 2500)
    assert is_linear(lambda data: mails_of("mbox", ENVELOPE + data), make, 2500)


PAGES = {
    "pipermail": lambda n: "<b><h1>" * n + "x</h1><!--beginarticle-->" + "<a <br>&gt" * n,
    "hypermail": lambda n: '<!-- ab="' * n + '<!-- body="start" -->' + "<br> \n\n<p" * n,
    "mhonarc": lambda n: "<!--X-ab: " * n + "<!--X-Body-of-Message-->" + "&#" * n,
    "usenet-markdown": lambda n: (
        "## x\n- **From:** a\n- **Date:** b\n```\n" * n + "##" + " " * n + "\n```" * n
    ),
}


@pytest.mark.parametrize("kind", PAGES)
def test_pages(kind, steady):
    """A page four times as large takes about four times as long."""
    assert is_linear(lambda data: mails_of(kind, data), PAGES[kind], 5000)


def letters(n, headers, body="hi"):
    return "".join(
        f"{ENVELOPE}From: Ann <a@b>\nDate: Sun, 2 Jan 2005 {k // 3600 % 24:02}:{k // 60 % 60:02}:"
        f"{k % 60:02} +0000\n{headers(k, n)}\n{body}\n\n"
        for k in range(n)
    )


def answers(parent):
    return lambda k, n: f"Message-ID: <m{k}@x>\nIn-Reply-To: <m{parent(k, n)}@x>\n"


def refers(first, others):
    """The first or last mail refers to all; every other one answers one mail."""

    def headers(k, n):
        every = " ".join(f"<m{j}@x>" for j in range(n))
        told = f"References: {every}\n" if first(k, n) else f"In-Reply-To: <m{others(k)}@x>\n"
        return f"Message-ID: <m{k}@x>\n{told}"

    return headers


MAILBOXES = {
    "chain": answers(lambda k, n: k - 1),
    "chain backwards": answers(lambda k, n: k + 1),
    "star": answers(lambda k, n: 0),
    "circle": answers(lambda k, n: (k + 1) % n),
    "one id": lambda k, n: "Message-ID: <x@x>\n",
    "one subject": lambda k, n: f"Subject: Hello\nMessage-ID: <m{k}@x>\n",
    "replies of one subject": lambda k, n: f"Subject: Re: Hello\nMessage-ID: <m{k}@x>\n",
    "no ids": lambda k, n: f"Subject: {k}\n",
    "one refers to all": refers(lambda k, n: k == 0, lambda k: 0),
    "a path and back": refers(lambda k, n: k == n - 1, lambda k: k + 1),
}


def threaded(mails):
    """What mail_threads does, passages left aside: their time is another room's."""
    return threads_of(*(m._replace(body="") for m in mails))


@pytest.mark.parametrize("kind", MAILBOXES)
def test_mailboxes(kind, steady):
    """A mailbox of four times as many mails is read and threaded in about four times as long."""
    headers = MAILBOXES[kind]
    mails = {}

    def read(data):
        mails[len(data)] = mails_of("mbox", data)

    assert is_linear(read, lambda n: letters(n, headers), 500)
    small, large = (mails[size] for size in sorted(mails))
    assert is_linear(threaded, lambda n: small if n == 500 else large, 500)


@pytest.mark.parametrize("n", [3_000, 100_000])
def test_chains(n, steady):
    """Nothing recurses over a thread, however deep it is."""
    mails = [mail(f"m{k:06}", f"m{k - 1:06}", minutes=k, body="") for k in range(n)]
    (thread,) = threads_of(*mails[::-1])
    ids = [c.id for c in thread.comments]
    assert ids == [m.id for m in mails]
    assert [c.stated_parents for c in thread.comments[1:]] == [(i,) for i in ids[:-1]]


def test_speed(steady):
    """A mailbox is read and threaded, passages left aside, about as fast as its mails are parsed.

    At most 2.5 times the time of the standard library's parser, which neither decodes nor divides.
    """
    talk = "> The tulips stand in rows, as they always have.\nThey should not, I think.\n\n" * 20
    data = letters(400, MAILBOXES["chain"], talk).encode()
    messages = [ENVELOPE.encode() + part for part in data.split(ENVELOPE.encode())[1:]]
    ratios = []
    for _ in range(7):
        start = time.process_time()
        for message in messages:
            email.message_from_bytes(message)
        middle = time.process_time()
        threaded(mails_of("mbox", data))
        ratios.append((time.process_time() - middle) / (middle - start))
    assert min(ratios) < 2.5
