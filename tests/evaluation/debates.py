"""Invented threads with known parents, as files of both kinds."""

import json

TOPICS = ("the ferry", "the orchard", "the old mill", "the night bus", "the town clock")


def line(topic, number):
    """A sentence that no other comment says."""
    return f"What {topic} costs in year {number} is paid by those who never use it {number} times."


def thread(number, source="harbour"):
    """A thread of five comments: two quote the first one, one answers an answer, one nobody."""
    topic = TOPICS[number % len(TOPICS)]
    said = [line(topic, 10 * number + k) for k in range(5)]
    comments = [
        {"id": "a", "parent": None, "author": "Ann", "body": said[0]},
        {"id": "b", "parent": "a", "author": "Bob", "body": f"> {said[0]}\n\n{said[1]}"},
        {"id": "c", "parent": "a", "author": "Cid", "body": f"> {said[0]}\n\n{said[2]}"},
        {"id": "d", "parent": "b", "author": "Ann", "body": f"> {said[1]}\n\n{said[3]}"},
        {"id": "e", "parent": None, "author": "Eve", "body": said[4]},
    ]
    rows = [{**comment, "format": "markdown"} for comment in comments]
    return {"thread_id": f"t{number}", "source": source, "comments": rows}


def page(number, source="harbour"):
    """The same debate flattened, in page order: a, b, d, c."""
    topic = TOPICS[number % len(TOPICS)]
    said = [line(topic, 10 * number + k) for k in range(5)]
    return {
        "thread_id": f"t{number}",
        "source": source,
        "lines": [said[0], said[0], said[1], said[1], said[3], said[4], said[0], said[2]],
        "starts": [0, 1, 3, 6],
        "parents": [None, 0, 1, 0],
        "scored": [True, True, True, True],
    }


def write(path, rows):
    """Writes JSON lines and gives the path."""
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path
