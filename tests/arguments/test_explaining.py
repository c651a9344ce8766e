"""Which sentences speak for a comment's labels."""

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import threads

import threadlab as tl
from threadlab.arguments import explain_comment, is_unsure, key_sentences
from threadlab.arguments.explaining import MOST
from threadlab.arguments.sentences import divide, sentences
from threadlab.errors import UnknownName
from threadlab.thread import Comment, Passage, Reply, Span, Thread

INSULT = "You are a complete idiot and a liar."
PROPOSAL = "The council should close the bridge to cars on Sundays."


def parts(text):
    return [text[a:b] for a, b in divide(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("No", ["No"]),
        ("No. Yes! Why?! Well…", ["No.", "Yes!", "Why?!", "Well…"]),
        ('He said "no." I left.', ['He said "no."', "I left."]),
        ("i agree. you are right", ["i agree.", "you are right"]),
        (
            "Dr. Smith, e.g. in no. 5, said 3.5 vs. 4.",
            ["Dr. Smith, e.g. in no. 5, said 3.5 vs. 4."],
        ),
        ("See J. R. Jones. He and I. Then.", ["See J. R. Jones.", "He and I.", "Then."]),
        ("wrapped\nlines go on\n\nnew paragraph", ["wrapped\nlines go on", "new paragraph"]),
        ("Three:\n- one\n- two\n3. four", ["Three:", "- one", "- two", "3. four"]),
        ("See http://a.b/c.d?e now", ["See http://a.b/c.d?e now"]),
    ],
)
def test_sentences_end_where_they_should(text, expected):
    """Marks, paragraphs and items end a sentence; abbreviations, numbers and addresses do not."""
    assert parts(text) == expected


@given(st.text(st.sampled_from('ab .!?\n"…-1)'), max_size=60) | st.text(max_size=60))
def test_dividing_loses_only_white_space(text):
    """The sentences are in order and hold every character that is no white space."""
    found = list(divide(text))
    assert "".join("".join(text[a:b].split()) for a, b in found) == "".join(text.split())
    assert all(a < b for a, b in found)
    assert all(one[1] <= two[0] for one, two in itertools.pairwise(found))


def test_spans_lie_in_the_body():
    """The place of a sentence is its place in the body, behind quotes and within markup."""
    body = "> old words\nOne is here. Two is there.\n"
    comment = Comment(
        "a",
        body=body,
        passages=(
            Passage("old words", Span(0, 12), "quote", 1),
            Passage("One is here. Two is there.\n", Span(12, len(body)), "own"),
        ),
    )
    assert [body[s.span.start : s.span.end] for s in sentences(comment)] == [
        "One is here.",
        "Two is there.",
    ]
    body = "<p>One <b>is</b> here. Two &amp; three.</p>"
    own = Passage("One is here. Two & three.", Span(0, len(body)), "own")
    found = sentences(Comment("a", body=body, format="html", passages=(own,)))
    assert [s.text for s in found] == ["One is here.", "Two & three."]
    assert all(0 <= s.span.start <= s.span.end <= len(body) for s in found)


@given(threads())
@settings(max_examples=30, deadline=None)
def test_spans_of_any_comment_lie_in_its_body(thread):
    """Whatever a body holds, its sentences lie in it."""
    for comment in thread.comments:
        for sentence in sentences(comment):
            assert 0 <= sentence.span.start <= sentence.span.end <= len(comment.body)


def test_the_insult_makes_the_attack():
    """The sentence that insults speaks for the attack, wherever it stands."""
    for text in (f"{PROPOSAL} {INSULT}", f"{INSULT} {PROPOSAL}"):
        found = tl.explain(text, parent="The bridge should stay open.")
        assert found.type.name == "attack"
        best = max(found.sentences, key=lambda s: s.type_effect)
        assert best.text == INSULT
        assert text[best.span.start : best.span.end] == INSULT
        assert best.type_effect > 0.2
        assert found.stance is not None


GERMAN = "Du bist ein Idiot. Wir sollten die Brücke für Autos sperren, das ist doch klar."


def test_explaining_agrees_with_classifying():
    """The labels have the probabilities that classify gives, and are unsure where it says so."""
    parent = Comment("p", body="The bridge should stay open.")
    for text in (GERMAN, "x = 1;\nfoo(x);", f"{PROPOSAL} {INSULT}", "Maybe. Who knows?"):
        thread = Thread(
            "t", comments=(parent, Comment("c", body=text)), replies=(Reply("c", "p", 1.0),)
        )
        told, found = tl.classify(thread), explain_comment(thread, "c")
        assert found.type == told.comments[1].types[0]
        assert found.stance == told.replies[0].stance[0]
        labels = (found.type, found.stance)
        assert found.unsure == tuple(label.name for label in labels if is_unsure(label))
        for label in found.unsure:
            assert f"{label} " in str(found)
            assert "(unsure)" in str(found)
            assert "(unsure)" in found._repr_html_()


