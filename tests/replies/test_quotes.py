"""Which earlier words a quote repeats, however it was changed on the way, and where they stand."""

import time

import pytest
from timing import at_most

from threadlab.markup import passages
from threadlab.replies import rebuild
from threadlab.replies.finders import find_quoted
from threadlab.replies.material import lay_out
from threadlab.replies.placing import Origin, Part, Words
from threadlab.text import word_forms, words
from threadlab.thread import Comment, Thread, primary_replies

FERRY = (
    "The ferry used to leave at seven, and nobody was ever late for school. "
    "Since the bridge was opened - “for good”, they said - the last boat goes at noon. "
    "Whoever works in the harbour doesn't get home before the children are asleep."
)
BRIDGE = (
    "A bridge needs painting every nine years and a ferry needs a captain every day. "
    "Count the wages before you count the rivets, then tell me what is cheap."
)
AUTHORS = ["Ann", "Bob", "Carol", "Dora", "Ed", "Fay"]
TOLL = "My cousin pays the toll twice a day and still prefers it to waiting in the rain."


def talk(*bodies, form="markdown", title=None):
    """A thread in posting order; a body may be a pair of author and body."""
    comments = []
    for number, body in enumerate(bodies):
        author = AUTHORS[number % len(AUTHORS)]
        if isinstance(body, tuple):
            author, body = body
        comments.append(
            Comment(str(number), author, body, form, passages=tuple(passages(body, form)))
        )
    return Thread("talk", title=title, comments=tuple(comments))


def quoted(thread):
    """The clues of quotes in the last comment, the comment with most of the words first."""
    last = len(thread.comments) - 1
    clues = [clue for clue in find_quoted(lay_out(thread)) if clue.child == last]
    return sorted(clues, key=lambda c: (-c.measures["quoted_share"], -c.parent))


def holder(thread):
    """Number of the comment that holds most of what the last one quotes; None: nobody does."""
    return next((clue.parent for clue in quoted(thread)), None)


def sides(thread):
    """The words on both sides of the last comment's best clue."""
    clue = quoted(thread)[0]
    here, there = clue.here, clue.there
    child, parent = thread.comments[-1].body, thread.comments[clue.parent].body
    return child[here.start : here.end], parent[there.start : there.end]


CHANGED = {
    "as it is": "> Since the bridge was opened - “for good”, they said - the last boat goes",
    "re-wrapped": "> The ferry used to\n> leave at seven, and nobody\n> was ever late for.",
    "elided in brackets": "> The ferry used to leave at seven […] the last boat goes at noon.",
    "elided by dots": "> The ferry used to leave at seven ... the last boat goes at noon.",
    "quotes and dashes": '> Since the bridge was opened -- "for good", they said — the last boat',
    "typos": "> The fery used to leave at seven, and nobdoy was ever late for shool.",
    "a typo every four words": "> The ferry usde to leave at sevn, and nobody wsa ever late fro",
    "a typo every three words": "> The ferry usde to leave ta seven, and nobdy was ever late",
    "entities": "> opened - &ldquo;for good&rdquo;, they said &#8211; the last boat goes at noon",
    "an entity in a word": "> Whoever works in the harbour doesn&#39;t get home",
    "emphasis": "> The **ferry** used to _leave_ at *seven*, and `nobody` was __ever__ late",
    "bbcode in markdown": "> The [b]ferry[/b] used to [i]leave[/i] at [u]seven[/u], and nobody",
    "hyphenated": "> The ferry used to leave at seven, and no-\n> body was ever late for school.",
    "hyphenated twice": "> Who-\n> ever works in the har-\n> bour doesn't get home before",
    "capitals": "> THE FERRY USED TO LEAVE AT SEVEN",
    "without apostrophes": "> works in the harbour doesnt get home before the",
    "charset damage": "> Since the bridge was opened - ?for good?, they said - the last boat goes",
    "one word left out": "> The ferry used to leave seven and was ever late for school",
}


@pytest.mark.parametrize("quote", CHANGED.values(), ids=CHANGED)
def test_changed_on_the_way(quote):
    """A quote is found in a part of a longer paragraph, whatever mailers and hands did to it."""
    thread = talk(BRIDGE, FERRY, TOLL, f"{quote}\n\nThat was years ago.")
    assert holder(thread) == 1


