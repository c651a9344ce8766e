"""Training of the reader: from a bare encoder to one that tells what answers what."""

import json
import random
import shutil
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from threadlab.encoder.pairs import read_tokenizer
from threadlab.errors import ModelError
from threadlab.replies.lines import NUMBERS
from threadlab.replies.network import build, look_around, read_windows
from threadlab.replies.reader import CONFIG, TOKENIZER, WEIGHTS, Reader, packed
from threadlab.replies.windows import windows
from threadlab.training.replies_loss import stretch_loss
from threadlab.training.replies_samples import PLACES, Stretch, Talk, drawing, random_stretch

if TYPE_CHECKING:
    import torch

STRETCHES = 3
Report = Callable[[str], object]
_ADVICE = "Name a folder that holds a BERT encoder: config.json, tokenizer.json, model.safetensors."
_KEPT = (
    "hidden_act",
    "hidden_size",
    "intermediate_size",
    "layer_norm_eps",
    "max_position_embeddings",
    "model_type",
    "num_attention_heads",
    "pad_token_id",
    "type_vocab_size",
    "vocab_size",
)


@dataclass(frozen=True, slots=True)
class ReaderConfig:
    """What a training of the reader does.

    Attributes:
        seed: Of the order of stretches and the fresh layers.
        steps: Of the optimiser; each reads STRETCHES stretches of pages.
        layers: Of the encoder that are kept, from below.
        body_rate: Highest learning rate of the encoder.
        rate: Highest learning rate of the fresh layers.
        decay: Weight decay of AdamW.
        warmup: Share of the steps in which the rate rises.
        every: Steps between checkpoints.
        epochs: Over everything, of the layers above the encoder alone, after that.
        upper_rate: Their highest learning rate.
    """

    seed: int = 1
    steps: int = 1_500
    layers: int = 3
    body_rate: float = 8e-5
    rate: float = 1.5e-3
    decay: float = 0.01
    warmup: float = 0.06
    every: int = 200
    epochs: int = 8
    upper_rate: float = 2e-3


def fresh_reader(base: Path, config: ReaderConfig) -> Reader:
    """Builds a reader on the lower layers of an encoder.

    Args:
        base: Folder of a BERT encoder.
        config: Seed and layers.

    Returns:
        A reader that has learned nothing yet.

    Raises:
        ModelError: The folder cannot be used.
    """
    import torch
    from safetensors import SafetensorError
    from safetensors.torch import load_file

    try:
        told = json.loads((base / "config.json").read_text(encoding="utf-8"))
        body = {key: told[key] for key in _KEPT if key in told}
        body["num_hidden_layers"] = config.layers
        tokenizer = read_tokenizer(base / "tokenizer.json")
        weights = load_file(str(base / "model.safetensors"))
        torch.manual_seed(config.seed)
        network = build(widths(body))
        wanted = network.body.state_dict().keys()
        network.body.load_state_dict({n: w.float() for n, w in weights.items() if n in wanted})
    except (OSError, ValueError, KeyError, TypeError, RuntimeError, SafetensorError) as error:
        problem = str(error).split("\n")[0]
        raise ModelError(
            str(base), f"no start for a reader ({problem})", next_step=_ADVICE
        ) from error
    # Words keep the meaning that a far larger training gave them.
    network.body.embeddings.word_embeddings.weight.requires_grad_(False)
    torch.nn.init.normal_(network.numbers.weight, std=0.01)
    torch.nn.init.zeros_(network.numbers.bias)
    return Reader(network, tokenizer)


def widths(body: Mapping[str, Any]) -> dict[str, Any]:
    """The configuration of a reader with this body."""
    return {
        "body": dict(body),
        "numbers": len(NUMBERS),
        "names": list(NUMBERS),
        "squeezed": 128,
        "recurrent": 96,
        "hidden": 128,
        "fit": 96,
        "steps": PLACES,
        "dropout": 0.25,
    }


