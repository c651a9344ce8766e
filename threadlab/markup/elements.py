"""What the elements of HTML are in mails and forums: quotes, attributions, signatures, furniture.

The tables are data: a further forum or mail program is a further line here.
"""

import re
from functools import lru_cache
from html import unescape
from typing import NamedTuple
from urllib.parse import unquote

QUOTE = "quote"
"""Another's words."""
WEAK = "weak"
"""Another's words, unless it only wraps or fills an element that is a quote already."""
SHELL = "shell"
"""A quote that names who is quoted first; the words follow in a blockquote or in CONTENT."""
CONTENT = "content"
"""The words of the quote around it begin here."""
ATTRIBUTION = "attribution"
"""Names who is quoted: in the quote around it where that has no words yet, else in the next."""
TITLE = "title"
"""An attribution where it stands in a quote that has no words yet; elsewhere nothing."""
CONTAINER = "container"
"""Holds an attribution and a quote; what is forwarded in it ends with it."""
HEADERS = "headers"
"""The header lines of a mail, all that follows is quoted."""
SIGNATURE = "signature"
MARKER = "marker"
"""Words of the page, not of a writer."""

_CLASSES: dict[str, str] = {
    # Gmail, Thunderbird, Yahoo, Proton, Zoho
    "gmail_quote": CONTAINER,
    "gmail_attr": ATTRIBUTION,
    "gmail_signature": SIGNATURE,
    "gmail_signature_prefix": SIGNATURE,
    "moz-cite-prefix": ATTRIBUTION,
    "moz-forward-container": CONTAINER,
    "moz-email-headers-table": HEADERS,
    "moz-signature": SIGNATURE,
    "moz-txt-sig": SIGNATURE,
    "yahoo_quoted": QUOTE,
    "yahoo-quoted-begin": ATTRIBUTION,
    "protonmail_quote": CONTAINER,
    "protonmail_signature_block": SIGNATURE,
    "zmail_extra": CONTAINER,
    "zmail_signature": SIGNATURE,
    # Discourse, XenForo
    "bbcodequote": SHELL,
    "bbcodeblock--quote": QUOTE,
    "bbcodeblock-title": TITLE,
    "bbcodeblock-content": CONTENT,
    "bbcodeblock-expandlink": MARKER,
    "quoteexpand": MARKER,
    "quote-controls": MARKER,
    "title": TITLE,
    # vBulletin
    "bbcode_quote": QUOTE,
    "bbcode_postedby": TITLE,
    "message": CONTENT,
    # SMF, phpBB, MyBB, PunBB, WoltLab
    "quote": WEAK,
    "quoteheader": ATTRIBUTION,
    "quotefooter": MARKER,
    "bbc_standard_quote": QUOTE,
    "bbc_alternate_quote": QUOTE,
    "quotetitle": ATTRIBUTION,
    "quotecontent": WEAK,
    "mycode_quote": QUOTE,
    "quotebox": SHELL,
    "quoteboxtitle": TITLE,
    "quoteboxcontent": CONTENT,
    # Invision, Vanilla
    "quotetop": ATTRIBUTION,
    "quotemain": WEAK,
    "citation": TITLE,
    "blockquote": WEAK,
    "ipsquote": QUOTE,
    "ipsblockquote": QUOTE,
    "ipsquote_citation": TITLE,
    "ipsquote_contents": CONTENT,
    "userquote": QUOTE,
    "quoteauthor": TITLE,
    "quotetext": CONTENT,
    # Mastodon
    "quote-inline": MARKER,
}
"""What an element of a class is, in small letters."""

_IDS: dict[str, str] = {
    "divrplyfwdmsg": HEADERS,
    "olk_src_body_section": QUOTE,
    "applemailsignature": SIGNATURE,
    "signature": SIGNATURE,
    "ms-outlook-mobile-signature": SIGNATURE,
}
_DATA: dict[tuple[str, str], str] = {
    ("data-marker", "__headers__"): HEADERS,
    ("data-marker", "__sig_pre__"): SIGNATURE,
    ("data-marker", "__sig_post__"): SIGNATURE,
    ("data-signatureblock", "true"): SIGNATURE,
    ("data-smartmail", "gmail_signature"): SIGNATURE,
}

_SAID_BY = ("data-username", "data-ipsquote-username", "data-author", "data-quote")
_SAID_IN = (
    "data-post",
    "data-post-id",
    "data-post_id",
    "data-pid",
    "data-ipsquote-contentcommentid",
    "data-cid",
    "data-source",
    "data-ipsquote-contentid",
    "cite",
)
"""The attributes that name the comment quoted; earlier ones hold before later ones."""

