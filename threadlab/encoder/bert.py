"""The body of a BERT network (Devlin et al. 2019), to be read and not to be trained.

The same arithmetic as transformers' BertModel, from which the weights come, without its library,
whose import takes longer than reading a thread: queries, keys and values are one matrix product,
and all linear layers see the tokens of a batch as one matrix, so that each can be of another kind.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from threadlab.encoder.folder import WEIGHTS, ModelFolder
from threadlab.encoder.network import pooled

if TYPE_CHECKING:
    import torch

    Linear = Callable[[torch.Tensor], torch.Tensor]
    """A layer from (tokens, inputs) to (tokens, outputs)."""

# Activations that a configuration may name -> the approximation of GELU.
ACTIVATIONS = {"gelu": "none", "gelu_new": "tanh", "gelu_pytorch_tanh": "tanh"}
# What a configuration need not say.
_DEFAULTS: Mapping[str, Any] = {
    "hidden_act": "gelu",
    "layer_norm_eps": 1e-12,
    "type_vocab_size": 2,
    "position_embedding_type": "absolute",
}
_EMBEDDINGS = "body.embeddings."
# Left out of some weights on purpose: they are made anew from the configuration.
_DERIVED = ("position_ids", "token_type_ids")


@dataclass(slots=True)
class Layer:
    """One layer of the body.

    Attributes:
        into: To queries, keys and values, one after the other.
        out: From what was attended to.
        up: To the wide vectors, with the activation.
        down: Back from them.
        first: Gain and offset of the normalization after attention.
        second: Gain and offset of the one at the end.
    """

    into: "Linear"
    out: "Linear"
    up: "Linear"
    down: "Linear"
    first: "tuple[torch.Tensor, torch.Tensor]"
    second: "tuple[torch.Tensor, torch.Tensor]"


def settings(folder: ModelFolder) -> Mapping[str, Any]:
    """The configuration of a network, with what it need not say."""
    return {**_DEFAULTS, **folder.config}


class Bert:
    """The body and its heads.

    Args:
        folder: Whose configuration and heads they have.
        weights: From read_weights.
        layers: From plain_layers, or of another kind.
        half: Whether products are made in 16 bits (bfloat16); the rest stays in single precision.
    """

    def __init__(
        self,
        folder: ModelFolder,
        weights: "Mapping[str, torch.Tensor]",
        layers: "Sequence[Layer]",
        half: bool = False,
    ) -> None:
        self._half = half
        self._weights = weights
        self._layers = layers
        config = settings(folder)
        self._epsilon = float(config["layer_norm_eps"])
        self._attending = int(config["num_attention_heads"])
        self._heads = [head.name for head in folder.heads]

    def logits(
        self, ids: "torch.Tensor", mask: "torch.Tensor", segments: "torch.Tensor"
    ) -> "dict[str, torch.Tensor]":
        """Scores before calibration, by head: (pairs, labels).

        Args:
            ids: Token numbers, (pairs, length).
            mask: 1 where there is a token, (pairs, length).
            segments: 0 = words answered, 1 = own words, (pairs, length).
        """
        import torch
        from torch.nn.functional import linear

        with torch.autocast(ids.device.type, torch.bfloat16, enabled=self._half):
            vectors = self._vectors(ids, mask, segments)
        read = pooled(vectors, mask, segments)
        return {
            name: linear(read, self._weights[f"{name}.weight"], self._weights[f"{name}.bias"])
            for name in self._heads
        }

    def _vectors(
        self, ids: "torch.Tensor", mask: "torch.Tensor", segments: "torch.Tensor"
    ) -> "torch.Tensor":
        pairs, length = ids.shape
        vectors = self._embedded(ids, segments).flatten(0, 1)
        # Pairs of one length need no mask, and attention is quicker without.
        seen = None if bool(mask.all()) else mask.bool()[:, None, None, :]
        for layer in self._layers:
            attended = self._attend(layer.into(vectors), pairs, length, seen)
            vectors = self._normal(layer.out(attended) + vectors, *layer.first)
            vectors = self._normal(layer.down(layer.up(vectors)) + vectors, *layer.second)
        return vectors.view(pairs, length, -1)

    def _embedded(self, ids: "torch.Tensor", segments: "torch.Tensor") -> "torch.Tensor":
        words, kinds, places = (
            self._weights[f"{_EMBEDDINGS}{name}_embeddings.weight"]
            for name in ("word", "token_type", "position")
        )
        whole = words[ids] + kinds[segments] + places[: ids.shape[1]]
        gain, offset = (self._weights[f"{_EMBEDDINGS}LayerNorm.{k}"] for k in ("weight", "bias"))
        return self._normal(whole, gain, offset)

    def _attend(
        self, into: "torch.Tensor", pairs: int, length: int, seen: "torch.Tensor | None"
    ) -> "torch.Tensor":
        from torch.nn.functional import scaled_dot_product_attention

        apart = into.view(pairs, length, 3, self._attending, -1).permute(2, 0, 3, 1, 4)
        query, key, value = apart.unbind()
        found = scaled_dot_product_attention(query, key, value, attn_mask=seen)
        return found.transpose(1, 2).reshape(pairs * length, -1)

    def _normal(
        self, vectors: "torch.Tensor", gain: "torch.Tensor", offset: "torch.Tensor"
    ) -> "torch.Tensor":
        from torch.nn.functional import layer_norm

        return layer_norm(vectors.float(), gain.shape, gain, offset, self._epsilon)


def plain_layers(folder: ModelFolder, weights: "Mapping[str, torch.Tensor]") -> list[Layer]:
    """The layers in the number format of the weights.

    Args:
        folder: Whose configuration they have.
        weights: From read_weights.
    """
    from torch.nn.functional import gelu, linear

    kind = ACTIVATIONS[settings(folder)["hidden_act"]]

    def plain(weight: "torch.Tensor", offset: "torch.Tensor", act: bool) -> "Linear":
        if act:
            return lambda x: gelu(linear(x, weight, offset), approximate=kind)
        return lambda x: linear(x, weight, offset)

    return layers_of(folder, weights, plain)


def layers_of(
    folder: ModelFolder,
    weights: "Mapping[str, torch.Tensor]",
    make: "Callable[[torch.Tensor, torch.Tensor, bool], Linear]",
) -> list[Layer]:
    """Makes the layers of the body.

    Args:
        folder: Whose configuration they have.
        weights: From read_weights.
        make: Makes a linear layer of its weights (outputs, inputs), its offset, and whether the
            activation follows; called in the order of Layer's attributes.
    """
    import torch

    made = []
    for number in range(int(folder.config["num_hidden_layers"])):
        name = f"body.encoder.layer.{number}."

        def both(part: str, name: str = name) -> "tuple[torch.Tensor, torch.Tensor]":
            return weights[f"{name}{part}.weight"], weights[f"{name}{part}.bias"]

        parts = [both(f"attention.self.{part}") for part in ("query", "key", "value")]
        joined = torch.cat([w for w, _ in parts]), torch.cat([b for _, b in parts])
        made.append(
            Layer(
                make(*joined, False),
                make(*both("attention.output.dense"), False),
                make(*both("intermediate.dense"), True),
                make(*both("output.dense"), False),
                both("attention.output.LayerNorm"),
                both("output.LayerNorm"),
            )
        )
    return made


def read_weights(folder: ModelFolder) -> "dict[str, torch.Tensor]":
    """Reads the weights of a model folder, in single precision, and holds them to its config.

    Args:
        folder: From open_folder.

    Raises:
        ModelError: They are missing, broken, or do not fit config.json and labels.json.
    """
    from safetensors import SafetensorError
    from safetensors.torch import load_file

    path = folder.file(WEIGHTS)
    try:
        found = {
            name: tensor.float()
            for name, tensor in load_file(str(path)).items()
            if not name.endswith(_DERIVED)
        }
    except (SafetensorError, OSError) as error:
        raise folder.broken(WEIGHTS, error) from error
    try:
        wanted = dict(_shapes(folder))
    except (TypeError, ValueError, KeyError, ZeroDivisionError) as error:
        raise folder.broken("config.json", f"{type(error).__name__}: {error}") from error
    for name, shape in wanted.items():
        if name not in found:
            raise folder.broken(WEIGHTS, f"{name} is not in it")
        if tuple(found[name].shape) != shape:
            problem = f"{name} has shape {tuple(found[name].shape)}, config.json asks for {shape}"
            raise folder.broken(WEIGHTS, problem)
    if more := sorted(found.keys() - wanted.keys()):
        raise folder.broken(WEIGHTS, f"{more[0]} is nothing that config.json asks for")
    return found


def _shapes(folder: ModelFolder) -> "list[tuple[str, tuple[int, ...]]]":
    """The name and shape of each weight.

    Raises:
        ValueError: The configuration is of another network.
    """
    config = settings(folder)
    if config["hidden_act"] not in ACTIVATIONS:
        raise ValueError(f"hidden_act is none of {', '.join(ACTIVATIONS)}")
    if config["position_embedding_type"] != "absolute":
        raise ValueError("position_embedding_type is not absolute")
    size, wide = int(config["hidden_size"]), int(config["intermediate_size"])
    if size % int(config["num_attention_heads"]):
        raise ValueError("hidden_size is no multiple of num_attention_heads")
    float(config["layer_norm_eps"])

    def layer(name: str, outputs: int, inputs: int) -> "list[tuple[str, tuple[int, ...]]]":
        return [(f"{name}.weight", (outputs, inputs)), (f"{name}.bias", (outputs,))]

    def normal(name: str) -> "list[tuple[str, tuple[int, ...]]]":
        return [(f"{name}.{kind}", (size,)) for kind in ("weight", "bias")]

    rows = (
        ("word", config["vocab_size"]),
        ("position", config["max_position_embeddings"]),
        ("token_type", config["type_vocab_size"]),
    )
    found: list[tuple[str, tuple[int, ...]]]
    found = [(f"{_EMBEDDINGS}{name}_embeddings.weight", (int(n), size)) for name, n in rows]
    found += normal(f"{_EMBEDDINGS}LayerNorm")
    for number in range(int(config["num_hidden_layers"])):
        name = f"body.encoder.layer.{number}."
        for part in ("self.query", "self.key", "self.value", "output.dense"):
            found += layer(f"{name}attention.{part}", size, size)
        found += layer(f"{name}intermediate.dense", wide, size)
        found += layer(f"{name}output.dense", size, wide)
        found += normal(f"{name}attention.output.LayerNorm") + normal(f"{name}output.LayerNorm")
    for head in folder.heads:
        found += layer(head.name, len(head.labels), 3 * size)
    return found
