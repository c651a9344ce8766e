"""Where a training starts from: a bare encoder, or a model that threadlab has written."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from threadlab.encoder.folder import WEIGHTS, find_model
from threadlab.encoder.network import BODY, build
from threadlab.encoder.pairs import read_tokenizer
from threadlab.errors import ModelError
from threadlab.training.calibrating import LABELS
from threadlab.training.config import Config

if TYPE_CHECKING:
    from tokenizers import Tokenizer
    from torch.nn import ModuleDict

# Published weights by the name of their folder: who names them must mean them.
KNOWN: Mapping[str, str] = {
    "all-MiniLM-L6-v2": "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
}
# Parts of published encoders that threadlab does not use.
_UNUSED = ("pooler.", "embeddings.position_ids", "embeddings.token_type_ids", "cls.")
# What config.json of a written model keeps of its start; the rest speaks of other programs.
_KEPT = frozenset(
    {
        "hidden_act",
        "hidden_size",
        "initializer_range",
        "intermediate_size",
        "layer_norm_eps",
        "max_position_embeddings",
        "model_type",
        "num_attention_heads",
        "num_hidden_layers",
        "pad_token_id",
        "type_vocab_size",
        "vocab_size",
    }
)
_ADVICE = "Name a folder that holds a BERT encoder: config.json, tokenizer.json, model.safetensors."


@dataclass(frozen=True, slots=True)
class Start:
    """First weights and what goes with them.

    Attributes:
        name: The base, for the card: of published weights their name, else the folder's.
        sha256: Of the weights file.
        config: The BERT configuration, without dropout.
        tokenizer: Of the `tokenizers` library.
        network: With its first weights.
        whole: Whether the heads came with them, too: it is an earlier model of ours.
    """

    name: str
    sha256: str
    config: Mapping[str, Any]
    tokenizer: "Tokenizer"
    network: "ModuleDict"
    whole: bool


def start_from(model: str | Path | None, heads: tuple[str, ...], config: Config) -> Start:
    """Loads the first weights.

    Args:
        model: Folder of an encoder or of a threadlab model (whose heads are taken on); None: the
            model that ships with threadlab.
        heads: What the new model shall tell.
        config: Seed and dropout.

    Returns:
        The start.

    Raises:
        ModelError: The folder cannot be used, or names published weights and holds others.
    """
    import torch

    folder = find_model(model)
    bert = _bert_config(folder)
    weights, sha256 = _weights(folder)
    name = _check_name(folder, sha256)
    try:
        tokenizer = read_tokenizer(folder / "tokenizer.json")
    except (OSError, ValueError) as error:
        raise ModelError(
            str(folder), f"tokenizer.json cannot be read ({error})", next_step=_ADVICE
        ) from error
    torch.manual_seed(config.seed)
    dropout = {
        "hidden_dropout_prob": config.dropout,
        # Dropout inside attention would cost half the speed and has shown no use here.
        "attention_probs_dropout_prob": 0.0,
    }
    network = build({**bert, **dropout}, {name: len(LABELS[name]) for name in heads})
    kept = {key: value for key, value in weights.items() if key.split(".")[0] in (BODY, *heads)}
    lacking = [key for key in network.state_dict() if key not in kept]
    shapes = {key: value.shape for key, value in network.state_dict().items()}
    unfit = [key for key in kept if shapes.get(key) != kept[key].shape]
    missing = [key for key in lacking if key.startswith(f"{BODY}.")] or unfit
    if missing:
        problem = f"{WEIGHTS} does not fit config.json (first at {missing[0]})"
        raise ModelError(str(folder), problem, next_step=_ADVICE)
    network.load_state_dict(kept, strict=False)
    return Start(name, sha256, bert, tokenizer, network, whole=not lacking)


def _bert_config(folder: Path) -> dict[str, Any]:
    try:
        found = json.loads((folder / "config.json").read_text(encoding="utf-8"))
        if found.get("model_type") != "bert":
            raise ValueError(f"model_type is {found.get('model_type')!r}, not 'bert'")
    except (OSError, ValueError, AttributeError) as error:
        raise ModelError(
            str(folder), f"config.json cannot be used ({error})", next_step=_ADVICE
        ) from error
    return {key: value for key, value in found.items() if key in _KEPT}


def _weights(folder: Path) -> "tuple[dict[str, Any], str]":
    """The weights by name as threadlab writes them ("body.…", "types.…"), and their digest."""
    from safetensors import SafetensorError
    from safetensors.torch import load

    try:
        content = (folder / WEIGHTS).read_bytes()
        found = load(content)
    except (OSError, SafetensorError) as error:
        raise ModelError(
            str(folder), f"{WEIGHTS} cannot be read ({error})", next_step=_ADVICE
        ) from error
    ours = any(key.startswith(f"{BODY}.") for key in found)
    weights = {}
    for key, tensor in found.items():
        plain = key.removeprefix("bert.")
        if ours or not plain.startswith(_UNUSED):
            weights[key if ours else f"{BODY}.{plain}"] = tensor.float()
    return weights, hashlib.sha256(content).hexdigest()


def _check_name(folder: Path, sha256: str) -> str:
    for name, published in KNOWN.items():
        if sha256 == published:
            return name
        if name.lower() in (folder.name.lower(), folder.resolve().name.lower()):
            raise ModelError(
                str(folder),
                f"{WEIGHTS} is not the published one (its SHA-256 is {sha256}, not {published})",
                next_step="Fetch it anew, or rename the folder if other weights are meant.",
            )
    return folder.resolve().name
