"""The maps in tabs as a reader uses them: by mouse and keys, on a desk and on a phone."""

import dataclasses
from datetime import timedelta
from types import SimpleNamespace

import pytest
from debate import NAMING, START, chain, crowd, debate, labels
from playwright.sync_api import expect
from test_map_in_browser import CONTRAST, Visit, chosen, shown_comments

from threadlab.exports.html import page
from threadlab.scheme import STANCES
from threadlab.thread import Comment, Reply, Thread

pytestmark = pytest.mark.browser

PHONE = {"viewport": {"width": 390, "height": 844}}


@pytest.fixture
def visit(browser, tmp_path):
    def go(thread, at="", **looks):
        path = tmp_path / "map.html"
        path.write_text(page(thread, NAMING), "utf-8")
        return Visit(browser, SimpleNamespace(as_uri=lambda: path.as_uri() + at), **looks)

    return go


def late_quarrel():
    """A chain of agreement, whose eighth comment three people dispute."""
    thread = chain(8)
    agree = labels(STANCES, "agree", 0.8)
    replies = [dataclasses.replace(reply, stance=agree) for reply in thread.replies]
    comments = list(thread.comments)
    for k in range(8, 11):
        comments.append(Comment(str(k), f"Author {k}", f"No, {k}.", types=comments[0].types))
        replies.append(Reply(str(k), "7", 0.9, stance=labels(STANCES, "disagree", 0.9)))
    return Thread("late", title="Late", comments=tuple(comments), replies=tuple(replies))


def tab(map_page, name):
    map_page.click(f"[role=tab]:text-is('{name}')")


def maps_shown(map_page):
    return map_page.evaluate(
        "[...document.querySelectorAll('.map')].filter(m => m.checkVisibility()).map(m => m.id)"
    )


def nodes(map_page):
    return map_page.evaluate(
        "[...document.querySelectorAll('#focus .node')].map(n => n.getAttribute('href').slice(2))"
    )


def focus(map_page):
    return map_page.get_attribute("#focus .focus", "href")


def where(map_page):
    return map_page.evaluate("decodeURIComponent(location.hash)")


def test_tabs_work_by_mouse_and_keys_and_stand_in_the_address(visit):
    """One map is shown; arrows, Home and End turn; Back returns; a link opens the same map."""
    with visit(debate()) as map_page:
        assert maps_shown(map_page) == ["overview"]
        tab(map_page, "Argument map")
        assert maps_shown(map_page) == ["arguments"]
        map_page.keyboard.press("ArrowRight")
        assert maps_shown(map_page) == ["people"]
        map_page.keyboard.press("End")
        assert maps_shown(map_page) == ["times"]
        assert where(map_page) == "#?map=times"
        map_page.keyboard.press("ArrowRight")
        assert maps_shown(map_page) == ["overview"]
        assert map_page.evaluate("document.activeElement.textContent") == "Overview"
        map_page.go_back()
        assert maps_shown(map_page) == ["times"]
        map_page.click(".points a[href='#c12']")
        assert where(map_page) == "#c12?map=times"
    with visit(debate(), at="#c12?map=times") as map_page:
        assert maps_shown(map_page) == ["times"]
        assert chosen(map_page) == "c12"
    with visit(debate(), at="#c12?map=toString&by=nobody&branch=x&type=t77") as map_page:
        assert maps_shown(map_page) == ["overview"]
        assert len(shown_comments(map_page)) == 30


def test_the_browser_draws_the_default_focus_as_python_does(visit):
    """Scripts change nothing of what is drawn until somebody chooses: words, signs and places."""
    look = """[...document.querySelectorAll('#focus .node')].map(node => {
        const [at, from] = [node, node.closest('#focus')].map(e => e.getBoundingClientRect());
        return [node.parentElement.className, node.parentElement.firstChild.textContent,
          node.textContent.trim(), at.x - from.x, at.y - from.y, at.width, at.height]
          .map(value => typeof value === 'string' ? value.trim() : Math.round(value));
    })"""
    for thread in (debate(), chain(30), crowd(200, 60), late_quarrel()):
        with visit(thread, java_script_enabled=False) as still:
            drawn = still.evaluate(look)
            focused = focus(still)
        with visit(thread) as map_page:
            tab(map_page, "Argument map")
            assert map_page.evaluate(look)[1:] == drawn[1:]
            assert focus(map_page) == focused


