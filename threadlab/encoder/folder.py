"""A model folder: where it is, what it must hold, what its small files say.

| file | what |
|---|---|
| README.md | the model card |
| config.json | the BERT configuration of the body |
| tokenizer.json | the tokenizer |
| labels.json | the length of a pair, and the names and definitions that each head tells |
| calibration.json | by head: temperature, offset and threshold of each label, limit of doubt |
| model.safetensors | all weights, in half precision |

labels.json may also name the "languages" that the model reads ("en" if it does not; an empty list:
any), calibration.json of a head the "prior" of its labels: their shares in the random sample that
it was calibrated on. Folders of Hugging Face: foreign.py.

Nothing on this page needs a heavy library, so that the map can ask for thresholds at no cost.
"""

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from os import PathLike
from pathlib import Path
from typing import Any

from threadlab.errors import ModelError

SHIPPED = "arguments"
WEIGHTS = "model.safetensors"
# The files that decide what a model answers, in the order in which the digest reads them.
DECISIVE = ("config.json", "tokenizer.json", "labels.json", "calibration.json", WEIGHTS)
SMALL = ("config.json", "labels.json", "calibration.json")
LANGUAGES = ("en",)
MIN_TOKENS = 16
# Shares that were rounded may miss 1 by this much.
_ROUNDED = 0.02
AUTO = "auto"
"""Stands for the engine that is taken where none is named, see engines.engine_of."""


@dataclass(frozen=True, slots=True)
class Head:
    """One thing that a model tells, and how its scores become probabilities.

    Attributes:
        name: "types" or "stance".
        labels: The names it tells, in the order of the weights.
        temperature: Divides the scores (Guo et al. 2017).
        offsets: Added to the divided scores, one a label: the balance between labels in a random
            sample of comments, which differs from that of the training data.
        thresholds: Probability from which on a label is named, one a label.
        unsure_below: A label less probable than this is shown as unsure.
        prior: Share of each label in the random sample that it was calibrated on, above 0; None:
            unknown.
    """

    name: str
    labels: tuple[str, ...]
    temperature: float
    offsets: tuple[float, ...]
    thresholds: tuple[float, ...]
    unsure_below: float
    prior: tuple[float, ...] | None = None


@dataclass(frozen=True, slots=True)
class Foreign:
    """How to ask a classifier of Hugging Face, and how its labels become threadlab's.

    Attributes:
        sources: For each label of the head the places of the model's own labels that mean it.
        independent: Whether its labels are independent of one another (a sigmoid each), or
            exclude one another (a softmax over all).
        pairs: Whether it reads the words answered and the own words, or the own words alone.
        said: The mapping as canonical JSON, which belongs to what decides an answer.
    """

    sources: tuple[tuple[int, ...], ...]
    independent: bool
    pairs: bool
    said: str


@dataclass(frozen=True, slots=True)
class ModelFolder:
    """What the small files of a model folder say.

    Attributes:
        path: The folder.
        config: The configuration of the network.
        max_tokens: Length of a pair.
        heads: What the model tells, in the order of labels.json.
        languages: Codes (ISO 639-1) of the languages that it reads; empty: any.
        decisive: Names of the files that decide what it answers.
        foreign: How to ask a folder of Hugging Face; None: the model is one of threadlab's.
        engine: What is to run it: one of ENGINES, or "auto".
    """

    path: Path
    config: Mapping[str, Any]
    max_tokens: int
    heads: tuple[Head, ...]
    languages: tuple[str, ...] = LANGUAGES
    decisive: tuple[str, ...] = DECISIVE
    foreign: Foreign | None = None
    engine: str = AUTO

    def head(self, name: str) -> Head | None:
        """The head of this name; None if the model has none."""
        return next((head for head in self.heads if head.name == name), None)

    def file(self, name: str) -> Path:
        """The path of a file that must be there.

        Raises:
            ModelError: It is not.
        """
        path = self.path / name
        if not path.is_file():
            raise _missing(self.path, name)
        return path

    def broken(self, name: str, problem: object) -> ModelError:
        """The error that says what is wrong with a file."""
        return ModelError(str(self.path), f"{name} is broken ({problem})", next_step=ADVICE)


ADVICE = "Install threadlab anew, or name the folder of another model."


def _missing(folder: Path, name: str) -> ModelError:
    """The error that says that a file is not there."""
    return ModelError(str(folder), f"{name} is missing", next_step=ADVICE)


def models_folder() -> Path:
    """Finds the folder of the models that ship with threadlab.

    Returns:
        threadlab/_models in an installed wheel, models/ beside the package in a checkout.

    Raises:
        ModelError: There is neither.
    """
    package = Path(__file__).resolve().parent.parent
    for folder in (package / "_models", package.parent / "models"):
        if folder.is_dir():
            return folder
    raise ModelError(
        str(package / "_models"),
        "the folder of the shipped models is missing",
        next_step="Install threadlab anew.",
    )


