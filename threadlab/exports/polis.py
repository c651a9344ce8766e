"""A thread in the form that Polis exports a conversation: statements, and votes on them.

The form is that of the files comments.csv and votes.csv of Polis (compdemocracy.org): a comment is
a statement, and who answers it votes on it: 1 where they agree, -1 where they disagree, 0 (pass)
where they do neither. As in Polis, authors agree to what they said.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from threadlab.errors import ManyThreads
from threadlab.exports.delimited import rows_of
from threadlab.graph.build import SIGNS
from threadlab.thread import Comment, Thread, own_words

COMMENT_COLUMNS = (
    *("timestamp", "datetime", "comment-id", "author-id", "agrees", "disagrees", "moderated"),
    "comment-body",
)
VOTE_COLUMNS = ("timestamp", "datetime", "comment-id", "voter-id", "vote")


def polis_csv(thread: Thread) -> bytes:
    """Gives the comments of a thread as Polis's comments.csv, with counts of votes.

    Comments and people are numbered from 0 in order of appearance; a comment without an author is
    a person of its own. Left out: names, ids, title, types, probabilities, who answers whom (a
    folder .polis holds the single votes), and quotes: the body is the comment's own words. A
    person's last vote on a statement counts.

    Args:
        thread: A thread; without stances there are only the authors' own votes.

    Returns:
        The file in UTF-8. Times are seconds since 1970 and text in UTC, empty where unknown.
    """
    return b"".join(_comments(thread, _votes(thread)))


def polis_folder(threads: Iterable[Thread], folder: Path) -> None:
    """Writes comments.csv and votes.csv into a folder.

    Args:
        threads: One thread: Polis has a conversation a folder.
        folder: An empty folder.

    Raises:
        ManyThreads: There are several.
    """
    listed = list(threads)
    if len(listed) != 1:
        raise ManyThreads(
            str(folder),
            f"holds one thread in Polis's form, and there are {len(listed)}",
            next_step="Save each into a folder of its own.",
        )
    votes = _votes(listed[0])
    (folder / "comments.csv").write_bytes(b"".join(_comments(listed[0], votes)))
    rows = (
        {**_time(by), "comment-id": comment, "voter-id": voter, "vote": vote}
        for (comment, voter), (vote, by) in votes.items()
    )
    head = ",".join(VOTE_COLUMNS).encode() + b"\n"
    (folder / "votes.csv").write_bytes(head + rows_of(rows, VOTE_COLUMNS))


Votes = dict[tuple[int, int], tuple[int, Comment]]


def _comments(thread: Thread, votes: Votes) -> Iterator[bytes]:
    counts = Counter((comment, vote) for (comment, _), (vote, _) in votes.items())
    people = _people(thread)
    yield ",".join(COMMENT_COLUMNS).encode() + b"\n"
    rows = (
        {
            **_time(comment),
            "comment-id": number,
            "author-id": people[number],
            "agrees": counts[number, 1],
            "disagrees": counts[number, -1],
            "moderated": 0,
            "comment-body": own_words(comment),
        }
        for number, comment in enumerate(thread.comments)
    )
    yield rows_of(rows, COMMENT_COLUMNS)


def _people(thread: Thread) -> list[int]:
    """Numbers the authors by comment; nobody knows that two unknown authors are one."""
    numbers: dict[str | int, int] = {}
    return [
        numbers.setdefault(place if comment.author is None else comment.author, len(numbers))
        for place, comment in enumerate(thread.comments)
    ]


def _votes(thread: Thread) -> Votes:
    """The votes by comment and voter, each with the comment that casts it."""
    people = _people(thread)
    places = {comment.id: place for place, comment in enumerate(thread.comments)}
    votes: Votes = {
        (place, people[place]): (1, comment) for place, comment in enumerate(thread.comments)
    }
    for reply in sorted(thread.replies, key=lambda reply: places[reply.child]):
        if reply.parent is None or not reply.stance:
            continue
        here, there = places[reply.child], places[reply.parent]
        if people[here] != people[there]:
            votes[there, people[here]] = SIGNS[reply.stance[0].name], thread.comments[here]
    return votes


def _time(comment: Comment) -> dict[str, Any]:
    posted = comment.posted
    return {
        "timestamp": None if posted is None else int(posted.timestamp()),
        "datetime": None if posted is None else posted,
    }
