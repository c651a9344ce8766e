"""The engine that runs a model with torch, on the processor, in single precision."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from threadlab.encoder.folder import WEIGHTS, ModelFolder
from threadlab.encoder.network import BODY, build, collate, features
from threadlab.encoder.pairs import Tokens

if TYPE_CHECKING:
    from torch.nn import ModuleDict


class TorchEngine:
    """Holds the network of one model.

    Args:
        network: From encoder.network.build, with its weights.
        pad: Number of the padding token.
    """

    def __init__(self, network: "ModuleDict", pad: int) -> None:
        self._network = network.eval()
        self._pad = pad

    def logits(self, batch: Sequence[Tokens]) -> dict[str, list[list[float]]]:
        """Scores of a batch before calibration, by head."""
        import torch

        with torch.inference_mode():
            read = features(self._network, *collate(batch, self._pad))
            return {
                name: head(read).tolist() for name, head in self._network.items() if name != BODY
            }


def load(folder: ModelFolder) -> TorchEngine:
    """Loads the weights of a model folder; only this folder is read, never a hub or a cache.

    Args:
        folder: From open_folder.

    Returns:
        The engine.

    Raises:
        ModelError: The weights are missing, broken, or do not fit config.json and labels.json.
    """
    from safetensors import SafetensorError
    from safetensors.torch import load_file

    path = folder.file(WEIGHTS)
    try:
        weights = {name: tensor.float() for name, tensor in load_file(str(path)).items()}
    except (SafetensorError, OSError) as error:
        raise folder.broken(WEIGHTS, error) from error
    try:
        network = build(folder.config, {head.name: len(head.labels) for head in folder.heads})
    except (TypeError, ValueError, KeyError) as error:
        raise folder.broken("config.json", error) from error
    try:
        network.load_state_dict(weights)
    except RuntimeError as error:
        first = str(error).split("\n")[1:2] or [str(error)]
        raise folder.broken(WEIGHTS, first[0].strip()) from error
    return TorchEngine(network, int(folder.config.get("pad_token_id", 0)))
