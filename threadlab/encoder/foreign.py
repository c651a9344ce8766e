"""A sequence classifier in a local folder of Hugging Face: what its labels mean.

A folder with a config.json and without threadlab's labels.json and calibration.json is one. What
its labels mean stands in its threadlab.json, or in a file of the same form that is named beside it:

    {"labels": {"FAVOR": "agree", "AGAINST": "disagree", "NONE": "neutral", "SPAM": null},
     "input": "pair", "max_tokens": 256, "languages": ["en"],
     "temperature": 1.0, "thresholds": {"agree": 0.5}, "unsure_below": 0.5}

or in the mapping of labels alone. Only "labels" is needed. Its keys are all labels of config.json
(id2label), its values argument types or stances, not both; several labels may mean one; null: none
of them. Without a mapping the labels of the model must be types or stances by themselves.

| key | says | else |
|---|---|---|
| input | "pair": it reads words answered and own words; "own": these alone | "pair" for stances |
| max_tokens | longest input | 256, or what the model can read |
| languages | codes of the languages that it reads | any |
| temperature, thresholds, unsure_below | calibration, as in calibration.json | 1, 0.5, 0.5 |
| prior | share of each label, above 0, in the comments that it was calibrated on | unknown |

Weights are read from safetensors alone: a pickle can run code. No code of the folder is run.
"""

import json
from collections.abc import Mapping
from os import PathLike
from pathlib import Path
from typing import Any

from threadlab.encoder.folder import WEIGHTS, Foreign, Head, ModelFolder, prior_of, read_json
from threadlab.errors import ModelError
from threadlab.scheme import STANCES, TYPES

MAPPING = "threadlab.json"
SHARDS = "model.safetensors.index.json"
LENGTH = 256
INPUTS = ("pair", "own")
_KEYS = frozenset(
    {
        *("labels", "input", "max_tokens", "languages", "temperature", "thresholds"),
        *("unsure_below", "prior"),
    }
)
# What a tokenizer may consist of.
_TOKENIZER = (
    *("tokenizer.json", "tokenizer_config.json", "special_tokens_map.json", "added_tokens.json"),
    *("vocab.txt", "vocab.json", "merges.txt", "spiece.model", "tokenizer.model"),
    "sentencepiece.bpe.model",
)
_PICKLES = ("*.bin", "*.pt", "*.pth", "*.ckpt", "*.pkl", "*.h5", "*.msgpack")


def is_foreign(path: Path) -> bool:
    """Tells whether a folder is one of Hugging Face and none of threadlab's."""
    ours = ((path / name).exists() for name in ("labels.json", "calibration.json"))
    return (path / "config.json").is_file() and not any(ours)


def foreign_files(path: Path) -> tuple[str, ...]:
    """Names the files of a foreign folder that decide what it answers.

    Raises:
        ModelError: It has no weights in safetensors.
    """
    weights = sorted(file.name for file in path.glob("*.safetensors"))
    if WEIGHTS not in weights and not (path / SHARDS).is_file():
        pickles = sorted(file.name for kind in _PICKLES for file in path.glob(kind))
        problem = f"{WEIGHTS} is missing"
        if pickles:
            problem = f"its weights ({pickles[0]}) may be a pickle, which can run any code"
        raise ModelError(
            str(path),
            problem,
            next_step="Save the model as safetensors (save_pretrained does) and name that folder.",
        )
    others = [name for name in (*_TOKENIZER, SHARDS) if (path / name).is_file()]
    return ("config.json", *others, *weights)


def mapping_text(path: Path, labels: str | PathLike[str] | Mapping[str, Any] | None) -> str:
    """Finds the mapping of a foreign folder.

    Args:
        path: The folder.
        labels: A JSON file, its content, or None: the folder's threadlab.json, if there is one.

    Returns:
        The mapping as canonical JSON; "{}" where there is none.

    Raises:
        ModelError: The file cannot be read as a JSON object.
    """
    content: Mapping[str, Any]
    if isinstance(labels, Mapping):
        content = labels
    elif labels is not None:
        content = read_json(Path(labels).parent, Path(labels).name)
    else:
        content = read_json(path, MAPPING) if (path / MAPPING).is_file() else {}
    if content and "labels" not in content:
        content = {"labels": content}
    return json.dumps(content, sort_keys=True)


