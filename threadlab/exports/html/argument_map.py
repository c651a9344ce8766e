"""The argument map of a thread as one HTML page that asks nothing of anybody.

No request leaves the page: its content-security policy allows its own script and style by their
hashes, and nothing else.
"""

import base64
import hashlib
import json
import re
from collections.abc import Sequence
from functools import cache
from importlib.resources import files

from threadlab import __version__
from threadlab.exports.figures.style import CAMPS
from threadlab.exports.html.card import card
from threadlab.exports.html.contested import Contested, contested
from threadlab.exports.html.corrections import corrections, is_correctable
from threadlab.exports.html.maps import maps, view
from threadlab.exports.html.outline import MOST_ALTERNATIVES, KeySentences, outline
from threadlab.exports.html.quotations import quotations
from threadlab.exports.html.safe import escape, prose
from threadlab.exports.html.summary import measured, notes, panels
from threadlab.exports.html.top import caution, lead, opening, title
from threadlab.exports.html.tree import Tree, plant
from threadlab.exports.html.voices import body
from threadlab.exports.html.wording import (
    LOOKS,
    Naming,
    by,
    type_badges,
    when,
)
from threadlab.graph import Summary, summary
from threadlab.scheme import ARGUMENT_TYPES, STANCE_KINDS, Kind
from threadlab.thread import Thread

BIG = 400
"""Threads of more comments are drawn by the browser only where they are looked at."""

SCRIPTS = ("page.js", "maps.js", "focus.js", "people.js", "reading.js", "corrections.js")
"""In this order they make the page's one script; each only where the page has what it serves."""

_SERVED = {"focus.js": "arguments", "people.js": "people"}

LINK = "notebook.js"
"""The last of them in the page of a widget only: it speaks with the notebook."""

STYLES = ("page.css", "maps.css", "corrections.css")
"""In this order they make the page's one style sheet."""

_COMMENT = re.compile(r"^\s*//.*|/\*[^*]*\*+(?:[^/*][^*]*\*+)*/", re.MULTILINE)

# Not what stands before a colon: "p :hover" is not "p:hover".
_SIGN = re.compile(r"\s*([{};,])\s*|(?<=:)\s+")

IDENTIFYING = 2000
"""Letters of the opening post that tell a thread from others of the same name."""


def page(
    thread: Thread,
    naming: Naming | None = None,
    *,
    keys: KeySentences | None = None,
    correctable: bool = True,
    source: str | None = None,
    linked: bool = False,
) -> str:
    """Gives the argument map of a thread.

    Args:
        thread: A thread; what has not been rebuilt or classified is left out.
        naming: Which labels are named, and which look unsure; None: as the shipped model says.
        keys: By id of comment, the sentence that speaks most for its type, from
            threadlab.arguments.key_sentences; it is underlined.
        correctable: Whether readers can correct replies and labels on the page.
        source: The file that the thread was read from; the page then holds what a list of maps
            says of it, for which only the file's name is kept. None: it does not.
        linked: Whether the page speaks with the widget of a notebook that holds it.

    Returns:
        A whole HTML page. The same thread gives the same page.

    Raises:
        ModelError: The thread is classified, and the shipped model's limits cannot be read.
    """
    tree = plant(thread)
    figures = summary(thread)
    named = naming or Naming.of(None)
    heading = title(tree)
    points = contested(tree)
    scripts: Sequence[str] = ()
    if figures.comments < 2:
        content = _alone(tree, named) + notes(tree)
    else:
        said = corrections(thread) if correctable and is_correctable(thread) else ""
        content, served = _debate(tree, figures, points, named, keys or {}, said)
        without = {name for name, what in _SERVED.items() if what not in served}
        without |= set() if said else {"corrections.js"}
        without |= set() if len(served) > 1 else {"maps.js"}
        scripts = [name for name in SCRIPTS if name not in without] + [LINK] * linked
    looks = ' class="big"' if figures.comments > BIG else ""
    skip = '<a class="skip" href="#thread">Skip to the thread</a>' if figures.comments > 1 else ""
    return document(
        heading,
        f"<body{looks}>{skip}"
        f'<header class="top"><h1>{escape(heading)}</h1>{opening(tree, heading)}'
        f"<p>{escape(prose(lead(figures)))}</p>{_caution(figures)}</header>"
        f"<main>{content}</main>",
        identity=page_identity(thread),
        told="" if source is None else card(tree, figures, points, named, source).meta(),
        scripts=scripts,
    )


