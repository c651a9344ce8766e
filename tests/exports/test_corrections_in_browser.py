"""Corrections as a moderator makes them: on the page in Chromium, and back through a command."""

import json

import pytest
from debate import NAMING, crowd, debate
from hostile import HOSTILE
from playwright.sync_api import expect

import threadlab as tl
from threadlab.cli import main
from threadlab.exports.html import notebook_html, page
from threadlab.thread import Comment, Reply, Thread, primary_replies

pytestmark = pytest.mark.browser


@pytest.fixture
def context(browser):
    """A window whose storage lasts for one test; whatever the page complains of fails it."""
    complaints = []
    window = browser.new_context(viewport={"width": 1280, "height": 900})

    def watch(opened):
        opened.on("pageerror", lambda error: complaints.append(str(error)))
        opened.on("console", lambda message: complaints.append(message.text))

    window.on("page", watch)
    yield window
    window.close()
    assert complaints == []


@pytest.fixture
def visit(context, tmp_path):
    """Opens the map of a thread."""

    def go(thread, name="map.html"):
        path = tmp_path / name
        path.write_text(page(thread, NAMING), "utf-8")
        opened = context.new_page()
        opened.goto(path.as_uri())
        return opened

    return go


def head(map_page, comment):
    return " ".join(map_page.inner_text(f"#{comment} > p >> nth=0").split())


def correct(map_page, comment, *, type=None, further=(), stance=None, parent=None, unknown=False):
    """Corrects a comment as one does with the mouse."""
    map_page.click(f"#{comment} > p >> nth=0", position={"x": 1, "y": 1})
    map_page.click(f"#{comment} button:text('Correct')")
    if type:
        map_page.select_option("#correct [name=type]", type)
        # With two of them checked, no third can be.
        while map_page.locator("#correct [name=further]:checked").count():
            map_page.locator("#correct [name=further]:checked").first.uncheck()
        for name in further:
            map_page.check(f"#correct [name=further][value={name}]")
    if parent is not None:
        map_page.fill("#correct [name=parent]", str(parent))
    if unknown:
        map_page.check("#correct [name=unknown]")
    if stance:
        map_page.check(f"#correct [name=stance][value={stance}]")
    map_page.click("#correct button:text('Save')")


def downloaded(map_page):
    map_page.click("#open-corrections")
    with map_page.expect_download() as waiting:
        map_page.click("#corrections button:text('Download')")
    map_page.click("#corrections button:text('Close')")
    assert waiting.value.suggested_filename == "corrections.json"
    return waiting.value.path()


def rows(path):
    return json.loads(path.read_text("utf-8"))["corrections"]


def test_a_moderator_corrects_and_the_map_made_again_honours_it(context, tmp_path, tiny_model):
    """Type, stance and parent: corrected on the page, downloaded, given to threadlab map."""
    said = ("Tea is better than coffee.", "No. Where is the proof?", "In a study.", "I agree: tea.")
    comments = [
        {"id": f"p{k}", "author": f"Author{k}", "body": body} for k, body in enumerate(said)
    ]
    source = tmp_path / "tea.jsonl"
    source.write_text(json.dumps({"thread_id": "tea", "comments": comments}), "utf-8")
    words = ["map", str(source), "--model", str(tiny_model), "-o", str(tmp_path / "pages")]
    assert main(words) == 0
    opened = context.new_page()
    opened.goto((tmp_path / "pages" / "tea.html").as_uri())
    correct(opened, "c2", type="question", further=["attack"])
    correct(opened, "c4", parent=2, stance="agree")
    assert "question, corrected attack, corrected" in head(opened, "c2")
    assert opened.inner_text("#open-corrections") == "Corrections (2)"
    saved = downloaded(opened)
    assert [row["comment"] for row in rows(saved)] == ["p1", "p3"]
    assert main([*words, "--corrections", str(saved)]) == 0
    opened.reload()
    assert "question, corrected attack, corrected" in head(opened, "c2")
    assert "answers 2 agree, corrected" in head(opened, "c4")
    assert "the map moves it" not in head(opened, "c4")
    opened.click("#c4 summary:text('why here?')")
    assert "A person corrected it." in opened.inner_text("#c4 > details")
    found = tl.analyze(source, model=tiny_model, corrections=saved)
    assert found.notes == ()
    assert primary_replies(found)["p3"].parent == "p1"


