"""The engine that runs a classifier from a folder of Hugging Face with the transformers library."""

import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from threadlab.encoder.folder import WEIGHTS, Foreign, ModelFolder
from threadlab.encoder.pairs import Pair, Tokens, clean
from threadlab.errors import ModelError

# Keeps logarithms and log-odds finite.
_LEAST = 1e-9
# Left out of some weights on purpose: they are made anew from the configuration.
_DERIVED = ("position_ids",)


class TransformersEngine:
    """Holds the network and the tokenizer of one foreign model.

    Args:
        folder: What its small files say.
        network: A sequence classifier.
        tokenizer: That reads for it.
    """

    def __init__(self, folder: ModelFolder, network: Any, tokenizer: Any) -> None:
        self._head = folder.heads[0]
        self._foreign: Foreign = folder.foreign  # type: ignore[assignment]
        self._length = folder.max_tokens
        self._network = network.eval()
        self._tokenizer = tokenizer

    def tokens(self, pairs: Sequence[Pair]) -> list[Tokens]:
        """Turns pairs into token numbers; the end of what is too long is cut off."""
        own = [clean(pair.own) for pair in pairs]
        answered = [clean(pair.answered) for pair in pairs] if self._foreign.pairs else None
        found = self._tokenizer(
            *((own,) if answered is None else (answered, own)),
            truncation="longest_first" if answered else True,
            max_length=self._length,
            return_attention_mask=False,
            return_token_type_ids=True,
        )
        kinds = found.get("token_type_ids") or [[0] * len(ids) for ids in found["input_ids"]]
        return [
            Tokens(tuple(ids), kind.index(1) if 1 in kind else len(ids))
            for ids, kind in zip(found["input_ids"], kinds, strict=True)
        ]

    def logits(self, batch: Sequence[Tokens]) -> dict[str, list[list[float]]]:
        """Scores of a batch before calibration, for threadlab's labels."""
        import torch

        longest = max(len(tokens.ids) for tokens in batch)
        pad = self._tokenizer.pad_token_id or 0
        ids = torch.full((len(batch), longest), pad, dtype=torch.long)
        mask, kinds = torch.zeros_like(ids), torch.zeros_like(ids)
        for row, tokens in enumerate(batch):
            length = len(tokens.ids)
            ids[row, :length] = torch.tensor(tokens.ids)
            mask[row, :length] = 1
            kinds[row, tokens.split : length] = 1
        asked = {"input_ids": ids, "attention_mask": mask}
        if "token_type_ids" in self._tokenizer.model_input_names:
            asked["token_type_ids"] = kinds
        with torch.inference_mode():
            rows = self._network(**asked).logits.float().tolist()
        return {self._head.name: [self._ours(row) for row in rows]}

    def _ours(self, row: Sequence[float]) -> list[float]:
        """Scores of threadlab's labels from those of the model's own."""
        if self._foreign.independent:
            # Of labels that mean the same the surest counts: they are no independent witnesses.
            shares = [
                max((_sigmoid(row[k]) for k in places), default=0.0)
                for places in self._foreign.sources
            ]
        else:
            top = max(row)
            powers = [math.exp(value - top) for value in row]
            total = math.fsum(powers)
            shares = [
                math.fsum(powers[k] for k in places) / total for places in self._foreign.sources
            ]
        # What calibration makes of these: the same probabilities, for stances among those mapped.
        kept = [min(max(share, _LEAST), 1 - _LEAST) for share in shares]
        if self._head.name == "types":
            return [math.log(share / (1 - share)) for share in kept]
        return [math.log(share) for share in kept]


def _sigmoid(value: float) -> float:
    return 1 / (1 + math.exp(-value)) if value >= 0 else math.exp(value) / (1 + math.exp(value))


def load(folder: ModelFolder) -> TransformersEngine:
    """Loads a foreign model; only its folder is read, never a hub or a cache, no code is run.

    Args:
        folder: From open_folder, with foreign.

    Returns:
        The engine.

    Raises:
        ModelError: The tokenizer or the weights are missing, broken, or do not fit config.json.
    """
    from transformers import AutoModelForSequenceClassification, AutoTokenizer

    local: dict[str, Any] = {"local_files_only": True, "trust_remote_code": False}
    path = str(folder.path)
    with _quiet():
        try:
            tokenizer = AutoTokenizer.from_pretrained(path, **local)
        except Exception as error:  # the library raises nothing more precise
            raise _broken(folder, "the tokenizer", error) from error
        try:
            network, report = AutoModelForSequenceClassification.from_pretrained(
                path, use_safetensors=True, output_loading_info=True, **local
            )
        except Exception as error:
            raise _broken(folder, WEIGHTS, error) from error
    absent = sorted(key for key in report["missing_keys"] if not key.endswith(_DERIVED))
    if absent or report["mismatched_keys"]:
        key = absent[0] if absent else str(sorted(report["mismatched_keys"])[0])
        raise ModelError(
            path,
            f"{WEIGHTS} does not hold {key} as config.json describes it: no trained classifier",
            next_step="Name a folder with a fine-tuned sequence classifier.",
        )
    network.float()
    return TransformersEngine(folder, network, tokenizer)


def _broken(folder: ModelFolder, what: str, error: Exception) -> ModelError:
    first = (str(error).strip() or repr(error)).split("\n")[0]
    return ModelError(
        str(folder.path),
        f"{what} cannot be loaded ({first})",
        next_step="Save the whole model and its tokenizer with save_pretrained.",
    )


@contextmanager
def _quiet() -> Iterator[None]:
    """Silences the library's own bars and warnings: what is wrong is raised as an error."""
    from transformers.utils import logging

    level, bars = logging.get_verbosity(), logging.is_progress_bar_enabled()
    logging.set_verbosity_error()
    logging.disable_progress_bar()
    try:
        yield
    finally:
        logging.set_verbosity(level)
        if bars:
            logging.enable_progress_bar()
