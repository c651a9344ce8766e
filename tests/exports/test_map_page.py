"""The HTML argument map as a text: structure, escaping, determinism, size."""

import dataclasses
import re
import time
from html.parser import HTMLParser
from importlib.resources import files

import pytest
from debate import NAMING, article, chain, crowd, debate, labels
from hostile import HOSTILE
from hypothesis import given, settings
from strategies import threads

from threadlab.arguments.explanation import SentenceEffect
from threadlab.exports import page_identity
from threadlab.exports.html import Naming, notebook_html, page
from threadlab.exports.html.argument_map import SCRIPTS, STYLES
from threadlab.exports.html.safe import excerpt, linked, shown
from threadlab.exports.html.tree import DEEPEST, plant
from threadlab.scheme import TYPES
from threadlab.thread import Comment, Passage, Reply, Span, Thread

VOID = {"meta", "link", "input", "br", "rect", "path", "img"}
IMPLIED = {"li", "p"}


class Outline(HTMLParser):
    """Collects ids, links, tags and how deep elements nest; checks that tags close in order."""

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.open, self.ids, self.links, self.tags, self.deepest = [], [], [], [], 0
        self.attributes = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        for name, value in attrs:
            self.attributes.append((tag, name, value))
            if name == "id":
                self.ids.append(value)
            if name == "href":
                self.links.append(value)
        if tag not in VOID | IMPLIED:
            self.open.append(tag)
            self.deepest = max(self.deepest, len(self.open))

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        if tag not in VOID | IMPLIED:
            self.open.pop()

    def handle_endtag(self, tag):
        if tag not in IMPLIED | VOID:
            assert self.open.pop() == tag


@pytest.fixture(scope="module")
def parsed():
    return Outline(page(debate(), NAMING))


def test_every_tag_closes(parsed):
    """All elements but those whose end HTML implies are closed in order."""
    assert parsed.open == []


def test_every_comment_has_its_anchor_and_every_link_its_target(parsed):
    """Comments are #c1, #c2, …; ids are unique; no link within the page leads nowhere."""
    assert len(parsed.ids) == len(set(parsed.ids))
    assert {f"c{k}" for k in range(1, 31)} <= set(parsed.ids)
    inner = {link[1:] for link in parsed.links if link.startswith("#")}
    assert inner <= set(parsed.ids)
    assert [link for link in parsed.links if not link.startswith("#")] == [
        "https://example.org/traffic/2021-mill-street.pdf"
    ]


def test_a_quote_links_to_the_words_it_quotes():
    """The quoted words have an anchor, and the quote links there."""
    text = page(debate(), NAMING)
    assert "<mark id=w12.1>No cars, no customers.</mark>" in text
    assert "<a class=w href=#w12.1>No cars, no customers.</a>" in text


def test_the_top_says_what_the_page_is():
    """Title, people, what replies rest on and how sure the model is are said in words."""
    text = page(debate(), NAMING)
    assert "<h1>Should Mill Street be closed to cars?</h1>" in text
    assert "30 comments by 13 people" in text
    assert "Of 2 comments it is not known what they answer" in text
    assert "model’s judgement, on average 64\u00a0% sure of the type" in text
    for heading in ("Most contested points", "Challenges nobody answered", "Concessions"):
        assert heading in text


def test_an_unsure_label_looks_unsure_and_a_sure_one_does_not():
    """Below the limit of doubt a label is dashed and says so."""
    text = page(debate(), NAMING)
    assert "attack? unsure, 41 %</b>" in text
    assert "<b class=t4>rebuttal 78 %</b>" in text
    main = page(debate(), Naming.at(0.3, 0.0)).split("<main>")[1]
    assert "unsure" not in main.split("<script>")[0]


def test_a_further_type_is_named_without_doubt():
    """Only the first type can be unsure: further ones reached their own thresholds."""
    body = Comment("1", None, "Both.", types=labels(TYPES, "reason", 0.45))
    naming = Naming(types=lambda comment: comment.types[:2], unsure=lambda label: True)
    text = page(Thread("t", comments=(body,)), naming)
    assert "<b class=" + '"u t1">reason? unsure, 45 %</b> <b class=t0>claim' in text


def test_one_article_says_that_there_is_no_debate():
    """A thread of one has its text, its notes, and no panel, overview or script."""
    text = page(article(), NAMING)
    assert "<h1>The library opens on Sundays</h1>" in text
    assert "no comment was found: there is no debate to map" in text
    assert "No comment was found: the comment form of the page was empty." in text
    assert {"script", "svg", "section"}.isdisjoint(Outline(text).tags)


def test_an_empty_thread_has_a_page():
    """A thread without any comment says so."""
    text = page(Thread("empty"))
    assert "holds no text" in text
    assert Outline(text).open == []


