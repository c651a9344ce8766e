"""Lost comment boundaries: an opening post and one undivided comment -> comments."""

import math
import re
from collections.abc import Sequence
from dataclasses import replace
from statistics import fmean

from threadlab.replies.lines import Line, line_rows, read_lines
from threadlab.replies.weights import LineModel
from threadlab.thread import Comment, Passage, Span, Thread

# Lines before a repeated one among which the comment's beginning is looked for.
REACH = 60

_PLACE = re.compile(r"L(\d{1,9})")


def restore(thread: Thread, model: LineModel) -> Thread:
    """Finds the comments of a page that lost its boundaries.

    The undivided comment is cut at the lines that the model takes for the first of a comment.
    Where the page goes on from the opening post without a gap, its last lines may turn out to
    belong to the opening post.

    Args:
        thread: An opening post and one undivided comment, whose id is "L" and the number of the
            source line that it begins with.
        model: Of lines.

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
    read = read_lines([lines[number] for number in texts])
    starts = first_lines(read, model, first=sum(number < len(head) for number in texts))
    first = _source_line(undivided.id)
    grows = not between and _source_line(post.id) == first - len(head)
    cuts = [texts[number] for number in starts if texts[number] >= len(head)]
    begin = min((number for number in texts if number >= len(head)), default=len(head))
    if not cuts or not grows:
        cuts = [len(head), *(cut for cut in cuts if cut > begin)]
    post = _grown(post, lines[: cuts[0]], len(head))
    sources = {texts[n]: texts[line.source.holder] for n, line in enumerate(read) if line.source}
    comments = [
        _comment(lines[start:stop], start, first - len(head), sources)
        for start, stop in zip(cuts, [*cuts[1:], len(lines)], strict=True)
    ]
    sure = fmean([starts[n] for n in starts if texts[n] in set(cuts)] or [model.starts_sure])
    note = (
        f"a model divided the talk into {len(comments)} comments; on average it is "
        f"{round(100 * sure)} % sure of their first lines: where signs are few, faint ones count"
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


def first_lines(lines: Sequence[Line], model: LineModel, first: int) -> dict[int, float]:
    """Tells which lines begin a comment.

    Args:
        lines: The page, the opening post included.
        model: Of lines.
        first: Lines of the opening post; none of them begins a comment.

    Returns:
        The numbers of the first lines, ascending, with the probability of each.
    """
    sure = start_probabilities(lines, model)
    return {number: sure[number] for number in choose_lines(lines, sure, model.share, first)}


def choose_lines(
    lines: Sequence[Line], sure: Sequence[float], share: float, first: int
) -> list[int]:
    """Chooses the lines that begin a comment.

    Args:
        lines: The page.
        sure: The probability of each line.
        share: Of the expected F1 that a line's probability must reach.
        first: Lines of the opening post.

    Returns:
        The numbers of the lines, ascending.
    """
    limit = share * best_expected_f1(sure[first:])
    ordered = [n for n in range(first, len(lines)) if sure[n] >= limit]
    starts = set(ordered)
    # Nobody quotes his own comment: between a line and the one that repeats it a comment begins.
    latest, at = -1, 0
    for number in range(first, len(lines)):
        while at < len(ordered) and ordered[at] <= number:
            latest = max(latest, ordered[at])
            at += 1
        source = lines[number].source
        if source is None or latest > source.holder:
            continue
        begin = max(first, source.holder + 1, number - REACH)
        latest = max(range(begin, number + 1), key=lambda n: (sure[n], n))
        starts.add(latest)
    return sorted(starts)


def best_expected_f1(chances: Sequence[float]) -> float:
    """The F1 that can be expected of the best choice of lines, if the chances hold.

    The best choice takes every line whose chance is at least half of it (Lipton et al. 2014,
    "Optimal Thresholding of Classifiers to Maximize F1 Measure"), so that on a page where little
    is certain fainter signs count.

    Args:
        chances: The probability of each line that it begins a comment.

    Returns:
        A fraction.
    """
    total = math.fsum(chances)
    best = taken = 0.0
    for count, chance_of_line in enumerate(sorted(chances, reverse=True), start=1):
        taken += chance_of_line
        best = max(best, 2 * taken / (count + total))
    return best


def start_probabilities(lines: Sequence[Line], model: LineModel) -> list[float]:
    """The probability of each line that it begins a comment."""
    if not lines:
        return []
    rows = line_rows(lines, model.openers, model.closers)
    return [chance(score) for score in model.network.scores(rows)]


def chance(score: float) -> float:
    """The probability of a score (logistic)."""
    if score < 0:
        return math.exp(score) / (1 + math.exp(score))
    return 1 / (1 + math.exp(-score))
