"""Saved pages of platforms: who knows which, what becomes of broken ones, and hard ones."""

import random
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from page_samples import ALL, SAMPLES, threads_of
from timing import at_most

from threadlab.errors import UnreadableSource
from threadlab.readers import READERS
from threadlab.readers.pages import PLATFORMS

UNKNOWN = [
    "<!doctype html><html><body><article><h1>On slugs</h1><p>phpBB, vBulletin and XenForo are "
    "forums; so are Discourse and https://www.reddit.com/r/slugs/comments/abc/.</p></article>",
    "<html><head><title>Shop</title></head><body><div class='post'>Beans</div></body></html>",
    "<html><body><div id='comments'><ol class='commentlist'><li id='comment-3'>Hm</li></ol></div>",
    'just words about class="crawler-post" and id="thing_t1_abc"',
    '{"body_html": "<div id=\\"p12\\" class=\\"post bg1\\">"}',
    "",
]


@pytest.mark.parametrize(("platform", "text"), ALL, ids=[name for name, _ in ALL])
def test_a_page_is_known_by_its_own_reader_alone(platform, text):
    """No other reader is as sure of a page as the one of its platform."""
    sure = {name: reader.sniff(text[:65536], "page.html") for name, reader in READERS.items()}
    own = sure.pop(platform)
    assert own >= 0.8
    assert max(sure.values()) < own
    assert not any(sure[other] for other in PLATFORMS if other != platform)


@pytest.mark.parametrize("text", UNKNOWN)
def test_a_page_of_an_unknown_kind_is_nobodys(text):
    """What no platform made is left to other readers."""
    assert {name: READERS[name].sniff(text, "page.html") for name in PLATFORMS} == dict.fromkeys(
        PLATFORMS, 0.0
    )


@pytest.mark.parametrize("platform", PLATFORMS)
@pytest.mark.parametrize("text", [*UNKNOWN[:2], "<html id=XF><body>Log in to see this.", "\0<"])
def test_a_page_without_posts_is_refused(platform, text):
    """No platform's reader makes an empty thread of a page that holds no posts."""
    with pytest.raises(UnreadableSource, match="with posts that are known"):
        threads_of(platform, text)


@pytest.mark.parametrize(("platform", "text"), ALL, ids=[name for name, _ in ALL])
def test_a_page_of_one_line(platform, text):
    """A page whose white space was squeezed says the same."""
    one = [(c.id, c.author, c.posted) for t in threads_of(platform, text) for c in t.comments]
    squeezed = " ".join(text.split())
    assert one == [
        (c.id, c.author, c.posted) for t in threads_of(platform, squeezed) for c in t.comments
    ]


def mutated(text: str, seed: int) -> str:
    """A page of which parts were cut out, doubled, moved or overwritten."""
    chance = random.Random(seed)
    for _ in range(chance.randint(1, 6)):
        start = chance.randrange(len(text) + 1)
        end = min(len(text), start + chance.choice([1, 5, 60, 900]))
        part = text[start:end]
        junk = chance.choice(["<", ">", '"', "</div>", "<div>", "\0", "&#0;", "</table>", "é", ""])
        kind = chance.randrange(4)
        if kind == 0:
            text = text[:start] + junk + text[end:]
        elif kind == 1:
            text = text[:end] + part + text[end:]
        elif kind == 2:
            text = text[:start] + junk + text[start:]
        else:
            text = text[:end] if end > 200 else text
    return text


@given(st.sampled_from(ALL), st.integers(0, 10**9))
def test_broken_pages_are_threads_or_a_clear_refusal(sample, seed):
    """A page that is damaged gives threads with comments, or is refused by name; never nothing."""
    platform, text = sample
    try:
        threads = threads_of(platform, mutated(text, seed))
    except UnreadableSource as error:
        threads, told = [], str(error)
    else:
        told = ""
    assert threads or "page1.html" in told
    assert all(thread.comments for thread in threads)


@given(st.sampled_from(sorted(PLATFORMS)), st.text(max_size=200))
def test_any_text_is_sniffed(platform, text):
    """Looking at a text never raises, and says how sure it is between 0 and 1."""
    assert 0.0 <= READERS[platform].sniff("<p>" + text, "x.html") <= 1.0


REPEATED = {
    "phpbb": '<div id="p{k}" class="post bg1"><p class="author">by <strong>A</strong></p>'
    '<div class="content">x',
    "reddit-page": '<shreddit-comment thingid="t1_{k}"><div slot="comment">x</div>',
    "hackernews-page": '<tr class="athing comtr" id="{k}"><td class=ind indent="1">'
    '<div class="commtext">x',
    "smf": '<table><tr><td rowspan=2><b>A</b><td><a id="subject_{k}"></a><div class="post">x',
    "vbulletin": '<table><td class="thead">1</td><td><div id="post_message_{k}">x</div></table>',
    "stackexchange-page": '<div class="answer" id="answer-{k}"><div class="post-text">x',
    "xenforo": '<article class="message message--post" id="post-{k}"><div class="message-body">x'
    '<div class="signature">',
    "github-page": '<div id="issuecomment-{k}"><div class="comment-body">x',
}


@pytest.mark.parametrize("platform", REPEATED)
def test_many_posts_that_nobody_closed_take_linear_time(platform, steady):
    """Four times the posts, most within the one before, take far from sixteen times as long."""

    def once(count):
        text = "".join(REPEATED[platform].format(k=k) for k in range(100, 100 + count))
        start = time.process_time()
        threads = threads_of(platform, text)
        assert sum(len(thread.comments) for thread in threads) >= count - 1
        return time.process_time() - start

    assert at_most(6.25, once, 800, 3200)


def test_all_platforms_have_samples():
    """Each platform is shown by at least one page."""
    assert all(SAMPLES.values())


@pytest.mark.parametrize(
    ("platform", "address"),
    [
        ("phpbb", "https://bus.example/forum/viewtopic.php?f=2&t=9"),
        ("smf", "https://bus.example/index.php?topic=9.0"),
        ("mybb", "https://bus.example/showthread.php?tid=9"),
        ("reddit-page", "https://www.reddit.com/r/buses/comments/1abc/late/"),
        ("hackernews-page", "https://news.ycombinator.com/item?id=9"),
        ("github-page", "https://github.com/bus/line/issues/9"),
        ("stackexchange-page", "https://stackoverflow.com/questions/9/late"),
    ],
)
def test_the_address_that_a_browser_saved_tells_the_platform(platform, address):
    """A page whose styles fill its beginning is known by the address on top of it."""
    head = f"<!DOCTYPE html><html><!--\n Page saved with SingleFile \n url: {address} \n-->"
    head += "<head><style>" + "p{margin:0}" * 6000
    sure = {name: READERS[name].sniff(head[:65536], "page.html") for name in PLATFORMS}
    assert sure.pop(platform) > 0.6
    assert not any(sure.values())
