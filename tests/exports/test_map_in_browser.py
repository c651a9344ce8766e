"""The HTML argument map as a reader has it: in Chromium, with and without scripts."""

import dataclasses
import itertools
from datetime import timedelta

import pytest
from debate import NAMING, START, article, chain, crowd, debate
from hostile import HOSTILE
from invented import uncertain
from playwright.sync_api import expect

from threadlab.arguments.explanation import SentenceEffect
from threadlab.exports.html import notebook_html, page
from threadlab.exports.html.safe import shown
from threadlab.thread import Comment, Evidence, Passage, Reply, Span, Thread

pytestmark = pytest.mark.browser


class Visit:
    """A page opened as a reader would; whatever it asks for or complains of is kept."""

    def __init__(self, browser, path, **looks):
        looks = {"viewport": {"width": 1280, "height": 900}, **looks}
        self.context = browser.new_context(**looks)
        self.page = self.context.new_page()
        self.complaints, self.requests = [], []
        self.page.on("console", lambda message: self.complaints.append(message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("dialog", lambda dialog: self.complaints.append(dialog.message))
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.goto(path.as_uri())

    def __enter__(self):
        return self.page

    def __exit__(self, *_):
        self.context.close()
        assert self.complaints == []
        assert len(self.requests) == 1, self.requests


@pytest.fixture
def visit(browser, tmp_path):
    def go(thread, **looks):
        path = tmp_path / "map.html"
        path.write_text(page(thread, NAMING), "utf-8")
        return Visit(browser, path, **looks)

    return go


def shown_comments(map_page):
    return map_page.evaluate(
        "[...document.querySelectorAll('article:not(.path)')]"
        ".filter(a => a.checkVisibility()).map(a => a.id)"
    )


def chosen(map_page):
    return map_page.evaluate("document.querySelector('article.on')?.id ?? null")


SIZES = [(1280, "light"), (1280, "dark"), (420, "light"), (420, "dark")]


@pytest.mark.parametrize(("width", "scheme"), SIZES)
@pytest.mark.parametrize("thread", [debate(), article()], ids=["debate", "article"])
def test_nothing_is_cut_at_any_width(visit, thread, width, scheme):
    """There is no sideways scrolling, and no text is wider than its box."""
    looks = {"viewport": {"width": width, "height": 900}, "color_scheme": scheme}
    with visit(thread, **looks) as map_page:
        assert map_page.evaluate("document.documentElement.scrollWidth") == width
        cut = map_page.evaluate(
            """[...document.querySelectorAll('main *, header *')]
            .filter(e => !e.closest('svg, .for-readers, select, dialog') && e.checkVisibility()
              && getComputedStyle(e).display !== 'inline' && e.scrollWidth > e.clientWidth + 1)
            .map(e => e.outerHTML.slice(0, 80))"""
        )
        assert cut == []
        assert len(map_page.screenshot()) > 20_000


CONTRAST = """() => {
  const channel = v => { v /= 255; return v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4 };
  const canvas = document.createElement('canvas').getContext('2d', {willReadFrequently: true});
  const rgb = colour => { canvas.clearRect(0, 0, 1, 1); canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1); return [...canvas.getImageData(0, 0, 1, 1).data] };
  const light = ([r, g, b]) => 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b);
  const low = [];
  for (const e of document.querySelectorAll('body *')) {
    const own = [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim());
    if (!own || e.closest('svg, script, style, dialog') || !e.checkVisibility()) continue;
    let under = e, ground = [0, 0, 0, 0];
    while (under && ground[3] < 255) {
      ground = rgb(getComputedStyle(under).backgroundColor); under = under.parentElement;
    }
    const [a, b] = [light(rgb(getComputedStyle(e).color)), light(ground)].sort((x, y) => y - x);
    const ratio = (a + 0.05) / (b + 0.05);
    if (ratio < 4.5) low.push([ratio.toFixed(2), e.outerHTML.slice(0, 90)]);
  }
  return low;
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_contrast_is_enough_to_read(visit, scheme):
    """Every text reaches 4.5:1 against what it stands on, marked words included."""
    with visit(debate(), color_scheme=scheme) as map_page:
        map_page.click("#c13 a.w")
        assert map_page.evaluate(CONTRAST) == []


def test_everything_that_acts_has_a_name(visit):
    """The page has a language, one main, one h1; every control and picture has a name."""
    with visit(debate()) as map_page:
        nameless = map_page.evaluate(
            """[...document.querySelectorAll('button, input, select, svg[role=img], section, a')]
            .filter(e => !(e.textContent.trim() || e.ariaLabel || e.labels?.length
              || e.getAttribute('aria-labelledby'))).map(e => e.outerHTML.slice(0, 80))"""
        )
        assert nameless == []
        for query in ("main", "h1", "html[lang]", "header.top"):
            assert map_page.locator(query).count() == 1


def test_keys_walk_open_search_and_clear(visit):
    """J and k walk, Enter says why, / searches, Esc clears, ? helps."""
    with visit(debate()) as map_page:
        press = map_page.keyboard.press
        press("j")
        press("j")
        assert chosen(map_page) == "c2"
        press("k")
        assert chosen(map_page) == "c1"
        press("j")
        press("Enter")
        assert map_page.is_visible("#c2 > details[open]")
        press("/")
        map_page.keyboard.type("SURVEY")
        expect(map_page.locator("#found")).to_have_text("2 of 30 comments")
        assert shown_comments(map_page) == ["c13", "c14"]
        press("Enter")
        press("Escape")
        expect(map_page.locator("#found")).to_have_text("")
        assert len(shown_comments(map_page)) == 30
        press("Escape")
        assert chosen(map_page) is None
        press("?")
        assert map_page.is_visible("#help")
        press("Escape")
        assert not map_page.is_visible("#help")


def test_enter_says_why_beneath_an_underlined_sentence(browser, tmp_path):
    """Enter opens the reasons of a comment where a hint about its sentence follows them."""
    thread = debate()
    body = thread.comments[1].body
    keys = {"2": SentenceEffect(body, Span(0, len(body)), 0.2, None)}
    path = tmp_path / "map.html"
    path.write_text(page(thread, NAMING, keys=keys), "utf-8")
    with Visit(browser, path) as map_page:
        map_page.click("#c2 > p > a")
        assert map_page.locator("#c2 > .hint").count() == 1
        map_page.keyboard.press("Escape")
        map_page.keyboard.press("j")
        map_page.keyboard.press("j")
        map_page.keyboard.press("Enter")
        assert map_page.is_visible("#c2 > details[open]")


def test_filters_keep_the_path_to_what_they_show(visit):
    """A filter hides what does not fit, except what leads to what fits; the bars filter, too."""
    with visit(debate()) as map_page:
        map_page.select_option("#type", label="✖ attack (2)")
        assert shown_comments(map_page) == ["c9", "c10"]
        path = map_page.locator("article.path:visible").evaluate_all("all => all.map(a => a.id)")
        assert path == ["c1", "c6"]
        map_page.click("#clear")
        map_page.click(".row[data-stance] >> nth=0")
        assert len(shown_comments(map_page)) == 10
        assert map_page.input_value("#stance") == "s0"
        map_page.click(".row[data-stance] >> nth=0")
        assert len(shown_comments(map_page)) == 30


HIDDEN = """() => [...document.querySelectorAll('#thread .off')].map(item => {
  const { height } = item.getBoundingClientRect();
  return height || item.checkVisibility({ visibilityProperty: true });
})"""


def test_a_jump_in_a_long_thread_comes_to_rest_at_its_comment(visit):
    """Comments that are laid out on the way do not push away what was asked for."""
    sentences = [comment.body.split("\n")[-1] for comment in debate().comments]
    thread = uncertain(1000, 83, seed=3)
    comments = [
        dataclasses.replace(
            one,
            body=said,
            posted=START + timedelta(minutes=40 * k),
            passages=(Passage(said, Span(0, len(said)), "own"),),
        )
        for k, (one, said) in enumerate(
            zip(thread.comments, itertools.cycle(sentences), strict=False)
        )
    ]
    with visit(dataclasses.replace(thread, comments=tuple(comments))) as map_page:
        for tab in ("overview", "arguments", "people", "times"):
            map_page.click(f"#{tab}-tab")
            map_page.evaluate(
                "scrollBy(0, document.querySelector('.view').getBoundingClientRect().top)"
            )
            map_page.screenshot()  # so that what is near is laid out
        for name in ("c4", "c700", "c30", "c1"):
            map_page.goto(f"{map_page.url.split('#')[0]}#{name}")
            map_page.wait_for_timeout(700)
            box = map_page.locator(f"#{name}").bounding_box()
            assert 0 <= box["y"] <= 700, (name, box)


def test_filters_of_a_long_thread_hide_and_show_the_same(visit):
    """What does not fit has no room and is not seen, and nothing stays behind when all is shown."""
    with visit(crowd(450, 60)) as map_page:
        map_page.select_option("#type", value="t1")
        shown = [f"c{number}" for number in range(2, 451, 10)]
        assert sorted(shown_comments(map_page), key=lambda name: int(name[1:])) == shown
        hidden = map_page.evaluate(HIDDEN)
        assert len(hidden) > 50
        assert not any(hidden)
        map_page.select_option("#stance", value="s0")
        fits = [name for name in shown if int(name[1:]) % 3 == 1]
        assert sorted(shown_comments(map_page), key=lambda name: int(name[1:])) == fits
        assert map_page.locator("#found").text_content() == f"{len(fits)} of 450 comments"
        map_page.click("#clear")
        assert len(shown_comments(map_page)) == 450
        assert map_page.locator("#thread .off, #thread .path").count() == 0


def test_a_link_to_a_hidden_comment_shows_it(visit):
    """Following a link clears filters that hide its target, and opens what is folded above it."""
    with visit(debate()) as map_page:
        map_page.click("#thread > ol > li > details > summary")
        map_page.select_option("#type", label="✎ testimony (1)")
        map_page.click(".points a[href='#c12']")
        assert chosen(map_page) == "c12"
        assert map_page.locator("#c12").is_visible()
        assert map_page.evaluate("location.hash") == "#c12"
        map_page.click("#c13 a.w")
        assert map_page.inner_text("mark.lit") == "No cars, no customers."
        map_page.go_back()
        assert chosen(map_page) == "c12"
        assert map_page.locator("mark.lit").count() == 0


@pytest.mark.parametrize("thread", [debate(), crowd(1600, 40)], ids=["boxes", "paths"])
def test_the_overview_chooses_comments(visit, thread):
    """A click on a box of the overview chooses the comment, and the box is framed."""
    with visit(thread) as map_page:
        map_page.evaluate("document.querySelector('#icicle').scrollIntoView()")
        map_page.click("#icicle", position={"x": 8, "y": 8})
        assert chosen(map_page) == "c1"
        assert float(map_page.get_attribute("#icicle .here", "width")) > 10


def test_the_page_reads_without_scripts(visit):
    """Scripts off: every comment, quote and reason is there; anchors work; no dead control."""
    with visit(debate(), java_script_enabled=False) as map_page:
        assert map_page.locator("article").count() == 30
        assert not map_page.locator(".tools").is_visible()
        assert map_page.locator(".row button").count() == 0
        map_page.click("#c2 > details > summary")
        assert "96 % sure: it quotes its words" in map_page.inner_text("#c2 > details")
        map_page.click("#c13 a.w")
        assert map_page.url.endswith("#w12.1")
        assert map_page.locator("#c12").is_visible()


def test_paper_shows_what_is_folded(visit):
    """Printed, reasons and notes are shown, folded as they are, and the tools are gone."""
    folded = """[...document.querySelectorAll('article > details:not([open])')].filter(part =>
        part.offsetHeight < part.firstElementChild.offsetHeight + 5).length"""
    with visit(debate()) as map_page:
        assert map_page.evaluate(folded) == 29
        map_page.emulate_media(media="print")
        assert map_page.evaluate(folded) == 0
        assert not map_page.locator(".tools").is_visible()
        assert len(map_page.pdf()) > 20_000


def test_hostile_text_is_shown_and_nothing_runs(visit):
    """Payloads in every field: no request, no message, nothing runs, each is shown whole."""
    comments = [Comment("0", None, "Opening post.")]
    replies = []
    for k, text in enumerate(HOSTILE):
        comments.append(Comment(f"{text}{k}", text, f"{text}."))
        evidence = Evidence("named", 0.5, Span(0, len(text)))
        replies.append(Reply(f"{text}{k}", "0", 0.5, (evidence,)))
    for title in (HOSTILE[0], HOSTILE[2], HOSTILE[3]):
        thread = Thread(
            title, title, title, comments=tuple(comments), replies=tuple(replies), notes=HOSTILE
        )
        with visit(thread) as map_page:
            map_page.wait_for_timeout(100)
            assert map_page.evaluate("document.documentElement.dataset.hit ?? ''") == ""
            texts = map_page.evaluate(
                """[...document.querySelectorAll('article')].slice(1)
                .map(a => a.children[1].textContent)"""
            )
            assert texts == [shown(f"{text}.") for text in HOSTILE]
            names = map_page.evaluate(
                "[...document.querySelectorAll('article > p > bdi')].map(b => b.textContent)"
            )
            assert names == [shown(text) for text in HOSTILE]
            assert map_page.title() == " ".join(title.split())
            assert map_page.inner_text("h1") == title
            assert map_page.evaluate("document.documentElement.scrollWidth") == 1280
            map_page.fill("#search", HOSTILE[12])
            map_page.keyboard.press("Enter")
            map_page.evaluate("for (const d of document.querySelectorAll('details')) d.open = true")
            map_page.evaluate("document.querySelectorAll('article').forEach(a => a.click())")
            assert map_page.evaluate("document.documentElement.dataset.hit ?? ''") == ""


def test_a_deep_chain_opens(visit):
    """A chain of 3,000 is all there, readable to its end on a phone."""
    with visit(chain(3000), viewport={"width": 420, "height": 900}) as map_page:
        assert map_page.locator("article").count() == 3000
        assert map_page.evaluate("document.documentElement.scrollWidth") == 420
        map_page.evaluate("location.hash = 'c3000'")
        map_page.wait_for_selector("#c3000.on")
        assert map_page.locator("#c3000").bounding_box()["width"] > 250


def test_the_map_works_within_a_notebook(browser, tmp_path):
    """In its sandbox the map chooses, links and filters, without an address of its own."""
    path = tmp_path / "notebook.html"
    path.write_text(
        f"<!doctype html><meta charset=utf-8>{notebook_html(debate(), NAMING)}", "utf-8"
    )
    context = browser.new_context()
    outer = context.new_page()
    complaints = []
    outer.on("pageerror", lambda error: complaints.append(str(error)))
    outer.goto(path.as_uri())
    frame = outer.frame_locator("iframe")
    frame.locator(".points a[href='#c12']").click()
    assert outer.locator("strong").count() == 1
    assert not outer.is_visible("strong")  # the summary, which the page repeats
    assert frame.locator("button:text('copy link')").is_hidden()
    assert frame.locator("article.on").get_attribute("id") == "c12"
    assert frame.locator("article").count() == 30
    assert complaints == []
    context.close()
