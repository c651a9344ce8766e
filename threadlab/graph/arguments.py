"""The argument graph: which words support, attack or question which."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from threadlab.graph.build import comment_attributes, need_stances, reply_attributes
from threadlab.text import Word, words
from threadlab.thread import Comment, Reply, Span, Thread, by_id

if TYPE_CHECKING:
    import networkx as nx

RELATIONS = ("supports", "attacks", "asks", "answers")
"""What an edge says: agrees, disagrees, is neutral and asks, is neutral or not known."""

LEAST_WORDS = 3
"""Fewest words of a quote that are looked for in what it quotes; fewer stand anywhere."""

MOST_SEARCHED = 200
"""Most quotes that are looked for in one comment beside those that evidence places."""

_BY_STANCE = {"agree": "supports", "disagree": "attacks"}


def argument_graph(thread: Thread) -> "nx.MultiDiGraph[str]":
    """Gives the graph of arguments: an edge runs from an answer to what it supports or attacks.

    A comment that quotes its parent has an edge for each quote that words of its own follow, from
    these words (up to the next quote of anybody) to the quoted words; where no words follow any,
    from all of its words to the first quote. A reply without a quote that was found again in the
    parent is one edge, from comment to comment, without spans. The relation is the reply's: the
    model judges a reply as a whole, not each quote.

    Node attributes: those of reply_graph.
    Edge attributes: relation (one of RELATIONS), relation_probability (of the stance, or that
    the comment asks; absent where no stance is known), and those of reply_graph: probability
    (that the reply is there), primary, evidence, stance, stance_probability, agree, disagree,
    neutral. Where a quote says so: here_start, here_end (the answering words, as offsets in the
    answering comment's body), there_start, there_end (the quoted words in the answered
    comment's body), here_text and there_text (these stretches of the bodies).

    A relation is "supports" where the reply most likely agrees, "attacks" where it disagrees,
    "asks" where it does neither and the comment is most likely a question, else "answers".

    Args:
        thread: A thread, rebuilt and classified.

    Returns:
        A networkx MultiDiGraph whose nodes are comment ids, in the thread's order; the key of an
        edge counts the edges between its two comments from 0.

    Raises:
        InvalidThread: The thread has replies and none of them has a stance.
    """
    import networkx as nx

    need_stances(thread)
    comments = by_id(thread)
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph(name=thread.title or thread.id)
    for position, comment in enumerate(thread.comments):
        graph.add_node(comment.id, **comment_attributes(comment, position))
    sought = _Sought()
    for reply in thread.replies:
        if reply.parent is None:
            continue
        child, parent = comments[reply.child], comments[reply.parent]
        shared = {**_relation(child, reply), **reply_attributes(reply)}
        links = [_placed(child, parent, *spans) for spans in _links(child, reply, parent, sought)]
        for placed in links or [{}]:
            graph.add_edge(child.id, parent.id, **shared, **placed)
    return graph


def relation(comment: Comment, reply: Reply) -> str:
    """Says what a reply does to what it answers.

    Args:
        comment: The answering comment.
        reply: Its reply, classified.

    Returns:
        One of RELATIONS.
    """
    if reply.stance and reply.stance[0].name in _BY_STANCE:
        return _BY_STANCE[reply.stance[0].name]
    return "asks" if comment.types and comment.types[0].name == "question" else "answers"


def _relation(comment: Comment, reply: Reply) -> dict[str, Any]:
    name = relation(comment, reply)
    if name == "asks":
        return {"relation": name, "relation_probability": comment.types[0].probability}
    if not reply.stance:
        return {"relation": name}
    return {"relation": name, "relation_probability": reply.stance[0].probability}


def _links(
    comment: Comment, reply: Reply, parent: Comment, sought: "_Sought"
) -> Iterator[tuple[Span, Span]]:
    """Pairs the words that answer each quote with the quoted words, in the comment's order."""
    own = [p.span for p in comment.passages if p.kind == "own" and p.text.strip()]
    if not own:
        return
    quotes = _quotes(comment, reply, parent, sought)
    starts = [span.start for span in own]
    # Words that follow answer the quote up to the next quote, also of somebody else.
    borders = sorted(
        {p.span.start for p in comment.passages if p.kind == "quote"}
        | {here.start for here, _ in quotes}
    )
    answered = False
    for here, there in quotes:
        after = bisect_left(borders, here.end)
        stop = borders[after] if after < len(borders) else len(comment.body)
        first, last = bisect_left(starts, here.end), bisect_left(starts, stop) - 1
        if first <= last:
            answered = True
            yield Span(own[first].start, own[last].end), there
    if quotes and not answered:  # words above the quote, as in many mails
        yield Span(own[0].start, own[-1].end), quotes[0][1]


def _quotes(
    comment: Comment, reply: Reply, parent: Comment, sought: "_Sought"
) -> list[tuple[Span, Span]]:
    """What a comment quotes of its parent, and where that stands there."""
    found = {
        e.here: e.there
        for e in reversed(reply.evidence)
        if e.kind in {"quoted", "repeated"}
        and e.here is not None
        and e.there is not None
        and e.here.start < e.here.end
        and e.there.start < e.there.end
    }
    if not found:
        return []
    marked = [p.span for p in comment.passages if p.kind == "quote" and p.depth == 1]
    if len(marked) > 1:
        for span in marked:
            if not any(span.start < here.end and here.start < span.end for here in found):
                there = sought.find(comment, span, parent)
                if there is not None:
                    found[span] = there
    return sorted(found.items(), key=lambda pair: (pair[0].start, pair[0].end))


class _Sought:
    """Finds quoted words in the bodies of comments, each of which is split into words once."""

    def __init__(self) -> None:
        self._joined: dict[str, tuple[list[Word], str]] = {}
        self._asked: Counter[str] = Counter()

    def find(self, comment: Comment, quote: Span, parent: Comment) -> Span | None:
        """Gives the place in the parent's body of a quote that stands there word for word."""
        forms = [word.form for word in words(comment.body, quote.start, quote.end)]
        self._asked[parent.id] += 1
        if len(forms) < LEAST_WORDS or self._asked[parent.id] > MOST_SEARCHED:
            return None
        if parent.id not in self._joined:
            listed = words(parent.body)
            self._joined[parent.id] = listed, "\0".join(["", *(w.form for w in listed), ""])
        places, text = self._joined[parent.id]
        at = text.find("\0".join(["", *forms, ""]))
        if at < 0:
            return None
        first = text.count("\0", 0, at)
        return Span(places[first].start, places[first + len(forms) - 1].end)


def _placed(child: Comment, parent: Comment, here: Span, there: Span) -> dict[str, Any]:
    return {
        "here_start": here.start,
        "here_end": here.end,
        "there_start": there.start,
        "there_end": there.end,
        "here_text": child.body[here.start : here.end].strip(),
        "there_text": parent.body[there.start : there.end].strip(),
    }