WORDS = (
    "document.querySelector('.desk').textContent + document.querySelector('.panels').textContent"
)


def test_what_is_corrected_shows_counts_and_filters(visit):
    """Badges, colours, the overview, counts and filters follow a correction, and its undoing."""
    with visit(debate()) as opened:
        before = opened.evaluate(WORDS)
        correct(opened, "c9", type="testimony", stance="neutral")
        assert "neutral, corrected" in head(opened, "c9")
        assert "testimony, corrected" in head(opened, "c9")
        assert opened.get_attribute("#c9", "class") == "on s2"
        assert opened.text_content("#o9 + text") == "9✎"
        assert "✖ attack (1)" in opened.inner_text("#type")
        assert "✎ testimony (2)" in opened.inner_text("#type")
        opened.select_option("#type", label="✎ testimony (2)")
        shown = opened.locator("article:not(.path):visible").evaluate_all("a => a.map(b => b.id)")
        assert shown == ["c6", "c9"]
        opened.click("#clear")
        opened.click("#open-corrections")
        opened.click("#corrections button:text('Undo')")
        opened.click("#corrections button:text('Close')")
        assert "attack 74 %" in head(opened, "c9")
        assert opened.inner_text("#open-corrections") == "Corrections"
        opened.keyboard.press("Escape")
        assert opened.evaluate(WORDS) == before


def test_a_parent_is_corrected_and_refused_where_it_cannot_be(visit):
    """Its first words are shown; itself, what stands below and numbers beyond are refused."""
    with visit(debate()) as opened:
        opened.goto(opened.url + "#c12")
        opened.keyboard.press("e")
        for number, problem in (
            ("12", "itself"),
            ("16", "below"),
            ("99", "no comment"),
            ("", "Say"),
        ):
            opened.fill("#correct [name=parent]", number)
            assert problem in opened.inner_text("#correct .problem")
        opened.click("#correct button:text('Save')")
        assert opened.is_visible("#correct")
        opened.fill("#correct [name=parent]", "6")
        assert "I drive my mother" in opened.inner_text("#correct output")
        assert "told anew" in opened.inner_text("#correct output")
        opened.click("#correct button:text('Save')")
        told = "answers 6, corrected; the map moves it when it is made again claim 69 %"
        assert told in head(opened, "c12")
        assert "disagree" not in head(opened, "c12")
        # What now stands below 6 can no more be answered by it.
        correct(opened, "c24", unknown=True)
        assert "answers an unknown comment, corrected" in head(opened, "c24")
        opened.goto(opened.url.split("#")[0] + "#c6")
        opened.keyboard.press("e")
        opened.fill("#correct [name=parent]", "13")
        assert "below" in opened.inner_text("#correct .problem")
        opened.keyboard.press("Escape")
        saved = rows(downloaded(opened))
        assert [(row["comment"], row["parent"]) for row in saved] == [("12", "6"), ("24", None)]
        assert "stance" not in saved[0]


def test_a_long_overview_follows_a_correction(visit):
    """A path a stance has no box to colour: one is laid over it, where the comment's place is."""
    with visit(crowd(1600, 40)) as opened:
        opened.evaluate("map.choose(3, {scroll: false})")
        number = opened.evaluate("map.comments[3].id.slice(1)")
        was = opened.evaluate("map.kinds[3].stance")
        box = f"#icicle > rect#o{number}"
        assert opened.locator("#icicle > rect[id]").count() == 0
        opened.keyboard.press("e")
        other = "agree" if was != "s0" else "disagree"
        opened.check(f"#correct [name=stance][value={other}]")
        opened.click("#correct button:text('Save')")
        assert {"agree": "s0", "disagree": "s1"}[other] in opened.get_attribute(box, "class")
        place = (
            "['x', 'y', 'width', 'height'].map(n => document.querySelector('{}').getAttribute(n))"
        )
        assert opened.evaluate(place.format(box)) == opened.evaluate(place.format(".here"))
        opened.keyboard.press("e")
        opened.click("#correct button:text('Remove correction')")
        assert was in opened.get_attribute(box, "class")


