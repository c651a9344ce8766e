"""How pages mark comments: where one begins, and where its writer, time and words stand in it."""

from dataclasses import dataclass

WRITERS = (
    "[itemprop=author] [itemprop=name]",
    "[itemprop=creator] [itemprop=name]",
    ".p-author .p-name",
    ".wp-block-comment-author-name",
    ".comment-author .fn",
    ".vcard .fn",
    ".h-card .p-name",
    "cite.fn",
    "cite.user",
    ".fn",
    ".vcard.author",
    ".p-author",
    "[itemprop=author]",
    "[itemprop=creator]",
    ".comment-author-name",
    ".comment__author-name",
    ".comment-author a",
    ".author-name",
    ".user-name",
    ".username",
    ".comment-author",
    ".comment__author",
    ".comment-user",
    ".comment-name",
    ".commenter",
    ".nickname",
    ".display-name",
    ".post-byline .author",
    ".byline a",
    "[data-author]",
    ".author",
    ".user",
    ".name",
    "[rel=author]",
    ".byline",
    ".submitted a",
    ".comments-post",
    ".comment-footer",
    ".posted",
    ".ljuser",
    ".poster",
    "[class*=commenter]",
    "[class*=nickname]",
    "[class*=author]",
    "[class*=username]",
    "cite",
)
"""Where a comment's writer may stand, the surest first."""
TIMES = (
    "time[datetime]",
    "[itemprop=dateCreated]",
    "[itemprop=datePublished]",
    "[itemprop=commentTime]",
    ".dt-published",
    "abbr.published",
    "[data-timestamp]",
    "[data-utime]",
    ".time-ago",
    ".comment-date",
    ".comment-time",
    ".comment__date",
    ".comment__time",
    ".wp-block-comment-date",
    ".comment-metadata a",
    ".comment-meta a",
    ".commentmetadata a",
    ".commentmetadata",
    ".comment-timestamp",
    ".timestamp",
    ".datetime",
    ".published",
    ".date",
    ".time",
    ".submitted",
    ".posted-on",
    "time",
    "[class*=timestamp]",
    "[class*=time]",
    ".comments-post",
    ".comment-footer",
    ".posted",
    "[class*=date]",
)
"""Where a comment's time may stand, the surest first."""
BODIES = (
    "[itemprop=text]",
    "[itemprop=commentText]",
    ".e-content",
    ".wp-block-comment-content",
    ".comment-content",
    ".comment__content",
    ".comment-text",
    ".comment__text",
    ".comment_text",
    ".comment-copy",
    ".comment-message",
    ".post-message",
    ".commentText",
    ".comment-body",
    ".comment__body",
    ".comment_body",
    ".commentbody",
    ".comment-inner",
    ".entry-content",
    ".message",
    ".content",
    ".text",
    ".body",
    "[class*=ommentText]",
    "[class*=ommentBody]",
    "[class*=omment-body]",
    "[class*=omment-text]",
    "[class*=omment-content]",
    "[class*=omment-message]",
    "[class*=_text]",
    "[class*=_content]",
    "[class*=_body]",
    "[class*=_message]",
)
"""Where a comment's words may stand, the surest first."""
AROUND = (
    "header, footer, form, button, script, style, noscript, template, input, select, textarea, "
    ".comment-author, .comment-meta, .comment-metadata, .commentmetadata, .reply, "
    ".comment-reply-link, .comment-edit-link, .comment-actions, .comment-footer, .comment-header, "
    ".comment-avatar, .avatar, .vcard, .says, .submitted, .links, .byline, .posted, .permalink, "
    ".comment-date, .comment-time, .vote, .votes, .voting, .likes, .rating, .share, .actions, "
    ".toolbar, .screen-reader-text, .visually-hidden, .sr-only, .edit-link, .comments-post, "
    ".comment-permalink, "
    "[class*=__foot], [class*=__head], [class*=__meta], [class*=__actions]"
)
"""What stands in a comment without being of its words, where these have no element of their own."""
TITLES = (
    ".comment-title, .comment__title, .comment-subject, .comment__content > h3, .subject, "
    "[itemprop=headline]"
)
"""Where a comment's own heading may stand."""
IDS = (
    "[id^=comment-], [id^=div-comment-], [id^=cmt]",
    "a.permalink, a[rel=bookmark], .comment-permalink a, .comment-date a, .comment-meta a",
)
"""What may bear the id of a comment, or link to it."""
ASIDE = (
    "nav, .widget, .sidebar, #sidebar, #secondary, [class*=recent-comments], "
    "[class*=recentcomments], [class*=related], [class*=latest-comments], [id*=recent-comments], "
    ".wp-block-latest-comments, .comment-respond, #respond, template, noscript"
)
"""Parts of a page whose comments belong to other pages."""


