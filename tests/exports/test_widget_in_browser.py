"""The map as a widget: a notebook's page in Chromium on one side, the real widget on the other."""

import json

import pytest
from comm.base_comm import BaseComm
from debate import NAMING, debate
from hostile import HOSTILE

import threadlab as tl
from threadlab.thread import Comment, Reply, Thread

pytestmark = pytest.mark.browser

# What a notebook does with a widget: it loads its module, keeps its state, and shows it.
NOTEBOOK = """async ([module, state, views]) => {
  const heard = {};
  let news = {};
  globalThis.model = {
    state,
    get: (name) => state[name],
    set(name, value) {
      if (JSON.stringify(state[name]) === JSON.stringify(value)) return;
      state[name] = news[name] = value;
      for (const act of heard[`change:${name}`] ?? []) act();
    },
    save_changes() {
      kernel(JSON.stringify(news));
      news = {};
    },
    on: (event, act) => (heard[event] ??= []).push(act),
    off: (event, act) => (heard[event] = heard[event].filter((other) => other !== act)),
    heard,
  };
  const url = URL.createObjectURL(new Blob([module], { type: "text/javascript" }));
  const widget = (await import(url)).default;
  globalThis.close = [];
  for (let k = 0; k < views; k += 1) {
    const el = document.createElement("div");
    document.body.append(el);
    close.push(await widget.render({ model: globalThis.model, el }));
  }
}"""


class Wire(BaseComm):
    """The kernel's end: what Python sends waits until the notebook takes it."""

    def publish_msg(self, msg_type, data=None, metadata=None, buffers=None, **keys):
        if data and data.get("method") == "update":
            # As a kernel packs it.
            packed = json.dumps(data["state"], ensure_ascii=False, allow_nan=False).encode()
            self.__dict__.setdefault("sent", []).append(json.loads(packed))


class Notebook:
    """A notebook that shows a widget; what the page complains of fails the test."""

    def __init__(self, browser, widget, views=1, **looks):
        self.widget = widget
        self.context = browser.new_context(viewport={"width": 1200, "height": 900}, **looks)
        self.page = self.context.new_page()
        self.complaints = []
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("console", lambda message: self.complaints.append(message.text))
        self.page.on("dialog", lambda dialog: self.complaints.append(dialog.message))
        self.page.expose_function("kernel", lambda news: widget.set_state(json.loads(news)))
        state = widget.get_state()
        widget.comm = Wire()
        self.page.evaluate(NOTEBOOK, [state["_esm"], json.loads(json.dumps(state)), views])
        if state["_page"]:
            for view in range(views):
                self.frame(view).locator("body").wait_for()

    def frame(self, view=0):
        return self.page.frame_locator("iframe").nth(view)

    def push(self):
        """Takes what Python has sent; gives the names that it was about."""
        sent = self.widget.comm.__dict__.pop("sent", [])
        for state in sent:
            self.page.evaluate(
                "state => Object.entries(state).forEach(([name, value]) => model.set(name, value))",
                state,
            )
        return [name for state in sent for name in state]

    def until(self, done):
        """Waits for what the page says to arrive."""
        for _ in range(100):
            if done():
                return
            self.page.wait_for_timeout(50)
        pytest.fail(f"the widget never heard it: {self.widget.get_state('selected')}")

    def __enter__(self):
        return self

    def __exit__(self, kind, *_):
        self.context.close()
        if kind is None:
            assert self.complaints == []


@pytest.fixture
def show(browser):
    """Shows the widget of a thread in a notebook."""

    def go(thread=None, views=1, **given):
        widget = tl.explore(thread or debate(), naming=NAMING, **given)
        return Notebook(browser, widget, views)

    return go


def chosen(frame):
    frame.locator("article.on").wait_for()
    return frame.locator("article.on").get_attribute("id")


