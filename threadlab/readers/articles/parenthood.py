"""Which comment answers which, as a page shows it: by links, by nesting, by depth."""

import re
from collections.abc import Sequence

from threadlab.readers.articles.units import Unit, owned, ranges, set_off
from threadlab.readers.pages.selecting import select
from threadlab.readers.pages.tree import Node, words_of

_PARENT_KEYS = (
    "data-parent-id",
    "data-parent",
    "data-subject-parent-value",
    "data-parent-comment-id",
    "data-reply-to",
    "data-comment-parent",
    "data-parentpostingid",
)
_DEPTH_KEYS = ("data-depth", "data-level", "data-comment-depth", "aria-level", "data-indent")
_DEPTH_CLASS = re.compile(
    r"(?:^|\s)(?:[a-z]{0,12}comment|thread|coral|reply|replies|post|cmt)?[-_]{0,2}"
    r"(?:depth|level|indent|nest|lvl)[-_]{0,2}(\d{1,4})(?!\S)"
)
_BARE_ID = re.compile(
    r"\A(?:(?:[A-Za-z0-9]{1,20}[-_]{1,2})?(?:comment|cmt)[-_]{1,2}(?=\w)"
    r"|(?:ld|isso-|IDComment|dsq-|post[-_]?|reply[-_]?|answer[-_]?|comment|cmt|c[-_]?)(?=\d))",
    re.IGNORECASE,
)
_MARGIN = re.compile(
    r"(?:margin|padding)-left\s{0,9}:\s{0,9}(\d{1,5})(?:\.\d{1,9})?(px|em|rem|%|ch)"
)
_NUMBER = re.compile(r"\d{1,25}")
_IN_REPLY = re.compile(
    r"in reply to|repl(?:ied|ies|ying) to|in response to|als antwort auf|antwort auf|en réponse à|"
    r"en respuesta a|em resposta a|in risposta a|↳|⤷|parent",
    re.IGNORECASE,
)
_TO_PARENT = re.compile(r"parent|reply-to|in-reply|replied-to", re.IGNORECASE)
_LONGEST_LABEL = 200
_FURTHEST = 2  # elements around a comment that may tell its depth


def parents_of(root: Node, found: Sequence[Unit], names: Sequence[str]) -> list[int | None]:
    """Finds which comment each comment answers.

    Args:
        root: The page.
        found: Its comments, in order.
        names: Their ids.

    Returns:
        Per comment the number of the answered one; None where the page shows none.
    """
    stated = _by_links(root, found, names)
    nested = set_off(found)
    if not any(parent is not None for parent in nested):
        nested = _by_depth(found)
    return [one if one is not None else other for one, other in zip(stated, nested, strict=True)]


def shows_depth(found: Sequence[Unit]) -> bool:
    """Says whether a page tells how deep its comments are, even where none answers another."""
    return any(depth is not None for depth in _depths(found))


def bare_id(value: str) -> str:
    """Takes from an id what only says that it is a comment's: "comment-12" is "12"."""
    return _BARE_ID.sub("", value, count=1)


def _by_links(root: Node, found: Sequence[Unit], names: Sequence[str]) -> list[int | None]:
    """Takes the ids that comments name as what they answer."""
    numbers: dict[str, int] = {}
    for number, name in enumerate(names):
        if not name:
            continue
        numbers.setdefault(name, number)
        if digits := _NUMBER.findall(name):
            numbers.setdefault(digits[-1], number)
    links = _reply_links(root, found)
    parents: list[int | None] = []
    for number, unit in enumerate(found):
        said = next(filter(None, (unit.node.get(key) for key in _PARENT_KEYS)), "") or links.get(
            number, ""
        )
        digits = _NUMBER.findall(said)
        parent = numbers.get(said, numbers.get(digits[-1]) if digits else None) if said else None
        parents.append(parent if parent != number else None)
    return parents


def _reply_links(root: Node, found: Sequence[Unit]) -> dict[int, str]:
    """Finds the links behind words such as "in reply to"."""
    source = root.tree.source
    links: dict[int, str] = {}
    for link, owner in owned(select(root, "a[href*='#']"), ranges(found)):
        if owner is None or owner in links:
            continue
        label = words_of(source[link.start : min(link.end, link.start + _LONGEST_LABEL)])
        near = max(found[owner].node.start, link.start - _LONGEST_LABEL)
        before = words_of(source[near : link.start])[-40:]
        if _IN_REPLY.search(f"{before} {label}") or _TO_PARENT.search(link.get("class")[:500]):
            links[owner] = link.get("href").rpartition("#")[2]
    return links


def _by_depth(found: Sequence[Unit]) -> list[int | None]:
    """Takes each comment for an answer to the nearest one before it that is less deep."""
    depths = _depths(found)
    parents: list[int | None] = []
    above: list[tuple[int, int]] = []  # depth and number of what may be answered
    for number, stated in enumerate(depths):
        depth = stated or 0
        while above and above[-1][0] >= depth:
            above.pop()
        parents.append(above[-1][1] if above else None)
        above.append((depth, number))
    return parents


def _depths(found: Sequence[Unit]) -> list[int | None]:
    """Reads how deep comments say they are, or elements that begin with them."""
    depths: list[int | None] = []
    last = -1
    for unit in found:
        depth = _depth(unit.node)
        around = unit.node.parent
        for _ in range(_FURTHEST):
            if depth is not None or around is None or around.number <= last:
                break
            depth, around = _depth(around), around.parent
        depths.append(depth)
        last = unit.node.number
    return depths


def _depth(node: Node) -> int | None:
    """Reads how deep a comment says it is, in steps or pixels."""
    for key in _DEPTH_KEYS:
        if (value := node.get(key)).isdecimal() and len(value) < 6:
            return int(value)
    named = _DEPTH_CLASS.search(node.get("class")[:1000])
    if named is not None:
        return int(named[1])
    margin = _MARGIN.search(node.get("style")[:1000])
    return int(margin[1]) if margin is not None else None