def read_foreign(path: Path, said: str) -> ModelFolder:
    """Reads the configuration of a foreign folder and fits the mapping to it.

    Args:
        path: The folder.
        said: From mapping_text.

    Returns:
        What they say; a single head.

    Raises:
        ModelError: config.json is broken, or the mapping does not fit its labels.
    """
    config = read_json(path, "config.json")
    mapping = json.loads(said)
    if config.get("auto_map"):
        raise ModelError(
            str(path),
            "config.json asks for code of its own (auto_map), which is never run",
            next_step="Take a model of an architecture that the transformers library has.",
        )
    theirs = _their_labels(path, config)
    unknown = sorted(set(mapping) - _KEYS)
    if unknown:
        problem = f"the mapping has the unknown key {unknown[0]!r}"
        raise _unfit(path, f"{problem}; there is: {', '.join(sorted(_KEYS))}", theirs)
    means = _meanings(path, theirs, mapping.get("labels"))
    head = _head(path, means, mapping, theirs)
    sources = tuple(
        tuple(place for place, label in enumerate(theirs) if means[label] == name)
        for name in head.labels
    )
    independent = config.get("problem_type") == "multi_label_classification"
    asked = mapping.get("input", "pair" if head.name == "stance" else "own")
    if asked not in INPUTS:
        raise _unfit(path, f"the input {asked!r} is none of {', '.join(INPUTS)}", theirs)
    return ModelFolder(
        path,
        config,
        _length(path, config, mapping, theirs),
        (head,),
        languages=tuple(map(str, mapping.get("languages", ()))),
        decisive=foreign_files(path),
        foreign=Foreign(sources, independent, asked == "pair", said),
    )


def _their_labels(path: Path, config: Mapping[str, Any]) -> list[str]:
    """The labels of config.json, in the order of the weights."""
    named = config.get("id2label")
    try:
        if not isinstance(named, dict):
            raise TypeError("id2label is missing")
        by_place = {int(place): str(label) for place, label in named.items()}
        labels = [by_place[place] for place in range(len(by_place))]
    except (TypeError, ValueError, KeyError) as error:
        raise ModelError(
            str(path),
            f"config.json tells no labels ({error!r})",
            next_step="Name a folder with a sequence classifier, whose id2label counts from 0.",
        ) from error
    if len(labels) < 2 or len(set(labels)) < len(labels):
        raise ModelError(
            str(path),
            f"config.json names no two different labels ({', '.join(labels)})",
            next_step="Name a folder with a classifier: a regression is none.",
        )
    return labels


def _meanings(path: Path, theirs: list[str], given: Any) -> dict[str, str | None]:
    """What each of the model's labels means: a type, a stance, or nothing."""
    if given is None:
        plain = {label: label.strip().casefold() for label in theirs}
        for names in (TYPES, STANCES):
            if set(plain.values()) <= set(names):
                return {label: plain[label] for label in theirs}
        raise _unfit(path, "nothing tells what its labels mean", theirs)
    if not isinstance(given, dict):
        raise _unfit(path, 'the "labels" of the mapping are no JSON object', theirs)
    strange = sorted(set(given) - set(theirs))
    if strange:
        raise _unfit(path, f"the mapping names {strange[0]!r}, which it does not tell", theirs)
    silent = [label for label in theirs if label not in given]
    if silent:
        raise _unfit(path, f"the mapping does not say what {silent[0]!r} means", theirs)
    names = (*TYPES, *STANCES)
    wrong = [str(name) for name in given.values() if name is not None and name not in names]
    if wrong:
        raise _unfit(path, f"the mapping gives {wrong[0]!r}, no type or stance", theirs)
    return {label: given[label] for label in theirs}


def _head(
    path: Path, means: Mapping[str, str | None], mapping: Mapping[str, Any], theirs: list[str]
) -> Head:
    told = {name for name in means.values() if name is not None}
    kinds = [
        (name, names) for name, names in (("types", TYPES), ("stance", STANCES)) if told & {*names}
    ]
    if len(kinds) != 1:
        raise _unfit(path, "its labels must mean types or stances, and not both", theirs)
    name, names = kinds[0]
    limits, shares = mapping.get("thresholds", {}), mapping.get("prior")
    try:
        head = Head(
            name=name,
            labels=names,
            temperature=float(mapping.get("temperature", 1.0)),
            offsets=(0.0,) * len(names),
            thresholds=tuple(float(limits.get(label, 0.5)) for label in names),
            unsure_below=float(mapping.get("unsure_below", 0.5)),
            prior=prior_of(name, names, shares) if shares is not None else None,
        )
        if head.temperature <= 0:
            raise ValueError("the temperature is not above 0")
    except (TypeError, ValueError, KeyError, AttributeError) as error:
        raise _unfit(path, f"the calibration of the mapping is broken ({error})", theirs) from error
    return head


def _length(
    path: Path, config: Mapping[str, Any], mapping: Mapping[str, Any], theirs: list[str]
) -> int:
    """The longest input: what is asked for, at most what the positions allow."""
    positions = config.get("max_position_embeddings")
    # Two positions are lost where counting begins behind the padding (RoBERTa).
    most = positions - 2 if isinstance(positions, int) else LENGTH
    asked = mapping.get("max_tokens", min(LENGTH, most))
    if not isinstance(asked, int) or not 8 <= asked <= most:
        raise _unfit(path, f"max_tokens {asked!r} is not between 8 and {most}", theirs)
    return asked


def _unfit(path: Path, problem: str, theirs: list[str]) -> ModelError:
    example = json.dumps(dict.fromkeys(theirs), ensure_ascii=False)
    return ModelError(
        str(path),
        problem,
        next_step=f"Say in {MAPPING} in that folder, or in a file given with --labels, which type "
        f"({', '.join(TYPES)}) or which stance ({', '.join(STANCES)}) each label means, null: "
        f"none of them: {example}.",
    )
