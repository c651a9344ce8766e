"""Where the pages of Lemmy, kbin, Mbin and Mastodon keep a post and its comments."""

from dataclasses import dataclass

from threadlab.readers.articles.shapes import Shape


@dataclass(frozen=True, slots=True)
class Site:
    """How a program of the fediverse writes a page.

    Attributes:
        name: Its name.
        marks: Pieces of HTML; a page with one of each group is of this program.
        comments: How comments are marked.
        post: Selector of the opening post's element; "" where it is marked as comments are.
        titles: Where its title stands, the surest first.
        bodies: Where its words stand.
        links: Where the address it shares stands.
    """

    name: str
    marks: tuple[tuple[str, ...], ...]
    comments: Shape
    post: str = ""
    titles: tuple[str, ...] = ()
    bodies: tuple[str, ...] = ()
    links: tuple[str, ...] = ()


SITES = (
    Site(
        "Lemmy",
        (("comment-node", "post-listing"), ("lemmy", "Lemmy", "inferno", "moment-time")),
        Shape(
            "Lemmy",
            "li.comment, div.comment",
            sure=True,
            writers=(".person-listing", "a[href^='/u/']", "a[href*='/u/']"),
            times=(".moment-time", "time", "[data-tippy-content]"),
            bodies=(".comment-content .md-div", ".md-div", ".comment-content"),
            nests=True,
            ids=(".comment-node", "[id^=comment-]"),
        ),
        post=".post-listing",
        titles=(".post-listing .post-title h1", ".post-listing h1", ".post-title", "h1"),
        bodies=("#postContent .md-div", "#postContent", ".post-listing .md-div", ".post-content"),
        links=(".post-listing h1 a[href^=http]", ".post-listing .post-title a[href^=http]"),
    ),
    Site(
        "kbin",
        (("entry-comment", "post-comment", "entry section"), ("data-controller", "kbin", "mbin")),
        Shape(
            "kbin",
            ".entry-comment, .post-comment",
            sure=True,
            writers=(".user-inline", "header a[href*='/u/']", "header a"),
            times=("time",),
            bodies=(".content",),
            nests=True,
        ),
        post="article.entry, article.post",
        titles=("article.entry header h1", "article.entry header h2", "h1"),
        bodies=(".entry__body .content", ".entry__body", "article.post .content"),
        links=("article.entry header h1 a[href^=http]",),
    ),
    Site(
        "Mastodon",
        (("status__content", "detailed-status"), ("status__display-name", "display-name")),
        Shape(
            "Mastodon",
            ".detailed-status, .status",
            sure=True,
            writers=(".display-name__account", ".p-author .p-name", ".display-name", ".p-author"),
            times=("data.dt-published", "time", ".detailed-status__datetime"),
            bodies=(".e-content", ".status__content__text", ".status__content"),
        ),
    ),
)
"""All programs; the first one whose marks are there holds."""
