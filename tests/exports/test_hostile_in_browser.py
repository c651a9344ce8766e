"""Hostile threads in Chromium: every payload in every field, read and used; nothing of it runs."""

import json
import re
from types import SimpleNamespace
from urllib.parse import unquote

import pytest
from debate import NAMING
from hostile_pages import (
    BODIES,
    FIELDS,
    GLOBALS,
    HARMLESS,
    HIT,
    LINKS,
    NAMES,
    NUMBERS,
    READ,
    SEEN,
    blankless,
    file_name,
    hostile_thread,
    titled,
    words_of,
)
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from payloads import FAMILIES, PAYLOADS
from test_map_in_browser import Visit

import threadlab as tl
from threadlab.exports.html import index, notebook_html, page
from threadlab.exports.html.card import TITLE_LETTERS
from threadlab.exports.html.quotations import shown_part, voices
from threadlab.exports.html.safe import excerpt, shown
from threadlab.thread import Comment, Reply, Thread

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def visit(browser, tmp_path_factory):
    folder = tmp_path_factory.mktemp("pages")

    def go(html, name="map.html"):
        path = folder / name
        path.write_text(html, "utf-8")
        return Visit(browser, path)

    return go


@pytest.fixture(scope="module")
def harmless(visit):
    """Elements with their attributes, and globals, of harmless pages that are used, too."""
    seen, names = set(), set()
    for markup in FIELDS:
        html = page(hostile_thread(HARMLESS[:30], markup), NAMING)
        with visit(html) as opened:
            # With and without what its script adds.
            seen |= set(opened.evaluate(SEEN)) | set(opened.evaluate(READ, [html])[0][2])
            names |= set(opened.evaluate(GLOBALS))
    used = set(seen)
    with visit(page(hostile_thread(HARMLESS[:60]), NAMING)) as opened:
        seen |= set(opened.evaluate(SEEN))
        turn_tabs_and_choose(opened, 40)
        opened.evaluate(OPEN_EACH, ["c2"])
        used |= set(opened.evaluate(SEEN))
        opened.fill("#search", "word")
        opened.evaluate("document.querySelector('#people-table tbody button').click()")
        opened.evaluate("document.getElementById('clear').click()")
        opened.evaluate(CORRECT_SOME)
        opened.click("#open-corrections")
        used |= set(opened.evaluate(SEEN))
    return SimpleNamespace(seen=seen, used=used | seen, globals=names)


def turn_tabs_and_choose(opened, every):
    """Opens each map; chooses comments while one is shown, as many as asked for in the second."""
    for place, name in enumerate(opened.locator("[role=tab]").all_inner_texts()):
        opened.click(f"[role=tab]:text-is('{name}')")
        opened.evaluate("for (let k = 0; k < map.comments.length; k += 40) map.choose(k)")
        if place == 1:
            opened.evaluate(
                "n => map.comments.forEach((_, k) => k % n || map.choose(k, { scroll: false }))",
                every,
            )


STEP = 12

# An opened dialog makes the browser style the whole page anew: not all comments are corrected.
CORRECT_SOME = f"""() => {{
  for (let k = 0; k < map.comments.length; k += {STEP}) {{
    map.choose(k, {{ scroll: false }});
    keys.e();
    const type = document.querySelector('#correct [name=type]');
    type.value = type.value === 'attack' ? 'claim' : 'attack';
    document.querySelector('#correct [name=save]').click();
  }}
}}"""


def test_there_are_enough_payloads():
    """At least 200, all different, and of every family."""
    assert len(set(PAYLOADS)) >= 200
    assert all(len(texts) > 10 for texts in FAMILIES.values())


@pytest.mark.parametrize("markup", FIELDS)
def test_every_payload_in_every_field_is_shown_and_does_nothing(visit, harmless, markup):
    """No element, attribute, global, request, message or dialog but ours; every word is there."""
    thread = hostile_thread(PAYLOADS, markup)
    with visit(page(thread, NAMING)) as opened:
        assert set(opened.evaluate(SEEN)) <= harmless.seen
        assert set(opened.evaluate(GLOBALS)) <= harmless.globals
        assert opened.evaluate(HIT) is None
        for link in opened.evaluate(LINKS):
            assert re.match(r"#[\w.]+$|https?://", link), link
        changed = []
        for number, told in zip(opened.evaluate(NUMBERS), opened.evaluate(BODIES), strict=True):
            comment = thread.comments[number - 1]
            said = "".join(shown(one.text) for one in voices(comment))
            if blankless(told) != blankless(said):
                changed.append((comment.body, told, said))
        assert changed == []
        assert sorted(opened.evaluate(NAMES)) == sorted(map(shown, PAYLOADS))
        assert opened.evaluate(words_of(".notes li")) == [shown(text) for text in PAYLOADS]


