"""Pseudonyms: no author's name is left anywhere, and the thread stays a thread."""

import dataclasses
import re
import string
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from threadlab.exports import EXPORTERS, outline
from threadlab.pseudonyms import ADDRESS, Pseudonyms
from threadlab.scheme import STANCES, TYPES
from threadlab.thread import Comment, Evidence, Label, Passage, Reply, Span, Thread

FEW = settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
LETTERS = string.ascii_letters + "äßéøЖ中"
# Names with a letter that no word of any format has, so that what is found is the name.
NAMES = st.builds(
    lambda start, mark, more, tail: f"{start}{mark}{more}{tail}",
    st.sampled_from(["", "~", "[", "Dr. ", "von "]),
    st.sampled_from(["Q", "Zq", "xq", "Жq"]),
    st.text(st.sampled_from(LETTERS + "0_"), min_size=2, max_size=8),
    st.sampled_from(["", "]", " Qmiller", "-Qx7", " the 3rd", "'s", "&Qo"]),
)
FILLING = st.text(st.sampled_from(string.ascii_lowercase[:12] + " \n>.,:@<&"), max_size=12)


@st.composite
def named_threads(draw):
    """Threads in which people are named everywhere that a name can stand."""
    names = draw(st.lists(NAMES, min_size=1, max_size=4, unique_by=str.casefold))

    def text():
        pieces = draw(
            st.lists(FILLING | st.sampled_from(names).map(lambda n: f" {n} "), max_size=6)
        )
        said = "".join(pieces)
        return draw(st.sampled_from([said, said.upper(), said.replace(" ", "\n> ")]))

    comments = []
    for key in range(draw(st.integers(1, 4))):
        body = text()
        cuts = sorted({0, len(body), *draw(st.lists(st.integers(0, len(body)), max_size=3))})
        kinds = ("own", "quote", "attribution")
        passages = []
        for start, end in pairwise(cuts):
            kind = draw(st.sampled_from(kinds))
            by = draw(st.none() | st.sampled_from(names)) if kind == "quote" else None
            passages.append(
                Passage(body[start:end], Span(start, end), kind, int(kind == "quote"), by)
            )
        author = draw(st.none() | st.sampled_from(names))
        name = draw(st.sampled_from([f"{key}", f"{key} {names[0]}", f"<{key}.x@example.org>"]))
        comments.append(
            Comment(
                name,
                author,
                body,
                passages=tuple(passages),
                types=labels(TYPES),
                stated_parents=(f"{key}@{key}.org",),
            )
        )
    replies = []
    for k in range(1, len(comments)):
        child, parent = comments[k], comments[draw(st.integers(0, k - 1))]
        spans = [draw(spans_of(c.body)) for c in (child, parent)]
        evidence = (Evidence("quoted", 1.0, *spans),)
        replies.append(Reply(child.id, parent.id, 0.9, evidence, stance=labels(STANCES)))
    return Thread(
        f"t {names[0]}",
        title=f"What {names[-1]} said",
        source=f"{names[0]}.mbox",
        comments=tuple(comments),
        replies=tuple(replies),
        notes=(f"{names[0]} wrote twice",),
    ), names


@st.composite
def spans_of(draw, body):
    start = draw(st.integers(0, len(body)))
    return Span(start, draw(st.integers(start, len(body))))


def labels(names):
    return tuple(Label(name, 1 / len(names)) for name in names)


def authors(thread):
    quoted = {p.said_by for c in thread.comments for p in c.passages}
    return {c.author for c in thread.comments} | quoted


@FEW
@given(named_threads())
def test_no_name_survives_in_any_export(drawn):
    """Names of three letters or more are in no export, as whole words, in whatever case."""
    thread, _ = drawn
    renamed = Pseudonyms().replace(thread)
    files = [
        one.write(renamed)
        for one in EXPORTERS
        if one.write and one.name not in {"html", "svg", "pdf", "png", "jsonl.gz", "parquet"}
    ]
    text = b"\n".join(files).decode("utf-8") + outline(renamed, width=80)
    plain = {" ".join(form.split()) for form in (text, text.replace("\\", ""))}
    for name in authors(thread) - {None}:
        core = re.sub(r"^\W+|\W+$", "", name)
        for form in plain:
            assert not re.search(rf"(?<!\w){re.escape(core)}(?!\w)", form, re.IGNORECASE), core


