"""threadlab export: any format that is read, in any format that is written."""

import argparse

from threadlab.cli.command import Command, Failures
from threadlab.cli.options import add_pseudonyms, add_reading, analysing, pseudonyms, reading
from threadlab.errors import UnwritableTarget


def _takes(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE", help="what to read")
    parser.add_argument(
        "--to", metavar="FORMAT", required=True, help="one of those that 'threadlab formats' lists"
    )
    parser.add_argument(
        "-o",
        "--out",
        metavar="FILE",
        default="-",
        help="default: standard output; a folder (DIR/) takes a file a thread",
    )
    parser.add_argument(
        "--graph",
        choices=("replies", "disagreement", "arguments"),
        help="which graph the formats dot, gexf, graphml and json hold (default: replies)",
    )
    parser.add_argument(
        "--as-read", action="store_true", help="do not rebuild and classify, only read"
    )
    add_pseudonyms(parser)
    add_reading(parser)


def _run(arguments: argparse.Namespace, failures: Failures) -> None:
    from threadlab.exports import check_graph, for_name, save_all
    from threadlab.pipeline import analyze_all
    from threadlab.readers import read_all

    try:
        check_graph(for_name(arguments.to), arguments.graph)
    except UnwritableTarget as error:
        arguments.usage(str(error))
    if arguments.as_read and arguments.corrections:
        arguments.usage("--corrections are of replies and labels, which --as-read leaves out")
    if arguments.as_read:
        threads = read_all(arguments.file, on_error=failures, **reading(arguments))
    else:
        threads = analyze_all(arguments.file, on_error=failures, **analysing(arguments))
    names = pseudonyms(arguments)
    save_all(
        map(names.replace, threads) if names else threads,
        arguments.out,
        suffix=arguments.to,
        graph=arguments.graph,
        source=arguments.file,
    )


COMMAND = Command("export", "write threads in another format", _takes, _run)
