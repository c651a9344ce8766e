"""HTML and BBCode made to be hard: twice the body takes twice the time, memory stays in bounds."""

import time
import tracemalloc

import pytest
from timing import at_most

from threadlab.markup import passages

HTML = {
    "elements": lambda n: "<div>" * (n // 5),
    "elements, closed": lambda n: "<div>" * (n // 11) + "</div>" * (n // 11),
    "blockquotes": lambda n: "<blockquote>a" * (n // 13),
    "blockquotes, closed": lambda n: "<blockquote>" * (n // 25) + "</blockquote>" * (n // 25),
    "quotes in a row": lambda n: "<blockquote>a</blockquote>b" * (n // 27),
    "end tags out of reach": lambda n: "<div><td>" + "<ul>" * (n // 10) + "</div>" * (n // 10),
    "end tags of nothing": lambda n: "<div>" * (n // 9) + "</p>" * (n // 9),
    "tables in cells": lambda n: "<table><tr><td class=quote>" * (n // 27),
    "tables below Quote": lambda n: "Quote:<table>" * (n // 13),
    "cites": lambda n: "<blockquote>" + "<cite>b</cite> c " * (n // 17),
    "cites after words": lambda n: "<blockquote>a<cite>b</cite>" * (n // 27),
    "attributions": lambda n: "Ann wrote:<blockquote>x</blockquote>" * (n // 36),
    "attributions within": lambda n: "<blockquote>Ann wrote:<br>" * (n // 26),
    "heads of mails": lambda n: "From: a<br>To: b<br>Date: c<br>x<br>" * (n // 36),
    "heads without end": lambda n: "From: a<br>" * (n // 11),
    "heads by element": lambda n: "<div id=divRplyFwdMsg>From: a</div>" * (n // 35),
    "containers": lambda n: "<div class=gmail_quote>" * (n // 23),
    "containers with names": lambda n: (
        "<div class=gmail_quote><p class=gmail_attr>a:</p>b" * (n // 50)
    ),
    "signatures": lambda n: "--<br><div class=gmail_signature>" * (n // 33),
    "shells": lambda n: "<aside class=quote>a<blockquote>b" * (n // 33),
    "marked lines": lambda n: ">a<br>>>a<br>" * (n // 13),
    "marks": lambda n: ">" * n,
    "signs": lambda n: "<" * n,
    "ampersands": lambda n: "&" * n,
    "entities": lambda n: "&#1;&amp" * (n // 8),
    "quotation marks": lambda n: '"' * n,
    "tags without end": lambda n: "<a " * (n // 3),
    "values without end": lambda n: "<a b='" * (n // 6),
    "values that hold ends": lambda n: '<a b=">" ' * (n // 9),
    "one long value": lambda n: f'<div class="{"a" * n}">x</div>',
    "one long list of classes": lambda n: f'<div class="{"a " * (n // 2)}">x</div>',
    "one value without end": lambda n: '<div class="' + "a" * n,
    "many values": lambda n: "<div " + "a='>' " * (n // 6) + ">x",
    "comments without end": lambda n: "<!--" * (n // 4),
    "comments": lambda n: "<!-- > -->" * (n // 10),
    "scripts without end": lambda n: "<script><style><title>" * (n // 22),
}
BBCODE = {
    "quotes": lambda n: "[quote]" * (n // 7),
    "quotes, closed": lambda n: "[quote]" * (n // 15) + "x" + "[/quote]" * (n // 15),
    "quotes in a row": lambda n: "[quote]a[/quote]b" * (n // 17),
    "names": lambda n: "[quote=ab]" * (n // 10),
    "unclosed": lambda n: "[quote=a]" * (n // 11) + "\n\n" * (n // 11),
    "unclosed, with words": lambda n: "[quote=ab]x\n\n" * (n // 13),
    "end tags": lambda n: "[/quote]" * (n // 8),
    "tags without end": lambda n: "[quote=" * (n // 7),
    "names without end": lambda n: '[quote="' * (n // 8),
    "brackets": lambda n: "[" * n,
    "brackets in names": lambda n: "[quote=[a]" * (n // 10),
    "quotation marks": lambda n: '[quote="' + '"' * n,
    "a long name": lambda n: "[quote=" + "a" * n + "]",
    "code without end": lambda n: "[code][php][pre]" * (n // 16),
    "code": lambda n: "[code][/code]" * (n // 13),
    "fences": lambda n: "```\n[quote]\n" * (n // 12),
    "marked lines": lambda n: "[quote]\n> a\n[/quote]\n" * (n // 21),
    "attributions": lambda n: "Ann wrote:\n[quote]x[/quote]" * (n // 27),
    "attributions within": lambda n: "[quote]Ann wrote:\nx[/quote]" * (n // 27),
    "keys": lambda n: '[quote name=a name=b post=1 user="' * (n // 34),
    "blank lines": lambda n: "[quote]" + ("\n" + " " * 90) * (n // 91),
}
CASES = [("html", name) for name in HTML] + [("bbcode", name) for name in BBCODE]


def made(markup, name, size):
    return (HTML if markup == "html" else BBCODE)[name](size)


def seconds(body, markup):
    begin = time.process_time()
    passages(body, markup)
    return time.process_time() - begin


@pytest.mark.parametrize(("markup", "name"), CASES)
@pytest.mark.usefixtures("steady")
def test_time_grows_with_the_body(markup, name):
    """Four times the body takes far from sixteen times as long, as quadratic work would."""
    small, large = made(markup, name, 10_000), made(markup, name, 40_000)
    assert at_most(6.25, lambda body: seconds(body, markup), small, large, quick=0.004)


@pytest.mark.parametrize(("markup", "name"), CASES)
@pytest.mark.usefixtures("steady")
def test_memory_grows_with_the_body_alone(markup, name):
    """Ten megabytes take at most fifty times as much and a hundred megabytes: 60 bytes a byte."""
    body = made(markup, name, 100_000)
    passages(body[:1000], markup)
    tracemalloc.start()
    try:
        passages(body, markup)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak <= 60 * len(body) + 500_000


@pytest.mark.parametrize(
    ("markup", "name"),
    [
        ("html", "signs"),
        ("html", "ampersands"),
        ("html", "one long value"),
        ("bbcode", "quotation marks"),
        ("bbcode", "tags without end"),
    ],
)
def test_five_megabytes(markup, name):
    """A body of five megabytes is read whole."""
    body = made(markup, name, 5_000_000)
    assert passages(body, markup)[-1].span.end == len(body)
