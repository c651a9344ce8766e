"""How far a batch is: what the caller, the log and the bar are told."""

import json
import mailbox
import re
import time
from email.message import EmailMessage

import pytest
from inputs import thread, write

from threadlab.batch import classify_files, worker
from threadlab.batch.distance import Distance
from threadlab.batch.messages import Found, Task
from threadlab.cli.classify import _bar
from threadlab.thread import Comment, Thread


def expected_of(*sources):
    found = worker.work(Task(tuple(map(str, sources)), {}, "makers", frozenset()))
    return [one.expected for one in found if isinstance(one, Found)]


def test_the_count_is_foreseen(tmp_path, monkeypatch):
    """From the share of the bytes that were read, over several files and blocks of a file."""
    monkeypatch.setattr(worker, "rebuild", lambda thread: thread)
    for name, count in (("a", 100), ("b", 3000)):
        write(tmp_path / f"{name}.jsonl", [thread(k, 4) for k in range(count)])
    told = expected_of(tmp_path)
    true = 4 * 3100
    # A block of a megabyte is read at once, so that the first guess is low.
    assert told[-1] == true
    assert all(0.5 * true < guess < 2 * true for guess in told[len(told) // 2 :])
    assert all(guess >= 4 * (number + 1) for number, guess in enumerate(told))


def test_mails_are_counted_when_all_are_read(tmp_path):
    """Where threads are joined at the end, what is ahead is known."""
    box = mailbox.mbox(tmp_path / "list.mbox")
    for number in range(12):
        mail = EmailMessage()
        mail["From"], mail["Subject"] = "Ann <ann@example.org>", f"Topic {number // 3}"
        mail["Message-ID"] = f"<{number}@example.org>"
        mail["Date"] = f"Mon, 1 Jan 2024 10:{number:02}:00 +0000"
        if number % 3:
            mail["In-Reply-To"] = f"<{number - 1}@example.org>"
        mail.set_content(f"This is what I say about {number}.")
        box.add(mail)
    box.close()
    assert expected_of(tmp_path / "list.mbox") == [12, 12, 12, 12]


def test_of_standard_input_nothing_is_known():
    """No guess where there is nothing to guess from."""
    assert Distance(["-"]).passed(next_thread()) is None


def test_of_object_stores_nothing_is_known(tmp_path):
    """Files on disk beside them tell nothing about all."""
    here = tmp_path / "a.jsonl"
    here.write_text("[]\n")
    distance = Distance([str(here), "s3://bucket/forum"])
    with here.open("rb") as file:
        distance.opened(str(here), file)
        file.read()
        assert distance.passed(next_thread()) is None


def next_thread():
    return Thread("1", comments=(Comment("a", body="Tea."),))


def test_the_bar_tells_the_time_left(monkeypatch, capsys):
    """Comments a second, how many there will be, when it will be done, and the threads so far."""
    monkeypatch.setattr("sys.stderr.isatty", lambda: True, raising=False)
    with _bar() as advance:
        advance(10, 400, None)
        time.sleep(0.15)
        advance(10, 400, 1_600)
    said = capsys.readouterr().err
    assert re.search(r" 50%.* 800/1600 \[00:00<0\d:\d\d, .*comments/s, 20 threads\]", said)


@pytest.mark.parametrize("again", [False, True])
def test_caller_and_log_are_told(inbox, tmp_path, constant, again):
    """Threads and comments that are done, those that were done before, too; and the pace."""
    out, told = tmp_path / "out", []
    if again:
        classify_files(inbox, out)
    batch = classify_files(inbox, out, advance=lambda *done: told.append(done))
    assert sum(threads for threads, _, _ in told) == 30
    assert sum(comments for _, comments, _ in told) == batch.comments == told[-1][2]
    events = [json.loads(line) for line in (out / "log.jsonl").open()]
    paces = [event for event in events if event["event"] == "part"]
    assert all(event["comments_per_second"] > 0 for event in paces)
    assert paces[-1]["seconds_left"] == 0
    assert all(event["seconds"] >= 0 for event in events)
