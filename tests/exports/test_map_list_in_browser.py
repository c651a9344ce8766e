"""The list of maps as a reader has it: sorted, searched, by keys, on a phone, without scripts."""

import dataclasses

import pytest
from axe_playwright_python.sync_playwright import Axe
from debate import NAMING, article, chain, crowd, debate
from hostile import HOSTILE
from test_map_in_browser import CONTRAST, Visit

from threadlab.exports.html import Card, index, page
from threadlab.exports.html.card import Point, card
from threadlab.exports.html.contested import contested
from threadlab.exports.html.safe import shown
from threadlab.exports.html.tree import plant
from threadlab.graph import summary

pytestmark = pytest.mark.browser


def told(thread, source):
    tree = plant(thread)
    return card(tree, summary(thread), contested(tree), NAMING, source)


CARDS = [
    (told(debate(), "mill.jsonl"), "mill.html"),
    (told(article(), "library.txt"), "library.html"),
    (told(crowd(1200, 40), "crowd.csv"), "crowd.html"),
    (told(chain(30), "quarrel.mbox"), "quarrel.html"),
    (Card("Zebra crossings"), "zebra.html"),
    (told(dataclasses.replace(debate(), title="Ästhetik der Straße"), "strasse.eml"), "s.html"),
]
FAILED = ["broken.jsonl, line 3: is not JSON. Mend the line."]


@pytest.fixture
def visit(browser, tmp_path):
    def go(cards=CARDS, failures=(), **looks):
        path = tmp_path / "index.html"
        path.write_text(index(cards, failures), "utf-8")
        return Visit(browser, path, **looks)

    return go


def titles(list_page):
    """First words of the titles of the rows that are seen, in their order."""
    return list_page.evaluate(
        "[...document.querySelectorAll('#maps tbody tr')].filter(r => r.checkVisibility())"
        ".map(r => r.cells[1].textContent.split(' ')[0])"
    )


INPUT = ["Should", "The", "A", "A", "Zebra", "Ästhetik"]


def test_each_column_sorts_both_ways_and_back(visit):
    """Numbers begin with the largest, words with a; unknown is last; the third press undoes it."""
    with visit() as list_page:
        assert titles(list_page) == INPUT
        heads = list_page.locator("#maps thead button")
        assert heads.all_inner_texts() == [
            "Thread",
            "Comments",
            "People",
            "Disagreement",
            "Heat",
            "Most contested point",
        ]
        comments = list_page.locator("#maps th[data-sort] >> nth=1")
        heads.nth(1).click()
        assert comments.get_attribute("aria-sort") == "descending"
        assert titles(list_page) == ["A", "Should", "A", "Ästhetik", "The", "Zebra"]
        heads.nth(1).click()
        assert comments.get_attribute("aria-sort") == "ascending"
        assert titles(list_page) == ["The", "Should", "A", "Ästhetik", "A", "Zebra"]
        heads.nth(1).click()
        assert list_page.locator("[aria-sort]").count() == 0
        assert titles(list_page) == INPUT
        heads.nth(0).click()
        assert titles(list_page) == ["A", "A", "Ästhetik", "Should", "The", "Zebra"]
        assert list_page.locator("[aria-sort]").count() == 1
        for column in (2, 3, 4, 5):
            cells = "[...document.querySelectorAll('#maps tbody tr')].map(r => {"
            cells += f"const c = r.cells[{column + 1}]; return parseFloat((c.dataset.n ??"
            cells += " c.textContent).replaceAll(',', '')) })"
            for way in (-1, 1):
                heads.nth(column).click()
                numbers = list_page.evaluate(f"{cells}.map(n => Number.isNaN(n) ? null : n)")
                known = [number for number in numbers if number is not None]
                assert numbers == [*sorted(known, reverse=way < 0), *[None] * (6 - len(known))]
                assert len(known) >= 3


