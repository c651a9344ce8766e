"""Files whose parents are known: which kind they are, and their threads one after the other."""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from os import PathLike, fspath
from typing import Any, cast

from threadlab.errors import UnknownName, UnreadableSource
from threadlab.readers import read_all
from threadlab.readers.opening import sources_in
from threadlab.thread import Thread
from threadlab.training.replies_data import NOT_SCORED, Page, gold_parents, part_of
from threadlab.training.splits import PARTS

Progress = Callable[[Iterable[Any], int | None], Iterable[Any]]
"""Shows how far a loop is; takes what is gone through and how many there are, if known."""

ALL_PARTS = "all"
MARKED, FLATTENED = "marked", "flattened"

_FORM = (
    'A line is {"thread_id": …, "source": …, "lines": […], "starts": […], "parents": […], '
    '"scored": […]}.'
)


@dataclass(frozen=True, slots=True)
class Selection:
    """Which threads are scored.

    Attributes:
        part: "train", "valid" or "test" of the split by thread; "all".
        threads: At most so many threads a source, the first ones; None: all.
        progress: Shows how far reading is; None: nothing is shown.

    Raises:
        UnknownName: There is no such part.
    """

    part: str = ALL_PARTS
    threads: int | None = None
    progress: Progress | None = None

    def __post_init__(self) -> None:
        if self.part not in (ALL_PARTS, *PARTS):
            raise UnknownName("part", self.part, (ALL_PARTS, *PARTS))

    def shown(self, things: Iterable[Any], count: int | None) -> Iterable[Any]:
        """The things, with their progress shown."""
        return things if self.progress is None else self.progress(things, count)


class _Picker:
    """Picks threads of the part, of each source only the first ones."""

    def __init__(self, selection: Selection) -> None:
        self._selection = selection
        self._taken: Counter[str] = Counter()

    def picks(self, source: str, thread: str) -> bool:
        part, most = self._selection.part, self._selection.threads
        if part != ALL_PARTS and part_of(source, thread) != part:
            return False
        if most is not None and self._taken[source] >= most:
            return False
        self._taken[source] += 1
        return True

    def full(self, sources: Iterable[str]) -> bool:
        """Whether nothing more is picked from these sources."""
        most = self._selection.threads
        return most is not None and all(self._taken[source] >= most for source in sources)


@dataclass(frozen=True, slots=True)
class Survey:
    """What a first look at a file shows.

    Attributes:
        path: The file, as the user named it.
        kind: MARKED (threads) or FLATTENED.
        count: How many threads it holds; None where that is not known.
        sources: Where its lines say that they are from.
        doubtful: Ids of thread and comment whose stated parent is not certain; no stage sees
            what tells so.
    """

    path: str
    kind: str
    count: int | None
    sources: frozenset[str]
    doubtful: frozenset[tuple[str, str]]


def survey(path: str | PathLike[str]) -> Survey:
    """Looks through a file.

    Args:
        path: JSON lines (threads, or flattened threads), or any file that threadlab reads and
            whose comments state parents.

    Returns:
        Its kind, and what of it is not scored.

    Raises:
        UnreadableSource: It cannot be opened.
    """
    name = fspath(path)
    kind = MARKED
    count = 0
    sources: set[str] = set()
    doubtful: set[tuple[str, str]] = set()
    for number, row in _rows(name):
        if not count:
            if row is None or not {"lines", "comments"} & row.keys():
                return Survey(name, MARKED, None, frozenset(), frozenset())
            kind = FLATTENED if "lines" in row else MARKED
        count += 1
        if row is not None:
            sources.add(str(row.get("source") or ""))
            doubtful.update(_doubtful(row))
        elif kind == FLATTENED:
            raise _broken(name, number, "is no JSON object")
    return Survey(name, kind, count or None, frozenset(sources), frozenset(doubtful))


def _rows(name: str) -> Iterator[tuple[int, dict[str, Any] | None]]:
    """The numbered lines of a file as JSON objects; None where a line is none."""
    for source in sources_in(name):
        for number, line in enumerate(source.lines(), start=1):
            if not line.strip():
                continue
            try:
                row = json.loads(line)
            except (ValueError, RecursionError):
                row = None
            yield number, row if isinstance(row, dict) else None


def _doubtful(row: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    comments = row.get("comments")
    for comment in comments if isinstance(comments, list) else ():
        if isinstance(comment, dict) and comment.get("gold") in NOT_SCORED:
            yield str(row.get("thread_id")), str(comment.get("id"))


def marked_threads(known: Survey, selection: Selection) -> Iterator[tuple[Thread, dict[int, int]]]:
    """Reads the threads that are scored, with their parents.

    Args:
        known: The file.
        selection: Which threads.

    Yields:
        A thread as it was read, and the number of the parent by number of the child, without
        those that are not scored.

    Raises:
        UnreadableSource: A thread cannot be read.
    """
    picker = _Picker(selection)
    for thread in selection.shown(read_all(known.path), known.count):
        if picker.picks(thread.source or "", thread.id):
            gold = gold_parents(thread, backward=False)
            yield (
                thread,
                {
                    child: parent
                    for child, parent in gold.items()
                    if child and (thread.id, thread.comments[child].id) not in known.doubtful
                },
            )
        if known.sources and picker.full(known.sources):
            return


def flattened_pages(known: Survey, selection: Selection) -> Iterator[Page]:
    """Reads the flattened threads that are scored.

    Args:
        known: The file.
        selection: Which threads.

    Yields:
        The pages.

    Raises:
        UnreadableSource: A line is no flattened thread.
    """
    picker = _Picker(selection)
    for number, row in selection.shown(_rows(known.path), known.count):
        page = _page(row or {}, known.path, number)
        if picker.picks(page.source, page.thread):
            yield page
        if picker.full(known.sources):
            return


def _page(row: Mapping[str, Any], path: str, number: int) -> Page:
    """A page whose numbers fit together."""
    lines, starts = _list(row, "lines", str), _list(row, "starts", int)
    parents = row.get("parents")
    if not (lines and starts and isinstance(parents, list)):
        raise _broken(path, number, "has no lists of lines, starts and parents")
    scored = _list(row, "scored", bool) if "scored" in row else [True] * len(starts)
    if not len(starts) == len(parents) == len(scored):
        raise _broken(path, number, "has not as many parents as starts")
    rising = all(a < b for a, b in zip(starts, [*starts[1:], len(lines)], strict=True))
    if starts[0] != 0 or not rising:
        raise _broken(path, number, "has starts that do not ascend from 0 within its lines")
    for child, parent in enumerate(parents):
        if parent is not None and not (isinstance(parent, int) and 0 <= parent < max(child, 1)):
            raise _broken(path, number, f"says that comment {child} answers {parent}")
    return Page(
        str(row.get("source") or ""),
        str(row.get("thread_id") or f"line {number}"),
        tuple(lines),
        tuple(starts),
        (None, *parents[1:]),
        tuple(scored),
    )


def _list(row: Mapping[str, Any], key: str, kind: type) -> list[Any]:
    """A list of values of one kind; empty where it is none."""
    values = row.get(key)
    fits = isinstance(values, list) and all(isinstance(value, kind) for value in values)
    return cast(list[Any], values) if fits else []


def _broken(path: str, number: int, problem: str) -> UnreadableSource:
    return UnreadableSource(path, problem, place=f"line {number}", next_step=_FORM)
