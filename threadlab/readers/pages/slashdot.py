"""Slashdot: a story with its comments, nested in lists."""

from threadlab.readers.api.records import Gap, Post, Remark
from threadlab.readers.pages.document import Document
from threadlab.readers.pages.layouts import Layout, nested_in, posts_by
from threadlab.readers.pages.platform import Platform, Read
from threadlab.readers.pages.selecting import first

_COMMENTS = Layout(
    "since 2009",
    post='li.comment[id^="tree_"]',
    body=('[id^="comment_body_"]',),
    id=("@id",),
    author=(".details .by a", ".by a", ".by"),
    date=(".otherdetails",),
    nested=True,
)
_STORY = Layout(
    "since 2009",
    post='article[id^="firehose-"], div.article[id^="firehose-"]',
    body=('[id^="text-"]', ".body .p", ".body"),
    id=("@id", "@data-fhid"),
    author=(".story-byline a", ".details a", ".story-byline"),
    date=("time@datetime", "time"),
)


def _read(document: Document) -> Read:
    found, remarks, _ = posts_by(document, (_COMMENTS,))
    stories, _, _ = posts_by(document, (_STORY,))
    told: list[Remark | Gap] = [*remarks]
    posts: list[Post] = []
    title = ""
    if stories:
        story = stories[0]
        posts = [story.post._replace(id=f"story-{story.post.id}", opens=True)]
        heading = first(story.spot.node, ".story-title a, .story-title, h2 a")
        title = heading.text if heading is not None else ""
    bodies = [one.body for one in found if one.body is not None]
    posts += nested_in(found, posts[0].id if posts else None)
    named = [post._replace(author=_name(post.author)) for post in posts]
    return Read(named, told, title, bodies=bodies)


def _name(written: str | None) -> str | None:
    """Gives the name of a writer; None for what the site calls all who have none."""
    name = (written or "").removeprefix("by ")
    return None if name in ("", "Anonymous Coward") else name


SLASHDOT = Platform(
    "slashdot-page",
    "saved pages of stories of Slashdot with their comments",
    signs=(
        (0.95, r"<li id=\"tree_\d{1,20}\" class=\"comment\b"),
        (0.9, r"<(?:article|div) id=\"firehose-\d{1,20}\""),
    ),
    title=(),
    topics=(r"/story/(\d\d/\d\d/\d\d/\d{1,12})", r"[?&;]sid=(\d{1,20})"),
    links="link[rel=canonical], .story-title a",
    posts=_read,
    is_one_site=True,
    nested=True,
)
"""Slashdot's pages."""
