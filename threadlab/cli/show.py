"""threadlab show: the rebuilt thread as a tree."""

import argparse
import os
import sys

from threadlab.cli.command import Command, Failures
from threadlab.cli.options import add_reading, reading


def _takes(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("files", metavar="FILE", nargs="+", help="threads to show")
    parser.add_argument("--width", type=int, metavar="N", help="columns (default: the terminal's)")
    add_reading(parser)


def _run(arguments: argparse.Namespace, failures: Failures) -> None:
    from threadlab.exports import outline
    from threadlab.pipeline import analyze_all

    colour = sys.stdout.isatty() and "NO_COLOR" not in os.environ
    options = reading(arguments)
    for thread in analyze_all(arguments.files, model=arguments.model, on_error=failures, **options):
        print(outline(thread, width=arguments.width, colour=colour))


COMMAND = Command("show", "print the rebuilt thread as a tree", _takes, _run)