def test_what_was_not_done_is_left_out():
    """A thread that was only read has no types, stances or reasons, and says so."""
    read = Thread("t", comments=tuple(Comment(str(k), None, f"Text {k}.") for k in range(3)))
    text = page(read)
    assert "has not been rebuilt" in text
    main = text.split("<main>")[1].split("<script>")[0]
    for word in ("model’s", "why here?", "Colour by", "All types", 'class="panel"'):
        assert word not in main


def test_the_same_thread_gives_the_same_bytes():
    """Nothing of the time, the machine or the run is in a page."""
    assert page(debate(), NAMING) == page(debate(), NAMING)


def test_identity_stands_in_the_first_kilobytes_and_tells_threads_apart():
    """A page tells whose map it is, whatever its labels, and differs from another thread's."""
    one = debate()
    assert page_identity(one) in page(one, NAMING)[:4096]
    assert page_identity(one) == page_identity(dataclasses.replace(one, notes=(), replies=()))
    assert page_identity(one) != page_identity(dataclasses.replace(one, id="other"))
    assert page_identity(one) != page_identity(article())


def test_the_policy_allows_the_pages_own_script_and_style_only():
    """Scripts and styles are allowed by hash; no style attribute or handler is anywhere."""
    text = page(debate(), NAMING)
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', text)[1]
    assert re.fullmatch(
        r"default-src 'none'; script-src 'sha256-[\w+/=]{44}'; style-src 'sha256-[\w+/=]{44}'; "
        r"img-src data:; base-uri 'none'; form-action 'none'",
        policy,
    )
    names = {name for _, name, _ in Outline(text).attributes}
    assert not [name for name in names if name.startswith("on") or name == "style"]


def test_assets_are_small():
    """Script and style are at most 60 kB as they are written, and a page of two words holds less.

    They are read as they stand in the repository: nothing builds or shortens them but that their
    comments and indentation stay out of the pages.
    """
    folder = files("threadlab.exports.html")
    written = [folder.joinpath(name).read_bytes() for name in (*SCRIPTS, *STYLES)]
    assert sum(map(len, written)) <= 60_000
    empty = page(Thread("t", comments=(Comment("1", None, "a"), Comment("2", None, "b"))))
    assert len(empty.encode()) < 41_000
    own = re.findall(r"<(script|style)>(.*?)</\1>", page(debate(), NAMING), re.DOTALL)
    assert {name for name, _ in own} == {"script", "style"}
    assert sum(len(text.encode()) for _, text in own) < 55_000


def test_only_what_can_be_corrected_holds_the_script_for_it():
    """Neither a bare page nor one with made-up names pays for corrections."""
    bare = page(Thread("t", comments=(Comment("1", None, "a"), Comment("2", None, "b"))))
    assert "threadlab corrections" not in bare
    assert "threadlab corrections" not in page(debate(), NAMING, correctable=False)
    assert "threadlab corrections" in page(debate(), NAMING)


def nasty(payloads):
    """A thread that has a payload in every field of every comment."""
    comments = [Comment("0", None, "Opening.")]
    replies = []
    for k, text in enumerate(payloads):
        comments.append(
            Comment(
                f"{text}{k}",
                text,
                text,
                passages=(Passage(text, Span(0, len(text)), "quote", 1, said_by=text),)
                if k % 3 == 0
                else (),
            )
        )
        replies.append(Reply(f"{text}{k}", "0", 0.5))
    return Thread(
        payloads[0], payloads[1], payloads[2], comments=tuple(comments), replies=tuple(replies),
        notes=payloads,
    )  # fmt: skip


def test_hostile_text_makes_no_element():
    """A payload in every field adds no tag, attribute or link that a harmless text has not."""
    harmless = Outline(page(nasty(tuple("x" for _ in HOSTILE))))
    hostile = Outline(page(nasty(HOSTILE)))
    links = [tag for tag in hostile.tags if tag != "a"]
    assert links == [tag for tag in harmless.tags if tag != "a"]
    allowed = {(tag, name) for tag, name, _ in harmless.attributes}
    allowed |= {("a", "target"), ("a", "rel")}
    assert {(tag, name) for tag, name, _ in hostile.attributes} <= allowed
    for link in hostile.links:
        assert re.match(r"#[cw]|#thread$|https?://", link)


@settings(max_examples=60)
@given(threads())
def test_any_thread_has_a_page(thread):
    """Whatever a thread holds, its page is whole and can be written as UTF-8."""
    text = page(thread, NAMING)
    text.encode()
    parsed = Outline(text)
    assert parsed.open == []
    assert len(parsed.ids) == len(set(parsed.ids))
    inner = {link[1:] for link in parsed.links if link.startswith("#")}
    assert inner - {"thread"} <= set(parsed.ids)


