"""Records of one thread to the thread: duplicates, order, gaps; the rest is repaired as any row."""

import itertools
import math
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import PurePath
from typing import Any

from threadlab.errors import InvalidThread, UnreadableSource
from threadlab.readers.api.pile import Filed, Pile, by_thread
from threadlab.readers.api.records import Gap, Post, Remark
from threadlab.readers.dates import parse_date
from threadlab.readers.decode import unify_line_ends
from threadlab.readers.repair import Notes, repaired
from threadlab.text import is_nobody
from threadlab.thread import Thread

_MOST_PLACES = 12
_YEAR_5000 = 1e11  # in seconds since 1970; larger numbers are milliseconds
_MOST_LOOSE = 100  # remarks on no post in particular: every thread of its file gets them


def joined(pieces: Sequence[Pile], name: str) -> Iterator[Thread]:
    """Makes threads of what was found in all sources.

    Args:
        pieces: What each source holds.
        name: Name for threads that have none.

    Yields:
        The threads, site by site.

    Raises:
        UnreadableSource: Of a thread there is no comment, only what is told about it; after all
            others were made.
    """
    empty: UnreadableSource | None = None
    in_order = sorted(pieces, key=lambda pile: pile.site)
    for _, piles in itertools.groupby(in_order, key=lambda pile: pile.site):
        for filed in by_thread(list(piles)):
            for group in [filed] if filed[0].record.thread else _connected(filed):
                try:
                    yield _thread(group, name)
                except InvalidThread as error:
                    problem = f"{error} of thread {group[0].record.thread or name}"
                    empty = empty or UnreadableSource(group[0].source, problem)
    if empty is not None:
        raise empty


def _connected(filed: Sequence[Filed]) -> Iterator[list[Filed]]:
    """Parts posts that name no thread: those belong together that answer each other."""
    leader: dict[Any, Any] = {}

    def find(key: Any) -> Any:
        while leader.setdefault(key, key) != key:
            leader[key] = leader[leader[key]]
            key = leader[key]
        return key

    for number, (record, _) in enumerate(filed):
        here = find(number)
        for other in _names(record):
            leader[here] = find(other)
            here = find(here)
    groups: dict[Any, list[Filed]] = {}
    loose: dict[Filed, None] = {}
    for number, one in enumerate(filed):
        if not isinstance(one.record, Remark):
            groups.setdefault(find(number), []).append(one)
        elif one.record.place in leader:
            groups.setdefault(find(one.record.place), []).append(one)
        else:
            loose[one] = None
    for group in groups.values():
        yield [*group, *itertools.islice(loose, _MOST_LOOSE)]


def _names(record: Post | Gap | Remark) -> Iterable[str]:
    """Gives the ids by which a record belongs to others."""
    if isinstance(record, Post):
        return filter(None, (record.id, record.parent))
    if isinstance(record, Gap):
        return filter(None, (record.under, *record.ids))
    return ()


def _thread(filed: Sequence[Filed], name: str) -> Thread:
    told = Notes([])
    posts = _merged([f.record for f in filed if isinstance(f.record, Post)])
    sources = list(dict.fromkeys(f.source for f in filed))
    if len(sources) > 1:
        names = [PurePath(source).name for source in sources]
        told.add(f"the thread was put together from {len(sources)} files: {_some(names)}")
    ordered, is_page = _in_order(posts)
    _tell_gaps([f.record for f in filed if isinstance(f.record, Gap)], posts, told)
    for record in dict.fromkeys(f.record for f in filed if isinstance(f.record, Remark)):
        if record.place:
            told.at(record.what, record.place)
        else:
            told.add(record.what)
    row: dict[str, Any] = {
        "thread_id": filed[0].record.thread or _root_id(ordered),
        "title": next((post.title for post in ordered if post.title), None),
        "order": "page" if is_page else "posted",
        "comments": [_comment(post) for post in ordered],
    }
    return repaired(row, made_up_id=name, source=sources[0], notes=told.all())


def _comment(post: Post) -> dict[str, Any]:
    parents = [parent for parent in (post.parent, *post.further) if parent]
    return {
        "id": post.id,
        "stated_parents": list(dict.fromkeys(parents)),
        "author": post.author,
        "date": post.date,
        "body": None if post.body is None else unify_line_ends(post.body),
        "format": post.format,
    }


def _root_id(posts: Sequence[Post]) -> str | None:
    """Names a thread by its first post, where the source does not name it."""
    return posts[0].id if posts else None


