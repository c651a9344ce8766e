"""Figures of threads: nothing overlaps, nothing is cut, the same bytes."""

import itertools
from dataclasses import replace

import matplotlib
import pytest
from debate import article, chain, crowd, debate
from hypothesis import given, settings
from invented import uncertain
from strategies import threads

from threadlab.errors import InvalidThread, UnknownName
from threadlab.exports.figures import (
    FIGURES,
    MOST_ROWS,
    draw,
    pdf,
    png,
    profile,
    reliability,
    svg,
)
from threadlab.exports.figures.places import Box, labels_without_overlap
from threadlab.exports.figures.style import picture
from threadlab.thread import Thread

SIZES = {"article": article(), "ten": crowd(10), "debate": debate(), "sixty": crowd(60),
         "crowd": crowd(900), "chain": chain(3000)}  # fmt: skip
PEOPLE = {10: uncertain(40, 10, 1), 60: uncertain(300, 60, 1), 200: uncertain(1000, 200, 1)}


def boxes(figure):
    """The extents of all words in the figure, legend, axes and ticks included."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    canvas = FigureCanvasAgg(figure)
    canvas.draw()  # a legend finds its place when it is drawn
    renderer = canvas.get_renderer()
    axes = figure.axes[0]
    legend = axes.get_legend()
    words = [text for text in axes.texts if text.get_text()]
    words += legend.get_texts() if legend else []
    if axes.axison:
        ticks = [
            tick.label1
            for axis in (axes.xaxis, axes.yaxis)
            for tick in axis.get_major_ticks()
            if min(axis.get_view_interval()) <= tick.get_loc() <= max(axis.get_view_interval())
        ]
        words += [axes.xaxis.label, axes.yaxis.label, axes.xaxis.get_offset_text(), *ticks]
        words += [axes.title, axes._left_title]
    found = [text.get_window_extent(renderer) for text in words if text.get_text()]
    return [box for box in found if box.width > 0]


def check(figure):
    found = boxes(figure)
    assert found
    for one, other in itertools.combinations(found, 2):
        assert min(one.x1, other.x1) - max(one.x0, other.x0) <= 1 or (
            min(one.y1, other.y1) - max(one.y0, other.y0) <= 1
        )
    wide, high = figure.get_size_inches() * figure.dpi
    for box in found:
        assert box.x0 >= 0
        assert box.y0 >= 0
        assert box.x1 <= wide
        assert box.y1 <= high


@pytest.mark.parametrize("name", SIZES)
def test_labels_neither_overlap_nor_leave_the_figure(name):
    """At any size each label has its place."""
    check(draw(SIZES[name]))


@pytest.mark.parametrize("what", [name for name in FIGURES if name != "replies"])
@pytest.mark.parametrize("people", PEOPLE)
def test_no_label_overlaps_at_any_number_of_people(what, people):
    """Ten, sixty or two hundred people; names without a place are left out, and counted."""
    check(draw(PEOPLE[people], what))


@pytest.mark.parametrize("what", FIGURES)
def test_labels_of_a_debate_have_their_places(what):
    """A thread with dates, long names and an author who is not known."""
    check(draw(debate(), what))


def test_what_is_unsure_looks_unsure():
    """Types, stances and answers that are doubtful are drawn and explained as such."""

    def told(thread):
        figure = draw(thread)
        check(figure)
        hollow = sum(
            line.get_markerfacecolor() == "white" and line.get_marker() != "None"
            for line in figure.axes[0].lines
        )
        return hollow, {text.get_text() for text in figure.axes[0].get_legend().get_texts()}

    def said(probability):
        def labels(found):
            rest = (1 - probability) / 2
            shares = (probability, *[rest] * (len(found) - 1))
            return tuple(map(lambda label, p: replace(label, probability=p), found, shares))

        return replace(
            debate(),
            comments=tuple(replace(c, types=labels(c.types)) for c in debate().comments),
            replies=tuple(
                replace(r, probability=probability, stance=labels(r.stance))
                for r in debate().replies
            ),
        )

    doubts = {"unsure type", "unsure stance", "doubtful answer"}
    none, legend = told(said(0.95))
    assert none == 0
    assert not doubts & legend
    hollow, legend = told(said(0.34))
    assert hollow == sum(bool(c.types) for c in debate().comments)
    assert doubts <= legend


def test_types_by_person():
    """A row a person, those with the most comments."""
    figure = profile(debate(), by="person")
    check(figure)
    words = {text.get_text() for text in figure.axes[0].texts}
    assert {"all", "Marlene Okafor", "without author", "claim", "rebuttal"} <= words


def test_names_are_left_out_where_there_is_no_room():
    """Labels are placed greedily, the first ones first; marks are not covered."""
    crowded = [((0.5, 0.5), 0.05, 0.4)] * 20
    found = labels_without_overlap(crowded, Box(0, 0, 1.2, 1), 0.1)
    placed = [box for box in found if box]
    assert found[0] is not None
    assert 0 < len(placed) < 20
    assert not any(a.touches(b) for a, b in itertools.combinations(placed, 2))


def test_names_keep_off_lines_where_they_can():
    """A label is put where the fewest lines cross it; without lines it stands at the right."""
    mark, frame = [((1.0, 1.0), 0.05, 0.4)], Box(0, 0, 2, 2)
    (plain,) = labels_without_overlap(mark, frame, 0.1)
    lines = [((1.0, 1.0), (2.0, 1.0)), ((1.0, 1.0), (1.0, 2.0)), ((1.2, 0.0), (1.2, 2.0))]
    (kept_off,) = labels_without_overlap(mark, frame, 0.1, lines)
    assert plain.left > 1
    assert plain.crossed(lines[0])
    assert kept_off.right < 1
    assert not any(map(kept_off.crossed, lines))
    assert not Box(0.5, 0.5, 0.9, 0.9).crossed(((0.0, 0.8), (0.3, 2.0)))
    assert Box(0.5, 0.5, 0.9, 0.9).crossed(((0.0, 0.0), (2.0, 2.0)))


def test_the_legend_explains_what_is_drawn():
    """Types, stances and unknown parents that occur stand in the legend; others do not."""
    said = {text.get_text() for text in draw(debate()).axes[0].get_legend().get_texts()}
    assert {"claim", "rebuttal", "agrees", "disagrees", "answers an unknown comment"} <= said
    assert {t.get_text() for t in draw(chain(5)).axes[0].get_legend().get_texts()} == {
        "claim",
        "disagrees",
    }


def test_the_legend_of_the_network_explains_camps_and_lines():
    """Each camp with its size, what lines and hollow marks mean."""
    figure = draw(PEOPLE[60], "disagreement")
    said = {text.get_text() for text in figure.axes[0].get_legend().get_texts()}
    assert {"agree on balance", "disagree on balance"} <= said
    assert any(text.startswith("camp 1 (") for text in said)


def test_a_long_thread_says_what_is_left_out():
    """The largest branches are drawn, and the figure says how many comments are not."""
    words = [text.get_text() for text in draw(crowd(900)).axes[0].texts]
    assert (
        f"{900 - MOST_ROWS:,} more comments are not drawn: the largest branches are shown." in words
    )


@pytest.mark.parametrize("write", [svg, png, pdf])
def test_the_same_thread_gives_the_same_picture(write):
    """Pictures hold no date and no random name, and are not blank."""
    first = write(debate())
    assert write(debate()) == first
    assert len(first) > 20_000


@pytest.mark.parametrize("what", FIGURES)
def test_every_kind_of_figure_is_reproducible(what):
    """As vectors, too."""
    first = picture(lambda: draw(debate(), what), "svg")
    assert picture(lambda: draw(debate(), what), "svg") == first


@pytest.mark.parametrize("what", FIGURES)
def test_the_users_backend_and_axes_are_left_alone(what):
    """Drawing chooses no backend; given axes are used."""
    from matplotlib.figure import Figure

    before = matplotlib.rcParams._get_backend_or_none()
    figure = Figure(figsize=(12, 4))
    axes = figure.subplots(1, 2)[1]
    assert draw(debate(), what, ax=axes) is figure
    assert axes.has_data() or axes.texts
    assert matplotlib.rcParams._get_backend_or_none() == before


@settings(max_examples=25)
@given(threads())
def test_any_thread_can_be_drawn(thread):
    """Hostile text is drawn as text: no formula, no control character, no error."""
    assert svg(thread).startswith(b"<?xml")


@settings(max_examples=12)
@given(threads())
def test_any_classified_thread_can_be_drawn_in_any_way(thread):
    """Hostile names, titles and dates; what is not classified is refused in words."""
    for what in FIGURES:
        try:
            figure = draw(thread, what)
        except InvalidThread:  # has no labels; what the error says is tested below
            continue
        assert boxes(figure)


def test_what_cannot_be_drawn_is_refused():
    """Unknown kinds are named with those that there are; unread threads say what to do."""
    with pytest.raises(UnknownName, match="disagreement"):
        draw(debate(), "pie")
    with pytest.raises(UnknownName, match="person"):
        draw(debate(), "types", by="shoe size")
    with pytest.raises(InvalidThread, match="classify"):
        draw(Thread("empty"), "types")


def test_an_empty_thread_is_a_figure():
    """No comment, no error."""
    assert png(Thread("empty"))
    for what in ("disagreement", "stance"):
        assert boxes(draw(Thread("empty"), what))


def test_reliability():
    """A bin a point with its interval, beside the line of equal shares."""
    bins = [{"probability": p, "accuracy": p, "n": 50} for p in (0.1, 0.5, 0.9)]
    axes = reliability(bins).axes[0]
    assert axes.get_xlabel() == "probability claimed (3 bins of 50)"
    assert len(axes.lines) >= 2
