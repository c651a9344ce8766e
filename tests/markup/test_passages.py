"""Bodies to passages: each markup by example, and the laws that hold for any text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from threadlab.errors import UnknownName
from threadlab.markup import MARKUPS, passages


def told(body, markup):
    """Passages in short: kind with depth, who is quoted, and the words, trimmed."""
    found = []
    for p in passages(body, markup):
        by = "@".join(x for x in (p.said_by, p.said_in) if x)
        found.append((f"{p.kind}{p.depth or ''}", by, p.text.strip()))
    return found


EXAMPLES = {
    "quotes nest by their marks": (
        "plain",
        "> a\n>> b\n> > c\n>d\nown",
        [("quote1", "", "a"), ("quote2", "", "b\nc"), ("quote1", "", "d"), ("own", "", "own")],
    ),
    "a blank line parts two quotes": (
        "plain",
        "> a\n\n> b\n",
        [("quote1", "", "a"), ("quote1", "", "b")],
    ),
    "an attribution names the quote below it, and later ones": (
        "plain",
        "Ann wrote:\n\n> a\n\nno\n\n> b\n",
        [
            ("attribution", "Ann", "Ann wrote:"),
            ("quote1", "Ann", "a"),
            ("own", "", "no"),
            ("quote1", "Ann", "b"),
        ],
    ),
    "the same words without a quote below are the writer's own": (
        "plain",
        "Ann wrote:\nnothing\n\n> b",
        [("own", "", "Ann wrote:\nnothing"), ("quote1", "", "b")],
    ),
    "a sentence above a quote is no attribution": (
        "plain",
        "The manual says:\n> b",
        [("own", "", "The manual says:"), ("quote1", "", "b")],
    ),
    "attributions run over two lines and stand in quotes": (
        "email",
        "On Mon, Apr 12, 2010 at 9:39 AM, Ann B. Lee\n<ann at example.org> wrote:\n"
        "> Bob wrote:\n>> b\n> a\n\nown\n-- \nAnn\nDirector\n",
        [
            (
                "attribution",
                "Ann B. Lee",
                "On Mon, Apr 12, 2010 at 9:39 AM, Ann B. Lee\n<ann at example.org> wrote:",
            ),
            ("attribution1", "Bob", "Bob wrote:"),
            ("quote2", "Bob", "b"),
            ("quote1", "Ann B. Lee", "a"),
            ("own", "", "own"),
            ("signature", "", "-- \nAnn\nDirector"),
        ],
    ),
    "list footers are not said by the writer": (
        "email",
        "own\n" + "_" * 40 + "\nThe mailing list\nhttp://example.org\n",
        [("own", "", "own"), ("footer", "", "_" * 40 + "\nThe mailing list\nhttp://example.org")],
    ),
    "an mbox's >From is no quote": (
        "email",
        "one\n>From here on\ntwo",
        [("own", "", "one\nFrom here on\ntwo")],
    ),
    "prompts are code": (
        "email",
        "Try\n\n>>> f(1)\n2\n\nor\n> x <- c(1, 2)\n> mean(x)\n[1] 1.5\n",
        [("own", "", "Try\n\n>>> f(1)\n2\n\nor\n> x <- c(1, 2)\n> mean(x)\n[1] 1.5")],
    ),
    "code that an attribution introduces is quoted": (
        "email",
        "Ann wrote:\n> x <- 1\n\nNo.",
        [("attribution", "Ann", "Ann wrote:"), ("quote1", "Ann", "x <- 1"), ("own", "", "No.")],
    ),
    "a prompt within a quote is one mark less deep": (
        "email",
        "> I tried\n> > x <- 1\n> and\n\nNo.",
        [("quote1", "", "I tried\n> x <- 1\nand"), ("own", "", "No.")],
    ),
    "what was left out is a marker": (
        "email",
        "> a\n[...]\n> b\n",
        [("quote1", "", "a"), ("marker", "", "[...]"), ("quote1", "", "b")],
    ),
    "a quoted paragraph goes on lazily in markdown": (
        "markdown",
        "> a\nb\n\nown",
        [("quote1", "", "a\nb"), ("own", "", "own")],
    ),
    "a list item ends lazy continuation": (
        "markdown",
        "> a\n- b",
        [("quote1", "", "a"), ("own", "", "- b")],
    ),
    "marks in a fence are no quotes": (
        "markdown",
        "```\n> code\n```\n> a\n",
        [("own", "", "```\n> code\n```"), ("quote1", "", "a")],
    ),
    "a fence ends with the quote that holds it": (
        "markdown",
        "> ```\n> > code\nown\n> a\n",
        [("quote1", "", "```\n> code"), ("own", "", "own"), ("quote1", "", "a")],
    ),
    "a spoiler is no quote": ("markdown", ">!secret!<\n", [("own", "", ">!secret!<")]),
    "bbcode quotes nest and name": (
        "bbcode",
        '[quote="Ann B, post:3, topic:9"][quote=bob]b[/quote]a[/quote]own',
        [
            ("marker1", "Ann B@3", ""),
            ("quote2", "bob", "b"),
            ("quote1", "Ann B@3", "a"),
            ("own", "", "own"),
        ],
    ),
    "bbcode names by attribute": (
        "bbcode",
        "[QUOTE author=Ann Lee link=topic=7.msg12#msg12 date=1262304000]a[/QUOTE]",
        [("quote1", "Ann Lee@12", "a")],
    ),
    "an unclosed bbcode quote ends at a blank line": (
        "bbcode",
        "[quote]a\n\nown",
        [("quote1", "", "a"), ("own", "", "own")],
    ),
    "a tag that closes nothing has no words": (
        "bbcode",
        "own[/quote] more",
        [("own", "", "own more")],
    ),
    "quote tags in code are code": (
        "bbcode",
        "[code][quote]a[/quote][/code]",
        [("own", "", "[code][quote]a[/quote][/code]")],
    ),
    "html quotes nest, cite names": (
        "html",
        "<blockquote><cite>Ann said:</cite>a &lt;b&gt;<blockquote>c</blockquote></blockquote>own",
        [
            ("attribution", "Ann", "Ann said:"),
            ("quote1", "Ann", "a <b>"),
            ("quote2", "", "c"),
            ("marker1", "Ann", ""),
            ("own", "", "own"),
        ],
    ),
    "a line above an html quote may name": (
        "html",
        "hi<br>On 3 May 2010, Ann &lt;a@example.org&gt; wrote:<br><blockquote>a</blockquote>own",
        [
            ("own", "", "hi"),
            ("attribution", "Ann", "On 3 May 2010, Ann <a@example.org> wrote:"),
            ("quote1", "Ann", "a"),
            ("own", "", "own"),
        ],
    ),
    "an aside names user and post": (
        "html",
        '<aside class="quote" data-username="ann" data-post="3"><div>ann:</div>'
        "<blockquote><p>a</p></blockquote></aside><p>own</p>",
        [("attribution", "ann@3", "ann:"), ("quote1", "ann@3", "a"), ("own", "", "own")],
    ),
    "scripts and comments are not said": (
        "html",
        "a<script>if (x < 1) alert('<b>')</script><!-- no > -->b<p title='a > b'>c</p>",
        [("own", "", "ab\nc")],
    ),
}


@pytest.mark.parametrize("name", EXAMPLES)
def test_example(name):
    """Each example is read as its name says."""
    markup, body, expected = EXAMPLES[name]
    assert told(body, markup) == expected


def test_unknown_format_lists_the_known():
    """An unknown format is refused with the names there are."""
    with pytest.raises(UnknownName, match="plain, email, markdown, html, bbcode"):
        passages("a", "tex")


PIECES = """
    > >> >>> ``` ~~~  -- [quote] [quote=a] [/quote] [code] [/code] <blockquote> </blockquote>
    <cite> </cite> <aside/class=quote> </aside> <pre> <p> <br> <!-- --> <script> </script> wrote:
    On Ann &amp; &#9999999; &#xD800; x<-1 [...] Re: "quoted" ' " = < [ *
"""
HARD = st.lists(
    st.sampled_from(PIECES.split())
    | st.sampled_from([" ", "\n", "\r\n", "\n\n", "\n> "])
    | st.text(max_size=5)
)


@pytest.mark.parametrize("markup", MARKUPS)
@given(body=HARD.map("".join) | st.text(st.characters()))
def test_passages_are_the_whole_body(markup, body):
    """Spans tile any text in any format; own words are at depth 0, quotes at least at 1."""
    place = 0
    for p in passages(body, markup):
        assert p.span.start == place < p.span.end
        place = p.span.end
        assert (p.depth == 0) if p.kind == "own" else p.depth >= (p.kind == "quote")
    assert place == len(body)


@pytest.mark.parametrize("markup", ["plain", "email", "markdown"])
@given(body=HARD.map("".join))
def test_only_marks_are_taken_from_the_words(markup, body):
    """The words of a passage are its span's, without quote marks and spaces before lines."""
    for p in passages(body, markup):
        source = body[p.span.start : p.span.end]
        assert [c for c in p.text if c not in "> \t\r\n"] == [
            c for c in source if c not in "> \t\r\n"
        ]
