"""Lobsters: the page of a story, its comments nested."""

from threadlab.readers.api.records import Gap, Post, Remark, linked
from threadlab.readers.pages.document import Document
from threadlab.readers.pages.layouts import Layout, Spot, nested_in, posts_by, values
from threadlab.readers.pages.platform import Platform, Read
from threadlab.readers.pages.selecting import first

_DATES = (".byline time@datetime", ".byline time@title", ".byline span@title")
_COMMENTS = Layout(
    "since 2012",
    post="li.comments_subtree:has(.comment_text)",
    body=(".comment_text",),
    id=(".comment@data-shortid", ".comment@id"),
    number=r"(?:c_)?(\w{1,20})$",
    author=('.byline a[href^="/~"]', '.byline a[href^="/u/"]', ".byline .u-author"),
    date=_DATES,
    nested=True,
)


def _read(document: Document) -> Read:
    found, remarks, _ = posts_by(document, (_COMMENTS,))
    told: list[Remark | Gap] = [*remarks]
    posts: list[Post] = []
    title = topic = ""
    story = first(document.root, "li.story, .story[data-shortid]")
    if story is not None:
        last = story.tree.lasts[story.number]
        spot = Spot(story, last, story.end)
        link = first(story, "a.u-url, .link a")
        title = link.text if link is not None else ""
        topic = story.get("data-shortid") or story.get("id").removeprefix("story_")
        words = first(story, ".story_text") or first(document.root, ".story_text")
        author = next(values(spot, (".byline .u-author", *_COMMENTS.author)), None)
        date = next(values(spot, _DATES), None)
        address = link.get("href") if link is not None else ""
        outside = address if address.startswith(("http://", "https://")) else ""
        body = linked(outside, words.html.strip() if words is not None else "", is_html=True)
        posts.append(Post("", topic or None, None, author, date, body or "", "html", opens=True))
    bodies = [one.body for one in found if one.body is not None]
    posts += nested_in(found, topic or None)
    return Read(posts, told, title, topic, bodies)


LOBSTERS = Platform(
    "lobsters-page",
    "saved pages of stories of Lobsters and its sister sites",
    signs=(
        (0.95, r"<li\b[^>]{0,80}\bclass=\"comments_subtree\""),
        (0.95, r"<li id=\"story_\w{1,20}\" (?:data-shortid=\"\w{1,20}\" )?class=\"story\b"),
    ),
    title=(),
    topics=(r"/s/(\w{1,20})",),
    posts=_read,
    nested=True,
)
"""Lobsters' pages."""
