"""HTML as a tree of places: laws, wrong nesting, hard pages."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from timing import at_most

from threadlab.readers.pages.document import declared_charset, document
from threadlab.readers.pages.selecting import closest, first, is_a, select
from threadlab.readers.pages.tree import Tree, parsed_attributes

PIECES = st.sampled_from(
    "<p> </p> <div> </div> <b> </b> <table> <tr> <td> </td> </table> <li> <ul> </ul> <br> < > "
    "</nothing> <!-- --> <script> </script> <title> </title> <a\u00a0b='c> <x-y> </x-y> \0 text & "
    '<div\tclass="a\u00a0b"> <form> </form> <option> <select> </select> &amp; " = \u2028'.split(" ")
)


@given(st.lists(PIECES | st.text(max_size=8), max_size=60).map("".join))
def test_elements_lie_in_each_other_and_in_the_page(text):
    """Whatever a page is, each element lies within its parent, and its inside within it."""
    tree = Tree(text)
    for number in range(1, len(tree.names)):
        parent = tree.parents[number]
        assert 0 <= parent < number <= tree.lasts[number] <= tree.lasts[parent]
        assert tree.insides[parent] <= tree.starts[number] < tree.insides[number]
        assert tree.insides[number] <= tree.inside_ends[number] <= tree.ends[number]
        assert tree.ends[number] <= tree.inside_ends[parent]
    assert tree.root.html == text


NESTED = [
    ("<p>one<p>two", "p", ["one", "two"]),
    ("<p>one<div>two</div>three", "p", ["one"]),
    ("<ul><li>a<ul><li>b</ul><li>c</ul>", "ul > li", ["a<ul><li>b</ul>", "b", "c"]),
    ("<table><tr><td>a<td>b</div><tr><td>c</table>", "td", ["a", "b</div>", "c"]),
    ("<b><div>x</b>y</div>", "div", ["x</b>y"]),
    ("<div><span>x</div>y", "div", ["<span>x"]),
    ("<div><p>x</section></div>", "div", ["<p>x</section>"]),
    ("<div>a</body></html><div>b", "div", ["a</body></html><div>b", "b"]),
    ("<x-y><p>a</x-y>b", "x-y", ["<p>a"]),
    ("<table><form><tr><td>a</form></table>", "td", ["a</form>"]),
    ("<select><option>a<option>b</select>", "option", ["a", "b"]),
    ("<dl><dt>a<dd>b<dt>c</dl>", "dt, dd", ["a", "b", "c"]),
    ("<div>a<br>b<img>c</div>", "div", ["a<br>b<img>c"]),
]


@pytest.mark.parametrize(("page", "selector", "inside"), NESTED)
def test_end_tags_that_nobody_wrote(page, selector, inside):
    """Missing and misplaced end tags are read as browsers read them."""
    assert [node.html for node in select(Tree(page).root, selector)] == inside


PAGE = """<body><div id="p1" class="post first"><a name="x" href="/t?a=1">A</a><i>1</i></div>
<div id="p2" class="post"><table><tr><td><a>B</a></td></tr></table></div><div id="q"></div>"""
FOUND = [
    (".post", ["p1", "p2"]),
    ("div", ["p1", "p2", "q"]),
    ("#p2", ["p2"]),
    ('div[id^="p"]', ["p1", "p2"]),
    ('[id$="2"], #q', ["p2", "q"]),
    ("div:not(.post)", ["q"]),
    ("div:not(.post, #q)", []),
    (".post.first", ["p1"]),
    (".post:has(table)", ["p2"]),
    ('.post:has(a[name="x"])', ["p1"]),
    ("body > div", ["p1", "p2", "q"]),
    ("html div", []),
    ('[class~="first"]', ["p1"]),
    ("[class=post]", ["p2"]),
]


@pytest.mark.parametrize(("selector", "ids"), FOUND)
def test_selectors(selector, ids):
    """A selector finds the elements that it names, in the order of the page."""
    assert [node.get("id") for node in select(Tree(PAGE).root, selector)] == ids


@pytest.mark.parametrize("selector", ["", "div >", "div !", "a:hover", "p ++ p"])
def test_what_is_no_selector_is_refused(selector):
    """A selector that is not known is an error, not an empty answer."""
    with pytest.raises(ValueError, match="no selector"):
        select(Tree(PAGE).root, selector)


def test_a_look_at_a_part_stays_in_it():
    """What lies behind the last element that is asked for is not found."""
    root = Tree(PAGE).root
    one = first(root, "#p1")
    assert [node.text for node in select(one, "a")] == ["A"]
    assert first(one, "a", one.number) is None
    assert closest(first(one, "a"), ".post") == one
    assert is_a(one, "div.post")
    assert not is_a(one, "div.none")


def test_attributes():
    """Values with and without quotation marks, none at all, entities, and the first of a name."""
    written = " a=1 B='two &amp; three' c=\"\" d e = x  a=2 /"
    assert parsed_attributes(written) == {"a": "1", "b": "two & three", "c": "", "d": "", "e": "x"}


def test_words_and_what_is_left_out():
    """The words of an element are one line; elements left out leave all else as it was written."""
    tree = Tree(
        "<div>One <b>b</b>old<script>no()</script><p>two\n three &amp; <i>four</i></div>tail"
    )
    node = first(tree.root, "div")
    assert node.text == "One bold two three & four"
    assert node.html_without(select(node, "b, p")) == "One old<script>no()</script>"


def test_what_a_page_says_of_itself():
    """Title, address, program and the browser that saved it are found in the page's head."""
    page = document(
        "<!-- saved from url=(0024)http://bus.example/t/1 --><html><head>"
        "<title>Night &amp; day</title><meta name=Generator content='Forum 3'></head>"
    )
    assert (page.title, page.url, page.generator) == (
        "Night & day",
        "http://bus.example/t/1",
        "Forum 3",
    )
    page = document('<link rel="canonical" href="http://a.example/2"><!-- saved from url=x -->')
    assert page.url == "http://a.example/2"


