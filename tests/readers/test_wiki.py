"""Talk pages: times and users of signatures, who answers whom, and what DiscussionTools finds."""

import json
import time
from collections import Counter
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from timing import at_most

from threadlab.errors import UnreadableSource
from threadlab.readers import read, read_all
from threadlab.readers.wiki.remarks import Remark, answered
from threadlab.readers.wiki.stamps import stamps
from threadlab.readers.wiki.users import title_of, user_of
from threadlab.readers.wiki.wikitext import sections

RAW = Path(__file__).parents[3] / "shared" / "data" / "raw" / "wikipedia-talk"
CASES = Path(__file__).parents[1] / "cases" / "wikitalk"
SAMPLES = [next(folder.glob("input.*")) for folder in sorted(CASES.iterdir())]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("so. 12:34, 5 May 2020 (UTC)", "2020-05-05T12:34:00+00:00"),
        ("12:34, May 5, 2004 (UTC)", "2004-05-05T12:34:00+00:00"),
        ("12:34, 5. Mai 2020 (CEST)", "2020-05-05T12:34:00+02:00"),
        ("12:34, 5. Mär. 2020 (CET)", "2020-03-05T12:34:00+01:00"),
        ("5 mai 2020 à 12:34 (CEST)", "2020-05-05T12:34:00+02:00"),
        ("12:34 5 ene 2020 (UTC)", "2020-01-05T12:34:00+00:00"),
        ("12:34, 5 mag 2020 (CEST)", "2020-05-05T12:34:00+02:00"),
        ("5 mei 2020 12:34 (CEST)", "2020-05-05T12:34:00+02:00"),
        ("12h34min de 5 de maio de 2020 (UTC)", "2020-05-05T12:34:00+00:00"),
        ("5 maj 2020 kl. 12.34 (CEST)", "2020-05-05T12:34:00+02:00"),
        ("12:34, 5 lis 2020 (CET)", "2020-11-05T12:34:00+01:00"),
        ("12:34, 5 мая 2020 (UTC)", "2020-05-05T12:34:00+00:00"),
        ("2020年5月5日 (火) 12:34 (UTC)", "2020-05-05T12:34:00+00:00"),
        ("12:34, 5 May 2020", None),
        ("25:99, 45 May 2020 (UTC)", None),
        ("12:34, 5 Nonsense 2020 (UTC)", None),
    ],
)
def test_times(text, expected):
    """The times that MediaWiki writes are read in its larger languages; nothing else is."""
    found = [stamp.posted.isoformat() for stamp in stamps(text)]
    assert found == ([expected] if expected else [])


@pytest.mark.parametrize(
    ("title", "user"),
    [
        ("User:ann lee", "Ann lee"),
        ("User talk:Ann#Top", "Ann"),
        ("user_talk:Ann_Lee", "Ann Lee"),
        ("Special:Contributions/192.0.2.7", "192.0.2.7"),
        ("Benutzerin Diskussion:Zoë", "Zoë"),
        ("Участница:Анна", "Анна"),
        ("User:Ann/Essay", None),
        ("Talk:Ann", None),
        ("User:", None),
    ],
)
def test_users(title, user):
    """Pages of users name them, in any language; pages below them and other pages do not."""
    assert user_of(title) == user


@pytest.mark.parametrize(
    ("address", "title"),
    [
        ("/wiki/User:Ann_Lee?x=1#y", "User:Ann_Lee"),
        ("./User_talk:Zo%C3%AB", "User_talk:Zoë"),
        ("https://de.wikipedia.org/wiki/Benutzer:Otto", "Benutzer:Otto"),
        ("/w/index.php?title=User:Ann&action=edit&redlink=1", "User:Ann"),
        ("https://elsewhere.example/", None),
    ],
)
def test_titles_of_links(address, title):
    """A link of either parser, saved or not, tells the page that it leads to."""
    assert title_of(address) == title


@pytest.mark.parametrize(
    ("levels", "parents"),
    [
        ([1, 2, 3, 2], [None, 0, 1, 0]),
        ([1, 4, 2, 3], [None, 0, 0, 2]),
        ([2, 2, 3], [None, None, 1]),
        ([1, 1, 2, 1], [None, None, 1, None]),
    ],
)
def test_indentation(levels, parents):
    """A remark answers the nearest one that is indented less; skipped levels count as covered."""
    assert answered([Remark("x", level) for level in levels]) == parents


def test_going_on_from_the_margin():
    """A remark that outdents answers the one before it, unless that was written later."""
    at = [datetime(2020, 5, day) for day in (1, 3, 2)]
    remarks = [Remark("a", 1, "A", at[0]), Remark("b", 2, "B", at[1])]
    assert answered([*remarks, Remark("c", 1, "C", at[1], outdents=True)])[2] == 1
    assert answered([*remarks, Remark("c", 1, "C", at[2], outdents=True)])[2] == 0


def test_a_page_without_signatures(tmp_path):
    """What nobody signed is refused with what to save instead."""
    path = tmp_path / "talk.wiki"
    path.write_text("== Heading ==\nWords.\n")
    with pytest.raises(UnreadableSource, match=r"no signed remark.*Save the page"):
        read(path, format="wikitalk")


def test_a_name_is_not_a_signature():
    """Addressing somebody by a link to their page does not sign a remark."""
    text = "[[User:Bob|Bob]], this is what I think of it. [[User:Ann|Ann]] 10:00, 5 May 2020 (UTC)"
    (remark,) = sections(text)[0].remarks
    assert remark.author == "Ann"
    assert remark.body[: remark.signed_at].startswith("[[User:Bob|Bob]], this is")


