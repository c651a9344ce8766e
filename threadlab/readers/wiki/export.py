"""Pages as MediaWiki exports them (Special:Export, dumps): XML around wikitext."""

import re
from collections.abc import Iterator
from html import unescape
from typing import NamedTuple

from threadlab.readers.pages.selecting import first, select
from threadlab.readers.pages.tree import Node

_ROOT = re.compile(r"\s*(?:<\?xml[^>]{0,200}>\s*)?<mediawiki\b", re.IGNORECASE)


class Exported(NamedTuple):
    """A page of an export: its title, the wikitext of its last revision, and how many there are."""

    title: str
    text: str
    revisions: int


def is_export(head: str) -> bool:
    """Says whether a text begins as an export of MediaWiki does."""
    return _ROOT.match(head) is not None


def exported(root: Node) -> Iterator[Exported]:
    """Finds the pages of an export; of each the last revision that it holds.

    Args:
        root: The XML, parsed as if it were HTML, which differs in nothing that an export has.

    Yields:
        The pages, in order.
    """
    for page in select(root, "page"):
        texts = select(page, "text")
        if not texts:
            continue
        title = first(page, "title")
        shown = title.text if title is not None else ""
        yield Exported(shown, unescape(texts[-1].html), len(texts))
