"""The body of a comment as it is shown: its own words, quotes, signature, links."""

import itertools
from collections import defaultdict
from collections.abc import Iterable

from threadlab.exports.html.quotations import Stretch, shown_part, voices
from threadlab.exports.html.safe import escape, linked
from threadlab.thread import Comment, Passage

DEEPEST_QUOTE = 4


def body(comment: Comment, stretches: Iterable[Stretch] = ()) -> str:
    """Shows the whole body of a comment.

    Args:
        comment: The comment.
        stretches: What it quotes, and what is quoted of it.

    Returns:
        HTML.
    """
    by_passage: dict[int, list[Stretch]] = defaultdict(list)
    for stretch in stretches:
        by_passage[stretch.passage].append(stretch)
    named: set[str] = set()
    shown: list[str] = []
    address = ""  # waits for the words that it stands before
    all_voices = voices(comment)
    for number, passage in enumerate(all_voices):
        following = all_voices[number + 1] if number + 1 < len(all_voices) else None
        if _is_address(passage) and following is not None and following.kind == "own":
            address = f"<span class=to>{escape(passage.text.strip())}</span> "
            continue
        shown.append(_voice(passage, by_passage[number], named, address))
        address = ""
    return "".join(shown) or '<p class="none">(no text)</p>'


def _is_address(passage: Passage) -> bool:
    """Says whether a passage calls somebody at the beginning of a line: "@ann", "#3"."""
    called = passage.said_by or passage.said_in
    return passage.kind == "marker" and passage.depth == 0 and called is not None


def _voice(passage: Passage, stretches: list[Stretch], named: set[str], address: str = "") -> str:
    first, last = shown_part(passage.text)
    if first == last:
        return address and f"<p>{address}"
    words = _marked(passage.text[:last], first, stretches, named)
    if passage.kind == "own":
        return f"<p>{address}{words}"
    if passage.kind == "quote":
        deeper = f' class="q{min(passage.depth, DEEPEST_QUOTE)}"' if passage.depth > 1 else ""
        return f"<blockquote{deeper}>{words}</blockquote>"
    if passage.kind in ("signature", "footer"):
        return f"<details class=sig><summary>{passage.kind}</summary><div>{words}</div></details>"
    return f'<div class="aside">{words}</div>'


def _marked(text: str, first: int, stretches: list[Stretch], named: set[str]) -> str:
    """Shows text from an offset on in one sweep, its stretches marked."""
    marks = _disjoint([(s.start, s.end, s.name) for s in stretches if s.name])
    links = _disjoint([(s.start, s.end, s.target) for s in stretches if s.target])
    keys = _disjoint([(s.start, s.end, s.speaks) for s in stretches if s.speaks])
    cuts = {first, len(text)}
    for start, end, _ in (*marks, *links, *keys):
        cuts |= {min(max(first, start), len(text)), min(max(first, end), len(text))}
    places = sorted(cuts)
    pieces = []
    for start, end in itertools.pairwise(places):
        target, name, speaks = _over(links, start), _over(marks, start), _over(keys, start)
        piece = text[start:end]
        shown = f"<a class=w href=#{target}>{escape(piece)}</a>" if target else linked(piece)
        if name:
            own = "" if name in named else f" id={name}"
            named.add(name)
            shown = f"<mark{own}>{shown}</mark>"
        if speaks:
            shown = f'<u class=k title="{escape(speaks)}">{shown}</u>'
        pieces.append(shown)
    return "".join(pieces)


def _disjoint(stretches: list[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    """Sorts stretches, last place first, and cuts each to begin after the one before it ended."""
    found = []
    place = 0
    for start, end, value in sorted(stretches):
        begin = max(start, place)
        if begin < end:
            found.append((begin, end, value))
            place = end
    return found[::-1]


def _over(stretches: list[tuple[int, int, str]], place: int) -> str | None:
    """The value of the stretch over a place; places are asked for in rising order."""
    while stretches and stretches[-1][1] <= place:
        stretches.pop()
    return stretches[-1][2] if stretches and stretches[-1][0] <= place else None