def train_reader(
    reader: Reader,
    pages: Sequence[Talk],
    work: Path,
    config: ReaderConfig,
    say: Report,
) -> None:
    """Trains a reader in place; a killed training goes on from its last checkpoint.

    Args:
        reader: From fresh_reader.
        pages: To learn from.
        work: Folder for checkpoints, of this data and these settings alone.
        config: Settings.
        say: Called with a line on how it goes.
    """
    import torch

    network = reader.network
    body = [p for n, p in network.named_parameters() if n.startswith("body.") and p.requires_grad]
    top = [p for n, p in network.named_parameters() if not n.startswith("body.")]
    rates = (config.body_rate, config.rate)
    optimiser = torch.optim.AdamW(
        [{"params": body, "lr": rates[0]}, {"params": top, "lr": rates[1]}],
        weight_decay=config.decay,
    )
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimiser, list(rates), total_steps=config.steps + 1, pct_start=config.warmup
    )
    done = _resume(work, network, optimiser, schedule)
    network.train()
    draw = drawing(pages)
    began = time.monotonic()
    for step in range(done, config.steps):
        dice = random.Random(f"{config.seed} {step}")  # noqa: S311 - no secret
        drawn = [draw(dice) for _ in range(STRETCHES)]
        optimiser.zero_grad()
        lost = 0.0
        for talk in drawn:
            loss = _loss(network, random_stretch(talk, dice), reader.start)
            loss.backward()  # type: ignore[no-untyped-call]
            lost += float(loss)
        torch.nn.utils.clip_grad_norm_(body + top, 1.0)
        optimiser.step()
        schedule.step()
        if (step + 1) % config.every == 0 or step + 1 == config.steps:
            pace = (time.monotonic() - began) / (step + 1 - done)
            say(f"reader: step {step + 1} of {config.steps}, loss {lost:.2f}, {pace:.1f} s a step")
            _keep(work, network, optimiser, schedule, step + 1)
    network.eval()


def _loss(network: Any, stretch: Stretch, start: int) -> "torch.Tensor":
    """How wrong the beginnings and the parents of a stretch are, read anew."""
    import torch

    units = [stretch.talk.units[n] for n in stretch.chosen]
    numbers = torch.tensor([unit.numbers for unit in units])
    laid = windows([unit.pieces for unit in units], start)
    ((begins, known),) = look_around(network, [(read_windows(network, laid, numbers), numbers)])
    return stretch_loss(network, stretch, begins, known)


def _keep(work: Path, network: Any, optimiser: Any, schedule: Any, step: int) -> None:
    import torch

    state = {
        "network": network.state_dict(),
        "optimiser": optimiser.state_dict(),
        "schedule": schedule.state_dict(),
        "step": step,
    }
    work.mkdir(parents=True, exist_ok=True)
    torch.save(state, work / "next.pt")
    (work / "next.pt").replace(work / "state.pt")


def _resume(work: Path, network: Any, optimiser: Any, schedule: Any) -> int:
    import torch

    path = work / "state.pt"
    if not path.is_file():
        return 0
    state = torch.load(path, weights_only=True)
    network.load_state_dict(state["network"])
    optimiser.load_state_dict(state["optimiser"])
    schedule.load_state_dict(state["schedule"])
    return int(state["step"])


def write_reader(reader: Reader, config: Mapping[str, Any], folder: Path) -> None:
    """Writes the files of a reader.

    Args:
        reader: A trained one.
        config: From widths.
        folder: Exists; earlier files in it are replaced.
    """
    from safetensors.torch import save_file

    save_file(packed(reader.network), str(folder / WEIGHTS))
    text = json.dumps(config, indent=1) + "\n"
    (folder / CONFIG).write_text(text, encoding="utf-8")
    reader.tokenizer.save(str(folder / TOKENIZER))


def body_of(reader: Reader) -> dict[str, Any]:
    """The configuration of a reader's encoder, without what speaks of other programs."""
    told = reader.network.body.config.to_dict()
    return {key: told[key] for key in (*_KEPT, "num_hidden_layers") if key in told}


def copy_reader(start: Path, folder: Path) -> None:
    """Copies the files of a reader, unless they are there already."""
    for name in (CONFIG, WEIGHTS, TOKENIZER):
        if not (start / name).is_file():
            raise ModelError(str(start), f"{name} is missing", next_step=_ADVICE)
        if start.resolve() != folder.resolve():
            shutil.copyfile(start / name, folder / name)