def page_identity(thread: Thread) -> str:
    """Gives the words by which a map tells, in its first kilobytes, of which thread it is."""
    # Not by its source: the same file is named in many ways, and other files bear its name.
    opening = thread.comments[0].body[:IDENTIFYING] if thread.comments else ""
    key = json.dumps([thread.id, thread.title, opening]).encode()
    return f"threadlab-thread-{hashlib.sha256(key).hexdigest()[:32]}"


def document(
    heading: str,
    content: str,
    *,
    identity: str = "",
    told: str = "",
    scripts: Sequence[str] = (),
    styles: Sequence[str] = STYLES,
) -> str:
    """Wraps content in a whole page with its style, script and content-security policy.

    Args:
        heading: Title of the page, not escaped.
        content: HTML that begins with <body …>; its end is added.
        identity: Of which thread the page is; empty where it is of none.
        told: Further elements of the head, such as the page's card; HTML.
        scripts: Files that make the page's script; none: it has none.
        styles: Files that make its style sheet, after the scheme's colours.
    """
    style = stylesheet(tuple(styles))
    code = _joined(scripts)
    allowed = [
        "default-src 'none'",
        f"script-src '{_hash(code)}'" if scripts else "",
        f"style-src '{_hash(style)}'",
        "img-src data:",
        "base-uri 'none'",
        "form-action 'none'",
    ]
    policy = "; ".join(part for part in allowed if part)
    of = f'<meta name="description" content="{identity}">\n' if identity else ""
    run = f"<script>{code}</script>\n" if scripts else ""
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        f'{of}<meta name="generator" content="threadlab {__version__}">\n{told}'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="referrer" content="no-referrer">\n'
        f"<title>{escape(heading)}</title>\n<style>{style}</style>\n</head>\n"
        f"{content}\n{run}</body>\n</html>\n"
    )


def _joined(scripts: Sequence[str]) -> str:
    """One script of several: the first shares its names with the others, which keep theirs."""
    first, *others = [asset(name) for name in scripts] or [""]
    return "\n".join([first, *(f"{{\n{text}\n}}" for text in others)])


