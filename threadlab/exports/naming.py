"""Names of the files that threads of one source are written into."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path

from threadlab.thread import Thread

SLUG_LENGTH = 48


def named(source: str, threads: Iterable[Thread]) -> Iterator[tuple[str, Thread]]:
    """Names the threads of a source, without suffixes.

    Args:
        source: The file that they were read from; "-" is standard input.
        threads: Its threads; one is read ahead to see whether the first is alone.

    Yields:
        The name of the source for a thread that is alone, else that with a number and words of
        the title; and the thread.
    """
    stem = stem_of(source)
    rest = iter(threads)
    first = next(rest, None)
    if first is None:
        return
    second = next(rest, None)
    if second is None:
        yield stem, first
        return
    for number, thread in enumerate(chain((first, second), rest), start=1):
        slug = slug_of(thread.title or thread.id)
        yield f"{stem}-{number}" + (f"-{slug}" if slug else ""), thread


def stem_of(source: str) -> str:
    """Gives a file's name up to its suffixes."""
    if source == "-":
        return "stdin"
    name = Path(source).name
    return name.split(".")[0] or slug_of(name) or "thread"


def slug_of(text: str) -> str:
    """Gives the letters and digits of a text, with hyphens between words."""
    letters = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", letters)[:SLUG_LENGTH].strip("-")
