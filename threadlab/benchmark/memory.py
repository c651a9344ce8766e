"""Peak memory of one call, measured in a process of its own."""

import subprocess
import sys
from pathlib import Path

from threadlab.benchmark.timing import HARD_INPUTS, run_hard

_STATUS = Path("/proc/self/status")


def peak_memory(kind: str, target: str, name: str, size: int) -> int | None:
    """Measures what a hard input takes beyond itself.

    Args:
        kind: "markup" or "reader".
        target: The name of the markup or reader.
        name: The hard input.
        size: Its size, in characters.

    Returns:
        Bytes by which the process grew at its peak, the input itself left out; None where the
        system does not tell (Linux does).
    """
    if not _STATUS.exists():
        return None
    program = f"from {__name__} import growth; print(growth{(kind, target, name, size)!r})"
    words = [sys.executable, "-c", program]
    done = subprocess.run(words, check=True, capture_output=True, text=True)  # noqa: S603 - ours
    return int(done.stdout)


def growth(kind: str, target: str, name: str, size: int) -> int:
    """Runs a hard input in this process and says by how many bytes its peak grew."""
    found = (h for h in HARD_INPUTS if (h.kind, h.target, h.name) == (kind, target, name))
    hard = next(found)
    run_hard(hard, hard.make(100))  # loads what is loaded at first use
    text = hard.make(size)
    before = _peak()
    run_hard(hard, text)
    return _peak() - before


def _peak() -> int:
    """The most memory this process ever held, in bytes."""
    lines = _STATUS.read_text("ascii", "replace").split("\n")
    return 1024 * int(next(line for line in lines if line.startswith("VmHWM")).split()[1])
