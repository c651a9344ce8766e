"""Invision Community (IPS 4 and 5) and Invision Power Board (2 and 3)."""

from threadlab.readers.pages.layouts import Layout
from threadlab.readers.pages.platform import Platform

_LAYOUTS = (
    Layout(
        "IPS 4 and 5",
        post='article[id^="elComment_"]',
        body=('[data-role="commentContent"]', ".ipsRichText"),
        id=("@id",),
        author=(
            ".cAuthorPane_author a, .cAuthorPane_author",
            '[data-ips-hook="postUsername"], .ipsEntry__username',
            ".ipsComment_author h3, h3",
        ),
        date=("time@datetime",),
        furniture=(
            ('[data-role="memberSignature"], .ipsEntry__signature', "signatures"),
            ("[data-excludequote]", "remarks on later edits"),
        ),
    ),
    Layout(
        "IPB 3",
        post='div.post_block[id^="post_id_"]',
        body=(".entry-content", ".post"),
        id=("@id",),
        author=(".author [itemprop]", ".author"),
        date=("abbr.published@title", ".posted_info"),
        furniture=((".edit, p.edit", "remarks on later edits"),),
    ),
    Layout(
        "IPB 2",
        post='div.postcolor[id^="post-"]',
        until=".normalname, .unreg",
        body=("div.postcolor",),
        id=("div.postcolor@id",),
        author=(".normalname a", ".normalname", ".unreg"),
        date=("span.postdetails",),
        furniture=(("span.edit, .edit", "remarks on later edits"),),
    ),
)

INVISION = Platform(
    "invision",
    "saved pages of topics of Invision Community and Invision Power Board",
    signs=(
        (0.9, r"<article\b[^>]{0,300}\bid=[\"']elComment_\d{1,20}[\"']"),
        (0.9, r"<body\b[^>]{0,400}\bdata-pageapp=[\"']forums[\"']"),
        (0.9, r"(?i)<body\b[^>]{0,400}\bdata-pageapp=[\"']forums[\"']"),
        (0.9, r"<div\b[^>]{0,200}\bid=[\"']post_id_\d{1,20}[\"']"),
        (0.9, r"<div class=[\"']postcolor[\"'] id=[\"']post-\d{1,20}[\"']"),
        (0.8, r"<link\b[^>]{0,200}\bhref=\"[^\"<>]{1,200}/topic/\d{1,20}-[^\"<>/]{1,200}/"),
        (0.8, r"ipb\.vars\[|var ipb_var_"),
    ),
    title=(
        "h1.ipsType_pageTitle",
        "h1.ipsPageHeader__title",
        "h1.ipb_title",
        "h1.ipsType_pagetitle",
        ".maintitle b",
        "h1",
    ),
    topics=(r"/topic/(\d{1,20})", r"[?&;]showtopic=(\d{1,20})", r"/(\d{1,20})-[^/\s\"']{1,200}/$"),
    links="link[rel=canonical], .ipsComment_meta a, .posted_info a, "
    'a[href*="/topic/"], a[href*="showtopic="]',
    layouts=_LAYOUTS,
)
"""Invision's pages."""
