"""threadlab bench: speed, and growth on inputs made to be hard."""

import argparse
import json
from pathlib import Path

from threadlab.cli.command import Command, Failures
from threadlab.cli.options import file_bar


def _takes(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--only", metavar="NAME", help="one markup or reader (default: all)")
    parser.add_argument(
        "--sizes",
        type=_sizes,
        metavar="N,…",
        help="characters (default: 10000,100000,1000000; takes a quarter of an hour)",
    )
    parser.add_argument("--full", action="store_true", help="inputs of 10 MB, too")
    parser.add_argument("--no-memory", action="store_true", help="leave out what takes its time")
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.add_argument("-o", "--out", metavar="FILE", default="-", help="default: standard output")


def _run(arguments: argparse.Namespace, _: Failures) -> None:
    from threadlab.benchmark import FULL_SIZES, SIZES, as_markdown, bench

    sizes = arguments.sizes or (FULL_SIZES if arguments.full else SIZES)
    found = bench(
        sizes,
        only=arguments.only,
        memory=not arguments.no_memory,
        progress=lambda inputs: file_bar(inputs, "inputs"),
    )
    text = json.dumps(found, indent=1) + "\n" if arguments.json else as_markdown(found)
    if arguments.out == "-":
        print(text, end="")
        return
    from threadlab.exports.writing import write_whole

    write_whole(Path(arguments.out), [text.encode()])


def _sizes(text: str) -> tuple[int, ...]:
    """Reads "10000,100000"."""
    if not all(part.isdecimal() and 100 <= int(part) <= 10**8 for part in text.split(",")):
        raise argparse.ArgumentTypeError("give sizes from 100 to 100000000, parted by commas")
    return tuple(map(int, text.split(",")))


COMMAND = Command("bench", "measure speed, and growth on inputs made to be hard", _takes, _run)