def test_search_keeps_the_rows_that_hold_the_words(visit):
    """Titles, files and points are searched, in any case and form; the count says how many."""
    with visit() as list_page:
        for words, found in (
            ("ÄSTHETIK", ["Ästhetik"]),
            ("A\u0308sthetik", ["Ästhetik"]),
            ("Quarrel.MB", ["A"]),
            (CARDS[0][0].point.words[:30].upper(), ["Should", "Ästhetik"]),
            ("__proto__", []),
            ("", INPUT),
        ):
            list_page.fill("#search", words)
            assert titles(list_page) == found
            told = list_page.evaluate("document.querySelector('#found').value")
            assert told == (f"{len(found)} of 6 threads" if words else "")
        list_page.fill("#search", "a")
        list_page.click("#maps thead button >> nth=1")
        assert titles(list_page)[0] == "A"


def test_keys_alone_search_sort_and_lead_to_a_map(visit):
    """/ goes to the search, Esc empties and leaves it, Tab, Enter and Space do the rest."""
    where = "document.activeElement.textContent || document.activeElement.id"
    with visit() as list_page:
        press = list_page.keyboard.press
        press("/")
        list_page.keyboard.type("quarrel/")
        assert titles(list_page) == []
        press("Escape")
        assert titles(list_page) == INPUT
        assert list_page.evaluate(where) == "search"
        press("Escape")
        assert list_page.evaluate("document.activeElement === document.body")
        press("/")
        press("Tab")
        assert list_page.evaluate(where) == "Thread"
        press("Tab")
        press("Enter")
        assert titles(list_page)[0] == "A"
        press("Space")
        assert titles(list_page)[0] == "The"
        assert list_page.evaluate(where) == "Comments"
        outline = "getComputedStyle(document.activeElement).outlineStyle"
        assert list_page.evaluate(outline) != "none"
        for _ in range(5):
            press("Tab")
        assert list_page.evaluate("document.activeElement.getAttribute('href')") == "library.html"


def test_the_address_keeps_what_was_searched_and_sorted(visit):
    """Coming back from a map, or by a link, the list is as it was; nonsense in it does nothing."""
    with visit() as list_page:
        list_page.fill("#search", "mill.json")
        list_page.click("#maps thead button >> nth=4")
        kept = list_page.evaluate("location.hash")
        assert kept == "#?q=mill.json&down=5"
        list_page.evaluate("location.hash = ''")
        list_page.wait_for_selector("[aria-sort]", state="detached")
        assert titles(list_page) == INPUT
        list_page.evaluate("hash => { location.hash = hash }", kept)
        list_page.wait_for_selector("[aria-sort=descending] >> text=Heat")
        assert titles(list_page) == ["Should"]
        assert list_page.input_value("#search") == "mill.json"
        for odd in ("#?up=toString", "#?up=0", "#?down=99", "#?up=-1&q=", "#<b>"):
            list_page.evaluate("hash => { location.hash = hash }", odd)
            list_page.wait_for_selector("[aria-sort]", state="detached")
            assert titles(list_page) == INPUT


def test_the_list_reads_without_scripts(visit):
    """Scripts off: a plain table in the order of the input, without a dead control."""
    with visit(failures=FAILED, java_script_enabled=False) as list_page:
        rows = list_page.locator("#maps tbody tr")
        assert rows.count() == 6
        assert rows.nth(0).locator("svg").is_visible()
        assert "30 comments" not in rows.nth(0).inner_text()
        assert not list_page.locator(".tools").is_visible()
        assert list_page.locator("#maps button").count() == 0
        assert list_page.locator(".notes li").inner_text() == FAILED[0]


def test_no_request_and_no_complaint_on_the_way_to_a_comment(visit, tmp_path):
    """The point's link opens the map at the comment."""
    (tmp_path / "mill.html").write_text(page(debate(), NAMING), "utf-8")
    number = CARDS[0][0].point.number
    opened = visit()
    opened.page.click("#m1 td[data-n] a")
    assert opened.page.wait_for_selector("article.on").get_attribute("id") == f"c{number}"
    opened.context.close()
    assert opened.complaints == []
    assert [url.rsplit("/", 1)[1] for url in opened.requests] == ["index.html", "mill.html"]


LOOKS = [(1280, "light"), (1280, "dark"), (390, "light"), (390, "dark"), (720, "light")]


