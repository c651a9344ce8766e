"""The network: a BERT body and one linear head for each thing to tell, in torch.

Both heads read the same features: the [CLS] vector, the mean over the words answered and the
mean over the own words.
"""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from threadlab.encoder.pairs import Tokens

if TYPE_CHECKING:
    import torch
    from torch.nn import ModuleDict

BODY = "body"


def build(config: Mapping[str, Any], heads: Mapping[str, int]) -> "ModuleDict":
    """Builds the network with fresh weights.

    Args:
        config: A BERT configuration, as in config.json.
        heads: Size of each head by name, for example {"types": 10, "stance": 3}.

    Returns:
        The modules "body" and one for each head.
    """
    from torch import nn
    from transformers.models.bert.configuration_bert import BertConfig
    from transformers.models.bert.modeling_bert import BertModel

    body = BertModel(BertConfig(**config), add_pooling_layer=False)
    features = 3 * int(config["hidden_size"])
    return nn.ModuleDict(
        {BODY: body, **{name: nn.Linear(features, size) for name, size in heads.items()}}
    )


def collate(
    tokens: Sequence[Tokens], pad: int
) -> "tuple[torch.Tensor, torch.Tensor, torch.Tensor]":
    """Pads pairs to one length.

    Args:
        tokens: The pairs of a batch.
        pad: Number of the padding token.

    Returns:
        ids, mask (1 = a token) and segments (0 = words answered, 1 = own words), each of shape
        (pairs, longest).
    """
    import torch

    longest = max(len(t.ids) for t in tokens)
    ids = torch.full((len(tokens), longest), pad, dtype=torch.long)
    mask = torch.zeros_like(ids)
    segments = torch.zeros_like(ids)
    for row, pair in enumerate(tokens):
        length = len(pair.ids)
        ids[row, :length] = torch.tensor(pair.ids)
        mask[row, :length] = 1
        segments[row, pair.split : length] = 1
    return ids, mask, segments


def features(
    network: "ModuleDict", ids: "torch.Tensor", mask: "torch.Tensor", segments: "torch.Tensor"
) -> "torch.Tensor":
    """Reads a batch with the body.

    Args:
        network: From build.
        ids: Token numbers, (pairs, length).
        mask: 1 where there is a token, (pairs, length).
        segments: 0 = words answered, 1 = own words, (pairs, length).

    Returns:
        (pairs, 3 * hidden size), in single precision.
    """
    body = network[BODY](input_ids=ids, attention_mask=mask, token_type_ids=segments)
    return pooled(body.last_hidden_state, mask, segments)


def pooled(
    vectors: "torch.Tensor", mask: "torch.Tensor", segments: "torch.Tensor"
) -> "torch.Tensor":
    """What the heads read of the vectors of a batch.

    Args:
        vectors: Of the last layer, (pairs, length, hidden size).
        mask: 1 where there is a token, (pairs, length).
        segments: 0 = words answered, 1 = own words, (pairs, length).

    Returns:
        (pairs, 3 * hidden size), in single precision.
    """
    import torch

    vectors = vectors.float()
    own = segments.unsqueeze(-1).float()
    answered = mask.unsqueeze(-1).float() - own
    means = [(vectors * part).sum(1) / part.sum(1).clamp(min=1.0) for part in (answered, own)]
    return torch.cat([vectors[:, 0], *means], dim=-1)
