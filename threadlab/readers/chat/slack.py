"""A workspace that Slack exported: a folder a channel, in it a file a day; names in users.json.

A channel is a thread; a message in a thread of Slack's answers the message that opened it.
"""

import html
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from threadlab.errors import UnreadableSource
from threadlab.readers.chat.messages import Message, Place, chat_thread, counted, empty_note
from threadlab.readers.sources import OnError, Source
from threadlab.readers.tables.records import first_row
from threadlab.thread import Thread

_TS = re.compile(r"\d{8,11}\.\d{1,9}")
_MESSAGE = re.compile(r'"ts":\s{0,4}"\d{8,11}\.\d{1,9}"')
_MEMBER = re.compile(r"[UWB][A-Z0-9]{5,20}")
_CHANNEL = re.compile(r"[CGD][A-Z0-9]{5,20}")
_LISTS = ("users", "channels", "groups", "dms", "mpims", "integration_logs", "canvases", "lists",
          "huddle_transcripts", "file_conversations")  # fmt: skip
_TALK = (None, "", "bot_message", "me_message", "thread_broadcast", "file_share", "file_comment",
         "reply_broadcast", "tombstone", "reminder_add")  # fmt: skip
_KEPT = ("id", "name", "real_name", "profile", "type", "subtype", "ts", "thread_ts", "text", "user",
         "user_profile", "username", "bot_id")  # fmt: skip
_MARKED = re.compile(r"<([^<>\n]{1,4000})>")
_STEP = "Give the folder or the .zip that Slack exported."


@dataclass(frozen=True, slots=True)
class Day:
    """The messages of one file: of a channel on a day."""

    name: str
    messages: list[dict[str, Any]]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class People:
    """Who is behind the ids; empty for the lists that name nobody."""

    name: str
    names: dict[str, str]


def sniff(head: str, name: str) -> float:
    """Says how sure it is that a text is a file of an export, 0 to 1."""
    start = head.lstrip("\ufeff \t\r\n")
    stem = Source.stem_of(name)
    if start.rstrip() == "[]" and stem in _LISTS:
        return 0.95
    found = first_row(start)
    if found is None:
        cut = start.startswith("[") and '"type"' in start and '"message"' in start
        return 0.95 if cut and _MESSAGE.search(start) else 0.0
    first = found
    if isinstance(found.get("messages"), list) and found["messages"]:
        first = found["messages"][0] if isinstance(found["messages"][0], dict) else {}
    if first.get("type") == "message" and _TS.fullmatch(str(first.get("ts"))):
        return 1.0
    identity = str(found.get("id"))
    if start.startswith("[") and _MEMBER.fullmatch(identity) and "profile" in found:
        return 1.0
    if start.startswith("[") and _CHANNEL.fullmatch(identity) and "created" in found:
        return 1.0
    return 0.95 if stem in _LISTS and {"user_id", "change_type"} <= found.keys() else 0.0


def read(source: Source, on_error: OnError | None = None) -> Iterator[Day | People]:  # noqa: ARG001
    """Reads one file of an export.

    Args:
        source: The open file.
        on_error: Not needed: a file is one piece or an error.

    Yields:
        One piece: the messages of a day, or who is behind the ids.

    Raises:
        UnreadableSource: The file is not JSON of this form.
    """
    text, notes = source.text()
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise UnreadableSource(source.name, f"is not JSON ({error})", next_step=_STEP) from error
    if isinstance(found, dict):
        found = found.get("messages")
    if not isinstance(found, list):
        raise UnreadableSource(source.name, "is no list of messages", next_step=_STEP)
    rows = [{key: row.get(key) for key in _KEPT} for row in found if isinstance(row, dict)]
    if any(_TS.fullmatch(str(row.get("ts"))) for row in rows):
        yield Day(source.name, rows, notes)
    else:
        yield People(source.name, dict(_people(rows)))


def join(pieces: Sequence[Day | People], name: str) -> Iterator[Thread]:
    """Makes a thread of each channel.

    Args:
        pieces: The pieces of all files.
        name: What a channel is called whose folder is not known.

    Yields:
        The threads, channel by channel.

    Raises:
        UnreadableSource: There are lists of people or channels alone.
    """
    names: dict[str, str] = {}
    channels: dict[str, list[Day]] = {}
    for piece in pieces:
        if isinstance(piece, People):
            names.update(piece.names)
        else:
            channels.setdefault(_folder(piece.name), []).append(piece)
    for days in channels.values():
        names.update(item for day in days for item in _from_messages(day.messages, names))
    held = {folder: days for folder, days in channels.items() if _said(days)}
    if pieces and not held:
        raise UnreadableSource(
            pieces[0].name, "is a part of a Slack export without messages", next_step=_STEP
        )
    notes = empty_note([f"#{_last(folder)}" for folder in channels if folder not in held])
    for folder, days in held.items():
        yield _thread(_last(folder) or name, days, names, notes)
        notes = []


