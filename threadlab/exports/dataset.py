"""Threads as a folder of Parquet tables: comments, replies and threads, as a batch writes them."""

from collections.abc import Iterable
from pathlib import Path

from threadlab import __version__
from threadlab.exports.frames import comment_records, reply_records, thread_record
from threadlab.exports.parquet import Table
from threadlab.exports.plain_text import json_bytes
from threadlab.thread import Thread

PART = "part-00000.parquet"


def dataset(threads: Iterable[Thread], folder: Path) -> None:
    """Writes comments/, replies/, threads/ and manifest.json into a folder.

    The three tables are joined by thread_id and by the ids of comments. Left out: passages and
    the comments' formats (JSON lines hold everything). Lone surrogates become U+FFFD.

    Args:
        threads: Threads, at any stage.
        folder: An empty folder.
    """
    counts = dict.fromkeys(("threads", "comments", "replies"), 0)
    for name in counts:
        (folder / name).mkdir()
    with (
        Table("threads", folder / "threads" / PART) as table,
        Table("comments", folder / "comments" / PART) as comments,
        Table("replies", folder / "replies" / PART) as replies,
    ):
        for thread in threads:
            table.add([thread_record(thread)])
            comments.add(comment_records(thread))
            replies.add(reply_records(thread))
            counts["threads"] += 1
            counts["comments"] += len(thread.comments)
            counts["replies"] += len(thread.replies)
    (folder / "manifest.json").write_bytes(json_bytes({"threadlab": __version__, "counts": counts}))