@pytest.mark.parametrize("form", ["plain", "email", "markdown", "html", "bbcode"])
def test_formats(form):
    """Quotes are found in every format, with exact words on both sides."""
    sentence = "nobody was ever late for school"
    quote = {
        "html": f"<blockquote>and <b>{sentence}</b></blockquote><p>Which school?</p>",
        "bbcode": "[quote]and [b]nobody[/b] was ever late for school[/quote]\nWhich school?",
    }.get(form, "> and nobody was ever\n> late for school\n\nWhich school?")
    bodies = [BRIDGE, FERRY, TOLL, quote]
    if form == "html":
        bodies = [f"<p>{body}</p>" if body != quote else body for body in bodies]
    thread = talk(*bodies, form=form)
    assert holder(thread) == 1
    here, there = sides(thread)
    assert there == f"and {sentence}"
    shown = word_forms(here.replace("<b>", "").replace("[b]", "").replace("[/b]", ""))
    assert shown == word_forms(there)


def test_a_whole_comment():
    """A whole paragraph that is quoted is found like a part of it, from first to last word."""
    thread = talk(BRIDGE, FERRY, f"> {FERRY}\n\nAll of it is true.")
    here, there = sides(thread)
    assert here == there == FERRY.rstrip(".")


def test_sentence_answers_sentence():
    """Each quoted sentence has its own place on both sides."""
    material = lay_out(
        talk(
            FERRY,
            "> nobody was ever late for school\n\nI was.\n\n> the last boat goes at noon\n\nAt 1.",
        )
    )
    entry, said = material.entries[1], material.entries[0].said
    found = []
    for quote in entry.quotes:
        (held,) = quote.held
        first, last = held.there
        found.append(FERRY[said[first].start : said[last - 1].end])
    assert found == ["nobody was ever late for school", "the last boat goes at noon"]


def test_spans_of_a_mistyped_quote():
    """The places of a mistyped quote are those of the words that stayed."""
    thread = talk(
        FERRY, "> The ferry usde to leave at sevn, and nobody wsa ever late fro school.\n\nNo."
    )
    here, there = sides(thread)
    assert here.startswith("The ferry usde")
    assert here.endswith("fro school")
    assert there == "The ferry used to leave at seven, and nobody was ever late for school"


def test_a_quote_in_a_quote_was_said_further_up():
    """The shallowest quote decides; what it quotes itself is credited to the grandparent."""
    grandchild = (
        "> > The ferry used to leave at seven, and nobody was ever late for school.\n"
        "> Count the wages before you count the rivets, then tell me what is cheap.\n\nWages rise."
    )
    child = f"> The ferry used to leave at seven, and nobody was ever late for school.\n\n{BRIDGE}"
    thread = talk(FERRY, child, TOLL, grandchild)
    assert [clue.parent for clue in quoted(thread)] == [1]
    held = {q.depth: q.held[0].holder for q in lay_out(thread).entries[-1].quotes}
    assert held == {1: 1, 2: 0}


def test_only_a_deep_quote():
    """Where only a quote in a quote is left, who said it is found."""
    thread = talk(FERRY, BRIDGE, "> > the last boat goes at noon\n\nSo it does.")
    assert holder(thread) == 0


def test_a_quote_of_a_quote_that_lost_its_depth():
    """A mailer that flattens quotes leaves both speakers: both are found, the later is answered."""
    child = f"> The ferry used to leave at seven, and nobody was ever late for school.\n\n{BRIDGE}"
    flat = (
        "> The ferry used to leave at seven, and nobody was ever late for school.\n"
        f"> {BRIDGE}\n\nI did count them. Wages rise and rivets do not."
    )
    thread = talk(FERRY, child, TOLL, flat)
    assert {clue.parent for clue in quoted(thread)} == {0, 1}
    assert primary_replies(rebuild(thread))["3"].parent == "1"


def test_two_who_said_it():
    """Of two who said the same, the later one is quoted; who only quoted it said nothing."""
    sentence = "The harbour belongs to those who work in it."
    thread = talk(
        f"{sentence} So it was.",
        f"I know. {sentence}",
        f"> {sentence}\n\nWho says so?",
        TOLL,
        f"> {sentence}\n\nA fine thought.",
    )
    assert holder(thread) == 1