def _merged(posts: Sequence[Post]) -> list[Post]:
    """Takes what came twice once; versions that differ are both kept."""
    found: dict[Any, Post] = {}
    for number, post in enumerate(posts):
        key: Any = number if post.id is None else post.id
        known = found.get(key)
        if known is None:
            found[key] = post
        elif _is_same(known, post):
            found[key] = _filled(known, post)
        elif is_nobody(post.body):  # removed meanwhile: the words that there were are kept
            continue
        elif is_nobody(known.body):
            found[key] = _filled(post, known)
        else:
            found[number] = post
    return list(found.values())


def _is_same(one: Post, other: Post) -> bool:
    return one.body == other.body or one.body is None or other.body is None


def _filled(post: Post, other: Post) -> Post:
    """Fills what one lacks from the other."""
    missing = {
        field: value
        for field, value in zip(Post._fields, other, strict=True)
        if value and not getattr(post, field)
    }
    if "body" in missing:
        missing["format"] = other.format
    return post._replace(**missing)


def _in_order(posts: list[Post]) -> tuple[list[Post], bool]:
    """Gives the posts as they were written; says whether they stand as on a page instead."""
    times = [_time(post) for post in posts]
    if not any(times) and _is_nested(posts):
        return posts, True
    key: list[tuple[bool, float, float]] = []
    last = -math.inf
    for post, time in zip(posts, times, strict=True):
        last = last if time is None else time  # without a date: with its neighbour
        key.append((not post.opens, math.inf if post.rank is None else post.rank, last))
    return [posts[k] for k in sorted(range(len(posts)), key=key.__getitem__)], False


def _time(post: Post) -> float | None:
    date = post.date
    if isinstance(date, int | float) and 0 < date < _YEAR_5000:
        return date  # seconds, as nearly all dumps have them
    moment = None if date is None else parse_date(date)
    return None if moment is None else moment.timestamp()


def _is_nested(posts: Sequence[Post]) -> bool:
    """Says whether the posts stand depth-first, some nested."""
    path: list[str | None] = []
    deepest = 0
    for post in posts:
        if post.rank is not None:
            return False
        if post.parent is not None:
            while path and path[-1] != post.parent:
                path.pop()
            if not path:
                return False
        else:
            path = []
        path.append(post.id)
        deepest = max(deepest, len(path))
    return deepest > 1


def _tell_gaps(gaps: Sequence[Gap], posts: Sequence[Post], told: Notes) -> None:
    """Tells what is not in the file: counted, with the places where it is missing."""
    here = {post.id for post in posts}
    answers = Counter(parent for post in posts for parent in (post.parent, *post.further))
    total = max((gap.number for gap in gaps if not gap.under and not gap.ids), default=0)
    if total > len(posts):
        were = "was" if len(posts) == 1 else "were"
        told.add(
            f"of {total} posts that the source counts in this thread, {len(posts)} {were} read"
        )
    named: dict[str, set[str]] = {}
    unnamed: dict[str, int] = {}
    lacking: dict[str, int] = {}
    perhaps: dict[str, None] = {}
    for gap in (gap for gap in gaps if gap.under or gap.ids):
        under, absent = gap.under, {name for name in gap.ids if name not in here}
        if gap.ids:
            named.setdefault(under, set()).update(absent)
            more = gap.number - len(gap.ids) if absent else 0
            unnamed[under] = max(more, unnamed.get(under, 0))
        elif gap.number:
            lacking[under] = max(gap.number - answers[under], lacking.get(under, 0))
        elif not answers[under]:
            perhaps[under] = None
    counts = {
        under: max(len(named.get(under, ())) + unnamed.get(under, 0), lacking.get(under, 0))
        for under in (*named, *(under for under in lacking if under not in named))
    }
    _tell_counts(counts, told)
    if perhaps:
        told.add(f"there may be further answers, not in the file, to {_some(list(perhaps))}")


def _tell_counts(counts: dict[str, int], told: Notes) -> None:
    counts = {under: number for under, number in counts.items() if number}
    if not counts:
        return
    total = sum(counts.values())
    comments = "1 comment is" if total == 1 else f"{total} comments are"
    places = [f"{n} under {under}" if under else f"{n} anywhere" for under, n in counts.items()]
    told.add(f"{comments} told of but not in the file: {_some(places)}")


def _some(names: Sequence[str]) -> str:
    more = f" and {len(names) - _MOST_PLACES} more" if len(names) > _MOST_PLACES else ""
    return ", ".join(names[:_MOST_PLACES]) + more
