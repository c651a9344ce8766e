"""Articles with comments: what is talk, what is furniture, what is a wall, and hostile pages."""

import contextlib
import gzip
import quopri
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from timing import at_most

from threadlab.errors import UnreadableSource
from threadlab.readers import read, read_all
from threadlab.thread import own_words

CASES = Path(__file__).parents[1] / "cases"
READERS = ("article", "mhtml", "fediverse")
SAMPLES = [
    pytest.param(reader, next(folder.glob("input.*")), id=f"{reader}/{folder.name}")
    for reader in READERS
    for folder in sorted((CASES / reader).iterdir())
]
WORDS = "The ferry leaves at six and comes back at nine, if the skipper has slept well. "
ARTICLE = f"<article><h1>Ferry</h1><p>{WORDS * 3}</p></article>"


def page(body: str, head: str = "") -> str:
    return f"<!DOCTYPE html><html><head><title>Ferry</title>{head}</head><body>{body}</body></html>"


def write(folder, text, name="page.html"):
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def comment(number, body="Yes.", author="Ann", inside=""):
    return (
        f'<li class="comment" id="comment-{number}"><cite class="fn">{author}</cite>'
        f'<div class="comment-content"><p>{body}</p></div>{inside}</li>'
    )


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        ('<div id="root"></div><noscript>Please enable JavaScript.</noscript>', "empty shell"),
        ('<div id="__next"></div><script src="a.js"></script>', "empty shell"),
        ("<p>Loading…</p>", "empty shell"),
        ("<h1>Before you continue</h1><p>We use cookies. Accept all?</p>", "consent"),
        ('<form><input name="u"><input type="password"></form>Welcome back', "logging in"),
        ("<h1>Just a moment...</h1><p>Checking your browser.</p>", "robots"),
        ("<h1>404</h1><p>Page not found.</p>", "error page"),
        ("<nav></nav>", "holds no text"),
    ],
)
def test_walls(tmp_path, body, problem):
    """A page that holds a wall in place of talk is refused, with what to do about it."""
    with pytest.raises(UnreadableSource, match=problem) as caught:
        read(write(tmp_path, page(body)))
    assert "save it complete" in str(caught.value)


def test_a_long_article_about_cookies_is_no_wall(tmp_path):
    """What a wall says may be what an article is about."""
    text = page(f"<article><p>{WORDS * 10} We use cookies; accept all or log in.</p></article>")
    assert len(read(write(tmp_path, text)).comments) == 1


@pytest.mark.parametrize(
    "furniture",
    [
        '<ul id="recentcomments"><li class="recentcomments"><span class="comment-author-link">Bo'
        "</span> on <a>Soup</a></li></ul>",
        '<div class="widget"><div class="comment" id="comment-9"><cite>Bo</cite>'
        '<time datetime="2020-01-01">1</time><p class="comment-content">Elsewhere</p></div></div>',
        '<a class="comments-link" href="#comments">5 comments</a>',
        '<form id="commentform" class="comment-form"><p class="comment-notes">Be kind.</p>'
        '<p class="comment-form-author"><label>Name</label><input></p></form>',
        '<div class="teaser"><span class="author">Bo</span><time datetime="2020-01-01">1</time>'
        "<p>Another story of ours</p></div>",
        '<div id="comments" class="comments"><h3 class="comments-title">No comments yet</h3></div>',
        '<div class="comment">A note by the editors.</div>',
    ],
)
def test_furniture_is_no_talk(tmp_path, furniture):
    """Lists of recent comments, forms, counters and teasers are not taken for comments."""
    thread = read(write(tmp_path, page(ARTICLE + furniture)))
    assert len(thread.comments) == 1
    assert any("no comment was found" in note for note in thread.notes)


def test_furniture_is_not_in_the_article(tmp_path):
    """Menus, buttons, banners and footers are left out of the article; its words are not."""
    around = '<nav><ul><li><a href="/">Home of the ferry</a></li></ul></nav>'
    below = '<div class="share"><button>Share this</button></div><footer>All rights</footer>'
    thread = read(write(tmp_path, page(f"{around}<main>{ARTICLE}</main>{below}")))
    words = own_words(thread.comments[0])
    assert "if the skipper has slept well" in words
    assert not any(left in words for left in ("Home of", "Share this", "All rights"))


def test_links_above_nesting_above_depth(tmp_path):
    """A stated parent is believed first, then where a comment lies, then how deep it says it is."""
    nested = comment(1, inside=f"<ul>{comment(2)}{comment(3)}</ul>")
    nested = nested.replace('id="comment-3"', 'id="comment-3" data-parent-id="2"')
    thread = read(write(tmp_path, page(f"{ARTICLE}<ol>{nested}</ol>")))
    assert {c.id: c.stated_parents for c in thread.comments} == {
        "article": (),
        "1": ("article",),
        "2": ("1",),
        "3": ("2",),
    }


