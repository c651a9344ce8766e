"""models: what models there are, what they tell and how well."""

import hashlib
import json
from collections.abc import Iterable, Iterator
from os import PathLike
from pathlib import Path
from typing import Any

from threadlab.encoder import digest, find_model, models_folder, open_folder
from threadlab.errors import ModelError

_REPLIES = ("parents.json", "lines.json")
_SCORES = ("macro_f1", "primary_accuracy", "accuracy", "ece")


def models(folders: Iterable[str | PathLike[str]] = ()) -> list[dict[str, Any]]:
    """Lists the models that ship with threadlab, and those in given folders.

    Args:
        folders: Model folders, or folders that hold some.

    Returns:
        A row a model: "name", "path", "shipped"; "kind": "arguments" (types and stances),
        "replies" or "huggingface"; "heads": what it tells, each with its labels; "languages"
        (codes; empty: any); "bytes"; "digest" (SHA-256 of what decides its answers); "scores":
        by head those of its card (on held-back threads), as far as it has some; "adapted": by head
        what a forum's own labels did to it: "way", "n" (comments), "random" (how many of a random
        sample), and where that could be measured the scores "before" and "after" on those not
        seen; "problem": what keeps it from being used, or None.

    Raises:
        ModelError: A given folder is not there, or holds no model.
    """
    shipped = models_folder()
    rows = [_row(path, shipped=True) for path in _inside(shipped)]
    for folder in folders:
        path = find_model(folder)
        found = [path] if _kind(path) else list(_inside(path))
        if not found:
            raise ModelError(
                str(path),
                "no model lies in it",
                next_step="Name a folder with a config.json and weights, or one of such folders.",
            )
        rows += [_row(one, shipped=False) for one in found]
    return rows


def _inside(folder: Path) -> Iterator[Path]:
    yield from (path for path in sorted(folder.iterdir()) if path.is_dir() and _kind(path))


def _kind(path: Path) -> str | None:
    """What sort of model a folder holds; None: none."""
    if any((path / name).is_file() for name in ("labels.json", "calibration.json")):
        return "arguments"
    if all((path / name).is_file() for name in _REPLIES):
        return "replies"
    return "huggingface" if (path / "config.json").is_file() else None


def _row(path: Path, *, shipped: bool) -> dict[str, Any]:
    files = [file for file in path.iterdir() if file.is_file()]
    row: dict[str, Any] = {
        "name": path.name,
        "path": str(path),
        "shipped": shipped,
        "kind": _kind(path),
        "heads": {},
        "languages": [],
        "bytes": sum(file.stat().st_size for file in files),
        "digest": None,
        "scores": {},
        "adapted": {},
        "problem": None,
    }
    if row["kind"] == "replies":
        return {**row, "digest": _digest_of(path)}
    try:
        folder = open_folder(path)
        found = {
            "heads": {head.name: list(head.labels) for head in folder.heads},
            "languages": list(folder.languages),
            "digest": digest(folder),
            **_scores(path),
        }
    except ModelError as error:
        return {**row, "problem": f"{error.problem}. {error.next_step}"}
    return {**row, **found}


def _digest_of(path: Path) -> str:
    found = hashlib.sha256()
    for name in _REPLIES:
        found.update(name.encode() + b"\0" + hashlib.sha256((path / name).read_bytes()).digest())
    return found.hexdigest()


def _scores(path: Path) -> dict[str, dict[str, Any]]:
    """The scores that were written beside the card: of held-back threads, and of adapting."""
    page = path / "scores.json"
    if not page.is_file():
        return {}
    try:
        content = json.loads(page.read_text(encoding="utf-8"))
        adapted = content.get("adapted", {})
        return {
            "scores": {head: _told(found["model"]) for head, found in content["test"].items()},
            "adapted": {head: _adapted(found) for head, found in adapted.items() if found["n"]},
        }
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ModelError(
            str(path), f"scores.json is broken ({error!r})", next_step="Remove or renew it."
        ) from error


def _adapted(found: dict[str, Any]) -> dict[str, Any]:
    row = {"way": found["way"], "n": found["n"], "random": found.get("random")}
    if "chosen" not in found:
        return row
    # Where nothing helped, the model is what it was before.
    after = found["unchanged" if found["way"] == "unchanged" else "chosen"]
    return {**row, "before": _told(found["unchanged"]), "after": _told(after)}


def _told(found: dict[str, Any]) -> dict[str, float]:
    return {key: found[key] for key in _SCORES if key in found}
