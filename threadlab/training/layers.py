"""Reading pairs while training: lower layers that stay as they are are run once and remembered.

A training of the upper three of six layers runs twice as fast so, and a model that already knows
forums loses little by it.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from threadlab.encoder.network import BODY, collate, features, pooled
from threadlab.encoder.pairs import Tokens, batches_by_length

if TYPE_CHECKING:
    import torch
    from torch.nn import Module, ModuleDict, Parameter

_TOGETHER = 64
# Added to the attention to padding.
_NEVER = -1e4


class Reader:
    """Reads pairs with a network whose lower layers may be frozen.

    Args:
        network: From encoder.network.build; layers below `frozen` must not change any more.
        tokens: All pairs that will be read.
        frozen: How many of the lower layers are frozen; 0: none, not even the embeddings.
    """

    def __init__(self, network: "ModuleDict", tokens: Sequence[Tokens], frozen: int = 0) -> None:
        self._network = network
        self._tokens = tokens
        self._frozen = frozen
        self._pad = padding(network)
        self._known = self._lower() if frozen else []

    def read(self, rows: Sequence[int]) -> "torch.Tensor":
        """What the heads read of some pairs: (rows, 3 * hidden size).

        Args:
            rows: Which of the pairs.
        """
        from torch.nn.utils.rnn import pad_sequence

        _, mask, segments = batch = collate([self._tokens[i] for i in rows], self._pad)
        if not self._frozen:
            return features(self._network, *batch)
        vectors = pad_sequence([self._known[i].float() for i in rows], batch_first=True)
        read = _run(layers(self._network)[self._frozen :], vectors, mask)
        return pooled(read, mask, segments)

    def _lower(self) -> "list[torch.Tensor]":
        """The vectors of every pair above the frozen layers, in half precision."""
        import torch

        self._network.eval()
        body: Any = self._network[BODY]
        found: list[torch.Tensor] = [torch.empty(0)] * len(self._tokens)
        with torch.no_grad():
            for batch in batches_by_length(self._tokens, _TOGETHER):
                ids, mask, segments = collate([self._tokens[i] for i in batch], self._pad)
                vectors = body.embeddings(input_ids=ids, token_type_ids=segments)
                read = _run(layers(self._network)[: self._frozen], vectors, mask)
                for row, i in enumerate(batch):
                    found[i] = read[row, : len(self._tokens[i].ids)].half().clone()
        return found


def padding(network: "ModuleDict") -> int:
    """Number of the padding token."""
    body: Any = network[BODY]
    return int(body.get_input_embeddings().padding_idx or 0)


def layers(network: "ModuleDict") -> "Sequence[Module]":
    """The layers of the body, lowest first."""
    body: Any = network[BODY]
    found: Sequence[Module] = body.encoder.layer
    return found


def free_parameters(network: "ModuleDict", frozen: int) -> "list[Parameter]":
    """The weights of the body that are trained; all others are told that they stay.

    The vectors of words always stay: few examples teach little about rare words, and leaving them
    out makes a step quicker.

    Args:
        network: From encoder.network.build.
        frozen: How many of the lower layers stay, with the embeddings.
    """
    body: Any = network[BODY]
    fixed: list[Module] = [body.get_input_embeddings()]
    if frozen:
        fixed = [body.embeddings, *layers(network)[:frozen]]
    for part in fixed:
        part.requires_grad_(False)
    return [p for p in body.parameters() if p.requires_grad]


def _run(
    chosen: "Sequence[Module]", vectors: "torch.Tensor", mask: "torch.Tensor"
) -> "torch.Tensor":
    hidden = ((1.0 - mask.float()) * _NEVER)[:, None, None, :]
    for layer in chosen:
        vectors = layer(vectors, hidden)
    return vectors
