"""The development data's saved pages: as many of everything as they hold, counted apart."""

import re

import pytest
from page_samples import SHARED

from threadlab.readers import read

FILES = sorted(SHARED.glob("*.html"))


@pytest.mark.shared
@pytest.mark.skipif(not FILES, reason="the development data is not beside the checkout")
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem[:20])
def test_as_much_as_the_page_holds(path):
    """Posts, authors, dates and the posts that quotes name are those of the page's text."""
    text = path.read_text("utf-8")
    thread = read(path)
    assert [c.id for c in thread.comments] == re.findall(
        r'<article class="post" id="msg(\d+)"', text
    )
    authors = re.findall(r'class="post-author">([^<]*)<', text)
    assert [c.author for c in thread.comments] == authors
    dates = re.findall(r'class="post-date muted">(\S+) (\S+) UTC<', text)
    assert [f"{c.posted:%Y-%m-%d %H:%M}" for c in thread.comments] == [" ".join(d) for d in dates]
    named = re.findall(r"<cite>[^<]*?#msg(\d+)", text)
    quoted = {p.said_in for c in thread.comments for p in c.passages if p.said_in}
    assert quoted == set(named)
    assert thread.id == "smf-" + re.search(r"Topic (\d+)</p>", text)[1]