_ATTRIBUTE = re.compile(
    r"([a-zA-Z][\w-]{0,40}+)[ \t\r\n\f]{0,9}=[ \t\r\n\f]{0,9}"
    r"(?:\"([^\"]{0,600}+)\"|'([^']{0,600}+)'|([^\s>\"']{1,600}+))"
)
_REWRITTEN = re.compile(r"^(?:x_|ecx|ydp[0-9a-f]{6,12}|m_-?\d{1,25}){1,4}")
"""What web mail puts before the classes and ids of a mail that it shows."""
_POST = re.compile(r"(?:post|comment|msg|pid)?[-_: ]{0,3}(\d{1,20})")
_LINK = re.compile(
    r"(?:#(?:msg|post|pid|p|comment|findcomment|entry)?[-_=]?|\.msg|[?&;](?:msg|p|pid|postid|comment)="
    r"|/posts?/(?:\?id=)?|/post\?id=|findcomment-)(\d{1,20})(?!\w)",
    re.IGNORECASE,
)
_HREF = re.compile(r"\bhref\s{0,9}=\s{0,9}[\"']?([^\"'>\s]{1,600})", re.IGNORECASE)
_DATA_POST = re.compile(r"\bdata-post[-_]id\s{0,9}=\s{0,9}[\"']?(\d{1,20})", re.IGNORECASE)
_TOPIC = re.compile(r"/t/(?:[^/\"'?#]{1,200}/)?\d{1,12}(?:[/?#]|$)")
_BLOCKQUOTE = ("blockquote",)
_CACHED = 160


class Element(NamedTuple):
    """What an element is to a reader of quotes.

    Attributes:
        role: One of this page's constants; "" where it is nothing special.
        said_by: Who is quoted, where an attribute names it.
        said_in: Id of the comment quoted, where an attribute names it.
    """

    role: str
    said_by: str | None = None
    said_in: str | None = None


NOTHING = Element("")
_PLAIN_QUOTE = Element(QUOTE)


def element(name: str, attributes: str) -> Element:
    """Says what an element is.

    Args:
        name: Name of its start tag, in small letters.
        attributes: What stands behind the name in the tag.

    Returns:
        Its role, and whom and what it quotes.
    """
    if len(attributes) <= _CACHED:
        return _element_cached(name, attributes)
    return _element(name, attributes)


def linked_post(attributes: str) -> str | None:
    """Gives the id of the post that a link leads to, None where it leads elsewhere."""
    stated = _DATA_POST.search(attributes)
    if stated:
        return stated[1]
    href = _HREF.search(attributes)
    links = _LINK.findall(href[1]) if href else []
    return links[-1] if links else None


def leads_to_topic(attributes: str) -> bool:
    """Says whether a link leads to a topic of Discourse."""
    href = _HREF.search(attributes) if "/t/" in attributes else None
    return href is not None and _TOPIC.search(href[1]) is not None


def _element(name: str, attributes: str) -> Element:
    if not attributes or "=" not in attributes:
        return _PLAIN_QUOTE if name in _BLOCKQUOTE else NOTHING
    found = {k.lower(): a or b or c for k, a, b, c in _ATTRIBUTE.findall(attributes)}
    role = _role(name, found)
    if role not in (QUOTE, SHELL):
        return Element(role) if role else NOTHING
    said_by = next((found[key] for key in _SAID_BY if found.get(key)), None)
    said_in = next(filter(None, (_said_in(found[k], k) for k in _SAID_IN if k in found)), None)
    return Element(role, " ".join(unescape(said_by).split()) or None if said_by else None, said_in)


_element_cached = lru_cache(maxsize=2048)(_element)


def _role(name: str, found: dict[str, str]) -> str:
    role = ""
    for token in found.get("class", "").lower().split():
        role = _CLASSES.get(token) or _CLASSES.get(_REWRITTEN.sub("", token)) or ""
        if role:
            break
    if not role and "id" in found:
        role = _IDS.get(_REWRITTEN.sub("", found["id"].lower()), "")
    if not role:
        role = next((r for (k, v), r in _DATA.items() if found.get(k, "").lower() == v), "")
    if name == "aside":
        return SHELL if role == WEAK else role
    if name in _BLOCKQUOTE and role not in (SHELL, MARKER):
        return QUOTE
    return role


def _said_in(value: str, key: str) -> str | None:
    if key != "cite":
        named = _POST.fullmatch(value.strip().lower())
        return named[1] if named else None
    if value.lower().startswith("mid:"):  # RFC 2392: the Message-ID of a mail
        return unquote(unescape(value[4:])) or None
    links = _LINK.findall(unescape(value))
    return links[-1] if links else None