def _said(days: Sequence[Day]) -> list[dict[str, Any]]:
    """The messages of people, without those about joins, topics and the like."""
    return [row for day in days for row in day.messages if row.get("subtype") in _TALK]


def _folder(name: str) -> str:
    return str(PurePosixPath(name.replace("\\", "/")).parent)


def _last(folder: str) -> str:
    return PurePosixPath(folder).name


def _people(rows: Sequence[dict[str, Any]]) -> Iterator[tuple[str, str]]:
    for row in rows:
        profile = row.get("profile")
        named = _name_in(profile if isinstance(profile, dict) else {}, row)
        if named and _MEMBER.fullmatch(str(row.get("id"))):
            yield str(row["id"]), named


def _from_messages(
    rows: Sequence[dict[str, Any]], known: Mapping[str, str]
) -> Iterator[tuple[str, str]]:
    """Finds the names that messages carry themselves, of people that no list names."""
    for row in rows:
        profile = row.get("user_profile")
        if isinstance(profile, dict) and str(row.get("user")) not in known:
            named = _name_in(profile, profile)
            if named:
                yield str(row.get("user")), named


def _name_in(profile: Mapping[str, Any], row: Mapping[str, Any]) -> str | None:
    places = (
        *((profile, key) for key in ("display_name", "real_name")),
        *((row, key) for key in ("real_name", "name")),
    )
    found = (where.get(key) for where, key in places)
    return next((text.strip() for text in found if isinstance(text, str) and text.strip()), None)


def _thread(
    channel: str, days: Sequence[Day], names: Mapping[str, str], told: Sequence[str]
) -> Thread:
    said = _said(days)
    notes = list(dict.fromkeys([*told, *(note for day in days for note in day.notes)]))
    events = sum(len(day.messages) for day in days) - len(said)
    if events:
        what = counted(events, "message", "messages")
        notes.append(f"left out: {what} about joins, topics and other events of the channel")
    unknown = {i for row in said if (i := str(row.get("user") or "")) and i not in names}
    if unknown:
        people = counted(len(unknown), "writer is", "writers are")
        notes.append(f"{people} known by an id alone: no users.json was read that names them")
    removed = sum(row.get("subtype") == "tombstone" for row in said)
    if removed:
        notes.append(f"{counted(removed, 'message was', 'messages were')} removed")
    said.sort(key=_seconds)
    source = days[0].name if len(days) == 1 else _folder(days[0].name)
    place = Place(channel, f"#{channel}", source)
    return chat_thread(place, (_message(row, names) for row in said), notes, "markdown")


def _seconds(row: Mapping[str, Any]) -> float:
    return float(row["ts"]) if _TS.fullmatch(str(row.get("ts"))) else 0.0


def _message(row: Mapping[str, Any], names: Mapping[str, str]) -> Message:
    user = str(row.get("user") or row.get("bot_id") or "")
    author = names.get(user) or row.get("username") or user or None
    removed = row.get("subtype") == "tombstone"
    text = row.get("text")
    above = row.get("thread_ts")
    answers = isinstance(above, str) and above != row.get("ts")
    return Message(
        str(row.get("ts", "")),
        None if removed else str(author) if author else None,
        _seconds(row) or None,
        "" if removed or not isinstance(text, str) else unmarked(text, names),
        (str(above),) if answers else (),
    )


def unmarked(text: str, names: Mapping[str, str]) -> str:
    """Turns Slack's marks for people, channels and links into what readers see, as Markdown.

    Args:
        text: A message, as the export has it.
        names: Names by the ids of people.
    """

    def plain(found: re.Match[str]) -> str:
        target, _, label = found[1].partition("|")
        if target.startswith("@"):
            return f"@{names.get(target[1:], label or target[1:])}"
        if target.startswith("#"):
            return f"#{label or target[1:]}"
        if target.startswith("!"):
            return f"@{(label or target[1:].partition('^')[0]).lstrip('@')}"
        return f"[{label}]({target})" if label and label != target else target

    return html.unescape(_MARKED.sub(plain, text))
