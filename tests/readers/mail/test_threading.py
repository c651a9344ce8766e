"""Mails become threads by what they refer to, in whatever order and files they come."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mail_samples import START, mail, shape, threads_of

from threadlab.readers import read_all
from threadlab.readers.mail.subjects import bare_subject, is_reply, subject_key


def notes(thread, word):
    return [note for note in thread.notes if word in note]


def test_references_make_a_thread():
    """Mails that refer to each other are one thread; the parents are stated, nearest first."""
    (thread,) = threads_of(
        mail("c", "a", "b", minutes=2, subject="Re: Tulips"),
        mail("a"),
        mail("b", "a", minutes=1, subject="Re: Tulips"),
    )
    assert (thread.id, thread.title) == ("a", "Tulips")
    assert [c.id for c in thread.comments] == ["a", "b", "c"]
    assert [c.stated_parents for c in thread.comments] == [(), ("a",), ("b", "a")]
    assert thread.notes == ()


def test_in_reply_to_comes_before_references():
    """Where In-Reply-To and References disagree, In-Reply-To is the nearer parent."""
    threads = threads_of(
        mail("a"), mail("b", "a", minutes=1), mail("c", "a", "b", minutes=2, in_reply_to=("a",))
    )
    assert threads[0].comments[2].stated_parents == ("a", "b")


def test_ghosts_hold_siblings_together():
    """Answers to one missing message are one thread, named after it, with a note."""
    (thread,) = threads_of(
        mail("b", "lost", minutes=1, subject="Re: Tulips"),
        mail("c", "lost", minutes=2, subject="Re: Roses"),
    )
    assert (thread.id, thread.title) == ("lost", "Tulips")
    assert [c.stated_parents for c in thread.comments] == [("lost",), ("lost",)]
    assert notes(thread, "are not here: lost")


@pytest.mark.parametrize(
    ("subject", "days", "joined"),
    [
        ("Re: Tulips", 1, True),
        ("AW: [garden] tulips", 1, True),
        ("RE[2]: Re: TULIPS", 59, True),
        ("回复：Tulips", 1, True),
        ("Re: Tulips", 62, False),
        ("Re: Roses", 1, False),
        ("Tulips", 1, False),
        ("Re: Tulips", -1, False),
        ("Fwd: Tulips", 1, False),
    ],
)
def test_replies_without_references(subject, days, joined):
    """A reply that names no message joins the thread of its subject, without a stated parent."""
    threads = threads_of(mail("a"), mail("b", minutes=days * 1440, subject=subject))
    assert len(threads) == (1 if joined else 2)
    if joined:
        assert threads[0].comments[1].stated_parents == ()
        assert notes(threads[0], "for their subject: b")


def test_a_mail_that_begins_with_a_quote_answers_something():
    """A mail of a known subject that begins with a quote joins its thread."""
    body = "On Sunday Ann wrote:\n> The words of a.\n\nMine."
    assert len(threads_of(mail("a"), mail("b", minutes=1, body=body))) == 1


def test_replies_join_the_thread_that_began_last():
    """Of two threads of a subject, a reply joins the later; silence counts from the last mail."""
    day = 1440
    threads = threads_of(
        mail("a"),
        mail("b", minutes=50 * day),
        mail("c", "b", minutes=90 * day, subject="Re: Tulips"),
        mail("d", minutes=140 * day, subject="Re: Tulips"),
    )
    assert [[c.id for c in t.comments] for t in threads] == [["a"], ["b", "c", "d"]]


def test_circles_are_cut():
    """Of mails that answer each other in a circle, time decides which answers which."""
    (thread,) = threads_of(mail("a", "c"), mail("b", "a", minutes=1), mail("c", "b", minutes=2))
    assert [(c.id, c.stated_parents) for c in thread.comments] == [
        ("a", ()),
        ("b", ("a",)),
        ("c", ("b",)),
    ]
    assert notes(thread, "cut at: a (answers c)")


def test_self_references_are_left_out():
    """A mail that answers itself does not."""
    (thread,) = threads_of(mail("a", "a"))
    assert thread.comments[0].stated_parents == ()
    assert notes(thread, "name themselves")


def test_doubled_deliveries_are_one_mail():
    """A mail that came twice, once with a footer, is there once, as long as it came."""
    long = "The tulips should stand in rows along the whole fence, I think."
    (thread,) = threads_of(
        mail("a", body=long),
        mail("a", body=f"{long}\n\n____\nGarden list", subject="[garden] Tulips"),
        mail("a", body=long),
    )
    assert [c.body for c in thread.comments] == [f"{long}\n\n____\nGarden list"]
    assert notes(thread, "delivered more than once")


def test_different_mails_with_one_id_are_both_kept():
    """Of different mails with one id, the later goes by another."""
    threads = threads_of(
        mail("a"), mail("a", minutes=1, author="Bob", body="Mine."), mail("a~2", minutes=2)
    )
    assert [t.id for t in threads] == ["a", "a~2~", "a~2"]
    assert notes(threads[1], "were renamed")


def test_mails_without_ids_are_named():
    """A mail without an id goes by what it says, whichever mails are beside it."""
    one, two = mail(None, body="One."), mail(None, body="Two.", minutes=1)
    ids = [t.id for t in threads_of(one, two)]
    assert ids == [threads_of(one)[0].id, threads_of(two)[0].id]
    assert len(set(ids)) == 2
    assert notes(threads_of(one)[0], "without a Message-ID")


def test_mails_without_dates_stand_where_they_belong():
    """A mail without a date stands before its answers, or behind what it answers."""
    (thread,) = threads_of(
        mail("a"),
        mail("d", "a", minutes=9),
        mail("c", "b", "a", minutes=5),
        mail("b", "a", posted=None),
        mail("e", "a", posted=None),
    )
    assert [c.id for c in thread.comments] == ["a", "e", "b", "c", "d"]


def test_a_parent_with_a_wrong_clock():
    """A mail stands behind what it answers although its clock says otherwise."""
    (thread,) = threads_of(mail("a", minutes=30), mail("b", "a", minutes=1))
    assert [c.id for c in thread.comments] == ["a", "b"]


def test_threads_come_in_order_of_their_dates():
    """Threads are given in the order in which they began."""
    threads = threads_of(mail("b", minutes=5), mail("a", minutes=9), mail("c"))
    assert [t.id for t in threads] == ["c", "b", "a"]


@pytest.mark.parametrize(
    ("subject", "bare", "key"),
    [
        ("Re: Tulips", "Tulips", "tulips"),
        ("RE: re: Aw: Tulips", "Tulips", "tulips"),
        ("Re[3]: Tulips", "Tulips", "tulips"),
        ("Re (2): Tulips", "Tulips", "tulips"),
        ("Re^2: Tulips", "Tulips", "tulips"),
        ("SV: Antw: Odp: VS: Tulips", "Tulips", "tulips"),
        ("RÉP : Tulips", "Tulips", "tulips"),
        ("Re: [garden] Re: Tulips", "[garden] Tulips", "tulips"),
        ("[garden] Re: [garden] Tulips", "[garden] Tulips", "tulips"),
        ("答复: Tulips", "Tulips", "tulips"),
        ("Ответ: Tulips", "Tulips", "tulips"),
        ("Report: Tulips", "Report: Tulips", "report: tulips"),
        ("Redo: x", "Redo: x", "redo: x"),
        ("Re:", "Re:", ""),
        ("[garden]", "[garden]", "[garden]"),
        ("", "", ""),
    ],
)
def test_subjects(subject, bare, key):
    """Reply prefixes in many languages are told from the subject; a list's tag stays in titles."""
    assert bare_subject(subject) == bare
    assert subject_key(subject) == key
    assert is_reply(subject) == (bare != subject or subject == "Re:")