def _hash(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"


@cache
def asset(name: str) -> str:
    """The text of a file that travels with the package: a script or a style sheet of a page.

    Comments, indentation, and in a style sheet the blanks around its signs stay behind: every page
    holds these files. No string in them runs over a line or holds such a sign.
    """
    text = files(__package__).joinpath(name).read_text("utf-8")
    lines = [line.strip() for line in _COMMENT.sub("", text).splitlines()]
    bare = "\n".join(line for line in lines if line)
    return _SIGN.sub(lambda found: found[1] or "", bare) if name.endswith(".css") else bare


@cache
def stylesheet(styles: tuple[str, ...] = STYLES) -> str:
    """The page's style of these files, with the scheme's colours and glyphs, and those of camps."""
    light = "".join(_look(family, kind, kind.light, True) for family, kind in _kinds())
    dark = "".join(_look(family, kind, kind.dark, False) for family, kind in _kinds())
    tones = "".join(f"--{kind.name}:{kind.light};" for kind in STANCE_KINDS)
    night = "".join(f"--{kind.name}:{kind.dark};" for kind in STANCE_KINDS)
    camps = "".join(f".k{k}{{--k:{colour}}}\n" for k, (colour, _) in enumerate(CAMPS, start=1))
    scheme = (
        f":root{{{tones}}}\n{camps}{light}"
        f"@media (prefers-color-scheme: dark){{\n:root{{{night}}}\n{dark}}}\n"
    )
    return scheme + "".join(map(asset, styles))


def _kinds() -> list[tuple[str, Kind]]:
    return [("t", kind) for kind in ARGUMENT_TYPES] + [("s", kind) for kind in STANCE_KINDS]


def _look(family: str, kind: Kind, colour: str, glyph: bool) -> str:
    sign = f'--g:"{kind.glyph}";' if glyph else ""
    # In the overview a box has a stance and a type: --k is the type's colour alone.
    own = f"--k:{colour};" if family == "t" else ""
    return f".{LOOKS[kind.name]}{{--c:{colour};{own}{sign}}}\n"


def _caution(figures: Summary) -> str:
    """The warning that who answers whom is mostly a guess, and where to look."""
    words = caution(figures)
    question = "Why here?" if figures.comments <= MOST_ALTERNATIVES else "Why?"
    where = f" “{question}” at a comment tells what its place rests on."
    return words and f'<p class="opening"><b>{escape(prose(words + where))}</b></p>'


def _debate(
    tree: Tree,
    figures: Summary,
    points: Sequence[Contested],
    naming: Naming,
    keys: KeySentences,
    correcting: str,
) -> tuple[str, frozenset[str]]:
    """What stands below the top of the page, and the names of the maps that it has."""
    found = measured(tree)
    shown = panels(tree, figures, found, points)
    summed = f'<div class="panels">{shown}</div>' if shown else ""
    focus = points[0].number if points else None
    drawn = maps(tree, figures, found, naming, focus)
    html = (
        f"{summed}{notes(tree)}{_tools(figures, bool(correcting))}"
        f'<div class="desk">{view(drawn, figures, bool(keys), bool(correcting))}'
        '<section id="thread" aria-label="The thread">'
        f"{outline(tree, naming, keys)}</section></div>{_help(bool(correcting))}{correcting}"
    )
    return html, frozenset(drawn)


def _tools(figures: Summary, correctable: bool) -> str:
    correct = (
        '<button id="open-corrections" type="button" hidden>Corrections</button>'
        if correctable
        else ""
    )
    return (
        '<div class="tools" role="search" hidden>'
        '<label class="for-readers" for="search">Search the comments</label>'
        '<input id="search" type="search" placeholder="Search the comments ( / )">'
        f"{_filters(figures)}"
        '<button id="clear" type="button" hidden>Clear</button>'
        f'<output id="found" for="search"></output>{correct}'
        '<button id="keys" type="button" popovertarget="help" aria-label="Keys">?</button></div>'
    )


def _filters(figures: Summary) -> str:
    """What the script fills with what there is, since it only works with it."""
    offered = (
        ("type", "Show only one type", "All types", figures.by_type),
        ("stance", "Show only one stance", "All stances", figures.by_stance),
        ("by", "Show only one person", "All people", figures.people),
        (
            *("sure", "Show only sure or doubtful ones", "Sure or not"),
            figures.by_type or figures.by_stance,
        ),
    )
    return "".join(
        f'<label class="for-readers" for="{name}">{label}</label>'
        f'<select id="{name}"><option value="">{every}</option></select>'
        for name, label, every, there in offered
        if there
    )


def _help(correctable: bool) -> str:
    correct = "<dt><kbd>e</kbd></dt><dd>correct the comment</dd>" if correctable else ""
    return (
        '<dialog id="help" popover aria-labelledby="keys-heading">'
        '<h2 id="keys-heading">Keys</h2><dl>'
        "<dt><kbd>j</kbd> <kbd>k</kbd></dt><dd>next, previous comment</dd>"
        "<dt><kbd>→</kbd></dt><dd>unfold the answers, then the first of them</dd>"
        "<dt><kbd>←</kbd></dt><dd>fold the answers, then what it answers</dd>"
        "<dt><kbd>u</kbd></dt><dd>up to what it answers</dd>"
        "<dt><kbd>Enter</kbd></dt><dd>why does it hang here?</dd>"
        f"{correct}<dt><kbd>/</kbd></dt><dd>search</dd>"
        "<dt><kbd>Esc</kbd></dt><dd>clear search and filters, then the selection</dd>"
        "<dt><kbd>?</kbd></dt><dd>this help</dd></dl>"
        '<button type="button" popovertarget="help">Close</button></dialog>'
    )


def _alone(tree: Tree, naming: Naming) -> str:
    if not tree.order:
        return ""
    comment = tree.comment(0)
    parts = [by(comment.author, False), when(comment.posted)]
    parts += type_badges(comment, naming)
    told = " ".join(part for part in parts if part)
    stretches = quotations(tree).stretches.get(0, ())
    return f'<article id="c1" class="alone"><p>{told}</p>{body(comment, stretches)}</article>'