def test_the_map_opens_at_the_most_contested_comment(visit):
    """The one that the summary names first, with the path above it; drawn without scripts, too."""
    for scripts in (True, False):
        with visit(late_quarrel(), java_script_enabled=scripts) as map_page:
            if scripts:
                tab(map_page, "Argument map")
            first = map_page.get_attribute(".points a", "href")
            assert first == focus(map_page) == "#c8"
            assert nodes(map_page)[:5] == ["1", "5", "6", "7", "8"]
            assert "3 between" in map_page.text_content("#focus")
            assert "the most contested comment, 8." in map_page.text_content("#arguments .note")
            assert map_page.locator("#focus .focus").is_visible()


def test_a_click_on_a_box_moves_the_focus(visit):
    """The path to the root stays, the thread follows, Back leads back."""
    with visit(debate()) as map_page:
        tab(map_page, "Argument map")
        assert focus(map_page) == "#c1"
        map_page.click("#focus [href='#c15']")
        assert focus(map_page) == "#c15"
        assert chosen(map_page) == "c15"
        assert nodes(map_page)[:3] == ["1", "12", "15"]
        assert map_page.evaluate("document.activeElement.getAttribute('href')") == "#c15"
        map_page.focus("#focus [href='#c16']")
        map_page.keyboard.press("Enter")
        assert focus(map_page) == "#c16"
        map_page.go_back()
        assert focus(map_page) == "#c15"
        map_page.click("#c2 > p > a")
        assert focus(map_page) == "#c2"


def test_more_answers_unfold_until_there_is_no_more_room(visit):
    """+N more shows three more each time; at forty boxes the comment becomes the focus."""
    with visit(debate()) as map_page:
        tab(map_page, "Argument map")
        before = len(nodes(map_page))
        map_page.click("#focus button.more >> nth=0")
        assert len(nodes(map_page)) > before + 2
        map_page.click("#focus button:text-is('+1 more') >> nth=0")
    with visit(crowd(1000, 40), at="#c1?map=arguments") as map_page:
        counts = [len(nodes(map_page))]
        while focus(map_page) == "#c1":
            map_page.evaluate("[...document.querySelectorAll('#focus button.more')].pop().click()")
            counts.append(len(nodes(map_page)))
        assert max(counts) == 40


def test_the_argument_map_turns(visit):
    """From left to right, answers stand beside what they answer."""
    with visit(debate()) as map_page:
        tab(map_page, "Argument map")
        box = "#focus [href='#{}']"
        map_page.click(".turn")
        assert map_page.get_attribute(".turn", "aria-pressed") == "true"
        one, two = (map_page.locator(box.format(name)).bounding_box() for name in ("c1", "c12"))
        assert two["x"] > one["x"] + one["width"]
        map_page.click(".turn")
        one, two = (map_page.locator(box.format(name)).bounding_box() for name in ("c1", "c12"))
        assert two["y"] > one["y"] + one["height"]


def test_a_long_path_is_told_in_a_number(visit):
    """In a chain of 3,000 the root, the last three above and the focus are shown."""
    with visit(chain(3000)) as map_page:
        map_page.evaluate("location.hash = 'c1600?map=arguments'")
        map_page.wait_for_selector("#focus .focus[href='#c1600']")
        assert nodes(map_page)[:5] == ["1", "1597", "1598", "1599", "1600"]
        assert "1,595 between" in map_page.text_content("#focus")


def test_a_person_fades_the_others_and_filters_the_thread(visit):
    """A click on a name, in the table or the picture, shows only their comments and ties."""
    with visit(debate()) as map_page:
        tab(map_page, "Who disagrees")
        map_page.click("#people-table button:has-text('Hassan')")
        assert shown_comments(map_page) == ["c6", "c8", "c11"]
        assert map_page.input_value("#by") == "Hassan"
        near = map_page.locator("#network .person.near title").all_text_contents()
        assert sorted(name.split(":")[0] for name in near) == [
            "Hassan", "Ines", "Marlene Okafor", "cogwheel",
        ]  # fmt: skip
        assert "by=Hassan" in where(map_page)
        map_page.click("#people-table button:has-text('Hassan')")
        assert len(shown_comments(map_page)) == 30
        assert map_page.locator("#network.ego").count() == 0
        map_page.focus("#network .person >> nth=0")
        map_page.keyboard.press("Enter")
        assert map_page.input_value("#by") == "Marlene Okafor"
        map_page.go_back()
        map_page.go_back()
        assert map_page.input_value("#by") == "Hassan"
        assert map_page.locator("#network.ego").count() == 1


