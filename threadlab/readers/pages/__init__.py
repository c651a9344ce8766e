"""Saved pages of forums to threads: one page a platform, by tables of where each keeps what.

A further platform is a further page with a Platform, and a further line in PLATFORMS.
"""

from threadlab.readers.pages.discourse import DISCOURSE_PAGE
from threadlab.readers.pages.fluxbb import FLUXBB
from threadlab.readers.pages.github import GITHUB_PAGE
from threadlab.readers.pages.hackernews import HACKER_NEWS_PAGE
from threadlab.readers.pages.invision import INVISION
from threadlab.readers.pages.lobsters import LOBSTERS
from threadlab.readers.pages.mybb import MYBB
from threadlab.readers.pages.phpbb import PHPBB
from threadlab.readers.pages.platform import Platform, reader_of
from threadlab.readers.pages.reddit import REDDIT_PAGE
from threadlab.readers.pages.slashdot import SLASHDOT
from threadlab.readers.pages.smf import SMF
from threadlab.readers.pages.stackexchange import STACK_EXCHANGE_PAGE
from threadlab.readers.pages.vbulletin import VBULLETIN
from threadlab.readers.pages.xenforo import XENFORO
from threadlab.readers.reader import Reader

PLATFORMS: dict[str, Platform] = {
    platform.name: platform
    for platform in (
        REDDIT_PAGE,
        HACKER_NEWS_PAGE,
        LOBSTERS,
        SLASHDOT,
        STACK_EXCHANGE_PAGE,
        GITHUB_PAGE,
        DISCOURSE_PAGE,
        XENFORO,
        PHPBB,
        VBULLETIN,
        SMF,
        MYBB,
        INVISION,
        FLUXBB,
    )
}
"""All platforms whose saved pages are read, by name."""

PAGE_READERS: tuple[Reader, ...] = tuple(reader_of(platform) for platform in PLATFORMS.values())
"""Their readers."""
