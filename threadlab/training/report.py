"""Writes the scores of a model folder into a page of scores.

    python -m threadlab.training.report models/arguments reports/scores.json

The page is a JSON object with one key a model, named as its folder; other keys stay as they are.
"""

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from threadlab.encoder import digest
from threadlab.errors import ModelError, UnreadableSource


def report(model: Path, page: Path) -> None:
    """Copies a model's held-back scores, with its digest, into a page of scores.

    Args:
        model: A model folder written by train.
        page: The JSON file; made if it is not there.

    Raises:
        ModelError: The folder is incomplete or holds no scores.
        UnreadableSource: The page is no JSON object.
    """
    try:
        scores = json.loads((model / "scores.json").read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ModelError(
            str(model),
            f"scores.json cannot be read ({error})",
            next_step="Train the model anew; training writes its scores.",
        ) from error
    if not scores.get("test"):
        raise ModelError(
            str(model),
            "scores.json has no scores of held-back threads",
            next_step="Name a model that was trained, not one that was adapted to a forum.",
        )
    found: Any = {}
    if page.exists():
        try:
            found = json.loads(page.read_text(encoding="utf-8"))
        except ValueError as error:
            raise UnreadableSource(str(page), f"is not JSON: {error}") from error
    if not isinstance(found, dict):
        raise UnreadableSource(str(page), "is not a JSON object")
    found[model.resolve().name] = {"digest": digest(model), **scores["test"]}
    page.parent.mkdir(parents=True, exist_ok=True)
    unfinished = page.with_name(f".{page.name}.unfinished")
    text = json.dumps(found, indent=1, ensure_ascii=False, sort_keys=True) + "\n"
    unfinished.write_text(text, encoding="utf-8")
    unfinished.replace(page)


def main(words: Sequence[str]) -> None:
    """Runs the command that the top of this page shows."""
    if len(words) != 2:
        sys.exit("usage: python -m threadlab.training.report MODEL PAGE")
    report(Path(words[0]), Path(words[1]))


if __name__ == "__main__":
    main(sys.argv[1:])
