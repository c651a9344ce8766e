"""BBCode bodies: names and posts in every forum's way, nesting, code, and what always holds."""

import pytest
from hypothesis import given
from strategies import BBCODE_BODIES

from threadlab.markup import passages

NAMED = {
    "[quote]": (None, None),
    "[quote=Ann]": ("Ann", None),
    '[quote="Ann"]': ("Ann", None),
    "[quote='Ann']": ("Ann", None),
    "[QUOTE=Ann Lee]": ("Ann Lee", None),
    "[quote = Ann ]": ("Ann", None),
    "[quote=O'Neil]": ("O'Neil", None),
    "[quote=“Ann”]": ("Ann", None),
    "[quote=[b]Ann[/b]]": ("Ann", None),
    "[quote=[url=http://example.org/u/1]Ann[/url]]": ("Ann", None),
    "[quote=http://example.org/page]": (None, None),
    "[quote user=Ann]": ("Ann", None),
    # Discourse
    '[quote="Ann, post:3, topic:9"]': ("Ann", "3"),
    '[quote="Ann Lee, post:3, topic:9, full:true, username:ann"]': ("ann", "3"),
    '[quote="Lee, Ann, post:3, topic:9"]': ("Lee, Ann", "3"),
    '[quote="Ann [mod], post:3, topic:9"]': ("Ann [mod]", "3"),
    '[quote="Ann]x, post:3, topic:9"]': ("Ann]x", "3"),
    '[quote="O\'Neil, post:3, topic:1"]': ("O'Neil", "3"),
    '[quote="post:3, topic:9"]': (None, "3"),
    # XenForo, vBulletin, Vanilla
    '[QUOTE="Ann, post: 123, member: 4"]': ("Ann", "123"),
    "[QUOTE=Ann;123]": ("Ann", "123"),
    "[QUOTE=Ann; the one;123]": ("Ann; the one", "123"),
    '[quote="Ann;c-123"]': ("Ann", "123"),
    # SMF
    "[quote author=Ann link=topic=1.msg2#msg2 date=123]": ("Ann", "2"),
    "[quote author=[XYZ]Ann link=topic=1.msg2#msg2 date=1]": ("[XYZ]Ann", "2"),
    '[quote author=Ann, Bob "B" link=topic=1.msg2#msg2 date=1]': ('Ann, Bob "B"', "2"),
    # phpBB, MyBB, Invision, WoltLab
    "[quote=Ann post_id=123 time=1 user_id=2]": ("Ann", "123"),
    '[quote="Ann Lee" post_id=123 time=1 user_id=2]': ("Ann Lee", "123"),
    '[quote="Ann \\"B\\" Lee" post_id=123 time=1 user_id=2]': ('Ann "B" Lee', "123"),
    "[quote='Ann \"B\" Lee' post_id=123 time=1 user_id=2]": ('Ann "B" Lee', "123"),
    '[quote:1a2b3c4d5e="Ann"]': ("Ann", None),
    "[quote:1a2b3c4d5e]": (None, None),
    "[quote=&quot;Ann&quot;:3k2j1hh2]": ("Ann", None),
    "[quote=\"Ann\" pid='123' dateline='123']": ("Ann", "123"),
    "[quote name='Ann' post='123' date='3 May 2010, 10:11 PM']": ("Ann", "123"),
    '[quote name="Ann" post=12]': ("Ann", "12"),
    "[quote='Ann','http://example.org/thread/1/?postID=123#post123']": ("Ann", "123"),
}


def told(body):
    """Passages in short: kind with depth, who is quoted and where, and the words, trimmed."""
    found = []
    for p in passages(body, "bbcode"):
        by = "@".join(x for x in (p.said_by, p.said_in) if x)
        found.append((f"{p.kind}{p.depth or ''}", by, p.text.strip()))
    return found


@pytest.mark.parametrize("tag", NAMED)
def test_who_is_quoted(tag):
    """A quote tag names whom and which post it quotes, whatever the forum."""
    quote, own = passages(f"{tag}peas[/quote]beans", "bbcode")
    assert (quote.said_by, quote.said_in) == NAMED[tag]
    assert (quote.kind, quote.text, own.text) == ("quote", "peas", "beans")


EXAMPLES = {
    "a numbered end tag closes": (
        "[quote:1a2b3c]peas[/quote:1a2b3c]own",
        [("quote1", "", "peas"), ("own", "", "own")],
    ),
    "the first line of a quote may name": (
        "[quote][i]Originally posted by Ann[/i]\npeas[/quote]own",
        [
            ("attribution", "Ann", "[i]Originally posted by Ann[/i]"),
            ("quote1", "Ann", "peas"),
            ("own", "", "own"),
        ],
    ),
    "a line above a quote may name": (
        "hello\n[b]Ann wrote:[/b]\n[quote]peas[/quote]own",
        [
            ("own", "", "hello"),
            ("attribution", "Ann", "[b]Ann wrote:[/b]"),
            ("quote1", "Ann", "peas"),
            ("own", "", "own"),
        ],
    ),
    "markdown quotes in a quote": (
        "[quote=Ann]peas\n> beans\n\nsoil[/quote]own",
        [
            ("quote1", "Ann", "peas"),
            ("quote2", "", "beans"),
            ("quote1", "Ann", "soil"),
            ("own", "", "own"),
        ],
    ),
    "tags in a fence are code": (
        "```\n[quote]peas[/quote]\n```\n[quote]beans[/quote]",
        [("own", "", "```\n[quote]peas[/quote]\n```"), ("quote1", "", "beans")],
    ),
    "a code tag that nobody closes is a word": (
        "[code] [quote]peas[/quote]",
        [("own", "", "[code]"), ("quote1", "", "peas")],
    ),
    "case does not matter": (
        "[Quote]peas[/qUOTE]own",
        [("quote1", "", "peas"), ("own", "", "own")],
    ),
    "the innermost open quote is closed first": (
        "[quote=Ann][quote=Bob]b[/quote]a\n\nown",
        [
            ("marker1", "Ann", ""),
            ("quote2", "Bob", "b"),
            ("quote1", "Ann", "a"),
            ("own", "", "own"),
        ],
    ),
    "words that begin like a tag are words": (
        "[quoted]peas[/quoted] [quote-x]",
        [("own", "", "[quoted]peas[/quoted] [quote-x]")],
    ),
}


@pytest.mark.parametrize("name", EXAMPLES)
def test_example(name):
    """Each example is read as its name says."""
    body, expected = EXAMPLES[name]
    assert told(body) == expected


@given(body=BBCODE_BODIES)
def test_passages_tile_the_body(body):
    """Spans tile the body in order; nothing is deeper than there are tags and marks."""
    place = 0
    for p in passages(body, "bbcode"):
        assert p.span.start == place < p.span.end
        place = p.span.end
        assert p.depth <= body.lower().count("[quote") + body.count(">")
    assert place == len(body)


@given(body=BBCODE_BODIES)
def test_no_letter_is_lost(body):
    """The letters of each passage are those of its span but for quote tags and marks."""
    for p in passages(body, "bbcode"):
        letters = iter(body[p.span.start : p.span.end])
        assert all(c in letters for c in p.text)
