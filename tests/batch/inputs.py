"""Sample threads of batches, and what is in their results."""

import json

import threadlab as tl

TABLES = ("comments", "replies", "threads")


def thread(number, comments=4, word="tea"):
    """A thread of the project's own format."""
    said = [{"id": "1", "author": "Ann", "body": f"Is {word} number {number} better than coffee?"}]
    for k in range(2, comments + 1):
        said.append(
            {
                "id": str(k),
                "author": ("Bob", "Eve")[k % 2],
                "body": f"> {said[-1]['body'].splitlines()[-1]}\n\nI say {word} {number} has {k}.",
                "format": "email",
            }
        )
    return {"thread_id": f"t{number}", "title": f"On {word}", "comments": said}


def write(path, threads):
    path.write_text("".join(json.dumps(one) + "\n" for one in threads), encoding="utf-8")


def fill(folder):
    """Three files with 30 threads."""
    for file in range(3):
        write(folder / f"{file}.jsonl", [thread(10 * file + k, 3 + k % 4) for k in range(10)])


def grow(folder):
    """Adds a file with one thread to what fill wrote, and changes one of its 30 threads."""
    write(folder / "3.jsonl", [thread(70)])
    words = ["mate" if k == 4 else "tea" for k in range(10)]
    write(folder / "1.jsonl", [thread(10 + k, 3 + k % 4, words[k]) for k in range(10)])


def rows(out):
    """All rows of a data set, as sorted plain data, by table."""
    found = tl.results(out, "pyarrow")
    return {name: sorted(map(str, getattr(found, name).to_table().to_pylist())) for name in TABLES}


def content(out):
    return {
        str(path.relative_to(out)): path.read_bytes()
        for path in sorted(out.rglob("*"))
        if path.is_file() and path.name not in ("log.jsonl", ".lock")
    }