def test_a_nameless_comment_is_chosen_in_the_network(visit):
    """By its mark, its link, and elsewhere on the page: its ties stay, the others fade."""
    lost = tuple(dataclasses.replace(comment, author=None) for comment in debate().comments)
    with visit(dataclasses.replace(debate(), comments=lost)) as map_page:
        tab(map_page, "Who disagrees")
        map_page.click("#people-table a:text-is('12')")
        assert chosen(map_page) == "c12"
        near = map_page.locator("#network .person.near title").all_text_contents()
        assert sorted(int(title.split(":")[0]) for title in near) == [1, 12, 13, 15]
        map_page.focus("#network .person[aria-pressed=false] >> nth=0")
        map_page.keyboard.press("Enter")
        assert chosen(map_page) == "c1"
        assert map_page.locator("#network .person[aria-pressed=true]").count() == 1
        assert len(shown_comments(map_page)) == 30
        map_page.keyboard.press("Escape")
        assert map_page.locator("#network.ego").count() == 0


def test_the_table_sorts(visit):
    """A head sorts, falling at first where it counts; aria-sort says so."""
    with visit(debate()) as map_page:
        tab(map_page, "Who disagrees")
        column = (
            "[...document.querySelectorAll('#people-table tbody tr')]"
            ".map(r => r.cells[{}].textContent)"
        )
        map_page.click("#people-table th button:text-is('Comments')")
        counts = map_page.evaluate(column.format(1))
        assert counts == sorted(counts, key=int, reverse=True)
        map_page.click("#people-table th button:text-is('Person')")
        names = map_page.evaluate(column.format(0))
        assert names[:2] == ["cogwheel", "Dr. Petra Vogel"]
        assert names[-1] == "يوسف"
        map_page.click("#people-table th button:text-is('Person')")
        assert map_page.evaluate(column.format(0)) == names[::-1]
        sorts = map_page.locator("#people-table [aria-sort]")
        assert sorts.evaluate_all("all => all.map(t => t.ariaSort)") == ["descending"]
        assert chosen(map_page) is None


def test_a_bar_of_the_timeline_chooses_its_first_comment(visit):
    """By mouse and by Enter."""
    with visit(debate()) as map_page:
        tab(map_page, "Timeline")
        map_page.click("#bars a >> nth=1")
        assert chosen(map_page) == "c4"
        map_page.focus("#bars a >> nth=2")
        map_page.keyboard.press("Enter")
        assert chosen(map_page) == "c8"


def test_filters_of_people_and_sureness(visit):
    """They count, narrow the thread together, stand in the address, and Back undoes them."""
    with visit(debate()) as map_page:
        options = map_page.locator("#by option").all_text_contents()
        assert options[1].strip("\u2068") == "Marlene Okafor\u2069 (4)"
        assert len(options) == 14
        map_page.select_option("#by", "Tom B.")
        map_page.select_option("#stance", "s0")
        assert shown_comments(map_page) == ["c15", "c26"]
        map_page.go_back()
        assert shown_comments(map_page) == ["c2", "c4", "c15", "c26"]
        address = map_page.evaluate("location.hash")
    with visit(debate(), at=address) as map_page:
        assert shown_comments(map_page) == ["c2", "c4", "c15", "c26"]
        map_page.click("#clear")
        map_page.select_option("#sure", "unsure")
        unsure = shown_comments(map_page)
        assert "c10" in unsure
        assert "c2" not in unsure
        assert f"({len(unsure)})" in map_page.inner_text("#sure option[value=unsure]")
        map_page.fill("#search", "Take it back")
        expect(map_page.locator("#found")).to_have_text("1 of 30 comments")
        assert "q=Take+it+back" in where(map_page)


