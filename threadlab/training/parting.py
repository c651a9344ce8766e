"""Labelled rows -> the parts of a training: by thread, or with whole sources left out."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from threadlab.errors import UnreadableSource
from threadlab.training.examples import Example
from threadlab.training.labels import read_labels
from threadlab.training.splits import apart, divide


def usable(files: Sequence[Path], texts: Sequence[Path], heads: Sequence[str]) -> list[Example]:
    """Reads the rows that tell something that is to be learned.

    Args:
        files: Labelled comments.
        texts: Where rows without text find theirs.
        heads: "types" and "stance", or one of them.

    Returns:
        The rows; all count as main ones where every one only helps.

    Raises:
        UnreadableSource: As read_labels, or no row tells anything of the kind.
    """
    rows = [
        e
        for e in read_labels(files, texts)
        if ("types" in heads and (e.types or e.hints)) or ("stance" in heads and e.stance)
    ]
    if not rows:
        wanted = " or ".join(f'"{head}"' for head in heads)
        raise UnreadableSource(
            ", ".join(map(str, files)),
            f"no row has {wanted}",
            next_step="Give labelled comments: JSON lines that say so beside a text.",
        )
    if all(e.helping for e in rows):
        rows = [replace(e, helping=False) for e in rows]
    return rows


def part(
    files: Sequence[Path],
    rows: Sequence[Example],
    leave_out: Sequence[str],
    heads: Sequence[str],
) -> dict[str, list[Example]]:
    """Divides rows into what is learned from, chosen and calibrated by, and measured on.

    Args:
        files: Where the rows are from, for what is refused.
        rows: From usable.
        leave_out: Sources that are kept out of training and measured on; none: measured are
            held-back threads.
        heads: "types" and "stance", or one of them.

    Returns:
        "train", "valid" and "test"; with sources left out, no thread of theirs, and no words that
        nearly equal one of theirs, are in the first two.

    Raises:
        UnreadableSource: A part would have no row of a head, or a source is not there.
    """
    if not leave_out:
        parts = divide(rows)
        parts["test"] = [e for e in parts["test"] if not e.helping and e.measured]
    else:
        left = _left_out(files, rows, leave_out)
        gone = {id(e) for e in left}
        parts = divide(apart([e for e in rows if id(e) not in gone], left))
        # The sources left out are the test; what divide held back for one is learned from.
        parts["train"] += apart(parts["test"], parts["valid"])
        parts["test"] = [e for e in left if e.measured and not e.helping] or left
    parts["valid"] = [e for e in parts["valid"] if not e.helping]
    for name in ("valid", "test"):
        parts[name] = [e for e in parts[name] if e.types or e.stance]
    _check(files, parts, heads)
    return parts


def _left_out(
    files: Sequence[Path], rows: Sequence[Example], leave_out: Sequence[str]
) -> list[Example]:
    """The rows of the sources that are left out."""
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
    return [e for e in rows if e.source in chosen]


def _check(
    files: Sequence[Path], parts: Mapping[str, Sequence[Example]], heads: Sequence[str]
) -> None:
    """Refuses a head that cannot be learned, calibrated and measured, before hours of training."""
    lacking = {
        head: [name for name, rows in parts.items() if not any(getattr(e, head) for e in rows)]
        for head in heads
    }
    for head, names in lacking.items():
        if not names:
            continue
        others = [f"threadlab train {other}" for other in heads if not lacking[other]]
        instead = f", or train the other labels alone: {others[0]}" if others else ""
        plural = "s" if len(names) > 1 else ""
        raise UnreadableSource(
            ", ".join(map(str, files)),
            f'no row with "{head}" is left for the {" and ".join(names)} part{plural}',
            next_step=f'Give comments with "{head}" of more threads{instead}.',
        )


def _of(name: str, sources: Iterable[str]) -> set[str]:
    """The sources that a name means: itself and its parts ("debagreement/climate")."""
    return {one for one in sources if one == name or one.startswith(f"{name}/")}
