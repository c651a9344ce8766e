"""Figures of threads: nothing overlaps, nothing is cut, the same bytes."""

import itertools

import matplotlib
import pytest
from debate import article, chain, crowd, debate
from hypothesis import given, settings
from strategies import threads

from threadlab.exports.figures import MOST_ROWS, draw, pdf, png, svg
from threadlab.thread import Thread

SIZES = {"article": article(), "ten": crowd(10), "debate": debate(), "sixty": crowd(60),
         "crowd": crowd(900), "chain": chain(3000)}  # fmt: skip


def boxes(figure):
    """The extents of all words in the figure, legend included."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    canvas = FigureCanvasAgg(figure)
    canvas.draw()  # a legend finds its place when it is drawn
    renderer = canvas.get_renderer()
    axes = figure.axes[0]
    legend = axes.get_legend()
    words = [text for text in axes.texts if text.get_text()]
    words += legend.get_texts() if legend else []
    return [text.get_window_extent(renderer) for text in words]


@pytest.mark.parametrize("name", SIZES)
def test_labels_neither_overlap_nor_leave_the_figure(name):
    """At any size each label has its place."""
    figure = draw(SIZES[name])
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


def test_the_legend_explains_what_is_drawn():
    """Types, stances and unknown parents that occur stand in the legend; others do not."""
    said = {text.get_text() for text in draw(debate()).axes[0].get_legend().get_texts()}
    assert {"claim", "rebuttal", "agrees", "disagrees", "answers an unknown comment"} <= said
    assert {t.get_text() for t in draw(chain(5)).axes[0].get_legend().get_texts()} == {
        "claim",
        "disagrees",
    }


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


def test_the_users_backend_and_axes_are_left_alone():
    """Drawing chooses no backend; given axes are used."""
    from matplotlib.figure import Figure

    before = matplotlib.rcParams._get_backend_or_none()
    figure = Figure(figsize=(6, 4))
    axes = figure.add_subplot()
    assert draw(debate(), ax=axes) is figure
    assert axes.texts
    assert matplotlib.rcParams._get_backend_or_none() == before


@settings(max_examples=25)
@given(threads())
def test_any_thread_can_be_drawn(thread):
    """Hostile text is drawn as text: no formula, no control character, no error."""
    assert svg(thread).startswith(b"<?xml")


def test_an_empty_thread_is_a_figure():
    """No comment, no error."""
    assert png(Thread("empty"))
