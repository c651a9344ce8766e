"""Which mails belong together: those that refer to each other, and replies that refer to nothing.

After J. Zawinski, "Message threading" (jwz.org/doc/threading.html): messages that are named but
missing hold those together that name them, and what is left is joined by subject. Unlike there,
a subject joins only replies, and only to what was said not long before. No step recurses.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from threadlab.readers.mail.deliveries import LATEST, Delivered
from threadlab.readers.mail.mail import Mail
from threadlab.readers.mail.subjects import is_reply, subject_key

LONGEST_SILENCE = timedelta(days=60)
"""A reply that names no message answers a thread of its subject that fell silent no longer ago."""


_BEGINNING, _FIRST_LINES = 500, 3  # letters and lines of a body that show what it answers


class Links:
    """Sets of ids that grow together (union-find)."""

    def __init__(self) -> None:
        self._above: dict[str, str] = {}

    def root(self, name: str) -> str:
        """Finds the id that stands for the set."""
        above = self._above
        here = above.setdefault(name, name)
        while here != name:  # halve the path on the way up
            above[name] = above[here]
            name, here = here, above[here]
        return name

    def join(self, name: str, other: str) -> None:
        """Makes two sets one."""
        one, two = self.root(name), self.root(other)
        if one != two:
            self._above[max(one, two)] = min(one, two)


def components(
    mails: Sequence[Delivered], parents: dict[str, tuple[str, ...]]
) -> tuple[list[list[Delivered]], set[str]]:
    """Parts mails into threads.

    Args:
        mails: By date.
        parents: Per mail the ids that it answers or refers to; some may be of no mail here.

    Returns:
        The threads, in order of their first mails, each by date; and the ids of the mails that are
        in their thread because of their subject alone.
    """
    links = Links()
    for name, ids in parents.items():
        for parent in ids:
            links.join(name, parent)
    groups: dict[str, list[Delivered]] = {}
    for one in mails:
        groups.setdefault(links.root(one.id), []).append(one)
    known = {one.id for one in mails}
    threads: list[list[Delivered]] = []
    latest: list[datetime | None] = []
    of_subject: dict[str, int] = {}  # the thread of a subject that began last
    by_subject: set[str] = set()
    for group in groups.values():  # in order of their first mails, since the mails are
        first = group[0]
        key = subject_key(first.mail.subject)
        end = max((o.mail.posted for o in group if o.mail.posted), default=None)
        is_orphan = _answers(first.mail) or any(p not in known for p in parents[first.id])
        place = of_subject.get(key) if key else None
        if place is not None and is_orphan and _follows(first, latest[place]):
            threads[place].extend(group)
            latest[place] = _later(latest[place], end)
            by_subject.add(first.id)
            continue
        if key:
            of_subject[key] = len(threads)
        threads.append(group)
        latest.append(end)
    for thread in threads:
        thread.sort(key=lambda one: (one.mail.posted or LATEST, one.id))
    return threads, by_subject


def _answers(mail: Mail) -> bool:
    """Says whether a mail answers something: its subject says so, or it begins with a quote."""
    if is_reply(mail.subject):
        return True
    beginning = (line for line in mail.body[:_BEGINNING].split("\n") if line.strip())
    return any(
        line.startswith(">") for line, _ in zip(beginning, range(_FIRST_LINES), strict=False)
    )


def _follows(first: Delivered, latest: datetime | None) -> bool:
    """Says whether a mail was written not too long after the last one of a thread."""
    posted = first.mail.posted
    return posted is None or latest is None or posted - latest <= LONGEST_SILENCE


def _later(one: datetime | None, other: datetime | None) -> datetime | None:
    return max(one, other) if one and other else one or other
