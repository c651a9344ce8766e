"""What every source of mail and news gives: one message, understood and decoded."""

from datetime import datetime
from typing import NamedTuple


class Remark(NamedTuple):
    """Something that had to be assumed, repaired or left out in one mail.

    Attributes:
        what: In plain words, the same for all mails of which it is true.
        detail: What is particular to this mail; "" where nothing is.
    """

    what: str
    detail: str = ""


class Mail(NamedTuple):
    """One mail or news article.

    Attributes:
        id: The Message-ID without angle brackets; None where there is none.
        author: The sender's name, else the address; None where neither is told.
        posted: When, with time zone; None where unknown.
        subject: Decoded and on one line; "" where there is none.
        body: What is said, decoded; for mails that are HTML alone, the HTML.
        format: "email" or "html".
        in_reply_to: Ids that In-Reply-To names.
        references: Ids that References names, oldest first.
        source: The file it is from.
        remarks: What had to be assumed, repaired or left out.
    """

    id: str | None
    author: str | None
    posted: datetime | None
    subject: str
    body: str
    format: str = "email"
    in_reply_to: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    source: str = ""
    remarks: tuple[Remark, ...] = ()
