"""Pages of topics to threads: pages 1 to n of one topic become one, nothing counted twice."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from threadlab.readers.api.assembly import joined
from threadlab.readers.api.pile import Pile
from threadlab.readers.api.records import Gap, Post, Record, Remark
from threadlab.readers.dates import parse_date
from threadlab.readers.pages.topics import Place
from threadlab.readers.sources import Source
from threadlab.thread import Thread

_MOST_TOLD = 12


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a topic.

    Attributes:
        platform: What wrote it.
        site: Host of the forum; "" where the page does not say it.
        topic: Id of the topic; "" where the page does not say it.
        name: Id of the thread that the topic is; "" where the topic has no id.
        place: Which page of how many it is.
        posts: What stands on it, in its order.
        told: What is to be told of it, and what it lacks.
        nested: Its posts say whom they answer, and stand below that.
        source: The file.
        together: Pages without ids are to be taken for one thread.
    """

    platform: str
    site: str
    topic: str
    name: str
    place: Place
    posts: tuple[Post, ...]
    told: tuple[Remark | Gap, ...]
    nested: bool
    source: str
    together: bool = False


def join(pieces: Sequence[Page], name: str) -> Iterator[Thread]:
    """Makes threads of pages.

    Args:
        pieces: The pages of all files.
        name: What they are called together.

    Yields:
        The threads, in the order of their first pages.
    """
    for pages in _topics(pieces):
        first = pages[0]
        made_up = name if first.together else Source.stem_of(first.source)
        piles = []
        for records, source in zip(_records(pages, made_up), pages, strict=True):
            pile = Pile("pages", source.source)
            for record in records:
                pile.add(record._replace(thread=first.name or made_up))
            piles.append(pile)
        yield from joined(piles, made_up)


def _topics(pieces: Sequence[Page]) -> list[list[Page]]:
    """Brings the pages of each topic together, in their order."""
    sites: dict[tuple[str, str], set[str]] = {}
    for page in pieces:
        if page.topic and page.site:
            sites.setdefault((page.platform, page.topic), set()).add(page.site)
    groups: dict[object, list[Page]] = {}
    for number, page in enumerate(pieces):
        known = sites.get((page.platform, page.topic), set())
        if not page.site and len(known) == 1:
            site = next(iter(known))
            name = next(p.name for p in pieces if p.topic == page.topic and p.site == site)
            page = replace(page, site=site, name=name)
        key: object = (page.platform, page.site, page.topic)
        if not page.topic:
            key = "together" if page.together else number
        groups.setdefault(key, []).append(page)
    return [_in_order(pages) for pages in groups.values()]


def _in_order(pages: list[Page]) -> list[Page]:
    if pages[0].topic and any(page.place.number for page in pages):
        return sorted(pages, key=lambda page: (page.place.number or 1, _natural(page.source)))
    return sorted(pages, key=lambda page: _natural(page.source))


def _natural(name: str) -> list[tuple[int, str]]:
    """Orders page2 before page10."""
    parts = re.split(r"(\d{1,18})", name)
    return [(int(p), "") if p.isascii() and p.isdecimal() else (-1, p) for p in parts]


def _records(pages: Sequence[Page], name: str) -> Iterator[list[Record]]:
    """Gives the records of each page, flat posts ranked by where they stand in the topic."""
    count = 1  # a rank of 0 would count as none
    for k, page in enumerate(pages):
        records: list[Record] = list(page.told)
        posts = page.posts
        if not page.nested and _is_newest_first(posts):
            records.append(Remark("", "the page has the newest post first; its order was turned"))
            posts = posts[::-1]
        for post in posts:
            records.append(post if page.nested else post._replace(rank=float(count)))
            count += 1
        if k == 0:
            records += [Remark("", note) for note in _about(pages, name)]
        yield records


def _is_newest_first(posts: Sequence[Post]) -> bool:
    times = [moment for post in posts if (moment := parse_date(post.date)) is not None]
    if len(times) < 3 or len(times) < len(posts):
        return False
    return times[0] > times[-1] and all(a >= b for a, b in pairwise(times))


def _about(pages: Sequence[Page], name: str) -> Iterator[str]:
    first = pages[0]
    if not first.topic:
        yield f"the page does not name its topic; the thread was named {name}"
        if len(pages) > 1:
            yield f"{len(pages)} pages that name no topic were taken for one thread, as told"
    stated = max(page.place.last or 0 for page in pages)
    here = {page.place.number or 1 for page in pages}  # the first page often has no number
    last = max(stated, *here)
    missing = [k for k in range(1, min(last, 10**6) + 1) if k not in here]
    if missing:
        noun, verb = ("page", "is") if len(missing) == 1 else ("pages", "are")
        yield f"{noun} {_ranges(missing)}{f' of {last}' if stated else ''} {verb} not here"
    if pages[-1].place.more and last in here:
        yield "the topic goes on on a page that is not here"


def _ranges(numbers: Sequence[int]) -> str:
    """Gives "2–4, 7"."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and runs[-1][1] == number - 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    told = [str(a) if a == b else f"{a}–{b}" for a, b in runs]
    return ", ".join(told[:_MOST_TOLD]) + (" …" if len(told) > _MOST_TOLD else "")