def test_keys_alone_are_enough(visit):
    """E opens, Tab walks, Enter saves, Escape leaves; focus returns to the comment."""
    with visit(debate()) as opened:
        press = opened.keyboard.press
        for key in ("j", "j", "e", "Escape"):
            press(key)
        assert not opened.is_visible("#correct")
        assert opened.evaluate("document.activeElement.id") == "c2"
        press("e")
        assert opened.evaluate("document.activeElement.name") == "type"
        opened.keyboard.type("att")
        press("Tab")
        press("Space")
        press("j")  # the keys of the page do not act behind the dialog
        press("Enter")
        assert "attack, corrected claim, corrected" in head(opened, "c2")
        assert opened.evaluate("document.activeElement.closest('article').id") == "c2"
        press("?")
        assert "correct the comment" in opened.inner_text("#help")
        press("Escape")
        opened.focus("#open-corrections")
        press("Enter")
        opened.focus("#corrections a")
        press("Enter")
        assert not opened.is_visible("#corrections")
        assert opened.evaluate("document.activeElement.id") == "c2"


def test_corrections_are_kept_until_they_are_removed(visit):
    """The browser keeps them by thread, over a reload and a map made again; removed, they go."""
    with visit(debate()) as opened:
        correct(opened, "c3", stance="neutral")
        opened.reload()
        assert "neutral, corrected" in head(opened, "c3")
        again = visit(debate(), "again.html")
        assert "neutral, corrected" in head(again, "c3")
        other = visit(crowd(20), "crowd.html")
        assert other.inner_text("#open-corrections") == "Corrections"
        opened.click("#c3 > p >> nth=0", position={"x": 1, "y": 1})
        opened.keyboard.press("e")
        opened.click("#correct button:text('Remove correction')")
        assert "disagree 84 %" in head(opened, "c3")
        opened.reload()
        assert "disagree 84 %" in head(opened, "c3")
        assert opened.evaluate("localStorage.length") == 0


def test_a_file_is_loaded_whole_and_nothing_of_it_is_lost(visit, tmp_path):
    """What fits is shown; what is of other threads, or of other words, stays in the file."""
    given = [
        {"thread": "debate-0001", "comment": "9", "types": ["claim"]},
        {"thread": "debate-0001", "comment": "4", "types": ["claim"], "text": "Other words."},
        {"thread": "other", "comment": "9", "parent": None},
        {"thread": "debate-0001", "comment": "1", "parent": "2"},
    ]
    path = tmp_path / "given.json"
    whole = {"format": "threadlab corrections", "version": 1, "corrections": given}
    path.write_text(json.dumps(whole), "utf-8")
    with visit(debate()) as opened:
        opened.click("#open-corrections")
        opened.set_input_files("#corrections [type=file]", path)
        status = opened.locator("#corrections [role=status]")
        expect(status).to_contain_text("1 loaded. 3 are not of this map")
        opened.click("#corrections button:text('Close')")
        assert "claim, corrected" in head(opened, "c9")
        saved = downloaded(opened)
        key = "thread", "comment"
        assert sorted([row[k] for k in key] for row in rows(saved)) == sorted(
            [row[k] for k in key] for row in given
        )
        first = saved.read_bytes()
        assert downloaded(opened).read_bytes() == first
        path.write_text('{"format": "threadlab corrections", "version": 1, "corrections": [7]}')
        opened.click("#open-corrections")
        opened.set_input_files("#corrections [type=file]", path)
        opened.wait_for_selector("#corrections [role=status]:text('correction 1 is none')")
    tl.apply(debate(), first_file(tmp_path, first))


def first_file(folder, text):
    path = folder / "first.json"
    path.write_bytes(text)
    return path


