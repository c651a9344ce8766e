"""Channels that DiscordChatExporter saved, as JSON or as plain text; its CSV is read as a table.

A channel is a thread; the parts that a long one was divided into are joined.
"""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from threadlab.errors import UnreadableSource
from threadlab.readers.chat.messages import (
    Message,
    Place,
    chat_thread,
    counted,
    empty_note,
    without_messages,
)
from threadlab.readers.dates import parse_date
from threadlab.readers.numeric_dates import day_comes_first, plain_date
from threadlab.readers.sources import OnError, Source
from threadlab.thread import Thread

_STEP = "Export the channel again with DiscordChatExporter."
_TALK = ("Default", "Reply", "ChatInputCommand", "ContextMenuCommand", "ThreadStarterMessage", "0",
         "19", "20", "23", "None")  # fmt: skip
_KEYS = ('"guild"', '"channel"', '"messages"')
_ANY_OF = ('"dateRange"', '"timestampEdited"', '"isPinned"', '"messageCount"', '"messageId"')
_RULE = "=" * 62
_HEAD = re.compile(r"={60,64}\nGuild: (?P<guild>.*)\nChannel: (?P<channel>.*)\n")
_START = re.compile(
    r"\[(?P<date>[^\[\]\n]{6,40})\] (?P<name>[^\n]{1,100}?)(?P<pinned> \(pinned\))?"
)
_SECTIONS = ("{Attachments}", "{Embed}", "{Stickers}", "{Reactions}")
_EVENTS = re.compile(
    r"Joined the server\.|Pinned a message\.|Started a call that lasted .{1,40}\.|Started a call\."
    r"|Changed the channel (?:name|icon).{0,200}|(?:Added|Removed) .{1,100} (?:to|from) the group\."
    r"|Left the group\.|Started a thread\."
)
_PART = re.compile(r" \[part \d{1,5}\]$")


@dataclass(frozen=True, slots=True)
class Channel:
    """What one file holds of a channel."""

    name: str
    id: str
    title: str
    messages: list[Message]
    notes: list[str]


def sniff(head: str, name: str) -> float:  # noqa: ARG001 - every reader takes the name
    """Says how sure it is that a text is a saved channel, 0 to 1."""
    start = head.lstrip("\ufeff \t\r\n")
    if start.startswith("{"):
        return 1.0 if _is_export(start) else 0.0
    return 1.0 if _HEAD.match(start) else 0.0


def _is_export(start: str) -> bool:
    """Asks for the keys of every export, and for one that older or shortened ones need not have."""
    return all(key in start for key in _KEYS) and any(key in start for key in _ANY_OF)


def read(source: Source, on_error: OnError | None = None) -> Iterator[Channel]:  # noqa: ARG001
    """Reads a file of a channel.

    Args:
        source: The open file.
        on_error: Not needed: a file is one piece or an error.

    Yields:
        One piece: what the file holds of its channel.

    Raises:
        UnreadableSource: The file is not of this form.
    """
    text, notes = source.text()
    start = text.lstrip("\ufeff \t\r\n")
    if start.startswith("{"):
        yield _from_json(start, source, list(notes))
    elif _HEAD.match(start):
        yield _from_text(start, source, list(notes))
    else:
        raise UnreadableSource(source.name, "is no channel of Discord's", next_step=_STEP)


def join(pieces: Sequence[Channel], name: str) -> Iterator[Thread]:  # noqa: ARG001
    """Makes a thread of each channel.

    Args:
        pieces: What all files hold.
        name: Not needed: channels have names.

    Yields:
        The threads, in order of their first files.

    Raises:
        UnreadableSource: No channel holds a message.
    """
    channels: dict[str, list[Channel]] = {}
    for piece in pieces:
        if piece.messages:
            channels.setdefault(piece.id, []).append(piece)
    if pieces and not channels:
        raise without_messages(pieces[0].name)
    empty = {piece.id: piece.title for piece in pieces if piece.id not in channels}
    told = empty_note(list(empty.values()))
    for identity, parts in channels.items():
        notes = list(dict.fromkeys([*told, *(note for part in parts for note in part.notes)]))
        told = []
        messages = [message for part in parts for message in part.messages]
        if len(parts) > 1:
            notes.append(f"the channel was read from {len(parts)} files")
            messages.sort(key=_moment)
        place = Place(identity, parts[0].title, parts[0].name)
        yield chat_thread(place, messages, notes, "markdown")