def test_signatures_do_not_decide():
    """Words that stand below every comment speak for nobody."""
    signature = "Sent from the reading room of the harbour library"
    people = [FERRY, BRIDGE, TOLL, "The rain comes sideways there.", "It always did, in March."]
    bodies = [f"{body}\n\n{signature}" for body in people]
    quote = f"> Count the wages before you count\n> {signature}\n\nI did.\n\n{signature}"
    assert holder(talk(*bodies, quote)) == 1
    entry = lay_out(talk(*bodies, f"Nobody asked the captain.\n\n{signature}")).entries[-1]
    assert not [quote for quote in entry.quotes if not quote.marked]
    assert not entry.echoes


def test_boilerplate_does_not_decide():
    """A formula that everybody begins with speaks for nobody either."""
    formula = "As a long time reader of this page I would like to say:"
    bodies = [f"{formula} number {n} is {n * n} to me." for n in range(20)]
    thread = talk(*bodies, FERRY, *bodies[:3], f"> {formula}\n> the last boat goes at noon\n\nNo.")
    assert holder(thread) == 20


def test_somebody_quotes_himself():
    """Who quotes his own earlier words is found there."""
    thread = talk(
        ("Ann", FERRY), ("Bob", BRIDGE), ("Ann", "> the last boat goes at noon\n\nI meant one.")
    )
    assert holder(thread) == 0


@pytest.mark.parametrize("quote", ["> Who closed the northern ferry?", "> northern ferry"])
def test_the_title(quote):
    """A quote of the title is one of the opening post."""
    thread = talk(
        "Does anybody know?",
        BRIDGE,
        TOLL,
        f"{quote}\n\nThe county.",
        title="Who closed the northern ferry?",
    )
    assert holder(thread) == 0


@pytest.mark.parametrize(
    "quote",
    [
        "> There are seven seas and none of them is in this county, as far as I have heard.",
        "> The number of those that are in it is not what it was and it will be as it is.",
        "> Ornithology",
        "> no idea",
    ],
)
def test_nobody_said_it(quote):
    """What nobody said is nobody's: there is no quoted evidence."""
    thread = talk(FERRY, BRIDGE, TOLL, f"{quote}\n\nWho wrote that?")
    assert holder(thread) is None
    rebuilt = rebuild(thread)
    kinds = {e.kind for reply in rebuilt.replies for e in reply.evidence}
    assert "quoted" not in kinds


def test_an_article_belongs_to_who_brought_it():
    """Words of an article that nobody said are answered where they were first quoted."""
    article = "> The county council voted eleven to four to end the northern line in spring.\n\n"
    thread = talk(FERRY, f"{article}So much for that.", TOLL, f"{article}Eleven of how many?")
    assert holder(thread) == 1


def test_lost_words_belong_to_who_is_said_to_have_written_them():
    """Where a body is lost, a quote that names its author tells what was in it."""
    lost = "They paint the bridge in a green that no bird has ever seen before."
    thread = talk(
        ("Ann Lee", "An HTML attachment was scrubbed..."),
        ("Bob", f"On Mon, 3 May 2010, Ann Lee wrote:\n> {lost}\n\nIt is olive."),
        ("Carol", f"> {lost}\n\nParrots are."),
        form="email",
    )
    assert holder(thread) == 0
    missing = talk(
        ("Ann Lee", FERRY),
        ("Bob", f"On Mon, 3 May 2010, Zoe Moss wrote:\n> {lost}\n\nIt is olive."),
        ("Carol", f"> {lost}\n\nParrots are."),
        form="email",
    )
    assert holder(missing) is None


def test_an_introduction_belongs_to_who_wrote_it():
    """A quoted "… wrote:" was said by the comment whose quote it introduces."""
    child = "On Mon, 3 May 2010, Ann Lee wrote:\n> the last boat goes at noon\n\nAt one, I think."
    thread = talk(
        ("Ann Lee", FERRY),
        ("Bob", child),
        ("Carol", TOLL),
        ("Dora", "> On Mon, 3 May 2010, Ann Lee wrote:\n> > the last boat goes at noon\n\nAt two."),
        form="email",
    )
    assert holder(thread) == 1


