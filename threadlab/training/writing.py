"""Writing a model folder: weights in half precision, small files, card; whole or not at all."""

import json
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from threadlab.encoder.folder import LANGUAGES, WEIGHTS, Head
from threadlab.errors import ModelError
from threadlab.scheme import ARGUMENT_TYPES, STANCE_KINDS

if TYPE_CHECKING:
    from tokenizers import Tokenizer
    from torch.nn import ModuleDict

LAYOUT = "[CLS] words answered [SEP] own words [SEP]; too long texts lose their middle"


def halve(network: "ModuleDict") -> None:
    """Rounds weights to half precision in place, so that what is written is what is measured."""
    import torch

    with torch.no_grad():
        for value in network.parameters():
            value.copy_(value.half().float())


def check_out(out: Path) -> None:
    """Refuses a folder that holds something else than a model.

    Raises:
        ModelError: It does.
    """
    if out.exists() and (not out.is_dir() or (any(out.iterdir()) and not _is_model(out))):
        raise ModelError(
            str(out), "it holds something else than a model", next_step="Name another folder."
        )


def _is_model(folder: Path) -> bool:
    return (folder / "labels.json").is_file() and (folder / WEIGHTS).is_file()


def write_folder(
    out: Path,
    network: "ModuleDict",
    tokenizer: "Tokenizer",
    small: Mapping[str, Mapping[str, Any]],
    card: str,
) -> None:
    """Writes a model folder; an earlier model there is replaced.

    Args:
        out: The folder.
        network: With its final weights.
        tokenizer: Its tokenizer.
        small: Content of the JSON files by name.
        card: Content of README.md.
    """
    from safetensors.torch import save_file

    unfinished = out.with_name(f".{out.name}.unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(parents=True)
    weights = {name: value.half().contiguous() for name, value in network.state_dict().items()}
    save_file(weights, str(unfinished / WEIGHTS))
    (unfinished / WEIGHTS).chmod(0o644)
    (unfinished / "tokenizer.json").write_text(tokenizer.to_str(pretty=False), encoding="utf-8")
    (unfinished / "README.md").write_text(card, encoding="utf-8")
    for name, content in small.items():
        text = json.dumps(content, indent=1, ensure_ascii=False) + "\n"
        (unfinished / name).write_text(text, encoding="utf-8")
    check_out(out)
    if out.exists():
        shutil.rmtree(out)
    unfinished.rename(out)


def labels_json(
    heads: Sequence[Head], max_tokens: int, languages: Sequence[str] = LANGUAGES
) -> dict[str, Any]:
    """The content of labels.json.

    Args:
        heads: What the model tells.
        max_tokens: Length of a pair.
        languages: Codes of the languages that the model reads; none: any.

    Returns:
        Length, languages, and each head's labels with their definitions.
    """
    kinds = {kind.name: kind.definition for kind in (*ARGUMENT_TYPES, *STANCE_KINDS)}
    return {
        "max_tokens": max_tokens,
        "input": LAYOUT,
        "languages": list(languages),
        "heads": {head.name: {label: kinds[label] for label in head.labels} for head in heads},
    }


def calibration_json(heads: Sequence[Head]) -> dict[str, Any]:
    """The content of calibration.json: how scores become probabilities and labels."""
    return {
        head.name: {
            "temperature": head.temperature,
            "offsets": dict(zip(head.labels, head.offsets, strict=True)),
            "thresholds": dict(zip(head.labels, head.thresholds, strict=True)),
            "unsure_below": head.unsure_below,
            **({"prior": dict(zip(head.labels, head.prior, strict=True))} if head.prior else {}),
        }
        for head in heads
    }
