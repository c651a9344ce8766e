"""Further comments that a comment answers: those that it quotes beside its parent."""

from bisect import bisect_right

from threadlab.replies.material import Entry, Quote

# Another comment counts as answered too if it said this many words of the quotes, in a stretch.
FURTHER_WORDS = 6
# Measured on threads in training: where only one comment is quoted, it is the parent in this share
# of cases, less the longer the shorter the stretch; half as often where the quote is not marked;
# seldom where only a quote in a quote is left.
SURE = 0.98
SHORTNESS = 0.6
UNMARKED = 0.5
DEEP = 0.13
# Of two quoted comments the one whose quote no own words follow is the parent a third as often:
# it is quoted so that the other can be understood.
UNANSWERED = 1 / 3


def also_answered(entry: Entry, parent: int | None, *, restored: bool) -> dict[int, float]:
    """Gives the comments that a comment answers, beside its parent, because it quotes them.

    Args:
        entry: The comment.
        parent: Number of its parent; None where unknown.
        restored: Whether its boundaries and quotes were restored, not marked by the source.

    Returns:
        The probability that it answers each, by number, ascending.
    """
    shallow = min((quote.depth for quote in entry.quotes if quote.words), default=1)
    telling = [quote for quote in entry.quotes if quote.depth == shallow and _tells(quote)]
    if all(quote.held[0].holder == parent for quote in telling):
        return {}
    starts = [quote.start for quote in entry.quotes]
    own = [p.span.start for p in entry.comment.passages if p.kind == "own" and p.text.strip()]
    chances: dict[int, float] = {}
    for quote in telling:
        held = quote.held[0]
        chance = SURE - SHORTNESS / held.longest
        if shallow > 1:
            chance *= DEEP
        if restored or not quote.marked:
            chance *= UNMARKED
        if quote.marked and not _followed(quote.start, starts, own):
            chance *= UNANSWERED
        if held.holder != parent:
            chances[held.holder] = max(chance, chances.get(held.holder, 0.0))
    return dict(sorted(chances.items()))


def _tells(quote: Quote) -> bool:
    return bool(quote.held) and quote.held[0].longest >= min(FURTHER_WORDS, len(quote.words))


def _followed(start: int, quotes: list[int], own: list[int]) -> bool:
    """Whether own words follow a quote before the next one."""
    after = bisect_right(own, start)
    if after == len(own):
        return False
    following = bisect_right(quotes, start)
    return following == len(quotes) or own[after] < quotes[following]
