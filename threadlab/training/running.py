"""train: labelled comments -> a model folder with its card."""

import hashlib
import json
import shutil
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from os import PathLike, fspath
from pathlib import Path
from typing import Any

from threadlab.arguments.language import languages_of
from threadlab.encoder import open_folder
from threadlab.encoder.folder import Head, find_model
from threadlab.encoder.pairs import Pair, tokenize
from threadlab.errors import ModelError, UnknownName, UnreadableSource
from threadlab.exports.writing import check_on_disk
from threadlab.training.calibrating import calibrate
from threadlab.training.card import card
from threadlab.training.config import Config
from threadlab.training.examples import Example
from threadlab.training.fit import Run, predict
from threadlab.training.forum import MOST_ROWS, adapt_model, verdict
from threadlab.training.labels import label_files
from threadlab.training.material import Material
from threadlab.training.measuring import measure
from threadlab.training.parting import part, usable
from threadlab.training.start import Start, start_from
from threadlab.training.writing import (
    calibration_json,
    check_out,
    halve,
    labels_json,
    write_folder,
)

HEADS = {"types": ("types",), "stance": ("stance",), "all": ("types", "stance")}
REPLIES = "replies"
Paths = Sequence[str | PathLike[str]]


def train(
    what: str,
    data: Paths,
    *,
    from_model: str | PathLike[str] | None = None,
    out: str | PathLike[str],
    leave_out: Sequence[str] = (),
    texts: Paths = (),
    config: Config | None = None,
) -> Path:
    """Trains a model on labelled comments and writes its folder with weights, scores and card.

    A killed training goes on where it stopped when it is started again with the same arguments;
    its state lies beside the folder, in ".<name>.training", until it is done.

    Args:
        what: "types", "stance" or "all": what the model shall tell of comments; "replies": who
            answers whom, see train_replies.
        data: Files of labelled comments, or folders of such files; for "replies" one folder of
            threads.
        from_model: Folder of a BERT encoder or of an earlier model; None: the shipped model.
            An earlier model is adapted, and whether that helped is said on stderr, in its card and
            in its scores.json, where at most 1,000 comments are given (see forum.adapt_model);
            with more, with leave_out, or with a changed setting of a training, all of it is
            trained on. Which of the two is done, and why, is said on stderr. Training of replies
            starts from nothing.
        out: The new model's folder; an earlier model there is replaced.
        leave_out: Sources to keep out of training and to measure on; none: measure on held-back
            threads.
        texts: Files of threads, or folders of such files, where rows without text of their own
            find it by "source", "thread" and "id".
        config: Settings; None: the usual ones.

    Returns:
        The folder.

    Raises:
        UnknownName: what is none of these.
        UnreadableSource: A file cannot be read, or no row can be used.
        ModelError: The first weights cannot be used, or out holds something else than a model.
        UnwritableTarget: out is an address in an object store.
        MissingExtra: scikit-learn is not installed.
    """
    check_on_disk(fspath(out))
    config = config or Config()
    if what == REPLIES:
        return _train_replies(data, from_model, Path(out), leave_out, config.seed)
    if what not in HEADS:
        raise UnknownName("training", what, (*HEADS, REPLIES))
    heads = HEADS[what]
    target = Path(out)
    check_out(target)
    files, known = label_files(data), label_files(texts)
    rows = usable(files, known, heads)
    start = start_from(Path(from_model) if from_model is not None else None, heads, config)
    reason = _why_trained(start, heads, len(rows), leave_out, config)
    if reason is None:
        return _adapt(what, data, from_model, target, rows, config, texts)
    epochs = config.mixed_epochs + config.epochs
    doing = "Training from" if epochs else "Calibrating and measuring, without an epoch,"
    _say(f"{doing} {start.name}: {reason}.")
    parts = part(files, rows, leave_out, heads)
    material = {name: _material(start, rows, config) for name, rows in parts.items()}
    work = target.with_name(f".{target.name}.training")
    _open_work(work, {"config": asdict(config), "heads": heads, "start": start.sha256,
                      "files": _digests(files), "texts": _digests(known),
                      "left_out": list(leave_out)})  # fmt: skip
    run = Run(start.network, material["train"], material["valid"], config, work)
    run.fit()
    fitted, scores = _judge(start, material, config.rounds)
    options = {
        "--from": _named([from_model] if from_model is not None else []),
        "--texts": _named(texts),
        "--leave-out": leave_out,
        "--set": _changed(config),
    }
    facts: dict[str, Any] = {
        "command": _command(what, data, target, options),
        "base": start.name,
        "sha256": start.sha256,
        "config": asdict(config),
        "data": _data_facts(files, [e for part in parts.values() for e in part]),
        "split": {
            **{name: len(rows) for name, rows in parts.items()},
            "helping": sum(e.helping for e in parts["train"]),
        },
        "max_tokens": config.max_tokens,
        "languages": languages_of(e.own for e in rows),
        "history": run.history,
        "left_out": leave_out,
    }
    if not run.history:
        facts = {**facts, **_earlier(from_model), "anew": facts["command"]}
    small = {
        "config.json": start.config,
        "labels.json": labels_json(fitted, config.max_tokens, facts["languages"]),
        "calibration.json": calibration_json(fitted),
        "scores.json": {"trained": facts, "test": scores},
    }
    write_folder(target, start.network, start.tokenizer, small, card(target.name, facts, scores))
    shutil.rmtree(work)
    return target


