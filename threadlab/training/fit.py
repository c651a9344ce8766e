"""One run of training: examples -> the weights that were best on the validation part."""

import json
import random
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from threadlab.encoder.network import BODY
from threadlab.encoder.pairs import Tokens, batches_by_length
from threadlab.scores import mean
from threadlab.training.config import Config
from threadlab.training.judging import quick_scores
from threadlab.training.layers import Reader, free_parameters
from threadlab.training.material import Material, Targets, shuffled

if TYPE_CHECKING:
    import torch
    from torch.nn import ModuleDict

_READ_TOGETHER = 64
MEAN = -1
"""Stands for the number of an epoch where the mean of all of them was judged."""
_LOG_EVERY = 20


def predict(
    network: "ModuleDict", tokens: Sequence[Tokens], reader: Reader | None = None
) -> dict[str, list[list[float]]]:
    """Scores of any number of pairs before calibration, by head, in order.

    Args:
        network: From encoder.network.build.
        tokens: The pairs.
        reader: Of these pairs, if there is one already.
    """
    return read(network, tokens, reader)[1]


def read(
    network: "ModuleDict", tokens: Sequence[Tokens], reader: Reader | None = None
) -> "tuple[torch.Tensor, dict[str, list[list[float]]]]":
    """What the heads read of pairs, (pairs, 3 * hidden size), and their scores as of predict."""
    import torch

    network.eval()
    reader = reader or Reader(network, tokens)
    heads = {name: head for name, head in network.items() if name != BODY}
    found: dict[str, list[list[float]]] = {name: [[]] * len(tokens) for name in heads}
    seen: list[torch.Tensor] = [torch.empty(0)] * len(tokens)
    with torch.inference_mode():
        for batch in batches_by_length(tokens, _READ_TOGETHER):
            features = reader.read(batch)
            for row, index in enumerate(batch):
                seen[index] = features[row]
            for name, head in heads.items():
                for index, scores in zip(batch, head(features).tolist(), strict=True):
                    found[name][index] = scores
    return torch.stack(seen).clone() if seen else torch.empty(0), found


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
        single = (single * targets.told[rows]).sum(1)
        total = total + config.types_weight * (targets.types_weight[rows] * single).mean()
        ranked = cross_entropy(logits["types"], targets.primary[rows], reduction="none")
        total = total + config.primary_weight * (targets.primary_weight[rows] * ranked).mean()
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
        # The mean of the weights over the last steps (Polyak and Juditsky 1992, "Acceleration of
        # Stochastic Approximation by Averaging"): it is judged and kept, not the last weights.
        self.average = [p.detach().clone() for p in self._trained()]
        # The sum of what was judged after each epoch: the mean of all epochs is judged, too
        # (Wortsman et al. 2022, "Model Soups").
        self.together = [p.new_zeros(p.shape) for p in self.average]
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
        helping = [i for i in everything if self.train.examples[i].helping]
        random.Random(f"{config.seed}/helping").shuffle(helping)  # noqa: S311 - an order, no secret
        taken = round(config.helping_share * len(helping))
        plan = []
        for number in range(config.mixed_epochs + config.epochs):
            rows = list(main)
            if number < config.mixed_epochs and helping:
                start = number * taken % len(helping)
                rows += [*helping, *helping][start : start + taken]
            tokens = [self.train.tokens[i] for i in rows]
            batches = shuffled(tokens, config.batch, f"{config.seed}/{number}")
            plan.append([[rows[i] for i in batch] for batch in batches])
        return plan

    def _optimizer(
        self,
    ) -> "tuple[torch.optim.Optimizer, torch.optim.lr_scheduler.LRScheduler]":
        import torch

        config, steps = self.config, self.steps
        body = free_parameters(self.network, config.frozen)
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

    def _trained(self) -> "list[torch.Tensor]":
        return [p for p in self.network.parameters() if p.requires_grad]

    def fit(self) -> None:
        """Trains to the end, or until it gets no better; the network then has its best weights."""
        import torch
        from tqdm import tqdm

        self._resume()
        if not self.steps:
            self.network.eval()
            return
        self.reader = Reader(self.network, self.train.tokens, self.config.frozen)
        self.valid_reader = Reader(self.network, self.valid.tokens, self.config.frozen)
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
        self._judge_mean()
        self.network.load_state_dict(torch.load(self.folder / "best.pt", weights_only=True))
        self.network.eval()

    def _advance(self, batch: Sequence[int], epoch: int) -> None:
        import torch
        from torch.nn.functional import dropout

        self.network.train()
        self.step += 1
        # Seeded by the step, so that a resumed run drops out the same units.
        torch.manual_seed(self.config.seed * 1_000_003 + self.step)
        read = self.reader.read(batch)
        read = dropout(read, p=self.config.dropout, training=True)
        logits = {name: head(read) for name, head in self.network.items() if name != BODY}
        loss = loss_of(logits, self.targets, torch.tensor(batch), self.weights, self.config)
        self.optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(self.network.parameters(), 1.0)
        self.optimizer.step()
        self.schedule.step()
        self._average()
        if self.step % _LOG_EVERY == 0:
            self._log(epoch=epoch, step=self.step, of=self.steps, loss=round(loss.item(), 4))
        if self.step % self.config.checkpoint_every == 0:
            self._save()

    def _average(self) -> None:
        import torch

        # Short at first, so that the untrained weights are soon forgotten.
        decay = min(self.config.average, self.step / (self.step + 10))
        with torch.no_grad():
            for mean_, now in zip(self.average, self._trained(), strict=True):
                mean_.lerp_(now, 1.0 - decay)

    def _swap(self) -> None:
        """Exchanges the weights and their mean."""
        import torch

        with torch.no_grad():
            for mean_, now in zip(self.average, self._trained(), strict=True):
                before = now.clone()
                now.copy_(mean_)
                mean_.copy_(before)

    def _judge(self, epoch: int) -> None:
        import torch

        self._swap()
        with torch.no_grad():
            for total, weights in zip(self.together, self._trained(), strict=True):
                total.add_(weights)
        scores = self._scores()
        self._log(epoch=epoch, valid=scores)
        self.history.append({"epoch": epoch, **scores})
        self.judged = epoch + 1
        score = mean(list(scores.values()))
        if score > self.best:
            self.best, self.best_epoch = score, epoch
            torch.save(self.network.state_dict(), self.folder / "best.pt")
        self._swap()
        self._save()

    def _judge_mean(self) -> None:
        """Judges the mean of what was judged after each epoch; it is kept where it is best."""
        import torch

        if self.judged < 2 or self.history[-1]["epoch"] == MEAN:
            return
        with torch.no_grad():
            for weights, total in zip(self._trained(), self.together, strict=True):
                weights.copy_(total / self.judged)
        scores = self._scores()
        self._log(mean_of_epochs=self.judged, valid=scores)
        self.history.append({"epoch": MEAN, **scores})
        if mean(list(scores.values())) > self.best:
            torch.save(self.network.state_dict(), self.folder / "best.pt")

    def _scores(self) -> dict[str, float]:
        logits = predict(self.network, self.valid.tokens, self.valid_reader)
        return {k: round(v, 4) for k, v in quick_scores(logits, self.valid.examples).items()}

    def _save(self) -> None:
        import torch

        state = {
            "network": self.network.state_dict(),
            "optimizer": self.optimizer.state_dict(),
            "schedule": self.schedule.state_dict(),
            "average": self.average,
            "together": self.together,
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
        self.average = state["average"]
        self.together = state["together"]
        for name in _COUNTERS:
            setattr(self, name, state[name])
        self._log(resumed_after_step=self.step)

    def _log(self, **what: object) -> None:
        line = json.dumps({"time": round(time.time()), **what})
        with (self.folder / "log.jsonl").open("a", encoding="utf-8") as file:
            file.write(line + "\n")


_COUNTERS = ("step", "judged", "best", "best_epoch", "history")
