"""Who answers whom: cases as files, laws, and the size of threads."""

import itertools
import json
import shutil
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from strategies import TEXTS, threads
from timing import at_most

from threadlab.encoder import models_folder
from threadlab.errors import ModelError
from threadlab.replies import FINDERS, rebuild
from threadlab.replies.weights import load_model
from threadlab.rows import from_row, to_row
from threadlab.thread import EVIDENCE_KINDS, Comment, Thread, primary_replies

CASES = Path(__file__).parent.parent / "cases" / "replies"
FILES = [path for path in sorted(CASES.glob("*.json")) if path.stem != "seed_001"]
# Drawing a thread is slow, not the code under test.
SLOW = settings(max_examples=40, suppress_health_check=list(HealthCheck))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_case(path):
    """Each case's comments answer whom its file says, for the reason that it says."""
    case = json.loads(path.read_text(encoding="utf-8"))
    rebuilt = rebuild(from_row(case["thread"]))
    primary = primary_replies(rebuilt)
    parents = case.get("parents", {})
    assert {child: primary[child].parent for child in parents} == parents
    kinds = case.get("kinds", {})
    assert {child: primary[child].evidence[0].kind for child in kinds} == kinds
    for child, answered in case.get("answered", {}).items():
        found = [reply.parent for reply in rebuilt.replies if reply.child == child]
        assert sorted(found) == answered


def test_spans_of_a_quote():
    """A quote's evidence shows the quoted words on both sides."""
    case = json.loads((CASES / "marked_quotes.json").read_text(encoding="utf-8"))
    thread = rebuild(from_row(case["thread"]))
    bodies = {comment.id: comment.body for comment in thread.comments}
    evidence = primary_replies(thread)["c"].evidence[0]
    here = bodies["c"][evidence.here.start : evidence.here.end]
    there = bodies["a"][evidence.there.start : evidence.there.end]
    assert there == bodies["a"].rstrip(".")
    assert " ".join(here.replace("> ", "").split()) == there


def test_no_letter_of_a_stated_circle_is_silent():
    """A stated parent that had to be dropped is named in the notes."""
    case = json.loads((CASES / "stated.json").read_text(encoding="utf-8"))
    notes = rebuild(from_row(case["thread"])).notes
    assert [note for note in notes if note.startswith("comment 4 is said to answer")]


def check(thread, rebuilt):
    """What holds for every rebuilt thread."""
    place = {comment.id: n for n, comment in enumerate(rebuilt.comments)}
    primary = primary_replies(rebuilt)
    assert [c.id for c in rebuilt.comments[1:]] == list(primary)
    for reply in rebuilt.replies:
        assert reply.evidence
        assert 0 <= reply.probability <= 1
        stated = reply.evidence[0].kind == "stated"
        if reply.parent is not None and not stated:
            assert place[reply.parent] < place[reply.child]
        shares = [candidate.probability for candidate in reply.runners_up]
        assert reply.probability + sum(shares) < 1.01
        assert reply.parent not in [candidate.parent for candidate in reply.runners_up]
    bodies = {c.id: c.body for c in thread.comments}
    assert {c.id: c.body for c in rebuilt.comments} == bodies
    assert rebuild(rebuilt) == rebuilt
    assert from_row(json.loads(json.dumps(to_row(rebuilt)))) == rebuilt


@SLOW
@given(threads())
def test_laws_of_any_thread(thread):
    """Every comment but the first has a reply with evidence that points back; twice is once."""
    check(thread, rebuild(thread))


WORDS = st.sampled_from(
    "the bridge was closed again why do you say that because nobody pays for paint i agree".split()
)
LINES = st.lists(WORDS, min_size=1, max_size=12).map(" ".join)


@st.composite
def talks(draw):
    """Draws threads that quote earlier lines, marked or not."""
    said = []
    comments = []
    for number in range(draw(st.integers(2, 8))):
        lines = draw(st.lists(LINES | TEXTS, min_size=1, max_size=3))
        if said and draw(st.booleans()):
            mark = draw(st.sampled_from(["> ", "", ">> "]))
            lines.insert(0, mark + draw(st.sampled_from(said)))
        said.extend(line for line in lines if line)
        comments.append(Comment(str(number), body="\n".join(lines), format="markdown"))
    return Thread("talk", order=draw(st.sampled_from(["posted", "page"])), comments=tuple(comments))


@SLOW
@given(talks())
def test_laws_of_talks(thread):
    """The laws hold where comments quote one another."""
    check(thread, rebuild(thread))


@SLOW
@given(talks())
def test_page_order(thread):
    """On a depth-first page the parent lies on the path from the root to the comment before."""
    rebuilt = rebuild(thread)
    primary = primary_replies(rebuilt)
    if rebuilt.order != "page":
        return
    ids = [comment.id for comment in rebuilt.comments]
    for before, child in itertools.pairwise(ids):
        path = [before]
        while path[-1] in primary:
            path.append(primary[path[-1]].parent)
        assert primary[child].parent in path