IDS = st.sampled_from("abcdefgh")
MAILS = st.builds(
    lambda key, refs, minutes, subject, body, dated: mail(
        key,
        *refs,
        minutes=minutes,
        subject=subject,
        body=body,
        posted=START + timedelta(minutes=minutes) if dated else None,
    ),
    st.none() | IDS,
    st.lists(IDS, max_size=3),
    st.integers(0, 200_000),
    st.sampled_from(["Tulips", "Re: Tulips", "[x] Re: Tulips", "Roses", ""]),
    st.sampled_from(
        ["Yes.", "No.", "> Yes.\nNo.", "It is a long story about the roses by the wall"]
    ),
    st.booleans() | st.just(True),
)


@given(st.lists(MAILS, max_size=12), st.randoms())
def test_the_order_of_delivery_does_not_matter(mails, random):
    """Shuffled mails give exactly the same threads."""
    shuffled = list(mails)
    random.shuffle(shuffled)
    assert threads_of(*shuffled) == threads_of(*mails)


@given(st.lists(MAILS, max_size=12))
def test_every_mail_is_in_one_thread(mails):
    """No mail is lost, parents stand before their answers, and first dates do not fall."""
    threads = threads_of(*mails)
    said = [c.body for t in threads for c in t.comments]
    assert set(said) == {m.body for m in mails}
    for thread in threads:
        seen = set()
        here = {c.id for c in thread.comments}
        for comment in thread.comments:
            assert not (set(comment.stated_parents) & here) - seen
            seen.add(comment.id)


def written(one):
    references = " ".join(f"<{r}>" for r in one.references)
    date = one.posted.strftime("%a, %d %b %Y %H:%M:%S %z") if one.posted else "unknown"
    head = [f"From: {one.author} <ann@example.org>", f"Date: {date}", f"Subject: {one.subject}"]
    head += [f"Message-ID: <{one.id}>"] * (one.id is not None) + [f"References: {references}"]
    return "\n".join([*head, "", one.body, ""])


@given(st.lists(MAILS, min_size=1, max_size=8), st.lists(st.integers(0, 2), min_size=8))
def test_the_files_do_not_matter(tmp_path_factory, mails, places):
    """Mails in one mailbox or in several give the same threads."""
    folder = tmp_path_factory.mktemp("mail")
    texts = [written(m) for m in mails]
    boxes = ["" for _ in range(3)]
    for text, place in zip(texts, places, strict=False):
        quoted = text.replace("\nFrom ", "\n>From ")
        boxes[place] += f"From ann@example.org Sun Jan  2 17:06:03 2005\n{quoted}\n"
    (folder / "one").mkdir()
    (folder / "several").mkdir()
    (folder / "one" / "all.mbox").write_text("".join(boxes))
    for number, box in enumerate(filter(None, boxes)):
        (folder / "several" / f"{number}.mbox").write_text(box)
    found = [
        [replace(t, source=None) for t in read_all(folder / name)] for name in ("one", "several")
    ]
    assert found[0] == found[1]


def test_a_maildir_is_one_mailbox(tmp_path):
    """The messages of a Maildir are threaded together; the source is their folder."""
    (tmp_path / "cur").mkdir()
    (tmp_path / "new").mkdir()
    (tmp_path / "cur" / "1100.M1.host").write_text(written(mail("a")))
    (tmp_path / "new" / "1101.M2.host").write_text(written(mail("b", "a", minutes=1)))
    (thread,) = read_all(tmp_path)
    assert shape([thread]) == [("a", [("a", None), ("b", "a")])]
    assert thread.source == str(tmp_path)
