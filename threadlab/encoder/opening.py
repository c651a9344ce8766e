"""Opening a model folder, whoever made it: what its small files say, and its digest."""

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from os import PathLike
from pathlib import Path
from typing import Any

from threadlab.encoder import constant_engine
from threadlab.encoder.folder import SMALL, ModelFolder, find_model, read_folder, stamps
from threadlab.encoder.foreign import foreign_files, is_foreign, mapping_text, read_foreign
from threadlab.errors import ModelError

Model = str | PathLike[str] | ModelFolder | None
"""What names a model: a folder, the name of a shipped one, an opened folder, None: the default."""

Labels = str | PathLike[str] | Mapping[str, Any] | None
"""What the labels of a foreign model mean: a JSON file, its content, None: its threadlab.json."""


def open_folder(
    model: Model = None, labels: Labels = None, engine: str | None = None
) -> ModelFolder:
    """Reads the small files of a model folder; the weights are not touched.

    Args:
        model: A folder (one of threadlab's, or one of Hugging Face with a classifier), the name
            of a model that ships with threadlab, or None: the shipped model. What was opened
            before is given back.
        labels: Of a folder of Hugging Face: what its labels mean (see foreign.py).
        engine: What is to run it; None: as an opened folder says, or "auto".

    Returns:
        What they say.

    Raises:
        ModelError: The folder or a file is missing, a file is broken, or the labels do not fit.
    """
    if engine is not None:
        return replace(open_folder(model, labels), engine=engine)
    if isinstance(model, ModelFolder):
        return model
    path = find_model(model).resolve()
    if is_foreign(path):
        said = mapping_text(path, labels)
        return _read_foreign(path, said, stamps(path, foreign_files(path)))
    if labels is not None:
        raise ModelError(
            str(path),
            "it tells threadlab's own labels, there is nothing to map",
            next_step="Leave the mapping of labels out.",
        )
    return _read(path, stamps(path, SMALL))


@lru_cache(maxsize=8)
def _read(path: Path, _: tuple[int, ...]) -> ModelFolder:
    folder = read_folder(path)
    if constant_engine.is_constant(folder.config):
        return replace(folder, decisive=constant_engine.DECISIVE)
    return folder


@lru_cache(maxsize=8)
def _read_foreign(path: Path, said: str, _: tuple[int, ...]) -> ModelFolder:
    return read_foreign(path, said)


def digest(model: Model = None, labels: Labels = None) -> str:
    """Names a model by its content: equal digests give equal answers.

    Args:
        model: As open_folder takes it.
        labels: As open_folder takes them.

    Returns:
        SHA-256, in hexadecimal, over the files that decide what the model answers.

    Raises:
        ModelError: The folder or a file is missing.
    """
    folder = open_folder(model, labels)
    found = hashlib.sha256(folder.foreign.said.encode() if folder.foreign else b"")
    for name in folder.decisive:
        with folder.file(name).open("rb") as file:
            found.update(name.encode() + b"\0" + hashlib.file_digest(file, "sha256").digest())
    return found.hexdigest()