@dataclass(frozen=True, slots=True)
class Shape:
    """How a kind of page marks comments.

    Attributes:
        name: What the kind is called in notes.
        comment: Selector of the elements that hold one comment each.
        sure: The selector alone says that it is a comment; else a writer or time must be there.
        writers: As WRITERS.
        times: As TIMES.
        bodies: As BODIES.
        nests: Comments lie in the one that they answer, so that the others answer the article.
        trails: The element is only the first part of the comment, which runs on to the next one.
        titles: Selector of the comment's own heading.
        ids: Selectors of what bears its id where it bears none itself.
    """

    name: str
    comment: str
    sure: bool = False
    writers: tuple[str, ...] = WRITERS
    times: tuple[str, ...] = TIMES
    bodies: tuple[str, ...] = BODIES
    nests: bool = False
    trails: bool = False
    titles: str = TITLES
    ids: tuple[str, ...] = IDS


def _bare(comment: str) -> Shape:
    """A list of comments that names no part of them: bold is who, slanted or small is when."""
    return Shape(
        "page",
        comment,
        writers=(*WRITERS, "strong", "b", "h4", "h5"),
        times=(*TIMES, "small", "em", "i"),
    )


SHAPES = (
    Shape(
        "Disqus",
        "li.post[id^=post-]",
        writers=(".post-byline .author", ".author", ".publisher-anchor-color a"),
        times=("a.time-ago", ".time-ago", "time"),
        bodies=(".post-message", ".post-body-inner"),
        nests=True,
    ),
    Shape("WordPress", "li.comment[id*=comment-]", sure=True),
    Shape("WordPress", "ol.commentlist > li, ul.commentlist > li", sure=True),
    Shape("Blogger", "#comments li.comment", sure=True, bodies=(".comment-content",)),
    Shape(
        "Blogger",
        "#comments dt.comment-author, #comments-block dt, dl.commentlist dt",
        sure=True,
        writers=("dt a[href]", "a[href]"),
        times=(".comment-timestamp", ".comment-footer"),
        bodies=("dd.comment-body", "dd"),
        trails=True,
    ),
    Shape("Movable Type", ".comments-body", writers=(".comments-post",), times=(".comments-post",)),
    Shape(
        "Commento",
        ".commento-card",
        writers=(".commento-name",),
        times=(".commento-timeago",),
        bodies=(".commento-body",),
        nests=True,
    ),
    Shape(
        "giscus",
        ".gsc-comment, .gsc-reply",
        writers=(".gsc-comment-author-avatar", ".gsc-reply-author-avatar", *WRITERS),
        bodies=(".gsc-comment-content", ".gsc-reply-content"),
        nests=True,
    ),
    Shape(
        "postings",
        "[data-postingid]",
        writers=(*WRITERS, "strong", "[class*=user]"),
        bodies=(".upost-text", *BODIES),
    ),
    Shape("Isso", "[id^=isso-].isso-comment", sure=True, bodies=(".isso-text", ".text")),
    Shape(
        "Intense Debate",
        ".idc-c[id^=IDComment]",
        bodies=(".idc-c-t-inner", ".idc-c-t"),
        writers=(".idc-i a", ".idc-i"),
    ),
    Shape(
        "OpenWeb",
        "[data-spot-im-class=message-container]",
        bodies=("[data-spot-im-class=message-text]",),
    ),
    Shape(
        "schema.org", "[itemtype$='schema.org/Comment'], [itemtype$='schema.org/Answer']", sure=True
    ),
    Shape("schema.org", "[itemtype$='schema.org/UserComments']", sure=True),
    Shape(
        "microformats", ".u-comment, .p-comment.h-entry, .p-comment.h-cite, .hcomment", sure=True
    ),
    Shape("Drupal", "article[data-comment-user-id]", sure=True),
    Shape(
        "Ghost",
        "[data-testid=comment-component]",
        writers=("h4", *WRITERS),
        bodies=("[data-testid=comment-content]", *BODIES),
    ),
    Shape("Dreamwidth", ".comment-thread[class*=comment-depth]"),
    Shape("Drupal", "#comments > .comment, #comments .indented > .comment", titles="h3"),
    Shape("page", "[id^=comment-].comment, [id^=comment_].comment, [id^=c].comment"),
    Shape("page", "article.comment, li.comment, div.comment, section.comment, tr.comment"),
    Shape("page", "[data-comment-id]"),
    Shape("page", "[id^=comment-], [id^=comment_], [id^=Comment], [id^=cmt]"),
    Shape("page", ".comment-item, .comment-entry, .comment-container, .comment-wrapper"),
    Shape("page", ".comment-wrap, .comment-box, .comment-block, .comment-row, .comment-thread"),
    Shape("page", "#comments .media, .comments .media"),
    _bare(".comment-list > *, .comments-list > *, #comment-list > *"),
    _bare("#comments > li, #comments > ol > li, #comments > ul > li, #comments > article"),
    _bare(".comments > li, .comments > ol > li, .comments > ul > li, .comments > article"),
    _bare("#comments > div, .comments > div"),
    _bare("p.comment, dd.comment, td.comment"),
    Shape("page", "article.reply, li.reply, div.response, li.response, .user-comment"),
)
"""The kinds of marks; of those that find equally many comments the first one holds."""


def shape_of_class(name: str) -> Shape:
    """The marks of a page whose comments are told by a class of its own."""
    return Shape("page", f".{name}")
