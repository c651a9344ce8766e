"""What forums' interfaces give, as JSON: one page a site, one table of them, one shape for all.

A further site is a further page with `knows` and `posts`, and a further line in INTERFACES.
"""

from threadlab.readers.api import discourse_raw
from threadlab.readers.api.bluesky import BLUESKY
from threadlab.readers.api.discourse import DISCOURSE
from threadlab.readers.api.disqus import DISQUS
from threadlab.readers.api.github import GITHUB
from threadlab.readers.api.hackernews import HACKER_NEWS
from threadlab.readers.api.interface import Interface, reader_of
from threadlab.readers.api.lemmy import LEMMY
from threadlab.readers.api.mastodon import MASTODON
from threadlab.readers.api.mbin import MBIN
from threadlab.readers.api.recordings import recording_reader
from threadlab.readers.api.reddit import REDDIT
from threadlab.readers.api.stackexchange import STACK_EXCHANGE
from threadlab.readers.api.unknown import refusing_reader
from threadlab.readers.api.youtube import YOUTUBE
from threadlab.readers.reader import Reader

INTERFACES: dict[str, Interface] = {
    interface.name: interface
    for interface in (
        REDDIT,
        HACKER_NEWS,
        DISCOURSE,
        LEMMY,
        MBIN,
        MASTODON,
        BLUESKY,
        STACK_EXCHANGE,
        GITHUB,
        DISQUS,
        YOUTUBE,
    )
}
"""All interfaces, by name."""

API_READERS: tuple[Reader, ...] = (
    *(reader_of(interface) for interface in INTERFACES.values()),
    Reader(
        "discourse-raw",
        (".md", ".txt"),
        "Discourse's raw text of a topic, with heads such as “name | 2020-01-31 … UTC | #1”",
        discourse_raw.sniff,
        discourse_raw.read,
    ),
    recording_reader(INTERFACES),
    refusing_reader(tuple(INTERFACES)),
)
"""The readers of all interfaces, and of what else they give."""
