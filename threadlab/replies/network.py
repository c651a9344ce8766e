"""The reader's network, in torch: word pieces of windows -> what each unit says about replies.

A small BERT reads the windows; a recurrent layer (GRU, Cho et al. 2014) passes over the units of
the whole page. From both come whether a unit begins a comment, a query (what an answer looks for)
and keys (what an earlier comment offers); query times key says how well the two fit.
"""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from threadlab.replies.windows import Window

if TYPE_CHECKING:
    import torch
    from torch.nn import Module

BATCH = 16
"""Windows that are read at once."""


def build(config: Mapping[str, Any]) -> "Module":
    """Builds the network with fresh weights.

    Args:
        config: "body" (a BERT configuration), "numbers" (how many each unit has), "squeezed",
            "recurrent", "hidden" and "fit" (widths), "steps" (kinds of places of a parent).

    Returns:
        The modules "body", "numbers", "squeeze", "recurrent", "hidden", "begins", "query",
        "first", "mean", "last", and the parameters "steps" of shape (2, steps).
    """
    import torch
    from torch import nn
    from transformers.models.bert.configuration_bert import BertConfig
    from transformers.models.bert.modeling_bert import BertModel

    bare = {"hidden_dropout_prob": 0.0, "attention_probs_dropout_prob": 0.0}
    width, numbers, fit = config["body"]["hidden_size"], config["numbers"], config["fit"]
    around = 2 * config["recurrent"]
    read = width + around + numbers
    network = nn.Module()
    network.body = BertModel(BertConfig(**{**config["body"], **bare}), add_pooling_layer=False)
    network.numbers = nn.Linear(numbers, width)
    network.squeeze = nn.Linear(width, config["squeezed"])
    network.recurrent = nn.GRU(
        config["squeezed"] + numbers, config["recurrent"], bidirectional=True, batch_first=True
    )
    network.hidden = nn.Linear(read, config["hidden"])
    network.begins = nn.Linear(config["hidden"], 1)
    network.query = nn.Linear(read, fit)
    network.first = nn.Linear(read, fit)
    network.mean = nn.Linear(read, fit, bias=False)
    network.last = nn.Linear(read, fit, bias=False)
    network.steps = nn.Parameter(torch.zeros(2, config["steps"]))
    return network


def read_windows(
    network: "Module", windows: Sequence[Window], numbers: "torch.Tensor"
) -> "torch.Tensor":
    """Reads windows with the body.

    Args:
        network: From build.
        windows: Of one page.
        numbers: Of its units, (units, numbers).

    Returns:
        The vector at each unit's start token, (units, hidden size), in order of the units.
    """
    import torch

    found: list[torch.Tensor] = []
    units: list[int] = []
    order = sorted(range(len(windows)), key=lambda n: len(windows[n].pieces))
    for begin in range(0, len(order), BATCH):
        chosen = [windows[n] for n in order[begin : begin + BATCH]]
        longest = max(len(window.pieces) for window in chosen)
        ids = torch.zeros(len(chosen), longest, dtype=torch.long)
        mask = torch.zeros_like(ids)
        places: list[tuple[int, int, int]] = []
        for row, window in enumerate(chosen):
            ids[row, : len(window.pieces)] = torch.tensor(window.pieces)
            mask[row, : len(window.pieces)] = 1
            places += [(row, at, unit) for at, unit in window.starts]
        rows, columns = (torch.tensor([place[n] for place in places]) for n in (0, 1))
        words = network.body.embeddings.word_embeddings(ids)
        added = torch.zeros_like(words)
        added[rows, columns] = network.numbers(numbers[[max(0, unit) for _, _, unit in places]])
        read = network.body(inputs_embeds=words + added, attention_mask=mask).last_hidden_state
        kept = [
            n
            for n, (row, _, unit) in enumerate(places)
            if chosen[row].kept[0] <= unit < chosen[row].kept[1]
        ]
        found.append(read[rows[kept], columns[kept]])
        units += [places[n][2] for n in kept]
    vectors = torch.cat(found)
    return vectors[torch.tensor(units).argsort()]


def look_around(
    network: "Module", vectors: "torch.Tensor", numbers: "torch.Tensor"
) -> "tuple[torch.Tensor, torch.Tensor]":
    """Lets each unit see the others of its page.

    Args:
        network: From build.
        vectors: From read_windows, (units, hidden size).
        numbers: (units, numbers).

    Returns:
        The log odds that each unit begins a comment, (units,), and what is known of each unit,
        (units, hidden size + 2 * recurrent + numbers).
    """
    import torch

    squeezed = torch.cat([network.squeeze(vectors), numbers], dim=-1)
    around, _ = network.recurrent(squeezed[None])
    known = torch.cat([vectors, around[0], numbers], dim=-1)
    return network.begins(torch.tanh(network.hidden(known)))[:, 0], known