def test_a_flat_list_states_no_parents(tmp_path):
    """Where a page shows no nesting, nothing is said about who answers whom."""
    thread = read(write(tmp_path, page(f"{ARTICLE}<ol>{comment(1)}{comment(2)}</ol>")))
    assert [c.stated_parents for c in thread.comments] == [(), (), ()]


def test_a_deleted_comment_keeps_its_answers(tmp_path):
    """A comment without words and writer stays where others answer it."""
    gone = f'<li class="comment" id="comment-1"><ul>{comment(2)}</ul></li>'
    thread = read(write(tmp_path, page(f"{ARTICLE}<ol>{gone}</ol>")))
    assert [(c.id, c.author, c.stated_parents) for c in thread.comments[1:]] == [
        ("1", None, ("article",)),
        ("2", "Ann", ("1",)),
    ]


def test_fewer_comments_than_the_page_counts(tmp_path):
    """Comments that the page counts and does not hold are told of."""
    text = page(f'{ARTICLE}<div id="comments"><h2>57 comments</h2><ol>{comment(1)}</ol></div>')
    (note,) = read(write(tmp_path, text)).notes
    assert note == "the page speaks of 57 comments; 1 of them are on it"


@pytest.mark.parametrize(
    ("written", "read_as"),
    [
        ("Ann says:", "Ann"),
        ("Submitted by Ann on Thu, 05/05/2016 - 10:00", "Ann"),
        ("@ann", "ann"),
        ("Posted by: Ann", "Ann"),
        ("Ann (not verified)", "Ann"),
        ("Gil", "Gil"),
        ("Anonymous", None),
        ("3 hours ago", None),
    ],
)
def test_names(tmp_path, written, read_as):
    """A name is read without the words around it."""
    thread = read(write(tmp_path, page(f"{ARTICLE}<ol>{comment(1, author=written)}</ol>")))
    assert thread.comments[1].author == read_as


def test_comments_in_json_ld(tmp_path):
    """Comments that stand only in JSON-LD are read; broken JSON is as if it were not there."""
    data = '{"@type": "BlogPosting", "comment": [{"@type": "Comment", "text": "a < b", '
    data += '"author": {"name": "Ann"}, "comment": {"@type": "Comment", "text": "Why?"}}]}'
    script = '<script type="application/ld+json">{}</script>'
    thread = read(write(tmp_path, page(ARTICLE, script.format(data) + script.format("{[}"))))
    assert [(c.author, own_words(c)) for c in thread.comments[1:]] == [
        ("Ann", "a < b"),
        (None, "Why?"),
    ]
    assert thread.comments[2].stated_parents == ("c1",)


def test_a_page_of_another_kind_behind_its_styles(tmp_path):
    """A forum's page whose styles are longer than what is looked at first is still known."""
    case = next((CASES / "smf").glob("*/input.html"))
    text = case.read_text()
    styled = text.replace("<head>", "<head><style>" + "a{}\n" * 40_000 + "</style>", 1)
    known, found = read(case), read(write(tmp_path, styled))
    assert [c.body for c in found.comments] == [c.body for c in known.comments]


def test_nothing_is_fetched(tmp_path, monkeypatch):
    """Entities, frames, pictures and styles elsewhere are never asked for."""

    def refuse(*args, **kwargs):
        raise AssertionError("the network was asked")

    monkeypatch.setattr("socket.socket.connect", refuse)
    monkeypatch.setattr("socket.getaddrinfo", refuse)
    top = '<!DOCTYPE html [<!ENTITY x SYSTEM "file:///etc/hostname">]><html><head>'
    top += '<link rel="stylesheet" href="http://elsewhere.example/a.css"><base href="http://a.example">'
    text = f'{top}</head><body>{ARTICLE}&x;<iframe src="http://b.example/comments"></iframe></body>'
    thread = read(write(tmp_path, text))
    assert "if the skipper" in thread.comments[0].body
    assert any("http://b.example/comments" in note for note in thread.notes)


def test_an_archive_of_safari(tmp_path):
    """A web archive of Safari is refused with what to save instead."""
    with pytest.raises(UnreadableSource, match="web archive of Safari"):
        read(write(tmp_path, b"bplist00\xd1\x01\x02" + bytes(60), "page.webarchive"))


def test_an_archive_without_a_page(tmp_path):
    """An MHTML file that holds no page, or was cut off before it, is refused."""
    text = next((CASES / "mhtml").glob("chrome*/input.mhtml")).read_bytes()
    with pytest.raises(UnreadableSource, match="without a page"):
        read(write(tmp_path, text.split(b"Content-Type: text/html\r\n")[0], "a.mhtml"))


