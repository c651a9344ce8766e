"""Every mail under an id of its own: doubled deliveries dropped, missing and shared ids repaired.

What comes of it does not depend on the order in which the mails are given.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from hashlib import blake2b
from typing import Any, NamedTuple

from threadlab.readers.mail.mail import Mail, Remark

LATEST = datetime.max.replace(tzinfo=UTC)
"""When a mail without a date is taken to be from."""
_CERTAIN = 40  # letters of a mail that tell that one that goes on behind them is the same


class Delivered(NamedTuple):
    """A mail and the id that it goes by."""

    id: str
    mail: Mail


def delivered(mails: Iterable[Mail]) -> list[Delivered]:
    """Gives each mail its id.

    Args:
        mails: The mails, in any order.

    Returns:
        The mails by their dates, each once. A mail without Message-ID goes by a digest of its
        author, date, subject and body; of several different mails with one id all but the earliest
        go by the id and a number. Their remarks tell.
    """
    by_id: dict[str, list[Mail]] = {}
    for mail in mails:
        by_id.setdefault(mail.id or "", []).append(mail)
    found: list[Delivered] = []
    for mail in by_id.pop("", ()):
        name = _made_up(mail)
        by_id.setdefault(name, []).append(
            mail._replace(
                id=name, remarks=(*mail.remarks, Remark("mails without a Message-ID were named"))
            )
        )
    for name, group in by_id.items():
        if len(group) == 1:
            found.append(Delivered(name, group[0]))
            continue
        for number, mail in enumerate(_different(group), 1):
            if number == 1:
                found.append(Delivered(name, mail))
                continue
            free = f"{name}~{number}"
            while free in by_id:
                free += "~"
            remark = Remark("mails with the Message-ID of an earlier, different one were renamed")
            found.append(Delivered(free, mail._replace(remarks=(*mail.remarks, remark))))
    return sorted(found, key=lambda one: (one.mail.posted or LATEST, one.id))


def _made_up(mail: Mail) -> str:
    posted = mail.posted.isoformat() if mail.posted else ""
    text = "\0".join((mail.author or "", posted, mail.subject, mail.body))
    digest = blake2b(text.encode("utf-8", "surrogatepass"), digest_size=6)
    return f"without-id-{digest.hexdigest()}"


def _different(group: Sequence[Mail]) -> list[Mail]:
    """Of mails with one id gives each different one once, by date; the longest of the same.

    Deliveries of one mail differ: a list adds a footer, an archive moves what it cut off. Sorted,
    what may be the same stands side by side.
    """
    counts: dict[tuple[object, ...], int] = {}
    alike: dict[tuple[object, ...], Mail] = {}
    for mail in group:  # most deliveries are the same to the letter, and are told quickly
        key = (mail.author, mail.posted, mail.subject, mail.body)
        counts[key] = counts.get(key, 0) + 1
        alike[key] = max(alike.get(key, mail), mail, key=_links)
    mails = [(alike[key], count) for key, count in counts.items()]
    if len(mails) > 1:
        mails = _merged(mails, _rank, _is_said_again)
    if len(mails) > 1:
        mails = _merged(mails, _letters, _goes_on)
    remark = Remark("mails were delivered more than once; one of each was kept")
    return sorted(
        (m._replace(remarks=(*m.remarks, remark)) if count > 1 else m for m, count in mails),
        key=_rank,
    )


def _merged(
    mails: Sequence[tuple[Mail, int]],
    order: Callable[[Mail], Any],
    is_same: Callable[[Mail, Mail], bool],
) -> list[tuple[Mail, int]]:
    """Merges mails of one author that are the same as the first of those beside them."""
    kept: list[tuple[Mail, int]] = []
    first = None
    by_author = sorted(mails, key=lambda one: (one[0].author or "", order(one[0]), _rank(one[0])))
    for mail, count in by_author:
        if first is None or first.author != mail.author or not is_same(first, mail):
            kept.append((mail, count))
            first = mail
        else:
            before, times = kept[-1]
            kept[-1] = (max(before, mail, key=_length), times + count)
    return kept


def _links(mail: Mail) -> tuple[object, ...]:
    """Says how much of a mail's links was delivered; of equal ones, one whatever their order."""
    return (
        len(mail.references),
        len(mail.in_reply_to),
        mail.references,
        mail.in_reply_to,
        mail.remarks,
        mail.source,
    )


def _letters(mail: Mail) -> str:
    return "".join(mail.body.split())


def _length(mail: Mail) -> tuple[object, ...]:
    """Says how much of a mail was delivered."""
    return (len(mail.body), len(mail.references), _rank(mail))


def _goes_on(first: Mail, other: Mail) -> bool:
    """Says whether one mail begins with all of the other, which is not too short to tell."""
    begun, text = _letters(first), _letters(other)
    return text == begun or (len(begun) >= _CERTAIN and text.startswith(begun))


def _is_said_again(first: Mail, other: Mail) -> bool:
    """Says whether mails of one date and subject share at least half of their lines or words."""
    if first.posted is None or (first.posted, first.subject) != (other.posted, other.subject):
        return False
    if not len(first.body) / 3 < len(other.body) < len(first.body) * 3:
        return False
    lines, others = set(first.body.split("\n")), set(other.body.split("\n"))
    if 2 * len(lines & others) >= len(lines | others):
        return True
    words, others = set(first.body.split()), set(other.body.split())
    return 2 * len(words & others) >= len(words | others)


def _rank(mail: Mail) -> tuple[object, ...]:
    """Orders mails in one way only, whatever the order they are given in."""
    return (
        mail.posted or LATEST,
        mail.author or "",
        mail.subject,
        mail.body,
        mail.format,
        mail.in_reply_to,
        mail.references,
        mail.remarks,
        mail.source,
    )
