"""Web pages of mail archives, one message a page, and threads of news as Markdown."""

import pytest
from mail_samples import mails_of, sureness, threads_of

from threadlab.errors import UnreadableSource

PIPERMAIL = """<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 3.2//EN">
<HTML>
 <HEAD>
   <TITLE> [garden] Tulips &amp; roses
   </TITLE>
   <META http-equiv="Content-Type" content="text/html; charset={charset}">
 </HEAD>
 <BODY BGCOLOR="#ffffff">
   <H1>[garden] Tulips &amp; roses</H1>
    <B>{name}</B>
    <A HREF="mailto:garden%40example.org?Subject=Tulips&In-Reply-To={answered}"
       TITLE="[garden] Tulips &amp; roses">ann at example.org
       </A><BR>
    <I>Sun Jan  2 17:06:03 {zone} 2005</I>
    <P><UL><LI>Previous message: <A HREF="000001.html">[garden] Beans
</A></li></UL>
    <HR>
<!--beginarticle-->
<PRE>On Saturday Bob wrote:
&gt;<i> Deep or
</I>&gt;&gt;<i> not?
</I>
Deep &amp; wide, 1 &lt; 2: <A HREF="http://example.org/">http://example.org/</A>
Gr\u00fc\u00dfe
</PRE>
<!--endarticle-->
    <HR>
</body></html>
"""
TEXT = """On Saturday Bob wrote:
> Deep or
>> not?

Deep & wide, 1 < 2: http://example.org/
Grüße"""

HYPERMAIL = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" "">
<html><head><title>garden: Re: Tulips</title></head>
<body>
<!-- received="Sun Jan  2 17:08:00 2005" -->
<!-- isoreceived="20050102160800" -->
<!-- sent="Sun, 2 Jan 2005 17:06:03 +0100" -->
<!-- isosent="20050102160603" -->
<!-- name="Ann Lee" -->
<!-- email="ann&#64;example.org" -->
<!-- subject="Re: Tulips &amp; roses" -->
<!-- id="t2&#64;example.org" -->
<!-- charset="utf-8" -->
<!-- inreplyto="t1&#64;example.org" -->
<!-- expires="-1" -->
<h1>Re: Tulips</h1>
<!-- body="start" -->
<div class="mail">
<p>Deep &amp; wide.<br />
<em class="quotelev1">&gt; Deep or not?
</em><br />
<p>Ann<br />
</div>
<!-- body="end" -->
</body></html>
"""

MHONARC = """<!-- MHonArc v2.6.8 -->
<!--X-Subject: Re: Tulips &#38; roses -->
<!--X-From-R13: Naa Zrr <naa@rknzcyr.bet> -->
<!--X-Date: Sun, 2 Jan 2005 17:06:03 &#45;0500 (EST) -->
<!--X-Message-Id: t3@example.org -->
<!--X-Content-Type: text/plain -->
<!--X-Reference: t1@example.org -->
<!--X-Reference: t2@example.org -->
<!--X-Head-End-->
<html><head><title>Re: Tulips</title></head><body>
<!--X-Body-of-Message-->
<pre>
&gt; Deep or not?
Deep.
</pre>
<!--X-Body-of-Message-End-->
</body></html>
"""

MARKDOWN = """[Index](../README.md)

# Tulips

_2 messages · 2 participants · 2005-01_

---

### Tulips

- **From:** "Ann Lee" <ann@example.org>
- **Date:** 2005-01-02T17:06:03+01:00
- **Newsgroups:** rec.gardens
- **Message-ID:** `<t1@example.org>`

```
Deep or not?

## no heading

```
a fence within
```
```

#### ↳ Re: Tulips

_(reply depth: 2)_

- **From:** bob@example.org (Bob)
- **Date:** 2005-01-03
- **Message-ID:** `<t2@example.org>`
- **References:** `<t0@example.org> <t1@example.org>`

```
> Deep or not?
Deep.
```

---

[Index](../README.md)
"""


def page(**fields):
    fields = {"charset": "utf-8", "name": "Ann Lee", "answered": "", "zone": "CET", **fields}
    return PIPERMAIL.format(**fields)


@pytest.mark.parametrize("charset", ["utf-8", "iso-8859-1"])
def test_pipermail(charset):
    """A pipermail page is the mail it was, its quotes and letters as they were."""
    text = page(charset=charset)
    assert sureness("pipermail", text) == 1.0
    (mail,) = mails_of("pipermail", text.encode(charset))
    assert (mail.author, mail.subject) == ("Ann Lee", "[garden] Tulips & roses")
    assert mail.posted.isoformat() == "2005-01-02T17:06:03+01:00"
    assert (mail.body, mail.format) == (TEXT, "email")
    assert (mail.id, mail.in_reply_to, mail.remarks) == (None, (), ())


@pytest.mark.parametrize(
    ("answered", "own", "parents"),
    [
        ("", None, ()),
        ("t1%40example.org", None, ("t1@example.org",)),
        ("%3Ct2%40example.org%3E", "t2@example.org", ()),
    ],
)
def test_ids_on_pipermail_pages(answered, own, parents):
    """A bare id is that of the mail answered; one in angle brackets is the mail's own."""
    (mail,) = mails_of("pipermail", page(answered=answered))
    assert (mail.id, mail.in_reply_to) == (own, parents)


