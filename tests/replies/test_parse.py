"""Windows over a page, paths of comments, and the search for the most likely sequence of moves."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from threadlab.replies.lines import read_lines
from threadlab.replies.moves import FEATURES, MOST_UP, Branch, Page
from threadlab.replies.parse import eagerness, parse
from threadlab.replies.reader import Reading
from threadlab.replies.weights import MoveModel, Network
from threadlab.replies.windows import KEPT, LENGTH, shorten, windows

LINES = (
    "The ferry should run at night, too.",
    "It would cost the island forty thousand a year, which nobody here has.",
    "The hotel would pay half of it.",
    "It would cost the island forty thousand a year, which nobody here has.",
    "Thirty, if the old boat is kept.",
    "Has anybody asked the captain?",
)


def reading_of(begins):
    """A reading in which only the beginnings tell anything."""
    nothing = np.zeros((len(begins), 2), dtype=np.float32)
    summed = np.zeros((len(begins) + 1, 2), dtype=np.float32)
    return Reading(np.array(begins, dtype=np.float32), nothing, nothing, summed, nothing)


def model_of(share=0.5, **direct):
    """Moves weighed by the given numbers alone."""
    width = len(FEATURES)
    weights = [direct.get(name, 0.0) for name in FEATURES]
    network = Network(
        FEATURES, [0.0] * width, [1.0] * width, [[0.0]] * width, [0.0], [0.0], weights, 0.0
    )
    return MoveModel(network, share)


@given(st.lists(st.integers(0, 26), min_size=1, max_size=120))
def test_windows_keep_every_unit_once(sizes):
    """Together the windows keep each unit once, in order, led by its start token."""
    units = [[100 + number] * size for number, size in enumerate(sizes)]
    laid = windows(units, 7)
    assert [n for window in laid for n in range(*window.kept)] == list(range(len(units)))
    for window in laid:
        assert len(window.pieces) <= LENGTH
        places = {unit: at for at, unit in window.starts}
        for number in range(*window.kept):
            at = places[number]
            assert window.pieces[at] == 7
            assert window.pieces[at + 1 : at + 1 + sizes[number]] == units[number]


@pytest.mark.parametrize("kind", KEPT)
def test_long_units_keep_head_and_tail(kind):
    """What is too long loses its middle."""
    head, tail = KEPT[kind]
    pieces = list(range(200))
    assert shorten(pieces, kind) == [*pieces[:head], *pieces[-tail:]]
    assert shorten(pieces[: head + tail], kind) == pieces[: head + tail]


@given(st.lists(st.floats(0, 1), min_size=1, max_size=200), st.integers(0, 250))
def test_the_comment_that_holds_a_line_is_found_on_the_path(steps, line):
    """A line is found in the comment of the path that has it, as a search one by one finds it."""
    last = Branch(0, None)
    path = [last]
    for number, up in enumerate(steps, start=1):
        last.end = number
        path = path[: max(1, int(up * len(path)))]
        last = Branch(number, path[-1])
        path.append(last)
    expected = next((b for b in path if b.start <= line and (b.end is None or line < b.end)), None)
    assert last.holding(line) is expected


def test_beginnings_are_found_where_the_reader_sees_them():
    """Where the reader is sure, its beginnings are taken, with a probability near 1."""
    page = Page(read_lines(LINES), reading_of([0, 9, -9, -9, -9, 9]))
    found = parse(page, model_of(goes_on_begins=-1.0, new_begins=1.0, answers_opening=2.0), 1)
    assert [(b.line, b.answered) for b in found] == [(1, 0), (5, 0)]
    assert all(b.probability > 0.95 for b in found)


def test_a_repeated_line_answers_who_said_it():
    """A comment that begins with a repeated line hangs below the comment that it repeats."""
    page = Page(read_lines(LINES), reading_of([0, 9, -9, 9, -9, -9]))
    model = model_of(goes_on_begins=-1.0, new_begins=1.0, repeats_answered=4.0)
    assert [(b.line, b.answered) for b in parse(page, model, 1)][-1] == (3, 1)


def test_no_comment_begins_within_the_opening_post():
    """Lines that are known to be the opening post's begin nothing."""
    page = Page(read_lines(LINES), reading_of([9] * len(LINES)))
    model = model_of(goes_on_begins=-1.0, new_begins=1.0)
    assert [b.line for b in parse(page, model, 3)] == [3, 4, 5]


def test_a_smaller_share_finds_more():
    """The smaller the share of the expected F1 that a line needs, the more lines begin."""
    page = Page(read_lines(LINES), reading_of([0, 1, -1, 1, -1, 0]))
    weights = {"goes_on_begins": -1.0, "new_begins": 1.0}
    counts = [len(parse(page, model_of(share, **weights), 1)) for share in (9.0, 0.5, 0.01)]
    assert counts == sorted(counts)
    assert counts[0] == 0
    assert counts[-1] == len(LINES) - 1


def test_a_page_of_faint_signs_is_divided_at_the_fainter_ones():
    """Where the reader is sure of little, fainter signs count, so that something is found."""
    sure, unsure = [0, 5, -5, 5, -2, -5], [0, -1, -5, -1, -2, -5]
    assert eagerness(unsure[1:], 0.5) > eagerness(sure[1:], 0.5)


def test_a_deep_page_costs_no_more_a_line():
    """However deep the path, a bounded number of comments may be answered at a line."""
    texts = [f"line number {number} of many" for number in range(400)]
    page = Page(read_lines(texts), reading_of([0.0] * 400))
    last = Branch(0, None)
    for line in range(1, 399):
        last.end = line
        last = Branch(line, last)
    assert len(page.answerable(399, last)) <= MOST_UP + 2
    assert page.answerable(399, last)[-1].above is None