@FEW
@given(named_threads())
def test_a_renamed_thread_is_whole(drawn):
    """Passages tile the bodies, evidence lies within, replies join the same comments."""
    thread, _ = drawn
    renamed = Pseudonyms().replace(thread)  # each core type checks itself at birth
    place = {c.id: k for k, c in enumerate(thread.comments)}
    after = {c.id: k for k, c in enumerate(renamed.comments)}
    for one, other in zip(thread.replies, renamed.replies, strict=True):
        assert (place[one.child], place[one.parent]) == (after[other.child], after[other.parent])
    for one, other in zip(thread.comments, renamed.comments, strict=True):
        assert bool(one.passages) == bool(other.passages)
        assert [p.kind for p in one.passages] == [p.kind for p in other.passages]
        if other.passages:
            assert (
                "".join(other.body[p.span.start : p.span.end] for p in other.passages) == other.body
            )
        assert (one.author is None) == (other.author is None)
    same = {(a.author, b.author) for a, b in zip(thread.comments, renamed.comments, strict=True)}
    assert len(same) == len({a for a, _ in same}) == len({b for _, b in same})


def mail():
    body = (
        "On May 3, Ann Lee <ann@tea.example> wrote:\n> I agree with\n> bob.\n"
        "Lee is right, and so is BOB; al is not. J&ouml;rg, too.\n"
    )
    cuts = (0, 43, 65, len(body))
    kinds = (("attribution", 0, "Ann Lee"), ("quote", 1, "Ann Lee"), ("own", 0, None))
    passages = tuple(
        Passage(body[start:end], Span(start, end), *kind)
        for (start, end), kind in zip(pairwise(cuts), kinds, strict=True)
    )
    return Thread(
        "mails",
        title="Bob's tea",
        comments=(
            Comment("<1@tea.example>", "Ann Lee", "I agree with bob."),
            Comment("<2@tea.example>", "Bob", body, "html", passages=passages),
            Comment("3", "Al", "al al"),
            Comment("4", "Jörg", "?"),
        ),
        replies=(
            Reply(
                "<2@tea.example>",
                "<1@tea.example>",
                1.0,
                (Evidence("quoted", 1.0, Span(43, 65), Span(0, 17)),),
            ),
        ),
    )


def test_names_are_replaced_in_bodies_quotes_and_attributions():
    """Whole names, capitalised parts of them, HTML entities; broken over quoted lines, too."""
    renamed = Pseudonyms().replace(mail())
    assert renamed.title == "Person2's tea"
    assert [c.id for c in renamed.comments] == ["c1", "c2", "3", "4"]
    assert renamed.comments[1].body == (
        f"On May 3, Person1 <{ADDRESS}> wrote:\n> I agree with\n> Person2.\n"
        "Person1 is right, and so is Person2; al is not. Person4, too.\n"
    )
    assert [p.said_by for p in renamed.comments[1].passages] == ["Person1", "Person1", None]
    evidence = renamed.replies[0].evidence[0]
    body = renamed.comments[1].body
    assert body[evidence.here.start : evidence.here.end] == "> I agree with\n> Person2.\n"


def test_short_names_are_replaced_only_in_attributions():
    """A name of two letters is a word of its own elsewhere; as an author it is gone."""
    said = "Al wrote:\n"
    thread = Thread(
        "t",
        comments=(
            Comment("1", "Al", "al al"),
            Comment(
                "2",
                "Bob",
                f"{said}Al",
                passages=(
                    Passage(said, Span(0, 10), "attribution", 0, "Al"),
                    Passage("Al", Span(10, 12), "own"),
                ),
            ),
        ),
    )
    renamed = Pseudonyms().replace(thread)
    assert [c.body for c in renamed.comments] == ["al al", "Person1 wrote:\nAl"]


def test_names_are_stable_within_a_run():
    """The same author has the same name in every thread, another author another."""
    names = Pseudonyms()
    first = names.replace(mail())
    second = names.replace(dataclasses.replace(mail(), comments=mail().comments[::-1], replies=()))
    assert [c.author for c in second.comments] == [c.author for c in first.comments][::-1]
    third = names.replace(Thread("t", comments=(Comment("1", "Eve", "Ann Lee?"),)))
    assert (third.comments[0].author, third.comments[0].body) == ("Person5", "Person1?")


def test_an_author_may_be_called_like_a_pseudonym():
    """Such a name is replaced, and given to nobody."""
    thread = Thread(
        "t", comments=(Comment("1", "Person1", "Person1 here"), Comment("2", "Person3"))
    )
    renamed = Pseudonyms().replace(thread)
    assert [c.author for c in renamed.comments] == ["Person2", "Person4"]
    assert renamed.comments[0].body == "Person2 here"


@pytest.mark.parametrize("people", [20, 2_000])
def test_many_people_cost_no_more(people, steady):
    """The work grows with the text, not with the text times the people."""
    import time

    comments = tuple(
        Comment(str(k), f"user {k % people}", "I agree with user 7, as so often. " * 20)
        for k in range(2_000)
    )
    start = time.process_time()
    Pseudonyms().replace(Thread("t", comments=comments))
    assert time.process_time() - start < 6
