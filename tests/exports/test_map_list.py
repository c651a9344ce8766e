"""The list of maps as a text and as a folder: figures, pictures, earlier runs, hostile words."""

import dataclasses
import json
import os
import re

import pytest
from debate import NAMING, article, chain, crowd, debate
from hostile import HOSTILE
from hypothesis import given, settings
from hypothesis import strategies as st
from test_map_page import Outline

from threadlab.exports import list_maps
from threadlab.exports.html import Card, index, page, read_card
from threadlab.exports.html.argument_map import asset
from threadlab.exports.html.card import HEAD_BYTES, Point, card
from threadlab.exports.html.contested import contested
from threadlab.exports.html.safe import escape
from threadlab.exports.html.thumbnail import Thumbnail, thumbnail
from threadlab.exports.html.tree import plant
from threadlab.graph import summary
from threadlab.thread import Comment, Thread


def card_of(thread, source="in/town.jsonl"):
    tree = plant(thread)
    return card(tree, summary(thread), contested(tree), NAMING, source)


def written(folder, name, thread, source="in/town.jsonl"):
    (folder / name).write_text(page(thread, NAMING, source=source), "utf-8")


def listed(path):
    """The file names that a list links to, one a row."""
    rows = re.findall(r'<th scope="row"><a href="([^"]*)"', path.read_text("utf-8"))
    assert len(rows) == len(set(rows))
    return rows


def test_a_card_counts_what_the_page_shows():
    """Shares are of sure stances and of typed comments; the point is the first of the summary."""
    told = card_of(debate())
    assert (told.title, told.source) == ("Should Mill Street be closed to cars?", "town.jsonl")
    assert (told.comments, told.people) == (30, 13)
    stances = [reply.stance[0] for reply in debate().replies if reply.primary]
    sure = [label for label in stances if label.probability >= 0.5]
    assert 0 < len(sure) < len(stances)
    assert told.stanced == len(sure)
    assert told.disagree == sum(label.name == "disagree" for label in sure)
    assert (told.attacks, told.typed) == (2, 30)
    shown = page(debate(), NAMING)
    first = re.search(r'<ol class="list points"><li><a href="#c(\d+)">.*?</span> (.*?)</a>', shown)
    assert told.point.number == int(first[1])
    assert told.point.words.startswith(first[2].rstrip("…")[:60])
    counted = re.search(r"(\d+) of (\d+) answers disagree", shown)
    assert (told.point.disagree, told.point.answers) == (int(counted[1]), int(counted[2]))


def test_what_is_not_known_is_not_counted():
    """Without stances and types there is no share and no point, and the row says so."""
    bare = Thread("x", comments=(Comment("1", None, "Well."), Comment("2", None, "No.")))
    told = card_of(bare)
    assert (told.stanced, told.typed, told.point, told.people) == (0, 0, None, 0)
    row = index([(told, "x.html")])
    assert row.count(">–<") == 3
    assert ">unknown<" in row
    empty = card_of(Thread("empty"))
    assert (empty.comments, empty.picture) == (0, None)
    assert "A thread without words" in index([(empty, "x.html")])


def test_the_list_is_a_table_that_needs_no_script():
    """A row a map in the order given, with a picture, figures and a link into the map."""
    text = index([(debate(), "a b&c.html"), (article(), "library.html")])
    parsed = Outline(text)
    assert parsed.open == []
    assert parsed.links[:1] + parsed.links[-1:] == ["a%20b%26c.html", "library.html"]
    assert re.fullmatch(r"a%20b%26c\.html#c\d+", parsed.links[1])
    assert parsed.tags.count("tr") == 3
    assert text.count('class="tiny"') == 2
    assert "no debate" in text
    assert '<div class="tools" role="search" hidden>' in text
    assert "could not map" not in text


def test_failures_are_named():
    """What could not be mapped stands above the table, a long list folded and cut."""
    maps = [(Card("a"), "a.html")]
    few = index(maps, ["bad<b>.txt: is a picture. Give a text."])
    assert '<details class="notes" open><summary>The last run could not map 1 input<' in few
    assert "<li>bad&lt;b&gt;.txt: is a picture. Give a text.</li>" in few
    many = index(maps, [f"{k}.txt: is empty." for k in range(1000)])
    assert '<details class="notes"><summary>The last run could not map 1,000 inputs<' in many
    assert "<li>… and 800 more</li>" in many


SHAPES = {"debate": debate(), "one": article(), "crowd": crowd(3000, 20), "chain": chain(3000)}


