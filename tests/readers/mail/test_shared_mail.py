"""The development data's mailboxes, pages and news hold what a simple count says they hold."""

import gzip
import html
import json
import re
from datetime import UTC
from email import message_from_string
from email.utils import parseaddr
from pathlib import Path

import pytest

from threadlab.readers import read_all
from threadlab.readers.gathering import by_content
from threadlab.readers.opening import sources_in

DATA = Path(__file__).parents[4] / "shared" / "data"
BOXES = sorted((DATA / "raw" / "mbox-pipermail").glob("*.txt*"))
PAGES = sorted((DATA / "raw" / "pipermail-html").glob("*.html"))
NEWS = sorted((DATA / "raw" / "usenet-markdown").glob("*.md"))
GOLD = ("twisted-python", "comp.lang.cobol")

pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not BOXES, reason="the development data is not beside the checkout"),
]


def text_of(path):
    data = path.read_bytes()
    return (gzip.decompress(data) if path.suffix == ".gz" else data).decode("utf-8", "replace")


def plain_id(text):
    text = text or ""
    return "".join((text.partition("<")[2].partition(">")[0] or text).split())


def letters(text):
    """The ASCII letters of a text: text archives lose all others."""
    return re.sub(r"[^A-Za-z]", "", text)


def heads(path):
    """The messages of a mailbox as the standard library reads their headers."""
    parts = re.split(r"(?m)^From .*\d\d:\d\d:\d\d \d{4}\n", text_of(path))[1:]
    return [message_from_string(part) for part in parts]


def mails_in(path):
    for source in sources_in(str(path)):
        return list(by_content(source).read(source, None))
    return []


@pytest.mark.parametrize("path", BOXES, ids=lambda p: p.name)
def test_mailboxes(path):
    """As many messages as "From " lines; ids, authors, subjects and dates as headers say."""
    expected, found = heads(path), mails_in(path)
    assert len(found) == len(expected)
    for head, mail in zip(expected, found, strict=True):
        assert mail.id == plain_id(head["Message-ID"])
        name, address = parseaddr(head["From"])
        if "=?" not in head["From"]:
            hidden = [t.replace(" at ", "@") for t in (name, address)]
            assert mail.author in (name, *hidden)
        assert mail.posted is not None


@pytest.mark.parametrize("path", BOXES, ids=lambda p: p.name)
def test_parents_in_mailboxes(path):
    """Every message that a header names and that is there is a stated parent, in one thread."""
    stated = {c.id: c.stated_parents for t in read_all(path) for c in t.comments}
    thread = {c.id: t.id for t in read_all(path) for c in t.comments}
    count = 0
    for head in heads(path):
        key = plain_id(head["Message-ID"])
        named = re.findall(r"<[^<>]+>", f"{head['References'] or ''} {head['In-Reply-To'] or ''}")
        for parent in {"".join(n.strip("<>").split()) for n in named} & stated.keys() - {key}:
            count += 1
            assert parent in stated[key] or key in stated[parent]
            assert thread[parent] == thread[key]
        if head["In-Reply-To"] and plain_id(head["In-Reply-To"]) in stated:
            assert stated[key][0] == plain_id(head["In-Reply-To"])
    assert count > 50


@pytest.mark.parametrize("path", PAGES, ids=lambda p: p.name)
def test_pages(path):
    """A page's mail has the subject, author, date and text of the page, and names its parent."""
    (mail,) = mails_in(path)
    page = text_of(path)
    title = re.search(r"<H1>(.*?)</H1>", page)[1]
    assert mail.subject == html.unescape(title).strip()
    assert mail.author == html.unescape(re.search(r"<B>(.*?)</B>", page)[1])
    assert mail.posted is not None
    body = page.partition("<PRE>")[2].partition("</PRE>")[0]
    words = html.unescape(re.sub(r"</?[A-Za-z][^>]*>", "", body)).split()
    assert mail.body.split() == words
    named = re.search(r"In-Reply-To=([^\"]*)", page)[1].replace("%40", "@")
    assert mail.in_reply_to == ((named,) if named else ())


def test_pages_are_their_mailbox():
    """The pages of a month and its mailbox hold the same mails: author, time and text."""
    box = next(p for p in BOXES if "web" in p.name and p.suffix == ".txt")
    texts = {letters(m.body): m for m in mails_in(box)}
    for path in PAGES:
        (mail,) = mails_in(path)
        same = texts[letters(mail.body)]
        assert (same.author, same.subject) == (mail.author, mail.subject)
        assert mail.in_reply_to in ((), same.in_reply_to)


@pytest.mark.parametrize("path", NEWS, ids=lambda p: p.name)
def test_news(path):
    """As many messages as the page counts; every last reference is the stated parent."""
    (thread,) = read_all(path)
    text = text_of(path)
    assert len(thread.comments) == int(re.search(r"(?m)^_(\d+) messages", text)[1])
    last = re.findall(r"\*\*References:\*\* `.*?<([^<>]+)>`", text)
    assert sorted(c.stated_parents[0] for c in thread.comments if c.stated_parents) == sorted(last)
    ids = re.findall(r"\*\*Message-ID:\*\* `<(.*?)>`", text)
    assert {c.id for c in thread.comments} == set(ids)
    written = len("\n".join(re.findall(r"(?s)\n```\n(.*?)\n```\n", text)).split())
    assert sum(len(c.body.split()) for c in thread.comments) == written


@pytest.mark.parametrize("name", GOLD)
def test_gold_parents(name):
    """What the gold threads say of a message is what is read of it from its source."""
    sources = [BOXES, NEWS][name.startswith("comp")]
    read = {c.id: c for t in read_all(map(str, sources)) for c in t.comments}
    with gzip.open(DATA / "threads" / f"{name}.jsonl.gz", "rt") as lines:
        rows = [c for line in lines for c in json.loads(line)["comments"]]
    for row in rows:
        comment = read.get(plain_id(row["id"]))
        if comment is None:
            continue
        parent = comment.stated_parents[0] if comment.stated_parents else None
        assert parent == (plain_id(row["parent"]) if row["parent"] else None)
        assert comment.author == row["author"]
        assert comment.posted.astimezone(UTC).isoformat()[:19] == row["date"][:19]
