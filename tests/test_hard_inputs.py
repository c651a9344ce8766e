"""Inputs made to be hard: time stays linear, memory bounded, nothing recurses, nothing fails."""

import time

import pytest

from threadlab.benchmark import HARD_INPUTS, MOST_GROWTH, NAMED, HardInput, run_hard
from threadlab.benchmark.memory import peak_memory

SIZE = 8_000
QUICK = 0.015  # seconds for four times the size: what is quadratic takes much longer
RETRIES = 3
TARGETS = sorted({(hard.kind, hard.target) for hard in HARD_INPUTS})


def took(hard: HardInput, text: str) -> float:
    """Processor seconds of one run."""
    begin = time.process_time()
    run_hard(hard, text)
    return time.process_time() - begin


def growth(hard: HardInput, size: int, doublings: int) -> float:
    """How many times as long each of so many doublings takes; 0 where it is too quick to tell.

    Over several doublings a busy machine's hiccups weigh less, and what is quadratic still
    takes four times as long each time.
    """
    small, large = hard.make(size), hard.make(2**doublings * size)
    long, short = took(hard, large), float("inf")
    for _ in range(RETRIES):
        if long < QUICK:
            return 0.0
        short = min(short, took(hard, small), took(hard, small))
        if long <= 0.8 * MOST_GROWTH**doublings * short:
            break
        long = min(long, took(hard, large))
    return float((long / short) ** (1 / doublings))


def doubling(hard: HardInput) -> float:
    """How many times as long twice the input takes, looked at closely where it seems too much.

    A reader may have a quick way that ends at some length: a step is no growth.
    """
    if growth(hard, SIZE, 2) <= MOST_GROWTH:
        return 0.0
    return growth(hard, 4 * SIZE, 3)


@pytest.mark.parametrize(("kind", "target"), TARGETS)
@pytest.mark.usefixtures("steady")
def test_time_grows_with_the_input(kind: str, target: str):
    """Twice the input takes at most 2.5 times as long, whatever is in it, and nothing is raised."""
    mine = [h for h in HARD_INPUTS if (h.kind, h.target) == (kind, target)]
    grown = {hard.name: doubling(hard) for hard in mine}
    assert not {name: ratio for name, ratio in grown.items() if ratio > MOST_GROWTH}


@pytest.mark.parametrize("label", [label for label in NAMED if "5 MB" not in label])
def test_inputs_by_which_parsers_die(label: str):
    """Ten thousand nested quotes, 50,000 parts of a mail and their like are read."""
    kind, target, name, size = NAMED[label]
    for hard in HARD_INPUTS:
        if (hard.kind, hard.target, hard.name) == (kind, target, name):
            assert not run_hard(hard, hard.make(size // 4)).startswith("refused")


HUNGRY = pytest.mark.xfail(strict=True, reason="a letter takes more than a hundred bytes")


@pytest.mark.parametrize(
    ("kind", "target", "name", "size"),
    [
        pytest.param("markup", "plain", "marks in one line", 4_000_000, marks=HUNGRY),
        pytest.param("markup", "email", "quotes and own words in turn", 4_000_000, marks=HUNGRY),
        ("markup", "html", "nested elements", 1_000_000),
        ("reader", "jsonl", "JSON: a chain of comments", 1_000_000),
        ("reader", "mbox", "mail: parts", 1_000_000),
    ],
)
def test_memory_is_bounded(kind: str, target: str, name: str, size: int):
    """Memory stays below fifty times the input and 100 MiB."""
    grown = peak_memory(kind, target, name, size)
    if grown is None:
        pytest.skip("the system does not tell how much memory a process takes")
    assert grown < 50 * size + 100 * 2**20
