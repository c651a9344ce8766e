"""Threads that strain the exporters, drawn by Hypothesis: any text, any shape, several parents."""

import dataclasses

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from strategies import labels, spans, threads

from threadlab.scheme import STANCES, TYPES
from threadlab.thread import Evidence, Reply, Thread


@st.composite
def further_replies(draw, thread):
    """Second and third parents of comments that have a first one, some tied by quotes."""
    comments = {comment.id: comment for comment in thread.comments}
    found = []
    for reply in thread.replies:
        others = [name for name in comments if name not in (reply.child, reply.parent)]
        for parent in (
            draw(st.lists(st.sampled_from(others), max_size=2, unique=True)) if others else ()
        ):
            here, there = (
                draw(spans(comments[reply.child].body)),
                draw(spans(comments[parent].body)),
            )
            evidence = (Evidence("quoted", 0.9, here, there),) if draw(st.booleans()) else ()
            stance = draw(st.just(()) | labels(STANCES))
            found.append(Reply(reply.child, parent, 0.5, evidence, primary=False, stance=stance))
    return tuple(found)


@st.composite
def strained_threads(draw, max_comments=5):
    """Draws threads, half of them classified throughout."""
    thread = draw(threads(max_comments=max_comments))
    thread = dataclasses.replace(thread, replies=(*thread.replies, *draw(further_replies(thread))))
    if draw(st.booleans()):
        thread = dataclasses.replace(
            thread,
            comments=tuple(
                dataclasses.replace(c, types=c.types or draw(labels(TYPES)))
                for c in thread.comments
            ),
            replies=tuple(
                dataclasses.replace(r, stance=r.stance or draw(labels(STANCES)))
                for r in thread.replies
            ),
        )
    return thread


def sample(count):
    """Gives the same threads in every run: as many as asked for, and one without comments."""
    found = [Thread("empty")]

    @settings(
        max_examples=count - 1,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(strained_threads())
    def collect(thread):
        found.append(thread)

    collect()
    return found[:count]
