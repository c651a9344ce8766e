"""The trained reader: the lines of a page -> where comments begin, and what fits as an answer.

| file | what |
|---|---|
| reader.json | widths of the network, names of the numbers of a unit |
| tokenizer.json | the tokenizer |
| reader.safetensors | the weights: words in 8 bits with a scale each, all else in half precision |
"""

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from threadlab.encoder.pairs import OPENING, read_tokenizer
from threadlab.errors import ModelError
from threadlab.replies.lines import NUMBERS, Line, line_numbers, read_lines
from threadlab.replies.network import build, look_around, read_windows
from threadlab.replies.windows import shorten, windows
from threadlab.text import clean

if TYPE_CHECKING:
    import numpy as np
    import torch
    from tokenizers import Tokenizer

CONFIG = "reader.json"
WEIGHTS = "reader.safetensors"
TOKENIZER = "tokenizer.json"
WORDS = "body.embeddings.word_embeddings.weight"
WORDS_SCALE = "words_scale"
# Characters of a unit that are tokenized, from its head and its tail.
_HEAD, _TAIL = 1_200, 400
_NEXT = "Install threadlab anew."


@dataclass(frozen=True, slots=True)
class Unit:
    """A line, ready to be read.

    Attributes:
        pieces: Numbers of its word pieces, shortened.
        numbers: As many as NUMBERS.
    """

    pieces: list[int]
    numbers: list[float]


@dataclass(frozen=True, slots=True)
class Reading:
    """What the reader makes of the units of a page.

    Attributes:
        begins: Log odds that a unit begins a comment, (units,).
        query: What a unit looks for as an answer, (units, fit).
        first: What a unit offers as the first of a comment, (units, fit).
        mean: The same as one of a comment, summed over all units before it, (units + 1, fit).
        last: The same as the last of a comment, (units, fit).
    """

    begins: "np.ndarray[Any, Any]"
    query: "np.ndarray[Any, Any]"
    first: "np.ndarray[Any, Any]"
    mean: "np.ndarray[Any, Any]"
    last: "np.ndarray[Any, Any]"

    def key(self, start: int, end: int) -> "np.ndarray[Any, Any]":
        """What a comment offers, (fit,).

        Args:
            start: Its first unit.
            end: The unit after its last.
        """
        key: np.ndarray[Any, Any] = (
            self.first[start]
            + (self.mean[end] - self.mean[start]) / (end - start)
            + self.last[end - 1]
        )
        return key

    def fits(self, unit: int, keys: Sequence["np.ndarray[Any, Any]"]) -> "np.ndarray[Any, Any]":
        """How well a unit fits as the beginning of an answer to each of some comments.

        Args:
            unit: Number of the unit.
            keys: From key, at least one.

        Returns:
            One number a key: the part of its log odds that the words tell.
        """
        import numpy as np

        found: np.ndarray[Any, Any] = np.stack(keys) @ self.query[unit]
        return found / math.sqrt(self.query.shape[1])


class Reader:
    """A loaded reader.

    Args:
        network: From network.build, with its weights.
        tokenizer: Of the `tokenizers` library.
    """

    def __init__(self, network: Any, tokenizer: "Tokenizer") -> None:
        self.network = network
        self.tokenizer = tokenizer
        # read_tokenizer has made sure that there is one.
        self.start: int = tokenizer.token_to_id(OPENING) or 0
        self._last: tuple[tuple[str, ...], tuple[list[Line], Reading]] | None = None

    def read_page(self, texts: Sequence[str]) -> tuple[list[Line], Reading]:
        """Reads the lines of a page; the page read last is remembered, as it is often asked twice.

        Args:
            texts: At least one, without line ends.

        Returns:
            The lines, and what the reader makes of them.
        """
        key = tuple(texts)
        if self._last is None or self._last[0] != key:
            lines = read_lines(texts)
            self._last = (key, (lines, self.read(self.lines(lines))))
        return self._last[1]

    def read(self, units: Sequence[Unit]) -> Reading:
        """Reads the lines of one page, each word piece about once.

        Args:
            units: At least one, in order.

        Returns:
            What it makes of them.
        """
        import numpy as np
        import torch

        numbers = torch.tensor([unit.numbers for unit in units])
        with torch.inference_mode():
            laid = windows([unit.pieces for unit in units], self.start)
            vectors = read_windows(self.network, laid, numbers)
            ((begins, known),) = look_around(self.network, [(vectors, numbers)])
            query, first, mean, last = (
                layer(known).numpy()
                for layer in (
                    self.network.query,
                    self.network.first,
                    self.network.mean,
                    self.network.last,
                )
            )
        summed = np.concatenate([np.zeros_like(mean[:1]), mean.cumsum(axis=0)])
        return Reading(begins.numpy(), query, first, summed, last)

    def lines(self, lines: Sequence[Line]) -> list[Unit]:
        """Makes the lines of a page ready."""
        pieces = pieces_of(self.tokenizer, [line.text for line in lines])
        return [
            Unit(
                shorten(its, "line" if line.source is None else "repeated"),
                numbers,
            )
            for its, line, numbers in zip(pieces, lines, line_numbers(lines), strict=True)
        ]


def pieces_of(tokenizer: "Tokenizer", texts: Sequence[str]) -> list[list[int]]:
    """Cuts texts into numbers of word pieces; the middle of a very long one is left out."""
    cut = [
        clean(text if len(text) <= _HEAD + _TAIL else f"{text[:_HEAD]} {text[-_TAIL:]}")
        for text in texts
    ]
    return [found.ids for found in tokenizer.encode_batch(cut, add_special_tokens=False)]


def load_reader(folder: Path) -> Reader:
    """Loads the reader of a model folder; the same one is loaded once in a process.

    Args:
        folder: With the files named on top of this page.

    Returns:
        The reader.

    Raises:
        ModelError: A file is missing or broken.
    """
    return _load(folder)


@lru_cache(maxsize=2)
def _load(folder: Path) -> Reader:
    try:
        config = json.loads((folder / CONFIG).read_text(encoding="utf-8"))
        if tuple(config["names"]) != NUMBERS:
            raise ValueError("it was trained on other numbers than this version has")
        network = build(config)
        network.load_state_dict(_weights(folder / WEIGHTS))
        tokenizer = read_tokenizer(folder / TOKENIZER)
    except (OSError, ValueError, KeyError, TypeError, RuntimeError) as error:
        first = str(error).split("\n")[0]
        raise ModelError(str(folder), f"the reader: {first}", next_step=_NEXT) from error
    return Reader(network.eval(), tokenizer)


def _weights(path: Path) -> dict[str, "torch.Tensor"]:
    from safetensors import SafetensorError
    from safetensors.torch import load_file

    try:
        weights = {name: tensor.float() for name, tensor in load_file(str(path)).items()}
    except SafetensorError as error:
        raise ValueError(f"{path.name}: {error}") from error
    scale = weights.pop(WORDS_SCALE)
    weights[WORDS] = weights[WORDS] * scale[:, None]
    return weights


def packed(network: Any) -> dict[str, "torch.Tensor"]:
    """The weights as they are stored: words in 8 bits, all else in half precision."""
    import torch

    stored: dict[str, torch.Tensor] = {}
    for name, tensor in network.state_dict().items():
        if name == WORDS:
            scale = tensor.abs().amax(dim=1).clamp(min=1e-6) / 127
            stored[name] = (tensor / scale[:, None]).round().to(torch.int8)
            stored[WORDS_SCALE] = scale.float()
        else:
            stored[name] = tensor.half().contiguous()
    return stored
