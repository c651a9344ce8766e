"""Running a hard input, and timing it: processor time of one call, the least of several."""

import gc
import io
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from threadlab.benchmark.hard_bodies import HARD_BODIES
from threadlab.benchmark.hard_files import HARD_FILES
from threadlab.errors import UnreadableSource
from threadlab.markup import MARKUPS, passages
from threadlab.readers import READERS, Reader
from threadlab.readers.gathering import by_content
from threadlab.readers.sources import Source


@dataclass(frozen=True, slots=True)
class HardInput:
    """An input made to be hard for one markup or reader.

    Attributes:
        kind: "markup", "reader", or "choice": which reader fits.
        target: The name of the markup or reader; "by content" for a choice.
        name: What is hard about it.
        make: A function of the size, in characters, that makes the text.
    """

    kind: str
    target: str
    name: str
    make: Callable[[int], str]


def hard_inputs() -> Iterator[HardInput]:
    """Yields all: every hard body for each of MARKUPS, every hard file for its READERS."""
    for markup in MARKUPS:
        for name, make in HARD_BODIES.items():
            yield HardInput("markup", markup, name, make)
    for name, (suffix, make) in HARD_FILES.items():
        if not suffix:
            yield HardInput("choice", "by content", name, make)
    for reader in READERS.values():
        for name, (suffix, make) in HARD_FILES.items():
            if not suffix or any(s.startswith(suffix) for s in reader.suffixes):
                yield HardInput("reader", reader.name, name, make)


HARD_INPUTS: tuple[HardInput, ...] = tuple(hard_inputs())
"""All hard inputs."""


def run_hard(hard: HardInput, text: str) -> str:
    """Runs a hard input once.

    Args:
        hard: Which one.
        text: What its function made.

    Returns:
        What came of it: "12 passages", "1 threads", a reader's name, or "refused" with the reason.
    """
    if hard.kind == "markup":
        return f"{len(passages(text, hard.target))} passages"
    try:
        if hard.kind == "choice":
            return by_content(Source("hard", io.BytesIO(as_bytes(text)))).name
        return f"{read_with(READERS[hard.target], as_bytes(text))} threads"
    except UnreadableSource as error:
        return f"refused: {error.problem}"


def as_bytes(text: str) -> bytes:
    """Gives the bytes of a hard file; lone surrogates from U+DC80 on stand for single bytes."""
    try:
        return text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return text.encode("utf-8", "surrogatepass")


def read_with(reader: Reader, data: bytes, name: str = "hard.txt") -> int:
    """Reads bytes by a reader, whether it fits or not.

    Returns:
        How many threads came of it.

    Raises:
        UnreadableSource: They are nothing that the reader reads.
    """
    found = list(reader.read(Source(name, io.BytesIO(data)), None))
    if reader.join is None:
        return len(found)
    return sum(1 for _ in reader.join(found, "hard"))


def seconds(run: Callable[[], object], *, times: int = 3, at_least: float = 0.02) -> float:
    """Times a call.

    Args:
        run: What is called.
        times: How often at least; the least time counts.
        at_least: Calls go on until they took so many seconds together.

    Returns:
        Processor seconds of the quickest call, the garbage collector held.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        best, total, done = float("inf"), 0.0, 0
        while done < times or (total < at_least and done < 50 * times):
            begin = time.process_time()
            run()
            took = time.process_time() - begin
            best, total, done = min(best, took), total + took, done + 1
            if took > 1:
                break
    finally:
        if was_on:
            gc.enable()
    return best