def test_a_click_is_a_selection_in_python(show):
    """What is chosen on the page is the widget's `selected`, by the comment's own id."""
    with show() as notebook:
        frame, widget = notebook.frame(), notebook.widget
        seen = []
        widget.observe(lambda change: seen.append(change["new"]), "selected")
        frame.locator(".points a[href='#c12']").click()
        notebook.until(lambda: widget.selected == "12")
        frame.locator("#c13 > p >> nth=0").click(position={"x": 1, "y": 1})
        notebook.until(lambda: widget.selected == "13")
        frame.locator("body").press("Escape")
        notebook.until(lambda: widget.selected is None)
        assert seen == ["12", "13", None]
        assert notebook.push() == []  # nothing is sent back to who said it


def test_a_selection_in_python_is_shown(show):
    """The page chooses it, unfolds the way to it, and brings it into view; None chooses nothing."""
    with show() as notebook:
        frame, widget = notebook.frame(), notebook.widget
        widget.selected = "17"
        notebook.push()
        assert chosen(frame) == "c17"
        box = frame.locator("#c17").bounding_box()
        around = notebook.page.locator("iframe").bounding_box()
        assert around["y"] <= box["y"] < around["y"] + around["height"]
        # The notebook keeps the keyboard, and stays where it is.
        assert notebook.page.evaluate("document.activeElement.tagName") == "BODY"
        assert notebook.page.evaluate("scrollY") == 0
        widget.selected = None
        notebook.push()
        frame.locator("article.on").wait_for(state="detached")


def test_what_was_set_before_is_shown_from_the_start(browser):
    """Selection, search, filters and corrections of a widget stand on the page that opens."""
    said = [{"thread": "debate-0001", "comment": "9", "types": ["claim"]}]
    widget = tl.explore(debate(), naming=NAMING, corrections=said)
    widget.selected = "13"
    widget.search = "survey"
    widget.filters = {"author": "Lin Wei"}
    with Notebook(browser, widget) as notebook:
        frame = notebook.frame()
        assert chosen(frame) == "c13"
        frame.locator("#c9 b:text('claim, corrected')").wait_for(state="attached")
        assert frame.locator("#search").input_value() == "survey"
        assert frame.locator("#found").inner_text() == "1 of 30 comments"
        assert widget.filters == {"author": "Lin Wei"}


def test_search_and_filters_go_both_ways(show):
    """What the reader searches and filters is known in Python, by the names that Python uses."""
    with show() as notebook:
        frame, widget = notebook.frame(), notebook.widget
        frame.locator("#search").fill("street")
        notebook.until(lambda: widget.search == "street")
        frame.locator("#type").select_option(label="✖ attack (2)")
        notebook.until(lambda: widget.filters == {"type": "attack"})
        widget.filters = {"stance": "agree", "author": "Ines", "certainty": "sure", "branch": "6"}
        widget.search = ""
        assert set(notebook.push()) == {"filters", "search"}
        frame.locator("#found:text('1 of 30 comments')").wait_for()
        assert frame.locator("article:not(.path):visible").get_attribute("id") == "c7"
        frame.locator("#clear").click()
        notebook.until(lambda: widget.filters == {})
        # What nobody fits is no filter, and Python is told so.
        widget.filters = {"author": "Ines", "branch": "30"}
        notebook.push()
        frame.locator("#found:text('0 of 30 comments')").wait_for()


def test_a_correction_on_the_page_is_one_in_python(show):
    """Types, stance and parent corrected on the page are applied as they are; undone, they go."""
    with show() as notebook:
        frame, widget = notebook.frame(), notebook.widget
        frame.locator("#c12 > p >> nth=0").click(position={"x": 1, "y": 1})
        frame.locator("#c12").get_by_role("button", name="Correct", exact=True).click()
        frame.locator("#correct [name=type]").select_option("attack")
        frame.locator("#correct [name=parent]").fill("6")
        frame.locator("#correct button:text('Save')").click()
        notebook.until(lambda: widget.corrections)
        assert notebook.push() == []
        (row,) = widget.corrections
        assert (row["comment"], row["types"], row["parent"]) == ("12", ["attack"], "6")
        corrected = tl.apply(widget.thread, widget.corrections)
        assert corrected.comments[11].types[0].name == "attack"
        assert "a correction" not in " ".join(corrected.notes)
        frame.locator("#open-corrections").click()
        # The notebook keeps them: nobody is told to save them before the page closes.
        assert frame.locator("#corrections [role=status]").inner_text() == ""
        frame.locator("#corrections button:text('Undo')").click()
        notebook.until(lambda: widget.corrections == [])


