"""Linear layers in 8 bits a number, by oneDNN's integer products as torch brings them.

Weights have a scale for each output. How inputs become small numbers depends on where they are:

* Normalized ones are of known size: each has its own middle and range, found beforehand on a few
  texts; the ranges are partly moved into the weights, the middles into the offset (SmoothQuant,
  Xiao et al. 2023; Outlier Suppression+, Wei et al. 2023). Offset and activation are then part of
  the product, and no number is touched twice.
* Others get a scale for each token as they come, and the few inputs that are far larger than the
  rest stay in single precision (LLM.int8(), Dettmers et al. 2022).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from threadlab.encoder.bert import ACTIVATIONS, Bert, Layer, layers_of, plain_layers, settings
from threadlab.encoder.folder import ModelFolder

if TYPE_CHECKING:
    import torch

    from threadlab.encoder.bert import Linear

    Batch = tuple[torch.Tensor, torch.Tensor, torch.Tensor]

# Weights lie between -127 and 127; inputs are shifted by their zero, to lie between 0 and 255.
_WEIGHT = 127.0
_MIDDLE = 128
# GELU is never below -0.17: its zero can lie low, which leaves more steps for what is above.
_LOW, _LEAST = 16, 0.1701
# How much of the difference between inputs is moved into the weights, by the error on 300 texts.
_MOVED = 0.75
# Normalized inputs may be so many times as far from their middle as those seen beforehand.
_MARGIN = 1.2
_TINY = 1e-6
# Inputs of a layer that stay in single precision.
_KEPT = 8


@dataclass(frozen=True, slots=True)
class _Packed:
    """Weights as the processor wants them, and the scale of each output."""

    weight: "torch.Tensor"
    scales: "torch.Tensor"
    zeros: "torch.Tensor"

    @classmethod
    def of(cls, weight: "torch.Tensor") -> "_Packed":
        """Puts weights (outputs, inputs) into 8 bits."""
        import torch

        scales = weight.abs().amax(1).clamp(min=_TINY) / _WEIGHT
        small = (weight / scales[:, None]).round().to(torch.int8)
        packed = torch.ops.onednn.qlinear_prepack(small, None)
        return cls(packed, scales, torch.zeros(len(weight), dtype=torch.int32))

    def product(
        self,
        small: "torch.Tensor",
        zero: int,
        offset: "torch.Tensor | None" = None,
        activation: str | None = None,
    ) -> "torch.Tensor":
        """The product with inputs in 8 bits whose zero is at a place, in single precision."""
        import torch

        after: tuple[str, list[object], str]
        after = ("none", [], "") if activation is None else ("gelu", [], activation)
        found: torch.Tensor = torch.ops.onednn.qlinear_pointwise(
            small, 1.0, zero, self.weight, self.scales, self.zeros, offset,
            1.0, 0, torch.float32, *after,
        )  # fmt: skip
        return found


def of_known_size(
    weight: "torch.Tensor", offset: "torch.Tensor", seen: "torch.Tensor", activation: str | None
) -> "Linear":
    """A layer whose inputs are of known size.

    Args:
        weight: (outputs, inputs).
        offset: (outputs,).
        seen: Inputs as they come, (tokens, inputs).
        activation: The approximation of GELU that follows; None: none follows.
    """
    import torch

    low, high = seen.amin(0), seen.amax(0)
    middle = (low + high) / 2
    reach = ((high - low) / 2 * _MARGIN).clamp(min=_TINY)
    steep = weight.abs().amax(0).clamp(min=_TINY)
    share = reach**_MOVED / steep ** (1 - _MOVED)
    scale = (_MIDDLE - 1) / (share * (reach / share).amax())
    packed = _Packed.of(weight / scale)
    whole = offset + weight @ middle
    # Cutting off after adding a half is rounding.
    zero = _MIDDLE + 0.5 - middle * scale

    def layer(x: "torch.Tensor") -> "torch.Tensor":
        small = torch.addcmul(zero, x, scale).clamp_(0, 255).to(torch.uint8)
        return packed.product(small, _MIDDLE, whole, activation)

    return layer


def of_any_size(
    weight: "torch.Tensor", offset: "torch.Tensor", seen: "torch.Tensor", *, activated: bool
) -> "Linear":
    """A layer whose inputs get a scale for each token as they come.

    Args:
        weight: (outputs, inputs).
        offset: (outputs,).
        seen: Inputs as they come, (tokens, inputs).
        activated: Whether they come from GELU, and so are hardly negative.
    """
    import torch

    size = seen.abs().amax(0) * weight.abs().amax(0)
    large = size.topk(min(_KEPT, len(size))).indices
    kept = weight[:, large].t().contiguous()
    packed = _Packed.of(weight.index_fill(1, large, 0.0))
    zero = _LOW if activated else _MIDDLE
    middle = torch.tensor(zero + 0.5)

    def layer(x: "torch.Tensor") -> "torch.Tensor":
        exact = torch.addmm(offset, x[:, large], kept)
        x = x.index_fill_(1, large, 0.0)
        if activated:
            size = (x.amax(1, keepdim=True) / (255 - zero)).clamp_(min=_LEAST / zero)
        else:
            size = (x.abs().amax(1, keepdim=True) / (_MIDDLE - 1)).clamp_(min=_TINY)
        small = torch.addcmul(middle, x, size.reciprocal()).to(torch.uint8)
        return exact.addcmul_(packed.product(small, zero), size)

    return layer


def eight_bit_layers(
    folder: ModelFolder, weights: "dict[str, torch.Tensor]", seen: "Batch"
) -> "tuple[list[Layer], dict[str, torch.Tensor]]":
    """The layers in 8 bits.

    Args:
        folder: Whose configuration they have.
        weights: From bert.read_weights.
        seen: A collated batch; by what the layers get from it the size of their inputs is known.

    Returns:
        The layers, and the scores of the batch in single precision, by head.
    """
    into, exact = _watched(folder, weights, seen)
    inputs = iter(into)
    kind = ACTIVATIONS[settings(folder)["hidden_act"]]
    places = iter(range(len(into)))

    def make(weight: "torch.Tensor", offset: "torch.Tensor", act: bool) -> "Linear":
        place, shown = next(places) % 4, next(inputs)
        if place in (0, 2):
            return of_known_size(weight, offset, shown, kind if act else None)
        return of_any_size(weight, offset, shown, activated=place == 3)

    return layers_of(folder, weights, make), exact


def _watched(
    folder: ModelFolder, weights: "dict[str, torch.Tensor]", seen: "Batch"
) -> "tuple[Sequence[torch.Tensor], dict[str, torch.Tensor]]":
    """What each linear layer gets from a batch, as layers_of makes them; and the scores."""
    inputs: list[torch.Tensor] = []
    real = seen[1].flatten().bool()

    def watched(layer: "Linear") -> "Linear":
        def watching(x: "torch.Tensor") -> "torch.Tensor":
            inputs.append(x[real])
            return layer(x)

        return watching

    layers = [
        Layer(
            watched(layer.into),
            watched(layer.out),
            watched(layer.up),
            watched(layer.down),
            layer.first,
            layer.second,
        )
        for layer in plain_layers(folder, weights)
    ]
    exact = Bert(folder, weights, layers).logits(*seen)
    return inputs, exact
