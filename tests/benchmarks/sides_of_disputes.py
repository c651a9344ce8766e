"""Do the sides of a dispute hold, where nobody knows who wrote what?

`python tests/benchmarks/sides_of_disputes.py DATA`: DATA holds threads/iac-4forums.jsonl.gz. The
authors of its threads are hidden, once with the replies as the forum states them and once with
replies that are rebuilt from the words. Two comments of one author should then be on one side of
the main dispute, as few change theirs within a thread; two of different authors need not. Prints
Markdown.
"""

import argparse
import dataclasses
import gzip
import itertools
import json
import random
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import threadlab as tl
from threadlab.arguments.labelling import classify_many
from threadlab.graph import main_dispute
from threadlab.replies import rebuild
from threadlab.thread import Thread

LEAST, MOST = 15, 60
STATED = 0.6
"""At least this share of a thread's comments must state what they answer."""

SURE = 0.5


def read(data: Path, count: int) -> list[Thread]:
    """Threads of a readable length, drawn with a fixed seed."""
    kept = []
    with gzip.open(data / "threads" / "iac-4forums.jsonl.gz", "rt", encoding="utf-8") as file:
        for line in file:
            said = json.loads(line)["comments"]
            stated = sum(comment["parent"] is not None for comment in said)
            if LEAST <= len(said) <= MOST and stated >= STATED * len(said):
                kept.append(line)
    random.Random(5).shuffle(kept)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "threads.jsonl"
        path.write_text("".join(kept[:count]), "utf-8")
        return list(tl.read_all([path]))


def nameless(thread: Thread, stated: bool) -> Thread:
    """The thread without its authors, and without what its comments answer, too."""
    return dataclasses.replace(
        thread,
        comments=tuple(
            dataclasses.replace(
                comment, author=None, stated_parents=comment.stated_parents if stated else ()
            )
            for comment in thread.comments
        ),
    )


def pairs(thread: Thread, hidden: Thread) -> Iterator[tuple[str, bool]]:
    """Each two comments of the main dispute: which kind of pair, and whether on one side."""
    found = main_dispute(hidden)
    author = {comment.id: comment.author for comment in thread.comments}
    for one, other in itertools.combinations(found.stands if found else (), 2):
        writers = author[one.comment], author[other.comment]
        if None in writers:
            continue
        kind = "different authors"
        if writers[0] == writers[1]:
            sure = min(one.given, other.given) >= SURE
            kind = "one author, both sure" if sure else "one author, one unsure"
        yield kind, one.beside == other.beside


def table(threads: list[Thread]) -> Iterator[str]:
    yield "| | disputes | one author, both sure | one author, one unsure | different authors |"
    yield "|---|---|---|---|---|"
    for name, stated in (("as stated", True), ("rebuilt", False)):
        counts: Counter[tuple[str, bool]] = Counter()
        disputes = 0
        hidden = classify_many(rebuild(nameless(thread, stated)) for thread in threads)
        for thread, classified in zip(threads, hidden, strict=True):
            told = list(pairs(thread, classified))
            disputes += bool(told)
            counts.update(told)
        cells = []
        for kind in ("one author, both sure", "one author, one unsure", "different authors"):
            same, whole = counts[kind, True], counts[kind, True] + counts[kind, False]
            cells.append(f"{100 * same / max(1, whole):.0f} % of {whole:,}")
        yield f"| {name} | {disputes} of {len(threads)} | {' | '.join(cells)} |"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--threads", type=int, default=36)
    chosen = parser.parse_args()
    for line in table(read(chosen.data, chosen.threads)):
        print(line, flush=True)


if __name__ == "__main__":
    main()
