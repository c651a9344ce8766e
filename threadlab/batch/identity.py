"""Which thread of the input a thread is, and whether it is still the same."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass

from threadlab import __version__
from threadlab.corrections import Correction
from threadlab.corrections import to_row as to_plain
from threadlab.encoder import models_folder
from threadlab.rows import to_row
from threadlab.thread import Thread

REPLY_FILES = ("lines.json", "parents.json")


@dataclass(frozen=True, slots=True)
class Identity:
    """What a thread of the input is known by.

    Attributes:
        input_file: The file that it was read from, as the user named it.
        id: Its own id.
        turn: How many threads of this file bore this id before it.
        digest: Of all that its results depend on: content, version and models.
    """

    input_file: str
    id: str
    turn: int
    digest: str

    @property
    def place(self) -> tuple[str, str, int]:
        """Where it stands in the input, whatever its content."""
        return self.input_file, self.id, self.turn


def makers_digest(model: str, prior: str = "model", engine: str = "torch") -> str:
    """Names what makes results of threads: the version, both models by content, prior and engine.

    Args:
        model: Its digest, from encoder.digest.
        prior: As tl.classify takes it.
        engine: Its name, from encoder.engine_of.

    Returns:
        SHA-256, in hexadecimal.

    Raises:
        ModelError: A model is missing.
    """
    found = hashlib.sha256(f"{__version__}\0{model}\0{prior}\0{engine}".encode())
    for name in REPLY_FILES:
        found.update((models_folder() / "replies" / name).read_bytes())
    return found.hexdigest()


def corrections_digest(*corrections: Sequence[Correction]) -> str:
    """Names corrections by their content.

    Args:
        corrections: Those of each thread.

    Returns:
        SHA-256, in hexadecimal; "" where there are none.
    """
    rows = [to_plain(one) for of_thread in corrections for one in of_thread]
    text = json.dumps(rows, ensure_ascii=True)
    return hashlib.sha256(text.encode()).hexdigest() if rows else ""


def thread_digest(thread: Thread, makers: str, corrections: Sequence[Correction] = ()) -> str:
    """Names a thread's results by what they are made of.

    Where it was found is no part of it: overlapping dumps hold the same thread.

    Args:
        thread: As it was read.
        makers: From makers_digest.
        corrections: Of this thread.

    Returns:
        The first 32 hexadecimal digits of a SHA-256.
    """
    content = {k: v for k, v in to_row(thread).items() if k not in ("source", "notes")}
    row = json.dumps(content, ensure_ascii=True, separators=(",", ":"))
    said = corrections_digest(corrections)
    return hashlib.sha256(f"{makers}{said}\0{row}".encode()).hexdigest()[:32]
