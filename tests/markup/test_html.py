"""HTML bodies: each mail program and forum by a sample, and the laws that hold for any HTML."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import HTML_BODIES

from threadlab.markup import passages
from threadlab.markup.tags import tokens

CASES = sorted((Path(__file__).parent / "html").glob("*.html"))


def told(body):
    """Passages in short: kind with depth, who is quoted and where, and the words, trimmed."""
    found = []
    for p in passages(body, "html"):
        by = "@".join(x for x in (p.said_by, p.said_in) if x)
        found.append([f"{p.kind}{p.depth or ''}", by, p.text.strip()])
    return found


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_sample(case):
    """Each sample is read as its expectation says."""
    expected = json.loads(case.with_suffix(".json").read_text("utf-8"))["passages"]
    assert told(case.read_text("utf-8")) == expected


WORDS = {
    "entities are decoded": ("a &lt;b&gt; &eacute; &#9731; &bogus;", "a <b> é ☃ &bogus;"),
    "white space is one space": ("a \n\t b<b> c</b> &nbsp;d", "a b c  d"),
    "lines end where a reader sees it": (
        "a<br>b<p>c<p>d<ul><li>e<li>f</ul>g",
        "a\nb\nc\nd\ne\nf\ng",
    ),
    "preformatted text keeps its lines": ("<pre>a\n  b</pre>c", "a\n  b\nc"),
    "scripts, styles and titles are not said": (
        "a<style>b{}</style><script>x<y</script><title>t</title>c",
        "ac",
    ),
    "a sign that begins no tag is a word": ("1 < 2 && 3 <3 </3", "1 < 2 && 3 <3 </3"),
    "a tag that nobody ends is text": ('a <b c="', 'a <b c="'),
    "marks in values are no ends": ("<a title='x>y'>a</a>", "a"),
    "code is no quote": ("<pre><code>&gt; x &lt;- 1</code></pre>", "> x <- 1"),
    "a prompt is no quote": ("&gt;&gt;&gt; f(1)<br>2", ">>> f(1)\n2"),
}


@pytest.mark.parametrize("name", WORDS)
def test_words(name):
    """The words are those that a reader sees, and they are the writer's own."""
    body, expected = WORDS[name]
    assert told(body) == [["own", "", expected]]


@given(body=HTML_BODIES)
def test_no_word_is_lost(body):
    """The words of all passages, in order, are the text between the tags."""
    place, between = 0, []
    for start, end, *_ in tokens(body):
        assert place <= start < end
        between.append(body[place:start])
        place = end
    between.append(body[place:])
    said = "".join(p.text for p in passages(body, "html"))
    shown = "".join(between).replace("&gt;", ">").replace("&amp;", "&").replace("&nbsp;", " ")
    # marks before a line are no words
    assert [c for c in said if not c.isspace() and c != ">"] == [
        c for c in shown if not c.isspace() and c != ">"
    ]


@given(body=HTML_BODIES)
def test_passages_tile_the_body(body):
    """Spans tile the body in order; nothing is deeper than there are tags, heads and marks."""
    place = 0
    for p in passages(body, "html"):
        assert p.span.start == place < p.span.end
        place = p.span.end
        assert p.depth <= body.count("<") + body.count(">") + body.count("&gt;") + body.count(":")
    assert place == len(body)


@given(
    words=st.lists(st.sampled_from(["peas", "beans", "soil"]), min_size=1), depth=st.integers(1, 40)
)
def test_depth_is_the_number_of_blockquotes(words, depth):
    """Words in so many blockquotes are that deep, and what follows them is the writer's own."""
    text = " ".join(words)
    body = "<blockquote>" * depth + text + "</blockquote>" * depth + "own"
    found = [p for p in passages(body, "html") if p.text.strip()]
    assert [(p.depth, p.text.strip()) for p in found] == [(depth, text), (0, "own")]


def test_two_hundred_thousand_elements_deep():
    """Elements nested deeper than any stack are read, and closed."""
    deep = 200_000
    for tag in ("div", "blockquote"):
        body = f"<{tag}>" * deep + "x" + f"</{tag}>" * deep + "own"
        found = passages(body, "html")
        assert max(p.depth for p in found) == (deep if tag == "blockquote" else 0)
        assert found[-1].text.strip().endswith("own")
        assert found[-1].depth == 0