def test_every_payload_is_a_title_an_id_and_a_source(visit, harmless):
    """Of a page of its own, each read by the browser's parser, and a dozen opened, too."""

    def own_page(text):
        return page(hostile_thread(HARMLESS[:3], id=text, title=text, source=text), NAMING)

    with visit(own_page("x")) as opened:
        told = opened.evaluate(READ, [own_page(text) for text in PAYLOADS])
    for text, (title, heading, seen, identity) in zip(PAYLOADS, told, strict=True):
        if text.strip():
            assert title == re.sub(r"[\t\n\f\r ]+", " ", titled(text)).strip(" ")
            assert heading == titled(text)
        assert set(seen) <= harmless.seen, text
        whole = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        assert unquote(identity) == whole
    for text in [texts[0] for texts in FAMILIES.values()] + ["</title><script>x</script>"]:
        with visit(own_page(text)) as opened:
            assert opened.evaluate(HIT) is None
            assert opened.text_content("h1") == titled(text)


SEARCH_EACH = """async texts => {
  const lost = [];
  const field = document.getElementById('search');
  for (const text of texts) {
    field.value = text;
    field.dispatchEvent(new Event('input'));
    await new Promise(done => setTimeout(done, 1));
    const names = [...document.querySelectorAll('article:not(.path) > p:first-child > bdi')]
      .filter(b => b.checkVisibility()).map(b => b.textContent);
    if (field.value.trim() && !names.includes(text)) lost.push(text);
  }
  document.getElementById('clear').click();
  return lost;
}"""

FILTER_BY_EACH = """() => {
  const by = document.getElementById('by');
  const strayed = [];
  for (const option of [...by.options].slice(1)) {
    by.value = option.value;
    by.dispatchEvent(new Event('change', { bubbles: true }));
    const names = [...document.querySelectorAll('article:not(.path) > p:first-child > bdi')]
      .filter(b => b.checkVisibility()).map(b => b.textContent);
    if (!names.length || names.some(name => name !== option.value)) strayed.push(option.value);
  }
  document.getElementById('clear').click();
  return strayed;
}"""

OPEN_EACH = """async texts => {
  for (const text of texts) {
    const said = encodeURIComponent(text);
    const asked = ['q', 'by', 'map', 'branch', 'type'].map(name => `${name}=${said}`);
    for (const hash of [text, 'x' + said, 'c2?' + asked.join('&')]) {
      const gone = new Promise(done => addEventListener('hashchange', done, { once: true }));
      location.hash = hash;
      await gone;
    }
  }
}"""


def test_a_hostile_thread_is_used_and_nothing_of_it_runs(visit, harmless):
    """Searching, choosing, filtering by names, turning tabs, correcting, hostile addresses."""
    with visit(page(hostile_thread(PAYLOADS), NAMING)) as opened:
        one_line = [shown(text) for text in PAYLOADS if "\n" not in shown(text)]
        assert opened.evaluate(SEARCH_EACH, one_line) == []
        assert opened.evaluate(FILTER_BY_EACH) == []
        turn_tabs_and_choose(opened, 1)
        opened.evaluate(
            "document.querySelectorAll('#people-table tbody button').forEach(b => b.click())"
        )
        opened.evaluate("document.getElementById('clear').click()")
        opened.evaluate(CORRECT_SOME)
        opened.click("#open-corrections")
        assert opened.locator("#corrections li").count() == len(PAYLOADS) // STEP + 1
        opened.keyboard.press("Escape")
        opened.evaluate("document.querySelectorAll('details').forEach(d => d.open = !d.open)")
        # What comes after the number keeps addresses apart and short enough for the browser.
        hashes = [f"{k}{shown(text)[:300]}" for k, text in enumerate(PAYLOADS)]
        opened.evaluate(OPEN_EACH, hashes)
        assert opened.evaluate(HIT) is None
        assert set(opened.evaluate(SEEN)) <= harmless.used
        assert set(opened.evaluate(GLOBALS)) <= harmless.globals


LOAD = """async ([name, content]) => {
  const input = document.querySelector('#corrections [type=file]');
  const status = document.querySelector('#corrections [role=status]');
  const files = new DataTransfer();
  files.items.add(new File([content], name));
  input.files = files.files;
  status.textContent = '';
  input.dispatchEvent(new Event('change'));
  for (let n = 0; n < 1000 && !status.textContent; n += 1) {
    await new Promise(done => setTimeout(done, 2));
  }
  return status.textContent;
}"""


def test_hostile_files_of_corrections_are_read_as_text(visit, harmless):
    """Payloads as file names, as content, and in every key of a file; also kept by the browser."""
    thread = hostile_thread(PAYLOADS)
    rows = [
        {"thread": thread.id, "comment": f"{text}{k}", "types": ["attack"], "answered": text}
        for k, text in enumerate(PAYLOADS)
    ]
    rows += [{"thread": text, "comment": text, "parent": text, "text": text} for text in PAYLOADS]
    whole = {"format": "threadlab corrections", "version": 1, "corrections": rows}
    with visit(page(thread, NAMING)) as opened:
        opened.click("#open-corrections")
        for name in map(shown, PAYLOADS):
            said = opened.evaluate(LOAD, [name, name])
            assert re.match(r"(?s).* cannot be loaded: ", said), name
        said = opened.evaluate(LOAD, ["all.json", json.dumps(whole)])
        assert said.startswith(f"{len(PAYLOADS)} loaded. {len(PAYLOADS)} are not of this map")
        assert opened.evaluate(HIT) is None
        assert set(opened.evaluate(SEEN)) <= harmless.used
        shelf, kept = opened.evaluate("Object.entries(localStorage)[0]")
        assert len(json.loads(kept)["corrections"]) == len(rows)
        complaints = []
        for text in ("<img src=x onerror=alert(1)>", "null", '{"__proto__":{"hit":1}}', kept):
            opened.evaluate("([key, text]) => localStorage.setItem(key, text)", [shelf, text])
            again = opened.context.new_page()
            again.on("pageerror", lambda error: complaints.append(str(error)))
            again.on("console", lambda message: complaints.append(message.text))
            again.goto(opened.url)
            assert again.evaluate(HIT) is None
            assert again.locator("article").count() == len(PAYLOADS) + 1
            assert complaints == []
            again.close()


