"""Meaning as evidence: how well a comment fits as an answer to an earlier one, by the reader."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from threadlab.replies.reader import Reader, Reading
from threadlab.thread import Comment, Thread

if TYPE_CHECKING:
    import numpy as np

# What a page shows of a comment when it is copied as bare text.
_SHOWN = ("own", "quote", "attribution", "signature")


@dataclass(frozen=True, slots=True)
class Meaning:
    """What the reader makes of a thread's comments.

    Attributes:
        queries: What each comment looks for as an answer, (comments, fit).
        keys: What each comment offers, (comments, fit).
        known: Whether a comment has words, (comments,).
    """

    queries: "np.ndarray[Any, Any]"
    keys: "np.ndarray[Any, Any]"
    known: "np.ndarray[Any, Any]"

    def fits(
        self, children: "np.ndarray[Any, Any]", parents: "np.ndarray[Any, Any]"
    ) -> "np.ndarray[Any, Any]":
        """How well comments fit as answers to others.

        Args:
            children: Numbers of the answering comments.
            parents: Number of the one that each may answer.

        Returns:
            The part of the log odds that the words tell; 0 where there are no words.
        """
        import numpy as np

        found = np.einsum("nd,nd->n", self.queries[children], self.keys[parents])
        both = self.known[children] & self.known[parents]
        return np.where(both, found / math.sqrt(self.keys.shape[1]), 0.0)


def understand(thread: Thread, reader: Reader) -> Meaning:
    """Reads a thread line by line.

    Args:
        thread: In page order, with at least one comment, divided into passages.
        reader: A trained one.

    Returns:
        What it makes of the comments.
    """
    texts: list[str] = []
    spans: list[tuple[int, int]] = []
    for comment in thread.comments:
        its = plain_lines(comment)
        spans.append((len(texts), len(texts) + len(its)))
        texts.extend(its)
    _, reading = reader.read_page(texts or [""])
    return meaning_of(reading, spans)


def meaning_of(reading: Reading, spans: Sequence[tuple[int, int]]) -> Meaning:
    """Gathers what the reader made of units by comment.

    Args:
        reading: Of all units.
        spans: First unit and end (exclusive) of each comment; equal where it has no words.
    """
    import numpy as np

    width = reading.query.shape[1]
    queries = np.zeros((len(spans), width), dtype=np.float32)
    keys = np.zeros_like(queries)
    known = np.array([start < end for start, end in spans], dtype=bool)
    for comment in np.flatnonzero(known).tolist():
        start, end = spans[comment]
        queries[comment] = reading.query[start]
        keys[comment] = reading.key(start, end)
    return Meaning(queries, keys, known)


def plain_lines(comment: Comment) -> list[str]:
    """The lines of a comment as a page copied to bare text shows them: no marks, none empty."""
    texts = [passage.text for passage in comment.passages if passage.kind in _SHOWN]
    if not comment.passages:
        texts = [comment.body]
    lines = (" ".join(line.split()) for text in texts for line in text.split("\n"))
    return [line for line in lines if line]
