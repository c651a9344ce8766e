"""Chats: what is said and what is not, days and midnights, people behind ids, hostile logs."""

import json
import re
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from timing import at_most

from threadlab.errors import UnreadableSource
from threadlab.readers import read, read_all
from threadlab.readers.chat.clock import Clock, time_of_day
from threadlab.readers.chat.slack import unmarked
from threadlab.rows import to_row

IRC = Path(__file__).parents[3] / "shared" / "data" / "raw" / "irc"
LOGS = sorted(IRC.glob("*.raw.txt"))


def write(folder, name, data):
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(data if isinstance(data, str) else json.dumps(data))
    return path


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("10:15", "10:15:00"),
        ("10:15:32", "10:15:32"),
        ("10.15", "10:15:00"),
        ("1:16 PM", "13:16:00"),
        ("12:05 AM", "00:05:00"),
        ("12:05 p. m.", "12:05:00"),
        ("25:00", None),
        ("soon", None),
    ],
)
def test_times_of_day(text, expected):
    """Times are read with points or colons, by twelve or twenty-four hours."""
    found = time_of_day(text)
    assert (found.isoformat() if found else None) == expected


def test_midnight():
    """A time that runs back is of the next day; a small step back is a clock that was set."""
    clock = Clock()
    assert clock.read(None, "23:00") is None
    assert clock.day("Mon Nov 15 09:00:00 2021")
    assert clock.read(None, "23:00") == "2021-11-15T23:00:00+00:00"
    assert clock.read(None, "22:58") == "2021-11-15T22:58:00+00:00"
    assert clock.read(None, "00:10") == "2021-11-16T00:10:00+00:00"
    assert (clock.midnights, clock.undated) == (1, 1)


@pytest.mark.parametrize(
    ("line", "is_said"),
    [
        ("[10:00] * ann has joined the queue", True),
        ("[10:00] * ann has joined #bus", False),
        ("[10:00] * ann (a@home.example) has joined", False),
        ("[10:00] * ann has left the building", True),
        ("[10:00] * ann has quit (Ping timeout)", False),
        ("[10:00] * ann sets mode +o bob", False),
        ("[10:00] * ann is now known as ann_away", False),
        ("[10:00] *** Quits: ann (a@home.example) (bye)", False),
        ("[10:00] * ann quits smoking", True),
        ("[10:00] * ann was kicked by bob (noise)", False),
        ("=== ann [a@home.example] has joined #bus", False),
        ("=== ann laughs", True),
        ("[10:00] -!- ann was here", False),
        ("[10:00] <ann> -!- bob has joined #bus", True),
        ("[10:00] <ann>", True),
        ("[10:00] < ann> text", True),
        ("[10:00] <+ann> text", True),
    ],
)
def test_what_is_said_in_a_channel(tmp_path, line, is_said):
    """Actions and talk are comments of who acts or talks; joins and their kin are not."""
    log = f"[09:58] <bob> one\n[09:59] <bob> two\n{line}\n"
    comments = read(write(tmp_path, "a.log", log), format="irc").comments
    assert len(comments) == 2 + is_said
    if is_said:
        assert comments[-1].author == "ann"


@pytest.mark.parametrize(
    ("line", "date"),
    [
        ("31/12/21, 10:15 - Ann: hi", "2021-12-31T10:15:00+00:00"),
        ("31/12/2021 10:15 - Ann: hi", "2021-12-31T10:15:00+00:00"),
        ("31/12/21, 10:15 p. m. - Ann: hi", "2021-12-31T22:15:00+00:00"),
        ("12/31/21, 10:15\u202fPM - Ann: hi", "2021-12-31T22:15:00+00:00"),
        ("31-12-2021 10:15 - Ann: hi", "2021-12-31T10:15:00+00:00"),
        ("2021-12-31, 10:15 - Ann: hi", "2021-12-31T10:15:00+00:00"),
        ("2021/12/31 10:15 - Ann: hi", "2021-12-31T10:15:00+00:00"),
        ("31.12.2021, 10:15 - Ann: hi", "2021-12-31T10:15:00+00:00"),
        ("31.12.2021 klo 10.15 - Ann: hi", "2021-12-31T10:15:00+00:00"),
        ("31. 12. 2021 10:15 - Ann: hi", "2021-12-31T10:15:00+00:00"),
        ("[31.12.21, 10:15:32] Ann: hi", "2021-12-31T10:15:32+00:00"),
        ("[31.12.2021 klo 10.15.32] Ann: hi", "2021-12-31T10:15:32+00:00"),
        ("[12/31/21, 10:15:32\u202fPM] Ann: hi", "2021-12-31T22:15:32+00:00"),
        ("\u200e[2021-12-31, 10:15:32] Ann: hi", "2021-12-31T10:15:32+00:00"),
        ("31-12-21 10:15:32: Ann: hi", "2021-12-31T10:15:32+00:00"),
        ("2021년 12월 31일 오후 10:15, Ann : hi", "2021-12-31T22:15:00+00:00"),
    ],
)
def test_dates_of_whatsapp(tmp_path, line, date):
    """Dates and times are read as the phones of many countries write them."""
    path = write(tmp_path, "a.txt", f"{line}\nmore\n{line}\n")
    first = read(path).comments[0]
    assert (first.author, first.body, first.posted.isoformat()) == ("Ann", "hi\nmore", date)


