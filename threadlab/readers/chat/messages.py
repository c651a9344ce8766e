"""What chat logs share: messages, and threads made of them."""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from threadlab.errors import UnreadableSource
from threadlab.readers.repair import repaired
from threadlab.thread import Thread

_MOST_SHOWN = 3


class Message(NamedTuple):
    """One message of a chat.

    Attributes:
        id: Its id, or the line it begins at.
        author: Who wrote it; None: not told.
        date: When, as ISO 8601 or seconds since 1970; None: not told.
        body: The text.
        parents: Ids of the messages that it is said to answer.
    """

    id: str
    author: str | None
    date: Any
    body: str
    parents: Sequence[str] = ()


class Place(NamedTuple):
    """Where messages are from: what the thread is named, titled, and the file."""

    id: str
    title: str | None
    source: str


def chat_thread(
    place: Place, messages: Iterable[Message], notes: Sequence[str], format: str = "plain"
) -> Thread:
    """Makes a thread of messages.

    Args:
        place: Where they are from.
        messages: In the order in which they were posted.
        notes: What had to be assumed, and what was left out.
        format: How the texts are to be read.

    Returns:
        The thread.

    Raises:
        UnreadableSource: There is no message.
    """
    rows = [
        {
            "id": message.id,
            "stated_parents": list(message.parents),
            "author": message.author,
            "date": message.date,
            "body": message.body,
            "format": format,
        }
        for message in messages
    ]
    if not rows:
        raise without_messages(place.source)
    row = {"thread_id": place.id, "title": place.title, "comments": rows}
    return repaired(row, made_up_id=place.id, source=place.source, notes=list(notes))


def empty_note(names: Sequence[str]) -> list[str]:
    """Tells which chats of several hold no message; nothing where there are none."""
    return [f"left out: chats without messages ({shown(names)})"] if names else []


def without_messages(source: str) -> UnreadableSource:
    """The error for a source whose chats all hold no message."""
    return UnreadableSource(
        source, "is a chat without messages", next_step="Check that it is whole."
    )


def counted(number: int, one: str, many: str) -> str:
    """Gives "1 message" or "3 messages"."""
    return f"{number:,} {one if number == 1 else many}"


def shown(places: Sequence[str]) -> str:
    """Lists the first of some places, and how many more there are."""
    more = f" and {len(places) - _MOST_SHOWN} more" if len(places) > _MOST_SHOWN else ""
    return f"{', '.join(places[:_MOST_SHOWN])}{more}"
