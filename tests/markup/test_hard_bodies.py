"""Bodies made to be hard: time stays linear, nothing recurses."""

import time

import pytest
from timing import at_most

from threadlab.markup import passages

HARD = {
    "a long line of On a": lambda n: "On " + "a " * n + "wrote:\n> x",
    "marks in one line": lambda n: ">" * n,
    "marks in lines": lambda n: ">\n" * n,
    "ever deeper": lambda n: "".join(f"{'>' * (k % 60)}x\n" for k in range(n // 30)),
    "nested quote tags": lambda n: "[quote]" * n + "x" + "[/quote]" * n,
    "unclosed quote tags": lambda n: "[quote=a]" * n + "\n\n" * n,
    "tags that never end": lambda n: "<a b='" * n,
    "comments that never end": lambda n: "<!--" * n,
    "scripts that never end": lambda n: "<script>" * n,
    "nested blockquotes": lambda n: "<blockquote>" * n,
    "nested elements": lambda n: "<div>" * n + "</div>" * n,
    "attributes without values": lambda n: "<a " + "= " * n + ">",
    "attributions": lambda n: "Ann wrote:\n> x\n" * (n // 4),
    "openers of attributions": lambda n: "On x\n" * n + "> x",
    "code at prompts": lambda n: "> f(x)\n" * n + "\n> x = (\n" * n,
    "fences": lambda n: "```\n> x\n" * (n // 2),
    "rules above footers": lambda n: "__________\n" * n,
}


def seconds(body: str, markup: str) -> float:
    begin = time.process_time()
    passages(body, markup)
    return time.process_time() - begin


@pytest.mark.parametrize("name", HARD)
@pytest.mark.parametrize("markup", ["email", "markdown", "bbcode", "html"])
@pytest.mark.usefixtures("steady")
def test_four_times_the_body_takes_about_four_times_as_long(name: str, markup: str):
    """Quadratic work would take sixteen times as long; half of that is allowed."""
    small, large = HARD[name](4_000), HARD[name](16_000)
    assert at_most(8, lambda body: seconds(body, markup), small, large, quick=0.1)


def test_depths_beyond_any_stack():
    """Ten thousand nested quotes and a hundred thousand marks are read."""
    nested = passages("[quote]" * 10_000 + "x" + "[/quote]" * 10_000, "bbcode")
    assert max(p.depth for p in nested) == 10_000
    assert passages(">" * 100_000 + "x", "plain")[0].depth == 100_000
