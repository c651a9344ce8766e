"""Threads -> argument types and stances."""

import shutil
from dataclasses import replace

import pytest
from hypothesis import given, settings
from strategies import threads

from threadlab.arguments import classify, classify_many, is_unsure, named_types, thresholds
from threadlab.arguments.pairing import questions
from threadlab.errors import ModelError
from threadlab.scheme import STANCES, TYPES
from threadlab.thread import Comment, Evidence, Label, Passage, Reply, Span, Thread


def quoting(key, quote, own):
    """A comment that quotes in its first line and answers in its second."""
    body = f"> {quote}\n{own}"
    cut = len(quote) + 3
    return Comment(
        key,
        body=body,
        passages=(
            Passage(quote, Span(0, cut), "quote", 1),
            Passage(own, Span(cut, len(body)), "own"),
        ),
    )


def quoted(start, end):
    """Evidence that a quote lies between two places of the child."""
    return Evidence("quoted", 0.9, Span(start, end))


OPENING = Comment("a", body="Cars should leave the city.")
ANSWER = Comment("b", body="No, people need them.")


def asked(*comments, replies=()):
    """The questions that a thread raises, as (words answered, own words, reply, types)."""
    found = questions(Thread("t", comments=comments, replies=replies))
    return [(q.pair.answered, q.pair.own, q.reply, q.types) for q in found]


def test_the_parent_is_answered():
    """A comment without quotes answers its parent's own words."""
    found = asked(OPENING, ANSWER, replies=(Reply("b", "a", 0.9),))
    assert found == [
        ("", OPENING.body, None, True),
        (OPENING.body, ANSWER.body, 0, True),
    ]


def test_quoted_words_go_before_the_parents():
    """A comment that quotes answers the quoted words."""
    child = quoting("b", "leave the city", "They should not.")
    found = asked(OPENING, child, replies=(Reply("b", "a", 0.9),))
    assert found[1] == ("leave the city", "They should not.", 0, True)


@pytest.mark.parametrize(
    ("body", "own"),
    [
        ("@Bob No.", "No."),
        ("@somebody_else: No.", "No."),
        ("Bob, no.", "no."),
        ("bob smith: no.", "no."),
        ("Well, no.", "Well, no."),
        ("Bob", "Bob"),
        ("Bob, ", "Bob,"),
        ("@Bob", "@Bob"),
    ],
)
def test_whom_a_comment_addresses_is_not_read(body, own):
    """The name of somebody in the thread, or after an @, is left out at the beginning."""
    opening = Comment("a", author="Bob Smith", body="Sarah: cars should go.")
    found = asked(opening, Comment("b", author="Sarah", body=body), replies=(Reply("b", "a", 1.0),))
    assert found[1][:2] == ("cars should go.", own)


def test_the_parents_quotes_are_not_its_words():
    """Of a parent only its own words are answered."""
    parent = quoting("b", "leave the city", "They should not.")
    found = asked(
        OPENING, parent, Comment("c", body="Why?"), replies=(Reply("b", "a", 1), Reply("c", "b", 1))
    )
    assert found[2] == ("They should not.", "Why?", 1, True)


def test_each_reply_of_a_comment_is_asked_about():
    """A further reply is a further pair with the quote that it rests on; types are asked once."""
    body = "> one\nNo.\n> two\nYes."
    child = Comment(
        "c",
        body=body,
        passages=(
            Passage("one", Span(0, 6), "quote", 1),
            Passage("No.", Span(6, 10), "own"),
            Passage("two", Span(10, 16), "quote", 1),
            Passage("Yes.", Span(16, 20), "own"),
        ),
    )
    further = Reply("c", "b", 0.5, (quoted(10, 16),), primary=False)
    primary = Reply("c", "a", 0.9, (quoted(0, 6),))
    assert asked(OPENING, ANSWER, child, replies=(further, primary))[2:] == [
        ("one", "No.\nYes.", 1, True),
        ("two", "No.\nYes.", 0, False),
    ]
    unproven = replace(primary, evidence=())
    assert asked(OPENING, ANSWER, child, replies=(further, unproven))[2][0] == "one"


def test_an_unknown_parent_leaves_the_quotes():
    """A reply to a lost comment has a stance only if it quotes what it answers."""
    lost = Reply("b", None, 0.8)
    assert asked(OPENING, ANSWER, replies=(lost,))[1] == ("", ANSWER.body, None, True)
    child = quoting("b", "gone words", "Not at all.")
    assert asked(OPENING, child, replies=(lost,))[1] == ("gone words", "Not at all.", 0, True)


@pytest.mark.parametrize("body", ["", "  \n", "[deleted]", "[Removed]", "\u00a0"])
def test_a_comment_without_words_is_not_classified(tiny_model, body):
    """An empty or removed comment has no types, and nobody takes a stance toward it."""
    thread = Thread(
        "t",
        comments=(OPENING, Comment("b", body=body), Comment("c", body="I agree.")),
        replies=(Reply("b", "a", 0.9), Reply("c", "b", 0.9)),
    )
    found = classify(thread, model=tiny_model)
    assert [bool(c.types) for c in found.comments] == [True, False, True]
    assert [r.stance for r in found.replies] == [(), ()]