def find_model(model: str | PathLike[str] | None = None) -> Path:
    """Finds a model folder.

    Args:
        model: A folder; the name of one that ships with threadlab; None: the shipped model.

    Returns:
        The folder.

    Raises:
        ModelError: There is no such folder.
    """
    if model is None:
        return models_folder() / SHIPPED
    folder = Path(model)
    if folder.is_dir():
        return folder
    shipped = models_folder()
    names = sorted(path.name for path in shipped.iterdir() if path.is_dir())
    if str(model) in names:
        return shipped / str(model)
    raise ModelError(
        str(model),
        "there is no such folder",
        next_step=f"Name a model folder, or one that ships with threadlab: {', '.join(names)}.",
    )


def stamps(folder: Path, names: Sequence[str]) -> tuple[int, ...]:
    """When files were last written, so that what was read of them is kept only as long.

    Raises:
        ModelError: One of them is missing.
    """
    found = []
    for name in names:
        try:
            found.append((folder / name).stat().st_mtime_ns)
        except OSError as error:
            raise _missing(folder, name) from error
    return tuple(found)


def read_folder(path: Path) -> ModelFolder:
    """Reads the small files of one of threadlab's own models.

    Args:
        path: The folder.

    Returns:
        What they say.

    Raises:
        ModelError: A file is missing or broken.
    """
    config = read_json(path, "config.json")
    labels = read_json(path, "labels.json")
    calibration = read_json(path, "calibration.json")
    try:
        max_tokens = int(labels["max_tokens"])
        languages = tuple(str(code) for code in labels.get("languages", LANGUAGES))
        heads = tuple(_head(name, labels, calibration) for name in labels["heads"])
    except (KeyError, TypeError, ValueError) as error:
        problem = f"labels.json and calibration.json do not go together ({error!r})"
        raise ModelError(str(path), problem, next_step=ADVICE) from error
    longest = config.get("max_position_embeddings", 0)
    if not isinstance(longest, int) or not MIN_TOKENS <= max_tokens <= longest:
        problem = (
            f"max_tokens {max_tokens} in labels.json is not between {MIN_TOKENS} and the "
            f"max_position_embeddings of config.json ({longest})"
        )
        raise ModelError(str(path), problem, next_step=ADVICE)
    return ModelFolder(path, config, max_tokens, heads, languages)


def _head(name: str, labels: Mapping[str, Any], calibration: Mapping[str, Any]) -> Head:
    names = tuple(labels["heads"][name])
    fitted = calibration[name]
    prior = fitted.get("prior")
    head = Head(
        name=name,
        labels=names,
        temperature=float(fitted["temperature"]),
        offsets=tuple(float(fitted["offsets"][label]) for label in names),
        thresholds=tuple(float(fitted["thresholds"][label]) for label in names),
        unsure_below=float(fitted["unsure_below"]),
        prior=prior_of(name, names, prior) if prior is not None else None,
    )
    if not names or head.temperature <= 0:
        raise ValueError(f"{name} has no labels or a temperature that is not above 0")
    return head


def prior_of(head: str, labels: Sequence[str], said: Mapping[str, Any]) -> tuple[float, ...]:
    """Reads the shares of a head's labels.

    Args:
        head: "types" or "stance".
        labels: The head's labels.
        said: Share by label.

    Returns:
        A share a label; those of the stances sum to 1.

    Raises:
        ValueError: One is missing or no number, is not above 0 or is above 1, or those of the
            stances do not sum to about 1.
    """
    missing = [label for label in labels if label not in said]
    if missing:
        raise ValueError(f"its prior does not say the share of {missing[0]!r}")
    shares = {label: float(said[label]) for label in labels}
    wrong = [label for label, share in shares.items() if not 0 < share <= 1]
    if wrong:
        raise ValueError(
            f"the share of {wrong[0]!r} in its prior is {shares[wrong[0]]:g}; all lie above 0, and "
            "at most at 1"
        )
    total = math.fsum(shares.values())
    if head != "stance":
        return tuple(shares.values())
    if abs(total - 1) > _ROUNDED:
        raise ValueError(f"the shares in its prior sum to {total:.3g}, not to 1")
    return tuple(share / total for share in shares.values())


def read_json(folder: Path, name: str) -> Mapping[str, Any]:
    """Reads a file that holds a JSON object.

    Raises:
        ModelError: It is missing, or holds something else.
    """
    try:
        content = json.loads((folder / name).read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise _missing(folder, name) from error
    except (OSError, ValueError) as error:
        problem = f"{name} cannot be read ({error})"
        raise ModelError(str(folder), problem, next_step=ADVICE) from error
    if not isinstance(content, dict):
        raise ModelError(str(folder), f"{name} holds no JSON object", next_step=ADVICE)
    return content
