"""Mail and news as threads: mailboxes, single mails, news batches, the pages of list archives.

Each page here reads one kind of source and yields Mails; mail_threads joins those of all files.
"""

from threadlab.readers.mail import eml, hypermail, mbox, mhonarc, pipermail, usenet_markdown
from threadlab.readers.mail.threads import mail_threads
from threadlab.readers.reader import Reader

MAIL_READERS: tuple[Reader, ...] = (
    Reader(
        "mbox",
        (".mbox", ".txt", ".txt.gz"),
        "a mailbox (mboxo, mboxrd, mboxcl), or the text archive of a mailing list (pipermail)",
        mbox.sniff,
        mbox.read,
        mail_threads,
    ),
    Reader(
        "eml",
        (".eml", ".msg"),
        "a single mail (also of a Maildir) or news article, or a batch of them (rnews)",
        eml.sniff,
        eml.read,
        mail_threads,
    ),
    Reader(
        "pipermail",
        (".html",),
        "web pages of a Mailman archive, one message a page",
        pipermail.sniff,
        pipermail.read,
        mail_threads,
    ),
    Reader(
        "hypermail",
        (".html",),
        "web pages of a Hypermail archive, one message a page",
        hypermail.sniff,
        hypermail.read,
        mail_threads,
    ),
    Reader(
        "mhonarc",
        (".html",),
        "web pages of an MHonArc archive, one message a page",
        mhonarc.sniff,
        mhonarc.read,
        mail_threads,
    ),
    Reader(
        "usenet-markdown",
        (".md",),
        "a news thread as Markdown: headings, lists of headers, fenced texts",
        usenet_markdown.sniff,
        usenet_markdown.read,
        mail_threads,
    ),
)
"""The readers of mail and news."""
