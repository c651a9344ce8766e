"""The article of a page without the furniture around it, by trafilatura where that bears the page.

Trafilatura is the best of the field by published comparisons (Barbaresi 2021; ScrapingHub's and
Bevendorff's benchmarks). It takes quadratic time on very many elements side by side, and gives up
on very deep ones: such pages, and those of which it finds nothing, are read by plainer rules here.
"""

import logging
import re
from typing import NamedTuple

from threadlab.readers.pages.selecting import select
from threadlab.readers.pages.tree import Node, Tree, words_of

_LONGEST = 4_000_000
_DEEPEST = 200
_MOST_SIBLINGS = 3000
_MOST_ELEMENTS = 60_000
_ENOUGH = 0.5  # of the words in an element that is marked as the article
_TOO_MUCH = 1.2  # of the words in what is marked, or is the page's main part
_TOP_HEADING = re.compile(r"\A\s*<(h[1-6])\b[^<>]{0,500}>[^\n]{0,500}?</\1\s?>", re.IGNORECASE)
_MARKED = (
    "[itemprop=articleBody]",
    ".h-entry > .e-content",
    ".e-content",
    ".entry-content",
    ".wp-block-post-content",
    ".post-content",
    ".post-body",
    ".article-body",
    ".article-content",
    ".article__body",
    ".story-body",
    ".asset-content",
    ".gh-content",
    ".blog-item-content",
    ".node__content",
    ".node .content",
    "[itemtype$='/DiscussionForumPosting'] [itemprop=text]",
    "[itemtype$='/Question'] [itemprop=text]",
)
"""Where an article stands, the surest first."""
_PLAIN = (
    "article",
    "[role=main]",
    "main",
    "#content",
    "body",
)
"""Where it may stand in pages that mark nothing."""
_FURNITURE = (
    "nav, aside, footer, form, script, style, noscript, template, iframe, button, input, select, "
    "svg, dialog, [hidden], [aria-hidden=true], .sharedaddy, .share, .sharing, .social, .related, "
    ".jp-relatedposts, .post-navigation, .navigation, .breadcrumb, .breadcrumbs, .menu, .sidebar, "
    "#sidebar, .widget, .newsletter, .advert, .ad, .ads, .cookie, .cookies, .post-meta, "
    ".entry-meta, .entry-footer, .tags, .post-tags, .byline, .skip-link, .screen-reader-text"
)


_HEADINGS_OF_SITES = (
    "script, style, .node > .submitted, .node__meta, .node__submitted, .entry-meta, .post-meta, "
    ".sharedaddy, .jp-relatedposts, .screen-reader-text, .cookie-banner, [id*=cookie-banner], "
    "a[href$='#comments'], a[href$='#respond'], .comment-count, .comments-link, "
    "#onetrust-banner-sdk, .cky-consent-bar"
)
"""What is never of an article; who wrote it and when has been read before."""


_END = re.compile(r"</(?:body|html)\s{0,9}>", re.IGNORECASE)


class Article(NamedTuple):
    """The words of an article, as HTML, and how they were found."""

    html: str
    notes: tuple[str, ...]


def article_of(root: Node, without: list[Node]) -> Article:
    """Finds the article of a page.

    Args:
        root: The page.
        without: Its comments and whatever else is no part of it.

    Returns:
        The article; its html is "" where the page holds no words.
    """
    left = [*without, *select(root, _HEADINGS_OF_SITES)]
    rest = Tree(root.html_without(left)) if left else root.tree
    marked = _first_of(rest.root, _MARKED)
    notes: tuple[str, ...] = ()
    found = ""
    if _is_bearable(rest):
        found, notes = _extracted(_without_pre(rest.root))
    elif not marked:
        notes = ("the page is too large or too deep to tell its article from its furniture well",)
    plain = marked or _first_of(rest.root, _PLAIN)
    if _is_better(_TOP_HEADING.sub("", found, count=1), plain, least=_ENOUGH if marked else 0):
        return Article(found, notes)
    return Article(plain, notes)


def _is_better(found: str, plain: str, least: float) -> bool:
    """Says whether what was found is the article: neither too little nor what stands around it."""
    words, known = (words_of(html).replace(" ", "") for html in (found, plain))
    if not words or len(words) < least * len(known):
        return False
    return len(words) <= _TOO_MUCH * len(known) and not (words != known and known in words)


def _first_of(root: Node, selectors: tuple[str, ...]) -> str:
    """Gives the inside of the first element with words, without the furniture in it."""
    for selector in selectors:
        for node in select(root, selector)[:3]:
            html = node.html_without([n for n in select(node, _FURNITURE) if n.name != "html"])
            if words_of(html):
                return _END.sub("", html).strip()
    return ""


def _is_bearable(tree: Tree) -> bool:
    if len(tree.source) > _LONGEST or len(tree.names) > _MOST_ELEMENTS:
        return False
    depths = [0] * len(tree.names)
    siblings = [0] * len(tree.names)
    for number in range(1, len(tree.names)):
        parent = tree.parents[number]
        depths[number] = depths[parent] + 1
        siblings[parent] += 1
    return max(depths) <= _DEEPEST and max(siblings) <= _MOST_SIBLINGS


def _extracted(source: str) -> tuple[str, tuple[str, ...]]:
    import trafilatura

    for name in ("trafilatura", "justext"):  # they warn of every page without an article
        logging.getLogger(name).setLevel(logging.CRITICAL)
    try:
        found = trafilatura.extract(
            source,
            output_format="html",
            include_comments=False,
            include_links=True,
            include_formatting=True,
            include_tables=True,
            with_metadata=False,
        )
    except Exception as error:  # what it stumbles over is read by the rules here
        return "", (f"the article was found by plain rules (trafilatura: {type(error).__name__})",)
    page = Tree(found or "").root
    body = select(page, "body")
    return _END.sub("", body[0].html if body else page.html).strip(), ()


def _without_pre(root: Node) -> str:
    """Gives a page whose preformatted lines are paragraphs; trafilatura makes quotes of them."""
    source = root.tree.source
    parts, place = [], 0
    for node in select(root, "pre"):
        if node.start < place:
            continue
        lines = node.html.strip("\n").replace("\n", "<br>")
        parts += [source[place : node.start], f"<p>{lines}</p>"]
        place = node.end
    return "".join([*parts, source[place:]])
