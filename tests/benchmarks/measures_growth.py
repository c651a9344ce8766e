"""How long do the measures take, and how much memory?

`python tests/benchmarks/measures_growth.py`: each size runs in a process of its own. Prints a
Markdown table.
"""

import argparse
import json
import resource
import subprocess
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))
from invented import uncertain

from threadlab.graph import measure

PEOPLE_SHARE = 10
SIZES = (1_250, 2_500, 5_000, 10_000, 20_000, 100_000)
DRAWN = ((5_000, 200), (100_000, 20))
KILOBYTES = 1024


def held() -> int:
    """The most memory that this process has held, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // KILOBYTES


def run(comments: int, resamples: int) -> dict[str, float]:
    measure(uncertain(50, 8, 0), resamples=2)
    thread = uncertain(comments, comments // PEOPLE_SHARE, 1, sure=8.0)
    before = held()
    start = time.process_time()
    told = measure(thread, resamples=resamples)
    seconds = time.process_time() - start
    return {"seconds": seconds, "before": before, "after": held(), "ties": told.ties.value}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--one", type=int, nargs=2, metavar=("COMMENTS", "RESAMPLES"))
    options = parser.parse_args()
    if options.one:
        print(json.dumps(run(*options.one)))
        return
    print("| comments | people | ties | resamples | seconds | memory, MB (before measuring) |")
    print("|---|---|---|---|---|---|")
    for comments, resamples in (*((size, 0) for size in SIZES), *DRAWN):
        words = [sys.executable, __file__, "--one", str(comments), str(resamples)]
        found = json.loads(subprocess.run(words, check=True, capture_output=True).stdout)
        print(
            f"| {comments:,} | {comments // PEOPLE_SHARE:,} | {found['ties']:,.0f} | {resamples} | "
            f"{found['seconds']:.1f} | {found['after']} ({found['before']}) |",
            flush=True,
        )


if __name__ == "__main__":
    main()
