"""What the tests of mail share: small mails, mailboxes, and how to read them."""

import io
from datetime import UTC, datetime, timedelta

from threadlab.readers.mail import MAIL_READERS
from threadlab.readers.mail.mail import Mail
from threadlab.readers.mail.threads import mail_threads
from threadlab.readers.sources import Source

READ = {reader.name: reader for reader in MAIL_READERS}
START = datetime(2005, 1, 2, 17, 0, tzinfo=UTC)
ENVELOPE = "From ann@example.org  Sun Jan  2 17:06:03 2005\n"


def opened(data, name="box"):
    """An open source."""
    return Source(name, io.BytesIO(data if isinstance(data, bytes) else data.encode()))


def mails_of(reader, data, name="box"):
    """The mails that a reader finds in some bytes."""
    return list(READ[reader].read(opened(data, name), None))


def sureness(reader, text, name="box"):
    """How sure a reader is that a text is its own."""
    return READ[reader].sniff(text, name)


def mail(key, *references, minutes=0, subject="Tulips", **more):
    """A mail that refers to others, written so many minutes after the first."""
    fields = {
        "id": key,
        "author": "Ann",
        "posted": START + timedelta(minutes=minutes),
        "subject": subject,
        "body": f"The words of {key}.",
        "references": references,
        **more,
    }
    return Mail(**fields)


def threads_of(*mails):
    """The threads that mails make."""
    return list(mail_threads(mails, "box"))


def shape(threads):
    """Per thread its id and its comments' ids with their first stated parents."""
    return [
        (t.id, [(c.id, c.stated_parents[0] if c.stated_parents else None) for c in t.comments])
        for t in threads
    ]
