"""A loaded model: pairs of words to calibrated probabilities."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from threadlab.encoder import constant_engine, transformers_engine
from threadlab.encoder.calibrated import probabilities
from threadlab.encoder.engines import Engine, engine_of, engines
from threadlab.encoder.folder import ModelFolder, stamps
from threadlab.encoder.opening import Labels, Model, open_folder
from threadlab.encoder.pairs import Pair, Tokens, batches_by_length, open_tokenizer, tokenize

if TYPE_CHECKING:
    from tokenizers import Tokenizer

BATCH = 64
"""Pairs that are read at once, at most."""
MOST_TOKENS = 1_024
"""Their tokens, at most: what lies between two layers then mostly stays in the cache."""


@dataclass(frozen=True, slots=True)
class Scores:
    """What a model says about one pair.

    Attributes:
        by_head: For each head ("types", "stance") the probability of each label, in the order
            of the head's labels.
    """

    by_head: Mapping[str, tuple[float, ...]]


class Encoder:
    """A model that is ready to read pairs.

    Args:
        folder: What its small files say.
        tokenizer: Of the `tokenizers` library.
        engine: Runs its network.
    """

    def __init__(self, folder: ModelFolder, tokenizer: "Tokenizer", engine: Engine) -> None:
        self.folder = folder
        self._tokenizer = tokenizer
        self._engine = engine

    def score(self, pairs: Sequence[Pair], *, progress: bool = False) -> list[Scores]:
        """Reads pairs.

        Args:
            pairs: The words answered and the own words.
            progress: Whether to show a progress bar on stderr.

        Returns:
            Calibrated probabilities, one Scores a pair, in order. They do not depend on the
            other pairs.
        """
        tokens = self._tokens(pairs)
        found: list[Scores] = [Scores({})] * len(pairs)
        with _bar(len(pairs), progress) as advance:
            for batch in batches_by_length(tokens, BATCH, MOST_TOKENS):
                logits = self._engine.logits([tokens[i] for i in batch])
                for row, index in enumerate(batch):
                    found[index] = self._scores({name: z[row] for name, z in logits.items()})
                advance(len(batch))
        return found

    def _tokens(self, pairs: Sequence[Pair]) -> list[Tokens]:
        return tokenize(self._tokenizer, pairs, self.folder.max_tokens)

    def _scores(self, logits: Mapping[str, Sequence[float]]) -> Scores:
        heads = self.folder.heads
        return Scores({head.name: probabilities(head, logits[head.name]) for head in heads})


class ForeignEncoder(Encoder):
    """A model of Hugging Face, or a constant one, that is ready to read pairs.

    Args:
        folder: What its small files say.
        engine: Runs its network, and turns pairs into its tokens.
    """

    def __init__(
        self,
        folder: ModelFolder,
        engine: "transformers_engine.TransformersEngine | constant_engine.ConstantEngine",
    ) -> None:
        self.folder = folder
        self._engine = self._reader = engine

    def _tokens(self, pairs: Sequence[Pair]) -> list[Tokens]:
        return self._reader.tokens(pairs) if pairs else []


@contextmanager
def _bar(total: int, shown: bool) -> Iterator[Callable[[int], object]]:
    """Gives a function that moves a progress bar, or does nothing if none is to be shown."""
    if not shown:
        yield lambda _: None
        return
    from tqdm import tqdm

    with tqdm(total=total, unit=" comments") as bar:
        yield bar.update


def load_model(model: Model = None, *, engine: str | None = None, labels: Labels = None) -> Encoder:
    """Loads a model; the same one is loaded once in a process.

    Args:
        model: A model folder (threadlab's, or one of Hugging Face), the name of a shipped model,
            an opened folder, or None: the shipped one.
        engine: What is to run it, as open_folder takes it; one of ENGINES, or "auto", see
            engine_of. Folders of Hugging Face have but one.
        labels: Of a folder of Hugging Face: what its labels mean, as open_folder takes them.

    Returns:
        The model, ready to read.

    Raises:
        ModelError: The folder or a file in it is missing or broken, or the labels do not fit.
        UnknownName: There is no such engine.
    """
    folder = open_folder(model, labels, engine)
    said = folder.foreign.said if folder.foreign else None
    return _load(folder.path, engine_of(folder), said, stamps(folder.path, folder.decisive))


@lru_cache(maxsize=2)
def _load(path: Path, engine: str, said: str | None, _: tuple[int, ...]) -> Encoder:
    if said is not None:
        foreign = open_folder(path, json.loads(said))
        return ForeignEncoder(foreign, transformers_engine.load(foreign))
    folder = open_folder(path, engine=engine)
    if constant_engine.is_constant(folder.config):
        return ForeignEncoder(folder, constant_engine.load(folder))
    return Encoder(folder, open_tokenizer(folder), engines()[engine](folder))