def test_what_the_model_cannot_read_is_said():
    """An explanation names the language that is not read, and code; its effects are as small."""
    found = tl.explain(GERMAN, parent="The bridge should stay open.")
    assert "German" in found.doubt
    assert len(found.unsure) == 2
    assert found.doubt in str(found)
    assert found.doubt in found._repr_html_()
    effects = [s.type_effect for s in found.sentences]
    assert max(map(abs, effects)) <= 0.5
    assert "code" in tl.explain("def f(x):\n    return x + 1\n\nprint(f(2))").doubt
    plain = tl.explain(INSULT)
    assert plain.doubt == ""
    assert "doubtful" not in str(plain)


def test_a_text_that_answers_nothing_has_no_stance():
    """Without a parent and without quotes only the type is explained; a quote is a parent."""
    found = tl.explain(PROPOSAL)
    assert found.stance is None
    assert [s.stance_effect for s in found.sentences] == [None]
    assert tl.explain(f"> Keep it open.\n{PROPOSAL}").stance is not None


def test_effects_are_what_the_model_says(tiny_model):
    """An effect is the mean of what is lost without the sentence and of what it gives alone."""
    from threadlab.encoder import Pair, load_model

    model = load_model(tiny_model)
    found = tl.explain("no law. why cars?", parent="a bus", model=tiny_model)
    asked = ("no law. why cars?", "", "why cars?", "no law.")
    scores = model.score([Pair("a bus", text) for text in asked])
    for head, label, name in (
        ("types", found.type, "type_effect"),
        ("stance", found.stance, "stance_effect"),
    ):
        place = model.folder.head(head).labels.index(label.name)
        every, none, second, first = (s.by_head[head][place] for s in scores)
        assert label.probability == every
        effects = [getattr(s, name) for s in found.sentences]
        assert effects[0] == pytest.approx(((every - second) + (first - none)) / 2, abs=1e-4)
        assert effects[1] == pytest.approx(((every - first) + (second - none)) / 2, abs=1e-4)


def test_long_comments_are_explained_in_groups(tiny_model):
    """A hundred thousand words are explained by a bounded number of pieces that cover them."""
    text = "no, that is wrong. " * 25_000
    found = tl.explain(text, model=tiny_model)
    assert len(found.sentences) <= MOST
    assert found.sentences[0].span.start == 0
    assert found.sentences[-1].span.end == len(text.rstrip())


def test_what_has_no_words_has_no_sentences(tiny_model):
    """Empty and removed comments are explained by nothing; unknown ones are refused."""
    thread = Thread("t", comments=(Comment("a", body="why"), Comment("b", body="[deleted]")))
    assert explain_comment(thread, "b", model=tiny_model).sentences == ()
    assert "no words" in str(explain_comment(thread, "b", model=tiny_model))
    with pytest.raises(UnknownName, match="a, b"):
        tl.explain(thread, "c", model=tiny_model)
    with pytest.raises(TypeError):
        tl.explain(thread)


def test_hostile_text_is_shown_not_obeyed(tiny_model):
    """Neither the terminal nor the notebook takes commands from a comment."""
    found = tl.explain("no \x1b[31m<script>alert(1)</script>\u202e. why?", model=tiny_model)
    assert not set(str(found)) & {"\x1b", "\u202e"}
    assert "<script>" not in found._repr_html_()
    assert "&lt;script&gt;" in found._repr_html_()


DEBATE = Thread(
    "t",
    comments=(
        Comment("a", body="no law. why cars? i agree, good point. you idiot."),
        Comment("b", body="one sentence only"),
        Comment("c", body="you idiot. the law of the city must not be wrong."),
        Comment("d", body=""),
    ),
    replies=(Reply("b", "c", 1.0), Reply("c", "a", 1.0)),
)


def test_key_sentences_are_the_best_of_each_comment(tiny_model):
    """For comments of several sentences the strongest one is that which explain gives, too."""
    found = key_sentences(DEBATE, model=tiny_model)
    for name in ("a", "c"):
        told = explain_comment(DEBATE, name, model=tiny_model).sentences
        best = max(told, key=lambda s: s.type_effect)
        if name in found:
            assert found[name].span == best.span
            assert found[name].type_effect == pytest.approx(best.type_effect, abs=1e-4)
        else:
            assert best.type_effect < 0.05
    assert set(found) <= {"a", "c"}


def test_key_sentences_keep_to_their_budget(tiny_model):
    """No more pairs are read than allowed; with no time left none are."""
    assert key_sentences(DEBATE, model=tiny_model, most_pairs=5) == {}
    assert set(key_sentences(DEBATE, model=tiny_model, most_pairs=6)) <= {"c"}
    assert key_sentences(DEBATE, model=tiny_model, seconds=0) == {}
    assert key_sentences(Thread("e"), model="no/such/model") == {}
