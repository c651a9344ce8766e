"""The model card of the replies room, written with every model that is trained."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from threadlab.thread import Thread
from threadlab.training.replies_data import Page

_CARD = """\
# replies: who answers whom, and where comments begin

Small networks for `threadlab.rebuild`: one hidden layer each, plain numbers in JSON, no code.

| file | what |
|---|---|
| parents.json | for threads in posting order and for depth-first pages: weighs the evidence for each possible parent of a comment; calibrated |
| lines.json | for pages that lost where comments begin: tells which lines begin one |

Made by `threadlab train replies`; the same data and seed give the same numbers.

## What goes in

Parents: shares and runs of quoted words, attributions, names, shared rare words, turn-taking, distance, time, sizes; never the words themselves. On depth-first pages also the steps up the path from the comment before. Lines: words that open and close comments ({openers} and {closers} learned weights), punctuation, repeated lines and the order of their sources, shared words with the lines around, and what the whole page is like.

## Data

Public threads whose parents are stated (pseudonymous, not part of this package), divided by thread: 70 % learned from, 10 % for threshold and calibration, 20 % not used, so that they can measure. Flattened threads are also shown in other habits: lines that follow one another in a comment are joined, or only the first are kept, because platforms differ most in how many lines a comment has.

| source | threads | flattened pages |
|---|---|---|
{sources}

## On what was held back for choosing

| what | figure |
|---|---|
| right parent, posting order (sources weigh as the root of their size) | {posted:.3f} |
| right parent, depth-first pages (the same) | {page:.3f} |
| comment starts found on platforms left out of training: precision | {sure:.3f} |

`threadlab evaluate replies FILE` measures on any file.

## Limits

Mostly English debates, mailing lists and help forums. Pages of one-line jokes and very wide threads give little evidence; there the chosen parent is often wrong and its probability says so. Programs, tables and poems confuse the line model. A comment is never cut within a line.
"""  # noqa: E501 - tables and paragraphs of Markdown


def card(
    threads: Sequence[Thread],
    pages: Sequence[Page],
    lines: Mapping[str, Any],
    parents: Mapping[str, Mapping[str, Any]],
) -> str:
    """Writes the card.

    Args:
        threads: What was learned from and chosen by, in posting order or as nested pages.
        pages: Flattened threads.
        lines: The JSON form of the line model.
        parents: The JSON form of the parent models, by order.

    Returns:
        Markdown.
    """
    of_threads = Counter(thread.source or "" for thread in threads)
    of_pages = Counter(page.source for page in pages)
    sources = sorted({*of_threads, *of_pages})
    return _CARD.format(
        openers=len(lines["openers"]),
        closers=len(lines["closers"]),
        sources="\n".join(f"| {s} | {of_threads[s]} | {of_pages[s]} |" for s in sources),
        posted=parents["posted"]["valid"],
        page=parents["page"]["valid"],
        sure=lines["starts_sure"],
    )
