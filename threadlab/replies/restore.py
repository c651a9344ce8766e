"""Lost comment boundaries: an opening post and one undivided comment -> comments."""

import re
from collections.abc import Sequence
from dataclasses import replace
from statistics import fmean

from threadlab.replies.moves import Page
from threadlab.replies.parse import parse
from threadlab.replies.reader import Reader
from threadlab.replies.weights import MoveModel
from threadlab.thread import Comment, Passage, Span, Thread

_PLACE = re.compile(r"L(\d{1,9})")


def restore(thread: Thread, reader: Reader, model: MoveModel) -> Thread:
    """Finds the comments of a page that lost its boundaries.

    The undivided comment is cut where a comment most likely begins. Where the page goes on from
    the opening post without a gap, its last lines may turn out to belong to the opening post.

    Args:
        thread: An opening post and one undivided comment, whose id is "L" and the number of the
            source line that it begins with.
        reader: Reads the page.
        model: Weighs what may happen at each line.

    Returns:
        The thread with its comments, boundaries "restored".
    """
    if len(thread.comments) < 2:
        return replace(thread, boundaries="restored")
    post, *between, undivided = thread.comments
    body = undivided.body.split("\n")
    head = post.body.split("\n")
    lines = [*head, *body]
    texts = [number for number, line in enumerate(lines) if line.strip()]
    read, reading = reader.read_page([" ".join(lines[n].split()) for n in texts] or [""])
    opening = max(1, sum(number < len(head) for number in texts))
    found = parse(Page(read, reading), model, opening)
    sure = {texts[begun.line]: begun.probability for begun in found}
    first = _source_line(undivided.id)
    grows = not between and _source_line(post.id) == first - len(head)
    cuts = sorted(sure)
    begin = min((number for number in texts if number >= len(head)), default=len(head))
    if not cuts or not grows:
        cuts = [len(head), *(cut for cut in cuts if cut > begin)]
    post = _grown(post, lines[: cuts[0]], len(head))
    sources = {texts[n]: texts[line.source.holder] for n, line in enumerate(read) if line.source}
    comments = [
        _comment(lines[start:stop], start, first - len(head), sources)
        for start, stop in zip(cuts, [*cuts[1:], len(lines)], strict=True)
    ]
    note = f"a model divided the talk into {len(comments)} comments"
    if sure:
        note += (
            f"; on average it is {round(100 * fmean(sure.values()))} % sure of their first lines"
        )
    return replace(
        thread,
        order="page",
        boundaries="restored",
        comments=(post, *between, *comments),
        replies=(),
        notes=(*thread.notes, note),
    )


def _source_line(name: str) -> int:
    """The source line in an id such as "L24"; 1 where the id names none."""
    match = _PLACE.fullmatch(name)
    return int(match[1]) if match else 1


def _grown(post: Comment, lines: Sequence[str], count: int) -> Comment:
    """The opening post with the lines that belong to it."""
    if len(lines) <= count:
        return post
    return replace(post, body="\n".join(lines), passages=())


def _comment(lines: Sequence[str], start: int, shift: int, sources: dict[int, int]) -> Comment:
    """A restored comment; lines that repeat an earlier one are its quotes."""
    body = "\n".join(lines)
    name = f"L{start + shift}"
    if not body or any(line.lstrip().startswith(">") for line in lines):
        # The page kept its marks of quotes: they tell more than repeated lines.
        return Comment(name, body=body)
    passages: list[Passage] = []
    place = 0
    for number, line in enumerate(lines):
        end = min(len(body), place + len(line) + 1)
        quoted = start + number in sources
        last = passages[-1] if passages else None
        if last is not None and ((last.kind == "quote") == quoted or not line.strip()):
            begin = last.span.start
            passages[-1] = replace(last, text=body[begin:end], span=Span(begin, end))
        else:
            kind, depth = ("quote", 1) if quoted else ("own", 0)
            passages.append(Passage(body[place:end], Span(place, end), kind, depth))
        place = end
    return Comment(name, body=body, passages=tuple(passages))