def test_one_branch_alone(visit):
    """The chosen comment's line offers its branch, which is all that hangs below it."""
    with visit(debate()) as map_page:
        map_page.click("#c15 > p > a")
        map_page.click("#c15 .actions button:text-is('only this branch')")
        assert shown_comments(map_page) == ["c15", "c16", "c17", "c18", "c26", "c27", "c28"]
        assert where(map_page) == "#c15?branch=c15"
        map_page.click("#c15 .actions button:text-is('whole thread')")
        assert len(shown_comments(map_page)) == 30
        map_page.click("#c27 > p > a")
        assert map_page.locator(".actions button:visible").all_inner_texts() == [
            "copy link",
            "Correct",
        ]


def test_a_link_is_copied(visit):
    """What is copied opens the page as it is seen; where copying is refused, the page says so."""
    with visit(debate()) as map_page:
        map_page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        map_page.click("#c15 > p > a")
        map_page.click(".actions button:text-is('copy link')")
        expect(map_page.locator(".actions")).not_to_contain_text("copy")
        assert where(map_page) == "#c15"


def test_arrows_walk_and_fold(visit):
    """Right unfolds and goes down, left folds and goes up, u goes up at once."""
    with visit(debate()) as map_page:
        press = map_page.keyboard.press
        press("j")
        press("ArrowRight")
        assert chosen(map_page) == "c2"
        press("ArrowLeft")
        assert not map_page.is_visible("#c3")
        press("ArrowRight")
        assert map_page.is_visible("#c3")
        press("ArrowRight")
        press("ArrowRight")
        assert chosen(map_page) == "c4"
        press("ArrowLeft")
        assert chosen(map_page) == "c3"
        press("u")
        assert chosen(map_page) == "c2"
        map_page.focus("#by-stance")
        press("ArrowRight")
        assert map_page.is_checked("#by-type")
        assert chosen(map_page) == "c2"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_map_fits_a_phone_and_can_be_read(visit, scheme):
    """No map makes the page scroll sideways; what stands in tables and notes has contrast."""
    with visit(debate(), color_scheme=scheme, **PHONE) as map_page:
        for name in ("Argument map", "Who disagrees", "Timeline", "Overview"):
            tab(map_page, name)
            assert map_page.evaluate("document.documentElement.scrollWidth") == 390
            assert map_page.evaluate(CONTRAST) == []
        tab(map_page, "Argument map")
        map_page.click("#focus [href='#c12']")
        assert map_page.locator("#focus .focus").bounding_box()["y"] > 0


def test_without_scripts_and_on_paper_all_maps_stand(visit):
    """One below the other, each under its heading; bars and boxes are links."""
    with visit(debate(), java_script_enabled=False) as map_page:
        assert maps_shown(map_page) == ["overview", "arguments", "people", "times"]
        assert map_page.locator(".map h2:visible").count() == 4
        assert map_page.locator("[role=tab]:visible").count() == 0
    with visit(debate()) as map_page:
        map_page.emulate_media(media="print")
        assert len(maps_shown(map_page)) == 4


@pytest.mark.parametrize("size", [1000, 5000])
def test_the_maps_of_a_crowd_are_quick(visit, size):
    """Each focus is drawn within 150 ms, whatever the size of the thread."""
    thread = crowd(size)
    thread = dataclasses.replace(
        thread,
        comments=tuple(
            dataclasses.replace(c, posted=START + timedelta(hours=k))
            for k, c in enumerate(thread.comments)
        ),
    )
    with visit(thread) as map_page:
        assert map_page.locator("[role=tab]").count() == 4
        tab(map_page, "Argument map")
        times = map_page.evaluate(
            """() => [1, 2, 40, 400, 999].map(k => Math.min(...[0, 1, 2, 3].map(() => {
              map.choose(k, {scroll: false});
              const start = performance.now();
              for (const listener of map.listeners.chosen) listener(k);
              return performance.now() - start;
            })))"""
        )
        assert max(times) < 150, times
        map_page.evaluate("location.hash = 'c900?map=arguments'")
        map_page.wait_for_selector("#focus .focus[href='#c900']")
        tab(map_page, "Who disagrees")
        map_page.evaluate("document.querySelector('#people-table tbody button').click()")
        assert map_page.locator("#network.ego").count() == 1