@pytest.mark.parametrize(("width", "scheme"), LOOKS)
def test_nothing_is_cut_and_axe_finds_nothing_serious(visit, width, scheme):
    """No sideways scrolling, no cut text, contrast of 4.5:1, no serious or critical finding."""
    long = [(dataclasses.replace(CARDS[0][0], title="X" * 119, source="y" * 79), "x.html")]
    looks = {"viewport": {"width": width, "height": 900}, "color_scheme": scheme}
    with visit([*CARDS, *long], FAILED, **looks) as list_page:
        list_page.click("#maps thead button >> nth=1")
        list_page.fill("#search", "e")
        assert list_page.evaluate("document.documentElement.scrollWidth") == width
        cut = list_page.evaluate(
            """[...document.querySelectorAll('main *, header *')]
            .filter(e => !e.closest('svg, .for-readers') && e.checkVisibility()
              && getComputedStyle(e).display !== 'inline' && e.scrollWidth > e.clientWidth + 1)
            .map(e => e.outerHTML.slice(0, 80))"""
        )
        assert cut == []
        assert list_page.evaluate(CONTRAST) == []
        seen = list_page.evaluate(
            "[...document.querySelectorAll('#maps thead button')].every(b => b.checkVisibility())"
        )
        assert seen
        found = Axe().run(list_page).response["violations"]
        assert [one["id"] for one in found if one["impact"] in ("serious", "critical")] == []


def test_hostile_words_are_shown_and_nothing_runs(visit):
    """Payloads as title, file, point and failure: each is shown whole, none runs, also searched."""
    one = CARDS[0][0]
    cards = [
        (
            dataclasses.replace(
                one, title=text[:99], source=text[:79], point=Point(1, text[:89], 1, 2)
            ),
            "a.html",
        )
        for text in HOSTILE
    ]
    with visit(cards, HOSTILE) as list_page:
        texts = list_page.evaluate(
            "[...document.querySelectorAll('#maps tbody tr')]"
            ".map(r => [r.cells[1], r.cells[6]].map(c => c.firstElementChild.textContent))"
        )
        assert texts == [[shown(text[:99]), shown(text[:89])] for text in HOSTILE]
        for text in HOSTILE:
            list_page.fill("#search", text[:40])
        list_page.evaluate("for (const b of document.querySelectorAll('#maps button')) b.click()")
        assert list_page.evaluate("document.documentElement.dataset.hit ?? ''") == ""


def test_other_media(visit):
    """Paper has no controls and whole rows; in forced colours the pictures keep theirs."""
    with visit() as list_page:
        list_page.emulate_media(media="print")
        assert not list_page.locator(".tools").is_visible()
        assert len(list_page.pdf()) > 10_000
        list_page.emulate_media(media="screen", forced_colors="active")
        strokes = list_page.evaluate(
            "[...document.querySelectorAll('.tiny .s0, .tiny .s1')]"
            ".map(p => getComputedStyle(p).stroke)"
        )
        assert len(set(strokes)) >= 2


def test_a_thousand_threads_load_sort_and_filter_quickly(browser, tmp_path):
    """A thousand rows take about a second of work to load, as to sort and to search."""
    cards = [
        (dataclasses.replace(CARDS[k % 4][0], title=f"Thread number {k}"), f"t{k}.html")
        for k in range(1000)
    ]
    path = tmp_path / "index.html"
    path.write_text(index(cards), "utf-8")
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    list_page = context.new_page()
    session = context.new_cdp_session(list_page)
    # Other work on the machine does not count: this is the page's own time on a processor.
    session.send("Performance.enable", {"timeDomain": "threadTicks"})

    def spent(act):
        def now():
            found = session.send("Performance.getMetrics")["metrics"]
            return next(one["value"] for one in found if one["name"] == "TaskDuration")

        start = now()
        act()
        list_page.evaluate("document.body.offsetHeight")
        return now() - start

    # Twice of what was measured: .8 s, .6 s and .1 s.
    assert spent(lambda: list_page.goto(path.as_uri())) < 2
    assert spent(lambda: list_page.click("#maps thead button >> nth=1")) < 2
    assert spent(lambda: list_page.fill("#search", "number 99")) < 0.5
    assert len(titles(list_page)) == 11
    context.close()
