"""Do camps put apart whom a crowd read as opposed?

`python tests/benchmarks/crowd_camps.py DATA`: DATA holds threads/iac-4forums.jsonl.gz and
labels/stance-iac.jsonl.gz: pairs of a quote and its answer, each read by about six workers. The
threads of those pairs are rebuilt and classified, their people divided into two camps by the
expected ties, and each labelled pair of people is then in one camp or in two; against signs that
are shuffled over the thread's replies, and without the labelled reply. Prints Markdown; each thread
is noted in `--out`, so that a killed run goes on.
"""

import argparse
import dataclasses
import gzip
import json
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import numpy as np

import threadlab as tl
from threadlab.arguments.labelling import classify_many
from threadlab.graph.chances import Chances, chances
from threadlab.graph.frustration import solve
from threadlab.graph.ties import expected_ties, parts
from threadlab.replies import rebuild
from threadlab.thread import Reply, Thread
from threadlab.training.splits import split_of

SHUFFLES = 5
ROUNDS = 1000
TELLING = 40
READINGS = ("disagree", "neutral", "agree")


def lines(path: Path) -> Iterator[dict]:
    with gzip.open(path, "rt", encoding="utf-8") as file:
        yield from map(json.loads, file)


def divided(odds: Chances) -> tuple[np.ndarray, np.ndarray]:
    """The camp of each voice, and the part of the graph that it is tied to."""
    graph = expected_ties(odds)
    return np.array(solve(graph).camps), parts(graph)


def together(found: tuple[np.ndarray, np.ndarray], one: int, other: int) -> bool | None:
    """Whether two share a camp; None where nothing ties them."""
    camps, part = found
    return None if part[one] != part[other] else bool(camps[one] == camps[other])


def shuffled(odds: Chances, dice: np.random.Generator) -> Chances:
    places = dice.permutation(len(odds.child))
    return dataclasses.replace(
        odds,
        agree=odds.agree[places],
        disagree=odds.disagree[places],
        stanced=odds.stanced[places],
    )


def without(odds: Chances, left_out: list[int]) -> Chances:
    kept = np.ones(len(odds.child))
    kept[left_out] = 0
    return dataclasses.replace(odds, agree=odds.agree * kept, disagree=odds.disagree * kept)


def labelled_reply(thread: Thread, row: dict) -> Reply | None:
    """The reply that a labelled pair is of: to the comment that holds the quoted words."""
    child = row["id"].split("/")[0]
    replies = [r for r in thread.replies if r.child == child and r.parent is not None]
    quoted = " ".join(row["parent_text"].split())[:TELLING]
    bodies = {c.id: " ".join(c.body.split()) for c in thread.comments}
    holding = [r for r in replies if quoted and quoted in bodies[r.parent]]
    return next(iter(holding or sorted(replies, key=lambda r: not r.primary)), None)


def judged(thread: Thread, rows: list[dict]) -> Iterator[dict]:
    """What the camps say of each labelled pair of a thread."""
    odds = chances(thread)
    number = {c.id: k for k, c in enumerate(thread.comments)}
    dice = np.random.default_rng(len(thread.comments))
    camps = divided(odds)
    others = [divided(shuffled(odds, dice)) for _ in range(SHUFFLES)]
    for row in rows:
        reply = labelled_reply(thread, row)
        if reply is None:
            continue
        child, parent = number[reply.child], number[reply.parent]
        one, other = odds.voice[child], odds.voice[parent]
        if one == other:
            continue
        own = np.flatnonzero((odds.child == child) & (odds.parents[:, 0] == parent))
        yield {
            "crowd": row["stance"],
            "camps": together(camps, one, other),
            "shuffled": [together(found, one, other) for found in others],
            "without": together(divided(without(odds, list(own))), one, other),
        }


def classified(data: Path, wanted: set[str]) -> Iterator[Thread]:
    rows = lines(data / "threads" / "iac-4forums.jsonl.gz")
    found = [row for row in rows if f"iac-4forums/{row['thread_id']}" in wanted]
    if not found:
        return  # the threads of some labelled pairs are not there
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "threads.jsonl"
        path.write_text("".join(json.dumps(row) + "\n" for row in found), "utf-8")
        yield from classify_many(rebuild(thread) for thread in tl.read_all([path]))


def share(values: list[bool | None]) -> tuple[float, int]:
    told = [value for value in values if value is not None]
    return (100 * float(np.mean(told)) if told else float("nan")), len(told)


def table(threads: dict[str, list[dict]]) -> Iterator[str]:
    yield "| | disagree | neutral | agree | agree less disagree (95 %, drawing threads) |"
    yield "|---|---|---|---|---|"
    for name, values in (
        ("camps", lambda row: [row["camps"]]),
        ("signs shuffled", lambda row: row["shuffled"]),
        ("without the labelled reply", lambda row: [row["without"]]),
    ):
        cells, by_crowd = [], {}
        for crowd in READINGS:
            by_crowd[crowd] = [
                [v for row in rows if row["crowd"] == crowd for v in values(row)]
                for rows in threads.values()
            ]
            percent, count = share([v for group in by_crowd[crowd] for v in group])
            cells.append(f"{percent:.1f} % ({count})")
        dice, drawn = np.random.default_rng(0), []
        for _ in range(ROUNDS):
            picked = dice.integers(0, len(threads), len(threads))
            agree, disagree = (
                share([v for k in picked for v in by_crowd[crowd][k]])[0]
                for crowd in ("agree", "disagree")
            )
            drawn.append(agree - disagree)
        low, middle, high = np.nanquantile(drawn, [0.025, 0.5, 0.975])
        yield f"| {name} | {' | '.join(cells)} | {middle:.1f} points ({low:.1f} to {high:.1f}) |"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--out", type=Path, default=Path("crowd_camps.jsonl"))
    options = parser.parse_args()
    rows: dict[str, list[dict]] = defaultdict(list)
    for row in lines(options.data / "labels" / "stance-iac.jsonl.gz"):
        rows[row["thread"]].append(row)
    done = {}
    if options.out.exists():
        done = dict(map(json.loads, options.out.read_text("utf-8").splitlines()))
    with options.out.open("a", encoding="utf-8") as out:
        for thread in classified(options.data, set(rows) - set(done)):
            key = f"iac-4forums/{thread.id}"
            done[key] = list(judged(thread, rows[key]))
            out.write(json.dumps([key, done[key]]) + "\n")
            out.flush()
    held = {key: found for key, found in done.items() if split_of(key) == "test"}
    for name, part in (("all", done), ("of the test part", held)):
        print(f"\n{len(part)} threads ({name}), {sum(map(len, part.values()))} pairs\n")
        print("\n".join(table(part)))


if __name__ == "__main__":
    main()
