"""Mails to threads: whatever files they are from and in whatever order they were delivered."""

import os
from collections.abc import Iterator, Sequence

from threadlab.markup import passages
from threadlab.readers.mail.components import components
from threadlab.readers.mail.deliveries import LATEST, Delivered, delivered
from threadlab.readers.mail.mail import Mail
from threadlab.readers.mail.subjects import bare_subject
from threadlab.readers.order import parents_first, without_cycles
from threadlab.readers.repair import Notes
from threadlab.thread import Comment, Thread

_SELF = "mails that name themselves as answered"
_CIRCLE = "replies in a circle, cut at"
_MISSING = "messages that are answered but are not here"
_BY_SUBJECT = "replies that name no message here are in this thread for their subject"


def mail_threads(pieces: Sequence[Mail], name: str) -> Iterator[Thread]:
    """Joins mails to threads by what they say they answer.

    Args:
        pieces: The mails, in any order; what comes of them does not depend on it.
        name: What to call their source where they name none.

    Yields:
        The threads, in order of their first dates. Stated parents are what In-Reply-To names, then
        References from the last to the first; messages that are not here hold those together that
        answer them. A reply without any of that joins the thread of its subject.
    """
    mails = delivered(pieces)
    parents = {one.id: _stated(one) for one in mails}
    threads, by_subject = components(mails, parents)
    for thread in threads:
        yield _thread(thread, parents, by_subject, name)


def _stated(one: Delivered) -> tuple[str, ...]:
    """Lists the messages that a mail answers, nearest first."""
    mail = one.mail
    if not mail.references and len(mail.in_reply_to) < 2:
        return mail.in_reply_to
    return tuple(dict.fromkeys((*mail.in_reply_to, *reversed(mail.references))))


def _thread(
    mails: list[Delivered], parents: dict[str, tuple[str, ...]], by_subject: set[str], name: str
) -> Thread:
    notes = Notes([])
    if len(mails) == 1:
        notes.add("no answer was found: this is a thread of one")
    stated = _repaired(mails, parents, notes)
    by_id = {one.id: one.mail for one in mails}
    order = parents_first({one.id: stated[one.id] for one in _dated(mails, stated)})
    for key in order:
        for remark in by_id[key].remarks:
            notes.at(remark.what, f"{remark.detail} of {key}" if remark.detail else key)
        if key in by_subject:
            notes.at(_BY_SUBJECT, key)
    root = order[0]
    missing = next((p for p in stated[root] if p not in by_id), None)
    return Thread(
        id=missing or root,
        title=bare_subject(by_id[root].subject) or None,
        source=_source(mails) or name,
        comments=tuple(_comment(key, by_id[key], stated[key]) for key in order),
        notes=tuple(notes.all()),
    )


def _comment(key: str, mail: Mail, stated: Sequence[str]) -> Comment:
    return Comment(
        id=key,
        author=mail.author,
        body=mail.body,
        format=mail.format,
        posted=mail.posted,
        passages=passages(mail.body, mail.format),
        stated_parents=tuple(stated),
    )


def _repaired(
    mails: list[Delivered], parents: dict[str, tuple[str, ...]], notes: Notes
) -> dict[str, Sequence[str]]:
    """Takes self-references and circles out; tells of them and of missing messages."""
    stated: dict[str, Sequence[str]] = {}
    here = {one.id for one in mails}
    missing: dict[str, None] = {}
    for one in reversed(mails):  # from the latest back, a circle is cut where time runs backwards
        ids = parents[one.id]
        if one.id in ids:
            notes.at(_SELF, one.id)
            ids = tuple(i for i in ids if i != one.id)
        stated[one.id] = ids
    for one in mails:
        if stated[one.id] and stated[one.id][0] not in here:
            missing[stated[one.id][0]] = None
    kept, cut = without_cycles(stated)
    for child, parent in cut:
        notes.at(_CIRCLE, f"{child} (answers {parent})")
    for ghost in missing:
        notes.at(_MISSING, ghost)
    return dict(kept)


def _dated(mails: list[Delivered], stated: dict[str, Sequence[str]]) -> list[Delivered]:
    """Orders mails by date; one without stands before its answers, else behind its parents."""
    undated = {one.id for one in mails if one.mail.posted is None}
    if not undated:
        return mails
    when = {one.id: one.mail.posted for one in mails if one.mail.posted is not None}
    taken = dict(when)
    for child, posted in when.items():
        for parent in stated[child]:
            if parent in undated and (parent not in taken or posted < taken[parent]):
                taken[parent] = posted
    for name in undated - taken.keys():
        answered = [when[p] for p in stated[name] if p in when]
        if answered:
            taken[name] = max(answered)
    return sorted(mails, key=lambda o: (taken.get(o.id, LATEST), o.id not in undated, o.id))


def _source(mails: list[Delivered]) -> str:
    """Names the file that mails are from, or the folder or archive of all their files."""
    files = {one.mail.source for one in mails}
    if len(files) == 1:
        return files.pop()
    try:
        return os.path.commonpath(files)
    except ValueError:  # relative and absolute paths
        return ""
