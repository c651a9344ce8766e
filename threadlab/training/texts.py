"""Texts for labels that are kept apart from them: rows that name a comment by thread and id.

Labels may be passed on where texts may not (standoff annotation); whoever has the threads joins
them again.
"""

import gzip
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from threadlab.errors import UnreadableSource
from threadlab.markup import passages
from threadlab.training.splits import thread_key

Place = tuple[str, str]
"""Key of the thread, and id of the comment."""


class Texts:
    """Finds the texts of comments in files of threads or of labelled comments.

    Args:
        files: JSON lines, each a thread with "comments" (its source is named like the file) or a
            comment with "text".

    Raises:
        UnreadableSource: A file cannot be read.
    """

    def __init__(self, files: tuple[Path, ...]) -> None:
        self._found: dict[Place, tuple[str, str]] = {}
        for path in files:
            for row in _rows(path):
                self._found.update(_of_thread(row, path) if "comments" in row else _of_row(row))

    def complete(self, row: Mapping[str, Any]) -> dict[str, Any] | None:
        """A row with its text and that of the comment it answers; None if they are not here.

        Args:
            row: With "source", "thread" and "id".
        """
        key = thread_key(str(row.get("source") or ""), row.get("thread"), "", "")
        texts = self._found.get((key, str(row.get("id"))))
        return None if texts is None else {**row, "text": texts[0], "parent_text": texts[1]}


def _rows(path: Path) -> Iterator[Mapping[str, Any]]:
    try:
        with gzip.open(path, "rt") if path.suffix == ".gz" else path.open() as lines:
            for line in lines:
                row = json.loads(line) if line.strip() else None
                if isinstance(row, dict):
                    yield row
    except (OSError, EOFError, ValueError) as error:
        raise UnreadableSource(
            str(path),
            f"is no readable file of threads: {error}",
            next_step="Give JSON lines, a thread or a labelled comment each.",
        ) from error


def _of_row(row: Mapping[str, Any]) -> Iterator[tuple[Place, tuple[str, str]]]:
    text, thread = row.get("text"), row.get("thread")
    if isinstance(text, str) and thread is not None:
        key = thread_key(str(row.get("source") or ""), thread, "", "")
        yield (key, str(row.get("id"))), (text, row.get("parent_text") or "")


def _of_thread(row: Mapping[str, Any], path: Path) -> Iterator[tuple[Place, tuple[str, str]]]:
    source = path.name.split(".jsonl")[0]
    key = f"{source}/{row.get('thread_id')}"
    told = {str(c.get("id")): _told(c) for c in row["comments"]}
    for comment in row["comments"]:
        name = str(comment.get("id"))
        yield (key, name), (told[name], told.get(str(comment.get("parent")), ""))


def _told(comment: Mapping[str, Any]) -> str:
    """The body as text; of hypertext the words, quotes behind ">"."""
    body = comment.get("body") or ""
    if comment.get("format") != "html":
        return str(body)
    found = [p for p in passages(body, "html") if p.kind in ("own", "quote")]
    return "\n\n".join(
        "> " + p.text.replace("\n", "\n> ") if p.kind == "quote" else p.text for p in found
    )