def test_labels_are_complete_and_in_order(tiny_model):
    """Comments get ten types and replies three stances, most probable first."""
    thread = Thread("t", comments=(OPENING, ANSWER), replies=(Reply("b", "a", 0.9),))
    found = classify(thread, model=tiny_model)
    for comment in found.comments:
        assert {label.name for label in comment.types} == set(TYPES)
    assert {label.name for label in found.replies[0].stance} == set(STANCES)
    stance = [label.probability for label in found.replies[0].stance]
    assert stance == sorted(stance, reverse=True)


@given(threads())
@settings(max_examples=30, deadline=None)
def test_classifying_changes_labels_alone(tiny_model, thread):
    """Whatever a thread holds, only its labels change, and a second time nothing does.

    Where a comment seems to be in another language, a note says so.
    """
    found = classify(thread, model=tiny_model)
    added = found.notes[len(thread.notes) :]
    assert all(note.startswith("Labels are doubtful where") for note in added)
    plain = replace(
        found,
        comments=tuple(
            replace(c, types=old.types)
            for c, old in zip(found.comments, thread.comments, strict=True)
        ),
        replies=tuple(
            replace(r, stance=old.stance)
            for r, old in zip(found.replies, thread.replies, strict=True)
        ),
        notes=found.notes[: len(thread.notes)],
    )
    assert plain == thread
    assert classify(found, model=tiny_model) == found


def test_many_threads_are_classified_as_each_alone(tiny_model):
    """Reading threads together changes their labels by rounding at most, and keeps their order."""
    several = [
        Thread(
            f"t{k}",
            comments=(OPENING, Comment("b", body="No. " * (k % 9) + "why")),
            replies=(Reply("b", "a", 0.9),),
        )
        for k in range(300)
    ]
    several.insert(3, Thread("empty"))
    together = list(classify_many(iter(several), model=tiny_model))
    assert [t.id for t in together] == [t.id for t in several]
    for found in (*together[:5], *together[-5:]):
        alone = classify(several[[t.id for t in several].index(found.id)], model=tiny_model)
        for ours, theirs in zip(found.comments, alone.comments, strict=True):
            for label in ours.types:
                other = next(o for o in theirs.types if o.name == label.name)
                assert label.probability == pytest.approx(other.probability, abs=2e-5)


def labels(**given):
    """Ten types, most probable first."""
    found = [Label(name, given.get(name, 0.01)) for name in TYPES]
    return tuple(sorted(found, key=lambda label: -label.probability))


def test_types_are_named_by_their_thresholds(tiny_model):
    """The most probable type is always named, others from their threshold on, three at most."""
    comment = Comment("a", body="x", types=labels(claim=0.3, reason=0.2))
    assert [t.name for t in named_types(comment, tiny_model)] == ["claim"]
    comment = Comment(
        "a", body="x", types=labels(claim=0.9, reason=0.6, attack=0.5, question=0.45, other=0.4)
    )
    assert [t.name for t in named_types(comment, tiny_model)] == ["claim", "reason", "attack"]
    assert named_types(OPENING, tiny_model) == ()
    assert thresholds(tiny_model)["claim"] == 0.4


def test_doubt_has_a_limit_for_each_head(tiny_model):
    """A label below the limit of its head is unsure."""
    assert is_unsure(Label("claim", 0.49), tiny_model)
    assert not is_unsure(Label("claim", 0.5), tiny_model)
    assert not is_unsure(Label("agree", 0.45), tiny_model)
    assert is_unsure(Label("neutral", 0.39), tiny_model)


def test_a_model_that_tells_only_types_gives_no_stance(tiny_model, tmp_path):
    """A head that the model lacks leaves its labels empty; asking for its doubt is refused."""
    import json

    from safetensors.torch import load_file, save_file

    folder = tmp_path / "half"
    shutil.copytree(tiny_model, folder)
    told = json.loads((folder / "labels.json").read_text())
    told["heads"].pop("stance")
    (folder / "labels.json").write_text(json.dumps(told))
    weights = load_file(str(folder / "model.safetensors"))
    kept = {name: value for name, value in weights.items() if not name.startswith("stance.")}
    save_file(kept, str(folder / "model.safetensors"))
    thread = Thread("t", comments=(OPENING, ANSWER), replies=(Reply("b", "a", 0.9),))
    found = classify(thread, model=folder)
    assert found.comments[1].types
    assert found.replies[0].stance == ()
    with pytest.raises(ModelError, match="stance"):
        is_unsure(Label("agree", 0.4), folder)


def test_a_thread_without_words_needs_no_model():
    """Where nothing is to be read no model is loaded."""
    thread = Thread("t", comments=(Comment("a"),))
    assert classify(thread, model="no/such/model") == thread
