"""Do the measures' intervals cover the truth?

`python tests/benchmarks/interval_coverage.py`: invented threads with unsure labels; of each, one
truth is drawn by a procedure of its own and measured. Prints a Markdown table; about a second a
thread.
"""

import argparse
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))
from invented import truth, uncertain

from threadlab.graph import Estimate, Measures, measure

SIZES = ((40, 8), (80, 15), (150, 30))
SURE = (1.0, 4.0)
CONTESTED = 3
ROUNDING = 1e-9


def estimates(measured: Measures) -> Iterator[tuple[str, Estimate]]:
    """The measures that have an interval, by name."""
    for name in measured.__slots__:
        value = getattr(measured, name)
        if isinstance(value, Estimate) and value.low is not None:
            yield name, value


def covered(estimate: Estimate, value: float) -> bool:
    return estimate.low - ROUNDING <= value <= estimate.high + ROUNDING


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--threads", type=int, default=200)
    parser.add_argument("--resamples", type=int, default=100)
    options = parser.parse_args()
    held: dict[str, list[tuple[bool, float, float]]] = defaultdict(list)
    for seed in range(options.threads):
        thread = uncertain(*SIZES[seed % len(SIZES)], seed, sure=SURE[seed % len(SURE)])
        told = measure(thread, resamples=options.resamples, seed=seed)
        real = measure(truth(thread, 1000 + seed), resamples=0)
        for name, estimate in estimates(told):
            value = getattr(real, name).value
            if value is not None:
                held[name].append((covered(estimate, value), value, estimate.value))
        scores = {point.comment: point.score.value for point in real.contested}
        for point in told.contested[:CONTESTED]:
            value = scores.get(point.comment, 0.0)
            held["contested score"].append((covered(point.score, value), value, point.score.value))
    print("| measure | intervals | cover the truth, % | mean truth | mean estimate |")
    print("|---|---|---|---|---|")
    for name, rows in held.items():
        means = [sum(column) / len(rows) for column in zip(*rows, strict=True)]
        print(f"| {name} | {len(rows)} | {100 * means[0]:.1f} | {means[1]:.3g} | {means[2]:.3g} |")


if __name__ == "__main__":
    main()
