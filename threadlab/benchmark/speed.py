"""Ordinary speed: comments to passages, and files to threads beside what merely parses them."""

import csv
import email
import io
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from threadlab.benchmark.timing import read_with, seconds
from threadlab.markup import MARKUPS, passages
from threadlab.readers import READERS

_OWN = "I think the bus lane on Mill Road should stay, because the number 7 is on time since then. "
_OTHER = "Parking was easier before, and the shops say that fewer people stop on their way home. "
BODIES: dict[str, str] = {
    "plain": f"Ann wrote:\n> {_OTHER}\n> {_OTHER}\n\n{_OWN}\n\n{_OWN}",
    "email": f"On Mon, Jun 3, 2019 at 10:00, Ann Hill wrote:\n\n> {_OTHER}\n>> {_OWN}\n\n{_OWN}",
    "markdown": f"> {_OTHER}\n> {_OTHER}\n\n{_OWN}\n\n* {_OWN}\n* see [here](http://x.example)",
    "html": f"<blockquote><p>{_OTHER}</p></blockquote><p>{_OWN}</p><p>{_OWN}</p>"
    '<p>See <a href="http://x.example">here</a>.</p>',
    "bbcode": f"[quote=Ann]{_OTHER}[/quote]\n{_OWN}\n\n[b]{_OWN}[/b]",
}
"""An ordinary comment in each markup, filled up to 400 bytes."""
_LENGTH = 400
LEAST_COMMENTS_A_SECOND = 20_000
MOST_TIMES_EMAIL = 2.5
MOST_TIMES_JSON = 4.0


@dataclass(frozen=True, slots=True)
class Speed:
    """How fast something ordinary is done.

    Attributes:
        what: What is done.
        amount: How many comments, mails, lines or rows were read.
        per_second: How many of them a second.
        ratio: The time as a multiple of what merely parses the same; None: nothing does.
        beside: What that is.
        limit: What is asked for, in words.
    """

    what: str
    amount: int
    per_second: float
    ratio: float | None = None
    beside: str = ""
    limit: str = ""


def speeds(amount: int = 5_000) -> Iterator[Speed]:
    """Measures ordinary speed.

    Args:
        amount: How many comments, mails, lines and rows are read.

    Yields:
        A speed for each markup, and one for each kind of file whose reader there is.
    """
    for markup in MARKUPS:
        bodies = [comment(markup, k) for k in range(amount)]
        took = seconds(lambda m=markup, b=bodies: [passages(body, m) for body in b])  # type: ignore[misc]
        limit = f"at least {LEAST_COMMENTS_A_SECOND:,} comments of {_LENGTH} bytes a second"
        yield Speed(f"passages of {markup}", amount, amount / took, limit=limit)
    for name, make in _FILES.items():
        if name in READERS:
            yield make(name, amount)


def comment(markup: str, number: int) -> str:
    """Makes an ordinary comment of 400 bytes; no two are the same."""
    body = BODIES.get(markup, BODIES["plain"]) + f" {_OWN}" * 4
    return body.replace("number 7", f"number {number}")[:_LENGTH]


def mails(amount: int) -> list[bytes]:
    """Makes ordinary mails: threads of ten, each answering the one before."""
    return [_mail(k, first=k - k % 10).encode() for k in range(amount)]


def _mail(k: int, first: int) -> str:
    answers = ""
    if k > first:
        path = " ".join(f"<{j}@list.example>" for j in range(first, k))
        answers = f"In-Reply-To: <{k - 1}@list.example>\nReferences: {path}\n"
    return (
        "Received: from a.example by b.example; Mon, 3 Jun 2019 10:00:00 +0000\n"
        f"From: Ann{k % 7} Hill <ann{k % 7}@list.example>\nTo: talk@list.example\n"
        f"Date: Mon, {3 + k % 20} Jun 2019 {k % 24:02}:{k % 60:02}:00 +0000\n"
        f"Subject: {'Re: ' * (k > first)}bus lane {first}\nMessage-ID: <{k}@list.example>\n"
        f'{answers}MIME-Version: 1.0\nContent-Type: text/plain; charset="utf-8"\n\n'
        f"{comment('email', k)}\n"
    )


