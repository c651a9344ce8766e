"""Averages the weights of models that were trained from the same first weights.

    python -m threadlab.training.soup OUT MODEL MODEL…

Wortsman et al. 2022, "Model soups: averaging weights of multiple fine-tuned models improves
accuracy without increasing inference time". The average has the small files of the first model and
no scores: train it on, or measure it with `threadlab evaluate`.
"""

import sys
from collections.abc import Sequence
from os import PathLike
from pathlib import Path

from threadlab.encoder.folder import open_folder
from threadlab.errors import ModelError
from threadlab.training.config import Config
from threadlab.training.start import start_from
from threadlab.training.writing import calibration_json, labels_json, write_folder

_CARD = """\
# {title}

The mean of the weights of {names}. Its calibration is that of the first; its scores are not known.
"""


def average(out: str | PathLike[str], models: Sequence[str | PathLike[str]]) -> Path:
    """Writes the mean of the weights of some models as a new one.

    Args:
        out: The new folder; an earlier model there is replaced.
        models: Folders of models of one shape, with the same heads.

    Returns:
        The folder.

    Raises:
        ModelError: A folder cannot be used, the models differ in shape, or out holds something
            else than a model.
    """
    import torch

    folders = [open_folder(model) for model in models]
    heads = tuple(head.name for head in folders[0].heads)
    starts = [start_from(folder.path, heads, Config()) for folder in folders]
    tables = [start.network.state_dict() for start in starts]
    for folder, start, table in zip(folders, starts, tables, strict=True):
        same = {k: v.shape for k, v in table.items()} == {k: v.shape for k, v in tables[0].items()}
        if not same or not start.whole:
            raise ModelError(
                str(folder.path),
                f"its weights cannot be averaged with those of {folders[0].path}",
                next_step="Name models of one shape that tell the same.",
            )
    mean = {
        key: torch.stack([table[key].float() for table in tables]).mean(0).to(value.dtype)
        for key, value in tables[0].items()
    }
    starts[0].network.load_state_dict(mean)
    small = {
        "config.json": starts[0].config,
        "labels.json": labels_json(folders[0].heads, folders[0].max_tokens),
        "calibration.json": calibration_json(folders[0].heads),
    }
    target = Path(out)
    card = _CARD.format(title=target.name, names=", ".join(f.path.name for f in folders))
    write_folder(target, starts[0].network, starts[0].tokenizer, small, card)
    return target


def main(words: Sequence[str]) -> None:
    """Runs the command that the top of this page shows."""
    if len(words) < 3:
        sys.exit("usage: python -m threadlab.training.soup OUT MODEL MODEL…")
    average(words[0], words[1:])


if __name__ == "__main__":
    main(sys.argv[1:])
