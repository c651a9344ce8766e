"""Pages with an article or a post and comments below it to threads."""

from threadlab.readers.articles import mhtml, reading
from threadlab.readers.reader import Reader

ARTICLE_READERS = (
    Reader(
        "article",
        (".html", ".htm", ".xhtml"),
        "any saved web page: an article or post and the comments below it",
        reading.sniff,
        reading.read,
    ),
    Reader(
        "mhtml",
        (".mhtml", ".mht"),
        "a web page saved as one file (MHTML); read as what the page is",
        mhtml.sniff,
        mhtml.read,
    ),
)
"""The readers of this room, the likeliest first."""