def walked(replies, parent=None):
    """Yields (author, minute, parent's author and minute) of DiscussionTools' tree, once each."""
    for item in replies:
        if item["type"] == "heading":
            continue
        here = (item["author"], item["timestamp"][:16])
        yield (*here, parent)
        yield from walked(item["replies"], here)


def gold(name):
    """What DiscussionTools found, which lists every heading once at the top."""
    headings = json.loads(next(RAW.glob(f"*{name}*.json")).read_text())
    return Counter(row for heading in headings for row in walked(heading["replies"]))


def signed(threads):
    """The same of our threads."""
    rows = Counter()
    for thread in threads:
        keys = {c.id: (c.author, f"{c.posted:%Y-%m-%dT%H:%M}" if c.posted else "") for c in
                thread.comments}  # fmt: skip
        for comment in thread.comments:
            if comment.author is not None:
                parent = keys[comment.stated_parents[0]] if comment.stated_parents else None
                rows[(*keys[comment.id], parent)] += 1
    return rows


@pytest.mark.shared
@pytest.mark.skipif(not RAW.is_dir(), reason="no shared data")
@pytest.mark.parametrize(
    ("page", "reference"),
    [
        ("en-big-parsoid.html", "en-big-parsoid"),
        ("en-big-oldparser.html", "en-big-parsoid"),
        ("signatures-funny.html", "signatures-funny"),
    ],
)
def test_as_discussiontools_has_it(page, reference):
    """The same remarks, writers, times and parents as DiscussionTools; outdents go on besides."""
    path = next(RAW.glob(f"*{page}"))
    found = signed(read_all(path))
    expected = gold(reference)
    plain, plain_expected = Counter(), Counter()
    for (author, minute, _), count in found.items():
        plain[author, minute] += count
    for (author, minute, _), count in expected.items():
        plain_expected[author, minute] += count
    assert plain == plain_expected
    outdents = path.read_text().count('class="outdent-template"')
    assert sum((expected - found).values()) <= outdents
    told = [key for key in expected - found if key[2] is not None]
    assert len(told) <= 1  # an outdent within a list


@pytest.mark.shared
@pytest.mark.skipif(not RAW.is_dir(), reason="no shared data")
def test_own_words_end_before_the_signature():
    """Nearly every remark's signature is set apart from its words."""
    comments = [c for t in read_all(next(RAW.glob("*big-parsoid.html"))) for c in t.comments]
    kinds = Counter(c.passages[-1].kind for c in comments if c.author)
    assert kinds["signature"] > 0.97 * sum(kinds.values())


@pytest.mark.parametrize("path", SAMPLES, ids=lambda p: p.parent.name)
@settings(max_examples=60)
@given(data=st.data())
def test_mutated_pages(tmp_path_factory, path, data):
    """A page cut, doubled or with foreign pieces in it is threads or refused; never a crash."""
    text = path.read_text()
    place = data.draw(st.integers(0, len(text)))
    length = data.draw(st.integers(0, 200))
    piece = data.draw(
        st.sampled_from(
            ["", "<", "[[", "</dl>", "<dd>", "::::", "== ", "{{od}}", "(UTC)", "\0", "&"]
        )
        | st.text(max_size=8)
    )
    changed = text[:place] + piece + text[place + length :]
    target = tmp_path_factory.getbasetemp() / "mutated.txt"
    target.write_bytes(changed.encode("utf-8", "surrogatepass"))
    try:
        threads = list(read_all(target, format="wikitalk"))
    except UnreadableSource:
        return
    assert threads
    assert all(thread.comments for thread in threads)


SIGNED = "hi [[User:A]] 10:00, 5 May 2020 (UTC)\n"
LINKED = 'hi <a href="/wiki/User:A">A</a> 10:00, 5 May 2020 (UTC)'
HARD = {
    "levels": lambda n: "".join(":" * (k % 200) + SIGNED for k in range(n // 140)),
    "one level": lambda n: ":" * n + SIGNED,
    "same names": lambda n: SIGNED * (n // 40),
    "stamps": lambda n: SIGNED + "10:00, 5 May 2020 (UTC) " * (n // 24),
    "links": lambda n: SIGNED + "[[User:A]] " * (n // 11) + SIGNED,
    "brackets": lambda n: SIGNED + "[" * n,
    "templates": lambda n: SIGNED + "{{unsigned|" * (n // 11),
    "headings": lambda n: SIGNED + "=== a ===\n" * (n // 10),
    "nowiki": lambda n: SIGNED + "<nowiki>\n<pre\n" * (n // 14),
    "nested": lambda n: '<div class="mw-parser-output">' + f"<dl><dd>{LINKED}" * (n // 66),
    "breaks": lambda n: '<div class="mw-parser-output"><p>' + f"{LINKED}<br>" * (n // 60),
    "empty links": lambda n: "<p>hi " + '<a href="/wiki/User:A"></a>' * (n // 27) + LINKED,
    "dashes": lambda n: f"<p>{LINKED}{' - ' * (n // 3)}{LINKED}",
}


@pytest.mark.parametrize("name", HARD)
@pytest.mark.usefixtures("steady")
def test_time_is_linear(tmp_path, name):
    """Four times the page takes at most about four times as long."""
    path = tmp_path / "talk.txt"

    def took(size):
        path.write_text(HARD[name](size))
        begin = time.process_time()
        list(read_all(path, format="wikitalk"))
        return time.process_time() - begin

    assert at_most(5, took, 25_000, 100_000, quick=0.05)