@pytest.mark.parametrize("name", SHAPES)
def test_a_picture_is_small_whatever_the_thread(name):
    """Any thread is drawn within 96 by 64 pixels and 4 kB; a small one has a box a comment."""
    drawn = thumbnail(plant(SHAPES[name]))
    svg = drawn.svg()
    assert len(svg) <= 4096
    wide, high = map(int, re.search(r'viewBox="0 0 (\d+) (\d+)"', svg).groups())
    assert wide <= 96
    assert high <= 64
    boxes = re.findall(r"M(\d+) (\d+)v(\d+)", svg)
    assert all(int(x) < wide and int(y) + int(v) <= high for x, y, v in boxes)
    if len(SHAPES[name].comments) <= 30:
        assert len(boxes) == len(SHAPES[name].comments)


def test_the_largest_picture_is_below_4_kb():
    """Even where no two cells that touch look the same."""
    boxes = [(x, y, (x + y) % 3) for x in range(12) for y in range(32)]
    paths = {
        f"s{k}": "".join(f"M{8 * x + 4} {2 * y}v2" for x, y, look in boxes if look == k)
        for k in range(3)
    }
    assert len(Thumbnail(12, 32, paths).svg()) <= 4096


def test_a_large_picture_has_the_look_of_what_fills_it():
    """Where all answers disagree every cell but the first column's is red."""
    paths = thumbnail(plant(chain(3000))).paths
    assert set(paths) == {"s1"}
    assert paths["s1"].count("M") == 12


def test_a_page_tells_its_card_in_its_head():
    """What a list shows is read from a page's first kilobytes; no folder's name is in it."""
    for thread in (debate(), article(), crowd(300, 20)):
        text = page(thread, NAMING, source="/home/somebody/in/town.jsonl")
        assert read_card(text.encode()[:HEAD_BYTES].decode(), "x.html") == card_of(thread)
        assert "somebody" not in text
    assert "threadlab-card" not in page(debate(), NAMING)


def test_the_same_maps_give_the_same_list():
    """Same input, same bytes, whether from threads or from their pages."""
    told = read_card(page(debate(), NAMING, source="in/town.jsonl"), "a.html")
    assert index([(told, "a.html")]) == index([(card_of(debate()), "a.html")])


def change(**parts):
    """A head whose card was changed by hand."""
    told = {**json.loads(json.dumps(dataclasses.asdict(card_of(debate())))), **parts}
    text = json.dumps(told).replace("&", "&amp;").replace('"', "&quot;")
    return f'<meta name="threadlab-card" content="{text}"><title>Mill &amp; street</title>'


PICTURE = {"columns": 1, "rows": 1, "paths": {"s": "M8 0v7"}}
BAD = {
    "no number": change(comments="30"),
    "truth": change(people=True),
    "negative": change(typed=-1),
    "huge": change(comments=10**400),
    "a part above its whole": change(attacks=31),
    "no text": change(title=None),
    "long": change(title="x" * 10_000),
    "unknown field": change(colour="red"),
    "point": change(point={"number": 1}),
    "point as text": change(point="c1"),
    "markup for a path": change(picture={**PICTURE, "paths": {"s": '"/><script>x</script>'}}),
    "markup for a look": change(picture={**PICTURE, "paths": {'"><script>': "M8 0v7"}}),
    "markup for a size": change(picture={**PICTURE, "columns": '1"><script>'}),
    "no columns": change(picture={**PICTURE, "columns": 0}),
    "no object": '<meta name="threadlab-card" content="[1]"><title>Mill &amp; street</title>',
    "no json": '<meta name="threadlab-card" content="{"><title>Mill &amp; street</title>',
    "deep": f'<meta name="threadlab-card" content="{"[" * 9000}"><title>Mill &amp; street</title>',
    "none": "<title>Mill &amp; street</title>",
}


@pytest.mark.parametrize("name", BAD)
def test_a_card_that_is_none_is_not_believed(name):
    """Of a page whose card was changed, or that has none, only title and link are listed."""
    told = read_card(BAD[name], "x.html")
    assert told == Card("Mill & street")
    text = index([(told, "x.html")])
    assert "<script>x" not in text
    assert "map it again" in text
    assert read_card("no title", "x.html") == Card("x.html")


