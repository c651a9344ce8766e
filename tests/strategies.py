"""Hypothesis strategies for threads: any text, hostile text, any shape."""

import itertools
from datetime import UTC, datetime

from hypothesis import strategies as st

from threadlab.scheme import STANCES, TYPES
from threadlab.thread import (
    EVIDENCE_KINDS,
    FORMATS,
    ORDERS,
    Candidate,
    Comment,
    Evidence,
    Label,
    Passage,
    Reply,
    Span,
    Thread,
)

ANY_TEXT = st.text(st.characters(), max_size=60)  # lone surrogates and controls included
HOSTILE = st.sampled_from(
    [
        "<script>alert(1)</script>",
        "</script><svg onload=alert(1)>",
        '"><img src=x onerror=alert(1)>',
        "javascript:alert(1)",
        "__proto__",
        "\u202etxet desrever\u202c",
        "\x00\x1b[31m\ud800",
        "\u2028\u2029",
        "]]>",
        "> quoted\n\nown",
    ]
)
TEXTS = ANY_TEXT | HOSTILE
PROBABILITIES = st.floats(0, 1)


@st.composite
def labels(draw, names):
    weights = draw(st.lists(st.floats(0.01, 1), min_size=len(names), max_size=len(names)))
    total = sum(weights)
    found = [Label(name, weight / total) for name, weight in zip(names, weights, strict=True)]
    return tuple(sorted(found, key=lambda label: -label.probability))


@st.composite
def passages(draw, body):
    cuts = sorted(draw(st.sets(st.integers(0, len(body)), max_size=4)) | {0, len(body)})
    found = []
    for start, end in itertools.pairwise(cuts):
        kind = draw(st.sampled_from(["own", "quote", "attribution", "marker"]))
        depth = draw(st.integers(1, 3)) if kind == "quote" else 0
        text = draw(st.just(body[start:end]) | ANY_TEXT)
        found.append(Passage(text, Span(start, end), kind, depth))
    return tuple(found)


@st.composite
def comments(draw, key):
    body = draw(TEXTS)
    times = st.datetimes(datetime(1990, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC))
    return Comment(
        id=key,
        author=draw(st.none() | TEXTS),
        body=body,
        format=draw(st.sampled_from(FORMATS)),
        posted=draw(st.none() | times),
        passages=draw(st.just(()) | passages(body)),
        types=draw(st.just(()) | labels(TYPES)),
    )


@st.composite
def spans(draw, body):
    start = draw(st.integers(0, len(body)))
    return Span(start, draw(st.integers(start, len(body))))


@st.composite
def replies(draw, earlier, child):
    parent = draw(st.none() | st.sampled_from(earlier))
    here = draw(st.none() | spans(child.body))
    there = draw(st.none() | spans(parent.body)) if parent else None
    evidence = Evidence(draw(st.sampled_from(EVIDENCE_KINDS)), draw(PROBABILITIES), here, there)
    return Reply(
        child.id,
        parent.id if parent else None,
        draw(PROBABILITIES),
        (evidence,),
        (Candidate(draw(st.sampled_from(earlier)).id, draw(PROBABILITIES)),),
        stance=draw(st.just(()) | labels(STANCES)),
    )


@st.composite
def threads(draw, max_comments=6):
    """Draws threads of any text whose replies point back."""
    keys = draw(st.lists(TEXTS.filter(bool), unique=True, min_size=1, max_size=max_comments))
    said = [draw(comments(key)) for key in keys]
    edges = [draw(replies(said[:k], said[k])) for k in range(1, len(said)) if draw(st.booleans())]
    stated = [
        Comment(
            **{
                **{name: getattr(c, name) for name in Comment.__slots__},
                "stated_parents": tuple(draw(st.lists(TEXTS.filter(bool), max_size=2))),
            }
        )
        for c in said
    ]
    return Thread(
        id=draw(TEXTS.filter(bool)),
        title=draw(st.none() | TEXTS),
        source=draw(st.none() | TEXTS),
        order=draw(st.sampled_from(ORDERS)),
        comments=tuple(stated),
        replies=tuple(edges),
        notes=tuple(draw(st.lists(TEXTS, max_size=2))),
    )


HTML_PIECES = """
    <div> </div> <p> </p> <blockquote> </blockquote> <span> </span> <cite> </cite> <table> </table>
    <tr> <td> </td> <td/class=quote> <pre> </pre> <br> <hr> <aside/class=quote> </aside> </a> </b>
    <div/class="gmail_quote"> <div/class="gmail_attr"> <div/class=gmail_signature>
    <div/id=divRplyFwdMsg> <span/id=OLK_SRC_BODY_SECTION> <div/class="yahoo_quoted">
    <div/class=title> <div/class="bbCodeQuote"/data-author=Bob> <div/class=bbcode_quote>
    <div/class=bbcode_postedby> <div/class=message> <div/class=quoteheader> <div/class=quote>
    <div/class=quotefooter> <div/class=quotebox> <a/href="#p12"> <b> From:/ To:/ Date:/ Subject:/
    Ann/wrote: Quote: On/May/3,/2010,/Ann/wrote: -----Original/Message----- -- a b &gt; &amp; &nbsp;
    <!-- --> " ' = < > & [quote]
"""
HTML_BODIES = st.lists(
    st.sampled_from(
        [piece.replace("/", " ") if piece[:2] != "</" else piece for piece in HTML_PIECES.split()]
    )
    | st.sampled_from([" ", "\n"]),
    max_size=40,
).map("".join)
"""HTML of mails and forums, broken in any way."""

BBCODE_PIECES = """
    [quote] [/quote] [quote=Ann] [quote="Ann,/post:3"] [QUOTE=Ann;12] [quote="a [b]"] [code] [/code]
    [php] [QUOTE] ``` > >> a b Ann/wrote: [i] [/i] " ' [ ] [quote= :1a2b3c4d @ann [/quote:1a2b3c4d]
"""
BBCODE_BODIES = st.lists(
    st.sampled_from(
        [piece.replace("/wrote", " wrote").replace(",/", ", ") for piece in BBCODE_PIECES.split()]
    )
    | st.sampled_from([" ", "\n", "\n\n"]),
    max_size=40,
).map("".join)
"""BBCode of forums, broken in any way."""