def test_hostile_words_and_ids_come_back_as_they_were(visit, tmp_path):
    """Payloads as ids, names and words: nothing runs, and each correction finds its comment."""
    ids = [*HOSTILE, "__proto__", "constructor", "\u2028", "\ud800", "</script>", "9" * 30, "x1"]
    types = debate().comments[0].types
    comments = [Comment("0", None, "Opening.", types=types)]
    comments += [Comment(one, one, f"{one}.", types=types) for one in dict.fromkeys(ids)]
    replies = [Reply(one.id, "0", 0.5) for one in comments[1:]]
    thread = Thread("__proto__</script>", comments=tuple(comments), replies=tuple(replies))
    with visit(thread) as opened:
        for number in range(2, len(comments) + 1, 3):
            opened.evaluate(f"map.choose({number - 1}, {{scroll: false}})")
            opened.keyboard.press("e")
            opened.select_option("#correct [name=type]", "attack")
            opened.click("#correct button:text('Save')")
        assert opened.evaluate("document.documentElement.dataset.hit ?? ''") == ""
        saved = downloaded(opened)
    found = tl.apply(thread, saved)
    assert found.notes == ()
    attacks = {comment.id for comment in found.comments if comment.types[0].name == "attack"}
    assert attacks == {comment.id for comment in comments[1::3]}


def test_where_nothing_is_kept_the_list_says_so(browser, tmp_path):
    """In a notebook's sandbox corrections work, with a hint to download them, or to copy."""
    path = tmp_path / "notebook.html"
    path.write_text(
        f"<!doctype html><meta charset=utf-8>{notebook_html(debate(), NAMING)}", "utf-8"
    )
    context = browser.new_context()
    outer = context.new_page()
    outer.goto(path.as_uri())
    frame = outer.frame_locator("iframe")
    frame.locator(".points a[href='#c12']").click()
    frame.locator("#c12").get_by_role("button", name="Correct", exact=True).click()
    frame.locator("#correct [name=type]").select_option("attack")
    frame.locator("#correct button:text('Save')").click()
    frame.locator("#open-corrections").click()
    assert "does not keep corrections" in frame.locator("#corrections [role=status]").inner_text()
    frame.locator("#corrections button:text('Copy')").click()
    frame.locator("#corrections textarea").wait_for()
    assert '"comment": "12"' in frame.locator("#corrections textarea").input_value()
    context.close()


def test_without_scripts_nothing_of_it_is_seen(browser, tmp_path):
    """No button, dialog or id is shown where nothing could be done with it."""
    path = tmp_path / "map.html"
    path.write_text(page(debate(), NAMING), "utf-8")
    context = browser.new_context(java_script_enabled=False)
    opened = context.new_page()
    opened.goto(path.as_uri())
    for query in ("#open-corrections", "#correct", "#corrections", "#ids"):
        assert not opened.is_visible(query)
    context.close()


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_of_the_dialogs_is_cut(browser, tmp_path, width, scheme):
    """Both dialogs fit the window, and no text in them is wider than its box."""
    path = tmp_path / "map.html"
    path.write_text(page(debate(), NAMING), "utf-8")
    size = {"width": width, "height": 800}
    context = browser.new_context(viewport=size, color_scheme=scheme)
    opened = context.new_page()
    opened.goto(path.as_uri() + "#c13")
    for dialog in ("#correct", "#corrections"):
        if dialog == "#correct":
            opened.keyboard.press("e")
            opened.fill("#correct [name=parent]", "14")
        else:
            opened.fill("#correct [name=parent]", "2")
            opened.keyboard.press("Enter")
            opened.click("#open-corrections")
        box = opened.locator(dialog).bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width
        assert opened.evaluate(
            f"""[...document.querySelectorAll('{dialog} *')]
            .filter(e => !e.closest('.for-readers') && e.checkVisibility() && e.tagName !== 'SELECT'
              && getComputedStyle(e).display !== 'inline' && e.scrollWidth > e.clientWidth + 1)
            .map(e => e.outerHTML.slice(0, 80))"""
        ) == []  # fmt: skip
    assert opened.evaluate("document.documentElement.scrollWidth") == width
    context.close()


def test_a_long_thread_is_corrected_at_once(visit):
    """A correction among 3,000 comments is saved and counted in a tenth of a second or so."""
    with visit(crowd(3000, 60)) as opened:
        opened.evaluate("map.choose(2321)")
        opened.keyboard.press("e")
        opened.select_option("#correct [name=type]", "attack")
        taken = opened.evaluate(
            "(() => { const start = performance.now();"
            " document.querySelector('#correct [name=save]').click();"
            " return performance.now() - start })()"
        )
        assert taken < 1000
        saved = rows(downloaded(opened))
        number = opened.evaluate("Number(map.comments[2321].id.slice(1))")
        assert [row["comment"] for row in saved] == [f"m{number - 1}"]