def test_corrections_in_python_replace_those_on_the_page(show):
    """What is set is shown with its badge, what is no more set is undone; files can be given."""
    with show() as notebook:
        frame, widget = notebook.frame(), notebook.widget
        line = frame.locator("#c9 > p >> nth=0")
        widget.corrections = [{"thread": "debate-0001", "comment": "9", "types": ["claim"]}]
        notebook.push()
        frame.locator("#c9 b:text('claim, corrected')").wait_for()
        # Now it says of which words it is.
        notebook.until(lambda: "Funny" in widget.corrections[0].get("text", ""))
        other = {"thread": "debate-0001", "comment": "10", "stance": "agree"}
        widget.corrections = [other, {"thread": "elsewhere", "comment": "9", "types": ["claim"]}]
        notebook.push()
        frame.locator("#c10 b:text('agree, corrected')").wait_for()
        assert "attack 74 %" in line.inner_text()
        notebook.until(lambda: "text" in widget.corrections[0])
        assert [row["comment"] for row in widget.corrections] == ["10", "9"]
        widget.corrections = []
        notebook.push()
        frame.locator("#open-corrections:text-is('Corrections')").wait_for()


def test_two_views_of_a_widget_are_one(show):
    """What is done in one is seen in the other; a view that is closed listens no more."""
    with show(views=2) as notebook:
        first, second = notebook.frame(0), notebook.frame(1)
        first.locator(".points a[href='#c12']").click()
        assert chosen(second) == "c12"
        second.locator("#c12").get_by_role("button", name="Correct", exact=True).click()
        second.locator("#correct [name=type]").select_option("attack")
        second.locator("#correct button:text('Save')").click()
        first.locator("#c12 b:text('attack, corrected')").wait_for()
        assert first.locator("#open-corrections").inner_text() == "Corrections (1)"
        notebook.page.evaluate("close.forEach(end => end())")
        assert notebook.page.evaluate("Object.values(model.heard).flat().length") == 0


def test_corrections_leave_the_notebook_as_a_file(show):
    """The sandbox lets the reader download them."""
    said = [{"thread": "debate-0001", "comment": "9", "types": ["claim"]}]
    with show(corrections=said) as notebook:
        frame = notebook.frame()
        frame.locator("#open-corrections").click()
        with notebook.page.expect_download() as waiting:
            frame.locator("#corrections button:text('Download')").click()
        rows = json.loads(waiting.value.path().read_text("utf-8"))["corrections"]
        assert [row["comment"] for row in rows] == ["9"]


def test_nobody_but_the_notebook_is_heard(show):
    """A window that is neither the notebook nor the page changes nothing; nor does nonsense."""
    with show() as notebook:
        frame, widget = notebook.frame(), notebook.widget
        inner = notebook.page.frames[1]
        forged = {"threadlab": "notebook", "selected": 5, "search": "x"}
        inner.evaluate("data => postMessage(data, '*')", forged)
        notebook.page.evaluate(
            "data => postMessage(data, '*')", {"threadlab": "page", "selected": 5}
        )
        nonsense = [
            None,
            "text",
            {"threadlab": "notebook", "selected": "9 .x", "search": 7, "filters": "x"},
            {"threadlab": "notebook", "selected": 1e9, "filters": {"type": {}, "by": None}},
            {"threadlab": "notebook", "filters": {"__proto__": "x", "type": "t99"}},
        ]
        for data in nonsense:
            notebook.page.evaluate(
                "data => document.querySelector('iframe').contentWindow.postMessage(data, '*')",
                data,
            )
        notebook.page.wait_for_timeout(200)
        assert widget.selected is None
        assert widget.filters == {}
        assert frame.locator("article.on").count() == 0
        assert frame.locator("#search").input_value() == ""
        assert "allow-same-origin" not in notebook.page.get_attribute("iframe", "sandbox")


