"""XenForo: versions 1 and 2."""

from threadlab.readers.pages.layouts import Layout
from threadlab.readers.pages.platform import Platform

_LAYOUTS = (
    Layout(
        "2",
        post='article.message[data-content^="post-"], article.message--post, '
        'div.message[data-content^="post-"]',
        body=(".message-body .bbWrapper", ".message-body"),
        id=("@data-content", "@id", ".u-anchorTarget@id"),
        author=("@data-author", ".message-name .username", ".message-name"),
        date=(
            ".message-attribution time@datetime",
            ".message-attribution time@data-time",
            "time@datetime",
            ".message-attribution",
        ),
    ),
    Layout(
        "1",
        post='li.message[id^="post-"]',
        body=("blockquote.messageText", ".messageText"),
        id=("@id",),
        author=("@data-author", ".messageUserInfo .username", "a.username"),
        date=(
            ".messageMeta abbr.DateTime@data-time",
            ".datePermalink abbr.DateTime@data-time",
            ".messageMeta .DateTime@title",
            ".messageMeta .DateTime",
        ),
    ),
)

XENFORO = Platform(
    "xenforo",
    "saved pages of threads of XenForo 1 and 2",
    signs=(
        (0.95, r"<html\b[^>]{0,300}\bid=\"(?:XF|XenForo)\""),
        (0.9, r"<article\b[^>]{0,300}\bdata-content=\"post-\d{1,20}\""),
        (0.9, r"<li id=\"post-\d{1,20}\" class=\"[^\"<>]{0,80}\bmessage\b[^>]{0,80}\bdata-author="),
    ),
    title=("h1.p-title-value", ".titleBar h1", "h1"),
    topics=(r"/?threads/(?:[^/\s\"'?#]{0,300}\.)?(\d{1,20})(?:[/?#]|$)",),
    links="link[rel=canonical], h1 a, a.datePermalink, .message-attribution a, .pageNav a, "
    ".PageNav a",
    data=('html[data-content-key^="thread-"]@data-content-key',),
    layouts=_LAYOUTS,
)
"""XenForo's pages."""
