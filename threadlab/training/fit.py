"""One run of training: examples -> the weights that were best on the validation part."""

import json
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from threadlab.encoder.network import BODY, collate, features
from threadlab.encoder.pairs import Tokens, batches_by_length
from threadlab.scores import mean
from threadlab.training.config import Config
from threadlab.training.judging import quick_scores
from threadlab.training.material import Material, Targets, shuffled

if TYPE_CHECKING:
    import torch
    from torch.nn import Embedding, ModuleDict

_READ_TOGETHER = 64
_LOG_EVERY = 20


def forward(
    network: "ModuleDict", tokens: Sequence[Tokens], *, dropout: float = 0.0, half: bool = False
) -> "dict[str, torch.Tensor]":
    """Scores of a batch before calibration, by head.

    Args:
        network: From encoder.network.build.
        tokens: The pairs.
        dropout: Before the heads.
        half: Whether the body computes in bfloat16, which is quicker.

    Returns:
        (pairs, size of the head) by name of head.
    """
    import torch
    from torch.nn.functional import dropout as drop

    pad = word_vectors(network).padding_idx or 0
    with torch.autocast("cpu", dtype=torch.bfloat16, enabled=half):
        read = features(network, *collate(tokens, pad))
    read = drop(read, p=dropout, training=dropout > 0)
    return {name: head(read) for name, head in network.items() if name != BODY}


def word_vectors(network: "ModuleDict") -> "Embedding":
    """The table of word vectors of the body."""
    body: Any = network[BODY]
    vectors: Embedding = body.get_input_embeddings()
    return vectors


def predict(
    network: "ModuleDict", tokens: Sequence[Tokens], *, half: bool = False
) -> dict[str, list[list[float]]]:
    """Scores of any number of pairs before calibration, by head, in order."""
    import torch

    network.eval()
    found: dict[str, list[list[float]]] = {
        name: [[]] * len(tokens) for name in network if name != BODY
    }
    with torch.inference_mode():
        for batch in batches_by_length(tokens, _READ_TOGETHER):
            scores = forward(network, [tokens[i] for i in batch], half=half)
            for name, rows in scores.items():
                for index, row in zip(batch, rows.tolist(), strict=True):
                    found[name][index] = row
    return found


def loss_of(
    logits: "Mapping[str, torch.Tensor]",
    targets: Targets,
    rows: "torch.Tensor",
    weights: "tuple[torch.Tensor, torch.Tensor]",
    config: Config,
) -> "torch.Tensor":
    """The loss of a batch: of the single types, of the primary type's rank, and of the stance.

    Args:
        logits: From forward.
        targets: Of all training examples.
        rows: Which of them the batch holds.
        weights: Class weights of types and stances.
        config: Weights of the parts.

    Returns:
        A scalar; what rows do not say adds nothing.
    """
    import torch
    from torch.nn.functional import binary_cross_entropy_with_logits, cross_entropy

    total = torch.zeros(())
    if "types" in logits:
        single = binary_cross_entropy_with_logits(
            logits["types"], targets.types[rows], pos_weight=weights[0], reduction="none"
        )
        ranked = cross_entropy(logits["types"], targets.primary[rows], reduction="none")
        each = config.types_weight * single.sum(1) + config.primary_weight * ranked
        total = total + (targets.types_weight[rows] * each).mean()
    if "stance" in logits:
        each = cross_entropy(logits["stance"], targets.stance[rows] * weights[1], reduction="none")
        total = total + config.stance_weight * (targets.stance_weight[rows] * each).mean()
    return total


