"""Wikipedia's talk pages to threads, as wikitext and as HTML: signatures, indentation, sections."""

from threadlab.readers.reader import Reader
from threadlab.readers.wiki import talk

WIKI_READERS = (
    Reader(
        "wikitalk",
        (".wiki", ".txt", ".html"),
        "a talk page of Wikipedia or another MediaWiki: wikitext or HTML; a thread a section",
        talk.sniff,
        talk.read,
    ),
)
"""The readers of this room, the likeliest first."""
