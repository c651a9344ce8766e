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

BATCH = 16
"""Windows that are read at once."""


def build(config: Mapping[str, Any]) -> Any:
    """Builds the network with fresh weights.

    Args:
        config: "body" (a BERT configuration), "numbers" (how many each unit has), "squeezed",
            "recurrent", "hidden" and "fit" (widths), "steps" (kinds of places of a parent),
            "dropout" (of the upper layers, while they are trained).

    Returns:
        The modules "body", "numbers" and "dropout", those of upper, and the parameters "steps" of
        shape (steps,).
    """
    import torch
    from torch import nn
    from transformers.models.bert.configuration_bert import BertConfig
    from transformers.models.bert.modeling_bert import BertModel

    bare = {"hidden_dropout_prob": 0.0, "attention_probs_dropout_prob": 0.0}
    width, numbers = config["body"]["hidden_size"], config["numbers"]
    network: Any = nn.Module()
    network.body = BertModel(BertConfig(**{**config["body"], **bare}), add_pooling_layer=False)
    network.numbers = nn.Linear(numbers, width)
    network.dropout = nn.Dropout(config["dropout"])
    upper(network, config)
    network.steps = nn.Parameter(torch.zeros(config["steps"]))
    return network


def upper(network: Any, config: Mapping[str, Any]) -> None:
    """Gives a network fresh layers above its body.

    Args:
        network: From build.
        config: As in build.
    """
    from torch import nn

    squeezed, numbers, fit = config["squeezed"], config["numbers"], config["fit"]
    known = squeezed + 2 * config["recurrent"] + numbers
    network.squeeze = nn.Linear(config["body"]["hidden_size"], squeezed)
    network.recurrent = nn.GRU(
        squeezed + numbers,
        config["recurrent"],
        num_layers=2,
        dropout=config["dropout"],
        bidirectional=True,
        batch_first=True,
    )
    network.hidden = nn.Linear(known, config["hidden"])
    network.begins = nn.Linear(config["hidden"], 1)
    network.query = nn.Linear(known, fit)
    network.first = nn.Linear(known, fit)
    network.mean = nn.Linear(known, fit, bias=False)
    network.last = nn.Linear(known, fit, bias=False)


def read_windows(
    network: Any, windows: Sequence[Window], numbers: "torch.Tensor"
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
    network: Any, pages: "Sequence[tuple[torch.Tensor, torch.Tensor]]"
) -> "list[tuple[torch.Tensor, torch.Tensor]]":
    """Lets each unit see the others of its page.

    Args:
        network: From build.
        pages: Of each page the vectors from read_windows, (units, hidden size), and the numbers,
            (units, numbers).

    Returns:
        For each page the log odds that each unit begins a comment, (units,), and what is known of
        each unit, (units, squeezed + 2 * recurrent + numbers).
    """
    import torch
    from torch.nn.utils.rnn import pack_sequence, pad_packed_sequence

    squeezed = [
        torch.cat([network.dropout(torch.tanh(network.squeeze(vectors))), numbers], dim=-1)
        for vectors, numbers in pages
    ]
    packed, _ = network.recurrent(pack_sequence(squeezed, enforce_sorted=False))
    found: list[tuple[torch.Tensor, torch.Tensor]] = []
    padded, _ = pad_packed_sequence(packed, batch_first=True)
    # One unbind is far cheaper to go back through than as many selections.
    for mine, around in zip(squeezed, padded.unbind(0), strict=True):
        known = torch.cat([around[: len(mine)], mine], dim=-1)
        hidden = network.dropout(torch.tanh(network.hidden(known)))
        found.append((network.begins(hidden)[:, 0], known))
    return found
