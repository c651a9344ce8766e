"""What the model is given of a thread: the words answered and the own words, as pairs."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from threadlab.encoder import Pair
from threadlab.text import is_nobody
from threadlab.thread import Comment, Passage, Reply, Thread, own_words

# What a forum leaves where a comment was taken away.
REMOVED = frozenset({"[deleted]", "[removed]"})
# "@bob", "Bob, " or "Bob Smith: " at the beginning.
_ADDRESS = re.compile(r"@[\w.'-]{1,40}[,:]?\s+|([\w.'-]{2,40}(?: [\w.'-]{1,40}){0,2})\s?[,:]\s+")


@dataclass(frozen=True, slots=True)
class Question:
    """One pair to read, and what its answer is for.

    Attributes:
        pair: The words answered and the own words.
        child: Id of the comment with these own words.
        reply: Place of the reply in the thread whose stance is asked; None: no stance.
        types: Whether the comment's types are asked.
    """

    pair: Pair
    child: str
    reply: int | None
    types: bool


def questions(thread: Thread) -> Iterator[Question]:
    """Lists what to ask the model about a thread.

    The words answered are those quotes that a reply rests on (for the primary reply also those
    that no other reply rests on); without any, the parent's own words. One pair of a comment tells
    its types and the stance of its primary reply; each further reply is a pair more.

    Args:
        thread: With passages and replies.

    Yields:
        For each comment that has words of its own: the question about its types, then those
        about its further replies. No stance is asked where no words answered are known.
    """
    names = _names(thread)
    spoken = {comment.id: _spoken(comment, names) for comment in thread.comments}
    edges: dict[str, list[int]] = {}
    for place, reply in enumerate(thread.replies):
        edges.setdefault(reply.child, []).append(place)
    for comment in thread.comments:
        own = spoken[comment.id]
        if not own:
            continue
        places = sorted(edges.get(comment.id, ()), key=lambda p: not thread.replies[p].primary)
        replies = [thread.replies[place] for place in places]
        words = _answered(comment, replies, spoken)
        if not places:
            yield Question(Pair(words[0], own), comment.id, None, types=True)
        for number, place in enumerate(places):
            if words[number] or not number:
                told = place if words[number] else None
                yield Question(Pair(words[number], own), comment.id, told, types=not number)


def words_of(comment: Comment) -> str:
    """A comment's own words; "" where it has none or was removed."""
    words = own_words(comment).strip()
    return "" if words.casefold() in REMOVED else words


def _names(thread: Thread) -> frozenset[str]:
    """The names by which the people of a thread may be addressed, case folded."""
    whole = {c.author.casefold() for c in thread.comments if c.author and not is_nobody(c.author)}
    return frozenset(whole | {name.split()[0] for name in whole if name.split()})


def _spoken(comment: Comment, names: frozenset[str]) -> str:
    """The own words without the name that they begin by addressing.

    Whether it is Bob or Sarah who is spoken to must not change what kind of argument it is.
    """
    words = words_of(comment)
    found = _ADDRESS.match(words)
    if found is None or (found[1] is not None and found[1].casefold() not in names):
        return words
    return words[found.end() :] or words


def _answered(comment: Comment, replies: Sequence[Reply], spoken: Mapping[str, str]) -> list[str]:
    """The words answered by each reply of a comment, the primary one first; at least one entry."""
    quotes = [p for p in comment.passages if p.kind == "quote" and p.depth == 1]
    ends = [quote.span.end for quote in quotes]
    rests = [_rests_on(reply, quotes, ends) for reply in replies] or [set()]
    if not rests[0]:
        rests[0] = set(range(len(quotes))).difference(*rests[1:])
    words = ["\n".join(quotes[k].text for k in sorted(chosen)).strip() for chosen in rests]
    for number, reply in enumerate(replies):
        if not words[number] and reply.parent is not None:
            words[number] = spoken[reply.parent]
    return words


def _rests_on(reply: Reply, quotes: Sequence[Passage], ends: Sequence[int]) -> set[int]:
    """The quotes (their places in the list) that the evidence of a reply touches."""
    found: set[int] = set()
    for evidence in reply.evidence:
        if evidence.here is None or evidence.kind not in {"quoted", "repeated"}:
            continue
        place = bisect_right(ends, evidence.here.start)
        while place < len(quotes) and quotes[place].span.start < evidence.here.end:
            found.add(place)
            place += 1
    return found
