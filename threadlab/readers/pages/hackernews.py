"""Hacker News: the page of a story or of a comment; indented rows, depth first."""

from threadlab.readers.api.records import Gap, Post, Remark, linked
from threadlab.readers.pages.document import Document
from threadlab.readers.pages.layouts import Found, Layout, Spot, posts_by, values
from threadlab.readers.pages.levels import by_levels
from threadlab.readers.pages.platform import SAVED, Platform, Read
from threadlab.readers.pages.selecting import first, select
from threadlab.readers.pages.tree import Node

_STEP = 40  # pixels of a level
_COMMENTS = Layout(
    "since 2010",
    post="tr.comtr, tr.athing:has(.commtext)",
    body=(".commtext", ".comment"),
    id=("@id", ".age a@href"),
    author=("a.hnuser",),
    date=(".age@title", ".age"),
    furniture=((".reply", ""),),
)
_ADDRESS = "https://news.ycombinator.com/"


def _read(document: Document) -> Read:
    told: list[Remark | Gap] = []
    found, remarks, _ = posts_by(document, (_COMMENTS,))
    told += remarks
    top = first(document.root, "table.fatitem")
    posts: list[Post] = []
    title = topic = ""
    if top is not None:
        if found and top.holds(found[0].spot.node):
            context = first(top, ".onstory a")
            told.append(Remark("", "the page shows a comment and its answers, not the whole story"))
            title = context.text if context is not None else ""
            posts.append(found[0].post)
            found = found[1:]
        else:
            posts, title = _story(top)
        topic = (posts[0].id or "") if posts else ""
    root = posts[0].id if posts else None
    bodies = [one.body for one in found if one.body is not None]
    return Read([*posts, *_below(found, root)], told, title, topic, bodies)


def _story(top: Node) -> tuple[list[Post], str]:
    spot = Spot(top, top.tree.lasts[top.number], top.end)
    link = first(top, ".titleline a, a.storylink, td.title a")
    title = link.text if link is not None else ""
    name = next(values(spot, ("tr.athing@id", ".age a@href")), None)
    words = _words(top)
    address = link.get("href") if link is not None else ""
    outside = address if address.startswith(("http://", "https://")) else ""
    date = next(values(spot, (".age@title", ".age")), None)
    author = next(values(spot, ("a.hnuser",)), None)
    post = Post(
        "",
        name.rpartition("=")[2] if name else None,
        None,
        author,
        date.split(" ")[0] if date and date[:4].isdecimal() else date,
        linked(outside, words, is_html=True) or "",
        "html",
        title,
        opens=True,
    )
    return [post], title


def _words(top: Node) -> str:
    """Gives the words of a story: today in an element of their own, else in a row behind others."""
    node = first(top, ".toptext")
    if node is not None:
        return node.html.strip()
    for row in select(top, "tr"):
        cells = [cell for cell in row.children if cell.name == "td"]
        if len(cells) != 2 or cells[0].get("colspan") != "2" or cells[1].classes:
            continue
        if cells[1].text and first(cells[1], "form, .subline, .title") is None:
            return cells[1].html.strip()
    return ""


def _below(found: list[Found], root: str | None) -> list[Post]:
    return by_levels([(one.post, _level(one.spot)) for one in found], root)


def _level(spot: Spot) -> int:
    stated = next(values(spot, ("td.ind@indent",)), "")
    if stated.isdecimal():
        return int(stated[:6])
    width = next(values(spot, ("td.ind img@width", "img@width")), "")
    return int(width[:6]) // _STEP if width.isdecimal() else 0


HACKER_NEWS_PAGE = Platform(
    "hackernews-page",
    "saved pages of stories and comments of Hacker News",
    signs=(
        (0.95, r"<html\b[^>]{0,80}\bop=[\"']item[\"']"),
        (0.95, r"<tr class=['\"]athing(?: comtr)?(?: submission)?\s?['\"] id=['\"]\d{1,20}['\"]"),
        (0.9, r"<table\b[^>]{0,80}\bclass=[\"']fatitem[\"']"),
        (0.7, SAVED + r"\bnews\.ycombinator\.com/item\?id=\d"),
    ),
    title=(),
    topics=(r"item\?id=(\d{1,20})",),
    posts=_read,
    is_one_site=True,
    nested=True,
)
"""Hacker News' pages."""
