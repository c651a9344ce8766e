"""How does a model do on crowds' labels, and when nothing of meaning changes?

`python tests/benchmarks/labels_elsewhere.py LABELS [--model DIR]`: LABELS is the folder of labelled
comments (arguments, stance-debagreement, stance-iac). Prints the macro-F1 of stance on pairs of
held-back threads, and for how many held-back comments the most probable type and stance stay the
same when quotes are curly, blanks stand at the end, the first letter changes its case, a name is
put in front, or each name in the text becomes another (of comments that hold one), for all of
them and for those whose label the model was not unsure of.
"""

import argparse
import random
import re
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


# Given names that are hardly ever another word; each becomes the next one.
NAMES = (
    *("Alan", "Andrew", "Barbara", "Brian", "Charles", "Chris", "Daniel", "David", "Donald"),
    *("Edward", "Eric", "George", "Henry", "James", "Jason", "Jennifer", "Jim", "Joe", "John"),
    *("Karen", "Kevin", "Larry", "Linda", "Lisa", "Mary", "Michael", "Mike", "Nancy", "Paul"),
    *("Peter", "Richard", "Robert", "Ron", "Sarah", "Scott", "Stephen", "Steve", "Susan", "Thomas"),
    *("Tim", "Tom", "William"),
)
NAME = re.compile(rf"\b(?:{'|'.join(NAMES)})\b")


def renamed(text: str) -> str:
    return NAME.sub(lambda m: NAMES[(NAMES.index(m[0]) + 1) % len(NAMES)], text)


def flipped(text: str) -> str:
    return text[:1].swapcase() + text[1:]


CHANGES: dict[str, Callable[[Pair], Pair]] = {
    "blanks and line ends after the text": lambda p: Pair(f"{p.answered}  \n", f"{p.own} \n\n"),
    "case of the first letter": lambda p: Pair(flipped(p.answered), flipped(p.own)),
    "curly quotes": lambda p: Pair(p.answered.translate(CURLY), p.own.translate(CURLY)),
    "a name before the comment (Dana, …)": lambda p: Pair(p.answered, f"Dana, {p.own}"),
    "each name in it becomes another": lambda p: Pair(renamed(p.answered), renamed(p.own)),
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
    parts = divide(read_labels(files))
    test = parts["test"]
    print("| crowd labels, held-back threads | pairs | macro-F1 of stance | right |")
    print("|---|---|---|---|")
    for name in CROWDS:
        rows = [row for row in test if Path(row.files[0]).name.startswith(name)]
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
    held_back = [*test, *parts["valid"]]
    rows = [row for row in held_back if row.types and row.measured and not row.helping]
    random.Random(0).shuffle(rows)
    plain = pairs(rows)
    heads = model.folder.heads

    def tops(given: list[Pair]) -> dict[str, list[tuple[int, float]]]:
        """By head, of each pair, the place of the most probable label and its probability."""
        scores = model.score(given)
        rows = {head.name: [score.by_head[head.name] for score in scores] for head in heads}
        return {name: [(most(row), max(row)) for row in found] for name, found in rows.items()}

    titles = " | ".join(f"same {head.name} | where sure" for head in heads)
    print(f"\n| change of held-back comments | comments | {titles} |")
    print("|---" * (2 + 2 * len(heads)) + "|")
    for what, change in CHANGES.items():
        chosen = [pair for pair in plain if change(pair) != pair][: options.most]
        before, after = tops(chosen), tops([change(pair) for pair in chosen])
        cells = []
        for head in heads:
            same, sure = [], []
            for (old, chance), (new, _) in zip(before[head.name], after[head.name], strict=True):
                same.append(old == new)
                if chance >= head.unsure_below:
                    sure.append(old == new)
            cells += [f"{100 * sum(part) / len(part):.1f} %" for part in (same, sure)]
        print(f"| {what} | {len(chosen)} | {' | '.join(cells)} |", flush=True)


if __name__ == "__main__":
    main()
