"""FluxBB and PunBB."""

from threadlab.readers.pages.layouts import Layout
from threadlab.readers.pages.platform import Platform

_LAYOUTS = (
    Layout(
        "FluxBB, PunBB 1.2",
        post='div.blockpost[id^="p"]',
        body=(".postmsg",),
        id=("@id",),
        author=(".postleft dt strong", ".postleft dt"),
        date=("h2 a", "h2"),
    ),
    Layout(
        "PunBB 1.3 and 1.4",
        post='div.post[id^="p"]:has(.entry-content)',
        body=(".entry-content",),
        id=("@id",),
        author=(".post-byline strong", ".post-byline a", ".username"),
        date=(".post-link", "a.permalink", ".posthead"),
        furniture=((".sig-content", "signatures"), (".lastedit", "remarks on later edits")),
    ),
)

FLUXBB = Platform(
    "fluxbb",
    "saved pages of topics of FluxBB and PunBB",
    signs=(
        (0.95, r"<div id=\"(?:punviewtopic|brd-viewtopic)\""),
        (0.9, r"<div id=\"p\d{1,20}\" class=\"blockpost\b"),
    ),
    title=(".crumbs strong a", ".crumbs strong", "h1.main-title a", ".main-head .hn", "h1"),
    topics=(r"viewtopic\.php\?id=(\d{1,20})", r"post\.php\?tid=(\d{1,20})"),
    links='link[rel=canonical], .crumbs a, a[href*="post.php?tid="], a[href*="viewtopic.php?id="]',
    layouts=_LAYOUTS,
)
"""FluxBB's pages."""
