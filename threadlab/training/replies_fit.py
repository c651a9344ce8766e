"""Fitting the small networks of the replies room."""

import math
import random
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from threadlab.errors import MissingExtra

if TYPE_CHECKING:
    import numpy as np
    import torch

HIDDEN = 12
EPOCHS = 8
CHOICE_EPOCHS = 10
CHOICE_BATCH = 64  # what tells parents apart is fainter than what tells lines: smaller steps
CHOICE_MEMBERS = 5
RATE = 4e-3
DECAY = 0.1
DIGITS = 4
FEWEST = 4
MOST_WORDS = 6_000


@dataclass(frozen=True, slots=True)
class Group:
    """One choice to learn from.

    Attributes:
        rows: One row of numbers for each possibility.
        right: Number of the right row.
        steps: The kind of step of each row.
        weight: How much it counts.
    """

    rows: "np.ndarray[Any, Any]"
    right: int
    steps: Sequence[int]
    weight: float = 1.0


def fit_choice(
    groups: Sequence[Group],
    features: Sequence[str],
    *,
    step_kinds: int = 0,
    seed: int = 1,
) -> dict[str, Any]:
    """Fits networks so that in each group the right row scores highest (conditional logit).

    McFadden 1974, with one hidden layer; a group is a comment, its rows are possible parents.
    Networks with other beginnings are averaged (Hansen and Salamon 1990) and joined to one.

    Args:
        groups: What to learn from.
        features: Names of the numbers in a row.
        step_kinds: How many kinds of steps there are, each with a weight of its own; 0: steps do
            not count.
        seed: Fixes the result.

    Returns:
        The JSON form: "network" and "steps".
    """
    import numpy as np
    import torch
    from torch.nn.functional import cross_entropy

    lengths = np.array([len(group.rows) for group in groups])
    values = np.concatenate([group.rows for group in groups])
    centre, scale = _spread(values)
    column = np.arange(lengths.max())
    inside = column < lengths[:, None]
    first = np.cumsum(lengths) - lengths
    place = torch.from_numpy(np.where(inside, first[:, None] + column, 0))
    barred = torch.from_numpy(np.where(inside, 0.0, -1e9).astype(np.float32))
    data = torch.from_numpy((values - centre) / scale)
    kinds = torch.tensor([kind for group in groups for kind in group.steps])
    gold = torch.tensor([group.right for group in groups])
    weights = torch.tensor([group.weight for group in groups], dtype=torch.float32)
    nets: list[_Layers] = []
    for member in range(CHOICE_MEMBERS):
        torch.manual_seed(seed + member)
        net = _Layers(len(features), step_kinds)

        def loss(chosen: "torch.Tensor", net: _Layers = net) -> "torch.Tensor":
            at = place[chosen]
            scores = net.score(data[at]) + barred[chosen]
            if step_kinds:
                scores = scores + net.steps[kinds[at]]
            each = cross_entropy(scores, gold[chosen], reduction="none")
            return (each * weights[chosen]).sum() / weights[chosen].sum()

        net.fit(loss, len(groups), batch=CHOICE_BATCH, seed=seed + member, epochs=CHOICE_EPOCHS)
        nets.append(net)
    joined = _joined(nets)
    found: dict[str, Any] = {"network": joined.exported(features, centre, scale)}
    if step_kinds:
        found["steps"] = _rounded(joined.steps)
    return found


def fit_yes_no(
    rows: "np.ndarray[Any, Any]",
    gold: Sequence[bool],
    weights: Sequence[float],
    features: Sequence[str],
    *,
    seed: int = 1,
    members: int = 1,
) -> dict[str, Any]:
    """Fits networks that tell yes from no (logistic, one hidden layer), and joins them to one.

    Args:
        rows: One row an item.
        gold: The right answers.
        weights: Of the items.
        features: Names of the numbers.
        seed: Fixes the result.
        members: How many networks with other beginnings are averaged (Hansen and Salamon 1990).

    Returns:
        The JSON form of the network.
    """
    import numpy as np
    import torch
    from torch.nn.functional import binary_cross_entropy_with_logits as cross_entropy

    values = np.asarray(rows, dtype=np.float32)
    centre, scale = _spread(values)
    data = torch.from_numpy((values - centre) / scale)
    right = torch.tensor([float(g) for g in gold])
    weight = torch.tensor(list(weights), dtype=torch.float32)
    weight = weight / weight.mean()
    nets: list[_Layers] = []
    for member in range(members):
        torch.manual_seed(seed + member)
        net = _Layers(len(features), 0)

        def loss(chosen: "torch.Tensor", net: _Layers = net) -> "torch.Tensor":
            scores = net.score(data[chosen])
            return cross_entropy(scores, right[chosen], weight=weight[chosen])

        net.fit(loss, len(values), batch=1024, seed=seed + member)
        nets.append(net)
    return _joined(nets).exported(features, centre, scale)


def _spread(values: "np.ndarray[Any, Any]") -> tuple[Any, Any]:
    scale = values.std(axis=0)
    scale[scale < 1e-3] = 1.0
    return values.mean(axis=0), scale


