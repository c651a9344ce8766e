"""Which part of the data a labelled comment belongs to: by thread, over all files together."""

import hashlib
import re
from collections.abc import Collection, Iterable, Set

from threadlab.training.examples import Example

PARTS = ("train", "valid", "test")
_VALID_FROM, _TEST_FROM = 0.70, 0.80
_NOT_LETTERS = re.compile(r"[\W_]+")
# Two texts that begin with the same characters (letters and digits, case folded) count as one.
_FINGERPRINT = 120
_TELLING = 40
# Broder 1997, "On the Resemblance and Containment of Documents": a text of which half of the runs
# of eight words stand in held-back texts is held back, too, if it has enough of them to tell.
_RUN, _CONTAINED, _FEWEST_RUNS = 8, 0.5, 8
_WORD = re.compile(r"\w+")


def thread_key(source: str, thread: str | float | None, answered: str, own: str) -> str:
    """Names the thread of a row over all files.

    Args:
        source: The row's source.
        thread: The row's thread, a text or a number; None where it is not known.
        answered: The words answered.
        own: The own words.

    Returns:
        "source/thread"; without a thread, rows with nearly the same words answered share a key.
    """
    if thread is not None:
        name = str(thread)
        return name if "/" in name else f"{source}/{name}"
    return f"text/{fingerprint(answered) or fingerprint(own)}"


def fingerprint(text: str) -> str:
    """The letters and digits that a text begins with, case folded: equal for near-duplicates."""
    return _NOT_LETTERS.sub("", text[: 4 * _FINGERPRINT]).casefold()[:_FINGERPRINT]


def split_of(key: str) -> str:
    """Draws the part of a thread by a hash of its key, the same on every machine.

    Args:
        key: From thread_key.

    Returns:
        "train" (70 % of the threads), "valid" (10 %) or "test" (20 %).
    """
    digest = hashlib.sha256(key.encode("utf-8", "replace")).digest()
    place = int.from_bytes(digest[:8], "big") / 2**64
    if place < _VALID_FROM:
        return "train"
    return "valid" if place < _TEST_FROM else "test"


def divide(examples: Iterable[Example]) -> dict[str, list[Example]]:
    """Divides examples by thread; training drops near-duplicates of what is held back.

    Args:
        examples: All examples of all files.

    Returns:
        The examples of each of PARTS, in their order.
    """
    parts: dict[str, list[Example]] = {part: [] for part in PARTS}
    for example in examples:
        parts[split_of(example.key)].append(example)
    parts["train"] = apart(parts["train"], parts["valid"] + parts["test"])
    return parts


def apart(examples: Iterable[Example], held: Collection[Example]) -> list[Example]:
    """Keeps the examples that have nothing in common with those that are held back.

    Args:
        examples: Any.
        held: What is held back.

    Returns:
        In their order, those whose thread none of held is of, and whose words nearly equal, or
        half consist of, none of theirs.
    """
    keys = {e.key for e in held}
    marks = {fingerprint(e.own) for e in held}
    known = {run for e in held for run in _runs(e.own)}
    return [e for e in examples if e.key not in keys and not _is_near(e.own, marks, known)]


def _is_near(own: str, marks: Set[str], known: Set[int]) -> bool:
    mark = fingerprint(own)
    if len(mark) >= _TELLING and mark in marks:
        return True
    runs = _runs(own)
    known_runs = sum(run in known for run in runs)
    return len(runs) >= _FEWEST_RUNS and known_runs >= _CONTAINED * len(runs)


def _runs(own: str) -> list[int]:
    """Every run of eight words as a number; none of a text with fewer."""
    words = _WORD.findall(own.casefold())
    return [hash(tuple(words[k : k + _RUN])) for k in range(len(words) - _RUN + 1)]


def fold_of(key: str, folds: int) -> int:
    """Draws the fold of a thread for cross-validation, independent of its part.

    Args:
        key: From thread_key.
        folds: How many there are.

    Returns:
        A number from 0 on, below folds.
    """
    digest = hashlib.sha256(b"fold/" + key.encode("utf-8", "replace")).digest()
    return int.from_bytes(digest[:8], "big") % folds
