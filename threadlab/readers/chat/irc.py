"""Logs of IRC channels, as the common programs write them.

irssi, WeeChat, ZNC, HexChat and XChat, mIRC, energymech, eggdrop, supybot, Pidgin, and the logs of
channels that are published on the web. All are lines of a time, a nick and what was said; joins,
parts and changes of mode are no comments and are counted in the notes. An action ("/me waves") is a
comment of who acts.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from threadlab.readers.chat.clock import Clock
from threadlab.readers.chat.messages import Message, Place, chat_thread, counted, shown
from threadlab.readers.decode import oddities
from threadlab.readers.sources import OnError, Source
from threadlab.thread import Thread

_CODES = re.compile(r"\x03(?:\d{1,2}(?:,\d{1,2})?)?|[\x02\x0f\x11\x16\x1d\x1e\x1f]")
_STAMP = (
    r"(?P<day>\d{4}-\d{2}-\d{2}|[A-Z][a-z]{2} {1,2}\d{1,2}|\d{1,2}[./]\d{1,2}[./]\d{2,4})?"
    r"[ T,]{0,3}(?P<time>\d{1,2}:\d{2}(?::\d{2})?(?:[.,]\d{1,6})?(?: ?[AaPp][Mm])?)"
    r"(?:Z|[+-]\d{2}:?\d{2})?"
)
_TIMED = re.compile(rf"(?P<open>[\[(])?{_STAMP}(?P<close>[\])])?(?P<gap>[ \t]{{1,4}})")
_NICK = r"[@+%~&! ]?(?P<nick>[^\s<>]{1,64})"
_SAID = re.compile(rf"<{_NICK}>(?:[ \t](?P<text>.*))?")
_NAMED = re.compile(r"(?P<nick>[^\s:*(][^:]{0,63}):(?: (?P<text>.*))?")  # Pidgin
_COLUMN = re.compile(r"[@+%~&]?(?P<nick>[^\t]{1,64})\t(?P<text>.*)")  # WeeChat
_ACTED = re.compile(
    r"(?:\*|Action:|===|\*{3})[ \t]{1,4}(?P<act>[@+%~&]?(?P<nick>[^\s:<>]{1,64})(?: .*)?)"
    r"|\*{3}(?P<act2>(?P<nick2>[^\s:*<>]{1,64}) .*)"
)
_EVENT = re.compile(
    r"(?:-!-|={3}|\*{3}|-->|<--|--|=!=|---|\*)?[ \t]{0,4}(?:"
    r"(?P<system>(?:Joins|Parts|Quits|Join|Part|Quit|Nick change|Mode change|Topic|Users on|Mode|"
    r"Now talking|Disconnected|Rejoined|Notify|Set by|Attempting|Retrieving|You are now|"
    r"You have|ServerMode|Netsplit|Channel|Irssi|Kicked|Nick|Server)\b.*)"
    r"|\S{1,64} {1,2}(?:[\[(][^\])]{0,200}[\])] {1,3})?(?P<event>"
    r"(?:has |have )?(?:joined|left|parted|quit|entered the room|left the room)"
    r"(?: [#&+!]\S.*| (?:the |this )?(?:channel|room|chat|IRC)\b.*| ?[\[(:].*|\.)?$"
    r"|is now known as .*|(?:has )?(?:been |was )kicked\b.*|(?:has )?sets? (?:the )?"
    r"(?:channel |mode|topic).*|(?:has )?(?:changed|changes) (?:the |nick|mode|topic).*"
    r"|mode/.*|.{0,20}is now (?:away|back)\b.*"
    r"))"
)
_MARKED = re.compile(r"-!-|-->|<--|=!=|---|--(?=[ \t])|-[^\s-]{1,64}-(?=[ \t])")
_DAY_LINE = re.compile(
    r"(?:--- (?:Log opened|Day changed|Log closed|Day changed to)|\*{4} (?:BEGIN|ENDING) LOGGING AT"
    r"|Session (?:Start|Time|Close):|Log (?:file )?(?:opened|started|created)(?: at| on)?:?"
    r"|\[?#? ?Logging started(?: on| at)?:?|---|\*{3}) +(?P<day>\S.{7,60}?)[\])]?\s{0,4}"
)
_TALK_WITH = re.compile(
    r"Conversation with (?P<title>\S{1,80}) (?:at|on) (?P<day>.{8,60}?)(?: on .{1,80})?\s{0,4}"
)
_TITLE_LINE = re.compile(r"Session Ident: (?P<title>\S{1,80}).*")
_TIMELESS = ("===", "***")  # some logs give no times to these
_HEADINGS = ("day", "title")
_SNIFFED = 400
_FEWEST = 10  # messages that make a log beyond doubt; shorter ones are pasted talk as well


class _Line(NamedTuple):
    """What a line is: "said", "acted", "event", "day", "title" or "" (none of these)."""

    kind: str
    nick: str = ""
    text: str = ""
    day: str | None = None
    time: str = ""


def sniff(head: str, name: str) -> float:  # noqa: ARG001 - every reader takes the name
    """Says how sure it is that a text is a log of a channel, 0 to 1."""
    if head.lstrip().startswith(("<!", "<?", "{", "<html")):
        return 0.0
    lines = [line for line in head.split("\n")[:_SNIFFED] if line.strip()]
    found = [_line(line[:2000]) for line in lines]
    kinds = Counter(line.kind for line in found)
    said = [line for line in found if line.kind in ("said", "acted")]
    timed = sum(bool(line.time) for line in said)
    known = len(found) - kinds[""]
    if kinds["said"] < 2 or 10 * known < 7 * len(found) or 2 * timed < len(said):
        return 0.0
    sure = len(said) >= _FEWEST or kinds["event"] or kinds["day"] or kinds["acted"]
    return 0.95 if sure else 0.85


def read(source: Source, on_error: OnError | None = None) -> Iterator[Thread]:  # noqa: ARG001
    """Reads a log as one thread.

    Args:
        source: The open file.
        on_error: Not needed: a log is one thread or an error.

    Yields:
        One thread, its messages in the log's order; what stands before the first is left out.

    Raises:
        UnreadableSource: The file is not text, or holds no message.
    """
    text, notes = source.text()
    log = _Log()
    for number, line in enumerate(text.split("\n"), 1):
        log.take(number, line)
    if log.codes:  # they are the control characters that were counted
        notes = tuple(note for note in notes if note not in oddities(text))
    place = Place(source.stem, log.title, source.name)
    yield chat_thread(place, log.messages(), [*notes, *log.notes()])


class _Log:
    """The messages of a log, and what else was found in it."""

    def __init__(self) -> None:
        self.title: str | None = None
        self._clock = Clock()
        self._found: list[tuple[int, str, str | None, list[str]]] = []
        self._events = 0
        self._before: list[str] = []
        self.codes = 0
        self._timed = False
        self._blank: list[str] = []

    def take(self, number: int, line: str) -> None:
        """Takes the next line."""
        plain, codes = _CODES.subn("", line)
        self.codes += codes
        if not plain.strip():
            self._blank.append(plain)
            return
        found = self._understood(plain)
        if found.kind:
            self._blank = []
        if found.kind in ("said", "acted"):
            date = self._clock.read(found.day, found.time) if found.time else None
            self._found.append((number, found.nick, date, [found.text]))
        elif found.kind == "event":
            self._events += 1
            if found.time:
                self._clock.read(found.day, found.time)
        elif found.kind in _HEADINGS:
            if found.day:
                self._clock.day(found.day)
            self.title = found.text or self.title
        elif self._found:  # a message of several lines
            self._found[-1][3].extend([*self._blank, plain])
            self._blank = []
        else:
            self._before.append(f"line {number}")

    def _understood(self, line: str) -> _Line:
        found = _line(line)
        if found.time:
            self._timed = True
        elif self._timed and not line.startswith(_TIMELESS) and found.kind not in _HEADINGS:
            return _Line("")  # talk that is pasted into a message
        return found

    def messages(self) -> Iterator[Message]:
        """Yields what was said."""
        for number, nick, date, lines in self._found:
            yield Message(f"L{number}", nick, date, "\n".join(lines))

    def notes(self) -> Sequence[str]:
        """Tells what was assumed and left out."""
        told = []
        if self._events:
            lines = counted(self._events, "line", "lines")
            told.append(f"left out: {lines} of joins, parts and other events of the channel")
        if self._clock.undated:
            times = counted(self._clock.undated, "time", "times")
            told.append(f"left out: {times} of day for which the log tells no date")
        if self._clock.midnights:
            days = counted(self._clock.midnights, "day was", "days were")
            told.append(f"{days} taken to have passed where the time of day runs back")
        if self.codes:
            codes = counted(self.codes, "code", "codes")
            told.append(f"left out: {codes} of colours and letter styles")
        if self._before:
            told.append(f"left out: lines before the first message ({shown(self._before)})")
        return told


def _line(line: str) -> _Line:
    """Tells what a line of a log is."""
    stamp = _TIMED.match(line)
    if stamp and bool(stamp["open"]) != bool(stamp["close"]):
        stamp = None
    rest = line[stamp.end() :] if stamp else line
    if stamp is None or rest.startswith("--- "):
        heading = _heading(rest)
        if heading:
            return heading
    day, time = (stamp["day"], stamp["time"]) if stamp else (None, "")
    said = _SAID.fullmatch(rest)
    if said:
        return _Line("said", said["nick"], said["text"] or "", day, time)
    if _MARKED.match(rest) or _EVENT.fullmatch(rest):
        is_event = stamp or rest.startswith(("***", "===", "-", "*", "<--"))
        return _Line("event", day=day, time=time) if is_event else _Line("")
    acted = _ACTED.fullmatch(rest)
    if acted:
        nick = acted["nick"] or acted["nick2"]
        return _Line("acted", nick.lstrip("@+%~&"), acted["act"] or acted["act2"], day, time)
    return _in_columns(rest, stamp) if stamp else _Line("")


def _heading(line: str) -> _Line | None:
    """Tells a line by which a program says what the log is of, or that a day begins."""
    title = _TITLE_LINE.fullmatch(line)
    if title:
        return _Line("title", text=title["title"])
    talk = _TALK_WITH.fullmatch(line)
    if talk:
        return _Line("day", text=talk["title"], day=talk["day"])
    changed = _DAY_LINE.fullmatch(line)
    if changed and not _EVENT.fullmatch(line):
        return _Line("day", day=changed["day"])
    return None


def _in_columns(rest: str, stamp: re.Match[str]) -> _Line:
    """Tells what a line is that marks no nick: WeeChat's columns, Pidgin's names."""
    day, time = stamp["day"], stamp["time"]
    if "\t" not in stamp["gap"]:
        named = _NAMED.fullmatch(rest) if stamp["open"] == "(" else None
        return _Line("said", named["nick"], named["text"] or "", day, time) if named else _Line("")
    column = _COLUMN.fullmatch(rest)
    if column is None:
        return _Line("event", day=day, time=time)
    nick, text = column["nick"], column["text"]
    if nick.strip() == "*":
        return _Line("acted", text.split(" ")[0], text, day, time)
    return _Line("said", nick.strip(), text, day, time)