def _train_replies(
    data: Paths,
    from_model: str | PathLike[str] | None,
    out: Path,
    leave_out: Sequence[str],
    seed: int,
) -> Path:
    from threadlab.training.replies import train_replies

    if len(data) != 1:
        raise UnreadableSource(
            ", ".join(map(str, data)),
            "replies are trained on one folder",
            next_step="Name the folder that holds threads/ and flattened/.",
        )
    if from_model is not None:
        raise ModelError(
            str(from_model),
            "training of replies starts from nothing",
            next_step="Leave out the model to start from.",
        )
    return train_replies(
        data[0],
        out=out,
        seed=seed,
        leave_out=leave_out,
        report=_say,
    )


def _say(line: str) -> None:
    sys.stderr.write(f"{line}\n")


def _why_trained(
    start: Start, heads: Sequence[str], count: int, leave_out: Sequence[str], config: Config
) -> str | None:
    """Why so many rows are trained on; None: the model that they start from is adapted."""
    changed = [setting for setting in _changed(config) if setting.split("=")[0] not in _OF_SCORES]
    if not start.whole:
        return f"it does not tell {' and '.join(heads)} yet"
    if leave_out:
        return f"{', '.join(leave_out)} is to be left out"
    if count > MOST_ROWS:
        return f"{count:,} labelled comments are more than {MOST_ROWS:,}"
    if changed:
        return f"{', '.join(changed)} is for a training alone"
    return None


_OF_SCORES = ("rounds",)
"""Settings that adapting heeds, too."""


def _adapt(
    what: str,
    data: Paths,
    from_model: str | PathLike[str] | None,
    target: Path,
    rows: Sequence[Example],
    config: Config,
    texts: Paths,
) -> Path:
    """Adapts an earlier model to few rows, and says on stderr whether it helped."""
    folder = open_folder(from_model)
    names = tuple(head.name for head in folder.heads)
    start = start_from(folder.path, names, config)
    _say(
        f"Adapting {start.name}, without a training: {len(rows):,} labelled comments are not more "
        f"than {MOST_ROWS:,}. To train from it all the same, change a setting (--set epochs=3)."
    )
    options = {
        "--from": _named([from_model] if from_model else []),
        "--texts": _named(texts),
        "--set": _changed(config),
    }
    facts: dict[str, Any] = {
        "command": _command(what, data, target, options),
        "base": start.name,
        "sha256": start.sha256,
        "data": _data_facts(label_files(data), rows),
    }
    scores = adapt_model(start, folder, rows, target, facts, HEADS[what], config.rounds)
    for name, found in scores.items():
        if not found["n"]:
            _say(f"{name}: left as it was; no labelled comment says it.")
    for line in verdict(scores):
        _say(line)
    return target


