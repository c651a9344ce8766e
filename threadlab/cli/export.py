"""threadlab export: any format that is read, in any format that is written."""

import argparse

from threadlab.cli.command import Command, Failures
from threadlab.cli.options import add_reading, reading


def _takes(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE", help="what to read")
    parser.add_argument(
        "--to", metavar="FORMAT", required=True, help="one of those that 'threadlab formats' lists"
    )
    parser.add_argument("-o", "--out", metavar="FILE", default="-", help="default: standard output")
    parser.add_argument(
        "--as-read", action="store_true", help="do not rebuild and classify, only read"
    )
    add_reading(parser)


def _run(arguments: argparse.Namespace, failures: Failures) -> None:
    from threadlab.exports import save_all
    from threadlab.pipeline import analyze_all
    from threadlab.readers import read_all

    options = reading(arguments)
    if arguments.as_read:
        threads = read_all(arguments.file, on_error=failures, **options)
    else:
        threads = analyze_all(arguments.file, model=arguments.model, on_error=failures, **options)
    save_all(threads, arguments.out, suffix=arguments.to)


COMMAND = Command("export", "write threads in another format", _takes, _run)
