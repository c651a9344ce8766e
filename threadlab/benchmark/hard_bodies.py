"""Bodies that bring a careless parser to its knees: what looks like the beginning of something.

Each is given to every markup, since people paste any markup anywhere.
"""

import random
from collections.abc import Callable

Make = Callable[[int], str]

_TOKENS = (
    "[quote]", "[/quote]", "[quote=a]", "[b]", "[", "]", "<div>", "</div>", "<blockquote>", "<p>",
    "</blockquote>", "<", ">", "\n> ", "\n>> ", "\n", "\n\n", "\n| ", "\n: ", "On ", " wrote:\n",
    "```\n", "~~~\n", "`", "*", "_", "-- \n", "\n____\n", "&amp;", "&#", "<!--", "-->", "\n    ",
    "From: a\n", "Sent: b\n", "Subject: c\n", "@ann ", ">>123 ", "#3 ", "http://x/", "word ",
    "Ann", ", ", "2019-01-02 ", "\u201c", "\u201d", "é", "日", "\t", "=3D", "=\n",
)  # fmt: skip


def again(unit: str, before: str = "", after: str = "") -> Make:
    """Makes a text that is one piece over and over, as long as is asked for."""
    return lambda size: (
        before + unit * (max(0, size - len(before) - len(after)) // len(unit)) + after
    )


def half_and_half(unit: str, other: str) -> Make:
    """Makes a text of one piece over and over, then of another as often."""
    return lambda size: (unit * (k := size // len(unit + other))) + other * k


def _staircase(size: int) -> str:
    return "".join(f"{'>' * (k % 60)}x\n" for k in range(size // 32))


def longer(unit: str, end: str = "\n") -> Make:
    """Makes lines, each a piece longer than the one before."""
    return lambda size: "".join(unit * k + end for k in range(int((2 * size / len(unit)) ** 0.5)))


def _soup(size: int) -> str:
    """Pieces of every markup in any order, the same each time."""
    dice = random.Random(7)  # noqa: S311 - nothing secret
    return "".join(dice.choices(_TOKENS, k=size // 5))[:size]


HARD_BODIES: dict[str, Make] = {
    "one line of On a a a": again("a ", "On ", "wrote:\n> x"),
    "lines that open attributions": again("On x\n", after="> x"),
    "attributions": again("Ann wrote:\n> x\n"),
    "attributions without quotes": again("On Monday, Ann wrote:\n\n"),
    "dates and commas": again("Am Montag, 3. Mai 2019, "),
    "wrote wrote wrote": again("wrote: "),
    "marks in one line": again(">"),
    "marks and blanks in one line": again("> "),
    "a mark a line": again(">\n"),
    "quoted words": again("> some words\n"),
    "quotes and own words in turn": again("> x\n\ny\n\n"),
    "deeper and back": _staircase,
    "ever deeper": longer(">", "x\n"),
    "bars": again("| x\n"),
    "bars in one line": again("|"),
    "colons": again(": x\n"),
    "colons in one line": again(":"),
    "initials": again("AB> x\n"),
    "initials in one line": again("AB>"),
    "prompts": half_and_half("> f(x)\n", "> x = (\n"),
    "prompts of Python": again(">>> f()\n... x\n"),
    "blanks": again(" "),
    "tabs": again("\t"),
    "line feeds": again("\n"),
    "carriage returns": again("\r"),
    "hard blanks": again("\u00a0"),
    "blanks before a word": again(" ", after="x"),
    "one word": again("a"),
    "one line of words": again("word "),
    "dots": again("."),
    "commas": again("x, "),
    "rules": again("__________\n"),
    "dashes in one line": again("-"),
    "signatures": again("-- \nx\n"),
    "footers": again("_______________________________________________\nlist mailing list\n"),
    "fences": again("```\n> x\n"),
    "fences ever longer": longer("`"),
    "backticks": again("`"),
    "backticks and blanks": again("` "),
    "stars": again("*a "),
    "brackets": again("["),
    "links that never end": again("[a]("),
    "pictures that never end": again("!["),
    "list items": again("- > x\n"),
    "nested list items": longer(" ", "- x\n"),
    "nested quote tags": half_and_half("[quote]", "[/quote]"),
    "unclosed quote tags": again("[quote=a]\n"),
    "closers without openers": again("[/quote]"),
    "quote tags that never end": again('[quote="'),
    "half quote tags": again("[quote"),
    "bold and italic, crossed": again("[b][i]x[/b][/i]"),
    "nested elements": half_and_half("<div>", "</div>"),
    "unclosed elements": again("<div>"),
    "nested blockquotes": half_and_half("<blockquote>", "</blockquote>"),
    "unclosed blockquotes": again("<blockquote>x"),
    "closers of elements": again("</p>"),
    "paragraphs": again("<p>x"),
    "tables in tables": again("<table><tr><td>"),
    "crossed elements": again("<b><i>x</b></i>"),
    "tags that never end": again("<a b='"),
    "half tags": again("<a"),
    "angle brackets": again("<"),
    "tags with blanks": again(" ", "<a", ">"),
    "attributes without values": again("= ", "<a ", ">"),
    "a thousand attributes": again('b="c" ', "<a ", ">"),
    "comments that never end": again("<!--"),
    "declarations that never end": again("<!a "),
    "CDATA that never ends": again("<![CDATA["),
    "instructions that never end": again("<?"),
    "scripts that never end": again("<script>"),
    "textareas": again("<textarea>"),
    "entities": again("&amp;"),
    "entities that never end": again("&"),
    "numbers of letters": again("&#x41"),
    "letterheads": again("From: a\nSent: b\nTo: c\nSubject: d\n\n"),
    "openers of letterheads": again("From: a\n"),
    "original messages": again("-----Original Message-----\n"),
    "forwarded messages": again("Begin forwarded message:\n\n> x\n"),
    "quoted-printable": again("=3D=\n"),
    "names": again("@name "),
    "at signs": again("@"),
    "addresses that never end": again("<a@b "),
    "numbers of posts": again(">>12345\n"),
    "number signs": again("#3 "),
    "quotes from": again("Quote from: x\n"),
    "one link": again("a", "http://x/"),
    "letters with accents": again("é"),
    "stacked accents": again("\u0301", "a"),
    "signs of Han": again("日"),
    "turned directions": again("\u202e"),
    "odd line ends": again("x\x85y\u2028z\x0b"),
    "lone surrogates": again("\ud800"),
    "NULs": again("\0"),
    "opening curly quotes": again("“"),
    "straight quotes": again('"'),
    "a soup of all markups": _soup,
}  # fmt: skip
"""Name: a function of the size (in characters) that makes the body."""
