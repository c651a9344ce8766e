"""The model card of the replies room, written with every model that is trained."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from threadlab.thread import Thread
from threadlab.training.replies_data import Page

_CARD = """\
# replies: who answers whom, and where comments begin

For `threadlab.rebuild`. No code, no pickle.

| file | what |
|---|---|
| parents.json | for threads in posting order and for depth-first pages: a small network that weighs the evidence for each possible parent of a comment; calibrated |
| moves.json | for pages that lost where comments begin: a small network that weighs what may happen at each line |
| reader.json, reader.safetensors, tokenizer.json | the reader: the lower {layers} layers of an encoder with a recurrent layer above, which tells from the words which lines begin a comment and which comments fit as answer and answered; words in 8 bits, all else in half precision |

## What goes in

Parents: shares and runs of quoted words, attributions, names, shared rare words, turn-taking, who has answered whom, distance, time, sizes, and{reads} the reader's opinion. On depth-first pages also the steps up the path from the comment before. Moves: the reader's opinion of the line and of the comments that it may answer, and whether the line repeats an earlier one, whose, and in which order.

## Data

Public threads whose parents are stated (pseudonymous, not part of this package), divided by thread: 70 % learned from, 10 % choose and calibrate, 20 % are left for measuring. Of those learned from, the reader sees four fifths; moves, and parents with the reader's opinion, are weighed on the last fifth, since the reader seems too sure of what it has learned from. The reader also sees flattened threads in other habits: lines of a comment joined, only the first kept, and all repeated lines left out, because platforms differ most in how many lines a comment has and in whether people quote.{left_out}

| source | threads | flattened pages |
|---|---|---|
{sources}

## On what was held back for choosing

| what | with the reader | without |
|---|---|---|
| right parent, posting order (sources weigh as the root of their size) | {posted} | {posted_unread:.3f} |
| right parent, depth-first pages (the same) | {page} | {page_unread:.3f} |
| comment starts of pages without boundaries: mean F1 over sources | {moves:.3f} | |

`threadlab evaluate replies FILE` measures on any file; `reports/replies.md` has the figures on what was left for measuring.

## Limits

Mostly English debates, mailing lists and help forums. Pages of one-line jokes and very wide threads give little evidence; there the chosen parent is often wrong and its probability says so. Programs, tables and poems look like many comments. A comment is never cut within a line.
"""  # noqa: E501 - tables and paragraphs of Markdown


def card(
    threads: Sequence[Thread],
    pages: Sequence[Page],
    moves: Mapping[str, Any],
    parents: Mapping[str, Mapping[str, Any]],
    layers: int,
    leave_out: Collection[str],
) -> str:
    """Writes the card.

    Args:
        threads: What was learned from and chosen by, in posting order or as nested pages.
        pages: Flattened threads.
        moves: The JSON form of the model of moves.
        parents: The JSON form of the parent models, by order.
        layers: Of the encoder in the reader.
        leave_out: Sources that were left out.

    Returns:
        Markdown.
    """
    of_threads = Counter(thread.source or "" for thread in threads)
    of_pages = Counter(page.source for page in pages)
    asked = [order for order in ("posted", "page") if parents[order]["reads"]]
    orders = {"posted": "posting order", "page": "pages"}
    reads = "" if len(asked) == 2 else f" (in {orders[asked[0]]})" if asked else " never"
    return _CARD.format(
        layers=layers,
        reads=reads,
        left_out=f" Left out on purpose: {', '.join(leave_out)}." if leave_out else "",
        sources="\n".join(
            f"| {source} | {of_threads[source]} | {of_pages[source]} |"
            for source in sorted({*of_threads, *of_pages})
        ),
        posted=_score(parents["posted"]),
        posted_unread=parents["posted"]["unread"],
        page=_score(parents["page"]),
        page_unread=parents["page"]["unread"],
        moves=moves["valid"],
    )


def _score(parent: Mapping[str, Any]) -> str:
    if parent["read"] is None:
        return "(would take too long)"
    return f"{parent['read']:.3f}" + ("" if parent["reads"] else " (not worth its time: not asked)")