class _Layers:
    """A hidden layer, a direct way past it, and weights of steps, while they are fitted."""

    def __init__(self, width: int, step_kinds: int) -> None:
        import torch

        self.hidden = torch.randn(width, HIDDEN) * (0.5 / width**0.5)
        self.hidden_bias = torch.zeros(HIDDEN)
        self.out = torch.randn(HIDDEN) * 0.1
        self.direct = torch.zeros(width)
        self.bias = torch.zeros(())
        self.steps = torch.zeros(step_kinds)
        for tensor in self._all():
            tensor.requires_grad_(True)

    def _all(self) -> list["torch.Tensor"]:
        return [self.hidden, self.hidden_bias, self.out, self.direct, self.bias, self.steps]

    def score(self, rows: "torch.Tensor") -> "torch.Tensor":
        import torch

        units = torch.tanh(rows @ self.hidden + self.hidden_bias)
        return units @ self.out + rows @ self.direct + self.bias

    def fit(self, loss: Any, count: int, *, batch: int, seed: int, epochs: int = EPOCHS) -> None:
        import torch

        optimiser = torch.optim.AdamW(self._all(), lr=RATE, weight_decay=DECAY)
        total = epochs * (1 + (count - 1) // batch)
        schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, RATE * 2, total_steps=total)
        dice = torch.Generator().manual_seed(seed)
        for _ in range(epochs):
            for chosen in torch.split(torch.randperm(count, generator=dice), batch):
                optimiser.zero_grad()
                loss(chosen).backward()
                optimiser.step()
                schedule.step()

    def exported(self, features: Sequence[str], centre: Any, scale: Any) -> dict[str, Any]:
        return {
            "features": list(features),
            "centre": _rounded(centre),
            "scale": _rounded(scale),
            "hidden": _rounded(self.hidden),
            "hidden_bias": _rounded(self.hidden_bias),
            "out": _rounded(self.out),
            "direct": _rounded(self.direct),
            "bias": _rounded(self.bias),
        }


def _joined(nets: Sequence[_Layers]) -> _Layers:
    """One network whose score is the mean of theirs: their hidden units side by side."""
    import torch

    first = nets[0]
    joined = _Layers(len(first.direct), len(first.steps))
    count = len(nets)
    joined.hidden = torch.cat([net.hidden for net in nets], dim=1)
    joined.hidden_bias = torch.cat([net.hidden_bias for net in nets])
    joined.out = torch.cat([net.out for net in nets]) / count
    joined.direct = torch.stack([net.direct for net in nets]).mean(0)
    joined.bias = torch.stack([net.bias for net in nets]).mean(0)
    joined.steps = torch.stack([net.steps for net in nets]).mean(0)
    return joined


def _rounded(values: Any) -> Any:
    """Numbers with few digits, as plain lists."""
    import numpy as np

    plain = values.detach().numpy() if hasattr(values, "detach") else np.asarray(values)
    return np.round(plain.astype(np.float64), DIGITS).tolist()


def fit_words(
    found: Sequence[Sequence[str]], gold: Sequence[bool], weights: Sequence[float]
) -> dict[str, float]:
    """Fits weights of words for yes or no (logistic regression, ridge).

    Args:
        found: The words of each item.
        gold: The right answers.
        weights: Of the items.

    Returns:
        The weights that matter most, by word, in order of the word.
    """
    try:
        from sklearn.feature_extraction import DictVectorizer
        from sklearn.linear_model import LogisticRegression
    except ImportError as error:
        raise MissingExtra("scikit-learn", "train", "Training replies") from error
    counts = Counter(word for words in found for word in set(words))
    kept = {word for word, count in counts.items() if count >= FEWEST}
    bags = [dict.fromkeys((w for w in words if w in kept), 1.0) for words in found]
    vectorizer = DictVectorizer()
    values = vectorizer.fit_transform(bags)
    # liblinear takes narrow indices only.
    values.indices = values.indices.astype("int32")
    values.indptr = values.indptr.astype("int32")
    model = LogisticRegression(C=0.3, max_iter=300, solver="liblinear", random_state=1)
    model.fit(values, list(gold), sample_weight=list(weights))
    learned = dict(zip(vectorizer.get_feature_names_out(), model.coef_[0], strict=True))
    # A small weight of a common word moves more lines than a large one of a rare word.
    best = sorted(learned, key=lambda w: (-abs(learned[w]) * math.sqrt(counts[w]), w))[:MOST_WORDS]
    return {word: round(float(learned[word]), 2) for word in sorted(best)}


def folds(names: Sequence[str], count: int, seed: int = 1) -> Mapping[str, int]:
    """Deals names (threads) out into folds of nearly equal size."""
    order = sorted(set(names))
    random.Random(seed).shuffle(order)  # noqa: S311 - no secret
    return {name: number % count for number, name in enumerate(order)}


def platt(
    odds: Sequence[float], right: Sequence[bool], weights: Sequence[float]
) -> tuple[float, float]:
    """Fits slope and offset of log odds to what was right (Platt 1999).

    Args:
        odds: Log odds of the claimed probabilities.
        right: Whether the answers were right.
        weights: Of the answers.

    Returns:
        Slope and offset; 1 and 0 where nothing can be learned.
    """
    from sklearn.linear_model import LogisticRegression

    if len(set(right)) < 2:
        return 1.0, 0.0
    model = LogisticRegression(C=100.0)
    scale = len(weights) / sum(weights)
    each = [weight * scale for weight in weights]
    model.fit([[value] for value in odds], list(right), sample_weight=each)
    return round(float(model.coef_[0][0]), DIGITS), round(float(model.intercept_[0]), DIGITS)
