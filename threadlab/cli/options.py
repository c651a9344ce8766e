"""Arguments that several commands share: how to read, numbers, progress bars."""

import argparse
import sys
from collections.abc import Iterable, Sequence
from typing import Any


def add_reading(parser: argparse.ArgumentParser) -> None:
    """Adds the options of commands that read, rebuild and classify."""
    parser.add_argument(
        "--format", metavar="NAME", help="how to read the input (default: found by content)"
    )
    parser.add_argument(
        "--columns",
        metavar="FIELD=COLUMN,…",
        type=columns,
        help="for tables: which column holds author, body, id, parent, date, thread, title "
        "(default: guessed from their names)",
    )
    parser.add_argument(
        "--join",
        action="store_true",
        help="take saved pages that name no topic for one thread, in order of their names",
    )
    add_model(parser)


def add_model(parser: argparse.ArgumentParser) -> None:
    """Adds the option that names a model."""
    parser.add_argument(
        "--model", metavar="DIR", help="folder of a model (default: the shipped one)"
    )


def reading(arguments: argparse.Namespace) -> dict[str, Any]:
    """What was said on the command line about how to read."""
    return {"format": arguments.format, "columns": arguments.columns, "join": arguments.join}


def columns(text: str) -> dict[str, str]:
    """Reads "author=speaker,body=txt"."""
    pairs = [pair.partition("=") for pair in text.split(",")]
    if not all(field.strip() and column.strip() for field, _, column in pairs):
        raise argparse.ArgumentTypeError("give FIELD=COLUMN, several parted by commas")
    return {field.strip(): column.strip() for field, _, column in pairs}


def positive(text: str) -> int:
    """Reads a number of at least one."""
    if not (text.isdecimal() and 1 <= int(text) <= 10**9):
        raise argparse.ArgumentTypeError("give a number of at least 1")
    return int(text)


def file_bar(files: Sequence[Any], unit: str) -> Any:
    """Wraps files in a progress bar where somebody sees it: many files, stderr a terminal."""
    if len(files) < 2 or not sys.stderr.isatty():
        return files
    from tqdm import tqdm

    return tqdm(files, unit=f" {unit}", file=sys.stderr)


def thread_bar(things: Iterable[Any], count: int | None) -> Iterable[Any]:
    """Shows how far a loop over threads is where somebody sees it."""
    if not sys.stderr.isatty():
        return things
    from tqdm import tqdm

    bar: Iterable[Any] = tqdm(things, total=count, unit=" threads", file=sys.stderr)
    return bar