def test_names_that_are_addressed_stay(tmp_path):
    """Who is addressed at the start of a message is a part of what is said."""
    log = "[10:00] <ann> hello\n[10:01] <bob> ann: hello, ann\n"
    assert read(write(tmp_path, "a.log", log), format="irc").comments[1].body == "ann: hello, ann"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<@U1ABC> &amp; <@U2ABC|cem>", "@Ann & @cem"),
        ("<https://a.example|a &lt; b>", "[a < b](https://a.example)"),
        ("<https://a.example>", "https://a.example"),
        ("<#C1ABC|general> <!here> <!subteam^S1|@team>", "#general @here @team"),
        ("&gt; quoted\nown < 3", "> quoted\nown < 3"),
    ],
)
def test_marks_of_slack(text, expected):
    """People, channels, links and escapes read as people see them; quotes stay quotes."""
    assert unmarked(text, {"U1ABC": "Ann"}) == expected


def test_slack_names_from_anywhere(tmp_path):
    """Names come from users.json wherever it is read, before or after the messages."""
    message = {"type": "message", "user": "U1ABCDEF", "text": "hi", "ts": "1614852900.000200"}
    write(tmp_path, "ex/zoo/2021-03-04.json", [message])
    write(tmp_path, "ex/bus/2021-03-04.json", [message])
    person = {"id": "U1ABCDEF", "name": "ann", "profile": {"display_name": "Ann"}}
    write(tmp_path, "ex/users.json", [person])
    threads = list(read_all(tmp_path / "ex"))
    assert [(t.id, t.comments[0].author) for t in threads] == [("bus", "Ann"), ("zoo", "Ann")]


def test_slack_people_without_messages(tmp_path):
    """A list of people alone is no thread, and the error says what to give."""
    people = [{"id": "U1ABCDEF", "name": "ann", "profile": {}}]
    with pytest.raises(UnreadableSource, match="part of a Slack export without messages"):
        read(write(tmp_path, "users.json", people))


@pytest.mark.parametrize("name", ["slack", "discord", "telegram"])
@pytest.mark.parametrize("text", ['{"messages": ' * 50_000, "[" * 100_000, "{}", "[]", "[1, null]"])
def test_json_that_is_no_chat(tmp_path, name, text):
    """JSON that is nested without end, empty or of another form is refused, never a crash."""
    with pytest.raises(UnreadableSource):
        read(write(tmp_path, "a.json", text), format=name)


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                "messages type ts text user id from date content author reference subtype".split()
            ),
            inner,
            max_size=5,
        )
    ),
    max_leaves=12,
)


@pytest.mark.parametrize("name", ["slack", "discord", "telegram", "table", "convokit"])
@given(value=st.lists(VALUES, max_size=4) | st.fixed_dictionaries({"messages": VALUES}))
def test_any_json(tmp_path_factory, name, value):
    """Fields of any kind are threads or a clear refusal."""
    path = tmp_path_factory.getbasetemp() / "any.json"
    path.write_text(json.dumps(value))
    errors = []
    threads = list(read_all(path, format=name, on_error=errors.append))
    assert threads or errors
    assert all(thread.comments for thread in threads)


STARTS = st.sampled_from(
    ["[10:00] <ann> hi", "10:00 -!- ann [x] has joined #bus", "--- Day changed Tue Nov 16 2021",
     "* ann waves", "=== ann waves", "10:01 * bob nods", "2021-03-12 10:15:32\tbob\tyes",
     "12/03/21, 10:15 - Ann: hi", "[12.03.21, 10:15:32] Bob: yes", "12/03/21, 10:16 - Ann left",
     "more", "", "\x034red\x03", "(10:00) ann: hi", "Session Ident: #bus", "--- ", "*** ", "<a>"]
)  # fmt: skip


