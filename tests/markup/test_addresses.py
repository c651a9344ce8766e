"""Whom or which comment an own line addresses, in every markup."""

import pytest

from threadlab.markup import MARKUPS, passages


def told(body: str, markup: str = "plain"):
    """Passages in short: kind with depth, who or which comment is named, and the words."""
    return [
        (f"{p.kind}{p.depth or ''}", p.said_by or p.said_in, p.text) for p in passages(body, markup)
    ]


def trimmed(body: str, markup: str):
    return [(kind, named, text.strip()) for kind, named, text in told(body, markup)]


@pytest.mark.parametrize("markup", MARKUPS)
def test_a_name_at_the_beginning(markup: str):
    """A name with @ that begins a line is a marker; one within a sentence is said."""
    found = trimmed("@ann_b, tomatoes need sun, as @bob said", markup)
    assert found == [
        ("marker", "ann_b", "@ann_b,"),
        ("own", None, "tomatoes need sun, as @bob said"),
    ]


@pytest.mark.parametrize(
    ("body", "named"),
    [
        ("@ann @bob: no", ["ann", "bob"]),
        (">>12345\nno", ["12345"]),
        (">>123 >>124\nno", ["123", "124"]),
        (">>/b/123\nno", ["123"]),
        (">>12345 (OP)\nno", ["12345"]),
        (">>12345\n> said so\nno", ["12345"]),
        ("#3\nno", ["3"]),
        ("#3: no", ["3"]),
        ("re #3: no", ["3"]),
        ("#12 you are wrong", ["12"]),
        ("First.\n\n@ann no", ["ann"]),
    ],
)
def test_addresses(body: str, named: list[str]):
    """Names and numbers that begin a line tell who or which comment is answered."""
    markers = [p for p in passages(body, "plain") if p.kind == "marker"]
    assert [p.said_by or p.said_in for p in markers] == named
    assert passages(body, "plain")[-1].text.endswith("no") or "wrong" in body


@pytest.mark.parametrize(
    "body",
    [
        "# Title\nwords",
        "#tomatoes are red",
        "#1 reason: water",
        "#1 sun\n#2 water\n#3 soil",
        "see #3 for that",
        "@everyone look",
        "@ 5 pm at the gate",
        "@Override\npublic int beds() {",
        "@property\ndef beds(self):",
        "@planted\n@watered.daily\ndef beds(self):",
        "```\n@ann no\n```",
        "write to me, please, at the address that you know and not\n@ann who never answers",
        "look at\n\nann@example.org",
        "kind regards\n@ann",
    ],
)
@pytest.mark.parametrize("markup", ["plain", "markdown"])
def test_no_addresses(body: str, markup: str):
    """Headings, tags, lists, decorators, wrapped sentences and signatures address nobody."""
    assert {p.kind for p in passages(body, markup)} == {"own"}


@pytest.mark.parametrize("markup", ["plain", "email", "markdown"])
def test_numbers_quoted_twice_are_quotes(markup: str):
    """Digits behind two marks are a quote where the lines around are quoted as deep."""
    found = passages(">> the bus is\n>>12345\n>> and late\n", markup)
    assert [(p.kind, p.depth) for p in found] == [("quote", 2)]


def test_a_link_around_a_name():
    """Tags around an address are part of its place, not of its words."""
    body = '<p><a class="mention" href="/u/ann">@ann</a> no</p>'
    first = passages(body, "html")[0]
    assert (first.kind, first.said_by, first.text) == ("marker", "ann", "@ann ")
    assert body[: first.span.end].endswith("@ann")


def test_quote_from_in_pasted_text():
    """The paragraph below "Quote from: Ann" is that writer's where an answer follows."""
    head = "Quote from: Ann on May 3, 2010, 10:11:12 PM\n"
    assert told(f"{head}Sow in March.\n\nNo.") == [
        ("attribution", "Ann", head),
        ("quote1", "Ann", "Sow in March.\n\n"),
        ("own", None, "No."),
    ]
    assert told(f"{head}Sow in March.") == [
        ("attribution", "Ann", head),
        ("own", None, "Sow in March."),
    ]


def test_references_in_html():
    """A number behind two marks is a reference in HTML too, however its marks are written."""
    for marks in (">>", "&gt;&gt;"):
        found = trimmed(f"{marks}12345<br>No frost.<br>&gt;said so<br>But when?", "html")
        assert found == [
            ("marker", "12345", ">>12345"),
            ("own", None, "No frost."),
            ("quote1", None, "said so"),
            ("own", None, "But when?"),
        ]
