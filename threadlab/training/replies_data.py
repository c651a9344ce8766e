"""Threads with known parents as training material: as they are, and flattened."""

import gzip
import json
import random
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from threadlab.errors import UnreadableSource
from threadlab.markup import passages
from threadlab.replies.lines import read_lines
from threadlab.thread import Comment, Thread
from threadlab.training.splits import split_of, thread_key

# Joined lines do not grow beyond this many characters.
LONGEST_LINE = 900

_LINK = re.compile(r"!?\[([^\]\n]{0,200})\]\([^)\n]{0,600}\)")
_TAG = re.compile(
    r"\[/?(?:url|img|quote|b|i|u|code|size|color|list|\*)(?:=[^\]\n]{0,200})?\]", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Page:
    """A flattened thread whose comment starts and parents are known.

    Attributes:
        source: Where it comes from.
        thread: Its id.
        lines: All lines, depth-first, without marks.
        starts: First line of each comment.
        parents: Number of each comment's parent; the first one's None.
        scored: Whether each comment's parent is certain enough to be scored.
    """

    source: str
    thread: str
    lines: tuple[str, ...]
    starts: tuple[int, ...]
    parents: tuple[int | None, ...]
    scored: tuple[bool, ...]

    @property
    def part(self) -> str:
        """The part of the data that the thread belongs to."""
        return part_of(self.source, self.thread)


def part_of(source: str, thread: str) -> str:
    """The part ("train", "valid" or "test") of a thread: the same in all files."""
    return split_of(thread_key(source, thread, "", ""))


def page_from(row: Mapping[str, Any]) -> Page:
    """Builds a page from a line of a file of flattened threads."""
    return Page(
        row["source"],
        row["thread_id"],
        tuple(row["lines"]),
        tuple(row["starts"]),
        tuple(row["parents"]),
        tuple(row["scored"]),
    )


def depth_first(parents: Mapping[int, int], count: int) -> list[int]:
    """The order in which a page shows comments: each one's answers right below it.

    Args:
        parents: Number of the parent of each answering comment.
        count: How many comments there are.

    Returns:
        The numbers of all comments that hang below the first.
    """
    below: dict[int, list[int]] = {}
    for child in range(1, count):
        below.setdefault(parents.get(child, 0), []).append(child)
    order: list[int] = []
    waiting = [0]
    while waiting:
        number = waiting.pop()
        order.append(number)
        waiting.extend(reversed(below.get(number, ())))
    return order


def divided(thread: Thread) -> Thread:
    """The thread with every comment divided into passages."""
    comments = tuple(
        replace(comment, passages=tuple(passages(comment.body, comment.format)))
        if comment.body and not comment.passages
        else comment
        for comment in thread.comments
    )
    return replace(thread, comments=comments)


NOT_SCORED = ("topic-reply", "reply_to_missing", "heading")
"""Values of "gold" that say a parent is not certain."""


def doubtful_in(rows: Iterable[Mapping[str, Any]]) -> set[tuple[str, str]]:
    """Finds comments whose stated parent is not certain; stages never see what tells so.

    Args:
        rows: Lines of a file of threads.

    Returns:
        Ids of thread and comment.
    """
    return {
        (row["thread_id"], comment["id"])
        for row in rows
        for comment in row.get("comments", ())
        if comment.get("gold") in NOT_SCORED
    }


def certain_parents(thread: Thread, doubtful: Collection[tuple[str, str]]) -> Thread:
    """The thread without stated parents that are not certain."""
    comments = tuple(
        replace(comment, stated_parents=()) if (thread.id, comment.id) in doubtful else comment
        for comment in thread.comments
    )
    return replace(thread, comments=comments)


def gold_parents(thread: Thread, *, backward: bool = True) -> dict[int, int]:
    """Stated parents by number.

    Args:
        thread: A thread whose comments state parents.
        backward: Whether only those that point back are given.

    Returns:
        Number of the parent by number of the child, where the parent is in the thread.
    """
    number = {comment.id: n for n, comment in enumerate(thread.comments)}
    found: dict[int, int] = {}
    for child, comment in enumerate(thread.comments):
        parent = next((number[p] for p in comment.stated_parents if p in number), None)
        if parent is not None and parent != child and (parent < child or not backward):
            found[child] = parent
    return found


def hidden(thread: Thread) -> Thread:
    """The thread without what it states about parents."""
    bare = tuple(replace(comment, stated_parents=()) for comment in thread.comments)
    return replace(thread, comments=bare, replies=())


def paged(thread: Thread) -> tuple[Thread, dict[int, int]]:
    """Puts a thread's comments in page order.

    Returns:
        The thread without stated parents, and the parents by new numbers.
    """
    gold = gold_parents(thread)
    order = depth_first(gold, len(thread.comments))
    place = {old: new for new, old in enumerate(order)}
    bare = hidden(thread)
    comments = tuple(bare.comments[old] for old in order)
    parents = {place[child]: place[parent] for child, parent in gold.items()}
    return replace(bare, comments=comments, order="page"), parents


def flatten(thread: Thread) -> Page:
    """Flattens a thread as a page that is copied as plain text: no marks, names or boundaries."""
    bare, parents = paged(thread)
    lines: list[str] = []
    starts: list[int] = []
    numbers: dict[int, int] = {}
    gold: list[int | None] = []
    certain: list[bool] = []
    for number, comment in enumerate(bare.comments):
        text = [line for line in map(_unlinked, _plain_lines(comment)) if line]
        parent = parents.get(number, 0 if number else -1)
        if not text or (number and parent not in numbers):
            continue
        numbers[number] = len(starts)
        gold.append(numbers[parent] if number else None)
        certain.append(number in parents)
        starts.append(len(lines))
        lines.extend(text)
    return Page(
        thread.source or "", thread.id, tuple(lines), tuple(starts), tuple(gold), tuple(certain)
    )


def _plain_lines(comment: Comment) -> list[str]:
    divided = comment.passages or tuple(passages(comment.body, comment.format))
    kinds = ("own", "quote", "attribution", "signature")
    texts = [passage.text for passage in divided if passage.kind in kinds]
    lines = (" ".join(line.split()) for text in texts for line in text.split("\n"))
    return [line for line in lines if line]


def _unlinked(line: str) -> str:
    """A line as a browser shows it: the texts of links without their addresses, no BBCode."""
    return " ".join(_TAG.sub("", _LINK.sub(r"\1", line)).split())


def separate(page: Page) -> Thread:
    """A page as a thread whose boundaries are known; the ids are "L" and the line from 1."""
    ends = [*page.starts[1:], len(page.lines)]
    comments = tuple(
        Comment(f"L{start + 1}", body="\n".join(page.lines[start:end]))
        for start, end in zip(page.starts, ends, strict=True)
    )
    return Thread(page.thread, source=page.source, order="page", comments=comments)


def undivided(page: Page) -> Thread:
    """A page as it is read when its boundaries are lost; its first line opens it."""
    post = Comment("L1", body=page.lines[0])
    rest = Comment("L2", body="\n".join(page.lines[1:]))
    comments = (post, rest) if len(page.lines) > 1 else (post,)
    return Thread(
        page.thread, source=page.source, order="page", boundaries="lost", comments=comments
    )


def rows_of(path: Path) -> Iterator[dict[str, Any]]:
    """Reads a file of JSON lines, plain or compressed.

    Args:
        path: The file.

    Yields:
        The object of each line.

    Raises:
        UnreadableSource: The file cannot be read, or a line of it is no JSON object.
    """
    opened = gzip.open if path.suffix == ".gz" else open
    number = 0
    try:
        with opened(path, "rt", encoding="utf-8") as lines:
            for number, line in enumerate(lines, start=1):  # noqa: B007 - the error names it
                if line.strip():
                    yield _object(line)
    except (OSError, EOFError, ValueError) as error:
        raise UnreadableSource(
            str(path),
            f"cannot be read ({error})",
            place=f"line {number}" if number else None,
            next_step="Give a file of threads, one JSON object a line.",
        ) from error


def _object(line: str) -> dict[str, Any]:
    row = json.loads(line)
    if not isinstance(row, dict):
        raise ValueError("the line is no JSON object")
    return row


def read_pages(files: Iterable[Path]) -> Iterator[Page]:
    """Reads files of flattened threads (.jsonl, .jsonl.gz)."""
    for path in files:
        for row in rows_of(path):
            yield page_from(row)


def restyled(page: Page, seed: int) -> Page:
    """The page as writers of other habits would have left it.

    Platforms differ in how many lines a comment has more than in anything else. Lines that follow
    one another in a comment are joined, each with the page's own chance; only the first few
    after each quote are kept; and a comment ends after its first few quotes and their answers.
    Lines that repeat an earlier one stay by themselves, as quotes do.

    Args:
        page: A page.
        seed: With the page's id it fixes what happens.

    Returns:
        A page with the same comments in fewer lines.
    """
    dice = random.Random(f"{seed} {page.source} {page.thread}")  # noqa: S311 - no secret
    joining = dice.choice((0.0, 0.5, 0.9, 1.0))
    most_own = dice.choice((1, 2, 3, 99))
    most_quotes = dice.choice((1, 1, 2, 99))
    repeated = [line.source is not None for line in read_lines(page.lines)]
    lines: list[str] = []
    starts: list[int] = []
    for start, end in zip(page.starts, [*page.starts[1:], len(page.lines)], strict=True):
        starts.append(len(lines))
        own = quotes = 0
        for number in range(start, end):
            quoted = repeated[number]
            quotes += quoted and (number == start or not repeated[number - 1])
            if quotes > most_quotes:
                break
            follows = number > start and not quoted and not repeated[number - 1]
            if quoted:
                own = 0
                lines.append(page.lines[number])
            elif follows and dice.random() < joining and len(lines[-1]) < LONGEST_LINE:
                lines[-1] += " " + page.lines[number]
            elif number == start or own < most_own:
                own += 1
                lines.append(page.lines[number])
    return replace(page, lines=tuple(lines), starts=tuple(starts))
