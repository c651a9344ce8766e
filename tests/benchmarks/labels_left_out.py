"""How does the model do on a kind of forum that it has not learned from?

`python tests/benchmarks/labels_left_out.py LABELS THREADS BASE -o DIR [--only GROUP]`: LABELS is a
folder of labelled comments (arguments, stance-debagreement), THREADS that of the threads in which
reports/readings.jsonl.gz finds its texts, BASE the folder of all-MiniLM-L6-v2. Each group of forums
is left out of a short training in turn and measured on its own random comments of `arguments`; of
the readings only random ones of the other groups serve. Needs about a quarter of an hour a group on
two quiet cores; prints the table of models/arguments/README.md.
"""

import argparse
import gzip
import json
from pathlib import Path

import threadlab as tl
from threadlab.training import Config

READINGS = Path(__file__).parents[2] / "reports" / "readings.jsonl.gz"
GROUPS = {
    "boards": ("iac-4forums",),
    "reddit": (
        *("reddit-cmv", "reddit-cmv-chains", "reddit-fixtures", "reddit-praw", "debagreement"),
    ),
    "mail": ("comp.lang.cobol", "r-help-1990s", "twisted-python"),
    "wiki": ("wiki-talk-en", "discourse-urho3d"),
}
# Forums that have readings alone: left out with their group, and measured nowhere.
WITHOUT_GOLD = {
    "reddit": ("subreddit-agreement",),
    "wiki": ("smf-opendcl-silver", "wikitactics"),
}
CONFIG = Config(mixed_epochs=0, epochs=1, frozen=3, max_tokens=128, checkpoint_every=200)
HEADS = {"types": ("macro_f1", "primary_accuracy"), "stance": ("macro_f1",)}


def random_readings(without: tuple[str, ...], path: Path) -> None:
    """Keeps the readings that were drawn at random from other forums than these."""
    with gzip.open(READINGS, "rt", encoding="utf-8") as rows, gzip.open(path, "wt") as kept:
        for line in rows:
            row = json.loads(line)
            if row["source"].split("/")[0] not in without and "sampling" not in row:
                kept.write(line)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("labels", type=Path)
    parser.add_argument("threads", type=Path)
    parser.add_argument("base", type=Path)
    parser.add_argument("-o", "--out", type=Path, required=True)
    parser.add_argument("--only", choices=GROUPS, action="append", help="this group alone")
    options = parser.parse_args()
    print("| group left out | comments | types | primary | stance |\n|---|---|---|---|---|")
    for group in options.only or GROUPS:
        folder = options.out / group
        folder.mkdir(parents=True, exist_ok=True)
        random_readings(GROUPS[group] + WITHOUT_GOLD.get(group, ()), folder / "readings.jsonl.gz")
        tl.train(
            "all",
            [options.labels / "arguments.jsonl.gz", folder / "readings.jsonl.gz"],
            from_model=options.base,
            texts=[options.threads, options.labels / "stance-debagreement.jsonl.gz"],
            leave_out=GROUPS[group],
            out=folder / "model",
            config=CONFIG,
        )
        scores = json.loads((folder / "model" / "scores.json").read_text("utf-8"))["test"]
        cells = [
            f"{scores[head]['model'][score]:.3f} ({scores[head]['tfidf_lr'][score]:.3f})"
            for head, wanted in HEADS.items()
            for score in wanted
        ]
        print(f"| {group} | {scores['types']['model']['n']} | {' | '.join(cells)} |", flush=True)


if __name__ == "__main__":
    main()
