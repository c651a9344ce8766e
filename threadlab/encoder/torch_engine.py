"""The engines that run a model with torch: in the number format of the weights, and in 8 bits."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from threadlab.encoder.bert import Bert, plain_layers, read_weights
from threadlab.encoder.folder import Head, ModelFolder
from threadlab.encoder.network import collate
from threadlab.encoder.pairs import Tokens, open_tokenizer, tokenize
from threadlab.encoder.samples import SAMPLES
from threadlab.errors import ModelError

if TYPE_CHECKING:
    import torch

# Two labels are nearly alike if their scores differ by less than so many times the error.
_ALIKE = 3.0
# Tokens of a sample, at most: these are read each time a model is loaded.
_SAMPLE = 64


class TorchEngine:
    """Holds the network of one model.

    Args:
        network: With its weights.
        pad: Number of the padding token.
        device: Where its weights are.
    """

    def __init__(self, network: Bert, pad: int, device: str = "cpu") -> None:
        self._network = network
        self._pad = pad
        self._device = device

    def logits(self, batch: Sequence[Tokens]) -> dict[str, list[list[float]]]:
        """Scores of a batch before calibration, by head."""
        import torch

        with torch.inference_mode():
            seen = [part.to(self._device) for part in collate(batch, self._pad)]
            return {name: z.tolist() for name, z in self._network.logits(*seen).items()}


class EightBitEngine:
    """Holds the network of one model in 8 bits, and in single precision for what is undecided.

    A rounding error matters where the first two labels are nearly alike: such pairs, a few in a
    hundred, are read again, so that the first label is that of single precision.

    Args:
        folder: Of the model.
        small: The network in 8 bits.
        whole: The network in single precision.
        near: By head: scores of two labels that differ by less may be in the wrong order.
    """

    def __init__(
        self, folder: ModelFolder, small: Bert, whole: Bert, near: Mapping[str, float]
    ) -> None:
        self._heads = folder.heads
        self._small = small
        self._whole = whole
        self._near = near
        self._pad = _pad(folder)

    def logits(self, batch: Sequence[Tokens]) -> dict[str, list[list[float]]]:
        """Scores of a batch before calibration, by head."""
        import torch

        with torch.inference_mode():
            found = self._small.logits(*collate(batch, self._pad))
            alike = torch.zeros(len(batch), dtype=torch.bool)
            for head in self._heads:
                alike |= _alike(head, found[head.name], self._near[head.name])
            again: list[int] = alike.nonzero().flatten().tolist()
            if again:
                exact = self._whole.logits(*collate([batch[i] for i in again], self._pad))
                for name, rows in exact.items():
                    found[name][again] = rows
            return {name: z.tolist() for name, z in found.items()}


def _alike(head: Head, logits: "torch.Tensor", near: float) -> "torch.Tensor":
    """Which pairs have a second label that is nearly as probable as the first."""
    import torch

    if len(head.labels) < 2:
        return torch.zeros(len(logits), dtype=torch.bool)
    # In the order in which probabilities are, see calibrated.py.
    shifted = logits + torch.tensor(head.offsets) * head.temperature
    first, second = shifted.topk(2).values.unbind(1)
    return first - second < near


def load(folder: ModelFolder) -> TorchEngine:
    """Loads the weights of a model folder; only this folder is read, never a hub or a cache.

    Products are in bfloat16 where the processor has an instruction for them; elsewhere it would
    be no quicker.

    Args:
        folder: From open_folder.

    Returns:
        The engine.

    Raises:
        ModelError: The weights are missing, broken, or do not fit config.json and labels.json.
    """
    device = _device()
    weights = {name: one.to(device) for name, one in read_weights(folder).items()}
    network = Bert(folder, weights, plain_layers(folder, weights), half=has_half(device))
    return TorchEngine(network, _pad(folder), device)


def load_int8(folder: ModelFolder) -> EightBitEngine:
    """Loads the weights of a model folder and puts its large layers into 8 bits a number.

    Args:
        folder: From open_folder.

    Returns:
        The engine.

    Raises:
        ModelError: The weights are missing, broken, or do not fit config.json and labels.json; or
            this processor has no integer products, without which the results would be wrong.
    """
    import torch

    from threadlab.encoder.eight_bits import eight_bit_layers

    if not has_int8():
        raise ModelError(
            str(folder.path),
            "this processor has no integer products (AVX512-VNNI) for the engine torch-int8",
            next_step="Take --engine torch, or auto.",
        )
    weights = read_weights(folder)
    with torch.inference_mode():
        length = min(_SAMPLE, folder.max_tokens)
        seen = collate(tokenize(open_tokenizer(folder), SAMPLES, length), _pad(folder))
        layers, exact = eight_bit_layers(folder, weights, seen)
        small = Bert(folder, weights, layers)
        near = {
            name: _ALIKE * float((z - exact[name]).square().mean().sqrt())
            for name, z in small.logits(*seen).items()
        }
        whole = Bert(folder, weights, plain_layers(folder, weights))
        return EightBitEngine(folder, small, whole, near)


def prefers_int8() -> bool:
    """Whether 8 bits are to be taken where no engine is named: on processors that have them.

    Those with bfloat16 products, too (AMX), would be quicker by the engine torch. But 8 bits give
    the same answers on all these processors, so that a run on one can be repeated on another.
    """
    return has_int8() and _device() == "cpu"


def has_int8() -> bool:
    """Whether torch and the processor make products of integers without overflow."""
    import torch

    asks = getattr(torch.cpu, "_is_vnni_supported", None)
    there = hasattr(torch.ops.onednn, "qlinear_pointwise")
    built: bool = torch.backends.mkldnn.is_available()  # type: ignore[no-untyped-call]
    return built and there and asks is not None and bool(asks())


def _device() -> str:
    import torch

    if torch.cuda.is_available():
        return "cuda"
    apple: bool = torch.backends.mps.is_available()
    return "mps" if apple else "cpu"


def has_half(device: str = "cpu") -> bool:
    """Whether a device ("cpu", "cuda", "mps") has products in bfloat16."""
    import torch

    if device == "cuda":
        return bool(torch.cuda.is_bf16_supported(including_emulation=False))
    names = ("_is_avx512_bf16_supported", "_is_amx_tile_supported")
    return device == "cpu" and any(getattr(torch.cpu, name, bool)() for name in names)


def _pad(folder: ModelFolder) -> int:
    return int(folder.config.get("pad_token_id", 0))