@pytest.mark.parametrize(
    "quote", ["Rivets", "the rivets", "what is cheap", "then tell me what", "before you count the"]
)
def test_short_quotes(quote):
    """A quote of one to four words is found in the comments before, the latest that has it."""
    again = f"It is what I tell my cousin: {BRIDGE.split('. ')[1]}"
    thread = talk(BRIDGE, FERRY, again, TOLL, f"> {quote}\n\nWhat of it?")
    assert holder(thread) == 2


@pytest.mark.parametrize("quote", ["渡し船", "七時", "橋は高い", "七時に出ていました"])
def test_short_quotes_in_scripts_without_spaces(quote):
    """Where words are not divided, a quote of a few signs is found as well."""
    thread = talk(
        "橋は高いです。誰が払いますか。",
        "渡し船は七時に出ていました。",
        "雨の日は待ちたくないです。",
        f"> {quote}\n\n本当ですか。",
    )
    assert holder(thread) == (0 if quote == "橋は高い" else 1)


def test_several_are_answered():
    """Who quotes several comments answers several, each with its own probability."""
    thread = talk(
        FERRY,
        BRIDGE,
        TOLL,
        "> nobody was ever late for school\n\nI was, often.\n\n"
        "> Count the wages before you count the rivets\n\nI did, and it is the bridge.",
    )
    replies = [reply for reply in rebuild(thread).replies if reply.child == "3"]
    assert {reply.parent for reply in replies} == {"0", "1"}
    assert [reply.primary for reply in replies] == [True, False]
    assert replies[1].evidence[0].kind == "quoted"
    assert 0.3 <= replies[1].probability < 1


@pytest.mark.usefixtures("steady")
@pytest.mark.parametrize(
    "line",
    [
        "> We will all go together when the last boat leaves the harbour.",
        "> Nobody haz evr written this lyne in the threat before now.",
        "We will all go together when the last boat leaves the harbour.",
    ],
)
def test_ten_thousand_quotes_of_one_line(line):
    """The work stays linear where everybody quotes, or says, the same line."""

    def seconds(count):
        first = "We will all go together when the last boat leaves the harbour. I am told so."
        comments = [Comment("first", body=first)]
        for number in range(count):
            body = f"{line}\n\nSo says number {number} of {number * 7}."
            comments.append(Comment(str(number), body=body, passages=tuple(passages(body))))
        thread = Thread("long", comments=tuple(comments))
        begin = time.process_time()
        find_quoted(lay_out(thread))
        return time.process_time() - begin

    seconds(100)
    assert at_most(10, seconds, 2_000, 10_000, quick=0.2)


@pytest.mark.usefixtures("steady")
@pytest.mark.parametrize("unit", ["ha ", "to be or not to be ", "a b a c a b a d "])
def test_repetitive_text(unit):
    """A text that repeats itself endlessly takes time by its length alone."""

    def seconds(times):
        bodies = [unit * times, f"> {unit * times}\n\nwhat?", unit * times + "b"]
        thread = talk(*bodies)
        begin = time.process_time()
        find_quoted(lay_out(thread))
        return time.process_time() - begin

    seconds(100)
    assert at_most(8, seconds, 2_000, 8_000, quick=0.2)


TEXTS = [
    "Plain 'words', don't ''stop'' at rock'n'roll, it''s 5 o'clock_somewhere' ' x",
    "“Curly” quotes – and — dashes… it’s ‘fine’ naïve\u00a0café",
    "a &amp; b &lt;c&gt; don&#39;t caf&eacute;s &Eacute;cole &nosuch; &#x27;",
    "我不同意 ok 'tis ʼtis\nthe\r\nend\x1d\x00 of_it",
    "",
]


@pytest.mark.parametrize("text", TEXTS)
def test_forms_and_places_agree(text):
    """Forms without places are the forms with places, and each word is found by its number."""
    found = words(text)
    assert word_forms(text) == [word.form for word in found]
    lazy = Words(word_forms(text), [Part(0, 0, Origin(text, 0, len(text)))])
    assert [lazy[n] for n in range(min(8, len(found)))] == found[:8]
    assert list(lazy) == found
    if found:
        assert lazy[-1] == found[-1]
