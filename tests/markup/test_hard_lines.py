"""Texts made to be hard for the `>` family: doubling them about doubles the time."""

import time

import pytest
from timing import at_most

from threadlab.markup import passages

HARD = {
    "a line of On a": lambda n: "On " + "a " * (n // 2) + "wrote:\n> x",
    "lines of On a": lambda n: "On a a a a\n" * (n // 11) + "> x",
    "marks in one line": lambda n: ">" * n,
    "one long line": lambda n: "x" * n,
    "a long quoted line": lambda n: "> " + "x " * (n // 2),
    "quoted blank lines": lambda n: "> \n" * (n // 3),
    "alternating depth": lambda n: "> a\n>> b\n" * (n // 9),
    "alternating far": lambda n: ("> a\n" + ">" * 50 + " b\n") * (n // 56),
    "attributions": lambda n: "x\nOn 3 May 2010, Ann <a@b.c> wrote:\ny\n" * (n // 38),
    "heads": lambda n: "From: Ann\nSent: x\nTo: y\nSubject: z\n\nhi\n" * (n // 42),
    "fields": lambda n: "From: Ann\n" * (n // 10),
    "addressees": lambda n: "From: Ann\nTo: a,\n" + "b,\n" * (n // 3),
    "partings": lambda n: "-----Original Message-----\nhi\n" * (n // 30),
    "bars": lambda n: "| a\n: b\n" * (n // 8),
    "bars in one line": lambda n: "Ann wrote:\n" + "|" * n,
    "initials": lambda n: "AB> x y\nCD> z w\n" * (n // 16),
    "initials in one line": lambda n: "AB> CD> " * (n // 8),
    "broken lines": lambda n: ("> " + "a" * 70 + "\nb\n") * (n // 75),
    "signatures": lambda n: "-- \n" + "a b c:\n" * (n // 7),
    "devices": lambda n: "Sent from my iPhone\n\n" * (n // 21),
    "names": lambda n: "@ann " * (n // 5),
    "references": lambda n: ">>12345\n" * (n // 8),
    "numbers": lambda n: "#3 " * (n // 3),
    "lines that end in colons": lambda n: "a:\n" * (n // 3),
    "open brackets": lambda n: "a <\n> b:\n" * (n // 9),
    "sessions": lambda n: ">>> f(x)\n1\n" * (n // 11),
    "carriage returns": lambda n: "\r" * n,
}


def seconds(body: str, markup: str) -> float:
    begin = time.process_time()
    passages(body, markup)
    return time.process_time() - begin


@pytest.mark.parametrize("name", HARD)
@pytest.mark.parametrize("markup", ["email", "plain", "markdown"])
@pytest.mark.usefixtures("steady")
def test_four_times_the_text_takes_about_four_times_as_long(name: str, markup: str):
    """Quadratic work would take sixteen times as long; half of that is allowed."""
    small, large = HARD[name](15_000), HARD[name](60_000)
    assert at_most(8, lambda body: seconds(body, markup), small, large, quick=0.05)


def test_a_thousand_embedded_mails():
    """Mails embedded in one another are read without recursion, each one deeper."""
    head = "From: Ann\nSent: Monday\nTo: all\n\nhi\n\n"
    found = passages("No.\n\n" + head * 1_000, "email")
    assert max(p.depth for p in found) == 1_000