def test_hostile_ids_and_words_pass_the_wire(show):
    """Payloads as ids, authors and words, lone surrogates too: nothing runs, all are found."""
    ids = [*HOSTILE, "__proto__", "constructor", "\u2028", "\ud800", "</script>", "x1"]
    types = debate().comments[0].types
    comments = [Comment("0", None, "Opening.", types=types)]
    comments += [Comment(one, one or None, f"{one}.", types=types) for one in dict.fromkeys(ids)]
    replies = [Reply(one.id, "0", 0.5) for one in comments[1:]]
    thread = Thread("__proto__</script>\ud800", comments=tuple(comments), replies=tuple(replies))
    with show(thread) as notebook:
        frame, widget = notebook.frame(), notebook.widget
        frame.locator("h1").click()
        for number in range(1, len(comments), 9):
            widget.selected = comments[number].id
            notebook.push()
            assert chosen(frame) == f"c{number + 1}"
            frame.locator("body").press("j")
            after = comments[min(number + 1, len(comments) - 1)].id
            notebook.until(lambda wanted=after: widget.selected == wanted)
        widget.filters = {"author": "\ud800"}
        notebook.push()
        frame.locator("#found", has_text="1 of").wait_for()
        widget.search = "\ud800"
        notebook.push()
        widget.filters = {}
        widget.search = ""
        widget.corrections = [
            {"thread": thread.id, "comment": one.id, "types": ["attack"]} for one in comments[1:]
        ]
        notebook.push()
        notebook.until(lambda: all("text" in row for row in widget.corrections))
        assert {row["comment"] for row in widget.corrections} == {one.id for one in comments[1:]}
        assert tl.apply(thread, widget.corrections).notes == ()
        inner = notebook.page.frames[1]
        assert inner.evaluate("document.documentElement.dataset.hit ?? ''") == ""
        assert notebook.page.evaluate("document.documentElement.dataset.hit ?? ''") == ""


def test_a_large_map_says_what_to_do(show, monkeypatch):
    """It is not sent to the notebook: words stand in its place."""
    monkeypatch.setattr("threadlab.exports.html.widget.LARGEST", 50_000)
    with show() as notebook:
        words = notebook.page.inner_text("body")
        assert "30 comments is too large for a notebook" in words
        assert "threadlab.save" in words
        assert notebook.page.locator("iframe").count() == 0


def test_the_page_is_as_dark_as_the_notebook(show):
    """Whatever the browser prefers, and also when the notebook changes its theme."""
    with show() as notebook:
        body = notebook.frame().locator("body")

        def is_dark():
            ground = body.evaluate("body => getComputedStyle(body).backgroundColor")
            return sum(map(int, ground[4:-1].split(","))) < 384

        assert not is_dark()
        for ground, dark in (("#111", True), ("white", False), ("#111", True)):
            notebook.page.evaluate("ground => document.body.style.background = ground", ground)
            notebook.until(lambda wanted=dark: is_dark() is wanted)
        assert body.evaluate("body => getComputedStyle(body).colorScheme") == "dark"


def test_the_height_can_be_changed(show):
    """The frame is as high as the widget says."""
    with show(height=420) as notebook:
        assert notebook.page.locator("iframe").bounding_box()["height"] == 420
        notebook.widget.height = 700
        notebook.push()
        assert notebook.page.locator("iframe").bounding_box()["height"] == 700