def test_a_pipermail_page_without_a_name():
    """Where a page shows no name, the author is the address, what hides it undone."""
    (mail,) = mails_of("pipermail", page(name=""))
    assert mail.author == "ann@example.org"


def test_a_pipermail_page_that_is_cut_off():
    """A page that is cut off within its text gives what there is, with a remark."""
    (mail,) = mails_of("pipermail", page().partition("Deep &amp;")[0])
    assert mail.body == "On Saturday Bob wrote:\n> Deep or\n>> not?"
    assert mail.remarks[0].what == "pages that are cut off"


def test_hypermail():
    """A Hypermail page is the mail it was."""
    assert sureness("hypermail", HYPERMAIL) == 1.0
    (mail,) = mails_of("hypermail", HYPERMAIL)
    assert (mail.id, mail.in_reply_to) == ("t2@example.org", ("t1@example.org",))
    assert (mail.author, mail.subject) == ("Ann Lee", "Re: Tulips & roses")
    assert mail.posted.isoformat() == "2005-01-02T17:06:03+01:00"
    lines = [line for line in mail.body.split("\n") if line]
    assert lines == ["Deep & wide.", "> Deep or not?", "Ann"]
    assert mail.format == "email"


def test_headers_shown_on_hypermail_pages():
    """The headers that later versions show above the text are not part of it."""
    shown = """<div class="mail">
<address class="headers">
<span id="from"><dfn>From</dfn>: Ann Lee &lt;<a href="mailto:x">ann</a>&gt;</span><br />
</address>
<pre id="body"><a name="start" id="start"></a>Deep.
</pre></div>
"""
    head, begin, _ = HYPERMAIL.partition('<!-- body="start" -->')
    (mail,) = mails_of("hypermail", f'{head}{begin}\n{shown}<!-- body="end" -->')
    assert (mail.body, mail.format) == ("Deep.", "email")


def test_mhonarc():
    """An MHonArc page is the mail it was, its shifted letters shifted back."""
    assert sureness("mhonarc", MHONARC) == 1.0
    (mail,) = mails_of("mhonarc", MHONARC)
    assert (mail.id, mail.references) == ("t3@example.org", ("t1@example.org", "t2@example.org"))
    assert (mail.author, mail.subject) == ("Ann Mee", "Re: Tulips & roses")
    assert mail.posted.isoformat() == "2005-01-02T17:06:03-05:00"
    assert mail.body == "> Deep or not?\nDeep."


def test_pages_of_archives_make_one_thread():
    """Mails from pages of different archives are threaded together."""
    mails = [
        *mails_of("mhonarc", MHONARC),
        *mails_of("hypermail", HYPERMAIL),
        *mails_of("pipermail", page(answered="%3Ct1%40example.org%3E")),
    ]
    (thread,) = threads_of(*mails)
    assert thread.title == "[garden] Tulips & roses"
    assert {c.id: c.stated_parents for c in thread.comments} == {
        "t1@example.org": (),
        "t2@example.org": ("t1@example.org",),
        "t3@example.org": ("t2@example.org", "t1@example.org"),
    }


def test_markup_beyond_the_archives_own_is_kept():
    """A text with markup of its own stays HTML."""
    text = page().replace("<PRE>", "<table><tr><td>").replace("</PRE>", "</td></tr></table>")
    (mail,) = mails_of("pipermail", text)
    assert mail.format == "html"
    assert mail.body.startswith("<table>")


def test_news_as_markdown():
    """Each section of the page is a mail; fences and headings within its text stay."""
    assert sureness("usenet-markdown", MARKDOWN) == 1.0
    first, second = mails_of("usenet-markdown", MARKDOWN)
    assert (first.id, first.author, first.subject) == ("t1@example.org", "Ann Lee", "Tulips")
    assert first.body == "Deep or not?\n\n## no heading\n\n```\na fence within\n```"
    assert second.references == ("t0@example.org", "t1@example.org")
    assert (second.author, second.subject) == ("Bob", "Re: Tulips")
    assert second.body == "> Deep or not?\nDeep."


@pytest.mark.parametrize("reader", ["pipermail", "hypermail", "mhonarc", "usenet-markdown"])
@pytest.mark.parametrize("data", [b"", b" \n", b"<html><h1>A list of mails</h1></html>"])
def test_other_pages_are_refused(reader, data):
    """A page that holds no message is refused, with what to do."""
    assert sureness(reader, data.decode()) == 0.0
    with pytest.raises(UnreadableSource) as caught:
        mails_of(reader, data)
    assert caught.value.next_step


def test_each_page_is_one_readers():
    """No reader takes another's pages for its own."""
    pages = {
        "pipermail": page(),
        "hypermail": HYPERMAIL,
        "mhonarc": MHONARC,
        "usenet-markdown": MARKDOWN,
    }
    for name, text in pages.items():
        others = set(pages) | {"mbox", "eml"}
        assert [r for r in others if sureness(r, text) > 0] == [name]
