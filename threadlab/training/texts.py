"""Texts for labels that are kept apart from them: rows that name a comment by thread and id.

Labels may be passed on where texts may not (standoff annotation); whoever has the threads joins
them again. An id that would lead to a person, as that of a mail does, is passed on as its digest.
"""

import gzip
import hashlib
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from threadlab.errors import UnreadableSource
from threadlab.markup import passages
from threadlab.training.splits import thread_key

Place = tuple[str, str]
"""Key of the thread (of the source, where the thread is not known), and id of the comment."""
_DIGEST = "sha256:"
_DIGITS = 16


def digest_of(key: str, name: str) -> str:
    """What stands for the id of a comment where the id itself is not passed on.

    Args:
        key: Of the comment's thread, as in Place.
        name: The id.

    Returns:
        "sha256:" and 16 hexadecimal digits.
    """
    digest = hashlib.sha256(f"{key}\n{name}".encode("utf-8", "replace")).hexdigest()
    return _DIGEST + digest[:_DIGITS]


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
        self._named = {(key, digest_of(key, name)): name for key, name in self._found}

    def complete(self, row: Mapping[str, Any]) -> dict[str, Any] | None:
        """A row with its text and that of the comment it answers; None if they are not here.

        Args:
            row: With "source", "thread" and "id", which may be a digest: the row then gets its id.
        """
        key, name = _place(row)
        name = self._named.get((key, name), name)
        texts = self._found.get((key, name))
        if texts is None:
            return None
        return {**row, "id": name, "text": texts[0], "parent_text": texts[1]}


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
    text = row.get("text")
    if isinstance(text, str):
        yield _place(row), (text, row.get("parent_text") or row.get("previous_text") or "")


def _place(row: Mapping[str, Any]) -> Place:
    source, thread = str(row.get("source") or ""), row.get("thread")
    # Where the thread is not known, ids are those of a whole source.
    key = source if thread is None else thread_key(source, thread, "", "")
    return key, str(row.get("id"))


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
