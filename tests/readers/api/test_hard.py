"""Large and hostile answers: time grows with the input, memory stays bounded."""

import contextlib
import functools
import json
import time
import tracemalloc

import pytest
from timing import at_most

from threadlab.errors import UnreadableSource
from threadlab.readers import read_all
from threadlab.readers.api import API_READERS, pile

OPEN, CLOSE = '{"kind":"Listing","data":{"children":[', "]}}"
ROW = '{"kind":"t1","data":{"id":"c%d","body":"x","author":"b","created_utc":1500000000,"replies":'


def chain(size):
    """Answers to answers to answers, of Reddit."""
    count = size // 120
    nested = "".join(OPEN + ROW % k for k in range(count)) + '""' + ("}}" + CLOSE) * count
    return f"[{OPEN}{CLOSE},{nested}]"


def chain_of_items(size):
    """Answers to answers to answers, of Hacker News."""
    start = (
        '{"id":%d,"type":"comment","author":"b","created_at_i":1500000000,"text":"x","children":['
    )
    count = size // 90
    return "".join(start % k for k in range(count)) + "]}" * count


def chain_of_views(size):
    """Answers to answers to answers, of Bluesky."""
    start = (
        '{"post":{"uri":"at://a/b/%d","author":{"handle":"b"},"record":{"text":"x","reply":'
        '{"root":{"uri":"at://a/b/0"},"parent":{"uri":"at://a/b/%d"}}}},"replies":['
    )
    count = size // 150
    nested = "".join(start % (k, max(0, k - 1)) for k in range(count)) + "]}" * count
    return f'{{"thread":{nested}}}'


def stubs(size):
    """One comment after another with the same stub for hundreds of others."""
    stub = {
        "kind": "more",
        "data": {"children": [f"m{n}" for n in range(300)], "parent_id": "t1_c"},
    }
    row = {"id": "c", "link_id": "t3_p", "author": "b", "body": "x"}
    things = [{"kind": "t1", "data": row}, *[stub] * (size // 2500)]
    return json.dumps({"json": {"data": {"things": things}}})


def crowd(size):
    """Statuses that all answer a status that is missing."""
    row = {"account": {"acct": "b"}, "content": "x", "in_reply_to_id": "0"}
    return json.dumps([{"id": str(n), **row} for n in range(1, size // 90)])


def backwards(size):
    """Items that each answer the next one in the list."""
    row = {"type": "comment", "by": "b", "time": 1_500_000_000, "text": "x"}
    return json.dumps([{"id": n, "parent": n + 1, **row} for n in range(size // 90)])


def twins(size):
    """Comments that all have the same id, and other words."""
    row = {"id": "c", "link_id": "t3_p", "author": "b", "subreddit": "s"}
    return "\n".join(json.dumps({**row, "body": f"x{n}"}) for n in range(size // 80))


def own_thread_each(size):
    """A thread a line."""
    row = {"author": "b", "subreddit": "s", "body": "x"}
    lines = ({"id": f"c{n}", "link_id": f"t3_{n}", **row} for n in range(size // 80))
    return "\n".join(map(json.dumps, lines))


def printed(size):
    """One document after the other, each over several lines."""
    row = {"link_id": "t3_p", "author": "b", "subreddit": "s", "body": "x"}
    return "\n".join(json.dumps({"id": f"c{n}", **row}, indent=1) for n in range(size // 90))


def deleted(size):
    """Items that are deleted, each a thread of its own."""
    row = {"type": "comment", "deleted": True, "time": 1_500_000_000}
    return json.dumps([{"id": n, **row} for n in range(size // 70)])


def brackets(size):
    """Nothing but lists in lists."""
    return "[" * (size // 2) + "]" * (size // 2)


def open_brackets(size):
    """Objects in objects that never end."""
    return '{"a":' * (size // 5)


def unfinished_text(size):
    """A text that never ends, full of what ends nothing."""
    return '{"a": "' + '\\"\\\\' * (size // 4)


def blanks(size):
    """White space, then a bracket."""
    return " \n" * (size // 2) + "[1"


def raw_text(size):
    """Heads and rules, one after the other, with numbers that fall."""
    head = "b | 2019-02-23 13:20:03 UTC | #{}\n\nx\n\n-------------------------\n\n"
    count = size // 70
    return head.format(1) + "".join(head.format(count - n) for n in range(count))


HARD = [chain, chain_of_items, chain_of_views, stubs, crowd, backwards, twins]
HARD += [
    own_thread_each,
    printed,
    deleted,
    brackets,
    open_brackets,
    unfinished_text,
    blanks,
    raw_text,
]


def seconds(path, data):
    """The time that reading takes."""
    path.write_text(data)
    start = time.process_time()
    with contextlib.suppress(UnreadableSource):
        list(read_all(path))
    return time.process_time() - start


@pytest.mark.parametrize("make", HARD, ids=lambda m: m.__name__)
def test_time_grows_with_the_input(tmp_path, steady, make):
    """Four times the input takes far from sixteen times as long."""
    took = functools.partial(seconds, tmp_path / "a.json")
    assert at_most(6.25, took, make(125_000), make(500_000), quick=0.1)


@pytest.mark.parametrize("make", HARD, ids=lambda m: m.__name__)
def test_looking_is_quick(steady, make):
    """Telling what a file is looks at its beginning once, whatever it holds."""
    head = make(65_000)[:65_536]
    start = time.process_time()
    for reader in API_READERS:
        reader.sniff(head, "a.json")
    assert time.process_time() - start < 1


def test_a_dump_is_read_in_bounded_memory(tmp_path, monkeypatch):
    """Ten times the lines take hardly more memory: what is too much goes to disk."""
    monkeypatch.setattr(pile, "MOST_IN_MEMORY", 100_000)
    row = {"author": "b", "subreddit": "s", "body": "word " * 60, "unused": "y" * 500}
    peaks = []
    for count in (1_000, 8_000):
        path = tmp_path / f"{count}.ndjson"
        with path.open("w") as file:
            for n in range(count):
                file.write(json.dumps({"id": f"c{n}", "link_id": f"t3_{n % (count // 10)}", **row}))
                file.write("\n")
        tracemalloc.start()
        comments = sum(len(thread.comments) for thread in read_all(path))
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
        assert comments == count
    assert peaks[1] < 2 * peaks[0] + 2_000_000


def test_lines_of_reddit_are_quick(tmp_path, steady):
    """Reading lines of the usual length to passages takes few times what their parsing takes."""
    unused = {f"field_{n}": f"value {n}" for n in range(60)}
    row = {**unused, "author": "b", "subreddit": "s", "body": "Some words are here. " * 20}
    lines = [
        json.dumps({**row, "id": f"c{n}", "link_id": f"t3_{n // 30}", "created_utc": 1_500_000_000})
        for n in range(4_000)
    ]
    path = tmp_path / "dump.ndjson"
    path.write_text("\n".join(lines))
    parsing, reading = [], []
    for _ in range(3):
        start = time.process_time()
        parsed = [json.loads(line) for line in lines]
        parsing.append(time.process_time() - start)
        start = time.process_time()
        assert sum(len(thread.comments) for thread in read_all(path)) == len(lines)
        reading.append(time.process_time() - start)
        del parsed
    assert min(reading) < 5 * min(parsing)  # 3 to 4 on a quiet machine