def test_a_deep_chain_nests_no_deeper_than_browsers_go():
    """A chain of 3,000 is nested to a cap and goes on flat; no comment is lost."""
    text = page(chain(3000), NAMING)
    parsed = Outline(text)
    assert parsed.deepest < 250
    assert sum(name.startswith("c") and name[1:].isdigit() for name in parsed.ids) == 3000
    assert max(plant(chain(3000)).level) == DEEPEST


def test_five_thousand_comments_are_small_and_quick():
    """A page takes at most 1.2 times its text plus 1.5 MB, and is made in seconds."""
    thread = crowd(5000)
    start = time.process_time()
    size = len(page(thread, NAMING).encode())
    assert time.process_time() - start < 4
    assert size <= 1.2 * sum(len(c.body.encode()) for c in thread.comments) + 1_500_000


def test_an_unknown_parent_of_the_opening_posts_parent_makes_no_circle():
    """Unknowns hang under the opening post, but not what the opening post itself answers."""
    comments = tuple(Comment(k, None, k) for k in "abc")
    tree = plant(
        Thread(
            "t",
            comments=comments,
            replies=(Reply("a", "b", 1), Reply("b", None, 1), Reply("c", None, 1)),
        )
    )
    assert tree.order == (1, 0, 2)
    assert tree.level == (1, 0, 2)


@pytest.mark.parametrize(
    ("text", "length", "expected"),
    [
        ("short", 10, "short"),
        ("one two three", 8, "one two…"),
        ("abcdefghij", 5, "abcd…"),
        ("a\n\n b\t c", 10, "a b c"),
        ("", 5, ""),
        ("first, second", 8, "first…"),
    ],
)
def test_excerpts_end_with_an_ellipsis_where_they_are_cut(text, length, expected):
    """An excerpt is one line of whole words."""
    assert excerpt(text, length) == expected


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("see https://a.example/b.", "https://a.example/b"),
        ("(https://a.example/b)", "https://a.example/b"),
        ("https://a.example/b_(c)", "https://a.example/b_(c)"),
        ("HTTP://A.example", "HTTP://A.example"),
        ("ftp://a.example javascript:x //a.example https://", None),
    ],
)
def test_only_web_addresses_are_links(text, address):
    """Addresses of http and https are links, without punctuation around; nothing else is."""
    found = re.findall(
        r'<a href="([^"]*)" target="_blank" rel="noopener noreferrer nofollow">', linked(text)
    )
    assert found == ([address] if address else [])


def test_control_characters_and_lone_surrogates_are_replaced():
    """What a browser would drop or obey is shown as a replacement character."""
    assert shown("a\x00b\ud800c\r\nd\re\x9b") == "a\ufffdb\ufffdc\nd\ne\ufffd"


def test_a_notebook_shows_a_summary_and_the_map_in_a_sandbox():
    """The summary needs no script; the map has no access to the notebook."""
    shown_there = notebook_html(debate(), NAMING)
    frame = [a for a in Outline(shown_there).attributes if a[0] == "iframe"]
    values = {name: value for _, name, value in frame}
    assert values["sandbox"] == "allow-scripts allow-popups allow-downloads"
    assert values["srcdoc"] == page(debate(), NAMING)
    said = Outline(shown_there.split("<iframe")[0])
    assert set(said.tags) == {"div", "p", "strong", "ul", "li", "bdi"}  # no renderer strips these
    assert said.open == []
    for words in (
        "Should Mill Street",
        "5 rebuttal",
        "Most contested",
        "nobody answered",
        "Hassan",
    ):
        assert words in shown_there.split("<iframe")[0]


def test_a_large_map_stays_out_of_the_notebook():
    """A notebook gets a hint to save the map instead of megabytes."""
    shown_there = notebook_html(crowd(4000), NAMING)
    assert "<iframe" not in shown_there
    assert "threadlab.save" in shown_there
    assert len(shown_there) < 5000


def test_the_sentence_that_a_type_rests_on_is_underlined():
    """It is marked where it stands, and told in words, for a title alone reaches few."""
    thread = debate()
    keys = {}
    for comment, words, effect in zip(
        thread.comments, ("The council", "The lanes"), (0.41, 0.2), strict=False
    ):
        start = comment.body.index(words)
        keys[comment.id] = SentenceEffect(words, Span(start, start + len(words)), effect, None)
    text = page(thread, NAMING, keys=keys)
    assert '<u class=k title="speaks most for proposal (+41 points)">The council</u>' in text
    assert '<u class=k title="speaks most for rebuttal (+20 points)">The lanes</u>' in text
    assert "The underlined sentence speaks most for rebuttal (+20 points)." in text
    assert Outline(text).open == []
    assert "Underlined" not in page(thread, NAMING)
