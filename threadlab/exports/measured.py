"""Measures of a thread for the terminal: what they mean, in words, with their intervals."""

import textwrap
from collections.abc import Iterator, Sequence

from threadlab.graph import Estimate, Measures
from threadlab.graph.build import voices_of
from threadlab.graph.camps import Camps, Member
from threadlab.text import terminal_line
from threadlab.thread import Comment, Thread, by_id, own_words

WIDTH = 100
LABEL = 22
SHOWN = 5
NAMES = 8
EXCERPT = 58
# Replies less sure than this on average are a guess that a reader should know of.
UNSURE = 0.5


def measured(thread: Thread, found: Measures, name: str) -> str:
    """Says in some lines what was measured.

    Args:
        thread: The thread.
        found: Its measures.
        name: What to call it: the file that it was read from.

    Returns:
        Lines without colour, ready for print; comments are numbered from 1, as on the map.
    """
    lines = [terminal_line(name)]
    if thread.title:
        lines.append(
            "  " + textwrap.shorten(terminal_line(thread.title), WIDTH - 2, placeholder=" …")
        )
    about = f"{found.comments:,} comments by {_people(found)}.{_resampled(found)}"
    lines += textwrap.wrap(about, WIDTH, initial_indent="  ", subsequent_indent="  ")
    lines += textwrap.wrap(
        _doubt(thread, found), WIDTH, initial_indent="  ", subsequent_indent="  "
    )
    for heading, rows in (
        ("Disagreement", _disagreement(found)),
        ("People", _talk(found)),
        ("Camps", _camps(thread, found)),
        ("Open and settled", _endings(thread, found)),
        ("Most contested", _contested(thread, found)),
    ):
        listed = [row for label, text in rows for row in _row(label, text)]
        if listed:
            lines += ["", heading, *listed]
    return "\n".join(lines)


def _doubt(thread: Thread, found: Measures) -> str:
    """Why the figures are others than the map's, where replies are a guess."""
    sure = [reply.probability for reply in thread.replies if reply.primary]
    if not found.resamples or not sure or sum(sure) / len(sure) >= UNSURE:
        return ""
    return (
        f"Who answers whom is on average {_percent(sum(sure) / len(sure))} sure here. The drawn "
        "threads differ much from the likeliest one, which the map shows, and so do the counts."
    )


def _row(label: str, text: str) -> list[str]:
    if not text:
        return []
    first = f"  {label:<{LABEL}} "
    return textwrap.wrap(text, WIDTH, initial_indent=first, subsequent_indent=" " * len(first)) or [
        first.rstrip()
    ]


def _people(found: Measures) -> str:
    if not found.people:
        return "unknown authors"
    return "one person" if found.people == 1 else f"{found.people:,} people"


def _resampled(found: Measures) -> str:
    if not found.resamples:
        return " Values of the most probable thread, without intervals."
    return (
        f" In brackets {round(100 * found.level)} % intervals, from {found.resamples:,} threads"
        " drawn by the probabilities of replies and labels."
    )


def _disagreement(found: Measures) -> Iterator[tuple[str, str]]:
    yield "share that disagrees", _share(found.share_disagree, "of the replies")
    yield "attacks on persons", _share(found.share_attack, "of the comments")
    yield "longest quarrel", _count(found.longest_quarrel, "disagreeing replies in a row")
    yield "h-index of the shape", _count(found.h_index, "so many levels have as many comments")
    if found.side_with.value is not None:
        yield "with the opening post", _share(found.side_with, "of the comments")
        yield "against it", _share(found.side_against, "of the comments, by parity")


def _talk(found: Measures) -> Iterator[tuple[str, str]]:
    if not found.people:
        return
    yield "answered back", _share(found.reciprocity, "of who answers whom")
    yield "… in disagreement", _share(found.reciprocity_disagree, "of who disagrees with whom")
    if found.gini is not None and found.herfindahl is not None and found.people > 1:
        alike = 1 / found.herfindahl
        yield (
            "concentration of talk",
            f"Gini {found.gini:.2f}; Herfindahl {found.herfindahl:.3f}, as if {alike:.1f} people"
            " wrote alike",
        )


def _camps(thread: Thread, found: Measures) -> Iterator[tuple[str, str]]:
    if not found.ties.likeliest and not found.ties.value:
        return
    yield "ties", _count(found.ties, "pairs who agree or disagree on balance")
    yield "balanced triads", _share(found.balance, f"of {_number(found.triads)} triads")
    proof = (
        "the least is proven"
        if found.frustration_exact
        else f"at least {found.frustration_bound:.4g} in the most probable thread"
    )
    yield "frustration", _count(found.frustration, f"net replies contradict two camps ({proof})")
    yield "… as a share", _share(found.frustration_share, "of all net replies; 50 % is the most")
    number = found.camps.number
    if number < 2:
        yield "camps", "the signs do not speak for camps; the best two would be:"
    elif number == 2:
        yield "camps", "the signs speak for two:"
    else:
        yield "camps", f"the signs speak for {number}:"
    shown = found.camps if number > 1 else found.two_camps
    voices = _voices(thread)
    yield from _members(shown, voices)
    across = [
        voices.get(bridge.name, terminal_line(bridge.name))
        + f" ({bridge.agree:.1f} agreeing replies across"
        + ("" if bridge.probability is None else f", {_percent(bridge.probability)} sure")
        + ")"
        for bridge in found.bridges[:SHOWN]
    ]
    yield "bridges", "; ".join(across)