def _mbox(name: str, amount: int) -> Speed:
    parts = mails(amount)
    data = b"".join(b"From ann@list.example Mon Jun  3 10:00:00 2019\n%b\n" % m for m in parts)
    return _beside(
        Speed(f"{name} to passages", amount, 0, beside="email.message_from_bytes"),
        lambda: read_with(READERS[name], data),
        lambda: [email.message_from_bytes(part) for part in parts],
        MOST_TIMES_EMAIL,
    )


def _threads(name: str, amount: int) -> Speed:
    rows = [
        {
            "thread_id": f"t{k}",
            "comments": [
                {"id": str(j), "parent": str(j - 1) if j else None, "author": f"ann{j}",
                 "date": "2019-06-03T10:00:00Z", "body": comment("markdown", k + j),
                 "format": "markdown"}
                for j in range(10)
            ],
        }
        for k in range(max(1, amount // 10))
    ]  # fmt: skip
    lines = [json.dumps(row).encode() for row in rows]
    return _beside(
        Speed(f"{name}, comments", amount, 0, beside="json.loads"),
        lambda: read_with(READERS[name], b"\n".join(lines)),
        lambda: [json.loads(line) for line in lines],
        None,
    )


_DUMPED: dict[str, object] = {
    "all_awardings": [], "associated_award": None, "author_created_utc": 1400000000,
    "author_flair_background_color": None, "author_flair_css_class": None,
    "author_flair_richtext": [], "author_flair_template_id": None, "author_flair_text": None,
    "author_flair_text_color": None, "author_flair_type": "text", "author_patreon_flair": False,
    "author_premium": False, "awarders": [], "can_gild": True, "can_mod_post": False,
    "collapsed": False, "collapsed_because_crowd_control": None, "collapsed_reason": None,
    "controversiality": 0, "distinguished": None, "edited": False, "gilded": 0, "gildings": {},
    "is_submitter": False, "locked": False, "no_follow": True, "quarantined": False,
    "removal_reason": None, "retrieved_on": 1560000000, "score": 1, "score_hidden": False,
    "send_replies": True, "steward_reports": [], "stickied": False, "subreddit": "buses",
    "subreddit_id": "t5_buses", "subreddit_name_prefixed": "r/buses", "subreddit_type": "public",
    "total_awards_received": 0, "treatment_tags": [],
}  # fmt: skip
"""What a line of a dump holds beside what is read of it."""


def _reddit(name: str, amount: int) -> Speed:
    lines = [
        json.dumps(
            {**_DUMPED, "id": f"c{k}", "link_id": f"t3_s{k // 10}", "created_utc": 1559556000 + k,
             "parent_id": f"t1_c{k - 1}" if k % 10 else f"t3_s{k // 10}", "author": f"ann{k % 7}",
             "author_fullname": f"t2_ann{k % 7}", "body": comment("markdown", k),
             "permalink": f"/r/buses/comments/s{k // 10}/x/c{k}/"}
        ).encode()
        for k in range(amount)
    ]  # fmt: skip
    return _beside(
        Speed(f"{name}, lines of a dump", amount, 0, beside="json.loads"),
        lambda: read_with(READERS[name], b"\n".join(lines)),
        lambda: [json.loads(line) for line in lines],
        MOST_TIMES_JSON,
    )


def _rows(name: str, amount: int) -> Speed:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(("thread", "id", "parent", "author", "date", "body"))
    for k in range(amount):
        parent = f"c{k - 1}" if k % 10 else ""
        day = f"2019-06-{3 + k % 20:02}"
        writer.writerow((k // 10, f"c{k}", parent, f"ann{k % 7}", day, comment("plain", k)))
    data = text.getvalue().encode()
    return _beside(
        Speed(f"{name}, rows of CSV", amount, 0, beside="csv.reader"),
        lambda: read_with(READERS[name], data, "rows.csv"),
        lambda: list(csv.reader(io.StringIO(data.decode(), newline=""))),
        None,
    )


_FILES: dict[str, Callable[[str, int], Speed]] = {
    "mbox": _mbox,
    "jsonl": _threads,
    "reddit": _reddit,
    "table": _rows,
}
"""What is measured of readers, by their name."""


def _beside(
    what: Speed, ours: Callable[[], object], theirs: Callable[[], object], most: float | None
) -> Speed:
    took, parsing = seconds(ours), seconds(theirs)
    limit = f"at most {most:g} times {what.beside}" if most else ""
    ratio = took / parsing
    return Speed(what.what, what.amount, what.amount / took, ratio, what.beside, limit)
