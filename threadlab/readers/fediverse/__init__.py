"""Saved pages of Lemmy, kbin, Mbin and Mastodon to threads."""

from threadlab.readers.fediverse import reading
from threadlab.readers.reader import Reader

FEDIVERSE_READERS = (
    Reader(
        "fediverse",
        (".html", ".htm"),
        "a saved page of Lemmy, kbin, Mbin or Mastodon",
        reading.sniff,
        reading.read,
    ),
)
"""The readers of this room, the likeliest first."""
