"""The trained numbers of the room: small networks and word weights, stored as JSON.

| file | what |
|---|---|
| README.md | the model card |
| parents.json | for both orders: a network over the numbers of a pair, steps, calibration |
| lines.json | a network over the numbers of a line, words that open or close a comment |
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from threadlab.encoder.folder import models_folder
from threadlab.errors import ModelError
from threadlab.replies.features import FEATURES as PAIR_FEATURES
from threadlab.replies.lines import FEATURES as LINE_FEATURES

if TYPE_CHECKING:
    import numpy as np

SHIPPED = "replies"
STEPS = 10
"""Steps up the path from the comment before that are told apart; more count as one kind."""


@dataclass(frozen=True, slots=True)
class Network:
    """A network with one hidden layer: rows of numbers -> one score a row.

    Attributes:
        features: Names of the numbers, in order.
        centre: Subtracted from each number.
        scale: Divides the result.
        hidden: Weights of the hidden layer, one row for each number.
        hidden_bias: One for each hidden unit.
        out: One weight for each hidden unit.
        direct: One weight for each number, past the hidden layer.
        bias: Added to the score.
    """

    features: tuple[str, ...]
    centre: "Sequence[float] | np.ndarray[Any, Any]"
    scale: "Sequence[float] | np.ndarray[Any, Any]"
    hidden: "Sequence[Sequence[float]] | np.ndarray[Any, Any]"
    hidden_bias: "Sequence[float] | np.ndarray[Any, Any]"
    out: "Sequence[float] | np.ndarray[Any, Any]"
    direct: "Sequence[float] | np.ndarray[Any, Any]"
    bias: float

    def scores(self, rows: "Sequence[Sequence[float]] | np.ndarray[Any, Any]") -> list[float]:
        """Scores rows.

        Args:
            rows: Any number of rows of as many numbers as there are features.

        Returns:
            One score a row.
        """
        if not len(rows):
            return []
        return [float(score) for score in self.values(rows)]

    def values(
        self, rows: "Sequence[Sequence[float]] | np.ndarray[Any, Any]"
    ) -> "np.ndarray[Any, Any]":
        """Scores at least one row, as scores does; gives an array."""
        import numpy as np

        values = (np.asarray(rows, dtype=np.float64) - self.centre) / np.asarray(self.scale)
        units = np.tanh(values @ np.asarray(self.hidden) + self.hidden_bias)
        found: np.ndarray[Any, Any] = (
            units @ np.asarray(self.out) + values @ np.asarray(self.direct) + self.bias
        )
        return found


@dataclass(frozen=True, slots=True)
class ParentModel:
    """How the parent of a comment is chosen in one order of comments.

    Attributes:
        network: Scores a pair.
        steps: Added for each number of steps up the path ("page" order alone).
        reach: 0: what a comment would rather answer off its path is forgotten; 1: it counts in
            full against the path.
        slope: Calibration: factor of the log odds of the chosen parent.
        offset: Calibration: added to them.
        restored: Slope and offset where boundaries were restored: that the comment begins and
            hangs where it should.
    """

    network: Network
    steps: Sequence[float]
    reach: float
    slope: float
    offset: float
    restored: tuple[float, float]


@dataclass(frozen=True, slots=True)
class LineModel:
    """How the first lines of comments are told.

    Attributes:
        network: Scores a line.
        openers: Weight of words and word pairs at the beginning of a line.
        closers: Weight of words at the end of the line before.
        share: A line begins a comment if its probability is at least this share of the F1 that
            can be expected on the page.
        starts_sure: Share of the lines found that do begin a comment, on pages of platforms that
            were left out of training.
    """

    network: Network
    openers: Mapping[str, float]
    closers: Mapping[str, float]
    share: float
    starts_sure: float


@dataclass(frozen=True, slots=True)
class ReplyModel:
    """The whole model of the room.

    Attributes:
        parents: By order of comments.
        lines: For lost boundaries.
    """

    parents: Mapping[str, ParentModel]
    lines: LineModel


def load_model(folder: Path | None = None) -> ReplyModel:
    """Loads the model of a folder.

    Args:
        folder: A folder with the files named on top of this page; None: the shipped one.

    Returns:
        The model.

    Raises:
        ModelError: A file is missing or broken.
    """
    return _load(folder or models_folder() / SHIPPED)


@lru_cache(maxsize=4)
def _load(folder: Path) -> ReplyModel:
    return reply_model(folder, _read(folder, "parents.json"), _read(folder, "lines.json"))


def reply_model(folder: Path, parents: Mapping[str, Any], lines: Mapping[str, Any]) -> ReplyModel:
    """Builds the model from its JSON forms.

    Args:
        folder: Named in errors.
        parents: By order of comments.
        lines: For lost boundaries.

    Returns:
        The model.

    Raises:
        ModelError: A value is missing or wrong.
    """
    try:
        model = ReplyModel(
            parents={order: _parent_model(parents[order]) for order in ("posted", "page")},
            lines=LineModel(
                network=network(lines),
                openers=lines["openers"],
                closers=lines["closers"],
                share=lines["share"],
                starts_sure=lines["starts_sure"],
            ),
        )
    except (KeyError, TypeError, IndexError) as error:
        raise _broken(folder, f"a value is missing or wrong: {error}") from error
    for name, weighing, known in (
        *(("parents.json", parent.network, PAIR_FEATURES) for parent in model.parents.values()),
        ("lines.json", model.lines.network, LINE_FEATURES),
    ):
        if weighing.features != known:
            raise _broken(folder, f"{name} was trained on other features than this version has")
    return model


def _parent_model(values: Mapping[str, Any]) -> ParentModel:
    return ParentModel(
        network=network(values),
        steps=values["steps"],
        reach=values["reach"],
        slope=values["slope"],
        offset=values["offset"],
        restored=(values["restored"][0], values["restored"][1]),
    )


def network(values: Mapping[str, Any]) -> Network:
    """Builds the network of a model's JSON form, its numbers as arrays."""
    import numpy as np

    numbers = values["network"]
    arrays = ("centre", "scale", "hidden", "hidden_bias", "out", "direct")
    return Network(
        **{**numbers, **{name: np.asarray(numbers[name], dtype=np.float64) for name in arrays}}
        | {"features": tuple(numbers["features"])}
    )


def _read(folder: Path, name: str) -> dict[str, Any]:
    try:
        values = json.loads((folder / name).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise _broken(folder, f"{name}: {error}") from error
    if not isinstance(values, dict):
        raise _broken(folder, f"{name} does not hold an object")
    return values


def _broken(folder: Path, problem: str) -> ModelError:
    return ModelError(str(folder), problem, next_step="Install threadlab anew.")