def test_finders_give_known_kinds():
    """Each finder is named by the kind of evidence that it gives; place is no finder's."""
    assert (*FINDERS, "near", "corrected") == EVIDENCE_KINDS


def test_thread_without_answers():
    """A thread of one comment has no reply."""
    thread = rebuild(Thread("one", comments=(Comment("1", body="Nobody came."),)))
    assert thread.replies == ()
    assert thread.comments[0].passages


def _long(count, order, chain):
    start = datetime(2020, 1, 1, tzinfo=UTC)
    comments = []
    for number in range(count):
        before = number - 1 if chain else number * 7 % max(1, number)
        words = f"point {before} about subject {before % 91} was never shown by source {before}"
        mine = f"point {number} about subject {number % 91} was never shown by source {number}"
        body = f"> {words}\n\n{mine}" if number else mine
        comments.append(
            Comment(
                str(number),
                f"writer {number % 57}",
                body,
                "markdown",
                start + timedelta(minutes=number),
            )
        )
    return Thread("long", order=order, comments=tuple(comments))


@pytest.mark.parametrize("chain", [False, True], ids=["wide", "chain"])
@pytest.mark.parametrize("order", ["posted", "page"])
@pytest.mark.usefixtures("steady")
def test_long_thread(order, chain):
    """The work grows like n log n: eight times the comments take far less than 64 times as long."""

    def seconds(count):
        thread = _long(count, order, chain)
        begin = time.process_time()
        rebuilt = rebuild(thread)
        spent = time.process_time() - begin
        assert len(rebuilt.replies) >= count - 1
        return spent

    seconds(100)
    assert at_most(24, seconds, 400, 3200, quick=0.5)


def _found(thread):
    return {(r.child, r.parent, r.primary) for r in rebuild(thread).replies}


@SLOW
@given(talks(), st.randoms(use_true_random=False))
def test_the_order_of_the_list_does_not_matter_where_times_are_known(thread, dice):
    """Comments whose times are all known and differ are answered alike however they are listed."""
    start = datetime(2020, 1, 1, tzinfo=UTC)
    timed = tuple(
        replace(comment, author=f"writer {n % 3}", posted=start + timedelta(minutes=n * n))
        for n, comment in enumerate(thread.comments)
    )
    listed = replace(thread, order="posted", comments=timed)
    shuffled = replace(listed, comments=tuple(dice.sample(timed, len(timed))))
    assert rebuild(shuffled).replies == rebuild(listed).replies


def test_mails_keep_the_order_of_their_mailbox():
    """Mails bear the clocks of their senders, so that their times put nothing in order."""
    start = datetime(2020, 1, 1, tzinfo=UTC)
    mails = tuple(
        Comment(str(n), "ann", "I think so.", "email", start - timedelta(days=n)) for n in range(4)
    )
    rebuilt = rebuild(Thread("mails", comments=mails))
    assert [comment.id for comment in rebuilt.comments] == ["0", "1", "2", "3"]


@pytest.mark.parametrize("order", ["posted", "page"])
def test_a_letter_elsewhere_changes_no_quoted_reply(order):
    """A letter more in a comment changes none of the quoted replies that it has no part in."""
    thread = _long(40, order, chain=True)
    before = _found(thread)
    for changed in (0, 7, 38):
        comments = list(thread.comments)
        body = comments[changed].body
        comments[changed] = replace(comments[changed], body=f"{body}x")
        after = _found(replace(thread, comments=tuple(comments)))
        part = {str(changed)}
        differing = before ^ after
        assert all(part & {child, parent} for child, parent, _ in differing)


def test_the_unknown_is_rare_where_nothing_is_quoted():
    """Without any quote a comment is hung somewhere, with the probability that this deserves."""
    words = "yes no maybe never always today here there".split()
    start = datetime(2020, 1, 1, tzinfo=UTC)
    comments = tuple(
        Comment(str(n), f"ann{n % 17}", f"{words[n % 8]} {words[n % 7]}", "markdown",
                start + timedelta(minutes=n))
        for n in range(80)
    )  # fmt: skip
    found = primary_replies(rebuild(Thread("bare", comments=comments))).values()
    assert sum(reply.parent is None for reply in found) < 4
    assert all(reply.probability < 0.9 for reply in list(found)[10:])


@pytest.mark.parametrize("name", ["parents.json", "lines.json"])
def test_a_model_of_other_features_is_refused(tmp_path, name):
    """A model whose numbers mean something else is an error that names the file, not a guess."""
    shutil.copytree(models_folder() / "replies", tmp_path / "model")
    path = tmp_path / "model" / name
    values = json.loads(path.read_text("utf-8"))
    holder = values["page"] if name == "parents.json" else values
    holder["network"]["features"][0] = "of another version"
    path.write_text(json.dumps(values), "utf-8")
    with pytest.raises(ModelError, match=name):
        load_model(tmp_path / "model")
