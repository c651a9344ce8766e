"""Simple Machines Forum: versions 1.1, 2.0 and 2.1, and plain archives made of its data."""

from threadlab.readers.pages.layouts import Layout
from threadlab.readers.pages.platform import SAVED, Platform

_PROFILE = 'a[href*="action=profile"]'
_LAYOUTS = (
    Layout(
        "2.1",
        post='div[id^="msg"]:has(.post_wrapper)',
        body=('.inner[id^="msg_"]', ".inner"),
        id=("@id", ".inner@id"),
        author=(f".poster h4 {_PROFILE}", ".poster h4"),
        date=(".postinfo a.smalltext", ".postinfo time@datetime", ".postinfo"),
    ),
    Layout(
        "2.0",
        post="div.post_wrapper",
        body=('.inner[id^="msg_"]', ".inner"),
        id=(".inner@id", '[id^="subject_"]@id'),
        author=(f".poster h4 {_PROFILE}", ".poster h4"),
        date=(".keyinfo .smalltext", ".keyinfo"),
    ),
    Layout(
        "1.1",
        post="div.post",
        until="td[rowspan]",
        body=("div.post",),
        id=('[id^="subject_"]@id', '[id^="msg_"]@id', 'a[href*="#msg"]@href'),
        author=(f"td[rowspan] b {_PROFILE}", "td[rowspan] b"),
        date=('td:has([id^="subject_"]) div.smalltext', 'td:has([id^="subject_"])'),
    ),
    Layout(
        "a plain archive",
        post='article.post[id^="msg"], div.post[id^="msg"]',
        body=(".post-body",),
        id=("@id",),
        author=(".post-author",),
        date=(".post-date time@datetime", ".post-date"),
    ),
)

SMF = Platform(
    "smf",
    "saved pages of topics of Simple Machines Forum 1.1, 2.0 and 2.1",
    signs=(
        (
            0.95,
            r"\bsmf_(?:theme|scripturl|images|default_theme|iso_case_folding|forum)_?\w{0,20}\s?=",
        ),
        (
            0.9,
            r"<div\b[^>]{0,80}\bid=\"msg_?\d{1,20}\"[^>]{0,80}\bclass=\"(?:windowbg|inner|post)\b",
        ),
        (0.9, r"<div class=\"(?:inner|windowbg2?|post)\"[^>]{0,80}\bid=\"msg_?\d{1,20}\""),
        (0.9, r"<article class=\"post\" id=\"msg\d{1,20}\">"),
        (
            0.85,
            r"<div\b[^>]{0,80}\bid=\"subject_\d{1,20}\"[^>]{0,80}>\s{0,20}"
            r"<a href=\"[^\"<>]{0,200}topic=",
        ),
        (0.7, SAVED + r"/index\.php\?topic=\d"),
    ),
    title=("h2.display_title", "#display_head h2", "main h1", "title"),
    topics=(r"[?&;/]topic[=,](\d{1,20})", r"/topic-(\d{1,20})", r"/topics?/(\d{1,20})[-.]"),
    links='link[rel=canonical], link[rel=prev], link[rel=next], [id^="subject_"] a, '
    'a[href*="topic="]',
    data=(".breadcrumbs",),
    layouts=_LAYOUTS,
)
"""SMF's pages."""