@pytest.mark.parametrize("name", ["irc", "whatsapp"])
@given(lines=st.lists(STARTS, max_size=12))
def test_any_log(tmp_path_factory, name, lines):
    """Any mixture of lines is read or refused, and each comment holds words of the log."""
    path = tmp_path_factory.getbasetemp() / "log.txt"
    path.write_text("\n".join(lines))
    try:
        thread = read(path, format=name)
    except UnreadableSource:
        return
    colours = re.compile(r"\x03\d?")
    whole = colours.sub("", "\n".join(lines))
    for comment in thread.comments:
        assert all(line in whole for line in colours.sub("", comment.body).split("\n"))


HARD = {
    "irc": ["[10:00] <ann> hi\n", "[10:00] * " + "a" * 40 + "\n", "10:00 ", "=== a (", "*** \n"],
    "whatsapp": ["12/03/21, 10:15 - Ann: hi\n", "12/03/21, 10:15 - ", "a: ", "[12/03/21, "],
    "discord": ["[12/03/2021 10:15] ann\nhi\n\n", "=" * 62 + "\n", "[a] ", "{Embed}\n"],
}


@pytest.mark.parametrize(("name", "piece"), [(n, p) for n, ps in HARD.items() for p in ps])
@pytest.mark.usefixtures("steady")
def test_logs_are_read_in_linear_time(tmp_path, name, piece):
    """Four times the log takes about four times as long; sixteen would be quadratic."""
    rule = "=" * 62 + "\n"
    head = f"{rule}Guild: Bus\nChannel: general\n{rule}\n" if name == "discord" else ""

    def seconds(size: int) -> float:
        path = write(tmp_path, f"{size}.txt", head + piece * (size // len(piece)))
        begin = time.process_time()
        list(read_all(path, format=name, on_error=lambda error: None))
        return time.process_time() - begin

    seconds(10_000)
    assert at_most(9, seconds, 40_000, 160_000, quick=0.3)


@pytest.mark.shared
@pytest.mark.skipif(not LOGS, reason="the development data is not beside the checkout")
@pytest.mark.parametrize("path", LOGS, ids=lambda p: p.name)
def test_published_logs_are_read_whole(path):
    """As many comments as lines of talk and actions, each with its nick and its words."""
    lines = path.read_text().split("\n")
    events = re.compile(r"=== \S+ +(\[.*\] +)?(has (joined|left|quit)|is now known as)\b.*")
    talk = {n: line for n, line in enumerate(lines, 1) if line.startswith("[")}
    acts = {
        n: line
        for n, line in enumerate(lines, 1)
        if line.startswith("===") and not events.fullmatch(line)
    }
    thread = read(path)
    comments = {int(c.id[1:]): c for c in thread.comments}
    assert comments.keys() == talk.keys() | acts.keys()
    for number, line in talk.items():
        nick, text = re.fullmatch(r"\[\d\d:\d\d\] <([^ >]+)> ?(.*)", line).groups()
        assert (comments[number].author or nick, comments[number].body) == (nick, text)
    for number, line in acts.items():
        assert comments[number].body == line.removeprefix("=== ")
        assert comments[number].author == line.split(" ")[1]
    assert not any(c.posted for c in thread.comments)  # the log tells times but no day
    assert any("for which the log tells no date" in note for note in thread.notes)


def test_discord_without_its_range_of_dates(tmp_path):
    """A saved Discord channel is known by its content without the range of dates asked for."""
    ann, bob = {"id": "5", "name": "ann"}, {"id": "6", "name": "bob"}
    answer = {"id": "11", "type": "Reply", "content": "yes", "author": bob}
    answer["reference"] = {"messageId": "10"}
    asked = {"id": "10", "type": "Default", "content": "Catan on Friday?", "author": ann}
    channel = {"guild": {"name": "G"}, "channel": {"id": "2"}, "messages": [asked, answer]}
    thread = read(write(tmp_path, "c.json", channel))
    assert [(row["id"], row["parent"], row["author"]) for row in to_row(thread)["comments"]] == [
        ("10", None, "ann"),
        ("11", "10", "bob"),
    ]