def _data_facts(files: Sequence[Path], rows: Sequence[Example]) -> list[dict[str, Any]]:
    counts = Counter(name for e in rows for name in e.files)
    once = list(dict.fromkeys(files))
    told = zip(_named(once), _digests(once), once, strict=True)
    return [{"file": name, "sha256": sha, "rows": counts[str(path)]} for name, sha, path in told]


def _material(start: Start, rows: Sequence[Example], config: Config) -> Material:
    pairs = [Pair(e.answered, e.own) for e in rows]
    return Material(rows, tokenize(start.tokenizer, pairs, config.max_tokens))


def _judge(
    start: Start, material: dict[str, Material], rounds: int
) -> tuple[list[Head], dict[str, Any]]:
    """Calibrates each head on the validation part and scores it on the test part."""
    valid, test = material["valid"], material["test"]
    halve(start.network)
    seen = predict(start.network, valid.tokens)
    new = predict(start.network, test.tokens)
    heads = [calibrate(name, rows, valid.examples) for name, rows in seen.items()]
    scores: dict[str, Any] = {}
    main = [e for e in material["train"].examples if not e.helping]
    for head in heads:
        told = [
            i
            for i, e in enumerate(test.examples)
            if (e.types if head.name == "types" else e.stance)
        ]
        scores[head.name] = measure(
            head, [new[head.name][i] for i in told], [test.examples[i] for i in told], main, rounds
        )
    return heads, scores


def _earlier(model: str | PathLike[str] | None) -> dict[str, Any]:
    """How a model that is only calibrated and measured anew was trained, as far as it says so."""
    try:
        text = (find_model(model) / "scores.json").read_text(encoding="utf-8")
    except OSError:
        return {}  # a bare encoder: nothing was trained
    trained = json.loads(text).get("trained", {})
    return {key: trained[key] for key in _OF_TRAINING if key in trained}


_OF_TRAINING = ("command", "base", "sha256", "config", "languages", "history")


def _open_work(work: Path, identity: dict[str, Any]) -> None:
    """Opens the folder of a training's state; a state of other data or settings is dropped."""
    text = json.dumps(identity, sort_keys=True)
    note = work / "identity.json"
    if work.exists() and (not note.is_file() or note.read_text(encoding="utf-8") != text):
        shutil.rmtree(work)
    work.mkdir(parents=True, exist_ok=True)
    note.write_text(text, encoding="utf-8")


def _digests(files: Sequence[Path]) -> list[str]:
    found = []
    for path in files:
        with path.open("rb") as file:
            found.append(hashlib.file_digest(file, "sha256").hexdigest())
    return found


def _named(paths: Paths) -> list[str]:
    """Paths by their last parts: as few as tell them apart, for cards go to other machines."""
    parts = [path.parts for path in dict.fromkeys(map(Path, paths))]
    longest = max(map(len, parts), default=0)
    ways = [["/".join(words[-k:]) for words in parts] for k in range(1, longest)]
    whole = ["/".join(words) for words in parts]
    return next((names for names in ways if len(set(names)) == len(names)), whole)


def _command(what: str, data: Paths, out: Path, options: Mapping[str, Sequence[str]]) -> str:
    """The command that trains this model again; folders are named by their last parts."""
    words = ["threadlab train", what, *_named(data)]
    for option, values in options.items():
        words += [word for value in values for word in (option, value)]
    return " ".join([*words, "-o", out.name if out.is_absolute() else str(out)])


def _changed(config: Config) -> list[str]:
    """The settings that are not the usual ones, as --set takes them."""
    usual = asdict(Config())
    return [f"{key}={value}" for key, value in asdict(config).items() if value != usual[key]]
