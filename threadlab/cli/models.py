"""threadlab models: what models there are, what they tell and how well."""

import argparse
import json
import textwrap
from collections.abc import Iterator
from typing import Any

from threadlab.cli.command import Command, Failures

_TELLS = {"replies": "tells who answers whom, and where comments begin"}
_WORDS = {
    "macro_f1": "macro-F1",
    "primary_accuracy": "primary right",
    "accuracy": "right",
    "ece": "calibration error",
}


def _takes(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "folders",
        metavar="DIR",
        nargs="*",
        help="model folders, or folders that hold some, beside the shipped ones",
    )
    parser.add_argument("--json", action="store_true", help="print the list as JSON")


def _run(arguments: argparse.Namespace, _: Failures) -> None:
    from threadlab.listing import models

    rows = models(arguments.folders)
    if arguments.json:
        print(json.dumps(rows, indent=1))
        return
    print("\n\n".join("\n".join(_lines(row)) for row in rows))


def _lines(row: dict[str, Any]) -> Iterator[str]:
    kind = "Hugging Face, " if row["kind"] == "huggingface" else ""
    yield f"{row['name']}  ({kind}{row['bytes'] / 1e6:.1f} MB{', shipped' * row['shipped']})"
    yield f"  folder  {row['path']}"
    if row["digest"]:
        yield f"  digest  {row['digest'][:16]}"
    if row["kind"] in _TELLS:
        yield f"  {_TELLS[row['kind']]}"
    elif not row["problem"]:
        yield f"  reads   {', '.join(row['languages']) or 'any language, as far as it says'}"
    for head, labels in row["heads"].items():
        yield from _wrapped(head, ", ".join(labels))
        scores = row["scores"].get(head, {})
        if scores:
            told = (f"{_WORDS[key]} {value:.3f}" for key, value in scores.items())
            yield from _wrapped("", f"on held-back threads: {', '.join(told)}")
        if head in row["adapted"]:
            yield from _wrapped("", _of_adapted(row["adapted"][head]))
    if row["problem"]:
        yield from _wrapped("problem", row["problem"])


def _of_adapted(found: dict[str, Any]) -> str:
    """What a forum's own labels did to a head, and how it scores there."""
    done = "left as it was" if found["way"] == "unchanged" else f"adapted ({found['way']})"
    given = f"{done}, given {found['n']} labelled comments"
    if "after" not in found:
        return f"{given}; not measured"
    told = ", ".join(
        f"{_WORDS[key]} {value:.3f} ({found['before'][key]:.3f} before)"
        for key, value in found["after"].items()
    )
    return f"{given}; on those not seen: {told}"


def _wrapped(head: str, text: str) -> list[str]:
    start = f"  {head:<7} "
    return textwrap.wrap(text, 100, initial_indent=start, subsequent_indent=" " * len(start))


COMMAND = Command("models", "list the models there are, what they tell and how well", _takes, _run)