def _voices(thread: Thread) -> dict[str, str]:
    """Names comments without an author by their number."""
    names = voices_of(thread)
    return {
        names[comment.id]: f"comment {number}"
        for number, comment in enumerate(thread.comments, start=1)
        if comment.author is None
    }


def _members(camps: Camps, voices: dict[str, str]) -> Iterator[tuple[str, str]]:
    by_camp: dict[int, list[Member]] = {}
    for member in camps.members:
        if member.part == 1:
            by_camp.setdefault(member.camp, []).append(member)
    for camp, members in list(by_camp.items())[:SHOWN]:
        names = [
            voices.get(m.name, terminal_line(m.name))
            + ("" if m.stability is None else f" {_percent(m.stability)}")
            for m in members[:NAMES]
        ]
        left = len(members) - len(names)
        more = f" and {left:,} more" if left else ""
        yield f"  camp {camp} ({len(members):,})", ", ".join(names) + more
    apart = sum(member.part > 1 for member in camps.members)
    if apart:
        yield "  not comparable", f"{apart:,} with ties only among themselves"


def _endings(thread: Thread, found: Measures) -> Iterator[tuple[str, str]]:
    numbers = {comment.id: k for k, comment in enumerate(thread.comments, start=1)}
    yield (
        "unanswered challenges",
        _listed(
            found.challenges, [(numbers[e.comment], e.probability) for e in found.unanswered], found
        ),
    )
    yield (
        "quarrels that stop",
        _listed(
            found.dead_ends, [(numbers[e.comment], e.probability) for e in found.stopped], found
        ),
    )
    chains = [
        " → ".join(str(numbers[comment]) for comment in _ends(chain.comments))
        + f" ({_percent(chain.probability)}"
        + ("" if chain.ended else ", disputed again")
        + ")"
        for chain in found.concessions[:SHOWN]
    ]
    more = len(found.concessions) - len(chains)
    yield "led to a concession", "; ".join(chains) + (f" and {more:,} more" if more > 0 else "")


def _ends(comments: Sequence[str]) -> Sequence[str]:
    return comments if len(comments) <= 4 else (*comments[:1], *comments[-3:])


def _listed(count: Estimate, ends: list[tuple[int, float]], found: Measures) -> str:
    if not ends:
        return _number(count) if count.value else ""
    sure = [
        f"{number}" + (f" ({_percent(share)})" if found.resamples else "")
        for number, share in ends[:SHOWN]
    ]
    return f"{_number(count)}: comment {', '.join(sure)}" + (" …" if len(ends) > SHOWN else "")


def _contested(thread: Thread, found: Measures) -> Iterator[tuple[str, str]]:
    numbers = {comment.id: k for k, comment in enumerate(thread.comments, start=1)}
    comments = by_id(thread)
    for point in found.contested[:SHOWN]:
        if not point.score.value:
            continue
        answers = "1 answer" if point.answers == 1 else f"{point.answers:,} answers"
        yield (
            f"comment {numbers[point.comment]}",
            f"{_number(point.score)}, {answers} by {point.people:,}, {point.below:,} below on"
            f" {point.depth:,} levels: {_excerpt(comments[point.comment])}",
        )


def _excerpt(comment: Comment) -> str:
    return f"“{textwrap.shorten(terminal_line(own_words(comment)), EXCERPT, placeholder=' …')}”"


def _share(estimate: Estimate, what: str) -> str:
    if estimate.value is None:
        return ""
    if estimate.low is None or estimate.high is None:
        return f"{_percent(estimate.value)} {what}"
    low, high = round(100 * estimate.low), round(100 * estimate.high)
    return f"{_percent(estimate.value)} [{low} to {high}] {what}"


def _count(estimate: Estimate, what: str) -> str:
    return f"{_number(estimate)} {what}" if estimate.value is not None else ""


def _number(estimate: Estimate) -> str:
    if estimate.value is None:
        return ""
    if estimate.low is None or estimate.high is None:
        return f"{estimate.value:.4g}"
    return f"{estimate.value:.1f} [{estimate.low:.4g} to {estimate.high:.4g}]"


def _percent(share: float) -> str:
    return f"{round(100 * share)}\N{NO-BREAK SPACE}%"
