"""The development data is read back whole."""

import gzip
import json
from pathlib import Path

import pytest

from threadlab.readers import read_all
from threadlab.text import is_nobody

FOLDER = Path(__file__).parents[3] / "shared" / "data" / "threads"
FILES = sorted(FOLDER.glob("*.jsonl.gz"))
MOST_BYTES = 3_000_000  # the largest file alone takes longer than all others together


@pytest.mark.shared
@pytest.mark.skipif(not FILES, reason="the development data is not beside the checkout")
@pytest.mark.parametrize("path", FILES, ids=lambda p: p.name)
def test_read_back_whole(path: Path):
    """As many threads, comments, named authors and parents as the file holds, in its order."""
    limit = 100 if path.stat().st_size > MOST_BYTES else None
    with gzip.open(path, "rt") as lines:
        rows = [json.loads(line) for line, _ in zip(lines, range(limit or 10**9), strict=False)]
    threads = [t for t, _ in zip(read_all(path), rows, strict=False)]
    assert len(threads) == len(rows)
    for thread, row in zip(threads, rows, strict=True):
        assert thread.id == row["thread_id"]
        assert [c.id for c in thread.comments] == [c["id"] for c in row["comments"]]
        assert [c.author for c in thread.comments] == [
            None if is_nobody(c["author"]) else c["author"].strip() for c in row["comments"]
        ]
        assert [c.stated_parents[:1] for c in thread.comments] == [
            () if c["parent"] is None else (c["parent"],) for c in row["comments"]
        ]
        assert [c.body for c in thread.comments] == [c["body"] for c in row["comments"]]
