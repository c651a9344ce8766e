"""Files made to be hard: for every reader, and for those of mail, JSON, pages and tables."""

import json
import random
from typing import Any

from threadlab.benchmark.hard_bodies import HARD_BODIES, Make, again, half_and_half, longer

_HEAD = "From: ann@example.org\nDate: Mon, 03 Jun 2019 10:00:00 +0000\nMessage-ID: <{}@x>\n"
_SEPARATOR = "From ann@example.org Mon Jun  3 10:00:00 2019\n"


def _mail(headers: str, body: str, number: int = 0) -> str:
    return f"{_SEPARATOR}{_HEAD.format(number)}{headers}\n{body}\n"


def _mails(size: int, headers: str, body: str = "Yes.") -> str:
    """A mailbox; "{k}" and "{before}" in the headers stand for the mail's number and the last's."""
    step = len(_mail(headers, body)) + 8
    return "".join(
        _mail(headers.format(k=k, before=max(0, k - 1)), body, k)
        for k in range(max(1, size // step))
    )


def _parts(size: int) -> str:
    """A mail of very many parts: 50,000 of them in 2 MB."""
    part = "--b\nContent-Type: text/plain\n\nx\n"
    return _mail(
        "Content-Type: multipart/mixed; boundary=b\n", part * (size // len(part)) + "--b--"
    )


def _parts_in_parts(size: int) -> str:
    """Multiparts each within the one before."""
    level = "Content-Type: multipart/mixed; boundary=b{0:06}\n\n--b{0:06}\n"
    count = size // 70
    return _mail("", "")[:-2] + "".join(level.format(k) for k in range(count)) + "\n\nx\n"


def _mails_in_mails(size: int) -> str:
    level = "Content-Type: message/rfc822\n\nFrom: a@b\n"
    return _mail("", "")[:-2] + level * (size // len(level)) + "\nx\n"


def _headers(unit: str, rest: str = "\n") -> Make:
    return lambda size: _mail(unit * (size // len(unit)) + rest, "x")


def _thread(comments: list[dict[str, Any]]) -> str:
    return json.dumps({"thread_id": "t", "comments": comments}) + "\n"


def _chain(size: int) -> str:
    return _thread([{"id": str(k), "parent": str(k - 1), "body": "No."} for k in range(size // 45)])


def _backwards(size: int) -> str:
    return _thread([{"id": str(k), "parent": str(k + 1), "body": "No."} for k in range(size // 45)])


def _ring(size: int) -> str:
    count = size // 45
    return _thread(
        [{"id": str(k), "parent": str((k + 1) % count), "body": "No."} for k in range(count)]
    )


def _one_id(size: int) -> str:
    return _thread([{"id": "1", "parent": "1", "body": "No."} for _ in range(size // 40)])


def _strangers(size: int) -> str:
    """Every comment answers another one that is missing."""
    return _thread([{"id": f"a{k}", "parent": f"b{k}", "body": "No."} for k in range(size // 48)])


def _rows(size: int) -> str:
    head = "id,parent,author,date,body\n"
    lines = (f"{k},{k // 2},ann,2019-01-02,Yes and no.\n" for k in range(1, size // 36))
    return head + "".join(lines)


def _columns(size: int) -> str:
    count = size // 9
    names = ",".join(f"c{k:05}" for k in range(count))
    return f"body,{names}\nx{',1' * count}\n"


def _noise(size: int) -> str:
    """Any bytes, as the letters of Latin-1; the same each time."""
    return random.Random(3).randbytes(size).decode("latin-1")  # noqa: S311 - nothing secret


HARD_FILES: dict[str, tuple[str, Make]] = {
    **{
        f"text: {name}": ("", HARD_BODIES[name])
        for name in (
            "one line of On a a a",
            "attributions",
            "marks in one line",
            "ever deeper",
            "blanks",
            "line feeds",
            "one word",
            "one line of words",
            "nested elements",
            "tags that never end",
            "NULs",
            "odd line ends",
            "a soup of all markups",
        )
    },
    "text: letters of another character set": ("", again("\udce9\udcf0 ")),
    "text: escapes of ISO-2022": ("", again("\x1b$B")),
    "text: garbled over and over": ("", again("Ã\u0192Â©")),
    "text: noise": ("", _noise),
    "text: names and colons": ("", again("Ann: yes\nBob: no\n")),
    "text: headers without end": ("", again("Subject: x\n")),
    "text: openers of mails": ("", again(_SEPARATOR)),
    "text: dates": ("", again("2019-01-02 10:00 Ann\n")),
    "text: times of a chat": ("", again("[10:00] <ann> yes\n")),
    "text: commas": ("", again(",")),
    "text: unclosed cells": ("", again('"a,\n')),
    "text: arrays in arrays": ("", again("[")),
    "text: objects in objects": ("", half_and_half('{"a":', "}")),
    "text: arrays in comments": ("", again("[", '{"comments":[', "")),
    "text: braces a line": ("", again("{}\n")),
    "text: wiki headings": ("", again("== x ==\n")),
    "text: indents": ("", longer(":", "x\n")),
    "mail: parts": (".mbox", _parts),
    "mail: parts in parts": (".mbox", _parts_in_parts),
    "mail: mails in mails": (".mbox", _mails_in_mails),
    "mail: boundaries": (
        ".mbox",
        lambda n: _mail("Content-Type: multipart/mixed; boundary=b\n", "--b\n" * (n // 4)),
    ),
    "mail: boundaries that never come": (
        ".mbox",
        lambda n: _mail("Content-Type: multipart/mixed; boundary=b\n", "--a\n" * (n // 4)),
    ),
    "mail: headers": (".mbox", _headers("X-A: b\n", "")),
    "mail: the same header": (".mbox", _headers("References: <a@b>\n", "")),
    "mail: one folded header": (".mbox", lambda n: _mail("Subject: x\n" + " y\n" * (n // 3), "x")),
    "mail: references": (".mbox", lambda n: _mail(f"References: {'<a@b> ' * (n // 6)}\n", "x")),
    "mail: half references": (".mbox", lambda n: _mail(f"References: {'<a' * (n // 2)}\n", "x")),
    "mail: encoded words": (
        ".mbox",
        lambda n: _mail(f"Subject: {'=?utf-8?q?x?= ' * (n // 14)}\n", "x"),
    ),
    "mail: half encoded words": (".mbox", lambda n: _mail(f"Subject: {'=?' * (n // 2)}\n", "x")),
    "mail: brackets of subjects": (
        ".mbox",
        lambda n: _mail(f"Subject: {'Re: [a] ' * (n // 8)}\n", "x"),
    ),
    "mail: remarks in addresses": (".mbox", lambda n: _mail(f"From: {'(' * n}\n", "x")),
    "mail: addresses": (".mbox", lambda n: _mail(f"To: {'a <a@b>, ' * (n // 9)}\n", "x")),
    "mail: parameters": (
        ".mbox",
        lambda n: _mail(f"Content-Type: text/plain{'; a*0=b' * (n // 8)}\n", "x"),
    ),
    "mail: a chain": (".mbox", lambda n: _mails(n, "In-Reply-To: <{before}@x>\nSubject: Re: a\n")),
    "mail: one subject": (".mbox", lambda n: _mails(n, "Subject: Re: a\n")),
    "mail: a subject each": (".mbox", lambda n: _mails(n, "Subject: {k}\n")),
    "mail: one day": (".mbox", lambda n: _mails(n, "Subject: Re: a\n", "> Yes.\n\nNo.")),
    "mail: HTML": (
        ".mbox",
        lambda n: _mail("Content-Type: text/html\n", "<div>" * (n // 11) + "</div>" * (n // 11)),
    ),
    "mail: flowed": (
        ".mbox",
        lambda n: _mail("Content-Type: text/plain; format=flowed\n", "> word \n" * (n // 8)),
    ),
    "mail: quoted-printable": (
        ".mbox",
        lambda n: _mail("Content-Transfer-Encoding: quoted-printable\n", "=3D=\n" * (n // 5)),
    ),
    "mail: base64": (
        ".mbox",
        lambda n: _mail("Content-Transfer-Encoding: base64\n", "eHh4\n" * (n // 5)),
    ),
    "mail: uuencode": (".mbox", lambda n: _mail("", "begin 644 a\n" * (n // 12))),
    "JSON: a chain of comments": (".jsonl", _chain),
    "JSON: parents after children": (".jsonl", _backwards),
    "JSON: a ring": (".jsonl", _ring),
    "JSON: one id": (".jsonl", _one_id),
    "JSON: missing parents": (".jsonl", _strangers),
    "JSON: a thread a line": (
        ".jsonl",
        again('{"thread_id": "t", "comments": [{"id": "1", "body": "Yes."}]}\n'),
    ),
    "JSON: objects": (".json", again('{"a": 1, "b": [2, 3]}\n')),
    "JSON: escapes": (".json", again("\\u00e9", '{"body": "', '"}')),
    "JSON: children in children": (
        ".json",
        half_and_half('{"id": 1, "children": [', "]}"),
    ),
    "JSON: replies in replies": (
        ".json",
        half_and_half('{"kind": "Listing", "data": {"children": [', "]}}"),
    ),
    "page: nested elements": (".html", again("<div>", "<!doctype html><html><body>", "")),
    "page: lists in lists": (".html", again("<ul><li>x", "<!doctype html><html><body>", "")),
    "page: comments": (
        ".html",
        again('<div class="comment" id="c1"><p>Yes.</p></div>', "<!doctype html><html><body>", ""),
    ),
    "page: links": (".html", again('<a href="#a">x</a> ', "<!doctype html><html><body>", "")),
    "page: scripts": (
        ".html",
        again('<script type="application/ld+json">{"a":1}</script>', "<!doctype html><html>", ""),
    ),
    "table: rows": (".csv", _rows),
    "table: columns": (".csv", _columns),
    "table: an unclosed cell": (".csv", again("x,y\n", 'id,body\n1,"', "")),
    "table: quotes": (".csv", again('""', 'id,body\n1,"', '"\n')),
}
"""Name: the suffix of the readers it is for ("": all of them), and a function of its size."""