def test_a_forum_in_an_archive(tmp_path):
    """A page of a forum that was saved as MHTML is read as the page itself is."""
    case = next((CASES / "smf").glob("*/input.html"))
    head = (
        b"From: <Saved by Blink>\r\nSnapshot-Content-Location: https://a.example/\r\n"
        b'MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="--B"\r\n\r\n----B\r\n'
        b"Content-Type: text/html\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
    )
    data = head + quopri.encodestring(case.read_bytes()) + b"\r\n----B--\r\n"
    found = read(write(tmp_path, data, "forum.mhtml"))
    assert [c.body for c in found.comments] == [c.body for c in read(case).comments]


@pytest.mark.parametrize("reader", [*READERS, "wikitalk"])
def test_a_wrong_format(tmp_path, reader):
    """A text that is no page is refused by every reader of pages, with a next step."""
    with pytest.raises(UnreadableSource) as caught:
        read(write(tmp_path, "Ann: hello\nBob: no\n", "talk.txt"), format=reader)
    assert caught.value.next_step


def test_compressed_pages(tmp_path):
    """A compressed page is a page."""
    path = write(tmp_path, gzip.compress(page(ARTICLE).encode()), "page.html.gz")
    assert len(read(path).comments) == 1


@pytest.mark.parametrize(("reader", "path"), SAMPLES)
@settings(max_examples=25)
@given(data=st.data())
def test_mutated_pages(tmp_path_factory, reader, path, data):
    """A page cut, doubled or with foreign pieces in it is threads or refused; never a crash."""
    raw = path.read_bytes()
    place = data.draw(st.integers(0, len(raw)))
    length = data.draw(st.integers(0, 300))
    piece = data.draw(
        st.sampled_from([b"", b"<", b"</li>", b"</div>", b"<ol>", b"\"", b"<!--", b"<script>",
                         b"&#0;",
                         b"<li class=comment>", b"\xff\xfe", b"=3D", b"--", b"</body>"])
        | st.binary(max_size=8)
    )  # fmt: skip
    target = tmp_path_factory.getbasetemp() / f"mutated{path.suffix}"
    target.write_bytes(raw[:place] + piece + raw[place + length :])
    try:
        threads = list(read_all(target, format=reader))
    except UnreadableSource:
        return
    assert threads
    assert all(thread.comments for thread in threads)


HARD = {
    "nested elements": lambda n: "<div>" * (n // 5) + ARTICLE,
    "nested comments": lambda n: ARTICLE + "".join(
        comment(k).replace("</li>", "<ul>") for k in range(n // 100)
    ),
    "flat comments": lambda n: ARTICLE + "".join(map(comment, range(n // 100))),
    "indented comments": lambda n: ARTICLE + "".join(
        f'<div id="comment-{k}" class="comment"><cite>Ann</cite><p>Yes.</p></div>'
        '<div class="indented">' for k in range(n // 100)
    ),
    "the same id": lambda n: ARTICLE + comment(1) * (n // 100),
    "paragraphs": lambda n: f"<article>{'<p>' + WORDS}" * (n // 83),
    "inline elements": lambda n: f"<article><p>{'a <b>c</b> ' * (n // 11)}",
    "classes": lambda n: '<i class="comment">' * (n // 19),
    "writers": lambda n: '<li class="comment" id="comment-1">' + '<b class="author">' * (n // 18),
    "links to comments": lambda n: comment(1, 'in reply to <a href="#comment-1">x</a>' * (n // 38)),
    "JSON-LD": lambda n: '<script type="application/ld+json">{"@type": "Article", "comment": '
    + '[{"text": "a", "comment": ' * (n // 27) + "</script>" + ARTICLE,
    "frames": lambda n: ARTICLE + '<iframe srcdoc="&lt;p&gt;a">' * (n // 27),
    "brackets": lambda n: ARTICLE + "<" * n,
    "quotes": lambda n: ARTICLE + '"' * n,
    "blanks": lambda n: ARTICLE + " " * n + "x",
}  # fmt: skip


@pytest.mark.parametrize("name", HARD)
@pytest.mark.usefixtures("steady")
def test_time_is_linear(tmp_path, name):
    """Four times the page takes at most about four times as long."""

    def took(size):
        path = write(tmp_path, page(HARD[name](size)))
        begin = time.process_time()
        with contextlib.suppress(UnreadableSource):
            list(read_all(path, format="article"))
        return time.process_time() - begin

    assert at_most(5, took, 20_000, 80_000, quick=0.1)


def test_two_hundred_thousand_nested_elements(tmp_path):
    """A page deeper than any parser's stack is read, and says that it was too deep to be sure."""
    text = page("<div>" * 200_000 + f"<p>{WORDS * 5}</p>")
    thread = read(write(tmp_path, text))
    assert "if the skipper" in thread.comments[0].body
    assert any("too deep" in note for note in thread.notes)


def test_a_page_of_short_posts_without_any_is_refused(tmp_path):
    """A page that bears the marks of Mastodon but holds no post is refused, with a next step."""
    page = tmp_path / "page.html"
    page.write_text("<html><body class='display-name status__content'></body></html>")
    with pytest.raises(UnreadableSource, match="neither a post nor comments"):
        read(page, format="fediverse")
