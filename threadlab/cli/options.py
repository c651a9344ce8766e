"""Arguments that several commands share: how to read, numbers, progress bars."""

import argparse
import sys
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from threadlab.pseudonyms import Pseudonyms


AUTO = "auto"
"""The engine that is taken where none is named."""


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
    add_prior(parser)
    parser.add_argument(
        "--corrections",
        metavar="FILE",
        action="append",
        default=[],
        help="what a person corrected on an argument map (its Corrections, Download); may be "
        "given several times",
    )


def add_prior(parser: argparse.ArgumentParser) -> None:
    """Adds the option that says which shares of the stances are expected."""
    parser.add_argument(
        "--prior",
        choices=("model", "forum"),
        default="model",
        help="shares of agreement to expect: the model's (default), or those that a thread's own "
        "replies speak for, from a hundred on",
    )


def add_model(parser: argparse.ArgumentParser) -> None:
    """Adds the options that name a model."""
    parser.add_argument(
        "--model",
        metavar="DIR",
        help="folder of a model, also a sequence classifier of Hugging Face (default: the shipped "
        "one)",
    )
    parser.add_argument(
        "--labels",
        metavar="FILE.json",
        help="of a model of Hugging Face: which type or stance each of its labels means (default: "
        "as threadlab.json in its folder says)",
    )
    add_engine(parser)


def add_engine(parser: argparse.ArgumentParser) -> None:
    """Adds the option that says what runs the model."""
    parser.add_argument(
        "--engine",
        metavar="NAME",
        default=AUTO,
        help="what runs the model: torch, torch-int8 (8 bits a number, on processors with "
        "AVX512-VNNI), or auto: torch-int8 where it can run and there is no GPU, else torch "
        "(default)",
    )


def add_texts(parser: argparse.ArgumentParser) -> None:
    """Adds the option that says where the words of labelled rows without text stand."""
    parser.add_argument(
        "--texts",
        metavar="PATH",
        action="append",
        default=[],
        help="threads in which rows without text find it; may be given several times",
    )


def model(arguments: argparse.Namespace) -> Any:
    """The model that was named; opened where labels are mapped or an engine is named.

    An engine that is not there is refused at once, before anything is read.
    """
    if arguments.labels is None and arguments.engine == AUTO:
        return arguments.model
    if arguments.labels is not None and arguments.model is None:
        arguments.usage("--labels says what the labels of a --model mean: name that, too")
    from threadlab.encoder import engine_of, open_folder

    opened = open_folder(arguments.model, arguments.labels, arguments.engine)
    engine_of(opened)
    return opened


def add_pseudonyms(parser: argparse.ArgumentParser) -> None:
    """Adds the option that hides who wrote."""
    parser.add_argument(
        "--pseudonyms",
        action="store_true",
        help="replace authors by made-up names, also inside texts",
    )


def pseudonyms(arguments: argparse.Namespace) -> "Pseudonyms | None":
    """What gives authors other names; None where that was not asked for."""
    if not arguments.pseudonyms:
        return None
    from threadlab.pseudonyms import Pseudonyms

    return Pseudonyms()


def reading(arguments: argparse.Namespace) -> dict[str, Any]:
    """What was said on the command line about how to read."""
    return {"format": arguments.format, "columns": arguments.columns, "join": arguments.join}


def analysing(arguments: argparse.Namespace) -> dict[str, Any]:
    """What was said on the command line about how to read and classify."""
    return {
        **reading(arguments),
        "model": model(arguments),
        "prior": arguments.prior,
        "corrections": arguments.corrections,
    }


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
