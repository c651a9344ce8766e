"""The map without a mouse: Tab reaches all that acts, in order and visibly; each key acts."""

from types import SimpleNamespace

import pytest
from debate import NAMING, debate
from playwright.sync_api import expect
from test_map_in_browser import Visit, chosen, shown_comments

from threadlab.exports.html import page

pytestmark = pytest.mark.browser


@pytest.fixture
def visit(browser, tmp_path):
    def go(at=""):
        path = tmp_path / "map.html"
        path.write_text(page(debate(), NAMING), "utf-8")
        return Visit(browser, SimpleNamespace(as_uri=lambda: path.as_uri() + at))

    return go


# All that can be acted on where it is seen, in the order of the page. Of radio buttons of one name
# Tab reaches the one that is chosen; the skip link is seen while it has the focus.
ACTS = """() => {
  const all = [...document.querySelectorAll(
    'a[href], button, input, select, textarea, summary, [tabindex]')];
  window.acts = all.filter(e => (e.checkVisibility() || e.matches('.skip')) && !e.disabled
    && e.tabIndex >= 0 && !(e.type === 'radio' && !e.checked));
  return window.acts.length;
}"""

# Tab goes on from where an element that had the focus was taken away.
FROM_THE_TOP = """() => {
  const first = document.createElement('button');
  document.body.prepend(first);
  first.focus();
  first.remove();
}"""

# Milliseconds until a jump has come to rest: until then Tab starts there again and again.
SETTLED = 1000

# Where Tab has come to: its place among these, and whether anything tells the eye.
STOP = """() => {
  const here = document.activeElement;
  if (!here || here === document.body) return null;
  const looks = ['outlineStyle', 'outlineWidth', 'boxShadow', 'stroke', 'strokeWidth', 'fill'];
  const seen = () => JSON.stringify([here, ...here.querySelectorAll('*')].slice(0, 12).map(
    e => looks.map(look => getComputedStyle(e)[look])));
  const box = here.getBoundingClientRect();
  const focused = seen();
  here.blur();
  const plain = seen();
  here.focus({ preventScroll: true, focusVisible: true });
  return { place: window.acts.indexOf(here), told: focused !== plain,
    inView: box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
    html: here.outerHTML.slice(0, 100) };
}"""


@pytest.mark.parametrize("map_shown", ["overview", "arguments", "people", "times"])
def test_tab_reaches_all_that_acts_in_order_and_visibly(visit, map_shown):
    """From the skip link to the end of the thread; what has the focus is marked and in view."""
    with visit(f"#c13?map={map_shown}") as map_page:
        map_page.wait_for_selector("article.on")
        map_page.wait_for_timeout(SETTLED)
        map_page.evaluate(FROM_THE_TOP)
        count = map_page.evaluate(ACTS)
        stops = []
        while len(stops) <= count:
            map_page.keyboard.press("Tab")
            stop = map_page.evaluate(STOP)
            if stop is None or (stops and stop["place"] == stops[0]["place"]):
                break
            stops.append(stop)
        assert [stop["html"] for stop in stops if not stop["told"]] == []
        assert [stop["html"] for stop in stops if not stop["inView"]] == []
        assert [stop["place"] for stop in stops] == list(range(count))


def test_the_skip_link_leads_into_the_thread(visit):
    """The first Tab shows it; after Enter, Tab goes on within the thread."""
    with visit() as map_page:
        map_page.keyboard.press("Tab")
        assert map_page.evaluate("document.activeElement.className") == "skip"
        assert map_page.locator(".skip").bounding_box()["x"] > 0
        map_page.keyboard.press("Enter")
        map_page.keyboard.press("Tab")
        assert map_page.evaluate("document.activeElement.closest('#thread') !== null")


@pytest.mark.parametrize("opener", ["#keys", "#open-corrections", "e"])
def test_a_dialog_keeps_the_focus_and_gives_it_back(visit, opener):
    """Tab stays within a modal dialog; Escape closes any, and the focus is where it was."""
    is_open = "dialog:is([open], :popover-open)"
    with visit() as map_page:
        map_page.keyboard.press("j")
        if opener == "e":
            map_page.keyboard.press("e")
        else:
            map_page.focus(opener)
            map_page.keyboard.press("Enter")
        assert map_page.locator(is_open).count() == 1
        # The help can be read beside the page: it holds nobody.
        for _ in range(0 if opener == "#keys" else 40):
            map_page.keyboard.press("Tab")
            assert map_page.evaluate(
                "document.activeElement === document.body"
                " || document.activeElement.closest('dialog[open]') !== null"
            )
        map_page.keyboard.press("Escape")
        assert map_page.locator(is_open).count() == 0
        back = "#c1" if opener == "e" else opener
        assert map_page.evaluate(f"document.activeElement.matches('{back}, {back} *')")


def test_every_key_of_the_help_does_what_it_says(visit):
    """The help lists no other keys than these, and each of these acts."""
    with visit() as map_page:
        press = map_page.keyboard.press
        tried = set()

        def key(name):
            tried.add({"Escape": "Esc", "ArrowRight": "→", "ArrowLeft": "←"}.get(name, name))
            press(name)

        key("?")
        assert map_page.is_visible("#help")
        listed = set(map_page.locator("#help kbd").all_inner_texts())
        key("Escape")
        assert not map_page.is_visible("#help")
        key("j")
        key("j")
        assert chosen(map_page) == "c2"
        key("k")
        assert chosen(map_page) == "c1"
        key("ArrowRight")
        assert chosen(map_page) == "c2"
        key("ArrowLeft")
        assert not map_page.is_visible("#c3")
        key("ArrowLeft")
        assert chosen(map_page) == "c1"
        key("ArrowRight")
        key("ArrowRight")
        assert map_page.is_visible("#c3")
        key("u")
        assert chosen(map_page) == "c1"
        key("j")
        key("Enter")
        assert map_page.is_visible("#c2 > details[open]")
        key("e")
        assert map_page.inner_text("#correct h2") == "Correct comment 2"
        key("Escape")
        assert not map_page.is_visible("#correct")
        key("/")
        map_page.keyboard.type("survey")
        expect(map_page.locator("#found")).to_have_text("2 of 30 comments")
        assert shown_comments(map_page) == ["c13", "c14"]
        key("Escape")
        key("Escape")
        expect(map_page.locator("#found")).to_have_text("")
        key("Escape")
        assert chosen(map_page) is None
        assert tried == listed
