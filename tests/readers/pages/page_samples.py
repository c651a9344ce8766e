"""The samples of saved pages, and how tests read text as if it were one."""

import io
from pathlib import Path

from threadlab.readers.pages import PLATFORMS
from threadlab.readers.pages.joining import join
from threadlab.readers.pages.platform import reader_of
from threadlab.readers.sources import Options, Source

CASES = Path(__file__).parents[2] / "cases"
SAMPLES: dict[str, list[str]] = {
    name: [path.read_text("utf-8") for path in sorted((CASES / name).rglob("*.html"))]
    for name in PLATFORMS
}
"""The text of each sample, by platform."""
ALL = [(name, text) for name, texts in SAMPLES.items() for text in texts]
SHARED = Path(__file__).parents[4] / "shared" / "data" / "raw" / "smf-html"


def pages_of(platform, text, *, name="page.html", joined=False):
    """The pieces that a platform's reader finds in a text."""
    source = Source(name, io.BytesIO(text.encode("utf-8", "replace")), Options(joined=joined))
    return list(reader_of(PLATFORMS[platform]).read(source, None))


def threads_of(platform, *texts, joined=False):
    """The threads that a platform's pages make."""
    pieces = [
        piece
        for number, text in enumerate(texts, 1)
        for piece in pages_of(platform, text, name=f"page{number}.html", joined=joined)
    ]
    return list(join(pieces, "saved"))
