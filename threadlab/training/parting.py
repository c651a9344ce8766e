"""Labelled rows -> the parts of a training: by thread, or with whole sources left out."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from threadlab.errors import UnreadableSource
from threadlab.training.examples import Example
from threadlab.training.labels import read_labels
from threadlab.training.splits import divide


def usable(files: Sequence[Path], texts: Sequence[Path], heads: Sequence[str]) -> list[Example]:
    """Reads the rows that tell something that is to be learned.

    Args:
        files: Labelled comments.
        texts: Where rows without text find theirs.
        heads: "types" and "stance", or one of them.

    Returns:
        The rows; all count as main ones where every one only helps.

    Raises:
        UnreadableSource: As read_labels.
    """
    rows = [
        e
        for e in read_labels(files, texts)
        if ("types" in heads and (e.types or e.hints)) or ("stance" in heads and e.stance)
    ]
    if all(e.helping for e in rows):
        rows = [replace(e, helping=False) for e in rows]
    return rows


def part(
    files: Sequence[Path], rows: Sequence[Example], leave_out: Sequence[str]
) -> dict[str, list[Example]]:
    """Divides rows into what is learned from, chosen and calibrated by, and measured on.

    Args:
        files: Where the rows are from, for what is refused.
        rows: From usable.
        leave_out: Sources that are kept out of training and measured on; none: measured are
            held-back threads.

    Returns:
        "train", "valid" and "test".

    Raises:
        UnreadableSource: A part would be empty, or a source is not there.
    """
    if not leave_out:
        parts = divide(rows)
        parts["test"] = [e for e in parts["test"] if not e.helping and e.measured]
        parts["valid"] = [e for e in parts["valid"] if not e.helping]
    else:
        sources = {e.source for e in rows}
        of_name = {name: _of(name, sources) for name in leave_out}
        unknown = [name for name, found in of_name.items() if not found]
        if unknown:
            raise UnreadableSource(
                ", ".join(map(str, files)),
                f"no row is of the source {unknown[0]!r}",
                next_step=f"There is: {', '.join(sorted(sources))}.",
            )
        chosen = set().union(*of_name.values())
        left = [e for e in rows if e.source in chosen]
        gone = {id(e) for e in left}
        parts = divide([e for e in rows if id(e) not in gone])
        parts["train"] += parts["test"]
        parts["test"] = [e for e in left if e.measured and not e.helping] or left
        parts["valid"] = [e for e in parts["valid"] if not e.helping]
    for name in ("valid", "test"):
        parts[name] = [e for e in parts[name] if e.types or e.stance]
    for name, part in parts.items():
        if not part:
            raise UnreadableSource(
                ", ".join(map(str, files)),
                f"no row is left for the {name} part",
                next_step="Give labelled comments of more threads.",
            )
    return parts


def _of(name: str, sources: Iterable[str]) -> set[str]:
    """The sources that a name means: itself and its parts ("debagreement/climate")."""
    return {one for one in sources if one == name or one.startswith(f"{name}/")}
