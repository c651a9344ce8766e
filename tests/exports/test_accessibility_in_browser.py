"""axe finds nothing serious or critical: each map, each dialog, light and dark, any size."""

import dataclasses
from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from debate import NAMING, START, article, crowd, debate
from test_map_in_browser import Visit

from threadlab.exports.html import index, page

pytestmark = pytest.mark.browser

SCHEMES = ["light", "dark"]
READ = 200
"""Of a long thread, axe reads so many comments: of 5,000 it would read for minutes."""

SHORTEN = f"""() => {{
  const comments = [...document.querySelectorAll('article')];
  comments.slice({READ}).forEach(comment => comment.replaceChildren());
  document.querySelectorAll('#thread li').forEach(item => item.querySelector('p') || item.remove());
}}"""

FRAME = {"exclude": [["#thread"]]}
"""All of a page but its comments."""


@pytest.fixture
def visit(browser, tmp_path):
    def go(html, **looks):
        path = tmp_path / "map.html"
        path.write_text(html, "utf-8")
        return Visit(browser, path, **looks)

    return go


def dated(thread):
    """A thread of which all four maps can be drawn."""
    return dataclasses.replace(
        thread,
        comments=tuple(
            dataclasses.replace(comment, posted=START + timedelta(hours=k))
            for k, comment in enumerate(thread.comments)
        ),
    )


def faults(map_page, context=None):
    """What axe finds to be serious or critical, with the first elements that it names."""
    found = Axe().run(map_page, context, {"resultTypes": ["violations"]}).response["violations"]
    return [
        (one["id"], node["target"], node["html"][:120])
        for one in found
        if one["impact"] in ("serious", "critical")
        for node in one["nodes"][:3]
    ]


def tabs(map_page):
    return map_page.locator("[role=tab]").all_inner_texts()


def walk(map_page, context=None):
    """Checks a page with each of its maps shown, and with each of its dialogs open."""
    assert len(tabs(map_page)) == 4
    for name in tabs(map_page):
        map_page.click(f"[role=tab]:text-is('{name}')")
        assert faults(map_page, context) == [], name
    map_page.evaluate("map.choose(7)")
    for key, dialog in (("?", "#help"), ("e", "#correct")):
        map_page.keyboard.press(key)
        assert map_page.is_visible(dialog)
        assert faults(map_page, dialog) == [], dialog
        if dialog == "#help":
            map_page.keyboard.press("Escape")
    map_page.select_option("#correct [name=type]", "attack")
    map_page.click("#correct [name=save]")
    map_page.click("#open-corrections")
    assert faults(map_page, "#corrections") == []
    map_page.keyboard.press("Escape")


@pytest.mark.parametrize("scheme", SCHEMES)
def test_axe_finds_nothing_serious_in_a_debate(visit, scheme):
    """30 comments, whole: every map, what is folded, a search, a chosen comment, the dialogs."""
    with visit(page(debate(), NAMING), color_scheme=scheme) as map_page:
        walk(map_page)
        map_page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
        map_page.fill("#search", "customers")
        map_page.click("#c13 a.w")
        assert faults(map_page) == []


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("size", [1000, 5000])
def test_axe_finds_nothing_serious_in_a_crowd(visit, size, scheme):
    """1,000 and 5,000 comments: the whole frame with each map and dialog, then 200 comments.

    The comments beyond the first 200 are made by the same code from the same kinds of text, and
    are taken out before: axe goes through every element, also of what it is told to leave out.
    """
    with visit(page(dated(crowd(size)), NAMING), color_scheme=scheme) as map_page:
        map_page.evaluate(SHORTEN)
        walk(map_page, FRAME)
        assert map_page.locator("article > p:first-child").count() == READ
        assert faults(map_page, "article:not(:empty)") == []


@pytest.mark.parametrize("scheme", SCHEMES)
def test_axe_finds_nothing_serious_in_small_pages_and_the_list(visit, scheme):
    """A thread of one, and the list of maps."""
    for html in (page(article(), NAMING), index([(debate(), "a.html"), (article(), "b.html")])):
        with visit(html, color_scheme=scheme) as map_page:
            assert faults(map_page) == []
