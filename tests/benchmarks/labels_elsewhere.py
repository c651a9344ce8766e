"""How does a model do on crowds' labels, and when nothing of meaning changes?

`python tests/benchmarks/labels_elsewhere.py LABELS [--model DIR]`: LABELS is the folder of labelled
comments (arguments, stance-debagreement, stance-iac). Prints the macro-F1 of stance on pairs of
held-back threads, and for how many held-back comments the most probable type and stance stay the
same when quotes are curly, blanks stand at the end, the first letter changes its case, or a name is
put in front.
"""

import argparse
import random
from collections.abc import Callable, Sequence
from pathlib import Path

from threadlab.encoder import Pair, load_model
from threadlab.scores import interval
from threadlab.training.examples import Example
from threadlab.training.judging import gold_stance, stance_scores
from threadlab.training.labels import read_labels
from threadlab.training.splits import divide

CROWDS = ("stance-debagreement", "stance-iac")
ROUNDS = 200
CURLY = str.maketrans({'"': "\u201d", "'": "\u2019"})


def flipped(text: str) -> str:
    return text[:1].swapcase() + text[1:]


CHANGES: dict[str, Callable[[Pair], Pair]] = {
    "blanks and line ends after the text": lambda p: Pair(f"{p.answered}  \n", f"{p.own} \n\n"),
    "case of the first letter": lambda p: Pair(flipped(p.answered), flipped(p.own)),
    "curly quotes": lambda p: Pair(p.answered.translate(CURLY), p.own.translate(CURLY)),
    "a name before the comment (Dana, …)": lambda p: Pair(p.answered, f"Dana, {p.own}"),
}


def most(chances: Sequence[float]) -> int:
    """The place of the most probable label."""
    return max(range(len(chances)), key=chances.__getitem__)


def pairs(rows: list[Example]) -> list[Pair]:
    return [Pair(row.answered, row.own) for row in rows]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("labels", type=Path)
    parser.add_argument("--model")
    parser.add_argument("--most", type=int, default=400, help="comments that are changed")
    options = parser.parse_args()
    model = load_model(options.model)
    files = [options.labels / f"{name}.jsonl.gz" for name in ("arguments", *CROWDS)]
    test = divide(read_labels(files))["test"]
    print("| crowd labels, held-back threads | pairs | macro-F1 of stance | right |")
    print("|---|---|---|---|")
    for name in CROWDS:
        rows = [row for row in test if row.file.startswith(name)]
        gold = [gold_stance(row) for row in rows]
        told = [score.by_head["stance"] for score in model.score(pairs(rows))]

        def macro(places: list[int], gold: list = gold, told: list = told) -> float:
            return stance_scores([gold[k] for k in places], [told[k] for k in places])["macro_f1"]

        low, high = interval(macro, [row.key for row in rows], rounds=ROUNDS)
        scores = stance_scores(gold, told)
        print(
            f"| {name} | {len(rows)} | {scores['macro_f1']:.3f} ({low:.3f} to {high:.3f}) | "
            f"{scores['accuracy']:.3f} |",
            flush=True,
        )
    rows = [row for row in test if row.types and row.measured and not row.helping]
    random.Random(0).shuffle(rows)
    plain = pairs(rows[: options.most])
    heads = [head.name for head in model.folder.heads]

    def tops(given: list[Pair]) -> dict[str, list[int]]:
        scores = model.score(given)
        return {head: [most(score.by_head[head]) for score in scores] for head in heads}

    before = tops(plain)
    print(f"\n| change of {len(plain)} comments | same {' | same '.join(heads)} |")
    print("|---" * (1 + len(heads)) + "|")
    for what, change in CHANGES.items():
        after = tops([change(pair) for pair in plain])
        same = [
            sum(a == b for a, b in zip(before[head], after[head], strict=True)) / len(plain)
            for head in heads
        ]
        print(f"| {what} | {' | '.join(f'{100 * share:.1f} %' for share in same)} |", flush=True)


if __name__ == "__main__":
    main()