class Run:
    """A training that can be killed at any time and gone on from.

    Args:
        network: With the first weights.
        train: What to learn from.
        valid: What to choose the best epoch by.
        config: The settings.
        folder: For checkpoints and the log.
    """

    def __init__(
        self, network: "ModuleDict", train: Material, valid: Material, config: Config, folder: Path
    ) -> None:
        self.network = network
        self.train = train
        self.valid = valid
        self.config = config
        self.folder = folder
        self.targets = Targets(train.examples, config.helping_weight)
        self.weights = self.targets.class_weights()
        self.plan = self._plan()
        self.steps = sum(len(epoch) for epoch in self.plan)
        self.optimizer, self.schedule = self._optimizer()
        self.step = 0
        self.judged = 0
        self.best = -1.0
        self.best_epoch = -1
        self.history: list[dict[str, float]] = []

    def _plan(self) -> list[list[list[int]]]:
        """Lays down the batches of every epoch, so that a resumed run meets the same ones."""
        config = self.config
        everything = list(range(len(self.train.examples)))
        main = [i for i in everything if not self.train.examples[i].helping]
        plan = []
        for number in range(config.mixed_epochs + config.epochs):
            rows = everything if number < config.mixed_epochs else main
            tokens = [self.train.tokens[i] for i in rows]
            batches = shuffled(tokens, config.batch, f"{config.seed}/{number}")
            plan.append([[rows[i] for i in batch] for batch in batches])
        return plan

    def _optimizer(
        self,
    ) -> "tuple[torch.optim.Optimizer, torch.optim.lr_scheduler.LRScheduler]":
        import torch

        config, steps = self.config, self.steps
        # The vectors of words stay as they are: few examples teach little about rare words, and
        # leaving them out makes a step quicker.
        word_vectors(self.network).weight.requires_grad_(False)
        body = [p for p in self.network[BODY].parameters() if p.requires_grad]
        heads = [
            p for name, part in self.network.items() if name != BODY for p in part.parameters()
        ]
        optimizer = torch.optim.AdamW(
            [
                {"params": body, "lr": config.body_rate},
                {"params": heads, "lr": config.head_rate},
            ],
            weight_decay=config.weight_decay,
        )
        warm = max(1, round(config.warmup * steps))

        def rate(step: int) -> float:
            return min((step + 1) / warm, max(0.0, (steps - step) / max(1, steps - warm)))

        return optimizer, torch.optim.lr_scheduler.LambdaLR(optimizer, rate)

    def fit(self) -> None:
        """Trains to the end, or until it gets no better; the network then has its best weights."""
        import torch
        from tqdm import tqdm

        self._resume()
        with tqdm(total=self.steps, initial=self.step, unit=" steps", disable=None) as bar:
            done = 0
            for number, epoch in enumerate(self.plan):
                if self.judged and number - self.best_epoch > self.config.patience:
                    self._log(stopped_before_epoch=number)
                    break
                for batch in epoch:
                    done += 1
                    if done > self.step:
                        self._advance(batch, number)
                        bar.update()
                if number >= self.judged:
                    self._judge(number)
        self.network.load_state_dict(torch.load(self.folder / "best.pt", weights_only=True))
        self.network.eval()

    def _advance(self, batch: Sequence[int], epoch: int) -> None:
        import torch

        self.network.train()
        self.step += 1
        # Seeded by the step, so that a resumed run drops out the same units.
        torch.manual_seed(self.config.seed * 1_000_003 + self.step)
        tokens = [self.train.tokens[i] for i in batch]
        logits = forward(self.network, tokens, dropout=self.config.dropout, half=True)
        loss = loss_of(logits, self.targets, torch.tensor(batch), self.weights, self.config)
        self.optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(self.network.parameters(), 1.0)
        self.optimizer.step()
        self.schedule.step()
        if self.step % _LOG_EVERY == 0:
            self._log(epoch=epoch, step=self.step, of=self.steps, loss=round(loss.item(), 4))
        if self.step % self.config.checkpoint_every == 0:
            self._save()

    def _judge(self, epoch: int) -> None:
        import torch

        logits = predict(self.network, self.valid.tokens, half=True)
        scores = {k: round(v, 4) for k, v in quick_scores(logits, self.valid.examples).items()}
        self._log(epoch=epoch, valid=scores)
        self.history.append({"epoch": epoch, **scores})
        self.judged = epoch + 1
        score = mean(list(scores.values()))
        if score > self.best:
            self.best, self.best_epoch = score, epoch
            torch.save(self.network.state_dict(), self.folder / "best.pt")
        self._save()

    def _save(self) -> None:
        import torch

        state = {
            "network": self.network.state_dict(),
            "optimizer": self.optimizer.state_dict(),
            "schedule": self.schedule.state_dict(),
            **{name: getattr(self, name) for name in _COUNTERS},
        }
        unfinished = self.folder / "checkpoint.part"
        torch.save(state, unfinished)
        unfinished.replace(self.folder / "checkpoint.pt")

    def _resume(self) -> None:
        import torch

        path = self.folder / "checkpoint.pt"
        if not path.exists():
            return
        state = torch.load(path, weights_only=True)
        self.network.load_state_dict(state["network"])
        self.optimizer.load_state_dict(state["optimizer"])
        self.schedule.load_state_dict(state["schedule"])
        for name in _COUNTERS:
            setattr(self, name, state[name])
        self._log(resumed_after_step=self.step)

    def _log(self, **what: object) -> None:
        line = json.dumps({"time": round(time.time()), **what})
        with (self.folder / "log.jsonl").open("a", encoding="utf-8") as file:
            file.write(line + "\n")


_COUNTERS = ("step", "judged", "best", "best_epoch", "history")