@pytest.mark.parametrize(
    ("head", "charset"),
    [
        (b"<meta charset=koi8-r>", "koi8-r"),
        (b'<meta http-equiv="Content-Type" content="text/html; charset=ISO-8859-1">', "ISO-8859-1"),
        (b"<p>charset=x</p>", None),
    ],
)
def test_declared_character_set(head, charset):
    """The character set is the one that a meta element declares."""
    assert declared_charset(head) == charset


HARD = {
    "nested": lambda n: "<div>" * n,
    "unclosed": lambda n: "<p><b><table><tr><td><ul><li>word " * (n // 8),
    "less than": lambda n: "<" * (n * 10),
    "tags without end": lambda n: "<a" * (n * 4),
    "end tags of nothing": lambda n: "<div>" * (n // 2) + "</p></x></td>" * (n // 2),
    "paragraphs in inline": lambda n: "<b><p>x" * (n // 2),
    "attributes": lambda n: "<div " + " ".join(f"a{k}=1" for k in range(n)) + ">x",
    "comments": lambda n: "<!--" * (n * 4),
    "zero bytes": lambda n: "<\0p\0>\0" * (n * 10),
}


@pytest.mark.parametrize("kind", HARD)
def test_hard_pages_take_linear_time(kind, steady):
    """Four times the page takes far from sixteen times as long, and no element is lost."""

    def once(size):
        page = HARD[kind](size)
        start = time.process_time()
        tree = Tree(page)
        assert tree.root.html == page
        first(tree.root, "div p b, .none > [id^=x]")
        return time.process_time() - start

    assert at_most(6.25, once, 20_000, 80_000)


def test_two_hundred_thousand_nested_elements():
    """Nothing recurses over a page, and what lies deepest is still found."""
    tree = Tree("<div>" * 200_000 + "<b>deep</b>")
    assert len(tree.with_tag("div")) == 200_000
    assert first(tree.root, "div div b").text == "deep"