def _moment(message: Message) -> str:
    moment = parse_date(message.date)
    return moment.isoformat() if moment else ""


def _from_json(text: str, source: Source, notes: list[str]) -> Channel:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise UnreadableSource(source.name, f"is not JSON ({error})", next_step=_STEP) from error
    listed = found.get("messages")
    if not isinstance(listed, list):
        raise UnreadableSource(source.name, "has no list of messages", next_step=_STEP)
    rows = [row for row in listed if isinstance(row, dict)]
    said = [row for row in rows if str(row.get("type")) in _TALK]
    _note_events(len(rows) - len(said), notes)
    silent = sum(not row.get("content") for row in said)
    if silent:
        without = counted(silent, "message has", "messages have")
        notes.append(f"{without} no text but an attachment, an embed or a sticker")
    channel = found.get("channel")
    channel = channel if isinstance(channel, dict) else {}
    guild = found.get("guild")
    names = (guild.get("name") if isinstance(guild, dict) else None, channel.get("name"))
    title = " / ".join(str(name) for name in names if name)
    identity = str(channel.get("id") or source.stem)
    messages = [_message(row, identity) for row in said]
    return Channel(source.name, identity, title, messages, notes)


def _note_events(number: int, notes: list[str]) -> None:
    if number:
        events = counted(number, "message", "messages")
        notes.append(f"left out: {events} about joins, pins, calls and other events")


def _message(row: dict[str, Any], channel: str) -> Message:
    writer = row.get("author")
    writer = writer if isinstance(writer, dict) else {}
    author = writer.get("nickname") or writer.get("name")
    reference = row.get("reference")
    reference = reference if isinstance(reference, dict) else {}
    here = reference.get("channelId") in (None, channel)
    above = reference.get("messageId") if here else None
    content = row.get("content")
    return Message(
        str(row.get("id") or ""),
        author if isinstance(author, str) else None,
        row.get("timestamp") if isinstance(row.get("timestamp"), str) else None,
        content if isinstance(content, str) else "",
        (str(above),) if above else (),
    )


class _Block(NamedTuple):
    """A message of a text export: its first line's number, head and lines."""

    line: int
    date: str
    name: str
    lines: list[str]


def _from_text(text: str, source: Source, notes: list[str]) -> Channel:
    head = _HEAD.match(text)
    channel = head["channel"].strip() if head else source.stem
    guild = head["guild"].strip() if head else ""
    blocks, aside = _blocks(text.split("\n"))
    if aside:
        sections = counted(aside, "list", "lists")
        notes.append(f"left out: {sections} of attachments, embeds, stickers or reactions")
    said = [block for block in blocks if not _EVENTS.fullmatch("\n".join(block.lines))]
    _note_events(len(blocks) - len(said), notes)
    dates = [block.date for block in said]
    first = day_comes_first(dates)
    numeric = next((date for date in dates if plain_date(date, first)), None)
    if first is None and numeric:
        notes.append(f"dates such as {numeric!r} do not tell day from month")
    messages = [
        Message(f"L{b.line}", b.name, plain_date(b.date, first) or b.date, "\n".join(b.lines))
        for b in said
    ]
    identity = _PART.sub("", source.stem)
    return Channel(source.name, identity, f"{guild} / {channel}", messages, notes)


def _blocks(lines: Sequence[str]) -> tuple[list[_Block], int]:
    """Parts the text at its heads, which stand behind blank lines; counts the lists below texts."""
    blocks: list[_Block] = []
    aside = 0
    in_section = False
    rules = 0
    for number, line in enumerate(lines, 1):
        if line.startswith(_RULE[:60]):
            rules += 1
            continue
        if rules < 2 or (line.startswith("Exported ") and lines[number - 2].startswith(_RULE[:60])):
            continue
        start = _START.fullmatch(line) if not lines[number - 2].strip() else None
        if start is None and number > 1 and lines[number - 2].startswith(_RULE[:60]):
            start = _START.fullmatch(line)
        if start and _is_date(start["date"]):
            blocks.append(_Block(number, start["date"], start["name"], []))
            in_section = False
        elif line in _SECTIONS and blocks:
            in_section = True
            aside += 1
        elif blocks and not in_section:
            blocks[-1].lines.append(line)
    for block in blocks:
        while block.lines and not block.lines[-1].strip():
            block.lines.pop()
    return blocks, aside


def _is_date(text: str) -> bool:
    return plain_date(text, None) is not None or parse_date(text) is not None