def test_the_list_of_maps_shows_hostile_threads_as_text(visit):
    """Payloads as titles, as the most contested point and as file names."""
    names = [f"{file_name(text)}{k}.html" for k, text in enumerate(PAYLOADS)]
    maps = [
        (hostile_thread((text,) * 3, title=text), name)
        for text, name in zip(PAYLOADS, names, strict=True)
    ]
    usual = [
        (hostile_thread((text,) * 3, title=text), f"{k}.html")
        for k, text in enumerate(HARMLESS[:30])
    ]
    with visit(index(usual), "usual.html") as opened:
        seen = set(opened.evaluate(SEEN))
    with visit(index(maps), "index.html") as opened:
        assert set(opened.evaluate(SEEN)) <= seen
        assert opened.evaluate(HIT) is None
        links = opened.evaluate("[...document.querySelectorAll('tbody th a')].map(a => a.href)")
        folder = opened.url.removesuffix("index.html")
        assert [unquote(link.removeprefix(folder)) for link in links] == names
        titles = opened.evaluate(words_of("tbody th a"))
        for text, title in zip(PAYLOADS, titles, strict=True):
            assert not text.strip() or title == excerpt(titled(text), TITLE_LETTERS)


def test_a_notebook_shows_a_hostile_thread_as_text(visit, harmless):
    """Neither its summary nor the map in its frame has an element that is not ours."""
    html = "<!doctype html><meta charset=utf-8>" + notebook_html(hostile_thread(PAYLOADS), NAMING)
    usual = "<!doctype html><meta charset=utf-8>" + notebook_html(hostile_thread(HARMLESS), NAMING)
    with visit(usual, "usual.html") as opened:
        seen = set(opened.evaluate(SEEN))
    with visit(html, "notebook.html") as opened:
        assert set(opened.evaluate(SEEN)) <= seen
        assert opened.evaluate(HIT) is None
        assert opened.frames[1].locator("article").count() == len(PAYLOADS) + 1
        assert set(opened.frames[1].evaluate(SEEN)) <= harmless.seen
        assert opened.frames[1].evaluate(HIT) is None


def test_a_hostile_file_is_read_and_mapped(visit, harmless, tmp_path):
    """Payloads in every key of a JSON line, dates too, and as the file's name."""
    said = [
        {"id": f"{text}{k}", "author": text, "date": text, "body": text}
        for k, text in enumerate(PAYLOADS)
    ]
    for k, text in enumerate([texts[0] for texts in FAMILIES.values()]):
        path = tmp_path / f"{file_name(text)}{k}.jsonl"
        comments = said[: 2 if k else None]
        row = {"thread_id": text, "title": text, "source": text, "comments": comments}
        path.write_text(json.dumps(row), "utf-8")
        with visit(page(tl.read(path), NAMING)) as opened:
            assert set(opened.evaluate(SEEN)) <= harmless.seen
            assert opened.evaluate(HIT) is None
            assert opened.locator("article").count() == len(comments)


TEXTS = st.lists(
    st.text(st.characters(), max_size=120) | st.sampled_from(PAYLOADS), min_size=30, max_size=60
)


@settings(max_examples=8, suppress_health_check=list(HealthCheck))
@given(texts=TEXTS)
def test_any_text_in_is_the_same_text_shown(visit, texts):
    """Whatever a body, an author or a title is: the browser shows the same, letter by letter.

    Only what the page documents differs: control characters and lone surrogates are U+FFFD, line
    ends are line feeds, and line ends before a text and blanks behind it are left out.
    """
    comments = tuple(Comment(str(k), text, text) for k, text in enumerate(texts))
    replies = tuple(Reply(str(k), str(k // 2), 0.5) for k in range(1, len(texts)))
    thread = Thread("t", texts[0], comments=comments, replies=replies)
    with visit(page(thread, NAMING)) as opened:
        numbers, bodies, names = map(opened.evaluate, (NUMBERS, BODIES, NAMES))
        for number, body, name in zip(numbers, bodies, names, strict=True):
            text = texts[number - 1]
            first, last = shown_part(text)
            assert body == shown(text[first:last])
            assert name == shown(text)
        assert not texts[0].strip() or opened.text_content("h1") == titled(texts[0])
