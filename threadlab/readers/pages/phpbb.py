"""phpBB: versions 3 (prosilver, subsilver2) and 2 (subSilver)."""

from threadlab.readers.pages.layouts import Layout
from threadlab.readers.pages.platform import SAVED, Platform

_LAYOUTS = (
    Layout(
        "3.0 to 3.3, prosilver",
        post='div.post[id^="p"]:has(.content)',
        body=(".content",),
        id=("@id",),
        author=(
            ".author .username, .author .username-coloured",
            ".author strong a, .author strong",
            ".postprofile dt a.username, .postprofile dt a.username-coloured",
            ".postprofile dt strong, .postprofile dt a[href*=profile]",
        ),
        date=(".author time@datetime", ".author"),
        furniture=(('.notice, .rules, div[id^="post_edit"]', "remarks on later edits"),),
    ),
    Layout(
        "3.0, subsilver2",
        post="table.tablebg .postauthor",
        until="div.postbody",
        body=("div.postbody",),
        id=('a[name^="p"]@name',),
        author=(".postauthor",),
        date=("td.gensmall", ".gensmall"),
        ruled="div.postbody",
    ),
    Layout(
        "2.0, subSilver",
        post="span.name",
        until="span.postbody",
        body=("td[colspan]:has(span.postbody)",),
        id=("span.name a[name]@name", 'a[href*="viewtopic.php?p="]@href'),
        author=("span.name b", "span.name"),
        date=("td span.postdetails:has(span.gen)", "td td span.postdetails"),
        ruled="span.postbody",
        furniture=(("td[colspan] > span.gensmall", "remarks on later edits"),),
    ),
)

PHPBB = Platform(
    "phpbb",
    "saved pages of topics of phpBB 2 and 3",
    signs=(
        (0.95, r"<body\b[^>]{0,200}\bid=[\"']?phpbb\b"),
        (0.95, r"<div id=\"p\d{1,20}\" class=\"post\b[^\"<>]{0,80}\bbg[123]\b"),
        (0.9, r"<(?:b|span) class=\"postauthor\""),
        (0.9, r"<span class=\"name\"><a name=\"\d{1,20}\"></a><b>"),
        (0.8, r"<!-- phpBB\b|templates/subSilver/|styles/(?:prosilver|subsilver2)/"),
        (0.7, SAVED + r"/viewtopic\.php\?[^<>\s]{0,200}\b[ft]=\d"),
    ),
    title=("h2.topic-title", "h2 a[href*=viewtopic]", "a.maintitle", ".titles", "h2"),
    topics=(
        r"(?:viewtopic|posting)\.php\?(?:[^#\"'\s]{0,200}[&;])?t=(\d{1,20})",
        r"-t(\d{1,20})(?:\.html|-)",
    ),
    links=(
        "h2.topic-title a, h2 a[href*=viewtopic], a.maintitle, a.titles, "
        'a[href*="mode=reply"], link[rel=canonical], form[action*="viewtopic.php"], '
        'a[href*="viewtopic.php?t="], a[href*="&t="], a[href*="&amp;t="]'
    ),
    layouts=_LAYOUTS,
)
"""phpBB's pages."""