@given(st.text(max_size=300), st.text(max_size=300), st.text(max_size=300))
@settings(max_examples=100)
def test_any_words_come_back_from_a_page(title, source, body):
    """Title, file name and words of a point are the same after being written and read."""
    made = dataclasses.replace(
        card_of(article()), title=title[:120], source=source[:80], point=Point(1, body[:90], 1, 1)
    )
    assert read_card(made.meta(), "x.html") == made
    parsed = Outline(index([(made, "x.html")]))
    assert parsed.open == []
    assert parsed.tags.count("script") == 1


def test_hostile_words_stay_words():
    """No payload in title, file name, failure or point adds an element or an attribute."""
    harmless = Outline(index([(card_of(debate()), "a.html")] * len(HOSTILE), ["bad"] * 3))
    point = card_of(debate()).point
    cards = [
        dataclasses.replace(
            card_of(debate()),
            title=text[:120],
            source=text[:80],
            point=dataclasses.replace(point, words=text[:90]),
        )
        for text in HOSTILE
    ]
    text = index([(one, "a.html") for one in cards], HOSTILE[:3])
    parsed = Outline(text)
    assert sorted(parsed.tags) == sorted(harmless.tags)
    assert {a[:2] for a in parsed.attributes} == {a[:2] for a in harmless.attributes}
    assert all(escape(one[:120]) in text for one in HOSTILE if one[:120].strip())


def test_the_script_is_small():
    """The script is at most 4 kB as it is read, less on the page."""
    from importlib.resources import files

    source = files("threadlab.exports.html").joinpath("list.js").read_bytes()
    assert len(source) <= 4096
    assert "innerHTML" not in source.decode()
    assert len(asset("list.js")) < len(source)


def test_a_thousand_rows_are_small():
    """A row takes at most 1.5 kB apart from its picture."""
    text = index([(card_of(debate()), f"debate-{k}.html") for k in range(1000)])
    rows = re.sub(r'<svg class="tiny".*?</svg>', "", text[text.index("<tbody>") :])
    assert len(rows.encode()) <= 1_500_000
    assert len(text.encode()) <= 1000 * (1500 + 4096)


def test_a_folder_lists_all_its_maps_whatever_run_wrote_them(tmp_path):
    """Whatever was mapped last, all stand there by name, each once: the list stays the same."""
    for k in (10, 2, 1):
        written(tmp_path, f"two-{k}.html", dataclasses.replace(debate(), id=str(k)))
    (tmp_path / "notes.html").write_text("<p>my own", "utf-8")
    (tmp_path / "folder.html").mkdir()
    path = list_maps(tmp_path)
    assert path == tmp_path / "index.html"
    assert listed(path) == ["two-1.html", "two-2.html", "two-10.html"]
    before = path.read_bytes()
    assert list_maps(tmp_path).read_bytes() == before
    (tmp_path / "two-1.html").unlink()
    assert listed(list_maps(tmp_path)) == ["two-2.html", "two-10.html"]
    (tmp_path / "two-2.html").unlink()
    assert list_maps(tmp_path) is None


def test_a_map_without_figures_is_listed(tmp_path):
    """A page from tl.save, or of an earlier version, is there with title and link."""
    written(tmp_path, "new.html", debate())
    (tmp_path / "old.html").write_text(page(article(), NAMING), "utf-8")
    text = list_maps(tmp_path).read_text("utf-8")
    assert '<a href="old.html">The library opens on Sundays</a>' in text
    assert text.count("map it again") == 1


def test_somebody_elses_index_is_kept(tmp_path):
    """An index.html that is no list of ours stays, and the list takes the next free name."""
    written(tmp_path, "a.html", debate())
    written(tmp_path, "b.html", article())
    (tmp_path / "index.html").write_text("my own", "utf-8")
    written(tmp_path, "index-2.html", chain(3))
    for _ in range(2):
        path = list_maps(tmp_path)
        assert path.name == "index-3.html"
        assert listed(path) == ["a.html", "b.html", "index-2.html"]
    assert (tmp_path / "index.html").read_text("utf-8") == "my own"


@pytest.mark.skipif(os.name == "nt", reason="names are text there")
def test_a_file_name_need_not_be_text(tmp_path):
    """A name of other bytes, or one that looks like an address, is linked as what it is."""
    odd = [os.fsdecode(b"caf\xe9.html"), 'javascript:x"&<b>.html']
    for name in odd:
        written(tmp_path, name, debate())
    links = listed(list_maps(tmp_path))
    assert links == ["caf%E9.html", "javascript%3Ax%22%26%3Cb%3E.html"]
