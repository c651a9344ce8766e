"""Pages in pages: what stands in the frames of a saved page is set into it, since talk may."""

import re
from collections.abc import Mapping
from html import unescape

from threadlab.readers.pages.selecting import first, select
from threadlab.readers.pages.tree import Node, Tree

_HELD_ELSEWHERE = re.compile(
    r"disqus|/comments?\b|commento|hyvor|coral|openweb|spot\.im|facebook\.com/plugins/comments",
    re.IGNORECASE,
)
_MOST_FRAMES = 50
_LONGEST_FRAME = 20_000_000


def inlined(root: Node, frames: Mapping[str, str]) -> str:
    """Sets the inside of frames into their page.

    Args:
        root: The page.
        frames: The HTML of frames by the address that the page gives them; those that stand in
            the page itself (srcdoc, as SingleFile writes them) need not be among them.

    Returns:
        The page's HTML, each frame that is known as a part of it.
    """
    source = root.tree.source
    parts, place = [], 0
    for frame in select(root, "iframe, frame")[:_MOST_FRAMES]:
        inside = frames.get(frame.get("src")) or _of_itself(frame)
        if not inside or len(inside) > _LONGEST_FRAME:
            continue
        parts += [source[place : frame.start], f"<div>{_body(inside)}</div>"]
        place = frame.end
    return "".join([*parts, source[place:]])


def has_frames(root: Node) -> bool:
    """Says whether frames stand in the page itself."""
    return first(root, "iframe[srcdoc]") is not None


def held_elsewhere(root: Node) -> str | None:
    """Says in a note where the comments of a page are that holds none; None where nothing tells."""
    if first(root, "#disqus_thread") is not None:
        return "its comments are kept by Disqus and were not saved with it"
    for frame in select(root, "iframe")[:_MOST_FRAMES]:
        address = frame.get("src") or frame.get("data-src")
        if _HELD_ELSEWHERE.search(address[:2000]):
            return f"its comments stand in a frame of its own, {address[:200]}: save and read that"
    return None


def _of_itself(frame: Node) -> str:
    start, end = frame.start, frame.tree.insides[frame.number]
    if "srcdoc" not in frame.tree.source[start:end]:
        return ""
    written = frame.tree.source[start:end]
    found = re.search(r"\ssrcdoc\s?=\s?(?:\"([^\"]*)\"|'([^']*)')", written)
    return unescape(found[1] or found[2] or "") if found else ""


def _body(html: str) -> str:
    root = Tree(html).root
    body = first(root, "body")
    return body.html if body is not None else html
