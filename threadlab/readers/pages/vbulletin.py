"""vBulletin: versions 3, 4 and 5."""

from threadlab.readers.pages.layouts import Layout
from threadlab.readers.pages.platform import Platform

_LAYOUTS = (
    Layout(
        "5",
        post="li.b-post[data-node-id], li.js-post[data-node-id]",
        body=(".js-post__content-text", ".b-post__content-text", ".OLD__post-content-text"),
        id=("@data-node-id",),
        author=(
            '[itemprop="author"] [itemprop="name"]',
            ".author a, .author strong",
            ".b-userinfo__username",
        ),
        date=("time@datetime", "@data-node-publishdate", ".b-post__timestamp"),
        furniture=((".post-signature, .b-post__signature", "signatures"),),
    ),
    Layout(
        "4",
        post='li[id^="post_"]:has(.postbody), li.postcontainer, li.postbit, li.postbitlegacy',
        body=(
            '[id^="post_message_"] > blockquote.postcontent',
            '[id^="post_message_"]',
            "blockquote.postcontent",
        ),
        id=("@id",),
        author=("a.username strong", "a.username", "span.username", ".username_container"),
        date=(".postdate .date", ".postdate"),
        furniture=(("blockquote.signature, .signature", "signatures"),),
    ),
    Layout(
        "3",
        post='[id^="post_message_"]',
        until="td.thead",
        body=('[id^="post_message_"]',),
        id=('[id^="post_message_"]@id',),
        author=("a.bigusername", ".bigusername", '[id^="postmenu_"]'),
        date=('td.thead:has(a[name^="post"])', "td.thead"),
    ),
)

VBULLETIN = Platform(
    "vbulletin",
    "saved pages of threads of vBulletin 3, 4 and 5",
    signs=(
        (0.95, r"(?i)<meta\b[^>]{0,80}\bcontent=[\"']?vBulletin\s\d"),
        (0.95, r"<div\b[^>]{0,80}\bid=\"post_message_\d{1,20}\""),
        (0.95, r"<html\b[^>]{0,200}\bid=\"vbulletin_html\""),
        (0.9, r"\bclass=\"[^\"<>]{0,200}\bb-post\b[^\"<>]{0,200}\"[^<>]{0,300}\bdata-node-id="),
        (0.9, r"\bdata-node-id=\"\d{1,20}\"[^<>]{0,300}\bclass=\"[^\"<>]{0,200}\bb-post\b"),
        (0.8, r"clientscript/vbulletin_"),
    ),
    title=(".threadtitle", "h1.main-title", "h1.b-page-title", "td.navbar strong", "h1"),
    topics=(
        r"showthread\.php\?(?:[^#\"'\s]{0,200}[&;])?t=(\d{1,20})",
        r"showthread\.php[?/](\d{1,20})",
        r"/threads?/(\d{1,20})",
        r"-(\d{1,20})(?:\.html|/page)",
        r"/(\d{1,20})-[^/\s\"']{1,300}$",
    ),
    links=(
        "link[rel=canonical], .threadtitle a, td.navbar a[href*=showthread], "
        'a[href*="showthread.php?t="], a[href*="do=newreply"], a.postcounter, '
        'a[href*="showthread.php?"], .b-post__count'
    ),
    layouts=_LAYOUTS,
)
"""vBulletin's pages."""
