"""threadlab show: the rebuilt thread as a tree."""

import argparse
import os
import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from threadlab.cli.command import Command, Failures
from threadlab.cli.options import add_pseudonyms, add_reading, analysing, pseudonyms

if TYPE_CHECKING:
    from threadlab.thread import Thread


def _takes(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("files", metavar="FILE", nargs="+", help="threads to show")
    parser.add_argument("--width", type=int, metavar="N", help="columns (default: the terminal's)")
    parser.add_argument(
        "--explain",
        metavar="ID",
        help="instead of the tree: which sentences of this comment speak for its labels (its id, "
        "or its number in the tree)",
    )
    add_pseudonyms(parser)
    add_reading(parser)


def _run(arguments: argparse.Namespace, failures: Failures) -> None:
    from threadlab.exports import outline
    from threadlab.pipeline import analyze_all

    colour = sys.stdout.isatty() and "NO_COLOR" not in os.environ
    options = analysing(arguments)
    chosen = options["model"]
    names = pseudonyms(arguments)
    threads = analyze_all(arguments.files, on_error=failures, **options)
    if names is not None:
        threads = map(names.replace, threads)
    if arguments.explain is not None:
        _explain(threads, arguments.explain, chosen)
        return
    for thread in threads:
        print(outline(thread, width=arguments.width, colour=colour, model=chosen))


def _explain(threads: "Iterable[Thread]", wanted: str, chosen: Any) -> None:
    """Explains the comment of this id, or else of this number, in each thread that has it."""
    from threadlab.errors import UnknownName
    from threadlab.explaining import explain

    found = False
    for thread in threads:
        ids = [comment.id for comment in thread.comments]
        number = int(wanted) if wanted.isdecimal() and len(wanted) < 10 else 0
        if wanted not in ids and not 1 <= number <= len(ids):
            continue
        comment = wanted if wanted in ids else ids[number - 1]
        print(("\n" if found else "") + str(explain(thread, comment, model=chosen)))
        found = True
    if not found:
        raise UnknownName("comment", wanted, ("an id, or a number that the tree shows",))


COMMAND = Command("show", "print the rebuilt thread as a tree", _takes, _run)
