"""threadlab measure: the disagreement of threads in figures, with intervals."""

import argparse
import json

from threadlab.cli.command import Command, Failures
from threadlab.cli.options import (
    add_pseudonyms,
    add_reading,
    analysing,
    file_bar,
    positive,
    pseudonyms,
)


def _takes(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("files", metavar="FILE", nargs="+", help="threads to measure")
    parser.add_argument("--json", action="store_true", help="print JSON, one thread a line")
    parser.add_argument(
        "--resamples",
        metavar="N",
        type=_count,
        default=200,
        help="threads to draw for the intervals; 0: no intervals (default: 200)",
    )
    parser.add_argument(
        "--exact",
        action="store_true",
        help="prove the frustration index whatever the size, which may take minutes",
    )
    add_pseudonyms(parser)
    add_reading(parser)


def _count(text: str) -> int:
    """Reads a number of at least nought."""
    return 0 if text == "0" else positive(text)


def _run(arguments: argparse.Namespace, failures: Failures) -> None:
    from threadlab.exports import measured
    from threadlab.graph import measure
    from threadlab.pipeline import analyze_each

    files = file_bar(arguments.files, "files")
    names = pseudonyms(arguments)
    first = True
    for found in analyze_each(files, on_error=failures, **analysing(arguments)):
        for thread in map(names.replace, found.threads) if names else found.threads:
            measures = measure(thread, resamples=arguments.resamples, exact=arguments.exact)
            if arguments.json:
                print(json.dumps({"source": found.name, **measures.to_json()}))
            else:
                print("" if first else "\n", measured(thread, measures, found.name), sep="")
            first = False


COMMAND = Command(
    "measure", "measure the disagreement: camps, contested points, open ends", _takes, _run
)
