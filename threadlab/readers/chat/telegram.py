"""Chats that Telegram Desktop exported as JSON: result.json, of one chat or of a whole account."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from threadlab.errors import UnreadableSource
from threadlab.readers.chat.messages import (
    Message,
    Place,
    chat_thread,
    counted,
    empty_note,
    without_messages,
)
from threadlab.readers.sources import OnError, Source
from threadlab.thread import Thread

_STEP = "Export the chat from Telegram Desktop again, as machine-readable JSON."


def sniff(head: str, name: str) -> float:  # noqa: ARG001 - every reader takes the name
    """Says how sure it is that a text is an export of Telegram's, 0 to 1."""
    start = head.lstrip("\ufeff \t\r\n")
    if not start.startswith("{"):
        return 0.0
    marks = ('"from_id"', '"date_unixtime"', '"text_entities"', '"actor_id"')
    if '"messages"' in start and sum(mark in start for mark in marks) >= 1 and '"type"' in start:
        return 1.0
    return 1.0 if '"chats"' in start and '"personal_information"' in start else 0.0


def read(source: Source, on_error: OnError | None = None) -> Iterator[Thread]:  # noqa: ARG001
    """Reads an export: a thread a chat.

    Args:
        source: The open file.
        on_error: Not needed: the file is read as a whole or is an error.

    Yields:
        The threads in the export's order.

    Raises:
        UnreadableSource: The file is not such an export, or holds no message.
    """
    text, decoding = source.text()
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise UnreadableSource(source.name, f"is not JSON ({error})", next_step=_STEP) from error
    chats = list(_chats(found))
    if not chats:
        raise UnreadableSource(source.name, "holds no chat of Telegram's", next_step=_STEP)
    held = [(number, chat) for number, chat in enumerate(chats, 1) if _holds_any(chat)]
    empty = [str(chat.get("name")) for chat in chats if not _holds_any(chat)]
    if not held:
        raise without_messages(source.name)
    notes = [*decoding, *empty_note(empty)]
    for number, chat in held:
        yield _thread(chat, source, number, notes)
        notes = [*decoding]


def _chats(found: Any) -> Iterator[dict[str, Any]]:
    """Finds the chats: the export itself, or those in its lists."""
    if not isinstance(found, dict):
        return
    if isinstance(found.get("messages"), list):
        yield found
    for key in ("chats", "left_chats"):
        group = found.get(key)
        listed = group.get("list") if isinstance(group, dict) else None
        for chat in listed if isinstance(listed, list) else ():
            if isinstance(chat, dict) and isinstance(chat.get("messages"), list):
                yield chat


def _is_said(message: Any) -> bool:
    return isinstance(message, dict) and message.get("type") != "service"


def _holds_any(chat: Mapping[str, Any]) -> bool:
    return any(map(_is_said, chat["messages"]))


def _thread(chat: dict[str, Any], source: Source, number: int, notes: list[str]) -> Thread:
    said = [m for m in chat["messages"] if _is_said(m)]
    listed = [m for m in chat["messages"] if isinstance(m, dict)]
    service = {str(m.get("id")) for m in listed if not _is_said(m)}
    if service:
        events = counted(len(service), "message", "messages")
        notes.append(f"left out: {events} about joins, calls, pins and other events")
    elsewhere = sum(m.get("reply_to_peer_id") is not None for m in said)
    if elsewhere:
        replies = counted(elsewhere, "message answers", "messages answer")
        notes.append(f"{replies} one in another chat")
    forwarded = sum(m.get("forwarded_from") is not None for m in said)
    if forwarded:
        passed = counted(forwarded, "message was", "messages were")
        notes.append(f"{passed} forwarded: the text is somebody else's")
    empty = sum(not _text(m.get("text")) for m in said)
    if empty:
        notes.append(
            f"{counted(empty, 'message has', 'messages have')} no text but a picture, a file, a "
            "sticker or a poll"
        )
    name = chat.get("id") if chat.get("id") is not None else f"{source.stem}-{number}"
    title = chat.get("name")
    place = Place(str(name), title if isinstance(title, str) else None, source.name)
    return chat_thread(place, (_message(m, service) for m in said), notes)


def _message(message: dict[str, Any], service: set[str]) -> Message:
    parent = message.get("reply_to_message_id")
    known = parent is not None and message.get("reply_to_peer_id") is None
    date = message.get("date_unixtime") or message.get("date")
    author = message.get("from")
    return Message(
        str(message.get("id", "")),
        author if isinstance(author, str) else None,
        date if isinstance(date, str | int) else None,
        _text(message.get("text")),
        (str(parent),) if known and str(parent) not in service else (),
    )


def _text(value: Any) -> str:
    """Joins a text that is parted by its letter styles, links and quotes."""
    if isinstance(value, str):
        return value
    parts: list[str] = []
    for part in value if isinstance(value, list) else ():
        text = part.get("text") if isinstance(part, dict) else part
        if not isinstance(text, str):
            continue
        kind = part.get("type") if isinstance(part, dict) else None
        if kind == "blockquote":
            before = "" if not parts or parts[-1].endswith("\n") else "\n"
            quoted = "\n".join(f"> {line}" for line in text.split("\n"))
            parts.append(f"{before}{quoted}\n")
        elif kind == "text_link" and isinstance(part.get("href"), str):
            parts.append(f"{text} ({part['href']})")
        else:
            parts.append(text)
    return "".join(parts)
