"""How do time and memory of a batch grow with the number of comments?

`python tests/benchmarks/batch_growth.py [SIZE…] [--model DIR]`: for each size, invented
threads of short comments are written as JSON lines and run through `threadlab classify` in a
process of its own, by default with the constant model, so that reading, rebuilding and writing
are what is measured. Prints a Markdown table. Time is processor time of the run and its worker;
memory is the peak of the process that classifies and writes plus the peak of the one that reads
and rebuilds.
"""

import argparse
import json
import random
import resource
import subprocess
import sys
import tempfile
from pathlib import Path

SIZES = (20_000, 100_000, 200_000, 300_000, 1_000_000)
WORDS = (
    "the of and to in it is that for was on are with this not tea coffee city bus road law tax "
    "school price water people think should would never because study wrong right point maybe "
    "better cheaper safer rules street winter summer market children noise power paper history"
).split()
NAMES = ("Ann", "Bob", "Cleo", "Dora", "Emil", "Fay", "Gus", "Hana", "Ivan", "Jo")
KILOBYTES = 1024
HEAD = ("comments", "threads", "seconds", "a million", "writing, MB", "reading, MB", "both, MB")


def sentence(chance: random.Random) -> str:
    return " ".join(chance.choices(WORDS, k=chance.randrange(8, 18))).capitalize() + "."


def invented(number: int, chance: random.Random) -> dict[str, object]:
    """A thread of 2 to 58 comments; half of the answers quote a sentence."""
    comments: list[dict[str, object]] = []
    said: list[str] = []
    for k in range(chance.randrange(2, 59)):
        own = sentence(chance)
        body = f"> {chance.choice(said)}\n\n{own}" if said and chance.random() < 0.5 else own
        said.append(own)
        comments.append(
            {
                "id": f"{number}-{k}",
                "author": f"{chance.choice(NAMES)}{chance.randrange(4)}",
                "date": 1_500_000_000 + 600 * (100 * number + k),
                "body": body,
                "format": "markdown",
            }
        )
    return {"thread_id": f"t{number}", "title": f"Thread {number}", "comments": comments}


def write(path: Path, comments: int) -> int:
    """Writes threads of so many comments or a few more; gives their number."""
    chance, written, number = random.Random(7), 0, 0
    with path.open("w", encoding="utf-8") as file:
        while written < comments:
            thread = invented(number, chance)
            file.write(json.dumps(thread) + "\n")
            written += len(thread["comments"])  # type: ignore[arg-type]
            number += 1
    return written


def one(source: str, out: str, model: str) -> dict[str, float]:
    """Runs a batch in this process and tells what it took."""
    from threadlab.batch import classify_files

    done = classify_files(source, out, model=None if model == "shipped" else model, workers=1)
    ours, theirs = (
        resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    return {
        "threads": done.threads,
        "comments": done.comments,
        "wall": done.seconds,
        "writing_seconds": ours.ru_utime + ours.ru_stime,
        "reading_seconds": theirs.ru_utime + theirs.ru_stime,
        "writing_mb": ours.ru_maxrss / KILOBYTES,
        "reading_mb": theirs.ru_maxrss / KILOBYTES,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sizes", nargs="*", type=int, default=SIZES, metavar="SIZE")
    parser.add_argument("--model", default="constant", help='"shipped": the real one')
    parser.add_argument("--folder", help="where to write; default: a temporary folder")
    parser.add_argument("--one", nargs=2, metavar=("SOURCE", "OUT"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        print(json.dumps(one(*options.one, options.model)))
        return
    print(f"| {' | '.join(HEAD)} |")
    print("|---|---|---|---|---|---|---|")
    for size in options.sizes:
        with tempfile.TemporaryDirectory(dir=options.folder) as folder:
            source = Path(folder, "threads.jsonl")
            write(source, size)
            words = ["--one", str(source), str(Path(folder, "out")), "--model", options.model]
            done = subprocess.run(
                [sys.executable, __file__, *words], check=True, capture_output=True, text=True
            )
        row = json.loads(done.stdout)
        seconds = row["writing_seconds"] + row["reading_seconds"]
        print(
            f"| {row['comments']:,} | {row['threads']:,} | {seconds:.0f} "
            f"({row['reading_seconds']:.0f} reading and rebuilding) "
            f"| {1e6 * seconds / row['comments']:.0f} | {row['writing_mb']:.0f} "
            f"| {row['reading_mb']:.0f} | {row['writing_mb'] + row['reading_mb']:.0f} |",
            flush=True,
        )


if __name__ == "__main__":
    main()
