"""MyBB: versions 1.4 to 1.8."""

from threadlab.readers.pages.layouts import Layout
from threadlab.readers.pages.platform import SAVED, Platform

_BODY = ('.post_body[id^="pid_"]', ".post_body")
_ID = ('.post_body[id^="pid_"]@id', "@id")
_LAYOUTS = (
    Layout(
        "1.8",
        post='div.post[id^="post_"]',
        body=_BODY,
        id=_ID,
        author=(".author_information a", ".author_information strong", ".post_author a"),
        date=(".post_date span@title", ".post_date"),
        furniture=((".post_edit", "remarks on later edits"),),
    ),
    Layout(
        "1.4 and 1.6",
        post='table[id^="post_"]',
        body=_BODY,
        id=_ID,
        author=(".post_author a", ".largetext a", ".largetext"),
        date=("td.tcat .smalltext", "td.tcat", ".smalltext"),
        furniture=((".post_edit", "remarks on later edits"),),
    ),
)

MYBB = Platform(
    "mybb",
    "saved pages of threads of MyBB",
    signs=(
        (0.9, r"<div class=\"post_body\b[^\"<>]{0,80}\" id=\"pid_\d{1,20}\""),
        (0.9, r"jscripts/(?:thread|general)\.js\?ver=\d|\bMyBB\.\w{1,20}\s?=|var my_post_key\s?="),
        (0.7, SAVED + r"/showthread\.php\?tid=\d"),
    ),
    title=("title",),
    topics=(r"[?&;]tid=(\d{1,20})", r"thread-(\d{1,20})"),
    links='link[rel=canonical], a[href*="tid="], a[href*="thread-"]',
    layouts=_LAYOUTS,
)
"""MyBB's pages."""
