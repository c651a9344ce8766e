"""Marks other than a plain `>`: bars, colons, initials, and lines that a mailer broke."""

import pytest

from threadlab.markup import passages


def told(body: str, markup: str = "email"):
    """Passages in short: kind with depth, who is quoted, and the words, trimmed."""
    return [(f"{p.kind}{p.depth or ''}", p.said_by, p.text.strip()) for p in passages(body, markup)]


SOIL = "the soil in the raised bed was far too cold in"
WARM = "March, and so nothing that I had sown came up."

QUOTED = {
    "a bar below an attribution": (
        "Ann wrote:\n| sow early\n|| or late\n\nno",
        [
            ("attribution", "Ann", "Ann wrote:"),
            ("quote1", "Ann", "sow early"),
            ("quote2", None, "or late"),
            ("own", None, "no"),
        ],
    ),
    "a wrapped paragraph behind bars": (
        f"| {SOIL}\n| {WARM}\n| Try it in May.\n\nyes",
        [("quote1", None, f"{SOIL}\n{WARM}\nTry it in May."), ("own", None, "yes")],
    ),
    "colons below an attribution, later ones too": (
        "Ann Lee (ann@example.org) wrote:\n: sow early\n: > or late\n\nno\n\n: water",
        [
            ("attribution", "Ann Lee", "Ann Lee (ann@example.org) wrote:"),
            ("quote1", "Ann Lee", "sow early"),
            ("quote2", None, "or late"),
            ("own", None, "no"),
            ("quote1", "Ann Lee", "water"),
        ],
    ),
    "a colon joined to a mark is one mark": (
        "Ann wrote:\n:>sow early\n:>>or late\n\nno",
        [
            ("attribution", "Ann", "Ann wrote:"),
            ("quote1", "Ann", "sow early"),
            ("quote2", None, "or late"),
            ("own", None, "no"),
        ],
    ),
    "initials that an attribution explains": (
        "Ann Lee wrote:\nAL> sow early\n\nno",
        [
            ("attribution", "Ann Lee", "Ann Lee wrote:"),
            ("quote1", "Ann Lee", "sow early"),
            ("own", None, "no"),
        ],
    ),
    "initials alone, in several lines": (
        "AB> sow early this year\nAB> and deep\n\nno",
        [("quote1", "AB", "sow early this year\nand deep"), ("own", None, "no")],
    ),
    "initials nest": (
        "AB>> sow early this year\nAB>> and deep\n CD> not at all, I\n CD> would wait\n\nno",
        [
            ("quote2", "AB", "sow early this year\nand deep"),
            ("quote1", "CD", "not at all, I\nwould wait"),
            ("own", None, "no"),
        ],
    ),
    "names before the mark": (
        '>>>>> "Ann" == Ann Lee <ann@example.org> writes:\n\n'
        "    Ann> sow early this\n    Ann> year\n\nno",
        [
            ("attribution", "Ann Lee", '"Ann" == Ann Lee <ann@example.org> writes:'),
            ("quote1", "Ann Lee", "sow early this\nyear"),
            ("own", None, "no"),
        ],
    ),
    "the broken tail of a quoted line": (
        f"> {SOIL} this last cold wet\nspring\n> {WARM}\n\nyes",
        [
            ("quote1", None, f"{SOIL} this last cold wet\nspring\n{WARM}"),
            ("own", None, "yes"),
        ],
    ),
    "an attribution on top of a marked quote": (
        "> On 3 May 2010, Ann Lee wrote:\n> sow early\n\nno",
        [
            ("attribution", "Ann Lee", "On 3 May 2010, Ann Lee wrote:"),
            ("quote1", "Ann Lee", "sow early"),
            ("own", None, "no"),
        ],
    ),
    "what is elided below an attribution": (
        "Ann wrote:\n[snip]\n> sow early\n\nno",
        [
            ("own", None, "Ann wrote:"),
            ("marker", None, "[snip]"),
            ("quote1", None, "sow early"),
            ("own", None, "no"),
        ],
    ),
}

OWN = {
    "a table": "| day | bus |\n|-----|-----|\n| Monday | 12 |\n| Tuesday | 14 |",
    "a table without a line below its head": "| day | bus\n| Monday | 12\n| Tuesday | 14",
    "few bars": "| one\n| two words here",
    "emoticons": ":) nice\n:-( not so\n:D yes",
    "YAML": "bus:\n  line: 12\n: odd\nstops: [a, b]",
    "a definition list": ": the first\n: the second\n: the third",
    "a database prompt": "SQL> select line from buses;\nSQL> select stop from buses;\nSQL> quit",
    "one line with initials": "AB> sow early",
    "comparisons": "x> y and\nx> z",
    "a box in a signature": "yes\n-- \n| Ann of the garden club in\n| our small green town\n| end",
}


@pytest.mark.parametrize("name", QUOTED)
def test_quotes(name: str):
    """What is quoted in other ways is read as its name says."""
    body, expected = QUOTED[name]
    assert told(body) == expected


@pytest.mark.parametrize("name", OWN)
@pytest.mark.parametrize("markup", ["email", "plain"])
def test_no_quotes(name: str, markup: str):
    """Tables, lists, emoticons and prompts begin with the same letters and are no quotes."""
    assert all(p.kind in ("own", "signature") for p in passages(OWN[name], markup))


@pytest.mark.parametrize(
    "answer",
    [
        "Yes.",
        "no",
        "It was not.",
        "that is a far longer answer",
    ],
)
def test_answers_between_quotes_are_own(answer: str):
    """A short answer between two quoted lines is not taken for a broken tail."""
    body = f"> {SOIL} this last cold wet\n{answer}\n> {WARM}\n"
    assert ("own", None, answer) in told(body)


def test_short_lines_are_not_broken():
    """Where the next word would have fitted, nothing was broken."""
    assert ("own", None, "spring") in told(f"> a bed\nspring\n> {SOIL} the whole long spring\n")


def test_output_tells_a_prompt():
    """Code in an answer below a quote is a session where its output follows."""
    body = "> how\n\nSo:\n\n> sum(x)\n[1] 12\n> x <- c(1,\n+ 2)\n> y(x)\nNULL\n"
    assert [p.kind for p in passages(body, "email")] == ["quote", "own"]
